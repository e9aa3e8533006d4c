"""Who grades what, where several batches are at work on one gradebook, so that none is done twice.

A claim is a lock of the system's, or of the server's: it ends with the process that has it, however
that ends. Where there are no locks, all is claimed by everyone, and no more is lost than time.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from sqlalchemy import text

from grader.classroom.gradebook.database import Database

try:
    import fcntl
except ImportError:  # Windows has none
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

SUFFIX = "-claims"  # follows the gradebook's name, as SQLite's own do
DIGITS = 15  # hexadecimal ones of a key: as many as a lock's number can have
TRY = text("SELECT pg_try_advisory_lock(:number)")
RELEASE = text("SELECT pg_advisory_unlock(:number)")
OTHERS = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' "
    "AND pid <> pg_backend_pid() AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()))"
)


class Claims:
    """What this process has claimed; `keys` are hashes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.file: int | None = None

    def take(self, key: str) -> bool:
        """Claim a key; False where another process has it."""
        number = int(key[:DIGITS], 16)
        if self.database.place.path is None:
            return bool(self.database.read(lambda c: c.scalar(TRY, {"number": number})))
        return self.lock(number)

    def take_all(self) -> bool:
        """Claim whatever there is, of a file; False where another process has a part of it."""
        if self.database.place.path is None:
            return not self.database.read(lambda c: c.scalar(OTHERS))
        return self.lock(0, 0)

    def release(self, key: str) -> None:
        """Let others claim it."""
        number = int(key[:DIGITS], 16)
        if self.database.place.path is None:
            self.database.read(lambda c: c.scalar(RELEASE, {"number": number}))
        elif self.file is not None:
            with contextlib.suppress(OSError):
                fcntl.lockf(self.file, fcntl.LOCK_UN, 1, number)

    def lock(self, number: int, length: int = 1) -> bool:
        """Lock one byte of a file beside the gradebook, which is there for that alone.

        Of length 0: it and all that follow.
        """
        # Not of the gradebook itself: to close it would end the locks that SQLite has there.
        if self.file is None and HAS_LOCKS:
            with contextlib.suppress(OSError):  # it may be another user's
                self.file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        if self.file is None:
            return True
        try:
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, number)
        except OSError as error:
            return error.errno not in (errno.EAGAIN, errno.EACCES)
        return True

    @property
    def path(self) -> Path:
        place = self.database.place.path
        assert place is not None
        return place.with_name(place.name + SUFFIX)

    def close(self) -> None:
        """Give up all claims; who is the last takes the file away."""
        if self.file is None:
            return
        with contextlib.suppress(OSError):
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(self.path)
        os.close(self.file)
        self.file = None
