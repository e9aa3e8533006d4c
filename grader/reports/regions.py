"""A kind of picture: which class is predicted where, among labelled points. Pure and total.

Points, grid and the reference's classes are a course's; a student's may be missing, too few, of any
type, or no classes at all: what can be shaded is, and words say what can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from grader.core.probe import Answer, Observation
from grader.judging.comparison import leaves
from grader.reports import scatter
from grader.reports import svg as drawing
from grader.reports.answers import class_name, first_only, part_of, why_missing
from grader.reports.scatter import BOTTOM, LEFT, MOST_POINTS, RIGHT, SIZE, TOP, Point
from grader.reports.svg import Drawn, Place, Scale
from grader.reports.text import count, number


@dataclass(frozen=True)
class Square:
    """Four neighbours of a grid, all round: between two of different class runs a border."""

    names: Sequence[str | None]
    corners: Sequence[Place]

    def cuts(self) -> list[int]:
        """List the corners before which a border crosses the edge."""
        return [i for i in range(4) if self.names[i] != self.names[i - 1]]

    def whole(self) -> tuple[str | None, float] | None:
        """Give the class of all of it, and its row; nothing if there are several."""
        return None if self.cuts() else (self.names[0], self.corners[0][1])

    def cut(self, i: int) -> Place:
        return middle(self.corners[i - 1], self.corners[i])

    def pieces(self) -> Iterator[tuple[str | None, list[Place]]]:
        """Give what is of each class."""
        cuts = self.cuts()
        for start, end in zip(cuts, [*cuts[1:], *(first + 4 for first in cuts[:1])], strict=True):
            own = [self.corners[i % 4] for i in range(start, end)]
            # Where more than two classes meet, or two crosswise, they meet in the middle.
            inner = [middle(self.corners[0], self.corners[2])] if len(cuts) > 2 else []
            yield self.names[start], [self.cut(start), *own, self.cut(end % 4), *inner]

    def borders(self) -> Iterator[list[Place]]:
        """Give the lines between the classes."""
        places = [self.cut(i) for i in self.cuts()]
        if len(places) == 2:
            yield places
        elif places:
            yield from ([at, middle(self.corners[0], self.corners[2])] for at in places)


def middle(start: Place, end: Place) -> Place:
    """Give the place between two others."""
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


@dataclass(frozen=True)
class Grid:
    """What is asked for each `x` of each `y`, and the reference's classes in that order.

    Answers have theirs under `keys`.
    """

    probe: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    keys: tuple[str, ...]
    expected: tuple[str, ...]

    def place(self, index: int) -> tuple[float, float]:
        return self.x[index % len(self.x)], self.y[index // len(self.x)]

    def squares(self, classes: Sequence[str | None], x: Scale, y: Scale) -> Iterator[Square]:
        """Give all squares between four neighbours, in pixels."""
        across = len(self.x)
        for i in range(len(classes) - across):
            if (i + 1) % across:
                four = (i, i + 1, i + across + 1, i + across)
                corners = [(x(place[0]), y(place[1])) for place in map(self.place, four)]
                yield Square([classes[at] for at in four], corners)


@dataclass(frozen=True)
class Regions:
    """What is drawn."""

    title: str
    axes: tuple[str, str]
    points: tuple[Point, ...]
    grid: Grid

    def draw(self, answers: Mapping[str, Observation], name: str) -> Drawn:
        """Draw the picture; `name` tells it from others of the page."""
        grid, points, labels = self.grid, self.points[:MOST_POINTS], self.labels
        observation = answers.get(grid.probe)
        got = read_classes(grid, observation, labels)
        words = list(in_words(grid, got, observation))
        words += first_only(len(self.points), MOST_POINTS, "points")
        x, y = Scale(grid.x[0], grid.x[-1], LEFT, RIGHT), Scale(grid.y[0], grid.y[-1], BOTTOM, TOP)
        squares = grid.squares(grid.expected, x, y)
        borders = (drawing.steps(line) for square in squares for line in square.borders())
        panel = drawing.picture(
            name,
            SIZE,
            self.title,
            " ".join(words),
            *shades(list(grid.squares(got, x, y)), labels),
            *scatter.frame(self.axes, x, y),
            drawing.path("".join(borders), "reference"),
            *scatter.marks(points, labels, x, y),
        )
        meanings = [*scatter.legend(points, labels, is_shaded=any(got))]
        meanings += [(drawing.line_swatch("reference"), "the reference's borders")]
        return Drawn(name, self.title, (panel,), tuple(meanings), tuple(words))

    @property
    def labels(self) -> list[str]:
        return sorted({*(point.label for point in self.points), *self.grid.expected})

    def say(self, answers: Mapping[str, Observation]) -> list[str]:
        """Say how the student's classes differ, where there are any."""
        observation = answers.get(self.grid.probe)
        got = read_classes(self.grid, observation, self.labels)
        differs = got and got != [*self.grid.expected]
        return list(in_words(self.grid, got, observation)) if differs else []


def read_classes(
    grid: Grid, observation: Observation | None, labels: Sequence[str]
) -> list[str | None]:
    """Read the student's class of each point, None where it is none; nothing if they don't fit."""
    names = [class_name(leaf) for leaf in leaves(part_of(observation, *grid.keys))]
    # Of another number, none can be told to be this point's or that one's.
    if len(names) != len(grid.expected):
        return []
    return [name if name in labels else None for name in names]


def shades(squares: Sequence[Square], labels: Sequence[str]) -> Iterator[Markup]:
    """Shade what is taken for each class."""
    pieces: dict[str | None, list[str]] = {}
    # What is whole and lies side by side is one piece: a page is kept small.
    for whole, run in groupby(squares, key=Square.whole):
        row = list(run)
        first, last = row[0].corners, row[-1].corners
        stripe = [first[0], last[1], last[2], first[3]]
        own = [(whole[0], stripe)] if whole else [piece for s in row for piece in s.pieces()]
        for name, corners in own:
            pieces.setdefault(name, []).append(drawing.steps(corners) + "z")
    for index, label in enumerate(labels):
        if label in pieces:
            yield scatter.shade(index, drawing.path("".join(pieces[label])))


def in_words(
    grid: Grid, got: Sequence[str | None], observation: Observation | None
) -> Iterator[str]:
    """Say where the student's classes differ from the reference's, or why none is shaded."""
    if not isinstance(observation, Answer):
        yield why_missing(observation, "answer")
        return
    amount = count(len(grid.expected), "point")
    if not got:
        yield f"Your answer can't be drawn: it has not one class for each of {amount}."
        return
    wrong = [i for i, pair in enumerate(zip(got, grid.expected, strict=True)) if len({*pair}) > 1]
    if not wrong:
        yield f"Yours and the reference's are the same at all {amount}."
        return
    x, y = map(number, grid.place(wrong[0]))
    mine = f"class {got[wrong[0]]}" if got[wrong[0]] else "no class"
    yield (
        f"Yours differs from the reference's at {len(wrong)} of {amount}. The first is ({x}, {y}): "
        f"expected class {grid.expected[wrong[0]]}, yours is {mine}."
    )
