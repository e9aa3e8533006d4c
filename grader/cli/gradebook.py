"""The commands for a class that was graded: judge it again, look it up, overrule, export."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import Classroom, command, of_a_class, path_option
from grader.cli.terminal import progress, terminal_style
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Standing

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")


def describe(book: Gradebook, classroom: Classroom, maximum: int) -> None:
    """Tell the gradebook what the rubric says of an assignment; `maximum` are its points."""
    from grader.classroom.gradebook.entries import AssignmentRecord

    counts = classroom.rubric.section.attempts
    book.describe(AssignmentRecord(classroom.name, classroom.title, maximum, counts))


def another_counts(book: Gradebook, classroom: Classroom) -> str:
    """Say what the rubric says of attempts where the gradebook has not heard of it yet."""
    counts, wanted = book.counts(classroom.name), classroom.rubric.section.attempts
    if counts in (None, wanted):
        return ""
    return f"by the rubric the {wanted} attempt counts, in the gradebook still the {counts}"


def warn_of_old(book: Gradebook, classroom: Classroom, old: int) -> None:
    """Say so where what counts is not yet what today's rubric says; `old` scores are another's."""
    if to_count := another_counts(book, classroom):
        click.echo(f"grade: {to_count}; run grade rescore --yes", err=True)
    if old:
        click.echo(f"grade: {old} scores are of another rubric; run grade rescore", err=True)


def count_old(standings: Iterable[Standing], classroom: Classroom) -> int:
    """Count the scores that are of another rubric than today's."""
    reports = (standing.report for standing in standings)
    hashes = [report.rubric_hash for report in reports if report]
    return sum(rubric not in (None, classroom.rubric.visible_hash) for rubric in hashes)


def show_class(book: Gradebook, classroom: Classroom, *, listed: bool = False) -> int:
    """Show the summary of a class, its list above; count the scores of another rubric."""
    from grader.classroom.tables import class_list, summary

    style, old = terminal_style(), 0

    # One by one, and all that is to be known of each at once: a class's reports are megabytes.
    def standings() -> Iterator[Standing]:
        nonlocal old
        for standing in book.standings(classroom.name):
            old += count_old([standing], classroom)
            if listed:
                click.echo(class_list.line(standing, style))
            yield standing

    titles = {c.name: c.title for c in classroom.rubric.section.criteria}
    text = summary.render(book.statistics(classroom.name), standings(), titles, style)
    click.echo(f"\n{text}" if listed else text)
    return old


@command("Judge a class again under today's rubric.")
@of_a_class
@click.option("--yes", is_flag=True, help="Write the new scores; else they are only shown.")
def rescore(classroom: Classroom, yes: bool) -> None:
    """Judge the kept observations again under today's rubric, running no student code.

    Shows who changes, and by how much, before anything is written. Attempts whose probes or cases
    have changed since are listed and left as they are: run `grade batch` again.
    """
    from grader.classroom.batch.rescore import rescore as judge_again
    from grader.classroom.gradebook.entries import Change, Stale
    from grader.classroom.tables.class_list import render_changes

    course, name = classroom.course, classroom.name
    with classroom.gradebook() as book:
        to_count = another_counts(book, classroom)
        if yes:
            describe(book, classroom, course.assignment(name).maximum)
        with progress("judging again"):
            results = list(judge_again(book, course, name))
        changes = [result for result in results if isinstance(result, Change)]
        stale = [result for result in results if isinstance(result, Stale)]
        # What a person decided stands over any judging, and is said of each.
        overridden = {each.student.key for each in book.standings(name) if each.overrides}
        click.echo(render_changes(changes, stale, overridden, terminal_style()))
        if yes:
            book.record_all(changes)
            click.echo(f"{len(changes)} scores written")
        elif changes:
            click.echo("nothing was written; --yes writes it")
        if to_count:
            click.echo(f"{to_count}{': changed' if yes else '; --yes changes that'}")


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
            return
        warn_of_old(book, classroom, show_class(book, classroom, listed=True))


@command("Give other points than were judged.")
@click.argument("student")
@click.argument("criterion")
@click.argument("points", metavar="POINTS|none")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@of_a_class
def override(
    classroom: Classroom, student: str, criterion: str, points: str, why: str, who: str | None
) -> None:
    """Give a STUDENT other POINTS on a CRITERION than were judged; `none` takes that back.

    It is kept with your name and reason, and holds for later attempts and judgements, too.
    """
    from grader.classroom.gradebook.overrides import Decision, overrule, read_points
    from grader.classroom.tables.class_list import overruled

    given = read_points(points, criterion, classroom.rubric.points_of(criterion))
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
        standings = list(book.standings(classroom.name, chosen))
        warn_of_old(book, classroom, count_old(standings, classroom))
        for line in export_class(standings, wanted):
            click.echo(clean(line), err=True)


COMMANDS = (rescore, gradebook, override, export)
