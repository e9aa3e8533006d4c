"""Whose name a name in a text is: which scope binds it, and what it stands for there. Pure.

In a student's copy only where a criterion is of a rule about a text, as `deeds.py`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DISPLAYS = (*COMPREHENSIONS, ast.List, ast.Set, ast.Dict, ast.Tuple, ast.Constant, ast.JoinedStr)
DATA = frozenset(["list", "set", "dict", "tuple", "str", "frozenset", "bytes", "bytearray"])
PASSING_ON = frozenset(["staticmethod", "classmethod", "property", "partial", "cache", "lru_cache"])


@dataclass(eq=False)
class Scope:
    """The names that the margin, a class, a function or a comprehension binds.

    `sure` are those of which the text tells that they are bound, `mixed` those that may be other
    than plain data; some stand for what others bind or for what Python has, and are `elsewhere`.
    """

    outer: Scope | None = None
    of: ast.AST | None = None
    own: set[str] = field(default_factory=set)
    sure: set[str] = field(default_factory=set)
    mixed: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    stands_for: dict[str, set[str]] = field(default_factory=dict)
    elsewhere: dict[str, Scope] = field(default_factory=dict)

    @property
    def margin(self) -> Scope:
        scope = self
        while scope.outer:
            scope = scope.outer
        return scope

    def may_call(self, name: str) -> bool:
        """Tell whether a name that is called here is surely a function of the script's own."""
        return not self.is_run_once or name in (self.sure & self.mixed) - self.deleted

    @property
    def is_run_once(self) -> bool:
        """Whether it is the margin or a class, where what is not bound may be of Python."""
        return self.outer is None or isinstance(self.of, ast.ClassDef)

    def binder(self, name: str) -> Scope:
        """Give the scope that binds a name which is given something here."""
        scope = self
        while isinstance(scope.of, COMPREHENSIONS) and name not in scope.own and scope.outer:
            scope = scope.outer  # by `:=`
        return scope.elsewhere.get(name, scope)

    def find(self, name: str, *, but: bool = False) -> Scope | None:
        """Find the scope that a name is of, `but` for this one; None where that is Python."""
        scope: Scope | None = self
        while scope:
            at = scope.elsewhere.get(name, scope)
            is_seen = scope is self or not isinstance(scope.of, ast.ClassDef)
            if name in at.own and is_seen and not (but and at is self):
                return at
            scope = scope.outer
        return None

    def bind(self, name: str, *, is_data: bool = False) -> None:
        """Note that a name is given something."""
        at = self.binder(name)
        at.own.add(name)
        if not is_data:
            at.mixed.add(name)


def with_scopes(root: ast.AST, scope: Scope, *, whole: bool) -> list[tuple[ast.AST, Scope]]:
    """List nodes in the order of the text, each with its scope; else without inner statements."""
    nodes: list[tuple[ast.AST, Scope]] = []
    waiting, data = [(root, scope)], set[int]()
    while waiting:
        node, scope = waiting.pop()
        nodes.append((node, scope))
        if isinstance(node, ast.Assign) and is_data(node.value, scope):
            data.update(map(id, node.targets))
        bind(node, scope, is_data=id(node) in data)
        parts = [part for part in parts_of(node, scope) if whole or not is_statement(part[0])]
        waiting += parts[::-1]
    return nodes


def is_statement(node: ast.AST) -> bool:
    """Tell whether a node is a statement, which at the margin is looked at by itself."""
    return isinstance(node, ast.stmt)


def parts_of(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    """Give what a node is made of, each with the scope that it stands in."""
    if isinstance(node, COMPREHENSIONS):
        inner = Scope(scope, node)
        stores = [name for each in node.generators for name in stored_in(each.target)]
        inner.own.update(stores)
        inner.mixed.update(stores)
        yield node.generators[0].iter, scope
        for each in node.generators:
            rest = [each.target, *([] if each is node.generators[0] else [each.iter]), *each.ifs]
            yield from ((part, inner) for part in rest)
        yield from ((part, inner) for part in ast.iter_child_nodes(node) if is_expression(part))
    elif isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        inner = Scope(scope, node)
        if not isinstance(node, ast.ClassDef):
            for name in parameters(node.args):
                inner.bind(name)
        body = node.body if isinstance(node.body, list) else [node.body]
        within = set(map(id, body))
        yield from ((p, scope) for p in ast.iter_child_nodes(node) if id(p) not in within)
        yield from ((part, inner) for part in body)
    elif not isinstance(node, (ast.Constant, ast.Name)):  # in which only a context stands
        yield from ((part, scope) for part in ast.iter_child_nodes(node) if not is_context(part))


def is_context(node: ast.AST) -> bool:
    """Tell whether a node says only how another is used: nothing stands there, of half of all."""
    return isinstance(node, ast.expr_context)


def is_expression(node: ast.AST) -> bool:
    """Tell whether a node is an expression."""
    return isinstance(node, ast.expr)


def parameters(args: ast.arguments) -> Iterator[str]:
    """Give the names of a function's parameters."""
    for each in (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg):
        if each:
            yield each.arg


def stored_in(target: ast.AST) -> Iterator[str]:
    """Give the names that a target gives to something."""
    for each in ast.walk(target):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id


def bind(node: ast.AST, scope: Scope, *, is_data: bool) -> None:
    """Note what a node gives a name to."""
    match node:
        case ast.Global(names=names):
            scope.elsewhere.update(dict.fromkeys(names, scope.margin))
        case ast.Nonlocal(names=names):
            others = {name: scope.find(name, but=True) for name in names}
            scope.elsewhere.update({name: at for name, at in others.items() if at})
        case ast.Name(id=name, ctx=ast.Store()):
            scope.bind(name, is_data=is_data)
        case ast.Name(id=name, ctx=ast.Del()):
            scope.binder(name).deleted.add(name)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            scope.bind(name)
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            scope.bind(name)
        case ast.Import() | ast.ImportFrom():
            bind_imports(node, scope)


def bind_imports(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    """Note what an import gives a name to."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            name, module = alias.asname or alias.name, "" if node.level else node.module
            known = f"{module}.{alias.name}" if module else ""
        else:
            root = alias.name.partition(".")[0]
            name, known = alias.asname or root, alias.name if alias.asname else root
        scope.bind(name)
        at = scope.binder(name)
        at.stands_for.setdefault(name, set()).update([known] if known else [])


def surely_bound(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement at the margin binds whenever it is run."""
    match node:
        case ast.Assign(targets=targets):
            yield from (name for target in targets for name in stored_in(target))
        case ast.AnnAssign(target=target, value=ast.expr()):
            yield from stored_in(target)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)


def given(node: ast.AST) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Give each target of a node, with what it may be given, or that is in it."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from unpacked(target, value)
        case ast.NamedExpr(target=target, value=value):
            yield target, value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            yield from ((each, value) for each in ast.walk(target))


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Give the pairs of `a, b = c, d`; else each target with the whole."""
    rows = (ast.Tuple, ast.List)
    if not isinstance(target, rows):
        yield target, value
    elif isinstance(value, rows) and len(value.elts) == len(target.elts):
        pairs = zip(target.elts, value.elts, strict=True)
        yield from ((each, part) for whole, part in pairs for each in ast.walk(whole))
    else:
        yield from ((each, value) for each in ast.walk(target))


def held_by(value: ast.expr) -> Iterator[ast.Name | ast.Attribute | ast.Lambda]:
    """Give the names and lambdas that a value may be or hold; not what a call makes of them."""
    waiting: list[ast.AST] = [value]
    while waiting:
        match waiting.pop():
            case ast.Name() | ast.Attribute() | ast.Lambda() as node:
                yield node
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                waiting += args if name in PASSING_ON else []
            case ast.Subscript(value=(ast.Dict() | ast.List() | ast.Tuple()) as inner):
                waiting.append(inner)
            case ast.IfExp(body=body, orelse=other):
                waiting += [body, other]
            case ast.BoolOp() | ast.Dict() | ast.List() | ast.Tuple() | ast.Set() as node:
                waiting += ast.iter_child_nodes(node)
            case ast.NamedExpr(value=inner) | ast.Starred(value=inner):
                waiting.append(inner)


def is_data(node: ast.expr, scope: Scope) -> bool:
    """Tell whether a value is of one of Python's own types, as far as its text tells."""
    match node:
        case ast.Name(id=name):
            at = scope.find(name)
            return at is not None and name not in at.mixed
        case ast.Call(func=ast.Name(id=name)):
            return name in DATA and scope.find(name) is None
    return isinstance(node, DISPLAYS)


def is_builtin(name: str) -> bool:
    """Tell whether Python itself has a name."""
    return hasattr(builtins, name)
