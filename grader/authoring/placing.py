"""Put definitions in the place of those of a program's own text, each in its own cell.

So what comes after it runs with it, as in a student's notebook. Pure: runs nothing.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.core.submission import Cell, Script
from grader.submission.trees import trees

DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Span:
    """Where a definition stands in a script: the cell's index, and the lines from `first` on."""

    cell: int
    first: int
    end: int
    indent: int = 0

    def text(self, script: Script) -> str:
        """Cut it out, so that it begins at the margin."""
        return textwrap.dedent("\n".join(lines_of(script, self.cell)[self.first : self.end]))


def put_in(base: Script, puts: Sequence[tuple[str, str]], sources: Mapping[str, str]) -> Script:
    """Put parts in the place of functions, classes or methods, under the names of those.

    A part that stands for nothing of the program's text is put before the first that does.
    """
    spans = {target: span for target, _ in puts if (span := place_of(base, target, puts))}
    names = {part: target.rpartition(".")[2] for target, part in puts if target in spans}
    first = min((span.cell for span in spans.values()), default=0)
    changes: list[tuple[Span, str]] = []
    for target, part in puts:
        own = {**names, part: target.rpartition(".")[2]} if target in spans else names
        text = renamed(sources[part], own)
        if target in spans:
            span = spans[target]
            builds = f"{span.text(base)}\n\n" if builds_on(text) else ""
            changes.append((span, textwrap.indent(builds + text, " " * span.indent)))
        elif (index := binding(base, target.partition(".")[0])) is not None:
            end = len(lines_of(base, index))
            changes.append((Span(index, end, end), f"{text}\n{target} = {part}"))
        else:
            changes.append((Span(first, 0, 0), text))
    return changed(base, changes)


def changed(base: Script, changes: Collection[tuple[Span, str]]) -> Script:
    """Replace lines; from the last one up, so that those above stay where they are."""
    cells = {number: lines_of(base, number) for number in range(len(base.cells))}
    for span, text in sorted(changes, key=lambda change: change[0].first, reverse=True):
        cells[span.cell][span.first : span.end] = text.split("\n")
    return replace(
        base,
        cells=tuple(
            Cell(cell.number, "\n".join(cells[number]), cell.file)
            for number, cell in enumerate(base.cells)
        ),
    )


def place_of(base: Script, target: str, puts: Sequence[tuple[str, str]]) -> Span | None:
    """Find what is to be replaced; nothing of a class that is replaced as a whole."""
    owner, _, method = target.partition(".")
    return None if method and owner in dict(puts) else find_span(base, target)


def find_span(script: Script, target: str) -> Span | None:
    """Find the last definition of a function, a class or a method."""
    for index, tree in reversed(trees(script)):
        nodes: list[Definition] = [*defined(tree.body, target.partition(".")[0])]
        if nodes and "." in target:
            nodes = [*defined(nodes[-1].body, target.partition(".")[2])]
        if nodes:
            node = nodes[-1]
            first = min(each.lineno for each in (node, *node.decorator_list)) - 1
            return Span(index, first, node.end_lineno or node.lineno, node.col_offset)
    return None


def defined(body: Sequence[ast.stmt], name: str) -> Iterator[Definition]:
    """Give the definitions of a name among some statements."""
    yield from (node for node in body if isinstance(node, DEFINITION) and node.name == name)


def binding(script: Script, name: str) -> int | None:
    """Find the last cell that gives a name to something."""
    for index, tree in reversed(trees(script)):
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=own, ctx=ast.Store()) | ast.ClassDef(name=own) if own == name:
                    return index
    return None


def builds_on(text: str) -> bool:
    """Tell whether a definition needs what it replaces: a class that is made of it."""
    node = ast.parse(text).body[0]
    assert isinstance(node, DEFINITION)
    needed = [*node.decorator_list, *(node.bases if isinstance(node, ast.ClassDef) else [])]
    names = (each for tree in needed for each in ast.walk(tree))
    return any(isinstance(each, ast.Name) and each.id == node.name for each in names)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Write other names in some text: what is defined and looked up, no keyword and no string."""
    # Columns are of bytes.
    lines = text.encode().split(b"\n")
    for line, column, name in sorted(occurrences(text, names), reverse=True):
        old = lines[line - 1]
        column = old.index(name.encode(), column)
        lines[line - 1] = old[:column] + names[name].encode() + old[column + len(name.encode()) :]
    return b"\n".join(lines).decode()


def occurrences(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Find where names are defined or looked up: the line, a column no further on, the name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id in names:
            yield node.lineno, node.col_offset, node.id
        elif isinstance(node, DEFINITION) and node.name in names:
            yield node.lineno, node.col_offset, node.name


def lines_of(script: Script, index: int) -> list[str]:
    """Give the lines of a cell."""
    return script.cells[index].source.split("\n")
