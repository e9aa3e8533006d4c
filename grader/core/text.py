"""Names as people and systems write them, brought to one form each. Pure: reads no files."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12  # of a name, that are looked at in every order
MOST_SHOWN = 255  # as long as a name can be on most disks


def clean(text: str) -> str:
    """Fit to be shown: no control characters, no halves of characters, plain blanks."""
    if text.isprintable():
        return text.strip()
    kept = (" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
    return "".join(kept).strip()


def shorten(text: str) -> str:
    """Short enough for one line."""
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def spread_words(text: str) -> str:
    """The words of a text with one blank between, whatever stood there and in whatever case."""
    # macOS takes accents apart in the names of files; composed, both spellings are equal.
    return " ".join(WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def join_words(text: str) -> str:
    """The words of a text as one, as Canvas writes a name into a file's name."""
    return spread_words(text).replace(" ", "")


def orders_of(name: str) -> set[str]:
    """The orders in which a name may be written: "Doe, Jane" and "Jane Doe".

    Where the family name begins is not always known, so any word may be the first.
    """
    words = spread_words(name).split()
    turns = range(min(len(words), MOST_WORDS))
    return {" ".join(words[turn:] + words[:turn]) for turn in turns}
