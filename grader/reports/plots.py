"""A kind of picture: what a student drew, as a probe has answered it. Pure and total.

An answer is anything: of it is drawn what is in the form of `student.figures`, or of its axes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.core.probe import Failure, Observation
from grader.reports import svg as drawing
from grader.reports.answers import first_only, is_finite, part_of, why_missing
from grader.reports.scatter import BOTTOM, LEFT, MOST_POINTS, RIGHT, SIZE, TOP, crossing, frame
from grader.reports.svg import SHAPES, Drawn, Place, Scale
from grader.reports.text import count, one_line

MOST_PANELS = 4
MOST_PARTS = 12  # groups of points, or lines, of one panel
FARTHEST = 1e15  # beyond, a scale has no numbers left
NARROW, TINY = 1e-9, 1e-90
TEXT_LENGTH = 60

Table = Mapping[Any, Any]


@dataclass(frozen=True)
class Plots:
    """What is drawn: the panels that an answer has under these keys."""

    title: str
    probe: str
    keys: tuple[str, ...]

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw the panels; `name` tells them from others of the page."""
        observation = answers.get(self.probe)
        if observation is None or isinstance(observation, Failure):
            return Drawn(name, self.title, (), (), (why_missing(observation, "picture"),))
        panels = [*panels_in(part_of(observation, *self.keys))]
        shown = [(panel, in_words(panel)) for panel in panels[:MOST_PANELS]]
        words = [words for _, words in shown] or ["Your answer holds no picture."]
        words += first_only(len(panels), MOST_PANELS, "pictures")
        drawn = tuple(
            draw_panel(f"{name}-{n}", panel, words) for n, (panel, words) in enumerate(shown)
        )
        meanings = dict(entry for panel, _ in shown for entry in legend(panel))
        marks = tuple((mark, words) for words, mark in meanings.items())
        return Drawn(name, self.title, drawn, marks, tuple(words))


def panels_in(value: Any) -> Iterator[Table]:
    """Find the axes in an answer, whether it has them alone, in a list, or in figures."""
    for part in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(part, dict) and "axes" in part:
            yield from panels_in(part["axes"])
        elif isinstance(part, dict) and (rows(part, "points") or rows(part, "lines")):
            yield part


def rows(panel: Table, kind: str) -> list[tuple[str, list[Place]]]:
    """Give the label and the places of each group of points, or each line, that can be drawn."""
    parts = panel.get(kind)
    several = parts if isinstance(parts, (list, tuple)) else []
    labelled = [(label_of(part), places_of(part)) for part in several[:MOST_PARTS]]
    return [(label, places) for label, places in labelled if places]


def label_of(part: Any) -> str:
    """Give the label of a group or a line, if it has one."""
    label = part.get("label") if isinstance(part, dict) else None
    return one_line(label, TEXT_LENGTH) if isinstance(label, str) else ""


def places_of(part: Any) -> list[Place]:
    """Give the places of a group or a line that are two numbers, and not too far away."""
    sides = [part.get(axis) for axis in "xy"] if isinstance(part, dict) else [None]
    if not all(isinstance(side, (list, tuple)) for side in sides):
        return []
    pairs = itertools.islice(zip(*sides, strict=False), MOST_POINTS)
    near = (pair for pair in pairs if all(is_near(value) for value in pair))
    return [(float(x), float(y)) for x, y in near]


def is_near(value: Any) -> bool:
    """Tell whether a number can be drawn among others."""
    return is_finite(value) and abs(value) < FARTHEST


def draw_panel(name: str, panel: Table, words: str) -> Markup:
    """Draw one pair of axes."""
    x = Scale(*span(panel, "xlim", 0), LEFT, RIGHT)
    y = Scale(*span(panel, "ylim", 1), BOTTOM, TOP)
    names = [text_in(panel, axis) for axis in ("xlabel", "ylabel")]
    groups = (
        drawing.element("g", *marks(shape, places, x, y), class_=class_)
        for (_, places), (shape, class_) in zip(rows(panel, "points"), kinds(), strict=False)
    )
    lines = (drawing.chain(way(places, x, y), "yours") for _, places in rows(panel, "lines"))
    title = text_in(panel, "title") or "Your picture"
    return drawing.picture(name, SIZE, title, words, *frame(names, x, y), *groups, *lines)


def span(panel: Table, limits: str, axis: int) -> tuple[float, float]:
    """Give where an axis begins and ends: at its limits, else around its points, or its lines."""
    given = panel.get(limits)
    if isinstance(given, (list, tuple)) and len(given) == 2 and all(map(is_near, given)):
        low, high = sorted(map(float, given))
        # Between numbers that differ in their last digits, or hardly from 0, are no round ones.
        if high - low > NARROW * max(abs(low), abs(high), TINY):
            return low, high
    parts = rows(panel, "points") or rows(panel, "lines")
    return drawing.around([place[axis] for _, places in parts for place in places], 0.06)


def kinds() -> Iterator[tuple[str, str]]:
    """Give the shape and the class of each group in turn."""
    return itertools.cycle((shape, f"class-{index}") for index, shape in enumerate(SHAPES))


def marks(shape: str, places: Sequence[Place], x: Scale, y: Scale) -> Iterator[Markup]:
    """Draw the points that lie in the picture."""
    inside = (at for at in places if x.holds(at[0]) and y.holds(at[1]))
    return (drawing.mark(shape, (x(at[0]), y(at[1]))) for at in inside)


def way(places: Sequence[Place], x: Scale, y: Scale) -> Sequence[Place | None]:
    """Give the places of a line, in pixels; one through two places goes on to the edges."""
    if len(places) == 2 and places[0][0] != places[1][0]:
        return crossing((places[0], places[1]), x, y) or []
    heights = [y.low, y.high] if len(places) == 2 else [at[1] for at in places]
    inside = zip((at[0] for at in places), heights, strict=True)
    return [(x(a), y(b)) if x.holds(a) and y.holds(b) else None for a, b in inside]


def legend(panel: Table) -> Iterator[tuple[str, Markup]]:
    """Say what every mark means, by its words."""
    groups = zip(rows(panel, "points"), kinds(), strict=False)
    for number, ((label, _), (shape, class_)) in enumerate(groups, 1):
        sample = drawing.element("g", drawing.mark(shape, (14, 7)), class_=class_)
        yield label or f"group {number}", drawing.swatch(sample)
    for label, _ in rows(panel, "lines"):
        yield label or "your line", drawing.line_swatch("yours")


def text_in(panel: Table, key: str) -> str:
    """Give a text of a panel's."""
    text = panel.get(key)
    return one_line(text, TEXT_LENGTH) if isinstance(text, str) else ""


def in_words(panel: Table) -> str:
    """Say what a panel shows."""
    groups, lines = rows(panel, "points"), rows(panel, "lines")
    sizes = " and ".join(str(len(places)) for _, places in groups)
    parts = [f"{count(len(groups), 'group')} of points ({sizes})"] if groups else []
    parts += [count(len(lines), "line")] if lines else []
    title = text_in(panel, "title")
    return f"You drew {', '.join(parts)}{f' under the title “{title}”' if title else ''}."
