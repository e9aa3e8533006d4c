"""How late each attempt is, and what that leaves of it: reckoned anew whenever that may change.

A rule may give students days that cost nothing: one budget for the whole course, spent in the order
of due dates by the attempts that count. So what is found of one assignment may hang on others, and
all of a student's are settled together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, select, true

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    counting,
    extended,
    settled,
    students,
)
from grader.course.due import DueRule
from grader.course.lateness import Lateness, lateness

WHOLE_SHARE = 10_000  # the unit in which a share is written down
FOUND = ("late_by", "days", "free", "share", "accepted")
Ids = Collection[int]
Rules = Mapping[str, DueRule]
DUE = select(assignments.c.name, assignments.c.due).where(assignments.c.due.is_not(None))


def locking(*which: ColumnElement[bool]) -> Select[Any]:
    """Make the query that locks students, in one order: or two who lock several would block."""
    whose = select(students.c.id).where(*which).order_by(students.c.key)
    return whose.with_for_update(key_share=True)


def settle(connection: Connection, ids: Ids | None = None, only: str | None = None) -> None:
    """Settle all attempts of some students, or of all; `only` those in one assignment will do.

    To be called by whatever writes what it depends on. Costs nothing where nothing is due.
    """
    rules = find_rules(connection)
    if not rules:
        return
    if only is not None and not any(rule.late.free_days for rule in rules.values()):
        rules = {name: rule for name, rule in rules.items() if name == only}
    # Whoever writes of the same student at the same time waits here, and then sees this.
    connection.execute(locking(of(students.c.id, ids)))
    rows, extensions = find_attempts(connection, rules, ids), find_extensions(connection, ids)
    spent: Counter[int] = Counter()
    for name, rule in rules.items():
        late = {
            row.id: reckon(rule, row, extensions.get((name, row.student_id)), spent)
            for row in rows[name]
        }
        write(connection, rows[name], late)
        if any(each.free for each in late.values()):
            spent += spent_in(connection, name, ids)


def of(column: ColumnElement[int], ids: Ids | None) -> ColumnElement[bool]:
    """Ask for some students, or for all."""
    return true() if ids is None else column.in_(ids)


def find_rules(connection: Connection) -> dict[str, DueRule]:
    """Find what is due, the earliest first; what can't be read of it a batch writes anew."""
    rules = [(row.name, row.due) for row in connection.execute(DUE) if DAMAGE not in row]
    return dict(sorted(rules, key=lambda pair: (pair[1].due.at, pair[0])))


def find_attempts(
    connection: Connection, rules: Rules, ids: Ids | None
) -> Mapping[str, Sequence[Row[Any]]]:
    """Find what is to be settled, with what was found before, by assignment."""
    rows = connection.execute(
        select(
            attempts.c.id,
            attempts.c.assignment,
            attempts.c.student_id,
            attempts.c.submitted_at,
            attempts.c.zoned,
            attempts.c.by_system,
            attempts.c.number,
            attempts.c.late,
            *(settled.c[name] for name in FOUND),
        )
        .outerjoin(settled, settled.c.attempt_id == attempts.c.id)
        .where(attempts.c.assignment.in_(rules), of(attempts.c.student_id, ids))
    )
    by_name: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_name[row.assignment].append(row)
    return by_name


def find_extensions(connection: Connection, ids: Ids | None) -> Mapping[tuple[str, int], datetime]:
    """Find until when students may hand in, by assignment and student."""
    wanted = select(extended.c.assignment, extended.c.student_id, extended.c.until)
    rows = connection.execute(wanted.where(of(extended.c.student_id, ids)))
    return {(row.assignment, row.student_id): row.until for row in rows if DAMAGE not in row}


def reckon(
    rule: DueRule, row: Row[Any], extension: datetime | None, spent: Mapping[int, int]
) -> Lateness:
    """Tell how late one attempt is; of a time that can't be read nothing is taken off.

    Nor of one that is not the system's word. Canvas alone gives numbers and no times: what it does
    not call late came in time.
    """
    if DAMAGE in (row.submitted_at, row.zoned, row.by_system, row.late):
        return Lateness()
    if row.by_system is False and row.number is not None and not row.late:
        return Lateness()
    zoned = row.zoned if row.by_system else None
    left = rule.late.free_days - spent[row.student_id]
    return lateness(rule, row.submitted_at, zoned, extension, left)


def write(connection: Connection, rows: Iterable[Row[Any]], late: Mapping[int, Lateness]) -> None:
    """Write down what is another than before."""
    now = {id: columns_of(each) for id, each in late.items()}
    former = {row.id: {name: getattr(row, name) for name in FOUND} for row in rows}
    news = [{"attempt_id": id, **new} for id, new in now.items() if new != former[id]]
    if news:
        stale = settled.c.attempt_id.in_([new["attempt_id"] for new in news])
        connection.execute(delete(settled).where(stale))
        connection.execute(settled.insert(), news)


def columns_of(late: Lateness) -> dict[str, Any]:
    """Give how late an attempt is as a row has it."""
    return {
        "late_by": int(late.late_by.total_seconds()),
        "days": late.days,
        "free": late.free,
        "share": int(late.share * WHOLE_SHARE),
        "accepted": late.accepted,
    }


def lateness_of(late_by: int, days: int, free: int, share: int | None) -> Lateness:
    """Give what a row says; one that leaves no share was not accepted."""
    left = Fraction(share or 0, WHOLE_SHARE)
    return Lateness(timedelta(seconds=late_by), days, free, left, share is not None)


def past_lateness(late_by: int, days: int, free: int, share: int, accepted: bool) -> Lateness:
    """Give what a row says of an attempt, be it accepted or not."""
    return replace(lateness_of(late_by, days, free, share), accepted=accepted)


def spent_in(connection: Connection, assignment: str, ids: Ids | None) -> Counter[int]:
    """Count the free days that students spend by the attempts that count in an assignment."""
    rows = connection.execute(
        select(counting.c.student_id, counting.c.free).where(
            counting.c.assignment == assignment,
            of(counting.c.student_id, ids),
            counting.c.free > 0,
            counting.c.excused.is_(None),
        )
    )
    return Counter({row.student_id: row.free for row in rows})


def unsettle(connection: Connection, assignment: str) -> None:
    """Forget how late attempts are in an assignment that is due no more."""
    theirs = select(attempts.c.id).where(attempts.c.assignment == assignment)
    connection.execute(delete(settled).where(settled.c.attempt_id.in_(theirs)))
