"""A kind of picture: labelled points, and the lines that are to part them. Pure and total.

Points and the reference's line are a course's; a student's line may be missing, of any type, not
finite, or far away: what can be drawn is, and words say what can't.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.core.probe import Failure, Observation
from grader.core.result import Tolerance
from grader.judging.comparison import leaves
from grader.reports import svg as drawing
from grader.reports.answers import describe, first_only, is_finite, part_of, why_missing
from grader.reports.svg import SHAPES, Drawn, Scale
from grader.reports.text import number

SIZE = (360, 336)
LEFT, RIGHT, TOP, BOTTOM = 42, 352, 10, 288
MOST_POINTS = 600

Ends = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Point:
    """An example of two features and its class; `part` is which part of the data it is in."""

    x: float
    y: float
    label: str
    part: str


@dataclass(frozen=True)
class Line:
    """The line through two points: at these `x`, the `y` that answers have under these keys.

    Under `toward` they have two numbers that point to the side of the last class.
    """

    probe: str
    x: tuple[float, float]
    keys: tuple[tuple[str, ...], tuple[str, ...]]
    expected: tuple[float, float]
    toward: tuple[str, ...] = ()

    def through(self, heights: tuple[float, float]) -> Ends:
        return (self.x[0], heights[0]), (self.x[1], heights[1])


@dataclass(frozen=True)
class Plane:
    """What is drawn."""

    title: str
    axes: tuple[str, str]
    points: tuple[Point, ...]
    line: Line
    tolerance: Tolerance = Tolerance()

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw the picture; `name` tells it from others of the page."""
        points, line = self.points[:MOST_POINTS], self.line
        observation = answers.get(line.probe)
        got = read_heights(line, observation)
        x = Scale(*drawing.around([*(p.x for p in points), *line.x], 0.04), LEFT, RIGHT)
        y = Scale(*drawing.around([p.y for p in points] or list(line.expected), 0.06), BOTTOM, TOP)
        mine = got and crossing(line.through(got), x, y)
        right = crossing(line.through(line.expected), x, y)
        words = [in_words(self, got, observation)]
        words += ["Your line lies outside of the picture."] if got and not mine else []
        words += first_only(len(self.points), MOST_POINTS, "points")
        labels = sorted({point.label for point in self.points})
        toward = part_of(observation, *line.toward) if line.toward else None
        sides = list(halves(mine, toward, x, y)) if mine and labels else []
        # The first class is behind the line, the last before it.
        shades = [shade(i and len(labels) - 1, half) for i, half in enumerate(sides)]
        inside = [*shades, *frame(self.axes, x, y), *marks(points, labels, x, y)]
        # The reference's is dashed and above: where both are one line, both are seen.
        inside += [drawing.chain(mine, "yours")] if mine else []
        inside += [drawing.chain(right, "reference")] if right else []
        panel = drawing.picture(name, SIZE, self.title, " ".join(words), *inside)
        meanings = [*legend(points, labels, is_shaded=bool(sides))]
        meanings += [(drawing.line_swatch("yours"), "your line")] if mine else []
        meanings += [(drawing.line_swatch("reference"), "the reference's line")]
        return Drawn(name, self.title, (panel,), tuple(meanings), tuple(words))


def read_heights(line: Line, observation: Observation | None) -> tuple[float, float] | None:
    """Read both ends of the student's line, if they are numbers."""
    start, end = (height(keys, observation) for keys in line.keys)
    return (float(start), float(end)) if is_finite(start) and is_finite(end) else None


def height(keys: Sequence[str], observation: Observation | None) -> Any:
    """Give what the student answered for one end; a list of one number counts as that number."""
    value = part_of(observation, *keys)
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    return value


def crossing(ends: Ends, x: Scale, y: Scale) -> list[drawing.Place] | None:
    """Cut the line through both ends to what lies in the picture, in pixels."""
    (x0, y0), (x1, y1) = ends
    slope = (y1 - y0) / (x1 - x0)
    low, high = x.low, x.high
    if slope:  # narrower, where the line leaves through the upper or lower edge
        leaves = sorted((edge - y0) / slope + x0 for edge in (y.low, y.high))
        low, high = max(low, leaves[0]), min(high, leaves[1])
    elif not y.holds(y0):
        return None
    if not low < high:
        return None
    # Of a steep line far away the last digits are lost: it must not leave the picture for that.
    heights = (min(max(y0 + slope * (at - x0), y.low), y.high) for at in (low, high))
    return [(x(at), y(height)) for at, height in zip((low, high), heights, strict=True)]


def halves(line: Sequence[drawing.Place], toward: Any, x: Scale, y: Scale) -> Iterator[Markup]:
    """Cut what lies behind a line and before it, if it is known which is which."""
    ahead = leaves(toward)
    if len(ahead) != 2 or not all(map(is_finite, ahead)) or not any(ahead):
        return
    # As shares of the greater one: of two huge numbers the product is none.
    across, up = (float(number) / max(map(abs, ahead)) for number in ahead)
    (x0, y0), (x1, y1) = line

    def side(to: drawing.Place) -> float:
        return (x1 - x0) * to[1] - (y1 - y0) * to[0]

    aim = side((x(across) - x(0), y(up) - y(0)))
    edges = [(at, height) for at in (x.start, x.end) for height in (y.start, y.end)]
    for sign in (-aim, aim) if aim else ():
        beside = [at for at in edges if side((at[0] - x0, at[1] - y0)) * sign > 0]
        yield drawing.polygon(round_about([*line, *beside]))


def round_about(corners: Sequence[drawing.Place]) -> list[drawing.Place]:
    """Put the corners of what has no dents in their order."""
    x, y = (statistics.fmean(numbers) for numbers in zip(*corners, strict=True))
    return sorted(corners, key=lambda at: math.atan2(at[1] - y, at[0] - x))


def frame(axes: Sequence[str], x: Scale, y: Scale) -> Iterator[str]:
    """Draw the axes with their names."""
    yield from drawing.axes(x, y, x.ticks(6), y.ticks(6))
    yield drawing.label(((LEFT + RIGHT) / 2, SIZE[1] - 10), axes[0], "axis-title")
    yield drawing.upright_label((12, (TOP + BOTTOM) / 2), axes[1], "axis-title")


def kinds(points: Sequence[Point], labels: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """List every class with every part that it occurs in, each with its shape and its colour."""
    parts = list(dict.fromkeys(point.part for point in points))
    pairs = {(point.label, point.part) for point in points}
    for label, part in sorted(pairs, key=lambda pair: (parts.index(pair[1]), pair[0])):
        index = labels.index(label) % len(SHAPES)
        # Parts differ by their filling, not by colour, which not everybody can tell apart.
        yield label, part, SHAPES[index], f"class-{index}{' hollow' if part == 'test' else ''}"


def marks(points: Sequence[Point], labels: Sequence[str], x: Scale, y: Scale) -> Iterator[str]:
    """Draw the points, one group for each class and part."""
    for label, part, shape, class_ in kinds(points, labels):
        places = [(x(p.x), y(p.y)) for p in points if (p.label, p.part) == (label, part)]
        yield drawing.element("g", *(drawing.mark(shape, at) for at in places), class_=class_)


def legend(
    points: Sequence[Point], labels: Sequence[str], *, is_shaded: bool
) -> Iterator[tuple[Markup, str]]:
    """Say what every mark means, and every shade."""
    for label, part, shape, class_ in kinds(points, labels):
        sample = [drawing.element("g", drawing.mark(shape, (14, 7)), class_=class_)]
        if is_shaded:
            sample.insert(
                0, shade(labels.index(label), drawing.element("path", d="M0 0h28v14h-28z"))
            )
        yield drawing.swatch(*sample), f"class {label}, {part}" if part else f"class {label}"


def shade(index: int, *shapes: str) -> Markup:
    """Colour shapes as what is taken for a class."""
    return drawing.element("g", *shapes, class_=f"region-{index % len(SHAPES)}")


def in_words(plane: Plane, got: tuple[float, float] | None, observation: Observation | None) -> str:
    """Say how the lines lie, or why there is none of the student's."""
    line = plane.line
    right = from_to(line.through(line.expected))
    match observation:
        case None:
            return f"Your program was not asked this; the reference's line runs {right}."
        case Failure():
            return why_missing(observation, "line")
    if got is None:
        odd = " and ".join(describe(height(keys, observation)) for keys in line.keys)
        return f"Your line can't be drawn, its ends are no two numbers: {odd}."
    if all(map(plane.tolerance.close, got, line.expected)):
        return f"Your line is the reference's: it runs {right}."
    return f"Your line runs {from_to(line.through(got))}; the reference's {right}."


def from_to(ends: Ends) -> str:
    """Write "from (-2, 3.5) to (2, -2.7)"."""
    start, end = (f"({number(x)}, {number(y)})" for x, y in ends)
    return f"from {start} to {end}"
