"""The catalogue: known mistakes and correct variants, each a few lines over a correct program.

The files in `reference/NAME/mistakes/` and `variants/` hold ordinary functions and classes; a
decorator says what each one replaces in the assignment's example solution. What is run is the
example's own text with the replacement in its place, the way a submission goes. Files of YAML hold
small changes of that text (`edits`).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.authoring.edits import read_edits, where
from grader.authoring.placing import put_in
from grader.core.errors import CourseError
from grader.core.submission import Script
from grader.course.example import EXAMPLES, read_example
from grader.course.load import Assignment
from grader.course.marks import mistake, variant
from grader.course.probes import refuse_repeated
from grader.course.recording import hash_sources
from grader.course.running import run_module
from grader.course.signatures import CLASS_FAMILIES, FAMILIES

DEFINITION = (ast.FunctionDef, ast.ClassDef)
MISTAKES, VARIANTS = "mistakes", "variants"
EDITS = (".yaml", ".yml")


@dataclass(frozen=True)
class Entry:
    """One program of the catalogue; a variant has no cause, no advice and is about nothing.

    `puts` are pairs of what is replaced and the part that stands for it, `sources` the parts' text;
    `where` it stands in the staff's folder; `beside` are the names that its file has at the margin.
    """

    name: str
    puts: tuple[tuple[str, str], ...]
    sources: Mapping[str, str]
    cause: str = ""
    advice: str = ""
    about: tuple[str, ...] = ()
    corners: tuple[str, ...] = ()
    where: str = ""
    beside: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        return "\n\n".join(self.sources.values())


def load_catalogue(assignment: Assignment) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Load the assignment's mistakes and variants. Raises CourseError for a name that is twice."""
    kinds = catalogue_paths(assignment)
    is_edited = any(path.suffix in EDITS for paths in kinds for path in paths)
    base = example_of(assignment) if is_edited else Script(())
    mistakes, variants = (
        tuple(entry for path in paths for entry in entries_of(path, base, is_mistake=is_mistake))
        for paths, is_mistake in zip(kinds, (True, False), strict=True)
    )
    names = [entry.name for entry in (*mistakes, *variants)]
    refuse_repeated(names, f"{assignment.name}: twice in the catalogue")
    return mistakes, variants


def catalogue_paths(assignment: Assignment) -> tuple[list[Path], list[Path]]:
    """Find the files of the mistakes and of the variants; none in a student's kit."""
    if assignment.staff_folder is None:
        return [], []
    mistakes, variants = (files_of(assignment.staff_folder, kind) for kind in (MISTAKES, VARIANTS))
    return mistakes, variants


def files_of(staff: Path, kind: str) -> list[Path]:
    """Find the files that hold entries: those of a folder, or one that is called as it is."""
    paths = (*staff.glob(f"{kind}.*"), *staff.glob(f"{kind}/*"))
    return sorted(path for path in paths if path.suffix in (".py", *EDITS))


def entries_of(path: Path, base: Script, *, is_mistake: bool) -> tuple[Entry, ...]:
    """Load a file's entries. Raises CourseError."""
    if path.suffix in EDITS:
        return load_edits(path, base, is_mistake=is_mistake)
    return load_entries(path)


def load_edits(path: Path, base: Script, *, is_mistake: bool) -> tuple[Entry, ...]:
    """Load the changes of the example's text that a file holds. Raises CourseError."""
    edits = read_edits(path, base, is_mistake=is_mistake)
    return tuple(
        Entry(
            name=edit.name,
            puts=((edit.target, edit.name),),
            sources={edit.name: edit.source},
            where=where(path, edit),
            **edit.says,
        )
        for edit in edits
    )


def load_entries(path: Path) -> tuple[Entry, ...]:
    """Load the marked functions and classes of a file, in its order. Raises CourseError."""
    namespace = run_module(path)
    text = path.read_text(encoding="utf-8")
    definitions = [node for node in ast.parse(text).body if isinstance(node, DEFINITION)]
    sources = {node.name: plain_source(text, node) for node in definitions}
    refuse_repeated([node.name for node in definitions], f"{path}: defined twice")
    entries = (
        make_entry(name, namespace[name].entry, sources)
        for name in sources
        if hasattr(namespace[name], "entry")
    )
    file, beside = f"{path.parent.name}/{path.name}", frozenset(namespace)
    return tuple(replace(e, where=f"{file}, {e.name}", beside=beside) for e in entries)


def plain_source(text: str, node: ast.FunctionDef | ast.ClassDef) -> str:
    """Cut out a definition with its own decorators, but without ours."""
    # Its lines begin after its decorators, so those that are not ours are put back.
    lines = text.split("\n")[node.lineno - 1 : node.end_lineno]
    decorators = [f"@{ast.unparse(mark)}" for mark in node.decorator_list if not is_ours(mark)]
    return "\n".join([*decorators, *lines])


def is_ours(decorator: ast.expr) -> bool:
    """Tell whether a decorator only marks an entry of the catalogue."""
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Name) and call.id in (mistake.__name__, variant.__name__)


def make_entry(name: str, fields: Mapping[str, Any], sources: Mapping[str, str]) -> Entry:
    """Make an entry with the source of every definition it puts somewhere. Raises CourseError."""
    unknown = sorted({part for _, part in fields["puts"]} - set(sources))
    if unknown or not fields["puts"]:
        raise CourseError(f"{name}: must say what it replaces; not defined: {', '.join(unknown)}")
    # What else is put in comes first: a class may build on it.
    parts = dict.fromkeys([*(part for _, part in fields["puts"] if part != name), name])
    return Entry(name=name, sources={part: sources[part] for part in parts}, **fields)


def example_of(assignment: Assignment) -> Script:
    """Read the example solution, which the entries are put into. Raises CourseError."""
    return read_example(assignment.folder, assignment.limits)


def program(base: Script, entry: Entry) -> Script:
    """Give the example with the entry in the place of what it replaces."""
    return put_in(base, entry.puts, entry.sources)


def hash_catalogue(assignment: Assignment) -> dict[str, str]:
    """Hash everything that the catalogue's answers depend on."""
    staff = assignment.staff_folder or assignment.folder
    names = ("probes.py", "cases.py", FAMILIES, *EXAMPLES)
    of_staff = ("cases.py", FAMILIES, CLASS_FAMILIES)
    paths = {assignment.folder / name for name in names} | {staff / name for name in of_staff}
    paths.update(*catalogue_paths(assignment), (path for _, path in assignment.data_files()))
    return hash_sources(assignment.root, [path for path in paths if path.is_file()])
