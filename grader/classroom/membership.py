"""Who is in a class: lists that are given, students by another name, two who are one person.

Each is an action that can be undone. What a script does here, the commands do.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.gradebook.actions import Action, PastAction
from grader.classroom.gradebook.persons import MERGE, RENAME
from grader.classroom.gradebook.rosters import GivenRoster, RosterChange
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.intake.joining import contradictions, find_on_roster
from grader.classroom.intake.roster import Roster
from grader.classroom.names import escape, is_seen
from grader.classroom.people import Student
from grader.classroom.term import Reason
from grader.core.errors import UsageError


def take_roster(book: Gradebook, roster: Roster, name: str, who: str) -> RosterChange:
    """Have a list be the roster in place of the former one.

    Who was known by a file's name alone, and is one of the list for sure, is merged with that one.
    """
    meant = {outsider.key: find_on_roster(outsider, roster) for outsider in book.outsiders()}
    same = ((key, people[0].key) for key, people in meant.items() if len(people) == 1)
    return book.give_roster(GivenRoster(roster.students, who, name, (*same,)))


def rename(book: Gradebook, student: Student, new: Student, reason: Reason) -> Action:
    """Make the action that gives a student the key and the name of `new`. Raises UsageError."""
    if not new.key.strip() or not new.key.isprintable() or {*"/\\"} & {*new.key}:
        raise UsageError(f"{new.key!r} is no key; write letters or digits, and no slash")
    if new.name != student.name and not all(map(is_seen, new.name)):
        raise UsageError(f"'{escape(new.name)}': leave out what is not seen in this name")
    if (student.key, student.name) == (new.key, new.name):
        raise UsageError(f"{student} is called so already; nothing is to be done")
    detail = {"students": [book.number_of(student)], "key": new.key, "name": new.name}
    return Action(RENAME, reason.who, reason.why, {**detail, "shown": f"{student} to {new}"})


def merge(
    book: Gradebook, pair: tuple[Student, Student], reason: Reason, ids_of: Student | None = None
) -> Action:
    """Make the action that merges the first student of two into the second, who stays.

    `ids_of` is whose ids hold where both have one. Raises UsageError where nobody says so, and
    systems have different numbers for the two.
    """
    gone, stays = pair
    if gone.key == stays.key:
        raise UsageError(f"{gone} is one student already; name two")
    different = contradictions(gone, stays)
    if different and ids_of is None:
        kinds = ", ".join(f"{kind} {gone.ids[kind]} and {stays.ids[kind]}" for kind in different)
        raise UsageError(
            f"{gone} and {stays} have different numbers: {kinds}; if they are one person all the "
            f"same, say whose hold: --ids {stays.key}"
        )
    numbers = [book.number_of(gone), book.number_of(stays)]
    first = book.number_of(ids_of or stays)
    detail = {"students": numbers, "ids_of": first, "shown": f"{gone} into {stays}"}
    return Action(MERGE, reason.who, reason.why, detail)


def tell_since(book: Gradebook, past: PastAction) -> Iterator[str]:
    """Say whose it stays what has come in since an action joined students, once that is undone."""
    for key, hand_ins in book.find_since(past).items():
        student = book.find_student(key)
        listed = ", ".join(f"{assignment} attempt {number}" for assignment, number in hand_ins)
        yield (
            f"{student} keeps what has come in since: {listed}; where it is another's: "
            f"grade remove {student.shown} NUMBER, then give grade batch the file again"
        )
