"""What is put into a gradebook, each function inside one transaction that may be done twice."""

from __future__ import annotations

import functools
import importlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from grader.classroom.gradebook.entries import AssignmentRecord
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import id_of
from grader.classroom.gradebook.rows import row_of
from grader.classroom.gradebook.schema import assignments, called, overrides, students
from grader.classroom.gradebook.settling import locking, settle, unsettle
from grader.classroom.people import Override, Student
from grader.core.errors import UsageError

# What each hand-in asks for, made once: to make one takes as long as to run it.
KEYS = select(called.c.key)
KNOWN_STUDENT = select(students).where(students.c.id == id_of(bindparam("student")))


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
    # Only one of both is loaded: a server's takes as long as to read a small class.
    kind = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
    return kind.insert(table)


@functools.cache
def adding(dialect: str, table: Table, once: tuple[str, ...]) -> Any:
    """Make the INSERT of `add`, once: to make one takes longer than to run it."""
    statement = insert(dialect, table).on_conflict_do_nothing(index_elements=list(once))
    return statement.returning(table.c.id)


@functools.cache
def adding_all(dialect: str, table: Table, once: str) -> Any:
    """Make the INSERT of many rows, which gives the ids of those that were not there."""
    statement = insert(dialect, table).on_conflict_do_nothing(index_elements=[once])
    return statement.returning(table.c.id, table.c[once])


def add(
    connection: Connection, table: Table, once: tuple[str, ...], row: Mapping[str, Any]
) -> int | None:
    """Add a row unless one with the same values in `once` is there; its id, or None."""
    id: int | None = connection.scalar(adding(connection.dialect.name, table, once), row)
    return id


def enroll(transaction: Transaction, people: Sequence[Student]) -> set[int]:
    """Put students on the roster, what is known of them added to; nobody leaves it."""
    connection = transaction.connection
    # Always in one order, or two processes would block each other.
    by_key = sorted(people, key=lambda student: student.key)
    often = Counter(student.key for student in by_key)
    ids = add_unknown(connection, [each for each in by_key if often[each.key] == 1])
    # Of those who are new the row says all that there is.
    others = [each for each in by_key if each.key not in ids]
    return {*ids.values(), *(admit(connection, each, on_roster=True) for each in others)}


def add_unknown(connection: Connection, people: Sequence[Student]) -> dict[str, int]:
    """Put those whom nobody knows on the roster, in few statements; their numbers by key."""
    known = set(connection.scalars(KEYS))
    rows = [
        {**row_of(student, students), "ids": filled(student.ids), "on_roster": True}
        for student in people
        if student.key not in known
    ]
    if not rows:
        return {}
    added = connection.execute(adding_all(connection.dialect.name, students, "key"), rows)
    return {row.key: row.id for row in added}


def describe(transaction: Transaction, record: AssignmentRecord) -> None:
    """Write down what an assignment is now, which attempt counts in it, and when it is due."""
    connection, row = transaction.connection, row_of(record, assignments)
    # Not written where it is so already: several batches would only wait for each other.
    if not find_unwritten(connection, record):
        return
    # Students first, as whoever adds or judges hand-ins does: or both would block each other.
    connection.execute(locking())
    statement = insert(connection.dialect.name, assignments).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    if record.due is None:
        unsettle(connection, record.name)
    settle(connection)


def find_unwritten(connection: Connection, record: AssignmentRecord) -> set[str]:
    """Find what is not written down of an assignment as it is now."""
    row = row_of(record, assignments)
    former = connection.execute(select(assignments).filter_by(name=record.name)).one_or_none()
    return {name for name in row if former is None or former._mapping[name] != row[name]}


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


def override(transaction: Transaction, override: Override, nonce: str = "") -> None:
    """Add points that a person gave, or take earlier ones back. Raises UsageError.

    What has the same `nonce` is the same, sent twice.
    """
    connection = transaction.connection
    if override.points is not None and not math.isfinite(override.points):
        raise UsageError(f"criterion {override.criterion!r}: {override.points} are no points")
    student_id = connection.scalar(select(students.c.id).filter_by(key=override.student))
    if student_id is None:
        raise UsageError(f"student {override.student!r} is not in the gradebook; check the key")
    name = override.assignment
    if connection.scalar(select(assignments.c.name).filter_by(name=name)) is None:
        raise UsageError(f"assignment {name!r} is not in the gradebook; check the name")
    row = {"student_id": student_id, "token": nonce or transaction.token}
    add(connection, overrides, ("token",), {**row_of(override, overrides), **row})
    settle(connection, [student_id], name)
