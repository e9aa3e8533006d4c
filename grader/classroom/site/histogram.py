"""How many students have how many points, as a picture. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.reports.svg import Drawn, FigureTable, Place, Scale, element, label, picture, segment
from grader.reports.svg import round_up as round_number
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
    """Bins of one round width, the last one up to the maximum."""
    width = round_number(maximum / MOST_BINS)
    amount = math.ceil(maximum / width - 1e-9)
    counted = [0] * amount
    for earned in scored:
        counted[min(int(earned / width), amount - 1)] += 1
    return [
        Bin(at * width, min((at + 1) * width, maximum), students, at == amount - 1)
        for at, students in enumerate(counted)
    ]


def draw(scored: Sequence[float], maximum: float, name: str) -> Drawn:
    """The picture of at least one score; its numbers are a table, too."""
    made = bins(scored, maximum)
    middle = statistics.median(scored)
    words = f"Points of {count(len(scored), 'student')}, median {number(middle)} of {maximum:g}."
    svg = picture(
        name, (WIDTH, HEIGHT), "How many have how many points", words, *inside(made, middle)
    )
    rows = tuple((one.words, f"{one.students:,}") for one in made)
    return Drawn((svg,), (), (), FigureTable(("Points", "Students"), rows))


def inside(made: Sequence[Bin], middle: float) -> Iterator[str]:
    """Bars with their counts, the edges of the bins, the median."""
    x = Scale(0, made[-1].high, 12, WIDTH - 12)
    y = Scale(0, max(one.students for one in made), HEIGHT - 44, 48)
    for one in made:
        yield from bar(one, x, y)
    yield segment((x.start, y.start), (x.end, y.start), "axis")
    for edge in (*(one.low for one in made), made[-1].high):
        yield label((x(edge), y.start + 18), number(edge), "tick")
    yield label(((x.start + x.end) / 2, HEIGHT - 6), "points", "")
    yield from median(x(middle), f"median {number(middle)}")


def bar(one: Bin, x: Scale, y: Scale) -> Iterator[str]:
    """One bin; an empty one is left empty."""
    if one.students:
        left, top = x(one.low) + 2, y(one.students)
        width = x(one.high) - x(one.low) - 4
        yield element(
            "rect", x=left, y=top, width=width, height=y.start - top, rx=2, class_="bar-part"
        )
        yield label((left + width / 2, top - 6), f"{one.students:,}", "amount")


def median(at: float, words: str) -> Iterator[str]:
    """A mark above all bars, its words on the side that has room for them."""
    tip: list[Place] = [(at - 5, 8.0), (at + 5, 8.0), (at, 18.0)]
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in tip)
    yield element("polygon", points=corners, class_="median")
    if at > WIDTH / 2:
        yield label((at - 10, 17), words, "median-label", "end")
    else:
        yield label((at + 10, 17), words, "median-label", "start")
