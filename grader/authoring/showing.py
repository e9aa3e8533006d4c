"""Leave out of a changed example what it only shows: cells that nobody asks anything of. Pure.

An example trains and draws at its end, as homework does. A thousand changed examples would do that,
too, mostly for longer than all questions take.
"""

from __future__ import annotations

import ast
import itertools
import types
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from grader.authoring.rounding import DRAWS
from grader.core.submission import Cell, Script
from grader.course.load import Assignment
from grader.submission.syntax import module_written_by, parse

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DATA = (ast.Assign, ast.AnnAssign)
FUTURE = "__future__"
# What functions keep things with, and random numbers, which go on from where they were.
REMEMBERING = {"__class__", "__dict__", "cache", "lru_cache", "random", "setattr", "type"}
REMEMBERING |= {"default_rng", "manual_seed", "rand", "randn", "randperm", "seed", "shuffle"}
# Random numbers that all share: what is left out has begun them, and what draws may be put in.
SEEDING = "seed"
# Its own are drawn unasked: begun in the stead of what is left out, else each process draws others.
TORCH = "torch"
# By these a program gets at names that its text does not have.
HIDDEN = {"eval", "exec", "get_ipython", "globals", "inspect", "locals", "sys", "vars"}


@dataclass(frozen=True)
class ShownCells:
    """Cells of an example that only show something, by their index, and the names that these bind.

    The others look up none of the names; some need what is run in the place of the first.
    """

    base: Script
    cells: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    instead: str = ""

    def left_out(self, script: Script) -> Script:
        """Empty these cells of a changed example, unless the change has to do with them."""
        pairs = enumerate(itertools.zip_longest(script.cells, self.base.cells))
        changed = {index: cell for index, (cell, other) in pairs if cell != other}
        if changed.keys() & self.cells or not all(map(self.is_apart, changed.values())):
            return script
        cells = [*script.cells]
        for index in self.cells:
            start = self.instead if index == min(self.cells) else ""
            source = start + "\n" * cells[index].source.count("\n")
            cells[index] = replace(cells[index], source=source)
        return replace(script, cells=tuple(cells))

    def is_apart(self, cell: Cell | None) -> bool:
        """Tell whether it is the same for a cell that what is left out has not been run."""
        part = CellText(cell) if cell else None
        return (
            part is not None
            and part.is_plain
            and not part.remembers
            and part.looked_up.isdisjoint(self.names)
        )


def find_shown(base: Script, assignment: Assignment) -> ShownCells:
    """Find the cells of an example that define nothing which its functions look up.

    None where somebody asks for variables, for what is drawn or printed, or where a text does not
    tell what is bound or looked up.
    """
    parts = [CellText(cell) for cell in base.cells]
    is_plain = all(part.is_plain for part in parts)
    if assignment.variables or assignment.records or not is_plain:
        return ShownCells(base)
    shown = {index for index, part in enumerate(parts) if not part.is_kept}
    while True:
        others = [part for index, part in enumerate(parts) if index not in shown]
        needed = {name for part in others for name in part.looked_up}
        missed = {index for index in shown if not needed.isdisjoint(parts[index].names)}
        if not missed:
            # What functions share, a changed one may change: then it counts what was run before.
            inside = {name for part in others for name in part.looked_up_inside}
            shared = {name for part in others for name in part.shared}
            if not inside.isdisjoint(shared) or SEEDING in needed:
                return ShownCells(base)
            names = frozenset(name for index in shown for name in parts[index].names)
            return ShownCells(base, frozenset(shown), names, DRAWS if TORCH in needed else "")
        shown -= missed


class CellText:
    """What the text of a cell says of it: the names that it looks up, and that it binds or changes.

    It is kept where it defines something; where it is not plain, its text does not say all. It
    remembers where its functions may answer otherwise the second time; no constant is shared.
    """

    def __init__(self, cell: Cell) -> None:
        tree = parse(cell.source) or ast.Module([], [])
        nodes = [*ast.walk(tree)]
        names = names_in(cell.source)
        self.looked_up, self.looked_up_inside = names or (frozenset(), frozenset())
        self.names = frozenset(bound_by(nodes)) | frozenset(called_on(nodes))
        self.is_kept = any(map(is_kept, nodes))
        self.remembers = any(remembers(node, self.looked_up) for node in nodes)
        self.shared = frozenset(shared_by(tree))
        self.is_plain = (
            names is not None and module_written_by(cell) is None and not any(map(is_hidden, nodes))
        )


def is_kept(node: ast.AST) -> bool:
    """Tell whether a cell with this in it defines something, or may change what others define."""
    match node:
        case ast.ImportFrom(module=module):
            return module == FUTURE
        case ast.Attribute(ctx=context) | ast.Subscript(ctx=context):
            return not isinstance(context, ast.Load)
    return isinstance(node, (*DEFINITIONS, ast.Delete))


def is_hidden(node: ast.AST) -> bool:
    """Tell whether a cell with this in it may look up, or change, what its text does not name."""
    is_name = isinstance(node, ast.Name) and node.id in HIDDEN
    return is_name or isinstance(node, ast.Global)


def remembers(node: ast.AST, looked_up: Collection[str]) -> bool:
    """Tell whether a cell with this in it may know from one call of a function to the next."""
    match node:
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del())
        ):
            root = root_of(node)
            return not isinstance(root, ast.Name) or root.id in {*looked_up, "cls"}
        case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
            root = root_of(function)
            return isinstance(root, ast.Name) and root.id in looked_up
        case ast.Name(id=name):
            return name in REMEMBERING
        case ast.Attribute(attr=name):
            return name in REMEMBERING
        case ast.arguments(defaults=defaults, kw_defaults=others):
            return not all(each is None or is_constant(each) for each in (*defaults, *others))
        case ast.ClassDef(body=body):
            return any(isinstance(each, DATA) and not is_constant(each.value) for each in body)
    return isinstance(node, DEFINITIONS) and bool(node.decorator_list)


def shared_by(tree: ast.Module) -> Iterator[str]:
    """Give the names that a cell binds to what is no constant and no definition."""
    for node in tree.body:
        is_data = isinstance(node, DATA) and not is_constant(node.value)
        if is_data or not isinstance(node, (*DATA, *DEFINITIONS, ast.Import, ast.ImportFrom)):
            yield from bound_by([*ast.walk(node)])


def root_of(node: ast.expr) -> ast.expr:
    """Give what an attribute, or an item, is at last of."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node


def is_constant(node: ast.expr | None) -> bool:
    """Tell whether a value is one that nobody can change."""
    match node:
        case None | ast.Constant():
            return True
        case ast.Tuple(elts=values):
            return all(map(is_constant, values))
        case ast.UnaryOp(operand=value):
            return is_constant(value)
        case ast.BinOp(left=left, right=right):
            return is_constant(left) and is_constant(right)
    return False


def bound_by(nodes: Collection[ast.AST]) -> Iterator[str]:
    """Give the names that are bound, by whatever way."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.alias(name=name, asname=other):
                yield (other or name).partition(".")[0]
            case ast.ExceptHandler(name=str(name)):
                yield name


def called_on(nodes: Collection[ast.AST]) -> Iterator[str]:
    """Give the names of what does something as a statement of its own, as in `random.seed(0)`."""
    for node in nodes:
        match node:
            case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
                if isinstance(root := root_of(function), ast.Name):
                    yield root.id


def names_in(source: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Give all names and attributes that are not a function's own, and those within functions.

    None where the text does not say.
    """
    try:
        waiting = [whole := compile(source, "<cell>", "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return None
    inside: set[str] = set()
    while waiting:
        code = waiting.pop()
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        inside.update(code.co_names if code is not whole else ())
    return frozenset(inside.union(whole.co_names)), frozenset(inside)
