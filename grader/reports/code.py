"""A submission's own code: highlighted, cut to a room, with remarks on its lines. Pure."""

from __future__ import annotations

import functools
import html
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType

from grader.core.submission import Cell
from grader.core.text import encode
from grader.reports.text import code_line

MOST_CELLS = 300
MOST_LINES = 400
LINE_LENGTH = 300
SOURCE_LENGTH = 12_000
MOST_CACHED = 256  # cells, as a homework gives them to all of a class
# A few kinds of token have a colour; all others are plain, which keeps a page small.
CLASSES: Mapping[_TokenType, str] = {
    Keyword: "k",
    Operator.Word: "k",
    Name.Function: "f",
    Name.Class: "f",
    Name.Decorator: "f",
    Name.Builtin: "b",
    Number: "n",
    String: "s",
    Comment: "c",
}
LEXER = PythonLexer(stripnl=False, ensurenl=False)


@dataclass(frozen=True)
class Annotation:
    """What is to be said of a line; `kind` is `error`, `departure`, `advice` or `comment`."""

    kind: str
    words: str
    asked: str = ""


@dataclass(frozen=True)
class CodeLine:
    """A line of a cell and what is said of it."""

    number: int
    html: Markup
    remarks: tuple[Annotation, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A cell as it is shown; `left_out` lines did not fit, `others` are remarks on none shown."""

    number: int | None
    lines: tuple[CodeLine, ...]
    left_out: int = 0
    others: tuple[Annotation, ...] = ()
    file: str = ""


Spoken = Mapping[tuple[int | None, int | None], Sequence[Annotation]]


def listings(cells: Sequence[Cell], spoken: Spoken, room: int) -> tuple[Listing, ...]:
    """Show the cells in their order, in at most `room` bytes; what is spoken of comes in first."""
    about = {cell for cell, _ in spoken}
    # If room runs out, then for cells of which there is nothing to say.
    by_index: dict[int, Listing] = {}
    first = sorted(range(len(cells)), key=lambda i: cells[i].number not in about)
    for index in first[:MOST_CELLS]:
        by_index[index] = listing(cells[index], spoken, room)
        room -= sum(size(line.html) for line in by_index[index].lines)
    return tuple(by_index[index] for index in sorted(by_index))


def listing(cell: Cell, spoken: Spoken, room: int) -> Listing:
    """Show one cell: as many lines as fit, and its remarks."""
    source = cell.source[:SOURCE_LENGTH].split("\n")
    lines = [code_line(line[:LINE_LENGTH]) for line in source[:MOST_LINES]]
    # What can't fit is highlighted only as far as it does.
    is_short = sum(map(len, lines)) <= room
    shown = highlighted(tuple(lines)) if is_short else highlight(lines)
    fitting = list(fit(shown, room))
    remarks = {
        line: tuple(on)
        for (number, line), on in spoken.items()
        if number == cell.number and not cell.file
    }
    left_out = cell.source.count("\n") + 1 - len(fitting)
    while fitting and not fitting[-1].strip():
        fitting.pop()
    # What is on none of these lines is not lost: it stands below the cell.
    shown_lines = tuple(
        CodeLine(at, line, remarks.pop(at, ())) for at, line in enumerate(fitting, 1)
    )
    others = tuple(itertools.chain(*remarks.values()))
    return Listing(cell.number, shown_lines, left_out, others, cell.file)


def as_one(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Put the statements of a `.py` file into one cell, each at its own lines."""
    lines: dict[int, str] = {}
    for cell in cells:
        # Blank lines before a statement stand for all that lies above it in the file.
        stripped = cell.source.lstrip("\n")
        start = len(cell.source) - len(stripped)
        lines |= {start + i: line for i, line in enumerate(stripped.split("\n")[:MOST_LINES])}
    last = min(max(lines, default=0), 10 * MOST_LINES)
    return (Cell(None, "\n".join(lines.get(i, "") for i in range(last + 1))),)


@functools.lru_cache(MOST_CACHED)
def highlighted(lines: tuple[str, ...]) -> tuple[Markup, ...]:
    """Highlight lines of source, each complete in itself; cells that many have, once."""
    return tuple(highlight(lines))


def highlight(lines: Sequence[str]) -> Iterator[Markup]:
    """Highlight lines of source by the kinds of their tokens."""
    line = ""
    for kind, text in LEXER.get_tokens("\n".join(lines)):
        # A text in three quotes spans lines: its tag is closed and opened again at each end.
        first, *more = (piece(part, class_of(kind)) for part in text.split("\n"))
        line += first
        for start in more:
            yield Markup(line)
            line = start
    yield Markup(line)


def class_of(kind: _TokenType) -> str | None:
    """Give the class of a kind of token, or of the nearest that it is a case of."""
    while kind not in CLASSES and kind.parent is not None:
        kind = kind.parent
    return CLASSES.get(kind)


def piece(text: str, class_: str | None) -> str:
    """Escape a part of a line, and colour it."""
    if class_ is None or text.isspace() or not text:
        return html.escape(text)
    return f'<i class="{class_}">{html.escape(text)}</i>'


def fit(lines: Iterable[Markup], room: int) -> Iterator[Markup]:
    """Give as many lines as fit into so many bytes."""
    for line in lines:
        room -= size(line)
        if room < 0:
            return
        yield line


def size(line: Markup) -> int:
    """Count the bytes of a line on a page, with about what the template puts around it."""
    return len(encode(line)) + 60
