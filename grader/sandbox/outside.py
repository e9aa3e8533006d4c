"""What can be reached where there is no wall: behind one, a script's process reaches for it.

An error is no proof of a wall, since a file that is not there can't be opened either.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from typing import Any

from grader.sandbox.interpreter import is_reachable

# Not only in /tmp, which behind some walls is the script's own folder.
FOLDERS = ("/var/tmp", "/dev/shm", tempfile.gettempdir())
KNOWN = ("/etc/passwd", "/proc/version")  # on most machines, and far from the one that is made
FLAGS = os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Outside:
    """A process, and files that a user can read, one of them made for this."""

    def __init__(self, user: int | None) -> None:
        self.user = user
        self.made = ""
        self.files: list[str] = []

    def looked_at(self) -> dict[str, Any]:
        """Tell what is there at this moment."""
        if not os.path.exists(self.made):
            self.made = next(filter(self.can_read, map(made_in, FOLDERS)), "")
            self.files = [path for path in (self.made, *KNOWN) if self.can_read(path)]
        return {"process": os.getpid(), "files": [*filter(os.path.exists, self.files)]}

    def can_read(self, path: str) -> bool:
        """Tell whether the user can, root's rights left aside."""
        with contextlib.suppress(OSError):
            if self.user is not None:
                return bool(path) and is_reachable(path, self.user)
            os.close(os.open(path, os.O_RDONLY))
            return True
        return False


def made_in(folder: str) -> str:
    """Make an empty file in a folder that all may pass, or give ours of before; else no path."""
    # One for all: others may be looking at it, so that it stays, and there are never many.
    path = f"{folder}/grade-wall-{os.geteuid() if hasattr(os, 'geteuid') else 0}"
    with contextlib.suppress(OSError):
        descriptor = os.open(path, FLAGS, 0o644)
        about = os.fstat(descriptor)
        os.close(descriptor)
        if stat.S_ISREG(about.st_mode):  # not what somebody else has put there
            if about.st_mode & 0o777 != 0o644:  # the umask's doing
                os.chmod(path, 0o644)
            return path
    return ""
