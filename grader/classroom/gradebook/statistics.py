"""How a class did in one assignment, counted by the database from the scores that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    func,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

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
    shares = connection.execute(criterion_shares(who_counts(assignment, keys)))
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


def once(query: Select[Any], name: str) -> CTE:
    """Have a query made once in another one.

    PostgreSQL expects a row or two of a view, and would make the view on the other side anew for
    each row: of 300 students for 12 seconds.
    """
    return query.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def who_counts(assignment: str, keys: Collection[str] | None = None) -> CTE:
    """Make the query for whose score counts, and which: of all, or of those with the keys."""
    columns = select(counting.c.student_id, counting.c.score_id)
    of_it = counting.c.assignment == assignment, counting.c.excused.is_(None), is_among(keys)
    return once(columns.where(*of_it), "counted")


def lines_of(counted: CTE) -> CTE:
    """Make the query for each criterion of scores that count, overrides and marks put in.

    What is still to be marked is no 0 and left out; so is what can't be read.
    """
    lines = put_together(counted)
    return once(
        select(lines)
        # Texts and NaN come after all numbers, and would be taken for some.
        .where(lines.c.earned.between(0, MOST_POINTS), lines.c.maximum.between(0, MOST_POINTS))
        .where(or_(lines.c.status != ScoreStatus.TO_MARK.value, lines.c.corrected.is_not(None))),
        "lines",
    )


def put_together(counted: CTE) -> Subquery:
    """Make the query for each criterion with what it was corrected to.

    Of scores in which nothing was corrected, as they are: to group those takes half of the time.
    """
    columns = (corrections.c.score_id, corrections.c.position, corrections.c.earned)
    made = once(select(*columns), "corrected")
    own, number = criteria.c, type_coerce(null(), criteria.c.earned.type)
    judged = select(
        own.position, counted.c.student_id, own.name, own.group, own.maximum, own.status
    ).add_columns(number.label("corrected"), own.earned)
    judged = judged.join_from(counted, criteria, own.score_id == counted.c.score_id)
    with_some = own.score_id.in_(select(made.c.score_id))
    corrected = with_corrections(judged.add_columns(own.score_id).where(with_some), made)
    return union_all(judged.where(~with_some), corrected).subquery()


def with_corrections(judged: Select[Any], made: CTE) -> Select[Any]:
    """Make the query for criteria of scores in which something was corrected.

    Grouped and not joined: for a join PostgreSQL would go through all corrections for each
    criterion, as it expects few of either.
    """
    blank = [null()] * 5  # from the student's number to the status
    corrected = select(made.c.position, *blank, made.c.earned, null(), made.c.score_id)
    each = union_all(judged, corrected).subquery()
    once_each = ("student_id", "name", "group", "maximum", "status", "corrected")
    columns = {name: func.max(each.c[name]) for name in once_each}
    earned = func.coalesce(columns["corrected"], func.max(each.c.earned))
    return (
        select(each.c.position, *(c.label(name) for name, c in columns.items()))
        .add_columns(earned.label("earned"))
        .group_by(each.c.score_id, each.c.position)
        .having(columns["student_id"].is_not(None))
    )


def criterion_shares(counted: CTE) -> Select[Any]:
    """Make the query for how each criterion was earned, overrides put in."""
    line = lines_of(counted).c
    return (
        select(line.name, func.max(line.group), func.max(line.maximum), func.count())
        # 1.0, not 1: PostgreSQL's mean of whole numbers is a Decimal.
        .add_columns(func.avg(case((line.maximum <= line.earned, 1.0), else_=0.0)))
        .add_columns(func.avg(line.earned))
        .group_by(line.name)
        # In the rubric's order, as far as all were judged by one rubric.
        .order_by(func.min(line.position), line.name)
    )


def find_mistakes(
    connection: Connection, assignment: str, keys: Collection[str] | None
) -> tuple[MistakeShare, ...]:
    """Find each mistake with the students who made it, the most frequent first."""
    often, counted = func.count().over(partition_by=mistakes.c.name), who_counts(assignment, keys)
    rows = connection.execute(
        select(mistakes.c.name.label("mistake"), mistakes.c.cause, students)
        .select_from(counted)
        .join(mistakes, mistakes.c.score_id == counted.c.score_id)
        .join(students, students.c.id == counted.c.student_id)
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
    line = lines_of(who_counts(assignment)).c
    rows = connection.execute(select(line.student_id, line.name, line.earned, line.maximum))
    return [tuple(row) for row in rows if DAMAGE not in row]


def list_markers(connection: Connection, assignment: str) -> list[tuple[str, str, int, float]]:
    """List who marked how many works of a criterion that count, and their mean points."""
    works = once(
        select(marked.c.score_id, marked.c.criterion, marked.c.who, marked.c.points), "works"
    )
    counted = who_counts(assignment)
    rows = connection.execute(
        select(works.c.criterion, works.c.who, func.count(), func.avg(works.c.points * 1.0))
        .join(counted, counted.c.score_id == works.c.score_id)
        .where(works.c.points.between(0, MOST_POINTS))
        .group_by(works.c.criterion, works.c.who)
        .order_by(works.c.criterion, works.c.who)
    )
    return [tuple(row) for row in rows if DAMAGE not in row]
