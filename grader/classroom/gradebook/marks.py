"""What people mark by hand: a mark is of a part of one attempt, and of each that has the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.rows import value_of
from grader.classroom.gradebook.schema import (
    attempts,
    counting,
    criteria,
    marked,
    marks,
    scores,
    students,
)
from grader.classroom.gradebook.settling import settle
from grader.classroom.gradebook.writing import Transaction, add
from grader.classroom.people import HandMark
from grader.core.errors import UsageError
from grader.core.hashing import hash_of
from grader.core.result import ScoreStatus
from grader.core.text import points

PART = func.coalesce(criteria.c.part, attempts.c.content)
MARKED = ("points", "who", "comment", "mark_id")


@dataclass(frozen=True)
class MarkedPart:
    """What is to be marked of one attempt, and as what it is marked, if it is.

    `is_current` tells whether it is of the attempt that counts, `mark_id` which mark is in force.
    `row` is its name where that is not told by whose it is, since names are hidden.
    """

    assignment: str
    student: str
    criterion: str
    part: str
    attempt_id: int
    is_current: bool
    points: float | None = None
    who: str | None = None
    comment: str | None = None
    mark_id: int | None = None
    row: str = ""

    @property
    def name(self) -> str:
        """What a table's row is known again by: no spreadsheet takes it for a number."""
        if self.row:
            return self.row
        whole = hash_of(self.assignment, self.student, self.criterion, self.part)
        return f"m{whole[:15]}"


@dataclass(frozen=True)
class MarkDecision:
    """What a person gives on a part, and says about it; None takes an earlier mark back."""

    part: MarkedPart
    points: float | None
    who: str
    comment: str = ""


def find_marks(
    connection: Connection, assignment: str, score_ids: Collection[int] | None = None
) -> Mapping[int | None, Sequence[Mapping[Any, Any]]]:
    """Find the rows of what scores were given by hand, by score; of all in one, or of some."""
    by_score: dict[int | None, list[Mapping[Any, Any]]] = defaultdict(list)
    if score_ids is not None:
        for latest in find_latest(connection, score_ids):
            by_score[latest[marked.c.score_id]].append(latest)
        return by_score
    given = marked.join(attempts, attempts.c.id == marked.c.attempt_id)
    wanted = select(marked).select_from(given).where(attempts.c.assignment == assignment)
    for row in connection.execute(wanted):
        by_score[row.score_id].append(row._mapping)
    return by_score


def find_latest(connection: Connection, score_ids: Collection[int]) -> list[Mapping[Any, Any]]:
    """Find what the view `marked` has of some scores, by way of these: it begins with all marks."""
    given, latest = attempts.alias(), {}
    values = [
        *(criteria.c.score_id, marks.c.criterion, marks.c.part, marks.c.id, marks.c.attempt_id),
        *(marks.c.points, marks.c.who, marks.c.comment, marks.c.at),
        (marks.c.attempt_id != scores.c.attempt_id),
    ]
    is_same = and_(
        given.c.assignment == attempts.c.assignment, given.c.student_id == attempts.c.student_id
    )
    is_of_part = and_(
        marks.c.attempt_id == given.c.id, marks.c.criterion == criteria.c.name, marks.c.part == PART
    )
    rows = connection.execute(
        select(*values)
        .select_from(scores)
        .join(attempts, attempts.c.id == scores.c.attempt_id)
        .join(criteria, criteria.c.score_id == scores.c.id)
        .join(given, is_same)
        .join(marks, is_of_part)
        .where(scores.c.id.in_(score_ids), criteria.c.status == ScoreStatus.TO_MARK.value)
        .order_by(marks.c.id)
    )
    for row in rows:
        latest[row[0], row[1]] = dict(zip(marked.c, row, strict=True))
    return [row for row in latest.values() if row[marked.c.points] is not None]


def to_marks(rows: Sequence[Mapping[Any, Any]]) -> tuple[HandMark, ...]:
    """Make marks of their rows. Raises RecordError."""
    return tuple(value_of(HandMark, row, marked) for row in rows)


def find_parts(
    connection: Connection, assignment: str, keys: Collection[str] | None = None
) -> list[MarkedPart]:
    """Find all that there is to be marked, or was, of any attempt in an assignment.

    Of all students, or those with the keys.
    """
    theirs = attempts.c.assignment == assignment
    counts = (counting.c.assignment == assignment) & counting.c.excused.is_(None)
    if keys is not None:
        whose = select(students.c.id).where(students.c.key.in_(keys))
        ids = list(connection.scalars(whose))
        theirs, counts = (
            theirs & attempts.c.student_id.in_(ids),
            counts & counting.c.student_id.in_(ids),
        )
    rows = [row for row in connection.execute(list_parts(theirs)) if DAMAGE not in row]
    current = set(connection.scalars(select(counting.c.score_id).where(counts)))
    some = None if keys is None else {row.score_id for row in rows}
    given = {
        (score_id, row[marked.c.criterion]): {name: row[marked.c[name]] for name in MARKED}
        for score_id, marks in find_marks(connection, assignment, some).items()
        for row in marks
        if DAMAGE not in row.values()
    }
    # The one that counts goes before any other that has the same.
    parts: dict[str, MarkedPart] = {}
    for row in rows:
        mark: dict[str, Any] = given.get((row.score_id, row.name), {})
        counts_now = row.score_id in current
        part = MarkedPart(row.assignment, row.key, row.name, row[4], row.id, counts_now, **mark)
        if not (part.name in parts and parts[part.name].is_current):
            parts[part.name] = part
    return list(parts.values())


def list_parts(theirs: ColumnElement[bool]) -> Select[Any]:
    """Ask for what is to be marked of the newest scores of some attempts, for a query."""
    own = select(attempts.c.id).where(theirs)
    newest = select(func.max(scores.c.id)).where(scores.c.attempt_id.in_(own))
    return (
        select(
            scores.c.id.label("score_id"),
            attempts.c.assignment,
            students.c.key,
            criteria.c.name,
            PART,
            attempts.c.id,
        )
        .select_from(attempts)
        .join(students, students.c.id == attempts.c.student_id)
        .join(scores, scores.c.attempt_id == attempts.c.id)
        .join(criteria, criteria.c.score_id == scores.c.id)
        .where(theirs, scores.c.id.in_(newest.group_by(scores.c.attempt_id)))
        .where(criteria.c.status == ScoreStatus.TO_MARK.value)
        .order_by(attempts.c.id, criteria.c.position)
    )


class OvertakenError(UsageError):
    """Somebody else has marked the same since it was shown: whoever marks now has to look again."""


def list_comments(connection: Connection, assignment: str, criterion: str) -> list[str]:
    """List what was said beside marks of a criterion, what was said most first."""
    amount = func.count(marks.c.id)
    rows = connection.execute(
        select(marks.c.comment)
        .join(attempts, attempts.c.id == marks.c.attempt_id)
        .where(attempts.c.assignment == assignment, marks.c.criterion == criterion)
        .where(marks.c.comment != "")
        .group_by(marks.c.comment)
        .order_by(amount.desc(), func.max(marks.c.id).desc())
    )
    return [row.comment for row in rows if row.comment is not DAMAGE]


def mark_shown(
    transaction: Transaction, decisions: Sequence[MarkDecision], nonce: str
) -> list[int | None]:
    """Add marks if what is in force is still what was shown of each; their numbers.

    All or none; what has the same `nonce` is the same, sent twice. Raises OvertakenError.
    """
    if transaction.connection.scalar(select(marks.c.id).filter_by(token=nonce)) is not None:
        return [None for _ in decisions]
    for decision in decisions:
        refuse_overtaken(transaction.connection, decision.part)
    return mark(replace(transaction, token=nonce), decisions)


def refuse_overtaken(connection: Connection, part: MarkedPart) -> None:
    """Raise OvertakenError where a part has another mark by now than it was read with."""
    student_id = select(attempts.c.student_id).where(attempts.c.id == part.attempt_id)
    theirs = students.c.id == student_id.scalar_subquery()
    # Two who mark one student's work wait for each other here, and only they.
    connection.execute(select(students.c.id).where(theirs).with_for_update(key_share=True)).one()
    latest = connection.execute(
        select(marks.c.id, marks.c.points, marks.c.who)
        .join(attempts, attempts.c.id == marks.c.attempt_id)
        .where(attempts.c.student_id == student_id.scalar_subquery())
        .where(attempts.c.assignment == part.assignment)
        .where(marks.c.criterion == part.criterion, marks.c.part == part.part)
        .order_by(marks.c.id.desc())
        .limit(1)
    ).one_or_none()
    is_marked = latest is not None and latest.points is not None
    if part.mark_id == (latest.id if latest and is_marked else None):
        return
    who = latest.who if latest else "somebody"
    deed = f"gave {points(latest.points)}" if latest and is_marked else "took the mark back"
    raise OvertakenError(
        f"{who} {deed} on {part.criterion!r} since this was shown; nothing was written"
    )


def mark(transaction: Transaction, decisions: Sequence[MarkDecision]) -> list[int | None]:
    """Add marks, all or none; their numbers."""
    numbers = []
    for number, decision in enumerate(decisions):
        row = {
            # Each has a token of its own, and again the same when all is done again.
            "token": f"{transaction.token}-{number}" if number else transaction.token,
            "attempt_id": decision.part.attempt_id,
            "criterion": decision.part.criterion,
            "part": decision.part.part,
            "points": decision.points,
            "who": decision.who,
            "comment": decision.comment,
            "at": transaction.now,
        }
        numbers.append(add(transaction.connection, marks, ("token",), row))
    for assignment in {decision.part.assignment for decision in decisions}:
        settle(transaction.connection, students_of(transaction.connection, decisions), assignment)
    return numbers


def students_of(connection: Connection, decisions: Sequence[MarkDecision]) -> list[int]:
    """Find whose work is marked: nobody else's attempt can count for it or cease to.

    To settle the others as well would have markers of different students wait for each other.
    """
    ids = sorted({decision.part.attempt_id for decision in decisions})
    theirs = select(attempts.c.student_id).where(attempts.c.id.in_(ids)).distinct()
    return sorted(connection.scalars(theirs))
