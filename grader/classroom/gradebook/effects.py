"""What a term's actions bring about for students, hand-ins and batches, and how each is told.

What they say of a student in an assignment is in rows that name the action, so that to undo one
changes none of them: only what depends on them is settled anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from grader.classroom.gradebook.actions import ActionKind, Detail, PastAction, register
from grader.classroom.gradebook.schema import (
    adjustments,
    attempts,
    choices,
    excuses,
    extensions,
    removals,
)
from grader.classroom.gradebook.settling import settle
from grader.classroom.gradebook.writing import Transaction
from grader.core.text import points

EXTEND, EXCUSE, ADJUST, CHOOSE, REMOVE, BATCH = (
    "extend",
    "excuse",
    "adjust",
    "choose",
    "remove",
    "batch",
)


def adding_to(table: Table, columns: Callable[[Detail], Mapping[str, Any]]) -> Any:
    """Make the `do` of an action that adds a row for each student that it concerns."""

    def do(transaction: Transaction, id: int, detail: Detail) -> None:
        row = {"action_id": id, "assignment": detail["assignment"], **columns(detail)}
        rows = [{**row, "student_id": student_id} for student_id in detail["students"]]
        transaction.connection.execute(table.insert(), rows)
        settle(transaction.connection, detail["students"])

    return do


def settle_again(transaction: Transaction, past: PastAction) -> None:
    """Settle those whom an action concerned, which holds no more."""
    settle(transaction.connection, past.detail["students"])


def until_of(detail: Detail) -> Mapping[str, Any]:
    """Give until when a student may hand in; None takes earlier extensions back."""
    until = detail["until"]
    return {"until": until and datetime.fromisoformat(until)}


def tell_extension(detail: Detail) -> str:
    """Say until when a student may hand in."""
    if detail["until"] is None:
        return f"{detail['assignment']}: no extension"
    return f"{detail['assignment']}: due {detail['shown']}"


def tell_choice(detail: Detail) -> str:
    """Say which hand-in counts."""
    chosen = detail["shown"] or "none chosen: by the rubric's rule"
    return f"{detail['assignment']}: {chosen}"


def remove(transaction: Transaction, id: int, detail: Detail) -> Detail:
    """Have a student, a hand-in or all of a batch count no more."""
    connection = transaction.connection
    names = ("student_id", "attempt_id", "batch_id")
    row = {"action_id": id, **{name: detail.get(name) for name in names}}
    connection.execute(removals.insert(), row)
    theirs = list(detail.get("students", ()))
    if detail.get("batch_id") is not None:
        whose = select(attempts.c.student_id).filter_by(batch_id=detail["batch_id"]).distinct()
        theirs = sorted(connection.scalars(whose))
    settle(connection, theirs)
    return {"students": theirs}


register(
    EXTEND,
    ActionKind(tell_extension, adding_to(extensions, until_of), settle_again),
)
register(
    EXCUSE,
    ActionKind(
        lambda detail: f"{detail['assignment']}: excused",
        adding_to(excuses, lambda _: {}),
        settle_again,
    ),
)
register(
    ADJUST,
    ActionKind(
        lambda detail: f"{detail['assignment']}: {signed(detail['points'])} points",
        adding_to(adjustments, lambda detail: {"points": detail["points"]}),
        settle_again,
    ),
)
register(
    CHOOSE,
    ActionKind(
        tell_choice,
        adding_to(choices, lambda detail: {"attempt_id": detail["attempt_id"]}),
        settle_again,
    ),
)
register(REMOVE, ActionKind(lambda detail: str(detail["shown"]), remove, settle_again))
register(
    BATCH,
    ActionKind(
        lambda detail: f"graded {detail['shown']}",
        instead="to have what it brought count no more: grade remove --batch NUMBER",
    ),
)


def signed(number: float) -> str:
    """Write points that are added or taken off."""
    return f"{'-' if number < 0 else '+'}{points(abs(number))}"
