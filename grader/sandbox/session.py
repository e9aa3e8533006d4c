"""Ask a submission every probe, so that no probe can spoil another. Never sees a golden.

All probes are asked in one copy of the state after the script. If anything that the script can
remember has changed by that, or the copy dies or hangs, every probe is asked alone in a copy of its
own, and only those answers count. If what it remembers can't be looked at, all are asked again in
reverse order, and alone only if an answer differs. After a copy that has left something outside of
its memory, the script is run anew for the next that is asked alone.

    observe     run the script, ask the visible questions, then the hidden ones
    ScriptRun   the script behind the wall: run, and run anew where its state was lost
    Asker       the questions: all together, or each alone
    Clock       the time for all of it
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence

from grader.core.errors import GraderError, TamperedError
from grader.core.probe import (
    CellError,
    Failure,
    FailureKind,
    Level,
    Observation,
    Observations,
    Probe,
)
from grader.core.submission import Limits
from grader.sandbox.answers import Outcome, read_all, read_cell_error
from grader.sandbox.pipes import PrintedText
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
from grader.sandbox.questions import Questions
from grader.sandbox.wire import clean_output


def observe(job: Job, questions: Questions, sandbox: Sandbox) -> Observations:
    """Run a script once and ask it all probes, the hidden ones last, of the script's own state.

    Raises GraderError when the sandbox does not start; whatever the script does is data. Several
    threads may observe at once: all that changes belongs to the call.
    """
    script = ScriptRun(job, sandbox)
    asker = Asker(script, questions)
    answers: dict[str, Observation] = {}
    stdout, tampered = "", None
    try:
        script.run()
        answers |= asker.ask(questions.visible, last=not questions.hidden)
        # Now, not at the end: what is printed from here on may tell of hidden cases.
        stdout = script.printed()
        answers |= asker.ask(questions.hidden, last=True)
    except TamperedError as error:
        tampered = str(error)
    finally:
        script.close()
    return Observations(
        by_probe=answers,
        isolation=script.level or sandbox.level,
        stdout=stdout,
        errors=tuple(script.errors),
        notes=tuple(script.notes),
        tampered=tampered,
    )


class Clock:
    """The time that a submission has for its script and all its questions together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.start()

    def start(self) -> None:
        self.deadline = time.monotonic() + self.limits.submission_seconds

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def patience(self) -> float:
        """For what is not the student's to do: never long after the time for the whole file."""
        return min(START_SECONDS, max(self.left, 0.0) + GRACE_SECONDS)


class ScriptRun:
    """A script behind the wall: its worker holds the state that is asked.

    What is told of it, its errors and its output, is of the first run that came to its end: a later
    one may know of hidden cases, which an earlier question may have left in a file.
    """

    def __init__(self, job: Job, sandbox: Sandbox) -> None:
        self.job, self.sandbox = job, sandbox
        self.clock = Clock(job.limits)
        self.worker: Worker | None = None
        self.level: Level | None = None
        self.output: PrintedText | None = None
        self.left_out: dict[int, str] = {}
        self.errors: list[CellError] = []
        self.notes: list[str] = []

    def run(self) -> None:
        """Run it in new workers, each without the cells that ended an earlier one.

        The worker is closed when the time was over first.
        """
        is_first, is_whole = self.level is None, False
        while not is_whole and (self.level is None or self.clock.left > 0):
            self.worker = worker = Worker(self.job, self.sandbox, self.left_out)
            if self.level is None:  # a slow start of ours is not taken from the student's time
                self.clock.start()
            self.level = worker.level
            errors, culprit = self.follow(worker)
            is_whole = culprit is None
            # Without it, and not from where it ended: the state was in the process that is gone.
            if culprit is not None:
                self.leave_out(culprit)
                worker.close()
            if is_first:
                self.output = worker.output
                self.errors = [*self.stopped(), *errors]

    def follow(self, worker: Worker) -> tuple[list[CellError], int | None]:
        """Follow the script to its end: what its cells raised, and which ended it, if one did.

        Raises TamperedError: the frames can come in one order only, so that a script gains nothing
        by sending some of its own.
        """
        script, limits = self.job.script, self.job.limits
        errors: list[CellError] = []
        running, failed = -1, False
        while True:
            # The worker's own clock stops a cell first; this is for one that lets nothing pass.
            try:
                frame = worker.receive(min(limits.cell_seconds + GRACE_SECONDS, self.clock.left))
            except GoneError:
                return errors, running
            match frame:
                case {"cell": int(index)} if self.is_next(index, running) and len(frame) == 1:
                    running, failed = index, False
                case {"failed": int(index), **detail} if (
                    type(index) is int and index == running and not failed
                ):
                    errors.append(read_cell_error(index, detail, script))
                    failed = True
                case {"ran": True} if len(frame) == 1:
                    return errors, None
                case _:
                    raise TamperedError("not what a running script sends")

    def is_next(self, index: int, running: int) -> bool:
        # Exactly an int: True is equal to 1.
        is_later = type(index) is int and running < index < len(self.job.script.cells)
        return is_later and index not in self.left_out

    def leave_out(self, index: int) -> None:
        """Note why a cell is left out from now on. Raises GraderError if none had begun."""
        is_late = self.clock.left <= 0
        seconds = f"{self.job.limits.submission_seconds:g} s"
        if index < 0:
            why = f"{seconds} are too short a limit" if is_late else "it ended by itself"
            raise GraderError(f"the sandbox ended before the script began: {why}")
        self.left_out[index] = (
            f"the {seconds} for the whole file ended here"
            if is_late
            else "ended or blocked the whole program, so it was left out"
        )

    def stopped(self) -> Iterator[CellError]:
        for index, message in sorted(self.left_out.items()):
            place = self.job.script.place(index, None)
            yield CellError(place.cell, place.line, "Stopped", message)

    def ready(self, *, unmarked: bool) -> Worker:
        """Give a worker that holds the script's state. Raises GoneError when there can be none.

        `unmarked`, it is one in which no copy has left anything to find.
        """
        if unmarked and self.worker is not None and self.worker.is_marked:
            self.worker.close()
        if self.worker is None or self.worker.closed:
            self.run()
        if self.worker is None or self.worker.closed:
            raise GoneError
        return self.worker

    def printed(self) -> str:
        """Give what was printed up to now, fit to be shown, and note whether it was cut."""
        if self.output is None:
            return ""
        if self.worker is not None and not self.worker.closed:
            self.worker.frames.settle()
        if self.output.cut:
            self.notes.append(f"more was printed than the {self.job.limits.output_kb} KB kept")
        return clean_output(self.output.text())

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()


class Asker:
    """Asks a script its questions, so that no answer depends on which others were asked."""

    def __init__(self, script: ScriptRun, questions: Questions) -> None:
        self.script, self.questions = script, questions
        self.limits, self.clock = script.job.limits, script.clock
        self.hung: set[str] = set()  # functions

    def ask(self, probes: Sequence[Probe], *, last: bool) -> dict[str, Observation]:
        """Ask all of some probes; `last`, nothing is asked after them. Raises TamperedError."""
        if not probes:
            return {}
        # Something hung before, so it would again: together they would only lose time.
        bodies = None if self.hung else self.ask_together(probes, last=last)
        outcomes = [*map(self.ask_alone, probes)] if bodies is None else bodies
        return read_all(probes, outcomes, self.script.job.script)

    def ask_together(self, probes: Sequence[Probe], *, last: bool) -> Sequence[bytes] | None:
        """Ask all in one copy; None if in another order there might be other answers."""
        try:
            with self.copy(probes, checked=True, last=last) as copy:
                began = time.monotonic()
                answers = [self.next_answer(copy) for _ in probes]
                # The same again takes as long again, but for one that now hangs.
                patience = 2 * (time.monotonic() - began) + self.limits.probe_seconds
                is_same = copy.is_same_again(min(patience, self.clock.left))
        except GoneError:
            return None
        # All or none: to keep the first answers of a series in which one died would give a program
        # two guesses at them.
        return answers if is_same else None

    def ask_alone(self, probe: Probe) -> Outcome:
        """Ask one in a copy of its own, which nothing but this question has changed."""
        blocked = next((need for need in probe.needs if need in self.hung), None)
        if blocked:
            message = f"not asked, since `{blocked}` did not finish in an earlier question"
            return Failure(FailureKind.NOT_ASKED, message, cause=blocked)
        try:
            with self.copy([probe]) as copy:
                return self.next_answer(copy)
        except GoneError as error:
            return self.explain_gone(probe.needs[-1], hung=isinstance(error, HungError))

    def next_answer(self, copy: ForkHandle) -> bytes:
        # Each wait has some grace, so without this a program could go on as long as it answers.
        if self.clock.left <= 0:
            raise GoneError
        return copy.answer(min(self.limits.probe_seconds, self.clock.left))

    @contextlib.contextmanager
    def copy(
        self, probes: Sequence[Probe], *, checked: bool = False, last: bool = False
    ) -> Iterator[ForkHandle]:
        """Give a copy of the state after the script, or the worker itself, which is then used up.

        Raises GoneError where there can be none, TamperedError if it says more than was asked.
        """
        worker = self.script.ready(unmarked=not checked)
        # The last series need not leave a state behind, which saves a fork. But without walls what
        # is asked could harm its parent, and the worker's own is the grader.
        itself = (last and worker.level >= Level.RESTRICTED) or not worker.forks
        series = self.questions.series(probes, checked=checked, last=itself, strict=worker.forks)
        try:
            copy = ForkHandle(worker, series, self.clock.patience, forked=not itself)
            yield copy
            copy.end(self.clock.patience)
        finally:
            if itself:
                worker.close()

    def explain_gone(self, subject: str, *, hung: bool) -> Failure:
        """Say why a copy did not live to answer, and remember a function that hung."""
        # First: out of time, everything looks as though it had hung, and no function is to blame.
        if self.clock.left <= 0:
            seconds = self.limits.submission_seconds
            message = f"no time was left of the {seconds:g} s for the whole file"
            return Failure(FailureKind.LIMIT, message)
        if hung:
            self.hung.add(subject)
            message = f"`{subject}` did not finish in {self.limits.probe_seconds:g} s"
            return Failure(FailureKind.HUNG, message, cause=subject)
        message = f"the whole program ended while `{subject}` was asked (exit, or out of a limit)"
        return Failure(FailureKind.DIED, message)
