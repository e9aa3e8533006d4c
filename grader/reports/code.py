"""A submission's own code: highlighted, cut to a room, with remarks on its lines. Pure."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType

from grader.core.submission import Cell
from grader.reports.text import code_line

MOST_LINES = 400
LINE_LENGTH = 300
SOURCE_LENGTH = 12_000
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
    """What is to be said of a line; `kind` is `error`, `departure` or `advice`."""

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

    @property
    def has_remarks(self) -> bool:
        return bool(self.others) or any(line.remarks for line in self.lines)

    @property
    def parts(self) -> Iterator[tuple[CodeLine, ...]]:
        """The lines, cut after each that something is said of."""
        part: list[CodeLine] = []
        for line in self.lines:
            part.append(line)
            if line.remarks:
                yield tuple(part)
                part = []
        if part:
            yield tuple(part)


Spoken = Mapping[tuple[int | None, int | None], Sequence[Annotation]]


def listings(cells: Sequence[Cell], spoken: Spoken, room: int) -> tuple[Listing, ...]:
    """The cells in their order, in at most `room` bytes; what is spoken of comes in first."""
    about = {cell for cell, _ in spoken}
    shown: dict[int, Listing] = {}
    for index in sorted(range(len(cells)), key=lambda i: cells[i].number not in about):
        shown[index] = listing(cells[index], spoken, room)
        room -= sum(len(line.html.encode()) + 60 for line in shown[index].lines)
    return tuple(shown[index] for index in range(len(cells)))


def listing(cell: Cell, spoken: Spoken, room: int) -> Listing:
    """One cell: as many lines as fit, and its remarks."""
    source = cell.source[:SOURCE_LENGTH].split("\n")
    lines = [code_line(line[:LINE_LENGTH]) for line in source[:MOST_LINES]]
    kept = tuple(fitting(highlighted(lines), room))
    remarks = {
        line: tuple(said) for (number, line), said in spoken.items() if number == cell.number
    }
    return Listing(
        cell.number,
        tuple(
            dataclasses.replace(line, remarks=remarks.pop(line.number, ()))
            for line in trimmed(kept)
        ),
        left_out=cell.source.count("\n") + 1 - len(kept),
        others=tuple(one for said in remarks.values() for one in said),
    )


def as_one(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The statements of a `.py` file as one cell, each at its own lines."""
    lines: dict[int, str] = {}
    for cell in cells:
        stripped = cell.source.lstrip("\n")
        start = len(cell.source) - len(stripped)
        lines |= {start + i: line for i, line in enumerate(stripped.split("\n")[:MOST_LINES])}
    last = min(max(lines, default=0), 10 * MOST_LINES)
    return (Cell(None, "\n".join(lines.get(i, "") for i in range(last + 1))),)


def highlighted(lines: Sequence[str]) -> Iterator[Markup]:
    """Lines of source, each complete in itself."""
    pieces: list[str] = []
    for kind, text in LEXER.get_tokens("\n".join(lines)):
        class_ = class_of(kind)
        first, *more = text.split("\n")
        pieces.append(piece(first, class_))
        for start in more:
            yield Markup("".join(pieces))
            pieces = [piece(start, class_)]
    yield Markup("".join(pieces))


def class_of(kind: _TokenType) -> str | None:
    """The class of a kind of token or of the nearest that it is a case of."""
    while kind not in CLASSES and kind.parent is not None:
        kind = kind.parent
    return CLASSES.get(kind)


def piece(text: str, class_: str | None) -> str:
    """A part of a line, escaped."""
    if class_ is None or text.isspace() or not text:
        return html.escape(text)
    return f'<i class="{class_}">{html.escape(text)}</i>'


def fitting(lines: Iterable[Markup], room: int) -> Iterator[CodeLine]:
    """As many lines as fit into so many bytes."""
    for number, line in enumerate(lines, 1):
        room -= len(line.encode()) + 60
        if room < 0:
            return
        yield CodeLine(number, line)


def trimmed(lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    """Without blank lines at the end."""
    end = len(lines)
    while end and not lines[end - 1].html.strip():
        end -= 1
    return lines[:end]
