"""What there is to say of a gradebook besides the scores, and a class as it is shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from grader.cli.classes import Classroom
from grader.cli.terminal import terminal_style
from grader.core.errors import GraderError

if TYPE_CHECKING:
    from grader.classroom.gradebook.entries import AssignmentRecord
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Standing, Student

SOME_LACKING = 4  # some have no score, or their record can't be read
SHOWN_FAULTS = 30


def described(classroom: Classroom, maximum: int) -> AssignmentRecord:
    """Say what the rubric says of an assignment; `maximum` are its points."""
    from grader.classroom.gradebook.entries import AssignmentRecord

    counts = classroom.rubric.section.attempts
    return AssignmentRecord(classroom.name, classroom.title, maximum, counts)


def another_counts(book: Gradebook, classroom: Classroom) -> str:
    """Say what the rubric says of attempts where the gradebook has not heard of it yet."""
    counts, wanted = book.counts(classroom.name), classroom.rubric.section.attempts
    if counts in (None, wanted):
        return ""
    return f"by the rubric the {wanted} attempt counts, in the gradebook still the {counts}"


@dataclass
class Census:
    """What there is to say of a gradebook besides the scores: what is of another rubric, damaged.

    `old` are the keys of students whose score is of another rubric, `faults` what of a record can't
    be read, by whose it is.
    """

    book: Gradebook
    classroom: Classroom
    old: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def standings(self, students: Iterable[str] | None = None) -> Iterator[Standing]:
        """Read what counts, one by one: a class's reports are megabytes."""
        from grader.classroom.people import UNGRADED

        today = (None, self.classroom.rubric.visible_hash)
        keys = None if students is None else list(students)
        for standing in self.book.standings(self.classroom.name, keys):
            report = standing.report
            if report and report.status.value not in UNGRADED and report.rubric_hash not in today:
                self.old.append(standing.student.key)
            if standing.fault:
                self.note(standing.student, standing.fault)
            yield standing

    def note(self, student: Student, fault: str) -> None:
        """Note what of a student's record can't be read."""
        self.faults.append(f"{student}: {fault}")

    def tell(self) -> None:
        """Say on standard error what is damaged, and what is not yet as today's rubric says."""
        self.tell_faults()
        if to_count := another_counts(self.book, self.classroom):
            click.echo(f"grade: {to_count}; run grade rescore --yes", err=True)
        stale = self.find_stale() if self.old else set()
        if number := len(self.old) - len(stale):
            text = f"{number} scores are of another rubric; run grade rescore"
            click.echo(f"grade: {text}", err=True)
        if stale:  # a rescore would only send them back
            text = f"{len(stale)} scores are of other questions; give grade batch their files again"
            click.echo(f"grade: {text}", err=True)

    def find_stale(self) -> set[str]:
        """Find those who were asked something else than today, so that a rescore can't help."""
        from grader.classroom.batch.fingerprints import asked_hash

        course, name = self.classroom.course, self.classroom.name
        questions, stale = self.book.questions(name), set()
        with contextlib.suppress(GraderError):  # the course's own fault is told by a rescore
            for key in self.old:
                asked, seeds = questions.get(key, ("", ()))
                if asked != asked_hash(course.assignment(name, seeds)):
                    stale.add(key)
        return stale

    def tell_faults(self) -> None:
        """Say whose records can't be read, and what to do about that."""
        for fault in self.faults[:SHOWN_FAULTS]:
            click.echo(f"grade: {fault}", err=True)
        if (more := len(self.faults) - SHOWN_FAULTS) > 0:
            click.echo(f"grade: and {more} more", err=True)

    def leave(self) -> None:
        """End the command, whose exit status says whether all could be read."""
        sys.exit(SOME_LACKING if self.faults else 0)


def show_class(census: Census, *, listed: bool = False) -> None:
    """Show the summary of a class, its list above."""
    from grader.classroom.tables import class_list, summary

    style, classroom = terminal_style(), census.classroom

    def standings() -> Iterator[Standing]:
        for standing in census.standings():
            if listed:
                click.echo(class_list.line(standing, style))
            yield standing

    titles = {c.name: c.title for c in classroom.rubric.section.criteria}
    text = summary.render(census.book.statistics(classroom.name), standings(), titles, style)
    click.echo(f"\n{text}" if listed else text)
