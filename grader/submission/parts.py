"""The parts of a hand-in that a person marks, as text: functions, tagged cells, assigned names.

Nothing is parsed here: which lines they are is told by the process that has read the file.
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from grader.core.hashing import hash_of
from grader.core.result import Criterion, Report
from grader.submission.reading import Reading
from grader.submission.spans import UNPARSED

INDENT = re.compile(r"[ \t]*")
MOST_NOTES = 200  # lines below a function, for what is noted there


def has_parts(criteria: Iterable[Criterion]) -> bool:
    """Tell whether a person marks parts of a hand-in, so that it has to be known where they are."""
    return any(criterion.marked and criterion.about for criterion in criteria)


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
    if not criterion.about or reading.tagged is None or reading.spans is None:
        return None
    lines = (line.rstrip() for line in part_of(reading, criterion.about).split("\n"))
    return hash_of([line for line in lines if line])


def part_of(reading: Reading, about: Sequence[str]) -> str:
    """Give what some names stand for, one after another; empty where nothing of it is there."""
    texts = (text.strip("\n") for name in about for text in texts_of(reading, name))
    return "\n\n".join(dict.fromkeys(filter(str.strip, texts)))


def texts_of(reading: Reading, name: str) -> Iterator[str]:
    """Give the cells of a tag, else the lines where a name is defined or assigned."""
    cells = [text for tag, text in reading.tagged or () if tag == name]
    yield from cells or lines_of(reading, name)


def lines_of(reading: Reading, name: str) -> Iterator[str]:
    """Give the lines where a name is written, each once, with what is noted below them."""
    spans = {span[1:] for span in reading.spans or () if span[0] == name} | odd(reading, name)
    cells = reading.script.cells
    for index, group in itertools.groupby(sorted(spans), key=operator.itemgetter(0)):
        lines = cells[index].source.split("\n") if 0 <= index < len(cells) else []
        end = 0
        for _, first, last in group:
            start, end = max(first - 1, end), max(with_notes(lines, first - 1, last), end)
            yield "\n".join(lines[start:end])


def odd(reading: Reading, name: str) -> set[tuple[int, int, int]]:
    """Give the cells, whole, of which can't be told what is written there, if they name it.

    All pieces of a `.py` file, which is one text: where one ends is not known either.
    """
    cells = reading.script.cells
    every = [(index, 1, cell.source.count("\n") + 1) for index, cell in enumerate(cells)]
    unparsed = {span[1] for span in reading.spans or () if span[0] == UNPARSED}
    spans = [span for span in every if reading.spans is None or span[0] in unparsed]
    pattern = re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b")
    named = {span for span in spans if pattern.search(cells[span[0]].source)}
    return set(spans) if named and unparsed and reading.script.is_file else named


def with_notes(lines: Sequence[str], first: int, last: int) -> int:
    """Give the last line, with comments below it that stand farther right than the first one."""
    depth = width(lines[first]) if 0 <= first < len(lines) else 0
    for number in range(max(last, 0), min(last + MOST_NOTES, len(lines))):
        text = lines[number].lstrip()
        if text and not (text.startswith("#") and width(lines[number]) > depth):
            break
        last = number + 1 if text else last
    return last


def width(line: str) -> int:
    """Count the blanks that a line begins with."""
    indent = INDENT.match(line)
    return len(indent[0].expandtabs(8)) if indent else 0
