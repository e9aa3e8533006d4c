"""Two students who are one person: what is held of the one goes to the other, and back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, and_, select, update

from grader.classroom.gradebook.actions import ActionKind, Detail, PastAction, register
from grader.classroom.gradebook.persons import (
    MERGE,
    call,
    change,
    change_back,
    read_facts,
    refuse_later,
)
from grader.classroom.gradebook.reading import IN_ORDER
from grader.classroom.gradebook.schema import (
    adjustments,
    attempts,
    called,
    choices,
    comments,
    excuses,
    extensions,
    marks,
    overrides,
    removals,
    students,
)
from grader.classroom.gradebook.settling import settle
from grader.classroom.gradebook.writing import Transaction

RULINGS = (overrides, extensions, excuses, adjustments, choices)
MOVED = {table.name: table for table in (attempts, *RULINGS)}
POINTING = {table.name: table for table in (marks, comments, choices)}  # at an attempt


@dataclass(frozen=True)
class SamePerson:
    """Two students who are one: who goes, who stays, and whose ids hold where both have one."""

    gone: int
    stays: int
    ids_of: int


def join(transaction: Transaction, action_id: int, pair: SamePerson) -> Detail:
    """Give one student all that is held of another, who is hidden; what is needed to part them."""
    connection, gone, stays = transaction.connection, pair.gone, pair.stays
    facts = {id: read_facts(connection, id) for id in sorted((gone, stays))}
    twins = find_twins(connection, gone, stays)
    moved = {name: move(connection, table, gone, stays, twins) for name, table in MOVED.items()}
    pointed = {name: point(connection, table, twins) for name, table in POINTING.items()}
    was, now = facts[gone], facts[stays]
    ids = {**was["ids"], **now["ids"]}
    changed = change(
        connection,
        stays,
        {
            "name": now["name"] or was["name"],
            "ids": {**ids, **facts[pair.ids_of]["ids"]},
            "on_roster": was["on_roster"] or now["on_roster"],
        },
    )
    connection.execute(removals.insert(), {"action_id": action_id, "student_id": gone})
    keys = connection.scalars(select(called.c.key).filter_by(student_id=gone)).all()
    call(connection, action_id, keys, stays)
    settle(connection, [gone, stays])
    return {"gone": gone, "stays": stays, "moved": moved, "pointed": pointed, "changed": changed}


def part(connection: Connection, joined: Detail) -> None:
    """Give a student back what was theirs before they were joined with another."""
    for name, ids in joined["moved"].items():
        table = MOVED[name]
        back = update(table).where(table.c.id.in_(ids)).values(student_id=joined["gone"])
        connection.execute(back)
    for name, pairs in joined["pointed"].items():
        table = POINTING[name]
        for id, attempt_id in pairs:
            back = update(table).where(table.c.id == id).values(attempt_id=attempt_id)
            connection.execute(back)
    change_back(connection, joined["changed"])
    settle(connection, [joined["gone"], joined["stays"]])


def find_since(connection: Connection, past: PastAction) -> dict[str, list[tuple[str, int]]]:
    """Find what has come in since an action joined students: whoever stayed keeps it.

    By their keys: for which assignments, and its numbers once they are parted.
    """
    since: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for joined in past.detail.get("joined", ()):
        rows = connection.execute(
            select(students.c.key, attempts.c.assignment, attempts.c.batch_id)
            .join(students, students.c.id == attempts.c.student_id)
            .where(attempts.c.student_id == joined["stays"])
            .where(attempts.c.id.not_in(joined["moved"][attempts.name]))
            .order_by(*IN_ORDER)
        )
        numbers = Counter[str]()
        for key, assignment, batch_id in rows:
            numbers[assignment] += 1
            if batch_id is not None and batch_id > past.id:
                since[key].append((assignment, numbers[assignment]))
    return since


def find_twins(connection: Connection, gone: int, stays: int) -> dict[int, int]:
    """Find the attempts of one student that are another's as well, with those of the other."""
    other = attempts.alias()
    same = and_(
        other.c.assignment == attempts.c.assignment,
        other.c.content == attempts.c.content,
        other.c.submitted_at == attempts.c.submitted_at,
    )
    pairs = select(attempts.c.id, other.c.id).join(other, same)
    of_both = pairs.where(attempts.c.student_id == gone, other.c.student_id == stays)
    return {row[0]: row[1] for row in connection.execute(of_both)}


def move(
    connection: Connection, table: Table, gone: int, stays: int, twins: Mapping[int, int]
) -> list[int]:
    """Have what is one student's be another's; the numbers of the rows."""
    theirs = select(table.c.id).where(table.c.student_id == gone)
    if table is attempts:  # of two that are the same there can be only one
        theirs = theirs.where(table.c.id.not_in(twins))
    ids = list(connection.scalars(theirs.order_by(table.c.id)))
    connection.execute(update(table).where(table.c.id.in_(ids)).values(student_id=stays))
    return ids


def point(connection: Connection, table: Table, twins: Mapping[int, int]) -> list[list[int]]:
    """Have what is of an attempt be of the other that is the same; what it was of before."""
    of_twins = select(table.c.id, table.c.attempt_id).where(table.c.attempt_id.in_(twins))
    pairs = [[id, attempt_id] for id, attempt_id in connection.execute(of_twins)]
    for id, attempt_id in pairs:
        same = update(table).where(table.c.id == id).values(attempt_id=twins[attempt_id])
        connection.execute(same)
    return pairs


def merge(transaction: Transaction, id: int, detail: Detail) -> Detail:
    """Merge the first student of two into the second."""
    gone, stays = detail["students"]
    pair = SamePerson(gone, stays, detail["ids_of"])
    return {"joined": [join(transaction, id, pair)]}


def undo_joins(transaction: Transaction, past: PastAction) -> None:
    """Part all whom an action has joined. Raises UsageError where they were changed since."""
    refuse_later(transaction.connection, past)
    for joined in reversed(past.detail["joined"]):
        part(transaction.connection, joined)


register(MERGE, ActionKind(lambda detail: str(detail["shown"]), merge, undo_joins))
