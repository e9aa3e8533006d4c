"""Find for whom other points count by an action, before it is done for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from grader.classroom.gradebook.actions import Action, Detail, act_all, find_action, undo
from grader.classroom.gradebook.entries import Counted, Effect, Shift
from grader.classroom.gradebook.reading import to_student
from grader.classroom.gradebook.rescoring import find_counts
from grader.classroom.gradebook.schema import assignments, hidden
from grader.classroom.gradebook.standings import find_people
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import MISSING

GONE = Counted("removed", None, None)
NOTHING = Counted(MISSING, None, None)


def preview(transaction: Transaction, actions: Sequence[Action]) -> list[Effect]:
    """Do some actions, and give what they change together. Raises UsageError."""
    return compare(
        transaction,
        lambda: act_all(transaction, actions, transaction.token),
        *(action.detail for action in actions),
    )


def preview_undo(transaction: Transaction, id: int) -> list[Effect]:
    """Undo an action, and give what that changes. Raises UsageError."""
    past = find_action(transaction.connection, id)
    return compare(transaction, lambda: undo(transaction, id, ""), past.detail)


def compare(transaction: Transaction, work: Callable[[], object], *details: Detail) -> list[Effect]:
    """Give for whom something else counts after some work, assignment by assignment.

    The `details` of the actions tell whom it concerns: a class is not counted for one student.
    """
    connection = transaction.connection
    named = [detail.get("students", ()) for detail in details]
    ids = sorted({id for theirs in named for id in theirs}) if all(named) else None
    names = sorted(connection.scalars(select(assignments.c.name)))
    before = {name: find_counts(connection, name, ids) for name in names}
    work()
    gone = set(connection.scalars(select(hidden.c.student_id)))
    effects = []
    for name in names:
        former, now = before[name], find_counts(connection, name, ids)
        moved = [id for id in {**former, **now} if former.get(id) != now.get(id)]
        people = find_people(connection, moved)
        for id in sorted(moved, key=lambda id: str(people[id]["key"])):
            absent = GONE if id in gone else NOTHING
            shift = Shift(to_student(people[id]), former.get(id, NOTHING), now.get(id, absent))
            effects.append(Effect(name, shift))
    return effects
