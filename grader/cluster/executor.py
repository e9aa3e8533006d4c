"""Where a batch's work is done: by the workers of a Dask cluster, which may come and go.

A worker that dies is no loss: its work is done again elsewhere. A file that four workers have died
of, with nothing else near it, is given up. A worker on which a score could be another gets no work.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from distributed import KilledWorker

from grader.classroom.batch.local import Work
from grader.classroom.batch.worker import Outcome, Setup, Task
from grader.cluster.connection import (
    Say,
    Scheduler,
    WaitNotice,
    Whys,
    agree,
    connect,
    refuse_another,
    wait_for_worker,
)
from grader.cluster.plugin import GradingPlugin, Unfit, grade, identity
from grader.core.errors import ExecutorError, GraderError
from grader.core.probe import Level

LOOK_SECONDS = 1.0
STOP_SECONDS = 5.0
PIECES = 4  # for each thread of a worker: one is done, the others wait near it or are on their way
RETRIES = 3  # of what fails in Dask; what a submission does never fails there
PREFIX = "grade-"


@contextlib.contextmanager
def open_cluster(
    engine: str, setup: Setup, *, insecure: bool, say: Say
) -> Iterator[tuple[ClusterExecutor, Level]]:
    """A cluster's engine, and the level that all of its workers give. Raises GraderError."""
    with connect(engine, insecure=insecure) as scheduler:
        refuse_another(scheduler)
        wait_for_worker(scheduler, say)
        level, unfit = agree(scheduler, setup.isolation)
        pinned = Setup(setup.assignment, level.value)
        with contextlib.closing(ClusterExecutor(scheduler, pinned, unfit, say)) as opened:
            yield opened, level


class ClusterExecutor:
    """An engine; Dask's own thread brings results, one of ours sees who comes and goes."""

    chunk = 10  # a task costs some milliseconds by itself

    def __init__(self, scheduler: Scheduler, setup: Setup, unfit: Whys, say: Say) -> None:
        self.scheduler, self.say = scheduler, say
        self.lock = threading.RLock()
        self.held: deque[Work] = deque()  # until a worker is there that may have it
        self.alone: deque[Work] = deque()  # until nothing else is out
        self.out: set[Future[list[Outcome]]] = set()
        self.unfit: Whys = {}
        self.ended, self.lost = threading.Event(), False
        self.threads = scheduler.workers()
        for address, why in unfit.items():
            self.leave_out(address, why)
        self.name = PREFIX + scheduler.client.id
        self.equip(setup)
        self.executor = scheduler.client.get_executor(pure=False, retries=RETRIES)
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()

    def equip(self, setup: Setup) -> None:
        """Give all workers what they need, those to come as well."""
        client = self.scheduler.client
        for name in client.run_on_scheduler(find_abandoned, PREFIX):
            client.unregister_worker_plugin(name)
        client.register_plugin(GradingPlugin(setup, identity()), name=self.name)

    @property
    def fit(self) -> dict[str, int]:
        """The threads of those that may have work."""
        return {one: number for one, number in self.threads.items() if one not in self.unfit}

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
        """Of those that die together none is the cause, so a file given alone is done alone."""
        return self.alone if len(tasks) == 1 else self.held

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        return future.result()

    def send(self) -> None:
        """Send what may be sent. Raises ExecutorError when the scheduler is gone."""
        with self.lock:
            if self.lost or not self.scheduler.is_there:
                self.lose()
                raise self.scheduler.gone()
            while self.held and self.may_send:
                self.hand_out(self.held.popleft())
            if self.alone and self.may_send and not self.out:
                self.hand_out(self.alone.popleft())

    @property
    def may_send(self) -> bool:
        """Not when all who are there are unfit; when nobody is there, Dask waits for the next."""
        return bool(self.fit) or not self.threads

    def hand_out(self, work: Work) -> None:
        self.out.add(work[1])
        fit = list(self.fit)
        # A preference: were it more, work would wait for those named when all of them have died.
        choice = {"workers": fit, "allow_other_workers": True} if fit and self.unfit else {}
        inner = self.executor.submit(grade, self.name, work[0], **choice)
        inner.add_done_callback(functools.partial(self.come, work))

    def come(self, work: Work, inner: Future[list[Outcome] | Unfit]) -> None:
        """Work has come back, in whatever way."""
        future = work[1]
        with self.lock:
            self.out.discard(future)
            if inner.cancelled():
                self.out.add(future)
                self.lose()
            elif error := inner.exception():
                settle(future, GraderError(explain(error)))
            elif isinstance(found := inner.result(), Unfit):
                self.queue_of(work[0]).appendleft(work)
                self.leave_out(found.address, found.why)
            else:
                settle(future, found)
            with contextlib.suppress(ExecutorError):  # told by what is lost
                self.send()

    def leave_out(self, address: str, why: str) -> None:
        """Give a worker no work; of those with one reason, the first is spoken of."""
        if address not in self.unfit and why not in self.unfit.values():
            self.say(f"a worker gets no work: {why}")
        self.unfit[address] = why

    def lose(self) -> None:
        """Nothing comes any more: Dask would only wait for another scheduler."""
        with self.lock:
            if not self.ended.is_set():
                self.lost = True
            waiting = [future for _, future in (*self.held, *self.alone)]
            for future in (*self.out, *waiting):
                settle(future, self.scheduler.gone())
            self.out.clear()
            self.held.clear()
            self.alone.clear()

    def watch(self) -> None:
        """Look who is there; send what waits for them; say so when it is nobody."""
        patience = WaitNotice(self.say)
        while not self.ended.wait(LOOK_SECONDS):
            with contextlib.suppress(OSError):
                self.threads = self.scheduler.workers()
            try:
                self.send()
            except ExecutorError:
                return
            patience.look(found=bool(self.fit), kind="worker that can grade")

    def close(self) -> None:
        """Take back what is out, and from the workers what they were given."""
        self.ended.set()
        self.watcher.join(STOP_SECONDS)
        if self.scheduler.is_there:
            with contextlib.suppress(OSError, TimeoutError):
                self.executor.shutdown(wait=False)
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
    """Why work was not done."""
    if isinstance(error, KilledWorker):
        host = error.last_worker.address
        return (
            f"{error.allowed_failures + 1} workers that were to grade it died one after another, "
            f"the last at {host}; look at the file by itself: grade FILE"
        )
    return f"the cluster failed: {type(error).__name__}: {error}"


def find_abandoned(prefix: str, dask_scheduler: Any) -> list[str]:
    """What batches that were killed have left with the workers; run by the scheduler."""
    clients: Mapping[str, Any] = dask_scheduler.clients
    names = [name for name in dask_scheduler.worker_plugins if name.startswith(prefix)]
    return [name for name in names if name.removeprefix(prefix) not in clients]
