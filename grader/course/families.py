"""Load an assignment's families of mistakes: functions over answers, which run nothing."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from grader.core.errors import CourseError
from grader.core.probe import ProbeName
from grader.core.result import Family
from grader.course.golden import read_raw
from grader.course.load import Assignment
from grader.course.running import run_text
from grader.course.signatures import CLASS_FAMILIES, FAMILIES

Thing = TypeVar("Thing", bound=Callable[..., Any])


def family(
    target: str, *, cause: str, advice: str, about: Sequence[str]
) -> Callable[[Thing], Thing]:
    """Mark a function that knows all mistakes of a kind, which differ in a number only.

    It gets answers and goldens by the visible probes' names, both built alike, and gives None or
    the number and what a program with it answers, by probe: `...` where that can't be told, and
    nothing where it is the golden. Advice and cause may name the number: {parameter}.
    """

    def mark(thing: Thing) -> Thing:
        texts = {"cause": cause, "advice": advice, "about": tuple(about)}
        thing.family = {"target": target, **texts}  # type: ignore[attr-defined]
        return thing

    return mark


@functools.lru_cache(maxsize=16)
def load_families(assignment: Assignment) -> tuple[Family, ...]:
    """Load what stands beside the probes, and what only a class knows; nothing where nothing does.

    Raises CourseError for a family of a kit that names what is hidden: a kit holds its text.
    """
    path = assignment.folder / FAMILIES
    raw = read_raw(path)
    text = "" if raw is None else raw.decode("utf-8")
    for name in hidden_names(text, assignment):
        raise CourseError(f"{path}: names what is hidden, {name!r}, and is part of every kit")
    names = run_text(text, path)
    if assignment.staff_folder is not None:
        names = run_more(assignment.staff_folder / CLASS_FAMILIES, names)
    marked = {name: value for name, value in names.items() if hasattr(value, "family")}
    return tuple(Family(name, fits=value, **value.family) for name, value in marked.items())


def run_more(path: Path, names: dict[str, Any]) -> dict[str, Any]:
    """Run a file that goes on where another ended. Raises CourseError."""
    raw = read_raw(path)
    return names if raw is None else run_text(raw.decode("utf-8"), path, names)


def hidden_names(text: str, assignment: Assignment) -> Iterator[str]:
    """Find the texts that name a hidden probe or its case."""
    hidden = {probe.name for probe in assignment.probes if probe.hidden}
    hidden |= {ProbeName.parse(name).case for name in hidden}
    hidden -= {probe.case.name for probe in assignment.probes if not probe.hidden}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in hidden:
            yield str(node.value)
