"""What has come into a gradebook since one looked: for pages that stay open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select, text, union

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import actions, attempts, marks, overrides, scores, students

ADDED_TO = (attempts, scores, overrides, marks)
# A server's transactions end in another order than that in which they numbered their rows. Each has
# a number of its own before (see `WRITING`): the least of those still at work, and the next one's.
AT_WORK = {
    "sqlite": ("0", "0"),  # one at a time
    "postgresql": (
        "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)",
        # Not the snapshot's own end: numbers from there on may have been given out already.
        "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
        " + age(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS xid))",
    ),
}
# What is another once a copy is put back: other rows may have the same numbers then.
MADE = {
    "sqlite": "(SELECT schema_version FROM pragma_schema_version)",
    "postgresql": "(SELECT CAST(xmin AS text) FROM students ORDER BY id LIMIT 1)",
}
# How late attempts are is reckoned anew with no new row, and by what came in elsewhere: free days
# are one budget. Weighted so that a free day and the share that it saves do not cancel out.
LATE = """
    (SELECT SUM(late_by + 7919 * free + 3 * (10000 - share) + CASE WHEN accepted THEN 0 ELSE 1 END)
    FROM settled)
"""
COUNTS = [select(func.count(table.c.id)).scalar_subquery() for table in (students, actions)]
LAST = [select(func.max(table.c.id)).scalar_subquery() for table in ADDED_TO]
# Asked before each page, and made once: to make it takes longer than to run it.
STAMPS: dict[str, Any] = {
    dialect: select(
        *map(literal_column, (*at_work, MADE[dialect], LATE)),
        *COUNTS,
        *LAST,
    )
    for dialect, at_work in AT_WORK.items()
}
# As the rows have it: what an assignment is worth, which attempt counts, and when it is due.
DESCRIBED = text("SELECT name, maximum, counts, due FROM assignments ORDER BY name")


@dataclass(frozen=True)
class BookStamp:
    """How far a gradebook has come: the last number of each table that is only added to.

    What is in `whole` may be news of anybody: how many students and actions there are, how late
    attempts are, what assignments are. Which transactions were at work is told by the `oldest` of
    their numbers, and the `next` one's.
    """

    numbers: tuple[int, ...]
    whole: tuple[object, ...]
    oldest: int = 0
    next: int = 0

    def settles(self, former: BookStamp) -> bool:
        """Tell whether what was at work at a former moment has ended by this one.

        So that no number up to the former's last ones is still to come.
        """
        return former.next <= self.oldest


def stamp(connection: Connection) -> BookStamp:
    """Tell how far the gradebook has come."""
    row = connection.execute(STAMPS[connection.dialect.name]).one()
    oldest, following, made, late, people, acts, *numbers = row
    described = map(tuple, connection.execute(DESCRIBED))
    whole = (made, late, people, acts, *described)
    return BookStamp(tuple(number or 0 for number in numbers), whole, oldest, following)


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
