"""What of an answer can be drawn, and words for what can't. Pure and total.

Answers are a student's: missing, of any type, not finite, or huge.
"""

from __future__ import annotations

import math
from typing import Any

from grader.core.probe import Answer, Failure, Observation, Opaque
from grader.judging.comparison import is_number
from grader.reports.text import number, one_line


def part_of(observation: Observation | None, *keys: str) -> Any:
    """Give what stands in an answer under keys, or None."""
    value = observation.value if isinstance(observation, Answer) else None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def is_finite(value: Any) -> bool:
    """Tell whether a value is a number that can be drawn."""
    # In this order: an integer that no float can hold is no number, and `isfinite` raises for it.
    return is_number(value) and math.isfinite(value)


def class_name(value: Any) -> str | None:
    """Name a class as it is shown, whether it is a number or a text; None for what is neither."""
    if is_finite(value):
        return number(value + 0)  # -0.0 is 0
    return one_line(value, 20) if isinstance(value, str) else None


def describe(value: Any) -> str:
    """Say what a value is, in a few words."""
    match value:
        case _ if is_finite(value):
            return number(value)
        case Opaque(type_name):
            return f"an object of type {one_line(type_name, 60)}"
        case str():
            return f"the text {one_line(value, 60)!r}"
        case list() | tuple() | dict():
            return f"a {type(value).__name__} of {len(value)}"
        case float() | None:
            return str(value)
    return "a number of over 300 digits"


def why_missing(failure: Failure | None, noun: str) -> str:
    """Say why there is no answer, or no line, to be drawn."""
    if failure is None:
        return "Your program was not asked this."
    place = f"{failure.place}: " if failure.place else ""
    return f"There is no {noun} of yours to draw: {place}{one_line(failure.message)}."


def first_only(amount: int, most: int, noun: str) -> list[str]:
    """Say that of many things only the first are drawn, where that is so."""
    return [f"Of {amount} {noun} the first {most} are drawn."] if amount > most else []
