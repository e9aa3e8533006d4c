"""Draft an assignment from a teacher's finished solution, with or without marks in it."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.authoring.called import CallsNoted
from grader.authoring.finished import RESERVED, Gap, find_asked
from grader.authoring.new import Draft, pattern
from grader.authoring.takeover.draft import files_named, places_of
from grader.authoring.takeover.modules import STAND_INS, allowed_for
from grader.core.errors import GraderError, UsageError
from grader.core.files import read_bytes
from grader.core.submission import SUFFIXES, Modules
from grader.core.text import clean
from grader.course.example import read_document
from grader.course.gaps import has_marks, mark_functions, solution_of
from grader.course.program import Surroundings, run_script
from grader.course.source import (
    SourceCell,
    make_notebook,
    notebook_bytes,
    notebook_of,
    percent_text,
    read_source_cells,
)
from grader.submission.analysis import outline_of

INDENT = "    "


def draft_solution(path: Path, name: str) -> Draft:
    """Draft an assignment whose source is a file. Raises UsageError where nothing can be asked."""
    if path.suffix not in SUFFIXES:
        raise UsageError(f"--from {clean(path)}: a notebook or a .py file is expected")
    read = read_source_cells(path)
    is_marked = any(has_marks(cell.text) for cell in read if cell.kind == "code")
    cells = read if is_marked else tuple(map(marked, read))
    if not any(has_marks(cell.text) for cell in cells):
        raise UsageError(f"--from {clean(path)}: no function in it, and no ### BEGIN SOLUTION")
    asked = asked_in(path, cells, name)
    can_be = [each for each in asked if each.inputs is not None]
    if not can_be:
        raise UsageError(
            f"--from {clean(path)}: no function of it answers with numbers or texts to anything "
            f"that was tried; run `grade new {name}` without --from and write it into its source"
        )
    codes = [cell.text for cell in cells if cell.kind == "code"]
    data = dict(files_named(codes, path.parent))
    return Draft(
        name,
        source_text(path, cells),
        path.suffix,
        task=task_of(name, asked),
        probes=probes_of(name, asked),
        section=section_of(name, len(can_be), codes, places_of(data)),
        more={f"assignments/{name}/{place}": raw for place, raw in data.items()},
        remarks=tuple(remarks(path, asked, is_marked=is_marked)),
    )


def marked(cell: SourceCell) -> SourceCell:
    """Mark what the functions of a cell do."""
    return replace(cell, text=mark_functions(cell.text)) if cell.kind == "code" else cell


def source_text(path: Path, cells: Sequence[SourceCell]) -> bytes:
    """Write the source in the form in which the solution came, without outputs."""
    if cells == read_source_cells(path) and path.suffix == ".py":
        return read_bytes(path, UsageError)  # with the titles of its cells
    if path.suffix == ".py":
        return percent_text(cells).encode()
    return notebook_bytes(notebook_of(cells))


def asked_in(path: Path, cells: Sequence[SourceCell], name: str) -> list[Gap]:
    """Run a solution, and find with what its functions can be asked. Raises UsageError."""
    raw = notebook_bytes(make_notebook(path, cells, solution_of, name))
    script = read_document(raw, path)
    roots = {each.root for each in outline_of(script).imports if each.module}
    modules = Modules(frozenset(roots) | sys.stdlib_module_names, frozenset(STAND_INS))
    noted = CallsNoted(f"{path.name}, cell ")
    try:
        with noted.noting():
            module = run_script(script, Surroundings(path.name, path.parent, modules))
    except GraderError as error:
        raise UsageError(f"--from {error}") from error
    return find_asked(module, cells, noted)


def remarks(path: Path, asked: Sequence[Gap], *, is_marked: bool) -> Iterator[str]:
    """Say what was made of a solution, and what whoever wrote it knows better."""
    if not is_marked:
        yield f"{clean(path.name)} has no ### BEGIN SOLUTION: each function became a gap"
    tried = [each.name for each in asked if each.is_tried and each.inputs is not None]
    if tried:
        yield f"with invented inputs, to be replaced in probes.py: {', '.join(tried)}"
    left = [each.name for each in asked if each.inputs is None]
    if left:
        yield f"not asked yet, write it in probes.py: {', '.join(left)}"


def task_of(name: str, asked: Sequence[Gap]) -> str:
    """Write the students' README."""
    rows = (f"- `{each.name}({', '.join(each.parameters)})`: {of_text(each)}" for each in asked)
    head, _, foot = pattern("task", name).partition("- `mean")
    return "\n".join([head.rstrip("\n"), "", *rows, "", foot.partition("\n\n")[2]])


def of_text(asked: Gap) -> str:
    """Give what a function's docstring says of it."""
    return asked.sentence.partition("(): ")[2] or "what it is to do"


def probes_of(name: str, asked: Sequence[Gap]) -> str:
    """Write the questions and their cases; what nobody knows an input for, as comments."""
    head = pattern("probes", name).partition("\n\n\n")[0]
    if any(each.varied for each in asked):
        head += f"\n\n\n{pattern('like', name).rstrip()}"
    else:
        head = head.replace("case, drawn, ", "case, ")
    return "\n\n\n".join([head, *map(probe_of, asked)]) + "\n"


def probe_of(asked: Gap) -> str:
    """Write one question, and the case that it is asked about."""
    owner, _, method = asked.name.rpartition(".")
    names = asked.inputs or asked.parameters
    values = [f"{f'{n}=' * (n not in asked.parameters)}case.{in_case(n)}" for n in names]
    made = f"student.{owner}({'*case.made_with' if asked.made_with else ''})"
    call = f"{f'{made}.{method}' if owner else f'student.{asked.name}'}({', '.join(values)})"
    lines = [f"return {call}"]
    if asked.read:
        read = ", ".join(f'"{each}": thing.{each}' for each in asked.read)
        lines = [f"thing = {made}", call.replace(made, "thing", 1), f"return {{{read}}}"]
    body = textwrap.indent("\n".join(lines), INDENT)
    text = (
        f'@probe(points=1, group="functions", criterion="{asked.own}")\n'
        f'def ask_{asked.own}(student, case):\n{INDENT}"""{sentence_of(asked)}"""\n'
        f"{body}"
    )
    if asked.inputs is not None:
        return f"{text}\n\n\n{case_of(asked)}"
    note = "With what this one can be asked, you know: write a case, and take the # away."
    return textwrap.indent(f"{note}\n{text}", "# ")


def sentence_of(asked: Gap) -> str:
    """Give the sentence of a question as it can stand in a docstring."""
    return asked.sentence.replace("\\", "\\\\").replace('"', "'")


def in_case(parameter: str) -> str:
    """Name what a case has for a parameter: some names a case has for itself."""
    return f"{parameter}_" if parameter in RESERVED else parameter


def case_of(asked: Gap) -> str:
    """Write a case, a value a line, and what is drawn like it."""
    values = {in_case(name): value for name, value in (asked.inputs or {}).items()}
    if asked.made_with:
        values["made_with"] = list(asked.made_with)
    data = asked.own.upper()
    rows = "".join(f'{INDENT}"{name}": {literal(value)},\n' for name, value in values.items())
    word = "invented" if asked.is_tried else "as_called"
    case = f'{data} = {{\n{rows}}}\ncase("{asked.own}_{word}", ask_{asked.own}, **{data})'
    return "\n\n\n".join([case, *drawn_of(asked, data)])


def drawn_of(asked: Gap, data: str) -> Iterator[str]:
    """Write what draws other inputs, if the function is known to answer to them."""
    others = (f'"{name}": like({data}["{name}"], rng)' for name in map(in_case, asked.varied))
    if asked.varied:
        head = f"@drawn(ask_{asked.own})\ndef {asked.own}_drawn(rng):"
        yield f"{head}\n{INDENT}return {{**{data}, {', '.join(others)}}}"


def literal(value: Any) -> str:
    """Write a value as Python, in double quotes."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(r'("(?:[^"\\]|\\.)*")|\b(null|true|false)\b', python_word, text)


def python_word(match: re.Match[str]) -> str:
    """Give Python's word for one of JSON's."""
    words: Mapping[str, str] = {"null": "None", "true": "True", "false": "False"}
    return match[1] or words[match[2]]


def section_of(name: str, points: int, codes: Sequence[str], data: Sequence[str]) -> str:
    """Write the rubric's part; what each question is worth stands beside it."""
    inert = [each for each in STAND_INS if any(re.search(rf"\b{each}\b", code) for code in codes)]
    stand_ins = f", stand_ins: [{', '.join(inert)}]" if inert else ""
    rows = pattern("rubric", name).split("\n")[:3]
    rows += [f"  points: {{visible: {points}}}"]
    rows += [f"  modules: {{allowed: [{', '.join(allowed_for(codes, ()))}]{stand_ins}}}"]
    rows += [f"  data: {json.dumps(data)}"] if data else []
    return "\n".join([*rows, ""])
