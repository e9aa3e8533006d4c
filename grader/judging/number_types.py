"""Judge of what type an answer's numbers are, and whether they keep a gradient. Pure.

Of an answer that did not come over the wall, as a golden, no type is known: it departs nowhere.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.core.probe import Answer, Either, Failure, Observation
from grader.core.result import Criterion, Verdict
from grader.judging.comparison import (
    Difference,
    compare,
    find_in_keys,
    kind_of,
    leaves,
    position,
    shape_of,
)
from grader.sandbox.wire import OWN_TYPES, NumberType, types_in

# Of one number, and of several.
WORDS = {
    "bool": ("a truth value", "truth values"),
    "int": ("a whole number", "whole numbers"),
    "float": ("a number with a fraction", "numbers with a fraction"),
    "gradient": ("a tensor that keeps its gradient", "tensors that keep their gradient"),
    "detached": ("a number without a gradient", "numbers without a gradient"),
}


def compare_types(
    probe: str, observation: Observation, golden: Any, criterion: Criterion
) -> Verdict:
    """Judge one observation by what its numbers are beside their values."""
    if isinstance(observation, Failure):
        return compare(probe, observation, golden, criterion.tolerance, by_shape=False)
    difference = find_type(types_of(observation), golden, criterion)
    return Verdict(probe, difference.departure(probe) if difference else None)


def types_of(answer: Answer) -> Any:
    """Read the types of an answer's numbers; `...` where nobody knows them."""
    return ... if answer.wire is None else types_in(json.loads(answer.wire))


def find_type(value: Any, golden: Any, criterion: Criterion) -> Difference | None:
    """Find the first number that is of another type than is asked for, or give None."""
    if value is ...:
        return None
    if isinstance(golden, Either):
        golden = golden.answers[0]
    if isinstance(golden, dict):
        find = functools.partial(find_type, criterion=criterion)
        return find_in_keys(value, golden, find)
    right, present = leaves(golden), leaves(value)
    if any(isinstance(leaf, dict) for leaf in right):
        return find_in_records(present, right, criterion)
    asked = asked_of(right, criterion)
    odd = (at for at, leaf in enumerate(present) if not is_asked(leaf, asked, criterion))
    index = next(odd, None) if asked else None
    if index is None:
        return None
    where = position(index, shape_of(value)) if index else ""
    count = len(right)
    return Difference(
        in_words(asked, criterion.dtype, count), got(present[index], asked, count), where
    )


def find_in_records(
    present: Sequence[Any], right: Sequence[Any], criterion: Criterion
) -> Difference | None:
    """Find the first record with a number of another type."""
    for number, pair in enumerate(zip(present, right, strict=False), 1):
        if difference := find_type(*pair, criterion):
            return replace(difference, path=(f"record {number}", *difference.path))
    return None


def asked_of(right: Sequence[Any], criterion: Criterion) -> str:
    """Say what is asked for, as `WORDS` has it: by the golden where the rubric names no type."""
    if criterion.compare != "dtype":
        return criterion.compare
    kinds = {OWN_TYPES.get(type(leaf), "") for leaf in right}
    if criterion.dtype or not all(kinds):
        return family(criterion.dtype or "")
    return next((family(name) for name in ("float64", "int64", "bool") if name in kinds), "")


def family(name: str) -> str:
    """Say whether a type is one of truth values, of whole numbers, or of any; "" for none."""
    if "int" in name:
        return "int"
    return "float" if "float" in name else name


def is_asked(leaf: Any, asked: str, criterion: Criterion) -> bool:
    """Tell whether a leaf is a number of the type that is asked for."""
    if not isinstance(leaf, NumberType):
        return False
    if criterion.compare != "dtype":
        return leaf.keeps_gradient is (asked == "gradient")
    return leaf.type == criterion.dtype if criterion.dtype else family(leaf.type) == asked


def in_words(asked: str, name: str | None, count: int) -> str:
    """Say what is asked for, or there: "whole numbers (int64)"."""
    return WORDS[asked][count != 1] + (f" ({name})" if name else "")


def got(leaf: Any, asked: str, count: int) -> str:
    """Say what is there instead."""
    if not isinstance(leaf, NumberType):
        return kind_of(leaf)
    if asked == "gradient":
        return in_words("detached", "gone by .item(), .detach(), no_grad or tensor(...)", count)
    if asked == "detached":
        return in_words("gradient", ".item() or .detach() gives it without", count)
    # An array of these crosses as Python's own numbers do, so nobody knows which it was.
    name = f"{leaf.type}, as Python's are" if leaf.type in ("int64", "float64") else leaf.type
    return in_words(family(leaf.type), name, count)
