"""Note what is drawn in one pair of axes, as plain data.

Runs behind the wall, and beside the reference. Numbers are read as answers are, so nothing of the
script's own is called by it.
"""

from __future__ import annotations

from itertools import zip_longest

from grader.sandbox.inside import plain

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Data = dict[str, Any]
    Row = list[Any]

MOST_NUMBERS = 10_000  # of a figure
TEXT_LENGTH = 200
STYLES = ("--", "-.", "-", ":")  # the longer ones first
MARKERS = frozenset(".,ov^<>12348spP*hH+xXDd|_")
COLOURS = frozenset("bgrcmykw")
NO_LINE = ("", " ", "None", "none")
MARGIN = 0.05  # around the data, where no limits are set
TEXTS = ("title", "xlabel", "ylabel")
LIMITS = ("xlim", "ylim")
EMPTY: Data = dict.fromkeys(("title", "xlabel", "ylabel", "xlim", "ylim", "legend"))


# Reading what is given


def plain_of(value: Any) -> Any:
    """Give plain data in lists; None for what is none, or is too large."""
    if type(value) in (list, tuple):
        value = value[:MOST_NUMBERS]
    try:
        return untagged(plain.encode(value))
    except plain.TooLargeError:
        return None


def untagged(value: Any) -> Any:
    """Give an encoded value without its tags; a dict, and what is no plain data, as None."""
    if type(value) is not list:
        return value
    tag, *parts = value
    if tag in ("l", "t"):
        return [untagged(part) for part in parts]
    if tag in ("n", "g"):
        return untagged(parts[-1])
    return float(parts[0]) if tag == "f" else None


def row_of(value: Any) -> Row | None:
    """Give numbers and texts in one row, whatever their nesting; None where there are others."""
    row = [*flat(plain_of(value))]
    return None if any(part is None for part in row) else row


def flat(value: Any) -> Iterator[Any]:
    """Give what is in lists at any depth."""
    if type(value) is list:
        for part in value:
            yield from flat(part)
    else:
        yield value


def text_of(value: Any) -> str | None:
    """Give a text, or a number as one; None for all else."""
    value = plain_of(value)
    return None if value is None or type(value) is list else str(value)[:TEXT_LENGTH]


def columns_of(value: Any) -> list[Row]:
    """Give the rows of numbers that `plot` makes a line of: those of a table are its columns."""
    table = plain_of(value)
    if type(table) is list and table and all(type(row) is list for row in table):
        return [[*column] for column in zip(*table, strict=False)]
    row = row_of(value)
    return [] if row is None else [row]


def style_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Read marker, line and colour of a text as "ro--"; what is none of these is a colour."""
    marker = line = colour = None
    rest = text
    while rest:
        style = next((style for style in STYLES if rest.startswith(style)), None)
        if style and line is None:
            line, rest = style, rest[len(style) :]
        elif rest[0] in COLOURS and colour is None:
            colour, rest = rest[0], rest[1:]
        elif rest[0] in MARKERS and marker is None:
            marker, rest = rest[0], rest[1:]
        else:
            return None, "-", text
    return marker, line, colour


def colour_of(options: Data) -> Any:
    """Give the colour that all of something has, if it is said."""
    return next((plain_of(options[name]) for name in ("color", "c") if name in options), None)


# What is drawn


class Panel:
    """One pair of axes: its texts, and what was drawn in it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.data: Data = dict(EMPTY)
        self.points: list[Data] = []
        self.lines: list[Data] = []
        self.bars: list[Data] = []
        self.images: list[list[Row]] = []
        self.has_legend = False

    @property
    def is_empty(self) -> bool:
        return not (self.points or self.lines or self.bars or self.images)

    def plain(self) -> Data:
        labels = [each["label"] for each in (*self.points, *self.lines, *self.bars)]
        legend = (
            self.data["legend"] or [each for each in labels if each] if self.has_legend else None
        )
        drawn = {"points": self.points, "lines": self.lines, "bars": self.bars}
        return {**self.data, "legend": legend, **drawn, "images": self.images}

    def add(self, kind: list[Data], x: Row, y: Row, **rest: Any) -> None:
        """Add some points or a line, as far as there is room."""
        if len(x) == len(y) and x:
            most = self.room.take(2 * len(x)) // 2
            kind += [{"x": x[:most], "y": y[:most], **rest}] if most else []

    def add_points(self, x: Row, y: Row, marker: Any, colour: Any, label: str | None) -> None:
        """Add a group of points; those that look as others do are of one group."""
        before = [
            each for each in self.points if (each["marker"], each["color"]) == (marker, colour)
        ]
        alike = next((each for each in before if label in (None, each["label"])), None)
        self.add(self.points, x, y, marker=marker, color=colour, label=label)
        # Whoever draws them one by one says of each how it looks.
        if alike is not None and colour is not None and self.points[-1] is not alike:
            more = self.points.pop()
            alike["x"] += more["x"]
            alike["y"] += more["y"]

    def plot(self, *args: Any, **options: Any) -> None:
        """Add a line, or points, for each x, y and style among the arguments."""
        waiting = list(args)
        while waiting:
            values = [waiting.pop(0)]
            if waiting and type(waiting[0]) is not str:
                values.append(waiting.pop(0))
            style = waiting.pop(0) if waiting and type(waiting[0]) is str else ""
            self.plot_columns(values, style, options)

    def plot_columns(self, values: list[Any], style: str, options: Data) -> None:
        ys = columns_of(values[-1])
        xs = columns_of(values[0]) if len(values) > 1 else [[*range(len(y))] for y in ys[:1]]
        marker, line, colour = style_of(style)
        marker = text_of(options.get("marker")) or marker
        # Without a style it is a line; with a marker in it alone, there is none.
        line = line or (None if marker and style else "-")
        line = next((text_of(options[n]) for n in ("linestyle", "ls") if n in options), line)
        colour, label = colour_of(options) or colour, text_of(options.get("label"))
        for x, y in zip_longest(xs, ys, fillvalue=xs[-1] if xs else []):
            if line in (None, *NO_LINE) or (marker and len(x) == 1):
                self.add_points(x, y, marker or "o", colour, label)
            else:
                self.add(self.lines, x, y, style=line, color=colour, label=label)

    def scatter(self, x: Any, y: Any, s: Any = None, c: Any = None, **options: Any) -> None:
        """Add points, in groups by their colour where each has one."""
        xs, ys = row_of(x) or [], row_of(y) or []
        marker, label = text_of(options.get("marker")) or "o", text_of(options.get("label"))
        colours = plain_of(options.get("color", c))
        if type(colours) is not list or len(colours) != len(xs):
            self.add_points(xs, ys, marker, colours, label)
            return
        groups: dict[str, tuple[Any, list[int]]] = {}
        for index, colour in enumerate(flat_ones(colours)):
            groups.setdefault(str(colour), (colour, []))[1].append(index)
        for _, (colour, indices) in sorted(groups.items()):
            self.add_points(
                [xs[i] for i in indices], [ys[i] for i in indices], marker, colour, label
            )

    def axline(self, xy1: Any, xy2: Any = None, *, slope: Any = None, **options: Any) -> None:
        """Add a straight line by two points of it, or one and its slope."""
        (x, y), rise = row_of(xy1) or [0.0, 0.0], plain_of(slope)
        end = [x + 1, y + rise] if xy2 is None else row_of(xy2) or []
        self.line([x, end[0]], [y, end[1]], options)

    def axhline(self, y: Any = 0, *_: Any, **options: Any) -> None:
        """Add a level line."""
        self.line([0.0, 1.0], 2 * (row_of(y) or []), options)

    def axvline(self, x: Any = 0, *_: Any, **options: Any) -> None:
        """Add an upright line."""
        self.line(2 * (row_of(x) or []), [0.0, 1.0], options)

    def hlines(self, y: Any, xmin: Any, xmax: Any, *_: Any, **options: Any) -> None:
        """Add level lines."""
        ends = [*(row_of(xmin) or []), *(row_of(xmax) or [])]
        for each in row_of(y) or []:
            self.line(ends, [each, each], options)

    def vlines(self, x: Any, ymin: Any, ymax: Any, *_: Any, **options: Any) -> None:
        """Add upright lines."""
        ends = [*(row_of(ymin) or []), *(row_of(ymax) or [])]
        for each in row_of(x) or []:
            self.line([each, each], ends, options)

    def line(self, x: Row, y: Row, options: Data) -> None:
        style = text_of(options.get("linestyle", options.get("ls"))) or "-"
        label = text_of(options.get("label"))
        self.add(self.lines, x, y, style=style, color=colour_of(options), label=label)

    def bar(self, x: Any, height: Any, *_: Any, **options: Any) -> None:
        """Add bars, by where they stand and how high they are."""
        row, heights = row_of(x) or [], row_of(height) or []
        label = text_of(options.get("label"))
        self.add(self.bars, row, heights, color=colour_of(options), label=label)

    def imshow(self, rows: Any, *_: Any, **options: Any) -> None:
        """Add a picture by its rows."""
        table = plain_of(rows)
        size = sum(1 for _ in flat(table))
        if type(table) is list and self.room.holds(size):
            self.room.take(size)
            self.images.append(table)

    def legend(self, *args: Any, **options: Any) -> None:
        """Note that there is one, and the words that it was given."""
        words = options.get("labels", args[-1] if args else None)
        self.has_legend, self.data["legend"] = True, row_of(words) if words is not None else None

    def set_text(self, which: str, text: Any) -> None:
        """Note a title, or the name of an axis."""
        self.data[which] = text_of(text)

    def limits(self, which: str, *args: Any, **options: Any) -> tuple[float, float]:
        """Note the limits of an axis, if any are given; give those that it has."""
        low, high = self.data[which] or self.extent(which)
        given = row_of([*args]) or []
        pairs = zip_longest(given[:2], (low, high)[: max(2, len(given))])
        low, high = (b if a is None else a for a, b in pairs)
        for name, value in options.items():
            if name in ("left", "bottom", "xmin", "ymin"):
                low = plain_of(value)
            elif name in ("right", "top", "xmax", "ymax"):
                high = plain_of(value)
        if given or options:
            self.data[which] = [low, high]
        return low, high

    def extent(self, which: str) -> tuple[float, float]:
        """Give the limits that an axis takes by what is drawn."""
        axis = which[0]
        values = [value for each in (*self.points, *self.lines) for value in each[axis]]
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        room = (high - low) * MARGIN
        return low - room, high + room

    def axis(self, limits: Any = None, *_: Any, **options: Any) -> None:
        """Note the limits of both axes."""
        row = row_of(limits) or []
        if len(row) == 4:
            self.limits("xlim", *row[:2])
            self.limits("ylim", *row[2:])

    def set(self, **options: Any) -> None:
        """Note texts and limits by name."""
        for name, value in options.items():
            if name in TEXTS:
                self.set_text(name, value)
            elif name in LIMITS:
                self.limits(name, value)


def flat_ones(colours: Row) -> Iterator[Any]:
    """Give colours as they tell groups apart: a list of one number is that number."""
    for colour in colours:
        yield colour[0] if type(colour) is list and len(colour) == 1 else colour


class Room:
    """How many numbers may still be noted."""

    def __init__(self, left: int = MOST_NUMBERS, whole: Room | None = None) -> None:
        self.left, self.whole = left, whole

    def holds(self, count: int) -> bool:
        """Tell whether there is room for so much, in the whole as well."""
        return count <= self.left and (self.whole is None or self.whole.holds(count))

    def take(self, count: int) -> int:
        """Take so much of it, or what is left."""
        count = min(count, self.left)
        if self.whole:
            count = self.whole.take(count)
        self.left -= count
        return count
