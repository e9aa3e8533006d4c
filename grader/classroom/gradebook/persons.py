"""What is known of a student, changed by an action and put back when that is undone.

A key that was a student's stays theirs: hand-ins and lists that still have it mean the same person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from grader.classroom.gradebook.actions import Detail, PastAction, list_actions
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import aliases, called, students
from grader.core.errors import UsageError

Facts = dict[str, Any]  # what is known of a student, by the columns' names
RENAME, MERGE, ROSTER = "rename", "merge", "roster"
OF_PEOPLE = (RENAME, MERGE, ROSTER)
UNKNOWN: Mapping[str, Any] = {"name": "", "ids": {}, "on_roster": False}


def facts_of(row: Row[Any]) -> Facts:
    """Give what is known of a student; what can't be read is not known."""
    facts = {name: getattr(row, name) for name in ("key", *UNKNOWN)}
    return {name: UNKNOWN.get(name) if v is DAMAGE else v for name, v in facts.items()}


def read_facts(connection: Connection, id: int) -> Facts:
    """Read what is known of a student, and keep others from changing it."""
    row = connection.execute(select(students).filter_by(id=id).with_for_update()).one()
    return facts_of(row)


def change(connection: Connection, id: int, now: Mapping[str, Any]) -> Detail:
    """Change what is known of a student; give what was before, and what was made of it."""
    facts = read_facts(connection, id)
    news = {name: value for name, value in now.items() if value != facts[name]}
    if news:
        connection.execute(update(students).where(students.c.id == id).values(news))
    return {"id": id, "was": {name: facts[name] for name in news}, "made": news}


def change_back(connection: Connection, changed: Detail) -> None:
    """Put back what was before, as far as nothing else was learned since."""
    facts, was, made = read_facts(connection, changed["id"]), changed["was"], changed["made"]
    now = {name: was[name] for name in was if name != "ids" and facts[name] == made[name]}
    if "ids" in was:
        ids = dict(facts["ids"])
        for kind in {*was["ids"], *made["ids"]}:
            if ids.get(kind) == made["ids"].get(kind):
                ids.pop(kind, None)
                ids |= {kind: was["ids"][kind]} if kind in was["ids"] else {}
        now["ids"] = ids
    change(connection, changed["id"], now)


def find_called(connection: Connection, key: str) -> int | None:
    """Find whom a key means, now or since they were renamed or merged."""
    id: int | None = connection.scalar(select(called.c.student_id).filter_by(key=key))
    return id


def numbers_of(connection: Connection, keys: Sequence[str]) -> list[int]:
    """Give the numbers of the students whom keys mean. Raises UsageError for a key of nobody's."""
    numbers = []
    for key in keys:
        if (id := find_called(connection, key)) is None:
            raise UsageError(f"no student {key!r} in the gradebook; check the key")
        numbers.append(id)
    return numbers


def call(connection: Connection, action_id: int, keys: Iterable[str], id: int) -> None:
    """Have keys mean a student as long as an action holds."""
    rows = [{"action_id": action_id, "key": key, "student_id": id} for key in keys]
    # Of no rows SQLAlchemy would make one of defaults.
    if rows:
        connection.execute(aliases.insert(), rows)


def refuse_later(connection: Connection, past: PastAction) -> None:
    """Raise UsageError where the same people were changed since, which is to be undone first."""
    done = list_actions(connection)
    undone = {action.undoes for action in done}
    for later in reversed(done):
        is_same = not {*later.detail.get("students", ())}.isdisjoint(past.detail["students"])
        stands = later.id > past.id and later.id not in undone and later.kind in OF_PEOPLE
        if stands and is_same:
            raise UsageError(
                f"{past.id}, {past.kind}, can't be undone while {later.id}, {later.kind}, holds, "
                f"which is of the same people; first: grade undo {later.id}"
            )
