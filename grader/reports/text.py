"""Make hostile text fit to be shown: no control characters, no end without end. Pure."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from grader.core.probe import Opaque

SHOWN_LENGTH = 240
PRINTED_LINES = 120
TAB = "    "
# What a terminal would obey: colours, titles, cursor movements.
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
TICKED = re.compile(r"`([^`\n]+)`")


def one_line(text: object, length: int = SHOWN_LENGTH) -> str:
    """Text on one line: what can't be printed, bidi controls too, is a blank."""
    start = ESCAPES.sub("", str(text)[: 4 * length])
    shown = " ".join("".join(c if c.isprintable() else " " for c in start).split())
    return shown if len(shown) <= length else shown[: length - 1] + "…"


def printed(text: str) -> str:
    """What a program printed: line ends and tabs stay, terminal escapes and controls go."""
    kept = ESCAPES.sub("", text.replace("\r\n", "\n")).expandtabs(len(TAB))
    return "".join(c for c in kept if c.isprintable() or c == "\n")


def cut_middle(text: str, room: int) -> tuple[str, int, str]:
    """Printed text in at most so many bytes: its beginning, characters left out, its end."""
    if len(text) <= 8 * room:
        whole = printed(text)
        if whole.count("\n") < PRINTED_LINES and size(whole) <= room:
            return whole, 0, ""
        start, end = whole, whole
    else:  # cleaning all of it would take its time
        start, end = printed(text[: 4 * room]), printed(text[-4 * room :])
    lines = PRINTED_LINES * 2 // 3, PRINTED_LINES // 3
    start = longest("\n".join(start.split("\n")[: lines[0]]), room * 2 // 3, prefix)
    end = longest("\n".join(end.split("\n")[-lines[1] :]), room // 3, suffix)
    return start, len(text) - len(start) - len(end), end


def longest(text: str, room: int, part: Callable[[str, int], str]) -> str:
    """The longest part of a text that takes at most so many bytes."""
    sizes = range(1, min(len(text), room) + 1)
    return part(text, bisect.bisect(sizes, room, key=lambda n: size(part(text, n))))


def prefix(text: str, length: int) -> str:
    """So many characters of the beginning."""
    return text[:length]


def suffix(text: str, length: int) -> str:
    """So many characters of the end."""
    return text[len(text) - length :]


def size(text: str) -> int:
    """How many bytes a text takes on a page."""
    return len(escape(text).encode())


def code_line(line: str) -> str:
    """A line of source as it is; a character that hides or reorders others is written out."""
    return "".join(c if c.isprintable() else written_out(c) for c in line.replace("\t", TAB))


def written_out(character: str) -> str:
    """A character by its number, as Python writes it in a string."""
    return character.encode("unicode_escape").decode("ascii")


def ticked(text: object, length: int = SHOWN_LENGTH) -> Markup:
    """One line whose words in backticks are code."""
    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(one_line(text, length)))))


def number(value: float) -> str:
    """Four digits are enough to be read."""
    return f"{value:.4g}"


def points(value: float) -> str:
    """Points: whole, or with at most two decimals."""
    return f"{round(value, 2):g}"


def count(amount: int, noun: str, plural: str | None = None) -> str:
    """ "1 line", "2 lines"."""
    return f"{amount:,} {noun if amount == 1 else plural or noun + 's'}"


def is_finite(value: Any) -> bool:
    """Whether a value is a number that can be drawn."""
    if not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer that no float can hold
        return False


def kind_of(value: Any) -> str:
    """What a value is that can't be drawn, in a few words."""
    match value:
        case Opaque(type_name):
            return f"an object of type {one_line(type_name, 60)}"
        case str():
            return f"the text {one_line(value, 60)!r}"
        case list() | tuple() | dict():
            return f"a {type(value).__name__} of {len(value)}"
        case float() | None:
            return str(value)
    return "a number of over 300 digits"
