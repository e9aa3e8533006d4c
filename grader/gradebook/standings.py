"""What counts for a class in one assignment, student by student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, or_, select

from grader.errors import UsageError
from grader.gradebook.reading import document, to_override, to_student
from grader.gradebook.schema import (
    assignments,
    attempts,
    corrections,
    counting,
    overrides,
    scores,
    students,
)
from grader.register import MISSING, Override, Standing, Student

Given = Mapping[str, Override]  # by criterion
Corrected = Mapping[str, float]  # points by criterion


def population(connection: Connection, assignment: str, keys: Collection[str] | None) -> list[int]:
    """The ids of the roster and of all who handed something in, or of those with the keys.

    By name and then key; sorted here, since databases differ in how they sort names. Raises
    UsageError.
    """
    known = connection.scalars(select(assignments.c.name).order_by(assignments.c.name)).all()
    if assignment not in known:
        raise UsageError(
            f"no assignment {assignment!r} in the gradebook; it holds {', '.join(known) or 'none'}"
        )
    wanted = select(students.c.name, students.c.key, students.c.id)
    if keys is None:
        wanted = wanted.where(or_(students.c.on_roster, has_attempt(assignment)))
    rows = connection.execute(wanted).tuples()
    return [id for _, key, id in sorted(rows) if keys is None or key in keys]


def has_attempt(assignment: str) -> Any:
    """Whether a student has handed in anything, as part of a query."""
    theirs = and_(attempts.c.assignment == assignment, attempts.c.student_id == students.c.id)
    return exists().where(theirs).correlate(students)


def standings(connection: Connection, assignment: str, ids: Sequence[int]) -> list[Standing]:
    """What counts for some students, in the order in which they are named."""
    maximum = connection.scalar(select(assignments.c.maximum).filter_by(name=assignment))
    people = find_people(connection, ids)
    counted = find_counted(connection, assignment, ids)
    given = find_overrides(connection, assignment, people)
    corrected = find_corrected(connection, [row.score_id for row in counted.values()])

    def standing(id: int) -> Standing:
        said = given.get(id, {})
        if id not in counted:
            in_force = tuple(said.values())
            return Standing(people[id], assignment, MISSING, maximum=maximum, overrides=in_force)
        row = counted[id]
        return to_standing(row, people[id], said, corrected.get(row.score_id, {}))

    return [standing(id) for id in ids]


def find_people(connection: Connection, ids: Sequence[int]) -> dict[int, Student]:
    """Students by id."""
    rows = connection.execute(select(students).where(students.c.id.in_(ids)))
    return {row.id: to_student(row._mapping) for row in rows}


def find_counted(
    connection: Connection, assignment: str, ids: Sequence[int]
) -> dict[int, Row[Any]]:
    """The attempt that counts, by student, with its report."""
    rows = connection.execute(
        select(counting, scores.c.report)
        .outerjoin(scores, scores.c.id == counting.c.score_id)
        .where(counting.c.assignment == assignment, counting.c.student_id.in_(ids))
    )
    return {row.student_id: row for row in rows}


def find_overrides(
    connection: Connection, assignment: str, people: Mapping[int, Student]
) -> dict[int, Given]:
    """The overrides in force, by student: the latest of each criterion, if it gives points."""
    rows = connection.execute(
        select(overrides)
        .where(overrides.c.assignment == assignment, overrides.c.student_id.in_(people))
        .order_by(overrides.c.id)
    )
    latest: dict[int, dict[str, Override]] = defaultdict(dict)
    for row in rows:
        latest[row.student_id][row.criterion] = to_override(row, people[row.student_id].key)
    return {
        student_id: {name: one for name, one in given.items() if one.points is not None}
        for student_id, given in latest.items()
    }


def find_corrected(
    connection: Connection, score_ids: Sequence[int | None]
) -> Mapping[int, Corrected]:
    """The points that stand in place of the judged ones, by score."""
    rows = connection.execute(select(corrections).where(corrections.c.score_id.in_(score_ids)))
    corrected: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        corrected[row.score_id][row.name] = row.earned
    return corrected


def to_standing(row: Row[Any], student: Student, given: Given, corrected: Corrected) -> Standing:
    """What counts for a student, from a row."""
    report = document(row.report) if row.report else {}
    return Standing(
        student=student,
        assignment=row.assignment,
        status=row.status,
        earned=row.earned,
        maximum=row.maximum,
        attempts=row.attempts,
        submitted_at=row.submitted_at,
        late=row.late,
        report=correct(report, row.earned, given, corrected) if corrected else report,
        overrides=tuple(given.values()),
    )


def correct(
    report: Mapping[str, Any], earned: float, given: Given, corrected: Corrected
) -> dict[str, Any]:
    """A report's document with the points that a person gave, and what they said."""
    criteria = [
        correct_criterion(line, given[line["name"]], corrected[line["name"]])
        if line["name"] in corrected
        else line
        for line in report["criteria"]
    ]
    return {**report, "earned": earned, "criteria": criteria}


def correct_criterion(line: Mapping[str, Any], given: Override, earned: float) -> dict[str, Any]:
    """One criterion's part of the document, with an override."""
    said = {"points": given.points, "was": given.was, "who": given.who, "why": given.why}
    return {**line, "earned": earned, "override": said}
