"""Find for whom other points count by an action, before it is done for good."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from grader.classroom.gradebook.actions import Action, act, undo
from grader.classroom.gradebook.entries import Counted, Effect, Shift
from grader.classroom.gradebook.reading import to_student
from grader.classroom.gradebook.rescoring import find_counts
from grader.classroom.gradebook.schema import assignments, hidden
from grader.classroom.gradebook.standings import find_people
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import MISSING

GONE = Counted("removed", None, None)
NOTHING = Counted(MISSING, None, None)


def preview(transaction: Transaction, action: Action) -> list[Effect]:
    """Do an action, and give what it changes. Raises UsageError."""
    return compare(transaction, lambda: act(transaction, action))


def preview_undo(transaction: Transaction, id: int) -> list[Effect]:
    """Undo an action, and give what that changes. Raises UsageError."""
    return compare(transaction, lambda: undo(transaction, id, ""))


def compare(transaction: Transaction, work: Callable[[], int]) -> list[Effect]:
    """Give for whom something else counts after some work, assignment by assignment."""
    connection = transaction.connection
    names = sorted(connection.scalars(select(assignments.c.name)))
    before = {name: find_counts(connection, name) for name in names}
    work()
    gone = set(connection.scalars(select(hidden.c.student_id)))
    effects = []
    for name in names:
        former, now = before[name], find_counts(connection, name)
        moved = [id for id in {**former, **now} if former.get(id) != now.get(id)]
        people = find_people(connection, moved)
        for id in sorted(moved, key=lambda id: str(people[id]["key"])):
            absent = GONE if id in gone else NOTHING
            shift = Shift(to_student(people[id]), former.get(id, NOTHING), now.get(id, absent))
            effects.append(Effect(name, shift))
    return effects
