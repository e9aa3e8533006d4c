"""What is asked, and what comes back of it. Frozen values that do nothing."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, NewType

from grader.core.submission import Place


@functools.total_ordering
class Level(Enum):
    """How well a submission is walled in, from the weakest to the strongest."""

    NONE = "none"
    PROCESS = "process"
    BASIC = "basic"
    RESTRICTED = "restricted"
    MEDIUM = "medium"
    STRONG = "strong"

    # By strength: as texts, "basic" would come before "none".
    def __lt__(self, other: Level) -> bool:
        return LEVELS.index(self) < LEVELS.index(other)

    @property
    def not_restricted(self) -> str:
        """What this level leaves open, in words; empty for the strongest."""
        return NOT_RESTRICTED[self]

    @property
    def fits_strangers(self) -> bool:
        """Whether other people's code may be run at it without more ado."""
        return self >= Level.MEDIUM


LEVELS = tuple(Level)

NOT_RESTRICTED = {
    Level.NONE: "nothing is restricted",
    Level.PROCESS: "files, the network and other processes are not closed off",
    Level.BASIC: "disk use is not bounded",
    Level.RESTRICTED: "files that its user can reach are not closed off",
    Level.MEDIUM: "that files exist can be seen, though not what is in them",
    Level.STRONG: "",
}


@dataclass(frozen=True)
class Case:
    """One input, plain data; `files` are written to a new directory for each asking.

    Of one that is `non_finite` NaN and infinity may be right answers.
    """

    name: str
    data: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    non_finite: bool = False


CLASS = "class"  # in the place of a seed: the secret one, from which all of a class are asked


@dataclass(frozen=True)
class ProbeName:
    """How a probe is called: "function:case", or "function:case@seed" if its case was drawn."""

    function: str
    case: str
    seed: str = ""

    @classmethod
    @functools.lru_cache(maxsize=4096)  # the same names come with every submission
    def parse(cls, text: str) -> ProbeName:
        function, _, case = text.partition(":")
        name, _, seed = case.partition("@")
        return cls(function, name, seed)

    @property
    def fixed(self) -> str:
        """The name of the probe that this is another draw of; its own, if it was not drawn."""
        return f"{self.function}:{self.case}"

    @property
    def is_of_class(self) -> bool:
        return self.seed == CLASS

    @property
    def drawn_case(self) -> str:
        return f"{self.case}@{self.seed}" if self.seed else self.case


NOTHING_OF = {"figures": "nothing was drawn", "printed": "nothing was printed"}


def as_needed(target: str) -> str:
    """Name a function as a probe needs it: what makes an object is its class."""
    return target.removesuffix(".__init__")


@dataclass(frozen=True)
class Probe:
    """One question about one case; `needs` are the functions it calls, its subject last.

    Those among them that are `variables` it only reads.
    """

    function: str
    case: Case
    needs: tuple[str, ...]
    sentence: str
    hidden: bool = False
    non_finite: bool = False
    variables: frozenset[str] = frozenset()

    # Kept, as it is asked for several times for each submission.
    @functools.cached_property
    def name(self) -> str:
        """What it is called in goldens, rubrics and reports."""
        return f"{self.function}:{self.case.name}"


def missing(name: str, *, is_variable: bool) -> str:
    """Say that something is not there, which a probe asks for."""
    if is_variable:
        return NOTHING_OF.get(name, f"variable `{name}` has no value")
    return f"`{name}` is missing"


@dataclass(frozen=True)
class Opaque:
    """A returned object that is not plain data: only the name of its type came across."""

    type_name: str


@dataclass(frozen=True)
class Either:
    """Answers each of which is right: what a reference returns where there is not just one."""

    answers: Sequence[Any]


@dataclass(frozen=True)
class Answer:
    """What a probe returned, as plain data: built-in types and `Opaque` only.

    `wire` is its text as it came over the wall, where it did: kept, it need not be made again.
    """

    value: Any
    wire: str | None = field(default=None, compare=False, repr=False)


class FailureKind(Enum):
    """Why there is no answer."""

    RAISED = "raised"
    UNWRITTEN = "not written yet"
    MISSING = "missing"
    HUNG = "hung"
    DIED = "died"
    LIMIT = "over a limit"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Failure:
    """No answer: what happened, where, and which function is to blame if one is known."""

    kind: FailureKind
    message: str
    place: Place | None = None
    cause: str | None = None

    @property
    def asked(self) -> bool:
        return self.kind not in (FailureKind.MISSING, FailureKind.NOT_ASKED)

    @property
    def unwritten(self) -> bool:
        return self.kind in (FailureKind.MISSING, FailureKind.UNWRITTEN)


Observation = Answer | Failure


@dataclass(frozen=True)
class CellError:
    """What a cell raised while the script ran."""

    cell: int | None
    line: int | None
    type: str
    message: str

    @property
    def place(self) -> Place:
        return Place(self.cell, self.line)

    def __str__(self) -> str:
        return f"{self.type}: {self.message}".removesuffix(": ")


@dataclass(frozen=True)
class Mended:
    """What was answered anew with right functions in place of wrong ones, and who causes what.

    What was answered with all mended but one stands under that one's name in `alone`. `right` tells
    by which example: by another all of it may be otherwise.
    """

    wrong: tuple[str, ...] = ()
    causes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_probe: Mapping[str, Observation] = field(default_factory=dict)
    alone: Mapping[str, Mapping[str, Observation]] = field(default_factory=dict)
    right: str = ""

    def among(self, names: Sequence[str]) -> Mended:
        """Leave out all others."""
        by_probe = {name: self.by_probe[name] for name in names if name in self.by_probe}
        return replace(self, by_probe=by_probe)


@dataclass(frozen=True)
class Observations:
    """Everything seen of one submission; but for what is `mended`, it depends on no golden."""

    by_probe: Mapping[str, Observation]
    isolation: Level
    stdout: str = ""
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    tampered: str | None = None
    mended: Mended | None = None

    def visible(self, probes: Iterable[Probe]) -> Visible:
        """Leave out what was observed when the hidden ones of these probes were asked."""
        names = [probe.name for probe in probes if not probe.hidden]
        visible = self.among(names)
        # The hidden are asked last: whoever answered all others broke the channel among them.
        is_later = bool(names) and len(visible.by_probe) == len(names)
        return Visible(replace(visible, tampered=None if is_later else self.tampered))

    def hidden(self, probes: Iterable[Probe]) -> Observations:
        """Leave out what was observed when the visible ones of these probes were asked.

        But not what was mended by that: what is charged of a function is charged once.
        """
        return replace(self.among([p.name for p in probes if p.hidden]), mended=self.mended)

    def among(self, names: Sequence[str]) -> Observations:
        """Leave out all others."""
        mended = self.mended and self.mended.among(names)
        by_probe = {name: self.by_probe[name] for name in names if name in self.by_probe}
        return replace(self, by_probe=by_probe, mended=mended)


# Observations to the reader, but not any to the type checker: what a student may learn is made from
# these alone, so that no hidden input can be read off it.
Visible = NewType("Visible", Observations)
