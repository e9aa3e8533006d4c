"""Whose the folders of a Gradescope export are: the list that lies beside them says it.

Gradescope writes the list, and what students hand in lies in folders below, so nobody is named by
what a student wrote but for the name, which is shown and decides nothing where there is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

import yaml

from grader.classroom.intake.crowds import Parts
from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.owners import Owners, list_students
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import SourceFile
from grader.classroom.names import escape
from grader.classroom.people import Student
from grader.core.errors import GraderError

LIST = "submission_metadata.yml"
FOLDER = re.compile(r"submission_([0-9]{1,18})")
TOP = re.compile(r"assignment_[0-9]{1,18}_export")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
UNLISTED = f"stands not in {LIST}, so whose it is, nothing says"


@dataclass(frozen=True)
class GradescopeExport:
    """Where the folders of an export lie, and what the list says of each."""

    above: Parts
    entries: Mapping[str, Any]

    def own(self, file: SourceFile, roster: Roster | None) -> tuple[SourceFile, Owners | str]:
        """Find whose a file is, and give it with the time when it was handed in."""
        depth = len(self.above)
        is_below = file.parts[:depth] == self.above and len(file.parts) > depth
        folder = file.parts[depth] if is_below else ""
        entry, mark = self.entries.get(folder), FOLDER.fullmatch(folder)
        if not (isinstance(entry, dict) and mark):
            return file, UNLISTED
        claim = Claim("folder", folder, file.parts[-1], attachment=int(mark[1]))
        when = entry.get(":created_at")
        if isinstance(when, datetime):
            file = replace(file, when=when.replace(tzinfo=when.tzinfo or timezone.utc), zoned=True)
        return file, owners_of([*submitters(entry)], claim, roster)


def find_export(files: Sequence[SourceFile]) -> GradescopeExport | None:
    """Find the list of an export and read it; None where there is none that can be read."""
    # Where Gradescope puts it: further down, a student may have handed in one.
    listing = next((file for file in files if is_list(file.parts)), None)
    if listing is None:
        return None
    try:
        entries = yaml.load(listing.read(), Loader)
    except (GraderError, yaml.YAMLError, ValueError, RecursionError):
        return None
    above = listing.parts[:-1]
    folders = {file.parts[len(above)] for file in files if len(file.parts) > len(above) + 1}
    is_export = isinstance(entries, dict) and any(map(FOLDER.fullmatch, folders))
    return GradescopeExport(above, entries) if is_export else None


def is_list(parts: Parts) -> bool:
    """Tell whether a file is an export's own list."""
    above = "".join(parts[:-1])
    return parts[-1:] == (LIST,) and len(parts) <= 2 and (not above or bool(TOP.fullmatch(above)))


def submitters(entry: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Read who has handed in a folder: name, number and e-mail, as far as they are known."""
    people = entry.get(":submitters")
    for person in people if isinstance(people, list) else ():
        known = person if isinstance(person, dict) else {}
        values = {name: known.get(f":{name}") for name in ("name", "sid", "email")}
        yield {name: escape(str(value)) for name, value in values.items() if value}


def owners_of(
    people: Sequence[Mapping[str, str]], claim: Claim, roster: Roster | None
) -> Owners | str:
    """Find the students whose a folder is; a text says why it is nobody's."""
    owners: list[Student] = []
    notes: list[str] = []
    for person in people:
        students = named_by(person, roster) if roster else ()
        if len(students) > 1:
            return f"could be {list_students(students)}; put their numbers into the roster"
        owners += students or [stranger(person)]
        if roster and not students:
            notes.append(f"not on the roster: {stranger(person)} in Gradescope")
    return Owners(tuple(owners), claim, tuple(notes)) if owners else UNLISTED


def named_by(person: Mapping[str, str], roster: Roster) -> tuple[Student, ...]:
    """Find those on the roster who are meant: by number and e-mail, else by name."""
    by_id = [roster.find(person[kind]) for kind in ("sid", "email") if kind in person]
    meant = {student.key: student for students in by_id for student in students}
    return tuple(meant.values()) or roster.by_name(person.get("name", ""))


def stranger(person: Mapping[str, str]) -> Student:
    """Make a student of whom no more is known than the list says."""
    ids = {"sis": person.get("sid", ""), "email": person.get("email", "")}
    ids = {kind: value for kind, value in ids.items() if value}
    name = person.get("name", "")
    return Student(next(iter(ids.values()), name or "nobody"), name, ids)
