"""What a course's author does wrong is never a student's zero."""

import json
import shutil

import pytest
from support.project import TINY

from grader.api import Grader
from grader.core.result import Status
from grader.course.golden import golden_paths, hash_sources

pytestmark = pytest.mark.walls
RIGHT = """
def median(values):
    v, n = sorted(values), len(values)
    return v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2

def clip(values, low, high):
    return [min(max(v, low), high) for v in values]
"""


@pytest.fixture
def tiny(tmp_path):
    return shutil.copytree(TINY, tmp_path / "course")


def graded(course, source):
    path = course.parent / "hw.py"
    path.write_text(source, encoding="utf-8")
    with Grader(course, "stats") as grader:
        return grader.grade(path)


def put_first(course, line):
    probes = course / "assignments/stats/probes.py"
    probes.write_text(line + "\n" + probes.read_text(encoding="utf-8"), encoding="utf-8")
    for golden in golden_paths(course, "stats"):  # recorded with it, as if it were no slip
        document = json.loads(golden.read_text(encoding="utf-8"))
        paths = [course / name for name in document["sources"]]
        document["sources"] = hash_sources(course, paths)
        golden.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("import numpy as np", "ModuleNotFoundError", id="a library"),
        pytest.param("HERE = __file__", "NameError", id="its own place"),
    ],
)
def test_probes_that_do_not_load_behind_the_wall_are_not_graded(tiny, line, fault):
    put_first(tiny, line)
    report = graded(tiny, RIGHT)
    assert report.status is Status.NOT_GRADED
    assert f"probes.py, line 1: {fault}" in report.notes[0]


def test_a_program_that_ends_itself_still_has_what_it_deserves(tiny):
    source = RIGHT.replace("return [min", "import os; os._exit(0); return [min")
    report = graded(tiny, source)
    assert report.status is Status.GRADED
    assert 0 < report.earned < report.maximum
