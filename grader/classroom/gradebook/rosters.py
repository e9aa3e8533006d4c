"""The roster: who is on the list given last is in the class; who has handed in stays known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, select

from grader.classroom.gradebook.actions import (
    Action,
    ActionKind,
    Detail,
    PastAction,
    act,
    register,
)
from grader.classroom.gradebook.merging import SamePerson, join, undo_joins
from grader.classroom.gradebook.persons import (
    ROSTER,
    Facts,
    change,
    change_back,
    facts_of,
    numbers_of,
)
from grader.classroom.gradebook.reading import is_present, to_student
from grader.classroom.gradebook.schema import called, students
from grader.classroom.gradebook.settling import locking
from grader.classroom.gradebook.writing import Transaction, enroll
from grader.classroom.people import Student
from grader.reports.text import count


@dataclass(frozen=True)
class GivenRoster:
    """A list of who is in the class, who gives it, and what it is called.

    `same` names by their keys those who were known by another key, before the one that is on it.
    """

    people: tuple[Student, ...]
    who: str = ""
    name: str = "a list"
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RosterChange:
    """What a list has changed, by which action; None where it has changed nothing.

    `came` and `left` are those on it and no more on it, `merged` those who are one person,
    `outsiders` those of whom something is held though they are not on it.
    """

    action: int | None
    came: tuple[Student, ...]
    left: tuple[Student, ...]
    merged: tuple[tuple[Student, ...], ...]
    outsiders: tuple[Student, ...]


def find_outsiders(connection: Connection) -> tuple[Student, ...]:
    """Find who is known, and not on the roster."""
    theirs = select(students).where(is_present(), ~students.c.on_roster)
    rows = connection.execute(theirs.order_by(students.c.key))
    return tuple(to_student(row._mapping) for row in rows)


def find_former_keys(connection: Connection) -> dict[str, Student]:
    """Find who is meant by each key that was somebody's before a rename or a merge."""
    rows = connection.execute(
        select(called.c.key.label("former"), students)
        .join(students, students.c.id == called.c.student_id)
        .where(called.c.key != students.c.key)
    )
    return {row.former: to_student(row._mapping) for row in rows}


def give_roster(transaction: Transaction, given: GivenRoster) -> RosterChange:
    """Have a list be the roster in place of the former one: an action, if it changes anything.

    What is known of students is added to. Who is not on it leaves, and stays known where anything
    is held of them.
    """
    connection = transaction.connection
    connection.execute(locking())  # all at once
    before = read_all(connection)
    put_on(transaction, given, before)
    changed = differences(before, read_all(connection))
    pairs = [numbers_of(connection, pair) for pair in given.same]
    concerned = sorted({*(each["id"] for each in changed), *chain(*pairs)})
    detail: Detail = {
        "students": concerned,
        "changed": changed,
        "pairs": pairs,
        "name": given.name,
        "people": len(given.people),
    }
    id = act(transaction, Action(ROSTER, given.who, "", detail)) if concerned else None
    return RosterChange(
        id,
        those(connection, turned(changed, on_roster=True)),
        those(connection, turned(changed, on_roster=False)),
        tuple(those(connection, pair) for pair in pairs),
        find_outsiders(connection),
    )


def put_on(transaction: Transaction, given: GivenRoster, before: Mapping[int, Facts]) -> None:
    """Put all of a list on the roster, and take all others off it."""
    ids = enroll(transaction, given.people)
    for id in before:
        if before[id]["on_roster"] and id not in ids:
            change(transaction.connection, id, {"on_roster": False})


def read_all(connection: Connection) -> dict[int, Facts]:
    """Read what is known of all students."""
    return {row.id: facts_of(row) for row in connection.execute(select(students))}


def differences(before: Mapping[int, Facts], after: Mapping[int, Facts]) -> list[Detail]:
    """Give what is known otherwise of students than before; who is new was on no roster."""
    changed: list[Detail] = []
    for id, facts in after.items():
        was = before.get(id, {**facts, "on_roster": False})
        names = [name for name in facts if facts[name] != was[name]]
        if names:
            parts = ({name: side[name] for name in names} for side in (was, facts))
            changed.append({"id": id, **dict(zip(("was", "made"), parts, strict=True))})
    return changed


def turned(changed: Sequence[Detail], *, on_roster: bool) -> list[int]:
    """Give who came on a roster, or who left it."""
    return [each["id"] for each in changed if each["made"].get("on_roster") is on_roster]


def those(connection: Connection, ids: Sequence[int]) -> tuple[Student, ...]:
    """Read students, in the order of their numbers here."""
    rows = connection.execute(select(students).where(students.c.id.in_(ids)))
    people = {row.id: to_student(row._mapping) for row in rows}
    return tuple(people[id] for id in ids)


def merge_all(transaction: Transaction, id: int, detail: Detail) -> Detail:
    """Merge all who are one person; of those on the roster the ids hold."""
    pairs = [SamePerson(gone, stays, stays) for gone, stays in detail["pairs"]]
    return {"joined": [join(transaction, id, pair) for pair in pairs]}


def undo_roster(transaction: Transaction, past: PastAction) -> None:
    """Part all whom a list has merged, and have the former roster again. Raises UsageError."""
    undo_joins(transaction, past)
    for changed in past.detail["changed"]:
        change_back(transaction.connection, changed)


def tell(detail: Detail) -> str:
    """Say which list was given, and what it has changed."""
    numbers = {
        "came": len(turned(detail["changed"], on_roster=True)),
        "left": len(turned(detail["changed"], on_roster=False)),
        "merged": len(detail["pairs"]),
    }
    parts = [f"{number} {word}" for word, number in numbers.items() if number]
    return ", ".join([f"{detail['name']}: {count(detail['people'], 'student')}", *parts])


register(ROSTER, ActionKind(tell, merge_all, undo_roster))
