"""A picture that is declared wrong: its author is told, and no student lacks a page for it."""

import shutil

import pytest
from support.courses import change
from support.project import CHECKED, run_grade

from grader.authoring.goldens import record
from grader.core.errors import RubricError
from grader.course.find import find_course
from grader.kit.build import make_for_students

FAULT = "no visible probe is named 'middle:od'; did you mean 'middle:odd'?"
LACKS = "the page lacks "

pytestmark = pytest.mark.walls


def silent(text):
    pass


@pytest.fixture
def course(tmp_path):
    root = shutil.copytree(CHECKED, tmp_path / "course")
    declared = '    pictures: [{kind: plots, title: Points, probe: "middle:od"}]\n    criteria:'
    change(root / "rubric.yaml", "    criteria:", declared)
    return root


def test_no_golden_is_recorded_for_it(course):
    before = (course / "assignments/stats/golden.json").read_bytes()
    with pytest.raises(RubricError, match="no visible probe is named 'middle:od'"):
        record(find_course(course, course), "stats", None, silent)
    assert (course / "assignments/stats/golden.json").read_bytes() == before


def test_no_kit_is_made_with_it(course):
    whole = find_course(course, course)
    with pytest.raises(RubricError, match="no visible probe is named 'middle:od'"):
        make_for_students(whole, whole.assignment("stats"), silent)


@pytest.mark.parametrize("is_kit", [False, True], ids=["staff are told", "a student is not"])
def test_a_page_is_made_without_it(course, tmp_path, is_kit):
    if is_kit:
        shutil.rmtree(course / "reference")
    page = tmp_path / "page.html"
    words = ["--course", str(course), "--html", str(page)]
    result = run_grade(str(course / "assignments/stats/example.py"), *words)
    assert "5 of 5 points" in page.read_text(encoding="utf-8")
    lines = [line for line in result.stderr.splitlines() if LACKS in line]
    assert len(lines) == (not is_kit)
    assert all(FAULT in line for line in lines)
    assert result.returncode == 0


def test_a_class_has_its_pages_without_it_and_staff_are_told_once(course, tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ann", "bob"):
        shutil.copy(course / "assignments/stats/example.py", folder / f"{name}.py")
    place = ["--course", str(course), "--gradebook", str(tmp_path / "book.db")]
    run_grade("batch", str(folder), "--assignment", "stats", *place)
    result = run_grade("report", "--out", str(tmp_path / "pages"), *place)
    assert len(list((tmp_path / "pages/students").glob("*.html"))) == 2
    (line,) = (line for line in result.stderr.splitlines() if LACKS in line)
    assert line.startswith("ann, bob: ")
    assert FAULT in line
    assert result.returncode == 0
