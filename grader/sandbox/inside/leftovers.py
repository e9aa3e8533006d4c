"""What a script can hand from one copy of itself to the next outside of its memory.

Runs behind the wall, and is no protection: a script that takes this apart answers for itself.
"""

from __future__ import annotations

import os
import stat
import sys
from itertools import chain

from grader.sandbox.inside.memory import UnknownError, files, module_of_type

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

DESCRIPTORS = range(3, 64)
OF_PACKAGES: list[type] = []  # classes of mappings


def tell_mappings_apart() -> None:
    """Have what maps memory from now on do so by another class than the packages loaded so far."""
    sys.modules.pop("mmap", None)  # whoever imports it has a new one made
    OF_PACKAGES[:] = classes_of_mappings()


def classes_of_mappings() -> list[type]:
    """Give the classes by which memory may have been mapped.

    They stay: a mapping itself can't be found, and need not have a file.
    """
    return [kind for kind in type.__subclasses__(object) if module_of_type(kind) == "mmap"]


def shared(folder: str, own: Collection[int]) -> list[Any]:
    """Read what copies share and can be read: the files, and how far those are read that are open.

    Raises UnknownError where they share what can't be looked into: memory, or the like of a pipe.
    `own` are the descriptors that are not the script's.
    """
    if len(classes_of_mappings()) > len(OF_PACKAGES):
        raise UnknownError
    return [*files(folder), *chain.from_iterable(map(place_in, set(DESCRIPTORS) - set(own)))]


def place_in(descriptor: int) -> Iterator[tuple[int, ...]]:
    """Read what copies share of one open file."""
    try:
        about = os.fstat(descriptor)
    except OSError:
        return
    if stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode):
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        yield descriptor, place, about.st_size, about.st_ctime_ns
    elif not stat.S_ISCHR(about.st_mode):  # a device holds nothing
        raise UnknownError
