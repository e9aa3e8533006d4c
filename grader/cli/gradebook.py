"""The commands for a class that was graded: judge it again, look it up, overrule, export."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import click

from grader.cli.census import SOME_LACKING, Census, another_counts, described, show_class
from grader.cli.classes import Classroom, of_a_class
from grader.cli.options import command, path_option
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import UsageError
from grader.core.text import clean

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")


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
