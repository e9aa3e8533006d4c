"""Where a batch's work is done: by processes of this machine, each with a station of its own.

A process that dies is replaced and its work is done again; work that three processes have died of
is given up, and the others go on. All die with the one that started them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Protocol

from grader.classroom.batch.worker import BatchWorker, Outcome, Setup, Task
from grader.core.errors import GraderError

TRIES = 3
# For all that is not the submission's own time: reading, judging, a machine that is busy.
SPARE_SECONDS = 60.0
STOP_SECONDS = 5.0

Work = tuple[Sequence[Task], "Future[list[Outcome]]"]


class Executor(Protocol):
    """Takes work and gives futures of its outcomes."""

    chunk: int  # how many files make one piece of work

    @property
    def window(self) -> int:
        """How many pieces of work may be out at a time, so that nobody waits and few are held."""

    def submit(self, tasks: Sequence[Task]) -> Future[list[Outcome]]:
        """Have files graded."""

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        """What came of it. Raises GraderError for work that can't be done, by whomever.

        Raises EngineError when there is nobody left to do any.
        """

    def close(self) -> None:
        """End all processes at once; what was not done is not done."""


class LocalExecutor:
    """Processes of this machine; a thread for each gives it one piece of work at a time."""

    chunk = 1

    def __init__(self, setup: Setup, jobs: int) -> None:
        self.setup, self.jobs = setup, jobs
        self.waiting: queue.Queue[Work | None] = queue.Queue()
        self.seats: set[WorkerProcess] = set()
        self.closed = False
        if os.name == "posix":
            # Now, as whoever starts it is open to signals again, also to those it had blocked.
            resource_tracker.ensure_running()
        self.threads = [
            threading.Thread(target=self.serve, args=(place,), daemon=True)
            for place in places_of(jobs)
        ]
        for thread in self.threads:
            thread.start()

    @property
    def window(self) -> int:
        return 4 * self.jobs

    def submit(self, tasks: Sequence[Task]) -> Future[list[Outcome]]:
        future: Future[list[Outcome]] = Future()
        self.waiting.put((tasks, future))
        return future

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        return future.result()

    def serve(self, place: int | None) -> None:
        """Give work to one process after another, as each dies; all run on one processor."""
        # A process is born with its starter's mask: Ctrl-C is for the one who started all.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        seat: WorkerProcess | None = self.seat(place)
        while (work := self.waiting.get()) is not None:
            tasks, future = work
            if not future.set_running_or_notify_cancel():
                continue
            deaths = []
            while not future.done() and not self.closed:
                seat = seat or self.seat(place)
                try:
                    future.set_result(seat.grade(tasks))
                except GraderError as error:
                    deaths.append(str(error))
                    self.seats.discard(seat)
                    seat = None
                if len(deaths) == TRIES:
                    future.set_exception(GraderError(given_up(deaths)))
        if seat is not None:
            seat.end()

    def seat(self, place: int | None) -> WorkerProcess:
        seat = WorkerProcess(self.setup, place)
        self.seats.add(seat)
        return seat

    def close(self) -> None:
        self.closed = True
        for _ in self.threads:
            self.waiting.put(None)
        for seat in list(self.seats):
            seat.process.kill()  # its thread finds it dead, and clears up
        for thread in self.threads:
            thread.join(STOP_SECONDS)


def places_of(jobs: int) -> list[int | None]:
    """The processor of each process and of its wall, where there are no more processors than jobs.

    A process and what is behind its wall take turns, so apart they would only wait for each other.
    """
    if not hasattr(os, "sched_getaffinity"):
        return [None] * jobs
    processors = sorted(os.sched_getaffinity(0))
    if jobs < len(processors):
        return [None] * jobs
    return [processors[number % len(processors)] for number in range(jobs)]


def given_up(deaths: Sequence[str]) -> str:
    """Why a file is not graded."""
    return (
        f"{len(deaths)} processes that were to grade it died one after another: {deaths[-1]}; "
        "look at the file by itself: grade FILE"
    )


class WorkerProcess:
    """One process with a station, and the line to it."""

    def __init__(self, setup: Setup, place: int | None) -> None:
        self.seconds = setup.assignment.limits.submission_seconds
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, setup, place), daemon=True)
        self.process.start()
        theirs.close()

    def grade(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Have files graded. Raises GraderError when the process dies or hangs over them."""
        try:
            self.line.send(tasks)
            if not self.line.poll(SPARE_SECONDS + 2 * self.seconds * len(tasks)):
                self.end()
                raise GraderError("it did not finish, and was ended")
            outcomes: list[Outcome] = self.line.recv()
        except (EOFError, OSError):
            self.end()
            raise GraderError(how_ended(self.process.exitcode)) from None
        return outcomes

    def end(self) -> None:
        """Kill it; its wall falls with it."""
        self.process.kill()
        self.process.join()
        self.line.close()


def how_ended(code: int | None) -> str:
    """An exit code in words."""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"{name}, perhaps for want of memory" if name == "SIGKILL" else name
    return f"exit status {code}"


def work(line: Connection, setup: Setup, place: int | None) -> None:
    """Serve as a station until the line ends. Runs in a process of its own."""
    if place is not None:
        os.sched_setaffinity(0, {place})
    requests: queue.Queue[Sequence[Task]] = queue.Queue()
    threading.Thread(target=listen, args=(line, requests), daemon=True).start()
    station = BatchWorker(setup)
    with contextlib.suppress(OSError):
        while True:
            line.send(station.grade(requests.get()))
    os._exit(0)


def listen(line: Connection, requests: queue.Queue[Sequence[Task]]) -> None:
    """Pass on what comes in; when the line ends, so does the process, whatever it is doing.

    Who started it is gone then, and the walls end by themselves.
    """
    with contextlib.suppress(EOFError, OSError):
        while True:
            requests.put(line.recv())
    os._exit(0)
