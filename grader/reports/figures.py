"""Read which pictures an assignment declares, and put what the course knows into each.

Only visible probes are drawn, with their recorded goldens: a student's copy holds all of it.
"""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.core.errors import RubricError
from grader.core.probe import Case, Probe
from grader.core.text import did_you_mean
from grader.course.rubric import AssignmentRubric
from grader.course.rubric_file import Path_
from grader.course.rubric_schema import (
    LabelledPointsSection,
    LineSection,
    PlaneSection,
    TrajectorySection,
)
from grader.reports.scatter import Line, Plane, Point
from grader.reports.trajectory import Trajectory

Row = tuple[float, float]


def pictures_of(
    rubric: AssignmentRubric, probes: Sequence[Probe], golden: Mapping[str, Any]
) -> tuple[Trajectory | Plane, ...]:
    """The declared pictures, in their order.

    Raises RubricError for every probe, key or case that a declaration names and that isn't there.
    """
    # A drawn case (`name@seed`) is of one run; a picture is the same for the whole class.
    known = {p.name: p.case for p in probes if not p.hidden and "@" not in p.name}
    pictures, faults = [], []
    for index, section in enumerate(rubric.section.pictures):
        where = ("assignments", rubric.name, "pictures", index)
        try:
            pictures.append(read_picture(section, Known(rubric, known, golden, where)))
        except RubricError as error:
            faults.append(str(error))
    if faults:
        raise RubricError("\n".join(faults))
    return tuple(pictures)


@dataclass(frozen=True)
class Known:
    """What a declaration can name: visible probes with their cases, and their goldens."""

    rubric: AssignmentRubric
    cases: Mapping[str, Case]
    golden: Mapping[str, Any]
    where: Path_

    def refuse(self, message: str, *keys: str | int) -> NoReturn:
        raise RubricError(self.rubric.source.describe((*self.where, *keys), message))

    def matching(self, pattern: str, *keys: str | int) -> list[str]:
        """The visible probes that a pattern names."""
        found = fnmatch.filter(self.cases, pattern)
        if not found:
            hint = did_you_mean(pattern, self.cases)
            self.refuse(f"no visible probe matches {pattern!r}{hint}", *keys)
        return found

    def one(self, name: str, *keys: str | int) -> str:
        """A name that is one visible probe's."""
        if name not in self.cases:
            hint = did_you_mean(name, self.cases)
            self.refuse(f"no visible probe is named {name!r}{hint}", *keys)
        return name

    def part(self, probe: str, path: Sequence[str], *keys: str | int) -> Any:
        """What the golden of a probe has under a path of keys."""
        value = self.golden[probe]
        for key in path:
            if not isinstance(value, Mapping) or key not in value:
                has = list(value) if isinstance(value, Mapping) else []
                names = f"; it has: {', '.join(map(str, has))}" if has else ""
                hint = did_you_mean(key, list(map(str, has))) or names
                self.refuse(f"the golden of {probe} has no {key!r}{hint}", *keys)
            value = value[key]
        return value

    def given(self, probe: str, key: str, *keys: str | int) -> Any:
        """What the case of a probe has under a key."""
        data = self.cases[probe].data
        if key not in data:
            hint = did_you_mean(key, data) or f"; it has: {', '.join(data)}"
            self.refuse(f"the case of {probe} has no {key!r}{hint}", *keys)
        return data[key]

    def checked(self, read: Callable[[], Any], message: str, *keys: str | int) -> Any:
        """What is read, where it has the form that a picture needs."""
        try:
            return read()
        except (TypeError, ValueError, IndexError, ArithmeticError):
            self.refuse(message, *keys)


def read_picture(section: TrajectorySection | PlaneSection, known: Known) -> Trajectory | Plane:
    """One picture, as its kind is."""
    match section:
        case TrajectorySection():
            return read_trajectory(section, known)
        case PlaneSection():
            points = read_points(section.points, known)
            line = read_line(section.line, known)
            x, y = section.axes
            return Plane(section.title, (x, y), points, line, known.rubric.tolerance)


def read_trajectory(section: TrajectorySection, known: Known) -> Trajectory:
    """The goldens of all its probes, each known to have every quantity at every step."""
    patterns = enumerate(section.probes)
    found = [name for i, pattern in patterns for name in known.matching(pattern, "probes", i)]
    goldens = {name: known.part(name, ()) for name in dict.fromkeys(found)}
    for name, golden in goldens.items():
        if not isinstance(golden, Mapping) or not golden:
            known.refuse(f"the golden of {name} is no dict of steps", "probes")
        for i, quantity in enumerate(section.quantities):
            sizes = {
                count_numbers(known.part(name, (step, quantity), "quantities", i), known, i)
                for step in golden
            }
            if len(sizes) != 1:
                known.refuse(f"{quantity!r} of {name} has not one size", "quantities", i)
    return Trajectory(
        section.title,
        section.step,
        tuple(section.quantities),
        goldens,
        known.rubric.tolerance,
    )


def count_numbers(value: Any, known: Known, index: int) -> int:
    """How many numbers a golden quantity is of; refused where it is not of numbers."""
    if isinstance(value, (list, tuple)):
        return sum(count_numbers(item, known, index) for item in value)
    if not isinstance(value, (int, float)):
        known.refuse("a quantity is a number, or numbers in lists", "quantities", index)
    return 1


def read_line(section: LineSection, known: Known) -> Line:
    """The reference's line, and where the student's stands in an answer."""
    probe = known.one(section.probe, "line", "probe")
    start, end = (
        known.given(probe, x, "line", "x", i) if isinstance(x, str) else x
        for i, x in enumerate(section.x)
    )
    keys = tuple(tuple(path.split("/")) for path in section.y)
    values = [known.part(probe, path, "line", "y", i) for i, path in enumerate(keys)]
    expected = known.checked(
        lambda: tuple(map(float, values)), "both ends of a line are numbers", "line", "y"
    )
    x = known.checked(lambda: (float(start), float(end)), "both are numbers", "line", "x")
    if x[0] == x[1]:
        known.refuse("a line needs two different x", "line", "x")
    return Line(probe, x, (keys[0], keys[1]), expected)


def read_points(section: LabelledPointsSection, known: Known) -> tuple[Point, ...]:
    """The labelled points, in training and test part where these are told apart."""
    probe = known.one(section.probe, "points", "probe")
    rows = known.part(probe, (section.rows,), "points", "rows")
    classes = known.part(probe, (section.classes,), "points", "classes")
    order = known.given(probe, section.order, "points", "order") if section.order else None
    pairs = known.checked(
        lambda: [
            ((float(row[0]), float(row[1])), str(label))
            for row, label in zip(rows, classes, strict=True)
        ],
        "points are rows of two numbers or more, with one class each",
        "points",
        "rows",
    )
    if order is not None:
        pairs = known.checked(
            lambda: [pairs[i] for i in order], "an order lists row numbers", "points", "order"
        )
    cut = len(pairs) if section.training is None else section.training
    places = [place for place, _ in pairs]
    if section.standardize:
        message = "these points can't be standardized: a feature has no spread"
        places = known.checked(
            lambda: standardized(places, places[:cut]), message, "points", "standardize"
        )
    names = ("", "") if section.training is None else ("training", "test")
    return tuple(
        Point(x, y, label, names[i >= cut])
        for i, ((x, y), (_, label)) in enumerate(zip(places, pairs, strict=True))
    )


def standardized(rows: Sequence[Row], training: Sequence[Row]) -> list[Row]:
    """Rows less the mean of the training rows, divided by their deviation."""
    columns = list(zip(*training, strict=True))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        for column, mean in zip(columns, means, strict=True)
    ]
    return [((x - means[0]) / spreads[0], (y - means[1]) / spreads[1]) for x, y in rows]
