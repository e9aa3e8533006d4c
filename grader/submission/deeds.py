"""What a script's text does, and in which of its functions: names used, loops and the like. Pure.

Told for rules about it (`rules.py`). What a text hides, by `eval`, `getattr` or a star import, is
not seen.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.submission import Deed, Script
from grader.submission.analysis import (
    bound_by_imports,
    dotted_backwards,
    find_definitions,
    nodes_of,
    trees,
)

MOST_DEEDS = 5_000  # more than anyone writes; of one kind the first in each function
NAME_LENGTH = 200
CONSTRUCTS: dict[type[ast.AST], str] = {
    ast.For: "for",
    ast.AsyncFor: "for",
    ast.While: "while",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.ClassDef: "class",
    ast.Lambda: "lambda",
    ast.Yield: "generator",
    ast.YieldFrom: "generator",
    ast.Try: "try",
    ast.With: "with",
    ast.If: "if",
    ast.IfExp: "if",
}
OWN = "own "  # before the name of what the script defines itself
RECURSION = "recursion"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Scope:
    """The names of one function, or of all cells' margins: its own, and what others stand for."""

    own: set[str] = field(default_factory=set)
    stands_for: dict[str, str] = field(default_factory=dict)

    def resolve(self, name: str) -> str | None:
        """Give what a name stands for here; None where that is not known here."""
        return self.stands_for.get(name, "" if name in self.own else None)


def find_deeds(script: Script) -> tuple[Deed, ...]:
    """Find what is done in each function, the first of each kind; in the order of the text."""
    parts = [(i, name, node) for i, tree in trees(script) for name, node in parts_of(tree)]
    own = {name.rpartition(".")[2] for name in find_definitions(script)}
    scopes = find_scopes([(name, node) for _, name, node in parts])
    deeds: dict[tuple[str, str], Deed] = {}
    for index, name, node in parts:
        for line, what in sorted(Passage(node, scopes[name], scopes[""], own).deeds()):
            place = script.place(index, line)
            deeds.setdefault((name, what), Deed(place, what, name))
        if len(deeds) > MOST_DEEDS:
            break
    return tuple(deeds.values())[:MOST_DEEDS]


def parts_of(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Give each statement at the margin and each method, by the function that it is or ""."""
    for node in tree.body:
        if len(getattr(node, "name", "")) > NAME_LENGTH:  # which is no definition, either
            continue
        yield (node.name if isinstance(node, FUNCTIONS) else ""), node
        if isinstance(node, ast.ClassDef):
            methods = (inner for inner in node.body if isinstance(inner, FUNCTIONS))
            yield from ((f"{node.name}.{method.name}", method) for method in methods)


def nodes_within(node: ast.stmt) -> list[ast.AST]:
    """List a statement's nodes; of a class without its methods, which are parts of their own."""
    if not isinstance(node, ast.ClassDef):
        return nodes_of(node)
    rest = [inner for inner in node.body if not isinstance(inner, FUNCTIONS)]
    return [node, *(each for inner in (*node.decorator_list, *rest) for each in nodes_of(inner))]


def find_scopes(parts: Sequence[tuple[str, ast.stmt]]) -> Mapping[str, Scope]:
    """Find what names stand for: those that are imported, and those given to another name."""
    scopes: dict[str, Scope] = {"": Scope()}
    for name, node in parts:
        scope = scopes.setdefault(name, Scope())
        scope.stands_for.update(bound_by_imports(ast.Module([node], [])))
        scopes[""].own.update([name] if name and "." not in name else [])
        scope.own.update(bound_in(node))
    for name, node in parts:
        for each in nodes_within(node):
            if isinstance(each, ast.Assign):
                note_aliases(each, scopes[name], scopes[""])
    return scopes


def bound_in(node: ast.stmt) -> Iterator[str]:
    """Give the names that a part of a text gives to something."""
    for each in nodes_within(node):
        match each:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if each is not node:
                yield name


def note_aliases(node: ast.Assign, scope: Scope, margin: Scope) -> None:
    """Note other names of something that is known."""
    for target in node.targets:
        if isinstance(target, ast.Name):
            # What stands for itself, as in `sorted = sorted`, is what it was.
            before = Scope(scope.own - {target.id}, scope.stands_for)
            known = resolved(node.value, before, before if scope is margin else margin)
            if known and not known.startswith("."):
                scope.stands_for[target.id] = known


def resolved(node: ast.expr, scope: Scope, margin: Scope) -> str:
    """Say what a dotted name stands for: a module's, a builtin, else ".attribute" or ""."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return ""
    base, *rest = reversed([*dotted_backwards(node)])
    known = scope.resolve(base)
    known = margin.resolve(base) if known is None else known
    if known is None and hasattr(builtins, base):
        known = base
    if sum(map(len, rest)) > NAME_LENGTH or len(known or "") > NAME_LENGTH:
        return ""  # that no rule names, and a text may have thousands of
    if known:
        return ".".join([known, *rest])
    is_own_method = base == "self" and len(rest) == 1
    return f".{rest[-1]}" if rest and not is_own_method else ""


@dataclass(frozen=True)
class Passage:
    """A statement at the margin or a method, with the names in it; `own` are the script's own."""

    node: ast.stmt
    scope: Scope
    margin: Scope
    own: Collection[str]

    def deeds(self) -> Iterator[tuple[int, str]]:
        """Find what is done, each with its line."""
        inner: set[int] = set()  # of a dotted name, what stands before its last dot
        for each in nodes_within(self.node):
            if kind := CONSTRUCTS.get(type(each)):
                yield each.lineno, kind  # type: ignore[attr-defined]
            match each:
                case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                    yield each.lineno, "matmul"
                case ast.FunctionDef() if each is not self.node and calls_itself(each):
                    yield each.lineno, RECURSION
                case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
                    if id(each) not in inner:
                        yield from self.named_by(each)
                    if isinstance(each, ast.Attribute):
                        inner.add(id(each.value))

    def named_by(self, node: ast.Name | ast.Attribute) -> Iterator[tuple[int, str]]:
        """Give what a name may call: what it stands for, or what is called so here."""
        if name := resolved(node, self.scope, self.margin):
            yield node.lineno, f"{name}()"
        own = node.id if isinstance(node, ast.Name) else node.attr
        if own in self.own:
            owner = getattr(node.value, "id", "") if isinstance(node, ast.Attribute) else None
            before = "" if owner is None else "self." if owner == "self" else "."
            yield node.lineno, f"{OWN}{before}{own}"


def calls_itself(function: ast.FunctionDef) -> bool:
    """Tell whether a function within another names itself."""
    nodes = (node for each in function.body for node in nodes_of(each))
    return any(isinstance(node, ast.Name) and node.id == function.name for node in nodes)
