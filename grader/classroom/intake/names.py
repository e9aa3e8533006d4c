"""Names as people and systems write them, brought to one form each. Pure: reads no files."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

MOST_WORDS = 12  # of a name, that are looked at in every order


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
