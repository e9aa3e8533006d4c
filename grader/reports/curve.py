"""A kind of picture: numbers after each step, a panel for each probe. Pure and total.

The reference's values are a course's; a student's may be missing, of any type, not finite, or huge:
what can be drawn is, and words say what can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.probe import Answer, Observation
from grader.core.result import Tolerance
from grader.reports.answers import describe, first_only, why_missing
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

MOST_STEPS = 500
WIDE = 5  # so many times the least is the greatest: then by powers of ten
EXTREME = 1e100


@dataclass(frozen=True)
class Curve:
    """What is drawn: for each name the probe that answers it; of each golden its steps."""

    title: str
    step: str
    probes: Mapping[str, str]
    goldens: Mapping[str, Mapping[str, float]]
    tolerance: Tolerance = Tolerance()

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw a panel for each probe; `name` tells this picture from others of the page."""
        drawn: list[Series] = []
        why: list[str] = []
        for quantity, probe in self.probes.items():
            golden, observation = self.goldens[quantity], answers.get(probe)
            values = values_of(observation, tuple(golden))
            drawn.append(series_of(quantity, golden, values, self.tolerance))
            why += missing(quantity, golden, values, observation)
            why += first_only(len(golden), MOST_STEPS, f"steps of {quantity}")
        words = [first_departure(drawn, self.step), *dict.fromkeys(why), *outside(drawn)]
        panels = [panel(each, self.step, f"{name}-{i}") for i, each in enumerate(drawn, 1)]
        return Drawn(name, self.title, tuple(panels), LEGEND, tuple(words), table(drawn, self.step))


def values_of(observation: Observation | None, steps: Sequence[str]) -> list[Any]:
    """Give what the student answered for each step; a list is taken in its order."""
    value = observation.value if isinstance(observation, Answer) else None
    if isinstance(value, dict):
        return [value.get(step) for step in steps]
    ordered = list(value) if isinstance(value, (list, tuple)) else []
    return (ordered + [None] * len(steps))[: len(steps)]


def series_of(
    name: str, golden: Mapping[str, float], values: Sequence[Any], tolerance: Tolerance
) -> Series:
    """Put the reference's and the student's numbers side by side."""
    right = tuple(golden.values())[:MOST_STEPS]
    mine = tuple(drawable(value, 1)[0] for value in values[:MOST_STEPS])
    departs = first_far(mine, right, tolerance)
    return Series(name, tuple(golden)[:MOST_STEPS], right, mine, departs, is_wide(right, mine))


def is_wide(expected: Sequence[float], got: Sequence[float | None]) -> bool:
    """Tell whether numbers are seen better by powers of ten."""
    # A loss that grows beyond all bounds is seen by these, too, while the reference's falls.
    within = [*expected, *(value for value in got if value and value > 0)]
    is_moderate = 1 / EXTREME < min(expected) <= max(expected) < EXTREME
    return is_moderate and max(within) >= WIDE * min(within)


def missing(
    quantity: str,
    golden: Mapping[str, float],
    values: Sequence[Any],
    observation: Observation | None,
) -> Iterator[str]:
    """Say why something of the student's is not drawn."""
    if not isinstance(observation, Answer):
        yield why_missing(observation, "curve")
    elif not isinstance(observation.value, (dict, list, tuple)):
        yield f"Not drawn, since it is no list of steps: {describe(observation.value)}."
    else:
        pairs = zip(golden, values, strict=True)
        odd = ((step, value) for step, value in pairs if drawable(value, 1)[0] is None)
        words = ((step, "nothing" if value is None else describe(value)) for step, value in odd)
        yield from no_numbers([f"{step}, {quantity}: {what}" for step, what in words])
