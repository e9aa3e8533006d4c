"""Find what a notebook defines in cells that are not run: Markdown, raw, left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader.core.submission import Script

# With something below it: a task may well name a function by its first line.
WRITTEN = re.compile(r"^[^\S\n]*(?:def|class)[ \t]+(\w+)[^\n]*\n+[ \t]+\S", re.MULTILINE)


def find_unrun(document: Mapping[str, Any], script: Script) -> dict[str, str]:
    """Give each name, and in words the cell that it stands in."""
    run = {cell.number: set(WRITTEN.findall(cell.source)) for cell in script.cells}
    return {
        name: where
        for number, where, text in texts(document)
        for name in WRITTEN.findall(text)
        if name not in run.get(number, ())
    }


def texts(document: Mapping[str, Any]) -> Iterator[tuple[int | None, str, str]]:
    """Give each cell's text, with its number if it holds code, and where it stands in words."""
    number = 0
    for cell in document["cells"]:
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        source = cell.get("source", "") if kind else ""
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        number += kind == "code"
        at = f"below cell {number}" if number else "above cell 1"
        where = f"cell {number}" if kind == "code" else f"the {str(kind).capitalize()} cell {at}"
        if isinstance(source, str) and kind in ("code", "markdown", "raw"):
            yield (number if kind == "code" else None), where, source
