"""A worker's own directory, cleared of whatever a script left."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

REMOVE_SECONDS = 5.0  # a stray process may fill it again and again


def remove(folder: Path) -> None:
    """Remove a folder, also one that is nested deeper than a path is long, or made unreadable."""
    with contextlib.suppress(RecursionError):  # it calls itself for each level
        shutil.rmtree(folder, ignore_errors=True)
    # The library gives up on a path that is too long, and a script can nest beyond any length.
    until = time.monotonic() + REMOVE_SECONDS
    while folder.exists() and time.monotonic() < until:
        with contextlib.suppress(OSError):
            flatten(folder)
            folder.rmdir()


def flatten(folder: Path) -> None:
    """Remove the files on the first two levels, and lift the folders of the second to the first."""
    # What the script has forbidden to itself it has to us, who may be the same user.
    os.chmod(folder, 0o700)
    for entry in list(os.scandir(folder)):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry)
            continue
        os.chmod(entry, 0o700)
        for inner in list(os.scandir(entry)):
            if inner.is_dir(follow_symlinks=False):
                os.chmod(inner, 0o700)  # its parent can't be changed without
                os.rename(inner, folder / os.urandom(12).hex())
            else:
                os.unlink(inner)
        os.rmdir(entry)
