"""Make the engine for a gradebook's file or server. Looks at the file, asks it nothing yet."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from grader.classroom.gradebook.address import DatabaseUrl
from grader.core.errors import GraderError, UsageError

READ_ONLY = ("ro", "ro&immutable=1")
# A server that fell silent is noticed within a minute, not within two hours.
SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def make_engine(address: DatabaseUrl, lock_seconds: float, *, create: bool) -> Engine:
    """An engine that makes one connection at a time. Raises UsageError and GraderError."""
    if address.path is None:
        return server_engine(address)
    check_file(address.path, create=create)
    return file_engine(address.path, find_mode(address.path, create=create), lock_seconds)


def is_read_only(engine: Engine) -> bool:
    """Whether the file was opened for reading alone."""
    return engine.get_execution_options().get("mode") in READ_ONLY


def server_engine(address: DatabaseUrl) -> Engine:
    """An engine for PostgreSQL. Raises UsageError where its driver is not installed."""
    settings = {name: value for name, value in SERVER.items() if name not in address.url.query}
    try:
        return create_engine(
            address.url, poolclass=NullPool, hide_parameters=True, connect_args=settings
        )
    except ImportError as error:
        raise UsageError(
            f"{address}: PostgreSQL needs a driver ({error}); "
            "run: pip install 'golden-grader[postgresql]'"
        ) from error


def check_file(path: Path, *, create: bool) -> None:
    """Refuse what can't be opened, before SQLite says so in fewer words."""
    if path.is_dir():
        raise UsageError(f"{path}: a folder, not a gradebook; name a file in it")
    if path.exists():
        return
    if not create:
        raise UsageError(f"{path}: there is no gradebook; check the path, or grade a class first")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: its folder does not exist; make it, or name another")


def find_mode(path: Path, *, create: bool) -> str:
    """How SQLite is to open a file, by what may be written."""
    if create and not path.exists():
        return "rwc"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw"
    return next((mode for mode in READ_ONLY if opens(path, mode)), "ro")


def opens(path: Path, mode: str) -> bool:
    """Whether a file can be read in a mode.

    Even a reader keeps an index beside a file with a write-ahead log, so in a folder that can't be
    written only an immutable file opens. With a log beside it the file is not that: what the log
    holds would be missing.
    """
    if mode == "ro&immutable=1" and has_log(path):
        raise GraderError(
            f"{path}: read-only, and its last entries are still in {log_of(path).name}; "
            "copy both files to a folder that can be written and open that"
        )
    try:
        with contextlib.closing(connect(path, mode, 0)) as file:
            file.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        return "unable to open" not in str(error) and "readonly" not in str(error)
    except sqlite3.DatabaseError:
        return True
    return True


def log_of(path: Path) -> Path:
    """The write-ahead log that SQLite keeps beside a file."""
    return path.with_name(path.name + "-wal")


def has_log(path: Path) -> bool:
    """Whether entries are left in the log, as after a kill."""
    return log_of(path).is_file() and log_of(path).stat().st_size > 0


def connect(path: Path, mode: str, lock_seconds: float) -> sqlite3.Connection:
    """One connection of the driver's own."""
    # No isolation level: the driver would begin and commit by itself, at the wrong moments.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=lock_seconds,
        isolation_level=None,
    )


def file_engine(path: Path, mode: str, lock_seconds: float) -> Engine:
    """An engine for an SQLite file."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, mode, lock_seconds),
        poolclass=NullPool,
        hide_parameters=True,
        execution_options={"mode": mode},
    )
    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return engine


def configure(file: sqlite3.Connection, _: Any) -> None:
    """Make SQLite keep its promises: references hold, and what is committed is on the disk."""
    file.execute("PRAGMA foreign_keys = ON")
    file.execute("PRAGMA synchronous = FULL")


def begin(connection: Connection) -> None:
    """Begin as the work at hand asks: waiting for the lock only if it writes."""
    connection.exec_driver_sql(connection.get_execution_options()["begin"])
