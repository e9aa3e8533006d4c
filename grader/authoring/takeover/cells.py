"""What the cells of a source notebook tell, and all that is taken over of it. Pure."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.authoring.takeover.homework import Exercise, Homework, Left, SourcePart
from grader.authoring.takeover.names import plain_code
from grader.core.text import one_line
from grader.submission.syntax import parse

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TITLE = 110  # characters
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.+?)[\s#]*$", re.MULTILINE)
BOLD = re.compile(r"^\s*\*\*(.+?)\*\*", re.MULTILINE)
WORTH = re.compile(r"\s*[(\[*_]*\s*[\d.]+\s*(?:points?|pts?|marks?)\.?\s*[)\]*_]*", re.IGNORECASE)
BLOCK = re.compile(r"^\s*(?:```|<!--|===)", re.MULTILINE)
COMMENT = re.compile(r"^#+\s*(\S.*)$", re.MULTILINE)
MARK = re.compile(r"^[^\S\n]*#+\s*BEGIN SOLUTION\b|#\s*SOLUTION\b", re.MULTILINE | re.IGNORECASE)
TESTS = re.compile(r"^[^\S\n]*(?:assert\b|\w*[._]?assert\w*\(|raise\b)", re.MULTILINE)


@dataclass
class Collected:
    """What was taken over of a notebook so far, from its top."""

    parts: list[SourcePart] = field(default_factory=list)
    exercises: list[Exercise] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    number: int = 0
    heading: str = ""
    title: str = ""
    words: str = ""

    def enter(self, cell: dict[str, Any], *, is_solved: bool = False) -> str:
        """Come to the next cell; give its kind. What a solution writes is no heading."""
        kind = str(cell.get("cell_type"))
        self.number += kind == "code"
        text = source_of(cell)
        if kind == "markdown" and not is_solved and (heading := heading_of(text)):
            self.heading = heading
            self.title = self.title or heading
            self.words = title_of_text(text, heading)
        return kind

    def keep(self, cell: dict[str, Any], text: str, *, is_solved: bool, tag: str = "") -> None:
        """Keep a cell; of one that is solved all is the solution where no marks say what is."""
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown"):
            why = f"a cell of the kind {kind!r}, which no student gets"
            self.left.append(Left(self.number, "no name", why, text))
            return
        is_solved &= kind == "code"
        if is_solved and not MARK.search(text):
            text = f"{BEGIN}\n{text}\n{END}"
        more = {"attachments": cell["attachments"]} if cell.get("attachments") else {}
        self.parts.append(SourcePart(kind, text, is_solved or bool(MARK.search(text)), more, tag))

    def by_hand(self, name: str, points: Fraction) -> None:
        """Note what a person gives points for."""
        exercise = Exercise(name, self.words, self.heading, self.number, points, by_hand=True)
        self.exercises.append(exercise)

    def whole(self, format: str) -> Homework:
        """Give all of it."""
        return Homework(
            format,
            self.title,
            tuple(self.parts),
            tuple(self.exercises),
            tuple(self.answers),
            tuple(self.left),
        )


def points_of(raw: object) -> Fraction:
    """Give what something is worth, as far as that can be told."""
    try:
        return max(Fraction(str(raw or 0)), Fraction(0))
    except ValueError:
        return Fraction(0)


def source_of(cell: dict[str, Any]) -> str:
    """Give a cell's text."""
    source = cell.get("source") or ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    return text.replace("\r\n", "\n")


def outputs_of(cell: dict[str, Any]) -> Iterator[str]:
    """Give what a cell printed and showed when it was run last."""
    for output in cell.get("outputs") or []:
        text = output.get("text", output.get("data", {}).get("text/plain", ""))
        yield "".join(text) if isinstance(text, list) else str(text)


def heading_of(text: str) -> str:
    """Give the last heading of a text without what it says of points; "" where there is none."""
    headings = [*HEADING.findall(text)] or [*BOLD.findall(text)]
    return sentence(WORTH.sub("", headings[-1])) if headings else ""


def title_of_text(text: str, heading: str) -> str:
    """Give the heading of a text, and how the text below it begins."""
    # What follows in a block is for a program, or for whoever marks.
    prose = BLOCK.split(text, maxsplit=1)[0]
    below = (sentence(line) for line in prose.split("\n") if not HEADING.match(line))
    plain = WORTH.sub("", next((line for line in below if line), ""))
    return sentence(plain if plain.startswith(heading) else f"{heading}: {plain}")


def title_of_code(code: str) -> str:
    """Give what code says of itself: the text or the comment that it begins with."""
    tree = parse(plain_code(code))
    if tree and tree.body and (docstring := ast.get_docstring(tree)):
        return sentence(docstring)
    first = next((line for line in code.split("\n") if line.strip()), "")
    comment = COMMENT.match(first.strip())
    return sentence(comment[1]) if comment and not comment[1].startswith("#") else ""


def sentence(text: str) -> str:
    """Make one line of a text, without what would end or change it where it is a docstring."""
    plain = re.sub(r"[*`_]{2,}|\\", "", " ".join(text.split())).replace('"', "'")
    return textwrap.shorten(one_line(plain.strip("#*-=:. ")), TITLE, placeholder="...")


def count_tests(code: str) -> int:
    """Count what is asserted."""
    return len(TESTS.findall(code))


def split(points: Fraction, visible: int, hidden: int) -> tuple[Fraction, Fraction]:
    """Share a cell's points between the tests that students see and those that they don't."""
    if not hidden:
        return points, Fraction(0)
    step = Fraction(1) if points >= 2 else Fraction(1, 2)
    if not visible or points < 2 * step:
        return Fraction(0), points
    share = round(points * hidden / (visible + hidden) / step) * step
    share = min(max(share, step), points - step)
    return points - share, share
