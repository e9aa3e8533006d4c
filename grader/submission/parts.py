"""The parts of a hand-in that a person marks, as text: functions, tagged cells, assigned names.

Found by lines and not by a parser: a stranger's text is parsed nowhere but in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.core.hashing import hash_of
from grader.core.result import Criterion, Report
from grader.core.submission import Cell, Place
from grader.submission.reading import Reading

INDENT = re.compile(r"[ \t]*")
ENDS_NONE = (")", "]", "}", "#", '"""', "'''")  # what stands at the margin, and goes on


def with_parts(report: Report, reading: Reading, criteria: Sequence[Criterion]) -> Report:
    """Give each score of what is marked by hand the hash of what is marked.

    By it is known whether a later attempt has another.
    """
    parts = {each.name: part_hash(reading, each) for each in criteria if each.marked}
    if not parts:
        return report
    scores = (replace(score, part=parts.get(score.name)) for score in report.scores)
    return replace(report, scores=tuple(scores))


def part_hash(reading: Reading, criterion: Criterion) -> str | None:
    """Hash what a criterion is about; None where that is all of the file, or not known."""
    if not criterion.about or reading.tagged is None:
        return None
    lines = (line.rstrip() for line in part_of(reading, criterion.about).split("\n"))
    return hash_of([line for line in lines if line])


def part_of(reading: Reading, about: Sequence[str]) -> str:
    """Give what some names stand for, one after another; empty where nothing of it is there."""
    texts = (text.strip("\n") for name in about for text in texts_of(reading, name))
    return "\n\n".join(dict.fromkeys(filter(str.strip, texts)))


def texts_of(reading: Reading, name: str) -> Iterator[str]:
    """Give the cells of a tag, else where a function is defined or a name is assigned."""
    cells = [text for tag, text in reading.tagged or () if tag == name]
    place = reading.outline.definitions.get(name)
    if cells:
        yield from cells
    elif place is not None:
        yield from definition(reading.script.cells, place)
    else:
        yield from assignments(reading.script.cells, name)


def definition(cells: Sequence[Cell], place: Place) -> Iterator[str]:
    """Give the lines of a function or class that begins at a place."""
    for cell in cells:
        lines = cell.source.split("\n")
        # Of a `.py` file each piece begins with the lines above it, which are empty there.
        if cell.number == place.cell and lines[(place.line or 1) - 1 : place.line] not in (
            [],
            [""],
        ):
            yield block(lines, (place.line or 1) - 1)
            return


def assignments(cells: Sequence[Cell], name: str) -> Iterator[str]:
    """Give the statements at top level that assign a name."""
    pattern = re.compile(rf"{re.escape(name)}\s*(?::[^=]+)?=(?!=)")
    for cell in cells:
        lines = cell.source.split("\n")
        yield from (block(lines, at) for at, line in enumerate(lines) if pattern.match(line))


def block(lines: Sequence[str], first: int) -> str:
    """Give a line and those that belong to it: up to the next that stands as far left."""
    depth, last = width(lines[first]), first
    for number in range(first + 1, len(lines)):
        text = lines[number]
        if not text.strip():
            continue
        if width(text) <= depth and not text.lstrip().startswith(ENDS_NONE):
            break
        last = number
    return "\n".join(lines[first : last + 1])


def width(line: str) -> int:
    """Count the blanks that a line begins with."""
    indent = INDENT.match(line)
    return len(indent[0].expandtabs(8)) if indent else 0
