"""Names as people and systems write them, brought to one form each. Pure: reads no files."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

MOST_WORDS = 12  # of a name, that are looked at in every order


def fold(text: str) -> str:
    """Give a text as it is compared: in small letters, and with one blank where there are any."""
    # macOS takes accents apart in the names of files; composed, both spellings are equal.
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def spread_words(text: str) -> str:
    """Give the words of a text with one blank between, whatever stood there, in small letters."""
    return " ".join(WORD.findall(fold(text)))


def join_words(text: str) -> str:
    """Give the words of a text as one, as Canvas writes a name into a file's name."""
    return spread_words(text).replace(" ", "")


def orders_of(name: str) -> set[str]:
    """Give the orders in which a name may be written: "Doe, Jane" and "Jane Doe".

    Where the family name begins is not always known, so any word may be the first.
    """
    words = spread_words(name).split()
    turns = range(min(len(words), MOST_WORDS))
    return {" ".join(words[turn:] + words[:turn]) for turn in turns}


def orders_by_comma(name: str) -> list[str]:
    """Give a name as it stands in a table and, if it has a comma, as it is spoken.

    A table has kept the comma that a file's name has lost, so no other order is tried: Ali Hassan
    and Hassan Ali are two people, and each would be in doubt for the other.
    """
    last, comma, first = name.partition(",")
    return [name, f"{first.strip()} {last.strip()}"] if comma else [name]
