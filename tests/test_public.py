"""`import grader`: what programs may use, and that it is there at little cost."""

import subprocess
import sys

import pytest
from support.courses import STATS
from support.project import ROOT, TINY

import grader

HEAVY = {"pydantic", "nbformat", "nbconvert", "click", "yaml", "jinja2", "IPython"}


@pytest.fixture
def homework(tmp_path):
    path = tmp_path / "hw.py"
    path.write_text(STATS, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", grader.__all__)
def test_each_public_name_can_be_had(name):
    assert getattr(grader, name) is not None


def test_what_is_public_is_listed_and_nothing_else():
    assert dir(grader) == sorted(grader.__all__)
    assert list(grader.__all__) == sorted(grader.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'grade_all'"):
        _ = grader.grade_all


@pytest.mark.processes
def test_a_file_is_graded(homework):
    report = grader.grade(homework, TINY)
    assert isinstance(report, grader.Report)
    assert (report.earned, report.maximum) == (7, 7)
    assert grader.grade(str(homework), str(TINY)).earned == 7


@pytest.mark.processes
def test_a_program_s_text_is_graded():
    report = grader.grade(STATS, TINY, "stats")
    assert isinstance(report, grader.Report)
    assert (report.earned, report.isolation_warning) == (7, None)


def test_a_file_that_cannot_be_read_is_a_report_that_says_so(tmp_path):
    report = grader.grade(tmp_path / "gone.ipynb", TINY)
    assert report.earned is None
    assert "no such file" in report.notes[0]


@pytest.mark.processes
def test_two_files_are_graded_behind_one_wall(homework, tmp_path):
    other = tmp_path / "other.py"
    other.write_text(STATS.replace("def clip", "def clap"), encoding="utf-8")
    with grader.Grader(TINY) as open_grader:
        first = open_grader.grade(homework)
        wall = open_grader.sandboxes.chosen
        second = open_grader.grade(other)
        assert open_grader.sandboxes.chosen is wall
    assert wall is not None
    assert (first.earned, second.earned) == (7, 5)


def test_an_open_course_serves_many_graders():
    course = grader.open_course(TINY)
    with grader.Grader(course) as first, grader.Grader(course) as second:
        assert first.assignment("stats") is second.assignment("stats")


def test_where_there_is_no_course_that_is_said(tmp_path, monkeypatch, homework):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(grader.GraderError, match=r"no rubric\.yaml in .* or above it"):
        grader.grade(homework)
    with pytest.raises(grader.GraderError, match="no such assignment"):
        grader.Grader(TINY, "unheard")


def run(*arguments, **options):
    environment = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, **options
    )


@pytest.mark.processes
def test_the_package_is_the_command(tmp_path):
    done = run("-m", "grader", "--version", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"golden-grader, version {grader.__version__}\n"


@pytest.mark.processes
def test_importing_the_package_loads_nothing():
    code = "import sys; before = set(sys.modules); import grader; print(*set(sys.modules) - before)"
    loaded = set(run("-S", "-c", code, check=True).stdout.split())
    ours = {name for name in loaded if name.partition(".")[0] == "grader"}
    assert ours == {"grader", "grader.core", "grader.core.version"}
    assert {name.partition(".")[0] for name in loaded - ours} <= sys.stdlib_module_names
    assert not loaded & HEAVY
