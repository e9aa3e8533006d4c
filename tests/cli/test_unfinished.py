"""One unfinished assignment in a rubric stops no other, whichever command is asked."""

import json
import shutil

import pytest
from support.project import TINY, run_grade

from grader import jupyter
from grader.api import Grader, open_course
from grader.core.errors import RubricError, UsageError

pytestmark = pytest.mark.walls
RIGHT = """
def median(values):
    v, n = sorted(values), len(values)
    return v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2

def clip(values, low, high):
    return [min(max(v, low), high) for v in values]
"""
UNFINISHED = "  trees:\n    points: {visible: 5}\n    criteria: TODO\n"
SAID = "rubric.yaml:12:15: assignments.trees.criteria: "
LEFT_OUT = "the assignment 'trees' is left out until it is mended"


@pytest.fixture
def course(tmp_path):
    root = shutil.copytree(TINY, tmp_path / "course")
    with (root / "rubric.yaml").open("a", encoding="utf-8") as rubric:
        rubric.write(UNFINISHED)
    (root / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    return root


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "in" / "stats_jane.py"
    path.parent.mkdir()
    path.write_text(RIGHT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["{file}"], id="grade"),
        pytest.param(["{file}", "--assignment", "stats"], id="grade, with its name"),
        pytest.param(["batch", "{file}", "--assignment", "stats"], id="batch"),
        pytest.param(["golden", "stats"], id="golden"),
        pytest.param(["golden", "stats", "--check"], id="golden --check"),
        pytest.param(["audit", "stats"], id="audit"),
    ],
)
def test_the_other_is_worked_on_and_one_line_is_said(course, file, words):
    words = [word.format(file=file) for word in words]
    done = run_grade(*words, "--course", str(course))
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "trees" in line]
    assert SAID in line
    assert LEFT_OUT in line


@pytest.mark.parametrize("command", ["golden", "audit"])
def test_of_all_the_others_are_worked_on_first(course, command):
    done = run_grade(command, "--course", str(course))
    assert done.returncode == 2
    assert "stats: " in done.stdout + done.stderr.partition(LEFT_OUT)[2]
    assert f"grade: {course}/{SAID}" in done.stderr.partition(LEFT_OUT)[2]


def test_one_that_fails_otherwise_stops_no_other_either(course):
    text = (course / "rubric.yaml").read_text(encoding="utf-8")
    stats = text.partition("stats:\n")[2].partition("  trees:")[0]
    again = text.partition("  trees:")[0] + f"  another:\n{stats}"  # it has no folder
    (course / "rubric.yaml").write_text(again, encoding="utf-8")
    done = run_grade("golden", "--course", str(course))
    assert "recorded" in done.stdout
    assert done.returncode == 2
    assert "'another' has no folder" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["{file}", "--assignment", "trees"], id="grade"),
        pytest.param(["batch", "{file}", "--assignment", "trees"], id="batch"),
        pytest.param(["golden", "trees"], id="golden"),
        pytest.param(["audit", "trees"], id="audit"),
        pytest.param(["kit", "trees", "--out", "kit.zip"], id="kit"),
    ],
)
def test_the_one_that_is_asked_for_is_refused_with_all_its_faults(course, file, words):
    words = [word.format(file=file) for word in words]
    done = run_grade(*words, "--course", str(course))
    assert done.returncode == 2
    assert f"grade: {course}/{SAID}" in done.stderr
    assert "criteria: TODO\n                  ^" in done.stderr
    assert LEFT_OUT not in done.stderr


def test_a_notebook_of_the_unfinished_one_is_not_graded(course, tmp_path):
    metadata = {"grade": {"assignment": "trees"}}
    notebook = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with Grader(course) as grader:
        report = grader.grade(path)
    assert report.earned is None
    assert SAID in report.notes[0]


def test_in_a_notebook_the_line_is_said_beside_the_table(course, file):
    shown = jupyter.check(file, course=course)
    assert shown.report.earned == 5
    assert LEFT_OUT in shown.text
    assert LEFT_OUT.partition("'")[0] in shown.html


def test_nobody_guesses_that_a_file_is_of_the_finished_one(course, tmp_path):
    (tmp_path / "hw.py").write_text(RIGHT, encoding="utf-8")
    with Grader(course) as grader:
        assert "which assignment is this?" in grader.grade(tmp_path / "hw.py").notes[0]


def test_programs_are_told_by_name(course):
    opened = open_course(course)
    assert opened.names == ["stats"]
    with pytest.raises(RubricError, match="trees"):
        opened.assignment("trees")
    with pytest.raises(UsageError, match="there are: stats, trees"):
        Grader(opened, "bushes")
