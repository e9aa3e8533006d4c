"""Tell which of a course's assignments a file is of: by its word, its name, and what it defines."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from grader.core.errors import CourseError, UsageError
from grader.course.probes import probe_functions
from grader.course.running import PROBES

LEAST = 2  # functions of one assignment's own: `split` alone is anybody's
NOT_WORDS = re.compile(r"[\W_]+")


class Asked(dict[str, frozenset[str]]):
    """The functions that each of a course's assignments asks for, found when first asked for.

    None where an assignment's probes can't be read.
    """

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        super().__init__()
        self.root, self.names = root, names

    def __missing__(self, name: str) -> frozenset[str]:
        try:
            functions = [*probe_functions(self.root / "assignments" / name / PROBES).values()]
        except CourseError:
            functions = []
        self[name] = frozenset(
            need for f in functions for need in f.needs if need not in f.variables
        )
        return self[name]

    def of_all(self) -> dict[str, frozenset[str]]:
        """Give what each asks for, also of those that nobody has asked for yet."""
        return {name: self[name] for name in self.names}


def likely_assignment(
    asked: Asked, metadata: str | None, path: Path, defined: Collection[str]
) -> str:
    """Choose among the assignments, finished or not. Raises UsageError where nothing tells.

    What a file defines speaks against a name, too: else another homework would earn 0 there.
    """
    names = asked.names
    named = str(metadata) if metadata in names else name_in(path, names)
    if named and (not defined or is_half(defined, asked[named])):
        return named  # so that in most cases no other assignment is looked at
    inside = by_functions(asked.of_all(), defined)
    if name := named or inside:
        if inside in (None, name):
            return name
        word, mend = ("metadata", "copy its cells into that one's starter")
        if metadata not in names:
            word, mend = ("name", "rename it, or say --assignment NAME")
        raise UsageError(
            f"{path}: of {name!r} by its {word}, and of {inside!r} by its functions: {mend}"
        )
    raise UsageError(
        f"{path}: which assignment is this? Name the file after it, or say --assignment NAME; "
        f"there are: {', '.join(names)}"
    )


def name_in(path: Path, names: Sequence[str]) -> str | None:
    """Find the one assignment that a file is called after, else the nearest of its folders."""
    # Of a whole path only the file's own folder: who owns the others, nobody knows.
    folders = path.parts[-2:-1] if path.is_absolute() else path.parts[:-1]
    for part in (path.stem, *reversed(folders)):
        if named := names_in(part, names):
            # Two in one name are a guess that is not ours.
            return named[0] if len(named) == 1 else None
    return None


def names_in(text: str, names: Sequence[str]) -> list[str]:
    """Find the assignments in a text, however their words are joined; of nested ones the longer."""
    patterns = {name: pattern_of(name) for name in names}
    inside = [name for name in names if patterns[name].search(text)]
    return [
        name
        for name in inside
        if not any(name != other and patterns[name].search(other) for other in inside)
    ]


@functools.cache
def pattern_of(name: str) -> re.Pattern[str]:
    """Make the pattern of a name: `torch_mlp` is in "TorchMLP", and `hw1` is not in "hw10"."""
    words = [*filter(None, NOT_WORDS.split(name))] or [name]
    before = r"(?<!\d)" if words[0][0].isdigit() else ""
    after = r"(?!\d)" if words[-1][-1].isdigit() else ""
    return re.compile(before + r"[\W_]*".join(map(re.escape, words)) + after, re.I)


def is_half(defined: Collection[str], asked: Collection[str]) -> bool:
    """Tell whether half of the functions that are asked for are defined."""
    return 2 * len({*asked} & {*defined}) >= len(asked)


def by_functions(asked: Mapping[str, Collection[str]], defined: Collection[str]) -> str | None:
    """Find the assignment whose functions are defined, of those that no other asks for.

    None where they are few, another has half as many, or of another nobody knows what it asks for.
    """
    if not all(asked.values()):
        return None
    counts = {}
    for name, functions in asked.items():
        others = {each for other in asked if other != name for each in asked[other]}
        own = {*functions} - others
        counts[name] = len(own & {*defined})
    first, second = sorted(counts, key=lambda name: -counts[name])[:2]
    is_plain = counts[first] >= LEAST and counts[first] > 2 * counts[second]
    return first if is_plain else None
