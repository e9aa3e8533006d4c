"""What people mark by hand: a mark is of a part of one attempt, and of each that has the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Integer,
    Select,
    any_,
    bindparam,
    func,
    select,
)

from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.rows import even, value_of
from grader.classroom.gradebook.schema import (
    attempts,
    counting,
    criteria,
    marked,
    marks,
    observations,
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


def list_parts(theirs: ColumnElement[bool]) -> Select[Any]:
    """Make the query for what is to be marked of the newest scores of some attempts."""
    own = select(attempts.c.id).where(theirs)
    newest = select(func.max(scores.c.id)).where(scores.c.attempt_id.in_(own))
    return (
        select(
            scores.c.id.label("score_id"),
            students.c.key,
            criteria.c.name,
            PART,
            attempts.c.id,
            observations.c.key.label("observed"),
        )
        .select_from(attempts)
        .join(students, students.c.id == attempts.c.student_id)
        .join(scores, scores.c.attempt_id == attempts.c.id)
        .join(criteria, criteria.c.score_id == scores.c.id)
        .outerjoin(observations, observations.c.id == scores.c.observation_id)
        .where(theirs, scores.c.id.in_(newest.group_by(scores.c.attempt_id)))
        .where(criteria.c.status == ScoreStatus.TO_MARK.value)
        .order_by(attempts.c.id, criteria.c.position)
    )


# All that a mark asks for is made once: to make it takes longer than to run it.
IN_ASSIGNMENT = attempts.c.assignment == bindparam("assignment")
OF_STUDENTS = attempts.c.student_id.in_(bindparam("ids", expanding=True))
STUDENTS = select(students.c.id).where(students.c.key.in_(bindparam("keys", expanding=True)))
ALL_PARTS, SOME_PARTS = list_parts(IN_ASSIGNMENT), list_parts(IN_ASSIGNMENT & OF_STUDENTS)
ALL_CURRENT = select(counting.c.score_id).where(
    counting.c.assignment == bindparam("assignment"), counting.c.excused.is_(None)
)
# A server plans this for 10 ms, ten times for each way in which it is written: so it has one, for
# any number of students.
SOME_CURRENT = {
    "sqlite": ALL_CURRENT.where(counting.c.student_id.in_(bindparam("ids", expanding=True))),
    "postgresql": ALL_CURRENT.where(
        counting.c.student_id == any_(bindparam("ids", type_=ARRAY(Integer)))
    ),
}
ALL_MARKED = (
    select(marked).join(attempts, attempts.c.id == marked.c.attempt_id).where(IN_ASSIGNMENT)
)
SOME_MARKED = select(marked).where(marked.c.score_id.in_(bindparam("score_ids", expanding=True)))
OWNER = (
    select(attempts.c.student_id).where(attempts.c.id == bindparam("attempt_id")).scalar_subquery()
)
LOCKED = select(students.c.id).where(students.c.id == OWNER).with_for_update(key_share=True)
LATEST = (
    select(marks.c.id, marks.c.points, marks.c.who)
    .join(attempts, attempts.c.id == marks.c.attempt_id)
    .where(IN_ASSIGNMENT, attempts.c.student_id == OWNER)
    .where(marks.c.criterion == bindparam("criterion"), marks.c.part == bindparam("part"))
    .order_by(marks.c.id)
)
OWNERS = (
    select(attempts.c.student_id)
    .where(attempts.c.id.in_(bindparam("attempt_ids", expanding=True)))
    .distinct()
)


@dataclass(frozen=True)
class MarkedPart:
    """What is to be marked of one attempt, and as what it is marked, if it is.

    `is_current` tells whether it is of the attempt that counts, `mark_id` which mark is in force.
    `row` is its name where that is not told by whose it is, since names are hidden. `observed` is
    the key of what was observed of the attempt.
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
    observed: str | None = None

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
    if score_ids is None:
        rows = connection.execute(ALL_MARKED, {"assignment": assignment})
    else:
        rows = connection.execute(SOME_MARKED, {"score_ids": even(score_ids)})
    for row in rows:
        by_score[row.score_id].append(row._mapping)
    return by_score


def to_marks(rows: Sequence[Mapping[Any, Any]]) -> tuple[HandMark, ...]:
    """Make marks of their rows. Raises RecordError."""
    return tuple(value_of(HandMark, row, marked) for row in rows)


def find_parts(
    connection: Connection, assignment: str, keys: Collection[str] | None = None
) -> list[MarkedPart]:
    """Find all that there is to be marked, or was, of any attempt in an assignment.

    Of all students, or those with the keys.
    """
    ids = None if keys is None else connection.scalars(STUDENTS, {"keys": even(keys)}).all()
    return parts_of(connection, assignment, ids)


def parts_of(
    connection: Connection, assignment: str, ids: Collection[int] | None
) -> list[MarkedPart]:
    """Find the same by the students' numbers."""
    asked: dict[str, Any] = {"assignment": assignment}
    if ids is not None:
        asked["ids"] = even(ids)
    some_current = SOME_CURRENT[connection.dialect.name]
    listed, counts = (ALL_PARTS, ALL_CURRENT) if ids is None else (SOME_PARTS, some_current)
    rows = [row for row in connection.execute(listed, asked) if DAMAGE not in row[:-1]]
    current = set(connection.scalars(counts, asked))
    some = None if ids is None else {row.score_id for row in rows}
    given = {
        (score_id, row[marked.c.criterion]): {name: row[marked.c[name]] for name in MARKED}
        for score_id, marks in find_marks(connection, assignment, some).items()
        for row in marks
        if DAMAGE not in row.values()
    }
    # The one that counts goes before any other that has the same.
    parts: dict[tuple[str, str, str], MarkedPart] = {}
    for row in rows:
        about = (row.key, row.name, row[3])
        if not (about in parts and parts[about].is_current):
            mark: dict[str, Any] = given.get((row.score_id, row.name), {})
            observed = None if row.observed is DAMAGE else row.observed
            is_current = row.score_id in current
            part = MarkedPart(assignment, *about, row.id, is_current, observed=observed, **mark)
            parts[about] = part
    return list(parts.values())


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
    try:
        for decision in decisions:
            refuse_overtaken(transaction.connection, decision.part)
    except OvertakenError:
        done = select(marks.c.id).filter_by(token=nonce)
        if transaction.connection.scalar(done) is None:
            raise
        return [None for _ in decisions]
    return mark(replace(transaction, token=nonce), decisions)


def refuse_overtaken(connection: Connection, part: MarkedPart) -> None:
    """Raise OvertakenError where a part has another mark by now than it was read with."""
    names = ("attempt_id", "assignment", "criterion", "part")
    asked = {name: getattr(part, name) for name in names}
    # Two who mark one student's work wait for each other here, and only they.
    connection.execute(LOCKED, asked).one()
    # Not the first of all by number, lest a server looks through everybody's marks for it.
    latest = next(reversed(connection.execute(LATEST, asked).all()), None)
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
    rows = rows_of(transaction, decisions)
    numbers = [add(transaction.connection, marks, ("token",), row) for row in rows]
    for assignment in {decision.part.assignment for decision in decisions}:
        settle(transaction.connection, students_of(transaction.connection, decisions), assignment)
    return numbers


def rows_of(transaction: Transaction, decisions: Sequence[MarkDecision]) -> list[dict[str, Any]]:
    """Make the rows of marks."""
    return [
        {
            "token": token_of(transaction.token, at),
            "attempt_id": decision.part.attempt_id,
            "criterion": decision.part.criterion,
            "part": decision.part.part,
            "points": decision.points,
            "who": decision.who,
            "comment": decision.comment,
            "at": transaction.now,
        }
        for at, decision in enumerate(decisions)
    ]


def token_of(token: str, at: int) -> str:
    """Give each of several marks a token of its own, again the same when all is done again."""
    return f"{token}-{at}" if at else token


def students_of(connection: Connection, decisions: Sequence[MarkDecision]) -> list[int]:
    """Find whose work is marked: nobody else's attempt can count for it or cease to.

    To settle the others as well would have markers of different students wait for each other.
    """
    ids = sorted({decision.part.attempt_id for decision in decisions})
    return sorted(connection.scalars(OWNERS, {"attempt_ids": ids}))
