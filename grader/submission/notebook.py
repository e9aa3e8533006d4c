"""Turn a submission's file into a script, cell by cell; through nbconvert, and without a kernel.

Nothing of the submission is run here. What can't be read raises SubmissionError, in one line.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.errors import RefusedError, SubmissionError
from grader.core.hashing import digest
from grader.core.submission import Cell, Limits, Outline, Script, Submission
from grader.core.way import Way
from grader.submission.analysis import outline_of, parse
from grader.submission.magics import remove_magics

SKIP_TAG = "skip-grading"
SUFFIXES = (".ipynb", ".py")
NOTEBOOK_FORMAT = 4
# Outputs are dropped unread, but code is parsed, which costs a thousand times its size.
MOST_CODE = 1_000_000
MOST_CELLS = 5_000
# Statements times lines of a `.py` file: each statement is kept with the lines above it, empty.
MOST_PADDING = 5_000_000
# The separator can't be guessed, so that no text in a cell can pass for the start of another.
TEMPLATE = """\
{%- for cell in nb.cells if cell.cell_type == "code" %}
{{ resources.separator }} {{ cell.metadata.grade_number }}
{{ cell.source }}
{%- endfor %}
"""


@dataclass(frozen=True)
class Reading:
    """A submission that could be read: whose it is, what to run, what it says of itself."""

    submission: Submission
    script: Script
    assignment: str | None = None
    kept_outline: Outline | None = None

    @functools.cached_property
    def outline(self) -> Outline:
        return self.kept_outline or outline_of(self.script)


def read_submission(path: Path, limits: Limits, way: Way | None = None) -> Reading:
    """Read a notebook or a `.py` file, which is no link, nor is anything on the way that is given.

    Raises SubmissionError for what can't be read, RefusedError for a link or a file over the limit.
    """
    with naming(path):
        raw, seconds = read_bytes(way or Way(path.parent, (path.name,)), limits)
    saved = time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
    return read_content(path, raw, (f"last saved {saved}",))


def read_content(path: Path, raw: bytes, notes: tuple[str, ...] = ()) -> Reading:
    """Read what is in a submission; the path is its name only. Raises as `read_submission`."""
    with naming(path):
        refuse_suffix(path)
        if not raw.strip():
            raise SubmissionError("the file is empty; save the notebook and try again")
        text = decode(raw)
        submission = Submission(path, digest(raw))
        if path.suffix.lower() == ".py":
            refuse_long([text])
            return Reading(submission, Script(cut_statements(text), notes))
        document = parse_notebook(text)
        cells, more_notes = convert(document)
        script = Script(tuple(cells), (*notes, *order_notes(document), *more_notes))
        return Reading(submission, script, named_assignment(document))


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Put the file's name before what is said against it: nothing further in knows the name."""
    try:
        yield
    except SubmissionError as error:
        raise type(error)(f"{path}: {error}") from error


def refuse_suffix(path: Path) -> None:
    """Raise SubmissionError for what is no notebook by its name."""
    if path.suffix.lower() not in SUFFIXES:
        raise SubmissionError("not a notebook; grade reads .ipynb and .py files")


def read_bytes(way: Way, limits: Limits) -> tuple[bytes, float]:
    """Read what is in the file and when it was saved, once it is known to be one to be read."""
    refuse_suffix(way.path)
    most = limits.submission_mb * 1024 * 1024
    try:
        if link := way.find_link():
            raise RefusedError(f"{link.name!r} is a link; what counts is the file itself")
        with way.open() as file:
            status = os.fstat(file.fileno())
            raw = b"" if status.st_size > most else file.read(most + 1)
    except IsADirectoryError:
        message = "a folder or device, not a file; name the notebook itself"
        raise SubmissionError(message) from None
    except FileNotFoundError:
        raise SubmissionError("no such file; check the name and the folder") from None
    except OSError as error:
        raise SubmissionError(f"cannot be read: {error.strerror}; check the file") from error
    if max(len(raw), status.st_size) > most:
        raise RefusedError(
            f"larger than {limits.submission_mb} MB; "
            "clear the outputs, save the notebook and try again"
        )
    return raw, status.st_mtime


def decode(raw: bytes) -> str:
    """Decode a text, without a byte-order mark and with plain line ends."""
    try:
        return plain_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"not UTF-8 (byte {error.start + 1}); save it again as UTF-8"
        raise SubmissionError(message) from None


def plain_lines(text: str) -> str:
    """Put the line ends that Python counts by."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_long(sources: Sequence[str]) -> None:
    """Raise RefusedError for more code than anyone writes by hand."""
    if len(sources) > MOST_CELLS:
        raise RefusedError(f"more than {MOST_CELLS} code cells; delete what is not needed")
    if sum(map(len, sources)) > MOST_CODE:
        raise RefusedError(
            f"more than {MOST_CODE} characters of code; read data from a file and try again"
        )


def cut_statements(text: str) -> tuple[Cell, ...]:
    """Cut a `.py` file into a cell for each top-level statement, lines counted as in the file."""
    tree = parse(text)
    if tree is None:
        return (Cell(None, text),)  # running it says what is wrong, and where
    lines = text.split("\n")
    spans: list[tuple[int, int]] = []
    for node in tree.body:
        start, end = first_line(node), node.end_lineno or node.lineno
        if spans and start <= spans[-1][1]:  # `a = 1; b = 2` stay together
            start = spans.pop()[0]
        spans.append((start, end))
    if len(spans) * len(lines) > MOST_PADDING:
        return (Cell(None, text),)
    return tuple(
        Cell(None, "\n" * (start - 1) + "\n".join(lines[start - 1 : end])) for start, end in spans
    )


def first_line(node: ast.stmt) -> int:
    """Find a statement's first line, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def parse_notebook(text: str) -> dict[str, Any]:
    """Parse a notebook as format 4, its metadata filled in."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(
            f"not a notebook ({fault_of(error)}); save it again from Jupyter and try again"
        ) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise SubmissionError("JSON, but not a notebook; hand in the .ipynb file itself")
    if document["nbformat"] > NOTEBOOK_FORMAT:
        raise SubmissionError(
            f"notebook format {document['nbformat']}; "
            f"save it as format {NOTEBOOK_FORMAT} and try again"
        )
    if document["nbformat"] < NOTEBOOK_FORMAT:
        document = upgrade(document)
    # Not validated by nbformat: what is malformed beside the code does no harm to grading.
    if not isinstance(document.get("cells"), list):
        raise SubmissionError("a notebook without cells; save it again and try again")
    return with_python_only(document)


def fault_of(error: ValueError | RecursionError) -> str:
    """Say in a few words what is wrong with text that is not JSON."""
    match error:
        case json.JSONDecodeError(lineno=line, msg=message):
            return f"line {line}: {message}"
        case RecursionError():
            return "nested too deep"
        case _:
            return "a number in it is too long"


def upgrade(document: dict[str, Any]) -> dict[str, Any]:
    """Upgrade a notebook of format 1, 2 or 3 to format 4."""
    import nbformat.reader

    try:
        for sheet in document.get("worksheets", []):
            for cell in sheet.get("cells", []):
                cell.update(outputs=[])
        # Its reader joins the lines of a cell, which its converter relies on.
        text = json.dumps({**document, "metadata": as_dict(document.get("metadata"))})
        old = nbformat.reader.reads(text)  # type: ignore[no-untyped-call]
        upgraded = nbformat.convert(old, NOTEBOOK_FORMAT)  # type: ignore[no-untyped-call]
        return json.loads(json.dumps(upgraded))  # type: ignore[no-any-return]
    except Exception as error:  # whatever a malformed old notebook makes nbformat raise
        raise SubmissionError(
            f"notebook format {document['nbformat']} that can't be read "
            f"({type(error).__name__}); save it again from Jupyter and try again"
        ) from error


def with_python_only(document: dict[str, Any]) -> dict[str, Any]:
    """Fill in a notebook's metadata. Raises SubmissionError for another language."""
    metadata = as_dict(document.get("metadata"))
    languages = [
        as_dict(metadata.get("kernelspec")).get("language"),
        as_dict(metadata.get("language_info")).get("name"),
    ]
    other = next((name for name in languages if isinstance(name, str) and name), "python")
    if "python" not in other.lower():
        message = f"a notebook in {other[:40]!r}, not in Python; hand in a Python notebook"
        raise SubmissionError(message)
    return {**document, "metadata": metadata}


def as_dict(value: Any) -> dict[str, Any]:
    """Take a malformed part for a missing one."""
    return value if isinstance(value, dict) else {}


def named_assignment(document: dict[str, Any]) -> str | None:
    """Find the assignment that the starter's metadata names: {"grade": {"assignment": NAME}}."""
    name = as_dict(document["metadata"].get("grade")).get("assignment")
    return name if isinstance(name, str) else None


def code_cells(document: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number the code cells: cell n is the n-th from the top."""
    codes = (cell for cell in document["cells"] if as_dict(cell).get("cell_type") == "code")
    yield from enumerate(codes, 1)


def order_notes(document: dict[str, Any]) -> Iterator[str]:
    """Warn where execution counts show that cells were run out of order."""
    latest, at = 0, 0
    for number, cell in code_cells(document):
        count = cell.get("execution_count")
        if not isinstance(count, int):
            continue
        if count < latest:
            yield (
                f"cell {number} was run before cell {at}, which stands above it: "
                "restart the kernel and run all cells, to see what is graded"
            )
            return
        latest, at = count, number


def convert(document: dict[str, Any]) -> tuple[list[Cell], list[str]]:
    """Convert the code cells that count, through nbconvert's Python exporter."""
    import nbformat

    cells, notes = plain_cells(document)
    refuse_long([cell["source"] for cell in cells])
    # Before nbconvert sees them: what it does with magics depends on IPython.
    for cell in cells:
        cell["source"], its_notes = remove_magics(cell["source"])
        notes += [f"cell {cell['metadata']['grade_number']}, {note}" for note in its_notes]
    content = {"nbformat": NOTEBOOK_FORMAT, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    notebook = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
    separator = f"# {secrets.token_hex(16)}"
    text, _ = exporter().from_notebook_node(notebook, resources={"separator": separator})
    parts = [part.partition("\n") for part in f"\n{text}".split(f"\n{separator} ")[1:]]
    return [Cell(int(number), source) for number, _, source in parts], notes


def plain_cells(document: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Reduce the code cells to number and source, with notes on what is left out."""
    cells, notes = [], []
    for number, cell in code_cells(document):
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        tags = as_dict(cell.get("metadata")).get("tags")
        if not isinstance(source, str):
            notes.append(f"cell {number} has no text that can be read, so it was left out")
        elif isinstance(tags, list) and SKIP_TAG in tags:
            notes.append(f"cell {number} is tagged {SKIP_TAG}, so it was left out")
        else:
            cells.append(code_cell(number, source))
    return cells, notes


def code_cell(number: int, source: str) -> dict[str, Any]:
    """Make a cell of all that nbconvert needs, and nothing more of the student's."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"grade_number": number},
        "outputs": [],
        "source": plain_lines(source),
    }


@functools.cache
def exporter() -> Any:
    """Make nbconvert's Python exporter with our template, once: a new one costs 20 ms."""
    from nbconvert.exporters import PythonExporter

    return PythonExporter(raw_template=TEMPLATE, default_preprocessors=[])  # type: ignore[no-untyped-call]
