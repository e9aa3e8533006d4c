"""`grade backup` and `grade restore`: what is shown, asked and done."""

import os

import pytest
from click.testing import CliRunner
from support.gradebooks import ADA, BEN, describe, grade

from grader.classroom.gradebook.store import Gradebook
from grader.cli import main


@pytest.fixture
def where(tmp_path):
    with Gradebook.open(tmp_path / "g.db", create=True) as book:
        describe(book)
        grade(book, 3, student=ADA)
    return tmp_path / "g.db"


def run(where, *words):
    done = CliRunner().invoke(main, [*map(str, words), "--gradebook", str(where)])
    return done.exit_code, done.output


def holds(where):
    with Gradebook.open(where, create=False) as book:
        return [entry.student.key for entry in book.standings("hw1")]


def test_it_is_shown_and_nothing_happens_without_yes(where, tmp_path):
    status, output = run(where, "backup", tmp_path / "copy.db")
    assert (status, output.partition(";")[0]) == (
        0,
        f"{tmp_path / 'copy.db'}: 1 students, 1 assignments, 1 attempts, 1 scores",
    )
    with Gradebook.open(where, create=False) as book:
        grade(book, 1, student=BEN)
    status, output = run(where, "restore", tmp_path / "copy.db")
    assert status == 4
    assert [*map(str.split, output.splitlines())][2] == ["students", "2", "1"]
    assert "nothing was changed; --yes does it" in output
    assert holds(where) == ["ada", "ben"]
    status, output = run(where, "restore", tmp_path / "copy.db", "--yes")
    assert output.endswith(f"{where}: restored; what was there is in {where}.former-1\n")
    assert holds(where) == ["ada"]
    assert holds(f"{where}.former-1") == ["ada", "ben"]


def test_what_is_no_file_is_called_what_it_is(where, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    status, output = run(where, "restore", tmp_path / "pipe")
    assert status == 2
    assert "a pipe or a device, not a file" in output


def test_a_password_is_not_shown(tmp_path, where):
    run(where, "backup", tmp_path / "copy.db")
    place = "postgresql+psycopg://ta:secret@localhost:1/spring?connect_timeout=1"
    for words in (["backup", tmp_path / "new.db"], ["restore", tmp_path / "copy.db"]):
        status, output = run(place, *words)
        assert status == 2
        assert "secret" not in output
        assert "can't be reached" in output
