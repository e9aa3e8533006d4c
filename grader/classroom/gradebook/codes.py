"""What tells equal programs of a class: a hash of each, by the way that it was made in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, bindparam, select

from grader.classroom.anonymity import Cover
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import to_student
from grader.classroom.gradebook.rows import even
from grader.classroom.gradebook.schema import (
    attempts,
    codes,
    counting,
    observations,
    scores,
    students,
)
from grader.classroom.gradebook.standings import find_maximum, list_people
from grader.classroom.gradebook.writing import Transaction, insert
from grader.classroom.people import Student

# Made once: to make one takes longer than to run it.
CODES = (
    select(
        counting.c.student_id,
        attempts.c.content,
        observations.c.key,
        codes.c.code,
    )
    .select_from(counting)
    .join(attempts, attempts.c.id == counting.c.attempt_id)
    .join(scores, scores.c.id == counting.c.score_id)
    .join(observations, observations.c.id == scores.c.observation_id)
    .outerjoin(
        codes, and_(codes.c.observation_id == observations.c.id, codes.c.way == bindparam("way"))
    )
    .where(counting.c.assignment == bindparam("assignment"))
)
IDS = select(observations.c.id, observations.c.key).where(
    observations.c.key.in_(bindparam("keys", expanding=True))
)


@dataclass(frozen=True)
class CountedCode:
    """What counts of a student's: the hash of the file, and of the code as far as that is known.

    `number` is the student's own, `key` that of what was observed; `code` is empty where what was
    handed in is no program.
    """

    number: int
    student: Student
    key: str
    content: str
    code: str | None = None


def find_codes(connection: Connection, assignment: str, way: str) -> list[CountedCode]:
    """List the programs that count in an assignment, by name, then key. Raises UsageError.

    What can't be read is left out.
    """
    find_maximum(connection, assignment)
    rows = connection.execute(CODES, {"assignment": assignment, "way": way})
    by_number = {row.student_id: row for row in rows if DAMAGE not in row}
    return [
        CountedCode(number, to_student(person), row.key, row.content, row.code)
        for person in list_people(connection, assignment, None)
        if (row := by_number.get(number := person[students.c.id]))
    ]


def cover_codes(cover: Cover, programs: Sequence[CountedCode]) -> list[CountedCode]:
    """Let codes stand for the students, and order them by these."""
    by_number = {each.number: each for each in programs}
    ordered = (by_number[number] for number in cover.in_order(by_number))
    return [replace(each, student=cover.hidden(each.student)) for each in ordered]


def learn_codes(transaction: Transaction, way: str, by_key: Mapping[str, str]) -> None:
    """Write down the codes of what was observed under some keys, as one way has them."""
    connection = transaction.connection
    rows = connection.execute(IDS, {"keys": even(by_key)})
    add_codes(connection, {row.id: (way, by_key[row.key]) for row in rows if DAMAGE not in row})


def add_codes(connection: Connection, by_id: Mapping[int, tuple[str, str]]) -> None:
    """Write down, by the number of what was observed, the way and the code that it comes to."""
    rows = [{"observation_id": id, "way": way, "code": code} for id, (way, code) in by_id.items()]
    if rows:
        # Another process may have been faster.
        adding = insert(connection.dialect.name, codes).on_conflict_do_nothing()
        connection.execute(adding, rows)
