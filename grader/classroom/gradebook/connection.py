"""Where a gradebook is, and the engine for it. Looks at a file, asks it nothing yet.

A place is a file, or a database behind a URL; a password in that is never shown.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from grader.core.errors import GraderError, UsageError

DRIVERS = ("postgresql", "postgresql+psycopg", "sqlite", "sqlite+pysqlite")
READ_ONLY = ("ro", "ro&immutable=1")
# A server that fell silent is noticed within a minute, not within two hours.
SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


@dataclass(frozen=True)
class DatabaseUrl:
    """A parsed place; `path` is None for a server. As text it is what people may read."""

    url: URL = field(repr=False)
    path: Path | None = None

    @classmethod
    def parse(cls, where: str | os.PathLike[str]) -> DatabaseUrl:
        """Tell a path from a URL. Raises UsageError for a URL of no database that we know."""
        text = os.fspath(where)
        if "://" not in text:
            return cls(URL.create("sqlite"), Path(text))
        url = check_url(text)
        if url.get_backend_name() == "postgresql":
            return cls(url.set(drivername="postgresql+psycopg"))
        return cls(url, Path(url.database or ""))

    def __str__(self) -> str:
        # Not the query: a password may stand there, too.
        url = self.url
        port = f":{url.port}" if url.port else ""
        return str(self.path or f"{url.drivername}://{url.host or ''}{port}/{url.database or ''}")


def check_url(text: str) -> URL:
    """Refuse a URL that leads to no gradebook, naming no more of it than its scheme."""
    scheme = text.partition("://")[0]
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(
            f"{scheme}://...: no URL of a gradebook; "
            "write postgresql+psycopg://user:password@host:5432/database"
        ) from None
    if url.drivername not in DRIVERS:
        raise UsageError(
            f"{scheme}://...: a gradebook is an SQLite file or a PostgreSQL database; "
            "name a file or write postgresql+psycopg://..."
        )
    if "@" in (url.host or ""):
        # The rest of a password would be taken for a host, and shown as one.
        raise UsageError(f"{scheme}://...: two @ in it; write %40 for one in the password")
    if url.get_backend_name() == "sqlite" and not url.database:
        raise UsageError(f"{scheme}://: names no file; write the path of one")
    return url


def make_engine(place: DatabaseUrl, lock_seconds: float, *, create: bool) -> Engine:
    """Make an engine for one connection at a time. Raises UsageError and GraderError."""
    if place.path is None:
        return server_engine(place)
    check_file(place.path, create=create)
    return file_engine(place.path, find_mode(place.path, create=create), lock_seconds)


def server_engine(place: DatabaseUrl) -> Engine:
    """Make an engine for PostgreSQL. Raises UsageError where its driver is not installed."""
    # What a URL says of the connection goes before our own settings.
    settings = {name: value for name, value in SERVER.items() if name not in place.url.query}
    try:
        # Parameters hold names and points, which have no place in a message.
        engine = create_engine(
            place.url, poolclass=NullPool, hide_parameters=True, connect_args=settings
        )
    except ImportError as error:
        raise UsageError(
            f"{place}: PostgreSQL needs a driver ({error}); "
            "run: pip install 'golden-grader[postgresql]'"
        ) from error
    event.listen(engine, "connect", read_any_time)
    event.listen(engine, "connect", compile_nothing)
    event.listen(engine, "begin", begin)
    return engine


def read_any_time(connection: Any, _: Any) -> None:
    """Have a time that Python has none for read as text: an error would be the whole query's."""
    from psycopg import DataError
    from psycopg.types.datetime import TimestamptzLoader

    class AnyTimeLoader(TimestamptzLoader):
        def load(self, data: Any) -> Any:
            try:
                return super().load(data)
            except DataError:
                return bytes(data).decode()

    connection.adapters.register_loader("timestamptz", AnyTimeLoader)


def compile_nothing(connection: Any, _: Any) -> None:
    """Have the server run queries as they are: what it takes to compile our views is seconds."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def check_file(path: Path, *, create: bool) -> None:
    """Refuse what can't be opened, before SQLite says so in fewer words."""
    if path.is_dir():
        raise UsageError(f"{path}: a folder, not a gradebook; name a file in it")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: a pipe or a device, not a file; name a gradebook's file")
    if path.exists():
        return
    if not create:
        raise UsageError(f"{path}: there is no gradebook; check the path, or grade a class first")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: its folder does not exist; make it, or name another")


def find_mode(path: Path, *, create: bool) -> str:
    """Choose how SQLite is to open a file, by what may be written."""
    if create and not path.exists():
        return "rwc"
    # The folder counts, too: SQLite keeps its log beside the file.
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw"
    return next((mode for mode in READ_ONLY if opens(path, mode)), "ro")


def opens(path: Path, mode: str) -> bool:
    """Tell whether a file can be read in a mode.

    Even a reader keeps an index beside a file with a write-ahead log, so in a folder that can't be
    written only an immutable file opens. With a log beside it the file is not that: what the log
    holds would be missing.
    """
    log = path.with_name(path.name + "-wal")
    # An empty log is what a usual end leaves; after a kill there are entries in it.
    if mode == "ro&immutable=1" and log.is_file() and log.stat().st_size > 0:
        raise GraderError(
            f"{path}: read-only, and its last entries are still in {log.name}; "
            "copy both files to a folder that can be written and open that"
        )
    try:
        with contextlib.closing(connect(path, mode, 0)) as file:
            file.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        return "unable to open" not in str(error) and "readonly" not in str(error)
    except sqlite3.DatabaseError:
        # It opens, and is damaged or no database: that is told where it is asked in earnest.
        return True
    return True


def connect(path: Path, mode: str, lock_seconds: float) -> sqlite3.Connection:
    """Make one connection of the driver's own; a new file is nobody else's to read."""
    if mode == "rwc":
        with contextlib.suppress(OSError):  # it is there by now, or SQLite says why it can't be
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    url = f"{path.absolute().as_uri()}?mode={mode}"
    # No isolation level: the driver would begin and commit by itself, at the wrong moments.
    # Used by one thread at a time; whoever ends the program closes it.
    file = sqlite3.connect(
        url, uri=True, timeout=lock_seconds, isolation_level=None, check_same_thread=False
    )
    # One text that is no UTF-8 would be an error of the whole query.
    file.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return file


def file_engine(path: Path, mode: str, lock_seconds: float) -> Engine:
    """Make an engine for an SQLite file."""
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
    if statement := connection.get_execution_options()["begin"]:
        connection.exec_driver_sql(statement)
