"""What has come into a gradebook since one looked: for pages that stay open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select, text, true, union

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import actions, attempts, marks, overrides, scores, students
from grader.classroom.gradebook.settling import find_rules

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
# What is the same as long as nothing was written, as one connection sees it: what follows is
# counted over all attempts, and each page that stays open asks each second.
UNWRITTEN = {
    "sqlite": text("SELECT data_version, total_changes() FROM pragma_data_version"),
    "postgresql": text("SELECT CAST(pg_current_snapshot() AS text)"),
}
# What is another once a copy is put back: other rows may have the same numbers then.
MADE = {
    "sqlite": "(SELECT schema_version FROM pragma_schema_version)",
    "postgresql": "(SELECT CAST(xmin AS text) FROM students ORDER BY id LIMIT 1)",
}
# A system's time is learned with no new row, and may change what counts, be anything due or not.
TIMED = "(SELECT COUNT(*) FROM attempts WHERE by_system)"
COUNTS = [select(func.count(table.c.id)).scalar_subquery() for table in (students, actions)]
LAST = [select(func.max(table.c.id)).scalar_subquery() for table in ADDED_TO]
# Made once: to make it takes longer than to run it where a class is small.
STAMPS: dict[str, Any] = {
    dialect: select(
        *map(literal_column, (*at_work, MADE[dialect], TIMED)),
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

    What is in `whole` may be news of anybody: how many students and actions there are, of how many
    attempts a system has told the time, what assignments are. Which transactions were at work is
    told by the `oldest` of their numbers, and the `next` one's.
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
    """Tell how far the gradebook has come; asked again with nothing written since, the same."""
    moment = connection.execute(UNWRITTEN[connection.dialect.name]).one()
    former: tuple[object, BookStamp | None] = connection.info.get(__name__, (None, None))
    if former[0] == moment and former[1] is not None:
        return former[1]
    now = read_stamp(connection)
    connection.info[__name__] = moment, now
    return now


def read_stamp(connection: Connection) -> BookStamp:
    """Read how far the gradebook has come."""
    row = connection.execute(STAMPS[connection.dialect.name]).one()
    oldest, following, made, timed, people, acts, *numbers = row
    described = map(tuple, connection.execute(DESCRIBED))
    whole = (made, timed, people, acts, *described)
    return BookStamp(tuple(number or 0 for number in numbers), whole, oldest, following)


def changed(connection: Connection, assignment: str, since: BookStamp) -> list[str]:
    """List the keys of students of whom there is news in an assignment."""
    # Free days are one budget: what comes in elsewhere may change how late somebody is here.
    is_shared = any(rule.late.free_days for rule in find_rules(connection).values())
    only = None if is_shared else assignment
    parts = [news_of(at, number, only) for at, number in enumerate(since.numbers)]
    keys = connection.scalars(select(students.c.key).where(students.c.id.in_(union(*parts))))
    return [key for key in keys if key is not DAMAGE]


def news_of(at: int, number: int, assignment: str | None) -> Select[tuple[int]]:
    """Ask for whom one of the tables has rows after a number; of one assignment, or all."""
    table = ADDED_TO[at]
    if "student_id" in table.c:
        owner, wanted = table, select(table.c.student_id)
    else:
        owner, theirs = attempts, attempts.c.id == table.c.attempt_id
        wanted = select(attempts.c.student_id).select_from(table).join(attempts, theirs)
    of_it = true() if assignment is None else owner.c.assignment == assignment
    return wanted.where(table.c.id > number, of_it)
