"""What counts for a class in one assignment, student by student.

First who is in it, as it is at one moment; then what counts for them, by chunks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    and_,
    func,
    or_,
    select,
    union,
)

from grader.classroom.gradebook.decisions import Points, correct, find_doubts
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.marks import find_marks, to_marks
from grader.classroom.gradebook.reading import fault_of, read_report, to_override, to_student
from grader.classroom.gradebook.rows import refuse_damage, unreadable
from grader.classroom.gradebook.rulings import find_rulings, with_rulings
from grader.classroom.gradebook.schema import (
    adjusted,
    assignments,
    attempts,
    corrections,
    counting,
    excused,
    hidden,
    in_force,
    observations,
    overrides,
    removed,
    scores,
    students,
)
from grader.classroom.people import MISSING, WHOLE, Standing
from grader.core.errors import RecordError, UsageError
from grader.core.result import Status

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


def order_class(connection: Connection, assignment: str, keys: Collection[str] | None) -> list[int]:
    """List the ids of students, by name and then key. Raises UsageError.

    Of the roster and of all who handed something in, or of those with the keys.
    """
    find_maximum(connection, assignment)
    listed: ColumnElement[bool] = or_(students.c.on_roster, has_attempt(assignment))
    if keys is not None:
        listed = students.c.key.in_(keys)
    listed &= students.c.id.not_in(select(hidden.c.student_id))
    rows = connection.execute(select(students.c.name, students.c.key, students.c.id).where(listed))
    # Sorted here, since databases differ in how they sort names.
    by_name = sorted(rows, key=lambda row: (*map(in_order, (row.name, row.key)), row.id))
    return [row.id for row in by_name]


def in_order(text: Any) -> str:
    """Give what a name is sorted by; those that can't be read come first."""
    return "" if text is DAMAGE else text


def read_standings(connection: Connection, assignment: str, ids: Sequence[int]) -> list[Standing]:
    """Read how some students stand, in the order of their ids."""
    maximum = find_maximum(connection, assignment)
    rows = find_people(connection, ids)
    counted = find_counted(connection, assignment, ids)
    in_force = find_overrides(connection, assignment, ids)
    rulings = find_rulings(connection, assignment, ids)
    marked = find_marks(connection, [row.score_id for row in counted.values()])
    decided = [r.score_id for id, r in counted.items() if id in in_force or r.score_id in marked]
    corrected = find_corrected(connection, decided)
    standings = []
    for id in ids:
        standing = Standing(to_student(rows[id]), assignment, MISSING, maximum=maximum)
        row = counted.get(id)
        points = corrected.get(row.score_id, {}) if row else {}
        try:
            if row is not None and row.score_id in marked:
                standing = replace(standing, marks=to_marks(marked[row.score_id]))
            standing = with_rulings(standing, id, row, rulings)
            standing = stand(standing, row, in_force.get(id, {}), points)
            faults = [fault_of(rows[id])]
        except RecordError as error:
            # Not known, which is no zero; and the others of the class stand as they do.
            standing = replace(standing, status=Status.NOT_GRADED.value)
            faults = [fault_of(rows[id]), str(error)]
        standings.append(replace(standing, fault="; ".join(filter(None, faults))))
    return standings


def stand(
    missing: Standing, row: Row[Any] | None, in_force: Mapping[str, RowMapping], points: Points
) -> Standing:
    """Say how a student stands, by what counts and what people decided. Raises RecordError."""
    theirs = tuple(to_override(missing.student, override) for override in in_force.values())
    standing = replace(missing, overrides=theirs)
    return count(standing, row, points) if row else standing


def find_maximum(connection: Connection, assignment: str) -> float | None:
    """Find the points of an assignment. Raises UsageError if it is not in the gradebook."""
    rows = connection.execute(select(assignments.c.name, assignments.c.maximum))
    maxima: dict[Any, Any] = {row.name: row.maximum for row in rows}
    if assignment not in maxima:
        names = ", ".join(sorted(map(in_order, maxima))) or "none"
        raise UsageError(f"no assignment {assignment!r} in the gradebook, which holds {names}")
    if maxima[assignment] is DAMAGE:
        raise unreadable(f"points of {assignment!r}", "run grade batch again, which writes them")
    maximum: float | None = maxima[assignment]
    return maximum


def list_assignments(connection: Connection, student: str | None = None) -> list[str]:
    """List the assignments in which somebody, or one student, handed in or was given points.

    Where nobody has, those that are described.
    """
    gone = select(removed.c.attempt_id)
    parts = []
    for table in (attempts, overrides, adjusted, excused):
        used = select(table.c.assignment)
        if table is attempts:
            used = used.where(attempts.c.id.not_in(gone))
        theirs = select(students.c.id).where(students.c.key == student)
        parts.append(used if student is None else used.where(table.c.student_id.in_(theirs)))
    names = set(connection.scalars(union(*parts)))
    if not names and student is None:
        names = set(connection.scalars(select(assignments.c.name)))
    return sorted(name for name in names if name is not DAMAGE)


def find_people(connection: Connection, ids: Sequence[int]) -> dict[int, RowMapping]:
    """Find the rows of students by id."""
    rows = connection.execute(select(students).where(students.c.id.in_(ids)))
    return {row.id: row._mapping for row in rows}


def has_attempt(assignment: str) -> ColumnElement[bool]:
    """Ask whether a student has handed in anything, or has points all the same, for a query."""
    gone = select(removed.c.attempt_id)
    whose = [
        select(attempts.c.student_id).where(
            attempts.c.assignment == assignment, attempts.c.id.not_in(gone)
        ),
        select(in_force.c.student_id).where(
            in_force.c.assignment == assignment, in_force.c.criterion == WHOLE
        ),
        *(
            select(view.c.student_id).where(view.c.assignment == assignment)
            for view in (adjusted, excused)
        ),
    ]
    return or_(*(students.c.id.in_(ids) for ids in whose))


def find_counted(
    connection: Connection, assignment: str, ids: Sequence[int]
) -> dict[int, Row[Any]]:
    """Find the attempt that counts, by student, and what its score was made from."""
    rows = connection.execute(
        select(
            counting,
            scores.c.report,
            # One that was only judged again took no time worth telling.
            func.coalesce(scores.c.seconds, seconds_of_attempt()).label("seconds"),
            observations.c.key.label("observation_key"),
        )
        .select_from(counting)
        .outerjoin(scores, scores.c.id == counting.c.score_id)
        .outerjoin(observations, observations.c.id == scores.c.observation_id)
        .where(counting.c.assignment == assignment, counting.c.student_id.in_(ids))
    )
    return {row.student_id: row for row in rows}


def find_overrides(
    connection: Connection, assignment: str, ids: Sequence[int]
) -> dict[int, dict[str, RowMapping]]:
    """Find the overrides in force, by student: the latest of each criterion, if it gives points."""
    rows = connection.execute(
        select(overrides)
        .where(overrides.c.assignment == assignment, overrides.c.student_id.in_(ids))
        .order_by(overrides.c.id)
    )
    in_force: dict[int, dict[str, RowMapping]] = defaultdict(dict)
    for row in rows:
        # Removed first, so that the order is that of the overrides in force.
        in_force[row.student_id].pop(row.criterion, None)
        if row.points is not None:
            in_force[row.student_id][row.criterion] = row._mapping
    return in_force


def find_corrected(connection: Connection, score_ids: Sequence[int]) -> Mapping[int, Points]:
    """Find the points that stand in place of the judged ones, by score."""
    rows = connection.execute(select(corrections).where(corrections.c.score_id.in_(score_ids)))
    corrected: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        corrected[row.score_id][row.name] = row.earned
    return corrected


def count(missing: Standing, row: Row[Any], corrected: Points) -> Standing:
    """Make the standing of one who has handed in, with the report of the attempt that counts.

    Raises RecordError.
    """
    refuse_damage(row._mapping, [counting.c[name] for name in SHOWN])
    if DAMAGE in row:
        raise unreadable("scores")
    standing = replace(missing, **{name: row._mapping[name] for name in COUNTED})
    # Without a score: nothing was handed in, or what was is not graded yet.
    report = None if row.score_id is None else read_report(row.report)
    standing = replace(standing, doubts=tuple(find_doubts(standing, report)))
    if report is None:
        return standing
    report = correct(report, standing, corrected)
    return replace(standing, report=report, to_mark=report.to_mark)


def seconds_of_attempt() -> Any:
    """Ask for the time that an attempt took when it was last run, as part of a query of scores."""
    others = scores.alias()
    timed = and_(others.c.attempt_id == scores.c.attempt_id, others.c.seconds.is_not(None))
    ran = select(others.c.seconds).where(timed).order_by(others.c.id.desc()).limit(1)
    return ran.correlate(scores).scalar_subquery()
