"""The command by which people mark what the rubric leaves to them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING
from grader.cli.classes import SECTION, Classes, Classroom, chosen, of_a_course, user_name
from grader.cli.options import command, known, path_option
from grader.cli.terminal import terminal_style
from grader.core.errors import UsageError
from grader.core.result import Status
from grader.core.text import clean, in_words, one_line, points

if TYPE_CHECKING:
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.marking import Work
    from grader.classroom.people import Student
    from grader.course.rubric_schema import CriterionSection


@command("Mark what the rubric leaves to people.", ("marked by hand", "criterion", "attempt"))
@click.argument("student", required=False, shell_complete=known)
@click.argument("criterion", required=False, shell_complete=known)
@click.argument("given", metavar="[POINTS|none]", required=False)
@click.option("--comment", default="", metavar="TEXT", help="What the student reads beside it.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@path_option("--out", metavar="FILE", help="Write a table of what is to be marked.")
@path_option("--from", "filled", metavar="FILE", help="Take the marks of a table filled in.")
@click.option("--all", "with_marked", is_flag=True, help="With --out: what is marked already, too.")
@SECTION
@of_a_course("all; of a student: the only one that they have handed in")
def mark(
    classes: Classes,
    student: str | None,
    criterion: str | None,
    given: str | None,
    comment: str,
    who: str | None,
    out: Path | None,
    filled: Path | None,
    with_marked: bool,
    section: str | None,
) -> None:
    """Give a STUDENT POINTS on a CRITERION that is marked by hand; `none` takes them back.

    Without POINTS it shows the work, the levels and the mark; without STUDENT what is still to be
    marked. --out writes all of that as a table for a spreadsheet, a row for each student and
    criterion; --from reads it back, tells each row that can't be taken, and may be repeated.
    A mark is kept with its name and time, and holds for that attempt, and for a later one of which
    the same part is unchanged. Exit status: 4 if some rows were not taken.

    \b
    Examples:
      grade mark
          What is still to be marked.
      grade mark --out marks.csv --all
          As a table for a spreadsheet, with what is marked.
      grade mark --section "Monday 10" --out monday.csv
          What is still to be marked of one section.
      grade mark --from marks.csv
          Takes the marks of the table.
      grade mark jane report
          Jane's work, the levels, her mark.
      grade mark jane report 3 --comment "well argued" --who Smith
          Gives 3 points.
      grade mark --assignment perceptron --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    if sum((student is not None, out is not None, filled is not None)) > 1:
        raise UsageError("give one of STUDENT, --out FILE and --from FILE")
    if section is not None and filled is not None:
        raise UsageError("--from takes all marks of the table: leave --section out")
    name = who or user_name()
    with classes.gradebook() as book:
        if filled is not None:
            sys.exit(SOME_LACKING if take_sheet(book, classes, filled, name) else 0)
        keys = chosen(book, [student] if student else [], section)
        if student is None:
            works = [work for each in classes.held(book) for work in works_in(book, each, keys)]
            put_out(works, out, with_marked=with_marked)
            return
        person = book.find_student(student)
        classroom = classes.of_student(book, person)
        theirs = list(works_in(book, classroom, keys))
        if criterion is not None:
            refuse_judged(classroom, criterion, person)
            theirs = [work for work in theirs if work.criterion.name == criterion]
        if not theirs and any(each.marked for each in classroom.rubric.section.criteria):
            raise UsageError(why_none(book, classroom, person))
        if given is None:
            show(theirs, person)
        else:
            give(book, theirs[0], given, name, comment)


def works_in(book: Gradebook, classroom: Classroom, keys: Sequence[str] | None) -> Iterator[Work]:
    """Read what there is to be marked in one assignment."""
    from grader.classroom.marking import works_of

    return works_of(book, classroom.rubric.section.criteria, classroom.name, keys)


def refuse_judged(classroom: Classroom, criterion: str, person: Student) -> None:
    """Raise UsageError for a criterion that is not marked by hand, or is not there."""
    names = [each.name for each in classroom.rubric.section.criteria if each.marked]
    if criterion not in names:
        there = ", ".join(names) or "nothing"
        raise UsageError(f"{person}: to be marked by hand is {there}, not {criterion!r}")


def why_none(book: Gradebook, classroom: Classroom, person: Student) -> str:
    """Say why nothing of a student's waits to be marked, and what to do."""
    from grader.classroom.people import MISSING, UNGRADED

    standing = next(iter(book.standings(classroom.name, [person.key])), None)
    if standing and standing.fault:
        return f"{person}: {standing.fault}"
    outcome, look = standing.outcome if standing else MISSING, f"grade gradebook {person.key}"
    if outcome == MISSING:
        why, do = "nothing was handed in", "when something is, run grade batch"
    elif outcome in UNGRADED:
        why = f"what was handed in is {in_words(outcome)}"
        do = f"{look} says why; run grade batch with a file that can be graded"
    elif outcome == Status.TAMPERED.value:
        why, do = "what was handed in was tampered with", f"look at {look}"
    else:
        return f"{person}: judged before this was marked by hand; run grade rescore --yes"
    return f"{person}: nothing can be marked, for {why}; {do}, or give points with grade override"


def give(book: Gradebook, work: Work, typed: str, who: str, comment: str) -> None:
    """Write down one mark, and say it. Raises UsageError."""
    from grader.classroom.gradebook.marks import MarkDecision
    from grader.classroom.marking import read_mark

    value = read_mark(typed, work.criterion, work.student.key)
    book.mark([MarkDecision(work.part, value, who, comment)])
    worth = "taken back" if value is None else f"{points(value)} of {points(work.criterion.points)}"
    click.echo(f"{work.student}: {work.part.assignment}, {work.criterion.name}: {worth}, by {who}")


def show(works: Sequence[Work], person: Student) -> None:
    """Show a student's work, with what may be given and what was."""
    from grader.classroom.marking import given, guide

    style = terminal_style()
    if not works:
        click.echo(f"{person}: nothing is marked by hand")
    for work in works:
        title = f"{work.criterion.name}: {work.criterion.title or work.criterion.name}"
        worth = given(work.part) or "?"
        click.echo(style.paint(f"{title}  {worth}/{points(work.criterion.points)}", "bold"))
        for line in style.wrap(guide(work.criterion), 2):
            click.echo(line)
        for text in work.text.split("\n") if work.text else ["(nothing of it was handed in)"]:
            click.echo(f"    {one_line(text.expandtabs(), 1000).rstrip()}")
        if work.part.who:
            click.echo(clean(f"  marked by {work.part.who}: {work.part.comment or 'no comment'}"))


def put_out(works: Sequence[Work], out: Path | None, *, with_marked: bool) -> None:
    """Write the table, or say how much is left. Raises UsageError."""
    from grader.classroom.marking import to_sheet
    from grader.core.files import write
    from grader.reports.text import count

    left = [work for work in works if work.part.points is None]
    if out is not None:
        if out.exists():  # it may hold marks that nobody has read yet
            raise UsageError(f"--out {out}: is there already: take its marks with --from first")
        rows = works if with_marked else left
        write(out, to_sheet(rows))
        click.echo(
            f"{clean(out)}: {count(len(rows), 'row')}; fill in `mark`, then: grade mark --from FILE"
        )
        return
    amounts = Counter((work.part.assignment, work.criterion.name) for work in works)
    waiting = Counter((work.part.assignment, work.criterion.name) for work in left)
    for (assignment, criterion), amount in amounts.items():
        click.echo(f"{assignment}, {criterion}: {waiting[assignment, criterion]} of {amount}")
    click.echo("to be marked by hand: " + (str(len(left)) if works else "nothing"))


def take_sheet(book: Gradebook, classes: Classes, path: Path, who: str) -> bool:
    """Take the marks of a filled table; whether some rows could not be taken. Raises UsageError."""
    from grader.classroom.csv_table import read_list
    from grader.classroom.marking import read_sheet
    from grader.reports.text import count

    try:
        table = read_list(path.read_bytes(), f"--from {path}")
    except OSError as error:
        raise UsageError(f"--from {path}: cannot be read: {error.strerror}") from error
    parts = {part.name: part for room in classes.held(book) for part in book.parts(room.name)}
    filled = read_sheet(table, parts, by_hand(classes), who)
    book.mark(filled.decisions)
    for fault in filled.faults:
        click.echo(f"grade: {clean(fault)}", err=True)
    click.echo(
        f"{count(len(filled.decisions), 'mark')} written, "
        f"{count(filled.as_before, 'row')} as before or empty, "
        f"{len(filled.faults)} not taken"
    )
    return bool(filled.faults)


def by_hand(classes: Classes) -> dict[tuple[str, str], CriterionSection]:
    """Give the criteria that are marked by hand, by assignment and name."""
    return {
        (name, criterion.name): criterion
        for name, rubric in classes.course.rubric.assignments.items()
        for criterion in rubric.section.criteria
        if criterion.marked
    }


COMMANDS = (mark,)
