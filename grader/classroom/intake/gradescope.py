"""Whose the folders of a Gradescope export are: the list that lies beside them says it.

Gradescope writes the list, and what students hand in lies in folders below, so nobody is named by
what a student wrote but for the name, which is shown and decides nothing where there is more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.gradescope_list import ListedFolder, ListError, read_list
from grader.classroom.intake.layouts import ACCOUNTED, ClassFolder
from grader.classroom.intake.owners import Owners, list_students
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import GRADESCOPE_LIST, SourceFile
from grader.classroom.names import fold
from grader.classroom.people import Remark, Student
from grader.core.errors import GraderError

FOLDER = re.compile(r"submission_([0-9]{1,18})")
TOP = re.compile(r"assignment_[0-9]{1,18}_export.*", re.DOTALL)
UNLISTED = f"stands not in {GRADESCOPE_LIST}, so whose it is, nothing says"
TWICE = f"stands in {GRADESCOPE_LIST} twice, for different people; download the export again"
UNREAD = f"whose it is, {GRADESCOPE_LIST} does not say"
IDS = {"email": "email", "sid": "sis"}  # Gradescope's names of what a roster may know
IN_WORDS = {"email": "e-mail", "sid": "number"}
NO_LIST = (
    f"lies in a folder as Gradescope calls them, without the {GRADESCOPE_LIST} that says whose "
    "each is; give the whole export"
)


@dataclass(frozen=True)
class GradescopeExport:
    """Where the folders of an export lie, and what the list says of each."""

    base: ClassFolder
    entries: Mapping[str, ListedFolder]
    listing: SourceFile | None = None
    fault: str = ""  # of the list

    @property
    def remarks(self) -> Sequence[Remark]:
        """Tell of a list that can't be read, and of folders in it that are not there."""
        if self.fault and self.listing:
            return [Remark(self.listing.place, self.fault, is_loss=True)]
        there = {self.base.folder_of(file) for file in self.base.source.files}
        return [
            Remark(self.base.place(folder), self.missing(entry), is_loss=True)
            for folder, entry in self.entries.items()
            if FOLDER.fullmatch(folder) and folder not in there
        ]

    def missing(self, entry: ListedFolder) -> str:
        """Say whose folder is in the list only."""
        whose = list_students([stranger(person) for person in entry.people]) or "nobody"
        return f"{whose}'s in {GRADESCOPE_LIST}, and nothing is there; download the export again"

    def own(self, file: SourceFile) -> tuple[SourceFile, Owners | str]:
        """Find whose a file is, and give it with the time when it was handed in."""
        if file is self.listing:
            return file, ACCOUNTED
        if self.fault:
            return file, UNREAD if self.listing else self.fault
        folder = self.base.folder_of(file)
        entry, mark = self.entries.get(folder, ListedFolder()), FOLDER.fullmatch(folder)
        if not mark or entry.is_twice:
            return file, TWICE if mark else UNLISTED
        claim = Claim("folder", folder, file.parts[-1], attachment=int(mark[1]))
        return file.at(entry.time), self.owners_of(entry.people, claim)

    def owners_of(self, people: Sequence[Mapping[str, str]], claim: Claim) -> Owners | str:
        """Find the students whose a folder is; a text says why it is nobody's."""
        owners: list[Student] = []
        notes: list[str] = []
        roster = self.base.roster
        for person in people:
            students = named_by(person, roster) if roster else ()
            if len(students) > 1:
                return f"could be {list_students(students)}; put their numbers into the roster"
            if students and (doubt := self.doubt_of(person, students[0])):
                return doubt
            owners += students or [stranger(person)]
            if roster and not students:
                notes.append(f"not on the roster: {stranger(person)} in Gradescope")
        return Owners(tuple(owners), claim, tuple(notes)) if owners else UNLISTED

    def doubt_of(self, person: Mapping[str, str], student: Student) -> str:
        """Say why someone is not the student whose name or number they have given."""
        differ, has_any = differences(person, student)
        is_beside = has_any and student.key in self.sure
        if not differ or (has_any and not is_beside):
            return ""
        beside = ", and whose own folder lies beside it" if is_beside else ""
        return (
            f"given as {student}, who has another {differ[0]}{beside}; put theirs into the roster"
        )

    @cached_property
    def sure(self) -> set[str]:
        """The keys of those of the roster as whom a folder is given without any contradiction."""
        roster = self.base.roster
        people = [person for entry in self.entries.values() for person in entry.people]
        pairs = [(person, named_by(person, roster)) for person in people] if roster else []
        named = [(person, students[0]) for person, students in pairs if len(students) == 1]
        return {student.key for person, student in named if not differences(person, student)[0]}


def find_export(base: ClassFolder) -> GradescopeExport | None:
    """Find an export of Gradescope's; None where there is none."""
    marked = [folder for folder in base.folders if FOLDER.fullmatch(folder)]
    if not marked or not base.is_class(TOP):
        return None
    listing = next((file for file in base.files if file.parts[-1] == GRADESCOPE_LIST), None)
    if listing is None:
        # A class may be called anything by a teacher who has a roster of it.
        roster, is_all = base.roster, len(marked) == len(base.folders)
        is_own = roster is not None and any(map(roster.find, marked))
        return None if is_own or not is_all else GradescopeExport(base, {}, fault=NO_LIST)
    try:
        return GradescopeExport(base, read_list(listing.read()), listing)
    except ListError as error:
        fault = f"no list as Gradescope writes it: {error}; download the export again"
    except GraderError as error:
        fault = str(error).removeprefix(f"{listing.place}: ").partition(";")[0]
        fault = f"can't be read: {fault}; download the export again"
    return GradescopeExport(base, {}, listing, fault)


def named_by(person: Mapping[str, str], roster: Roster) -> tuple[Student, ...]:
    """Find those on the roster who are meant: by number and e-mail, else by name."""
    by_id = [roster.find(person[kind]) for kind in ("sid", "email") if kind in person]
    meant = {student.key: student for students in by_id for student in students}
    return tuple(meant.values()) or roster.by_name(person.get("name", ""))


def differences(person: Mapping[str, str], student: Student) -> tuple[list[str], bool]:
    """Tell which ids are others than a student's, and whether any is theirs."""
    pairs = {kind: (person.get(kind), student.ids.get(IDS[kind])) for kind in IDS}
    known = {kind: {*map(fold, filter(None, pair))} for kind, pair in pairs.items() if all(pair)}
    differ = [IN_WORDS[kind] for kind, values in known.items() if len(values) > 1]
    ids = (person[kind] for kind in IDS if kind in person)
    return differ, len(differ) < len(known) or fold(student.key) in map(fold, ids)


def stranger(person: Mapping[str, str]) -> Student:
    """Make a student of whom no more is known than the list says."""
    ids = {"sis": person.get("sid", ""), "email": person.get("email", "")}
    ids = {kind: value for kind, value in ids.items() if value}
    name = person.get("name", "")
    return Student(next(iter(ids.values()), name or "nobody"), name, ids)
