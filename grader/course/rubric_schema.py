"""What may stand in `rubric.yaml`: one class for each mapping of the file."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from grader.core.result import (
    Comparison,
    Counts,
    Credit,
    Points,
    Tolerance,
    Visibility,
    Whose,
    whole,
)
from grader.core.submission import Limits
from grader.course.due_text import DaysText, DueText, LengthText, ShareText

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Distance = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Amount = Annotated[int, Field(ge=1, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1)]
DType = Literal[
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
]
Thing = TypeVar("Thing")
Pair = Annotated[list[Thing], Field(min_length=2, max_length=2)]


def halves(value: Any) -> Points:
    """Take whole points, also as tools write them, 3.0, and such as 1.5."""
    if type(value) in (int, float) and 2 * value % 1 == 0:
        if value > 0:
            return whole(value)
        raise PydanticCustomError("no_points", "must be at least 0.5")
    raise PydanticCustomError("halves", "must be a whole number or a half, like 1.5")


def halves_or_none(value: Any) -> Points:
    """Take points that there may be none of."""
    return 0 if type(value) in (int, float) and value == 0 else halves(value)


Half = Annotated[Points, PlainValidator(halves)]
Total = Annotated[Points, PlainValidator(halves_or_none)]


def number_or_key(value: object) -> float | str:
    """Take either of both as YAML reads them; a bool is neither."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise PydanticCustomError("number_or_key", "a number or a key of the case's data is expected")


End = Annotated[float | str, PlainValidator(number_or_key)]


class Section(BaseModel):
    """A mapping of the file: no unknown keys, no silent conversions."""

    # Strict, as a "5" that is taken for points is a slip that nobody would see.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ToleranceSection(Section):
    """Allowed distance from a golden number; what is left out is as in what this one is within."""

    absolute: Distance | None = None
    relative: Distance | None = None

    def within(self, outer: Tolerance) -> Tolerance:
        return replace(outer, **self.model_dump(exclude_none=True))


class LimitsSection(Section):
    """What a submission may use."""

    probe_seconds: Seconds = Limits.probe_seconds
    cell_seconds: Seconds = Limits.cell_seconds
    submission_seconds: Seconds = Limits.submission_seconds
    memory_mb: Annotated[int, Field(ge=64, le=1_000_000)] = Limits.memory_mb
    written_mb: Amount = Limits.written_mb
    folder_mb: Amount = Limits.folder_mb
    output_kb: Amount = Limits.output_kb
    submission_mb: Amount = Limits.submission_mb


class ModulesSection(Section):
    """What may be imported: `stdlib` or modules of it, distributions; what imports as inert.

    `forbidden` are modules and names of what is allowed that may not be used all the same, as
    "numpy.linalg.solve". `boilerplate` is what an editor puts into a notebook: it is inert, too.
    """

    allowed: list[str] = ["stdlib"]
    forbidden: list[str] = []
    stand_ins: list[str] = []
    boilerplate: list[str] = ["google", "kaggle", "kagglehub", "kaggle_secrets", "tqdm"]


class PointsSection(Section):
    """The stated totals, without a bonus, so that no changed line changes the maximum unseen."""

    visible: Total
    hidden: Total = 0


class LevelSection(Section):
    """A level of a marking guide: the points of whatever is as the words say."""

    points: Annotated[int, Field(ge=0)] | Distance
    words: Name


class AudienceSection(Section):
    """For whom a criterion is: the students whose roster names that group or section."""

    group: Name


class CriterionSection(Section):
    """One rubric line; `group` is a word of the rubric's own, under which points are added up.

    What is judged of an answer, `compare`, is its values; of a group `shapes` it is the shape, as
    rubrics had it before there was the key. `dtype` is the type that `compare: dtype` asks for;
    without it numbers are whole, have a fraction, or are truth values, as the golden's. With
    `credit: share` each question earns its share of the points; a `bonus` is above the maximum.
    What is `for` a group is part of its students' maximum, and nothing to the others.

    A rule of `calls` names functions, as `sorted`, `list.sort` or `numpy.linalg`, one of
    `constructs` words, as `loop` or `recursion`, that are `forbidden` or `required`: `in` some
    functions, or anywhere. "loop or recursion" asks for one of both.

    What is `marked: by hand` has no probes: a person gives the points of one of the `levels`, or
    any up to `points` where there are none. The highest level's are the criterion's, and need not
    be said twice. `about` is what they look at: functions, names that are assigned, tags of cells.
    """

    name: str
    title: str = ""
    group: Name
    points: Half
    credit: Credit = "whole"
    bonus: bool = False
    audience: Annotated[AudienceSection | None, Field(alias="for")] = None
    visibility: Visibility = "visible"
    probes: list[str] = []
    rule: Literal["imports", "calls", "constructs"] | None = None
    forbidden: list[Name] = []
    required: list[Name] = []
    functions: Annotated[list[Name], Field(alias="in")] = []
    tolerance: ToleranceSection | None = None
    compare: Comparison | None = None
    dtype: DType | None = None
    marked: Whose | None = None
    levels: list[LevelSection] = []
    about: list[Name] = []

    @model_validator(mode="before")
    @classmethod
    def with_points(cls, raw: Any) -> Any:
        """Take the highest level's points where no others are said."""
        if isinstance(raw, dict) and "points" not in raw and isinstance(raw.get("levels"), list):
            worths = [level.get("points") for level in raw["levels"] if isinstance(level, dict)]
            numbers = [worth for worth in worths if isinstance(worth, (int, float))]
            return {**raw, "points": max(numbers)} if numbers else raw
        return raw

    @property
    def compared(self) -> Comparison:
        return self.compare or ("shape" if self.group == "shapes" else "values")


class MistakeSection(Section):
    """What the rubric says of one catalogued mistake."""

    carry_forward: Share


class TrajectorySection(Section):
    """Quantities after each step of an answer, theirs against the reference's.

    The picture is of the first of the probes on which the answers depart, else of the first.
    """

    kind: Literal["trajectory"]
    title: Name
    step: Name = "step"
    probes: Annotated[list[Name], Field(min_length=1)]
    quantities: Annotated[list[Name], Field(min_length=1, max_length=6)]


class LabelledPointsSection(Section):
    """Labelled points: the rows and classes that a probe's case or golden answer has by these keys.

    `order` is a key of the case's data that lists row numbers; the first `training` rows in that
    order are training points, the others test points.
    """

    probe: Name
    rows: Name
    classes: Name
    order: Name | None = None
    training: Annotated[int, Field(ge=1)] | None = None
    standardize: bool = False


class LineSection(Section):
    """A line through two points: `x` numbers or keys of the case's data, `y` keys of the answer.

    `toward` is the answer's key of two numbers that point to the side of the last class.
    """

    probe: Name
    x: Pair[End]
    y: Pair[Name]
    toward: Name | None = None


class PlaneSection(Section):
    """Labelled points, and the lines that are to part them: theirs and the reference's."""

    kind: Literal["plane"]
    title: Name
    axes: Pair[Name] = ["x", "y"]
    points: LabelledPointsSection
    line: LineSection


class CurveSection(Section):
    """A number after each step, theirs against the reference's: a panel for each name and probe."""

    kind: Literal["curve"]
    title: Name
    step: Name = "step"
    curves: Annotated[dict[Name, Name], Field(min_length=1, max_length=6)]


class GridSection(Section):
    """The class of each point of a grid, row by row; `x` and `y` are keys of the case's data.

    `classes` is a key of the answer; without it, all of it is meant.
    """

    probe: Name
    x: Name
    y: Name
    classes: Name | None = None


class RegionsSection(Section):
    """Labelled points, and which class is predicted where: theirs and the reference's."""

    kind: Literal["regions"]
    title: Name
    axes: Pair[Name] = ["x", "y"]
    points: LabelledPointsSection
    grid: GridSection


class ConfusionSection(Section):
    """How often which class is predicted for which: theirs and the reference's.

    `labels` is a key of the case's data, `predicted` one of the answer; without it, all of it.
    """

    kind: Literal["confusion"]
    title: Name
    probe: Name
    labels: Name
    predicted: Name | None = None


class PlotsSection(Section):
    """What a student drew: figures, or their axes, as a probe answers them.

    `axes` is a key of the answer; without it, all of it is meant.
    """

    kind: Literal["plots"]
    title: Name
    probe: Name
    axes: Name | None = None


PictureSection = Annotated[
    TrajectorySection
    | PlaneSection
    | CurveSection
    | RegionsSection
    | ConfusionSection
    | PlotsSection,
    Field(discriminator="kind"),
]


class LateSection(Section):
    """What being late costs.

    Who hands in within `grace` is not late. For each day begun after it `per_day` of the points is
    taken off, but for `free_days` of a student's in the whole course; after `up_to` a hand-in
    counts with no points, or is refused.
    """

    grace: LengthText = "0m"
    per_day: ShareText = "0%"
    up_to: DaysText | None = None
    then: Literal["refuse", "zero"] | None = None
    free_days: Annotated[int, Field(ge=0, le=1_000)] = 0


class AssignmentSection(Section):
    """One assignment's criteria and what holds for all of them.

    `hold: until marked` keeps a grade out of exports until all that is marked by hand is marked.
    `requests_until` is when students may last ask for another look. `groups` says whether it is
    group work: what one of a group of the roster hands in counts for each of it.
    """

    title: str = ""
    points: PointsSection
    tolerance: ToleranceSection = ToleranceSection()
    limits: LimitsSection = LimitsSection()
    modules: ModulesSection = ModulesSection()
    carry_forward: Share = 0.0
    attempts: Counts = "last"
    due: DueText | None = None
    late: LateSection | None = None
    requests_until: DueText | None = None
    hold: Literal["until marked"] | None = None
    groups: bool | None = None
    weight: Distance | None = None
    data: Name | list[Name] = "data/"
    files: list[Name] = []
    mistakes: dict[str, MistakeSection] = {}
    pictures: list[PictureSection] = []
    criteria: list[CriterionSection] = []


class RubricFile(Section):
    """The whole file."""

    version: Literal[1]
    late: LateSection | None = None
    assignments: Annotated[dict[str, AssignmentSection], Field(min_length=1)]
