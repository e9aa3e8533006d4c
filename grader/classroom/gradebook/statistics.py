"""How a class did in one assignment, counted by the database from the scores that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, true

from grader.classroom.gradebook.entries import CriterionShare, MistakeShare, Statistics
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import MOST_POINTS, to_student
from grader.classroom.gradebook.schema import (
    corrections,
    counting,
    criteria,
    hidden,
    marked,
    mistakes,
    students,
)
from grader.classroom.gradebook.standings import has_attempt
from grader.classroom.people import EXCUSED, MISSING, TOO_LATE
from grader.core.result import ScoreStatus, Status

KNOWN = {status.value for status in Status} | {MISSING, EXCUSED, TOO_LATE}


def count_class(
    connection: Connection, assignment: str, keys: Collection[str] | None = None
) -> Statistics:
    """Count statuses, how each criterion was earned, and mistakes, by the scores that count.

    Of all, or of the students with the keys. What can't be read is in none of it.
    """
    shares = connection.execute(criterion_shares(assignment).where(is_among(keys)))
    return Statistics(
        count_statuses(connection, assignment, keys),
        tuple(CriterionShare(*row) for row in shares if DAMAGE not in row),
        find_mistakes(connection, assignment, keys),
    )


def is_among(keys: Collection[str] | None) -> ColumnElement[bool]:
    """Ask whether what counts is of one of some students, for a query; of anybody without keys."""
    if keys is None:
        return true()
    return counting.c.student_id.in_(select(students.c.id).where(students.c.key.in_(keys)))


def count_statuses(
    connection: Connection, assignment: str, keys: Collection[str] | None
) -> Mapping[str, int]:
    """Count who has each status; those of the roster without an attempt are missing."""
    counted = connection.execute(
        select(counting.c.status, func.count().label("students"))
        .where(counting.c.assignment == assignment, is_among(keys))
        .group_by(counting.c.status)
        .order_by(counting.c.status)
    )
    statuses: Counter[str] = Counter()
    for row in counted:
        statuses[row.status if row.status in KNOWN else Status.NOT_GRADED.value] += row.students
    among = true() if keys is None else students.c.key.in_(keys)
    missing = connection.scalar(
        select(func.count())
        .select_from(students)
        .where(students.c.on_roster, among, ~has_attempt(assignment))
        .where(students.c.id.not_in(select(hidden.c.student_id)))
    )
    statuses[MISSING] += missing or 0
    return +statuses


# What a criterion has, an override put in.
EARNED: ColumnElement[float] = func.coalesce(corrections.c.earned, criteria.c.earned)


def lines_that_count(assignment: str, *columns: Any) -> Select[Any]:
    """Make the query for columns of each criterion of the scores that count.

    What is still to be marked is no 0 and left out; so is what can't be read.
    """
    same_line = and_(
        corrections.c.score_id == criteria.c.score_id,
        corrections.c.position == criteria.c.position,
    )
    return (
        select(*columns)
        .select_from(counting)
        .join(criteria, criteria.c.score_id == counting.c.score_id)
        .outerjoin(corrections, same_line)
        .where(counting.c.assignment == assignment, counting.c.excused.is_(None))
        # Texts and NaN come after all numbers, and would be taken for some.
        .where(EARNED.between(0, MOST_POINTS), criteria.c.maximum.between(0, MOST_POINTS))
        .where(
            or_(criteria.c.status != ScoreStatus.TO_MARK.value, corrections.c.earned.is_not(None))
        )
    )


def criterion_shares(assignment: str) -> Select[Any]:
    """Make the query for how each criterion was earned, overrides put in."""
    columns = (
        criteria.c.name,
        func.max(criteria.c.group),
        func.max(criteria.c.maximum),
        func.count(),
        # 1.0, not 1: PostgreSQL's mean of whole numbers is a Decimal.
        func.avg(case((criteria.c.maximum <= EARNED, 1.0), else_=0.0)),
        func.avg(EARNED),
    )
    return (
        lines_that_count(assignment, *columns)
        .group_by(criteria.c.name)
        # In the rubric's order, as far as all were judged by one rubric.
        .order_by(func.min(criteria.c.position), criteria.c.name)
    )


def find_mistakes(
    connection: Connection, assignment: str, keys: Collection[str] | None
) -> tuple[MistakeShare, ...]:
    """Find each mistake with the students who made it, the most frequent first."""
    often = func.count().over(partition_by=mistakes.c.name)
    rows = connection.execute(
        select(mistakes.c.name.label("mistake"), mistakes.c.cause, students)
        .select_from(counting)
        .join(mistakes, mistakes.c.score_id == counting.c.score_id)
        .join(students, students.c.id == counting.c.student_id)
        .where(counting.c.assignment == assignment, is_among(keys))
        .where(counting.c.excused.is_(None))
        .order_by(often.desc(), mistakes.c.name, students.c.id)
    )
    readable = (row._mapping for row in rows if DAMAGE not in (row.mistake, row.cause))
    by_name = groupby(readable, lambda row: str(row["mistake"]))
    return tuple(to_share(name, list(group)) for name, group in by_name)


def to_share(name: str, rows: list[Any]) -> MistakeShare:
    """Make one mistake of its rows, one for each student."""
    return MistakeShare(name, rows[0][mistakes.c.cause], tuple(map(to_student, rows)))


def list_points(connection: Connection, assignment: str) -> list[tuple[int, str, float, float]]:
    """List what each student has on each criterion, and could have, by the scores that count.

    Students are told apart by number.
    """
    columns = (counting.c.student_id, criteria.c.name, EARNED, criteria.c.maximum)
    rows = connection.execute(lines_that_count(assignment, *columns))
    return [tuple(row) for row in rows if DAMAGE not in row]


def list_markers(connection: Connection, assignment: str) -> list[tuple[str, str, int, float]]:
    """List who marked how many works of a criterion that count, and their mean points."""
    rows = connection.execute(
        select(marked.c.criterion, marked.c.who, func.count(), func.avg(marked.c.points * 1.0))
        .join(counting, counting.c.score_id == marked.c.score_id)
        .where(counting.c.assignment == assignment, marked.c.points.between(0, MOST_POINTS))
        .group_by(marked.c.criterion, marked.c.who)
        .order_by(marked.c.criterion, marked.c.who)
    )
    return [tuple(row) for row in rows if DAMAGE not in row]
