"""What counts in an assignment, and what people decided of it, but for the reports.

Each of it is asked for once, of some students or of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, and_, bindparam, func, select

from grader.classroom.gradebook.decisions import Points
from grader.classroom.gradebook.marks import find_marks
from grader.classroom.gradebook.rows import even
from grader.classroom.gradebook.rulings import Rulings, find_rulings
from grader.classroom.gradebook.schema import corrections, counting, observations, overrides, scores

# What `find_counted` says of a standing, under the same names.
COUNTED = (
    "status",
    "earned",
    "maximum",
    "attempts",
    "submitted_at",
    "late",
    "zoned",
    "observation_key",
    "seconds",
    "outcome",
    "judged",
    "corrected",
)
SHOWN = tuple(name for name in COUNTED if name in counting.c)
# What else is asked of it: whose it is, and how late.
SETTLED = ("student_id", "score_id", "late_by", "days", "free", "share")
FEW = 500  # students who are asked for by name in one query; of more, all are read


def seconds_of_attempt() -> Any:
    """Ask for the time that an attempt took when it was last run, as part of a query of scores."""
    others = scores.alias()
    timed = and_(others.c.attempt_id == scores.c.attempt_id, others.c.seconds.is_not(None))
    ran = select(others.c.seconds).where(timed).order_by(others.c.id.desc()).limit(1)
    return ran.correlate(scores).scalar_subquery()


def list_counted() -> Select[Any]:
    """Make the query for the attempts that count, and what their scores were made from."""
    beside = {
        # One that was only judged again took no time worth telling.
        "seconds": func.coalesce(scores.c.seconds, seconds_of_attempt()).label("seconds"),
        "observation_key": observations.c.key.label("observation_key"),
    }
    columns: list[Any] = [beside.get(name, counting.c.get(name)) for name in COUNTED]
    return (
        select(*columns, *(counting.c[name] for name in SETTLED))
        .select_from(counting)
        .outerjoin(scores, scores.c.id == counting.c.score_id)
        .outerjoin(observations, observations.c.id == scores.c.observation_id)
        .where(counting.c.assignment == bindparam("assignment"))
    )


# Made once: to make one takes longer than to run it for one student.
SOME: Any = bindparam("ids", expanding=True)
ALL_COUNTED = list_counted()
SOME_COUNTED = ALL_COUNTED.where(counting.c.student_id.in_(SOME))
ALL_OVERRIDES = (
    select(overrides)
    .where(overrides.c.assignment == bindparam("assignment"))
    .order_by(overrides.c.id)
)
SOME_OVERRIDES = ALL_OVERRIDES.where(overrides.c.student_id.in_(SOME))
CORRECTED = select(corrections).where(corrections.c.score_id.in_(SOME))


@dataclass(frozen=True)
class Decided:
    """What people decided in an assignment: marks, and points, by score; all else by student."""

    rulings: Rulings
    overrides: Mapping[int, Mapping[str, RowMapping]]
    marks: Mapping[int | None, Sequence[Mapping[Any, Any]]]
    corrected: Mapping[int | None, Points]


def find_counted(
    connection: Connection, assignment: str, ids: Sequence[int] | None
) -> dict[int, Row[Any]]:
    """Find the attempt that counts, by student, and what its score was made from."""
    asked = {"assignment": assignment, "ids": even(ids)}
    rows: Any = connection.execute(ALL_COUNTED if ids is None else SOME_COUNTED, asked)
    return {row.student_id: row for row in rows}


def find_decided(
    connection: Connection,
    assignment: str,
    counted: Mapping[int, Row[Any]],
    ids: Sequence[int] | None,
) -> Decided:
    """Find what people decided of some, or of all, and of the scores that count for them."""
    in_force = find_overrides(connection, assignment, ids)
    scored = {id: row.score_id for id, row in counted.items() if row.score_id is not None}
    marked = find_marks(connection, assignment, None if ids is None else scored.values())
    decided = [score for id, score in scored.items() if id in in_force or score in marked]
    rulings = find_rulings(connection, assignment, ids)
    return Decided(rulings, in_force, marked, find_corrected(connection, decided))


def find_overrides(
    connection: Connection, assignment: str, ids: Sequence[int] | None
) -> dict[int, dict[str, RowMapping]]:
    """Find the overrides in force, by student: the latest of each criterion, if it gives points."""
    asked = {"assignment": assignment, "ids": even(ids)}
    in_force: dict[int, dict[str, RowMapping]] = defaultdict(dict)
    for row in connection.execute(ALL_OVERRIDES if ids is None else SOME_OVERRIDES, asked):
        # Removed first, so that the order is that of the overrides in force.
        in_force[row.student_id].pop(row.criterion, None)
        if row.points is not None:
            in_force[row.student_id][row.criterion] = row._mapping
    return in_force


def find_corrected(connection: Connection, score_ids: Sequence[int]) -> Mapping[int | None, Points]:
    """Find the points that stand in place of the judged ones, by score."""
    corrected: dict[int | None, dict[str, float]] = defaultdict(dict)
    for start in range(0, len(score_ids), FEW):
        few = score_ids[start : start + FEW]
        for row in connection.execute(CORRECTED, {"ids": even(few)}):
            corrected[row.score_id][row.name] = row.earned
    return corrected
