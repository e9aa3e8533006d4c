"""Copies of a whole gradebook: made while others write, checked before they are put back.

A copy is itself a gradebook, an SQLite file, wherever the original is: any command reads it. In it
stands when it was made, and a hash of all that it held then.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select

from grader.classroom.gradebook.claims import Claims
from grader.classroom.gradebook.connection import DatabaseUrl, check_file
from grader.classroom.gradebook.copies import (
    PATIENCE,
    copy_file,
    copy_from_server,
    copy_to_server,
    open_file,
    opened,
)
from grader.classroom.gradebook.database import Database
from grader.classroom.gradebook.schema import VERSION, VERSION_TABLE, tables
from grader.classroom.gradebook.upgrade import look
from grader.core.errors import GraderError, UsageError

SEAL = "backup"  # the table in a copy, beside those of a gradebook
NAMES = r"""
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name
"""
BESIDE_ROWS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"


@dataclass(frozen=True)
class Backup:
    """A copy of a gradebook: how many rows each of its tables has, and the hash of them all.

    `made_at` is None for a file that `back_up` has not made: nothing tells then whether it is
    whole.
    """

    version: str
    rows: Mapping[str, int]
    fingerprint: str
    made_at: str | None = None


def back_up(where: str | os.PathLike[str], file: Path) -> Backup:
    """Copy the gradebook at a file or URL into a new file, as it is at one moment.

    The file is there whole or not at all. Raises UsageError and GraderError.
    """
    if file.exists():
        raise UsageError(f"{file}: is there already; name a new file")
    if not file.parent.is_dir():
        raise UsageError(f"{file}: its folder does not exist; make it, or name another")
    with beside(file) as copy:
        copy_out(DatabaseUrl.parse(where), copy)
        return seal(copy)


def examine(file: Path) -> Backup:
    """Tell what a copy holds, if it is whole. Raises UsageError and GraderError."""
    with unsealed(file) as (_, backup):
        return backup


def restore(where: str | os.PathLike[str], file: Path) -> Path | None:
    """Put what a copy holds in the place of all that a gradebook does, if the copy is whole.

    Gives where the former gradebook is now, if there was one. Who is killed in this leaves the
    former one in its place. Raises UsageError and GraderError.
    """
    place = DatabaseUrl.parse(where)
    with unsealed(file) as (copy, _), alone(place):
        former = put_aside(where, file)
        if place.path is None:
            copy_to_server(copy, place)
        else:
            copy_file(copy, place.path)
    return former


def count_rows(where: str | os.PathLike[str]) -> Mapping[str, int] | None:
    """Count what a gradebook holds now, by table: none where there is none yet, None if damaged.

    Raises UsageError where there is something else.
    """
    place = DatabaseUrl.parse(where)
    if place.path and not has_content(place.path):
        return {}
    database = Database(place, PATIENCE, create=False)
    with contextlib.closing(database):
        try:
            database.connect()
            version, is_empty = database.read(look)
            if version is None and not is_empty:
                raise UsageError(f"{place}: it holds other tables, so it is no gradebook")
            return database.read(count_tables)
        except UsageError:
            raise
        except GraderError:
            if place.path is None:  # who is away is not damaged
                raise
            return None


def count_tables(connection: Connection) -> dict[str, int]:
    """Count the rows of the tables that are there."""
    names = {*inspect(connection).get_table_names()}
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in tables.tables.items()
        if name in names
    }


def copy_out(place: DatabaseUrl, target: Path) -> None:
    """Copy a gradebook into a new file."""
    if place.path is None:
        copy_from_server(place, target)
    else:
        check_file(place.path, create=False)
        copy_file(place.path, target)


@contextlib.contextmanager
def beside(file: Path) -> Iterator[Path]:
    """Give a path for what becomes the file once it is whole, and leaves nothing if it fails."""
    # In the same folder, since only within one disk a file takes another's place at once.
    with tempfile.TemporaryDirectory(prefix=".", dir=file.parent) as folder:
        part = Path(folder) / file.name
        yield part
        os.replace(part, file)


@contextlib.contextmanager
def alone(place: DatabaseUrl) -> Iterator[None]:
    """Keep batches out of a gradebook. Raises UsageError where one is at work in it."""
    database = Database(place, PATIENCE, create=True)
    with contextlib.closing(database), contextlib.closing(Claims(database)) as claims:
        if not claims.take_all():
            raise UsageError(f"{place}: a batch is at work in it; wait until that has ended")
        yield


def put_aside(where: str | os.PathLike[str], file: Path) -> Path | None:
    """Copy the gradebook that is there now to a new name; None where there is none.

    Of a server beside the file that is restored. It is not checked: that it is damaged may be the
    reason for all this.
    """
    place = DatabaseUrl.parse(where)
    if count_rows(where) == {}:
        return None
    original = place.path or file
    names = (f"{original.name}.former-{number}" for number in itertools.count(1))
    former = next(path for name in names if not (path := original.with_name(name)).exists())
    with beside(former) as copy:
        copy_out(place, copy)
    return former


def has_content(path: Path) -> bool:
    """Tell whether a file is there; an empty one is a gradebook that is still to be made."""
    return path.exists() and path.stat().st_size > 0


def seal(copy: Path) -> Backup:
    """Write into a copy when it was made and what it holds. Raises GraderError if damaged."""
    made_at = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"
    with open_file(copy) as file:
        file.execute(f"DROP TABLE IF EXISTS {SEAL}")
        backup = read_whole(file, made_at)
        file.execute(f"CREATE TABLE {SEAL} (made_at TEXT, fingerprint TEXT)")
        file.execute(f"INSERT INTO {SEAL} VALUES (?, ?)", (made_at, backup.fingerprint))
        # With a log it would be two files, and not be read where nobody can write.
        file.execute("PRAGMA journal_mode = DELETE")
    return backup


@contextlib.contextmanager
def unsealed(path: Path) -> Iterator[tuple[Path, Backup]]:
    """Give a copy of a copy, brought up to date, and what that held when it was made.

    Raises UsageError and GraderError unless it is whole.
    """
    check_file(path, create=False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy_file(path, copy)
        try:
            backup = unseal(copy)
        except GraderError as error:
            raise type(error)(f"{path}: {error}") from error
        with opened(DatabaseUrl.parse(copy), create=False):
            if foreign := sorted(views_and_triggers(copy) - own_views()):
                raise UsageError(
                    f"{path}: its {foreign[0][0]} {foreign[0][1]!r} is no gradebook's, and would "
                    "change what counts; name another copy"
                )
            yield copy, backup


def views_and_triggers(path: Path) -> set[tuple[str, str, str]]:
    """Read what stands in a gradebook's file besides rows, and no fingerprint tells of."""
    with open_file(path) as file:
        return {*file.execute(BESIDE_ROWS)}


def own_views() -> set[tuple[str, str, str]]:
    """Read the views of a new gradebook."""
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "new.db"
        with opened(DatabaseUrl.parse(new), create=True):
            return views_and_triggers(new)


def unseal(copy: Path) -> Backup:
    """Take out of a copy what `seal` has put in, and see whether the rest is as it was then."""
    with open_file(copy) as file:
        names = [name for (name,) in file.execute(NAMES)]
        row = file.execute(f"SELECT * FROM {SEAL}").fetchone() if SEAL in names else None
        file.execute(f"DROP TABLE IF EXISTS {SEAL}")
        made_at, fingerprint = row or (None, None)
        backup = read_whole(file, made_at)
    if fingerprint not in (None, backup.fingerprint):
        raise UsageError(
            "it holds something else than when it was made; name another copy, or, if it was "
            "changed on purpose, work with it: --gradebook FILE"
        )
    return backup


def read_whole(file: sqlite3.Connection, made_at: str | None) -> Backup:
    """Read all that a gradebook's file holds. Raises GraderError where it is damaged."""
    faults = file.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]
    if faults or file.execute("PRAGMA foreign_key_check").fetchall():
        raise GraderError("damaged: SQLite's own check fails; put back a copy of it")
    names = [name for (name,) in file.execute(NAMES)]
    if VERSION_TABLE not in names:
        raise UsageError("no gradebook; name one, or a copy that grade backup has made")
    (version,) = file.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
    if version > VERSION:
        raise UsageError(
            f"its schema {version} is newer than this program's {VERSION}; "
            "install a newer golden-grader"
        )
    hashes = {name: hash_rows(file, name) for name in names}
    whole = sha256(repr([(name, digest) for name, (_, digest) in hashes.items()]).encode())
    rows = {name: number for name, (number, _) in hashes.items() if name in tables.tables}
    return Backup(version, rows, whole.hexdigest(), made_at)


def hash_rows(file: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Count the rows of a table, and hash them."""
    number, digest = 0, sha256()
    for row in file.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
        digest.update(repr(row).encode("utf-8", "backslashreplace"))
        number += 1
    return number, digest.hexdigest()
