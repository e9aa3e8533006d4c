"""A list of one system's and the people whom a gradebook knows by another's. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.classroom.intake.owners import is_named
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.roster_layouts import SHARED
from grader.classroom.people import Student

# One person's for good: a participant's number is another's in Moodle's next worksheet.
LASTING = ("email", "sis", "login", "canvas", "brightspace", "blackboard", "github")
KEYS = ("email", "login", "sis")  # that a list may give for its own key


def join(roster: Roster, known: Roster | None) -> Roster:
    """Give the students of a list by the keys under which they are known, with all their ids.

    Else a class that is given with GitHub Classroom's list after Canvas's had everybody twice.
    """
    if known is None:
        return roster
    taken = {student.key for student in roster.students}
    joined = []
    for student in roster.students:
        same = find_same(student, known)
        if same and same.key not in taken:
            taken.add(same.key)
            ids = {**same.ids, **student.ids}
            student = Student(same.key, student.name or same.name, ids)
        joined.append(with_groups(student, known))
    return replace(roster, students=(*joined,))


def with_groups(student: Student, known: Roster) -> Student:
    """Leave a student in the groups of an earlier list where this one has no column of them."""
    earlier = {
        kind: same.ids.get(kind, "") for same in known.named("key", student.key) for kind in SHARED
    }
    return replace(student, ids={**earlier, **student.ids})


def find_same(student: Student, known: Roster) -> Student | None:
    """Find the only one who is known by an id of a student's and may be called so."""
    if known.named("key", student.key):
        return None
    people = {same.key: same for same in of_same_id(student, known)}
    fitting = [same for same in people.values() if is_named(same, student.name) or not student.name]
    return fitting[0] if len(fitting) == len(people) == 1 else None


def of_same_id(student: Student, known: Roster) -> Iterator[Student]:
    """Give those who are known by one of a student's ids, or by the key."""
    for kind in LASTING:
        yield from known.named(kind, student.ids.get(kind, ""))
    for kind in KEYS:
        yield from known.named(kind, student.key)
