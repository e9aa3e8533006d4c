"""The command about requests for another look: what is asked, taken in from a table, replied to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING
from grader.cli.classes import Classes, Classroom, of_a_course, user_name
from grader.cli.options import OneOf, command, path_option
from grader.core.errors import GraderError, UsageError
from grader.core.text import clean, one_line

if TYPE_CHECKING:
    from grader.classroom.csv_table import Table
    from grader.classroom.gradebook.requests import NewRequest, Request
    from grader.classroom.gradebook.store import Gradebook

STATES = ("open", "granted", "declined")
COLUMNS = ("student", "criterion", "words")


@command("List requests for another look, or reply.", ("override", "marked by hand", "attempt"))
@click.argument("number", required=False, type=int)
@click.option("--reply", "words", metavar="TEXT", help="Reply to request NUMBER.")
@click.option("--state", type=OneOf(STATES), help="What it is since.  [default: open]")
@path_option("--from", "table", metavar="FILE", help="Take requests from a table.")
@click.option("--who", metavar="NAME", help="Who replies.  [default: your user name]")
@of_a_course("all")
def requests(
    classes: Classes,
    number: int | None,
    words: str | None,
    state: str | None,
    table: Path | None,
    who: str | None,
) -> None:
    """List what students ask to be looked at again, the open ones first; or reply to NUMBER.

    They ask on their own pages (`grade serve --students`), or in a form elsewhere, whose table
    comes in by --from: columns student, words and, if it is not about the whole, criterion. Each
    is kept once. Exit status: 4 if some rows were not taken.

    \b
    Examples:
      grade requests
          What is asked, and what was replied.
      grade requests 12 --reply "You are right: 2 points." --state granted --who Smith
          A reply, which the student reads.
      grade requests --from form.csv --assignment perceptron
          Requests of a form.
      grade requests --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    if (number is None) != (words is None) or (table is not None and number is not None):
        raise UsageError("write NUMBER with --reply TEXT, or --from FILE, or neither")
    if state is not None and words is None:
        raise UsageError("--state goes with --reply TEXT")
    from grader.classroom.gradebook.requests import NewReply

    with classes.gradebook() as book:
        if number is not None and words is not None:
            book.reply(NewReply(number, words, state or "open", who or user_name()))
            click.echo(f"{number}: {state or 'open'}")
        elif table is not None:
            sys.exit(SOME_LACKING if take_in(book, classes, table) else 0)
        else:
            show(book, classes.held(book))


def show(book: Gradebook, held: Sequence[Classroom]) -> None:
    """List requests, the open ones first."""
    zones = {classroom.name: classroom.rubric.zone for classroom in held}
    listed = [each for each in book.requests() if each.assignment in zones]
    for request in sorted(listed, key=lambda each: each.state != STATES[0]):
        for line in lines_of(request, zones[request.assignment]):
            click.echo(line)
    if not listed:
        click.echo("nobody asks for another look")


def lines_of(request: Request, zone: str) -> Iterator[str]:
    """Write a request with its thread."""
    from grader.classroom.account import clock_in

    about = f"{request.assignment}, {request.criterion or 'the whole'}"
    yield f"{request.number}  {request.state:<9} {clean(request.student)}  {clean(about)}"
    name = zone or "UTC"
    yield f"    {clock_in(request.at, zone)} {name}  {one_line(request.words)}"
    for reply in request.replies:
        words = f"{clean(reply.who)}: {one_line(reply.words)}"
        yield f"    {clock_in(reply.at, zone)} {name}  {words}"


def take_in(book: Gradebook, classes: Classes, path: Path) -> bool:
    """Take the requests of a table, each once; were some not taken?"""
    from grader.classroom.csv_table import read_table
    from grader.core.files import read_bytes

    classroom = classes.only(book)
    table = read_table(read_bytes(path, UsageError), clean(path))
    columns = {name.strip().lower(): at for at, name in enumerate(table.header)}
    if missing := [name for name in ("student", "words") if name not in columns]:
        raise UsageError(f"{clean(path)}: no column {', '.join(missing)}; it has: {table.header}")
    faults = 0
    for row in table.below:
        try:
            book.ask(read_row(book, classroom, table, row, columns))
        except GraderError as error:
            faults += 1
            click.echo(f"grade: {clean(path)}: row {row + 1}: {error}", err=True)
    amount = len(table.below) - faults
    click.echo(f"{amount} request{'s' * (amount != 1)} taken")
    return faults > 0


def read_row(
    book: Gradebook, classroom: Classroom, table: Table, row: int, columns: dict[str, int]
) -> NewRequest:
    """Read a request of a table's row. Raises UsageError."""
    from grader.classroom.audience import points_of
    from grader.classroom.gradebook.requests import NewRequest

    student, criterion, words = (table.plain(row, columns.get(name)) for name in COLUMNS)
    if not words:
        raise UsageError("there is nothing in the column words")
    if criterion:
        points_of(classroom.rubric, criterion)
    return NewRequest(classroom.name, book.find_student(student).key, criterion, words)


COMMANDS = (requests,)
