"""Judge once for all who have everything right: what a report says of them hangs on little else.

Where nothing departs, fails or breaks a rule there is no advice, so that nobody looks at the text,
nor at the answers' last digits.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace

from grader.classroom.batch.serialize import (
    Document,
    RawOutline,
    read_answer,
    read_document,
    read_outline,
    read_reading,
    unpack_by,
)
from grader.classroom.batch.worker import judge_read
from grader.core.probe import Observations
from grader.core.result import Report, looks_closely
from grader.core.submission import Submission
from grader.course.load import Assignment
from grader.pipeline import breaches_of, scheme_of
from grader.submission.parts import with_parts
from grader.submission.reading import Reading

MOST = 256  # reports: what was printed, and when a file was saved, may differ for each
MOST_LENGTH, MOST_TOGETHER = 16_384, 1 << 24  # of a right answer's text, of all together

Read = tuple[Reading, Observations]


class Flawless:
    """Judges as `judge_packed` does, and remembers what that has made of what is wholly right."""

    def __init__(self) -> None:
        self.known: dict[Hashable, Report] = {}
        self.right: dict[Assignment, set[tuple[str, str]]] = defaultdict(set)
        self.length = 0  # of the texts of what is right
        self.lawful: dict[Hashable, bool] = {}

    def judge(self, data: bytes, submission: Submission, assignment: Assignment) -> Report:
        """Give the report on one submission, by what was kept of it."""

        def read(document: Document, submission: Submission) -> Document | Read:
            is_known = self.is_flawless(document, assignment)
            return document if is_known else read_document(document, submission)

        unpacked = unpack_by(read, data, submission)
        if isinstance(unpacked, Document):
            return self.report(unpacked, submission, assignment)
        return judge_read(*unpacked, assignment)

    def report(self, document: Document, submission: Submission, assignment: Assignment) -> Report:
        """Give the report on what is flawless."""
        notes = (document.script_notes, document.notes)
        key = (assignment, notes, document.isolation, document.stdout)
        if key not in self.known:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = judge_read(*read_document(document, submission), assignment)
        report = replace(self.known[key], submission=submission)
        if not is_marked(assignment):
            return report
        return with_parts(report, read_reading(document, submission), assignment.criteria)

    def is_flawless(self, document: Document, assignment: Assignment) -> bool:
        """Tell whether all was asked, all is right, and nothing else is to be said of it."""
        return (
            not (document.errors or document.tampered or document.mended or document.failures)
            and len(document.answers) == len(assignment.probes)
            and self.is_right(document.answers, assignment)
            and self.is_lawful(document.outline, assignment)
        )

    def is_right(self, answers: dict[str, str], assignment: Assignment) -> bool:
        """Tell whether answers are right by all criteria that ask for them."""
        right = self.right[assignment]
        if answers.items() <= right:
            return True
        if answers.keys() != {probe.name for probe in assignment.probes}:
            return False
        new = {probe: text for probe, text in answers.items() if (probe, text) not in right}
        read = {probe: read_answer(text) for probe, text in new.items()}
        of_them = scheme_of(assignment).catalogue.right(read)
        short = {(p, new[p]) for p in of_them if len(new[p]) <= MOST_LENGTH}
        length = sum(len(text) for _, text in short)
        if self.length + length > MOST_TOGETHER:
            self.right.clear()
            self.length = 0
        self.length += length
        self.right[assignment] |= short
        return len(of_them) == len(new)

    def is_lawful(self, outline: RawOutline, assignment: Assignment) -> bool:
        """Tell whether a program breaks no rule: mostly by what it imports, wherever that is."""
        if is_read(assignment):
            return not breaches_of(read_outline(outline), assignment)
        key = (assignment, tuple(each[2:] for each in outline.imports))
        if key not in self.lawful:
            if len(self.lawful) >= MOST:
                self.lawful.clear()
            self.lawful[key] = not breaches_of(read_outline(outline), assignment)
        return self.lawful[key]


@functools.lru_cache(maxsize=16)
def is_marked(assignment: Assignment) -> bool:
    """Tell whether some of it is marked by hand."""
    return any(criterion.marked for criterion in assignment.criteria)


@functools.lru_cache(maxsize=16)
def is_read(assignment: Assignment) -> bool:
    """Tell whether a rule is about what stands in a text beside its imports."""
    return looks_closely(assignment.criteria)
