"""Turn a submission's file into a script, cell by cell; without a kernel.

What is plain Python stands in the script as it is; any other goes through nbconvert.
Nothing of the submission is run here. What can't be read raises SubmissionError, in one line.
"""

from __future__ import annotations

import ast
import functools
import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.core.errors import RefusedError, SubmissionError
from grader.core.hashing import digest
from grader.core.submission import Cell, Limits, Script, Submission
from grader.core.way import Way
from grader.submission.analysis import few as few_names
from grader.submission.analysis import find_guarded_imports, find_unwritten, outline_of
from grader.submission.file import is_file, naming, read_bytes, refuse_empty
from grader.submission.kinds import (
    refuse_no_json,
    refuse_other_json,
    refuse_other_text,
    refuse_packed,
)
from grader.submission.magics import remove_line_magics, remove_magics, with_commented
from grader.submission.reading import Reading
from grader.submission.spans import find_spans
from grader.submission.syntax import first_line, parse
from grader.submission.trees import parsed
from grader.submission.unrun import find_unrun

SKIP_TAG = "skip-grading"
NOTEBOOK_FORMAT = 4
# Outputs are dropped unread, but code is parsed, which costs a thousand times its size.
MOST_CODE = 1_000_000
MOST_CELLS = 5_000
MOST_NOTES = 50
# Characters of code that are looked at for whether they are plain: to parse takes its time.
MOST_PLAIN = 100_000
# Statements times lines of a `.py` file: each statement is kept with the lines above it, empty.
MOST_PADDING = 5_000_000
# Of a `.py` file that can't be parsed as a whole: characters, and lines for one statement.
MOST_PARSED = 10 * MOST_CODE
MOST_PIECES = 60
AT_MARGIN = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
# The separator can't be guessed, so that no text in a cell can pass for the start of another.
TEMPLATE = """\
{%- for cell in nb.cells if cell.cell_type == "code" %}
{{ resources.separator }} {{ cell.metadata.grade_number }}
{{ cell.source }}
{%- endfor %}
"""


def read_submission(path: Path, limits: Limits) -> Reading:
    """Read a notebook or a `.py` file of the course's own: whoever wrote it is trusted.

    A hand-in is read by a `Reader`. Raises SubmissionError for what can't be read, RefusedError for
    a link or a file over the limit.
    """
    with naming(path):
        raw, saved = read_bytes(Way(path.parent, (path.name,)), limits)
        refuse_empty(raw)
        reading = read_text(decode(raw), Submission(path, digest(raw)), is_file=is_file(path))
    return reading.with_notes(saved)


def reading_of(
    submission: Submission, script: Script, assignment: str | None = None, *, closely: bool = True
) -> Reading:
    """Look at a script; `closely` for rules about its text, and for parts that people mark.

    That takes as long as all the rest.
    """
    outline = outline_of(script)
    if closely:
        from grader.submission.deeds import find_deeds  # not in every student's copy

        outline = replace(outline, deeds=find_deeds(script))
    return Reading(
        submission,
        script,
        outline,
        assignment,
        find_guarded_imports(script),
        find_unwritten(script),
        spans=find_spans(script) if closely else None,
    )


def load() -> None:
    """Load what converts notebooks, which takes longer than all else that is done with one."""
    import nbformat  # noqa: F401

    exporter()


def read_text(
    text: str,
    submission: Submission,
    *,
    is_file: bool,
    closely: bool = True,
    load: Callable[[], None] = load,
) -> Reading:
    """Make a script of what is in a submission, look at it, and tell which assignment it names.

    `load` is called before what converts notebooks is needed.
    """
    refuse_other_text(text, is_file=is_file)
    if is_file:
        refuse_long([text])
        return reading_of(submission, script_of_file(text), closely=closely)
    document = parse_notebook(text, load)
    cells, notes = convert(document, load)
    script = Script(tuple(cells), few([*order_notes(document), *notes]))
    reading = reading_of(submission, script, named_assignment(document), closely=closely)
    outline = replace(reading.outline, unrun=few_names(find_unrun(document, script)))
    return replace(reading, outline=outline, tagged=tuple(tagged_cells(document)))


def tagged_cells(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the texts of cells by their tags, and by the ids that nbgrader gives them."""
    room = MOST_CODE
    for cell in map(as_dict, document["cells"]):
        metadata, source = as_dict(cell.get("metadata")), text_of(cell)
        tags = metadata.get("tags")
        ids = [as_dict(metadata.get("nbgrader")).get("grade_id")]
        for tag in [*(tags if isinstance(tags, list) else ()), *ids]:
            if isinstance(tag, str) and source and (room := room - len(tag + source)) >= 0:
                yield tag, plain_lines(source)


def text_of(cell: dict[str, Any]) -> str | None:
    """Give what stands in a cell, be it a text or lines; nothing where it is neither."""
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None


def few(notes: Sequence[str]) -> tuple[str, ...]:
    """Keep as many notes as anyone reads, and say how many more there are."""
    more = len(notes) - MOST_NOTES
    return (*notes[:MOST_NOTES], *([f"and {more:,} more of the kind"] if more > 0 else []))


def decode(raw: bytes | bytearray) -> str:
    """Decode a text, without a byte-order mark and with plain line ends."""
    refuse_packed(raw)
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


def script_of_file(text: str) -> Script:
    """Cut a `.py` file, without the magics that an editor has left in it."""
    text, restored = with_commented(text)
    if parse(text) is not None:
        return Script(cut_statements(text), few(restored))
    text, notes = remove_line_magics(text.split("\n"))
    return Script(cut_statements(text), few([*restored, *notes]))


def cut_statements(text: str) -> tuple[Cell, ...]:
    """Cut a `.py` file into a cell for each top-level statement, lines counted as in the file."""
    lines = text.split("\n")
    tree = parse(text)
    spans = spans_of(tree) if tree else spans_by_lines(lines)
    if len(spans) * len(lines) > MOST_PADDING:
        return (Cell(None, text),)
    return tuple(
        Cell(None, "\n" * (start - 1) + "\n".join(lines[start - 1 : end])) for start, end in spans
    )


def spans_of(tree: ast.Module) -> list[tuple[int, int]]:
    """List the first and last lines of statements."""
    spans: list[tuple[int, int]] = []
    for node in tree.body:
        start, end = first_line(node), node.end_lineno or node.lineno
        if spans and start <= spans[-1][1]:  # `a = 1; b = 2` stay together
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def spans_by_lines(lines: list[str]) -> list[tuple[int, int]]:
    """Cut a text that is not all Python: what can't be parsed stands alone, and is run as it is.

    A statement begins at the margin, and ends where it first can be parsed.
    """
    starts = [number for number, line in enumerate(lines) if number == 0 or AT_MARGIN.match(line)]
    ends = [*starts[1:], len(lines)]
    spans, at, patience = [], 0, MOST_PARSED
    while at < len(starts):
        last = at
        for end in range(at, min(at + MOST_PIECES, len(ends))):
            text = "\n".join(lines[starts[at] : ends[end]])
            patience -= len(text)
            if patience < 0 or parse(text) is not None:
                last = end if patience >= 0 else len(ends) - 1
                break
        spans.append((starts[at] + 1, ends[last]))
        at = last + 1
    return spans


def parse_notebook(text: str, load: Callable[[], None]) -> dict[str, Any]:
    """Parse a notebook as format 4, its metadata filled in."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        refuse_no_json(text)
        raise SubmissionError(
            f"not a notebook ({fault_of(error)}); save it again from Jupyter and try again"
        ) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        refuse_other_json(document)
        raise SubmissionError("JSON, but not a notebook; hand in the .ipynb file itself")
    if document["nbformat"] > NOTEBOOK_FORMAT:
        raise SubmissionError(
            f"notebook format {document['nbformat']}; "
            f"save it as format {NOTEBOOK_FORMAT} and try again"
        )
    if document["nbformat"] < NOTEBOOK_FORMAT:
        load()
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
    except MemoryError:
        raise
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


def convert(
    document: dict[str, Any], load: Callable[[], None] = load
) -> tuple[list[Cell], list[str]]:
    """Make a script's cells of the code cells that count, with notes on what is left out."""
    cells, notes = plain_cells(document)
    refuse_long([cell["source"] for cell in cells])
    # Before nbconvert sees them: what it does with magics depends on IPython.
    for cell in cells:
        cell["source"], its_notes = remove_magics(cell["source"])
        notes += [f"cell {cell['metadata']['grade_number']}, {note}" for note in its_notes]
    plain = tuple(Cell(cell["metadata"]["grade_number"], cell["source"]) for cell in cells)
    if is_plain(plain):
        return [*plain], notes
    load()
    return export(cells), notes


def is_plain(cells: tuple[Cell, ...]) -> bool:
    """Tell whether all is Python, which nbconvert hands on as it is, once it has been loaded."""
    is_short = sum(len(cell.source) for cell in cells) <= MOST_PLAIN
    return is_short and len(parsed(cells)) == len(cells)


def export(cells: Sequence[dict[str, Any]]) -> list[Cell]:
    """Convert code cells through nbconvert's Python exporter."""
    import nbformat

    content = {"nbformat": NOTEBOOK_FORMAT, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    notebook = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
    separator = f"# {secrets.token_hex(16)}"
    text, _ = exporter().from_notebook_node(notebook, resources={"separator": separator})
    parts = [part.partition("\n") for part in f"\n{text}".split(f"\n{separator} ")[1:]]
    return [Cell(int(number), source) for number, _, source in parts]


def plain_cells(document: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Reduce the code cells to number and source, with notes on what is left out."""
    cells, notes = [], []
    for number, cell in code_cells(document):
        source = text_of(cell)
        tags = as_dict(cell.get("metadata")).get("tags")
        if source is None:
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
