"""What is put into a gradebook, each function inside one transaction that may be done twice."""

from __future__ import annotations

import functools
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    Change,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.order import Stamp, place, tell_earlier
from grader.classroom.gradebook.reading import LARGEST_FILE, find_attempt, id_of
from grader.classroom.gradebook.rows import row_of
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    criteria,
    files,
    mistakes,
    observations,
    overrides,
    scores,
    students,
)
from grader.classroom.gradebook.seals import sealed
from grader.classroom.gradebook.settling import settle, unsettle
from grader.classroom.people import Override, Student
from grader.core.errors import UsageError

ONE_ATTEMPT = ("assignment", "student_id", "content", "submitted_at")
# What each hand-in asks for, made once: to make one takes as long as to run it.
OWNER = select(id_of(bindparam("student")))
KNOWN_STUDENT = select(students).where(students.c.id == id_of(bindparam("student")))
WHOSE = select(attempts.c.student_id).where(attempts.c.id == bindparam("attempt"))
STAMPS = select(*(attempts.c[field.name] for field in fields(Stamp))).where(
    attempts.c.assignment == bindparam("assignment"),
    attempts.c.student_id == bindparam("student_id"),
    attempts.c.id != bindparam("but"),
)
NO_ATTEMPT = 0  # numbers begin at 1


@dataclass(frozen=True)
class Transaction:
    """One piece of work that writes; done again, it has the same token and the same time.

    If the connection drops during the commit, only the token tells whether it was done.
    """

    connection: Connection
    token: str
    now: datetime


def insert(dialect: str, table: Table) -> Any:
    """Make an INSERT that knows ON CONFLICT, which both databases have but not the standard."""
    kind: Any = postgresql if dialect == "postgresql" else sqlite
    return kind.insert(table)


@functools.cache
def adding(dialect: str, table: Table, once: tuple[str, ...]) -> Any:
    """Make the INSERT of `add`, once: to make one takes longer than to run it."""
    statement = insert(dialect, table).on_conflict_do_nothing(index_elements=list(once))
    return statement.returning(table.c.id)


def add(
    connection: Connection, table: Table, once: tuple[str, ...], row: Mapping[str, Any]
) -> int | None:
    """Add a row unless one with the same values in `once` is there; its id, or None."""
    id: int | None = connection.scalar(adding(connection.dialect.name, table, once), row)
    return id


def enroll(transaction: Transaction, people: Sequence[Student]) -> set[int]:
    """Put students on the roster, what is known of them added to; nobody leaves it."""
    # Always in one order, or two processes would block each other.
    by_key = sorted(people, key=lambda student: student.key)
    return {admit(transaction.connection, student, on_roster=True) for student in by_key}


def describe(transaction: Transaction, record: AssignmentRecord) -> None:
    """Write down what an assignment is now, which attempt counts in it, and when it is due."""
    connection = transaction.connection
    row = row_of(record, assignments)
    former = connection.execute(select(assignments).filter_by(name=record.name)).one_or_none()
    # Not written where it is so already: several batches would only wait for each other.
    if former is not None and all(former._mapping[name] == row[name] for name in row):
        return
    statement = insert(connection.dialect.name, assignments).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    if record.due is None:
        unsettle(connection, record.name)
    settle(connection)


def admit(connection: Connection, student: Student, *, on_roster: bool = False) -> int:
    """Find or add a student, with what is newly known of them."""
    named = {"student": student.key}
    row = connection.execute(KNOWN_STUDENT, named).one_or_none()
    if row is None:
        new = {"ids": filled(student.ids), "on_roster": on_roster}
        add(connection, students, ("key",), {**row_of(student, students), **new})
        row = connection.execute(KNOWN_STUDENT, named).one()
    student = as_known(row, student)
    if learned(row, student, on_roster=on_roster):
        # Read again under a lock: another process may be learning something else.
        row = connection.execute(KNOWN_STUDENT.with_for_update(key_share=True), named).one()
        # With the name, since the other may have learned all of it: an UPDATE has to set something.
        news = {"name": row.name, **learned(row, student, on_roster=on_roster)}
        connection.execute(update(students).where(students.c.id == row.id).values(news))
    return int(row.id)


def as_known(row: Row[Any], student: Student) -> Student:
    """Give a student as the gradebook calls them, where the key is one that they had before."""
    if row.key in (student.key, DAMAGE):
        return student
    name, ids = (None if value is DAMAGE else value for value in (row.name, row.ids))
    return Student(row.key, name or student.name, {**student.ids, **(ids or {})})


def learned(row: Row[Any], student: Student, *, on_roster: bool) -> dict[str, Any]:
    """Tell what a student's row does not say yet; nobody is taken off.

    Nothing is forgotten but what the list says they have no more, as a group.
    """
    name, ids, was_on_roster = (
        None if value is DAMAGE else value for value in (row.name, row.ids, row.on_roster)
    )
    now = {
        "name": student.name or name or "",
        "ids": filled({**(ids or {}), **student.ids}),
        "on_roster": on_roster or bool(was_on_roster),
    }
    return {name: value for name, value in now.items() if value != getattr(row, name)}


def filled(ids: Mapping[str, str]) -> dict[str, str]:
    """Leave out what somebody has not."""
    return {kind: text for kind, text in ids.items() if text}


def record_hand_in(transaction: Transaction, graded: GradedHandIn) -> str:
    """Add a score, and the attempt that it is of where that is not there.

    Gives what is to be said of a new attempt's time.
    """
    observation = graded.observation
    if graded.anew and observation is not None:
        former = update(observations).where(observations.c.key == observation.key)
        transaction.connection.execute(former.values(document=observation.document))
    attempt_id, remark = find_or_add(transaction, graded.attempt, graded.batch_id)
    record(transaction, attempt_id, graded.score, observation)
    if graded.file is not None:
        keep_file(transaction.connection, graded.attempt, graded.file)
    settle(transaction.connection, [whose(transaction, attempt_id)], graded.attempt.assignment)
    return remark


def record_all(transaction: Transaction, changes: Sequence[Change]) -> None:
    """Add the scores of a rescore, all or none."""
    for number, change in enumerate(changes):
        # Each has a token of its own, and again the same when all is done again.
        part = replace(transaction, token=f"{transaction.token}-{number}")
        record(part, change.was.attempt_id, change.now, change.was.observation)
    settle(transaction.connection)


def keep_file(connection: Connection, attempt: Attempt, file: bytes) -> None:
    """Keep what was handed in, once for each content; what is very large is not."""
    if len(file) <= LARGEST_FILE:
        row = {"content": attempt.content, "name": attempt.hand_in.name}
        # The fastest way: a class is written by one process.
        add(connection, files, ("content",), {**row, "document": zlib.compress(file, 1)})


def whose(transaction: Transaction, attempt_id: int) -> int:
    """Find whose an attempt is."""
    return int(transaction.connection.execute(WHOSE, {"attempt": attempt_id}).scalar_one())


def find_or_add(
    transaction: Transaction, attempt: Attempt, batch_id: int | None = None
) -> tuple[int, str]:
    """Give the number of an attempt, which is added where it is not there, with its place.

    And what is to be said of its time.
    """
    connection, hand_in = transaction.connection, attempt.hand_in
    student_id = admit(connection, hand_in.student)
    if (id := find_attempt(connection, attempt)) is not None:
        learn_time(transaction, attempt)
        return id, ""
    others = find_stamps(connection, attempt.assignment, student_id)
    new = Stamp(hand_in.submitted_at, hand_in.number, hand_in.zoned, hand_in.submitted_at)
    row = {
        **row_of(hand_in, attempts),
        **row_of(attempt, attempts),
        "student_id": student_id,
        "seen_at": transaction.now,
        "ordered_at": place(new, others),
        "batch_id": batch_id,
    }
    # If it is not added: another process was faster, and its row is to be seen by now.
    id = add(connection, attempts, ONE_ATTEMPT, row) or find_attempt(connection, attempt)
    assert id is not None
    # Another process may have merged the student meanwhile; it has let this wait until then.
    if (owner := connection.scalar(OWNER, {"student": hand_in.student.key})) != student_id:
        own = update(attempts).where(attempts.c.id == id)
        connection.execute(own.values(student_id=owner))
    return id, tell_earlier(new, others)


def learn_time(transaction: Transaction, attempt: Attempt) -> None:
    """Take a system's word for when an attempt came, where only its file has said so before."""
    connection, hand_in = transaction.connection, attempt.hand_in
    wanted = select(attempts).where(attempts.c.id == find_attempt(connection, attempt))
    row = connection.execute(wanted).one_or_none()
    if row is None or row.by_system is True or not hand_in.by_system:
        return
    same = select(attempts.c.id).filter_by(
        assignment=attempt.assignment,
        student_id=row.student_id,
        content=attempt.content,
        submitted_at=hand_in.submitted_at,
    )
    if connection.scalar(same.where(attempts.c.id != row.id)) is not None:
        return  # that time is another attempt's, of the same file
    others = find_stamps(connection, attempt.assignment, row.student_id, row.id)
    new = Stamp(hand_in.submitted_at, hand_in.number, hand_in.zoned, hand_in.submitted_at)
    time = {name: getattr(hand_in, name) for name in ("submitted_at", "zoned", "late", "by_system")}
    values = {**time, "ordered_at": place(new, others)}
    connection.execute(update(attempts).where(attempts.c.id == row.id).values(values))
    settle(connection, [row.student_id])


def find_stamps(
    connection: Connection, assignment: str, student_id: int, but: int = NO_ATTEMPT
) -> list[Stamp]:
    """Find when a student handed in what is recorded, as far as that can be read; all but one."""
    theirs = {"assignment": assignment, "student_id": student_id, "but": but}
    rows = connection.execute(STAMPS, theirs).all()
    return [Stamp(*row) for row in rows if DAMAGE not in row and row.ordered_at is not None]


def record(
    transaction: Transaction,
    attempt_id: int,
    score: ScoreRecord,
    observation: ObservationRecord | None,
) -> None:
    """Add a score and all that it was made from, once for each token."""
    row = {
        **row_of(score, scores),
        "brief": sealed(score),
        "token": transaction.token,
        "attempt_id": attempt_id,
        "observation_id": keep(transaction, observation) if observation else None,
        "judged_at": transaction.now,
    }
    score_id = add(transaction.connection, scores, ("token",), row)
    if score_id is not None:
        add_details(transaction.connection, score_id, score)


def keep(transaction: Transaction, observation: ObservationRecord) -> int:
    """Find or add observations; only one of two processes that observed the same adds them."""
    row = {**row_of(observation, observations), "seen_at": transaction.now}
    wanted = select(observations.c.id).where(observations.c.key == observation.key)
    id = add(transaction.connection, observations, ("key",), row)
    return id or int(transaction.connection.execute(wanted).scalar_one())


def add_details(connection: Connection, score_id: int, score: ScoreRecord) -> None:
    """Add the criteria and the mistakes of a new score."""
    lines = [
        {**row_of(line, criteria), "score_id": score_id, "position": position}
        for position, line in enumerate(score.criteria)
    ]
    causes = [
        {"score_id": score_id, "name": name, "cause": cause}
        for name, cause in score.mistakes.items()
    ]
    for table, rows in ((criteria, lines), (mistakes, causes)):
        # Of no rows SQLAlchemy would make one of defaults.
        if rows:
            connection.execute(table.insert(), rows)


def override(transaction: Transaction, override: Override) -> None:
    """Add points that a person gave, or take earlier ones back. Raises UsageError."""
    connection = transaction.connection
    if override.points is not None and not math.isfinite(override.points):
        raise UsageError(f"criterion {override.criterion!r}: {override.points} are no points")
    student_id = connection.scalar(select(students.c.id).filter_by(key=override.student))
    if student_id is None:
        raise UsageError(f"student {override.student!r} is not in the gradebook; check the key")
    name = override.assignment
    if connection.scalar(select(assignments.c.name).filter_by(name=name)) is None:
        raise UsageError(f"assignment {name!r} is not in the gradebook; check the name")
    row = {"student_id": student_id, "token": transaction.token}
    add(connection, overrides, ("token",), {**row_of(override, overrides), **row})
    settle(connection, [student_id], name)
