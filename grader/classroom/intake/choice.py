"""Which of a student's files counts: what is in them decides, and only then when they were saved.

First the file that says it is of the assignment, then the one in which most of what is asked for is
written, then the newest. Where that leaves two, or hardly anything is written in the one beside
another that has much, nobody guesses: none is graded, and why is said.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePath

from grader.classroom.intake.crowds import MOST_OF_STUDENT
from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.owners import GroupWork
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import Source, SourceFile, list_zip
from grader.classroom.intake.times import SystemTime
from grader.classroom.intake.wrappers import KINDS, PROGRAM
from grader.classroom.intake.zips import InnerZip
from grader.classroom.names import escape
from grader.classroom.people import HandIn, Remark, Student, UndecidedError
from grader.core.errors import GraderError, SubmissionError, UsageError
from grader.core.text import clean
from grader.course.load import Assignment
from grader.submission.beside import comes_along
from grader.submission.kinds import DOCUMENTS, HIDDEN_SUFFIX, PACKED, SHORTCUTS
from grader.submission.reader import Reader

MOST_LOOKED_AT = 40  # files of one student: each may cost what a reader's limits are
# What one command writes, as `git clone` does, has all the same time, whoever saved it when.
MOMENT = timedelta(seconds=10)
NUMBERED = re.compile(r"-([0-9]{1,9})$")  # what Canvas puts on a file that comes again
LEAVE_ONE = "leave the one that counts, and run the batch again"
MOST_ZIPS = 10  # of one student
MOST_NESTED = 3  # of them in each other
MOST_NAMED = 3
Beside = tuple[tuple[str, Callable[[], bytes]], ...]  # by their paths, how to read them
INSTEAD = {*PACKED, *SHORTCUTS, *DOCUMENTS}  # of a notebook
MOST_NUMBER = 2**63 - 1  # that a database takes


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """A file that is a student's, and how it came to be theirs."""

    student: Student
    file: SourceFile
    claim: Claim
    notes: tuple[str, ...]
    outer: SourceFile | None = None  # the zip that it lies in
    group: GroupWork | None = None
    time: SystemTime = SystemTime()  # as a list of the system's has it, beside the files

    @property
    def name(self) -> str:
        return clean(self.claim.name)

    @property
    def suffix(self) -> str:
        return PurePath(self.name).suffix.lower()

    @property
    def path(self) -> str:
        return "/".join(self.file.parts).casefold()

    @property
    def number(self) -> int:
        number = NUMBERED.search(PurePath(self.name).stem)
        return int(number[1]) if number else 0

    @property
    def folder(self) -> tuple[str, ...]:
        return self.file.parts[:-1]

    @property
    def plain_name(self) -> str:
        """The name without the number that Canvas puts on a file that comes again."""
        path = PurePath(self.name)
        renamed = self.claim.rule == "canvas" and len(self.file.parts) == 1
        return NUMBERED.sub("", path.stem) + path.suffix if renamed else self.name

    @property
    def hand_in(self) -> HandIn:
        file, claim = self.file, self.claim
        arrived = (self.outer or self.file).at(self.time)
        group_note = self.group.note if self.group else ""
        return HandIn(
            file.place,
            self.name,
            self.student,
            arrived.when,
            file.read,
            claim.is_late,
            (*self.notes, group_note) if group_note else self.notes,
            number=claim.attachment if 0 < claim.attachment <= MOST_NUMBER else None,
            zoned=arrived.zoned,
            by_system=arrived.by_system,
            group_note=group_note,
        )

    def id_in(self, system: str) -> str:
        return self.claim.id if self.claim.rule == system else ""


@dataclass(frozen=True)
class Wanted:
    """What a file is known by: the assignment's name, and the functions that are asked for.

    Of group work one file counts for each of a group.
    """

    assignment: str
    functions: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()  # patterns of what may come along
    is_group_work: bool = False


def wanted_of(assignment: Assignment) -> Wanted:
    """Say what a file of an assignment is known by."""
    functions = frozenset[str]().union(*assignment.needs.values())
    rubric = assignment.rubric
    return Wanted(assignment.name, functions, rubric.files, rubric.is_group_work)


Part = tuple[Wanted, Sequence[OwnedFile]]  # one student's files of one assignment


@dataclass(frozen=True)
class Look:
    """What is in a file: a hash of it, the assignment that it names, what of it is written.

    `defined` is what it defines, written or not; `imports` are the modules that it imports.
    """

    content: str = ""
    assignment: str | None = None
    functions: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    fault: GraderError | None = None


class Looker:
    """Looks at files behind a reader, each once: a group's are those of each member."""

    def __init__(self, wanted: Wanted, reader: Reader | None = None) -> None:
        self.wanted = wanted
        self.reader = reader or Reader()
        self.reader.closely = False
        self.looks: dict[SourceFile, Look] = {}

    @property
    def names(self) -> Sequence[str]:
        """The assignments that files may be of."""
        return [self.wanted.assignment]

    def split(
        self, source: Source, depth: int, roster: Roster | None
    ) -> Iterator[tuple[Source, int]]:
        """Give a source's parts, and how deep the students' own names stand in each."""
        yield source, depth

    def claimed(self, claim: Claim) -> Claim:
        """Give what says whose a file is."""
        return claim

    def part(self, files: Sequence[OwnedFile], source: str) -> Iterator[Part | Remark]:
        """Part one student's files by assignment."""
        yield self.wanted, files

    def look(self, owned: OwnedFile) -> Look:
        """Look at what is in a file."""
        file = owned.file
        if file not in self.looks:
            try:
                self.looks[file] = self.read(Path(owned.name), file.read)
            except GraderError as error:
                self.looks[file] = Look(fault=error)
        return self.looks[file]

    def read(self, path: Path, read: Callable[[], bytes]) -> Look:
        """Read a file. Raises GraderError for what can't be read."""
        reading = self.reader.read_content(path, read())
        defined = self.wanted.functions & reading.outline.definitions.keys()
        return Look(
            str(reading.submission.sha256),
            reading.assignment,
            defined - set(reading.unwritten),
            defined,
            frozenset(each.root for each in reading.outline.imports),
        )

    def close(self) -> None:
        """End the reader."""
        self.reader.close()


@dataclass(frozen=True)
class Candidate:
    """A file that may be the one, and what speaks for it."""

    owned: OwnedFile
    look: Look
    wanted: Wanted

    @property
    def written(self) -> int:
        return len(self.look.functions & self.wanted.functions)

    @property
    def belongs(self) -> int:
        """Say 1 for a file that says it is of the assignment, -1 for one that says it is not."""
        name = self.look.assignment
        return 0 if name is None else 1 if name == self.wanted.assignment else -1

    @property
    def rank(self) -> tuple[int, int, int, bool, bool, bool, int]:
        """Give the more, the rather it is the one, before anyone asks when it was saved."""
        owned = self.owned
        folders = {part.casefold() for part in owned.file.parts[:-1]}
        return (
            self.belongs,
            self.written,
            -KINDS.index(owned.suffix),
            not owned.file.fault,
            not self.look.fault,
            self.wanted.assignment.casefold() in folders,
            # Before the time, which in a zip from Canvas is that of the download.
            owned.claim.attachment,
        )


def open_zips(files: Sequence[OwnedFile]) -> list[OwnedFile]:
    """Put in the place of each zip what is in it, and in the zips in there.

    All is whose the first zip is, whatever it is called.
    """
    opened, room = list(files), MOST_ZIPS
    for _ in range(MOST_NESTED):
        room -= sum(1 for owned in opened if owned.file.zipped)
        if room < 0 or len(opened) > MOST_OF_STUDENT:
            break
        opened = [each for owned in opened for each in open_zip(owned)]
    return opened


def open_zip(owned: OwnedFile) -> list[OwnedFile]:
    """List what is in a zip; else the file itself, as what can't be opened, or is none."""
    file = owned.file
    if file.zipped is None:
        return [owned]
    try:
        listed = [inner for inner in list_zip(file.zipped, file.zipped.most_bytes) if inner.parts]
    except (SubmissionError, UsageError):  # which it says
        listed, file = [], unmasked(file, file.zipped)
    except GraderError as error:  # for the moment, as it is no fault of the file's
        file = replace(file, read=partial(raise_error, error), fault="")
        listed = []
    closed = replace(owned, file=replace(file, zipped=None))
    return [within(owned, inner) for inner in listed] or [closed]


def unmasked(file: SourceFile, zipped: InnerZip) -> SourceFile:
    """Let what is called a zip and is none be read, for then it is told what it is."""
    with contextlib.suppress(GraderError):
        if not zipped.read().startswith(b"PK"):
            return replace(file, read=zipped.read, fault="")
    return file


def raise_error(error: GraderError) -> bytes:
    """Say, when a file's turn to be read comes, why that can't be. Raises GraderError."""
    raise error


def within(owned: OwnedFile, file: SourceFile) -> OwnedFile:
    """Give a file in a student's zip as the student's."""
    parts = (*owned.file.parts, *file.parts)
    claim = replace(owned.claim, name=file.parts[-1])
    return replace(
        owned, file=replace(file, parts=parts), claim=claim, outer=owned.outer or owned.file
    )


def choose(
    files: Sequence[OwnedFile], looker: Looker, wanted: Wanted
) -> tuple[OwnedFile, GraderError | None]:
    """Choose the file that counts, or one that may be meant and why none counts."""
    rivals = [file for file in files if file.suffix in KINDS]
    if len(rivals) < 2:
        return max(rivals or files, key=likelihood), None
    candidates = join_helpers(look_at(rivals, looker, wanted))
    last = find_last(candidates)
    best = max(last, key=lambda candidate: candidate.owned.file.place)
    doubt = find_doubt(best, last, candidates)
    if not doubt and len(rivals) > MOST_LOOKED_AT and wants_work(best):
        place = list_places([best])
        doubt = UndecidedError(
            f"{place}: has none of the functions asked for, nor have {MOST_LOOKED_AT - 1} of "
            f"{len(rivals) - 1:,} files beside it, and no more are looked at; {LEAVE_ONE}"
        )
    return best.owned, doubt


def wants_work(best: Candidate) -> bool:
    """Tell whether nothing that is asked for is in a file."""
    return bool(best.wanted.functions) and not best.written


def look_at(rivals: Sequence[OwnedFile], looker: Looker, wanted: Wanted) -> list[Candidate]:
    """Look at files; where there are too many, at those meant by their name, kind or time."""
    name = wanted.assignment.casefold()

    def nearness(file: OwnedFile) -> tuple[bool, int, tuple[object, ...]]:
        return name in file.path, -KINDS.index(file.suffix), age(file)

    likely = sorted(rivals, key=nearness, reverse=True)
    return [Candidate(file, looker.look(file), wanted) for file in likely[:MOST_LOOKED_AT]]


def join_helpers(candidates: list[Candidate]) -> list[Candidate]:
    """Count what a notebook imports of a module beside it as its own; the module is no rival."""
    modules = {
        file.folder + (PurePath(file.plain_name).stem,): candidate
        for candidate in candidates
        if (file := candidate.owned).suffix == PROGRAM
        and comes_along(file.plain_name, candidate.wanted.files)
    }
    joined, helping = [], set[int]()
    for candidate in candidates:
        names = [candidate.owned.folder + (name,) for name in candidate.look.imports]
        helpers = [modules[name] for name in names if modules.get(name, candidate) is not candidate]
        functions = candidate.look.functions.union(*(each.look.functions for each in helpers))
        joined.append(replace(candidate, look=replace(candidate.look, functions=functions)))
        helping |= {candidates.index(each) for each in helpers}
    # Modules that import each other alone have no main one, so each may be that.
    return [candidate for at, candidate in enumerate(joined) if at not in helping] or joined


def beside(best: OwnedFile, files: Sequence[OwnedFile], patterns: Sequence[str]) -> Beside:
    """Find the files that come along with the one that counts, by their paths from its folder."""
    depth = len(best.folder)
    latest: dict[str, OwnedFile] = {}
    for file in sorted(files, key=age):  # of two of one name the later counts
        if file is not best and file.folder[:depth] == best.folder and not file.file.fault:
            latest["/".join((*file.folder[depth:], file.plain_name))] = file
    return tuple(
        (name, file.file.read) for name, file in latest.items() if comes_along(name, patterns)
    )


def age(owned: OwnedFile) -> tuple[int, datetime, int, str]:
    """Give the more, the later a file was handed in."""
    return owned.claim.attachment, owned.file.when, owned.number, owned.file.place


def likelihood(owned: OwnedFile) -> tuple[bool, bool, tuple[object, ...]]:
    """Give the more, the rather a file that can't be graded was handed in for the homework."""
    is_instead = owned.suffix in INSTEAD or bool(HIDDEN_SUFFIX.match(owned.name))
    return not owned.claim.is_text, is_instead, age(owned)


def find_last(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Find the newest of the highest rank; several where nothing tells which that is."""
    rank = max(candidate.rank for candidate in candidates)
    highest = [candidate for candidate in candidates if candidate.rank == rank]
    newest = max(candidate.owned.file.when for candidate in highest)
    last = [candidate for candidate in highest if newest - candidate.owned.file.when < MOMENT]
    number = max(candidate.owned.number for candidate in last)
    return [candidate for candidate in last if candidate.owned.number == number]


def find_doubt(
    best: Candidate, last: Sequence[Candidate], candidates: Sequence[Candidate]
) -> GraderError | None:
    """Find why none counts, if that is so."""
    faults = [candidate.look.fault for candidate in candidates]
    # What can't be read now may be the one: it is looked at again the next time.
    ours = next((fault for fault in faults if not isinstance(fault, SubmissionError | None)), None)
    if ours or best.look.fault:  # which is then said of it
        return ours
    doubt = tell_tie(last) or tell_fewer(best, candidates)
    return UndecidedError(doubt) if doubt else None


def tell_tie(last: Sequence[Candidate]) -> str:
    """Say that there is no last one; nothing where all of them are one file."""
    if len({candidate.look.content for candidate in last}) == 1:
        return ""
    return f"{list_places(last)}: which of them counts, nothing tells; {LEAVE_ONE}"


def tell_fewer(best: Candidate, candidates: Sequence[Candidate]) -> str:
    """Say that another file may hold the work, where there is hardly any in the best."""
    asked = len(best.wanted.functions)
    others = [other for other in candidates if other is not best and other.belongs >= 0]
    much = [other for other in others if other.written > 2 * best.written]
    if much:
        most = max(much, key=lambda other: other.written)
        return (
            f"{list_places([best])}: has {best.written} of the {asked} functions asked for, "
            f"and {list_places([most])} has {most.written}; {LEAVE_ONE}"
        )
    unread = [other for other in others if other.look.fault]
    if asked and not best.written and unread:
        return (
            f"{list_places([best])}: has none of the functions asked for, and beside it lies what "
            f"can't be read, {list_places(unread)}; {LEAVE_ONE}"
        )
    return ""


def list_places(candidates: Sequence[Candidate]) -> str:
    """List the first places within the source in words, and how many more there are."""
    parts = sorted(candidate.owned.file.parts for candidate in candidates)
    places = ["/".join(map(escape, names)) for names in parts]
    more = len(places) - MOST_NAMED
    return ", ".join(places[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
