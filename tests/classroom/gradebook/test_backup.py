"""A whole gradebook copied and put back: while others write, and killed in the middle."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from sqlalchemy import select
from support.gradebooks import (
    ADA,
    BEN,
    database,
    describe,
    grade,
    kept,
    make_old,
    open_and_close,
    override,
    rows,
    standing,
)
from support.project import ROOT
from support.writers import begin, writer

from grader.classroom.gradebook.backup import back_up, count_rows, examine, restore
from grader.classroom.gradebook.schema import tables
from grader.classroom.gradebook.store import Gradebook
from grader.core.errors import GraderError, UsageError
from grader.core.hashing import digest

pytestmark = pytest.mark.database

RESTORER = """
import sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from grader.classroom.gradebook.backup import restore
print("begins", flush=True)
restore(sys.argv[1], Path(sys.argv[2]))
"""


def all_of(where):
    """A hash for each table of all that it holds, the same in either database."""

    def read(connection):
        return {
            name: digest("".join(sorted(map(repr, connection.execute(select(table))))).encode())
            for name, table in tables.tables.items()
        }

    with database(where) as opened:
        return opened.read(read)


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy.db"


def fill(book):
    grade(book, 3, 2, observed=kept(), mistakes=["m1"])
    grade(book, 5, student=BEN)
    override(book, "c0", 4)


def test_a_copy_is_a_gradebook_that_any_command_reads(book, where, copy):
    fill(book)
    held = standing(book)
    made = back_up(where, copy)
    assert made.rows.items() >= {"students": 2, "attempts": 2, "scores": 2, "overrides": 1}.items()
    with Gradebook.open(copy, create=False) as copied:
        assert standing(copied) == held


def test_what_is_put_back_is_what_was_there_and_what_is_there_goes_aside(book, where, copy):
    fill(book)
    before = all_of(where)
    back_up(where, copy)
    grade(book, 1, content="B", minute=9)
    override(book, "c1", 0)
    after = all_of(where)
    former = restore(where, copy)
    assert all_of(where) == before
    assert all_of(former) == after
    # Whoever has it open goes on, and nothing new takes the number of what was there.
    grade(book, 4, content="C", minute=12)
    assert standing(book).attempts == 2


def test_a_second_former_gradebook_takes_no_place_of_the_first(book, where, copy):
    back_up(where, copy)
    first, second = restore(where, copy), restore(where, copy)
    assert first.name.endswith(".former-1")
    assert second.name.endswith(".former-2")


def test_a_copy_becomes_a_gradebook_where_there_is_none(book, where, copy, tmp_path):
    fill(book)
    back_up(where, copy)
    assert restore(tmp_path / "new.db", copy) is None
    with Gradebook.open(tmp_path / "new.db", create=False) as restored:
        assert standing(restored) == standing(book)


def test_a_server_s_gradebook_moves_into_a_file_and_back(postgresql, tmp_path, copy):
    there, file = postgresql.make_database(), tmp_path / "g.db"
    with Gradebook.open(there, create=True) as book:
        describe(book, maximum=9.5)
        fill(book)
        held = standing(book)
    back_up(there, copy)
    restore(file, copy)
    again, other = tmp_path / "again.db", postgresql.make_database()
    back_up(file, again)
    assert restore(other, again) is None
    with Gradebook.open(other, create=False) as book:
        assert standing(book) == held
        assert grade(book, 1, student=BEN, content="D", minute=3) == 3


def test_a_file_that_is_there_is_never_written_over(book, where, copy):
    copy.write_text("notes")
    with pytest.raises(UsageError, match=r"copy.db: is there already; name a new file"):
        back_up(where, copy)
    with pytest.raises(UsageError, match="its folder does not exist"):
        back_up(where, copy.parent / "gone" / "copy.db")
    assert copy.read_text() == "notes"


def test_only_who_made_a_copy_reads_it(book, where, copy):
    back_up(where, copy)
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in copy.parent.iterdir() if p.name.startswith((".", "copy"))) == [
        "copy.db"
    ]


def test_a_copy_that_was_changed_is_not_put_back(book, where, copy):
    fill(book)
    back_up(where, copy)
    with contextlib.closing(sqlite3.connect(copy)) as file, file:
        file.execute("UPDATE scores SET earned = 10")
    before = all_of(where)
    for work in (lambda: examine(copy), lambda: restore(where, copy)):
        with pytest.raises(UsageError, match=r"copy.db: it holds something else than when it was"):
            work()
    assert all_of(where) == before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        pytest.param(
            "CREATE TRIGGER gift AFTER INSERT ON actions BEGIN UPDATE scores SET earned = 10; END",
            "copy.db: its trigger 'gift' is no gradebook's",
            id="a trigger",
        ),
        pytest.param(
            "DROP VIEW hidden; CREATE VIEW hidden AS SELECT 0 AS student_id, 0 AS action_id",
            "copy.db: its view 'hidden' is no gradebook's",
            id="a view of another kind",
        ),
    ],
)
def test_a_copy_that_would_change_what_counts_is_not_put_back(
    book, where, copy, statement, message
):
    fill(book)
    back_up(where, copy)
    with contextlib.closing(sqlite3.connect(copy)) as file:
        file.executescript(statement)
    before = all_of(where)
    for work in (lambda: examine(copy), lambda: restore(where, copy)):
        with pytest.raises(UsageError, match=message):
            work()
    assert all_of(where) == before


def test_a_damaged_copy_is_not_put_back(book, where, copy):
    fill(book)
    back_up(where, copy)
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\x55" * 8192
    copy.write_bytes(content)
    with pytest.raises(GraderError, match="copy.db: .*damaged"):
        restore(where, copy)
    copy.write_bytes(b"PK" + bytes(5000))
    with pytest.raises(UsageError, match="copy.db: no SQLite file"):
        restore(where, copy)


def test_another_database_is_not_put_back_nor_written_over(book, where, tmp_path, copy):
    other = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(other)) as file, file:
        file.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(UsageError, match="other.db: no gradebook"):
        restore(where, other)
    back_up(where, copy)
    with pytest.raises(UsageError, match="other.db: it holds other tables"):
        restore(other, copy)
    assert rows(other, "birds") == []


def test_a_copy_made_by_hand_is_put_back_and_nothing_tells_that_it_is_whole(book, where, tmp_path):
    with Gradebook.open(tmp_path / "plain.db", create=True) as plain:
        describe(plain)
        fill(plain)
    assert examine(tmp_path / "plain.db").made_at is None
    restore(where, tmp_path / "plain.db")
    assert standing(book).earned == 6


def test_a_gradebook_of_an_older_program_is_copied_as_it_is_and_put_back(tmp_path, where, copy):
    old = tmp_path / "old.db"
    make_old(old)
    assert back_up(old, copy).version == "0001"
    assert rows(old, "gradebook_version") == [("0001",)]
    restore(where, copy)
    assert rows(where, "scores", "earned") == [(7,)]
    open_and_close(where)


def test_a_copy_of_a_newer_program_is_refused(book, where, copy):
    back_up(where, copy)
    with contextlib.closing(sqlite3.connect(copy)) as file, file:
        file.execute("UPDATE gradebook_version SET version_num = '9999'")
    with pytest.raises(UsageError, match=r"copy.db: its schema 9999 is newer"):
        restore(where, copy)


def test_nothing_is_put_back_while_a_batch_is_at_work(book, where, copy):
    fill(book)
    back_up(where, copy)
    before = all_of(where)
    key = digest(b"work")
    assert book.claims.take(key)
    with pytest.raises(UsageError, match="a batch is at work in it; wait until that has ended"):
        restore_beside(where, copy)
    book.claims.release(key)
    restore_beside(where, copy)
    assert all_of(where) == before


def restore_beside(where, copy):
    """Put a copy back in a process of its own: locks are a process's."""
    with restorer(where, copy) as process:
        _, errors = process.communicate()
    if process.returncode:
        raise UsageError(errors.splitlines()[-1])


@contextlib.contextmanager
def restorer(where, copy):
    command = [sys.executable, "-c", RESTORER.format(root=str(ROOT)), str(where), str(copy)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_damaged_gradebook_is_replaced_and_kept(tmp_path, copy):
    where = tmp_path / "g.db"
    with Gradebook.open(where, create=True) as book:
        describe(book)
        fill(book)
    back_up(where, copy)
    content = bytearray(where.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    where.write_bytes(content)
    former = restore(where, copy)
    assert former.read_bytes()[4096:8192] == b"\x55" * 4096
    with Gradebook.open(where, create=False) as book:
        assert standing(book).earned == 6


def test_a_copy_made_while_others_write_is_of_one_moment(where, tmp_path):
    with writer(where, 0, 100_000) as process:
        begin(process)
        process.stdout.readline()
        recorded, made = 0, []
        for number in range(5):
            made.append(back_up(where, tmp_path / f"{number}.db"))
            recorded = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    sizes = [each.rows["attempts"] for each in made]
    assert sizes == sorted(sizes)
    assert sizes[-1] <= recorded + 1000
    for number, each in enumerate(made):
        copied = tmp_path / f"{number}.db"
        assert examine(copied) == each
        # A student, an attempt, a score, two criteria and a mistake are written one after another.
        scored = {id for (id,) in rows(copied, "scores", "attempt_id")}
        assert len(scored) == each.rows["scores"] == each.rows["mistakes"]
        assert each.rows["criteria"] == 2 * each.rows["scores"]


def test_killed_while_putting_back_it_is_the_former_or_the_new(where, tmp_path, copy):
    with Gradebook.open(where, create=True) as book:
        describe(book)
        for number in range(40):
            document = os.urandom(200_000)  # so that it takes a moment
            grade(book, 1, content=f"c{number}", minute=number, observed=kept(document=document))
        back_up(where, copy)
        grade(book, 5, content="new", minute=50)
    states = {str(all_of(copy)): "copy", str(all_of(where)): "former"}
    outcomes = []
    for delay in [0.0, 0.02, 0.05, 0.1, 0.2, 0.4, None]:
        with restorer(where, copy) as process:
            process.stdout.readline()
            if delay is None:
                process.communicate()
            else:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
        outcomes.append(states[str(all_of(where))])
        open_and_close(where)
    assert outcomes[0] == "former"
    assert outcomes[-1] == "copy"
    assert "copy" not in outcomes[: outcomes.index("copy")]


def test_killed_while_copying_there_is_no_copy(book, where, copy, monkeypatch):
    fill(book)

    def fails(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.classroom.gradebook.backup.seal", fails)
    with pytest.raises(KeyboardInterrupt):
        back_up(where, copy)
    assert not copy.exists()


def test_a_record_of_a_server_s_that_cannot_be_read_is_not_copied_as_something_else(
    postgresql, copy
):
    where = postgresql.make_database()
    with Gradebook.open(where, create=True) as book:
        describe(book)
        book.enroll([ADA])
    with database(where) as opened:
        odd = "UPDATE students SET ids = '[1]'"
        opened.write(lambda connection: connection.exec_driver_sql(odd))
    with pytest.raises(GraderError, match="a record in students can't be read"):
        back_up(where, copy)
    assert not copy.exists()


def test_what_is_there_is_counted_also_where_there_is_nothing(book, where, tmp_path):
    fill(book)
    assert count_rows(where)["scores"] == 2
    assert count_rows(tmp_path / "gone.db") == {}
