"""What took long to make of a course's files, kept for the next command; it can be made again.

In a folder of the user's own, which nobody else may write into; each file in it may be deleted at
any time. What is there is taken only if it was made of the same bytes by the same grader.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.core.files import replace
from grader.core.hashing import digest
from grader.core.version import __version__

NAME = "golden-grader"
ENDING = ".kept"
MOST_BYTES = 64_000_000  # of one file
MOST_FILES = 64
MADE_BY = ("core", "course")  # the rooms whose code makes what is kept
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
FLAGS |= getattr(os, "O_BINARY", 0)


def key_of(made_of: Iterable[bytes]) -> bytes:
    """Make the key of what is made of some bytes, by this grader and this Python."""
    whole = hashlib.sha256(own_key())
    for part in made_of:
        whole.update(b"%d " % len(part))
        whole.update(part)
    return whole.digest()


@functools.cache
def own_key() -> bytes:
    """Tell this grader and this Python from all others; also from itself before it was changed."""
    stamps = [(str(path), *stamp) for path, stamp in code_stamps()]
    return repr((__version__, sys.version, sys.platform, stamps)).encode()


def code_stamps() -> Iterator[tuple[Path, tuple[int, int]]]:
    """Give the code that makes what is kept, each file with its time and size."""
    top = Path(__file__).parents[1]
    for path in sorted(path for room in MADE_BY for path in (top / room).glob("*.py")):
        about = path.stat()
        yield path.relative_to(top), (about.st_mtime_ns, about.st_size)


def recall(name: str, key: bytes) -> Any:
    """Give what was kept under a name with this key; None where that is not there, or broken."""
    folder = own_folder()
    raw = b"" if folder is None else read_own(path_of(folder, name))
    size = len(key)
    body = raw[2 * size :]
    if raw[:size] != key or raw[size : 2 * size] != hashlib.sha256(body).digest():
        return None
    with contextlib.suppress(ValueError, EOFError, TypeError):
        return marshal.loads(body)
    return None


def keep(name: str, key: bytes, value: Any) -> None:
    """Keep a value of Python's own types under a name, where that can be."""
    folder = own_folder()
    if folder is None:
        return
    # A disk that is full or read-only, or a value of another type: the next command makes it anew.
    with contextlib.suppress(OSError, ValueError):
        body = marshal.dumps(value)
        replace(path_of(folder, name), key + hashlib.sha256(body).digest() + body)
        remove_oldest(folder)


def own_folder() -> Path | None:
    """Give the folder, made where it is not there; None where it is not the user's own."""
    with contextlib.suppress(OSError, RuntimeError):  # no home
        folder = base_folder() / NAME
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.lstat()
        if stat.S_ISDIR(about.st_mode) and is_own(about) and not about.st_mode & 0o022:
            return folder
    return None


def base_folder() -> Path:
    """Find where programs keep such things; a relative path would be one of hand-ins, maybe."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".cache"


def is_own(about: os.stat_result) -> bool:
    """Tell whether a file or folder is of whoever this process runs as."""
    return not hasattr(os, "geteuid") or about.st_uid == os.geteuid()


def path_of(folder: Path, name: str) -> Path:
    """Give the file of a name, which may hold anything."""
    return folder / f"{digest(name.encode('utf-8', 'surrogateescape'))[:32]}{ENDING}"


def read_own(path: Path) -> bytes:
    """Read a file of the user's own; nothing of a link, or of another's."""
    with contextlib.suppress(OSError), open(os.open(path, FLAGS), "rb") as file:
        about = os.fstat(file.fileno())
        if stat.S_ISREG(about.st_mode) and is_own(about) and about.st_size <= MOST_BYTES:
            return file.read()
    return b""


def remove_oldest(folder: Path) -> None:
    """Remove what was written longest ago, where there is much."""
    paths = [*folder.glob(f"*{ENDING}")]
    if len(paths) > MOST_FILES:
        for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)[:-MOST_FILES]:
            path.unlink(missing_ok=True)
