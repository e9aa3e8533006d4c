"""The way to a file that was handed in, on which no link may lie: it leads to another's work."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
# Without waiting, as for a pipe.
FILE = os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Way:
    """A folder that may be reached through links, and the names from there, which may not."""

    base: Path
    parts: tuple[str, ...]

    @property
    def path(self) -> Path:
        return self.base.joinpath(*self.parts)

    def to(self, name: str) -> Way:
        return Way(self.base, (*self.parts, name))

    def find_link(self) -> Path | None:
        """Find the first link on it."""
        steps = (self.base.joinpath(*self.parts[: end + 1]) for end in range(len(self.parts)))
        return next(filter(os.path.islink, steps), None)

    def open(self) -> BinaryIO:
        """Open the file, never through what became a link meanwhile. Raises OSError."""
        opened = self.descend()
        if not stat.S_ISREG(os.fstat(opened).st_mode):  # as a device, which has no end
            os.close(opened)
            raise IsADirectoryError
        return os.fdopen(opened, "rb")

    def descend(self) -> int:
        """Open one name after the other, each from the one before."""
        if os.open not in os.supports_dir_fd:
            return os.open(self.path, FILE)
        opened = os.open(self.base, FOLDER)
        for number, part in enumerate(self.parts, 1):
            flags = FILE if number == len(self.parts) else FOLDER | NO_LINK
            above = opened
            try:
                opened = os.open(part, flags, dir_fd=above)
            finally:
                os.close(above)
        return opened


def way_to(path: Path, named: Iterable[Path] = ()) -> Way:
    """Tell from where on a path is a hand-in's: below the folder where the user is, or one named.

    Links above are the user's, or the system's as `/tmp` and `/home` may be; below they may have
    been handed in. As it is spelt: a link that was handed in may lead to such a folder, too.
    """
    here = Path.cwd()
    path = here / path
    users = [here, Path(os.environ.get("PWD", here)), Path(os.path.expanduser("~"))]
    above = [top for top in (*users, *named, Path(*path.parts[:2])) if top in path.parents]
    base = max(above, key=lambda top: len(top.parts), default=Path(path.anchor))
    return Way(base, path.relative_to(base).parts)
