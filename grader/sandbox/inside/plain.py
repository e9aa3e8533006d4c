"""What the worker may send across the wall: length-prefixed JSON frames of plain data.

An array on the wire starts with the tag of what it was: ["l", 1, 2] is a list, ["t", ...] a tuple,
["d", key, value, ...] a dict, ["f", "nan"] a float that JSON has no word for, ["o", "type"] an
object that is not plain data. Around numbers of an array stands what lists can't say: their type,
where it is none of Python's, as ["n", "float32", 0.5], and ["g", 0.5] where they keep a gradient.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import math
import struct
import sys
from itertools import chain

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
BEGUN = b"b"  # a supervisor's first word
SHOT_ITSELF = b"s"  # its word that a script, or a copy of it, kills itself
CUT = b"k"  # its last, of a script that was killed and not by itself
# Megabytes that a script may have, in its folder and in one file; its processor, or -1 for any.
BOUNDS = struct.Struct(">IIi")


to_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
quote = json.encoder.encode_basestring_ascii
FLOATS, INTEGERS, LISTS = {float}, {int}, {list}
ORDINARY = 10**9
LONG_INTEGER = '["o","int of over 300 digits"]'
TOO_MANY = f"more than {VALUES:,} values"
TOO_DEEP = f"nested deeper than {DEPTH}"
TOO_LARGE = f"more than {ANSWER_BYTES // 1024} KB"
TOO_LONG = f"texts of more than {ANSWER_BYTES:,} characters"
# Types of numbers that Python has none of its own for: its are float64, int64 and bool.
NARROW = frozenset(
    ["float16", "bfloat16", "float32", "int8", "int16", "int32"]
    + ["uint8", "uint16", "uint32", "uint64"]
)
WIDEST = 1024  # bytes of a value, on average
PYTHONS_OWN = ("f8", "i8", "b1")  # as NumPy writes them
NAME_OF_TYPE = type.__dict__["__name__"].__get__
FLAGS = type.__dict__["__flags__"].__get__
MRO = type.__dict__["__mro__"].__get__
ALL = slice(None)
NO_MARKS: Sequence[str] = ()
GRADIENT, TYPED = MARKS = '["g",', '["n",'
IS_DICT = 1 << 29
# By what CPython itself tells a subclass; none of these runs a method of the subclass.
READERS: list[tuple[int, Callable[[Any], Any]]] = [
    (1 << 24, int.__index__),
    (1 << 25, lambda value: list.__getitem__(value, ALL)),
    (1 << 26, lambda value: tuple.__getitem__(value, ALL)),
    (1 << 28, str.__str__),
]
ROWS: tuple[type, ...] = (range, type({}.keys()), type({}.values()), type({}.items()))


class TooLargeError(Exception):
    """An answer is over one of the limits above; the message says which."""


def pack(frame: dict[str, Any]) -> bytes:
    """Pack a frame: the length, then JSON."""
    return frame_of(to_json(frame))


def pack_request(frame: dict[str, Any]) -> bytes:
    """Pack a frame for a worker, which trusts who sends it: the length, then `marshal`."""
    body = marshal.dumps(frame)
    return HEADER.pack(len(body)) + body


def frame_of(text: str) -> bytes:
    """Pack a frame whose JSON is there already."""
    body = text.encode("ascii")
    return HEADER.pack(len(body)) + body


def encode(value: Any) -> Any:
    """Turn any object into tagged plain data. Raises TooLargeError; runs no code of the object.

    A subclass may lie about its value, so it is read by the methods of the built-in type itself.
    """
    return json.loads(to_text(value))


def to_text(value: Any) -> str:
    """Write the JSON of an object's tagged plain data. Raises as `encode`."""
    return Writer().write(value, DEPTH)


class Writer:
    """Counts the values of one answer while it is written."""

    def __init__(self) -> None:
        self.left = VALUES - 1  # itself; what it holds is counted before it is written
        self.room = ANSWER_BYTES

    def write(self, value: Any, depth: int) -> str:
        # `type` and `is`, never `isinstance`: an object may say of itself what class it is of.
        kind = type(value)
        if kind is float:
            return repr(value) if value - value == 0 else f'["f","{value}"]'
        if kind is str:
            return self.write_text(value)
        if kind is list or kind is tuple:
            return self.write_row(value, kind, self.enter(len(value), depth))
        if kind is dict:
            return self.write_dict(value, depth)
        if kind is int:
            return repr(value) if value.bit_length() <= INTEGER_BITS else LONG_INTEGER
        if kind is bool or value is None:
            return to_json(value)
        return self.write_other(value, kind, depth)

    def write_other(self, value: Any, kind: type, depth: int) -> str:
        if FLAGS(kind) & IS_DICT and any(base is dict for base in MRO(kind)):
            return self.write_dict(value, depth)
        if is_exactly(kind, "array", "array"):
            return self.write_row(value, kind, self.enter(len(value), depth))
        plain, marks = based_value(value, kind), NO_MARKS
        if plain is None:
            plain, marks = read_array(value, kind, self.left)
        if plain is None:
            plain = plain_value(value, kind, self.left)
        return opaque(kind) if plain is None else marked(self.write(plain, depth), marks)

    def write_dict(self, value: dict[Any, Any], depth: int) -> str:
        pairs = dict.items(value)
        depth = self.enter(2 * len(pairs), depth)
        # A copy as a dict would ask its keys for their hashes.
        return tagged("d", [self.write(part, depth) for part in chain.from_iterable(pairs)])

    def write_row(self, value: Any, kind: type, depth: int) -> str:
        # The most frequent by far, written at once: item by item would take ten times as long.
        if kind is list and (text := numbers(value, self.left if depth else 0)):
            self.left -= sum(map(len, value)) if type(value[0]) is list else 0
            return text.replace("[", '["l",').replace(" ", "")
        parts = [self.write(item, depth) for item in value]
        return tagged("t" if kind is tuple else "l", parts)

    def enter(self, count: int, depth: int) -> int:
        """Count what something holds, before that is written; give how deep it may still be.

        It may hold itself, or one thing a thousand times.
        """
        self.left -= count
        if self.left < 0:
            raise TooLargeError(TOO_MANY)
        if depth == 0:
            raise TooLargeError(TOO_DEEP)
        return depth - 1

    def write_text(self, text: str) -> str:
        # Counted over the whole answer: one long text can be in it thousands of times.
        self.room -= len(text)
        if self.room < 0:
            raise TooLargeError(TOO_LONG)
        return quote(text if text.isascii() else valid_text(text))


def tagged(tag: str, parts: Sequence[str]) -> str:
    """Write an array that says what it was; a mark that all parts have stands before it, once."""
    if not parts:
        return f'["{tag}"]'
    if parts[0].startswith(MARKS):
        mark = mark_of(parts[0])
        if all(part.startswith(mark) for part in parts):
            ends = mark.count("[")
            inner = ",".join(part[len(mark) : -ends] for part in parts)
            return f'{mark}["{tag}",{inner}]' + "]" * ends
    return f'["{tag}",{",".join(parts)}]'


def mark_of(text: str) -> str:
    """Give how a text begins of which an array's marks are written."""
    end = len(GRADIENT) if text.startswith(GRADIENT) else 0
    is_typed = text.startswith(TYPED, end)
    return text[: text.index(",", end + len(TYPED)) + 1] if is_typed else text[:end]


def marked(text: str, marks: Sequence[str]) -> str:
    """Write what an array's numbers are around them."""
    return "".join(marks) + text + "]" * len(marks)


def numbers(row: list[Any], most: int) -> str:
    """Give how Python itself writes floats, or rows of at `most` so many, or small integers.

    Nothing where there is anything else, or a float that is not finite.
    """
    kinds = {*map(type, row)}
    if kinds == LISTS and sum(map(len, row)) <= most and all(row):
        kinds = {*map(type, chain.from_iterable(row))}
    elif kinds == INTEGERS and min(row) > -ORDINARY and max(row) < ORDINARY:
        return repr(row)
    text = repr(row) if kinds == FLOATS else ""
    return "" if "n" in text else text


def opaque(kind: type) -> str:
    """Write an object that is not plain data: only its type's name."""
    return to_json(["o", type_name(kind)])


def valid_text(text: str) -> str:
    """Write out a text's lone surrogates, which UTF-8 has no bytes for."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def based_value(value: Any, kind: type) -> Any:
    """Give what a subclass of a built-in type holds; else None."""
    # Python itself keeps to these: no class can have a flag or a base of another form in memory.
    flags = FLAGS(kind)
    for flag, read in READERS:
        if flags & flag:
            with contextlib.suppress(TypeError):  # of a metaclass that denies its classes' bases
                return read(value)
            return None
    return float.__float__(value) if any(base is float for base in MRO(kind)) else None


def plain_value(value: Any, kind: type, most: int) -> Any:
    """Give a row's items, or a number; else None."""
    row = kind in ROWS or is_exactly(kind, "collections", "deque")
    if not row:
        return plain_number(value, kind)
    try:
        length = len(value)
    except OverflowError:
        length = most + 1
    refuse_more(length, most)
    return list(value)


def read_array(value: Any, kind: type, most: int) -> tuple[Any, Sequence[str]]:
    """Give the numbers of an array, a tensor or a scalar of NumPy's, in lists, and their marks.

    By the base type's own way, which a subclass can't change. None for what is none of these, or
    has no numbers at hand: is sparse, masked, quantized, on a device that holds nothing.
    """
    bases = MRO(kind)
    for module, name, read in ARRAYS:
        base = getattr(sys.modules.get(module), name, None)
        if base is not None and (kind is base or any(each is base for each in bases)):
            try:
                return read(base, value, most)
            except (RuntimeError, TypeError, ValueError):
                break
    return None, NO_MARKS


def read_ndarray(base: Any, array: Any, most: int) -> tuple[Any, Sequence[str]]:
    """Give an array's numbers in lists. Raises TooLargeError before there are any."""
    if type(array) is not base and is_masked(type(array)):  # which its class alone can tell
        return None, NO_MARKS
    shape, dtype = base.shape.__get__(array), base.dtype.__get__(array)
    refuse_more(count_of(shape), most)
    # Texts of any length, records of any number of fields: as large as the whole array at once.
    if base.nbytes.__get__(array) > WIDEST * VALUES:
        raise TooLargeError(TOO_LARGE)
    numbers = base.tolist(array)
    # An object without axes may be the array itself: in a list, which can't be too deep unseen.
    return [numbers] if dtype.hasobject and not shape else numbers, marks_of(dtype)


def read_tensor(base: Any, tensor: Any, most: int) -> tuple[Any, Sequence[str]]:
    """Give a tensor's numbers in lists. Raises as `read_ndarray`."""
    torch = sys.modules["torch"]
    with torch._C.DisableTorchFunction(), torch.no_grad():
        refuse_more(count_of(base.size(tensor)), most)
        numbers = base.tolist(base.cpu(base.detach(tensor)))
        gradient = (GRADIENT,) if base.requires_grad.__get__(tensor) else ()
        return numbers, (*gradient, *marks_of_name(str(base.dtype.__get__(tensor))[6:]))


def read_scalar(base: Any, number: Any, most: int) -> tuple[Any, Sequence[str]]:
    """Give a number of NumPy's as one of Python's, if there is one."""
    plain = base.item(number)
    # Of more than 64 bits it is given as it is.
    is_left = any(each is base for each in MRO(type(plain)))
    return (None if is_left else plain), marks_of(base.dtype.__get__(number))


ARRAYS: list[tuple[str, str, Callable[[Any, Any, int], tuple[Any, Sequence[str]]]]] = [
    ("numpy", "ndarray", read_ndarray),
    ("numpy", "generic", read_scalar),
    ("torch", "Tensor", read_tensor),
]


def count_of(shape: Sequence[int]) -> int:
    """Count values, or lists where there are more of these: there may be a million empty rows."""
    return math.prod(length or 1 for length in shape)


def is_masked(kind: type) -> bool:
    """Tell whether it is a class of arrays of which some numbers may not count."""
    masked = getattr(sys.modules.get("numpy.ma"), "MaskedArray", None)
    return any(base is masked for base in MRO(kind))


def marks_of(dtype: Any) -> Sequence[str]:
    """Give the mark of a type of numbers of NumPy's, if it needs one."""
    # Most need none, and a name takes longer to make than a number to write.
    return NO_MARKS if dtype.str[1:] in PYTHONS_OWN else marks_of_name(dtype.name)


def marks_of_name(name: str) -> Sequence[str]:
    """Give the mark of a type of numbers, if it needs one."""
    return (f'{TYPED}"{name}",',) if name in NARROW else NO_MARKS


def refuse_more(count: int, most: int) -> None:
    """Raise TooLargeError where there are more values than may be."""
    if count > most:
        raise TooLargeError(TOO_MANY)


def plain_number(value: Any, kind: type) -> float | None:
    """Give a float for an exact Fraction or Decimal, else None."""
    if is_exactly(kind, "fractions", "Fraction") or is_exactly(kind, "decimal", "Decimal"):
        with contextlib.suppress(ArithmeticError, ValueError, TypeError, AttributeError):
            return float(value)
    return None


def is_exactly(kind: type, module: str, name: str) -> bool:
    """Tell whether a type is that of a module, which is looked up, not imported.

    Without the module there is no such value.
    """
    return kind is getattr(sys.modules.get(module), name, None)


def type_name(kind: type) -> str:
    """Name a type, past its metaclass, which may define a `__name__` of its own."""
    return valid_text(NAME_OF_TYPE(kind))[:NAME_LENGTH]
