"""Which places are gradebooks, what is said of the others, and what stays behind."""

import contextlib
import os
import socket
import sys
import time

import pytest
from sqlalchemy import inspect, text
from support.gradebooks import database, describe, grade, make_old, open_and_close

from grader.classroom.gradebook.store import Gradebook
from grader.core.errors import GraderError, UsageError


def test_an_absent_file_is_not_made_unless_asked(tmp_path):
    with pytest.raises(UsageError, match=r"g.db: there is no gradebook"):
        open_and_close(tmp_path / "g.db")
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_new_gradebook_is_nobody_elses_to_read(tmp_path):
    before = os.umask(0)
    try:
        with Gradebook.open(tmp_path / "g.db", create=True) as book:
            describe(book)
            rights = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert rights.pop("g.db") == 0o600
    assert set(rights.values()) == {0o600}  # its log and index


def test_an_empty_database_is_no_gradebook_unless_asked(where):
    if "://" not in str(where):
        where.touch()
    with pytest.raises(UsageError, match="it is empty, so no gradebook"):
        open_and_close(where)
    open_and_close(where, create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_others_is_left_alone(where, create):
    with database(where, create=True) as opened:
        opened.write(lambda connection: connection.execute(text("CREATE TABLE theirs (a INT)")))
    with pytest.raises(UsageError, match="it holds other tables, so it is no gradebook"):
        open_and_close(where, create=create)
    with database(where) as opened:
        assert opened.read(lambda connection: inspect(connection).get_table_names()) == ["theirs"]


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_not_a_database_is_left_alone(tmp_path, create):
    path = tmp_path / "hw.ipynb"
    path.write_text('{"cells": []}' * 500)
    with pytest.raises(UsageError, match=r"hw.ipynb: no SQLite file, so no gradebook"):
        open_and_close(path, create=create)
    assert path.read_text() == '{"cells": []}' * 500


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "g.db"
    open_and_close(path, create=True)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(GraderError, match=r"g.db: damaged; put back a copy"):
        open_and_close(path)


def test_a_folder_is_no_gradebook(tmp_path):
    with pytest.raises(UsageError, match="a folder, not a gradebook; name a file in it"):
        open_and_close(tmp_path, create=True)


def test_a_folder_that_is_absent_is_not_made(tmp_path):
    with pytest.raises(UsageError, match="its folder does not exist"):
        open_and_close(tmp_path / "absent" / "g.db", create=True)


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?#.db", "ä.db"])
def test_any_file_name_will_do(tmp_path, name):
    open_and_close(tmp_path / name, create=True)
    open_and_close(f"sqlite:///{tmp_path / 'plain'}.db", create=True)
    assert {path.name for path in tmp_path.iterdir()} == {name, "plain.db"}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://tess:s3cret@127.0.0.1:{port}/db", id="nobody listens"),
        pytest.param("postgresql+psycopg://tess:s3@cret@localhost:{port}/db", id="with an @"),
        pytest.param("postgresql://localhost:{port}/db?password=s3cret", id="in the query"),
        pytest.param("postgresql://tess:s3cret@host.invalid/db", id="no such host"),
        pytest.param("postgresql://tess:s3cret@127.0.0.1:{port}/db?nonsense=1", id="odd option"),
        pytest.param("postgresql://tess:s3cret@127.0.0.1:port/db", id="no port"),
        pytest.param("mysql://tess:s3cret@127.0.0.1:{port}/db", id="another database"),
        pytest.param("sqlite://", id="no file"),
    ],
)
def test_a_url_that_leads_nowhere_is_said_at_once_in_one_line_without_its_password(url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    start = time.monotonic()
    with pytest.raises(UsageError) as caught:
        open_and_close(url.replace("{port}", str(port)), Gradebook, create=True)
    assert time.monotonic() - start < 30
    shown = str(caught.value)
    assert "\n" not in shown
    assert "cret" not in shown
    assert "tess" not in shown or "user" in shown
    assert ";" in shown


def test_a_missing_database_is_said_with_its_name(postgresql):
    with pytest.raises(UsageError, match=r'can\'t be reached .*database "absent" does not exist'):
        open_and_close(postgresql.url("absent"), create=True)


def test_a_missing_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"pip install 'golden-grader\[postgresql\]'"):
        open_and_close("postgresql://localhost/db")


def test_nothing_stays_open_when_a_gradebook_is_closed(where):
    descriptors = len(os.listdir("/proc/self/fd"))
    with contextlib.suppress(ZeroDivisionError), Gradebook.open(where, create=True) as book:
        describe(book)
        grade(book, 1)
        next(book.standings("hw1"))
        1 / 0  # noqa: B018
    assert len(os.listdir("/proc/self/fd")) == descriptors
    if "://" not in str(where):
        assert [path.name for path in where.parent.iterdir()] == ["gradebook.db"]


def test_nothing_stays_open_when_a_gradebook_is_refused(where):
    make_old(where)
    descriptors = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UsageError):
        open_and_close(f"{where}x")
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_what_is_recorded_is_on_the_disk_before_it_is_said(tmp_path):
    with Gradebook.open(tmp_path / "g.db", create=True) as book:
        pragmas = ("synchronous", "foreign_keys", "journal_mode")

        def ask(connection):
            return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]

        assert book._database.read(ask) == [2, 1, "wal"]
