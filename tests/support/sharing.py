"""Which tests run beside which, where several processes share the work.

A file stays in one process, for the sake of its fixtures. The files that look at the host after
hostile programs share one, too: at level `medium` these have folders in `/tmp`, and whoever finds
one there that was not there before takes it for left behind.
"""

import os

from xdist.scheduler import LoadFileScheduling

from support.lanes import LANES

MOST = 4  # more would only wait for those who try the walls
WALLS = [f"tests/sandbox/test_{name}.py" for name in ("attacks", "honest", "isolation")]
# Begun first, so that nobody is left alone with one of them in the end; of files those that take
# over a minute.
FILES = [f"tests/{name}.py" for name in ("cli/test_command", "authoring/test_audit")]
ROOMS = ("classroom/batch", "cluster", "authoring", "classroom", "sandbox", "kit", "web", "cli")
SLOWEST = [*WALLS, *FILES, *(f"tests/{name}/" for name in ROOMS)]


class ByResource(LoadFileScheduling):
    """A file at a time, or all that share something."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return "walls" if file in WALLS else file


def pytest_xdist_make_scheduler(config, log):
    return ByResource(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_xdist_auto_num_workers(config):
    """As many as there are processors and work for; none beside this one for a single file."""
    files = [argument for argument in config.args if ".py" in argument]
    shares = len(files) if len(files) == len(config.args) else MOST
    count = min(MOST, os.cpu_count() or 1, shares)
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
