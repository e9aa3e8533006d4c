"""Files read with an error that names them, and written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.core.errors import GraderError, UsageError
from grader.core.hashing import digest
from grader.core.text import MOST_MEANT, clean, did_you_mean, nearest

PLAIN = re.compile(r"[a-z0-9][a-z0-9_.@+-]{0,63}", re.ASCII)

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.ASCII)  # no files on Windows

PACKED = ".gz"  # follows a file's name where a kit holds it packed
SQLITE = b"SQLite format 3\0"


def file_name(key: str, ending: str) -> str:
    """Make a name that is a file's on every disk and no other student's, whatever the key is."""
    # Disks may take `A` for `a`, so only a key of small letters is its own name. `~` is in no such.
    if PLAIN.fullmatch(key) and not DEVICES.fullmatch(key):
        return f"{key}{ending}"
    word = re.sub(r"[^a-z0-9_@+]+", "-", key.lower())[:40].strip("-") or "student"
    return f"{word}~{digest(key.encode('utf-8', 'backslashreplace'))[:16]}{ending}"


def packed(path: Path) -> Path:
    """Name the file that a kit has in the place of another."""
    return path.with_name(path.name + PACKED)


def read_bytes(path: Path, fault: type[GraderError]) -> bytes:
    """Read a file. Raises the given error where that can't be done."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise fault(f"{clean(path)}: cannot be read: {error}") from error


def read_text(path: Path, fault: type[GraderError], encoding: str = "utf-8") -> str:
    """Read a file's text. Raises the given error where that can't be done."""
    try:
        return path.read_text(encoding)
    except (OSError, UnicodeDecodeError) as error:
        raise fault(f"{clean(path)}: cannot be read: {error}") from error


def like(path: Path) -> str:
    """Suggest the file that lies where another does not, as the end of a message."""
    try:
        names = os.listdir(path.parent)
    except OSError:
        return ""
    # Two that are called alike but for how they end are not alike: most end so.
    near = (name for name in names[:MOST_MEANT] if nearest(path.stem, [Path(name).stem]))
    return did_you_mean(path.name, filter(str.isprintable, near))


def write(path: Path, content: bytes | Iterator[bytes]) -> None:
    """Write a file that `--out` names, whole or not at all. Raises UsageError."""
    with writing(f"--out {path}"):
        refuse_to_replace(path)
        replace(path, content)


@contextlib.contextmanager
def writing(name: str) -> Iterator[None]:
    """Turn an OSError into a line that says which file can't be written. Raises UsageError."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from error


def refuse_to_replace(path: Path) -> None:
    """Keep folders, devices and gradebooks. Raises UsageError and OSError."""
    if str(path) == "-":  # elsewhere it means standard output
        raise UsageError("--out -: say which file to write")
    if not path.exists():
        return
    if not path.is_file():
        raise UsageError(f"--out {path}: is a folder or a device: say which file to write")
    with path.open("rb") as file:
        if file.read(len(SQLITE)) == SQLITE:
            raise UsageError(f"--out {path}: is a database, maybe a gradebook: name another file")


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, through links and with the rights that it has.

    What is no file, as a pipe, or stands where no other file can be made, is written into. Raises
    OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not (target.is_file() and os.access(target.parent, os.W_OK)):
        target.write_bytes(content)
        return
    rights = target.stat().st_mode if target.exists() else None
    replace(target, content)
    if rights is not None:
        target.chmod(stat.S_IMODE(rights))


def replace(path: Path, content: bytes | Iterator[bytes]) -> None:
    """Put a whole file in a path's place. Raises OSError, and leaves nothing behind then."""
    # In the same folder, since only within one disk a file takes another's place at once.
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        # Not by tempfile, whose files only their owner may read. "x" follows no link.
        with part.open("xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
