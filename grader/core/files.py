"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path

from grader.core.errors import UsageError

PLAIN = re.compile(r"[a-z0-9][a-z0-9_.@+-]{0,63}", re.ASCII)

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.ASCII)  # no files on Windows

SQLITE = b"SQLite format 3\0"


def file_name(key: str, ending: str) -> str:
    """A name that is a file's on every disk and no other student's, whatever the key is.

    Disks may take `A` for `a`, so only a key of small letters is its own name. `~` is in no such.
    """
    if PLAIN.fullmatch(key) and not DEVICES.fullmatch(key):
        return f"{key}{ending}"
    word = re.sub(r"[^a-z0-9_@+]+", "-", key.lower())[:40].strip("-") or "student"
    digest = hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{word}~{digest[:16]}{ending}"


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises UsageError."""
    try:
        refuse_to_replace(path)
        replace(path, content)
    except OSError as error:
        raise UsageError(f"--out {path}: cannot be written: {error.strerror}") from error


def refuse_to_replace(path: Path) -> None:
    """Folders, devices and gradebooks stay. Raises UsageError and OSError."""
    if not path.exists():
        return
    if not path.is_file():
        raise UsageError(f"--out {path}: is a folder or a device: say which file to write")
    with path.open("rb") as file:
        if file.read(len(SQLITE)) == SQLITE:
            raise UsageError(f"--out {path}: is a database, maybe a gradebook: name another file")


def replace(path: Path, content: bytes) -> None:
    """Put a whole file in a path's place. Raises OSError, and leaves nothing behind then."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        # Not by tempfile, whose files only their owner may read. "x" follows no link.
        with part.open("xb") as file:
            file.write(content)
        os.replace(part, path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
