"""The text of a class list, in whatever encoding a spreadsheet has saved it. Pure.

A list that is taken for another encoding's has other students in it, so what can't be told for
certain is refused: it is saved once more with a click.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from grader.core.errors import UsageError
from grader.core.text import one_line

AGAIN = "save it again as CSV UTF-8"
# By what a file begins with, what it is in place of a list.
OTHERS = {
    b"PK\x03\x04": f"a spreadsheet's own file (.xlsx, .ods, .numbers), no CSV; open it and {AGAIN}",
    b"\xd0\xcf\x11\xe0": f"an Excel workbook (.xls), no CSV; open it and {AGAIN}",
    b"%PDF": "a PDF, no CSV; export the list as CSV",
    b"<": "a web page, no CSV; log in, and download the list again",
}
# What code page 1252 has for the letters of Western Europe, and for what is typed in names.
WESTERN = "\xa0’–ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿ"
# Other encodings' letters, read so, are capitals in the midst of a word, or many in a row.
ODD = re.compile(rf"[^\x01-\x7f{WESTERN}]|(?<=[a-zß-ÿ])[À-Þ]|[À-Þà-ÿ]{{2}}")


def decode(content: bytes, what: str) -> str:
    """Decode UTF-8, what Excel calls Unicode, or Windows' code page 1252. Raises UsageError."""
    for beginning, words in OTHERS.items():
        if content.lstrip().startswith(beginning):
            raise UsageError(f"{what}: {words}")
    text = decode_at_all(content, what)
    if fault := next(faults_of(text), None):
        raise UsageError(f"{what}: {fault}; export the list again, and {AGAIN}")
    return text


def decode_at_all(content: bytes, what: str) -> str:
    """Decode as what it says that it is, else as what it can only be. Raises UsageError."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    else:
        if "\0" not in text:
            return text
    if odd := ODD.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise UsageError(
            f"{what}: line {line}: not UTF-8, and what else it is can't be told; {AGAIN} "
            "(in Excel: Save As, CSV UTF-8)"
        )
    return text


def faults_of(text: str) -> Iterator[str]:
    """Say where letters were lost or changed before this."""
    for number, line in enumerate(text.splitlines(), 1):
        if "\ufffd" in line:
            yield f"line {number}: letters were lost in {one_line(line, 40)!r}"
        elif not line.isascii() and (right := read_twice(line)):
            yield f"line {number}: {one_line(line, 40)!r} was {one_line(right, 40)!r}, read wrongly"


def read_twice(line: str) -> str:
    """Give what a line was before its UTF-8 was read as code page 1252; nothing where it wasn't."""
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
