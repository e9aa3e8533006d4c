"""Judge answers by their items in any order, by their structure, or up to a sign. Pure.

What is the golden to the last place is right in each of these ways, too.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.core.probe import Failure, Observation
from grader.core.result import Criterion, Tolerance, Verdict
from grader.core.text import key_text
from grader.judging.comparison import (
    DIGITS,
    SHOWN_NUMBERS,
    Difference,
    are_close,
    compare,
    find_by,
    find_in_keys,
    find_odd,
    is_number,
    judge_values,
    kind_of,
    leaves,
    list_text,
    number_text,
    shape_of,
    slim,
)

MOST_TRIES = 1_000_000  # a second or so
Like = Callable[[Any, Any], bool | None]


def compare_loosely(
    probe: str, observation: Observation, golden: Any, criterion: Criterion
) -> Verdict:
    """Judge one observation in another way than number by number."""
    tolerance = criterion.tolerance
    if isinstance(observation, Failure) or are_close(observation.value, golden, tolerance):
        return compare(probe, observation, golden, tolerance, by_shape=False)
    judge = functools.partial(JUDGES[criterion.compare], tolerance=tolerance)
    difference = find_by(observation.value, golden, judge)
    return Verdict(probe, difference.departure(probe) if difference else None)


def judge_items(
    value: Any, golden: Any, tolerance: Tolerance, *, is_set: bool = False
) -> Difference | None:
    """Compare the items of a list, in whatever order; of a set also however often each is there."""
    expected, got = items_of(golden), items_of(value)
    text = f"{items_in_words(expected)} in any order"
    odd = find_odd(leaves(value), leaves(golden))
    if odd is not None:
        return Difference(text, odd)
    like = functools.partial(are_close, tolerance=tolerance)
    find = find_unmatched if is_set else find_unpaired
    missing = find(got, expected, like)
    # By the golden's size and form here, too.
    besides = find(expected, got, lambda right, item: like(item, right))
    there = items_in_words(got)
    if missing:
        return Difference(text, f"{there}: {item_text(*missing)} is missing")
    return Difference(text, f"{there}: {item_text(*besides)} is too much") if besides else None


def items_of(value: Any) -> list[Any]:
    """Give the items of a list, those that are nearly alike side by side."""
    value = slim(listed(value))
    return sorted(value, key=order) if isinstance(value, (list, tuple)) else [value]


def listed(value: Any) -> Any:
    """Build a value as goldens are: of lists, and of dicts by texts."""
    if isinstance(value, (list, tuple)):
        return [*map(listed, value)]
    if not isinstance(value, dict):
        return value
    texts = {key_text(key): listed(part) for key, part in value.items()}
    return texts if len(texts) == len(value) else value


def order(item: Any) -> tuple[bool, Any]:
    """Tell where an item stands among others, of whatever kinds."""
    numbers = leaves(item)
    is_plain = all(map(is_number, numbers))
    return (False, numbers) if is_plain else (True, repr(item))


def find_unmatched(items: Sequence[Any], others: Sequence[Any], like: Like) -> list[Any]:
    """Find the first of the others that no item is like."""
    at = 0
    for other in others:
        # In order: where one is like it, the next is near.
        places = (*range(at, len(items)), *range(at)) if items else ()
        place = next((index for index in places if like(items[index], other)), None)
        if place is None:
            return [other]
        at = place
    return []


def find_unpaired(items: Sequence[Any], others: Sequence[Any], like: Like) -> list[Any]:
    """Find the first of the others for which no item of its own is left."""
    left, at, tries = list(items), 0, MOST_TRIES
    for other in others:
        # In order: what is like it is near, so that only what is made to be slow comes to the end.
        for place in itertools.chain(range(at, len(left)), range(at)):
            tries -= 1
            if like(left[place], other) and tries > 0:
                break
        else:
            return [other]
        del left[place]
        at = place
    return []


def items_in_words(items: Sequence[Any]) -> str:
    """Write a few items as a list, of more how many there are."""
    texts = [item_text(item) for item in items]
    return f"[{', '.join(texts)}]" if len(texts) <= SHOWN_NUMBERS else f"{len(texts)} items"


def item_text(item: Any) -> str:
    """Write an item: a number, a row of them, or whatever else."""
    numbers = leaves(item)
    if isinstance(item, (list, tuple)) and all(map(is_number, numbers)):
        return f"[{', '.join(number_text(number, DIGITS[1]) for number in numbers)}]"
    return number_text(item, DIGITS[1])


def judge_structure(value: Any, golden: Any, tolerance: Tolerance) -> Difference | None:
    """Compare keys, lengths and what is a number or a text, at any depth; no number's value."""
    return find_structure(listed(value), golden)


def find_structure(value: Any, golden: Any) -> Difference | None:
    """Find the first part that is built otherwise."""
    value = slim(value)
    if isinstance(golden, dict):
        return find_in_keys(value, golden, find_structure)
    if not isinstance(golden, list):
        word = leaf_word(golden)
        return None if leaf_word(value) == word else Difference(word, kind_of(value))
    if not isinstance(value, (list, tuple)) or len(value) != len(golden):
        return Difference(kind_of(golden), kind_of(value))
    for number, pair in enumerate(zip(value, golden, strict=True), 1):
        if difference := find_structure(*pair):
            inner = f", {difference.position}" if difference.position else ""
            return replace(difference, position=f"item {number}{inner}")
    return None


def leaf_word(leaf: Any) -> str:
    """Say what kind of value it is; of what is no single value, that it is another."""
    if is_number(leaf):
        return "a number"
    return {str: "a text", type(None): "None"}.get(type(leaf), "another object")


def judge_up_to_sign(value: Any, golden: Any, tolerance: Tolerance) -> Difference | None:
    """Compare vectors, each as a whole times 1 or -1: the innermost lists."""
    got = slim(listed(value))
    is_plain = all(map(is_number, (*leaves(got), *leaves(golden))))
    vectors, rights = [*vectors_of(got)], [*vectors_of(golden)]
    if shape_of(got) != shape_of(golden) or len(vectors) != len(rights) or not is_plain:
        return judge_values(value, golden, tolerance)
    pairs = list(zip(vectors, rights, strict=True))
    for number, (vector, right) in enumerate(pairs, 1):
        if not any(are_close([s * x for x in vector], right, tolerance) for s in (1, -1)):
            where = f"row {number}" if len(pairs) > 1 else ""
            digits = DIGITS[0]
            expected = f"{list_text(right, digits)} or its negative"
            return Difference(expected, list_text(vector, digits), where)
    return None


def vectors_of(value: Any) -> Iterator[list[Any]]:
    """Give the innermost lists, in order; a single number is a vector of one."""
    if not isinstance(value, (list, tuple)):
        yield [value]
    elif any(isinstance(item, (list, tuple)) for item in value):
        for item in value:
            yield from vectors_of(item)
    else:
        yield list(value)


JUDGES: dict[str, Callable[..., Difference | None]] = {
    "set": functools.partial(judge_items, is_set=True),
    "sorted": judge_items,
    "structure": judge_structure,
    "up_to_sign": judge_up_to_sign,
}
