"""What the text of a catalogue's entry tells of its author's slips. Pure: runs nothing.

An entry puts a definition in the place of one of the example's. A misspelt name would put it where
nobody asks for it; and of its file a program gets what is marked, alone.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator

from grader.authoring.catalogue import Entry
from grader.core.submission import Script
from grader.core.text import did_you_mean
from grader.submission.analysis import find_definitions
from grader.submission.trees import trees

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# By these, an answer may hang on where things lie in memory, or on what lies in a file. Sets have
# the same order in all processes that run a submission.
UNSTEADY = frozenset(["hash", "id", "object", "open", "globals", "vars", "repr"])


def find_slips(entry: Entry, base: Script) -> Iterator[str]:
    """Say what is replaced that the example has not, and what is needed that is not put in."""
    definitions, bound = find_definitions(base), names_at_margin(base)
    for target, part in entry.puts:
        if not (is_there(target, definitions, bound) or target == part != entry.name):
            yield f"{entry.where}: the example has no `{target}`{did_you_mean(target, definitions)}"
    tree = ast.parse(entry.source)
    own = {part for pair in entry.puts for part in pair} | bound | vars(builtins).keys()
    for name in sorted(names_in(tree, ast.Load) & entry.beside - own - names_in(tree, ast.Store)):
        yield (
            f"{entry.where}: uses `{name}`, which stands beside it in its file: a program gets "
            "the marked definition alone, so import or write it inside, or name it in `also`"
        )


def is_there(target: str, definitions: Collection[str], bound: Collection[str]) -> bool:
    """Tell whether the example has what is to be replaced, as far as its text tells."""
    owner, _, method = target.partition(".")
    if method:  # what an object has that is no class, no text tells
        return target in definitions or (owner in bound and owner not in definitions)
    return target in bound


def may_vary(entry: Entry, base: Script) -> bool:
    """Tell whether a program may answer otherwise when it is asked again."""
    tree = ast.parse(entry.source)
    cells = [node for _, cell in trees(base) for node in ast.walk(cell)]
    modules = {name for node in cells if isinstance(node, ast.alias) for name in bound_by(node)}
    imports = any(isinstance(node, ast.alias) for node in ast.walk(tree))
    return imports or bool(names_in(tree, ast.Load) & (UNSTEADY | modules))


def names_at_margin(base: Script) -> set[str]:
    """Find the names that a program has outside of its functions and classes."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree for _, tree in trees(base)]
    while waiting:
        node = waiting.pop()
        names.update(bound_by(node))
        if not isinstance(node, (*DEFINITIONS, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
    return names


def names_in(tree: ast.AST, context: type[ast.expr_context]) -> set[str]:
    """Find the names that are read in a tree; or those that are bound, parameters too."""
    if context is ast.Store:
        return {name for node in ast.walk(tree) for name in bound_by(node)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, context)}


def bound_by(node: ast.AST) -> Iterator[str]:
    """Give the name that a node binds, by itself."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield (other or name).partition(".")[0]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
