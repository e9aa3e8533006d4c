"""What a homework's cells define, and what the code of a test uses of that. Pure."""

from __future__ import annotations

import ast
import builtins
import symtable
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.authoring.takeover.homework import SourcePart
from grader.submission.magics import remove_magics
from grader.submission.syntax import parse

IMPORTS = (ast.Import, ast.ImportFrom)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BUILT_IN = frozenset(dir(builtins))


@dataclass(frozen=True)
class Definition:
    """Where a name comes from: the last statement that binds it, and the number of its part."""

    name: str
    node: ast.stmt
    last: int
    is_solved: bool

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, IMPORTS)

    @property
    def is_callable(self) -> bool:
        return isinstance(self.node, SCOPES)


def plain_code(text: str) -> str:
    """Take out of a cell's text what only IPython understands."""
    return remove_magics(text)[0]


def find_definitions(parts: Sequence[SourcePart]) -> dict[str, Definition]:
    """Find what the cells of a notebook define at top level."""
    definitions: dict[str, Definition] = {}
    for number, part in enumerate(parts):
        tree = parse(plain_code(part.text)) if part.kind == "code" else None
        for node in tree.body if tree else ():
            for name in names_bound(node):
                old = definitions.get(name)
                solved = part.is_solved or (old is not None and old.is_solved)
                definitions[name] = Definition(name, node, number, solved)
    return definitions


def find_stars(parts: Sequence[SourcePart]) -> tuple[str, ...]:
    """Find the imports of a notebook that bring all names of a module."""
    trees = (parse(plain_code(part.text)) for part in parts if part.kind == "code")
    nodes = (node for tree in trees if tree for node in tree.body)
    return tuple(
        dict.fromkeys(
            ast.unparse(node)
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        )
    )


def names_bound(node: ast.AST) -> Iterator[str]:
    """Give the names that a statement binds in its own scope."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
            return
        case ast.Import() | ast.ImportFrom():
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return
    for inner in ast.iter_child_nodes(node):
        yield from names_bound(inner)


def names_used(code: str) -> tuple[str, ...]:
    """Give the names that some code looks for before it binds them itself, as they come in it."""
    table = symtable.symtable(f"def body():\n{textwrap.indent(code, ' ')}\n pass", "", "exec")
    # Beside it, Python 3.14 lists a scope of its annotations.
    (body,) = (each for each in table.get_children() if each.get_name() == "body")
    outer = {*globals_in(body), *names_read_first(code)}
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in nodes if node.id in outer))


def globals_in(table: symtable.SymbolTable) -> Iterator[str]:
    """Give the global names that a scope and those in it refer to."""
    yield from (each.get_name() for each in table.get_symbols() if each.is_global())
    for inner in table.get_children():
        yield from globals_in(inner)


def names_read_first(code: str) -> Iterator[str]:
    """Give the names that code reads before it binds them, outside of functions of its own."""
    bound: set[str] = set()
    for statement in ast.parse(code).body:
        for node in in_order(statement):
            if isinstance(node, ast.Name) and node.id not in bound:
                if isinstance(node.ctx, ast.Load):
                    yield node.id
                else:
                    bound.add(node.id)
        bound.update(names_bound(statement))


def names_deleted(code: str) -> frozenset[str]:
    """Give the names that code takes away from the functions that look them up."""
    nodes = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name))
    return frozenset(node.id for node in nodes if isinstance(node.ctx, ast.Del))


def names_apart(code: str) -> frozenset[str]:
    """Give the names that code binds too, or uses where their place can't be told."""
    nodes = list(ast.walk(ast.parse(code)))
    names = {name for node in nodes for name in names_bound(node)}
    names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    # Until Python 3.12 a name in an f-string has another's place.
    texts = (inner for node in nodes if isinstance(node, ast.JoinedStr) for inner in ast.walk(node))
    return frozenset(names | {node.id for node in texts if isinstance(node, ast.Name)})


def in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree in the order in which it is run, without the functions in it."""
    yield node
    inner = list(ast.iter_child_nodes(node))
    match node:
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            inner.sort(key=lambda each: isinstance(getattr(each, "ctx", None), ast.Store))
        case ast.For() | ast.comprehension():
            inner = [node.iter, *(each for each in inner if each is not node.iter)]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            inner.sort(key=lambda each: not isinstance(each, ast.comprehension))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
            return
    for each in inner:
        yield from in_order(each)
