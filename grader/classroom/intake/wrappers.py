"""Which folders lie around all that a class handed in, as a zip of a folder has one. Pure.

One is opened only where nothing else lies beside it: opened by mistake, what a student calls the
files and folders within would make each of them somebody else's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Sequence

from grader.classroom.intake.crowds import Parts
from grader.classroom.intake.file_names import Claim, read_claim, read_marks
from grader.classroom.intake.owners import NOBODY, find_owners
from grader.classroom.intake.roster import Roster

NOTEBOOK, PROGRAM, ZIP = ".ipynb", ".py", ".zip"
KINDS = (NOTEBOOK, PROGRAM, ZIP)  # the first of these counts; a zip is refused and says why
# Names of folders that one student has for attempts, while others are students'.
ATTEMPT = re.compile(
    r"(?:v|version|attempt|try|versuch)?[ _.-]*[0-9]{1,2}|old|new|final|draft", re.I
)
IN_DOUBT = (
    "one student's or the whole class's, nothing says: name that folder itself, unpacked, "
    "or give a roster"
)


def find_lone(paths: Iterable[Parts]) -> Parts:
    """Find the folders that have nothing beside them, each in the one before; goes through twice.

    A stray README beside such a folder is nobody's work.
    """
    lone = next((parts for parts in paths if is_work(parts[-1])), None)
    lone = (lone or next(iter(paths), ()))[:-1]
    for *folders, name in paths:
        depth = count_common(lone, folders)
        if depth < len(folders) or is_work(name):
            lone = lone[:depth]
    return lone


def count_common(some: Sequence[str], others: Sequence[str]) -> int:
    """Count the first names that are the same."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False))
    return sum(1 for _ in same)


def is_work(name: str) -> bool:
    """Tell whether a file is somebody's, as far as its name says."""
    return name.lower().endswith(KINDS) or read_marks((name,)) is not None


def open_wrappers(
    paths: Collection[Parts], roster: Roster | None, known: Collection[str]
) -> tuple[int, bool]:
    """Count the folders that lie around everything; whether the next one may be such, too."""
    lone = find_lone(paths)
    for depth, top in enumerate(lone):
        inner = [parts[depth + 1 :] for parts in paths if len(parts) > depth + 1]
        if read_marks((top, "")):
            return depth, False
        if top.casefold() in known:
            continue
        if not holds_several(top, inner, roster, known):
            return depth, False
        if roster is None:
            return depth, True
    return len(lone), False


def holds_several(
    top: str, inner: Collection[Parts], roster: Roster | None, known: Collection[str]
) -> bool:
    """Tell whether a folder is no student's by what is in it of several.

    In doubt it is a student's. A student may have names like Canvas's below, and files of other
    students' names.
    """
    if roster is not None and find_owners(Claim("folder", top, ""), roster) != NOBODY:
        return False
    if any(map(read_marks, weighty(inner))):
        return True
    if roster is not None:
        return names_several(inner, roster)
    return holds_folders(weighty(inner), known)


def weighty(paths: Collection[Parts]) -> Collection[Parts]:
    """Give the paths of notebooks, else of programs, else all."""
    for kind in (NOTEBOOK, PROGRAM):
        if of_kind := [parts for parts in paths if parts[-1].lower().endswith(kind)]:
            return of_kind
    return paths


def holds_folders(paths: Collection[Parts], known: Collection[str]) -> bool:
    """Tell whether the folders may be students': none is the assignment's, nor all attempts."""
    folders = {parts[0].casefold() for parts in paths if len(parts) > 1}
    are_attempts = all(map(ATTEMPT.fullmatch, folders))
    return len(folders) > 1 and not are_attempts and folders.isdisjoint(known)


def names_several(paths: Collection[Parts], roster: Roster) -> bool:
    """Tell whether several students have what lies here, or in the only folder, or below that."""
    while paths:
        all_owners = [find_owners(read_claim(parts), roster) for parts in set(paths)]
        keys = {owners.students[0].key for owners in all_owners if not isinstance(owners, str)}
        # One student's file may have another's name: only what is nobody's is opened.
        if keys or len({parts[0] for parts in paths}) > 1:
            return len(keys) > 1
        paths = [parts[1:] for parts in paths if len(parts) > 1]
    return False
