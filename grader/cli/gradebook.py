"""The commands for a class that was graded: judge it again, look it up, overrule, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import (
    SOME_LACKING,
    Census,
    described,
    leave,
    news_of,
    show_class,
    show_course,
    syllabus_of,
    take,
    tell_all,
    transcripts_of,
)
from grader.cli.classes import SECTION, Classes, Classroom, chosen, of_a_course, user_name
from grader.cli.options import OneOf, command, known, path_option
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Student

BY_NAME = ("canvas", "moodle", "gradescope")
FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")


@command(
    "Judge a class again under today's rubric.", ("rescore", "today's score", "stale", "override")
)
@of_a_course("all")
@click.option("--yes", is_flag=True, help="Write the new scores; else they are only shown.")
def rescore(classes: Classes, yes: bool) -> None:
    """Judge the kept observations again under today's rubric, running no student code.

    Shows for whom other points will count, and by how much, before anything is written. Attempts
    whose probes or cases have changed since are listed and left as they are: give `grade batch`
    their files again. Exit status: 4 if some could not be judged.

    \b
    Examples:
      grade rescore
          For whom other points will count; writes nothing.
      grade rescore --yes
          Writes them.
      grade rescore --assignment perceptron --course ~/course --gradebook ~/spring.db
          One homework, from another folder.
    """
    with classes.gradebook() as book:
        censuses = take(book, classes.held(book))
        for number, census in enumerate(censuses):
            if census.prefix:
                click.echo(f"{chr(10) * bool(number)}{census.prefix}", nl=False)
            judge_again(census, yes=yes)
    for census in censuses:
        census.tell_faults()
    leave(censuses)


def judge_again(census: Census, *, yes: bool) -> None:
    """Judge one assignment again, and say what changes."""
    from grader.classroom.batch.rescore import rescore
    from grader.classroom.gradebook.entries import Alike, Change, Stale, Unreadable
    from grader.classroom.tables.class_list import render_changes
    from grader.reports.text import count

    book, classroom = census.book, census.classroom
    course, name = classroom.course, classroom.name
    news = news_of(book, classroom)
    record = described(classroom, course.assignment(name).maximum)
    with progress("judging again"):
        results = list(rescore(book, course, name, rehearsed=not yes))
    changes = [result for result in results if isinstance(result, Change)]
    stale = [result for result in results if isinstance(result, Stale)]
    alike = sum(isinstance(result, Alike) for result in results)
    for result in results:
        if isinstance(result, Unreadable):
            census.note(result.student, result.fault)
    # Without `--yes` done, and taken back: what will count is worked out by no other way.
    done = book.rescore(record, changes) if yes else None
    shifts = done.shifts if done else book.rehearse_rescore(record, changes)
    click.echo(render_changes(shifts, changes, alike, stale, terminal_style()))
    if done:
        click.echo(f"{count(done.written, 'score')} written")
        if left := len(changes) - done.written:
            click.echo(f"{count(left, 'attempt')} graded anew meanwhile: run this again for these")
    elif changes or alike:
        click.echo("nothing was written; --yes writes it")
    for words in news:
        click.echo(f"{words}{': changed' if yes else '; --yes changes that'}")


@command(
    "Show the scores, or one student's history.",
    ("gradebook", "attempt", "today's score", "carried forward"),
)
@click.argument("student", required=False, shell_complete=known)
@SECTION
@of_a_course("all")
def gradebook(classes: Classes, student: str | None, section: str | None) -> None:
    """Show scores, statuses and statistics; or one STUDENT's history, by key, name or id.

    Of several assignments: a column for each, the total, and by the rubric's `weight` the weighted
    total.

    \b
    Examples:
      grade gradebook
          Who has what, and how the class did.
      grade gradebook jane
          All that is held of Jane.
      grade gradebook --section "Monday 10"
          The students of one section.
      grade gradebook --assignment perceptron --course ~/course --gradebook ~/spring.db
          One homework, from another folder.
    """
    with classes.gradebook() as book:
        keys = chosen(book, [student] if student else [], section)
        if student is not None:
            person = book.find_student(student)
            sys.exit(SOME_LACKING if show_history(book, classes, person) else 0)
        censuses = take(book, classes.held(book))
        if len(censuses) > 1:
            show_course(censuses, keys)
        else:
            show_class(censuses[0], keys, listed=True)
        tell_all(censuses)
    leave(censuses)


def show_history(book: Gradebook, classes: Classes, student: Student) -> bool:
    """Show all that is held of a student; whether some of it can't be read."""
    from grader.classroom.tables import course_table
    from grader.classroom.tables.class_list import render_history

    history, style = book.history(student), terminal_style()
    if classes.assignment is not None and len(classes.course.all_names) > 1:
        history = history.only(classes.assignment)
    censuses = take(book, classes.held(book))
    syllabus, theirs = syllabus_of(censuses), transcripts_of(censuses, [student.key])
    sums = "\n".join(course_table.render_student(syllabus, each, style) for each in theirs)
    zones = {each.assignment: each.zone for their in theirs for each in their.standings}
    click.echo(render_history(history, style, sums, zones))
    return history.is_damaged


@command("Give other points than were judged.", ("override", "criterion", "attempt"))
@click.argument("student", shell_complete=known)
@click.argument("criterion", required=False, shell_complete=known)
@click.argument("points", metavar="[POINTS|none]", required=False)
@click.option("--total", metavar="POINTS|none", help="Points for the whole, in place of all.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@of_a_course("the only one that the student has handed in")
def override(
    classes: Classes,
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

    \b
    Examples:
      grade override jane forward 2 --why "proof on paper"
          2 points on a criterion.
      grade override jane forward none --why "a slip"
          Takes that back.
      grade override jane --total 40 --why "oral exam" --who Smith
          For the whole.
      grade override jane slope 2 --why oral --assignment sgd --course ~/c --gradebook ~/c/s.db
          From another folder.
    """
    from grader.classroom.gradebook.overrides import Decision, overrule
    from grader.classroom.people import WHOLE
    from grader.classroom.tables.class_list import overruled

    if (total is None) == (points is None):
        raise UsageError("write either CRITERION POINTS or --total POINTS")
    if total is not None and criterion is not None:
        raise UsageError("--total is of the whole: leave the criterion out")
    with classes.gradebook() as book:
        person = book.find_student(student)
        classroom = classes.of_student(book, person)
        name = WHOLE if criterion is None else criterion
        given = points_for(classroom, person, criterion, str(points if total is None else total))
        decision = Decision(name, given, who or user_name(), why)
        override = overrule(book, classroom.name, person, decision)
        zones = {classroom.name: classroom.rubric.zone}
        click.echo(f"{person}: {overruled(override, zones)}")


def points_for(
    classroom: Classroom, person: Student, criterion: str | None, typed: str
) -> float | None:
    """Read the points that a criterion, or the whole, is given. Raises UsageError."""
    from grader.classroom.audience import worth_of
    from grader.classroom.gradebook.overrides import read_points
    from grader.classroom.people import WHOLE

    name, subject = (WHOLE, "the whole") if criterion is None else (criterion, repr(criterion))
    return read_points(typed, subject, worth_of(person, classroom.rubric, name))


@command("Write the scores for another system.", ("today's score", "hidden", "not graded"))
@click.argument("students", nargs=-1, shell_complete=known)
@click.option(
    "--format", "form", type=OneOf(FORMATS), required=True, help="Which system it is for."
)
@path_option(
    "--into",
    metavar="FILE",
    help="The Canvas gradebook or Moodle worksheet that you downloaded: it is filled in.",
)
@path_option("--out", metavar="FILE", help="Where it goes.  [default: -, standard output]")
@click.option("--column", metavar="TEXT", help="Its column.  [default: the assignment's title]")
@click.option("--feedback", is_flag=True, help="Moodle: fill in the feedback, too.")
@SECTION
@of_a_course("all")
def export(
    classes: Classes,
    students: tuple[str, ...],
    form: str,
    into: Path | None,
    out: Path | None,
    column: str | None,
    feedback: bool,
    section: str | None,
) -> None:
    """Write the scores that count, of all or of some STUDENTS, for another system.

    Who has no score is left blank: not graded is never 0.

    \b
    Examples:
      grade export --format canvas --into gradebook.csv --out filled.csv
          Canvas's own table, filled in.
      grade export --format moodle --into worksheet.csv --feedback
          Moodle's, with what each reads.
      grade export jane --format csv --column "Homework 1"
          One student, on standard output.
      grade export --format csv --section "Monday 10" --out monday.csv
          The students of one section.
      grade export --format json --assignment perceptron --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.anonymity import refuse_hidden
    from grader.classroom.exports.write import ExportRequest, export_classes

    place = None if str(out) == "-" else out
    wanted = ExportRequest(form, into, place, column, feedback)
    with classes.gradebook() as book:
        if form in BY_NAME:
            refuse_hidden(book.cover(), f"--format {form} puts points beside names")
        keys = chosen(book, students, section)
        censuses = take(book, classes.held(book))
        syllabus = syllabus_of(censuses)
        read = [census.in_pieces(keys, in_brief=wanted.is_table) for census in censuses]
        # What there is to say of it is known when all is written.
        lines = list(export_classes(syllabus, read, wanted))
        tell_all(censuses)
        for line in lines:
            click.echo(clean(line), err=True)
    leave(censuses)


COMMANDS = (rescore, gradebook, override, export)
