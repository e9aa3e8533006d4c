"""Places in a course's files, for what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.core.text import clean

Steps = tuple[str | int, ...]  # the keys that lead to a place of `rubric.yaml`


@dataclass(frozen=True)
class Spot:
    """A place in a file, for what is wrong there."""

    path: Path
    text: str
    line: int
    column: int = 0

    def describe(self, message: str) -> str:
        """Say `file:line:column: message`, the line, and a caret under the place."""
        head = f"{clean(self.path)}:{self.line}:{self.column + 1}: {message}"
        return f"{head}\n    {self.text}\n    {' ' * self.column}^"
