"""The line to a cluster's scheduler: reach it, see who works for it, agree on one wall for all."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.config
from distributed import Client, Security
from distributed.versions import VersionMismatchWarning

from grader.cluster.plugin import Unfit, difference, identity, look_around
from grader.cluster.tls import read_address, security_for
from grader.core.errors import ExecutorError
from grader.core.probe import Level
from grader.core.text import Say

CONNECT_SECONDS = 5.0
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 5.0
RUNNING = "running"
# All that these have to say is said by us, once.
LOUD = ("asyncio", "bokeh", "dask_jobqueue", "distributed", "tornado", "tornado.application")


@dataclass(frozen=True)
class Scheduler:
    """A scheduler that has answered."""

    client: Any
    where: str

    @property
    def is_there(self) -> bool:
        """Whether it has been there all the time; Dask would begin anew with another."""
        return bool(self.client.status == RUNNING)

    def workers(self) -> dict[str, int]:
        """Count the threads of each worker, by its address."""
        known: Mapping[str, Any] = self.client.scheduler_info(n_workers=-1).get("workers", {})
        return {address: worker["nthreads"] for address, worker in known.items()}

    def gone(self) -> ExecutorError:
        """Make what is raised when it is not there any more."""
        return ExecutorError(
            f"the scheduler at {self.where} is gone; what is done is kept: "
            "start it and its workers again, and run the same command"
        )


@contextlib.contextmanager
def connect(engine: str, *, insecure: bool) -> Iterator[Scheduler]:
    """Reach the scheduler named, or start one with SLURM's jobs. Raises GraderError."""
    hush()
    if engine.startswith("slurm:"):
        from grader.cluster.slurm import open_jobs

        profile = Path(engine.removeprefix("slurm:"))
        with open_jobs(profile, insecure=insecure) as jobs:
            where = f"{jobs.scheduler_address.partition('://')[2]}, in this process,"
            with open_client(jobs, jobs.security, where) as client:
                yield Scheduler(client, where)
        return
    address = read_address(engine)
    security = security_for(address, insecure=insecure)
    scheme = "tls" if security.require_encryption else "tcp"
    with open_client(f"{scheme}://{address}", security, str(address)) as client:
        yield Scheduler(client, str(address))


def hush() -> None:
    """Keep Dask off our standard error, and from keeping what it has sent."""
    known = [name for name in logging.root.manager.loggerDict if name.startswith(LOUD)]
    for name in [*LOUD, *known]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Who differs is refused by us; a piece of work is as large as what students hand in.
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"})
    # Of what was sent, the last 1,000 messages would be kept, each a piece of work.
    dask.config.set({"distributed.admin.low-level-log-length": 0})


def open_client(scheduler: Any, security: Security, where: str) -> contextlib.closing[Client]:
    """Connect to a scheduler, or to one of this process. Raises ExecutorError if none answers."""
    how = "by TLS" if security.require_encryption else "in the open, without TLS"
    try:
        client = Client(  # type: ignore[no-untyped-call]
            scheduler, security=security, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except OSError:
        raise ExecutorError(
            f"no scheduler answers at {where} {how}; docs/cluster.md says how to start one"
        ) from None
    return contextlib.closing(client)


class WaitNotice:
    """Says that nobody is there: after 5 seconds, after 10, after 20."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.look(is_there=True)

    def look(self, *, is_there: bool, kind: str = "worker") -> None:
        """Tell it again and again whether somebody is there."""
        now = time.monotonic()
        if is_there:
            self.since, self.next = now, PATIENCE_SECONDS
        elif now - self.since >= self.next:
            self.say(f"no {kind} has connected for {now - self.since:.0f} s; still waiting")
            self.next *= 2


def refuse_another(scheduler: Scheduler) -> None:
    """Raise ExecutorError where the scheduler can't read what is sent to the workers through it."""
    try:
        why = scheduler.client.run_on_scheduler(difference, identity())
    except Exception as error:
        raise ExecutorError(
            f"the scheduler at {scheduler.where} can't load golden-grader, which what is sent "
            f"through it needs: install it there, and start the scheduler again ({error})"
        ) from None
    if why:
        raise ExecutorError(f"the scheduler at {scheduler.where}: {why}")


def wait_for_worker(scheduler: Scheduler, say: Say) -> None:
    """Return when there is one. Raises ExecutorError when the scheduler goes away."""
    notice = WaitNotice(say)
    while not scheduler.workers():
        notice.look(is_there=False)
        time.sleep(LOOK_SECONDS)
        if not scheduler.is_there:
            raise scheduler.gone()


def agree(scheduler: Scheduler, isolation: str) -> tuple[Level, list[Unfit]]:
    """Find the best level that a worker has, and who gets no work. Raises ExecutorError if all."""
    answers = scheduler.client.run(look_around, identity(), isolation, on_error="return")
    views = [read_answer(address, answer) for address, answer in answers.items()]
    levels = {address: level for address, level, _ in views if level}
    unfit = [Unfit(address, why) for address, _, why in views if why]
    if not levels:
        reasons = "; ".join(sorted({worker.why for worker in unfit})) or "all have gone again"
        raise ExecutorError(f"none of the cluster's workers can grade: {reasons}")
    best = max(levels.values())
    # Who graded a file must not show in its report, so all are graded at one level.
    weaker = [
        Unfit(
            address,
            f"{address} has isolation {level.value} where others have {best.value}; "
            f"--isolation {level.value} lets it take part",
        )
        for address, level in levels.items()
        if level is not best
    ]
    return best, [*unfit, *weaker]


def read_answer(address: str, answer: Any) -> tuple[str, Level | None, str | None]:
    """Read a worker's level, or why it gets no work; neither if it has gone.

    Raises ExecutorError for one that can't load the grader.
    """
    match answer:
        case OSError():
            return address, None, None
        case Exception():
            raise ExecutorError(
                f"the worker at {address} can't load golden-grader, so it can't even be told to "
                f"keep out: install it there, or stop that worker ({answer})"
            )
    level, why = answer
    return address, Level(level) if level else None, why
