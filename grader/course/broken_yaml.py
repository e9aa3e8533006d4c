"""Say in our words why a text is no YAML, and where. Pure.

Staff's side only: nobody writes YAML in a student's copy.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from grader.core.text import clean
from grader.course.spots import Spot

TAB = "write blanks, no tab"
INDENT = "indent it with as many blanks as what stands beside it"
COLON = "put a text with `: ` in quotes"
HINTS = (TAB, INDENT, COLON)


def say_why(path: Path, text: str, error: Exception) -> str:
    """Say what is wrong at which place, and what is right where that can be told."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return f"{clean(path)}: not YAML: {error}"
    mark, lines = error.problem_mark or error.context_mark, text.splitlines()
    number, column = (mark.line, mark.column) if mark else (0, 0)
    line = lines[number] if number < len(lines) else ""
    hint = hint_of(str(error.problem), line, column)
    message = f"not YAML: {error.problem}{f'; {hint}' if hint else ''}"
    return Spot(path, line, number + 1, column).describe(message)


def hint_of(problem: str, line: str, column: int) -> str:
    """Say how a line is to be written; "" where nobody can tell."""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[column : column + 1] == "\t":
        return TAB
    if problem.startswith("mapping values"):
        return COLON if ": " in line[:column] else INDENT
    return INDENT if problem.startswith("expected <block end>") else ""
