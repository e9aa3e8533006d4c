"""A gradebook's rows, copied as they are: from file to file, and between a file and a server."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, text

from grader.classroom.gradebook.connection import DatabaseUrl, connect, find_mode
from grader.classroom.gradebook.database import Database, RetryPolicy, fault_of
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.schema import tables
from grader.classroom.gradebook.upgrade import bring_up_to_date
from grader.core.errors import GraderError

ROWS_AT_A_TIME = 50  # documents in memory at one time
PATIENCE = RetryPolicy()


def copy_file(source: Path, target: Path) -> None:
    """Copy all that is in one file into another at one moment, whoever writes meanwhile.

    Nothing is brought up to date. In the target it is one transaction: who is killed in it leaves
    what was there. Raises GraderError.
    """
    mode = find_mode(source, create=False)
    with open_file(source, mode) as reading, open_file(target, "rwc") as writing:
        reading.backup(writing)


@contextlib.contextmanager
def open_file(path: Path, mode: str = "rw") -> Iterator[sqlite3.Connection]:
    """Open a file with the driver alone. Raises GraderError, also for what is done with it."""
    try:
        with contextlib.closing(connect(path, mode, PATIENCE.lock_seconds)) as file:
            # First of all, so that the fault of one file is not said to be another's.
            file.execute("PRAGMA schema_version")
            yield file
    except sqlite3.Error as error:
        raise fault_of(str(path), str(error)) from error


def copy_from_server(place: DatabaseUrl, target: Path) -> None:
    """Copy a server's gradebook into a new file, as it is at one moment."""
    file = DatabaseUrl.parse(target)
    with opened(place, create=False) as source, opened(file, create=True) as copy:
        source.read(lambda rows: copy.write(lambda new: copy_rows(rows, new)))


def copy_to_server(source: Path, place: DatabaseUrl) -> None:
    """Put what a file holds in the place of all that a server's gradebook does."""

    def put(new: Connection) -> None:
        names = ", ".join(tables.tables)
        new.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
        for table in reversed(tables.sorted_tables):
            new.execute(table.delete())
        copy.read(lambda rows: copy_rows(rows, new))
        for table in tables.sorted_tables:
            count_on(new, table)

    file = DatabaseUrl.parse(source)
    with opened(file, create=False) as copy, opened(place, create=True) as target:
        target.write(put)


@contextlib.contextmanager
def opened(place: DatabaseUrl, *, create: bool) -> Iterator[Database]:
    """Open a gradebook's database, brought up to date."""
    with contextlib.closing(Database(place, PATIENCE, create=create)) as database:
        database.connect()
        bring_up_to_date(database, create=create)
        yield database


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows of all tables, each under its own number. Raises GraderError."""
    for table in tables.sorted_tables:
        wanted = table.select().order_by(*table.primary_key)
        result = source.execute(wanted.execution_options(yield_per=ROWS_AT_A_TIME))
        for part in result.partitions():
            rows = [{column.key: row._mapping[column] for column in table.c} for row in part]
            if any(value is DAMAGE for row in rows for value in row.values()):
                raise GraderError(f"a record in {table.name} can't be read; copy it with pg_dump")
            target.execute(table.insert(), rows)


def count_on(server: Connection, table: Table) -> None:
    """Have a server number new rows of a table after those that are there."""
    if "id" in table.c:
        server.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                f"COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {table.name}"
            )
        )
