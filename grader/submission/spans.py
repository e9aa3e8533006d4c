"""Where a script defines and assigns each name: from which line to which. Pure."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from grader.core.submission import Script
from grader.submission.analysis import NAME_LENGTH
from grader.submission.syntax import KEEPS, first_line
from grader.submission.trees import trees

Span = tuple[str, int, int, int]  # a name, the cell by its index, the first line and the last

UNPARSED = ""  # stands for every name, in a cell of which it can't be told
MOST_SPANS = 20_000
WALRUS = ":="
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
PARTS = ("body", "orelse", "finalbody", "handlers", "cases")  # of statements that hold others


def find_spans(script: Script) -> tuple[Span, ...]:
    """Find them all, and each cell that can't be parsed, whole."""
    return tuple(itertools.islice(spans_in(script), MOST_SPANS))


def spans_in(script: Script) -> Iterator[Span]:
    """Give the cells that can't be parsed first; of a file, which is one text, all pieces then."""
    parsed = dict(trees(script))
    is_odd = script.is_file and len(parsed) < len(script.cells)
    ends = [cell.source.count("\n") + 1 for cell in script.cells]
    yield from ((UNPARSED, at, 1, end) for at, end in enumerate(ends) if is_odd or at not in parsed)
    for index, tree in () if is_odd else parsed.items():
        source = script.cells[index].source
        is_kept = KEEPS in source  # looked for once: a text may be long, and have many statements
        for name, node in written_in(tree, WALRUS in source):
            if is_kept:  # where a line of the text may be none of the cell
                yield name, index, 1, ends[index]
            elif len(name) <= 2 * NAME_LENGTH:
                yield name, index, first_line(node), node.end_lineno or node.lineno


def written_in(tree: ast.Module, has_walrus: bool) -> Iterator[tuple[str, ast.stmt]]:
    """Name each statement that defines or assigns something, outside of functions."""
    # In a list and not by recursion: a thousand `elif` are nested as deep.
    waiting: list[tuple[str, ast.AST]] = [("", tree)]
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield from ((owner + name, node) for name in names_written(node, has_walrus))
        if isinstance(node, DEFINITIONS):
            if owner or not isinstance(node, ast.ClassDef):
                continue
            owner = f"{node.name}."
        waiting += [(owner, each) for part in PARTS for each in getattr(node, part, ())]


def names_written(node: ast.stmt, has_walrus: bool) -> Iterator[str]:
    """Give the names that a statement itself defines, or assigns, whole or in part."""
    if isinstance(node, DEFINITIONS):
        yield node.name
    targets = list(getattr(node, "targets", ()))
    targets += filter(None, [getattr(node, "target", None)])
    targets += [item.optional_vars for item in getattr(node, "items", ()) if item.optional_vars]
    for child in ast.iter_child_nodes(node) if has_walrus else ():
        if isinstance(child, ast.expr):
            targets += [each.target for each in ast.walk(child) if isinstance(each, ast.NamedExpr)]
    for target in targets:
        yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
