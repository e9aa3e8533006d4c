"""Judge observations against goldens. Pure and total: never raises for what a student did.

Order: did it answer, is it a number, shape, NaN, value. Shapes are judged for shape criteria only;
value criteria flatten first, so that a wrong shape costs the shape points and nothing else.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.core.probe import Answer, Either, Failure, Observation, Opaque
from grader.core.result import Departure, Tolerance, Verdict
from grader.core.text import LINE_LENGTH, key_text, shorten
from grader.sandbox.wire import NumberType

SHOWN_NUMBERS = 6
# What to return in the place of what is no plain data.
INSTEAD = {
    **dict.fromkeys(["map", "zip", "filter", "generator"], "a list, by list(...)"),
    **dict.fromkeys(["reversed", "enumerate"], "a list, by list(...)"),
    **dict.fromkeys(["set", "frozenset"], "a list, by sorted(...)"),
    **dict.fromkeys(["bytes", "bytearray"], "a text, by .decode()"),
    **dict.fromkeys(["function", "method", "builtin_function_or_method"], "what it gives: call it"),
    "type": "an object of it: call it",
    "complex": "a real number",
    "Tensor": "a dense one, by .to_dense()",
    **dict.fromkeys(["MaskedArray", "MaskedConstant"], "its numbers, by .filled(...)"),
    "longdouble": "a float, by float(...)",
}
PLAIN = "plain numbers, texts, lists or dicts"
FLOAT_BITS = 1023  # a longer integer can't be compared with a float
DIGITS = (4, 6, 9, 12, 17)
BUILT = (list, tuple, dict)
cut = functools.partial(shorten, length=LINE_LENGTH, mark="...")


def compare(
    probe: str, observation: Observation, golden: Any, tolerance: Tolerance, *, by_shape: bool
) -> Verdict:
    """Judge one observation: by the shape of what came back, or by its values."""
    match observation:
        case Failure(_, message, place, cause):
            sentence = f"{place}: {message}" if place else message
            departure = Departure(probe, sentence, place=place)
            return Verdict(probe, departure, asked=observation.asked, cause=cause)
        case Answer(value):
            if is_same(value, golden) or are_close(value, golden, tolerance):
                return Verdict(probe)
            difference = find_difference(value, golden, tolerance, by_shape=by_shape)
            return Verdict(probe, difference.departure(probe) if difference else None)


def is_same(value: Any, golden: Any) -> bool:
    """Tell whether both are the same to the last digit, as most answers are."""
    return type(value) is type(golden) and bool(value == golden)


def are_close(value: Any, golden: Any, tolerance: Tolerance) -> bool | None:
    """Tell whether values hold the same numbers, but for axes of length 1; None if built otherwise.

    Where it is True, `find_departure` would find none, ten times as slowly.
    """
    same = same_numbers(value, golden, tolerance)
    return (same_numbers(slim(value, golden), golden, tolerance) or None) if same is None else same


def slim(value: Any, golden: Any = None) -> Any:
    """Leave out axes of length 1, which no golden has; in a dict only if it has its keys.

    Others may be chosen so that a dict of them is slow to make.
    """
    if type(value) is type(golden) is dict and value.keys() == golden.keys():
        return {key: slim(part, golden[key]) for key, part in value.items()}
    while type(value) is list and len(value) == 1:
        value = value[0]
    if type(value) is list and all(type(row) is list and len(row) == 1 for row in value):
        return [row[0] for row in value]
    return value


def same_numbers(value: Any, golden: Any, tolerance: Tolerance) -> bool | None:
    """Tell whether values built alike hold the same numbers; None where built otherwise."""
    if is_number(value) and is_number(golden):
        return tolerance.close(value, golden)
    if type(golden) is Either:
        ways = [are_close(value, each, tolerance) for each in golden.answers]
        return any(ways) or (None if None in ways else False)
    if not isinstance(value, BUILT) and not isinstance(golden, BUILT):
        return is_same(value, golden)
    if type(value) is not type(golden) or isinstance(value, tuple):
        return None
    if len(value) != len(golden) or (isinstance(value, dict) and value.keys() != golden.keys()):
        return None
    for key in value if isinstance(value, dict) else range(len(value)):
        same = value[key] == golden[key] or same_numbers(value[key], golden[key], tolerance)
        if not same:
            return same
    return True


@dataclass(frozen=True)
class Difference:
    """What was expected and what came back, and where in the answer that is.

    `path` leads through dicts to a quantity ("epoch 2", "weights"); `position` is within it.
    """

    expected: str
    got: str
    position: str = ""
    path: tuple[str, ...] = ()
    is_of_keys: bool = False

    def departure(self, probe: str) -> Departure:
        """Tell it as a student reads it: "epoch 2: weights expected 1, got 3"."""
        *outer, last = self.path or ("",)
        where = ": ".join(part for part in (", ".join(outer), last) if part)
        between = "; " if self.is_of_keys else ", "
        expected, got = cut(self.expected), cut(self.got)
        values = f"expected {expected}{between}got {got}"
        if self.position:
            where = ", ".join(part for part in (where, self.position) if part)
            values = f": {values}"
        elif where:
            values = f" {values}"
        return Departure(probe, where + values, expected, got, where)


Judge = Callable[[Any, Any], Difference | None]


def find_difference(
    value: Any, golden: Any, tolerance: Tolerance, *, by_shape: bool
) -> Difference | None:
    """Find where a value first departs, or give None."""
    judge = judge_shape if by_shape else judge_values
    return find_by(value, golden, functools.partial(judge, tolerance=tolerance))


def find_by(value: Any, golden: Any, judge: Judge) -> Difference | None:
    """Find where a value first departs, by what is judged of each part."""
    # A comma too many: what is one thing, or a list of things, came as a tuple of one. Of parts of
    # an answer that is a form like any other: a row of one feature, weights as a column.
    if type(value) is tuple and len(value) == 1 and not isinstance(golden, (dict, tuple, Either)):
        expected = shape_in_words(shape_of(golden))
        return Difference(expected, "a tuple of 1 (is there a comma too many?)")
    return find_in_parts(value, golden, judge)


def find_in_parts(value: Any, golden: Any, judge: Judge) -> Difference | None:
    """Find where a value departs, or a part of it."""
    if isinstance(golden, Either):
        return find_in_any(value, golden, judge)
    if not isinstance(golden, dict):
        return judge(value, golden)
    return find_in_keys(value, golden, functools.partial(find_in_parts, judge=judge))


def find_in_any(value: Any, golden: Either, judge: Judge) -> Difference | None:
    """Find where a value departs from each of several that are right."""
    differences = [find_in_parts(value, each, judge) for each in golden.answers]
    first, *others = differences
    if first is None or None in others:
        return None
    at = first.path, first.position
    texts = [each.expected for each in differences if each and (each.path, each.position) == at]
    return replace(first, expected=" or ".join(dict.fromkeys(texts)))


def find_in_keys(value: Any, golden: Mapping[str, Any], find: Judge) -> Difference | None:
    """Find the first part that departs, if the parts have the golden's names."""
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]  # an axis of length 1, which no golden has
    expected = {key_text(key): part for key, part in golden.items()}
    got = {key_text(key): part for key, part in value.items()} if isinstance(value, dict) else None
    if got is None or got.keys() != expected.keys() or len(got) != len(value):
        keys = ", ".join(expected) or "an empty dict"
        return Difference(keys, kind_of(value), is_of_keys=True)
    for key, part in expected.items():
        difference = find(got[key], part)
        if difference is not None:
            return replace(difference, path=(key, *difference.path))
    return None


def find_in_records(
    pairs: Iterable[tuple[Any, Any]], tolerance: Tolerance, *, by_shape: bool
) -> Difference | None:
    """Find the first record that departs, and where in it."""
    for number, (got, golden) in enumerate(pairs, 1):
        if isinstance(golden, dict):
            difference = find_difference(got, golden, tolerance, by_shape=by_shape)
            if difference is not None:
                return replace(difference, path=(f"record {number}", *difference.path))
    return None


def judge_values(value: Any, golden: Any, tolerance: Tolerance) -> Difference | None:
    """Compare leaf by leaf, whatever the nesting; None where all agree."""
    expected, got = leaves(golden), leaves(value)
    odd = find_odd(got, expected)
    are_few = len(expected) <= SHOWN_NUMBERS
    if odd is not None:
        return Difference(list_text(expected, DIGITS[0]) if are_few else count_of(expected), odd)
    if len(got) != len(expected):
        return Difference(*in_shapes(golden, value))
    # Ask what is close, not what is far: every comparison with NaN is False, so
    # `abs(value - golden) > limit` would let NaN agree with anything.
    far = (
        i for i, pair in enumerate(zip(got, expected, strict=True)) if not agree(*pair, tolerance)
    )
    index = next(far, None)
    if index is None or isinstance(expected[index], dict):
        return find_in_records(zip(got, expected, strict=True), tolerance, by_shape=False)
    if are_few:
        return Difference(*in_words(expected, got))
    return Difference(*in_words([expected[index]], [got[index]]), position(index, shape_of(golden)))


def judge_shape(value: Any, golden: Any, tolerance: Tolerance) -> Difference | None:
    """Compare lengths along the axes, whatever the values; None where they agree."""
    expected, got = shape_of(golden), shape_of(value)
    pair = leaves(value), leaves(golden)
    odd = find_odd(*pair)
    if odd is not None:
        return Difference(shape_in_words(expected), odd)
    if squeezed(expected) == squeezed(got):
        return find_in_records(zip(*pair, strict=False), tolerance, by_shape=True)
    return Difference(shape_in_words(expected), shape_in_words(got))


def leaves(value: Any) -> list[Any]:
    """List the innermost values, in order; a dict among them counts as one."""
    if not isinstance(value, (list, tuple)):
        return [value]
    those: list[Any] = []
    for item in value:
        if isinstance(item, (list, tuple)):
            those += leaves(item)
        else:
            those.append(item)
    return those


def find_odd(got: Sequence[Any], expected: Sequence[Any]) -> str | None:
    """Find the first leaf that is no number, where numbers are expected."""
    if not all(is_number(leaf) for leaf in expected):
        return None
    return next((kind_of(leaf) for leaf in got if not is_number(leaf)), None)


def is_number(leaf: Any) -> bool:
    """Tell whether a leaf is a bool, an int or a float."""
    return isinstance(leaf, float) or (isinstance(leaf, int) and leaf.bit_length() <= FLOAT_BITS)


def agree(value: Any, golden: Any, tolerance: Tolerance) -> bool:
    """Tell whether two leaves are the same: numbers within the tolerance, all else exactly."""
    if is_number(value) and is_number(golden):
        return tolerance.close(value, golden)
    if isinstance(golden, dict):
        return find_difference(value, golden, tolerance, by_shape=False) is None
    return is_same(value, golden)


def kind_of(value: Any) -> str:
    """Say in a few words what a value is."""
    match value:
        case NumberType():
            return "a number"
        case Opaque(type_name):
            return opaque_in_words(type_name)
        case str():
            return f"the text {value!r}"
        case None:
            return "None (is a `return` missing?)"
        case dict():
            return f"a dict with {', '.join(map(repr, value)) or 'nothing in it'}"
        case list() | tuple():
            return f"a {type(value).__name__} of {len(value)}"
    if not is_number(value):
        return "a number of over 300 digits"
    return number_text(value, DIGITS[0])


def opaque_in_words(type_name: str) -> str:
    """Say what an object is, and what to return instead."""
    if type_name == "Forbidden":
        return "a name from a module that is not allowed"
    return f"an object of type {type_name}; return {INSTEAD.get(type_name, PLAIN)}"


def in_shapes(golden: Any, value: Any) -> tuple[str, str]:
    """Say how many numbers there should be and are: by their shapes, if these tell them apart."""
    shapes = shape_in_words(shape_of(golden)), shape_in_words(shape_of(value))
    if any(isinstance(leaf, dict) for leaf in leaves(golden)):
        return count_of(leaves(golden)), kind_of(value)
    if shapes[0] != shapes[1]:
        return shapes
    return count_of(leaves(golden)), count_of(leaves(value))


def count_of(leaves: Sequence[Any]) -> str:
    """Say "1 number", "7 numbers", "2 records"."""
    what = "record" if any(isinstance(leaf, dict) for leaf in leaves) else "number"
    return f"1 {what}" if len(leaves) == 1 else f"{len(leaves)} {what}s"


def in_words(expected: Sequence[Any], got: Sequence[Any]) -> tuple[str, str]:
    """Write both lists with as few digits as tell them apart."""
    # "expected 0.1, got 0.1" would tell a student nothing.
    for digits in DIGITS:
        texts = list_text(expected, digits), list_text(got, digits)
        if texts[0] != texts[1]:
            break
    return texts


def list_text(numbers: Sequence[Any], digits: int) -> str:
    """Write numbers as a list; one number stands alone."""
    texts = [number_text(number, digits) for number in numbers]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def number_text(value: Any, digits: int) -> str:
    """Write a leaf with so many digits."""
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.{digits}g}"
    return cut(str(value) if is_number(value) else repr(value))


def shape_of(value: Any) -> tuple[int, ...] | None:
    """Measure the lengths along each axis; None where rows are of unequal length."""
    if not isinstance(value, (list, tuple)):
        return ()
    inner = {shape_of(item) for item in value}
    if len(inner) > 1 or None in inner:
        return None
    return (len(value), *(inner.pop() if inner else ()))  # type: ignore[misc]


def squeezed(shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Leave out the axes of length 1."""
    return None if shape is None else tuple(length for length in shape if length != 1)


def shape_in_words(shape: tuple[int, ...] | None) -> str:
    """Say "shape (70, 2)", "one number"."""
    if shape is None:
        return "rows of unequal length"
    real = squeezed(shape)
    return f"shape {real}" if real else "one number"


def position(index: int, shape: tuple[int, ...] | None) -> str:
    """Say "row 3, column 1" of a flat index, counted from 1."""
    # Of more axes than two no student thinks in rows and columns.
    real = squeezed(shape)
    if real is None or len(real) != 2:
        return f"number {index + 1}"
    return f"row {index // real[1] + 1}, column {index % real[1] + 1}"
