"""A kind of picture: labelled points, and the lines that are to part them. Pure and total.

Points and the reference's line are a course's; a student's line may be missing, of any type, not
finite, or far away: what can be drawn is, and words say what can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.core.probe import Answer, Failure, Observation
from grader.core.result import Tolerance
from grader.reports import svg as drawing
from grader.reports.svg import SHAPES, Drawn, Scale
from grader.reports.text import is_finite, kind_of, number, one_line

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
    """The line through two points: at these `x`, the `y` that answers have under these keys."""

    probe: str
    x: tuple[float, float]
    keys: tuple[tuple[str, ...], tuple[str, ...]]
    expected: tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """What is drawn."""

    title: str
    axes: tuple[str, str]
    points: tuple[Point, ...]
    line: Line
    tolerance: Tolerance = Tolerance()


def draw(plane: Plane, answers: Mapping[str, Observation], name: str) -> Drawn:
    """The picture; `name` tells it from others of the page."""
    points = plane.points[:MOST_POINTS]
    line, got = plane.line, read_ends(plane.line, answers)
    right: Ends = ((line.x[0], line.expected[0]), (line.x[1], line.expected[1]))
    x = Scale(*drawing.around([*(p.x for p in points), *line.x], 0.04), LEFT, RIGHT)
    y = Scale(*drawing.around([p.y for p in points] or list(line.expected), 0.06), BOTTOM, TOP)
    mine = None if got is None else crossing(got, x, y)
    words = [*spoken(plane, got, answers)]
    if got is not None and mine is None:
        words.append("Your line lies outside of the picture.")
    if len(plane.points) > MOST_POINTS:
        words.append(f"Of {len(plane.points)} points the first {MOST_POINTS} are drawn.")
    inside = [*frame(plane, x, y), *marks(points, x, y)]
    inside += [drawing.chain(ends, "yours") for ends in [mine] if ends]
    inside += [drawing.chain(ends, "reference") for ends in [crossing(right, x, y)] if ends]
    panel = drawing.picture(name, SIZE, plane.title, " ".join(words), *inside)
    return Drawn((panel,), tuple(legend(points, is_drawn=mine is not None)), tuple(words))


def read_ends(line: Line, answers: Mapping[str, Observation]) -> Ends | None:
    """The student's line, if both of its ends are numbers."""
    found = [mine(line, answers, end) for end in (0, 1)]
    if not all(is_finite(value) for value in found):
        return None
    return (line.x[0], float(found[0])), (line.x[1], float(found[1]))


def mine(line: Line, answers: Mapping[str, Observation], end: int) -> Any:
    """What the student answered for one end; a list of one number counts as that number."""
    observation = answers.get(line.probe)
    value = observation.value if isinstance(observation, Answer) else None
    for key in line.keys[end]:
        value = value.get(key) if isinstance(value, dict) else None
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    return value


def crossing(ends: Ends, x: Scale, y: Scale) -> list[drawing.Place | None] | None:
    """The part of the line through both ends that lies in the picture, in pixels."""
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


def frame(plane: Plane, x: Scale, y: Scale) -> Iterator[str]:
    """The axes with their names."""
    yield from drawing.axes(x, y, x.ticks(6), y.ticks(6))
    yield drawing.label(((LEFT + RIGHT) / 2, SIZE[1] - 10), plane.axes[0], "axis-title")
    yield drawing.element(
        "text",
        plane.axes[1],
        transform=f"translate(12 {(TOP + BOTTOM) / 2:.0f}) rotate(-90)",
        class_="axis-title",
        text_anchor="middle",
    )


def kinds(points: Sequence[Point]) -> list[tuple[str, str]]:
    """Every class with every part of the data that it occurs in."""
    parts = list(dict.fromkeys(point.part for point in points))
    found = {(point.label, point.part) for point in points}
    return sorted(found, key=lambda kind: (parts.index(kind[1]), kind[0]))


def style_of(label: str, part: str, points: Sequence[Point]) -> tuple[str, str]:
    """The shape and the colour of a class; one part is filled, another hollow."""
    labels = sorted({point.label for point in points})
    index = labels.index(label) % len(SHAPES)
    hollow = " hollow" if part == "test" else ""
    return SHAPES[index], f"class-{index}{hollow}"


def marks(points: Sequence[Point], x: Scale, y: Scale) -> Iterator[str]:
    """The points, one group for each class and part."""
    for label, part in kinds(points):
        shape, class_ = style_of(label, part, points)
        places = [(x(p.x), y(p.y)) for p in points if (p.label, p.part) == (label, part)]
        shapes = (drawing.mark(shape, at) for at in places)
        yield drawing.element("g", *shapes, class_=class_)


def legend(points: Sequence[Point], *, is_drawn: bool) -> Iterator[tuple[Markup, str]]:
    """What every mark and line means."""
    for label, part in kinds(points):
        shape, class_ = style_of(label, part, points)
        sample = drawing.element("g", drawing.mark(shape, (14, 7)), class_=class_)
        yield drawing.swatch(sample), f"class {label}, {part}" if part else f"class {label}"
    if is_drawn:
        yield drawing.line_swatch("yours"), "your line"
    yield drawing.line_swatch("reference"), "the reference's line"


def spoken(plane: Plane, got: Ends | None, answers: Mapping[str, Observation]) -> Iterator[str]:
    """How the lines lie, or why there is none of the student's."""
    line = plane.line
    right = from_to(((line.x[0], line.expected[0]), (line.x[1], line.expected[1])))
    match answers.get(line.probe):
        case None:
            yield "Your program was not asked this; the reference's line runs " + right + "."
        case Failure(_, message, place):
            where = f"{place}: " if place else ""
            yield f"There is no line of yours to draw: {where}{one_line(message)}."
        case Answer() if got is None:
            odd = [mine(line, answers, end) for end in (0, 1)]
            kinds_ = " and ".join(number(o) if is_finite(o) else kind_of(o) for o in odd)
            yield f"Your line can't be drawn, its ends are no two numbers: {kinds_}."
        case Answer() if got is not None:
            pairs = zip((got[0][1], got[1][1]), line.expected, strict=True)
            if all(plane.tolerance.close(*pair) for pair in pairs):
                yield f"Your line is the reference's: it runs {right}."
            else:
                yield f"Your line runs {from_to(got)}; the reference's {right}."


def from_to(ends: Ends) -> str:
    """ "from (-2, 3.5) to (2, -2.7)"."""
    start, end = (f"({number(x)}, {number(y)})" for x, y in ends)
    return f"from {start} to {end}"
