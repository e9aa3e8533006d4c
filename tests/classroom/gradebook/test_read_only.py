"""Files that can't be written: full, read-only, locked."""

import contextlib
import os
import shutil
import subprocess
import sys
import time

import pytest
from support.gradebooks import (
    BEN,
    EVE,
    Impatient,
    describe,
    grade,
    kept,
    make_old,
    open_and_close,
    standing,
)

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.core.errors import GraderError

pytestmark = pytest.mark.database


@contextlib.contextmanager
def mounted_at(place, *what):
    """Something seen at another place, as only root can arrange it."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    options = what if len(what) > 1 else ("--bind", *what)
    done = subprocess.run(["mount", *options, place], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@contextlib.contextmanager
def mounted(folder, *options):
    """A small file system of its own."""
    folder.mkdir(exist_ok=True)
    with mounted_at(folder, "-t", "tmpfs", "-o", ",".join(options), "tmpfs"):
        yield folder


def make_read_only(folder):
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


def fill_disk(book, recorded):
    for n in range(1000):
        document = os.urandom(20_000)
        grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}", document=document))
        recorded.append(f"s{n}")


def test_a_full_disk_is_said_and_costs_nothing_that_was_recorded(tmp_path):
    with mounted(tmp_path / "small", "size=2m") as folder:
        ballast = folder / "ballast"
        with Impatient.open(folder / "g.db", create=True) as book:
            describe(book)
            ballast.write_bytes(bytes(1_000_000))
            recorded = []
            with pytest.raises(GraderError, match=r"g.db: its disk is full; make room"):
                fill_disk(book, recorded)
            listed = [standing for standing in book.standings("hw1") if standing.status == "graded"]
            assert sorted(standing.student.key for standing in listed) == sorted(recorded)
            assert len(recorded) > 5
            ballast.unlink()
            grade(book, 3, student=EVE, observed=kept("more", document=os.urandom(20_000)))
            assert standing(book, EVE).earned == 3


def test_a_read_only_folder_can_be_read_but_not_written(tmp_path):
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        with Gradebook.open(folder / "g.db", create=True) as book:
            describe(book)
            grade(book, 4)
        make_read_only(folder)
        with Gradebook.open(folder / "g.db", create=False) as book:
            assert standing(book).earned == 4
            assert book.statistics("hw1").statuses == {"graded": 1}
            with pytest.raises(GraderError, match=r"g.db: read-only; make the file"):
                grade(book, 1, student=BEN)
        with pytest.raises(GraderError, match="read-only|can't be opened"):
            open_and_close(folder / "new.db", create=True)


def test_a_file_in_a_read_only_folder_can_be_read_though_it_could_be_written(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        describe(book)
        grade(book, 4)
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        (folder / "g.db").touch()
        make_read_only(folder)
        with mounted_at(folder / "g.db", path), Gradebook.open(folder / "g.db", create=False) as it:
            assert standing(it).earned == 4
            with pytest.raises(GraderError, match=r"g.db: read-only"):
                grade(it, 1, student=BEN)


def test_a_read_only_file_can_be_read_while_its_owner_writes(tmp_path):
    path = tmp_path / "g.db"
    view = tmp_path / "view"
    view.mkdir()
    with Gradebook.open(path, create=True) as owner, mounted_at(view, tmp_path):
        describe(owner)
        grade(owner, 4)
        subprocess.run(["mount", "-o", "remount,bind,ro", view], check=True)
        with Gradebook.open(view / "g.db", create=False) as reader:
            assert standing(reader).earned == 4
            grade(owner, 5, content="B", minute=1)
            assert standing(reader).earned == 5
            with pytest.raises(GraderError, match="read-only"):
                grade(reader, 1, content="B", minute=1)


def test_entries_that_are_still_in_the_log_are_not_passed_over(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        describe(book)
        grade(book, 4)
        with mounted(tmp_path / "shelf", "size=4m") as folder:
            for name in ("g.db", "g.db-wal"):
                shutil.copy(tmp_path / name, folder)
            make_read_only(folder)
            with pytest.raises(GraderError, match="its last entries are still in g.db-wal"):
                open_and_close(folder / "g.db")


def test_an_older_schema_that_is_read_only_says_so(tmp_path):
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        make_old(folder / "g.db")
        make_read_only(folder)
        with pytest.raises(GraderError, match="schema 0001 is older than .* read-only"):
            open_and_close(folder / "g.db")


def test_a_file_locked_by_another_process_is_said_after_waiting_and_can_be_read(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        describe(book)
        grade(book, 4)
    code = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    code += "d.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.readline()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code, path], text=True, **pipes) as holder:
        assert holder.stdout.readline() == "locked\n"
        with Impatient.open(path, create=False) as book:
            start = time.monotonic()
            with pytest.raises(GraderError, match=r"g.db: locked by another process; wait until"):
                grade(book, 5, content="B", minute=1)
            assert time.monotonic() - start >= Impatient.patience.lock_seconds
            assert standing(book).earned == 4
            holder.communicate("\n")
            grade(book, 5, content="B", minute=1)
            assert standing(book).earned == 5
