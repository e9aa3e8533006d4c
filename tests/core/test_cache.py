"""What is kept for the next command: taken only where it is certain, and never missed."""

import os
import subprocess
import sys

import pytest
from support.project import ROOT

from grader.core import cache

KEY = cache.key_of([b"made of this"])
VALUE = {"a": (1, 2.5, "text", None, True), "b": b"bytes"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="owners and links are POSIX's")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept(home):
    """The one file in which a value is kept."""
    cache.keep("name", KEY, VALUE)
    (path,) = (home / cache.NAME).iterdir()
    assert cache.recall("name", KEY) == VALUE
    return path


def test_what_was_never_kept_is_not_there(home):
    assert cache.recall("name", KEY) is None


def test_another_name_or_another_key_recalls_nothing(kept):
    assert cache.recall("other", KEY) is None
    assert cache.recall("name", cache.key_of([b"made of that"])) is None


def test_bytes_cut_elsewhere_are_other_bytes():
    assert cache.key_of([b"ab", b"c"]) != cache.key_of([b"a", b"bc"])


def test_a_grader_whose_code_was_changed_makes_it_anew(kept, monkeypatch):
    stamps = [*cache.code_stamps()]
    monkeypatch.setattr(cache, "code_stamps", lambda: [(stamps[0][0], (1, 1)), *stamps[1:]])
    cache.own_key.cache_clear()
    changed = cache.key_of([b"made of this"])
    cache.own_key.cache_clear()
    assert changed != KEY


def test_what_is_kept_of_one_name_is_one_file(kept, home):
    cache.keep("name", cache.key_of([b"made of that"]), VALUE)
    assert [*(home / cache.NAME).iterdir()] == [kept]
    assert cache.recall("name", KEY) is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: b"", id="empty"),
        pytest.param(lambda raw: raw[:-1], id="cut"),
        pytest.param(lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), id="one bit is another"),
        pytest.param(lambda raw: raw + b"x", id="longer"),
        pytest.param(lambda raw: b"\0" * len(raw), id="zeros"),
    ],
)
def test_a_broken_file_recalls_nothing_and_is_made_anew(kept, change):
    kept.write_bytes(change(kept.read_bytes()))
    assert cache.recall("name", KEY) is None
    cache.keep("name", KEY, VALUE)
    assert cache.recall("name", KEY) == VALUE


def test_a_value_of_another_type_is_not_kept(home):
    cache.keep("name", KEY, {"a": object()})
    assert cache.recall("name", KEY) is None
    assert [*(home / cache.NAME).iterdir()] == []


@POSIX
def test_a_link_recalls_nothing(kept):
    moved = kept.with_name("elsewhere")
    kept.rename(moved)
    kept.symlink_to(moved)
    assert cache.recall("name", KEY) is None


@POSIX
def test_a_file_of_another_user_recalls_nothing(kept, monkeypatch):
    folder = cache.own_folder()
    monkeypatch.setattr(cache, "own_folder", lambda: folder)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.recall("name", KEY) is None


@POSIX
def test_a_folder_that_others_may_write_into_is_not_used(kept):
    kept.parent.chmod(0o777)
    assert cache.own_folder() is None
    assert cache.recall("name", KEY) is None
    kept.parent.chmod(0o700)
    assert cache.recall("name", KEY) == VALUE


@POSIX
def test_a_folder_of_another_user_is_not_used(kept, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.own_folder() is None


@POSIX
def test_the_folder_is_for_nobody_else(kept):
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_can_not_be_made_is_done_without(tmp_path, home):
    (tmp_path / cache.NAME).write_text("a file")
    cache.keep("name", KEY, VALUE)
    assert cache.recall("name", KEY) is None


@POSIX
def test_a_relative_folder_is_not_taken(monkeypatch, tmp_path):
    # It would be one of the working directory, where hand-ins may lie.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.own_folder() == tmp_path / "home" / ".cache" / cache.NAME


def test_of_many_files_the_oldest_are_removed(home, monkeypatch):
    monkeypatch.setattr(cache, "MOST_FILES", 3)
    for number in range(5):
        cache.keep(str(number), KEY, number)
        os.utime(cache.path_of(home / cache.NAME, str(number)), ns=(number, number))
    assert [cache.recall(str(n), KEY) for n in range(5)] == [None, None, 2, 3, 4]


@pytest.mark.processes
def test_processes_that_write_at_once_leave_a_whole_file(home):
    program = (
        "from grader.core import cache\n"
        "for n in range(200):\n"
        "    cache.keep('name', b'k' * 32, ('x' * 100_000, n))\n"
        "    value = cache.recall('name', b'k' * 32)\n"
        "    assert value and len(value[0]) == 100_000, value\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len([*(home / cache.NAME).iterdir()]) == 1
