"""A CSV as people save it: whatever delimiter, byte order mark and encoding, with line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.text import clean

DELIMITERS = ",;\t"
SAYS_DELIMITER = re.compile(r'"?sep=([,;\t])"?\r?\n')  # Excel's, before the header
# Keeps a spreadsheet from taking a text for a number or a formula.
AS_TEXT = re.compile(r'="(.*)"')


@dataclass(frozen=True)
class Row:
    """The cells of one record, and the line where it begins."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """A header and the rows below it, blank ones left out."""

    path: Path
    header: Row
    rows: tuple[Row, ...]

    def fault(self, line: int, message: str) -> UsageError:
        return fault_of(self.path, line, message)


def fault_of(path: Path, line: int, message: str) -> UsageError:
    """What to say of a line."""
    return UsageError(f"{clean(str(path))}: line {line}: {message}")


def read_table(path: Path) -> Table:
    """Read a CSV. Raises UsageError for what is none, is empty or has more cells than columns."""
    text = decode(path)
    header, *rows = list(read_rows(path, text)) or [Row(1, ())]
    if not header.cells:
        raise UsageError(f"{clean(str(path))}: the file is empty; export it again")
    for row in rows:
        if any(row.cells[len(header.cells) :]):
            raise fault_of(
                path,
                row.line,
                f"{len(row.cells)} cells, but {len(header.cells)} columns; "
                "put a name that contains the delimiter in double quotes",
            )
    return Table(path, header, tuple(rows))


def decode(path: Path) -> str:
    """The text of a file in UTF-8, in what Excel calls Unicode, or in Windows' code page 1252."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{clean(str(path))}: cannot be read: {error.strerror}; check the file"
        ) from error
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return decode_1252(path, raw, error.start)


def decode_1252(path: Path, raw: bytes, start: int) -> str:
    """The text in Windows' code page, if it can be that."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        raise fault_of(
            path, raw.count(b"\n", 0, start) + 1, "not UTF-8; save it again as CSV UTF-8"
        ) from None


def read_rows(path: Path, text: str) -> Iterator[Row]:
    """The records of a text, cleaned, the blank ones left out."""
    line = 1
    try:
        said = SAYS_DELIMITER.match(text)
        mark = said[1] if said else find_delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        if said:
            next(reader)
            line = 2
        for record in reader:
            cells = tuple(map(clean_cell, record))
            if any(cells):
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise fault_of(path, line, f"not CSV ({error}); check the quotes there") from None


def find_delimiter(text: str) -> str:
    """The mark that cuts the first line into the most cells."""
    first = next((line for line in text.splitlines() if line.strip(DELIMITERS + " ")), "")
    return max(DELIMITERS, key=lambda mark: len(split_line(first, mark)))


def split_line(line: str, mark: str) -> Sequence[str]:
    """One line's cells, were this mark the delimiter."""
    return next(csv.reader([line], delimiter=mark), [])


def clean_cell(cell: str) -> str:
    """A cell's text on one line, without what only spreadsheets need."""
    text = " ".join(clean(cell).split())
    as_text = AS_TEXT.fullmatch(text)
    return as_text[1].strip() if as_text else text
