"""Whose a file is: what its name claims, held against the roster. Pure.

A claim that fits several students is nobody's, as is one whose id and name contradict each other.
One with an id of a learning platform is handed on even if the roster does not know it, for a lost
submission is worse than a stranger's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.classroom.intake.file_names import Claim, can_be_file
from grader.classroom.intake.roster import Roster
from grader.classroom.names import compose, is_odd, is_plain, join_words, look, orders_of
from grader.classroom.people import COUNTS_FOR, Student

Twins = Mapping[str, Collection[str]]  # by a name, those that look like it
NO_TWINS: Twins = {}

SYSTEMS = {
    "canvas": "Canvas user",
    "moodle": "Moodle participant",
    "brightspace": "Brightspace user",
    "blackboard": "Blackboard user",
}
ANON = "anon"  # begins the key of one who hands in anonymously, and is the kind of that id
ANONYMOUS = "handed in anonymously: Canvas does not say whose it is"
NOBODY = "belongs to nobody on the roster; add the student there, or rename it"
MOST_LISTED = 5
RENAME = "rename it to its student's key"
GROUP_WORK = "group work of "  # how a note begins on what counts for several


@dataclass(frozen=True)
class GroupWork:
    """A group of the roster whose file it is, if the assignment is group work.

    `sender` is the key of the member who handed it in; "" where the file bears the group's name.
    """

    name: str
    members: tuple[Student, ...]
    sender: str = ""

    @property
    def note(self) -> str:
        return f"{GROUP_WORK}{self.name!r}{COUNTS_FOR}{list_students(self.members)}"


@dataclass(frozen=True)
class Owners:
    """Whose a file is, several for group work, and what is to be said about it.

    `claim` is what its name was taken to mean, with an id only if that is the student's own.
    """

    students: tuple[Student, ...]
    claim: Claim
    notes: tuple[str, ...] = ()
    group: GroupWork | None = None


def find_owners(claim: Claim, roster: Roster | None, twins: Twins = NO_TWINS) -> Owners | str:
    """Find whose a file is; a text says why it is nobody's. `twins` are of the same source."""
    if not claim.id and not look(claim.who):
        return "its name says no student; rename it"
    if fault := fault_of_spelling(claim, twins):
        return fault
    if claim.rule == "anonymous":
        listed = roster.named(ANON, claim.id) if roster else ()
        return Owners(listed, claim) if listed else Owners((stranger(claim),), claim, (ANONYMOUS,))
    if claim.rule == "blackboard":
        return owners_by_user(claim, roster)
    if roster is None:
        return tell_users([claim, *claim.rivals]) or Owners((stranger(claim),), claim)
    if claim.others:
        return owners_of_several(claim, roster)
    # A team of Moodle's may have no id and still is the system's word, not a person's.
    if claim.id or claim.rule == "moodle":
        return owners_by_id(claim, roster)
    return owners_by_name(claim, roster)


def fault_of_spelling(claim: Claim, twins: Twins) -> str:
    """Say why a name that a person has written is nobody's, however it reads; or nothing."""
    if claim.id and claim.rule != "anonymous":
        return ""
    spelling = ascii(claim.who)
    if not is_plain(claim.who):
        return f"spelled {spelling}, which looks like {look(claim.who)!r}; {RENAME}"
    if claim.who in twins:
        others = " and ".join(map(ascii, sorted(twins[claim.who])[:MOST_LISTED]))
        return f"spelled {spelling}, which looks like {others} beside it; rename one of them"
    return ""


def find_twins(claims: Iterable[Claim], roster: Roster | None) -> Twins:
    """Find the names that are told from another only by looking closely, and are not the real one.

    That is the one which is on the roster just so, else the only one that needs no closer look.
    """
    groups = defaultdict(set)
    for who in {claim.who for claim in claims if not claim.id and is_plain(claim.who)}:
        groups[look(who)].add(who)
    twins = {}
    for group in filter(lambda group: len(group) > 1, groups.values()):
        listed = {who for who in group if roster and roster.spells(who)}
        evident = {who for who in group if not is_odd(who)}
        real = listed or (evident if len(evident) == 1 else set())
        twins.update({who: group - {who} for who in group - real})
    return twins


def stranger(claim: Claim) -> Student:
    """Make a student of whom no more is known than the file says."""
    if claim.rule == "anonymous":
        return Student(f"{ANON}-{claim.id}")
    if claim.rule in SYSTEMS:
        ids = {str(claim.rule): claim.id} if claim.id else {}
        return Student(claim.id or claim.who, claim.who, ids)
    return Student(compose(claim.who))


def tell_users(claims: Sequence[Claim]) -> str:
    """Say why a name that can mean several users is nobody's; nothing for one that can't."""
    if len(claims) < 2:
        return ""
    users = " or ".join(dict.fromkeys(claim.id for claim in claims))
    return f"its name could mean Canvas user {users}; {RENAME}"


def owners_of_several(claim: Claim, roster: Roster) -> Owners | str:
    """Find whose a file is whose name can mean several users: only id and name together tell.

    Canvas writes NAME_USER_FILE_OWN, and the student chose both NAME and OWN, the file's own name.
    Whoever puts another's numbers into either makes it look like theirs: never take the first
    reading for the right one here, nor an id alone.
    """
    claims = [replace(claim, others=()), *claim.others]
    listed = [reading for reading in claims if roster.named("canvas", reading.id)]
    # Ids of the roster count first; where none is there, the names of those without an id.
    fitting = [reading for reading in listed or claims if is_whole(reading, roster)]
    if len({reading.id for reading in fitting}) == 1:
        return owners_by_id(fitting[0], roster)
    # No reading fits, but only the likeliest could be meant: the others hold no numbers that
    # Canvas gives, or nobody's on the roster. A wrong name is then noted, and not a contradiction.
    if not fitting and not claim.rivals and listed in ([], claims[:1]):
        return owners_by_id(claims[0], roster)
    return tell_users(fitting or claims)


def is_whole(claim: Claim, roster: Roster) -> bool:
    """Tell whether the id is that of one student who may be called so."""
    students = find_by_id(claim, roster)
    return len(students) == 1 and is_named(students[0], claim.who)


def owners_by_id(claim: Claim, roster: Roster) -> Owners | str:
    """Find whose a file of Canvas or Moodle is; only one that contradicts itself is nobody's."""
    if claim.rule != "canvas" and (owners := owners_by_other_name(claim, roster)):
        return owners
    students = find_by_id(claim, roster)
    if len(students) == 1:
        return Owners(students, claim, note_other_name(claim, students[0]))
    if claim.rule == "canvas" and not students and (owners := owners_within(claim, roster)):
        return owners
    return owner_unlisted(claim, roster, students)


def owners_by_user(claim: Claim, roster: Roster | None) -> Owners | str:
    """Find whose a file of Blackboard's is: its name may be read for several users, of a title.

    Neither title nor user is of the student's choice, so one that is on the roster is meant.
    """
    if roster is None:
        return Owners((stranger(claim),), claim)
    meant = {
        student.key: (reading, student)
        for reading in (claim, *claim.others)
        for student in roster.named("key", reading.id) or roster.by_ids(reading.id)
    }
    if len(meant) == 1:
        reading, student = next(iter(meant.values()))
        note = () if reading.who == reading.id else note_other_name(reading, student)
        return Owners((student,), reading, note)
    if meant:
        students = [student for _, student in meant.values()]
        return f"its name could mean {list_students(students)}; {RENAME}"
    if members := roster.named("group", claim.id):
        return owners_in_group(claim.id, members, claim)
    named = roster.by_name(claim.who)
    return Owners(named, claim) if len(named) == 1 else owner_unlisted(claim, roster, named)


def owner_unlisted(claim: Claim, roster: Roster, students: Sequence[Student]) -> Owners:
    """Let a file be a stranger's, of whom a learning platform knows; students may be meant."""
    note = f"not on the roster: {SYSTEMS[claim.rule]} {claim.id or claim.who}"
    if students:
        note += f"; by name this could be {list_students(students)}"
    student = stranger(claim)
    # Else the work of a stranger with the id 7 would be recorded as that of the student `7`.
    if roster.named("key", student.key):
        student = replace(student, key=f"{claim.rule}-{student.key}")
    return Owners((student,), claim, (note,))


def owners_within(claim: Claim, roster: Roster) -> Owners | None:
    """Find whose a file is that a person has named, with numbers too small for Canvas's."""
    # `ada_hw_1_2_final.ipynb` looks as if user 1 of Canvas had handed in file 2.
    if claim.is_text or can_be_file(claim.attachment):
        return None
    students = roster.find_within(claim.who)
    own = Claim("stem", claim.who, claim.name)
    return Owners(students, own) if len(students) == 1 else None


def owners_by_other_name(claim: Claim, roster: Roster) -> Owners | str | None:
    """Find whose a file is by a name that is a group's or contradicts the id; None for any other.

    A participant may be called like a group, and a group have a participant's number.
    """
    known = roster.named(claim.rule, claim.id)
    if known and is_named(known[0], claim.who):
        return None
    members = roster.named("group", claim.who)
    # Moodle's number is another in each assignment: in a roster made of the last one's worksheet
    # it is somebody else's, so it tells nothing where the name is another's or a group's.
    if known and (others := members or roster.by_name(claim.who)):
        whose = f"the name of group {claim.who!r}" if members else f"named like {others[0]}"
        return f"by its number {known[0]}'s, but {whose}; {RENAME}"
    if members:
        # The number is the team's: as a member's it would tell against their own one.
        return owners_in_group(claim.who, members, replace(claim, id=""))
    return None


def find_by_id(claim: Claim, roster: Roster) -> tuple[Student, ...]:
    """Find students by the system's id, else by key or name, if nothing speaks against it."""
    if claim.id and (students := roster.named(claim.rule, claim.id)):
        return students
    # A key may be the system's id, or a number of one's own that is a stranger's id by chance.
    keyed = tuple(s for s in roster.named("key", claim.id) if is_named(s, claim.who))
    students = keyed or roster.by_name(claim.who)
    if claim.rule != "moodle":  # where a user's id never changes: another id is another person
        return tuple(s for s in students if s.ids.get(claim.rule, claim.id) == claim.id)
    return students


def is_named(student: Student, who: str) -> bool:
    """Tell whether a student may be called so; any name fits one whose name is not known."""
    forms = {form.replace(" ", "") for form in orders_of(student.name)}
    return not forms or join_words(who) in forms


def note_other_name(claim: Claim, student: Student) -> tuple[str, ...]:
    """Note where the id is one student's and the name, as it seems, another's."""
    # No more than a note, for a name may be blind marking's "Participant", in any language.
    if is_named(student, claim.who):
        return ()
    place = claim.rule.capitalize()
    return (f"named {claim.who!r} in {place}, {student.name!r} on the roster",)


def owners_by_name(claim: Claim, roster: Roster) -> Owners | str:
    """Find whose a file or folder is that a person has named."""
    # A whole name before a part of one, and a group's before a member's within it: `team-ann`
    # is that team, though `ann` is a part.
    students = roster.find(claim.who)
    members = () if students else roster.named("group", claim.who)
    if not students and not members:
        students = roster.find_within(claim.who)
        members = () if students else roster.group_within(claim.who)
    if members:
        return owners_in_group(members[0].ids["group"], members, claim)
    if len(students) == 1:
        return Owners(students, claim)
    if students:
        return f"could be {list_students(students)}; rename it to one's key"
    if alike := roster.named("look", claim.who):
        spellings = f"spelled {ascii(claim.who)}, which looks like {ascii(str(alike[0]))}"
        return f"{spellings}; {RENAME}"
    return lost_zeros(claim.who, roster) or NOBODY


def lost_zeros(who: str, roster: Roster) -> str:
    """Say whose a number would be but for the zeros that it begins with; nothing where none is."""
    if not (who.isascii() and who.isdigit()):
        return ""
    fitting = (s.key for s in roster.students if s.key.lstrip("0") == who.lstrip("0"))
    if (key := next(fitting, None)) is None:
        return ""
    return (
        f"belongs to nobody on the roster, where {key!r} is: spreadsheets take away the zeros that "
        "a number begins with; export the list again, with that column as text"
    )


def owners_in_group(name: str, members: tuple[Student, ...], claim: Claim) -> Owners:
    """Give a file that bears a group's name to all of it."""
    return Owners(members, claim, group=GroupWork(name, members))


def list_students(students: Sequence[Student]) -> str:
    """List the first students in words, and how many more there are."""
    more = len(students) - MOST_LISTED
    listed = ", ".join(map(str, students[:MOST_LISTED]))
    return f"{listed} and {more} more" if more > 0 else listed
