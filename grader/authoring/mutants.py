"""Make every one-change mutant of a right program: a mistake that anyone could make. Pure.

Of functions, methods and the constants that they look up, as nobody is asked for what the other
cells do. In code of our own:
mutation testers change packages that lie in files, and run the tests of a project; here it is cells
of a notebook, and probes that are asked.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from grader.authoring.mutations import Function, Mutations, of_block
from grader.core.submission import Place, Script
from grader.course.example import globals_of
from grader.submission.analysis import definitions_in


@dataclass(frozen=True)
class Swap:
    """What stands in the place of what: nodes, or blocks of statements; and in which statement."""

    before: Any
    after: Any
    statement: ast.AST


@dataclass(frozen=True)
class Mutant:
    """A program with one change: in which function, and the lines before and after it."""

    function: str
    place: Place
    before: str
    after: str
    script: Script
    change: Swap = field(compare=False)


def make_mutants(base: Script) -> list[Mutant]:
    """Make all mutants of what a program's functions do, in its order, each once."""
    trees = [without_docstrings(ast.parse(cell.source)) for cell in base.cells]
    looked_up = {name for tree in trees for name in names_looked_up(tree)}
    mutants: list[Mutant] = []
    for index, tree in enumerate(trees):
        texts = {text := ast.unparse(tree)}
        for name, line, changed, change in changes(tree, looked_up):
            if changed in texts or not is_python(changed):
                continue
            texts.add(changed)
            cells = list(base.cells)
            cells[index] = replace(cells[index], source=changed)
            script = replace(base, cells=tuple(cells))
            lines = differing_lines(text, changed)
            mutants.append(Mutant(name, base.place(index, line), *lines, script, change))
    return mutants


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Take out what no program does; of a body that has nothing else, `pass` is left."""
    for node in ast.walk(tree):
        if isinstance(node, (Function, ast.ClassDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def is_python(text: str) -> bool:
    """Tell whether a text can run at all: what can't, anyone is told by Python."""
    try:
        compile(text, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def names_looked_up(tree: ast.Module) -> Iterator[str]:
    """Give the names that functions look up outside of themselves."""
    for node in tree.body:
        if isinstance(node, (Function, ast.ClassDef)):
            yield from globals_of(node)


def changeable(tree: ast.Module, looked_up: Collection[str]) -> Iterator[tuple[str, ast.stmt]]:
    """Find functions, methods and constants, by name."""
    for name, node in definitions_in(tree.body):
        if isinstance(node, Function):
            yield name, node
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if name in looked_up:
                    yield name, node


def changes(tree: ast.Module, looked_up: Collection[str]) -> Iterator[tuple[str, int, str, Swap]]:
    """Swap one thing of a cell at a time: of which function, in which line, the cell's text."""
    others: Iterator[tuple[int, object]]
    for name, function in changeable(tree, looked_up):
        statements = statements_of(function)
        mutations = Mutations(function, name.rpartition(".")[0])
        for holder, key, value in spots(function):
            if isinstance(value, ast.AST):
                others = ((line_of(value), other) for other in mutations.of(value))
                place = statements.get(value, function)
            else:
                others, place = of_block(value), function
            for line, other in others:
                holder[key] = other
                yield name, line or function.lineno, ast.unparse(tree), Swap(value, other, place)
            holder[key] = value


def statements_of(function: ast.stmt) -> dict[Any, ast.stmt]:
    """Give each node of a function the innermost statement that it is in."""
    statements = (node for node in ast.walk(function) if isinstance(node, ast.stmt))
    return {node: statement for statement in statements for node in ast.walk(statement)}


def spots(tree: ast.AST) -> Iterator[tuple[Any, Any, Any]]:
    """Give each node in a function and each block of statements: what holds it, by which key."""
    for parent in ast.walk(tree):
        # A text with values in it can hold nothing else.
        fields = () if isinstance(parent, ast.JoinedStr) else ast.iter_fields(parent)
        for name, value in fields:
            if isinstance(value, ast.AST):
                yield vars(parent), name, value
            elif isinstance(value, list):
                nodes = [each for each in enumerate(value) if isinstance(each[1], ast.AST)]
                yield from ((value, index, node) for index, node in nodes)
                if nodes and isinstance(nodes[0][1], ast.stmt):
                    yield vars(parent), name, value


def line_of(node: ast.AST) -> int:
    """Give the line that a node begins in; 0 where it has none."""
    return min((n.lineno for n in ast.walk(node) if hasattr(n, "lineno")), default=0)


def differing_lines(before: str, after: str) -> tuple[str, str]:
    """Cut off the lines that two texts have in common, at both ends, and what is before them."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    margin = min((len(line) - len(line.lstrip()) for line in (*old, *new)), default=0)
    return "\n".join(line[margin:] for line in old), "\n".join(line[margin:] for line in new)
