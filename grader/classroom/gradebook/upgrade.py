"""Bring a gradebook's schema up to date. Alembic is loaded only where that takes a step.

A new file takes none: what SQLite holds after the last step is recorded, and a test compares.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from grader.classroom.gradebook.database import Database
from grader.classroom.gradebook.schema import VERSION, VERSION_TABLE
from grader.core.errors import GraderError, UsageError

MIGRATIONS = Path(__file__).with_name("migrations")
# What all steps make of an empty SQLite file, a statement in each part.
LAST_STEP = MIGRATIONS / "last_step.sql"
BETWEEN = ";\n\n"
LOCK = 7_165_110  # any number that all graders agree on
# By the server's own default rule; but for one that was emptied it would plan as if it stayed so.
STALE = text("""
    SELECT quote_ident(news.relname) FROM pg_stat_user_tables AS news
    JOIN pg_class ON pg_class.oid = news.relid
    WHERE news.schemaname = current_schema()
        AND news.n_live_tup > 0
        AND news.n_mod_since_analyze > 50 + 0.1 * GREATEST(pg_class.reltuples, 0)
""")


def bring_up_to_date(database: Database, *, create: bool) -> None:
    """Make or migrate the schema in place, all of it or nothing. Raises UsageError, GraderError."""
    version, is_empty = database.read(look)
    if version is None:
        refuse_to_make(database, is_empty=is_empty, create=create)
    elif version > VERSION:
        raise UsageError(
            f"{database.place}: its schema {version} is newer than this program's {VERSION}; "
            "install a newer golden-grader"
        )
    elif version < VERSION and database.is_read_only:
        raise GraderError(
            f"{database.place}: its schema {version} is older than {VERSION} and it is "
            "read-only; open it once where it can be written"
        )
    database.keep_log()
    if version is None and database.place.path:
        database.write(make)
    elif version != VERSION:
        database.write(migrate)
    if not database.place.path and not database.is_read_only:
        count_anew(database)


def count_anew(database: Database) -> None:
    """Have a server count what much has come to since: it plans by what it knows of the tables.

    It does so itself, within a minute: until then what counts for a class that was just graded
    takes it 10 seconds, in place of a tenth of one.
    """
    if stale := database.read(lambda connection: connection.scalars(STALE).all()):
        names = ", ".join(stale)
        database.write(lambda connection: connection.execute(text(f"ANALYZE {names}")))


def look(connection: Connection) -> tuple[str | None, bool]:
    """Read the version of the schema, None where there is none; and whether there are no tables.

    Both at one moment: another process may be making the gradebook.
    """
    tables = inspect(connection)
    if not tables.has_table(VERSION_TABLE):
        return None, not tables.get_table_names()
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return str(version.scalar_one()), False


def refuse_to_make(database: Database, *, is_empty: bool, create: bool) -> None:
    """Let only an empty database become a gradebook, and only when asked."""
    if not is_empty:
        raise UsageError(f"{database.place}: it holds other tables, so it is no gradebook")
    if not create:
        raise UsageError(
            f"{database.place}: it is empty, so no gradebook; grade a class into it first"
        )


def make(connection: Connection) -> None:
    """Make the tables in an empty SQLite file, where another process has not done so meanwhile."""
    if not look(connection)[1]:
        migrate(connection)  # it may be of an older version
        return
    for statement in LAST_STEP.read_text(encoding="utf-8").split(BETWEEN):
        connection.exec_driver_sql(statement)


def migrate(connection: Connection, target: str = VERSION) -> None:
    """Take the steps up to a version, inside the transaction that is open.

    Another process may be doing the same: SQLite has locked it out already, PostgreSQL does so
    here, and whoever comes second finds nothing left to do.
    """
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = Config()
    # Alembic reads this as a template in which % has a meaning.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
