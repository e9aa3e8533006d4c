"""The catalogue: known mistakes and correct variants, each a few lines over a correct program.

`reference/NAME/mistakes.py` and `variants.py` hold ordinary functions and classes; a decorator says
what each one replaces in the assignment's example solution. What is run is the example's own text
with the replacement after it, the way a submission goes.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from grader.course import run_module
from grader.errors import CourseError
from grader.model import Cell, Script

DEFINITION = (ast.FunctionDef, ast.ClassDef)
NOTHING: Mapping[str, str] = MappingProxyType({})
Thing = TypeVar("Thing", bound=Callable[..., Any])


@dataclasses.dataclass(frozen=True)
class Entry:
    """One program of the catalogue; a variant has no cause, no advice and is about nothing."""

    name: str
    puts: tuple[tuple[str, str], ...]
    source: str
    cause: str = ""
    advice: str = ""
    about: tuple[str, ...] = ()


def mistake(
    *replaces: str, cause: str, advice: str, about: Sequence[str], also: Mapping[str, str] = NOTHING
) -> Callable[[Thing], Thing]:
    """Mark a function or class as a mistake.

    It stands for each of the named functions, classes or methods ("Perceptron.train"); `also` puts
    other definitions of the same file, by name, in the place of others. The cause is what siblings
    share, the advice one sentence for the student that gives no code away, and `about` the
    criteria that the mistake itself is about.
    """
    texts = {"cause": cause, "advice": advice, "about": tuple(about)}
    return _mark(replaces, also, texts)


def variant(*replaces: str, also: Mapping[str, str] = NOTHING) -> Callable[[Thing], Thing]:
    """Mark a function or class as correct, though it goes about it in another way."""
    return _mark(replaces, also, {})


def _mark(
    replaces: Sequence[str], also: Mapping[str, str], texts: dict[str, Any]
) -> Callable[[Thing], Thing]:
    def mark(thing: Thing) -> Thing:
        puts = [(target, thing.__name__) for target in replaces]
        thing.entry = {"puts": (*puts, *also.items()), **texts}  # type: ignore[attr-defined]
        return thing

    return mark


def load_entries(path: Path) -> tuple[Entry, ...]:
    """The marked functions and classes of a file, in its order. Raises CourseError."""
    namespace = run_module(path)
    text = path.read_text(encoding="utf-8")
    definitions = [node for node in ast.parse(text).body if isinstance(node, DEFINITION)]
    sources = {node.name: plain_source(text, node) for node in definitions}
    if len(sources) < len(definitions):
        names = [node.name for node in definitions]
        twins = sorted({name for name in names if names.count(name) > 1})
        raise CourseError(f"{path}: defined twice: {', '.join(twins)}")
    return tuple(
        make_entry(name, namespace[name].entry, sources)
        for name in sources
        if hasattr(namespace[name], "entry")
    )


def make_entry(name: str, fields: Mapping[str, Any], sources: Mapping[str, str]) -> Entry:
    """An entry with the source of every definition it puts somewhere."""
    parts = dict.fromkeys([name, *(part for _, part in fields["puts"])])
    return Entry(name=name, source="\n\n".join(sources[part] for part in parts), **fields)


def plain_source(text: str, node: ast.stmt) -> str:
    """A definition without its decorators of ours."""
    lines = text.split("\n")
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def program(base: Script, entry: Entry) -> Script:
    """The example's cells, and one that puts the replacement in."""
    assignments = [f"{target} = {name}" for target, name in entry.puts]
    source = "\n".join([entry.source, *assignments])
    return Script((*base.cells, Cell(len(base.cells) + 1, source)))
