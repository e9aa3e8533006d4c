"""Read what comes over the wall: checked on its bytes first, then parsed, then decoded.

Everything here treats its input as hostile; `plain` is the honest sender.
"""

from __future__ import annotations

import functools
import json
import math
import re
from dataclasses import dataclass, replace
from typing import Any

from grader.core.errors import TamperedError
from grader.core.probe import Opaque
from grader.sandbox.inside import plain

# What numbers of Python's own are said to be, and arrays of them, which cross as these.
OWN_TYPES = {bool: "bool", int: "int64", float: "float64"}
NON_FINITE = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


def decode(tagged: Any) -> Any:
    """Read tagged plain data as values. Raises TamperedError for what `encode` can't write."""
    match tagged:
        case None | bool() | str():
            return tagged
        case int() | float() if fits_float(tagged):
            return tagged
        case ["d", *flat] if len(flat) % 2 == 0:
            parts = [decode(part) for part in flat]
            return decode_dict(parts[::2], parts[1::2])
        case ["l" | "t" as tag, *items]:
            # What JSON reads as a float is one, and no float is too large but infinity.
            finite = all(type(item) is float and item - item == 0 for item in items)
            decoded = items if finite else [*map(decode, items)]
            return decoded if tag == "l" else tuple(decoded)
        case ["f", str(name)] if name in NON_FINITE:
            return NON_FINITE[name]
        case ["o", str(name)] if len(name) <= plain.NAME_LENGTH:
            return Opaque(clean(name, plain.NAME_LENGTH))
        case ["g", part] | ["n", str(), part] if all(n in plain.NARROW for n in tagged[1:-1]):
            return decode(part)
    raise TamperedError("an answer that is not plain data")


@dataclass(frozen=True)
class NumberType:
    """What a number is beside its value: its type, and whether it keeps a gradient."""

    type: str
    keeps_gradient: bool = False


def types_in(tagged: Any, of: NumberType | None = None) -> Any:
    """Read tagged plain data, each number as what it is beside its value; `of` is what it is in."""
    match tagged:
        case ["g", part]:
            return types_in(part, NumberType(of.type if of else "", keeps_gradient=True))
        case ["n", str(name), part]:
            return types_in(part, NumberType(name, of is not None and of.keeps_gradient))
        case ["d", *flat]:
            return dict(zip(map(decode, flat[::2]), map_all(flat[1::2], of), strict=True))
        case ["l" | "t" as tag, *items]:
            return map_all(items, of) if tag == "l" else tuple(map_all(items, of))
    value = decode(tagged)
    if not isinstance(value, (int, float)):
        return value
    own = OWN_TYPES[type(value)]
    return NumberType(own) if of is None else replace(of, type=of.type or own)


def map_all(items: list[Any], of: NumberType | None) -> list[Any]:
    """Read each."""
    return [types_in(item, of) for item in items]


def fits_float(number: float) -> bool:
    """Tell whether an honest worker sends it so: not a longer integer, nor 1e999."""
    if isinstance(number, int):
        return number.bit_length() <= plain.INTEGER_BITS
    return math.isfinite(number)


def decode_dict(keys: list[Any], values: list[Any]) -> dict[Any, Any]:
    """Make a dict of decoded parts: only some can be keys."""
    try:
        return dict(zip(keys, values, strict=True))
    except TypeError:
        raise TamperedError("a dict whose keys can't be keys") from None


# The closing quote is optional, so that a match never fails: else a text that is not closed is
# tried again from each of its quotes, in quadratic time.
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
BRACKETS = re.compile(rb"[\[\]{}]")
MOST_COMMAS = 2 * plain.VALUES + 100  # a value that is not plain is an array of two or three
SURROGATE = re.compile(rb"\\u[dD]")  # half a character can come as an escape only
SHORT = 16  # bytes of a frame that is the same in most submissions: which cell begins
LONG_NUMBER = re.compile(rb"\d{400}")


def parse(body: bytes) -> dict[str, Any]:
    """Parse one frame from the worker, its size, depth and numbers checked on the bytes first.

    Raises TamperedError for anything that `pack` can't have written: each value has one form.
    """
    return dict(parse_short(body)) if len(body) <= SHORT else parse_any(body)


@functools.lru_cache(maxsize=1024)
def parse_short(body: bytes) -> dict[str, Any]:
    """Parse a short frame once for all."""
    return parse_any(body)


def parse_any(body: bytes) -> dict[str, Any]:
    """Parse a frame of any length."""
    # Before the parser sees it: this many brackets would end its stack, this many digits its day.
    bare = STRINGS.sub(b"", body)
    if len(body) > plain.FRAME_BYTES or bare.count(b",") > MOST_COMMAS or LONG_NUMBER.search(bare):
        raise TamperedError("a frame over the limits")
    if depth_of(bare) > plain.DEPTH + 4:
        raise TamperedError("a frame nested too deep")
    try:
        frame = json.loads(body.decode("ascii"))
        # Half a character is a text that can be neither printed nor kept.
        if SURROGATE.search(body):
            json.dumps(frame, ensure_ascii=False).encode("utf-8")
        written = plain.to_json(frame).encode("ascii")
    except (ValueError, RecursionError):
        raise TamperedError("a frame that is not JSON") from None
    if type(frame) is not dict:
        raise TamperedError("a frame that is not an object")
    # A key that comes twice, a blank, 1e5 for 100000.0: whoever reads it next might read another.
    if written != body:
        raise TamperedError("a frame that is not written as a worker writes")
    return frame


def depth_of(bare: bytes) -> int:
    """Count how deep the brackets nest."""
    depth = deepest = 0
    for bracket in BRACKETS.findall(bare):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def clean(text: str, length: int = plain.SHOWN_LENGTH) -> str:
    """Make a student's text fit to be shown on one line: no control characters, cut to length."""
    # Cut before it is looked at, too: a message may have megabytes.
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * length])
    return line if len(line) <= length else line[: length - 3] + "..."


def clean_output(text: str) -> str:
    """Make printed text fit to be shown: line ends and tabs stay, other control characters go."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
