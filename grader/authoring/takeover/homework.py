"""What a source notebook of another grader holds, in words of ours. Frozen values that do nothing.

Cells are numbered as that notebook shows them: the n-th code cell from the top, and a text by the
code cell above it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Kind = Literal["code", "markdown"]


@dataclass(frozen=True)
class SourcePart:
    """A cell of the one source that is made; in `solved` ones a solution stands between marks.

    The `tag` is that of what a person marks.
    """

    kind: Kind
    text: str
    is_solved: bool = False
    more: dict[str, Any] = field(default_factory=dict)  # the pictures of a text
    tag: str = ""


@dataclass(frozen=True)
class CellTest:
    """Some code that tests what students wrote; `place` is the number of parts above it.

    Where what its last line gives is what counts, it `shows`, and `shown` is what it gave.
    """

    cell: int
    place: int
    code: str
    is_hidden: bool = False
    shows: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Exercise:
    """What has points: for tests that students see, for hidden ones, or by a person's word."""

    name: str
    title: str
    section: str
    cell: int
    points: Fraction
    hidden_points: Fraction = Fraction(0)
    tests: tuple[CellTest, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True)
class Left:
    """What was not taken over as it was, and why; `text` is kept beside the questions."""

    cell: int
    name: str
    why: str
    text: str = ""

    def __str__(self) -> str:
        where = f"cell {self.cell} ({self.name})" if self.cell else self.name
        return f"{where}: {self.why}"


@dataclass(frozen=True)
class Homework:
    """All of a source notebook; `answers` are the solution's texts, which students are to write."""

    format: str
    title: str
    parts: tuple[SourcePart, ...]
    exercises: tuple[Exercise, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    left: tuple[Left, ...] = ()
