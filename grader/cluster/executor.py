"""Where a batch's work is done: by the workers of a Dask cluster, which may come and go.

A worker that dies is no loss: its work is done again elsewhere. A file that four workers have died
of, with nothing else near it, is given up. A worker on which a score could be another gets no work.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from distributed import KilledWorker

from grader.classroom.batch.local import Work
from grader.classroom.batch.worker import Outcome, Setup, Task
from grader.cluster.connection import (
    Scheduler,
    WaitNotice,
    agree,
    connect,
    refuse_another,
    wait_for_worker,
)
from grader.cluster.plugin import GradingPlugin, Unfit, grade, identity
from grader.core.errors import ExecutorError, GraderError
from grader.core.probe import Level
from grader.core.text import Say

LOOK_SECONDS = 1.0
STOP_SECONDS = 5.0
PIECES = 4  # for each thread of a worker: one is done, the others wait near it or are on their way
RETRIES = 3  # of what fails in Dask; what a submission does never fails there
PREFIX = "grade-"


@contextlib.contextmanager
def open_cluster(
    engine: str, setup: Setup, *, insecure: bool, say: Say
) -> Iterator[tuple[ClusterExecutor, Level]]:
    """Open a cluster's executor; give the level that all of its workers have, too.

    Raises GraderError.
    """
    with connect(engine, insecure=insecure) as scheduler:
        refuse_another(scheduler)
        wait_for_worker(scheduler, say)
        level, unfit = agree(scheduler, setup.isolation)
        executor = ClusterExecutor(scheduler, unfit, say)
        executor.start(Setup(setup.assignments, level.value))
        with contextlib.closing(executor):
            yield executor, level


class ClusterExecutor:
    """Sends work to those who may have it.

    Dask's own thread brings results, one of ours sees who comes and goes.
    """

    chunk = 10  # a task costs some milliseconds by itself

    def __init__(self, scheduler: Scheduler, unfit: Sequence[Unfit], say: Say) -> None:
        self.scheduler, self.say = scheduler, say
        self.lock = threading.RLock()
        self.waiting: deque[Work] = deque()  # until a worker is there that may have it
        self.alone: deque[Work] = deque()  # until nothing else is out
        self.out: set[Future[list[Outcome]]] = set()
        self.unfit: dict[str, str] = {}  # why a worker gets no work, by its address
        self.ended, self.is_lost = threading.Event(), False
        self.threads = scheduler.workers()
        self.name = PREFIX + scheduler.client.id
        self.dask = scheduler.client.get_executor(pure=False, retries=RETRIES)
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        for worker in unfit:
            self.leave_out(worker)

    def start(self, setup: Setup) -> None:
        """Give all workers what they need, those to come as well, and look after them."""
        client = self.scheduler.client
        for name in client.run_on_scheduler(find_abandoned):
            client.unregister_worker_plugin(name)
        client.register_plugin(GradingPlugin(setup, identity()), name=self.name)
        self.watcher.start()

    @property
    def fit(self) -> dict[str, int]:
        """Those that may have work, each one file at a time, whatever its threads."""
        return {address: 1 for address in self.threads if address not in self.unfit}

    @property
    def window(self) -> int:
        return PIECES * max(1, sum(self.fit.values()))

    def submit(self, tasks: Sequence[Task]) -> Future[list[Outcome]]:
        future: Future[list[Outcome]] = Future()
        with self.lock:
            self.queue_of(tasks).append((tasks, future))
        self.send()
        return future

    def queue_of(self, tasks: Sequence[Task]) -> deque[Work]:
        # Of those that die together none is the cause, so a file given alone is done alone.
        return self.alone if len(tasks) == 1 else self.waiting

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        return future.result()

    def send(self) -> None:
        """Send what may be sent. Raises ExecutorError when the scheduler is gone."""
        with self.lock:
            if self.is_lost or not self.scheduler.is_there:
                self.lose()
                raise self.scheduler.gone()
            while self.waiting and self.may_send:
                self.hand_out(self.waiting.popleft())
            if self.alone and self.may_send and not self.out:
                self.hand_out(self.alone.popleft())

    @property
    def may_send(self) -> bool:
        """Not when all who are there are unfit; when nobody is there, Dask waits for the next."""
        return bool(self.fit) or not self.threads

    def hand_out(self, work: Work) -> None:
        tasks, future = work
        self.out.add(future)
        fit = list(self.fit)
        # A preference: were it more, work would wait for those named when all of them have died.
        choice = {"workers": fit, "allow_other_workers": True} if fit and self.unfit else {}
        sent = self.dask.submit(grade, self.name, tasks, **choice)
        sent.add_done_callback(functools.partial(self.take, work))

    def take(self, work: Work, sent: Future[list[Outcome] | Unfit]) -> None:
        """Take work back, in whatever way it comes."""
        tasks, future = work
        with self.lock:
            self.out.discard(future)
            if sent.cancelled():
                self.out.add(future)
                self.lose()
            elif error := sent.exception():
                settle(future, GraderError(explain(error)))
            elif isinstance(result := sent.result(), Unfit):
                self.queue_of(tasks).appendleft(work)
                self.leave_out(result)
            else:
                settle(future, result)
            with contextlib.suppress(ExecutorError):  # told by what is lost
                self.send()

    def leave_out(self, worker: Unfit) -> None:
        """Give a worker no work; of those with one reason, the first is spoken of."""
        if worker.address not in self.unfit and worker.why not in self.unfit.values():
            self.say(f"a worker gets no work: {worker.why}")
        self.unfit[worker.address] = worker.why

    def lose(self) -> None:
        """Give all up: nothing comes any more, and Dask would only wait for another scheduler."""
        with self.lock:
            # Unless we have ended it: then Dask cancels what is out, and nobody is at fault.
            self.is_lost = self.is_lost or not self.ended.is_set()
            queued = [future for _, future in (*self.waiting, *self.alone)]
            for future in (*self.out, *queued):
                settle(future, self.scheduler.gone())
            for queue in (self.out, self.waiting, self.alone):
                queue.clear()

    def watch(self) -> None:
        """Look who is there; send what waits for them; say so when it is nobody."""
        notice = WaitNotice(self.say)
        while not self.ended.wait(LOOK_SECONDS):
            with contextlib.suppress(OSError):
                self.threads = self.scheduler.workers()
            try:
                self.send()
            except ExecutorError:
                return
            notice.look(is_there=bool(self.fit), kind="worker that can grade")

    def close(self) -> None:
        """Take back what is out, and from the workers what they were given."""
        self.ended.set()
        self.watcher.join(STOP_SECONDS)
        if self.scheduler.is_there:
            with contextlib.suppress(OSError, TimeoutError):
                self.dask.shutdown(wait=False)
                self.scheduler.client.sync(self.take_back, callback_timeout=STOP_SECONDS)

    async def take_back(self) -> None:
        await self.scheduler.client.scheduler.unregister_worker_plugin(name=self.name)


def settle(future: Future[list[Outcome]], outcome: list[Outcome] | GraderError) -> None:
    """Tell who waits, unless they were told."""
    if future.done():
        return
    if isinstance(outcome, GraderError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def explain(error: BaseException) -> str:
    """Say why work was not done."""
    if isinstance(error, KilledWorker):
        host = error.last_worker.address
        return (
            f"{error.allowed_failures + 1} workers that were to grade it died one after another, "
            f"the last at {host}; look at the file by itself: grade FILE"
        )
    return f"the cluster failed: {type(error).__name__}: {error}"


def find_abandoned(dask_scheduler: Any) -> list[str]:
    """Find what batches that were killed have left with the workers; run by the scheduler."""
    names = [name for name in dask_scheduler.worker_plugins if name.startswith(PREFIX)]
    return [name for name in names if name.removeprefix(PREFIX) not in dask_scheduler.clients]
