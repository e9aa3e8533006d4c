"""Which programs of a class are alike, and where: a hint for a person, never points. Pure.

What is compared are fingerprints. Those of what students were given, and those that many of the
class have, say nothing about two of them, and are left out.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from grader.classroom.people import Student
from grader.classroom.similarity.tokens import (
    GRAM,
    coded,
    fingerprints,
    grams,
    hash_code,
    parts,
    tokens_of,
)
from grader.core.submission import Cell

LEAST = 0.6  # of what one of two has written: at less they are no pair
FEWEST = 10  # fingerprints in common, some 35 tokens: fewer are there by chance
COMMON = 1 / 3  # of the class: what more of them have is left out
ALWAYS_FEW = 5  # students: what no more of them have is never called common
UNCHANGED = "as it was given out, nothing written"
Owner = tuple[str, bool, str]  # the folder of an earlier year, whether a group, its name or the key


@dataclass(frozen=True, eq=False)
class Writing:
    """What a student has written; `earlier` is the folder of an earlier year that it is from.

    `content` is the hash of the file, `group` that of whose work it is, where a group hands in one.
    `known_hash` is that of the code, where it is known without the cells.
    """

    student: Student
    cells: tuple[Cell, ...]
    content: str = ""
    group: str = ""
    earlier: str = ""
    known_hash: str = ""

    @functools.cached_property
    def code(self) -> str:
        return coded(self.cells)

    @functools.cached_property
    def code_hash(self) -> str:
        return self.known_hash or hash_code(self.code)

    @property
    def owner(self) -> Owner:
        """Whose it is: what one owner hands in is no pair, whether twice or by two members."""
        return self.earlier, bool(self.group), self.group or self.student.key

    def __str__(self) -> str:
        # A group's name would tell who a code is.
        members = f", group {self.group}" if self.group and not self.student.code else ""
        place = f"{self.earlier}: " if self.earlier else ""
        return f"{place}{self.student}{members}"


@dataclass(frozen=True)
class Pair:
    """Two that are alike, the left one of this class, and the fingerprints of each that count.

    `amount` says how many of these both have: of a class there may be more pairs than there is room
    for what each has in common.
    """

    left: Writing
    right: Writing
    left_prints: frozenset[int]
    right_prints: frozenset[int]
    amount: int

    @property
    def alike(self) -> frozenset[int]:
        return self.left_prints & self.right_prints

    @property
    def left_share(self) -> float:
        return self.amount / len(self.left_prints)

    @property
    def right_share(self) -> float:
        return self.amount / len(self.right_prints)

    @property
    def share(self) -> float:
        return max(self.left_share, self.right_share)

    @property
    def remark(self) -> str:
        """Say that the files are equal, or that one is the other with other names."""
        return sameness((self.left, self.right))


def sameness(writings: Sequence[Writing]) -> str:
    """Say in what some programs are equal; nothing where they are not."""
    if len({writing.content for writing in writings}) == 1 and writings[0].content:
        return "equal files"
    is_one = len({writing.code_hash for writing in writings}) == 1
    return "the same but for names, values, comments and layout" if is_one else ""


@dataclass(frozen=True)
class Equal:
    """Hand-ins of several that are equal, and how; or that are as they were given out."""

    remark: str
    writings: tuple[Writing, ...]


@dataclass(frozen=True)
class Comparison:
    """How a class compares: the pairs, the most alike first, and what was left out.

    `given` and `common` are shares of what the class has handed in: what students were given, and
    what many of them have. `equal` are those of the class that are the same, however many.
    """

    pairs: tuple[Pair, ...]
    equal: tuple[Equal, ...]
    number: int
    given: float
    common: float


def compare(
    writings: Sequence[Writing], given: Iterable[Sequence[Cell]], least: float = LEAST
) -> Comparison:
    """Compare a class with itself and with earlier years, which are not compared among themselves.

    `given` are the programs that students were given; `least` is the share of a pair.
    """
    starters = [coded(cells) for cells in given]
    known = frozenset[int]().union(*map(grams, starters))
    # The earlier ones first, so that each of the class meets all of them.
    ordered = sorted(writings, key=lambda writing: not writing.earlier)
    all_of = [fingerprints(writing.code) for writing in ordered]
    of_class = [each for each, w in zip(all_of, ordered, strict=True) if not w.earlier]
    common = find_common(ordered, [each - known for each in all_of])
    own = [each - known - common for each in all_of]
    best: dict[frozenset[Owner], Pair] = {}
    for pair in find_pairs(ordered, own, least):
        owners = frozenset((pair.left.owner, pair.right.owner))
        if owners not in best or rank(pair) < rank(best[owners]):
            best[owners] = pair
    whole = sum(map(len, of_class)) or 1
    return Comparison(
        tuple(sorted(best.values(), key=rank)),
        tuple(find_equal([each for each in ordered if not each.earlier], starters)),
        len(of_class),
        sum(len(each & known) for each in of_class) / whole,
        sum(len(each & common) for each in of_class) / whole,
    )


def rank(pair: Pair) -> tuple[float, int, str, str]:
    """Give the less, the more alike two are."""
    both = -round(pair.share, 2), -pair.amount
    return *both, str(pair.left), str(pair.right)


def find_common(writings: Sequence[Writing], prints: Sequence[frozenset[int]]) -> set[int]:
    """Find the fingerprints that many of the class have, each owner counted once."""
    of_owner: dict[Owner, set[int]] = defaultdict(set)
    for writing, each in zip(writings, prints, strict=True):
        if not writing.earlier:
            of_owner[writing.owner] |= each
    amounts = Counter(chain.from_iterable(of_owner.values()))
    most = max(len(of_owner) * COMMON, ALWAYS_FEW)
    return {gram for gram, amount in amounts.items() if amount > most}


def find_pairs(
    writings: Sequence[Writing], own: Sequence[frozenset[int]], least: float
) -> Iterator[Pair]:
    """Find those who have much in common, by who has each fingerprint."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, (writing, prints) in enumerate(zip(writings, own, strict=True)):
        if not writing.earlier:
            amounts = Counter(chain.from_iterable(holders.get(gram, ()) for gram in prints))
            for other, amount in amounts.items():
                enough = max(least * min(len(prints), len(own[other])), FEWEST)
                if amount >= enough and writing.owner != writings[other].owner:
                    is_earlier = bool(writings[other].earlier)
                    left, right = (index, other) if is_earlier else (other, index)
                    both = writings[left], writings[right]
                    yield Pair(*both, own[left], own[right], amount)
        for gram in prints:
            holders[gram].append(index)


def find_equal(
    writings: Sequence[Writing],
    starters: Sequence[str],
    code_of: Callable[[Writing], str] = lambda writing: writing.code,
) -> Iterator[Equal]:
    """Find hand-ins of several owners that are equal, or the same with other names.

    `code_of` is asked for one of those that have the same code.
    """
    known, given = frozenset[int]().union(*map(grams, starters)), set(map(hash_code, starters))
    by_code: dict[str, dict[Owner, Writing]] = defaultdict(dict)
    for writing in writings:
        by_code[writing.code_hash].setdefault(writing.owner, writing)
    for code_hash, of_owner in by_code.items():
        those = tuple(of_owner.values())
        if code_hash in given:
            yield Equal(UNCHANGED, those)
        elif len(those) > 1:
            # Of few lines there may be one right way only: then no more than the bytes say it.
            is_much = len(fingerprints(code_of(those[0])) - known) >= FEWEST
            yield from equal_among(those, is_much=is_much)


def equal_among(writings: Sequence[Writing], *, is_much: bool) -> Iterator[Equal]:
    """Tell files that are equal from those that are so but for names."""
    if is_much:
        yield Equal(sameness(writings), tuple(writings))
        return
    by_content: dict[str, list[Writing]] = defaultdict(list)
    for writing in writings:
        by_content[writing.content].append(writing)
    for content, those in by_content.items():
        if content and len(those) > 1:
            yield Equal(sameness(those), tuple(those))


@dataclass(frozen=True)
class SharedLines:
    """Neighbouring lines of a cell that the other of a pair has, too; cells count from 0."""

    cell: int
    first: int
    last: int
    grams: frozenset[int]


def shared_lines(writing: Writing, alike: AbstractSet[int]) -> list[SharedLines]:
    """Find where a program has some fingerprints."""
    tokens = list(tokens_of(writing.cells))
    grams_at: dict[tuple[int, int], set[int]] = defaultdict(set)
    start = 0
    for part, hashes in parts(writing.code):
        for at, gram in enumerate(hashes, start):
            if gram in alike:
                for token in tokens[at : at + GRAM]:
                    grams_at[token.cell, token.line].add(gram)
        start += len(part)
    return list(join_lines(grams_at))


def join_lines(grams_at: Mapping[tuple[int, int], AbstractSet[int]]) -> Iterator[SharedLines]:
    """Join lines that follow each other and have a fingerprint in common."""
    cell = first = last = -1
    joined: set[int] = set()
    for (at, line), those in sorted(grams_at.items(), key=lambda item: item[0]):
        if joined and (at != cell or not those & joined):
            yield SharedLines(cell, first, last, frozenset(joined))
            joined = set()
        if not joined:
            cell, first = at, line
        last = line
        joined |= those
    if joined:
        yield SharedLines(cell, first, last, frozenset(joined))
