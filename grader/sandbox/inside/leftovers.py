"""What a script can hand from one copy of itself to the next outside of its memory.

Runs behind the wall, and is no protection: a script that takes this apart answers for itself.
"""

from __future__ import annotations

import os
import select
import stat
import sys
from itertools import chain

from grader.sandbox.inside.memory import UnknownError, files

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

DESCRIPTORS = range(3, 64)
MAPPING = "mmap"


class MappingFinder:
    """Finds nothing, and notes whether the module by which memory is mapped was looked for.

    A mapping itself can't be found, and need not have a file; nor need the module stay.
    """

    was_asked = False

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> None:
        """Note it."""
        cls.was_asked = cls.was_asked or name == MAPPING


def forget_mapping() -> None:
    """Have whoever wants to map memory from now on look for the module, whoever did before."""
    sys.modules.pop(MAPPING, None)


def watch_mapping() -> None:
    """Note from now on whether memory may have been mapped."""
    sys.meta_path.insert(0, MappingFinder)


def shared(folder: str, own: Collection[int]) -> list[Any]:
    """Read what copies share and can be read: the files, and how far those are read that are open.

    Raises UnknownError where they share what can't be looked into: memory, or the like of a pipe.
    `own` are the descriptors that are not the script's.
    """
    if MappingFinder.was_asked:
        raise UnknownError
    return [*files(folder), *chain.from_iterable(map(place_in, open_ones() - set(own)))]


def open_ones() -> set[int]:
    """Find the descriptors that are open, all in one call."""
    poll = select.poll()
    for descriptor in DESCRIPTORS:
        poll.register(descriptor, 0)
    closed = {descriptor for descriptor, state in poll.poll(0) if state & select.POLLNVAL}
    return {*DESCRIPTORS} - closed


def place_in(descriptor: int) -> Iterator[tuple[int, ...]]:
    """Read what copies share of one open file."""
    about = os.fstat(descriptor)
    if stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode):
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        yield descriptor, place, about.st_size, about.st_ctime_ns
    elif not stat.S_ISCHR(about.st_mode):  # a device holds nothing
        raise UnknownError
