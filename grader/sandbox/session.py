"""Ask a submission every probe, so that no probe can spoil another. Never sees a golden.

All probes are asked in one copy of the state after the script. If anything that the script can
remember has changed by that, or the copy dies or hangs, every probe is asked alone in a copy of its
own, and only those answers count. If what it remembers can't be looked at, all are asked again in
reverse order, and alone only if an answer differs.
"""

from __future__ import annotations

import contextlib
import functools
import marshal
import time
from collections.abc import Iterator, Sequence
from typing import Any

from grader.core.errors import GraderError, TamperedError
from grader.core.probe import (
    Answer,
    CellError,
    Failure,
    FailureKind,
    Level,
    Observation,
    Observations,
    Probe,
)
from grader.core.submission import Place
from grader.sandbox.inside import probing
from grader.sandbox.inside.plain import SUBMISSION_BYTES, pack_request
from grader.sandbox.pipes import Output
from grader.sandbox.protocol import (
    GRACE_SECONDS,
    START_SECONDS,
    ForkHandle,
    GoneError,
    HungError,
    Job,
    Sandbox,
    Worker,
)
from grader.sandbox.wire import clean, clean_output, decode, parse

Frame = dict[str, Any]
SHARED_BYTES = 4096
ANSWER = b'"answer":'


class Questions:
    """Probes as they are put to a worker; packed once, and sent for each submission."""

    def __init__(self, probes: Sequence[Probe], source: str, seconds: float) -> None:
        self.source, self.seconds = source, seconds
        self.visible = [probe for probe in probes if not probe.hidden]
        self.hidden = [probe for probe in probes if probe.hidden]
        self.packed: dict[tuple[object, ...], bytes] = {}

    @functools.cached_property
    def code(self) -> bytes:
        """The probes compiled: behind the wall is the same Python."""
        return marshal.dumps(compile(self.source, "<probes>", "exec"))

    def series(self, probes: Sequence[Probe], *, checked: bool, last: bool, strict: bool) -> bytes:
        """One series; `checked`, it is made sure that no question tells of another.

        `strict` where each can be asked of a copy of its own: else a script that is known to have
        changed is only asked again in reverse, since it would be run anew for each question.
        """
        key = (checked, last, strict, *(probe.name for probe in probes))
        if key not in self.packed:
            questions = [
                {
                    "function": probe.function,
                    "needs": probe.needs,
                    # As bytes: the worker reads them anew for each asking.
                    "data": probing.pack_data(probe.case.data),
                    "files": dict(probe.case.files),
                }
                for probe in probes
            ]
            series = {"probes": self.code, "questions": marshal.dumps(questions)}
            how = {"checked": checked, "last": last, "strict": strict}
            self.packed[key] = pack_request({**series, **how, "seconds": self.seconds})
        return self.packed[key]


def observe(job: Job, questions: Questions, sandbox: Sandbox) -> Observations:
    """Run a script once and ask it all probes, the hidden ones last, of the script's own state.

    Raises GraderError when the sandbox does not start; whatever the script does is data.
    """
    session = Session(job, questions, sandbox)
    answers: dict[str, Observation] = {}
    stdout, tampered = "", None
    try:
        session.start()
        answers |= session.answers(questions.visible, last=not questions.hidden)
        stdout = session.printed()
        answers |= session.answers(questions.hidden, last=True)
    except TamperedError as error:
        tampered = str(error)
    finally:
        session.close()
    return Observations(
        by_probe=answers,
        isolation=session.level or sandbox.level,
        stdout=stdout,
        errors=tuple(session.errors),
        notes=tuple(session.notes),
        tampered=tampered,
    )


class Session:
    """One submission's time behind the wall; its worker is replaced when it no longer serves."""

    def __init__(self, job: Job, questions: Questions, sandbox: Sandbox) -> None:
        self.job, self.questions, self.sandbox = job, questions, sandbox
        self.limits = job.limits
        self.worker: Worker | None = None
        self.output: Output | None = None
        self.ran = self.spent = False
        self.level: Level | None = None
        self.skip: dict[int, str] = {}
        self.hung: set[str] = set()
        self.errors: list[CellError] = []
        self.notes: list[str] = []
        self.deadline = time.monotonic() + self.limits.submission_seconds

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def patience(self) -> float:
        """For what is not the student's to do: never long after the time for the whole file."""
        return min(START_SECONDS, max(self.seconds_left, 0.0) + GRACE_SECONDS)

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def printed(self) -> str:
        if self.output is None:
            return ""
        if self.worker is not None and not self.worker.closed:
            self.worker.frames.settle()
        text = clean_output(self.output.text())
        if self.output.cut:
            self.notes.append(f"more was printed than the {self.limits.output_kb} KB kept")
        return text

    # The script

    def start(self) -> None:
        """Run the script in a new worker, less the cells that ended or blocked an earlier one."""
        self.close()
        while self.worker is None and (self.level is None or self.seconds_left > 0):
            self.worker, self.spent = Worker(self.job, self.sandbox, self.skip), False
            if self.level is None:  # a slow start of ours is not taken from the student's time
                self.deadline = time.monotonic() + self.limits.submission_seconds
            self.level = self.worker.level
            errors: list[CellError] = []
            culprit = self.run_script(self.worker, errors)
            # A later run may know of hidden cases, so only the first whole run is told of.
            if not self.ran:
                self.output = self.worker.output
                self.errors = [*self.left_out(), *errors]
            self.ran = self.ran or culprit is None
            if culprit is not None:
                self.close()

    def left_out(self) -> Iterator[CellError]:
        for index, message in sorted(self.skip.items()):
            place = self.job.script.place(index, None)
            yield CellError(place.cell, place.line, "Stopped", message)

    def run_script(self, worker: Worker, errors: list[CellError]) -> int | None:
        """Follow the script to its end; the cell that ended or blocked the worker, if one did."""
        running, failed = -1, False
        while True:
            allowed = min(self.limits.cell_seconds + GRACE_SECONDS, self.seconds_left)
            try:
                frame = worker.receive(allowed)
            except GoneError:
                return self.leave_out(running)
            match frame:
                case {"cell": int(index)} if self.is_next(index, running) and len(frame) == 1:
                    running, failed = index, False
                case {"failed": int(index), **detail} if index == running and not failed:
                    errors.append(self.cell_error(index, detail))
                    failed = True
                case {"ran": True} if len(frame) == 1:
                    return None
                case _:
                    raise TamperedError("not what a running script sends")

    def is_next(self, index: int, running: int) -> bool:
        return running < index < len(self.job.script.cells) and index not in self.skip

    def leave_out(self, index: int) -> int:
        late = self.seconds_left <= 0
        seconds = f"{self.limits.submission_seconds:g} s"
        if index < 0:
            why = f"{seconds} are too short a limit" if late else "it ended by itself"
            raise GraderError(f"the sandbox ended before the script began: {why}")
        self.skip[index] = (
            f"the {seconds} for the whole file ended here"
            if late
            else "ended or blocked the whole program, so it was left out"
        )
        return index

    def cell_error(self, index: int, detail: Frame) -> CellError:
        type_name, message, at, line = read_error(detail)
        place = self.place(at, line) or self.job.script.place(index, line)
        return CellError(place.cell, place.line, type_name, message)

    def place(self, index: int | None, line: int | None) -> Place | None:
        """Where the worker says that something was, if there is such a cell."""
        known = index is not None and index < len(self.job.script.cells)
        return self.job.script.place(index, line) if index is not None and known else None

    # The probes

    def answers(self, probes: Sequence[Probe], *, last: bool) -> dict[str, Observation]:
        if not probes:
            return {}
        # Something hung before, so it would again: together they would only lose time.
        bodies = None if self.hung else self.ask_together(probes, last=last)
        return self.read_all(probes, [*map(self.ask_alone, probes)] if bodies is None else bodies)

    def ask_together(self, probes: Sequence[Probe], *, last: bool) -> Sequence[bytes] | None:
        """All in one copy; None if in another order there might be other answers."""
        try:
            with self.copy(probes, checked=True, last=last) as copy:
                began = time.monotonic()
                answers = [self.next_answer(copy) for _ in probes]
                # The same again takes as long again, but for one that now hangs.
                patience = 2 * (time.monotonic() - began) + self.limits.probe_seconds
                same = copy.is_same_again(min(patience, self.seconds_left))
        except GoneError:
            return None
        return answers if same else None

    def ask_alone(self, probe: Probe) -> bytes | Failure:
        blocked = next((need for need in probe.needs if need in self.hung), None)
        if blocked:
            message = f"not asked, since `{blocked}` did not finish in an earlier question"
            return Failure(FailureKind.NOT_ASKED, message, cause=blocked)
        try:
            with self.copy([probe]) as copy:
                return self.next_answer(copy)
        except GoneError as error:
            return self.read_gone(probe.needs[-1], hung=isinstance(error, HungError))

    def next_answer(self, copy: ForkHandle) -> bytes:
        if self.seconds_left <= 0:
            raise GoneError
        return copy.answer(min(self.limits.probe_seconds, self.seconds_left))

    @contextlib.contextmanager
    def copy(
        self, probes: Sequence[Probe], *, checked: bool = False, last: bool = False
    ) -> Iterator[ForkHandle]:
        """A copy of the state after the script, or itself: then the worker is good for no more."""
        worker = self.worker
        if worker is None or worker.closed or self.spent:
            self.start()
            worker = self.worker
        if worker is None:
            raise GoneError
        # Without walls it could harm its parent, which would be the grader.
        self.spent = (last and worker.level >= Level.MEDIUM) or not worker.forks
        series = self.questions.series(
            probes, checked=checked, last=self.spent, strict=worker.forks
        )
        copy = ForkHandle(worker, series, self.patience, forked=not self.spent)
        yield copy
        copy.end(self.patience)

    # What came back

    def read_all(
        self, probes: Sequence[Probe], outcomes: Sequence[bytes | Failure]
    ) -> dict[str, Observation]:
        total, observations = 0, {}
        for probe, outcome in zip(probes, outcomes, strict=True):
            seen = outcome if isinstance(outcome, Failure) else self.read(probe, outcome)
            total += 0 if isinstance(outcome, Failure) else len(outcome)
            if total > SUBMISSION_BYTES:
                message = f"more than {SUBMISSION_BYTES // 1024} KB in all answers"
                seen = Failure(FailureKind.LIMIT, message)
            observations[probe.name] = seen
        return observations

    def read(self, probe: Probe, body: bytes) -> Observation:
        if body.startswith(ANSWER):
            return read_answer(body) if len(body) < SHARED_BYTES else make_answer(body)
        frame = parse(b"{" + body)
        if len(frame) != 1:
            raise TamperedError("not an answer")
        match frame:
            case {"raised": dict(detail)}:
                return self.read_raised(probe.needs[-1], detail)
            case {"missing": str(name)} if name in owners(probe.needs):
                return Failure(FailureKind.MISSING, f"`{name}` is missing", cause=name)
            case {"limit": str(message)}:
                return Failure(FailureKind.LIMIT, f"the answer is too large: {clean(message)}")
        raise TamperedError("not an answer")

    def read_raised(self, subject: str, detail: Frame) -> Failure:
        type_name, message, at, line = read_error(detail)
        place = self.place(at, line)
        if type_name == "NotImplementedError":
            text = f"`{subject}` is not written yet"
            return Failure(FailureKind.UNWRITTEN, text, place)
        return Failure(FailureKind.RAISED, f"{type_name}: {message}".removesuffix(": "), place)

    def read_gone(self, subject: str, *, hung: bool) -> Failure:
        if self.seconds_left <= 0:
            seconds = self.limits.submission_seconds
            message = f"no time was left of the {seconds:g} s for the whole file"
            return Failure(FailureKind.LIMIT, message)
        if hung:
            self.hung.add(subject)
            message = f"`{subject}` did not finish in {self.limits.probe_seconds:g} s"
            return Failure(FailureKind.HUNG, message, cause=subject)
        message = f"the whole program ended while `{subject}` was asked (exit, or out of a limit)"
        return Failure(FailureKind.DIED, message)


@functools.lru_cache(maxsize=4096)
def read_answer(body: bytes) -> Answer:
    """A short answer; kept, since most submissions of a class give the same ones."""
    return make_answer(body)


def make_answer(body: bytes) -> Answer:
    """What is inside a frame that holds an answer and nothing else. Raises TamperedError."""
    match parse(b"{" + body):
        case {"answer": tagged, **others} if not others:
            whole = body.endswith(b"}")  # as an honest worker sends it, and nothing after it
            return Answer(decode(tagged), body[len(ANSWER) : -1].decode() if whole else None)
    raise TamperedError("not an answer")


def owners(needs: Sequence[str]) -> set[str]:
    """The names that can be missing: each need, and the class that a method belongs to."""
    return set(needs) | {need.partition(".")[0] for need in needs}


def read_error(detail: Frame) -> tuple[str, str, int | None, int | None]:
    """Type, message, cell index and line of an exception, fit to be shown."""
    match detail:
        case {"type": str(type_name), "message": str(message), "at": at, "line": line} if (
            len(detail) == 4 and is_number(at) and is_number(line)
        ):
            return clean(type_name, 80), clean(message), at, line
    raise TamperedError("not an exception")


def is_number(value: Any) -> bool:
    """Whether it can be an index or a line, or is None where there is none."""
    return value is None or (type(value) is int and 0 <= value < 10**6)
