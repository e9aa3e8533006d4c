"""What a Dask worker is for a batch: one `BatchWorker`, or unfit and says why."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import pkgutil
import platform
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import parent_process
from pathlib import Path

from distributed import Worker, WorkerPlugin, get_worker

from grader.classroom.batch.worker import BatchWorker, Outcome, Setup, Task
from grader.core.errors import GraderError
from grader.core.hashing import digest, hash_of
from grader.core.version import __version__
from grader.sandbox.isolation import SandboxPool

LevelOrWhy = tuple[str | None, str | None]  # plain: other versions may not have our classes


@dataclass(frozen=True)
class Unfit:
    """A worker that may not grade: its address, and why."""

    address: str
    why: str


@functools.cache
def identity() -> Mapping[str, str]:
    """Name what must be the same everywhere, so that it does not matter where a file is graded."""
    # The whole grader: judging matters no less than running.
    root = Path(__file__).parents[1]
    paths = sorted(root.rglob("*.py"))
    files = hash_of([[str(path.relative_to(root)), digest(path.read_bytes())] for path in paths])
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "golden-grader": __version__,
        "distributed": version("distributed"),
        "program files": files[:12],
    }


def difference(wanted: Mapping[str, str]) -> str | None:
    """Say what is not the same here as where the batch was started, and what to do."""
    here = identity()
    others = [f"{n} {here.get(n)} instead of {v}" for n, v in wanted.items() if here.get(n) != v]
    if not others:
        return None
    return (
        f"{socket.gethostname()} has {', '.join(others)}; "
        "install there what is installed here, and start its workers again"
    )


def unfitness(wanted: Mapping[str, str]) -> str | None:
    """Say why this worker may not grade, and what to do: it differs, or runs what lies about."""
    return difference(wanted) or exposure()


def exposure() -> str | None:
    """Say so where Python looks for modules in the working directory, and would find some."""
    here = os.getcwd()
    # What a nanny starts looks there first, and then as the nanny does.
    looks = parent_process() is not None or not {"", here}.isdisjoint(sys.path)
    if getattr(sys.flags, "safe_path", False) or not looks:
        return None
    module = next(pkgutil.iter_modules([here]), None)
    return module and (
        f"{socket.gethostname()} takes Python's modules from {here}, such as {module.name}; "
        "start its workers in an empty folder, with PYTHONSAFEPATH=1"
    )


async def look_around(wanted: Mapping[str, str], isolation: str) -> LevelOrWhy:
    """Find the level that strangers' files get on a worker, or else why it may not grade."""
    if why := unfitness(wanted):
        return None, why
    # Trying a wall takes a while, and a worker that is silent so long counts as dead.
    return await asyncio.to_thread(try_walls, isolation)


def try_walls(isolation: str) -> LevelOrWhy:
    """Find the level that is had here, or else why none is."""
    with contextlib.closing(SandboxPool(isolation)) as sandboxes:
        try:
            return sandboxes.fit_for(is_own=False).level.value, None
        except GraderError as error:
            return None, f"{socket.gethostname()}: {error}"


class GradingPlugin(WorkerPlugin):
    """Gives each worker what it needs to grade, whether it is there already or comes later."""

    def __init__(self, given: Setup, wanted: Mapping[str, str]) -> None:
        self.given, self.wanted = given, wanted

    def setup(self, worker: Worker) -> None:
        # Made where it runs, since locks and walls can't be sent.
        self.address = worker.address
        self.worker = BatchWorker(self.given)
        self.lock = threading.Lock()
        self.is_fit = self.has_ended = False

    def grade(self, tasks: Sequence[Task]) -> list[Outcome] | Unfit:
        """Grade files one by one, unless scores could be others here, or the wall a lower one."""
        # One thread at a time: they share a wall, and Python 3.11 can't parse in two. A garbage
        # collection within `ast.parse` lets another thread in, and SystemError is all they get.
        try:
            with self.lock:
                why = None if self.is_fit else self.look()
                self.is_fit = why is None
                return Unfit(self.address, why) if why else [self.grade_one(t) for t in tasks]
        finally:
            self.tidy()

    def grade_one(self, task: Task) -> Outcome:
        """Grade one file. Raises GraderError when nobody waits for it any more."""
        if self.has_ended:
            raise GraderError("the batch has ended")
        return self.worker.grade_task(task)

    def look(self) -> str | None:
        """Say why no file may be graded here, if that is so; the wall is made now."""
        try:
            why = unfitness(self.wanted)
            if why is None:
                self.worker.level()
        except GraderError as error:
            return f"{socket.gethostname()}: {error}"
        return why

    def teardown(self, worker: Worker) -> None:
        """Begin no other file; who is at one ends it first."""
        self.has_ended = True
        self.tidy()

    def tidy(self) -> None:
        """Take the wall down when all is over and nobody is behind it."""
        # Never wait: Dask calls `teardown` where it talks to the scheduler. Who holds the lock
        # comes by here after letting go of it, so the last one takes the wall down.
        if self.has_ended and self.lock.acquire(blocking=False):
            try:
                self.worker.close()
            finally:
                self.lock.release()


def grade(name: str, tasks: Sequence[Task]) -> list[Outcome] | Unfit:
    """Do a piece of work, as a worker does it. Raises GraderError for any fault of ours."""
    worker = get_worker()
    plugin = worker.plugins.get(name)
    if not isinstance(plugin, GradingPlugin):
        return Unfit(worker.address, f"{worker.address} was told nothing of this batch")
    try:
        return plugin.grade(tasks)
    except Exception as error:  # of one that can't be sent as it is, Dask would never tell
        raise GraderError(f"{type(error).__name__}: {error}") from None
