"""Which tests run beside which, where several processes share the work.

A file stays in one process, for the sake of its fixtures. The files that look at the host after
hostile programs share one, too: at level `medium` these have folders in `/tmp`, and whoever finds
one there that was not there before takes it for left behind.
"""

import os

from xdist.scheduler import LoadFileScheduling

from support.lanes import LANES

MOST = 4  # more would only wait for those who try the walls, or for the processors
WALLS = [f"tests/sandbox/test_{name}.py" for name in ("attacks", "honest", "isolation")]
# Begun first, so that nobody is left alone with one of them in the end; of files those that take
# over a minute.
LONG = ("cli/test_command", "classroom/test_damage", "sandbox/test_session")
LONG += ("classroom/test_whole_term", "authoring/test_audit", "test_answers_documented")
FILES = [f"tests/{name}.py" for name in LONG]
ROOMS = ("classroom/batch", "cluster", "authoring", "sandbox", "submission", "classroom")
ROOMS += ("kit", "web", "cli")
SLOWEST = [*WALLS, *FILES, *(f"tests/{name}/" for name in ROOMS)]


class ByResource(LoadFileScheduling):
    """A file at a time, or all that share something."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "walls" if file in WALLS else file


def pytest_xdist_make_scheduler(config, log):
    return ByResource(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_xdist_auto_num_workers(config):
    """One more than there are processors, if there is work for it; none beside this for one file.

    Who tries the walls, and who talks to processes, waits half of the time; where neither is asked
    for, one more would only load and collect all that the others have.
    """
    files = [argument for argument in config.args if ".py" in argument]
    shares = len(files) if len(files) == len(config.args) else MOST
    more = "not processes" not in config.option.markexpr
    count = min(MOST, (os.cpu_count() or 1) + more, shares)
    return count if count > 1 else 0


def pytest_collection_modifyitems(items):
    """Put files that start processes before those that start none, which fill the gaps at the end.

    The order within files stays.
    """
    dear = {item.path for item in items if any(map(item.get_closest_marker, LANES))}
    items.sort(key=lambda item: (item.path not in dear, place(item)))


def place(item):
    """Where its file stands among the slow ones."""
    places = (place for place, start in enumerate(SLOWEST) if item.nodeid.startswith(start))
    return next(places, len(SLOWEST))
