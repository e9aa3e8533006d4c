"""The small program behind the wall: run a script once, then answer probes from copies of it.

It holds no golden, no rubric and no score. Questions come in on standard input, answers go out on
what was standard output; what the script prints goes to standard error's pipe. The process that
ran the script forks a copy for each series of questions, so that no probe can spoil another's. It
answers the last itself, and one that leaves it as it was. Where there is no fork, the first is the
last.
"""

from __future__ import annotations

import marshal
import os
import sys
from time import process_time

from grader.sandbox.inside import leftovers, packages, surroundings
from grader.sandbox.inside.answering import Copy, fork_and_serve, serve_and_stay, tell_end
from grader.sandbox.inside.clocks import HAS_TIMERS
from grader.sandbox.inside.script import run_script

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

CLOSED_BY_BASIC = ("files", "processes", "programs", "network", "signals")
# A copy that hangs is ended by its own alarm, so without timers there are none.
CAN_FORK = hasattr(os, "fork") and HAS_TIMERS


def main() -> None:
    """Serve one submission without walls: the limits are all that is in force."""
    pipes = surroundings.take_pipes()
    surroundings.set_streams()
    job = pipes.read()
    if job is None:
        return
    surroundings.die_with(int(sys.argv[2]))
    mapped = packages.provide(job["packages"], os.getcwd())
    limits = packages.beside(mapped + packages.begin(job, pipes.write), job["limits"])
    surroundings.furnish(os.getcwd(), job["files"], job["links"])
    if job["level"] != "none":
        surroundings.gain_nothing()
        surroundings.set_limits(limits)
    level, held = job["level"], {}
    if job["try_walls"] or level == "basic":
        held = try_walls(limits, job["outside"])
    # The level is what was found, not what was asked for: the grader refuses one that is too weak.
    if level == "basic" and not all(held[name] for name in CLOSED_BY_BASIC):
        level = "process"
    pipes.write(hello(level, held, [], forks=CAN_FORK and job["may_fork"]))
    serve(job, pipes, surroundings.hide())


def hello(level: str, held: dict[str, bool], refused: list[str], *, forks: bool) -> dict[str, Any]:
    """Give the first frame: the level in force, what held when tried, and which Python this is."""
    frame = {"hello": level, "held": held, "refused": refused}
    return {**frame, "forks": forks, "python": sys.version}


def try_walls(limits: dict[str, Any], outside: dict[str, Any]) -> dict[str, bool]:
    """Run against walls that are not expected to stand."""
    from grader.sandbox.inside import walls

    return walls.try_all({}, limits, outside, mounts=False)


def serve(job: dict[str, Any], pipes: surroundings.GraderPipes, loaded: dict[str, Any]) -> None:
    """Run the script, then answer a series of questions at a time; `loaded` are the modules."""
    sys.dont_write_bytecode = True  # from here on: our own modules may be kept compiled
    home = os.getcwd()  # the script may leave it
    leftovers.watch_mapping()
    records = surroundings.load(job["recorder"]).Records(job["records"]) if job["records"] else None
    script = run_script(job, pipes, records)
    tools = records.tools if records else {}
    if len(sys.modules) < len(loaded):  # a script may clear them, and the probes import, too
        sys.modules.update({**loaded, **sys.modules})
    pipes.write({"ran": True})
    copy: Copy | None = None
    while (request := pipes.read()) is not None:
        try:
            # Never before the script, which would find the probes in memory and answer to them.
            copy = copy or Copy(define(request["probes"], tools), script, pipes, home)
        except BaseException:  # what the script left of Python is not enough to ask with
            tell_end(pipes, "died", 0.0)
            continue
        if request["last"]:
            before = process_time()
            copy.serve(request)
            tell_end(pipes, "exited", process_time() - before)
            return
        if not request["stays"]:
            fork_and_serve(copy, request)
        elif not serve_and_stay(copy, request):
            return


def define(code: bytes, tools: dict[str, Any]) -> dict[str, Any]:
    """Make the functions of a module of probes, once for all copies."""
    namespace = dict(tools)
    exec(marshal.loads(code), namespace)
    return namespace
