"""Run an example here, as the staff's reference: trusted, and with what a notebook has.

Cells run in a module of their own, in a folder with the assignment's data; plots are inert, as they
are behind the wall, and what is printed is dropped. Staff's side only.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import io
import linecache
import os
import shutil
import sys
import tempfile
import types
import weakref
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.errors import RecordingError
from grader.core.submission import Modules, Script
from grader.course.example import read_example
from grader.course.load import Assignment
from grader.sandbox.inside.imports import Inert, Rule
from grader.sandbox.inside.recording.records import Records
from grader.sandbox.inside.shell import Shell

# Where the data of each example's module lie.
FOLDERS: weakref.WeakKeyDictionary[types.ModuleType, Path] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Surroundings:
    """Where a script runs: what messages call it, its folder, its rule, what is kept of it."""

    where: str
    folder: Path
    modules: Modules
    records: Collection[str] = ()


def run_example(assignment: Assignment) -> Any:
    """Run the example's cells, and give the module that they make. Raises RecordingError."""
    script = read_example(assignment.folder, assignment.limits)
    where = str(assignment.folder / "example.ipynb")
    folder = Path(tempfile.mkdtemp())
    leave = functools.partial(shutil.rmtree, folder, ignore_errors=True)
    try:
        for name, raw in assignment.data:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
        modules, records = assignment.modules, assignment.records
        module = run_script(script, Surroundings(where, folder, modules, records))
    except BaseException:
        leave()
        raise
    # Its functions may read the data when they are asked: they go when it goes.
    weakref.finalize(module, leave)
    FOLDERS[module] = folder
    return module


def standing_with(reference: Any) -> contextlib.AbstractContextManager[None]:
    """Stand where an example was run, if this is its module: a submission is asked there, too."""
    folder = FOLDERS.get(reference) if isinstance(reference, types.ModuleType) else None
    return working_in(folder) if folder is not None else contextlib.nullcontext()


def run_script(script: Script, around: Surroundings) -> Any:
    """Run a script's cells in a folder, and give their module. Raises RecordingError."""
    module = types.ModuleType("__main__")
    with working_in(around.folder), contextlib.redirect_stdout(io.StringIO()):
        records = Records(around.records)
        prepare(module, around.modules, records)
        for cell in script.cells:
            run_cell(cell.source, f"{around.where}, cell {cell.number}", module)
            records.end_cell()
        records.attach(module)
    return module


def prepare(module: types.ModuleType, modules: Modules, records: Records) -> None:
    """Give a module the built-ins of a notebook: its imports follow an assignment's rule."""
    job = {"allowed": modules.allowed, "stand_ins": modules.stand_ins}
    rule = Rule({**job, "forbidden": (), "guarded": ()}, module.__dict__, records.modules())
    shell, inert = Shell(module.__dict__, rule.written), Inert()
    own = {"__import__": rule.import_for, "get_ipython": shell, "display": inert, "help": inert}
    # In a dict of its own: the grader's built-ins stay as they are.
    module.__dict__["__builtins__"] = {**vars(builtins), **own}


def run_cell(source: str, where: str, module: types.ModuleType) -> None:
    """Run one cell. Raises RecordingError, with its line, for whatever it raises."""
    # So that a traceback shows the lines of a cell, which is no file.
    linecache.cache[where] = (len(source), None, source.splitlines(keepends=True), where)
    try:
        exec(compile(source, where, "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:  # `exit()`: else this ends, without a word
        line = line_of(error, where)
        message = f"{where}{line}: the solution raised {type(error).__name__}: {error}"
        raise RecordingError(message) from error


def line_of(error: BaseException, where: str) -> str:
    """Say in which line of a cell an exception came up."""
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}"
    line, trace = "", error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == where:
            line = f", line {trace.tb_lineno}"
        trace = trace.tb_next
    return line


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Stand in a folder for a while."""
    before, path = os.getcwd(), list(sys.path)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
