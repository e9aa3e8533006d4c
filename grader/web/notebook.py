"""A notebook as it was handed in, with its own outputs, made safe to be shown. Runs nothing. Pure.

Total: what is no notebook, or odd in one, is left out. Texts are texts; pictures are PNG and JPEG
alone, by what they begin with; HTML and SVG of a hand-in are never shown.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.core.text import shorten
from grader.reports.markdown import markdown

MOST_CELLS = 500
MOST_WORDS = 300_000  # characters of all Markdown
MOST_OUTPUT = 4_000  # characters of one output
MOST_PICTURES = 3_000_000  # bytes of all pictures of a page, as they are sent
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # a terminal's colours


@dataclass(frozen=True)
class CellOutput:
    """What stands below a cell: a text, or the address of a picture with it in it."""

    text: str = ""
    picture: str = ""


@dataclass(frozen=True)
class NotebookCell:
    """One cell from the top; the n-th of code has the number n, as elsewhere."""

    number: int | None
    source: str
    html: Markup | None = None
    outputs: tuple[CellOutput, ...] = ()


def read_cells(name: str, raw: bytes) -> tuple[NotebookCell, ...]:
    """Read the cells of a file that was handed in; none of what is no notebook."""
    cells = listed(read_document(name, raw).get("cells"))
    return tuple(make_cells(cells[:MOST_CELLS]))


def read_pictures(name: str, raw: bytes, tags: Collection[str]) -> list[str]:
    """Read the pictures below those cells of code of a file that have one of the tags."""
    if b"image" not in raw:
        return []  # most files of a page of many: to search takes a hundredth of reading it
    cells = (mapping(cell) for cell in listed(read_document(name, raw).get("cells"))[:MOST_CELLS])
    tagged = (c for c in cells if c.get("cell_type") == "code" and tags_of(c) & {*tags})
    outputs = (read_outputs(listed(cell.get("outputs")), MOST_PICTURES) for cell in tagged)
    return [output.picture for each in outputs for output in each if output.picture]


def read_document(name: str, raw: bytes) -> Mapping[str, Any]:
    """Read a notebook's JSON; nothing of what is none."""
    if not name.lower().endswith(".ipynb"):
        return {}
    try:
        return mapping(json.loads(raw))
    except (ValueError, RecursionError):
        return {}


def tags_of(cell: Mapping[str, Any]) -> set[str]:
    """Give the tags of a cell."""
    tags = listed(mapping(cell.get("metadata")).get("tags"))
    return {tag for tag in tags if isinstance(tag, str)}


def make_cells(cells: Sequence[Any]) -> Iterator[NotebookCell]:
    """Make cells of what is listed, within what a page may hold."""
    number, words, pictures = 0, MOST_WORDS, MOST_PICTURES
    for cell in map(mapping, cells):
        source = joined(cell.get("source"))
        if cell.get("cell_type") == "code":
            number += 1
            outputs = tuple(read_outputs(listed(cell.get("outputs")), pictures))
            pictures -= sum(len(output.picture) for output in outputs)
            yield NotebookCell(number, source, outputs=outputs)
        elif (words := words - len(source)) >= 0:
            is_prose = cell.get("cell_type") == "markdown"
            yield NotebookCell(None, source, markdown(source) if is_prose else None)


def read_outputs(outputs: Sequence[Any], room: int) -> Iterator[CellOutput]:
    """Read what a cell put out, each in the best form that can be shown."""
    for output in map(mapping, outputs):
        data = mapping(output.get("data"))
        address = next(filter(None, (picture(kind, data.get(kind)) for kind in PICTURES)), "")
        if address and len(address) <= room:
            room -= len(address)
            yield CellOutput(picture=address)
            continue
        text = joined(output.get("text")) or joined(data.get("text/plain"))
        if output.get("output_type") == "error":
            text = f"{joined(output.get('ename'))}: {joined(output.get('evalue'))}"
        if text.strip():
            yield CellOutput(shorten(ESCAPES.sub("", text), MOST_OUTPUT))


def picture(kind: str, value: Any) -> str:
    """Give a picture as an address, if it is one of that kind; encoded anew, so nothing else."""
    try:
        content = base64.b64decode(joined(value), validate=False)
    except (binascii.Error, ValueError):
        return ""
    if not content.startswith(PICTURES[kind]):
        return ""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def mapping(value: Any) -> Mapping[str, Any]:
    """Take a value for the object that it should be."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> Sequence[Any]:
    """Take a value for the list that it should be."""
    return value if isinstance(value, list) else []


def joined(value: Any) -> str:
    """Give a text that may stand as its lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def code_of(name: str, raw: bytes) -> list[str]:
    """Give the lines of a file's code, cell by cell."""
    cells = [cell for cell in read_cells(name, raw) if cell.number is not None]
    if not cells:
        return raw.decode("utf-8", "replace").splitlines() if name.lower().endswith(".py") else []
    lines: list[str] = []
    for cell in cells:
        lines += [f"# cell {cell.number}", *cell.source.splitlines()]
    return lines
