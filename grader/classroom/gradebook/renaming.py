"""A student by another key or name; what was their key stays theirs."""

from __future__ import annotations

from sqlalchemy import select

from grader.classroom.gradebook.actions import ActionKind, Detail, PastAction, register
from grader.classroom.gradebook.persons import (
    RENAME,
    call,
    change,
    change_back,
    find_called,
    read_facts,
    refuse_later,
)
from grader.classroom.gradebook.schema import students
from grader.classroom.gradebook.writing import Transaction
from grader.core.errors import UsageError


def rename(transaction: Transaction, id: int, detail: Detail) -> Detail:
    """Give a student another key, name or both. Raises UsageError where the key is another's."""
    connection, (student_id,) = transaction.connection, detail["students"]
    key: str = read_facts(connection, student_id)["key"]
    new: str = detail["key"]
    owner = find_called(connection, new)
    # Not the row's own key alone: who was merged has theirs still.
    taken = connection.scalar(select(students.c.id).filter_by(key=new))
    if {owner, taken} - {None, student_id}:
        raise UsageError(
            f"the key {new!r} is another student's, or was; if both are one person: "
            f"grade merge {key} {new}"
        )
    changed = change(connection, student_id, {"key": new, "name": detail["name"]})
    call(connection, id, {key} - {new}, student_id)
    return {"changed": [changed]}


def undo_changes(transaction: Transaction, past: PastAction) -> None:
    """Put back what was known of the students. Raises UsageError where that was changed since."""
    refuse_later(transaction.connection, past)
    for changed in past.detail["changed"]:
        change_back(transaction.connection, changed)


register(RENAME, ActionKind(lambda detail: str(detail["shown"]), rename, undo_changes))
