"""`grade check` as a command: what it prints, and how it ends."""

import json
import shutil

import pytest
from support.courses import change, notebook
from support.project import CHECKED, run_grade

pytestmark = pytest.mark.walls

STATES = ("ok", "look", "fault", "waits")


def test_where_nothing_is_wrong_it_says_so_of_each_check():
    done = run_grade("check", "stats", "--course", str(CHECKED))
    assert done.returncode == 0, done.stdout + done.stderr
    first, *lines, last = done.stdout.splitlines()
    assert first == "stats"
    assert last.startswith("stats: 18 checks: nothing to mend")
    states = [line.split(maxsplit=1) for line in lines if not line.startswith(" ")]
    assert {state for state, _ in states} <= {"ok", "look"}
    assert len(states) == 18


def test_all_faults_are_told_together_and_what_waits_for_another(tmp_path):
    broken = shutil.copytree(CHECKED, tmp_path / "course")
    reference = broken / "reference/stats/numpy_stats.py"
    change(reference, "np.median(values)", "np.median(values) + hash('a') % 7 + 1")
    change(broken / "reference/stats/mistakes/own.yaml", "in: clip", "in: clips")
    (broken / "assignments/stats/stats.ipynb").write_text(notebook("x ="), encoding="utf-8")
    done = run_grade("check", "stats", "--quick", "--json", "-", cwd=broken)
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert document["passes"] is False
    states = {check["check"]: check["state"] for check in document["checks"]}
    by_state = {state: {n for n, each in states.items() if each == state} for state in STATES}
    assert by_state["fault"] == {"again", "goldens", "example", "starter", "catalogue"}
    assert by_state["waits"] == {"mistakes", "variants", "names", "kit"}
    rest = {"rubric", "questions", "criteria", "source", "reference", "torch", "limits"}
    assert by_state["ok"] == rest
    defects = [defect for check in document["checks"] for defect in check["defects"]]
    assert all(defect["file"] for defect in defects)


def test_a_rubric_that_can_t_be_read_stops_nothing_that_needs_none(tmp_path):
    broken = shutil.copytree(CHECKED, tmp_path / "course")
    change(broken / "rubric.yaml", "visible: 5", "visible: 6")
    done = run_grade("check", "stats", "--quick", cwd=broken)
    assert done.returncode == 1
    assert "fault rubric" in done.stdout
    assert "rubric.yaml:4: assignments.stats.points.visible: visible criteria add up to 5" in (
        " ".join(done.stdout.split())
    )
    assert "ok    questions  7 questions" in done.stdout
    assert "waits criteria   not tried: it needs what `rubric` gives" in done.stdout


def test_a_name_that_there_is_not_is_told():
    done = run_grade("check", "stat", "--course", str(CHECKED))
    assert done.returncode == 2
    assert "did you mean 'stats'?" in done.stderr
