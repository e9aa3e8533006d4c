"""What a system has laid out for a whole class, told by what lies beside each other.

Where a system says whose a folder is, no name is guessed from. It is looked for where the system
puts it and no deeper, for further down a student may have handed in the like.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from grader.classroom.intake.crowds import Parts
from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.owners import NOBODY, Owners, find_owners
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.sources import Source, SourceFile
from grader.classroom.intake.wrappers import find_lone
from grader.classroom.names import escape
from grader.classroom.people import Remark

BESIDE = "lies beside the students' folders: whose it is, nothing says"
NOTHING = re.compile(r"(?!)")
ACCOUNTED = ""  # why a file is nobody's, where that has been said of all


@dataclass(frozen=True)
class ClassFolder:
    """A folder in a source that may be the one in which a class's folders lie.

    `above` leads to it, and has nothing beside it; `names` are the homeworks'.
    """

    source: Source
    above: Parts
    roster: Roster | None
    names: Collection[str] = ()

    @property
    def depth(self) -> int:
        return len(self.above)

    @property
    def title(self) -> str:
        """What the folder itself is called."""
        return self.above[-1] if self.above else self.source.name

    @cached_property
    def files(self) -> Sequence[SourceFile]:
        """The files that lie directly in the folder."""
        return [file for file in self.source.files if len(file.parts) == self.depth + 1]

    @cached_property
    def folders(self) -> Sequence[str]:
        """The names of the folders in it, each once."""
        below = (file.parts for file in self.source.files if len(file.parts) > self.depth + 1)
        return list(dict.fromkeys(parts[self.depth] for parts in below))

    def folder_of(self, file: SourceFile) -> str:
        """Give the name of what lies in the folder and holds a file; none for what is elsewhere."""
        is_below = file.parts[: self.depth] == self.above and len(file.parts) > self.depth
        return file.parts[self.depth] if is_below else ""

    def place(self, *names: str) -> str:
        """Say for people where something in the folder lies."""
        return "/".join([self.source.place, *map(escape, (*self.above, *names))])

    def is_class(self, own: re.Pattern[str] = NOTHING) -> bool:
        """Tell whether what lies here is a class's, and no student's who has handed in the like.

        `own` is what a system calls such a folder: that is nobody's name.
        """
        known = {self.source.name.casefold(), *(name.casefold() for name in self.names)}
        tops = self.above[:-1] if own.fullmatch(self.title) else self.above
        if self.roster is None:
            # A folder that nothing is known of may be the only student's.
            return all(name.casefold() in known for name in tops)
        claims = (Claim("folder", name, "") for name in tops)
        return all(find_owners(claim, self.roster) == NOBODY for claim in claims)


class Layout(Protocol):
    """A class's hand-ins as a system lays them out."""

    @property
    def base(self) -> ClassFolder:
        """The folder in which the students' lie."""

    @property
    def remarks(self) -> Sequence[Remark]:
        """What there is to say of the whole."""

    def own(self, file: SourceFile) -> tuple[SourceFile, Owners | str]:
        """Give a file as it was handed in and whose it is, or why it is nobody's."""


def class_folders(
    source: Source, roster: Roster | None, names: Collection[str]
) -> Iterator[ClassFolder]:
    """Give the folders that may hold a class's, the outer ones first."""
    lone = find_lone([file.parts for file in source.files if file.parts])
    for depth in range(len(lone) + 1):
        yield ClassFolder(source, lone[:depth], roster, names)
