"""Ask a submission every probe, so that no probe can spoil another. Never sees a golden.

All probes are asked in one copy of the state after the script, then again in reverse order. If an
answer differs between the passes, or the copy dies or hangs, every probe is asked alone in a copy
of its own, and only those answers count.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

from grader.errors import TamperedError
from grader.model import (
    Answer,
    CellError,
    Failure,
    FailureKind,
    Observation,
    Observations,
    Probe,
)
from grader.sandbox.plain import SUBMISSION_BYTES
from grader.sandbox.process import GRACE_SECONDS, Copy, GoneError, Job, SilentError, Worker
from grader.sandbox.wire import clean, clean_output, decode

Frame = dict[str, Any]


def observe(job: Job, probes: Sequence[Probe], probes_source: str) -> Observations:
    """Run a script once and ask it all probes, the hidden ones last, in another copy.

    Raises GraderError when the sandbox does not start; whatever the script does is data.
    """
    session = Session(job, probes_source)
    answers: dict[str, Observation] = {}
    stdout, tampered = "", None
    try:
        session.start()
        answers |= session.answers([probe for probe in probes if not probe.hidden])
        stdout = session.printed()
        answers |= session.answers([probe for probe in probes if probe.hidden])
    except TamperedError as error:
        tampered = str(error)
    finally:
        session.close()
    return Observations(
        by_probe=answers,
        isolation=session.level,
        stdout=stdout,
        errors=tuple(session.errors),
        notes=tuple(session.notes),
        tampered=tampered,
    )


class Session:
    """One submission's time behind the wall; its worker is replaced when it no longer serves."""

    def __init__(self, job: Job, probes_source: str) -> None:
        self.job, self.probes_source = job, probes_source
        self.limits = job.limits
        self.worker: Worker | None = None
        self.used = False
        self.level = "none"
        self.skip: set[int] = set()
        self.errors: list[CellError] = []
        self.notes: list[str] = []
        self.deadline = time.monotonic() + self.limits.submission_seconds

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def printed(self) -> str:
        if self.worker is None:
            return ""
        output = self.worker.output
        text = clean_output(output.text())
        if output.cut:
            self.notes.append(f"more was printed than the {self.limits.output_kb} KB kept")
        return text

    # The script

    def start(self) -> None:
        """Run the script in a new worker, without the cells that ended or blocked an earlier one."""
        while self.worker is None and self.seconds_left > 0:
            self.worker, self.used = Worker(self.job, self.skip), False
            self.level = self.worker.level
            errors = list(self.left_out())
            culprit = self.run_script(errors)
            if culprit is not None:
                self.close()
                self.skip.add(culprit)
            self.errors = errors
        if self.worker is None:
            self.errors = list(self.left_out())

    def left_out(self) -> Iterator[CellError]:
        for index in sorted(self.skip):
            message = "ended or blocked the whole program, so it was left out"
            yield CellError(self.job.script.place(index, None), "Stopped", message)

    def run_script(self, errors: list[CellError]) -> int | None:
        """Follow the script to its end; the cell that ended or blocked the worker, if one did."""
        assert self.worker is not None
        running: int | None = None
        while True:
            allowed = self.limits.cell_seconds + GRACE_SECONDS
            try:
                frame = self.worker.receive(min(allowed, self.seconds_left))
            except GoneError:
                # Before the first cell it is not the script's doing; cell 0 then stands for it.
                return running if running is not None else 0
            match frame:
                case {"cell": int(index)} if self.is_next(index, running) and len(frame) == 1:
                    running = index
                case {"failed": int(index), **detail} if index == running:
                    errors.append(self.cell_error(index, detail))
                case {"ran": True} if len(frame) == 1:
                    return None
                case _:
                    raise TamperedError(f"not what a running script sends: {sorted(frame)}"[:200])

    def is_next(self, index: int, running: int | None) -> bool:
        after = -1 if running is None else running
        return after < index < len(self.job.script.cells) and index not in self.skip

    def cell_error(self, index: int, detail: Frame) -> CellError:
        type_name, message, at, line = read_error(detail)
        known = at is not None and 0 <= at < len(self.job.script.cells)
        place = self.job.script.place(at if known and at is not None else index, line)
        return CellError(place, type_name, message)

    # The probes

    def answers(self, probes: Sequence[Probe]) -> dict[str, Observation]:
        if not probes:
            return {}
        together = self.ask_together(probes)
        return self.ask_alone(probes) if together is None else together

    def ask_together(self, probes: Sequence[Probe]) -> dict[str, Observation] | None:
        """Both passes in one copy; None if anything but the same answers came of it."""
        try:
            with self.copy() as copy:
                first = [self.ask(copy, probe) for probe in probes]
                second = [self.ask(copy, probe) for probe in reversed(probes)]
        except GoneError:
            return None
        if first != second[::-1] or any("gone" in frame for frame in first):
            return None
        return self.read_all(probes, first)

    def ask_alone(self, probes: Sequence[Probe]) -> dict[str, Observation]:
        frames: list[Frame] = []
        hung: set[str] = set()
        for probe in probes:
            blocked = next((need for need in probe.needs if need in hung), None)
            frames.append({"blocked": blocked} if blocked else self.ask_in_own_copy(probe))
            if frames[-1].get("gone") in ("hung", "deaf"):
                hung.add(probe.needs[-1])
        return self.read_all(probes, frames)

    def ask_in_own_copy(self, probe: Probe) -> Frame:
        if self.seconds_left <= 0:
            return {"late": True}
        try:
            with self.copy() as copy:
                return self.ask(copy, probe)
        except GoneError:
            return {"gone": "died"}

    def ask(self, copy: Copy, probe: Probe) -> Frame:
        seconds = min(self.limits.probe_seconds, self.seconds_left)
        if copy.over or seconds <= 0:
            return {"gone": "over"}
        question = {
            "function": probe.function,
            "needs": probe.needs,
            "data": probe.case.data,
            "files": probe.case.files,
        }
        frame = copy.ask(question, seconds)
        return {key: value for key, value in frame.items() if key != "reply"}

    @contextlib.contextmanager
    def copy(self) -> Iterator[Copy]:
        """A copy of the state after the script; a worker that can't fork is good for one."""
        if self.worker is not None and self.used and not self.worker.forks:
            self.close()
        if self.worker is None:
            self.start()
        if self.worker is None:
            raise SilentError
        self.used = True
        try:
            copy = Copy(self.worker, self.probes_source)
            yield copy
            copy.end()
        except GoneError:
            self.close()
            raise
        if copy.deaf:  # whatever it may still say is never read
            self.close()

    # What came back

    def read_all(self, probes: Sequence[Probe], frames: Sequence[Frame]) -> dict[str, Observation]:
        total, observations = 0, {}
        for probe, frame in zip(probes, frames, strict=True):
            total += len(str(frame.get("answer", "")))
            if total > SUBMISSION_BYTES:
                frame = {"limit": f"more than {SUBMISSION_BYTES // 1024} KB in all answers"}
            observations[probe.name] = self.read(probe, frame)
        return observations

    def read(self, probe: Probe, frame: Frame) -> Observation:
        subject = probe.needs[-1]
        match frame:
            case {"answer": tagged} if len(frame) == 1:
                return Answer(decode(tagged))
            case {"raised": dict(detail)} if len(frame) == 1:
                return self.read_raised(subject, detail)
            case {"missing": str(name)} if name in owners(probe.needs) and len(frame) == 1:
                return Failure(FailureKind.MISSING, f"`{name}` is missing", cause=name)
            case {"limit": str(message)} if len(frame) == 1:
                return Failure(FailureKind.LIMIT, f"the answer is too large: {clean(message)}")
            case {"gone": str(why)}:
                return self.read_gone(subject, why)
            case {"blocked": str(name)}:
                message = f"not asked, since `{name}` did not finish in an earlier question"
                return Failure(FailureKind.NOT_ASKED, message, cause=name)
            case {"late": True}:
                return self.read_gone(subject, "over")
        raise TamperedError(f"not an answer: {sorted(frame)}"[:200])

    def read_raised(self, subject: str, detail: Frame) -> Failure:
        type_name, message, at, line = read_error(detail)
        known = at is not None and 0 <= at < len(self.job.script.cells)
        place = self.job.script.place(at, line) if at is not None and known else None
        if type_name == "NotImplementedError":
            text = f"`{subject}` is not written yet (NotImplementedError)"
            return Failure(FailureKind.UNWRITTEN, text, place)
        return Failure(FailureKind.RAISED, f"{type_name}: {message}".removesuffix(": "), place)

    def read_gone(self, subject: str, why: str) -> Failure:
        limits = self.limits
        if why in ("hung", "deaf"):
            message = f"`{subject}` did not finish in {limits.probe_seconds:g} s"
            return Failure(FailureKind.HUNG, message, cause=subject)
        if why == "over":
            message = f"no time was left of the {limits.submission_seconds:g} s for the whole file"
            return Failure(FailureKind.LIMIT, message)
        message = f"the whole program ended while `{subject}` was asked (exit, or out of a limit)"
        return Failure(FailureKind.DIED, message)


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
    return value is None or (type(value) is int and 0 <= value < 10**6)
