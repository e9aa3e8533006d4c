"""A kind of picture: quantities after each step, theirs against the reference's. Pure and total.

The reference's values are a course's; a student's may be missing, of any type, not finite, or huge:
what can be drawn is, and words say what can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.core.probe import Answer, Failure, Observation
from grader.core.result import Tolerance
from grader.judging.comparison import leaves
from grader.reports import svg as drawing
from grader.reports.answers import describe, first_only, is_finite, part_of, why_missing
from grader.reports.svg import Drawn, FigureTable, Scale
from grader.reports.text import count, number, one_line

SIZE = (300, 226)
LEFT, RIGHT, TOP, BOTTOM = 38, 296, 56, 186
MOST_PANELS = 6
MOST_STEPS = 60
REACH = 2.0  # how far beyond the reference's span a student's values widen a picture
DOT = drawing.element("g", drawing.mark("circle", (14, 7), 3.5), class_="yours-mark")
LEGEND = (
    (drawing.line_swatch("yours", DOT), "yours"),
    (drawing.line_swatch("reference"), "the reference"),
)


@dataclass(frozen=True)
class Trajectory:
    """What is drawn: of the first probe whose answers depart from the golden, else of the first."""

    title: str
    step: str
    quantities: tuple[str, ...]
    goldens: Mapping[str, Mapping[str, Any]]
    tolerance: Tolerance = Tolerance()

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw a panel for each number; `name` tells this picture from others of the page."""
        probe, all_series = choose(self, answers)
        drawn = all_series[:MOST_PANELS]
        words = [
            first_departure(all_series, self.step),
            *missing(self, self.goldens[probe], answers.get(probe)),
            *outside(drawn),
            *first_only(len(all_series), MOST_PANELS, "numbers"),
            *first_only(len(self.goldens[probe]), MOST_STEPS, "steps"),
            f"The case is `{probe.partition(':')[2]}`.",
        ]
        panels = (panel(each, self.step, f"{name}-{i}") for i, each in enumerate(drawn, 1))
        in_numbers = table(drawn, self.step)
        return Drawn(name, self.title, tuple(panels), LEGEND, tuple(words), in_numbers)


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

    @property
    def departure(self) -> str:
        """ "epoch 2, bias: expected 1, yours 0"."""
        at = self.departs or 0
        got = self.got[at]
        mine = "no number of yours" if got is None else f"yours {number(got)}"
        return f"{self.steps[at]}, {self.name}: expected {number(self.expected[at])}, {mine}"


def choose(
    trajectory: Trajectory, answers: Mapping[str, Observation]
) -> tuple[str, tuple[Series, ...]]:
    """Choose the probe that is drawn, and give its series."""
    by_probe = {
        probe: tuple(read_series(trajectory, golden, answers.get(probe)))
        for probe, golden in trajectory.goldens.items()
    }
    # Where all agree, the first still shows what is right.
    for probe, all_series in by_probe.items():
        if any(series.departs is not None for series in all_series):
            return probe, all_series
    return next(iter(by_probe.items()))


def read_series(
    trajectory: Trajectory, golden: Mapping[str, Any], observation: Observation | None
) -> Iterator[Series]:
    """Read the numbers of each quantity, one series for each of its places."""
    steps = tuple(golden)[:MOST_STEPS]
    for quantity in trajectory.quantities:
        expected = [list(leaves(golden[step][quantity])) for step in steps]
        size = len(expected[0])
        got = [drawable(part_of(observation, step, quantity), size) for step in steps]
        columns = zip(zip(*expected, strict=True), zip(*got, strict=True), strict=True)
        for i, (right, mine) in enumerate(columns, 1):
            pairs = enumerate(zip(mine, right, strict=True))
            # Ask what is close, not what is far: no comparison with NaN is true.
            far = (at for at, (m, r) in pairs if m is None or not trajectory.tolerance.close(m, r))
            name = quantity if size == 1 else f"{quantity} {i}"
            yield Series(name, steps, right, mine, next(far, None))


def drawable(value: Any, size: int) -> Sequence[float | None]:
    """Give so many numbers, each None where it can't be drawn."""
    numbers = list(leaves(value))
    # Of another shape, no number can be told to be this one or that.
    if len(numbers) != size:
        return [None] * size
    return [float(leaf) if is_finite(leaf) else None for leaf in numbers]


def panel(series: Series, step: str, name: str) -> Markup:
    """Draw one number over the steps."""
    steps = len(series.steps)
    x = Scale(*drawing.around([1, steps], 0.04), LEFT, RIGHT)
    y = Scale(*span(series), BOTTOM, TOP)
    agrees = f"Yours and the reference's agree at {count(steps, 'step')}."
    every = -(-steps // 10)  # the steps have no room for more than ten numbers
    return drawing.picture(
        name,
        SIZE,
        series.name,
        agrees if series.departs is None else f"First departure: {series.departure}.",
        drawing.label((0, 14), series.name, "panel-title", "start"),
        *drawing.axes(x, y, range(1, steps + 1, every), y.ticks(5)),
        drawing.label(((LEFT + RIGHT) / 2, SIZE[1] - 6), step, "axis-title"),
        *lines(series, x, y),
        *mark_departure(series, x, y),
    )


def span(series: Series) -> tuple[float, float]:
    """Find room for the reference's values and, as long as they are near, the student's."""
    # One huge value of theirs would make a flat line of all that is worth seeing.
    low, high = min(series.expected), max(series.expected)
    room = REACH * (high - low or max(abs(high), 1.0))
    mine = [min(max(got, low - room), high + room) for got in series.got if got is not None]
    return drawing.around([*series.expected, *mine])


def lines(series: Series, x: Scale, y: Scale) -> Iterator[str]:
    """Draw theirs below, the reference's dashed above: where both agree, both are seen."""
    mine = [None if got is None else (x(i), y(got)) for i, got in enumerate(series.got, 1)]
    yield drawing.chain([at and (at[0], clamped(at[1])) for at in mine], "yours")
    places = [at for at in mine if at]
    inside = [drawing.mark("circle", at, 3.5) for at in places if TOP <= at[1] <= BOTTOM]
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


def missing(
    trajectory: Trajectory, golden: Mapping[str, Any], observation: Observation | None
) -> Iterator[str]:
    """Say why something of the student's is not drawn."""
    match observation:
        case None:
            yield "Your program was not asked this."
        case Failure():
            yield why_missing(observation, "answer")
        case Answer():
            faults = list(undrawn(trajectory, golden, observation))
            if faults:
                more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
                yield f"Not drawn, since it is no number: {faults[0]}{more}."


def undrawn(trajectory: Trajectory, golden: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """List each quantity of each step that can't be drawn, and what it is instead."""
    if not isinstance(answer.value, dict):
        yield f"the answer is {describe(answer.value)}"
        return
    for step in list(golden)[:MOST_STEPS]:
        for quantity in trajectory.quantities:
            mine = part_of(answer, step, quantity)
            numbers = list(leaves(mine))
            if None in drawable(mine, len(list(leaves(golden[step][quantity])))):
                odd = next((leaf for leaf in numbers if not is_finite(leaf)), None)
                what = count(len(numbers), "number") if odd is None else describe(odd)
                yield f"{step}, {quantity}: {'nothing' if mine is None else what}"


def outside(all_series: Sequence[Series]) -> Iterator[str]:
    """Say which values lie beyond a panel's edge."""
    for series in all_series:
        low, high = span(series)
        far = [got for got in series.got if got is not None and not low <= got <= high]
        if far:
            yield f"Beyond the edge of {series.name}: yours reach {number(max(far, key=abs))}."


def table(all_series: Sequence[Series], step: str) -> FigureTable:
    """Give the same as numbers."""
    names = [(f"{series.name}, yours", f"{series.name}, reference") for series in all_series]
    columns: list[list[str]] = []
    for series in all_series:
        mine = ["–" if got is None else number(got) for got in series.got]
        columns += [mine, list(map(number, series.expected))]
    steps = [one_line(name, 40) for name in all_series[0].steps] if all_series else []
    return FigureTable((step, *sum(names, ())), tuple(zip(steps, *columns, strict=True)))
