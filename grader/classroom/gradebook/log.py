"""Who did what to a class and when, in one list: actions, overrides, marks and comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from grader.classroom.gradebook import actions as doing
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import to_student
from grader.classroom.gradebook.schema import attempts, comments, marks, overrides, students
from grader.classroom.people import WHOLE, Student
from grader.core.errors import RecordError
from grader.core.submission import Place
from grader.core.text import one_line, points

LISTED = 3  # students whom a line names; of more it says how many


@dataclass(frozen=True)
class LogEntry:
    """One thing that somebody did; `number` is what `undo` takes, None where it has another way.

    `whom` are all those concerned, `undone_by` the number of the action that undid it.
    """

    number: int | None
    kind: str
    who: str
    why: str
    at: datetime
    what: str
    whom: tuple[Student, ...] = ()
    undone_by: int | None = None


def read_log(connection: Connection, student: Student | None = None) -> list[LogEntry]:
    """Read what was done to a class, or to one student; the newest last. Raises RecordError."""
    rows = connection.execute(select(students))
    people = {row.id: to_student(row._mapping) for row in rows}
    entries = [
        *of_actions(connection, people),
        *of_overrides(connection, people),
        *of_marks(connection, people),
        *of_comments(connection, people),
    ]
    if student is not None:
        entries = [entry for entry in entries if student.key in {s.key for s in entry.whom}]
    return sorted(entries, key=lambda entry: entry.at)


def of_actions(connection: Connection, people: Mapping[int, Student]) -> Iterator[LogEntry]:
    """Give the actions, each with the one that undid it."""
    past = doing.list_actions(connection)
    undone_by = {action.undoes: action.id for action in past}
    brought = find_batches(connection)
    for action in past:
        kind = doing.KINDS.get(action.kind)
        what = kind.tell(action.detail) if kind else "by a newer golden-grader"
        ids = action.detail.get("students") or ()
        if action.id in brought:
            ids = sorted(brought[action.id])
            what += f": {sum(brought[action.id].values())} new hand-ins"
        yield LogEntry(
            action.id,
            action.kind,
            action.who,
            action.why,
            action.at,
            what,
            tuple(people[id] for id in ids if id in people),
            undone_by.get(action.id),
        )


def find_batches(connection: Connection) -> dict[int, dict[int, int]]:
    """Count the hand-ins that came in by each batch, by student."""
    rows = connection.execute(
        select(attempts.c.batch_id, attempts.c.student_id, func.count())
        .where(attempts.c.batch_id.is_not(None))
        .group_by(attempts.c.batch_id, attempts.c.student_id)
    )
    brought: dict[int, dict[int, int]] = {}
    for batch_id, student_id, number in rows:
        brought.setdefault(batch_id, {})[student_id] = number
    return brought


def of_overrides(connection: Connection, people: Mapping[int, Student]) -> Iterator[LogEntry]:
    """Give what people gave in place of judged points."""
    for row in connection.execute(select(overrides).order_by(overrides.c.id)):
        if DAMAGE in row:
            raise RecordError("the gradebook's overrides can't be read; put back a copy of it")
        subject = "the whole" if row.criterion == WHOLE else row.criterion
        what = f"{row.assignment}, {subject}: {given(row.points)}"
        whom = (people[row.student_id],)
        yield LogEntry(None, "override", row.who, row.why, row.at, what, whom)


def of_marks(connection: Connection, people: Mapping[int, Student]) -> Iterator[LogEntry]:
    """Give what people marked by hand."""
    theirs = select(marks, attempts.c.assignment, attempts.c.student_id).join(attempts)
    for row in connection.execute(theirs.order_by(marks.c.id)):
        if DAMAGE in row:
            raise RecordError("the gradebook's marks can't be read; put back a copy of it")
        what = f"{row.assignment}, {row.criterion}: {given(row.points)}"
        whom = (people[row.student_id],)
        yield LogEntry(None, "mark", row.who, row.comment, row.at, what, whom)


def of_comments(connection: Connection, people: Mapping[int, Student]) -> Iterator[LogEntry]:
    """Give what people said beside code, and took back."""
    theirs = select(comments, attempts.c.assignment, attempts.c.student_id).join(attempts)
    for row in connection.execute(theirs.order_by(comments.c.id)):
        if DAMAGE in row:
            raise RecordError("the gradebook's comments can't be read; put back a copy of it")
        place = Place(row.cell, row.line) if row.line else "the whole"
        what = f"{row.assignment}, {'taken back' if row.withdraws else f'on {place}'}"
        whom = (people[row.student_id],)
        yield LogEntry(None, "comment", row.who, one_line(row.words), row.at, what, whom)


def given(number: float | None) -> str:
    """Say what points somebody gave."""
    return "taken back" if number is None else points(number)
