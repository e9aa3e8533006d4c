"""What tells equal programs of a class: a hash of the tokens of each, by one way to make it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from grader.classroom.similarity import tokens
from grader.classroom.similarity.tokens import coded, hash_code
from grader.core.hashing import digest, hash_of
from grader.core.submission import Cell


class HashedCode(NamedTuple):
    """A hash of the tokens of a program, empty where there are none, and the way to make it."""

    way: str
    code: str


def hashed(cells: Sequence[Cell]) -> HashedCode:
    """Hash the tokens of a program."""
    code = coded(cells)
    return HashedCode(way_hash(), code and hash_code(code))


@functools.cache
def way_hash() -> str:
    """Tell the way in which code is hashed from any other: its text, and what this Python knows."""
    return hash_of(digest(Path(tokens.__file__).read_bytes()), tokens.CODES)
