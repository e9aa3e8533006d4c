"""Make hostile text fit to be shown: no control characters, no end without end. Pure."""

from __future__ import annotations

import bisect
import re

from markupsafe import Markup, escape

from grader.core.text import encode, shorten

SHOWN_LENGTH = 400  # an exception's own words, and what is added to them
PRINTED_LINES = 120
TAB = "    "
# What a terminal would obey: colours, titles, cursor movements.
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
TICKED = re.compile(r"`([^`\n]+)`")


def one_line(text: object, length: int = SHOWN_LENGTH) -> str:
    """Put text on one line: what can't be printed, bidi controls too, becomes a blank."""
    # Cut before it is cleaned, since a student's text may be of any size.
    start = ESCAPES.sub("", str(text)[: 4 * length])
    return shorten(" ".join("".join(c if c.isprintable() else " " for c in start).split()), length)


def printed(text: str) -> str:
    """Clean what a program printed: line ends and tabs stay, terminal escapes and controls go."""
    plain = ESCAPES.sub("", text.replace("\r\n", "\n")).expandtabs(len(TAB))
    return "".join(c for c in plain if c.isprintable() or c == "\n")


def cut_middle(text: str, room: int) -> tuple[str, int, str]:
    """Fit printed text into so many bytes: its beginning, characters left out, its end."""
    if len(text) <= 8 * room:
        whole = printed(text)
        if whole.count("\n") < PRINTED_LINES and size(whole) <= room:
            return whole, 0, ""
        start, end = whole, whole
    else:  # cleaning all of it would take its time
        start, end = printed(text[: 4 * room]), printed(text[-4 * room :])
    lines = PRINTED_LINES * 2 // 3, PRINTED_LINES // 3
    start = fitting("\n".join(start.split("\n")[: lines[0]]), room * 2 // 3)
    end = fitting("\n".join(end.split("\n")[-lines[1] :])[::-1], room // 3)[::-1]
    return start, len(text) - len(start) - len(end), end


def fitting(text: str, room: int) -> str:
    """Cut a text to the longest beginning that takes at most so many bytes."""
    lengths = range(1, min(len(text), room) + 1)
    return text[: bisect.bisect(lengths, room, key=lambda length: size(text[:length]))]


def size(text: str) -> int:
    """Count the bytes that a text takes on a page."""
    return len(encode(escape(text)))


def code_line(line: str) -> str:
    """Leave a line of source as it is, but write out a character that hides or reorders others."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in line.replace("\t", TAB)
    )


def ticked(text: object, length: int = SHOWN_LENGTH) -> Markup:
    """Put text on one line, on which words in backticks are code."""
    # Escaped first: what the pattern adds is then the only markup.
    return Markup(TICKED.sub(r"<code>\1</code>", str(escape(one_line(text, length)))))


def number(value: float) -> str:
    """Write a number with four digits, which are enough to be read."""
    return f"{value:.4g}"


def count(amount: int, noun: str, plural: str | None = None) -> str:
    """Write "1 line" or "2 lines"."""
    return f"{amount:,} {noun if amount == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """Begin a sentence, and leave the rest of it alone; so is `w0` or `step()`, a name of code."""
    is_code = any(sign in "_(" or sign.isdigit() for sign in text.partition(" ")[0])
    return text if is_code else text[:1].upper() + text[1:]
