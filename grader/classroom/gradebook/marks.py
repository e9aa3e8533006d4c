"""What people mark by hand: a mark is of a part of one attempt, and of each that has the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, and_, func, select

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
from grader.classroom.gradebook.writing import Transaction, add
from grader.classroom.people import HandMark
from grader.core.hashing import hash_of
from grader.core.result import ScoreStatus

PART = func.coalesce(criteria.c.part, attempts.c.content)


@dataclass(frozen=True)
class MarkedPart:
    """What is to be marked of one attempt, and as what it is marked, if it is.

    `is_current` tells whether it is of the attempt that counts.
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

    @property
    def name(self) -> str:
        """What a table's row is known again by: no spreadsheet takes it for a number."""
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
    connection: Connection, score_ids: Sequence[int]
) -> Mapping[int, Sequence[RowMapping]]:
    """Find the rows of what scores were given by hand, by score."""
    rows = connection.execute(select(marked).where(marked.c.score_id.in_(score_ids)))
    by_score: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        by_score[row.score_id].append(row._mapping)
    return by_score


def to_marks(rows: Sequence[RowMapping]) -> tuple[HandMark, ...]:
    """Make marks of their rows. Raises RecordError."""
    return tuple(value_of(HandMark, row, marked) for row in rows)


def find_parts(connection: Connection, assignment: str) -> list[MarkedPart]:
    """Find all that there is to be marked, or was, of any attempt in an assignment."""
    newest = select(func.max(scores.c.id)).group_by(scores.c.attempt_id)
    rows = connection.execute(
        select(
            attempts.c.assignment,
            students.c.key,
            criteria.c.name,
            PART,
            attempts.c.id,
            counting.c.score_id.is_not(None),
            marked.c.points,
            marked.c.who,
            marked.c.comment,
        )
        .select_from(attempts)
        .join(students, students.c.id == attempts.c.student_id)
        .join(scores, scores.c.attempt_id == attempts.c.id)
        .join(criteria, criteria.c.score_id == scores.c.id)
        .outerjoin(counting, counting.c.score_id == scores.c.id)
        .outerjoin(
            marked,
            and_(marked.c.score_id == scores.c.id, marked.c.criterion == criteria.c.name),
        )
        .where(attempts.c.assignment == assignment, scores.c.id.in_(newest))
        .where(criteria.c.status == ScoreStatus.TO_MARK.value)
        .order_by(attempts.c.id, criteria.c.position)
    )
    # The one that counts goes before any other that has the same.
    parts: dict[str, MarkedPart] = {}
    for row in rows:
        part = MarkedPart(*row) if DAMAGE not in row else None
        if part and not (part.name in parts and parts[part.name].is_current):
            parts[part.name] = part
    return list(parts.values())


def mark(transaction: Transaction, decisions: Sequence[MarkDecision]) -> None:
    """Add marks, all or none."""
    for number, decision in enumerate(decisions):
        row = {
            # Each has a token of its own, and again the same when all is done again.
            "token": f"{transaction.token}-{number}",
            "attempt_id": decision.part.attempt_id,
            "criterion": decision.part.criterion,
            "part": decision.part.part,
            "points": decision.points,
            "who": decision.who,
            "comment": decision.comment,
            "at": transaction.now,
        }
        add(transaction.connection, marks, ("token",), row)
