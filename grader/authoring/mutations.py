"""The changes that mutants are made by: each of one node, or of one block of statements. Pure."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
CALCULATED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While


class Mutations:
    """What can be changed in one function, by the names that it has for it."""

    def __init__(self, function: ast.stmt, owner: str) -> None:
        nodes = list(ast.walk(function))
        arguments = [each.arg for each in nodes if isinstance(each, ast.arg)]
        # What a method is called on stands for no other value.
        self.receiver = arguments[0] if owner and arguments else ""
        self.bound = dict.fromkeys(arguments, function.lineno)
        self.attributes: dict[str, dict[str, None]] = {}
        self.objects: set[ast.AST] = set()
        for node in nodes:
            match node:
                case ast.Name(id=name, ctx=ast.Store()):
                    line = self.bound.setdefault(name, node.lineno)
                    self.bound[name] = min(line, node.lineno)
                case ast.Attribute(value=value, attr=name):
                    self.attributes.setdefault(ast.unparse(value), {})[name] = None
                    self.objects.add(value)

    def others(self, node: ast.Name) -> Iterator[str]:
        """Give the names that could stand for one: bound by then, and of an object another's."""
        is_object = node in self.objects
        for name, line in self.bound.items():
            is_fit = line <= node.lineno and (name in self.attributes or not is_object)
            if is_fit and self.receiver != name != node.id:
                yield name

    def of(self, node: ast.AST) -> Iterator[ast.AST]:
        """Give what could stand in a node's place."""
        match node:
            case ast.Name(ctx=ast.Load()) if node.id in self.bound and node.id != self.receiver:
                yield from (changed(node, id=name) for name in self.others(node))
            case ast.Attribute():
                others = self.attributes[ast.unparse(node.value)]
                yield from (changed(node, attr=name) for name in others if name != node.attr)
            case ast.expr():
                yield from of_expression(node)
            case _:
                yield from of_statement(node)


def of_expression(node: ast.expr) -> Iterator[ast.AST]:
    """Change what a value is made of, or how."""
    match node:
        case ast.Constant():
            yield from (changed(node, value=value) for value in other_values(node.value))
        case ast.Call():
            yield from of_call(node)
        case ast.Slice():
            yield from of_slice(node)
        case ast.Subscript(slice=index) if not isinstance(index, (ast.Slice, ast.Tuple)):
            yield from (changed(node, slice=other) for other in beside(index))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse, changed(node, body=orelse, orelse=body))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            yield from (changed(node, elts=order) for order in swapped(elements))
        case _:
            yield from of_operator(node)


def of_operator(node: ast.expr) -> Iterator[ast.AST]:
    """Change an operator, leave an operand out, or put two in the other order."""
    match node:
        case ast.Compare(ops=[operator, *rest]):
            others = COMPARED[type(operator)]
            yield from (changed(node, ops=[other(), *rest]) for other in others)
        case ast.BinOp(left=left, op=operator, right=right):
            yield from (changed(node, op=other()) for other in CALCULATED.get(type(operator), ()))
            yield from (left, right)
            if not isinstance(operator, (ast.Add, ast.Mult)):
                yield changed(node, left=right, right=left)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.BoolOp(op=operator, values=values):
            yield changed(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
            yield from values


def of_call(node: ast.Call) -> Iterator[ast.AST]:
    """Swap or leave out arguments, leave out the call, or count one more or less."""
    yield from (changed(node, args=order) for order in swapped(node.args))
    for index in range(len(node.args)):
        yield changed(node, args=without(node.args, index))
    yield from (
        changed(node, keywords=without(node.keywords, i)) for i in range(len(node.keywords))
    )
    match node:
        case ast.Call(func=ast.Attribute(value=value), args=[], keywords=[]):
            yield value
        case ast.Call(func=ast.Name(id=name), args=[_] | [_, _] as values) if name != "range":
            yield from values
        case ast.Call(func=ast.Name(id="range"), args=[*_, end]):
            yield from (changed(node, args=[*node.args[:-1], other]) for other in beside(end))
    if isinstance(node.func, ast.Name) and node.func.id in TWINS:
        yield changed(node, func=ast.Name(TWINS[node.func.id], ast.Load()))


def of_slice(node: ast.Slice) -> Iterator[ast.AST]:
    """Leave out a bound, take the other part, or begin or end one place beside."""
    yield changed(node, lower=node.upper, upper=node.lower)
    for name in ("lower", "upper", "step"):
        bound = getattr(node, name)
        if bound is not None:
            yield changed(node, **{name: None})
            yield from (changed(node, **{name: other}) for other in beside(bound))


def of_statement(node: ast.AST) -> Iterator[ast.AST]:
    """Change what a statement does, or when; or what a comprehension leaves out."""
    match node:
        case ast.Return(value=ast.expr() as value):
            yield changed(node, value=None)
            yield changed(node, value=ast.Tuple([value], ast.Load()))
        case ast.AugAssign(target=target, op=operator, value=value):
            yield from (changed(node, op=other()) for other in CALCULATED.get(type(operator), ()))
            yield ast.Assign([target], value, lineno=node.lineno)
        case ast.If(test=test) | ast.While(test=test):
            yield changed(node, test=ast.UnaryOp(ast.Not(), test))
            yield changed(node, test=ast.Constant(value=True))
        case ast.comprehension(ifs=[_, *_]):
            yield changed(node, ifs=[])


def of_block(block: Sequence[ast.stmt]) -> Iterator[tuple[int, list[ast.stmt]]]:
    """Leave a statement out, swap two, or move one over the end of a loop: the line, the block."""
    for index, node in enumerate(block):
        before, after = list(block[:index]), list(block[index + 1 :])
        if not isinstance(node, (ast.Return, ast.Pass)):
            yield node.lineno, [*before, ast.Pass(), *after]
        if after:
            yield node.lineno, [*before, after[0], node, *after[1:]]
        if isinstance(node, Loop):
            *first, last = node.body
            once, longer = [*node.body, ast.Break()], [*node.body, *after[:1]]
            yield last.lineno, [*before, changed(node, body=once), *after]
            yield last.lineno, [*before, changed(node, body=first or [ast.Pass()]), last, *after]
            yield last.lineno, [*before, changed(node, body=longer), *after[1:]]


def other_values(value: object) -> Iterator[object]:
    """Give constants that could be taken for one."""
    match value:
        case bool():
            yield not value
        case int():
            yield from sorted({value + 1, value - 1, -value} - {value})
        case float():
            yield from sorted({value + 1, value - 1, -value, value / 2} - {value})
        case str() if value:
            yield from ("", value * 2)


def beside(node: ast.expr) -> tuple[ast.expr, ...]:
    """Count one more and one less than some number, if it is not written out."""
    if isinstance(node, ast.Constant):
        return ()
    return tuple(ast.BinOp(node, op, ast.Constant(1)) for op in (ast.Add(), ast.Sub()))


def swapped(nodes: Sequence[Any]) -> Iterator[list[Any]]:
    """Swap each two neighbours."""
    for index in range(len(nodes) - 1):
        yield [*nodes[:index], nodes[index + 1], nodes[index], *nodes[index + 2 :]]


def without(nodes: Sequence[Any], index: int) -> list[Any]:
    """Leave one out."""
    return [*nodes[:index], *nodes[index + 1 :]]


def changed(node: Any, **fields: object) -> Any:
    """Copy a node, with other fields."""
    other = copy.copy(node)
    vars(other).update(fields)
    return other
