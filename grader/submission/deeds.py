"""What a script's text does, and in which of its functions: names used, loops and the like. Pure.

Told for rules about it (`rules.py`). What a text hides, by `eval`, `getattr` or a star import, is
not seen.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from grader.core.submission import Deed, Script
from grader.submission.analysis import dotted_backwards
from grader.submission.scopes import (
    FUNCTIONS,
    Scope,
    given,
    held_by,
    is_builtin,
    is_data,
    surely_bound,
    with_scopes,
)
from grader.submission.trees import trees

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
    getattr(ast, "TryStar", ast.Try): "try",
    ast.With: "with",
    ast.AsyncWith: "with",
    ast.If: "if",
    ast.IfExp: "if",
}
OWN = "own "  # before the name of what the script defines itself
NAMED = "named "  # before what is named, and neither called nor handed on
BASE = "base "  # before the name of the class that a class has its methods of
DEFINED, UNSEEN, RECURSION = "defined", "unseen", "recursion"
CALLING = frozenset(["map", "filter", "reduce", "partial", "starmap", "accumulate"])
Nodes = list[tuple[ast.AST, Scope]]


@dataclass(frozen=True)
class Stretch:
    """A statement at the margin, a function, or what is given a function's name."""

    index: int
    name: str  # of the function that it is, or ""
    node: ast.stmt | ast.expr
    nodes: Nodes
    owner: str = ""  # the class that it stands in, and a dot


@dataclass
class OwnNames:
    """What a script names itself: functions by their last name, what it keeps in attributes."""

    own: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    decorated: set[str] = field(default_factory=set)

    def add(self, name: str) -> None:
        self.whole.add(name)
        self.own.add(name.rpartition(".")[2])


def find_deeds(script: Script) -> tuple[Deed, ...]:
    """Find what is done in each function, the first of each kind; in the order of the text.

    Where there is more than is looked at, the last of them says so.
    """
    margin = Scope()
    parts = [part for i, tree in trees(script) for part in parts_in(i, tree, margin)]
    note_aliases(parts)
    names = names_of(parts)
    parts += assigned(parts, names)
    deeds: dict[tuple[str, str], Deed] = {}
    for part in parts:
        for line, what, name in sorted(deeds_of(part, names)):
            deeds.setdefault((name, what), Deed(script.place(part.index, line), what, name))
        if len(deeds) > MOST_DEEDS:
            place = script.place(part.index, part.node.lineno)
            return (*[*deeds.values()][:MOST_DEEDS], Deed(place, UNSEEN, ""))
    return tuple(deeds.values())


def parts_in(index: int, tree: ast.Module, margin: Scope) -> Iterator[Stretch]:
    """Give each statement and each function outside of functions, in the order of the text."""
    waiting = [(node, "", margin, True) for node in reversed(tree.body)]
    while waiting:
        node, owner, scope, is_sure = waiting.pop()
        is_function = isinstance(node, FUNCTIONS)
        nodes = with_scopes(node, scope, whole=is_function)
        scope.sure.update(surely_bound(node) if is_sure else [])
        name = f"{owner}{node.name}" if is_function else ""  # type: ignore[attr-defined]
        yield Stretch(index, name, node, nodes, owner)
        if isinstance(node, ast.ClassDef):
            owner, scope = f"{owner}{node.name}."[: 2 * NAME_LENGTH], Scope(scope, node)
        if not is_function:
            inner = [(each, owner, scope, isinstance(node, ast.ClassDef)) for each in within(node)]
            waiting += reversed(inner)


def within(node: ast.AST) -> Iterator[ast.stmt]:
    """Give the statements that stand in another."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.stmt):
            yield part
        elif isinstance(part, (ast.ExceptHandler, ast.match_case)):
            yield from part.body


def note_aliases(parts: Iterable[Stretch]) -> None:
    """Note other names of something that is known; those that are given at the margin first."""
    for part in sorted(parts, key=lambda part: bool(part.name)):
        for node, scope in part.nodes:
            for target, value in given(node):
                if isinstance(target, ast.Name):
                    at = scope.binder(target.id)
                    known = {k for each in held_by(value) for k in known_as(each, target.id, scope)}
                    if known:
                        at.stands_for.setdefault(target.id, set()).update(known)


def known_as(node: ast.expr, target: str, scope: Scope) -> Iterator[str]:
    """Give what a value stands for that another name is given, if that is known."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        # What stands for itself, as in `sorted = sorted`, is what it was.
        base = [*dotted_backwards(node)][-1]
        for known in resolved(node, scope, is_call=False, but=base == target):
            if not known.startswith("."):
                yield known


def resolved(
    node: ast.Name | ast.Attribute, scope: Scope, *, is_call: bool, but: bool = False
) -> Collection[str]:
    """Say what a dotted name stands for: a module's, a builtin, else ".attribute" or nothing."""
    base, *rest = reversed([*dotted_backwards(node)])
    at = scope.find(base, but=but)
    known = set(at.stands_for.get(base, ())) if at else set()
    # What is not sure to be a function of the script's own may be Python's where it is called.
    is_hidden = at and (not is_call or at.may_call(base))
    if is_builtin(base) and not is_hidden:
        known.add(base)
    if known:  # no rule names a longer one, and a text may have thousands of them
        return {".".join([each, *rest])[: 2 * NAME_LENGTH] for each in known}
    is_own_method = base == "self" and len(rest) == 1 and is_self(scope)
    return [f".{rest[-1]}"] if rest and len(rest[-1]) <= NAME_LENGTH and not is_own_method else ()


def is_self(scope: Scope) -> bool:
    """Tell whether `self` is what a method takes, and nothing else."""
    at = scope.find("self")
    of_class = at and at.outer and isinstance(at.outer.of, ast.ClassDef)
    return not at or bool(of_class and "self" not in at.sure)


def names_of(parts: Iterable[Stretch]) -> OwnNames:
    """Collect what the script defines, and which attributes it gives something to."""
    names = OwnNames()
    for part in parts:
        if isinstance(part.node, (*FUNCTIONS, ast.ClassDef)):
            names.add(f"{part.owner}{part.node.name}")
            names.decorated.update([part.node.name] if part.node.decorator_list else [])
        for node, scope in part.nodes:
            match node:
                case ast.Attribute(attr=attr, ctx=ast.Store()):
                    names.attributes.add(attr)
                case ast.Name(id="self", ctx=ast.Store()):
                    scope.binder("self").sure.add("self")
    return names


def assigned(parts: Iterable[Stretch], names: OwnNames) -> Iterator[Stretch]:
    """Find what is given a function of the script's own, or a lambda, as a part of its name."""
    for part in parts:
        for node, scope in part.nodes:
            for target, value in given(node):
                name = name_of(target, part, scope, names)
                held = [*held_by(value)] if name else []
                is_own = any(is_of_own(each, scope, names) for each in held)
                is_itself = any(isinstance(each, ast.Name) and each.id == name for each in held)
                if is_own and not is_itself:
                    names.add(name)
                    yield Stretch(part.index, name, value, with_scopes(value, scope, whole=True))


def name_of(target: ast.AST, part: Stretch, scope: Scope, names: OwnNames) -> str:
    """Give the name by which a function is called that a target is given, outside of functions."""
    match target:
        case ast.Name(id=name) if scope.binder(name).outer is None:
            return name
        case ast.Name(id=name) if not part.name and scope.is_run_once:
            return f"{part.owner}{name}"
        case ast.Attribute(value=ast.Name(id=base), attr=attr) if base in names.whole:
            return f"{base}.{attr}"
        case ast.Attribute(value=ast.Name(id="self"), attr=attr) if part.name and part.owner:
            return f"{part.owner}{attr}"
    return ""


def is_of_own(node: ast.expr, scope: Scope, names: OwnNames) -> bool:
    """Tell whether a value is a function of the script's own."""
    match node:
        case ast.Lambda():
            return True
        case ast.Name(id=name):
            at = scope.find(name)
            return name in names.whole and at is not None and at.is_run_once
        case ast.Attribute(value=ast.Name(id=base), attr=attr):
            return f"{base}.{attr}" in names.whole
    return False


def deeds_of(part: Stretch, names: OwnNames) -> Iterator[tuple[int, str, str]]:
    """Find what is done in a part, each with its line and the function."""
    yield from definition_of(part)
    for line, what in (*constructs_in(part), *Passage(part, names).uses()):
        yield line, what, part.name


def definition_of(part: Stretch) -> Iterator[tuple[int, str, str]]:
    """Say that something is defined, and of a class by which names its bases go."""
    node, name = part.node, part.name
    bases: Iterable[ast.expr] = held_by(node) if isinstance(node, ast.expr) else ()
    if isinstance(node, ast.ClassDef):
        name, bases = f"{part.owner}{node.name}", node.bases
    if len(name) > 2 * NAME_LENGTH:
        yield node.lineno, UNSEEN, ""
    elif name:
        yield node.lineno, DEFINED, name
        for base in bases:
            dotted = ".".join(reversed([*dotted_backwards(base)]))
            yield node.lineno, f"{BASE}{dotted}"[: 2 * NAME_LENGTH], name


def constructs_in(part: Stretch) -> Iterator[tuple[int, str]]:
    """Find how a part is written, each with its line."""
    for node, _ in part.nodes:
        if kind := CONSTRUCTS.get(type(node)):
            yield node.lineno, kind  # type: ignore[attr-defined]
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
            yield node.lineno, "matmul"


class Passage:
    """A part with how each name in it is used."""

    def __init__(self, part: Stretch, names: OwnNames) -> None:
        self.part, self.names = part, names
        self.called, self.handed, self.bare = set[int](), set[int](), set[int]()
        aliases: list[tuple[str, ast.expr]] = []
        for node, _ in part.nodes:
            self.note(node)
            aliases += [(t.id, v) for t, v in given(node) if isinstance(t, ast.Name)]
        functions = {
            n.id for n, _ in part.nodes if isinstance(n, ast.Name) and id(n) in self.called
        }
        self.called.update(id(value) for name, value in aliases if name in functions)

    def note(self, node: ast.AST) -> None:
        """Note what is called, or handed to what is called."""
        match node:
            case ast.Call(func=function, args=args, keywords=keywords):
                self.called.add(id(function))
                self.handed.update(map(id, args))
                self.handed.update(id(keyword.value) for keyword in keywords)
                last = [*dotted_backwards(function)][0]
                self.called.update(map(id, args[:1] if last in CALLING else []))
                self.called.update(id(k.value) for k in keywords if k.arg in ("key", "target"))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.called.update(map(id, node.decorator_list))
            case ast.Expr(value=value):
                self.bare.add(id(value))

    def uses(self) -> Iterator[tuple[int, str]]:
        """Find what is named, each with its line."""
        inner: set[int] = set()  # of a dotted name, what stands before its last dot
        for node, scope in self.part.nodes:
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                if id(node) not in inner:
                    yield from self.named_by(node, scope)
                if isinstance(node, ast.Attribute):
                    inner.add(id(node.value))

    def named_by(self, node: ast.Name | ast.Attribute, scope: Scope) -> Iterator[tuple[int, str]]:
        """Give what a name may call: what it stands for, or what is called so here."""
        is_call = id(node) in self.called
        known = resolved(node, scope, is_call=is_call)
        is_used = is_call or id(node) in self.handed
        for name in known:
            is_named = id(node) in self.bare or (is_builtin(name) and not is_used)
            yield node.lineno, f"{NAMED}{name}" if is_named else f"{name}()"
        last = node.id if isinstance(node, ast.Name) else node.attr
        if last in self.names.own and all(name.startswith(".") for name in known):
            yield from self.own_by(node, scope, last, is_call=is_call)
        if isinstance(node, ast.Name):
            yield from recursion_of(node, scope, self.part.node)

    def own_by(
        self, node: ast.Name | ast.Attribute, scope: Scope, last: str, *, is_call: bool
    ) -> Iterator[tuple[int, str]]:
        """Give what of the script's own a name may be."""
        if isinstance(node, ast.Name):
            at = scope.find(last)
            if at is not None and at.is_run_once:
                yield node.lineno, f"{OWN}{last}"
            return
        base = getattr(node.value, "id", "")
        is_kept = last in self.names.attributes and last not in self.names.decorated
        if is_data(node.value, scope) or (is_kept and not is_call):
            return
        is_known = base == "self" and is_self(scope)
        is_known |= f"{base}.{last}" in self.names.whole
        yield node.lineno, f"{OWN}{base if is_known else ''}.{last}"


def recursion_of(node: ast.Name, scope: Scope, root: ast.AST) -> Iterator[tuple[int, str]]:
    """Tell whether a function within another is named in itself."""
    at, inner = scope.find(node.id), scope
    while at and inner is not at and inner.outer:
        function = inner.of
        if isinstance(function, FUNCTIONS) and function is not root and function.name == node.id:
            yield function.lineno, RECURSION
        inner = inner.outer
