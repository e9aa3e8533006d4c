"""`grade assignments` lists what homework is worth, and what keeps it from being graded."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from support.courses import change, make_pair
from support.project import ROOT

from grader.authoring.goldens import record
from grader.cli import main
from grader.course.find import find_course

SLIP = """
mean_of_all:
  in: mean
  replace: len(known(values))
  by: len(values)
  cause: the number of values is not that of the known ones
  advice: divide by how many values are known
"""
FORBIDDEN = """
import sys
from grader.cli import main
main(["assignments"], standalone_mode=False)
sys.exit(f"loaded: {heavy}" if (heavy := {"numpy", "torch"} & {*sys.modules}) else 0)
"""


@pytest.fixture
def course(tmp_path):
    return make_pair(tmp_path / "course")


def listed(course, *words):
    done = CliRunner().invoke(main, ["assignments", "--course", str(course), *words])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def states(course):
    done = CliRunner().invoke(main, ["assignments", "--course", str(course), "--json", "-"])
    rows = map(json.loads, done.stdout.splitlines())
    return {row["assignment"]: (row["state"], row["why"]) for row in rows}


def test_points_packages_and_state_are_listed(course):
    assert "stats 5 points and 2 in class, plain Python: ready" in listed(course)
    change(course / "rubric.yaml", "allowed: [math]", "allowed: [stdlib, numpy]")
    change(course / "rubric.yaml", "  stats:", "  stats:\n    weight: 2")
    assert "stats 5 points and 2 in class, weight 2, numpy: ready" in listed(course)


def test_a_student_s_copy_is_listed_too(course):
    shutil.rmtree(course / "reference")
    assert states(course) == {"stats": ("ready", ""), "means": ("ready", "")}


def test_as_json_each_is_a_line(course):
    first = json.loads(
        CliRunner()
        .invoke(main, ["assignments", "--course", str(course), "--json", "-"])
        .stdout.splitlines()[0]
    )
    assert first == {
        "assignment": "stats",
        "title": "",
        "visible": 5,
        "hidden": 2,
        "weight": None,
        "packages": [],
        "state": "ready",
        "why": "",
        "mistakes": 0,
    }


def lose_package(course):
    change(course / "rubric.yaml", "allowed: [math]", "allowed: [math, no-such-package]")


def change_probes(course):
    change(course / "assignments/stats/probes.py", "the middle of", "the middle one of")


def forget_golden(course):
    (course / "assignments/stats/golden.json").unlink()


def miscount(course):
    change(course / "rubric.yaml", "visible: 5", "visible: 6")


def misname_probe(course):
    change(course / "rubric.yaml", '"clipped:*"', '"cliped:*"')


def break_probes(course):
    (course / "assignments/stats/probes.py").write_text("def (", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "state", "why"),
    [
        pytest.param(lose_package, "lacks a package", "pip install no-such-package", id="package"),
        pytest.param(change_probes, "stale", "probes.py changed", id="other questions"),
        pytest.param(forget_golden, "stale", "missing; run: grade golden stats", id="no golden"),
        pytest.param(miscount, "unfinished", "points", id="points that do not add up"),
        pytest.param(misname_probe, "unfinished", "cliped", id="a probe that is not there"),
        pytest.param(break_probes, "unfinished", "SyntaxError", id="no Python"),
    ],
)
def test_what_keeps_one_from_being_graded_is_said_and_hides_no_other(course, spoil, state, why):
    spoil(course)
    found = states(course)
    assert found["stats"][0] == state
    assert why in found["stats"][1]
    assert "\n" not in found["stats"][1]
    assert found["means"] == ("ready", "")
    assert state in listed(course)


@pytest.mark.processes
def test_mistakes_that_were_recorded_of_another_catalogue_are_stale(course):
    catalogue = course / "reference/means/mistakes/slips.yaml"
    catalogue.parent.mkdir()
    catalogue.write_text(SLIP, encoding="utf-8")
    record(find_course(course, course), "means", "cpu", str)
    assert "means 7 points and 4 in class, plain Python: ready, 1 known mistake" in listed(course)
    change(catalogue, "is not that", "is another than that")
    state, why = states(course)["means"]
    assert state == "stale"
    assert "slips.yaml changed since the mistakes were recorded; run: grade golden means" in why


@pytest.mark.processes
def test_the_course_s_own_are_ready_and_nothing_heavy_is_loaded():
    done = subprocess.run(
        [sys.executable, "-c", FORBIDDEN], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert "The perceptron in plain Python" in done.stdout
