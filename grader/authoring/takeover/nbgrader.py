"""Read an nbgrader source notebook: solutions, tests with their points, what a person marks. Pure.

The format: nbgrader's documentation, "Creating and grading assignments".
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from grader.authoring.takeover.cells import (
    Collected,
    count_tests,
    points_of,
    source_of,
    split,
    title_of_code,
)
from grader.authoring.takeover.homework import CellTest, Exercise, Homework, Left

HIDDEN = re.compile(
    r"^[^\S\n]*#+\s*BEGIN HIDDEN TESTS\b.*\n"
    r"([\s\S]*?)(?:^[^\S\n]*#+\s*END HIDDEN TESTS\b.*(?:\n|\Z)|\Z)",
    re.MULTILINE,
)
GUIDE = re.compile(
    r"^[^\S\n]*=== BEGIN MARK SCHEME ===.*\n"
    r"([\s\S]*?)(?:^[^\S\n]*=== END MARK SCHEME ===.*(?:\n|\Z)|\Z)",
    re.MULTILINE,
)
AUTOTEST = re.compile(r"^[^\S\n]*###\s*(?:HASHED\s+)?AUTOTEST\b", re.MULTILINE)
YOURS = "YOUR ANSWER HERE"


def is_nbgrader(document: dict[str, Any]) -> bool:
    """Tell whether a notebook is one of nbgrader's: a cell of it says what it is for."""
    return any(marks_of(cell) for cell in document["cells"])


def marks_of(cell: dict[str, Any]) -> dict[str, Any]:
    """Give what nbgrader keeps with a cell."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return marks if isinstance(marks, dict) else {}


def read_nbgrader(document: dict[str, Any]) -> Homework:
    """Read a source notebook from its top."""
    homework = Collected()
    for cell in document["cells"]:
        read_cell(homework, cell, marks_of(cell))
    return homework.whole("nbgrader")


def read_cell(homework: Collected, cell: dict[str, Any], marks: dict[str, Any]) -> None:
    """Take over one cell, by what nbgrader says it is for."""
    is_solved, points = bool(marks.get("solution")), points_of(marks.get("points"))
    text, kind = source_of(cell), homework.enter(cell, is_solved=is_solved)
    name = str(marks.get("grade_id") or f"cell_{homework.number}")
    if marks.get("grade") and not is_solved and kind == "code":
        read_test(homework, name, text, points)
        return
    by_hand = bool((marks.get("task") or (marks.get("grade") and is_solved)) and points)
    if by_hand:
        homework.by_hand(name, points)
    for guide in GUIDE.findall(text):
        homework.answers.append((name, guide.strip()))
    text = GUIDE.sub("", text)
    if kind == "markdown" and is_solved:
        homework.answers.append((name, text.strip()))
        text = YOURS
    homework.keep(cell, text, is_solved=is_solved, tag=name if by_hand else "")


def read_test(homework: Collected, name: str, text: str, points: Fraction) -> None:
    """Take over the tests of a cell: those that students see, and those that they don't."""
    visible, hidden = HIDDEN.sub("", text), "".join(HIDDEN.findall(text))
    title = title_of_code(visible) or homework.words
    shown, unseen = split(points, count_tests(visible), count_tests(hidden))
    if AUTOTEST.search(text):
        why = "nbgrader makes these tests from the solution; ask for the value itself"
        homework.left.append(Left(homework.number, name, why, text))
        visible = hidden = ""
    place = len(homework.parts)
    # What is worth nothing comes along, as other tests may rely on it.
    tests = [
        CellTest(homework.number, place, code, is_hidden=is_hidden)
        for code, is_hidden in ((visible, False), (hidden, True))
        if code.strip()
    ]
    where = (homework.heading, homework.number)
    homework.exercises.append(Exercise(name, title, *where, shown, unseen, tuple(tests)))
