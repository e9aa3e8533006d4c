"""A kind of picture: quantities after each step, theirs against the reference's. Pure and total.

The reference's values are a course's; a student's may be missing, of any type, not finite, or huge:
what can be drawn is, and words say what can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from grader.core.probe import Answer, Observation
from grader.core.result import Tolerance
from grader.judging.comparison import leaves
from grader.reports.answers import describe, first_only, is_finite, part_of, why_missing
from grader.reports.series import (
    LEGEND,
    Series,
    drawable,
    first_departure,
    first_far,
    no_numbers,
    outside,
    panel,
    table,
)
from grader.reports.svg import Drawn
from grader.reports.text import count

MOST_PANELS = 6
MOST_STEPS = 60


@dataclass(frozen=True)
class Trajectory:
    """What is drawn: of the first probe whose answers depart from the golden, else of the first."""

    title: str
    step: str
    quantities: tuple[str, ...]
    goldens: Mapping[str, Mapping[str, Any]]
    tolerance: Tolerance = Tolerance()
    has_many_panels: ClassVar[bool] = True

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
        expected = [leaves(golden[step][quantity]) for step in steps]
        size = len(expected[0])
        got = [drawable(part_of(observation, step, quantity), size) for step in steps]
        columns = zip(zip(*expected, strict=True), zip(*got, strict=True), strict=True)
        for i, (right, mine) in enumerate(columns, 1):
            name = quantity if size == 1 else f"{quantity} {i}"
            departs = first_far(mine, right, trajectory.tolerance)
            yield Series(name, steps, right, mine, departs)


def missing(
    trajectory: Trajectory, golden: Mapping[str, Any], observation: Observation | None
) -> Iterator[str]:
    """Say why something of the student's is not drawn."""
    if not isinstance(observation, Answer):
        yield why_missing(observation, "answer")
        return
    yield from no_numbers(list(undrawn(trajectory, golden, observation)))


def undrawn(trajectory: Trajectory, golden: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """List each quantity of each step that can't be drawn, and what it is instead."""
    if not isinstance(answer.value, dict):
        yield f"the answer is {describe(answer.value)}"
        return
    for step in list(golden)[:MOST_STEPS]:
        for quantity in trajectory.quantities:
            mine = part_of(answer, step, quantity)
            numbers = leaves(mine)
            if None in drawable(mine, len(leaves(golden[step][quantity]))):
                odd = next((leaf for leaf in numbers if not is_finite(leaf)), None)
                what = count(len(numbers), "number") if odd is None else describe(odd)
                yield f"{step}, {quantity}: {'nothing' if mine is None else what}"
