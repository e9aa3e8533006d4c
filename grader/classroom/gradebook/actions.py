"""What people do to a class: each action is written down for good, and an undone one holds no more.

Nothing is deleted. What an action brings about stands in tables that name it, and holds as long as
no later action undoes it; or it is a change of rows, of which the action keeps what was before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from grader.classroom.gradebook.rows import value_of
from grader.classroom.gradebook.schema import actions
from grader.classroom.gradebook.writing import Transaction, add
from grader.core.errors import UsageError

# As JSON has it. `students` are the numbers of those whom it concerns; none where that is all.
Detail = Mapping[str, Any]
UNDO = "undo"


@dataclass(frozen=True)
class Action:
    """What a person does to a class, and why."""

    kind: str
    who: str
    why: str = ""
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True)
class PastAction:
    """An action that was written down; `undoes` is the number of the one that it undoes."""

    id: int
    kind: str
    who: str
    why: str
    at: datetime
    detail: Detail
    undoes: int | None


@dataclass(frozen=True)
class ActionKind:
    """How one kind of action is done, undone and told.

    `do` gets the action's number, with which it adds its rows, and may give what is to be kept
    beside the detail, such as what was before. `undo` is called after it was written down that the
    action holds no more; it changes back what `do` has changed, and settles anew what depends on
    it. `tell` says in a few words what was done; whom it concerned, why and when is said for it.
    What can't be undone says in `instead` what to do. `is_of_students` if staff does not do it, so
    that it is undone by its number alone.
    """

    tell: Callable[[Detail], str]
    do: Callable[[Transaction, int, Detail], Detail | None] = lambda *_: None
    undo: Callable[[Transaction, PastAction], None] = lambda *_: None
    instead: str = ""
    is_of_students: bool = False


KINDS: dict[str, ActionKind] = {}


def register(name: str, kind: ActionKind) -> None:
    """Make a kind of action known, for `act`, `undo` and the log."""
    KINDS[name] = kind


register(
    UNDO,
    ActionKind(
        tell=lambda detail: f"undid {detail['undone']}: {detail['told']}",
        instead="do what it undid anew",
    ),
)


def act(transaction: Transaction, action: Action) -> int:
    """Write an action down and do it, once for each transaction; its number. Raises UsageError."""
    id = note(transaction, action)
    if id is None:
        return number_of(transaction)
    more = KINDS[action.kind].do(transaction, id, action.detail)
    if more:
        detail = {**action.detail, **more}
        transaction.connection.execute(
            actions.update().where(actions.c.id == id).values(detail=detail)
        )
    return id


def act_all(transaction: Transaction, actions: Sequence[Action], nonce: str) -> None:
    """Do some actions, all or none. What has the same `nonce` is the same, sent twice."""
    for number, action in enumerate(actions):
        act(replace(transaction, token=f"{nonce}-{number}"), action)


def undo(transaction: Transaction, id: int, who: str, why: str = "") -> int:
    """Have an action hold no more; the number of what undoes it. Raises UsageError."""
    past = find_action(transaction.connection, id)
    kind = KINDS.get(past.kind)
    if kind is None or kind.instead:
        instead = kind.instead if kind else "install a newer golden-grader"
        raise UsageError(f"{id}, {past.kind}, can't be undone; {instead}")
    by = find_undoing(transaction.connection, id)
    detail = {"undone": id, "told": kind.tell(past.detail)}
    detail["students"] = past.detail.get("students", [])
    new = note(transaction, Action(UNDO, who, why, detail), undoes=id) if by is None else None
    if new is None:
        return refuse_again(transaction, id)
    kind.undo(transaction, past)
    return new


def note(transaction: Transaction, action: Action, *, undoes: int | None = None) -> int | None:
    """Add the row of an action; None where this transaction has done so already."""
    row = {
        **{name: getattr(action, name) for name in ("kind", "who", "why")},
        "detail": dict(action.detail),
        "token": transaction.token,
        "at": transaction.now,
        "undoes": undoes,
    }
    return add(transaction.connection, actions, ("token",), row)


def number_of(transaction: Transaction) -> int:
    """Find the number of what this transaction has done before."""
    wanted = select(actions.c.id).filter_by(token=transaction.token)
    return int(transaction.connection.execute(wanted).scalar_one())


def refuse_again(transaction: Transaction, id: int) -> int:
    """Give the number of the undoing if it is this transaction's own. Raises UsageError."""
    by = find_undoing(transaction.connection, id)
    if by is not None and by.token == transaction.token:
        return int(by.id)
    raise UsageError(f"{id} is undone already; grade log says by whom")


def find_undoing(connection: Connection, id: int) -> Any:
    """Find the row of what undoes an action, if it is undone."""
    return connection.execute(select(actions).filter_by(undoes=id)).one_or_none()


def find_action(connection: Connection, id: int) -> PastAction:
    """Read an action by its number. Raises UsageError, RecordError."""
    row = connection.execute(select(actions).filter_by(id=id)).one_or_none()
    if row is None:
        raise UsageError(f"there is no action {id}; grade log lists them with their numbers")
    return to_action(row._mapping)


def to_action(row: RowMapping) -> PastAction:
    """Make an action of its row. Raises RecordError."""
    return value_of(PastAction, row, actions)


def list_actions(connection: Connection) -> list[PastAction]:
    """Read all that was done, the oldest first. Raises RecordError."""
    rows = connection.execute(select(actions).order_by(actions.c.id))
    return [to_action(row._mapping) for row in rows]
