"""What a Dask worker is for a batch: one station shared by its threads, or unfit and says why."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import platform
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from distributed import Worker, WorkerPlugin, get_worker

from grader.classroom.batch.worker import BatchWorker, Outcome, Setup, Task
from grader.core.errors import GraderError
from grader.core.hashing import digest, hash_of
from grader.core.version import __version__
from grader.sandbox.isolation import SandboxPool


@dataclass(frozen=True)
class Unfit:
    """A worker that may not grade: its address, and why."""

    address: str
    why: str


def identity() -> dict[str, str]:
    """What must be the same everywhere, so that it does not matter where a file is graded."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "golden-grader": __version__,
        "distributed": version("distributed"),
        "program files": program_hash()[:12],
    }


@functools.cache
def program_hash() -> str:
    """Of the whole grader: judging matters no less than running."""
    root = Path(__file__).parents[1]
    files = sorted(root.rglob("*.py"))
    return hash_of([[str(one.relative_to(root)), digest(one.read_bytes())] for one in files])


def difference(wanted: Mapping[str, str]) -> str | None:
    """What is not the same here as where the batch was started, and what to do."""
    here = identity()
    others = [
        f"{name} {here.get(name)} instead of {value}"
        for name, value in wanted.items()
        if here.get(name) != value
    ]
    if not others:
        return None
    return (
        f"{socket.gethostname()} has {', '.join(others)}; "
        "install there what is installed here, and start its workers again"
    )


async def look_around(wanted: Mapping[str, str], isolation: str) -> tuple[str | None, str | None]:
    """The level that strangers' files get on a worker, or else why it may not grade."""
    if why := difference(wanted):
        return None, why
    return await asyncio.to_thread(reached, isolation)


def reached(isolation: str) -> tuple[str | None, str | None]:
    """The level that is had here, or else why none is."""
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
        """Be there; a wall is made when the first file comes."""
        self.address = worker.address
        self.station = BatchWorker(self.given)
        self.lock = threading.Lock()
        self.is_fit = self.closed = False
        self.busy = 0

    def grade(self, tasks: Sequence[Task]) -> list[Outcome] | Unfit:
        """Grade files one by one, unless scores could be others here, or the wall a lower one."""
        with self.at_work() as why_unfit:
            if why_unfit is not None:
                return Unfit(self.address, why_unfit)
            return [self.grade_one(task) for task in tasks]

    def grade_one(self, task: Task) -> Outcome:
        """Raises GraderError when nobody waits for it any more."""
        if self.closed:
            raise GraderError("the batch has ended")
        return self.station.grade_task(task)

    @contextlib.contextmanager
    def at_work(self) -> Iterator[str | None]:
        """The first to come tries the wall; the last to leave takes it down once all is over."""
        with self.lock:
            why_unfit = None if self.is_fit else self.look()
            self.is_fit = why_unfit is None
            self.busy += 1
        try:
            yield why_unfit
        finally:
            with self.lock:
                self.busy -= 1
                self.tidy()

    def look(self) -> str | None:
        """Why no file may be graded here, if that is so."""
        try:
            why = difference(self.wanted)
            if why is None:
                self.station.level()
        except GraderError as error:
            return f"{socket.gethostname()}: {error}"
        return why

    def teardown(self, worker: Worker) -> None:
        """Begin no other file; who is at one ends it first."""
        with self.lock:
            self.closed = True
            self.tidy()

    def tidy(self) -> None:
        """Take the wall down when nobody is behind it and nobody will be."""
        if self.closed and not self.busy:
            self.station.close()


def grade(name: str, tasks: Sequence[Task]) -> list[Outcome] | Unfit:
    """A piece of work, as a worker does it."""
    worker = get_worker()
    outpost = worker.plugins.get(name)
    if not isinstance(outpost, GradingPlugin):
        return Unfit(worker.address, f"{worker.address} was told nothing of this batch")
    try:
        return outpost.grade(tasks)
    except Exception as error:  # of one that can't be sent as it is, Dask would never tell
        raise GraderError(f"{type(error).__name__}: {error}") from None
