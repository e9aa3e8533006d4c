"""A student's hand-ins for an assignment, numbered as their history shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from grader.classroom.gradebook.entries import Attempt
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import IN_ORDER, find_attempt
from grader.classroom.gradebook.rows import COPY, unreadable
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    called,
    hidden,
    removed,
    settled,
    students,
)
from grader.classroom.people import Student
from grader.core.errors import UsageError
from grader.course.due import DueRule


@dataclass(frozen=True)
class Numbered:
    """One hand-in; `number` is that of the history, `id` the gradebook's own.

    `removed_by` is the action that removed it; one that came too late may not be accepted.
    """

    number: int
    id: int
    place: str
    name: str
    submitted_at: datetime
    removed_by: int | None
    is_accepted: bool

    def __str__(self) -> str:
        return f"attempt {self.number}, {self.name}, {self.submitted_at:%Y-%m-%d %H:%M}"


def hand_ins(connection: Connection, student: Student, assignment: str) -> list[Numbered]:
    """Read a student's hand-ins in an assignment, the oldest first. Raises RecordError."""
    rows = connection.execute(
        select(
            attempts.c.id,
            attempts.c.place,
            attempts.c.name,
            attempts.c.submitted_at,
            removed.c.action_id,
            settled.c.accepted,
        )
        .outerjoin(removed, removed.c.attempt_id == attempts.c.id)
        .outerjoin(settled, settled.c.attempt_id == attempts.c.id)
        .where(attempts.c.student_id == number_of(connection, student))
        .where(attempts.c.assignment == assignment)
        .order_by(*IN_ORDER)
    ).all()
    if any(DAMAGE in row for row in rows):
        raise unreadable("attempts", COPY)
    return [
        Numbered(number, *row[:-1], row.accepted is not False)
        for number, row in enumerate(rows, start=1)
    ]


def removals(connection: Connection, assignment: str) -> dict[tuple[str, str], int]:
    """Find which action removed what: by the student's key and the content, "" for all of it.

    By each key that means the student: who was merged is not removed, but another.
    """
    theirs = (
        select(called.c.key, attempts.c.content, removed.c.action_id)
        .select_from(attempts)
        .join(removed, removed.c.attempt_id == attempts.c.id)
        .join(called, called.c.student_id == attempts.c.student_id)
        .where(attempts.c.assignment == assignment)
    )
    gone = select(called.c.key, hidden.c.action_id).join(
        hidden, hidden.c.student_id == called.c.student_id
    )
    by_content = {(row.key, row.content): row.action_id for row in connection.execute(theirs)}
    return by_content | {(row.key, ""): row.action_id for row in connection.execute(gone)}


def removal_of(connection: Connection, attempt: Attempt) -> int | None:
    """Find which action removed an attempt: one that came later may have the same content."""
    wanted = select(removed.c.action_id).filter_by(attempt_id=find_attempt(connection, attempt))
    action: int | None = connection.scalar(wanted)
    return action


def number_of(connection: Connection, student: Student) -> int:
    """Find the gradebook's own number of a student, by the key. Raises UsageError."""
    id = connection.scalar(select(students.c.id).filter_by(key=student.key))
    if id is None:
        raise UsageError(f"no student {student.key!r} in the gradebook; check the key")
    return int(id)


def due(connection: Connection, assignment: str) -> DueRule | None:
    """Find when an assignment is due, as it was last described. Raises RecordError."""
    rule: Any = connection.scalar(select(assignments.c.due).filter_by(name=assignment))
    if rule is DAMAGE:
        what = f"due date of {assignment!r}"
        raise unreadable(what, "run grade batch again, which writes it")
    return rule if isinstance(rule, DueRule) else None
