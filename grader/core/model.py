"""The nouns of grading, as small frozen values. Imports nothing of ours, does nothing."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args

Group = Literal["data", "shapes", "updates", "boundaries", "accuracy", "rules"]
Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
GROUPS: tuple[Group, ...] = get_args(Group)


@functools.total_ordering
class Level(Enum):
    """How well a submission is walled in, from the weakest to the strongest."""

    NONE = "none"
    PROCESS = "process"
    BASIC = "basic"
    MEDIUM = "medium"
    STRONG = "strong"

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
    Level.MEDIUM: "that files exist can be seen, though not what is in them",
    Level.STRONG: "",
}


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
    """A piece of a script that runs as one; lines are counted as in the submission."""

    number: int | None
    source: str


@dataclass(frozen=True)
class Script:
    """A submission as runnable Python, cell by cell."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()

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
class Case:
    """One input, plain data; `files` are written to a new directory for each asking."""

    name: str
    data: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """One question about one case; `needs` are the functions it calls, its subject last."""

    function: str
    case: Case
    needs: tuple[str, ...]
    sentence: str
    hidden: bool = False

    @property
    def name(self) -> str:
        return f"{self.function}:{self.case.name}"


@dataclass(frozen=True)
class Opaque:
    """A returned object that is not plain data: only the name of its type came across."""

    type_name: str


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

    place: Place
    type_name: str
    message: str


@dataclass(frozen=True)
class Observations:
    """Everything seen of one submission; depends on no golden and no tolerance."""

    by_probe: Mapping[str, Observation]
    isolation: Level
    stdout: str = ""
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    tampered: str | None = None


@dataclass(frozen=True)
class Tolerance:
    """Allowed distance from a golden number: absolute + relative x |golden|."""

    absolute: float = 1e-5
    relative: float = 1e-5

    def close(self, value: float, golden: float) -> bool:
        return abs(value - golden) <= self.absolute + self.relative * abs(golden)


@dataclass(frozen=True)
class Limits:
    """What a submission may use; times are wall-clock seconds."""

    probe_seconds: float = 2.0
    cell_seconds: float = 4.0
    submission_seconds: float = 20.0
    memory_mb: int = 512
    written_mb: int = 8
    folder_mb: int = 64
    output_kb: int = 64
    submission_mb: int = 100


@dataclass(frozen=True)
class Modules:
    """What a submission may import; stand-ins import as something inert."""

    allowed: frozenset[str] = frozenset()
    stand_ins: frozenset[str] = frozenset()

    def permit(self, dotted: str) -> bool:
        root = dotted.partition(".")[0]
        return root == "__main__" or root in self.allowed or root in self.stand_ins


@dataclass(frozen=True)
class Departure:
    """Where an observation first departs from the golden, in words and as both values."""

    probe: str
    message: str
    expected: str | None = None
    got: str | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether an observation agrees with the golden and, if not, where it departs."""

    probe: str
    departure: Departure | None = None
    asked: bool = True
    cause: str | None = None

    @property
    def agrees(self) -> bool:
        return self.departure is None


@dataclass(frozen=True)
class Criterion:
    """One rubric line: points for a set of probes, or for keeping a rule."""

    name: str
    group: Group
    points: int
    probes: tuple[str, ...] = ()
    rule: str | None = None
    visibility: Visibility = "visible"
    tolerance: Tolerance = Tolerance()
    title: str = ""

    @property
    def hidden(self) -> bool:
        return self.visibility != "visible"


class ScoreStatus(Enum):
    """What became of a criterion."""

    EARNED = "earned"
    LOST = "lost"
    CARRIED = "carried"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Score:
    """Points earned on a criterion and, for what was lost, where it departs."""

    criterion: Criterion
    status: ScoreStatus
    earned: float
    departures: tuple[Departure, ...] = ()
    cause: str | None = None


@dataclass(frozen=True)
class Import:
    """A module that a script imports, or why that can't be told."""

    place: Place
    module: str
    fault: str = ""

    @property
    def root(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class Outline:
    """What a script's text tells, and judging needs: where things are defined, what is imported.

    `attributes` are the names that methods give to what they keep; `begun` are the cells that
    definitions begin in, also those that can't be parsed.
    """

    definitions: Mapping[str, Place]
    attributes: tuple[str, ...]
    begun: Mapping[str, int | None]
    imports: tuple[Import, ...]


@dataclass(frozen=True)
class Breach:
    """A rule that a submission breaks: what, and where."""

    place: Place
    message: str


class Status(Enum):
    """What became of a submission; only GRADED and TAMPERED carry points."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    TAMPERED = "tampered"
    NOT_GRADED = "not_graded"


@dataclass(frozen=True)
class Signature:
    """What a catalogued mistake answers wherever it departs from the golden.

    `about` are the criteria that the mistake itself is about, `target` the function that it is in;
    `carry_forward` is the share of the other lost points that is given back.
    """

    name: str
    cause: str
    advice: str
    about: tuple[str, ...]
    target: str
    answers: Mapping[str, Observation]
    carry_forward: float = 0.0

    @functools.cached_property
    def probes(self) -> frozenset[str]:
        """Where the mistake shows."""
        return frozenset(self.answers)


@dataclass(frozen=True)
class Diagnosis:
    """Advice for a submission that behaves exactly like one or more known mistakes."""

    mistakes: tuple[str, ...]
    cause: str
    advice: str
    place: Place | None = None


@dataclass(frozen=True)
class Report:
    """Everything learned about one submission."""

    submission: Submission
    assignment: str | None
    status: Status
    maximum: int | None
    rubric_hash: str | None
    scores: tuple[Score, ...] = ()
    isolation: Level = Level.NONE
    is_own: bool = True
    hidden_points: int = 0
    questions: Mapping[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    stdout: str = ""
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    exit_code: int = 0

    @property
    def isolation_warning(self) -> str | None:
        """The mark of a stranger's code that ran behind too weak a wall."""
        if self.is_own or self.isolation.fits_strangers or not self.ran:
            return None
        return f"{self.isolation.value} is too weak for other people's code, and was asked for"

    @property
    def ran(self) -> bool:
        """Whether anything of the submission was run."""
        return self.status in (Status.GRADED, Status.TAMPERED)

    @property
    def earned(self) -> float | None:
        if self.status is Status.GRADED:
            return round(sum(score.earned for score in self.scores), 2)
        return 0 if self.status is Status.TAMPERED else None


@dataclass(frozen=True)
class AuditRow:
    """What a rubric makes of one program."""

    name: str
    lost: Mapping[str, int]
    probes: tuple[str, ...]
    charged: tuple[str, ...]
    carried: float = 0.0
    diagnosed: tuple[str, ...] = ()

    @property
    def points_lost(self) -> int:
        return sum(self.lost.values())

    @property
    def points_charged(self) -> float:
        """What a student loses after what only follows was carried forward."""
        return round(self.points_lost - self.carried, 2)


@dataclass(frozen=True)
class Audit:
    """The matrix and what it shows; `same` are groups that no probe tells apart."""

    assignment: str
    criteria: tuple[tuple[str, int], ...]
    mistakes: tuple[AuditRow, ...]
    variants: tuple[AuditRow, ...]
    same: tuple[tuple[str, ...], ...]

    @property
    def unseen(self) -> list[str]:
        return [row.name for row in self.mistakes if not row.lost]

    @property
    def single(self) -> list[str]:
        return [row.name for row in self.mistakes if len(row.probes) == 1]

    @property
    def penalised(self) -> list[str]:
        return [row.name for row in self.variants if row.lost]

    @property
    def untested(self) -> list[str]:
        """Criteria that no mistake loses."""
        tested = {name for row in self.mistakes for name in row.lost}
        return [name for name, _ in self.criteria if name not in tested]

    @property
    def mean_charged(self) -> float:
        """How many criteria a mistake is charged on average, what is carried forward left out."""
        return statistics.fmean(len(row.charged) for row in self.mistakes) if self.mistakes else 0.0

    @property
    def passes(self) -> bool:
        return not self.unseen and not self.penalised
