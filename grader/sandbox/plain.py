"""What the worker may send across the wall: length-prefixed JSON frames of plain data.

An array on the wire starts with the tag of what it was: ["l", 1, 2] is a list, ["t", ...] a tuple,
["d", key, value, ...] a dict, ["f", "nan"] a float that JSON has no word for, ["o", "type"] an
object that is not plain data.
"""

from __future__ import annotations

import contextlib
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


to_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
TOO_MANY = f"more than {VALUES:,} values"
NAME_OF_TYPE = type.__dict__["__name__"].__get__


class TooLargeError(Exception):
    """An answer is over one of the limits above; the message says which."""


def pack(frame: dict[str, Any]) -> bytes:
    """A frame's bytes: the length, then JSON."""
    return frame_of(to_json(frame))


def frame_of(text: str) -> bytes:
    """The bytes of a frame whose JSON is there already."""
    body = text.encode("ascii")
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
        self.room = ANSWER_BYTES

    def encode(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise TooLargeError(TOO_MANY)
        kind = type(value)
        if kind is bool or value is None:
            return value
        if kind is str:
            return self.encode_text(value)
        if kind is int:
            return value if value.bit_length() <= INTEGER_BITS else ["o", "int of over 300 digits"]
        if kind is float:
            return value if value - value == 0 else ["f", str(value)]
        return self.encode_container(value, kind, depth)

    def encode_container(self, value: Any, kind: type, depth: int) -> Any:
        if kind not in (list, tuple, dict) and not is_exactly(kind, "array", "array"):
            number = plain_number(value, kind)
            return ["o", type_name(kind)] if number is None else self.encode(number, depth)
        if len(value) > self.left:
            raise TooLargeError(TOO_MANY)
        if depth == 0:
            raise TooLargeError(f"nested deeper than {DEPTH}")
        if kind is not dict and all(type(item) is float and item - item == 0 for item in value):
            self.left -= len(value)  # the most frequent by far, and what is to come is known
            return ["t" if kind is tuple else "l", *value]
        if kind is dict:
            flat = [part for pair in value.items() for part in pair]
            return ["d", *(self.encode(part, depth - 1) for part in flat)]
        tag = "t" if kind is tuple else "l"
        return [tag, *(self.encode(item, depth - 1) for item in value)]

    def encode_text(self, text: str) -> str:
        # Counted over the whole answer: one long text can be in it thousands of times.
        self.room -= len(text)
        if self.room < 0:
            raise TooLargeError(f"texts of more than {ANSWER_BYTES:,} characters")
        return valid_text(text)


def valid_text(text: str) -> str:
    """The text with lone surrogates written out, which UTF-8 has no bytes for."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain_number(value: Any, kind: type) -> float | None:
    """A float for an exact Fraction or Decimal, else None."""
    if is_exactly(kind, "fractions", "Fraction") or is_exactly(kind, "decimal", "Decimal"):
        with contextlib.suppress(ArithmeticError, ValueError, TypeError, AttributeError):
            return float(value)
    return None


def is_exactly(kind: type, module: str, name: str) -> bool:
    """Whether a type is that of a module, which is looked up, not imported.

    Without the module there is no such value.
    """
    return kind is getattr(sys.modules.get(module), name, None)


def type_name(kind: type) -> str:
    """Name a type, past its metaclass, which may define a `__name__` of its own."""
    return valid_text(NAME_OF_TYPE(kind))[:NAME_LENGTH]
