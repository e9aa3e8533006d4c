"""Whose is what in a course of nbgrader's: `submitted/STUDENT/ASSIGNMENT/`, with a time for each.

Beside it are nbgrader's own copies, of which none is what a student handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.classroom.intake.crowds import Parts
from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.layouts import ACCOUNTED, BESIDE, ClassFolder
from grader.classroom.intake.owners import Owners, Twins, find_owners, find_twins
from grader.classroom.intake.sources import SourceFile
from grader.classroom.intake.times import SystemTime, read_time
from grader.classroom.names import escape
from grader.classroom.people import Remark
from grader.core.errors import GraderError
from grader.course.telling import pattern_of

SUBMITTED, TIMESTAMP = "submitted", "timestamp.txt"
OWN_FOLDERS = ("source", "source_with_tests", "release", "autograded", "feedback", "solution")
MOST_OF_TIME, MOST_NAMED = 100, 6
NO_TIME = "no time can be read in it; that of the files counts"


@dataclass(frozen=True)
class Submitted:
    """Where the students' folders lie, in which course; what is of several assignments."""

    base: ClassFolder
    course: ClassFolder

    @property
    def remarks(self) -> Sequence[Remark]:
        """Say what is not looked at, how that was told, and which time can't be read."""
        return [*self.left_out(), *self.others(), *self.untimed()]

    def left_out(self) -> Iterator[Remark]:
        """Name what lies beside the students' folders, where nobody hands in."""
        tops = {self.course.folder_of(f): None for f in self.base.source.files if not self.below(f)}
        if own := sorted(tops, key=lambda name: (name not in OWN_FOLDERS, name)):
            more = f" and {len(own) - MOST_NAMED:,} more" if len(own) > MOST_NAMED else ""
            listed = ", ".join(map(escape, own[:MOST_NAMED])) + more
            yield Remark(self.course.place(), f"only what is in {SUBMITTED} counts, not {listed}")

    def others(self) -> Iterator[Remark]:
        """Say which of nbgrader's assignments are graded, where there are several."""
        if self.only is None or len(self.assignments) < 2:
            return
        others = ", ".join(name for name in self.assignments if name not in self.meant)
        text = f"{others}: not called {self.only!r} as what is graded now, so left out"
        if not self.meant:
            text = f"{others}: none is called {self.only!r}, so what is in the files decides"
        if others:
            yield Remark(self.base.place(), text)

    def untimed(self) -> Iterator[Remark]:
        """Name the times that can't be read."""
        for folder, time in self.times.items():
            if time.when is None:
                yield Remark(self.base.place(*folder, TIMESTAMP), NO_TIME)

    @cached_property
    def only(self) -> str | None:
        """The name of the homework, where but one is graded."""
        return next(iter(self.base.names)) if len(self.base.names) == 1 else None

    @cached_property
    def assignments(self) -> Sequence[str]:
        """The names of nbgrader's assignments."""
        return sorted({below[1] for below in map(self.below, self.files) if len(below) > 2})

    @cached_property
    def meant(self) -> set[str]:
        """Those that are called as the only homework is."""
        pattern = pattern_of(self.only) if self.only is not None else None
        return {name for name in self.assignments if pattern and pattern.fullmatch(name)}

    @cached_property
    def files(self) -> Sequence[SourceFile]:
        """The files of students."""
        return [file for file in self.base.source.files if len(self.below(file)) > 1]

    @cached_property
    def twins(self) -> Twins:
        """The names of students that look like others'."""
        return find_twins(map(self.claim, self.files), self.base.roster)

    @cached_property
    def times(self) -> Mapping[Parts, SystemTime]:
        """The times that nbgrader has written, by the student and the assignment."""
        return {self.below(file)[:2]: time_in(file) for file in self.files if self.is_time(file)}

    def below(self, file: SourceFile) -> Parts:
        """Give where a file lies below the students' folders; nowhere for one that does not."""
        return file.parts[self.base.depth :] if self.base.folder_of(file) else ()

    def is_time(self, file: SourceFile) -> bool:
        """Tell whether a file is the one in which nbgrader writes the time."""
        return self.below(file)[2:] == (TIMESTAMP,)

    def claim(self, file: SourceFile) -> Claim:
        """Give whose a file is by its folder."""
        return Claim("folder", self.below(file)[0], file.parts[-1])

    def own(self, file: SourceFile) -> tuple[SourceFile, Owners | str]:
        """Find whose a file is, and give it with the time that nbgrader has written."""
        below = self.below(file)
        if len(below) < 2:
            return file, BESIDE if below or not file.parts else ACCOUNTED
        is_other = len(below) > 2 and self.meant and below[1] not in self.meant
        if is_other or self.is_time(file):
            return file, ACCOUNTED
        time = self.times.get(below[:2], SystemTime())
        return file.at(time), find_owners(self.claim(file), self.base.roster, self.twins)


def time_in(file: SourceFile) -> SystemTime:
    """Read the time in a file; None where there is none."""
    try:
        return read_time(file.read()[:MOST_OF_TIME].decode("utf-8", "replace"))
    except GraderError:
        return SystemTime()


def find_submitted(base: ClassFolder) -> Submitted | None:
    """Find what was handed in in a course of nbgrader's; None for what is none."""
    course = base
    if SUBMITTED in base.folders and base.is_class():
        base = replace(base, above=(*base.above, SUBMITTED))
    elif base.title != SUBMITTED or not base.is_class(re.compile(SUBMITTED)):
        return None
    submitted = Submitted(base, course)
    # Without the time, a folder of this name may be any.
    is_one = bool(submitted.times) or any(each in OWN_FOLDERS for each in course.folders)
    return submitted if is_one and submitted.assignments else None
