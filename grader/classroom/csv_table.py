"""A CSV file that a teacher downloaded: where its cells lie, and new text put into some. Pure.

All that is not put in stays as it was, to the byte: quoting, byte order mark, line ends, blanks.
Fields are told apart as Python's `csv` does it, but with their places in the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.core.errors import UsageError
from grader.core.text import encode, points

BOM = "\ufeff"
FIELDS = {
    mark: re.compile(rf'(?P<quoted>"(?P<inner>(?:[^"]+|"")*)"?)?(?P<rest>[^{mark}\r\n]*)')
    for mark in ",;\t"
}
FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
NUMBER = re.compile(r"-?[0-9.,]*[0-9][0-9.,]*")
DECIMAL = re.compile(r"-?[0-9]+([.,])[0-9]+")


@dataclass(frozen=True)
class Field:
    """A field: its value, and where in the text it begins and ends, quotes and all."""

    value: str
    start: int
    end: int
    quoted: bool

    @property
    def plain(self) -> str:
        """The value without the `="…"` that keeps spreadsheets from changing a text."""
        wrapped = FORMULA_TEXT.fullmatch(self.value)
        return (wrapped[1] if wrapped else self.value).strip()


@dataclass(frozen=True)
class Table:
    """The whole file; the first row is its header."""

    text: str
    delimiter: str
    rows: tuple[tuple[Field, ...], ...]

    @property
    def header(self) -> list[str]:
        return [cell.value.strip() for cell in self.rows[0]]

    def plain(self, row: int, column: int) -> str:
        """A cell's value; empty where the row is too short to have the cell."""
        cells = self.rows[row]
        return cells[column].plain if column < len(cells) else ""

    def has(self, row: int, column: int) -> bool:
        return column < len(self.rows[row])

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """The file with new values by (row, column), each quoted where the old one was.

        A new value is never blank: a line's only cell would take the line away with it.
        """
        pieces, position = [], 0
        for row, column in sorted(changes):
            cell = self.rows[row][column]
            pieces += [self.text[position : cell.start], self.field(changes[row, column], cell)]
            position = cell.end
        return encode("".join([*pieces, self.text[position:]]))

    def field(self, value: str, old: Field) -> str:
        """A value as it stands in the file in the place of an old one."""
        if old.quoted or any(mark in value for mark in (self.delimiter, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def read_table(content: bytes, what: str) -> Table:
    """Take a file apart. Raises UsageError if it is not UTF-8 or holds nothing."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(
            f"{what} is not UTF-8 (a spreadsheet may have saved it): download it once more"
        ) from None
    if not text.strip(BOM + " \r\n"):
        raise UsageError(f"{what} is empty: download it once more")
    delimiter = find_delimiter(text)
    return Table(text, delimiter, tuple(scan(text, delimiter)))


def find_delimiter(text: str) -> str:
    """What parts the first rows into most cells, before all into equally many in each."""
    return max(FIELDS, key=lambda mark: shape(text, mark))


def shape(text: str, delimiter: str) -> tuple[bool, int]:
    """Whether the first rows are parted alike, and into how many cells."""
    widths = {len(row) for row in itertools.islice(scan(text, delimiter), 3)}
    return len(widths) == 1 and widths != {1}, max(widths)


def scan(text: str, delimiter: str) -> Iterator[tuple[Field, ...]]:
    """The rows; total: any text at all has cells."""
    position = len(BOM) if text.startswith(BOM) else 0
    row: list[Field] = []
    while True:
        row.append(cell := find_cell(text, position, delimiter))
        position = cell.end
        if text.startswith(delimiter, position):
            position += 1
            continue
        yield tuple(row)
        row = []
        position += 2 if text.startswith("\r\n", position) else 1
        if position >= len(text):
            return


def find_cell(text: str, position: int, delimiter: str) -> Field:
    """The cell that begins at a position."""
    found = FIELDS[delimiter].match(text, position)
    assert found is not None  # every part of the pattern may be empty
    inner = (found["inner"] or "").replace('""', '"')
    return Field(inner + found["rest"], position, found.end(), found["quoted"] is not None)


def number(text: str) -> float | None:
    """A number as the importers read it: the last `.` or `,` is the decimal mark."""
    if not NUMBER.fullmatch(text):
        return None
    cut = max(text.rfind("."), text.rfind(","))
    if cut < 0:
        return float(text)
    whole = re.sub("[.,]", "", text[:cut])
    return float(f"{whole}.{text[cut + 1 :]}")


def decimal_mark(values: Iterable[str]) -> str:
    """What the file itself writes before decimals; `.` unless it is `,` throughout."""
    marks = {found[1] for value in values if (found := DECIMAL.fullmatch(value))}
    return "," if marks == {","} else "."


def is_equal(old: str, earned: float) -> bool:
    """Whether a cell holds the points already, after rounding to 2 decimals."""
    held = number(old)
    return held is not None and points(held) == points(earned)
