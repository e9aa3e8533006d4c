"""Which pages were sent to whom: each sending is an action, and one that is undone was none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from grader.classroom.gradebook.actions import Action, ActionKind, Detail, act, register, to_action
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import actions, students
from grader.classroom.gradebook.writing import Transaction

FEEDBACK = "feedback"


def tell(detail: Detail) -> str:
    """Say what was sent."""
    number = len(detail["pages"])
    pages = "page" if number == 1 else "pages"
    return f"{number} {pages} of {detail['assignment']} packed for {detail['system']}"


register(FEEDBACK, ActionKind(tell=tell))


def send(
    transaction: Transaction, assignment: str, system: str, pages: Mapping[str, str], who: str
) -> int:
    """Write down that pages were sent to a system, by the students' keys; the action's number.

    `pages` has a hash of each.
    """
    wanted = select(students.c.key, students.c.id).where(students.c.key.in_(pages))
    ids = {row.key: row.id for row in transaction.connection.execute(wanted)}
    # By number, since a student may be renamed.
    detail = {
        "students": sorted(ids.values()),
        "assignment": assignment,
        "system": system,
        "pages": {str(ids[key]): made for key, made in pages.items() if key in ids},
    }
    return act(transaction, Action(FEEDBACK, who, detail=detail))


def find_sent(connection: Connection, assignment: str, system: str) -> dict[str, str]:
    """Find a hash of the page that each student was last sent, by key. Raises RecordError."""
    undone = select(actions.c.undoes).where(actions.c.undoes.is_not(None))
    sendings = connection.execute(
        select(actions)
        .where(actions.c.kind == FEEDBACK, actions.c.id.not_in(undone))
        .order_by(actions.c.id)
    )
    last: dict[str, str] = {}
    for detail in (to_action(row._mapping).detail for row in sendings):
        if (detail["assignment"], detail["system"]) == (assignment, system):
            last |= detail["pages"]
    rows = connection.execute(select(students.c.id, students.c.key))
    people = {str(row.id): row.key for row in rows if row.key is not DAMAGE}
    return {people[id]: made for id, made in last.items() if id in people}
