"""Draft an assignment from another grader's source notebook."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.authoring.new import Draft
from grader.authoring.takeover.asked import Takeover, take_over
from grader.authoring.takeover.homework import Homework, SourcePart
from grader.authoring.takeover.modules import allowed_for, is_installed
from grader.authoring.takeover.names import plain_code
from grader.authoring.takeover.nbgrader import is_nbgrader, read_nbgrader
from grader.authoring.takeover.otter import is_otter, read_otter
from grader.authoring.takeover.texts import (
    hidden_text,
    no_cases_text,
    probes_text,
    section_text,
    task_text,
    written,
)
from grader.authoring.takeover.trying import failing
from grader.core.errors import UsageError
from grader.core.files import read_text
from grader.core.text import clean
from grader.course.source import SourceCell, notebook_bytes, notebook_of
from grader.submission.syntax import parse

MOST_BYTES = 50_000_000  # of a file that comes along because the notebook names it


def read_foreign(path: Path) -> Homework | None:
    """Read another grader's source notebook; None where a file is none of these.

    Raises UsageError for a notebook that can't be read.
    """
    if path.suffix != ".ipynb":
        return None
    document = read_notebook(path)
    if is_nbgrader(document):
        return read_nbgrader(document)
    return read_otter(document) if is_otter(document) else None


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook of a teacher's own. Raises UsageError for what is none of format 4."""
    try:
        document = json.loads(read_text(path, UsageError, "utf-8-sig"))
        cells = [cell for cell in document["cells"] if isinstance(cell, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{clean(path)}: no notebook of format 4 ({type(error).__name__}: {error}); "
            "open it in Jupyter and save it"
        ) from error
    return {**document, "cells": cells}


def draft_takeover(homework: Homework, path: Path, name: str) -> Draft:
    """Draft an assignment that asks what a homework tests. Raises UsageError for nothing."""
    planned = take_over(homework)
    if not planned.lines:
        raise UsageError(f"{clean(path)}: has no test and no cell with points, so nothing to grade")
    codes = [part.text for part in homework.parts if part.kind == "code"]
    codes += [test.code for each in homework.exercises for test in each.tests]
    modules = sorted(file.stem for file in path.parent.glob("*.py"))
    data = dict(files_named(codes, path.parent))
    allowed = allowed_for(codes, modules)
    return Draft(
        name,
        notebook_bytes(notebook_of(cells_of(homework))),
        ".ipynb",
        task=task_text(planned, name),
        probes=probes_text(planned, name, path.name),
        cases=no_cases_text(planned),
        hidden=hidden_text(planned),
        section=section_text(planned, name, allowed, places_of(data)),
        more=beside(homework, name, data),
        remarks=(*remarks(planned, allowed), *map(str, failing(homework, path))),
    )


def cells_of(homework: Homework) -> list[SourceCell]:
    """Give the cells of the one source."""
    return [
        SourceCell(part.kind, part.text, f"cell-{number}", noted_of(part), part.more)
        for number, part in enumerate(homework.parts)
    ]


def noted_of(part: SourcePart) -> dict[str, list[str]]:
    """Give what is noted on a cell: by its tag a marker is shown what students wrote."""
    return {"tags": [part.tag]} if part.tag else {}


def files_named(codes: Sequence[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Find the files beside a notebook whose names stand in its code."""
    for name in dict.fromkeys(text for code in codes for text in texts_in(code)):
        path = folder / name
        if is_beside(path, folder) and path.stat().st_size <= MOST_BYTES:
            yield path.resolve().relative_to(folder.resolve()).as_posix(), path.read_bytes()


def is_beside(path: Path, folder: Path) -> bool:
    """Tell whether a path is of a data file below a folder."""
    try:
        within = path.resolve().is_relative_to(folder.resolve())
        return within and path.is_file() and path.suffix not in (".py", ".ipynb")
    except (OSError, ValueError):
        return False


def texts_in(code: str) -> Iterator[str]:
    """Give the texts that stand in some code and may be a file's name."""
    tree = parse(plain_code(code))
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] if 0 < len(node.value) < 200 else []


def places_of(data: Mapping[str, bytes]) -> list[str]:
    """Name what is data of the assignment, unless all of it is in the usual folder."""
    tops = sorted({f"{name.partition('/')[0]}{'/' * ('/' in name)}" for name in data})
    return [] if tops == ["data/"] else tops


def beside(homework: Homework, name: str, data: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the files besides: data for students, and for staff what a right text says."""
    files = {f"assignments/{name}/{place}": raw for place, raw in data.items()}
    if homework.answers:
        texts = (f"## {clean(own)}\n\n{text}\n" for own, text in homework.answers)
        head = "# What the solution writes, for whoever marks\n\n"
        files[f"reference/{name}/answers.md"] = (head + "\n".join(texts)).encode()
    return files


def remarks(planned: Takeover, allowed: Sequence[str]) -> Iterator[str]:
    """Say what was taken over, and each thing that was not."""
    probings = [p for hidden in (False, True) for p in planned.probings(hidden=hidden)]
    asserting = sum(probing.question.asserts for probing in probings)
    by_hand = [line for line in planned.lines if not line.probings]
    total = planned.points(hidden=False) + planned.points(hidden=True)
    yield (
        f"taken over from {planned.homework.format}: {len(probings)} questions, of which "
        f"{asserting} assert, and {len(by_hand)} criteria by hand; {written(total)} points"
    )
    if planned.scale > 1:
        yield f"points are {planned.scale} times those of the notebook: they are counted in halves"
    yield from (f"not taken over as it was: {left}" for left in planned.left)
    for name in allowed:
        if not is_installed(name):
            yield f"{name} is not installed here; run: pip install {name}"
