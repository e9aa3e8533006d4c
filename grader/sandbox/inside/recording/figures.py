"""Compare what was drawn and printed, whichever way it was done; for use in probes.

Runs on both sides of the wall. A probe takes these from `grader.author`; behind the wall they are
there without it.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

DIGITS = 9  # by which points are put in order: no rounding of one turns two around
COUNTED = {
    "axes": "pair of axes",
    "points": "group of points",
    "lines": "line",
    "bars": "group of bars",
}
COUNTED |= {"images": "image"}
NUMBER = r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


class DrawnParts(list):  # type: ignore[type-arg]  # of anything
    """A list that says what there is too little of, in a student's words."""

    what = ""

    def __getitem__(self, index: Any) -> Any:
        try:
            return list.__getitem__(self, index)
        except IndexError:
            number = f"{len(self) or 'no'} {self.what}{'s' * (len(self) > 1)}"
            raise IndexError(f"{number} drawn, and {index + 1} asked for") from None


def with_counts(figures: list[Any]) -> DrawnParts:
    """Have each list of what was drawn say what there is too little of."""
    for figure in figures:
        figure["axes"] = counted(figure["axes"], "axes")
        for axes in figure["axes"]:
            axes.update({kind: counted(axes[kind], kind) for kind in COUNTED if kind in axes})
    return counted(figures, "figures")


def counted(parts: list[Any], kind: str) -> DrawnParts:
    """Make a list that knows what it holds."""
    row = DrawnParts(parts)
    row.what = COUNTED.get(kind, "figure")
    return row


def panels(figures: Iterable[Any], having: str = "") -> DrawnParts:
    """Give all axes in which something was drawn, in order, whichever figures they are in.

    With `having` ("points", "lines", "bars", "images") only those that have some of it.
    """
    kinds = [having] if having else ["points", "lines", "bars", "images"]
    axes = (axes for figure in figures for axes in figure["axes"])
    return counted([each for each in axes if any(each[kind] for kind in kinds)], "axes")


def points(axes: Any) -> list[list[float]]:
    """Give all points, [x, y] each, in an order that says nothing of how they were drawn."""
    return in_order(pair for group in axes["points"] for pair in pairs(group))


def groups(axes: Any) -> dict[str, Any]:
    """Give the points of each marker and colour, in an order that says nothing of both.

    Counted and named: by its numbers alone, one group of all points is the same as several.
    """
    parts = in_order(in_order(pairs(group)) for group in axes["points"])
    named = {f"group {number}": part for number, part in enumerate(parts, 1)}
    return {"number of groups": len(parts), "groups": named}


def lines(axes: Any) -> list[dict[str, float]]:
    """Give the straight lines by slope and intercept; an upright one by its `x` alone.

    A line that is not straight within a thousandth of its size is none.
    """
    straight = (straight_line(pairs(line)) for line in axes["lines"])
    return in_order(line for line in straight if line)


def numbers_after(label: str, text: str) -> list[float]:
    """Give each first number behind a label in the same line of a text; 93 % is 0.93."""
    pattern = rf"{re.escape(label)}[^\n\d]*?({NUMBER})\s*(%?)"
    matches = re.finditer(pattern, text, re.IGNORECASE)
    return [float(match[1]) / (100 if match[2] else 1) for match in matches]


def pairs(part: Any) -> list[list[float]]:
    """Give [x, y] for each point of a group or a line."""
    return [[x, y] for x, y in zip(part["x"], part["y"], strict=True)]


def in_order(parts: Iterable[Any]) -> list[Any]:
    """Sort plain data by its numbers, as far as they are not rounding."""
    return sorted(parts, key=rounded)


def rounded(part: Any) -> Any:
    """Round all numbers of plain data; texts come before them."""
    if type(part) is dict:
        part = [*part.values()]
    if type(part) is list:
        return [rounded(each) for each in part]
    if type(part) in (int, float):
        return (1, round(float(part), DIGITS) + 0.0)
    return (0, str(part))


def straight_line(places: list[list[float]]) -> dict[str, float] | None:
    """Give slope and intercept of the line through some points, if they are on one."""
    (x0, y0), (x1, y1) = min(places), max(places)
    size = max(abs(x1 - x0), max(y for _, y in places) - min(y for _, y in places))
    if len(places) < 2 or size == 0:
        return None
    if x0 == x1:
        return {"x": x0}
    slope = (y1 - y0) / (x1 - x0)
    intercept = y0 - slope * x0
    is_straight = all(abs(slope * x + intercept - y) <= size / 1000 for x, y in places)
    return {"slope": slope, "intercept": intercept} if is_straight else None


TOOLS = {tool.__name__: tool for tool in (panels, points, groups, lines, numbers_after)}
