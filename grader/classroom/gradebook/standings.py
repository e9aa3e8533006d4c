"""What counts for a class in one assignment, student by student.

First all but the reports, as it is at one moment; then these, by chunks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    bindparam,
    or_,
    select,
    union,
)

from grader.classroom.gradebook.counted import (
    COUNTED,
    FEW,
    SHOWN,
    Decided,
    find_counted,
    find_decided,
)
from grader.classroom.gradebook.decisions import Points, correct, find_doubts
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.marks import to_marks
from grader.classroom.gradebook.reading import fault_of, read_report, to_override, to_student
from grader.classroom.gradebook.rows import even, refuse_damage, unreadable
from grader.classroom.gradebook.rulings import ruled
from grader.classroom.gradebook.schema import (
    adjusted,
    assignments,
    attempts,
    counting,
    excused,
    hidden,
    in_force,
    overrides,
    removed,
    scores,
    students,
)
from grader.classroom.gradebook.seals import unsealed
from grader.classroom.people import MISSING, WHOLE, Standing
from grader.core.errors import RecordError, UsageError
from grader.core.hashing import digest
from grader.core.result import Status
from grader.course.due import DueRule

# Made once: to make it takes longer than to run it.
REPORTS = select(
    scores.c.id,
    scores.c.status,
    scores.c.earned,
    scores.c.maximum,
    scores.c.report,
    scores.c.brief,
).where(scores.c.id.in_(bindparam("ids", expanding=True)))

PRESENT = select(students).where(students.c.id.not_in(select(hidden.c.student_id)))
NAMED = PRESENT.where(students.c.key.in_(bindparam("keys", expanding=True)))
MAXIMA = select(assignments.c.name, assignments.c.maximum)


@dataclass(frozen=True)
class ClassRows:
    """What is read of all at once: students in their order, and what counts, both by number.

    `missing` are the fields of who has handed in nothing, `decided` is what people decided.
    """

    people: Mapping[int, RowMapping]
    counted: Mapping[int, Row[Any]]
    decided: Decided
    missing: Mapping[str, Any]


@dataclass(frozen=True)
class Pending:
    """How a student stands as far as no report was read.

    `bare` are the fields of what is left where that can't be read, `corrected` the points of people
    by criterion.
    """

    standing: Standing
    bare: Mapping[str, Any]
    score_id: int | None = None
    corrected: Points = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether all that counts is in the report: nobody has decided anything."""
        standing = self.standing
        return standing.is_judged and not standing.overrides and not standing.marks


def read_class(connection: Connection, assignment: str, keys: Collection[str] | None) -> ClassRows:
    """Read what there is of a class, or of those of the keys, but for reports. Raises UsageError.

    By name, then key. Nothing is read more often where they are more.
    """
    maximum = find_maximum(connection, assignment)
    listed = list_people(connection, assignment, keys if keys is None else frozenset(keys))
    people = {person[students.c.id]: person for person in listed}
    ids = None if keys is None or len(people) > FEW else [*people]
    counted = find_counted(connection, assignment, ids)
    decided = find_decided(connection, assignment, counted, ids)
    missing = {"assignment": assignment, "status": MISSING, "maximum": maximum}
    missing["zone"] = find_zone(connection, assignment)
    return ClassRows(people, counted, decided, missing)


def stand(rows: ClassRows, number: int) -> Pending:
    """Say how a student stands, by what counts and what people decided."""
    person, row, decided = rows.people[number], rows.counted.get(number), rows.decided
    # As fields: to make a value of each step would take most of the time that a class takes.
    bare = {**rows.missing, "student": to_student(person), "fault": fault_of(person)}
    score_id = row.score_id if row else None
    try:
        if score_id in decided.marks:
            bare["marks"] = to_marks(decided.marks[score_id])
        bare |= ruled(number, row, decided.rulings)
        fields = dict(bare)
        if theirs := decided.overrides.get(number):
            overrides = (to_override(bare["student"], override) for override in theirs.values())
            fields["overrides"] = tuple(overrides)
        if row is not None:
            fields |= count(row)
    except RecordError as error:
        return Pending(not_known(bare, error), bare)
    standing = Standing(**fields)
    if row is not None and score_id is None:
        # Nothing was handed in, or what was is not graded yet.
        standing = replace(standing, doubts=tuple(find_doubts(standing, None)))
    return Pending(standing, bare, score_id, decided.corrected.get(score_id, {}))


def count(row: Row[Any]) -> dict[str, Any]:
    """Give the fields of what counts, of one who has handed in. Raises RecordError."""
    if DAMAGE in row:
        refuse_damage(row._mapping, [counting.c[name] for name in SHOWN])
        raise unreadable("scores")
    return dict(zip(COUNTED, row, strict=False))


def not_known(bare: Mapping[str, Any], error: RecordError) -> Standing:
    """Say that a student's score is not known, which is no zero; the others stand as they do."""
    fault = "; ".join(filter(None, [bare["fault"], str(error)]))
    return Standing(**{**bare, "status": Status.NOT_GRADED.value, "fault": fault})


def complete(
    connection: Connection, rows: ClassRows, numbers: Sequence[int], *, in_brief: bool = False
) -> list[Standing]:
    """Read the reports of some, which are then in memory, and put in what people decided.

    In brief, those reports are left out of which tables show all that there is.
    """
    pending = [stand(rows, number) for number in numbers]
    ids = [each.score_id for each in pending if each.score_id is not None]
    reports = connection.execute(REPORTS, {"ids": even(ids)}) if ids else ()
    by_score = {row.id: row for row in reports}
    standings = []
    for each in pending:
        standing = each.standing
        if each.score_id is not None:
            try:
                standing = with_report(each, by_score[each.score_id], in_brief=in_brief)
            except RecordError as error:
                standing = not_known(each.bare, error)
        standings.append(standing)
    return standings


def with_report(pending: Pending, row: Any, *, in_brief: bool) -> Standing:
    """Put the report of the attempt that counts into a standing, or its brief. Raises RecordError.

    In brief, the report is read where somebody decided something, or it may not be as it was.
    """
    if in_brief and pending.is_plain and (brief := unsealed(row)):
        standing = pending.standing
        return replace(
            standing,
            sealed=brief,
            to_mark=0 if standing.excused else brief.to_mark,
            doubts=tuple(find_doubts(standing, None)),
            digest=digest(row.report),
        )
    if row.report is DAMAGE:
        raise unreadable("scores")
    report = read_report(row.report)
    standing, doubts = pending.standing, tuple(find_doubts(pending.standing, report))
    report = correct(report, standing, pending.corrected)
    return replace(
        standing,
        doubts=doubts,
        report=report,
        # What is in no total waits for nobody.
        to_mark=0 if standing.excused else report.to_mark,
        digest=digest(row.report),
    )


def order_class(connection: Connection, assignment: str, keys: Collection[str] | None) -> list[int]:
    """List the ids of students, by name and then key. Raises UsageError.

    Of the roster and of all who handed something in, or of those with the keys.
    """
    find_maximum(connection, assignment)
    return [person[students.c.id] for person in list_people(connection, assignment, keys)]


def list_people(
    connection: Connection, assignment: str, keys: Collection[str] | None
) -> list[RowMapping]:
    """Read the rows of the students of a class, by name and then key."""
    rows = connection.execute(*who_is_asked_for(assignment, keys))
    people = [row for row in rows if keys is None or row.key in keys]
    # Sorted here, since databases differ in how they sort names.
    people.sort(key=lambda row: (*map(in_order, (row.name, row.key)), row.id))
    return [row._mapping for row in people]


def who_is_asked_for(
    assignment: str, keys: Collection[str] | None
) -> tuple[Select[Any], dict[str, Any]]:
    """Give the query for the students of a class, or at least for those of the keys."""
    if keys is None:
        return PRESENT.where(or_(students.c.on_roster, has_attempt(assignment))), {}
    return (NAMED, {"keys": even(keys)}) if len(keys) <= FEW else (PRESENT, {})


def in_order(text: Any) -> str:
    """Give what a name is sorted by; those that can't be read come first."""
    return "" if text is DAMAGE else text


def find_maximum(connection: Connection, assignment: str) -> float | None:
    """Find the points of an assignment. Raises UsageError if it is not in the gradebook."""
    maxima: dict[Any, Any] = {row.name: row.maximum for row in connection.execute(MAXIMA)}
    if assignment not in maxima:
        names = ", ".join(sorted(map(in_order, maxima))) or "none"
        raise UsageError(f"no assignment {assignment!r} in the gradebook, which holds {names}")
    if maxima[assignment] is DAMAGE:
        raise unreadable(f"points of {assignment!r}", "run grade batch again, which writes them")
    maximum: float | None = maxima[assignment]
    return maximum


def find_zone(connection: Connection, assignment: str) -> str:
    """Find the zone in which an assignment is due; nothing where it isn't, or nobody knows."""
    rule: Any = connection.scalar(select(assignments.c.due).filter_by(name=assignment))
    return rule.due.zone if isinstance(rule, DueRule) else ""


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
