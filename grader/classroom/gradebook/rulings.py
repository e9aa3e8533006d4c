"""What people ruled for students in an assignment: until when, excused, points of another kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, select

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.rows import COPY, even, unreadable
from grader.classroom.gradebook.schema import actions, adjustments, excused, extended
from grader.classroom.gradebook.settling import WHOLE_SHARE, lateness_of
from grader.classroom.people import Adjustment

Ids = Collection[int]
LONG = 10**10  # seconds: no course lasts 300 years
UNDONE = select(actions.c.undoes).where(actions.c.undoes.is_not(None))


@dataclass(frozen=True)
class Rulings:
    """What holds in an assignment, by student; none of it where nobody has ruled anything."""

    extensions: Mapping[int, datetime]
    excuses: Mapping[int, str]
    adjustments: Mapping[int, tuple[Adjustment, ...]]


def holding(query: Select[Any], view: Table) -> tuple[Select[Any], Select[Any]]:
    """Make the queries for what holds in an assignment: for all, and for some."""
    for_all = query.where(view.c.assignment == bindparam("assignment"))
    return for_all, for_all.where(view.c.student_id.in_(bindparam("ids", expanding=True)))


# Made once: to make one takes longer than to run it for one student.
EXTENSIONS = holding(select(extended.c.student_id, extended.c.until), extended)
EXCUSES = holding(
    select(excused.c.student_id, actions.c.why).join(actions, actions.c.id == excused.c.action_id),
    excused,
)
ADJUSTMENTS = holding(
    select(
        adjustments.c.student_id,
        actions.c.id,
        adjustments.c.points,
        actions.c.who,
        actions.c.why,
        actions.c.at,
    )
    .join(actions, actions.c.id == adjustments.c.action_id)
    .where(actions.c.id.not_in(UNDONE))
    .order_by(adjustments.c.id),
    adjustments,
)


def find_rulings(connection: Connection, assignment: str, ids: Ids | None) -> Rulings:
    """Find what was ruled for some students, or for all."""
    asked = {"assignment": assignment, "ids": even(ids)}
    of_whom = 0 if ids is None else 1
    by_student: dict[int, tuple[Adjustment, ...]] = defaultdict(tuple)
    for id, *parts in connection.execute(ADJUSTMENTS[of_whom], asked):
        by_student[id] += (Adjustment(*parts),)
    return Rulings(
        {row.student_id: row.until for row in connection.execute(EXTENSIONS[of_whom], asked)},
        {row.student_id: row.why for row in connection.execute(EXCUSES[of_whom], asked)},
        by_student,
    )


def ruled(id: int, row: Row[Any] | None, rulings: Rulings) -> dict[str, Any]:
    """Give the fields of a standing that were ruled for the student, and how late the attempt is.

    Raises RecordError.
    """
    extension, why = rulings.extensions.get(id), rulings.excuses.get(id, "")
    given = rulings.adjustments.get(id, ())
    parts = [part for each in given for part in (each.points, each.who, each.why, each.at)]
    if DAMAGE in (extension, why, *parts):
        raise unreadable("actions", COPY)
    fields = {"extension": extension, "excused": why, "adjustments": given}
    if row is None or row.late_by is None:
        return fields
    if not settled_sensibly(row):
        raise unreadable("settled", "run grade rescore --yes, which writes it anew")
    return {**fields, "lateness": lateness_of(row.late_by, row.days, row.free, row.share)}


def settled_sensibly(row: Row[Any]) -> bool:
    """Tell whether what a row says of how late an attempt is can be so."""
    share = 0 if row.share is None else row.share
    parts = (row.late_by, row.days, row.free, share)
    if not all(type(part) is int for part in parts):
        return False
    return 0 <= row.late_by <= LONG and 0 <= row.free <= row.days and 0 <= share <= WHOLE_SHARE
