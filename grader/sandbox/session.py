"""Ask a submission every probe, so that no probe can spoil another. Never sees a golden.

All probes are asked of the state after the script. If anything that it can remember has changed by
that, or it dies or hangs, every probe is asked alone in a copy of its own, and only those answers
count. If what it remembers can't be looked at, all are asked in a copy, again in reverse order, and
alone only if an answer differs. After a copy that has left something outside of its memory, the
script is run anew for the next that is asked alone.

Time that is over takes only what was not answered: an answer of the series counts where there was
no time to ask alone, unless another was given in reverse.

    observe     run the script, ask the visible questions, then the hidden ones; `observing` for
                who may have more to ask
    Observer    the two parts of it, of which the second adds nothing but answers
    ScriptRun   the script behind the wall: run, and run anew where its state was lost
    Asker       the questions: all together, or each alone
"""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
from grader.sandbox.answers import Outcome, read_all, read_cell_error
from grader.sandbox.asking_time import AskingTime
from grader.sandbox.inside.clocks import PATIENCE, SHARE
from grader.sandbox.pipes import PrintedText
from grader.sandbox.protocol import (
    GRACE_SECONDS,
    CutError,
    ForkHandle,
    GoneError,
    HungError,
    Job,
    PutOffError,
    SaidCutError,
    Sandbox,
    Worker,
)
from grader.sandbox.questions import Manner, Questions, size_of
from grader.sandbox.wire import clean_output

RUN_PATIENCE = PATIENCE + 0.5  # by the clock, for all runs: more than one takes by its own
MOST_HANGS = 3  # with a question's whole time; after that each has a share of it
MOST_AGAIN = 1.0  # second, that a script may take which would be run anew for its questions
MOST_SHARES = 8  # that may be lost of those for questions about one function


def observe(job: Job, questions: Questions, sandbox: Sandbox) -> Observations:
    """Run a script once and ask it all probes, the hidden ones last, of the script's own state.

    Raises GraderError when the sandbox does not start, or is ended by others twice; whatever the
    script does is data. Several threads may observe at once: all that changes belongs to the call.
    """
    with observing(job, questions, sandbox, holds=False) as (observations, _):
        return observations


@contextlib.contextmanager
def observing(
    job: Job, questions: Questions, sandbox: Sandbox, *, holds: bool = True
) -> Iterator[tuple[Observations, ScriptRun]]:
    """Observe a script; it `holds` its state for more until the end, where that is as it was."""
    with contextlib.closing(Observer(job, questions, sandbox)) as observer:
        observations = observer.observe(holds=holds)
        yield observations, observer.script


class Observer:
    """Asks a script all questions; who was cut short is run anew, for what was not asked by then.

    All that is told of it is of a time before the first hidden question: whatever runs after that
    may know of hidden cases, be it run anew, since the clock alone can tell it something.
    """

    def __init__(self, job: Job, questions: Questions, sandbox: Sandbox) -> None:
        self.questions, self.script = questions, ScriptRun(job, sandbox)
        self.asker: Asker  # of the visible questions
        # Each once: it may be cut as by a kernel out of memory, which is nobody's deed. Without
        # copies the script has no word in it any more, as the supervisor sees how it ends.
        self.anew: dict[type[CutError], dict[str, Any]] = {
            CutError: {"may_be_cut": sandbox.tells_cuts},
            SaidCutError: {"may_fork": False},
            PutOffError: {"imports_all": True},
        }

    def observe(self, *, holds: bool) -> Observations:
        """Ask all. Raises CutError, too, where it was cut short twice."""
        visible = self.uncut(self.ask_visible)
        whole = visible
        if visible.tampered is None:
            whole = self.uncut(lambda: self.with_hidden(visible, holds=holds))
        if any(map(is_death, whole.by_probe.values())):
            self.script.close()
            prove_loading(self.script.job, self.questions, self.script.sandbox)
        return whole

    def uncut(self, ask: Callable[[], Observations]) -> Observations:
        """Ask, and where that is cut short ask the script as it is run anew."""
        while True:
            try:
                return ask()
            except CutError as error:
                if type(error) not in self.anew:
                    raise
                self.script.close()
                job = replace(self.script.job, **self.anew.pop(type(error)))
                self.script = ScriptRun(job, self.script.sandbox)

    def ask_visible(self) -> Observations:
        """Run the script and ask what is visible; a channel that is broken ends it."""
        script, questions = self.script, self.questions
        self.asker = Asker(script, questions)
        answers: dict[str, Observation] = {}
        stdout, tampered = "", None
        try:
            script.run()
            answers = self.asker.ask(questions.visible, last=not questions.hidden)
            stdout = script.printed()
        except TamperedError as error:
            tampered = str(error)
            script.close()
        return Observations(
            by_probe=answers,
            isolation=script.level or script.sandbox.level,
            stdout=stdout,
            errors=tuple(script.errors),
            notes=tuple(script.notes),
            tampered=tampered,
        )

    def with_hidden(self, visible: Observations, *, holds: bool) -> Observations:
        """Add what is answered to the hidden questions, and nothing else."""
        script = self.script
        asker = Asker(script, self.questions)
        # Each time as after the visible ones: what seemed to hang as it was cut short, has not.
        asker.hung, asker.hangs_left = {*self.asker.hung}, self.asker.hangs_left
        asker.slow = {*self.asker.slow}
        try:
            if script is not self.asker.script:
                script.run()
            answers = asker.ask(self.questions.hidden, last=not (holds and script.stays))
        except TamperedError as error:
            script.close()
            return replace(visible, tampered=str(error))
        return replace(visible, by_probe={**visible.by_probe, **answers})

    def close(self) -> None:
        """End the script."""
        self.script.close()


def is_death(observation: Observation) -> bool:
    """Tell whether a whole copy ended, as it also does where the probes can't be loaded."""
    return isinstance(observation, Failure) and observation.kind is FailureKind.DIED


def prove_loading(job: Job, questions: Questions, sandbox: Sandbox) -> None:
    """Run the probes alone, as a script. Raises GraderError where they can't be loaded.

    Without the submission, whose word on it could not be trusted.
    """
    if questions.is_proven:
        return
    loading = replace(job, script=questions.loading, file_name=None, imports_all=True)
    probes = ScriptRun(loading, sandbox)
    try:
        probes.run()
    finally:
        probes.close()
    for error in probes.errors:
        raise GraderError(
            f"{error.message}: it can't be loaded where submissions are asked: there is the "
            "standard library, and no `__file__`"
        )
    questions.is_proven = True


class ScriptRun:
    """A script behind the wall: its worker holds the state that is asked.

    What is told of it, its errors and its output, is of the first run that came to its end: a later
    one may know of hidden cases, which an earlier question may have left in a file.
    """

    def __init__(self, job: Job, sandbox: Sandbox) -> None:
        self.job, self.sandbox = job, sandbox
        self.left = RUN_PATIENCE * job.limits.submission_seconds  # for all runs, by the clock
        self.end = math.inf
        self.worker: Worker | None = None
        self.stays = False  # as it was before it was last asked
        self.level: Level | None = None
        self.output: PrintedText | None = None
        self.left_out: dict[int, str] = {}
        self.errors: list[CellError] = []
        self.notes: list[str] = []

    def run(self, most: float = math.inf) -> None:
        """Run it in new workers, each without the cells that ended an earlier one.

        The worker is closed when the time was over first.
        """
        is_first, is_whole = self.level is None, False
        began, left = time.monotonic(), min(self.left, most)
        while not is_whole and (self.level is None or began + left > time.monotonic()):
            self.worker = worker = Worker(self.job, self.sandbox, self.left_out)
            if self.level is None:  # a slow start of ours is not taken from the student's time
                began = time.monotonic()
                self.end = began + self.job.limits.longest
            self.level = worker.level
            errors, culprit = self.follow(worker, began + left)
            is_whole = culprit is None
            # Without it, and not from where it ended: the state was in the process that is gone.
            if culprit is not None:
                worker.close()
                self.leave_out(culprit, is_late=time.monotonic() >= began + left)
            if is_first:
                self.output = worker.output
                self.errors = [*self.stopped(), *errors]
        self.left -= time.monotonic() - began

    def follow(self, worker: Worker, until: float) -> tuple[list[CellError], int | None]:
        """Follow the script to its end: what its cells raised, and which ended it, if one did.

        Raises TamperedError: the frames can come in one order only, so that a script gains nothing
        by sending some of its own.
        """
        script, limits = self.job.script, self.job.limits
        errors: list[CellError] = []
        running, failed = -1, False
        while True:
            # The worker's own clock stops a cell first; this is for one that lets nothing pass.
            seconds = PATIENCE * limits.cell_seconds + GRACE_SECONDS
            try:
                frame = worker.receive(
                    min(seconds, until - time.monotonic()), work=limits.cell_seconds
                )
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

    def leave_out(self, index: int, *, is_late: bool) -> None:
        """Note why a cell is left out from now on. Raises GraderError if none had begun."""
        seconds = f"{self.job.limits.submission_seconds:g} s"
        if index >= 0:
            self.left_out[index] = (
                f"the {seconds} for all cells were over"
                if is_late
                else "ended or blocked the whole program, so it was left out"
            )
        # In a later run it is no news that there is no time.
        elif not is_late or self.output is None:
            why = f"{seconds} are too short a limit" if is_late else "it ended by itself"
            raise GraderError(f"the sandbox ended before the script began: {why}")

    def stopped(self) -> Iterator[CellError]:
        for index, message in sorted(self.left_out.items()):
            place = self.job.script.place(index, None)
            yield CellError(place.cell, place.line, "Stopped", message)

    def ready(self, seconds: float, *, unmarked: bool) -> Worker:
        """Give a worker that holds the script's state. Raises GoneError when there can be none.

        `unmarked`, it is one in which no copy has left anything to find.
        """
        if unmarked and self.worker is not None and self.worker.is_marked:
            self.worker.close()
        if self.worker is None or self.worker.closed:
            self.run(seconds)
        if self.worker is None or self.worker.closed:
            raise GoneError
        return self.worker

    @property
    def is_quick(self) -> bool:
        """Tell whether it has taken so little that it may as well be run anew."""
        return RUN_PATIENCE * self.job.limits.submission_seconds - self.left < MOST_AGAIN

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

    def __init__(self, script: ScriptRun, questions: Questions, patch: bytes = b"") -> None:
        self.script, self.questions, self.patch = script, questions, patch
        self.limits = script.job.limits
        self.hung: set[str] = set()  # functions
        self.slow: set[str] = set()  # these, and which had only a share of the time
        self.hangs_left = MOST_HANGS

    def ask(self, probes: Sequence[Probe], *, last: bool) -> dict[str, Observation]:
        """Ask all of some probes; `last`, nothing is asked after them. Raises TamperedError."""
        if not probes:
            return {}
        self.time = AskingTime(self.limits.submission_seconds, self.script.end)
        self.shares_lost, self.is_overtime = Counter[str](), False
        answers: list[bytes] = []
        is_same = None
        # Something hung before, so it would again: together they would only lose time.
        if not self.hung:
            answers, is_same = self.ask_together(probes, last=last)
        names = [probe.name for probe in probes[: len(answers)]]
        known = {} if is_same is False else dict(zip(names, answers, strict=True))
        outcomes = answers if is_same else self.ask_each(probes, known)
        return read_all(probes, outcomes, self.script.job.script)

    def ask_together(
        self, probes: Sequence[Probe], *, last: bool
    ) -> tuple[list[bytes], bool | None]:
        """Ask all in one copy: what was answered in time, whether it would be so in any order.

        None where that is not known.
        """
        answers: list[bytes] = []
        is_same = None
        seconds = self.limits.probe_seconds
        asked = self.copy(probes, seconds, checked=not self.questions.once, last=last)
        # Which question hung is not known: some answers before it may not have been sent yet.
        with contextlib.suppress(GoneError), asked as copy:
            began = time.monotonic()
            while len(answers) < len(probes):
                answers.append(self.next_answer(copy, seconds))
                for answer in copy.answers_there(len(probes) - len(answers)):
                    answers.append(answer)
            took = time.monotonic() - began
            if took > self.time.left:  # too slow to be asked again: it has answered
                is_same = True
                raise GoneError
            if self.questions.once:
                return answers, True
            # The same again takes as long again, but for one that now hangs.
            patience = 2 * took + PATIENCE * seconds
            is_same = copy.is_same_again(min(patience, self.time.left))
        return answers, is_same

    def ask_each(self, probes: Sequence[Probe], known: Mapping[str, bytes]) -> list[Outcome]:
        """Ask each alone."""
        outcomes: dict[str, Outcome] = {}
        for probe in self.in_turn(probes, known):
            outcome = self.ask_in_time(probe, known.get(probe.name))
            is_unasked = isinstance(outcome, Failure) and outcome.kind is FailureKind.NOT_ASKED
            outcomes[probe.name] = known.get(probe.name, outcome) if is_unasked else outcome
        return [outcomes[probe.name] for probe in probes]

    def in_turn(self, probes: Sequence[Probe], known: Container[str]) -> Iterator[Probe]:
        """Give those first of which no answer is known, the small before the large.

        What needs a function that was too slow by then waits, so that it takes no time of others.
        """
        turns = sorted(probes, key=lambda probe: (probe.name in known, size_of(probe)))
        for _, turn in itertools.groupby(turns, lambda probe: probe.name in known):
            put_off = []
            for probe in turn:
                if self.slow.intersection(probe.needs):
                    put_off.append(probe)
                else:
                    yield probe
            yield from put_off

    def ask_in_time(self, probe: Probe, known: bytes | None) -> Outcome:
        """Ask one alone; when the time is over, with a share of it and if no answer is known."""
        if known is not None and (self.time.is_over or self.is_overtime):
            return known
        # A function that is fast is not to pay for the slow ones that were asked before it.
        if self.time.is_over and not self.is_overtime:
            self.time = AskingTime(self.limits.probe_seconds, self.script.end)
            self.is_overtime = True
        return self.out_of_time() if self.time.is_over else self.ask_alone(probe)

    def ask_alone(self, probe: Probe) -> Outcome:
        """Ask one in a copy of its own, which nothing but this question has changed."""
        blocked = self.find_hung(probe)
        if blocked and self.shares_lost[probe.needs[-1]] >= MOST_SHARES:
            message = f"not asked, since `{blocked}` did not finish in earlier questions"
            return Failure(FailureKind.NOT_ASKED, message, cause=blocked)
        # It may well answer what is small; and what hangs is not to take the time of all else.
        is_share = bool(blocked) or self.is_overtime or self.hangs_left <= 0
        seconds = self.limits.probe_seconds * (SHARE if is_share else 1)
        try:
            with self.copy([probe], seconds) as copy:
                return self.next_answer(copy, seconds)
        except HungError:
            return self.explain_hung(probe, seconds, is_share=is_share)
        except GoneError:
            return self.explain_gone(probe)

    def find_hung(self, probe: Probe) -> str | None:
        return next((need for need in probe.needs if need in self.hung), None)

    def next_answer(self, copy: ForkHandle, seconds: float) -> bytes:
        # The copy's own clock ends it first, and then another can be had of the same state.
        return copy.answer(min(PATIENCE * seconds, self.time.left) + GRACE_SECONDS, seconds)

    @contextlib.contextmanager
    def copy(
        self, probes: Sequence[Probe], seconds: float, *, checked: bool = False, last: bool = False
    ) -> Iterator[ForkHandle]:
        """Give a copy of the state after the script, or the worker itself, which is then used up.

        Raises GoneError where there can be none, TamperedError if it says more than was asked.
        """
        # A mended copy may have left right code.
        unmarked = not checked or bool(self.patch)
        worker = self.script.ready(self.time.left, unmarked=unmarked)
        # The last series need not leave a state behind, which saves a fork. But without walls what
        # is asked could harm its parent, and the worker's own is the grader.
        is_walled = worker.level >= Level.RESTRICTED
        itself = (last and is_walled) or not worker.forks
        # Nor need one that is the same after it, as nearly all are: a fork costs more than that.
        stays = checked and is_walled and not (itself or self.patch) and self.script.is_quick
        total = self.limits.submission_seconds
        manner = Manner(
            seconds, total, checked=checked, last=itself, strict=worker.forks, patch=self.patch
        )
        copy, began = ForkHandle(worker), time.monotonic()
        try:
            stays = stays and self.begin(copy, probes, replace(manner, stays=True))
            if not stays and not self.begin(copy, probes, manner):
                raise GoneError
            yield copy
            copy.end(self.time.patience)
        finally:
            # Whoever gives up on a worker closes it: else a late answer would be taken for that to
            # the next question.
            if not (stays and copy.stays) and (itself or stays or not copy.is_gone):
                worker.close()
            self.script.stays = stays and copy.stays
            took = time.monotonic() - began
            self.time.work -= min(copy.spent, took) if copy.is_gone else took

    def begin(self, copy: ForkHandle, probes: Sequence[Probe], manner: Manner) -> bool:
        worker = copy.worker
        series = self.questions.series(probes, manner, is_first=not worker.has_probes)
        worker.has_probes = True
        forked = not (manner.last or manner.stays)
        return copy.begin(series, self.time.patience, forked=forked)

    def explain_hung(self, probe: Probe, seconds: float, *, is_share: bool) -> Failure:
        """Say which function did not finish, and remember it."""
        before = self.find_hung(probe)
        culprit = before or probe.needs[-1]
        self.slow.add(culprit)
        # First: out of time, everything looks as though it had hung, and no function is to blame.
        if self.time.is_over or self.is_overtime:
            return self.out_of_time()
        self.hung.add(culprit)
        self.shares_lost[probe.needs[-1]] += is_share
        self.hangs_left -= not is_share
        all_of_it = (
            f"{self.limits.probe_seconds:g} s when asked before, nor now in " if before else ""
        )
        message = f"`{culprit}` did not finish in {all_of_it}{seconds:g} s"
        return Failure(FailureKind.HUNG, message, cause=culprit)

    def explain_gone(self, probe: Probe) -> Failure:
        """Say why a copy did not live to answer."""
        if self.time.is_over or self.script.left <= 0:
            return self.out_of_time()
        subject = probe.needs[-1]
        message = f"the whole program ended while `{subject}` was asked (exit, or out of a limit)"
        return Failure(FailureKind.DIED, message)

    def out_of_time(self) -> Failure:
        what = "cells" if self.script.left <= 0 else "questions"
        seconds = self.limits.submission_seconds
        message = f"not answered, since the {seconds:g} s for all {what} were over"
        return Failure(FailureKind.NOT_ASKED, message)
