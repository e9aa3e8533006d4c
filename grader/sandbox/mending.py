"""Ask a script anew with right functions in the place of its own. Never sees a golden.

Each asking is of a copy of the script's state. A script could keep what it has seen of the code
that was put in, so of that code's function nothing is asked until the script has been run anew. Nor
is one asked visible questions that has seen hidden ones: what is given back is told to students.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from grader.core.errors import TamperedError
from grader.core.probe import Observation, Probe
from grader.sandbox.protocol import CutError, PutOffError, SaidCutError
from grader.sandbox.questions import Questions
from grader.sandbox.session import Asker, ScriptRun

MOST_ASKINGS = 10
SHARE = 1 / 3  # of a submission's time
LEAST_SECONDS = 1.0


class Mender:
    """Asks one script, patched; what it prints and what its cells raise is dropped.

    Where it was observed and its state is held, that is what is asked first of hidden questions.
    """

    def __init__(self, script: ScriptRun, questions: Questions) -> None:
        self.job, self.sandbox, self.questions = script.job, script.sandbox, questions
        self.end = time.monotonic() + SHARE * self.job.limits.longest
        self.askings_left = MOST_ASKINGS
        # By whether it has seen hidden questions, if there are any. One that is as it was after all
        # that counts was asked need not be run anew.
        self.scripts = {bool(questions.hidden): script} if script.stays else {}
        script.end = time.monotonic() + self.job.limits.longest
        if not script.stays:
            script.close()
        # Units, to the script as it runs now.
        self.shown: dict[bool, set[str]] = {True: set(), False: set()}

    def ask(
        self, units: Collection[str], patch: bytes, probes: Sequence[Probe], about: Collection[str]
    ) -> dict[str, Observation] | None:
        """Ask some probes about some units with others mended; None when there was enough of it.

        Raises GraderError as `observe`.
        """
        if self.askings_left <= 0 or self.seconds_left < LEAST_SECONDS:
            return None
        self.askings_left -= 1
        answers: dict[str, Observation] = {}
        for hidden in (False, True):
            if part := [probe for probe in probes if probe.hidden is hidden]:
                if not self.shown[hidden].isdisjoint(about):
                    self.end_one(hidden=hidden)
                answers |= self.ask_uncut(patch, part, hidden=hidden)
                self.shown[hidden] |= set(units)
        return answers

    def ask_uncut(
        self, patch: bytes, probes: Sequence[Probe], *, hidden: bool
    ) -> dict[str, Observation]:
        """Ask one of the two scripts, once more where it is cut short."""
        try:
            return self.ask_once(patch, probes, hidden=hidden)
        except CutError as error:  # as by a kernel out of memory, which is nobody's deed
            self.end_one(hidden=hidden)
            self.job = replace(
                self.job,
                imports_all=self.job.imports_all or isinstance(error, PutOffError),
                may_fork=self.job.may_fork and not isinstance(error, SaidCutError),
            )
            return self.ask_once(patch, probes, hidden=hidden)

    @property
    def seconds_left(self) -> float:
        return self.end - time.monotonic()

    def ask_once(
        self, patch: bytes, probes: Sequence[Probe], *, hidden: bool
    ) -> dict[str, Observation]:
        try:
            if hidden not in self.scripts:
                self.scripts[hidden] = ScriptRun(self.job, self.sandbox)
                self.scripts[hidden].run(self.seconds_left)
            asker = Asker(self.scripts[hidden], self.questions, patch)
            seconds = SHARE * self.job.limits.submission_seconds
            asker.limits = replace(self.job.limits, submission_seconds=seconds)
            return asker.ask(probes, last=False)
        except TamperedError:  # its answers count, and none of these does
            self.end_one(hidden=hidden)
            return {}

    def end_one(self, *, hidden: bool) -> None:
        """End the script that is asked such questions, with all that it has seen."""
        if hidden in self.scripts:
            self.scripts.pop(hidden).close()
        self.shown[hidden] = set()

    def close(self) -> None:
        """End both."""
        for hidden in (False, True):
            self.end_one(hidden=hidden)
