"""What has come into a gradebook since one looked: for pages that stay open."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select, union

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import actions, attempts, marks, overrides, scores, students

ADDED_TO = (attempts, scores, overrides, marks)
# Asked before each page, and made once: to make it takes longer than to run it.
STAMP = select(
    *(select(func.max(table.c.id)).scalar_subquery() for table in ADDED_TO),
    select(func.count(students.c.id)).scalar_subquery(),
    select(func.max(actions.c.id)).scalar_subquery(),
)


@dataclass(frozen=True)
class BookStamp:
    """How far a gradebook has come: the last number of each table that is only added to.

    What is in `whole`, how many students and actions there are, may be news of anybody.
    """

    numbers: tuple[int, ...]
    whole: tuple[int, int]


def stamp(connection: Connection) -> BookStamp:
    """Tell how far the gradebook has come."""
    *numbers, people, acts = connection.execute(STAMP).one()
    return BookStamp(tuple(number or 0 for number in numbers), (people, acts or 0))


def changed(connection: Connection, assignment: str, since: BookStamp) -> list[str]:
    """List the keys of students of whom there is news in an assignment."""
    parts = [news_of(at, number, assignment) for at, number in enumerate(since.numbers)]
    keys = connection.scalars(select(students.c.key).where(students.c.id.in_(union(*parts))))
    return [key for key in keys if key is not DAMAGE]


def news_of(at: int, number: int, assignment: str) -> Select[tuple[int]]:
    """Ask for whom one of the tables has rows of an assignment after a number."""
    table = ADDED_TO[at]
    if "student_id" in table.c:
        return select(table.c.student_id).where(
            table.c.id > number, table.c.assignment == assignment
        )
    theirs = attempts.c.id == table.c.attempt_id
    return (
        select(attempts.c.student_id)
        .select_from(table)
        .join(attempts, theirs)
        .where(table.c.id > number, attempts.c.assignment == assignment)
    )
