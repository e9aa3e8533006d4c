"""One connection, its transactions, and what is done and said when it fails."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from grader.classroom.gradebook.connection import READ_ONLY, DatabaseUrl, make_engine
from grader.core.errors import GraderError, UsageError

T = TypeVar("T")

# What reads sees one moment, so that a total and its parts agree. What writes takes the lock at
# once: a transaction that first reads and then wants to write can be refused it for good.
READING: dict[str, dict[str, Any]] = {
    "sqlite": {"begin": "BEGIN"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "begin": ""},
}
# A server numbers transactions when they first write, which is here before they number any row:
# `news` knows by that up to where all is there.
WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {"begin": "BEGIN IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED", "begin": "SELECT pg_current_xact_id()"},
}
LOOK_AGAIN = 0.05  # seconds
# What SQLite says is looked through from the top for these words: the first that fit decide.
FAULTS: tuple[tuple[str, type[GraderError], str], ...] = (
    ("is locked", GraderError, "locked by another process; wait until that has ended"),
    ("readonly", GraderError, "read-only; make the file and its folder writable"),
    ("disk is full", GraderError, "its disk is full; make room and run this again"),
    ("disk i/o error", GraderError, "its disk fails; look at the disk and run this again"),
    ("not a database", UsageError, "no SQLite file, so no gradebook; name another file"),
    ("malformed", GraderError, "damaged; put back a copy of it: grade restore FILE"),
    ("unable to open", GraderError, "can't be opened; look at the rights of file and folder"),
)


class Rehearsed(Exception):
    """Takes a transaction back, and carries what was found in it."""

    def __init__(self, result: Any) -> None:
        self.result = result


@dataclass(frozen=True)
class RetryPolicy:
    """How long a locked file is waited for, and the pauses before connecting to a server again."""

    lock_seconds: float = 10.0
    pauses: tuple[float, ...] = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 3.0)


class Database:
    """A gradebook's database; each piece of work is one transaction, done again if it drops."""

    def __init__(self, place: DatabaseUrl, patience: RetryPolicy, *, create: bool) -> None:
        self.place = place
        self._patience = patience
        self._engine = make_engine(place, patience.lock_seconds, create=create)
        self.is_read_only = self._engine.get_execution_options().get("mode") in READ_ONLY
        self._connection: Connection | None = None
        self._moment: Connection | None = None
        self._process = os.getpid()
        self._dialect = self._engine.dialect.name

    def connect(self) -> None:
        """Connect for the first time, where waiting would only hide a wrong address."""
        try:
            self._connection = self._engine.connect()
        except DBAPIError as error:
            if self.place.path:
                raise self._fault(first_line(error)) from error
            raise UsageError(
                f"{self.place}: can't be reached ({first_line(error)}); "
                "check the address, and that the server runs"
            ) from error

    def close(self) -> None:
        self._drop_connection()
        self._engine.dispose()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do work that changes nothing, on one moment's state."""
        self._leave_parent()
        return self._run(READING, work) if self._moment is None else work(self._moment)

    def at_once(self, work: Callable[[], T]) -> T:
        """Let all that is read in some work see one moment."""
        return self.read(self._within(work))

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do work that is committed whole or not at all; it may be done twice, if it drops."""
        return self._run(WRITING, work)

    def rehearse(self, work: Callable[[Connection], T]) -> T:
        """Do work as `write` does, and take it all back; give what it found."""

        def rehearsal(connection: Connection) -> T:
            raise Rehearsed(work(connection))

        try:
            return self.write(rehearsal)
        except Rehearsed as done:
            result: T = done.result
            return result

    def keep_log(self) -> None:
        """Let readers read while one writes; the file remembers it.

        SQLite does not wait for the lock that it takes for this, so it is asked again.
        """
        if self._connection is None or not self.place.path or self.is_read_only:
            return
        until = time.monotonic() + self._patience.lock_seconds
        while True:
            try:
                self._connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
            except self._engine.dialect.loaded_dbapi.Error as error:
                if "is locked" not in str(error) or time.monotonic() > until:
                    raise self._fault(str(error)) from error
                time.sleep(LOOK_AGAIN)
            else:
                return

    def _within(self, work: Callable[[], T]) -> Callable[[Connection], T]:
        """Make of some work one in which all goes by one connection, and nothing commits."""

        def inside(connection: Connection) -> T:
            before, self._moment = self._moment, connection
            try:
                return work()
            finally:
                self._moment = before

        return inside

    def _run(self, options: dict[str, dict[str, Any]], work: Callable[[Connection], T]) -> T:
        self._leave_parent()
        pauses = iter(self._patience.pauses)
        while True:
            try:
                return self._do(options[self._dialect], work)
            except DBAPIError as error:
                # No connection: the server was away when a new one was to be made.
                if self._connection is not None and not error.connection_invalidated:
                    raise self._fault(first_line(error)) from error
                self._drop_connection()
                pause = next(pauses, None)
                if pause is None:
                    raise GraderError(
                        f"{self.place}: the connection was lost ({first_line(error)}); "
                        "see that the server runs, then run this again"
                    ) from error
            time.sleep(pause)

    def _leave_parent(self) -> None:
        """Take nothing of a connection of the process that this is a fork of."""
        if self._process != os.getpid():
            # Nor close it, which would be told to a server: so it stays referred to.
            self._of_parent = self._connection, self._moment
            self._connection, self._moment = None, None
            self._process = os.getpid()

    def _do(self, options: dict[str, Any], work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        self._connection.execution_options(**options)
        with self._connection.begin():
            return work(self._connection)

    def _drop_connection(self) -> None:
        if self._connection is not None:
            # One that has dropped may fail once more when it is closed, and nobody needs it.
            with contextlib.suppress(DBAPIError):
                self._connection.close()
            self._connection = None

    def _fault(self, message: str) -> GraderError:
        return fault_of(str(self.place), message)


def fault_of(place: str, message: str) -> GraderError:
    """Make the error that says what a driver's message means, and what to do."""
    for words, kind, advice in FAULTS:
        if words in message.lower():
            return kind(f"{place}: {advice}")
    return GraderError(f"{place}: {message}; nothing of this was recorded")


def first_line(error: DBAPIError) -> str:
    """Give what the driver says, without the details that may name a student."""
    return next(iter(str(error.orig).splitlines()), type(error.orig).__name__)
