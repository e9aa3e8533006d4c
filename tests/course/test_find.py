"""Which folder is the course: never one that was handed in."""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.desk import GRADE
from support.project import ROOT, TINY
from support.traps import plain_environment

from grader.api import Grader, open_course
from grader.cli import main
from grader.core.errors import UsageError
from grader.course.find import find_course
from grader.kit.wheel import engine_files

WITHIN = "lies in the folder of what is graded"
MARK = "import pathlib\npathlib.Path({!r}).touch()\n"


def lay_course(folder):
    """A course whose probes leave a mark when they are loaded."""
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    probes, mark = folder / "assignments/stats/probes.py", folder / "mark"
    probes.write_text(MARK.format(str(mark)) + probes.read_text())
    return mark


@pytest.fixture
def evil(tmp_path, monkeypatch):
    """A submission with a course in it, in which somebody stands; the mark of its probes."""
    mark = lay_course(tmp_path / "subs" / "mallory")
    (tmp_path / "subs" / "mallory" / "hw.py").write_text("x = 1\n")
    (tmp_path / "subs" / "alice.py").write_text("x = 1\n")
    monkeypatch.chdir(tmp_path / "subs" / "mallory")
    return mark


def test_a_course_within_another_is_not_taken_unnamed(evil, tmp_path):
    shutil.copy(TINY / "rubric.yaml", tmp_path)
    with pytest.raises(UsageError, match=r"mallory: a course within another, .*--course DIR"):
        open_course()
    assert open_course(".").root == evil.parent
    assert open_course(tmp_path).root == tmp_path


@pytest.mark.processes
@pytest.mark.parametrize("file", ["hw.py", "../mallory/hw.py", "../alice.py"])
def test_nor_is_a_course_in_the_folder_of_what_is_graded(file, evil):
    with Grader() as grader:
        report = grader.grade(file)
    assert WITHIN in report.notes[0]
    assert (report.exit_code, report.earned) == (2, None)
    assert not evil.exists()
    with Grader(".") as grader:  # named, it is the course, and its probes are run
        grader.grade(file)
    assert evil.exists()


@pytest.mark.parametrize("source", [".", "..", "../../subs", "hw.py"])
def test_nor_in_a_folder_of_hand_ins(source, evil):
    with pytest.raises(UsageError, match=WITHIN):
        open_course().refuse_within(Path(source))


def test_a_batch_of_such_a_folder_does_nothing(evil):
    done = CliRunner().invoke(main, ["batch", ".", "--gradebook", "book.db"])
    assert done.exit_code == 2
    assert WITHIN in done.output
    assert not evil.exists()
    assert not Path("book.db").exists()


@pytest.mark.parametrize("source", ["subs", "subs/alice.py", "subs.zip", "assignments/stats/hw.py"])
def test_a_course_above_what_is_graded_is_taken(source, tmp_path, monkeypatch):
    shutil.copytree(TINY, tmp_path / "course")
    for name in (source, "subs.zip"):
        path = tmp_path / "course" / name
        path.parent.mkdir(exist_ok=True)
        path.touch() if path.suffix else path.mkdir()
    monkeypatch.chdir(tmp_path / "course")
    course = open_course()
    assert course.is_found
    course.refuse_within(Path(source))


def test_a_link_is_followed_to_where_the_file_lies(evil, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "subs")
    with pytest.raises(UsageError, match=WITHIN):
        find_course(None, Path.cwd()).refuse_within(tmp_path / "link" / "alice.py")


@pytest.mark.processes
@pytest.mark.parametrize("place", [".", "assignments/perceptron"])
def test_in_a_student_s_copy_all_is_the_student_s_own(place, tmp_path):
    """A kit, and the grader as it is in one; the file lies wherever its student put it."""
    for name, raw in engine_files().items():
        path = tmp_path / "python" / "grader" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    kit = tmp_path / "kit"
    shutil.copytree(ROOT / "assignments", kit / "assignments")
    shutil.copy(ROOT / "rubric.yaml", kit)
    shutil.copy(ROOT / "assignments/perceptron/example.ipynb", kit / place / "hw.ipynb")
    done = subprocess.run(
        [*GRADE, "hw.ipynb"],
        cwd=kit / place,
        env={**plain_environment(), "PYTHONPATH": str(tmp_path / "python")},
        capture_output=True,
        text=True,
    )
    assert "43/43" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1].endswith(f" in {kit}")
