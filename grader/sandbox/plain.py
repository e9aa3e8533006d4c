"""What the worker may send across the wall: length-prefixed JSON frames of plain data.

An array on the wire starts with the tag of what it was: ["l", 1, 2] is a list, ["t", ...] a tuple,
["d", key, value, ...] a dict, ["f", "nan"] a float that JSON has no word for, ["o", "type"] an
object that is not plain data.
"""

from __future__ import annotations

import json
import struct
import sys

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

ANSWER_BYTES = 64 * 1024
SUBMISSION_BYTES = 1024 * 1024
VALUES = 10_000
DEPTH = 8
NAME_LENGTH = 80
SHOWN_LENGTH = 200
INTEGER_BITS = 1023  # what a float can hold; a longer integer is opaque
FRAME_BYTES = ANSWER_BYTES + 1024  # an answer and its envelope

HEADER = struct.Struct(">I")


class TooLargeError(Exception):
    """An answer is over one of the limits above; the message says which."""


def pack(frame: dict[str, Any]) -> bytes:
    body = json.dumps(frame, allow_nan=False, separators=(",", ":")).encode("ascii")
    return HEADER.pack(len(body)) + body


def encode(value: Any) -> Any:
    """Turn any object into tagged plain data. Raises TooLargeError; runs no code of the object.

    Exact built-in types only: a subclass may lie about its value, so it is opaque.
    """
    return Encoder().encode(value, DEPTH)


class Encoder:
    """Counts the values of one answer while it is encoded."""

    def __init__(self) -> None:
        self.left = VALUES

    def encode(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise TooLargeError(f"more than {VALUES:,} values")
        kind = type(value)
        if kind is bool or value is None:
            return value
        if kind is str:
            return encode_text(value)
        if kind is int:
            return value if value.bit_length() <= INTEGER_BITS else ["o", "int of over 300 digits"]
        if kind is float:
            return value if value - value == 0 else ["f", str(value)]
        return self.encode_container(value, kind, depth)

    def encode_container(self, value: Any, kind: type, depth: int) -> Any:
        if kind not in (list, tuple, dict):
            number = plain_number(value, kind)
            return ["o", type_name(kind)] if number is None else self.encode(number, depth)
        if depth == 0:
            raise TooLargeError(f"nested deeper than {DEPTH}")
        if kind is dict:
            flat = [part for pair in value.items() for part in pair]
            return ["d", *(self.encode(part, depth - 1) for part in flat)]
        tag = "l" if kind is list else "t"
        return [tag, *(self.encode(item, depth - 1) for item in value)]


def encode_text(text: str) -> str:
    if len(text) > ANSWER_BYTES:
        raise TooLargeError(f"a text of more than {ANSWER_BYTES:,} characters")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain_number(value: Any, kind: type) -> Any:
    """A list for an exact array, a float for an exact Fraction or Decimal, else None.

    The modules are looked up, not imported: without them there is no such value.
    """
    if is_exactly(kind, "array", "array"):
        return value.tolist()
    if is_exactly(kind, "fractions", "Fraction") or is_exactly(kind, "decimal", "Decimal"):
        try:
            return float(value)
        except (OverflowError, ValueError):
            return None
    return None


def is_exactly(kind: type, module: str, name: str) -> bool:
    return kind is getattr(sys.modules.get(module), name, object)


def type_name(kind: type) -> str:
    return encode_text(str(type.__getattribute__(kind, "__name__"))[:NAME_LENGTH])
