"""Say what a mutant's change is, in words that are true of every program that behaves so. Pure.

They tell of kinds, operators, numbers, and names that the task gives: never the example's code, and
no name of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from grader.authoring.mutants import Swap
from grader.authoring.mutations import TWINS, Loop

SUMS: dict[type[ast.operator], str] = {
    ast.Add: "a sum",
    ast.Sub: "a difference",
    ast.Mult: "a product",
    ast.Div: "a quotient",
    ast.FloorDiv: "a quotient without its fraction",
    ast.Mod: "a remainder",
    ast.Pow: "a power",
    ast.MatMult: "a matrix product",
}
LEFT_OUT: dict[type[ast.operator], str] = {
    ast.Add: "a term of a sum",
    ast.Sub: "a subtraction",
    ast.Mult: "a factor of a product",
    ast.Div: "a division",
    ast.FloorDiv: "a division",
    ast.Mod: "a remainder",
    ast.Pow: "a power",
    ast.MatMult: "a factor of a product",
}
STRICT = (ast.Lt, ast.Gt)
GREATER = (ast.Gt, ast.GtE)
ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


@dataclass(frozen=True)
class Phrase:
    """What is changed, and what to look at for that: a clause and a sentence."""

    what: str
    look: str


def words_of(change: Swap, public: Collection[str]) -> Phrase:
    """Say what a change is; names may be said that are `public`."""
    before, after = change.before, change.after
    if isinstance(before, list):
        return of_block(before, after, public)
    words = (
        of_name(before, after, public)
        or of_operator(before, after, public)
        or of_condition(before, after)
        or of_call(before, after, public)
        or of_part(before, after)
        or of_statement(before, after)
        or Phrase("a value is made in another way than it should be", VALUES)
    )
    return Phrase(words.what + where(change.statement, public), words.look)


STEPS_IN_ORDER = "go through the steps that the task asks for, one by one and in their order"
VALUES = "calculate a small case by hand, value by value, and compare"
CONDITIONS = "ask of each condition when it holds, and try the cases on both sides of it"
RANGES = "ask where each range, index and part of a list begins and ends, with numbers put in"
NAMES = "ask of each value that is used whether it is the one that is meant there"
ARGUMENTS = "hold each call against what the function takes, argument by argument"
GIVEN = "look at what is returned, and in which order and form"


def where(statement: ast.AST, public: Collection[str]) -> str:
    """Name the attribute that a statement changes, if the task gives its name."""
    match statement:
        case ast.AugAssign(target=target) | ast.Assign(targets=[target]):
            name = attribute_of(target, public)
            return f", where {name} is changed" if name else ""
    return ""


def attribute_of(node: ast.AST, public: Collection[str]) -> str:
    """Give an attribute that is changed, also where only a part of it is."""
    match node:
        case ast.Subscript(value=value):
            return attribute_of(value, public)
        case ast.Attribute():
            return shown(node, public)
    return ""


def shown(node: Any, public: Collection[str]) -> str:
    """Give a name as the task gives it; nothing for any other value."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return f"`{name}`" if name in public else ""
    return ""


def of_name(before: Any, after: Any, public: Collection[str]) -> Phrase | None:
    """Say which value stands for which, as far as the task names them."""
    kinds = (ast.Name, ast.Attribute)
    if not (isinstance(before, kinds) and type(before) is type(after)):
        return None
    right, wrong = shown(before, public), shown(after, public)
    if right and wrong:
        return Phrase(f"{wrong} stands where {right} belongs", NAMES)
    if right:
        return Phrase(f"another value stands where {right} belongs", NAMES)
    return Phrase(f"{wrong or 'one value'} stands where another one belongs", NAMES)


# Operators, conditions


def of_operator(before: Any, after: Any, public: Collection[str]) -> Phrase | None:
    """Say what is calculated otherwise."""
    match before, after:
        case ast.BinOp(left=left, op=operator, right=right), _ if after in (left, right):
            lost = right if after is left else left
            return left_out(operator, lost, after is left, public)
        case ast.BinOp(op=operator), ast.BinOp(op=other) if type(operator) is not type(other):
            what = f"{SUMS[type(other)]} stands where {SUMS[type(operator)]} belongs"
            return Phrase(what, VALUES)
        case ast.BinOp(op=operator), ast.BinOp():
            return Phrase(f"both sides of {SUMS[type(operator)]} are swapped", VALUES)
        case ast.UnaryOp(op=ast.USub(), operand=operand), _ if operand is after:
            return Phrase("a minus sign is left out", VALUES)
        case ast.Constant(value=right), ast.Constant(value=wrong):
            return of_constant(right, wrong)
    return None


def left_out(
    operator: ast.operator, lost: ast.expr, is_right: bool, public: Collection[str]
) -> Phrase:
    """Say which operand is left out; of some operators only the right one is their own."""
    name = shown(lost, public)
    what = LEFT_OUT[type(operator)]
    if not is_right and not isinstance(operator, (ast.Add, ast.Mult)):
        return Phrase(f"only the second part of {SUMS[type(operator)]} is left", VALUES)
    return Phrase(f"{what} is left out" + (f", that of {name}" if name else ""), VALUES)


def of_constant(right: object, wrong: object) -> Phrase:
    """Say which number stands for which; of texts and choices only the kind."""
    if isinstance(right, bool):
        return Phrase("a yes or no is the other way round", CONDITIONS)
    if isinstance(right, str):
        return Phrase("a text is empty or repeated", VALUES)
    return Phrase(f"{wrong!r} stands where {right!r} belongs", VALUES)


def of_condition(before: Any, after: Any) -> Phrase | None:
    """Say when something holds, or is done, otherwise."""
    match before, after:
        case ast.Compare(ops=[operator, *_]), ast.Compare(ops=[other, *_]):
            return of_comparison(operator, other)
        case ast.UnaryOp(op=ast.Not()), _:
            return OPPOSITE
        case ((ast.If() | ast.While()), (ast.If(test=test) | ast.While(test=test))):
            return ALWAYS if isinstance(test, ast.Constant) else OPPOSITE
        case ast.comprehension(), ast.comprehension():
            return ALWAYS
        case ast.BoolOp(), _:
            return of_parts(before, after)
        case ast.IfExp(), ast.IfExp() if after not in (before.body, before.orelse):
            return Phrase("two cases are swapped", CONDITIONS)
        case ast.IfExp(), _:
            return Phrase("one of two cases is taken always", CONDITIONS)
    return None


def of_parts(before: ast.BoolOp, after: Any) -> Phrase:
    """Say how the parts of a condition hang together."""
    if after in before.values:
        return Phrase("a part of a condition is left out", CONDITIONS)
    if isinstance(before.op, ast.And):
        return Phrase("one of two conditions is enough where both must hold", CONDITIONS)
    return Phrase("two conditions must hold where one is enough", CONDITIONS)


OPPOSITE = Phrase("a condition is the opposite of what it should be", CONDITIONS)
ALWAYS = Phrase("a condition is left out, as if it always held", CONDITIONS)


def of_comparison(right: ast.cmpop, wrong: ast.cmpop) -> Phrase:
    """Say on which values a comparison is wrong: on those that are equal, or on the others."""
    is_order = isinstance(right, ORDER) and isinstance(wrong, ORDER)
    if (
        not is_order
        or isinstance(right, STRICT) is not isinstance(wrong, STRICT)
        and (isinstance(right, GREATER) is not isinstance(wrong, GREATER))
    ):
        return OPPOSITE
    if isinstance(right, GREATER) is not isinstance(wrong, GREATER):
        return Phrase("a comparison has its sides swapped", CONDITIONS)
    if isinstance(right, STRICT):
        return Phrase("equal values pass a comparison that they must not pass", CONDITIONS)
    return Phrase("equal values do not pass a comparison that they must pass", CONDITIONS)


# Calls, parts, statements


def of_call(before: Any, after: Any, public: Collection[str]) -> Phrase | None:
    """Say how something is called otherwise."""
    if not isinstance(before, ast.Call):
        return None
    name, called = shown(before.func, public), getattr(before.func, "id", "")
    if not isinstance(after, ast.Call) or after in (*before.args, getattr(before.func, "value", 0)):
        return Phrase(f"{name} is not called" if name else CALL_LEFT_OUT, VALUES)
    if called in TWINS and getattr(after.func, "id", "") == TWINS[called]:
        return Phrase(OF_TWINS[called], VALUES)
    if called == "range" and len(before.args) == len(after.args):
        return of_range(before.args, after.args)
    which = f"a call of {name}" if name else "a call"
    if len(before.args) == len(after.args) and before.keywords == after.keywords:
        return Phrase(f"two arguments of {which} are swapped", ARGUMENTS)
    return Phrase(f"an argument of {which} is left out", ARGUMENTS)


OF_TWINS = {
    "min": "the greatest of some values is taken, not the smallest",
    "max": "the smallest of some values is taken, not the greatest",
    "any": "all of some values must hold where one is enough",
    "all": "one of some values is enough where all must hold",
}
CALL_LEFT_OUT = "a call is left out, so that something is taken as it is"


def of_range(before: Sequence[ast.expr], after: Sequence[ast.expr]) -> Phrase:
    """Say how far a range goes."""
    match after[-1]:
        case ast.BinOp(left=left, op=operator) if left is before[-1]:
            more = "far" if isinstance(operator, ast.Add) else "short"
            return Phrase(f"a range goes one too {more}", RANGES)
    return Phrase("both ends of a range are swapped", RANGES)


def of_part(before: Any, after: Any) -> Phrase | None:
    """Say which part is taken of something instead of which."""
    match before, after:
        case ast.Slice(lower=None, upper=upper), ast.Slice(lower=lower) if lower is upper:
            return Phrase("the other part of a list is taken", RANGES)
        case ast.Slice(lower=lower, upper=None), ast.Slice(upper=upper) if lower is upper:
            return Phrase("the other part of a list is taken", RANGES)
        case ast.Slice(), ast.Slice():
            return of_slice(before, after)
        case ast.Subscript(slice=index), ast.Subscript(slice=ast.BinOp(left=left, op=operator)) if (
            left is index
        ):
            way = "large" if isinstance(operator, ast.Add) else "small"
            return Phrase(f"an index is one too {way}", RANGES)
        case ((ast.Tuple() | ast.List()), (ast.Tuple() | ast.List())):
            return Phrase("two values are swapped", GIVEN)
    return None


def of_slice(before: ast.Slice, after: ast.Slice) -> Phrase:
    """Say where a part begins or ends."""
    for key, verb in (("lower", "begins"), ("upper", "ends")):
        old, new = getattr(before, key), getattr(after, key)
        match new:
            case ast.BinOp(left=left, op=operator) if left is old and new is not old:
                way = "late" if isinstance(operator, ast.Add) else "early"
                return Phrase(f"a part of a list {verb} one too {way}", RANGES)
        if old is not None and new is None:
            return Phrase(f"a part of a list {verb} where the list does", RANGES)
    return Phrase("a part of a list has its ends or its step wrong", RANGES)


def of_statement(before: Any, after: Any) -> Phrase | None:
    """Say what a statement does otherwise."""
    match before, after:
        case ast.Return(), ast.Return(value=None):
            return Phrase("nothing is returned", GIVEN)
        case ast.Return(), _:
            return Phrase("what is returned is inside of a tuple of its own", GIVEN)
        case ast.AugAssign(op=right), ast.AugAssign(op=wrong):
            what = f"{SUMS[type(wrong)]} stands where {SUMS[type(right)]} belongs"
            return Phrase(what, VALUES)
        case ast.AugAssign(op=right), ast.Assign():
            return Phrase("a value is replaced that must be kept and added to", VALUES)
    return None


def of_block(
    before: Sequence[ast.stmt], after: Sequence[ast.stmt], public: Collection[str]
) -> Phrase:
    """Say which steps are left out, swapped, or stand in a loop or after it otherwise."""
    pairs = [(old, new) for old, new in zip(before, after, strict=False) if old is not new]
    old, new = pairs[0]
    if isinstance(new, ast.Pass):
        return without(old, public)
    if isinstance(old, Loop) and isinstance(new, type(old)):
        return of_loop(old, new)
    if any(isinstance(each, ast.Return) for each in (old, new)):
        return Phrase("it returns before its last step", GIVEN)
    return Phrase("two steps are in the other order", STEPS_IN_ORDER)


def without(statement: ast.stmt, public: Collection[str]) -> Phrase:
    """Say which step is left out."""
    if isinstance(statement, Loop):
        return Phrase("a loop is left out", STEPS_IN_ORDER)
    match statement:
        case ast.AugAssign(target=target) | ast.Assign(targets=[target]):
            if name := attribute_of(target, public):
                return Phrase(f"the step that changes {name} is left out", STEPS_IN_ORDER)
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))) if name in public:
            return Phrase(f"`{name}` is not called", STEPS_IN_ORDER)
    return Phrase("a step is left out", STEPS_IN_ORDER)


def of_loop(before: Any, after: Any) -> Phrase:
    """Say what is in a loop, or how often it goes round."""
    if isinstance(after.body[-1], ast.Break) and len(after.body) > len(before.body):
        return Phrase("a loop ends after its first round", RANGES)
    if len(after.body) > len(before.body):
        return Phrase("what follows a loop stands in it", STEPS_IN_ORDER)
    return Phrase("the last step of a loop stands after it", STEPS_IN_ORDER)
