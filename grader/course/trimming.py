"""Trim a file of probes to what asking needs: no case, and nothing of `grader.author`. Pure.

Behind the wall there is no grader to import, and whoever is asked needs no other case. Each line
stays where it is.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from grader.course.running import AUTHOR
from grader.sandbox.inside.probing import TOOLS

PROBE, DRAWN = "probe", "drawn"  # what marks a probe, and what makes a case
DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def trim(source: str) -> str:
    """Blank what no probe needs."""
    body = ast.parse(source).body
    names = author_names(body)
    makes_case = {name for name, own in names.items() if own == DRAWN}
    ours = marks_in(body, names)
    needed: set[str] = set()
    marked: list[ast.expr] = []
    for node in body:
        marks = [mark for mark in decorators(node) if not ours.isdisjoint(free(mark))]
        marked += marks
        if decorators(node) and not any(makes_case & free(mark) for mark in marks):
            needed |= bound(node)
    others = [node for node in body if isinstance(node, DEFINITION) or ours.isdisjoint(free(node))]
    others = [node for node in others if not is_ours(node)]
    while more := {n for each in others if is_needed(each, needed) for n in loads(each)} - needed:
        needed |= more
    left_out = [node for node in body if node not in others or not is_needed(node, needed)]
    return blanked(source, body, left_out, marked)


def without_worth(source: str) -> str:
    """Leave out what a file says that its probes are worth: no answer depends on it."""
    body = ast.parse(source).body
    names = {name for name, own in author_names(body).items() if own == PROBE}
    marks = [mark for node in body for mark in decorators(node) if names & free(mark)]
    lines = blanked(source, body, [], marks).split("\n")
    return "\n".join(filter(None, lines))


def author_names(body: Sequence[ast.stmt]) -> dict[str, str]:
    """Find what a file imports of ours, by the names that it has there."""
    return {
        alias.asname or alias.name: alias.name
        for node in body
        if isinstance(node, ast.ImportFrom) and is_ours(node)
        for alias in node.names
        if alias.name not in TOOLS  # which are there without it
    }


def is_ours(node: ast.stmt) -> bool:
    """Tell whether a statement imports what `grader.author` has."""
    return isinstance(node, ast.ImportFrom) and node.module == AUTHOR


def marks_in(body: Sequence[ast.stmt], names: Iterable[str]) -> set[str]:
    """Find the names that are ours, or are made of what is."""
    ours = {*names}
    makers = [node for node in body if isinstance(node, (*DEFINITION, ast.Assign, ast.AnnAssign))]
    while more := {n for each in makers if ours & free(each) for n in bound(each)} - ours:
        ours |= more
    return ours


def decorators(node: ast.stmt) -> list[ast.expr]:
    """Give what stands above a definition."""
    return node.decorator_list if isinstance(node, DEFINITION) else []


def is_needed(node: ast.stmt, needed: Collection[str]) -> bool:
    """Tell whether a statement gives or changes what is needed."""
    match node:
        case ast.ImportFrom(module="__future__"):
            return True
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            return True
    return not bound(node).isdisjoint(needed)


def bound(node: ast.stmt) -> set[str]:
    """Find the names that a statement defines, or whose objects it changes."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Import() | ast.ImportFrom():
            return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {name for each in ast.walk(node) for name in changed(each)}


def changed(node: ast.AST) -> Iterator[str]:
    """Find what a part of a statement gives a name, writes into, or calls a method of."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
            yield from bound(node)
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case (
            ast.Attribute(value=inner, ctx=ast.Store())
            | ast.Subscript(value=inner, ctx=ast.Store())
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=inner)))
        ):
            while isinstance(inner, (ast.Attribute, ast.Subscript)):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield inner.id


def loads(node: ast.AST) -> set[str]:
    """Find all names that are read anywhere in some text."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def free(node: ast.AST) -> set[str]:
    """Find the names that are read and no function's own; of a definition without what marks it."""
    own = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    if not isinstance(node, DEFINITION):
        return loads(node) - own
    own |= {name for part in node.body for each in ast.walk(part) for name in changed(each)}
    return {name for part in node.body for name in loads(part)} - own


def blanked(
    source: str, body: Sequence[ast.stmt], nodes: Sequence[ast.stmt], marks: Sequence[ast.expr]
) -> str:
    """Leave lines empty where statements, what is said above them, and decorators stand.

    Each begins at the margin.
    """
    lines = source.split("\n")
    ends = {node.end_lineno for node in body}  # where a text ends, that looks like a comment
    spans = [(mark.lineno, mark.end_lineno) for mark in marks]
    for node in nodes:
        first = min([node.lineno, *(mark.lineno for mark in decorators(node))])
        while first > 1 and first - 1 not in ends and lines[first - 2].startswith("#"):
            first -= 1
        spans.append((first, node.end_lineno))
    for first, end in spans:
        rows = range(first - 1, end or first)
        lines[rows.start : rows.stop] = [""] * len(rows)
    return "\n".join(lines)
