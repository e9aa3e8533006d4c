"""A worker's own directory, cleared of whatever a script left."""

from __future__ import annotations

import contextlib
import os
import time

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable

# A stray process may fill it again and again, and some disks take milliseconds to free a folder.
REMOVE_SECONDS = 10.0


def remove_files(folder: str, names: Iterable[str]) -> None:
    """Remove a folder that should hold these files and nothing else, whatever it does hold."""
    try:
        for name in names:
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)
    except OSError:
        remove(folder)


def remove(folder: str) -> None:
    """Remove a folder, also one that is nested deeper than a path is long, or made unreadable."""
    if os.rmdir not in os.supports_dir_fd:  # Windows
        import shutil

        shutil.rmtree(folder, ignore_errors=True)
        return
    until = time.monotonic() + REMOVE_SECONDS
    while os.path.lexists(folder) and time.monotonic() < until:
        with contextlib.suppress(OSError):
            top = opened(folder)
            try:
                empty(top, top, until)
            finally:
                os.close(top)
            os.rmdir(folder)


def empty(folder: int, top: int, until: float) -> None:
    """Remove a folder's files, and the folders at the top, whose own are lifted there.

    All by descriptor, from the folder above: a name may have become a link to what is not the
    script's. Raises OSError, also when the time is over.
    """
    with os.scandir(folder) as listing:
        entries = list(listing)
    for entry in entries:
        if time.monotonic() > until:
            raise TimeoutError
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.name, dir_fd=folder)
        elif folder == top:
            inner = opened(entry.name, top)
            try:
                empty(inner, top, until)
            finally:
                os.close(inner)
            os.rmdir(entry.name, dir_fd=top)
        else:
            lift(entry.name, folder, top)


def opened(name: str, above: int | None = None) -> int:
    """Open a folder in another, also one that the script has closed to itself. Raises OSError."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        return os.open(name, flags, dir_fd=above)
    except PermissionError:  # never for root, who would change what a link leads to
        os.chmod(name, 0o700, dir_fd=above)
        return os.open(name, flags, dir_fd=above)


def lift(name: str, above: int, top: int) -> None:
    """Move a folder to the top. Raises OSError."""
    os.close(opened(name, above))  # its parent can't be changed while it is closed to its owner
    os.rename(name, os.urandom(12).hex(), src_dir_fd=above, dst_dir_fd=top)
