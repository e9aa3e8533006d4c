"""Which homework each file is of, where a class hands in several.

Its metadata, its name, its folders and what it defines tell, as with a file that is graded alone.
What nothing tells is nobody's zero: it is listed, and not graded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from grader.classroom.intake.choice import (
    MOST_LOOKED_AT,
    Looker,
    OwnedFile,
    Part,
    Wanted,
    age,
    likelihood,
)
from grader.classroom.intake.crowds import Parts
from grader.classroom.intake.file_names import Claim, read_claim
from grader.classroom.intake.owners import find_owners
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import Source, SourceFile
from grader.classroom.intake.wrappers import ATTEMPT, KINDS, NOTEBOOK, PROGRAM
from grader.classroom.people import Remark
from grader.core.errors import CourseError, GraderError, SubmissionError, UsageError
from grader.core.text import one_line
from grader.course.find import Course
from grader.course.telling import likely_assignment, names_in, pattern_of
from grader.submission.beside import comes_along
from grader.submission.reader import Reader

AROUND = re.compile(r"^[\W_]+|[\W_]+$")


class Homeworks(Looker):
    """Looks at files of a course's assignments, and tells which of them each is of."""

    def __init__(self, course: Course, reader: Reader | None = None) -> None:
        self.course = course
        rubrics = course.rubric.assignments
        self.all_wanted = {name: Wanted(name, course.asked[name]) for name in course.all_names}
        for name, rubric in rubrics.items():
            self.all_wanted[name] = replace(
                self.all_wanted[name], files=rubric.files, is_group_work=rubric.is_group_work
            )
        functions = frozenset[str]().union(*(each.functions for each in self.all_wanted.values()))
        super().__init__(Wanted("", functions), reader)

    @property
    def names(self) -> Sequence[str]:
        return list(self.all_wanted)

    def split(
        self, source: Source, depth: int, roster: Roster | None
    ) -> Iterator[tuple[Source, int]]:
        """Open the folders of homeworks in which a class's students are, each beside the others."""
        within: list[SourceFile] = []
        others: list[SourceFile] = []
        for file in source.files:
            is_within = len(file.parts) > depth + 1 and self.is_homework(file.parts[depth])
            (within if is_within else others).append(file)
        folders: dict[str, list[Parts]] = defaultdict(list)
        for file in within:
            folders[file.parts[depth]].append(file.parts[depth + 1 :])
        if not any(holds_students(paths, roster) for paths in folders.values()):
            yield source, depth
            return
        yield replace(source, files=tuple(others)), depth
        yield replace(source, files=tuple(within)), depth + 1

    def is_homework(self, folder: str) -> bool:
        """Tell whether a folder is called as a homework is, and nothing else."""
        return any(pattern_of(name).fullmatch(folder) for name in self.names)

    def claimed(self, claim: Claim) -> Claim:
        """Leave a homework's name out of what says whose a file is: `ada_softmax` is ada."""
        if claim.rule not in ("stem", "folder"):
            return claim
        named = names_in(claim.who, self.names)
        mark = pattern_of(named[0]).search(claim.who) if len(named) == 1 else None
        if mark is None or (claim.rule == "folder" and not self.is_homework(claim.who)):
            return claim
        ends = (claim.who[: mark.start()], claim.who[mark.end() :])
        before, after = (AROUND.sub("", end) for end in ends)
        return claim if before and after else replace(claim, who=before or after)

    def part(self, files: Sequence[OwnedFile], source: str) -> Iterator[Part | Remark]:
        """Part one student's files by homework, and remark on those of which nothing tells it."""
        rivals = [file for file in files if file.suffix in KINDS]
        others = [file for file in files if file.suffix not in KINDS]
        named: dict[str, list[OwnedFile]] = defaultdict(list)
        strays: list[tuple[OwnedFile, GraderError]] = []
        newest = sorted(rivals or others, key=age if rivals else likelihood, reverse=True)
        for number, file in enumerate(newest):
            is_looked_at = number < (MOST_LOOKED_AT if rivals else 1)
            try:
                named[self.tell(file, source, is_looked_at=is_looked_at)].append(file)
            except GraderError as error:
                strays.append((file, error))
        if not rivals:  # one attempt, which says what is missing
            strays = [] if named else strays[:1]
        yield from (remark_on(*stray) for stray in strays if self.is_loss(stray[0], named))
        helpers = [file for file, _ in strays if file.suffix == PROGRAM]
        for name, own in named.items():
            wanted = self.all_wanted[name]
            along = [each for each in helpers if comes_along(each.plain_name, wanted.files)]
            yield wanted, [*own, *along, *(others if rivals else ())]

    def is_loss(self, file: OwnedFile, named: Mapping[str, Sequence[OwnedFile]]) -> bool:
        """Tell whether a file may be work, and not a program that lies beside some."""
        is_beside = any(each.suffix == NOTEBOOK for own in named.values() for each in own)
        look = self.looks.get(file.file)
        is_program = file.suffix == PROGRAM and look is not None and not look.fault
        return not (is_beside and is_program and look and not look.defined)

    def tell(self, file: OwnedFile, source: str, *, is_looked_at: bool) -> str:
        """Tell which homework a file is of. Raises GraderError where nothing does."""
        path = Path(source, *file.folder, file.plain_name)
        look = self.look(file) if is_looked_at else None
        word, defined = (look.assignment, look.defined) if look else (None, ())
        if word not in (None, *self.names):
            raise UsageError(f"a notebook of {one_line(str(word))!r}, which this course has not")
        try:
            name = likely_assignment(self.course.asked, word, path, defined)
        except UsageError as error:
            fault = file.file.fault or str(error).removeprefix(f"{path}: ")
            raise (look and look.fault) or UsageError(fault) from error
        if name in self.course.rubric.unfinished:
            raise CourseError(f"of {name!r}, which is left out until rubric.yaml is mended")
        return name


def remark_on(file: OwnedFile, error: GraderError) -> Remark:
    """Say why nobody grades a file."""
    is_ours = isinstance(error, CourseError) or not isinstance(error, SubmissionError | UsageError)
    text = str(error).removeprefix(f"{file.file.place}: ").removeprefix(f"{file.name}: ")
    return Remark(file.file.place, text, is_loss=True, is_ours=is_ours)


def holds_students(paths: Sequence[Parts], roster: Roster | None) -> bool:
    """Tell whether a homework's folder holds several students' work, not one's attempts."""
    work = [parts for parts in paths if parts[-1].lower().endswith(KINDS)]
    if roster is not None:
        return any(not isinstance(find_owners(read_claim(parts), roster), str) for parts in work)
    tops = {parts[0] for parts in work if not ATTEMPT.fullmatch(parts[0])}
    return len(tops) > 1
