"""`grade similar`: which hand-ins are alike, as a hint for a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING, Census
from grader.cli.classes import Classes, Classroom, of_a_course
from grader.cli.intake import known_roster, refuse_named_files
from grader.cli.options import FOLDER, command, path_option
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import GraderError, UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.people import Remark
    from grader.classroom.similarity.compare import Comparison, Equal, Pair
    from grader.classroom.similarity.writings import Similarity

OUT = Path("similar.html")
SHOWN_PAIRS = 20
SHOWN_NAMES, SHOWN_REMARKS = 8, 30


@command("List hand-ins that are alike.", ("alike", "hand-in", "attempt", "gradebook"))
@click.argument("sources", nargs=-1, type=FOLDER, metavar="[SOURCE]...")
@path_option(
    "--earlier",
    multiple=True,
    metavar="FOLDER",
    help="An earlier year's hand-ins, compared with these and not with each other; may be said "
    "again.",
)
@path_option("--out", metavar="FILE", default=OUT, help="The page.  [default: similar.html]")
@path_option("--csv", "table", metavar="FILE", help="Write all pairs as a table, too.")
@click.option(
    "--least",
    type=click.IntRange(1, 100),
    default=60,
    metavar="PERCENT",
    help="How much of one of two is alike where they are a pair.  [default: 60]",
)
@of_a_course("the only one")
def similar(
    classes: Classes,
    sources: tuple[Path, ...],
    earlier: tuple[Path, ...],
    out: Path,
    table: Path | None,
    least: int,
) -> None:
    """List the hand-ins of an assignment that are alike, with the code of both side by side.

    A hint for a person, never points: no score, report or export changes. Compared is the code of
    the attempts that count, as the gradebook keeps it; or of SOURCES, as `grade batch` takes them.
    Renamed, reordered and differently commented code is alike; left out is what students were
    given, and what more than a third of the class has. Several attempts of one student, and the
    work of one group, are no pair. Exit status: 4 if some could not be compared.

    \b
    Examples:
      grade similar
          What the gradebook keeps; writes similar.html.
      grade similar --earlier ~/2025/hw1 --earlier ~/2024/hw1.zip --csv pairs.csv
          With earlier years; all pairs as a table.
      grade similar submissions.zip --least 80 --out pages/hw1.html
          A download, graded or not; only what is much alike.
      grade similar --assignment perceptron --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.site.similar import render, to_table
    from grader.core.files import write

    classroom = one_of(classes, sources)
    result = look(classroom, classes, sources, earlier, least / 100)
    comparison, remarks = result.comparison, result.remarks
    write(out, render(classroom.title, comparison, remarks, least / 100).encode("utf-8"))
    if table is not None:
        write(table, to_table(comparison.pairs))
    show(comparison, least)
    for path in filter(None, (out, table)):
        click.echo(f"{clean(path)}: written, for staff only")
    show_remarks(remarks)
    sys.exit(SOME_LACKING if remarks else 0)


def one_of(classes: Classes, sources: Sequence[Path]) -> Classroom:
    """Give the assignment that is meant, or the only one held. Raises UsageError."""
    if classes.assignment is not None:
        return classes.classroom(classes.assignment)
    if sources:
        names = ", ".join(classes.course.names)
        raise UsageError(f"hand-ins of one assignment are compared: say --assignment, of {names}")
    with classes.gradebook() as book:
        return classes.only(book)


def look(
    classroom: Classroom,
    classes: Classes,
    sources: Sequence[Path],
    earlier: Sequence[Path],
    least: float,
) -> Similarity:
    """Compare the hand-ins, and say how far that is. Raises GraderError."""
    from grader.classroom.similarity.writings import find_similar

    course, name = classroom.course, classroom.name
    with progress("reading") as say:
        if sources:
            refuse_named_files(classes)
            roster = known_roster(classes)
            return find_similar(course, name, sources, earlier, roster=roster, least=least, say=say)
        with classroom.gradebook() as book:
            return find_similar(course, name, book, earlier, least=least, say=say)


def show(comparison: Comparison, least: int) -> None:
    """Say what was compared, and who are the most alike."""
    from grader.reports.text import count

    pairs, style = comparison.pairs, terminal_style()
    click.echo(
        f"{count(comparison.number, 'hand-in')} compared; left out: {comparison.given:.0%} that "
        f"was given, {comparison.common:.0%} that more than a third of the class has"
    )
    title = f"{count(len(pairs), 'pair')} of which at least {least} % is alike"
    click.echo(f"{style.paint(title, 'bold')} (a hint where to look, no verdict)")
    for pair in pairs[:SHOWN_PAIRS]:
        click.echo(clean_line(pair))
    if (more := len(pairs) - SHOWN_PAIRS) > 0:
        click.echo(f"  and {more} more")
    tell_equal(comparison.equal)


def clean_line(pair: Pair) -> str:
    """Write a pair as a line: the share of each, and who they are."""
    shares = f"{pair.left_share:>6.0%} {pair.right_share:>5.0%}"
    remark = f"  ({pair.remark})" if pair.remark else ""
    return f"{shares}  {clean(pair.left)} | {clean(pair.right)}{remark}"


def show_remarks(remarks: Sequence[Remark]) -> None:
    """Say what could not be compared, and why."""
    from grader.classroom.remarks import grouped

    if not remarks:
        return
    click.echo(f"grade: not compared: {len(remarks)}", err=True)
    lines = list(grouped(remarks))
    for line in lines[:SHOWN_REMARKS]:
        click.echo(f"  {clean(line)}", err=True)
    if (more := len(lines) - SHOWN_REMARKS) > 0:
        click.echo(f"  and {more} more", err=True)


def show_equal(census: Census) -> None:
    """Say whose hand-ins of a class are equal; looks at code alone, and gives no points."""
    from grader.classroom.similarity.writings import find_equal_hand_ins

    classroom = census.classroom
    try:
        with progress("looking for equal hand-ins") as say:
            sets = find_equal_hand_ins(classroom.course, classroom.name, census.book, say)
    except GraderError as error:
        census.say(f"equal hand-ins were not looked for: {error}")
        return
    if sets:
        click.echo()
    tell_equal(sets)


def tell_equal(sets: Sequence[Equal]) -> None:
    """List hand-ins that are equal."""
    style = terminal_style()
    if sets:
        click.echo(f"{style.paint('Equal hand-ins', 'bold')} (a hint where to look, no verdict)")
    for each in sets[:SHOWN_PAIRS]:
        names = ", ".join(map(str, each.writings[:SHOWN_NAMES]))
        more = len(each.writings) - SHOWN_NAMES
        line = f"{each.remark}: {names}{f' and {more} more' if more > 0 else ''}"
        click.echo("\n".join(style.wrap(clean(line), 2)))
    if (left := len(sets) - SHOWN_PAIRS) > 0:
        click.echo(f"  and {left} more")


COMMANDS = (similar,)
