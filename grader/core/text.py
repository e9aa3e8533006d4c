"""Texts as people and systems write them, brought to one form each. Pure: reads no files."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable

Say = Callable[[str], None]  # how whoever waits is told what is done, a line at a time

MOST_SHOWN = 255  # as long as a name can be on most disks
MOST_MEANT = 500  # names among which one that was mistyped is looked for: more than anyone writes
LINE_LENGTH = 200  # of a student's text in a report: more says nothing, and may be made to flood it


def clean(text: object) -> str:
    """Make a text or path fit to be shown, and nothing at its ends."""
    return printable(str(text)).strip()


def printable(text: str) -> str:
    """Leave out what a terminal obeys or does not show, and half characters; make blanks plain."""
    if text.isprintable():
        return text
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())


def shorten(text: str, length: int = MOST_SHOWN, mark: str = "…") -> str:
    """Cut a text that is too long, and mark that; with its mark it has the length."""
    return text if len(text) <= length else text[: length - len(mark)] + mark


def one_line(text: str, length: int = LINE_LENGTH) -> str:
    """Make a student's text fit for one line, with nothing that a terminal would obey."""
    # Cut first, as a text may be of megabytes.
    plain = "".join(c if c.isprintable() else " " for c in text[: length + 1])
    return shorten(plain, length, "...")


def in_words(name: str) -> str:
    """Write a name of ours as people do: `not_graded` becomes "not graded"."""
    return name.replace("_", " ")


def points(number: float) -> str:
    """Write points with at most 2 decimals and never an exponent. Raises ValueError for NaN."""
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number of points: nothing was exported")
    exact = round(number, 2) + 0.0  # a -0.0 becomes 0.0
    return f"{exact:.2f}".rstrip("0").rstrip(".")


def encode(text: str) -> bytes:
    """Encode in UTF-8; half a surrogate pair, which a student's text may hold, becomes `?`."""
    return text.encode("utf-8", "replace")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is most like a word, if one is like it."""
    import difflib  # here, as the command loads this file for its help, and rarely comes here

    return next(iter(difflib.get_close_matches(word, list(known), 1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, as the end of a message; "" where none is near."""
    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else ""


@functools.lru_cache(maxsize=64)  # many probes are about one function
def suggest(missing: str, defined: tuple[str, ...]) -> str:
    """Say "`standardise`: did you mean `standardize`?" of the nearest defined name, or ""."""
    owner, _, wanted = missing.rpartition(".")
    siblings = [name.rpartition(".") for name in defined[:MOST_MEANT] if name != missing]
    # Only names of the same class can be meant, and `Dense` for `dense` is the usual slip.
    by_lower = {name.lower(): name for its_owner, _, name in siblings if its_owner == owner}
    near = nearest(wanted.lower(), by_lower)
    if near is None:
        return ""
    return f"`{missing.removesuffix(wanted)}{by_lower[near]}`: did you mean `{missing}`?"


def key_text(key: object) -> str:
    """Write a key as a golden has it, where all are texts: the same for 1 and 1.0."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)
