"""What can be reached where there is no wall: behind one, a script's process reaches for it.

An error is no proof of a wall, since a file that is not there can't be opened either.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import weakref
from typing import Any

from grader.sandbox.interpreter import is_reachable

# Not only in /tmp, which behind some walls is the script's own folder.
FOLDERS = ("/var/tmp", "/dev/shm", tempfile.gettempdir())
KNOWN = ("/etc/passwd", "/proc/version")  # on most machines, and far from the one that is made


class Outside:
    """A process, and files that a user can read, one of them made for this."""

    def __init__(self, user: int | None) -> None:
        self.user = user
        self.lock = threading.Lock()
        self.made: list[str] = []
        self.files: list[str] = []
        self.close = weakref.finalize(self, remove, self.made)

    def looked_at(self) -> dict[str, Any]:
        """Tell what is there at this moment."""
        with self.lock:
            if not any(map(os.path.exists, self.made)):
                self.made[:] = self.make()
                self.files = [path for path in (*self.made, *KNOWN) if self.can_read(path)]
        return {"process": os.getpid(), "files": [*filter(os.path.exists, self.files)]}

    def make(self) -> list[str]:
        """Make a file in a folder that the user may pass."""
        for folder in FOLDERS:
            with contextlib.suppress(OSError):
                descriptor, path = tempfile.mkstemp(prefix="grade-wall-", dir=folder)
                os.close(descriptor)
                os.chmod(path, 0o644)
                if self.can_read(path):
                    return [path]
                os.unlink(path)
        return []

    def can_read(self, path: str) -> bool:
        """Tell whether the user can, root's rights left aside."""
        with contextlib.suppress(OSError):
            if self.user is not None:
                return is_reachable(path, self.user)
            os.close(os.open(path, os.O_RDONLY))
            return True
        return False


def remove(paths: list[str]) -> None:
    """Remove files, as far as they are there."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)
