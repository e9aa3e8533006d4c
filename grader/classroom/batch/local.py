"""Where a batch's work is done: by processes of this machine, each a worker with a wall of its own.

A process that dies is replaced and its work is done again; work that three processes have died of
is given up, and the others go on. All die with the one that started them.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from multiprocessing.connection import Pipe
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, Protocol

from grader.classroom.batch.forks import Twin, deaf, is_safe
from grader.classroom.batch.worker import BatchWorker, Outcome, Setup, Task
from grader.core.errors import GraderError
from grader.core.processes import start_python
from grader.submission.reader import Reader

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

TRIES = 3
STARTS = 10  # of processes that end before they can begin, one after another
# For all that is not the submission's own time: reading, judging, a machine that is busy.
SPARE_SECONDS = 60.0
STOP_SECONDS = 5.0
OWN_FILES, FILES_EACH = 100, 4  # that may be open: of the batch itself, and for each process

Work = tuple[Sequence[Task], "Future[list[Outcome]]"]


class Process(Protocol):
    """A process that was started, by whichever way."""

    pid: int
    returncode: int | None

    def kill(self) -> None: ...

    def wait(self) -> int: ...


class Executor(Protocol):
    """Takes work and gives futures of its outcomes."""

    chunk: int  # how many files make one piece of work

    @property
    def window(self) -> int:
        """How many pieces of work may be out at a time, so that nobody waits and few are held."""

    def submit(self, tasks: Sequence[Task]) -> Future[list[Outcome]]:
        """Have files graded."""

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        """Give what came of it. Raises GraderError for work that can't be done, by whomever.

        Raises ExecutorError when there is nobody left to do any.
        """

    def close(self) -> None:
        """End all processes at once; what was not done is not done."""


class LocalExecutor:
    """Processes of this machine; a thread for each gives it one piece of work after another."""

    chunk = 1

    def __init__(self, jobs: int) -> None:
        self.jobs = min(jobs, most_jobs())
        self.waiting: queue.Queue[Work | None] = queue.Queue()
        self.processes: set[WorkerProcess] = set()
        self.threads: list[threading.Thread] = []
        self.closed = False
        # Before there are walls and threads of any kind: only then can this process be copied.
        with deaf():
            self.first = [(each, self.try_to_start(each)) for each in places_of(self.jobs)]

    def begin(self, setup: Setup) -> None:
        """Give the processes what they need for any work."""
        self.setup = setup
        for each in self.first:
            thread = threading.Thread(target=self.serve, args=each, daemon=True)
            self.threads.append(thread)
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

    def serve(self, place: int | None, process: WorkerProcess | None) -> None:
        """Give work to one process after another, as each dies; all run on one processor."""
        own: deque[Work] = deque()
        if process is not None:
            process.set_up(self.setup)
        with deaf():
            while (work := own.popleft() if own else self.take(wait=True)) is not None:
                process = self.do(work, own, process, place)
        if process is not None:
            process.end()

    def take(self, *, wait: bool) -> Work | None:
        """Take work; None where there is no more of it, or none for now."""
        with contextlib.suppress(queue.Empty):
            while (work := self.waiting.get(block=wait)) is not None:
                if work[1].set_running_or_notify_cancel():
                    return work
            self.waiting.put(None)  # it is for all
        return None

    def look_ahead(self, own: deque[Work]) -> None:
        """Take work that is to lie ready in a process, so that it waits for nobody.

        What is left is for those who are done first: only one may be long at what it has.
        """
        if not own and self.waiting.qsize() > self.jobs and (work := self.take(wait=False)):
            own.append(work)

    def do(
        self, work: Work, own: deque[Work], process: WorkerProcess | None, place: int | None
    ) -> WorkerProcess | None:
        """Have work done, by another process each time that one dies; give who lives, if any.

        Its own that is next lies ready there meanwhile, and is not to blame for a death.
        """
        tasks, future = work
        deaths: list[str] = []
        starts: list[str] = []
        # Nobody is started any more once all are ended: what waits in the queue would start many.
        while not self.closed and len(deaths) < TRIES and len(starts) < STARTS:
            try:
                process = process or self.start_anew(place)
                process.send(tasks)
                self.look_ahead(own)
                process.send(*(each for each, _ in own))
                future.set_result(process.outcomes())
                return process
            except GraderError as error:
                # One that was ended before it could begin says nothing of the file.
                has_begun = process is not None and process.has_begun
                (deaths if has_begun else starts).append(str(error))
                self.processes -= {process}
                process = None
        if not self.closed:
            future.set_exception(GraderError(given_up(deaths or starts)))
        return process

    def try_to_start(self, place: int | None) -> WorkerProcess | None:
        """Start a process before there is work; what goes wrong is said of the first file."""
        with contextlib.suppress(GraderError):
            return self.start(place)
        return None

    def start_anew(self, place: int | None) -> WorkerProcess:
        """Start a process that is to work at once. Raises GraderError."""
        process = self.start(place)
        process.set_up(self.setup)
        return process

    def start(self, place: int | None) -> WorkerProcess:
        """Start a process. Raises GraderError."""
        process = WorkerProcess(place)
        self.processes.add(process)
        return process

    def close(self) -> None:
        self.closed = True
        self.waiting.put(None)
        for process in list(self.processes):
            process.process.kill()  # its thread finds it dead, and clears up
        until = time.monotonic() + STOP_SECONDS
        for thread in self.threads:
            thread.join(max(until - time.monotonic(), 0.0))
        if not self.threads:  # none was to work, so nobody has waited for any
            for process in self.processes:
                process.end()


def most_jobs() -> int:
    """Say how many processes may be at work, by what this one may have open for them."""
    if sys.platform == "win32":
        return 1024
    import resource

    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, (most - OWN_FILES) // FILES_EACH) if most != resource.RLIM_INFINITY else 1024


def places_of(jobs: int) -> list[int | None]:
    """Choose the processor of each process and its wall, where each is to have one.

    A process and what is behind its wall take turns, so apart they would only wait for each other.
    """
    if not hasattr(os, "sched_getaffinity"):
        return [None] * jobs
    processors = sorted(os.sched_getaffinity(0))
    if jobs < len(processors):
        return [None] * jobs
    return [processors[number % len(processors)] for number in range(jobs)]


def given_up(deaths: Sequence[str]) -> str:
    """Say why a file is not graded."""
    return (
        f"{len(deaths)} processes that were to grade it died one after another: {deaths[-1]}; "
        "look at the file by itself: grade FILE"
    )


class WorkerProcess:
    """One process with a worker, and the pipe to it."""

    def __init__(self, place: int | None) -> None:
        self.seconds = 0.0
        self.has_begun = False
        self.sent: deque[Sequence[Task]] = deque()  # the first is at work, what follows lies ready
        try:
            self.pipe, theirs = Pipe()
            with theirs:  # our own copy would keep the pipe open when the process has died
                self.process = start_process(theirs.fileno(), place)
        except OSError as error:
            raise GraderError(f"it could not be started: {error.strerror}") from error

    def set_up(self, setup: Setup) -> None:
        """Give it what it needs for any work."""
        self.seconds = setup.longest
        with contextlib.suppress(OSError):  # dead already: it will not begin
            self.pipe.send(setup)
            if setup.loan is not None:
                send_handle(self.pipe, setup.loan.requests, self.process.pid)

    def send(self, *work: Sequence[Task]) -> None:
        """Give it work that it does not have. Raises GraderError when it dies or does not begin."""
        with self.ending():
            if not self.has_begun:
                self.receive(SPARE_SECONDS)
                self.has_begun = True
            for tasks in work:
                if not any(tasks is each for each in self.sent):
                    self.pipe.send(tasks)
                    self.sent.append(tasks)

    def outcomes(self) -> list[Outcome]:
        """Give what came of the first that it was sent.

        Raises GraderError when the process dies or hangs over that.
        """
        with self.ending():
            tasks = self.sent.popleft()
            outcomes: list[Outcome] = self.receive(SPARE_SECONDS + self.seconds * len(tasks))
        return outcomes

    @contextlib.contextmanager
    def ending(self) -> Iterator[None]:
        """End it when it turns out to be dead. Raises GraderError."""
        try:
            yield
        except (EOFError, OSError):
            self.end()
            raise GraderError(how_ended(self.process.returncode)) from None

    def receive(self, seconds: float) -> Any:
        """Wait for what it sends. Raises GraderError, and ends it, when that takes too long."""
        if not self.pipe.poll(seconds):
            self.end()
            raise GraderError("it did not finish, and was ended")
        return self.pipe.recv()

    def end(self) -> None:
        """Kill it; its wall falls with it."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()


def start_process(end: int, place: int | None) -> Process:
    """Start a process that serves at the end of a pipe, on one processor. Raises OSError."""
    words = [str(end)] if place is None else [str(end), str(place)]
    if is_safe():
        return Twin(lambda: serve(*words), [end])
    # Not by multiprocessing, whose processes look for modules in the working directory.
    return start_python(serve, *words, keep=[end])


def how_ended(code: int | None) -> str:
    """Say in words how a process ended."""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"{name}, perhaps for want of memory" if name == "SIGKILL" else name
    return f"exit status {code}"


def serve(end: str, place: str = "") -> None:
    """Serve as a worker until the pipe ends. Runs in a process of its own."""
    if place:
        os.sched_setaffinity(0, {int(place)})
    pipe = Connection(int(end))
    reader = Reader().start()  # while the walls are tried by who sends the setup
    try:
        setup = pipe.recv()
    except (EOFError, OSError):  # there is to be no work, or nobody any more who has some
        os._exit(0)
    if setup.loan is not None:
        setup = replace(setup, loan=replace(setup.loan, requests=recv_handle(pipe)))
    requests: queue.Queue[Sequence[Task]] = queue.Queue()
    threading.Thread(target=listen, args=(pipe, requests), daemon=True).start()
    worker = BatchWorker(setup, reader)
    with contextlib.suppress(OSError):
        pipe.send(True)  # it can begin
        worker.start()
        while True:
            pipe.send(worker.grade(requests.get()))
    os._exit(0)


def listen(pipe: Connection, requests: queue.Queue[Sequence[Task]]) -> None:
    """Pass on what comes in; when the pipe ends, so does the process, whatever it is doing.

    Who started it is gone then, and the walls end by themselves.
    """
    with contextlib.suppress(EOFError, OSError):
        while True:
            requests.put(pipe.recv())
    os._exit(0)
