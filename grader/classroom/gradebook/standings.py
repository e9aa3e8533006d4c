"""What counts for a class in one assignment, student by student.

First who is in it, as it is at one moment; then what counts for them, by chunks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select

from grader.classroom.gradebook.reading import read_report, to_override, to_student
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    corrections,
    counting,
    observations,
    overrides,
    scores,
    students,
)
from grader.classroom.people import MISSING, Override, Standing, Student
from grader.core.errors import UsageError
from grader.core.result import Correction, Report

Points = Mapping[str, float]  # by criterion
# What `find_counted` says of a standing, under the same names.
COUNTED = (
    "status",
    "earned",
    "maximum",
    "attempts",
    "submitted_at",
    "late",
    "observation_key",
    "seconds",
)


def order_class(connection: Connection, assignment: str, keys: Collection[str] | None) -> list[int]:
    """List the ids of students, by name and then key. Raises UsageError.

    Of the roster and of all who handed something in, or of those with the keys.
    """
    find_maximum(connection, assignment)
    listed: ColumnElement[bool] = or_(students.c.on_roster, has_attempt(assignment))
    if keys is not None:
        listed = students.c.key.in_(keys)
    rows = connection.execute(select(students.c.name, students.c.key, students.c.id).where(listed))
    # Sorted here, since databases differ in how they sort names.
    return [id for _, _, id in sorted(map(tuple, rows))]


def read_standings(connection: Connection, assignment: str, ids: Sequence[int]) -> list[Standing]:
    """Read how some students stand, in the order of their ids."""
    maximum = find_maximum(connection, assignment)
    people = find_people(connection, ids)
    counted = find_counted(connection, assignment, ids)
    in_force = find_overrides(connection, assignment, ids)
    overridden = [row.score_id for id, row in counted.items() if id in in_force]
    corrected = find_corrected(connection, overridden)
    standings = []
    for id in ids:
        theirs = tuple(in_force.get(id, {}).values())
        standing = Standing(people[id], assignment, MISSING, maximum=maximum, overrides=theirs)
        if row := counted.get(id):
            standing = count(standing, row, corrected.get(row.score_id, {}))
        standings.append(standing)
    return standings


def find_maximum(connection: Connection, assignment: str) -> int | None:
    """Find the points of an assignment. Raises UsageError if it is not in the gradebook."""
    rows = connection.execute(select(assignments.c.name, assignments.c.maximum))
    maxima: dict[str, int | None] = {row.name: row.maximum for row in rows}
    if assignment not in maxima:
        names = ", ".join(sorted(maxima)) or "none"
        raise UsageError(f"no assignment {assignment!r} in the gradebook, which holds {names}")
    return maxima[assignment]


def find_people(connection: Connection, ids: Sequence[int]) -> dict[int, Student]:
    """Find students by id."""
    rows = connection.execute(select(students).where(students.c.id.in_(ids)))
    return {row.id: to_student(row._mapping) for row in rows}


def has_attempt(assignment: str) -> ColumnElement[bool]:
    """Ask whether a student has handed in anything, as part of a query."""
    theirs = and_(attempts.c.assignment == assignment, attempts.c.student_id == students.c.id)
    return exists().where(theirs).correlate(students)


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
) -> dict[int, dict[str, Override]]:
    """Find the overrides in force, by student: the latest of each criterion, if it gives points."""
    rows = connection.execute(
        select(overrides, students.c.key)
        .join(students)
        .where(overrides.c.assignment == assignment, overrides.c.student_id.in_(ids))
        .order_by(overrides.c.id)
    )
    in_force: dict[int, dict[str, Override]] = defaultdict(dict)
    for row in rows:
        # Removed first, so that the order is that of the overrides in force.
        in_force[row.student_id].pop(row.criterion, None)
        if row.points is not None:
            in_force[row.student_id][row.criterion] = to_override(row._mapping, row.key)
    return in_force


def find_corrected(connection: Connection, score_ids: Sequence[int]) -> Mapping[int, Points]:
    """Find the points that stand in place of the judged ones, by score."""
    rows = connection.execute(select(corrections).where(corrections.c.score_id.in_(score_ids)))
    corrected: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        corrected[row.score_id][row.name] = row.earned
    return corrected


def count(missing: Standing, row: Row[Any], corrected: Points) -> Standing:
    """Make the standing of one who has handed in, with the report of the attempt that counts."""
    standing = replace(missing, **{name: row._mapping[name] for name in COUNTED})
    # Without a score: handed in, and not graded yet.
    if row.score_id is None:
        return standing
    return replace(standing, report=correct(read_report(row.report), standing, corrected))


def seconds_of_attempt() -> Any:
    """Ask for the time that an attempt took when it was last run, as part of a query of scores."""
    others = scores.alias()
    timed = and_(others.c.attempt_id == scores.c.attempt_id, others.c.seconds.is_not(None))
    ran = select(others.c.seconds).where(timed).order_by(others.c.id.desc()).limit(1)
    return ran.correlate(scores).scalar_subquery()


def correct(report: Report, standing: Standing, corrected: Points) -> Report:
    """Put the points that a person gave, and what they said, into a report."""
    if not corrected:
        return report
    scores = {score.name: score for score in report.scores}
    for override in standing.overrides:
        if (name := override.criterion) in corrected:
            correction = Correction(override.points, override.was, override.who, override.why)
            scores[name] = replace(scores[name], earned=corrected[name], override=correction)
    return replace(report, earned=standing.earned, scores=tuple(scores.values()))
