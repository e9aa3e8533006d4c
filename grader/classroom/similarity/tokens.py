"""A program as the sequence of what its words are: what a renamed copy has in common. Pure.

Names, numbers and texts are of one kind each; comments, layout, round brackets, commas and texts
that stand alone, as docstrings do, are none. What every program is written with stays itself:
keywords, operators, built-in functions, methods of built-in types. Nothing is parsed, so that any
text will do.
"""

from __future__ import annotations

import builtins
import keyword
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.hashing import digest
from grader.core.submission import Cell

GRAM = 10  # tokens that have to agree, one after another, before anything is called alike
WINDOW = 4  # of so many neighbouring grams one at least is compared
MOST_LENGTH = 1_000_000  # characters of one program: more than anybody writes
WIDTH = 2  # bytes of a token, where it is hashed

# A text that nothing ends goes on to the end of all, or of its line.
STRING = r"""(?:[rbuft]{0,3}(?:
    '''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'''|\\?\Z)
  | \"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:\"""|\\?\Z)
  | '[^'\\\n]*(?:\\.[^'\\\n]*)*'?
  | "[^"\\\n]*(?:\\.[^"\\\n]*)*"?))"""
NOTHING = "nothing"  # what is no token
TOKEN = re.compile(
    rf"""
    (?P<{NOTHING}>(?m:^)[ \t]*{STRING}[ \t]*(?=[\n\#;]|\Z)
      | \#[^\n]* | [\n;\\(),]+ | [^\S\n]+)
  | (?P<string>{STRING})
  | (?P<number>\.?\d(?:[eE][+-]|[\w.])*)
  | (?P<method>(?<=\.)[^\W\d]\w*)
  | (?P<name>[^\W\d]\w*)
  | (?P<sign>\*\*=?|//=?|<<=?|>>=?|->|:=|!=|\.\.\.|[-+*/%&|^=<>@~]=?|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
KINDS = ("name", "number", "string", "sign", "method")
SIGNS = "** **= // //= << <<= >> >>= -> := != ... + - * / % & | ^ = < > @ ~ += -= *= /= %= &= |="
SIGNS += " ^= == <= >= @= ~= [ ] { } : . !"
METHODS = {name for kind in (str, list, tuple, dict, set, float) for name in dir(kind)}
WORDS = {*keyword.kwlist, *dir(builtins)}
# Each token is a character, so that a program is a text of them.
CODES = {
    word: chr(at) for at, word in enumerate([*KINDS, *SIGNS.split(), *sorted(WORDS | METHODS)], 256)
}
# What stays itself, of each kind; an attribute of one's own is a name like others.
CODES_OF = {
    "name": {word: CODES[word] for word in WORDS},
    "method": {word: CODES[word] for word in METHODS},
    "sign": CODES,
}
PLAIN = {**{kind: CODES[kind] for kind in KINDS}, "method": CODES["name"]}
# At each of these a program begins anew: in what order functions stand says nothing.
BEGINS = re.compile(f"(?=[{CODES['def']}{CODES['class']}])")


@dataclass(frozen=True)
class Token:
    """One token of a program, and where it stands: the cell, from 0, and the line in it."""

    code: str
    cell: int
    line: int


def tokens_of(cells: Sequence[Cell]) -> Iterator[Token]:
    """Give the tokens of a program with their places."""
    for index, (text, line) in enumerate(bounded(cells)):
        for match in TOKEN.finditer(text):
            if (kind := match.lastgroup or NOTHING) != NOTHING:
                yield Token(code_of(kind, match[0]), index, line)
            line += match[0].count("\n")


def coded(cells: Sequence[Cell]) -> str:
    """Give the tokens of a program alone, each as one character."""
    return "".join(
        [
            code_of(kind, match[0])
            for text, _ in bounded(cells)
            for match in TOKEN.finditer(text)
            if (kind := match.lastgroup or NOTHING) != NOTHING
        ]
    )


def hash_code(code: str) -> str:
    """Give a short name for the tokens of a program."""
    return digest(code.encode("utf-16-le"))


def bounded(cells: Sequence[Cell]) -> Iterator[tuple[str, int]]:
    """Give the text of each cell and the line that it begins at; no more than may be looked at."""
    room = MOST_LENGTH
    for cell in cells:
        # Above each statement of a `.py` file stand as many empty lines as there are lines.
        text = cell.source.lstrip("\n")
        yield text[:room], 1 + len(cell.source) - len(text)
        room = max(room - len(text), 0)


def code_of(kind: str, word: str) -> str:
    """Give the character of a token: what is any program's own word stays itself."""
    return CODES_OF.get(kind, {}).get(word, PLAIN[kind])


def parts(code: str) -> Iterator[tuple[str, list[int]]]:
    """Give each function of a program, and a hash of each run of GRAM tokens in it.

    The same in every process, as Python's own hash is not.
    """
    for part in BEGINS.split(code):
        raw = memoryview(part.encode("utf-16-le"))
        last = len(raw) - GRAM * WIDTH
        yield part, [zlib.crc32(raw[at : at + GRAM * WIDTH]) for at in range(0, last + 1, WIDTH)]


def grams(code: str) -> frozenset[int]:
    """Hash every run of GRAM tokens of a program."""
    return frozenset(gram for _, hashes in parts(code) for gram in hashes)


def fingerprints(code: str) -> frozenset[int]:
    """Choose some grams of a program: the least in each window (winnowing).

    Of two programs that have GRAM + WINDOW - 1 tokens in a row in common both have one of these.
    Source: Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003.
    """
    chosen: set[int] = set()
    for _, hashes in parts(code):
        starts = range(max(len(hashes) - WINDOW + 1, min(len(hashes), 1)))
        chosen.update(min(hashes[at : at + WINDOW]) for at in starts)
    return frozenset(chosen)
