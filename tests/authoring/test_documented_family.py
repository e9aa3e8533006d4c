"""The family that the documentation shows works as it is written there."""

import re
import shutil

import pytest
from support.project import ROOT, run_grade

from grader import Grader

pytestmark = pytest.mark.walls

RUBRIC = """\
version: 1
assignments:
  stats:
    points: {visible: 5}
    modules: {allowed: [stdlib]}
    carry_forward: 1.0
    criteria: [{name: middle, title: The middle}]
"""
SPREAD = '''@probe(points=2, group="data")
def spread(student, case):
    """spread() gives the largest distance from the median"""
    return student.spread(case.values)


case("odd", middle, spread, values=[3.0, 1.0, 2.0, 9.0, 4.0])
'''
RIGHT = """\
def median(values):
    return sorted(values)[len(values) // 2]


def spread(values):
    return max(abs(value - median(values)) for value in values)
"""


@pytest.fixture
def course(tmp_path):
    """A course whose probe, family and member are those of the documentation."""
    text = (ROOT / "docs/assignments.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    probes, families, members = (
        next(block for block in blocks if word in block)
        for word in ("@drawn(middle)", "@family(", "@member(")
    )
    files = {
        "rubric.yaml": RUBRIC,
        "assignments/stats/probes.py": probes.partition('case("odd"')[0] + SPREAD,
        "assignments/stats/example.py": RIGHT,
        "assignments/stats/families.py": families,
        "reference/stats/numpy_stats.py": RIGHT,
        "reference/stats/families.py": members,
    }
    for name, content in files.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    done = run_grade("golden", "stats", "--course", str(tmp_path / "course"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "course"


def diagnoses(root, folder, text):
    path = folder / "stats.py"
    path.write_text(text, encoding="utf-8")
    with Grader(root) as grader:
        return [diagnosis.advice for diagnosis in grader.grade(path).diagnoses]


@pytest.mark.parametrize("factor", [0.25, 7])
def test_a_kit_names_it_with_its_number(course, tmp_path, factor):
    shutil.rmtree(course / "reference")
    wrong = RIGHT.replace("return sorted", f"return {factor} * sorted", 1)
    advice = f"the median is one of the values: yours is {factor} times that"
    assert diagnoses(course, tmp_path, wrong) == [advice]


def test_what_only_a_class_knows_is_named_there_and_is_in_no_kit(course, tmp_path):
    written = course / "assignments/stats/families.py"
    written.rename(course / "reference/stats/class_families.py")
    assert run_grade("golden", "stats", "--course", str(course)).returncode == 0
    wrong = RIGHT.replace("return sorted", "return 7 * sorted", 1)
    advice = "the median is one of the values: yours is 7 times that"
    assert diagnoses(course, tmp_path, wrong) == [advice]
    shutil.rmtree(course / "reference")
    assert diagnoses(course, tmp_path, wrong) == []


def test_what_is_no_multiple_has_no_name(course, tmp_path):
    shutil.rmtree(course / "reference")
    other = RIGHT.replace("max(abs", "min(abs")
    assert diagnoses(course, tmp_path, other) == []
