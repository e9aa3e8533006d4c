"""What is wholly right is judged once for all, and has the report that it has alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.batch import flawless
from grader.classroom.batch.flawless import Flawless
from grader.core.probe import Answer, CellError
from grader.core.submission import Import, Place, Submission
from grader.pipeline import ask, judge

pytestmark = pytest.mark.processes
SLIP = CellError(3, 1, "ValueError", "no number")
FORBIDDEN = Import(Place(1, 1), "numpy", "")


@pytest.fixture(scope="module")
def right(example, assignment, sandbox):
    return example, ask(example, assignment, sandbox)


def told(known, reading, assignment, observations):
    """The report, which is what `judge` says of this one alone."""
    report = known.judge(reading, assignment, observations, is_own=False)
    assert report == judge(reading, assignment, observations, is_own=False)
    return report


def with_last_digits(observations):
    """The same, of a program that rounds otherwise."""
    answers = {
        probe: Answer(answer.value + 1e-12, repr(answer.value + 1e-12))
        for probe, answer in observations.by_probe.items()
        if type(answer.value) is float
    }
    assert answers
    return replace(observations, by_probe={**observations.by_probe, **answers})


def test_all_who_are_right_have_one_report_and_their_own_name(right, assignment, monkeypatch):
    reading, observations = right
    known = Flawless()
    assert told(known, reading, assignment, observations).earned == 50
    other = replace(reading, submission=Submission(Path("other.ipynb")))
    again = judge(other, assignment, observations, is_own=False)
    monkeypatch.setattr(flawless, "judge", None)
    with_other_digits = with_last_digits(observations)
    assert known.judge(other, assignment, with_other_digits, is_own=False) == again


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"stdout": "another line"}, id="prints something else"),
        pytest.param({"notes": ("a note",)}, id="has another note"),
    ],
)
def test_what_is_said_beside_the_points_is_one_s_own(right, assignment, change):
    reading, observations = right
    known = Flawless()
    one = told(known, reading, assignment, observations)
    assert told(known, reading, assignment, replace(observations, **change)) != one


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"errors": (SLIP,)}, id="a cell that failed"),
        pytest.param({"tampered": "a second answer"}, id="tampered with"),
    ],
)
def test_who_is_right_and_not_flawless_is_judged_alone(right, assignment, change):
    reading, observations = right
    known = Flawless()
    told(known, reading, assignment, observations)
    told(known, reading, assignment, replace(observations, **change))
    assert len(known.known) == 1


def test_a_wrong_answer_or_a_broken_rule_is_judged_alone(right, assignment):
    reading, observations = right
    known = Flawless()
    told(known, reading, assignment, observations)
    for probe in observations.by_probe:
        by_probe = {**observations.by_probe, probe: Answer("none of these", '"none of these"')}
        report = told(known, reading, assignment, replace(observations, by_probe=by_probe))
        assert report.earned < 50
    outline = replace(reading.outline, imports=(*reading.outline.imports, FORBIDDEN))
    report = told(known, replace(reading, outline=outline), assignment, observations)
    assert report.earned < 50
    assert len(known.known) == 1


def test_no_more_is_kept_than_fits(right, assignment, monkeypatch):
    monkeypatch.setattr(flawless, "MOST", 2)
    reading, observations = right
    known = Flawless()
    for number in range(5):
        told(known, reading, assignment, replace(observations, stdout=f"{number}"))
    assert len(known.known) == 1
