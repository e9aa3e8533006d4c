"""What the laziest programs earn: functions that nobody wrote, put through the rubric."""

import dataclasses
import json

import pytest
from support.project import TINY
from support.project import run_grade as grade

from grader.authoring.audit_table import render_lazy
from grader.authoring.catalogue import example_of
from grader.authoring.lazy import ZEROS, find_laziest, find_targets, run, ways_of
from grader.authoring.showing import ShownCells
from grader.core.result import ScoreStatus
from grader.course.find import find_course
from grader.reports.terminal import Style

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def laziness(assignment):
    return find_laziest(assignment)


def test_an_empty_program_earns_next_to_nothing(laziness, assignment):
    needs = {need for probe in assignment.probes for need in probe.needs}
    assert set(laziness.whole.ways) == needs
    assert laziness.whole.points == {"result_shapes": 2, "plain_python": 1}


def test_each_function_that_is_asked_for_is_left_out_once(laziness, assignment):
    needs = {need for probe in assignment.probes for need in probe.needs}
    assert {name for each in laziness.single for name in each.ways} == needs


def test_no_points_are_given_back_for_what_nobody_wrote(laziness):
    assert [each.ways for each in (*laziness.single, laziness.whole) if each.carried] == []


def test_a_function_that_is_not_written_costs_what_it_is_about(laziness):
    lost = {name: each.lost for each in laziness.single for name in each.ways}
    assert lost["class_counts"] == ["counts"]
    assert {"update", "epochs", "training_on", "unseen_updates"} <= set(lost["Perceptron.train"])
    assert {"main", "unseen_run"} <= set(lost["main"])


def test_the_exceptions_of_known_mistakes_are_tried(assignment):
    targets = find_targets(assignment, example_of(assignment))
    assert targets["Perceptron"] == "Perceptron.__init__"
    tried = {name: set(ways_of(name, target, assignment)) for name, target in targets.items()}
    assert "raises IndexError" in tried["Perceptron.train"]
    assert {"raises IndexError", "raises ZeroDivisionError"} <= tried["main"]
    assert "gives zeros" in tried["split"]


@pytest.mark.parametrize("name", ["one_hot", "softmax", "batches", "MLP.backward"])
def test_zeros_in_an_array_are_zeros(course, name):
    softmax = course.assignment("softmax")
    base = example_of(softmax)
    (lazy,) = run(softmax, ShownCells(base), find_targets(softmax, base), [{name: ZEROS}])
    about = {"MLP.backward": "network_gradient"}
    assert about.get(name, name) in lazy.lost


def test_what_is_given_back_for_nothing_is_shown(laziness):
    """Had the rubric such a hole, the table would say so."""
    first, *others = laziness.single
    score = dataclasses.replace(first.scores[0], status=ScoreStatus.CARRIED, earned=2)
    leaking = dataclasses.replace(first, scores=(score, *first.scores[1:]))
    text = render_lazy(dataclasses.replace(laziness, single=(leaking, *others)), Style())
    assert "2 points are given back for what nobody wrote" in text
    assert "given back" not in render_lazy(laziness, Style())


def test_the_command_tells_it(tmp_path):
    path = tmp_path / "audit.json"
    words = ["audit", "perceptron", "--quick", "--json", str(path)]
    done = grade(*words, COLUMNS="100", PYTHONIOENCODING="utf-8")
    assert "with no function written, at most 3 of 50 points are earned" in done.stdout
    told = json.loads(path.read_text(encoding="utf-8"))["lazy"]
    assert told["all_functions"]["earned"] == 3
    assert len(told["one_function"]) == 13


def test_a_course_without_an_example_has_no_such_programs():
    assert find_laziest(find_course(TINY, TINY).assignment("stats")) is None
