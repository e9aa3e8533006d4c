"""Whose a file is: what its name claims, held against the roster. Pure.

A claim that fits several students is nobody's. One with an id of Canvas or Moodle is handed on
even if the roster does not know it, for a lost submission is worse than a stranger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.formats.claims import Claim
from grader.formats.names import join_words, orders_of
from grader.formats.roster import Roster
from grader.register import Student

SYSTEMS = {"canvas": "Canvas user", "moodle": "Moodle participant"}
ANONYMOUS = "handed in anonymously: Canvas does not say whose it is"
NOBODY = "belongs to nobody on the roster; add the student there, or rename it"
MOST_LISTED = 5


@dataclass(frozen=True)
class Owners:
    """Whose a file is, several for group work, and what is to be said about it."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()


def find_owners(claim: Claim, roster: Roster | None) -> Owners | str:
    """Whose a file is; a text says why it is nobody's."""
    if not claim.who and not claim.id:
        return "its name says no student; rename it"
    if claim.rule == "anonymous":
        return Owners((stranger(claim),), (ANONYMOUS,))
    if roster is None:
        return Owners((stranger(claim),))
    if claim.id or claim.rule == "moodle":
        return owners_by_id(claim, roster)
    return owners_by_name(claim, roster)


def stranger(claim: Claim) -> Student:
    """A student of whom no more is known than the file says."""
    if claim.rule == "anonymous":
        return Student(f"anon-{claim.id}")
    if claim.rule in SYSTEMS:
        ids = {str(claim.rule): claim.id} if claim.id else {}
        return Student(claim.id or claim.who, claim.who, ids)
    return Student(claim.who)


def owners_by_id(claim: Claim, roster: Roster) -> Owners:
    """Whose a file of Canvas or Moodle is; it is handed on in any case."""
    if claim.rule == "moodle" and (members := roster.named("group", claim.who)):
        return Owners(members, (group_note(claim.who, members),))
    found = find_by_id(claim, roster)
    if len(found) == 1:
        return Owners(found, note_other_name(claim, found[0]))
    note = f"not on the roster: {SYSTEMS[claim.rule]} {claim.id or claim.who}"
    if found:
        note += f"; by name this could be {list_students(found)}"
    return Owners((with_free_key(stranger(claim), claim, roster),), (note,))


def find_by_id(claim: Claim, roster: Roster) -> tuple[Student, ...]:
    """Students by the system's id, else by their key or name, if nothing speaks against it."""
    if claim.id and (found := roster.named(claim.rule, claim.id)):
        return found
    keyed = [s for s in roster.named("key", claim.id) if is_named(s, claim.who)]
    found = tuple(keyed) or roster.by_name(claim.who)
    if claim.rule == "canvas":  # where a user's id never changes: another id is another person
        found = tuple(s for s in found if s.ids.get("canvas", claim.id) == claim.id)
    return found


def is_named(student: Student, who: str) -> bool:
    """Whether a student may be called so; any name fits one whose name is not known."""
    forms = {form.replace(" ", "") for form in orders_of(student.name)}
    return not forms or join_words(who) in forms


def note_other_name(claim: Claim, student: Student) -> tuple[str, ...]:
    """A note where the id is one student's and the name, as it seems, another's."""
    # Blind marking calls everybody "Participant", in the language of the site.
    if claim.rule == "canvas" or is_named(student, claim.who):
        return ()
    return (f"named {claim.who!r} in Moodle, {student.name!r} on the roster",)


def with_free_key(student: Student, claim: Claim, roster: Roster) -> Student:
    """The student under a key that nobody on the roster has."""
    if not roster.named("key", student.key):
        return student
    return Student(f"{claim.rule}-{student.key}", student.name, student.ids)


def owners_by_name(claim: Claim, roster: Roster) -> Owners | str:
    """Whose a file or folder is that a person has named."""
    found = roster.find(claim.who)
    members = () if found else roster.named("group", claim.who)
    if not found and not members:
        found = roster.find_within(claim.who)
        members = () if found else roster.group_within(claim.who)
    if members:
        return Owners(members, (group_note(members[0].ids["group"], members),))
    if len(found) == 1:
        return Owners(found)
    return f"could be {list_students(found)}; rename it to one's key" if found else NOBODY


def group_note(group: str, members: Sequence[Student]) -> str:
    """What is said of a file that counts for all members of a group."""
    return f"group work of {group!r}: counts for {list_students(members)}"


def list_students(students: Sequence[Student]) -> str:
    """Some students in words, and how many more there are."""
    more = len(students) - MOST_LISTED
    told = ", ".join(map(str, students[:MOST_LISTED]))
    return f"{told} and {more} more" if more > 0 else told
