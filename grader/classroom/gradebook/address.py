"""Where a gradebook is: a file, or a database behind a URL. Never shows a password."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from grader.core.errors import UsageError

DRIVERS = ("postgresql", "postgresql+psycopg", "sqlite", "sqlite+pysqlite")


@dataclass(frozen=True)
class DatabaseUrl:
    """A parsed place; `path` is None for a server. As text it is what people may read."""

    url: URL = field(repr=False)
    path: Path | None = None

    def __str__(self) -> str:
        # Not the query: a password may stand there, too.
        url = self.url
        port = f":{url.port}" if url.port else ""
        return str(self.path or f"{url.drivername}://{url.host or ''}{port}/{url.database or ''}")


def parse_address(where: str | os.PathLike[str]) -> DatabaseUrl:
    """Tell a path from a URL. Raises UsageError for a URL that is none or of another database."""
    text = os.fspath(where)
    if "://" not in text:
        return DatabaseUrl(URL.create("sqlite"), Path(text))
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
    if url.get_backend_name() == "postgresql":
        return DatabaseUrl(url.set(drivername="postgresql+psycopg"))
    if not url.database:
        raise UsageError(f"{scheme}://: names no file; write the path of one")
    return DatabaseUrl(url, Path(url.database))
