"""Gradebooks of older and newer programs."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from support.gradebooks import (
    ADA,
    BEN,
    NOON,
    database,
    describe,
    make_old,
    open_and_close,
    override,
    rows,
    standing,
)
from support.project import ROOT
from support.writers import begin, numbers, writer

from grader.classroom.gradebook import schema
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.gradebook.upgrade import BETWEEN, LAST_STEP, MIGRATIONS
from grader.core.errors import UsageError

pytestmark = pytest.mark.database


def test_an_older_gradebook_is_brought_up_to_date_in_place_with_its_rows(where):
    make_old(where)
    with Gradebook.open(where, create=False) as book:
        (past,) = book.history(ADA).attempts
        assert (past.submitted_at, past.notes, past.scores[0].seconds) == (NOON, (), None)
        assert (standing(book).earned, standing(book).attempts) == (7, 1)
    assert rows(where, schema.VERSION_TABLE) == [(schema.VERSION,)]


def test_an_older_gradebook_of_whole_points_takes_halves(where):
    make_old(where, "0004")
    with Gradebook.open(where, create=False) as book:
        book.enroll([BEN])
        assert repr(standing(book).maximum) == "10"
        describe(book, maximum=7.5)
        assert standing(book, BEN).maximum == 7.5
        override(book, "*", 7.5, maximum=7.5)
        assert standing(book).overrides[0].maximum == 7.5


def test_a_gradebook_of_the_last_version_before_due_dates_loses_nothing(tmp_path):
    """It was made by that version: four hand-ins, a decision that holds and one taken back."""
    path, script = tmp_path / "gradebook.db", Path(__file__).with_name("schema_0006.sql")
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.executescript(script.read_text(encoding="utf-8"))
        names = old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    before = {name: rows(path, name) for (name,) in names if name != schema.VERSION_TABLE}
    with Gradebook.open(path, create=False) as book:
        counted = {s.student.key: (s.status, s.earned, s.attempts) for s in book.standings("hw1")}
        assert counted == {
            "ada": ("graded", 8, 2),
            "ben": ("graded", 3, 1),
            "dan": ("unreadable", None, 1),
            "eve": ("missing", None, 0),
        }
        assert [book.counts(name) for name in ("hw1", "hw2")] == ["last", "best"]
        assert book.actions() == []
    for name, former in before.items():
        now = rows(path, name)
        assert [row[: len(old)] for row, old in zip(now, former, strict=True)] == former
    with contextlib.closing(sqlite3.connect(path)) as new:
        assert new.execute("PRAGMA foreign_key_check").fetchall() == []
        assert new.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_processes_may_open_an_older_gradebook_at_once(where):
    make_old(where)
    with writer(where, 0, 5) as first, writer(where, 5, 10) as second:
        begin(first)
        begin(second)
        assert numbers(first) + numbers(second) == list(range(10))
    with Gradebook.open(where, create=False) as book:
        assert standing(book).earned == 7
        assert len(list(book.standings("hw1"))) == 11


def test_many_processes_may_make_a_gradebook_at_once(where):
    with contextlib.ExitStack() as stack:
        writers = [stack.enter_context(writer(where, n, n + 1)) for n in range(4)]
        for process in writers:
            begin(process)
        assert [numbers(process) for process in writers] == [[0], [1], [2], [3]]


def test_migrating_ends_at_the_tables_that_the_queries_name(where):
    make_old(where, schema.VERSION)

    def differences(connection):
        options = {"compare_type": True, "version_table": schema.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, schema.tables)

    def columns(connection):
        return {
            name: [column["name"] for column in inspect(connection).get_columns(name)]
            for name in schema.views.tables
        }

    with database(where) as opened:
        assert opened.read(differences) == []
        views = {name: list(table.columns.keys()) for name, table in schema.views.tables.items()}
        assert opened.read(columns) == views


def test_a_new_file_is_what_all_steps_make_of_an_empty_one(tmp_path):
    """After another step the file is to be recorded anew: the assertion shows what is to be in."""
    stepped, new = tmp_path / "stepped.db", tmp_path / "new.db"
    make_old(stepped, schema.VERSION)
    with contextlib.closing(sqlite3.connect(stepped)) as made:
        assert LAST_STEP.read_text("utf-8") == BETWEEN.join(statements(made))
    with Gradebook.open(new, create=True):
        pass
    with contextlib.closing(sqlite3.connect(new)) as opened:
        assert BETWEEN.join(statements(opened)) == LAST_STEP.read_text("utf-8")


def statements(connection):
    """What makes the tables, views and indexes of a file, and says of what version they are."""
    made = "SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid"
    yield from (sql for (sql,) in connection.execute(made))
    ((version,),) = connection.execute(f"SELECT version_num FROM {schema.VERSION_TABLE}")
    yield f"INSERT INTO {schema.VERSION_TABLE} VALUES ('{version}')"


def test_the_version_that_is_asked_for_is_the_last_step():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.VERSION]


def test_a_newer_schema_asks_for_a_newer_program(where):
    make_old(where, schema.VERSION)
    newer = text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '0999'")
    with database(where) as opened:
        opened.write(lambda connection: connection.execute(newer))
    with pytest.raises(UsageError, match="schema 0999 is newer .* install a newer golden-grader"):
        open_and_close(where)


def test_alembic_is_not_loaded_for_a_current_schema(where):
    assert loads_alembic(where, create=True) == (
        "://" in str(where)
    )  # of a server none is recorded
    assert not loads_alembic(where, create=False)


def loads_alembic(where, *, create):
    """Whether a process that opens a gradebook has Alembic then."""
    code = (
        "import sys; from grader.classroom.gradebook.store import Gradebook\n"
        f"with Gradebook.open(sys.argv[1], create={create}): pass\n"
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(where)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout == "True\n"
