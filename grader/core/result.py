"""What the answers are worth: verdicts, scores, diagnoses, a report. Frozen values."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, ClassVar, Literal, NewType, Protocol

from grader.core.probe import CellError, Level, Observation, ProbeName
from grader.core.submission import Place, Submission

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
# What a criterion judges of an answer: a type is of its numbers, a gradient kept or `detached`.
Comparison = Literal[
    "values",
    "set",
    "sorted",
    "structure",
    "up_to_sign",
    "shape",
    "dtype",
    "gradient",
    "detached",
]
LENIENT = ("set", "sorted", "structure", "up_to_sign")  # of values, but not of each at its place
OF_TEXT = ("calls", "constructs")  # rules about what stands in a script's text
OF_VALUES = ("values", "set", "sorted", "up_to_sign")  # what a function gives, and not how
Points = int | float  # both, so that whole points are whole in JSON, too
Credit = Literal["whole", "share"]  # for all questions of a criterion, or by how many are right
Counts = Literal[
    "last", "last_before_due", "best", "first"
]  # which attempt counts, as the rubric says
Whose = Literal["by hand"]  # who marks a criterion, where that is not the grader


@dataclass(frozen=True)
class Tolerance:
    """Allowed distance from a golden number: absolute + relative x |golden|."""

    absolute: float = 1e-5
    relative: float = 1e-5

    def close(self, value: float, golden: float) -> bool:
        # By the golden's size, not the greater of both: a huge wrong answer earns no leeway.
        leeway = self.absolute + self.relative * abs(golden)
        # An infinite golden would give leeway for anything.
        return abs(value - golden) <= leeway < math.inf or is_same_number(value, golden)


def is_same_number(value: float, golden: float) -> bool:
    """Tell whether both are equal, or both NaN, which a golden is only where that is right."""
    return value == golden or (value != value and golden != golden)


@dataclass(frozen=True)
class Departure:
    """Where an observation first departs from the golden.

    `message` is the whole sentence; `where` is the place within the answer ("epoch 2: weights"),
    `place` the one in the submission that a failure is about.
    """

    probe: str
    message: str
    expected: str | None = None
    got: str | None = None
    where: str = ""
    place: Place | None = None

    @property
    def is_of_answer(self) -> bool:
        """Whether something came back, and is wrong: of a failure nothing did."""
        return self.expected is not None


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


class Ruled(Protocol):
    """What may be about a rule: a criterion, or what the rubric says of it."""

    @property
    def rule(self) -> str | None: ...


def looks_closely(criteria: Iterable[Ruled]) -> bool:
    """Tell whether a script's text is to be looked at for some criteria."""
    return any(criterion.rule in OF_TEXT for criterion in criteria)


def whole(points: float) -> Points:
    """Give points that are whole as a whole number: so they are written everywhere."""
    return int(points) if points == int(points) else points


@dataclass(frozen=True)
class GuideLevel:
    """A level of a marking guide: its points, and in words what earns them."""

    points: Points
    words: str


@dataclass(frozen=True)
class Criterion:
    """One rubric line: points for a set of probes, for keeping a rule, or for what a person marks.

    `drawn` are staff-side probes about cases drawn for the class, which count for a visible one.
    `about` is what a person looks at: functions, cells by their tags; without any, all of it.
    What is a `bonus` is no part of the maximum. A rule about a text names what is `forbidden` and
    `required`, and in which `functions`; in none that is anywhere. With an `audience` it is for the
    students of that group alone; of whom that is not known, it counts apart, as a bonus.
    """

    name: str
    group: str
    points: Points
    probes: tuple[str, ...] = ()
    rule: str | None = None
    visibility: Visibility = "visible"
    tolerance: Tolerance = Tolerance()
    title: str = ""
    compare: Comparison = "values"
    dtype: str | None = None
    drawn: tuple[str, ...] = ()
    marked: Whose | None = None
    levels: tuple[GuideLevel, ...] = ()
    about: tuple[str, ...] = ()
    credit: Credit = "whole"
    bonus: bool = False
    forbidden: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    audience: str = ""

    @property
    def hidden(self) -> bool:
        return self.visibility != "visible"

    def score(
        self,
        status: ScoreStatus,
        departures: tuple[Departure, ...] = (),
        cause: str | None = None,
    ) -> Score:
        """Make its score: all of its points where it is earned, else none."""
        return Score(
            name=self.name,
            title=self.title,
            visibility=self.visibility,
            group=self.group,
            status=status,
            earned=self.points if status is ScoreStatus.EARNED else 0,
            maximum=self.points,
            departures=departures,
            cause=cause,
            rule=self.rule,
            levels=self.levels,
            bonus=self.bonus,
        )

    # Kept, as most of a class have it.
    @functools.cached_property
    def whole(self) -> Score:
        """The score of whoever has earned it."""
        return self.score(ScoreStatus.EARNED)

    @functools.cached_property
    def questions(self) -> Mapping[str, str]:
        """The question that each probe belongs to: one of a drawn case to that of its fixed twin.

        Without a twin, to the first of its function: so a class is asked as many as a student is.
        """
        names = {probe: ProbeName.parse(probe) for probe in self.probes}
        fixed = [probe for probe, name in names.items() if not name.seed]
        first = {names[probe].function: probe for probe in reversed(fixed)}
        return {
            probe: name.fixed if name.fixed in fixed else first.get(name.function, name.fixed)
            for probe, name in names.items()
        }


class ScoreStatus(Enum):
    """What became of a criterion; `partly` earned is one by the share of its questions."""

    EARNED = "earned"
    PARTLY = "partly"
    LOST = "lost"
    CARRIED = "carried"
    NOT_ASKED = "not_asked"
    TO_MARK = "to_be_marked"
    MARKED = "marked"


@dataclass(frozen=True)
class Correction:
    """Points that a person gave in place of the judged ones."""

    points: Points | None
    was: Points | None
    who: str
    why: str


@dataclass(frozen=True)
class Marking:
    """What a person gave on a criterion that is marked by hand.

    `former` tells whether it was given for an earlier attempt, of which this part is unchanged.
    """

    points: Points
    who: str
    comment: str = ""
    former: bool = False


@dataclass(frozen=True)
class QuestionTally:
    """How many `of` a criterion's questions are right, and how many more only follow."""

    right: int
    of: int
    carried: int = 0


@dataclass(frozen=True)
class Score:
    """Points earned on a criterion and, for what was lost, where it departs.

    `rule` is set where the criterion is about a rule; `override` where a person decided; `tally`
    where points are lost by the question. What is marked by hand has its guide's `levels` and, from
    when it is marked, the `mark`; `part` is a hash of what is marked, in a gradebook. What is a
    `bonus` is no part of the maximum of a report.
    """

    name: str
    title: str
    visibility: Visibility
    group: str
    status: ScoreStatus
    earned: Points
    maximum: Points
    departures: tuple[Departure, ...] = ()
    cause: str | None = None
    rule: str | None = None
    override: Correction | None = None
    levels: tuple[GuideLevel, ...] = ()
    mark: Marking | None = None
    part: str | None = None
    bonus: bool = False
    tally: QuestionTally | None = None

    @property
    def is_hidden(self) -> bool:
        return self.visibility != "visible"

    @property
    def by_hand(self) -> bool:
        """Whether its points are a person's, by a marking guide, and not the grader's."""
        return self.status in (ScoreStatus.TO_MARK, ScoreStatus.MARKED)

    @property
    def is_unmarked(self) -> bool:
        """Whether a person has yet to say how many points it has: so far none, which is not 0."""
        return self.status is ScoreStatus.TO_MARK and self.override is None

    @property
    def lost(self) -> float:
        return self.maximum - self.earned

    @property
    def parts(self) -> int:
        """In how many parts it was lost: in questions, where these earn shares."""
        return 1 if self.tally is None else self.tally.of - self.tally.right


def worth(scores: Iterable[Score]) -> Points:
    """Add up what can be had, without what is above the maximum."""
    return whole(sum(score.maximum for score in scores if not score.bonus))


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
    `carry_forward` is the share of the other lost points that is given back. On `corners` programs
    with this mistake may depart or not; `unkept` are the answers of which it is only known that
    they depart.
    """

    name: str
    cause: str
    advice: str
    about: tuple[str, ...]
    target: str
    answers: Mapping[str, Observation]
    carry_forward: float = 0.0
    corners: frozenset[str] = frozenset()
    unkept: frozenset[str] = frozenset()

    # Kept, as every submission is held against every signature.
    @functools.cached_property
    def probes(self) -> frozenset[str]:
        """Where the mistake shows."""
        return frozenset(self.answers)

    @functools.cached_property
    def decisive(self) -> frozenset[str]:
        """Where the mistake shows in whatever way it is written."""
        return self.probes - self.corners

    def among(self, probes: frozenset[str]) -> Signature:
        """Leave out what it answers to other probes."""
        return replace(self, answers=Part(self.answers, probes))


@dataclass(frozen=True)
class Family:
    """Mistakes that differ in a number only, known by a function of answers and goldens.

    `fits` gives the number and what a program with it answers, by probe, or None.
    """

    name: str
    cause: str
    advice: str
    about: tuple[str, ...]
    target: str
    fits: Callable[[Mapping[str, Any], Mapping[str, Any]], tuple[Any, Mapping[str, Any]] | None]


@dataclass(frozen=True)
class Part(Mapping[str, Observation]):
    """Some of a signature's answers, none of which is decoded by that."""

    whole: Mapping[str, Observation]
    probes: frozenset[str]

    def __getitem__(self, probe: str) -> Observation:
        if probe not in self.probes:
            raise KeyError(probe)
        return self.whole[probe]

    def __iter__(self) -> Iterator[str]:
        return (probe for probe in self.whole if probe in self.probes)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Diagnosis:
    """Advice for a submission that behaves exactly like one or more known mistakes."""

    mistakes: tuple[str, ...]
    cause: str
    advice: str
    cell: int | None = None
    line: int | None = None

    @property
    def place(self) -> Place | None:
        place = Place(self.cell, self.line)
        return place if str(place) else None


@dataclass(frozen=True)
class Report:
    """Everything learned about one submission, for staff; `student_view` is what students see.

    The one form that there is of it: JSON, pages and the gradebook's copy are made from these
    fields, in this order. `earned` is None where there is no score. `questions` are the sentences
    of the probes; `hidden_points` and `hidden_criteria` count what is not among the scores. What
    hidden probes told is in scores that are hidden, in `staff_notes` and in the points; a status of
    TAMPERED beside scores is theirs, too. `override` is of the whole: a person gave the points.
    `wrong` are the functions that are wrong themselves, as far as that is known.
    """

    # As pydantic reads it: what two fields are called in JSON, since before they had these names.
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "alias_generator": lambda name: {"scores": "criteria", "rubric_hash": "rubric"}.get(
            name, name
        )
    }

    submission: Submission
    assignment: str | None
    status: Status
    earned: Points | None = None
    maximum: Points | None = None
    isolation: Level = Level.NONE
    isolation_warning: str | None = None
    rubric_hash: str | None = None
    scores: tuple[Score, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    stdout: str = ""
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    hidden_points: Points = 0
    hidden_criteria: int = 0
    exit_code: int = 0
    staff_notes: tuple[str, ...] = ()
    override: Correction | None = None
    wrong: tuple[str, ...] = ()

    def cause_of(self, score: Score) -> str | None:
        """Give the title of the criterion that another was lost by; None where that is hidden."""
        named = (other for other in self.scores if other.name == score.cause)
        return next((other.title or other.name for other in named), None)

    @property
    def to_mark(self) -> Points:
        """The points that are still to be marked by hand."""
        if self.status is not Status.GRADED or self.override is not None:
            return 0
        return whole(sum(score.maximum for score in self.scores if score.is_unmarked))

    @property
    def is_perfect(self) -> bool:
        """Whether nothing was lost so far."""
        if self.earned is None or self.earned + self.to_mark < (self.maximum or 0):
            return False
        return all(score.is_unmarked or score.lost <= 0 for score in self.scores)

    def falls_below(self, points: float | None) -> bool:
        """Tell whether it has a score, and too small a one."""
        if points is None or self.earned is None:
            return False
        # What a person has yet to mark speaks against nobody.
        return self.earned + self.to_mark < points


# A report to the reader, but not any to the type checker: a page can't be made from staff's.
StudentReport = NewType("StudentReport", Report)
