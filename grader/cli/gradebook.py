"""The commands for a class that was graded: judge it again, look it up, overrule, export."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FOLDER,
    WIDE,
    of_a_class,
    open_assignment,
    open_gradebook,
)
from grader.cli.terminal import exit_on_error, progress, terminal_style

if TYPE_CHECKING:
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Standing
    from grader.course.find import Course
    from grader.course.load import Assignment

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")


def describe(book: Gradebook, course: Course, assignment: Assignment) -> None:
    """Tell the gradebook what the rubric says of an assignment."""
    from grader.classroom.gradebook.entries import AssignmentRecord

    section = course.rubric.assignments[assignment.name].section
    title = section.title or assignment.name
    book.describe(AssignmentRecord(assignment.name, title, assignment.maximum, section.attempts))


def another_counts(book: Gradebook, course: Course, name: str) -> str:
    """Say what the rubric says of attempts where the gradebook has not heard of it yet."""
    counts, wanted = book.counts(name), course.rubric.assignments[name].section.attempts
    if counts in (None, wanted):
        return ""
    return f"by the rubric the {wanted} attempt counts, in the gradebook still the {counts}"


def warn_of_old(book: Gradebook, course: Course, name: str, old: int) -> None:
    """Say so where what counts is not yet what today's rubric says; `old` scores are another's."""
    if to_count := another_counts(book, course, name):
        click.echo(f"grade: {to_count}; run grade rescore --yes", err=True)
    if old:
        click.echo(f"grade: {old} scores are of another rubric; run grade rescore", err=True)


def is_old(standing: Standing, course: Course, name: str) -> bool:
    """Tell whether a score is of another rubric than today's."""
    rubric_hash = standing.report.rubric_hash if standing.report else None
    return rubric_hash not in (None, course.rubric.assignments[name].visible_hash)


def count_old(standings: Iterable[Standing], course: Course, name: str) -> int:
    """Count the scores that are of another rubric than today's."""
    return sum(is_old(standing, course, name) for standing in standings)


def show_class(book: Gradebook, course: Course, name: str, *, listed: bool = False) -> int:
    """Show the summary of a class, its list above; count the scores of another rubric."""
    from grader.classroom.tables import class_list, summary

    style, old = terminal_style(), 0

    # One by one, and all that is to be known of each at once: a class's reports are megabytes.
    def standings() -> Iterator[Standing]:
        nonlocal old
        for standing in book.standings(name):
            old += is_old(standing, course, name)
            if listed:
                click.echo(class_list.line(standing, style))
            yield standing

    titles = {c.name: c.title for c in course.rubric.assignments[name].section.criteria}
    text = summary.render(book.statistics(name), standings(), titles, style)
    click.echo(f"\n{text}" if listed else text)
    return old


@click.command(context_settings=WIDE, short_help="Judge a class again under today's rubric.")
@of_a_class
@click.option("--yes", is_flag=True, help="Write the new scores; else they are only shown.")
@exit_on_error()
def rescore(assignment: str | None, folder: Path | None, where: str | None, yes: bool) -> None:
    """Judge the kept observations again under today's rubric, running no student code.

    Shows who changes, and by how much, before anything is written. Attempts whose probes or cases
    have changed since are listed and left as they are: run `grade batch` again.
    """
    from grader.classroom.batch.rescore import rescore as judge_again
    from grader.classroom.gradebook.entries import Change, Stale
    from grader.classroom.tables.class_list import render_changes

    course, name = open_assignment(folder, assignment)
    with open_gradebook(where, course, create=False) as book:
        to_count = another_counts(book, course, name)
        if yes:
            describe(book, course, course.assignment(name))
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


@click.command(context_settings=WIDE, short_help="Show the scores, or one student's history.")
@click.argument("student", required=False)
@of_a_class
@exit_on_error()
def gradebook(
    student: str | None, assignment: str | None, folder: Path | None, where: str | None
) -> None:
    """Show scores, statuses and statistics; or one STUDENT's history, by key, name or id."""
    from grader.classroom.tables.class_list import render_history

    course, name = open_assignment(folder, assignment)
    with open_gradebook(where, course, create=False) as book:
        if student is not None:
            history = book.history(book.find_student(student))
            click.echo(render_history(history, terminal_style()))
            return
        warn_of_old(book, course, name, show_class(book, course, name, listed=True))


@click.command(context_settings=WIDE, short_help="Give other points than were judged.")
@click.argument("student")
@click.argument("criterion")
@click.argument("points", metavar="POINTS|none")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@of_a_class
@exit_on_error()
def override(
    student: str,
    criterion: str,
    points: str,
    why: str,
    who: str | None,
    assignment: str | None,
    folder: Path | None,
    where: str | None,
) -> None:
    """Give a STUDENT other POINTS on a CRITERION than were judged; `none` takes that back.

    It is kept with your name and reason, and holds for later attempts and judgements, too.
    """
    from grader.classroom.gradebook.overrides import Decision, overrule, read_points
    from grader.classroom.tables.class_list import overruled

    course, name = open_assignment(folder, assignment)
    maximum = course.rubric.assignments[name].points_of(criterion)
    given = read_points(points, criterion, maximum)
    decision = Decision(criterion, given, who or getpass.getuser(), why)
    with open_gradebook(where, course, create=False) as book:
        person = book.find_student(student)
        click.echo(f"{person}: {overruled(overrule(book, name, person, decision))}")


@click.command(context_settings=WIDE, short_help="Write the scores for another system.")
@click.argument("students", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option(
    "--into",
    type=FOLDER,
    metavar="FILE",
    help="The Canvas gradebook or Moodle worksheet that you downloaded: it is filled in.",
)
@click.option(
    "--out", type=FOLDER, metavar="FILE", help="Where it goes.  [default: standard output]"
)
@click.option("--column", metavar="TEXT", help="Its column.  [default: the assignment's title]")
@click.option("--feedback", is_flag=True, help="Moodle: fill in the feedback, too.")
@of_a_class
@exit_on_error()
def export(
    students: tuple[str, ...],
    form: str,
    into: Path | None,
    out: Path | None,
    column: str | None,
    feedback: bool,
    assignment: str | None,
    folder: Path | None,
    where: str | None,
) -> None:
    """Write the scores that count, of all or of some STUDENTS, for another system.

    Who has no score is left blank: not graded is never 0.
    """
    from grader.classroom.exports.write import ExportRequest, export_class

    course, name = open_assignment(folder, assignment)
    title = course.rubric.assignments[name].section.title or name
    wanted = ExportRequest(form, into, out, title, column, feedback)
    with open_gradebook(where, course, create=False) as book:
        chosen = [book.find_student(text).key for text in students] or None
        standings = list(book.standings(name, chosen))
        warn_of_old(book, course, name, count_old(standings, course, name))
        for line in export_class(standings, wanted):
            click.echo(line, err=True)


COMMANDS = (rescore, gradebook, override, export)
