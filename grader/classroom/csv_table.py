"""A CSV file of a teacher's: where its cells lie, and new text put into some.

All that is not put in stays as it was, to the byte: quoting, byte order mark, line ends, blanks.
Fields are told apart as Python's `csv` does it, but with their places in the text. What a system
gave as a download has to go back into it, so it is taken as it is or not at all (`read_table`);
a class list is only read, so whatever a spreadsheet made of it will do (`read_list`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from grader.classroom.encodings import decode
from grader.core.errors import UsageError
from grader.core.text import clean, encode, points

BOM = "\ufeff"
FIELDS = {
    mark: re.compile(
        rf'(?P<quoted>"(?P<inner>(?:[^"]+|"")*)"?)?(?P<rest>[^{mark}\r\n]*)'
        rf"(?P<end>{mark}|\r\n|\r|\n|\Z)"
    )
    for mark in ",;\t"
}
LINE_END = re.compile("\r\n|\r|\n")
SAYS_DELIMITER = re.compile(r'"?sep=([,;\t])"?\r?\n')  # Excel's, before the header
FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
# No thousands: `1,234` is a bit more than 1, as the importers have it.
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
        text = self.value.strip()
        wrapped = FORMULA_TEXT.fullmatch(text)
        return wrapped[1].strip() if wrapped else text

    @property
    def label(self) -> str:
        """The plain value on one line, without what nobody can see."""
        return " ".join(clean(self.plain).split())


NOTHING = Field("", 0, 0, quoted=False)
Row = tuple[Field, ...]


@dataclass(frozen=True)
class Table:
    """The whole file; the first row is its header. `what` is what errors call it."""

    text: str
    delimiter: str
    rows: tuple[Row, ...]
    what: str = "the file"

    @property
    def header(self) -> list[str]:
        return [field.plain for field in self.rows[0]]

    @property
    def below(self) -> range:
        """The numbers of the rows below the header."""
        return range(1, len(self.rows))

    def plain(self, row: int, column: int | None) -> str:
        """Give a cell's value; empty where there is no such column, or the row is too short."""
        return self.at(row, column).plain

    def label(self, row: int, column: int | None) -> str:
        """Give the same on one line, fit to be a name or an id."""
        return self.at(row, column).label

    def at(self, row: int, column: int | None) -> Field:
        return self.rows[row][column] if column is not None and self.has(row, column) else NOTHING

    def has(self, row: int, column: int) -> bool:
        return column < len(self.rows[row])

    def texts(self, column: int) -> Iterator[str]:
        """Give what a column holds below its header, blanks left out."""
        return filter(None, (self.plain(row, column) for row in self.below))

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> bytes:
        """Give the file with new values by (row, column), each quoted where the old one was.

        A new value is never blank: a line's only cell would take the line away with it.
        """
        # Cut and put together: written anew by `csv`, other cells would lose their own quoting.
        pieces, position = [], 0
        for row, column in sorted(changes):
            field = self.rows[row][column]
            pieces += [self.text[position : field.start], self.field(changes[row, column], field)]
            position = field.end
        return encode("".join([*pieces, self.text[position:]]))

    def field(self, value: str, old: Field) -> str:
        """Write a value as it stands in the file in the place of an old one."""
        if old.quoted or any(mark in value for mark in (self.delimiter, '"', "\r", "\n")):
            return in_quotes(value)
        return value

    def line(self, row: int) -> int:
        """Count the lines to where a row begins."""
        return 1 + len(LINE_END.findall(self.text, 0, self.rows[row][0].start))

    def fault(self, row: int, message: str) -> UsageError:
        """Say what is wrong with a row."""
        return UsageError(f"{self.what}: line {self.line(row)}: {message}")


def in_quotes(value: str) -> str:
    """Put a value into double quotes, its own ones doubled."""
    return '"' + value.replace('"', '""') + '"'


def read_table(content: bytes, what: str) -> Table:
    """Take a download apart. Raises UsageError if it is not UTF-8 or holds nothing."""
    # No other encoding is guessed: the system would not take back what it did not write.
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(
            f"{what} is not UTF-8 (a spreadsheet may have saved it): download it once more"
        ) from None
    if not text.strip(BOM + " \r\n"):
        raise UsageError(f"{what} is empty: download it once more")
    delimiter = find_delimiter(text)
    return Table(text, delimiter, tuple(scan(text, delimiter)), what)


def read_list(content: bytes, what: str) -> Table:
    """Take apart a list as people save one, with any delimiter; blank rows are left out.

    Raises UsageError for what is no CSV, is empty or has more cells than columns.
    """
    text = decode(content, what)
    named = SAYS_DELIMITER.match(text)
    delimiter = named[1] if named else find_delimiter(text)
    rows = scan(text, delimiter, named.end() if named else 0)
    table = drop_blank_rows(Table(text, delimiter, tuple(rows), what))
    if not table.rows:
        raise UsageError(f"{what}: the file is empty; export it again")
    for row in table.below:
        check_width(table, row)
    return table


def drop_blank_rows(table: Table) -> Table:
    """Leave out rows that say nothing. Raises UsageError where quotes make no sense."""
    for row, fields in enumerate(table.rows):
        # A quote left open takes all lines up to the next one, and their students, into one cell.
        quoted = (field for field in fields if field.quoted)
        if any(table.text[field.start : field.end] != in_quotes(field.value) for field in quoted):
            reason = "a quote that does not end its cell"
            raise table.fault(row, f"not CSV ({reason}); check the quotes there")
    # Only after that, for a row of quotes gone wrong may look blank.
    rows = (row for row in table.rows if any(field.label for field in row))
    return replace(table, rows=tuple(rows))


def check_width(table: Table, row: int) -> None:
    """Check that no cell stands right of the header. Raises UsageError."""
    fields, width = table.rows[row], len(table.rows[0])
    if any(field.label for field in fields[width:]):
        raise table.fault(
            row,
            f"{len(fields)} cells, but {width} columns; "
            "put a name that contains the delimiter in double quotes",
        )


def find_delimiter(text: str) -> str:
    """Find what parts the first rows equally, before all into most cells."""
    return max(FIELDS, key=lambda mark: shape(text, mark))


def shape(text: str, delimiter: str) -> tuple[bool, int]:
    """Tell whether the first rows that say something are parted alike, and how wide the header is.

    The rows alone do not tell: in a list of one column, a name may hold another delimiter.
    """
    blank = "".join(FIELDS) + " "
    rows = (row for row in scan(text, delimiter) if any(field.value.strip(blank) for field in row))
    widths = [len(row) for row in itertools.islice(rows, 3)] or [0]
    return set(widths) == {widths[0]} != {1}, widths[0]


def scan(text: str, delimiter: str, position: int = 0) -> Iterator[Row]:
    """Part a text into rows, from a position on; total: any text at all has cells."""
    row: list[Field] = []
    for match in FIELDS[delimiter].finditer(text, position + text.startswith(BOM, position)):
        value = (match["inner"] or "").replace('""', '"') + match["rest"]
        row.append(Field(value, match.start(), match.end("rest"), match["quoted"] is not None))
        if match["end"] == delimiter:
            continue
        yield tuple(row)
        row = []
        # What ends with its last line has no empty one below, though the pattern would find it.
        if match.end() == len(text):
            return


def number(text: str) -> float | None:
    """Read a number as the importers read it: the last `.` or `,` is the decimal mark."""
    if not NUMBER.fullmatch(text):
        return None
    cut = max(text.rfind("."), text.rfind(","))
    if cut < 0:
        return float(text)
    whole = re.sub("[.,]", "", text[:cut])
    return float(f"{whole}.{text[cut + 1 :]}")


def decimal_mark(values: Iterable[str]) -> str:
    """Tell what the file itself writes before decimals; `.` unless it is `,` throughout."""
    marks = {match[1] for value in values if (match := DECIMAL.fullmatch(value))}
    return "," if marks == {","} else "."


def is_equal(old: str, earned: float) -> bool:
    """Tell whether a cell holds the points already, after rounding to 2 decimals."""
    held = number(old)
    return held is not None and points(held) == points(earned)
