"""What a class handed in: from folders and downloads to one file for each student.

Sources are listed first and sorted out then, by names alone; a file is read when its turn comes.
Each source is a collection of its own: of two downloads, a student may have a hand-in in both.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath

from grader.classroom.intake.file_names import Claim, read_claim, read_marks
from grader.classroom.intake.owners import NOBODY, SYSTEMS, find_owners, group_note
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import Source, SourceFile, list_sources
from grader.classroom.people import HandIn, Remark, Student

NOTEBOOK, PROGRAM, ZIP = ".ipynb", ".py", ".zip"
KINDS = (NOTEBOOK, PROGRAM, ZIP)  # the first of these counts; a zip is refused and says why
MOST_OF_STUDENT = 10_000
NUMBERED = re.compile(r"-([0-9]{1,9})$")  # what Canvas puts on a file that comes again
# Names of folders that one student has for attempts, while others are students'.
ATTEMPT = re.compile(
    r"(?:v|version|attempt|try|versuch)?[ _.-]*[0-9]{1,2}|old|new|final|draft", re.I
)
TYPED = "text typed into a page, no file to grade; ask for the notebook"

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """A file that is a student's, and how it came to be theirs."""

    student: Student
    file: SourceFile
    claim: Claim
    notes: tuple[str, ...]

    @property
    def suffix(self) -> str:
        return PurePath(self.claim.name).suffix.lower()

    @property
    def hand_in(self) -> HandIn:
        file, claim = self.file, self.claim
        return HandIn(
            file.place, claim.name, self.student, file.when, file.read, claim.is_late, self.notes
        )

    def id_in(self, system: str) -> str:
        return self.claim.id if self.claim.rule == system else ""


def find_hand_ins(
    sources: Sequence[Path], roster: Roster | None, assignment: str, most_bytes: int
) -> Iterator[HandIn | Remark]:
    """Find one hand-in for each student of a source, and remark on all that is not handed on.

    A folder named like the assignment counts before others of the same student. Raises UsageError
    at once for a source with nothing in it; what is wrong with one file, its `read` raises.
    """
    # Listed before anything is handed on: a mistyped second source stops no batch half way.
    listed = list_sources(sources, most_bytes)
    return itertools.chain.from_iterable(sort_out(source, roster, assignment) for source in listed)


def sort_out(source: Source, roster: Roster | None, assignment: str) -> Iterator[HandIn | Remark]:
    """Tell who has handed in what in one source."""
    owned: dict[str, list[OwnedFile]] = defaultdict(list)
    depth = count_wrappers(source, roster, assignment)
    for file in source.files:
        if reason := assign(file, file.parts[depth:], roster, owned):
            is_work = file.place.lower().endswith((NOTEBOOK, PROGRAM))
            yield Remark(file.place, reason, is_loss=is_work or bool(file.fault))
    yield from itertools.chain.from_iterable(map(part_strangers, owned.values()))
    owned = {key: files for key, files in owned.items() if files}
    if roster is not None:
        share_group_work(owned, roster)
    remarks: set[Remark] = set()
    for files in owned.values():
        best = max(files, key=lambda file: rank(file, assignment))
        yield best.hand_in
        # Members of a group share what is left out, too: that is said once.
        left_out = list(remark_on_rivals(files, best))
        yield from (remark for remark in left_out if remark not in remarks)
        remarks.update(left_out)


def assign(
    file: SourceFile, path: Parts, roster: Roster | None, owned: dict[str, list[OwnedFile]]
) -> str:
    """Add a file to what its owners have; a text says why it is not."""
    if not path:
        return file.fault or "lies beside the students' folders: whose it is, nothing says"
    owners = find_owners(read_claim(path), roster)
    if isinstance(owners, str):
        return f"{file.fault}; {owners}" if file.fault else owners
    # Not left out: a student who typed instead has an attempt, and reads what is missing.
    if owners.claim.is_text and not file.fault:
        file = file.refused(TYPED)
    for student in owners.students:
        files = owned[student.key]
        if len(files) >= MOST_OF_STUDENT:
            return f"more than {MOST_OF_STUDENT:,} files of {student}; this one is not looked at"
        # Whom no roster knows is called by one name, their first file's, whatever others say.
        student = files[0].student if files else student
        files.append(OwnedFile(student, file, owners.claim, owners.notes))
    return ""


def part_strangers(files: list[OwnedFile]) -> Iterator[Remark]:
    """Take away what another user of the same name has handed in, and say so.

    Where the roster does not tell which of them is its student, all of them may be strangers.
    """
    for system, title in SYSTEMS.items():
        ids = {file.id_in(system) for file in files} - {""}
        if len(ids) < 2:
            continue
        student = files[0].student
        own = {student.ids.get(system, student.key), ""}
        strangers = [file for file in files if file.id_in(system) not in own]
        files[:] = [file for file in files if file.id_in(system) in own]
        for file in strangers:
            yield Remark(
                file.file.place,
                f"{title} {file.claim.id} is called like {student}, as is "
                f"{' and '.join(sorted(ids - {file.claim.id}))}; put the right number into "
                f"the roster's column {system!r}, or rename it",
                is_loss=True,
            )


def count_wrappers(source: Source, roster: Roster | None, assignment: str) -> int:
    """Count the folders that lie around everything, as a zip of a folder has one."""
    paths = [file.parts for file in source.files if file.parts]
    known = {source.name.casefold(), assignment.casefold()}
    depth = 0
    while is_wrapped(paths, roster, known):
        depth, paths = depth + 1, below(paths)
    return depth


def below(paths: Collection[Parts]) -> list[Parts]:
    """Give the paths in all folders, seen from there."""
    return [parts[1:] for parts in paths if len(parts) > 1]


def weighty(paths: Collection[Parts]) -> Collection[Parts]:
    """Give the paths of notebooks, else of programs, else all: a stray README wraps nothing."""
    for kind in (NOTEBOOK, PROGRAM):
        if of_kind := [parts for parts in paths if parts[-1].lower().endswith(kind)]:
            return of_kind
    return paths


def is_wrapped(paths: Collection[Parts], roster: Roster | None, known: Collection[str]) -> bool:
    """Tell whether one folder holds all and is no student's.

    That is known by its name, by marks of Canvas or Moodle below it, or by what is in it of
    several students. In doubt it is a student's: opened by mistake, each of their files would be
    somebody else's.
    """
    tops = {parts[0] if len(parts) > 1 else "" for parts in weighty(paths)}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or read_marks((top, "")):
        return False
    if top.casefold() in known:
        return True
    # A student may have names like Canvas's below, and files of other students' names.
    if roster is not None and find_owners(Claim("folder", top, ""), roster) != NOBODY:
        return False
    if any(map(read_marks, weighty(below(paths)))):
        return True
    if roster is not None:
        return holds_several(below(paths), roster)
    return holds_folders(weighty(below(paths)), known)


def holds_folders(paths: Collection[Parts], known: Collection[str]) -> bool:
    """Tell whether the folders may be students': none is the assignment's, nor all attempts."""
    folders = {parts[0].casefold() for parts in paths if len(parts) > 1}
    are_attempts = all(map(ATTEMPT.fullmatch, folders))
    return len(folders) > 1 and not are_attempts and folders.isdisjoint(known)


def holds_several(paths: Collection[Parts], roster: Roster) -> bool:
    """Tell whether several students have what lies here, or in the only folder, or below that."""
    all_owners = [find_owners(read_claim(parts), roster) for parts in set(paths)]
    keys = {owners.students[0].key for owners in all_owners if not isinstance(owners, str)}
    if len(keys) > 1:
        return True
    # One student's file may have another's name: only what is nobody's is opened.
    is_alone = len({parts[0] for parts in paths}) == 1 and not keys
    return is_alone and holds_several(below(paths), roster)


def share_group_work(owned: dict[str, list[OwnedFile]], roster: Roster) -> None:
    """Let what one of a group handed in through Canvas count for its other members.

    Canvas names only one of them. Where two of a group have files it was no group work.
    """
    by_group = defaultdict(list)
    for files in owned.values():
        if group := files[0].student.ids.get("group"):
            by_group[group].append(files)
    for group, handed_in in by_group.items():
        members = roster.named("group", group)
        is_from_canvas = all(file.claim.rule == "canvas" for file in handed_in[0])
        if len(handed_in) > 1 or len(members) < 2 or not is_from_canvas:
            continue
        note = group_note(group, members)
        for member in members:
            owned[member.key] = [
                replace(file, student=member, notes=(*file.notes, note)) for file in handed_in[0]
            ]


def rank(owned: OwnedFile, assignment: str) -> tuple[int, bool, bool, int, datetime, int, str]:
    """Give the more, the rather a file is the one that counts: its kind first, then the newest."""
    file, claim = owned.file, owned.claim
    kind = KINDS.index(owned.suffix) if owned.suffix in KINDS else len(KINDS)
    folders = {part.casefold() for part in file.parts[:-1]}
    number = NUMBERED.search(PurePath(claim.name).stem)
    return (
        -kind,
        not file.fault,
        assignment.casefold() in folders,
        # Before the time, which in a zip from Canvas is that of the download.
        claim.attachment,
        file.when,
        int(number[1]) if number else 0,
        file.place,
    )


def remark_on_rivals(files: Sequence[OwnedFile], best: OwnedFile) -> Iterator[Remark]:
    """Name the files that could have been meant instead: programs beside a notebook are not."""
    for file in files:
        is_rival = file.suffix == NOTEBOOK or file.suffix == best.suffix == PROGRAM
        if is_rival and file is not best:
            fault = f"{file.file.fault}; " if file.file.fault else ""
            reason = f"{fault}not graded, {best.file.place} counts instead"
            yield Remark(file.file.place, reason)
