"""Try a homework's tests on its own solution: what that answers is what will be right."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.authoring.takeover.homework import CellTest, Exercise, Homework, Left
from grader.authoring.takeover.modules import GRADERS, STAND_INS, imported
from grader.authoring.takeover.names import plain_code
from grader.authoring.takeover.questions import CannotTakeError, with_messages, without_nose
from grader.authoring.takeover.text import Text
from grader.core.errors import RecordingError
from grader.core.submission import Cell, Modules, Script
from grader.core.text import one_line
from grader.course.gaps import solution_of
from grader.course.program import Surroundings, run_cell, run_script, working_in


def failing(homework: Homework, path: Path) -> Iterator[Left]:
    """Run the solution, and say which tests it does not pass; or why that can't be known."""
    cells = [part.text for part in homework.parts if part.kind == "code"]
    texts = [plain_code(solution_of(text, path.name)) for text in cells]
    script = Script(tuple(Cell(number, text) for number, text in enumerate(texts, 1)))
    try:
        module = run_script(script, surroundings(homework, texts, path))
    except RecordingError as error:
        yield Left(0, path.name, f"its tests were not tried: {one_line(str(error))}")
        return
    for exercise in homework.exercises:
        for test in exercise.tests:
            yield from tried(exercise, test, module, path.parent)


def surroundings(homework: Homework, texts: list[str], path: Path) -> Surroundings:
    """Let a solution import what it and its tests do, in the folder where it lies."""
    codes = [*texts, *(test.code for each in homework.exercises for test in each.tests)]
    roots = {name for code in codes for name in imported(code)} - {*STAND_INS, *GRADERS}
    modules = Modules(frozenset(roots) | sys.stdlib_module_names, frozenset(STAND_INS))
    return Surroundings("the solution", path.parent, modules)


def tried(exercise: Exercise, test: CellTest, module: Any, folder: Path) -> Iterator[Left]:
    """Run a test as the notebook does; say what it raises, or shows otherwise than it did."""
    with contextlib.suppress(CannotTakeError, SyntaxError):  # of which something is said already
        code = checked(without_nose(plain_code(test.code)), test)
        try:
            with working_in(folder), contextlib.redirect_stdout(io.StringIO()):
                run_cell(code, "its test", module)
        except RecordingError as error:
            why = one_line(str(error).partition(": the solution ")[2])
            fault = f"the solution fails its own test ({why}), and is taken for right"
            yield Left(test.cell, exercise.name, fault)


def checked(code: str, test: CellTest) -> str:
    """Let code assert that what it shows is what was shown, and say what it asserts."""
    tree, text = ast.parse(code), Text(code)
    last = tree.body[-1] if tree.body else None
    if not test.shown or not isinstance(last, ast.Expr) or is_printing(last.value):
        return text.edited(with_messages(tree, text))
    value = ast.unparse(last.value)
    tree.body.pop()
    shown = f"repr({value}) == {test.shown!r}"
    with contextlib.suppress(ValueError, SyntaxError):
        ast.literal_eval(test.shown)
        shown = f"({value}) == ({test.shown})"
    return f"{ast.unparse(tree)}\nassert {shown}, {value + ' is not ' + test.shown!r}"


def is_printing(value: ast.expr) -> bool:
    """Tell whether an expression shows what it prints, not what it gives."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and (value.func.id == "print")
    )
