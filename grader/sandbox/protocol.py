"""The talk with a worker: it is given a job, says hello, runs the script, answers for copies.

Which walls stand around it is the sandbox's matter; what comes over the channel is hostile.
"""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any, Protocol

from grader.core.errors import GraderError, TamperedError
from grader.core.probe import Level
from grader.core.submission import Cell, Limits, Modules, Script, names_of_module
from grader.sandbox.inside.levels import fallen
from grader.sandbox.inside.plain import pack_request
from grader.sandbox.interpreter import recorder
from grader.sandbox.launcher import Launcher, Launchers
from grader.sandbox.packages import NO_PACKAGES, find_packages
from grader.sandbox.pipes import Frames, PrintedText, write
from grader.sandbox.questions import Manner, Questions
from grader.sandbox.wire import parse

START_SECONDS = 20.0  # for the interpreter itself: a slow machine is no fault of a student's
LOADING_SECONDS = 200.0  # with packages: PyTorch takes over 20 seconds from a cold disk
GRACE_SECONDS = 0.5  # between the worker's own clock and ours
LOOK_SECONDS = 0.25
UNFORKED = "unforked"
KILLED = "killed"
STAYS, UNKNOWN = "stays", "unknown"
PUT_OFF = {"put_off": True}
GONE = ("hung", "exited", "died", KILLED, UNFORKED, STAYS)
UNASKED = "an answer that nobody asked for"


class GoneError(Exception):
    """The worker, or the copy of it that was asked, does not answer any more."""


class CutError(GraderError):
    """It was ended from outside, which is none of the script's doing."""

    def __init__(self) -> None:
        super().__init__(
            "the sandbox was ended from outside in the middle of a submission, perhaps for want of "
            "memory; make room and grade it again"
        )


class SaidCutError(CutError):
    """A copy of it was ended from outside, as the script's own process says."""


class PutOffError(CutError):
    """It needs what was not imported for it: it is to be run anew, with all of its packages."""


class HungError(GoneError):
    """It did not answer in time."""


@dataclass(frozen=True)
class Job:
    """What a worker is started with."""

    script: Script
    modules: Modules
    limits: Limits
    data: tuple[tuple[str, bytes], ...] = ()
    shared: tuple[tuple[str, bytes], ...] = ()  # files that are the same for many, and large
    own: tuple[str, ...] = ()  # which of these files are modules of the script's
    file_name: str | None = None
    guarded: tuple[tuple[int, int], ...] = ()
    records: tuple[str, ...] = ()  # what is kept of what the script draws and prints
    may_fork: bool = True
    try_walls: bool = False
    may_be_cut: bool = True  # else whatever ends it is its own deed
    imports_all: bool = False  # also what is put off until it is needed


NOTHING = Job(Script((Cell(1, ""),)), Modules(), Limits())


class Channel(Protocol):
    """The way to one process behind the wall, and the way to end it."""

    questions: IO[bytes]
    results: IO[bytes]
    output: IO[bytes]

    def grant_copy(self) -> None:
        """Let the script's process be forked once; earlier copies end. Raises OSError."""

    def stop(self) -> None:
        """End the process and all that it started, and clear up after it."""

    def words(self) -> str:
        """Give what was said by what should have started the process, if that is kept apart."""
        return ""

    def rang(self) -> bool:
        """Tell, once stopped, whether its own alarm had ended it."""

    def was_cut(self) -> bool:
        """Tell, once stopped, whether neither the script nor we had ended it."""

    def has_shot_itself(self) -> bool:
        """Tell whether the script or a copy of it may have killed itself, up to now."""

    def work(self) -> float | None:
        """Give the processor seconds of all that runs behind it now, if that can be seen."""


class Sandbox(Protocol):
    """A wall that was found to stand on this machine: scripts run behind it."""

    level: Level
    form: str
    launchers: Launchers
    tells_cuts: bool = True  # what ended a script by itself from what was ended by others
    shares: bool = True  # files of all scripts with each, which can't change them

    @property
    def launcher(self) -> Launcher:
        return self.launchers.of()

    def open_channel(self, limits: Limits, launcher: Launcher | None = None) -> Channel:
        """Start a process behind the wall by a launcher of its own. Raises GraderError."""

    def renew(self, channel: Channel) -> bool:
        """Tell whether to try once more, after a channel that brought no hello."""
        return False

    def close(self) -> None:
        """End what is kept running."""
        self.launchers.close()


class Worker:
    """One process behind the wall that runs a script and answers questions about it."""

    def __init__(self, job: Job, sandbox: Sandbox, skip: Iterable[int] = ()) -> None:
        self.sandbox, self.may_be_cut = sandbox, job.may_be_cut
        packages = find_packages(job.modules.packages)
        self.puts_off = packages is not NO_PACKAGES and not job.imports_all
        start_seconds = START_SECONDS if packages is NO_PACKAGES else LOADING_SECONDS
        launcher = sandbox.launchers.of(packages, job.shared if sandbox.shares else ())
        request = self.request(job, sandbox, launcher, skip)
        # A warm process may have died since the last script, which is no fault of this one's: once
        # more, and not again, since what fails twice would fail for ever.
        for may_try_again in (True, False):
            self.closed, self.channel = False, sandbox.open_channel(job.limits, launcher)
            self.is_marked = False  # by a copy, for the next to find
            self.has_probes = False
            try:
                self.start(request, job.limits, sandbox, start_seconds)
            except GraderError:
                if not (may_try_again and sandbox.renew(self.channel)):
                    raise
            else:
                return

    def request(
        self, job: Job, sandbox: Sandbox, launcher: Launcher, skip: Iterable[int]
    ) -> dict[str, Any]:
        tries = job.try_walls or sandbox.level > Level.PROCESS
        return {
            "level": sandbox.level.value,
            "cells": [cell.source for cell in job.script.cells],
            "skip": sorted(skip),
            "file": job.file_name,
            "files": dict(job.data if launcher.shared else (*job.data, *job.shared)),
            "links": launcher.links,
            "own": sorted({each for name in job.own for each in names_of_module(name)}),
            "allowed": sorted(job.modules.allowed),
            "guarded": job.guarded,
            "records": job.records,
            "recorder": recorder() if job.records else b"",
            "packages": launcher.given(),
            "stand_ins": sorted(job.modules.stand_ins),
            "forbidden": sorted(job.modules.forbidden),
            "limits": asdict(job.limits),
            "may_fork": job.may_fork,
            "imports_all": job.imports_all,
            "try_walls": job.try_walls,
            "outside": sandbox.launcher.outside.looked_at() if tries else {},
        }

    def start(
        self, request: dict[str, Any], limits: Limits, sandbox: Sandbox, seconds: float
    ) -> None:
        """Follow the start. Raises GraderError without a hello, or with too weak walls."""
        self.output = PrintedText(self.channel.output, limit=limits.output_kb * 1024)
        self.frames = Frames(self.channel.results, self.output)
        try:
            hello = self.hello(request, seconds)
            self.level = level_in_force(hello, sandbox.level)
        except BaseException:
            self.close()
            raise
        self.held: Mapping[str, bool] = hello["held"]
        self.refused: Sequence[str] = hello["refused"]
        self.forks = bool(hello["forks"])

    def hello(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Read the worker's first frame. Without it nothing of the student's has run: our fault."""
        frame: dict[str, Any] = {}
        with contextlib.suppress(GoneError, GraderError):
            self.send(pack_request(request), seconds)
            frame = self.receive(seconds)
        if set(frame) != {"hello", "held", "refused", "forks", "python"}:
            self.frames.settle()
            words = (self.output.text().strip() or self.channel.words())[-500:]
            level = request["level"]
            raise GraderError(f"the sandbox did not start (level {level}): {words or 'no word'}")
        # Code goes over as `marshal` writes it, which another Python would read wrongly.
        if frame["python"] != sys.version:
            raise GraderError(f"behind the wall is another Python than this: {frame['python']}")
        return frame

    def send(self, frame: bytes, seconds: float) -> None:
        """Send a frame. Raises HungError or GoneError, and then the worker is closed."""
        try:
            write(self.channel.questions, frame, seconds)
        except OSError as error:
            self.close()
            raise self.how_gone(hung=isinstance(error, TimeoutError)) from None

    def receive(self, seconds: float, work: float = math.inf) -> dict[str, Any]:
        """Read the next frame. Raises as `receive_bytes` and `parse`."""
        return self.parse(self.receive_bytes(seconds, work))

    def parse(self, body: bytes) -> dict[str, Any]:
        """Parse a frame. Raises TamperedError, and PutOffError, and then the worker is closed."""
        frame = parse(body)
        # Its word is enough, once: all that it can gain by it is to be run once more, for what it
        # was not asked by then.
        if frame == PUT_OFF and self.puts_off:
            self.close()
            raise PutOffError
        return frame

    def receive_bytes(self, seconds: float, work: float = math.inf) -> bytes:
        """Read the next frame unparsed. Raises as `send`: what comes too late is never read.

        Too late is what takes more `work`, too, in processor seconds: this can't be disarmed.
        """
        try:
            body = self.take(time.monotonic() + seconds, work + GRACE_SECONDS)
        except TimeoutError:
            # Whoever gives up on a worker closes it: else the late answer would be taken for that
            # to the next question.
            self.close()
            raise HungError from None
        if body is None:
            self.close()
            raise self.how_gone(hung=False)
        return body

    def take(self, until: float, work: float) -> bytes | None:
        """Take the next frame, None after the last. Raises TimeoutError."""
        before = None
        while True:
            seconds = min(until - time.monotonic(), LOOK_SECONDS)
            with contextlib.suppress(TimeoutError):
                return self.frames.take(max(seconds, 0.0))
            # Nearly all has come by then: only what takes long is looked at.
            now = self.channel.work() if work < math.inf else None
            before = now if before is None else before
            is_spent = now is not None and before is not None and now - before >= work
            if seconds < LOOK_SECONDS or is_spent:
                raise TimeoutError

    def how_gone(self, *, hung: bool) -> GoneError:
        """Give the reason to raise. Raises CutError when it is none of the script's doing."""
        if self.may_be_cut and self.channel.was_cut():
            raise CutError
        # A worker that can't fork is its own copy, so its alarm ends the worker itself.
        return HungError() if hung or self.channel.rang() else GoneError()

    def close(self) -> None:
        """Kill the worker and all that it started, and clear up after it."""
        if self.closed:
            return
        self.closed = True
        # In this order: what a script printed last is there to be read when nobody prints any more.
        self.channel.stop()
        self.frames.settle()
        self.frames.end()
        with contextlib.suppress(OSError):  # unsent bytes for a reader that is dead
            self.channel.questions.close()


def level_in_force(hello: Mapping[str, Any], wanted: Level) -> Level:
    """Give the level that the worker found its walls to make. Raises GraderError if too weak."""
    # The worker is believed here, and only here: no line of the script's has run when it says so.
    level = Level(hello["hello"])
    if level < wanted:
        names = fallen(hello["held"], wanted.value)
        raise GraderError(
            f"the sandbox is weaker than {wanted.value}: these walls did not hold: "
            f"{', '.join(names)} (see `grade doctor`)"
        )
    return level


class ForkHandle:
    """A copy of the state after the script, or itself: answers a series of questions, then is gone.

    The questions go in at once and the answers are read as they come, each by its own deadline: a
    round trip for each would cost as much again as the answering.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker, self.answered = worker, 0
        self.is_gone, self.spent = False, 0.0  # and the processor time that it took
        self.stays = False  # the script's own process, as it was

    def begin(self, series: bytes, seconds: float, *, forked: bool) -> bool:
        """Have a series asked. Raises GoneError where there can be no copy for it.

        False where a script can't tell beforehand that it will be the same, and is not asked.
        """
        worker = self.worker
        if forked:
            with contextlib.suppress(OSError):  # dead: what is read next says how
                worker.channel.grant_copy()
        worker.send(series, seconds)
        frame = worker.receive(seconds)
        if frame.get("gone") == UNKNOWN:
            return False
        # A script may have used up what a fork needs, or the machine has: tried with another.
        if frame.get("gone") == UNFORKED and not can_copy(worker.sandbox):
            raise GraderError(
                "no process could be forked to ask the questions: the machine is full"
            )
        self.raise_if_gone(frame)
        # By identity, as elsewhere: 1 is equal to True.
        if [*frame] != ["copy"] or frame["copy"] is not True:
            raise TamperedError(UNASKED)
        return True

    def answer(self, seconds: float, work: float) -> bytes:
        """Read the next answer, still to be parsed: the inside of a JSON object.

        Raises HungError or GoneError when the copy did not live to give one.
        """
        return self.read(self.worker.receive_bytes(seconds, work))

    def answers_there(self, most: int) -> Iterator[bytes]:
        """Read the next answers that have come already, for which nothing need be waited."""
        unread = self.worker.frames.unread
        for _ in range(min(most, len(unread))):
            yield self.read(unread.popleft())

    def read(self, body: bytes) -> bytes:
        """Read one answer. Raises as `answer`."""
        head, _, rest = body.partition(b",")
        self.answered += 1
        # Numbered, so that one sent beforehand, or twice, is found out by the next.
        if head == b'{"reply":%d' % self.answered:
            return rest
        self.raise_if_gone(self.worker.parse(body))
        raise TamperedError("an answer to another question than the one asked")

    def is_same_again(self, seconds: float) -> bool | None:
        """Tell whether the answers would be the same in any other order; None if nobody knows.

        The worker finds out. One that lies keeps its answers, which it could have given twice.
        Raises as `answer`.
        """
        frame = self.worker.receive(seconds)
        self.raise_if_gone(frame)
        match frame:
            case {"same": bool() | None as is_same, **others} if not others:
                return is_same
        raise TamperedError(UNASKED)

    def end(self, seconds: float) -> None:
        """Wait until the copy is gone. Raises TamperedError if it had more to say."""
        with contextlib.suppress(GoneError):
            self.raise_if_gone(self.worker.receive(seconds))
            raise TamperedError(UNASKED)

    def raise_if_gone(self, frame: Mapping[str, Any]) -> None:
        """Raise HungError or GoneError where a frame says that the copy is gone, and nothing else.

        Raises SaidCutError where it was killed by others.

        And note if it has left something that the next one would find.
        """
        match frame:
            case {"gone": str(how), "spent": float(spent), "left": bool(left)} if (
                how in GONE and len(frame) == 3
            ):
                self.is_gone, self.spent, self.stays = True, max(spent, 0.0), how == STAYS
                self.worker.is_marked = self.worker.is_marked or left
                # Its word is enough, once: it is run without copies then, of which it could say so.
                is_copy = self.worker.forks
                if how == KILLED and is_copy and not self.worker.channel.has_shot_itself():
                    raise SaidCutError
                raise HungError if how == "hung" else GoneError


def can_copy(sandbox: Sandbox) -> bool:
    """Tell whether a script that does nothing can be copied: else it is not the script's doing."""
    worker = Worker(NOTHING, sandbox)
    with contextlib.suppress(OSError):
        worker.channel.grant_copy()
    with contextlib.suppress(GoneError):
        while worker.receive(START_SECONDS) != {"ran": True}:
            continue
        worker.send(Questions((), "").series((), Manner(1.0, 1.0)), START_SECONDS)
        copied = worker.receive(START_SECONDS) == {"copy": True}
        worker.close()
        return copied
    return False
