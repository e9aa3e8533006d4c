"""How many students have how many points, as a picture. Pure."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.reports import svg as drawing
from grader.reports.svg import Drawn, FigureTable, Scale, label
from grader.reports.text import count, number

WIDTH, HEIGHT = 432, 216
MOST_BINS = 12


@dataclass(frozen=True)
class Bin:
    """So many students have points from `low` up to `high`; the last bin has its upper end too."""

    low: float
    high: float
    students: int
    is_last: bool

    @property
    def words(self) -> str:
        end = "to" if self.is_last else "to under"
        return f"{number(self.low)} {end} {number(self.high)}"


def bins(scored: Sequence[float], maximum: float) -> list[Bin]:
    """Count scores in bins of one round width, the last one up to the maximum."""
    width = drawing.round_up(maximum / MOST_BINS)
    # A maximum that is a multiple of the width but for its last digit needs no bin more.
    amount = math.ceil(maximum / width - 1e-9)
    students = Counter(min(int(earned / width), amount - 1) for earned in scored)
    return [
        Bin(at * width, min((at + 1) * width, maximum), students[at], at == amount - 1)
        for at in range(amount)
    ]


def draw(scored: Sequence[float], maximum: float, name: str) -> Drawn:
    """Draw at least one score; the numbers of the picture are a table, too."""
    columns = bins(scored, maximum)
    middle = statistics.median(scored)
    words = f"Points of {count(len(scored), 'student')}, median {number(middle)} of {maximum:g}."
    title = "How many have how many points"
    svg = drawing.picture(name, (WIDTH, HEIGHT), title, words, *inside(columns, middle))
    rows = tuple((column.words, f"{column.students:,}") for column in columns)
    return Drawn(name, title, (svg,), (), (), FigureTable(("Points", "Students"), rows))


def inside(columns: Sequence[Bin], middle: float) -> Iterator[str]:
    """Draw bars with their counts, the edges of the bins, the median."""
    x = Scale(0, columns[-1].high, 12, WIDTH - 12)
    # Room above the highest bar, for its number and the median's mark.
    y = Scale(0, max(column.students for column in columns), HEIGHT - 44, 48)
    for column in columns:
        if column.students:
            yield from bar(column, x, y)
    yield drawing.segment((x.start, y.start), (x.end, y.start), "axis")
    for edge in (*(column.low for column in columns), columns[-1].high):
        yield label((x(edge), y.start + 18), number(edge), "tick")
    yield label(((x.start + x.end) / 2, HEIGHT - 6), "points", "")
    yield from median(x(middle), f"median {number(middle)}")


def bar(column: Bin, x: Scale, y: Scale) -> Iterator[str]:
    """Draw one bin."""
    left, top = x(column.low) + 2, y(column.students)
    size = {"width": x(column.high) - x(column.low) - 4, "height": y.start - top}
    yield drawing.element("rect", x=left, y=top, **size, rx=2, class_="bar-part")
    yield label((left + size["width"] / 2, top - 6), f"{column.students:,}", "amount")


def median(at: float, words: str) -> Iterator[str]:
    """Draw a mark above all bars, its words on the side that has room for them."""
    yield drawing.polygon([(at - 5, 8), (at + 5, 8), (at, 18)], "median")
    shift, anchor = (-10, "end") if at > WIDTH / 2 else (10, "start")
    yield label((at + shift, 17), words, "median-label", anchor)
