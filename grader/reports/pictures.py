"""Read which pictures an assignment declares, and put what the course knows into each.

Only visible probes are drawn, with their recorded goldens: a student's copy holds all of it.
"""

from __future__ import annotations

import contextlib
import fnmatch
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from grader.core.errors import RubricError
from grader.core.probe import Case, Observation, Probe
from grader.core.text import did_you_mean
from grader.course.rubric import AssignmentRubric
from grader.course.spots import Steps
from grader.judging.comparison import leaves
from grader.reports.answers import class_name, is_finite
from grader.reports.scatter import Line, Plane, Point
from grader.reports.svg import Drawn

# Else the kinds are imported where one is declared: a kit holds no others.
if TYPE_CHECKING:
    from grader.course import rubric_schema as schema
    from grader.reports.confusion import Confusion
    from grader.reports.curve import Curve
    from grader.reports.regions import Grid
    from grader.reports.trajectory import Trajectory

Row = tuple[float, float]


class Picture(Protocol):
    """What a declaration comes to: it draws what was answered beside what the course knows."""

    @property
    def title(self) -> str: ...

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn: ...


def pictures_of(
    rubric: AssignmentRubric, probes: Sequence[Probe], golden: Mapping[str, Any]
) -> tuple[Picture, ...]:
    """Read the declared pictures, in their order.

    Raises RubricError for every probe, key or case that a declaration names and that isn't there.
    """
    pictures, faults = read_pictures(rubric, probes, golden)
    if faults:
        raise RubricError(*faults)
    return pictures


def read_pictures(
    rubric: AssignmentRubric, probes: Sequence[Probe], golden: Mapping[str, Any]
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Read the declared pictures that can be read, and what is wrong with the others."""
    # A drawn case (`name@seed`) is of one run; a picture is the same for the whole class.
    cases = {p.name: p.case for p in probes if not p.hidden and "@" not in p.name}
    pictures, faults = [], []
    for index, section in enumerate(rubric.pictures):
        where = ("assignments", rubric.name, "pictures", index)
        try:
            pictures.append(read_picture(section, Known(rubric, cases, golden, where)))
        except RubricError as error:
            # All pictures are read, so that a teacher mends the file once and not fault by fault.
            faults.append(str(error))
    return tuple(pictures), tuple(faults)


def say(pictures: Sequence[Picture], answers: Mapping[str, Observation]) -> Iterator[str]:
    """Say what can be seen of wrong answers, and is told by no number of theirs alone."""
    for picture in pictures:
        if hasattr(picture, "say"):
            words = " ".join(picture.say(answers))
            yield from [f"{picture.title}: {words}"] * bool(words)


@dataclass(frozen=True)
class Known:
    """What a declaration can name: visible probes with their cases, and their goldens.

    `keys` are where in the picture's section a name stands, so that a refusal points at it.
    """

    rubric: AssignmentRubric
    cases: Mapping[str, Case]
    golden: Mapping[str, Any]
    where: Steps

    def refuse(self, message: str, *keys: str | int) -> NoReturn:
        raise RubricError(self.rubric.source.describe((*self.where, *keys), message))

    def matching(self, pattern: str, *keys: str | int) -> list[str]:
        """List the visible probes that a pattern names."""
        names = fnmatch.filter(self.cases, pattern)
        if not names:
            hint = did_you_mean(pattern, list(self.cases))
            self.refuse(f"no visible probe matches {pattern!r}{hint}", *keys)
        return names

    def probe(self, name: str, *keys: str | int) -> str:
        """Give back a name that is one visible probe's."""
        if name not in self.cases:
            hint = did_you_mean(name, list(self.cases))
            self.refuse(f"no visible probe is named {name!r}{hint}", *keys)
        return name

    def part(self, probe: str, path: Sequence[str], *keys: str | int) -> Any:
        """Give what the golden of a probe has under a path of keys."""
        value = self.golden[probe]
        for key in path:
            value = self.entry(value, key, f"the golden of {probe}", *keys)
        return value

    def given(self, probe: str, key: str, *keys: str | int) -> Any:
        """Give what the case of a probe has under a key."""
        return self.entry(self.cases[probe].data, key, f"the case of {probe}", *keys)

    def entry(self, value: Any, key: str, owner: str, *keys: str | int) -> Any:
        """Give what a dict has under a key; of anything else, say that it has none."""
        if not isinstance(value, Mapping) or key not in value:
            names = list(map(str, value)) if isinstance(value, Mapping) else []
            has = f"; it has: {', '.join(names)}" if names else ""
            self.refuse(f"{owner} has no {key!r}{did_you_mean(key, names) or has}", *keys)
        return value[key]

    def given_or_part(self, probe: str, key: str, *keys: str | int) -> Any:
        """Give what the case of a probe has under a key, or else its golden."""
        case = self.cases[probe].data
        return case[key] if key in case else self.part(probe, (key,), *keys)

    def classes(self, values: Any, *keys: str | int) -> tuple[str, ...]:
        """Give the names of classes, which are numbers or texts."""
        names = [class_name(leaf) for leaf in leaves(values)]
        if None in names or not names:
            self.refuse("classes are numbers or texts", *keys)
        return tuple(map(str, names))

    @contextlib.contextmanager
    def checked(self, message: str, *keys: str | int) -> Iterator[None]:
        """Refuse what is read inside where it has not the form that a picture needs."""
        try:
            yield
        except (TypeError, ValueError, IndexError, ArithmeticError):
            self.refuse(message, *keys)


def read_picture(section: schema.PictureSection, known: Known) -> Picture:
    """Read one picture, as its kind is."""
    match section.kind:
        case "trajectory":
            return read_trajectory(section, known)
        case "plane":
            points = read_points(section.points, known)
            line = read_line(section.line, known)
            x, y = section.axes
            return Plane(section.title, (x, y), points, line, known.rubric.tolerance)
        case "curve":
            return read_curve(section, known)
        case "regions":
            from grader.reports.regions import Regions

            x, y = section.axes
            points = read_points(section.points, known)
            return Regions(section.title, (x, y), points, read_grid(section.grid, known))
        case "confusion":
            return read_confusion(section, known)
        case "plots":
            from grader.reports.plots import Plots

            probe = known.probe(section.probe, "probe")
            return Plots(section.title, probe, path_of(section.axes))


def read_trajectory(section: schema.TrajectorySection, known: Known) -> Trajectory:
    """Read the goldens of all its probes, each with every quantity at every step."""
    from grader.reports.trajectory import Trajectory

    patterns = enumerate(section.probes)
    names = [name for i, pattern in patterns for name in known.matching(pattern, "probes", i)]
    goldens = {name: known.golden[name] for name in names}
    for name, golden in goldens.items():
        if not isinstance(golden, Mapping) or not golden:
            known.refuse(f"the golden of {name} is no dict of steps", "probes")
        for i, quantity in enumerate(section.quantities):
            keys = ("quantities", i)
            by_step = [list(leaves(known.part(name, (step, quantity), *keys))) for step in golden]
            if not all(is_finite(leaf) for numbers in by_step for leaf in numbers):
                known.refuse("a quantity is a finite number, or such numbers in lists", *keys)
            # A panel is of one number: which it is must be the same at every step.
            if len(set(map(len, by_step))) != 1:
                known.refuse(f"{quantity!r} of {name} has not one size", *keys)
    quantities = tuple(section.quantities)
    return Trajectory(section.title, section.step, quantities, goldens, known.rubric.tolerance)


def read_line(section: schema.LineSection, known: Known) -> Line:
    """Read the reference's line, and where the student's stands in an answer."""
    probe = known.probe(section.probe, "line", "probe")
    ends = [
        known.given(probe, x, "line", "x", i) if isinstance(x, str) else x
        for i, x in enumerate(section.x)
    ]
    start, end = map(path_of, section.y)
    values = [known.part(probe, path, "line", "y", i) for i, path in enumerate((start, end))]
    with known.checked("both ends of a line are numbers", "line", "y"):
        expected = (float(values[0]), float(values[1]))
    with known.checked("both are numbers", "line", "x"):
        x = (float(ends[0]), float(ends[1]))
    # The line is drawn by its slope, which is divided by their distance.
    if x[0] == x[1]:
        known.refuse("a line needs two different x", "line", "x")
    toward = path_of(section.toward)
    if toward and len(leaves(known.part(probe, toward, "line", "toward"))) != 2:
        known.refuse("two numbers point to the side of a class", "line", "toward")
    return Line(probe, x, (start, end), expected, toward)


def path_of(text: str | None) -> tuple[str, ...]:
    """Read the keys that lead to a part of an answer; none lead to all of it."""
    return tuple(text.split("/")) if text else ()


def read_curve(section: schema.CurveSection, known: Known) -> Curve:
    """Read the goldens of all its probes: a number for each step."""
    from grader.reports.curve import Curve

    goldens = {}
    for name, text in section.curves.items():
        golden = known.golden[known.probe(text, "curves", name)]
        if not isinstance(golden, Mapping):
            golden = {f"{section.step} {i}": value for i, value in enumerate(leaves(golden), 1)}
        if not golden or not all(map(is_finite, golden.values())):
            known.refuse(
                f"the golden of {text} is not a finite number for each step", "curves", name
            )
        goldens[name] = {step: float(value) for step, value in golden.items()}
    return Curve(section.title, section.step, section.curves, goldens, known.rubric.tolerance)


def read_grid(section: schema.GridSection, known: Known) -> Grid:
    """Read where a grid's points are, and the reference's classes there."""
    from grader.reports.regions import Grid

    probe = known.probe(section.probe, "grid", "probe")
    places = []
    for key, name in (("x", section.x), ("y", section.y)):
        with known.checked("both list two numbers or more that grow", "grid", key):
            numbers = tuple(map(float, known.given(probe, name, "grid", key)))
            if len(numbers) < 2 or not all(low < high for low, high in pairwise(numbers)):
                raise ValueError
        places.append(numbers)
    path = path_of(section.classes)
    expected = known.classes(known.part(probe, path, "grid", "classes"), "grid", "classes")
    if len(expected) != len(places[0]) * len(places[1]):
        known.refuse("there is not one class for each x of each y", "grid", "classes")
    return Grid(probe, places[0], places[1], path, expected)


def read_confusion(section: schema.ConfusionSection, known: Known) -> Confusion:
    """Read the label of each row, and the reference's prediction."""
    from grader.reports.confusion import MOST_CLASSES, Confusion

    probe, path = known.probe(section.probe, "probe"), path_of(section.predicted)
    labels = known.classes(known.given(probe, section.labels, "labels"), "labels")
    expected = known.classes(known.part(probe, path, "predicted"), "predicted")
    if len(labels) != len(expected):
        known.refuse("there is not one prediction for each label", "labels")
    if len({*labels, *expected}) > MOST_CLASSES:
        known.refuse(f"at most {MOST_CLASSES} classes can be drawn", "labels")
    return Confusion(section.title, probe, path, labels, expected)


def read_points(section: schema.LabelledPointsSection, known: Known) -> tuple[Point, ...]:
    """Read the labelled points, in training and test part where these are told apart."""
    places, labels = read_rows(section, known)
    # Without a test part all points are training points, and it is not said of any.
    cut = len(places) if section.training is None else section.training
    if section.standardize:
        message = "these points can't be standardized: a feature has no spread"
        with known.checked(message, "points", "standardize"):
            places = standardized(places, places[:cut])
    names = ("", "") if section.training is None else ("training", "test")
    return tuple(
        Point(x, y, label, names[i >= cut])
        for i, ((x, y), label) in enumerate(zip(places, labels, strict=True))
    )


def read_rows(section: schema.LabelledPointsSection, known: Known) -> tuple[list[Row], list[str]]:
    """Read two features and the class of each row, in the order that a case may give."""
    probe = known.probe(section.probe, "points", "probe")
    rows = known.given_or_part(probe, section.rows, "points", "rows")
    classes = known.given_or_part(probe, section.classes, "points", "classes")
    order = known.given(probe, section.order, "points", "order") if section.order else None
    message = "points are rows of two numbers or more, with one class each"
    with known.checked(message, "points", "rows"):
        places = [(float(row[0]), float(row[1])) for row in rows]
        names = known.classes(classes, "points", "classes")
        labels = [label for _, label in zip(rows, names, strict=True)]
    if order is not None:
        with known.checked("an order lists row numbers", "points", "order"):
            return [places[i] for i in order], [labels[i] for i in order]
    return places, labels


def standardized(rows: Sequence[Row], training: Sequence[Row]) -> list[Row]:
    """Take the mean of the training rows from all rows, and divide by their deviation.

    Raises ArithmeticError or ValueError where there is no spread, or no training row.
    """
    columns = list(zip(*training, strict=True))
    mean_x, mean_y = map(statistics.fmean, columns)
    # As NumPy does it: the deviation is divided by n, not by n - 1.
    spread_x, spread_y = map(statistics.pstdev, columns)
    return [((x - mean_x) / spread_x, (y - mean_y) / spread_y) for x, y in rows]
