"""Where the cells' lines stand in a notebook's file. Total: of a file of another form it has none.

A walk over the text with no recursion and no value kept, as the file is a student's.
"""

from __future__ import annotations

import json.decoder
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

LONGEST = 10_000_000  # characters of a file that is looked through
MARKS = re.compile(r'["\[\]{},]')
AFTER = re.compile(r"\s*:")
scanstring = json.decoder.scanstring  # type: ignore[attr-defined]


def lines_of_cells(text: str) -> Sequence[Sequence[int]]:
    """Give for each code cell from the top the file's line of each of its lines."""
    kinds: dict[int | str, str] = {}
    rows: dict[int | str, list[int]] = defaultdict(list)
    for (top, *path), value, line in strings(text[:LONGEST]):
        match top, path:
            case "cells", [cell, "cell_type"]:
                kinds[cell] = value
            case "cells", [cell, "source", *_]:
                rows[cell] += [line] * (value.count("\n") + (not value.endswith("\n")))
    return [rows[cell] for cell, kind in kinds.items() if kind == "code"]


def strings(text: str) -> Iterator[tuple[list[int | str], str, int]]:
    """Give each text of a cell in a JSON document, with its path in it and its line."""
    path: list[int | str] = [""]
    line, counted, at = 1, 0, 0
    while match := MARKS.search(text, at):
        at = match.end()
        if match[0] != '"':
            move(path, match[0])
            continue
        try:
            value, at = scanstring(text, at, False)
        except ValueError:
            return
        if AFTER.match(text, at):
            path[-1] = value
        elif len(path) in (4, 5):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield path[1:], value, line


def move(path: list[int | str], mark: str) -> None:
    """Go into a list or an object, out of it, or on to what is next in it."""
    if mark in "[{":
        path.append(0 if mark == "[" else "")
    elif mark == ",":
        path[-1] = path[-1] + 1 if isinstance(path[-1], int) else ""
    elif len(path) > 1:
        path.pop()
