"""Names as people and systems write them, brought to one form each. Pure: reads no files."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence

from grader.core.errors import GraderError

Say = Callable[[str], None]  # how whoever waits is told what is done, a line at a time

MOST_SHOWN = 255  # as long as a name can be on most disks


def clean(text: str) -> str:
    """Fit to be shown: no control characters, no halves of characters, plain blanks."""
    if text.isprintable():
        return text.strip()
    kept = (" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
    return "".join(kept).strip()


def shorten(text: str, length: int = MOST_SHOWN) -> str:
    """Cut a text to at most so many characters, which it then shows."""
    return text if len(text) <= length else text[: length - 1] + "…"


def in_words(name: str) -> str:
    """Write a name of ours as people do: `not_graded` becomes "not graded"."""
    return name.replace("_", " ")


def points(number: float) -> str:
    """Points with at most 2 decimals and never an exponent. Raises GraderError for NaN."""
    if not math.isfinite(number):
        raise GraderError(f"{number} is no number of points: nothing was exported")
    exact = round(number, 2) + 0.0  # a -0.0 becomes 0.0
    return f"{exact:.2f}".rstrip("0").rstrip(".")


def encode(text: str) -> bytes:
    """UTF-8; half a surrogate pair, which a student's text may hold, becomes `?`."""
    return text.encode("utf-8", "replace")


def suggest(missing: str, defined: Sequence[str]) -> str:
    """ "`standardise`: did you mean `standardize`?" for the defined name that is nearest, or ""."""
    owner, _, wanted = missing.rpartition(".")
    siblings = [name.rpartition(".") for name in defined if name != missing]
    by_lower = {name.lower(): name for its_owner, _, name in siblings if its_owner == owner}
    near = difflib.get_close_matches(wanted.lower(), by_lower, 1, cutoff=0.6)
    if not near:
        return ""
    found = missing[: len(missing) - len(wanted)] + by_lower[near[0]]
    return f"`{found}`: did you mean `{missing}`?"
