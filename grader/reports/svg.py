"""SVG by hand: elements, scales, axes and marks. Pure.

Every text and attribute is escaped here, so what is drawn may come from anyone. Colours are classes
of the style sheet; nothing carries a `style`, which the page's content policy forbids.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from grader.reports.text import number

Place = tuple[float, float]
# A polygon fills less of its circle than a disc: it reaches further, to look alike.
POLYGONS: dict[str, tuple[float, list[Place]]] = {
    "triangle": (1.25, [(0.0, -1.0), (0.95, 0.7), (-0.95, 0.7)]),
    "square": (0.9, [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]),
    "diamond": (1.3, [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
}
SHAPES = ("circle", *POLYGONS)


@dataclass(frozen=True)
class FigureTable:
    """The numbers of a picture: column heads, and rows whose first cell is their head."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """A picture to be put on a page: its panels, what the marks mean, and the same in words.

    `name` tells it from the page's others.
    """

    name: str
    title: str
    panels: tuple[Markup, ...]
    legend: tuple[tuple[Markup, str], ...]
    words: tuple[str, ...]
    table: FigureTable | None = None


@dataclass(frozen=True)
class Scale:
    """From numbers to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def ticks(self, most: int) -> list[float]:
        """Spread at most so many round numbers evenly over the scale."""
        step = round_up((self.high - self.low) / most)
        # A multiple of the step may miss the edge by its last digit: that one still counts.
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [i * step for i in range(first, last + 1)]


class LogScale(Scale):
    """From positive numbers to pixels, by how many times more they are."""

    def __call__(self, value: float) -> float:
        if value <= 0:
            return self.start + (self.start - self.end)  # beyond the edge, wherever that is
        # Logarithms are subtracted, not numbers divided: a quotient may be beyond all numbers.
        share = (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int) -> list[float]:
        """Take powers of ten, so many at most; where there are few of them, more between."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        every = -(-len(powers) // most)
        factors = (1, 2, 5) if len(powers) <= 3 else (1,)
        ticks = [factor * 10.0**power for power in powers[::every] for factor in factors]
        return [tick for tick in ticks if self.holds(tick)]


def round_up(size: float) -> float:
    """Round up to the next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= size * (1 - 1e-9))


def around(values: Sequence[float], share: float = 0.08) -> tuple[float, float]:
    """Find the least and the greatest, with room on both sides; never an empty span."""
    low, high = min(values), max(values)
    room = (high - low) * share or max(abs(high) * 0.5, 1.0)
    return low - room, high + room


def element(name: str, *children: str, **attributes: object) -> Markup:
    """Write one element; in names of attributes `_` stands for `-`, and `class_` for `class`."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(written(value))}"'
        for key, value in attributes.items()
    )
    # `join` escapes what is not yet markup: a text among the children needs no care elsewhere.
    inside = Markup("").join(children)
    return Markup(f"<{name}{pairs}>{inside}</{name}>" if inside else f"<{name}{pairs}/>")


def written(value: object) -> str:
    """Write an attribute's value: pixels to a tenth."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def picture(name: str, size: tuple[int, int], title: str, description: str, *inside: str) -> Markup:
    """Draw an image that says what it shows; `name` is its own on a page."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *inside,
        viewBox=f"0 0 {size[0]} {size[1]}",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
    )


def path(way: str, class_: str | None = None) -> Markup:
    """Draw one path, filled or not as its class says."""
    return element("path", d=way or "M0 0", **({"class_": class_} if class_ else {}))


def label(at: Place, words: str, class_: str, anchor: str = "middle") -> Markup:
    """Put words into a picture."""
    return element("text", words, x=at[0], y=at[1], class_=class_, text_anchor=anchor)


def upright_label(at: Place, words: str, class_: str) -> Markup:
    """Put words beside an axis, to be read from below."""
    turned = f"translate({at[0]} {at[1]:.0f}) rotate(-90)"
    return element("text", words, transform=turned, class_=class_, text_anchor="middle")


def segment(start: Place, end: Place, class_: str) -> Markup:
    """Draw one straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)


def chain(places: Sequence[Place | None], class_: str) -> Markup:
    """Draw a line through places, interrupted where there is none."""
    return path(steps(places), class_)


def steps(places: Sequence[Place | None]) -> str:
    """Write the steps of a path through places."""
    # One path with as few beginnings as can be: a dash begins anew with each.
    written_steps, is_down = [], False
    for at in places:
        if at is not None:
            written_steps.append(f"{'L' if is_down else 'M'}{written(at[0])} {written(at[1])}")
        is_down = at is not None
    return "".join(written_steps)


def mark(shape: str, at: Place, size: float = 4.0) -> Markup:
    """Draw a small shape of about equal weight whatever its kind."""
    x, y = at
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=size)
    reach, corners = POLYGONS[shape]
    path = " ".join(
        f"{written(x + reach * size * a)},{written(y + reach * size * b)}" for a, b in corners
    )
    return element("polygon", points=path)


def polygon(corners: Sequence[Place], class_: str | None = None) -> Markup:
    """Draw a small filled shape."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return element("polygon", points=path, **({"class_": class_} if class_ else {}))


def axes(x: Scale, y: Scale, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> Iterator[str]:
    """Draw grid lines, the numbers at them, and the lower edge."""
    for value in y_ticks:
        at = y(value)
        yield segment((x.start, at), (x.end, at), "grid")
        yield label((x.start - 6, at + 4), short(value), "tick", "end")
    for value in x_ticks:
        yield label((x(value), y.start + 17), short(value), "tick")
    yield segment((x.start, y.start), (x.end, y.start), "axis")


def short(value: float) -> str:
    """Write the number at a grid line, for which there is little room: 1e5 for 1e+05."""
    return number(value).replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")


def swatch(*inside: str) -> Markup:
    """Draw a small sample for a legend, whose words say it already: it is not read out."""
    return element("svg", *inside, viewBox="0 0 28 14", class_="swatch", aria_hidden="true")


def line_swatch(class_: str, *marks: str) -> Markup:
    """Draw the sample of a line."""
    return swatch(segment((1, 7), (27, 7), class_), *marks)
