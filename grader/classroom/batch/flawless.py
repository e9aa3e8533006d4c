"""Judge once for all who have everything right: what a report says of them hangs on little else.

Where nothing departs, fails or breaks a rule there is no advice, so that nobody looks at the text,
nor at the answers' last digits.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from grader.core.probe import Observations
from grader.core.result import Report
from grader.course.load import Assignment
from grader.pipeline import breaches_of, judge, scheme_of
from grader.submission.reading import Reading

MOST = 256  # reports: what was printed, and when a file was saved, may differ for each


class Flawless:
    """Judges as `judge` does, and remembers what that has made of what is wholly right."""

    def __init__(self) -> None:
        self.known: dict[Hashable, Report] = {}

    def judge(
        self, reading: Reading, assignment: Assignment, observations: Observations, *, is_own: bool
    ) -> Report:
        """Give the report on one submission."""
        if not is_flawless(reading, assignment, observations):
            return judge(reading, assignment, observations, is_own=is_own)
        notes = (reading.script.notes, observations.notes)
        key = (assignment, is_own, notes, observations.isolation, observations.stdout)
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = judge(reading, assignment, observations, is_own=is_own)
        return replace(self.known[key], submission=reading.submission)


def is_flawless(reading: Reading, assignment: Assignment, observations: Observations) -> bool:
    """Tell whether all was asked, all is right, and nothing else is to be said of it."""
    answers = observations.by_probe
    if observations.errors or observations.tampered or observations.mended:
        return False
    # By all criteria: an answer is right where each that asks for it agrees.
    right = scheme_of(assignment).catalogue.right(answers)
    is_right = len(right) == len(answers) == len(assignment.probes)
    return is_right and not breaches_of(reading.outline, assignment)
