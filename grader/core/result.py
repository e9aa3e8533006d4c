"""What the answers are worth: verdicts, scores, diagnoses, a report. Frozen values."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, get_args

from grader.core.probe import CellError, Level, Observation
from grader.core.submission import Place, Submission

Group = Literal["data", "shapes", "updates", "boundaries", "accuracy", "rules"]

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]

GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True)
class Tolerance:
    """Allowed distance from a golden number: absolute + relative x |golden|."""

    absolute: float = 1e-5
    relative: float = 1e-5

    def close(self, value: float, golden: float) -> bool:
        return abs(value - golden) <= self.absolute + self.relative * abs(golden)


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


Counts = Literal["last", "best", "first"]  # which attempt counts, as the rubric says
