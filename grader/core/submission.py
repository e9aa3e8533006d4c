"""A submission and the script made of it; what it may use. Frozen values that do nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SUFFIXES = (".ipynb", ".py")  # of what can be graded


def names_of_module(path: str) -> frozenset[str]:
    """Give the names that a module may be imported by: its folder's, and its own.

    The own one where a program adds the folder to `sys.path`; no module of Python's is meant then.
    """
    first, *inner = path.removesuffix(".py").split("/")
    return frozenset([first, *({*inner[-1:]} - sys.stdlib_module_names)])


@dataclass(frozen=True)
class Place:
    """Where in a submission: the n-th code cell from the top (None in a .py file) and the line."""

    cell: int | None
    line: int | None

    def __str__(self) -> str:
        parts = [("cell", self.cell), ("line", self.line)]
        return ", ".join(f"{word} {number}" for word, number in parts if number is not None)


@dataclass(frozen=True)
class Cell:
    """A piece of a script that runs as one; lines are counted as in the submission.

    `file` is its name where it is a helper module, handed in beside.
    """

    number: int | None
    source: str
    file: str = ""


@dataclass(frozen=True)
class Script:
    """A submission as runnable Python, cell by cell, and the modules that cells may import."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    helpers: tuple[Cell, ...] = ()

    @property
    def shown(self) -> tuple[Cell, ...]:
        return self.cells + self.helpers

    @property
    def is_file(self) -> bool:
        """Whether it came from a `.py` file, whose cells have no numbers."""
        return all(cell.number is None for cell in self.cells)

    def place(self, index: int, line: int | None) -> Place:
        return Place(self.cells[index].number, line)


@dataclass(frozen=True)
class Submission:
    """One student's file and whose it is."""

    path: Path
    sha256: str | None = None
    student: str | None = None


@dataclass(frozen=True)
class Limits:
    """What a submission may use; times are of work, in processor seconds."""

    probe_seconds: float = 2.0
    cell_seconds: float = 4.0
    submission_seconds: float = 20.0
    memory_mb: int = 512
    written_mb: int = 8
    folder_mb: int = 64
    output_kb: int = 64
    submission_mb: int = 100

    @property
    def longest(self) -> float:
        """What a whole file may take by the clock, with all that sleeps or waits in it."""
        return 5 * self.submission_seconds


@dataclass(frozen=True)
class Modules:
    """What a submission may import; stand-ins import as something inert.

    `forbidden` are modules, or names in them, that may not be used though their package may.
    """

    allowed: frozenset[str] = frozenset()
    stand_ins: frozenset[str] = frozenset()
    packages: tuple[str, ...] = ()  # distributions, whose modules are among the allowed ones
    forbidden: frozenset[str] = frozenset()

    def permit(self, dotted: str) -> bool:
        root = dotted.partition(".")[0]
        is_there = root == "__main__" or root in self.allowed or root in self.stand_ins
        return is_there and not self.forbid(dotted)

    def forbid(self, dotted: str) -> bool:
        """Tell whether a name, or what it is in, may not be used."""
        return any(f"{dotted}.".startswith(f"{name}.") for name in self.forbidden)


@dataclass(frozen=True)
class Import:
    """A module that a script, or its helper `file`, imports, or why that can't be told.

    With a colon, as in "numpy:linalg.solve", it is a name of the module's that is used.
    """

    place: Place
    module: str
    fault: str = ""
    file: str = ""

    @property
    def root(self) -> str:
        return self.dotted.partition(".")[0]

    @property
    def dotted(self) -> str:
        return self.module.replace(":", ".")

    @property
    def is_use(self) -> bool:
        return ":" in self.module


@dataclass(frozen=True)
class Deed:
    """What a script's text does, as `deeds.py` words it, and in which of its functions."""

    place: Place
    what: str
    function: str


@dataclass(frozen=True)
class Outline:
    """What a script's text tells, and judging needs: where things are defined, what is imported.

    `attributes` are the names that methods give to what they keep; `begun` are the cells that
    definitions begin in, also those that can't be parsed; `unrun` are the cells, in words, that
    stand in no code cell but define something. `deeds` are None where nobody looked for them.
    """

    definitions: Mapping[str, Place]
    attributes: tuple[str, ...]
    begun: Mapping[str, int | None]
    imports: tuple[Import, ...]
    unrun: Mapping[str, str] = field(default_factory=dict)
    deeds: tuple[Deed, ...] | None = None


@dataclass(frozen=True)
class Breach:
    """A rule that a submission breaks: what, and where; None for what stands in no cell."""

    place: Place | None
    message: str
    criterion: str = ""  # whose rule it is; of none that about imports

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message
