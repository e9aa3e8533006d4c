"""What a class handed in: from folders and downloads to one file for each student.

Sources are listed first and sorted out then, by names alone; a file is read when its turn comes.
Each source is a collection of its own: of two downloads, a student may have a hand-in in both.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """One of the files that are a student's, and how it came to be theirs."""

    entry: SourceFile
    claim: Claim
    notes: tuple[str, ...]

    @property
    def suffix(self) -> str:
        return PurePath(self.claim.name).suffix.lower()


@dataclass
class OneStudents:
    """All that one student has in a source."""

    student: Student
    pieces: list[OwnedFile] = field(default_factory=list)


def find_hand_ins(
    sources: Sequence[Path], roster: Roster | None, assignment: str, most_bytes: int
) -> Iterator[HandIn | Remark]:
    """One hand-in for each student of a source, and a remark on all that is not handed on.

    A folder named like the assignment counts before others of the same student. Raises UsageError
    at once for a source with nothing in it; what is wrong with one file, its `read` raises.
    """
    listings = list_sources(sources, most_bytes)
    return itertools.chain.from_iterable(
        sort_out(listing, roster, assignment) for listing in listings
    )


def sort_out(listing: Source, roster: Roster | None, assignment: str) -> Iterator[HandIn | Remark]:
    """Who has handed in what in one source."""
    parts: dict[str, OneStudents] = {}
    depth = count_wrappers(listing, roster, assignment)
    for entry in listing.files:
        remark = assign(entry, entry.parts[depth:], roster, parts)
        if remark is not None:
            is_work = entry.place.lower().endswith((NOTEBOOK, PROGRAM))
            yield Remark(entry.place, remark, is_loss=is_work or bool(entry.fault))
    yield from itertools.chain.from_iterable(map(part_strangers, parts.values()))
    parts = {key: part for key, part in parts.items() if part.pieces}
    if roster is not None:
        share_group_work(parts, roster)
    said: set[Remark] = set()  # members of a group share what is left out
    for part in parts.values():
        for item in choose(part, assignment):
            if isinstance(item, HandIn):
                yield item
            elif item not in said:
                said.add(item)
                yield item


def assign(
    entry: SourceFile, path: Sequence[str], roster: Roster | None, parts: dict[str, OneStudents]
) -> str | None:
    """Add a file to what its owners have; a text says why it is not."""
    if not path:
        return entry.fault or "lies beside the students' folders: whose it is, nothing says"
    claim = read_claim(path)
    owners = find_owners(claim, roster)
    if isinstance(owners, str):
        return f"{entry.fault}; {owners}" if entry.fault else owners
    if owners.claim.is_text and not entry.fault:
        entry = entry.refused(TYPED)
    for student in owners.students:
        part = parts.setdefault(student.key, OneStudents(student))
        if len(part.pieces) >= MOST_OF_STUDENT:
            return f"more than {MOST_OF_STUDENT:,} files of {student}; this one is not looked at"
        part.pieces.append(OwnedFile(entry, owners.claim, owners.notes))
    return None


def part_strangers(part: OneStudents) -> Iterator[Remark]:
    """Take away what another user of the same name has handed in, and say so.

    Where the roster does not tell which of them is its student, all of them may be strangers.
    """
    for system, title in SYSTEMS.items():
        ours = [piece for piece in part.pieces if piece.claim.rule == system and piece.claim.id]
        ids = {piece.claim.id for piece in ours}
        if len(ids) < 2:
            continue
        own = {part.student.ids.get(system, part.student.key)} & ids
        strangers = [piece for piece in ours if piece.claim.id not in own]
        part.pieces = [piece for piece in part.pieces if piece not in strangers]
        for piece in strangers:
            yield Remark(
                piece.entry.place,
                f"{title} {piece.claim.id} is called like {part.student}, as is "
                f"{' and '.join(sorted(ids - {piece.claim.id}))}; put the right number into "
                f"the roster's column {system!r}, or rename it",
                is_loss=True,
            )


def count_wrappers(listing: Source, roster: Roster | None, assignment: str) -> int:
    """How many folders lie around everything, as a zip of a folder has one."""
    everything = [entry.parts for entry in listing.files if entry.parts]
    known = {listing.name.casefold(), assignment.casefold()}
    depth = 0
    while is_wrapped(everything, depth, roster, known):
        depth += 1
    return depth


def weighty(paths: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """The paths of notebooks, else of programs, else all: a stray README wraps nothing."""
    for kind in (NOTEBOOK, PROGRAM):
        if found := [parts for parts in paths if parts[-1].lower().endswith(kind)]:
            return found
    return paths


def is_wrapped(
    everything: Sequence[tuple[str, ...]], depth: int, roster: Roster | None, known: set[str]
) -> bool:
    """Whether the next folder holds all and is no student's.

    That is known by its name, by marks of Canvas or Moodle below it, or by what is in it of
    several students: without a roster by folders, if none is the assignment's nor all attempts.
    """
    paths = weighty(everything)
    tops = {parts[depth] if len(parts) > depth + 1 else "" for parts in paths}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or read_marks((top, "")):
        return False
    if top.casefold() in known:
        return True
    if roster is not None and find_owners(Claim("folder", top, ""), roster) != NOBODY:
        return False
    if any(read_marks(parts[depth + 1 :]) for parts in paths):
        return True
    if roster is not None:
        return holds_several(everything, depth + 1, roster)
    below = {parts[depth + 1].casefold() for parts in paths if len(parts) > depth + 2}
    are_attempts = all(map(ATTEMPT.fullmatch, below))
    return len(below) > 1 and not are_attempts and known.isdisjoint(below)


def holds_several(paths: Iterable[Sequence[str]], depth: int, roster: Roster) -> bool:
    """Whether several students have what lies in the folders of this depth, or one deeper."""
    below = {parts[depth:] for parts in paths if len(parts) > depth}
    found = (find_owners(read_claim(parts), roster) for parts in below)
    owners = {one.students[0].key for one in found if not isinstance(one, str)}
    if len(owners) > 1:
        return True
    alone = len({parts[0] for parts in below}) == 1 and not owners
    return alone and holds_several(below, 1, roster)


def share_group_work(parts: dict[str, OneStudents], roster: Roster) -> None:
    """Let what one of a group handed in through Canvas count for its other members.

    Canvas names only one of them. Where two of a group have files it was no group work.
    """
    by_group = defaultdict(list)
    for part in parts.values():
        if group := part.student.ids.get("group"):
            by_group[group].append(part)
    for group, handed_in in by_group.items():
        members = roster.named("group", group)
        if len(handed_in) == 1 and len(members) > 1 and is_from_canvas(handed_in[0]):
            share(handed_in[0], group_note(group, members), members, parts)


def is_from_canvas(part: OneStudents) -> bool:
    """Whether all that a student has came through Canvas."""
    return all(piece.claim.rule == "canvas" for piece in part.pieces)


def share(
    part: OneStudents, note: str, members: Iterable[Student], parts: dict[str, OneStudents]
) -> None:
    """Give each member the same files, with a note."""
    pieces = [OwnedFile(piece.entry, piece.claim, (*piece.notes, note)) for piece in part.pieces]
    for member in members:
        parts[member.key] = OneStudents(member, pieces)


def choose(part: OneStudents, assignment: str) -> Iterator[HandIn | Remark]:
    """The one file of a student that counts, and remarks on others that might have been meant."""
    best = max(part.pieces, key=lambda piece: rank(piece, assignment))
    yield HandIn(
        place=best.entry.place,
        name=best.claim.name,
        student=part.student,
        submitted_at=best.entry.when,
        read=best.entry.read,
        late=best.claim.is_late,
        notes=best.notes,
    )
    for piece in part.pieces:
        if piece is not best and is_rival(piece, best):
            told = f"{piece.entry.fault}; " if piece.entry.fault else ""
            yield Remark(piece.entry.place, f"{told}not graded, {best.entry.place} counts instead")


def rank(piece: OwnedFile, assignment: str) -> tuple[int, bool, bool, int, datetime, int, str]:
    """The more, the rather a file is the one that counts: its kind first, then the newest."""
    entry, claim = piece.entry, piece.claim
    kind = KINDS.index(piece.suffix) if piece.suffix in KINDS else len(KINDS)
    folders = {part.casefold() for part in entry.parts[:-1]}
    number = NUMBERED.search(PurePath(claim.name).stem)
    return (
        -kind,
        not entry.fault,
        assignment.casefold() in folders,
        claim.attachment,
        entry.when,
        int(number[1]) if number else 0,
        entry.place,
    )


def is_rival(piece: OwnedFile, best: OwnedFile) -> bool:
    """Whether a file could have been meant instead: programs beside a notebook are not."""
    return piece.suffix == NOTEBOOK or piece.suffix == best.suffix == PROGRAM
