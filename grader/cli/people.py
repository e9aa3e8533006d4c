"""The commands for who is in a class: a student by another name, two who are one person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from grader.cli.classes import of_a_gradebook, open_gradebook
from grader.cli.consent import YES
from grader.cli.options import command, known
from grader.cli.term import NOT_DONE, for_a_reason, offer
from grader.core.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.term import Reason


@command("Give a student another key or name.", ("gradebook", "roster"))
@click.argument("student", shell_complete=known)
@click.argument("key", required=False, metavar="[KEY]")
@click.option("--name", metavar="TEXT", help="What they are called.")
@YES
@for_a_reason
@of_a_gradebook
def rename(
    where: str, student: str, key: str | None, name: str | None, yes: bool, reason: Reason
) -> None:
    """Have a STUDENT be known by another KEY, by another name, or both.

    All that is theirs stays theirs. The former key still means them, in lists and in files' names,
    and is nobody else's. Asks before it is done; `grade undo` takes it back. Exit status: 4 if it
    was only shown.

    \b
    Examples:
      grade rename jane jdoe4 --why "a new login"
          Jane's key is jdoe4 from now on.
      grade rename jane --name "Jane Roe" --why "a new name" --yes
          Her name, without asking.
      grade rename jane jdoe4 --why "new login" --who Smith --course ~/c --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom import membership
    from grader.classroom.people import Student

    if key is None and name is None:
        raise UsageError("write a KEY, --name TEXT or both")
    with open_gradebook(where, create=False) as book:
        person = book.find_student(student)
        new = Student(person.key if key is None else key, person.name if name is None else name)
        action = membership.rename(book, person, new, reason)
        sys.exit(0 if offer(book, action, None, yes=yes) else NOT_DONE)


@command("Make one student of two.", ("gradebook", "roster"))
@click.argument("student", shell_complete=known)
@click.argument("into", shell_complete=known)
@click.option(
    "--ids",
    "ids_of",
    metavar="STUDENT",
    help="Whose numbers hold where systems have one for each.  [default: refused]",
    shell_complete=known,
)
@YES
@for_a_reason
@of_a_gradebook
def merge(
    where: str, student: str, into: str, ids_of: str | None, yes: bool, reason: Reason
) -> None:
    """Give all that is held of a STUDENT to INTO, who is the same person.

    Hand-ins, overrides, marks, extensions and points come to those that INTO has; a hand-in that
    both have is one. From then on the former's key means INTO. Shows for whom other points count,
    and asks; `grade undo` parts them again. Exit status: 4 if it was only shown.

    \b
    Examples:
      grade merge jane 10432 --why "handed in before there was a roster"
          Jane is 10432, whose key stays.
      grade merge jane 10432 --ids 10432 --why "two accounts" --who Smith --yes
          Canvas has two numbers: 10432's hold.
      grade merge jane 10432 --why "one person" --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom import membership

    with open_gradebook(where, create=False) as book:
        pair = book.find_student(student), book.find_student(into)
        first = None if ids_of is None else book.find_student(ids_of)
        action = membership.merge(book, pair, reason, first)
        sys.exit(0 if offer(book, action, None, yes=yes) else NOT_DONE)


COMMANDS = (rename, merge)
