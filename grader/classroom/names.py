"""Names as people and systems write them, brought to one form each. Pure: reads no files.

What a name is compared by leaves out only what anybody can see. Blanks of another kind, characters
that show nothing and letters that look like others stay, so that nobody's name fits by them.
"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12  # of a name, that are looked at in every order

# Python calls these printable, and they show nothing.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Small letters of other alphabets that look as Latin ones, or do so as capitals.
LOOK_ALIKE = {
    "авекмнорстухіјѕԁһԛԝѵӏԍ": "abekmhopctyxijsdhqwvlg",
    "αβεζηικμνορτυχγςϳ": "abezhikmvoptyxycj",
    "օսհոցզքı\u0251\u0261\u0269\u01c0": "ouhngqqiagil",
}
LATIN = str.maketrans("".join(LOOK_ALIKE), "".join(LOOK_ALIKE.values()))


def is_seen(sign: str) -> bool:
    """Tell whether a character shows something, or is the plain blank."""
    return sign.isprintable() and not UNSEEN.match(sign)


def escape(text: str) -> str:
    """Write out what is not seen: `alice\\u200b`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if is_seen(c) else c.encode("unicode_escape").decode() for c in text)


def is_plain(text: str) -> bool:
    """Tell whether a name is spelt as it seems to be: nothing unseen, single blanks between words.

    macOS takes accents apart in the names of files, all of them: that is an honest spelling.
    """
    if not all(map(is_seen, text)) or text != " ".join(text.split(" ")).strip():
        return False
    return "  " not in text and is_normal(text)


def is_normal(text: str) -> bool:
    """Tell whether all accents are put together, or all are taken apart."""
    return text.isascii() or any(unicodedata.is_normalized(form, text) for form in ("NFC", "NFD"))


def compose(text: str) -> str:
    """Put the accents of a name together."""
    return unicodedata.normalize("NFC", text) if is_normal(text) else text


def look(text: str) -> str:
    """Give how a name looks: the same for all that are told apart only by looking closely."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(LATIN)
    visible = "".join(c if is_seen(c) else " " * c.isspace() for c in plain)
    words = " ".join(visible.split())
    ends = [at for at, sign in enumerate(words) if sign.isalnum()]
    return words[ends[0] : ends[-1] + 1] if ends else words


def is_odd(text: str) -> bool:
    """Tell whether a name may be spelt so in order to look like another."""
    return unicodedata.normalize("NFKC", text) != text or look(text) != text.lower()


def fold(text: str) -> str:
    """Give a text as it is compared: in small letters, and with one blank where there are any."""
    if text.isascii():
        text = text.casefold()
    else:
        text = compose(text)
        # Else `\u017f`, an old s, became one of ours, and `\ufb01` two letters.
        text = "".join(c.casefold() if is_own_form(c) else c for c in text)
    return " ".join(filter(None, text.split(" ")))


def is_own_form(sign: str) -> bool:
    """Tell whether a character is no other's stand-in."""
    return unicodedata.normalize("NFKC", sign) == sign


def is_of_word(sign: str) -> bool:
    """Tell whether a character belongs to a word: what shows nothing is not just left out."""
    return sign.isalnum() or unicodedata.category(sign)[0] == "M" or not is_seen(sign)


def spread_words(text: str) -> str:
    """Give the words of a text with one blank between, whatever stood there, in small letters."""
    folded = fold(text)
    if folded.isascii() and folded.isprintable():
        return " ".join(WORD.findall(folded))
    signs = (sign if is_of_word(sign) else " " for sign in folded)
    return " ".join(filter(None, "".join(signs).split(" ")))


def join_words(text: str) -> str:
    """Give the words of a text as one, as Canvas writes a name into a file's name."""
    return spread_words(text).replace(" ", "")


def orders_of(name: str) -> set[str]:
    """Give the orders in which a name may be written: "Doe, Jane" and "Jane Doe".

    Where the family name begins is not always known, so any word may be the first.
    """
    words = list(filter(None, spread_words(name).split(" ")))
    turns = range(min(len(words), MOST_WORDS))
    return {" ".join(words[turn:] + words[:turn]) for turn in turns}


def orders_by_comma(name: str) -> list[str]:
    """Give a name as it stands in a table and, if it has a comma, as it is spoken.

    A table has kept the comma that a file's name has lost, so no other order is tried: Ali Hassan
    and Hassan Ali are two people, and each would be in doubt for the other.
    """
    last, comma, first = name.partition(",")
    return [name, f"{first.strip()} {last.strip()}"] if comma else [name]
