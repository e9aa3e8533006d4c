"""The one source of an assignment: its example and its starter are made from it.

`reference/NAME/source.ipynb`, or `source.py` with `# %%` between cells, holds the whole solution,
marked as `gaps` says. What is made is compared with what lies there, never put there in silence.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from grader.core.errors import CourseError, RecordingError
from grader.core.files import read_text
from grader.core.hashing import digest
from grader.course.example import read_document
from grader.course.gaps import solution_of, starter_of

SOURCES = ("source.ipynb", "source.py")
EXAMPLE = "example.ipynb"
PERCENT = re.compile(r"# %%(?P<title>.*)")
TAGS = re.compile(r"tags=\[([^\]]*)\]")
OF_MARKDOWN = re.compile(r"\[(markdown|md|raw)\]")
# What other programs note on a cell; of an answer's place or points nothing goes to students.
FOREIGN = ("nbgrader", "otter", "execution", "ExecuteTime", "collapsed", "scrolled", "jupyter")
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class SourceCell:
    """One cell of a source: its kind in a notebook's word, its text, what is noted on it.

    `more` is what a cell of text has besides: its pictures. `line` is where its text begins, in a
    source that is one text.
    """

    kind: str
    text: str
    name: str
    noted: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None


def find_source(staff: Path | None) -> Path | None:
    """Find the source of an assignment, if it has one. Raises CourseError for two."""
    paths = [staff / name for name in SOURCES if (staff / name).is_file()] if staff else []
    if len(paths) > 1:
        raise CourseError(f"{paths[0]}: and {paths[1].name} beside it: which is the source?")
    return paths[0] if paths else None


def read_source_cells(path: Path) -> tuple[SourceCell, ...]:
    """Read a source's cells. Raises CourseError for what is neither notebook nor Python."""
    text = read_text(path, CourseError).removeprefix("\ufeff").replace("\r\n", "\n")
    if path.suffix == ".py":
        return tuple(percent_cells(text))
    try:
        document = json.loads(text)
        return tuple(notebook_cell(n, cell) for n, cell in enumerate(document["cells"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"{path}: no notebook of format 4 ({type(error).__name__}: {error}); "
            "open it in Jupyter and save it"
        ) from error


def notebook_cell(number: int, cell: Mapping[str, Any]) -> SourceCell:
    """Take over a notebook's cell, without its outputs."""
    source, noted = cell["source"], cell.get("metadata", {})
    text = source if isinstance(source, str) else "".join(source)
    plain = {key: value for key, value in noted.items() if key not in FOREIGN}
    more = {"attachments": cell["attachments"]} if "attachments" in cell else {}
    name = str(cell.get("id", f"cell-{number}"))
    return SourceCell(str(cell["cell_type"]), text, name, plain, more)


def percent_cells(text: str) -> Iterator[SourceCell]:
    """Cut a program at its `# %%` lines, as editors and jupytext do."""
    program = without_header(text)
    above = text.count("\n") - program.count("\n")
    parts: list[tuple[str, int, list[str]]] = [("", above + 1, [])]
    for number, line in enumerate(program.split("\n"), above + 1):
        if match := PERCENT.match(line):
            parts.append((match["title"], number + 1, []))
        else:
            parts[-1][2].append(line)
    parts = [part for part in parts if "".join(part[2]).strip()]
    for number, (title, first, lines) in enumerate(parts):
        kind = OF_MARKDOWN.search(title)
        body = "\n".join(lines).strip("\n")
        name, noted = f"cell-{number}", tags_in(title)
        if kind is None:
            empty = next(n for n, line in enumerate(lines) if line)
            yield SourceCell("code", body, name, noted, line=first + empty)
        else:
            word = "raw" if kind[1] == "raw" else "markdown"
            yield SourceCell(word, uncommented(body), name, noted)


def tags_in(title: str) -> dict[str, list[str]]:
    """Read a cell's tags, as jupytext writes them: `# %% [markdown] tags=["explain"]`."""
    match = TAGS.search(title)
    return {"tags": re.findall(r"[\"']([^\"']+)[\"']", match[1])} if match else {}


def percent_text(cells: Sequence[SourceCell]) -> str:
    """Write cells as a program with `# %%` above each."""
    return "\n".join(map(percent_cell, cells))


def percent_cell(cell: SourceCell) -> str:
    """Write one cell with its tags; what is no code stands in comments."""
    tags = cell.noted.get("tags")
    noted = f" tags={json.dumps(tags, ensure_ascii=False)}" if tags else ""
    if cell.kind == "code":
        return f"# %%{noted}\n{cell.text}\n"
    lines = (f"# {line}".rstrip() for line in cell.text.split("\n"))
    return "\n".join([f"# %% [{cell.kind}]{noted}", *lines, ""])


def without_header(text: str) -> str:
    """Leave out what jupytext writes at the top."""
    return re.sub(r"\A# ---\n(?:#.*\n)*?# ---\n", "", text)


def uncommented(body: str) -> str:
    """Give the text of a markdown cell that stands in comments or in one string."""
    for quotes in ('"""', "'''"):
        if body.startswith(quotes) and body.endswith(quotes) and len(body) > len(quotes):
            return body.removeprefix(quotes).removesuffix(quotes).strip("\n")
    return "\n".join(re.sub(r"^# ?", "", line) for line in body.split("\n"))


def make_notebooks(source: Path, name: str) -> dict[str, dict[str, Any]]:
    """Make what students see of a source and what they don't: starter and example, by file name.

    Raises CourseError for a mark that has no other end.
    """
    cells = read_source_cells(source)
    makers = {EXAMPLE: solution_of, f"{name}.ipynb": starter_of}
    return {file: make_notebook(source, cells, cut, name) for file, cut in makers.items()}


def make_notebook(
    source: Path, cells: Sequence[SourceCell], cut: Callable[[str, str, str], str], name: str
) -> dict[str, Any]:
    """Make one notebook of the cells, each cut as it is to be there."""
    places = [f"{source}, cell {number}" for number in range(1, len(cells) + 1)]
    texts = [cut(cell.text, place, cell.kind) for cell, place in zip(cells, places, strict=True)]
    document = notebook_of([with_text(c, t) for c, t in zip(cells, texts, strict=True)])
    of_course = {"assignment": name, "made": seal_of(document["cells"])}
    return {**document, "metadata": {**document["metadata"], "grade": of_course}}


def with_text(cell: SourceCell, text: str) -> SourceCell:
    """Give a cell its text as it was cut, without the pictures that only a model answer shows."""
    before, now = unquote(cell.text), unquote(text)
    pictures = cell.more.get("attachments", {}).items()
    left = {name: raw for name, raw in pictures if name in now or name not in before}
    return replace(cell, text=text, more={"attachments": left} if left else {})


def notebook_of(cells: Sequence[SourceCell]) -> dict[str, Any]:
    """Make a notebook of cells."""
    made = [cell_document(cell) for cell in cells]
    return {"cells": made, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}


def cell_document(cell: SourceCell) -> dict[str, Any]:
    """Write a cell as a notebook has it."""
    own = {"cell_type": cell.kind, "id": cell.name, "metadata": cell.noted, **cell.more}
    of_code: dict[str, Any] = (
        {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
    )
    return {**own, **of_code, "source": cell.text.splitlines(keepends=True)}


def notebook_bytes(document: Mapping[str, Any]) -> bytes:
    """Write a notebook as Jupyter does."""
    return (json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def seal_of(cells: list[dict[str, Any]]) -> str:
    """Hash what cells say, and their tags and pictures by themselves.

    What was run of them, and by which program, is nothing.
    """
    texts = [[cell.get("cell_type"), "".join(cell.get("source", ()))] for cell in cells]
    noted = [
        [cell.get("metadata", {}).get("tags") or [], cell.get("attachments") or {}]
        for cell in cells
    ]
    hashes = (digest(json.dumps(each, sort_keys=True).encode())[:12] for each in (texts, noted))
    return "-".join(hashes)


def is_made(path: Path, document: Mapping[str, Any]) -> bool:
    """Tell whether a notebook says what is made now, whatever was run in it."""
    return path.is_file() and seals(path)[0] == document["metadata"]["grade"]["made"]


def is_by_hand(path: Path) -> bool:
    """Tell whether a notebook was changed since it was made, or never was."""
    now, then = seals(path)
    # One that was made by an earlier version has the hash of its texts alone.
    return not then or then not in (now, now.partition("-")[0])


def seals(path: Path) -> tuple[str, str | None]:
    """Give the hash of what a notebook says, and of what it said when it was made."""
    try:
        document = json.loads(path.read_bytes())
        then = document["metadata"].get("grade", {}).get("made")
        return seal_of(document["cells"]), then
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", None


def find_outdated(root: Path, name: str) -> list[str]:
    """Say of each notebook that is not what the source makes now; nothing where there is none.

    Raises CourseError for a source that can't be read, or is not Python.
    """
    source = find_source(root / "reference" / name)
    if source is None:
        return []
    where = source.relative_to(root).as_posix()
    refuse_broken(source)
    made = make_notebooks(source, name)
    folder = root / "assignments" / name
    old = [folder / file for file, document in made.items() if not is_made(folder / file, document)]
    return [
        changed_by_hand(path, source) or f"{path}: is not what {where} makes now" for path in old
    ]


def changed_by_hand(path: Path, source: Path) -> str:
    """Say what to do about a notebook in which somebody has written; "" where nobody has.

    It is never written over.
    """
    if not path.is_file() or not is_by_hand(path):
        return ""
    return (
        f"{path}: changed by hand, and not made from {source.name} as it is: write the change into "
        f"{source}, and delete {path.name}"
    )


def refuse_broken(source: Path) -> None:
    """Raise CourseError, with its line, for each cell of a source that is not Python."""
    faults = []
    for number, cell in enumerate(read_source_cells(source), 1):
        if cell.kind == "code" and (error := fault_in(cell)):
            line = (cell.line or 1) + (error.lineno or 1) - 1
            place = f"{source}:{line}" if cell.line else f"{source}, cell {number}, line {line}"
            faults.append(f"{place}: not Python: {error.msg}: {(error.text or '').strip()}")
    if faults:
        raise CourseError(*faults)


def fault_in(cell: SourceCell) -> SyntaxError | None:
    """Find what keeps a cell from being Python, if anything does: no magic."""
    error = syntax_error(cell.text)
    if error is None:
        return None
    # Whatever turns magics into Python takes long to load.
    raw = notebook_bytes(notebook_of([cell]))
    sources = [each.source for each in read_document(raw, Path(EXAMPLE)).cells]
    return next(filter(None, map(syntax_error, sources)), None)


def syntax_error(text: str) -> SyntaxError | None:
    """Give what Python says of a text that it can't compile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error
    return None


def refuse_outdated(root: Path, name: str) -> None:
    """Raise RecordingError, with the line to type, where a notebook is not the source's."""
    if faults := find_outdated(root, name):
        raise RecordingError(*faults[:-1], f"{faults[-1]}; run: grade golden {name}")
