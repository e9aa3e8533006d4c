"""What nothing but looking bounds: disk, entries and threads, where there are no own mounts.

The supervisor looks, so everything here may be changed by a script while it is looked at.
"""

from __future__ import annotations

import contextlib
import math
import os

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Fewer on the host's own disk, where each may take milliseconds to remove.
ENTRIES, ENTRIES_ON_DISK, DEEPEST, THREADS = 10_000, 2_000, 100, 64
# `O_NOFOLLOW`: a folder may have become a link to one of the host's since its name was read.
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Quota:
    """How much a folder and the processes that write into it may take up."""

    def __init__(self, folder: str, size: int, file_size: int) -> None:
        self.folder, self.size, self.file_size = folder, size, file_size

    def can_look(self, pid: int) -> bool:
        """Tell whether all of a child that is to be counted can be seen."""
        with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", "rb") as maps:
            # By its number among our children: /proc may be that of another namespace.
            is_there = maps.read(1) and pid in children_of(os.getpid())
            return bool(is_there and os.listdir(f"/proc/{pid}/fd") and threads_of(pid))
        return False

    def is_exceeded(self, pids: Iterable[int]) -> bool:
        """Tell whether there is too much by now, open files without a name counted too."""
        size, entries = measure(self.folder, ENTRIES_ON_DISK)
        for pid in pids:
            size += nameless(pid, self.file_size)
            # Each has a stack of its own. Started at one moment, they may be more than allowed.
            if threads_of(pid) > THREADS:
                return True
        return size > self.size or entries > ENTRIES_ON_DISK


def is_mount_crowded() -> bool:
    """Tell whether the working directory, a mount of its own, has too many entries."""
    system = os.statvfs(".")
    return system.f_files - system.f_ffree > ENTRIES


def measure(folder: str | int, most: int, depth: int = 0) -> tuple[float, int]:
    """Count bytes on disk and entries beneath a folder; it stops above `most` entries.

    Without end where it can't be counted: nested too deep, or made so that nobody can look. Each
    folder is reached from the one above, by descriptor: a name may lead elsewhere by then.
    """
    size, entries, inner = 0.0, 0, []
    with os.scandir(folder) as listing:
        for entry in listing:
            entries += 1
            with contextlib.suppress(FileNotFoundError):
                # Blocks, not the length: a sparse file is long and takes up nothing.
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    inner.append(entry.name)
    for name in inner[: most - entries + 1]:
        below, more = measure_inner(folder, name, most - entries, depth + 1)
        size, entries = size + below, entries + more
    return size, entries


def measure_inner(above: str | int, name: str, most: int, depth: int) -> tuple[float, int]:
    """Measure a folder in another."""
    try:
        with opened(above, name) as descriptor:
            return measure(descriptor, most, depth) if depth < DEEPEST else (math.inf, 0)
    except PermissionError:
        return math.inf, 0
    except OSError:  # it is gone
        return 0.0, 0


@contextlib.contextmanager
def opened(above: str | int, name: str) -> Iterator[int]:
    """Open a folder in another, which is a path only at the top. Raises OSError."""
    outer = os.open(above, FOLDER) if isinstance(above, str) else os.dup(above)
    try:
        descriptor = os.open(name, FOLDER, dir_fd=outer)
    finally:
        os.close(outer)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def nameless(pid: int, most_each: int) -> int:
    """Count the bytes of the files that a process has open, or mapped, and that have no name."""
    size = 0
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                about = os.stat(f"/proc/{pid}/fd/{descriptor}")
                size += about.st_blocks * 512 if about.st_nlink == 0 else 0
        with open(f"/proc/{pid}/maps", "rb") as file:
            mapped = {tuple(line.split()[3:5]) for line in file if line.endswith(b" (deleted)\n")}
        # One that is closed and only mapped can't be asked for its size, so the most is counted.
        size += len(mapped) * most_each
    return size


def children_of(pid: int) -> list[int]:
    """Give the processes that one has started."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]
    return []


def threads_of(pid: int) -> int:
    """Count the threads of a process."""
    with contextlib.suppress(OSError):
        return os.stat(f"/proc/{pid}/task").st_nlink - 2
    return 0
