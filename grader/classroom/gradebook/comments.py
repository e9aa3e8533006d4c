"""What people say beside a hand-in's code: of one attempt, at a cell and line, until withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import comments, counting, students
from grader.classroom.gradebook.writing import Transaction, add
from grader.classroom.people import Comment
from grader.core.errors import UsageError
from grader.core.submission import Place

# Made once: to make it takes longer than to run it for one student.
ALL_COMMENTS = (
    select(comments, students.c.key)
    .join(counting, counting.c.attempt_id == comments.c.attempt_id)
    .join(students, students.c.id == counting.c.student_id)
    .where(counting.c.assignment == bindparam("assignment"), comments.c.withdraws.is_(None))
    .where(
        comments.c.id.not_in(select(comments.c.withdraws).where(comments.c.withdraws.is_not(None)))
    )
    .order_by(comments.c.cell, comments.c.line, comments.c.id)
)
SOME_COMMENTS = ALL_COMMENTS.where(counting.c.student_id.in_(bindparam("ids", expanding=True)))
NUMBERS = select(students.c.id).where(students.c.key == bindparam("key"))


@dataclass(frozen=True)
class Commented:
    """What is said of a student's attempt that counts, and where; no place is the whole."""

    assignment: str
    student: str
    place: Place
    words: str
    who: str


def comment(transaction: Transaction, news: Commented, nonce: str) -> None:
    """Add a comment to the attempt that counts. Raises UsageError where there is none.

    What has the same `nonce` is the same, sent twice.
    """
    connection = transaction.connection
    ids = connection.scalars(NUMBERS, {"key": news.student}).all()
    theirs = (counting.c.assignment == news.assignment) & counting.c.student_id.in_(ids)
    attempt_id = connection.scalar(select(counting.c.attempt_id).where(theirs))
    if attempt_id is None:
        raise UsageError(f"{news.student}: nothing was handed in that a comment could be on")
    row = {
        "token": nonce,
        "attempt_id": attempt_id,
        "cell": news.place.cell,
        "line": news.place.line,
        "words": news.words,
        "who": news.who,
        "at": transaction.now,
    }
    add(connection, comments, ("token",), row)


def withdraw(transaction: Transaction, number: int, who: str) -> None:
    """Take a comment back. Raises UsageError for one that is not there."""
    wanted = select(comments).where(comments.c.id == number, comments.c.withdraws.is_(None))
    row = transaction.connection.execute(wanted).one_or_none()
    if row is None:
        raise UsageError("that comment is not there")
    again = {
        "token": transaction.token,
        "attempt_id": row.attempt_id,
        "words": "",
        "who": who,
        "at": transaction.now,
        "withdraws": number,
    }
    add(transaction.connection, comments, ("withdraws",), again)


def find_comments(
    connection: Connection, assignment: str, student: str | None = None
) -> Mapping[str, Sequence[Comment]]:
    """Find what is said of the attempts that count, by student, from the top of each.

    Of one student, or of all.
    """
    asked: dict[str, Any] = {"assignment": assignment}
    if student is not None:
        # By number: a view is narrowed by that, and not by what is joined to it.
        asked["ids"] = list(connection.scalars(NUMBERS, {"key": student}))
    by_student: dict[str, list[Comment]] = defaultdict(list)
    for row in connection.execute(ALL_COMMENTS if student is None else SOME_COMMENTS, asked):
        if DAMAGE not in row:
            by_student[row.key].append(to_comment(row._mapping))
    return by_student


def to_comment(row: RowMapping) -> Comment:
    """Make a comment of its row."""
    return Comment(**{name: row[comments.c[name]] for name in Comment.__dataclass_fields__})
