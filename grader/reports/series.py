"""Numbers after each step, drawn as lines: theirs against the reference's. Pure and total.

The reference's are finite; a student's may be huge, or None where there is none to be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from markupsafe import Markup

from grader.core.result import Tolerance
from grader.judging.comparison import leaves
from grader.reports import svg as drawing
from grader.reports.answers import is_finite
from grader.reports.svg import FigureTable, Scale
from grader.reports.text import count, number, one_line

SIZE = (300, 226)
LEFT, RIGHT, TOP, BOTTOM = 38, 296, 56, 186
MOST_DOTS = 30
REACH = 2.0  # how far beyond the reference's span a student's values widen a picture
DECADES = 6.0  # the same where the scale is one of powers of ten
DOT = drawing.element("g", drawing.mark("circle", (14, 7), 3.5), class_="yours-mark")
LEGEND = (
    (drawing.line_swatch("yours", DOT), "yours"),
    (drawing.line_swatch("reference"), "the reference"),
)


@dataclass(frozen=True)
class Series:
    """One number after each step; a student's is None where it can't be drawn.

    `departs` is the index of the step at which it first does.
    """

    name: str
    steps: tuple[str, ...]
    expected: tuple[float, ...]
    got: tuple[float | None, ...]
    departs: int | None
    is_logarithmic: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} (log scale)" if self.is_logarithmic else self.name

    @property
    def departure(self) -> str:
        """ "epoch 2, bias: expected 1, yours 0"."""
        at = self.departs or 0
        got = self.got[at]
        mine = "no number of yours" if got is None else f"yours {number(got)}"
        return f"{self.steps[at]}, {self.name}: expected {number(self.expected[at])}, {mine}"


def first_far(
    got: Sequence[float | None], expected: Sequence[float], tolerance: Tolerance
) -> int | None:
    """Find the step at which a number is first not the reference's."""
    pairs = enumerate(zip(got, expected, strict=True))
    # Ask what is close, not what is far: no comparison with NaN is true.
    far = (at for at, (mine, right) in pairs if mine is None or not tolerance.close(mine, right))
    return next(far, None)


def drawable(value: Any, size: int) -> Sequence[float | None]:
    """Give so many numbers, each None where it can't be drawn."""
    numbers = leaves(value)
    # Of another shape, no number can be told to be this one or that.
    if len(numbers) != size:
        return [None] * size
    return [float(leaf) if is_finite(leaf) else None for leaf in numbers]


def panel(series: Series, step: str, name: str) -> Markup:
    """Draw one number over the steps."""
    steps = len(series.steps)
    x = Scale(*drawing.around([1, steps], 0.04), LEFT, RIGHT)
    y = height_scale(series)
    agrees = f"Yours and the reference's agree at {count(steps, 'step')}."
    every = -(-steps // 10)  # the steps have no room for more than ten numbers
    return drawing.picture(
        name,
        SIZE,
        series.name,
        agrees if series.departs is None else f"First departure: {series.departure}.",
        drawing.label((0, 14), series.title, "panel-title", "start"),
        *drawing.axes(x, y, range(1, steps + 1, every), y.ticks(5)),
        drawing.label(((LEFT + RIGHT) / 2, SIZE[1] - 6), step, "axis-title"),
        *lines(series, x, y),
        *mark_departure(series, x, y),
    )


def height_scale(series: Series) -> Scale:
    """Find room for the reference's values and, as long as they are near, the student's."""
    mine = [got for got in series.got if got is not None]
    if not series.is_logarithmic:
        return Scale(*span(series.expected, mine), BOTTOM, TOP)
    powers = [math.log10(right) for right in series.expected]
    low, high = span(powers, [math.log10(got) for got in mine if got > 0], DECADES)
    return drawing.LogScale(10.0**low, 10.0**high, BOTTOM, TOP)


def span(expected: Sequence[float], got: Sequence[float], room: float = 0.0) -> tuple[float, float]:
    """Find the ends of a scale."""
    # One huge value of theirs would make a flat line of all that is worth seeing.
    low, high = min(expected), max(expected)
    room = room or REACH * (high - low or max(abs(high), 1.0))
    return drawing.around([*expected, *(min(max(value, low - room), high + room) for value in got)])


def lines(series: Series, x: Scale, y: Scale) -> Iterator[str]:
    """Draw theirs below, the reference's dashed above: where both agree, both are seen."""
    mine = [None if got is None else (x(i), y(got)) for i, got in enumerate(series.got, 1)]
    yield drawing.chain([at and (at[0], clamped(at[1])) for at in mine], "yours")
    places = [at for at in mine if at]
    inside = [drawing.mark("circle", at, 3.5) for at in places if TOP <= at[1] <= BOTTOM]
    inside *= len(series.steps) <= MOST_DOTS
    beyond = [arrow(at) for at in places if not TOP <= at[1] <= BOTTOM]
    for marks in filter(None, (inside, beyond)):
        yield drawing.element("g", *marks, class_="yours-mark")
    right = [(x(i), y(expected)) for i, expected in enumerate(series.expected, 1)]
    yield drawing.chain(right, "reference")


def clamped(height: float) -> float:
    """Move a height to the nearest edge of the panel."""
    return min(max(height, TOP), BOTTOM)


def arrow(at: drawing.Place) -> Markup:
    """Draw a small arrow at the edge, for a value beyond it."""
    edge, tip = (TOP, -5) if at[1] < TOP else (BOTTOM, 5)
    return drawing.polygon([(at[0] - 4, edge), (at[0] + 4, edge), (at[0], edge + tip)])


def mark_departure(series: Series, x: Scale, y: Scale) -> Iterator[str]:
    """Mark and label where the series first departs."""
    if series.departs is None:
        yield drawing.label((0, 34), "agrees", "panel-note", "start")
        return
    at, got = x(series.departs + 1), series.got[series.departs]
    height = clamped(y(series.expected[series.departs] if got is None else got))
    yield drawing.segment((at, TOP - 12), (at, height - 9), "departure")
    yield drawing.element("circle", cx=at, cy=height, r=8, class_="departure")
    # The words reach over the panel's edge unless they begin or end near the mark.
    share = (at - LEFT) / (RIGHT - LEFT)
    anchor, shift = ("start", -8) if share < 0.35 else ("end", 8) if share > 0.65 else ("middle", 0)
    words = f"first departure: {one_line(series.steps[series.departs], 24)}"
    yield drawing.label((at + shift, 38), words, "departure-label", anchor)


def first_departure(all_series: Sequence[Series], step: str) -> str:
    """Name the first departure of all, or say that there is none."""
    departing = [series for series in all_series if series.departs is not None]
    if not departing:
        return f"Yours and the reference's agree after every {step}."
    first = min(departing, key=lambda series: series.departs or 0)
    return f"The first departure is at {first.departure}."


def no_numbers(faults: Sequence[str]) -> Iterator[str]:
    """Say what is not drawn, the first of it in full."""
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        yield f"Not drawn, since it is no number: {faults[0]}{more}."


def outside(all_series: Sequence[Series]) -> Iterator[str]:
    """Say which values lie beyond a panel's edge."""
    for series in all_series:
        scale = height_scale(series)
        far = [got for got in series.got if got is not None and not scale.holds(got)]
        if far:
            yield f"Beyond the edge of {series.name}: yours reach {number(max(far, key=abs))}."


def table(all_series: Sequence[Series], step: str) -> FigureTable:
    """Give the same as numbers."""
    names = [(f"{series.name}, yours", f"{series.name}, reference") for series in all_series]
    columns: list[list[str]] = []
    for series in all_series:
        mine = ["–" if got is None else number(got) for got in series.got]
        columns += [mine, list(map(number, series.expected))]
    longest = max((series.steps for series in all_series), key=len, default=())
    steps = [one_line(name, 40) for name in longest]
    rows = zip_longest(steps, *columns, fillvalue="")
    return FigureTable((step, *sum(names, ())), tuple(rows))
