"""A list of one system's and the people whom a gradebook knows by another's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.owners import ANON, Owners, is_named, owners_by_name
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.roster_layouts import SHARED
from grader.classroom.names import fold
from grader.classroom.people import Student
from grader.core.errors import UsageError

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
        kind: same.ids[kind]
        for same in known.named("key", student.key)
        for kind in SHARED
        if same.ids.get(kind)
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


def by_current_keys(roster: Roster, former: Mapping[str, Student]) -> Roster:
    """Give the students of a list by the keys that they have now. Raises UsageError.

    `former` are those who are meant by keys that were somebody's.
    """
    keys = {student.key for student in roster.students}
    people = []
    for student in roster.students:
        meant = former.get(student.key)
        if meant and meant.key in keys:
            raise UsageError(
                f"{roster.path or 'the roster'}: {student.key!r} was the key of {meant}, who is "
                "on it, too; leave one of the two, or give one another key"
            )
        people.append(replace(student, key=meant.key) if meant else student)
    return replace(roster, students=(*people,), former=former)


def find_on_roster(outsider: Student, roster: Roster) -> tuple[Student, ...]:
    """Find who of a list a student may be whom a gradebook knows by a file's name alone."""
    if roster.named("key", outsider.key):
        return ()
    same = {each.key: each for each in of_same_id(outsider, roster)}
    same |= {each.key: each for each in roster.named(ANON, outsider.key.removeprefix(f"{ANON}-"))}
    if same:
        fitting = [each for each in same.values() if is_named(each, outsider.name)]
        return (*(fitting if outsider.name else same.values()),)
    who = outsider.name or outsider.key
    owners = owners_by_name(Claim("stem", who, who), roster)
    people = owners.students if isinstance(owners, Owners) else ()
    return tuple(each for each in people if not contradictions(each, outsider))


def contradictions(student: Student, other: Student) -> list[str]:
    """Give the systems that know two students by two numbers."""
    return [
        kind
        for kind in LASTING
        if fold(student.ids.get(kind, "")) != fold(other.ids.get(kind, ""))
        and kind in student.ids
        and kind in other.ids
    ]
