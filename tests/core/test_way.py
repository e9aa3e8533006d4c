"""Whose a path is: no link of a hand-in's is followed, and those of the user and the system are."""

import contextlib
import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from support.project import TINY

from grader.api import Grader
from grader.core.result import Status
from grader.core.way import Way, way_to
from grader.jupyter import JUPYTER, check
from grader.reports.page import render

CODE = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": "x"}
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [CODE]}
ALICE = "# alice's\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder of hand-ins to work in; it has links above it, as home folders have."""
    real = tmp_path / "disk" / "hand-ins"
    for student in ("alice", "mallory"):
        (real / student).mkdir(parents=True)
    (real / "alice" / "hw.py").write_text(ALICE)
    (tmp_path / "home").symlink_to("disk")
    monkeypatch.chdir(tmp_path / "home" / "hand-ins")
    monkeypatch.setenv("PWD", str(tmp_path / "home" / "hand-ins"))
    return tmp_path / "home" / "hand-ins"


def lay(path, target):
    path.symlink_to(target)
    return path


LINKS = [
    pytest.param("mallory/hw.py", "mallory/hw.py", "../alice/hw.py", id="the file itself"),
    pytest.param("mallory/hw/hw.py", "mallory/hw", "../alice", id="the folder that it is in"),
    pytest.param("mallory/x/alice/hw.py", "mallory/x", "..", id="a folder further up"),
    pytest.param("mallory/x/alice/hw.py", "mallory/x", "/proc/self/cwd", id="a link of /proc"),
    pytest.param("mallory/x/../alice/hw.py", "mallory/x", "../alice", id="a folder left again"),
    pytest.param("../hand-ins/mallory/hw.py", "mallory/hw.py", "../alice/hw.py", id="by a detour"),
]


@pytest.mark.parametrize("spelt", ["relative", "absolute", "really"])
@pytest.mark.parametrize(("path", "link", "target"), LINKS)
def test_a_link_below_the_folder_where_the_user_is_is_found(desk, path, link, target, spelt):
    lay(desk / link, target)
    above = {"relative": Path(), "absolute": desk, "really": Path.cwd()}[spelt]
    found = way_to(above / path).find_link()
    assert found.samefile(desk / link)
    assert found.is_symlink()


@pytest.mark.parametrize("path", ["alice/hw.py", "./alice/hw.py", "../hand-ins/alice/hw.py"])
def test_links_above_it_are_the_users_own(desk, path):
    for above in (Path(), desk, Path.cwd()):
        way = way_to(above / path)
        assert way.find_link() is None
        with way.open() as file:
            assert file.read() == ALICE.encode()


def test_links_above_the_home_folder_and_above_a_folder_that_is_named_are_no_crime(
    desk, tmp_path, monkeypatch
):
    monkeypatch.chdir("/")
    monkeypatch.setenv("PWD", "/")
    assert way_to(desk / "alice/hw.py").find_link() == tmp_path / "home"
    assert way_to(desk / "alice/hw.py", [desk]).find_link() is None
    monkeypatch.setenv("HOME", str(desk.parent))
    assert way_to(desk / "alice/hw.py").find_link() is None


def test_what_stands_at_the_very_top_is_the_systems(monkeypatch):
    monkeypatch.setattr(os.path, "islink", lambda path: str(path) in {"/tmp", "/tmp/mallory"})
    assert way_to(Path("/tmp/alice/hw.py")).find_link() is None
    assert way_to(Path("/tmp/mallory/hw.py")).find_link() == Path("/tmp/mallory")


def test_a_folder_that_is_named_is_meant_as_it_is_spelt(desk):
    """A link that leads to the course, or to one's home, is no such folder."""
    lay(desk / "mallory/x", desk)
    assert way_to(desk / "mallory/x/alice/hw.py", [desk / "alice"]).find_link()


@pytest.mark.parametrize(
    ("path", "link", "target"),
    [("mallory/hw.py",) * 2 + ("../alice/hw.py",), ("mallory/hw/hw.py", "mallory/hw", "../alice")],
)
def test_what_became_a_link_after_it_was_looked_at_is_not_opened(desk, path, link, target):
    (desk / path).parent.mkdir(exist_ok=True)
    (desk / path).write_text("# mallory's\n")
    way = way_to(Path(path))
    assert way.find_link() is None
    (desk / link).rename(desk / "away")
    lay(desk / link, target)
    with pytest.raises(OSError, match=r"symbolic|directory"):
        way.open()
    assert way.path.read_text() == ALICE  # so it leads there, where links are followed


def test_a_folder_that_is_ever_a_link_and_not_never_shows_what_it_leads_to(desk):
    (desk / "mallory/real").mkdir()
    (desk / "mallory/real/hw.py").write_text("# mallory's\n")
    lay(desk / "mallory/link", "../alice")
    done = threading.Event()

    def swap():
        turn, other = desk / "mallory/hw", desk / "mallory/other"
        while not done.is_set():
            for name in ("real", "link"):
                (desk / "mallory" / name).rename(turn)
                turn.rename(other)
                other.rename(desk / "mallory" / name)

    swapping = threading.Thread(target=swap)
    swapping.start()
    followed, opened = set(), set()
    try:
        for _ in range(3000):
            with contextlib.suppress(OSError):
                followed.add((desk / "mallory/hw/hw.py").read_text())
            with contextlib.suppress(OSError), Way(desk, ("mallory", "hw", "hw.py")).open() as file:
                opened.add(file.read().decode())
    finally:
        done.set()
        swapping.join()
    assert ALICE not in opened
    assert ALICE in followed or not followed


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_not_waited_for(desk, make):
    make("mallory/hw.py")
    with pytest.raises(IsADirectoryError):
        way_to(Path("mallory/hw.py")).open()


def test_no_descriptor_stays_open(desk):
    lay(desk / "mallory/hw", "../alice")
    before = os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []
    for _ in range(5):
        with contextlib.suppress(OSError):
            way_to(Path("mallory/hw/hw.py")).open()
        way_to(Path("alice/hw.py")).open().close()
    assert (os.listdir("/proc/self/fd") if before else []) == before


# The doors.

RIGHT = "def median(values): return sorted(values)[len(values) // 2]\n"


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A course with a right program of staff's own, a student's folder, and somebody at work."""
    root = tmp_path / "course"
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "assignments/stats/hw.py").write_text(RIGHT)
    (root / "mallory").mkdir()
    monkeypatch.chdir(root)
    return root


@pytest.mark.processes
@pytest.mark.parametrize("link", ["mallory/hw.py", "mallory/hw"])
def test_a_link_to_an_own_file_is_no_own_file(tiny, link):
    """Else a hand-in would be the staff's: earn its points, and run behind the weakest wall."""
    own = tiny / "assignments/stats/hw.py"
    lay(tiny / link, own if link.endswith(".py") else own.parent)
    path = Path(link if link.endswith(".py") else f"{link}/hw.py")
    assert path.read_text() == RIGHT
    with Grader(tiny, "stats") as grader:
        assert grader.grade(own).status is Status.GRADED
        for spelt in (path, tiny / path):
            report = grader.grade(spelt)
            assert report.status is Status.REFUSED
            assert f"'{Path(link).name}' is a link" in report.notes[0]


@pytest.mark.processes
def test_a_page_shows_nothing_of_what_a_link_leads_to(tiny):
    lay(tiny / "mallory/hw", tiny / "reference/stats")
    for page in ("refused", "followed"):
        name = Path("mallory/hw/cases.py" if page == "refused" else "reference/stats/cases.py")
        with Grader(tiny, "stats") as grader:
            html = render(grader.page(grader.grade_file(name)))
        assert ("CASES" in html) is (page == "followed")


@pytest.mark.processes
def test_a_course_may_be_reached_through_a_link_and_hold_one(tiny, tmp_path, monkeypatch):
    (tiny / "assignments").rename(tmp_path / "shared")
    lay(tiny / "assignments", tmp_path / "shared")
    lay(tmp_path / "now", tiny)
    monkeypatch.chdir("/")
    with Grader(tmp_path / "now", "stats") as grader:
        assert grader.grade(tmp_path / "now/assignments/stats/hw.py").status is Status.GRADED


@pytest.mark.processes
def test_a_magic_refuses_a_link_and_finds_a_notebook_by_another_name_of_its_folder(
    tiny, monkeypatch
):
    lay(tiny / "mallory/hw.py", "../assignments/stats/hw.py")
    assert "is a link" in check("mallory/hw.py", course=tiny, assignment="stats").text
    lay(tiny / "mine", "mallory")
    (tiny / "mallory/own.ipynb").write_text(json.dumps(NOTEBOOK))
    monkeypatch.chdir(tiny / "mine")
    monkeypatch.setenv(JUPYTER, str(tiny / "mine/own.ipynb"))
    monkeypatch.setenv("PWD", "/")
    assert check(course=tiny, assignment="stats").report.status is Status.GRADED
