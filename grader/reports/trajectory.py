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
from grader.reports import svg as drawing
from grader.reports.svg import Drawn, FigureTable, Scale
from grader.reports.text import count, is_finite, kind_of, number, one_line

SIZE = (300, 226)
LEFT, RIGHT, TOP, BOTTOM = 38, 296, 56, 186
MOST_PANELS = 6
MOST_STEPS = 60
REACH = 2.0  # how far beyond the reference's span a student's values widen a picture


@dataclass(frozen=True)
class Trajectory:
    """What is drawn: of the first probe whose answers depart from the golden, else of the first."""

    title: str
    step: str
    quantities: tuple[str, ...]
    goldens: Mapping[str, Mapping[str, Any]]
    tolerance: Tolerance = Tolerance()


@dataclass(frozen=True)
class Series:
    """One number after each step; a student's is None where it can't be drawn."""

    name: str
    expected: tuple[float, ...]
    got: tuple[float | None, ...]
    departs: int | None


def draw(trajectory: Trajectory, answers: Mapping[str, Observation], name: str) -> Drawn:
    """The panels, one for each number; `name` tells this picture from others of the page."""
    probe, all_series = choose(trajectory, answers)
    steps = tuple(trajectory.goldens[probe])[:MOST_STEPS]
    panels = [
        panel(series, steps, trajectory, f"{name}-{index}")
        for index, series in enumerate(all_series[:MOST_PANELS], 1)
    ]
    words = [*spoken(all_series, steps, trajectory), *missing(trajectory, probe, answers)]
    words += outside(all_series[:MOST_PANELS])
    if len(all_series) > MOST_PANELS:
        words.append(f"Of {len(all_series)} numbers the first {MOST_PANELS} are drawn.")
    if len(trajectory.goldens[probe]) > MOST_STEPS:
        words.append(f"Of {len(trajectory.goldens[probe])} steps the first {MOST_STEPS} are drawn.")
    case = probe.partition(":")[2]
    words.append(f"The case is `{case}`.")
    return Drawn(tuple(panels), LEGEND, tuple(words), table(all_series, steps, trajectory))


LEGEND = (
    (
        drawing.line_swatch(
            "yours", drawing.element("g", drawing.mark("circle", (14, 7), 3.5), class_="yours-mark")
        ),
        "yours",
    ),
    (drawing.line_swatch("reference"), "the reference"),
)


def choose(
    trajectory: Trajectory, answers: Mapping[str, Observation]
) -> tuple[str, tuple[Series, ...]]:
    """The probe that is drawn, and its series."""
    read = {
        probe: tuple(read_series(trajectory, golden, value_of(answers.get(probe))))
        for probe, golden in trajectory.goldens.items()
    }
    departing = (p for p, all_series in read.items() if any_departs(all_series))
    probe = next(departing, next(iter(read)))
    return probe, read[probe]


def any_departs(all_series: Sequence[Series]) -> bool:
    """Whether anything differs."""
    return any(series.departs is not None for series in all_series)


def value_of(observation: Observation | None) -> Any:
    """What a probe returned; None where it did not."""
    return observation.value if isinstance(observation, Answer) else None


def read_series(trajectory: Trajectory, golden: Mapping[str, Any], value: Any) -> Iterator[Series]:
    """The numbers of each quantity, one series for each of its places."""
    steps = list(golden)[:MOST_STEPS]
    for quantity in trajectory.quantities:
        expected = [numbers(golden[step][quantity]) for step in steps]
        size = len(expected[0])
        got = [drawable(part(value, step, quantity), size) for step in steps]
        for i in range(size):
            yield series_of(
                quantity if size == 1 else f"{quantity} {i + 1}",
                tuple(row[i] for row in expected),
                tuple(row[i] for row in got),
                trajectory.tolerance,
            )


def series_of(
    name: str, expected: tuple[float, ...], got: tuple[float | None, ...], tolerance: Tolerance
) -> Series:
    """A series with the step at which it first departs."""
    pairs = enumerate(zip(expected, got, strict=True))
    far = (i for i, (right, mine) in pairs if mine is None or not tolerance.close(mine, right))
    return Series(name, expected, got, next(far, None))


def part(value: Any, *keys: str) -> Any:
    """What stands in an answer under keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def numbers(value: Any) -> list[Any]:
    """The innermost values, whatever the nesting."""
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in numbers(item)]
    return [value]


def drawable(value: Any, size: int) -> Sequence[float | None]:
    """So many numbers, each None where it can't be drawn."""
    found = numbers(value)
    if len(found) != size:
        return [None] * size
    return [float(leaf) if is_finite(leaf) else None for leaf in found]


def panel(series: Series, steps: Sequence[str], trajectory: Trajectory, name: str) -> Markup:
    """One number over the steps."""
    x = Scale(*drawing.around([1, len(steps)], 0.04), LEFT, RIGHT)
    y = Scale(*span(series), BOTTOM, TOP)
    inside = [
        drawing.label((0, 14), series.name, "panel-title", "start"),
        *drawing.axes(x, y, step_ticks(len(steps)), y.ticks(5)),
        drawing.label(((LEFT + RIGHT) / 2, SIZE[1] - 6), trajectory.step, "axis-title"),
        *lines(series, x, y),
        *remark(series, steps, x, y),
    ]
    return drawing.picture(name, SIZE, series.name, in_words(series, steps), *inside)


def step_ticks(steps: int) -> list[float]:
    """The numbers of steps, thinned where they are many."""
    every = -(-steps // 10)
    return [float(i) for i in range(1, steps + 1) if (i - 1) % every == 0]


def span(series: Series) -> tuple[float, float]:
    """The reference's values and the student's, as long as these are within reach."""
    low, high = min(series.expected), max(series.expected)
    room = REACH * (high - low or max(abs(high), 1.0))
    mine = [min(max(got, low - room), high + room) for got in series.got if got is not None]
    return drawing.around([*series.expected, *mine])


def lines(series: Series, x: Scale, y: Scale) -> Iterator[str]:
    """Theirs below, the reference's dashed above: where both agree, both are seen."""
    mine = [None if got is None else (x(i), y(got)) for i, got in enumerate(series.got, 1)]
    inside = [at if at and TOP <= at[1] <= BOTTOM else None for at in mine]
    yield drawing.chain([clamped(at) for at in mine], "yours")
    marks = [drawing.mark("circle", at, 3.5) for at in inside if at]
    if marks:
        yield drawing.element("g", *marks, class_="yours-mark")
    arrows = [arrow(at) for at, kept in zip(mine, inside, strict=True) if at and not kept]
    if arrows:
        yield drawing.element("g", *arrows, class_="yours-mark")
    yield drawing.chain(
        [(x(i), y(right)) for i, right in enumerate(series.expected, 1)], "reference"
    )


def clamped(at: drawing.Place | None) -> drawing.Place | None:
    """A place moved to the nearest edge of the panel."""
    return None if at is None else (at[0], min(max(at[1], TOP), BOTTOM))


def arrow(at: drawing.Place) -> Markup:
    """A small arrow at the edge, for a value beyond it."""
    edge, tip = (TOP, -5) if at[1] < TOP else (BOTTOM, 5)
    x, y = at[0], float(edge)
    path = f"{x - 4:.1f},{y:.1f} {x + 4:.1f},{y:.1f} {x:.1f},{y + tip:.1f}"
    return drawing.element("polygon", points=path)


def remark(series: Series, steps: Sequence[str], x: Scale, y: Scale) -> Iterator[str]:
    """Where the series first departs, marked and labelled."""
    if series.departs is None:
        yield drawing.label((0, 34), "agrees", "panel-note", "start")
        return
    at, got = x(series.departs + 1), series.got[series.departs]
    height = y(series.expected[series.departs] if got is None else got)
    height = min(max(height, TOP), BOTTOM)
    yield drawing.segment((at, TOP - 12), (at, height - 9), "departure")
    yield drawing.element("circle", cx=at, cy=height, r=8, class_="departure")
    words = f"first departure: {one_line(steps[series.departs], 24)}"
    share = (at - LEFT) / (RIGHT - LEFT)
    anchor = "start" if share < 0.35 else "end" if share > 0.65 else "middle"
    yield drawing.label(
        (at + {"start": -8, "end": 8, "middle": 0}[anchor], 38), words, "departure-label", anchor
    )


def in_words(series: Series, steps: Sequence[str]) -> str:
    """What a panel shows."""
    if series.departs is None:
        return f"Yours and the reference's agree at {count(len(steps), 'step')}."
    return f"First departure: {at_departure(series, steps)}."


def at_departure(series: Series, steps: Sequence[str]) -> str:
    """ "epoch 2, bias: expected 1, yours 0"."""
    index = series.departs or 0
    got = series.got[index]
    mine = "no number of yours" if got is None else f"yours {number(got)}"
    return f"{steps[index]}, {series.name}: expected {number(series.expected[index])}, {mine}"


def spoken(
    all_series: Sequence[Series], steps: Sequence[str], trajectory: Trajectory
) -> Iterator[str]:
    """The first departure of all, or that there is none."""
    departing = [series for series in all_series if series.departs is not None]
    if not departing:
        yield f"Yours and the reference's agree after every {trajectory.step}."
        return
    first = min(departing, key=lambda series: series.departs or 0)
    yield f"The first departure is at {at_departure(first, steps)}."


def missing(
    trajectory: Trajectory, probe: str, answers: Mapping[str, Observation]
) -> Iterator[str]:
    """Why something of the student's is not drawn."""
    match answers.get(probe):
        case None:
            yield "Your program was not asked this."
        case Failure(_, message, place):
            where = f"{place}: " if place else ""
            yield f"There is no answer of yours to draw: {where}{one_line(message)}."
        case Answer(value):
            faults = list(undrawn(trajectory, trajectory.goldens[probe], value))
            if faults:
                more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
                yield f"Not drawn, since it is no number: {faults[0]}{more}."


def undrawn(trajectory: Trajectory, golden: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Each quantity of each step that can't be drawn, and what it is instead."""
    if not isinstance(value, dict):
        yield f"the answer is {kind_of(value) if not is_finite(value) else number(value)}"
        return
    for step in list(golden)[:MOST_STEPS]:
        for quantity in trajectory.quantities:
            mine = part(value, step, quantity)
            size = len(numbers(golden[step][quantity]))
            if None in drawable(mine, size):
                odd = next((one for one in numbers(mine) if not is_finite(one)), None)
                what = kind_of(odd) if odd is not None else count(len(numbers(mine)), "number")
                yield f"{step}, {quantity}: {'nothing' if mine is None else what}"


def outside(all_series: Sequence[Series]) -> Iterator[str]:
    """That values lie beyond a panel's edge."""
    for series in all_series:
        low, high = span(series)
        far = [got for got in series.got if got is not None and not low <= got <= high]
        if far:
            yield f"Beyond the edge of {series.name}: yours reach {number(max(far, key=abs))}."


def table(
    all_series: Sequence[Series], steps: Sequence[str], trajectory: Trajectory
) -> FigureTable:
    """The same as numbers."""
    heads = [trajectory.step]
    for series in all_series[:MOST_PANELS]:
        heads += [f"{series.name}, yours", f"{series.name}, reference"]
    return FigureTable(
        tuple(heads), tuple(row(i, step, all_series) for i, step in enumerate(steps))
    )


def row(index: int, step: str, all_series: Sequence[Series]) -> tuple[str, ...]:
    """One step's numbers."""
    cells = [one_line(step, 40)]
    for series in all_series[:MOST_PANELS]:
        got = series.got[index]
        cells += ["–" if got is None else number(got), number(series.expected[index])]
    return tuple(cells)
