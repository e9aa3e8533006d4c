"""What a class handed in: from folders and downloads to one file for each student.

Sources are listed first and sorted out then, by names; only where a student has several files they
are looked at, else a file is read when its turn comes. Each source is a collection of its own: of
two downloads, a student may have a hand-in in both.
"""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.classroom.intake.choice import (
    Looker,
    OwnedFile,
    Part,
    beside,
    choose,
    open_zips,
    raise_error,
)
from grader.classroom.intake.clones import find_clones
from grader.classroom.intake.crowds import MOST_OF_STUDENT
from grader.classroom.intake.downloads import name_users, time_of
from grader.classroom.intake.file_names import Claim, read_claim
from grader.classroom.intake.gradescope import find_export
from grader.classroom.intake.group_work import set_apart_from_groups, share_group_work
from grader.classroom.intake.layouts import BESIDE, ClassFolder, Layout, class_folders
from grader.classroom.intake.nbgrader import find_submitted
from grader.classroom.intake.owners import SYSTEMS, Owners, find_owners, find_twins
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.several import open_downloads, set_apart
from grader.classroom.intake.sources import Source, SourceFile, list_sources
from grader.classroom.intake.wrappers import (
    IN_DOUBT,
    KINDS,
    NOTEBOOK,
    PROGRAM,
    find_lone,
    open_wrappers,
)
from grader.classroom.names import escape
from grader.classroom.people import HandIn, Remark
from grader.core.errors import GraderError

WORK = (NOTEBOOK, PROGRAM)
MOST_REMARKS = 20  # on what one student, or nobody, has handed in
HARD_LINK = "a hard link: the same file, not a copy, is"
# Students read these.
TYPED = "text typed into a page, no file to grade; hand in the notebook itself"
LINKED = "a link, no file to grade; hand in the notebook itself, and not where it is"


# How a system lays out a class; the first that finds its own counts.
LAYOUTS: Sequence[Callable[[ClassFolder], Layout | None]] = (
    find_export,
    find_submitted,
    find_clones,
)
Owned = dict[str, list[OwnedFile]]  # by the student's key


def find_hand_ins(
    sources: Sequence[Path], roster: Roster | None, looker: Looker, most_bytes: int
) -> Iterator[HandIn | Remark]:
    """Find one hand-in for each student of a source, and remark on all that is not handed on.

    Raises UsageError at once for a source that is not there and where none has anything in it;
    what is wrong with one file, its `read` raises.
    """
    # Listed before anything is handed on: a mistyped second source stops no batch half way.
    opened = list(open_downloads(sources, roster.path if roster else None))
    listed = list_sources([item for item in opened if isinstance(item, Path)], most_bytes)
    if roster is not None and roster.path is not None:
        listed = [without(source, roster.path) for source in listed]
    sorted_out = (sort_out(source, roster, looker) for source in listed)
    beside = (item for item in opened if isinstance(item, Remark))
    return itertools.chain(beside, *sorted_out)


def without(source: Source, roster: Path) -> Source:
    """Leave out the roster, which is nobody's hand-in, where it lies in a source."""
    own = os.path.realpath(roster)
    files = (
        file
        for file in source.files
        if file.parts[-1:] != (roster.name,) or os.path.realpath(file.place) != own
    )
    return replace(source, files=tuple(files))


def sort_out(source: Source, roster: Roster | None, looker: Looker) -> Iterator[HandIn | Remark]:
    """Tell who has handed in what in one source."""
    if source.fault:
        yield Remark(source.place, source.fault, is_loss=True, is_ours=True)
    owned: Owned = defaultdict(list)
    if layout := find_layout(source, roster, looker):
        yield from assign_laid_out(source, layout, owned)
        yield from choose_all(owned, roster, looker, source.name)
        return
    source, exports = set_apart(source)
    yield from exports
    paths = [file.parts for file in source.files if file.parts]
    known = {source.name.casefold(), *(name.casefold() for name in looker.names)}
    depth, is_in_doubt = open_wrappers(paths, roster, known)
    if is_in_doubt:
        place = "/".join([source.place, *map(escape, find_lone(paths)[: depth + 1])])
        yield Remark(place, IN_DOUBT, is_loss=True)
        return
    for part, level in looker.split(source, depth, roster):
        yield from assign_all(part, roster, owned, partial(claim_of, looker, level))
    yield from choose_all(owned, roster, looker, source.name)


def claim_of(looker: Looker, depth: int, file: SourceFile) -> Claim | None:
    """Read whose a file is said to be; None for one that lies above the students' names."""
    path = file.parts[depth:]
    return looker.claimed(read_claim(path)) if path else None


def find_layout(source: Source, roster: Roster | None, looker: Looker) -> Layout | None:
    """Find how a system has laid out a source; None where none has."""
    bases = class_folders(source, roster, looker.names)
    layouts = (find(base) for base in bases for find in LAYOUTS)
    return next(filter(None, layouts), None)


def assign_laid_out(source: Source, layout: Layout, owned: Owned) -> Iterator[Remark]:
    """Give each file to whom the layout names, and remark on those that are nobody's."""
    yield from few(layout.remarks)
    strays: dict[tuple[str, str], list[SourceFile]] = defaultdict(list)
    for listed in source.files:
        file, owners = layout.own(listed)
        if reason := assign(file, owners, owned):
            strays[reason, layout.base.folder_of(file) or file.place].append(file)
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for (reason, folder), files in strays.items():
        is_loss = any(file.fault or file.place.lower().endswith(WORK) for file in files)
        place = files[0].place if len(files) == 1 else layout.base.place(folder)
        remarks[reason].append(Remark(place, reason, is_loss))
    yield from itertools.chain.from_iterable(map(few, remarks.values()))


def choose_all(
    owned: Owned, roster: Roster | None, looker: Looker, source: str
) -> Iterator[HandIn | Remark]:
    """Choose the file of each student that counts, and remark on the others."""
    for files in owned.values():
        yield from few(part_strangers(files))
    owned = {key: files for key, files in owned.items() if files}
    if roster is not None:
        share_group_work(owned, roster)
        owned = {key: timed(files, roster) for key, files in owned.items()}
    remarks: set[Remark] = set()
    attempts = {key: part_attempts(files) for key, files in owned.items()}
    empty = (few(remark_on_empty(files, attempts[key])) for key, files in owned.items())
    yield from dict.fromkeys(itertools.chain.from_iterable(empty))
    for files in map(open_zips, itertools.chain.from_iterable(attempts.values())):
        for item in choose_each(files, looker, source):
            if isinstance(item, HandIn):
                yield item
            elif item not in remarks:
                # Members of a group share what is left out, too: that is said once.
                remarks.add(item)
                yield item
    yield from remark_on_hard_links(owned.values())


def timed(files: Sequence[OwnedFile], roster: Roster) -> list[OwnedFile]:
    """Give Moodle's files with the times that its worksheet tells: the zip has others."""
    return [replace(file, time=roster.times.get(file.id_in("moodle"), file.time)) for file in files]


def choose_each(
    files: Sequence[OwnedFile], looker: Looker, source: str
) -> Iterator[HandIn | Remark]:
    """Choose the files of one student that count, and remark on the others."""
    parts = [
        item
        for part in looker.part(files, source)
        for item in ([part] if isinstance(part, Remark) else set_apart_from_groups(part))
    ]
    yield from few(part for part in parts if isinstance(part, Remark))
    for part in parts:
        if not isinstance(part, Remark):
            yield from choose_one(part, looker)


def choose_one(part: Part, looker: Looker) -> Iterator[HandIn | Remark]:
    """Choose the file of one student that counts for an assignment, and remark on the others."""
    wanted, files = part
    best, doubt = choose(files, looker, wanted)
    if doubt:
        yield replace(undecided(files, best, doubt), assignment=wanted.assignment)
        return
    along = beside(best, files, wanted.files)
    yield replace(best.hand_in, assignment=wanted.assignment, beside=along)
    yield from few(remark_on_rivals(files, best))


def few(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Give the first remarks, and say how many more there are."""
    listed = list(remarks)
    yield from listed[:MOST_REMARKS]
    if more := listed[MOST_REMARKS:]:
        message = f"the last of {len(more):,} more like it: {more[-1].message}"
        yield Remark(more[-1].place, message, any(remark.is_loss for remark in more))


def assign_all(
    source: Source, roster: Roster | None, owned: Owned, read: Callable[[SourceFile], Claim | None]
) -> Iterator[Remark]:
    """Give each file to its owners, and remark on those that have none."""
    claims = name_users(source.files, [*map(read, source.files)])
    twins = find_twins(filter(None, claims), roster)
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for file, claim in zip(source.files, claims, strict=True):
        reason = assign(file, find_owners(claim, roster, twins), owned) if claim else BESIDE
        if reason:
            reason = f"{file.fault}; {reason}" if file.fault else reason
            is_loss = bool(file.fault) or file.place.lower().endswith(WORK)
            remarks[claim.who if claim else ""].append(Remark(file.place, reason, is_loss))
    return itertools.chain.from_iterable(map(few, remarks.values()))


def assign(file: SourceFile, owners: Owners | str, owned: Owned) -> str:
    """Add a file to what its owners have; a text says why it is nobody's."""
    if isinstance(owners, str):
        return owners
    # Not left out: a student who typed instead has an attempt, and reads what is missing.
    if owners.claim.is_text and not file.fault:
        file = file.refused(LINKED if is_link(owners.claim) else TYPED)
    claim = owners.claim
    if when := time_of(claim):
        file = replace(file, when=when, zoned=False, by_system=True)
        # Their order is the platform's word, also at night, when a clock may be put back.
        claim = replace(claim, attachment=int(when.timestamp()))
    for student in owners.students:
        files = owned[student.key]
        if len(files) >= MOST_OF_STUDENT:
            return f"more than {MOST_OF_STUDENT:,} files of {student}; this one is not looked at"
        # Whom no roster knows is called by one name, their first file's, whatever others say.
        student = files[0].student if files else student
        files.append(OwnedFile(student, file, claim, owners.notes, group=owners.group))
    return ""


def is_link(claim: Claim) -> bool:
    """Tell an address that was handed in through Canvas from text; both are kept as pages."""
    return claim.rule in ("canvas", "anonymous") and claim.name.lower().endswith("link.html")


def part_attempts(files: Sequence[OwnedFile]) -> list[list[OwnedFile]]:
    """Part what a system keeps of each hand-in of one student, the earliest first.

    One without a homework's file, as a page alone, is none where there is another.
    """
    attempts: dict[str, list[OwnedFile]] = defaultdict(list)
    for file in files:
        attempts[file.claim.attempt].append(file)
    works = [each for each in attempts.values() if any(file.suffix in KINDS for file in each)]
    works.sort(key=lambda each: min(file.file.when for file in each))
    return works or [list(files)]


def remark_on_empty(
    files: Sequence[OwnedFile], attempts: Sequence[Sequence[OwnedFile]]
) -> Iterator[Remark]:
    """Name what a student handed in after their last homework, where no homework is in it.

    It may have been meant to take its place, as an export of the notebook.
    """
    last = max(attempts[-1], key=lambda file: file.file.when)
    by_attempt = {
        file.claim.attempt: file
        for file in sorted(files, key=lambda file: file.claim.is_text, reverse=True)
        if file.claim.attempt != last.claim.attempt and file.file.when > last.file.when
    }
    for file in by_attempt.values():
        reason = f"handed in later, and is no homework; {last.file.place} counts"
        yield Remark(file.file.place, reason)


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


def undecided(files: Sequence[OwnedFile], best: OwnedFile, doubt: GraderError) -> HandIn:
    """Hand on that one of several files is meant; whichever it is, is no earlier than this."""
    when = min(file.file.when for file in files)
    return replace(best.hand_in, submitted_at=when, number=None, read=partial(raise_error, doubt))


def remark_on_rivals(files: Sequence[OwnedFile], best: OwnedFile) -> Iterator[Remark]:
    """Name the files that could have been meant instead: programs beside a notebook are not."""
    for file in files:
        is_rival = file.suffix == NOTEBOOK or file.suffix == best.suffix == PROGRAM
        if is_rival and file is not best:
            fault = f"{file.file.fault}; " if file.file.fault else ""
            reason = f"{fault}not graded, {best.file.place} counts instead"
            yield Remark(file.file.place, reason)


def remark_on_hard_links(owned: Iterable[Sequence[OwnedFile]]) -> Iterator[Remark]:
    """Name files that are two students' and one on the disk: of a copy there are two."""
    first: dict[tuple[int, int], OwnedFile] = {}
    for file in itertools.chain.from_iterable(owned):
        other = first.setdefault(file.file.linked, file) if file.file.linked else file
        if file.claim.who != other.claim.who:
            yield Remark(file.file.place, f"{HARD_LINK} {other.file.place}")
