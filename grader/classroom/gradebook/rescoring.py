"""Write a rescore down, or find who would have other points by it; each in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, union

from grader.classroom.gradebook.counted import FEW
from grader.classroom.gradebook.covers import find_cover
from grader.classroom.gradebook.entries import AssignmentRecord, Change, Counted, Shift
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.marks import MarkDecision, mark_shown
from grader.classroom.gradebook.reading import LATEST, to_student
from grader.classroom.gradebook.recording import AT_ONCE, WHOSE, record_all
from grader.classroom.gradebook.rows import even
from grader.classroom.gradebook.schema import (
    attempts,
    counting,
    marks,
    observations,
    overrides,
    scores,
    students,
)
from grader.classroom.gradebook.settling import Ids, find_rules, locking
from grader.classroom.gradebook.standings import find_maximum, find_people, order_class
from grader.classroom.gradebook.writing import Transaction, describe, find_unwritten
from grader.core.errors import RecordError
from grader.core.result import Status

GIVEN = attempts.alias()
DECIDED = select(attempts.c.id).where(
    attempts.c.student_id.in_(
        union(
            select(overrides.c.student_id),
            select(GIVEN.c.student_id).join(marks, marks.c.attempt_id == GIVEN.c.id),
        )
    )
)
NEWEST = LATEST.add_columns(scores.c.attempt_id)
Asked = tuple[str, tuple[int, ...]]  # the hash of what was asked, and the seeds


@dataclass(frozen=True)
class Rescored:
    """For whom other scores count now, and how many scores were written.

    Those are fewer than were to be where attempts were graded anew meanwhile.
    """

    shifts: list[Shift]
    written: int


def rescore(
    transaction: Transaction, record: AssignmentRecord, changes: Sequence[Change]
) -> Rescored:
    """Say what an assignment is now, and add the scores of a rescore.

    Raises UsageError for an assignment that is not in the gradebook.
    """
    # Whoever grades anew waits until this is written, or is seen.
    transaction.connection.execute(locking())
    unchanged = list(find_unchanged(transaction.connection, changes))
    return Rescored(change(transaction, record, unchanged), len(unchanged))


def find_unchanged(connection: Connection, changes: Sequence[Change]) -> Iterator[Change]:
    """Leave out what was graded anew since it was read: its answers may be others."""
    for start in range(0, len(changes), AT_ONCE):
        some = changes[start : start + AT_ONCE]
        asked = {"attempts": even([each.was.attempt_id for each in some])}
        newest = {attempt_id: id for id, attempt_id in connection.execute(NEWEST, asked)}
        yield from (c for c in some if newest.get(c.was.attempt_id, 0) <= c.was.score_id)


def change(
    transaction: Transaction,
    record: AssignmentRecord,
    changes: Sequence[Change],
    ids: Ids | None = None,
) -> list[Shift]:
    """Do as `rescore` does; who moves is looked for among some students, or all."""
    connection, name = transaction.connection, record.name
    with contextlib.suppress(RecordError):  # written anew here
        find_maximum(connection, name)
    before = find_counts(connection, name, ids)
    describe(transaction, record)
    record_all(transaction, changes)
    return find_shifts(connection, name, before, ids)


def rehearse(
    transaction: Transaction, record: AssignmentRecord, changes: Sequence[Change]
) -> list[Shift]:
    """Give what `rescore` would, where all is taken back: what moves nobody is not written.

    Raises UsageError as `rescore` does.
    """
    moving = find_moving(transaction.connection, changes)
    ids = find_movable(transaction.connection, record, moving)
    return change(transaction, record, moving, ids)


def list_decided(connection: Connection) -> frozenset[int]:
    """List the attempts of the students for whom a person has decided anything."""
    return frozenset(connection.scalars(DECIDED))


def find_moving(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Leave out what can't move anybody.

    That is what comes to the same, of a student for whom no person has decided anything: by other
    criteria another part of that may count.
    """
    decided = list_decided(connection)
    return [each for each in changes if each.is_other or each.was.attempt_id in decided]


def find_movable(
    connection: Connection, record: AssignmentRecord, moving: Sequence[Change]
) -> Ids | None:
    """Find for whom something else may count by changes; None where that may be anybody or many.

    By no others than these: what was graded anew since it was read would not be among them.
    """
    # By another maximum all of a class have another, and by a due date all is settled.
    if find_unwritten(connection, record) - {"title"} or find_rules(connection):
        return None
    if len(moving) > FEW:
        return None
    return connection.scalars(WHOSE, {"attempts": [each.was.attempt_id for each in moving]}).all()


def mark_anew(
    transaction: Transaction, assignment: str, decisions: Sequence[MarkDecision]
) -> list[Shift]:
    """Give many marks at once, all or none; for whom other points count by that.

    Raises OvertakenError where one of them is changed since it was read.
    """
    before = find_counts(transaction.connection, assignment)
    mark_shown(transaction, decisions, transaction.token)
    return find_shifts(transaction.connection, assignment, before)


def find_shifts(
    connection: Connection,
    assignment: str,
    before: Mapping[int, Counted],
    ids: Ids | None = None,
) -> list[Shift]:
    """Find for whom something else counts now than before, by name; of all, or of some."""
    after = find_counts(connection, assignment, ids)
    if before == after:
        return []
    by_name = order_class(connection, assignment, None)
    moved = [id for id in by_name if before.get(id) != after.get(id)]
    people = {id: to_student(row) for id, row in find_people(connection, moved).items()}
    if (cover := find_cover(connection, [each.key for each in people.values()])) is not None:
        moved = cover.in_order(moved)
        people = {id: cover.named(student) for id, student in people.items()}
    return [Shift(people[id], before[id], after[id]) for id in moved]


def find_counts(
    connection: Connection, assignment: str, ids: Collection[int] | None = None
) -> dict[int, Counted]:
    """Find what counts, by student; for all, or some."""
    if ids is not None and not ids:
        return {}
    columns = (counting.c.status, counting.c.earned, counting.c.maximum)
    theirs = select(counting.c.student_id, *columns).where(counting.c.assignment == assignment)
    if ids is not None:
        theirs = theirs.where(counting.c.student_id.in_(ids))
    return {
        row.student_id: Counted(
            Status.NOT_GRADED.value if row.status is DAMAGE else row.status,
            known(row.earned),
            known(row.maximum),
        )
        for row in connection.execute(theirs)
    }


def known(number: Any) -> Any:
    """Give a number, or None for what can't be read: its record's own fault is told elsewhere."""
    return None if number is DAMAGE else number


def questions(connection: Connection, assignment: str) -> dict[str, Asked]:
    """Find what each student was asked whose score counts, as far as it is known."""
    rows = connection.execute(
        select(students.c.key, observations.c.asked, observations.c.seeds)
        .select_from(counting)
        .join(students, students.c.id == counting.c.student_id)
        .join(scores, scores.c.id == counting.c.score_id)
        .join(observations, observations.c.id == scores.c.observation_id)
        .where(counting.c.assignment == assignment)
    )
    return {row.key: (row.asked, row.seeds) for row in rows if DAMAGE not in row}
