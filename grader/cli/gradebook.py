"""The commands for a class that was graded: judge it again, look it up, overrule, export."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import Classroom, command, of_a_class, path_option
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import GraderError, UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.entries import AssignmentRecord
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Standing, Student

SOME_LACKING = 4  # some have no score, or their record can't be read
SHOWN_FAULTS = 30
FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")


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


@command("Judge a class again under today's rubric.")
@of_a_class
@click.option("--yes", is_flag=True, help="Write the new scores; else they are only shown.")
def rescore(classroom: Classroom, yes: bool) -> None:
    """Judge the kept observations again under today's rubric, running no student code.

    Shows for whom other points will count, and by how much, before anything is written. Attempts
    whose probes or cases have changed since are listed and left as they are: give `grade batch`
    their files again.
    """
    from grader.classroom.batch.rescore import rescore as judge_again
    from grader.classroom.gradebook.entries import Change, Stale, Unreadable
    from grader.classroom.tables.class_list import render_changes

    course, name = classroom.course, classroom.name
    with classroom.gradebook() as book:
        to_count = another_counts(book, classroom)
        record = described(classroom, course.assignment(name).maximum)
        with progress("judging again"):
            results = list(judge_again(book, course, name))
        changes = [result for result in results if isinstance(result, Change)]
        stale = [result for result in results if isinstance(result, Stale)]
        census = Census(book, classroom)
        for result in results:
            if isinstance(result, Unreadable):
                census.note(result.student, result.fault)
        # Done, and taken back: what will count is nothing to be worked out by another way.
        shifts = (book.rescore if yes else book.rehearse_rescore)(record, changes)
        click.echo(render_changes(shifts, changes, stale, terminal_style()))
        if yes:
            click.echo(f"{len(changes)} scores written")
        elif changes:
            click.echo("nothing was written; --yes writes it")
        if to_count:
            click.echo(f"{to_count}{': changed' if yes else '; --yes changes that'}")
    census.tell_faults()
    census.leave()


@command("Show the scores, or one student's history.")
@click.argument("student", required=False)
@of_a_class
def gradebook(classroom: Classroom, student: str | None) -> None:
    """Show scores, statuses and statistics; or one STUDENT's history, by key, name or id."""
    from grader.classroom.tables.class_list import render_history

    with classroom.gradebook() as book:
        if student is not None:
            history = book.history(book.find_student(student))
            click.echo(render_history(history, terminal_style()))
            sys.exit(SOME_LACKING if history.is_damaged else 0)
        census = Census(book, classroom)
        show_class(census, listed=True)
        census.tell()
        census.leave()


@command("Give other points than were judged.")
@click.argument("student")
@click.argument("criterion", required=False)
@click.argument("points", metavar="[POINTS|none]", required=False)
@click.option("--total", metavar="POINTS|none", help="Points for the whole, in place of all.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@of_a_class
def override(
    classroom: Classroom,
    student: str,
    criterion: str | None,
    points: str | None,
    total: str | None,
    why: str,
    who: str | None,
) -> None:
    """Give a STUDENT other POINTS on a CRITERION, or in total, than were judged; `none` takes that
    back.

    It is kept with your name and reason, and holds for later attempts and judgements, too; those
    that are judged better than you decided keep that. An attempt without a score can be given
    points as well, and with --total a student who has handed in nothing.
    """
    from grader.classroom.gradebook.overrides import Decision, overrule, read_points
    from grader.classroom.people import WHOLE
    from grader.classroom.tables.class_list import overruled

    if (total is None) == (points is None):
        raise UsageError("write either CRITERION POINTS or --total POINTS")
    if total is not None:
        if criterion is not None:
            raise UsageError("--total is of the whole: leave the criterion out")
        maximum = classroom.rubric.maximum(with_hidden=not classroom.course.is_kit)
        criterion, given = WHOLE, read_points(total, "the whole", maximum)
    else:
        maximum = classroom.rubric.points_of(str(criterion))
        criterion, given = str(criterion), read_points(str(points), repr(criterion), maximum)
    decision = Decision(criterion, given, who or getpass.getuser(), why)
    with classroom.gradebook() as book:
        person = book.find_student(student)
        click.echo(f"{person}: {overruled(overrule(book, classroom.name, person, decision))}")


@command("Write the scores for another system.")
@click.argument("students", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@path_option(
    "--into",
    metavar="FILE",
    help="The Canvas gradebook or Moodle worksheet that you downloaded: it is filled in.",
)
@path_option("--out", metavar="FILE", help="Where it goes.  [default: standard output]")
@click.option("--column", metavar="TEXT", help="Its column.  [default: the assignment's title]")
@click.option("--feedback", is_flag=True, help="Moodle: fill in the feedback, too.")
@of_a_class
def export(
    classroom: Classroom,
    students: tuple[str, ...],
    form: str,
    into: Path | None,
    out: Path | None,
    column: str | None,
    feedback: bool,
) -> None:
    """Write the scores that count, of all or of some STUDENTS, for another system.

    Who has no score is left blank: not graded is never 0.
    """
    from grader.classroom.exports.write import ExportRequest, export_class

    wanted = ExportRequest(form, into, out, classroom.title, column, feedback)
    with classroom.gradebook() as book:
        chosen = [book.find_student(text).key for text in students] or None
        census = Census(book, classroom)
        standings = list(census.standings(chosen))
        census.tell()
        for line in export_class(standings, wanted):
            click.echo(clean(line), err=True)
        census.leave()


COMMANDS = (rescore, gradebook, override, export)
