import math

import pytest

from grader.core.probe import Answer
from grader.core.result import Tolerance
from grader.judging import verdicts
from grader.judging.comparison import compare
from grader.judging.verdicts import judge_answer

EXACT = Tolerance()
LOOSE = Tolerance(absolute=1.0)


@pytest.fixture(autouse=True)
def forgotten():
    verdicts.KNOWN.clear()


def judged(value, golden, tolerance=EXACT, *, probe="p:c", by_shape=False):
    return judge_answer(probe, Answer(value, repr(value)), golden, tolerance, by_shape=by_shape)


@pytest.mark.parametrize(
    ("value", "golden"),
    [
        pytest.param([1.0, 2.0], [1.0, 3.0], id="a number departs"),
        pytest.param([1.0, 2.0], [1.0, 2.0 + 1e-7], id="within the tolerance"),
        pytest.param([[1.0], [2.0]], [1.0, 2.0], id="another shape"),
        pytest.param(math.nan, 1.0, id="not a number"),
        pytest.param({"a": 1}, {"a": 2}, id="a part departs"),
        pytest.param(1.0, 1.0, id="the golden itself"),
    ],
)
@pytest.mark.parametrize("by_shape", [False, True])
def test_an_answer_is_judged_again_as_the_first_time(value, golden, by_shape):
    fresh = compare("p:c", Answer(value), golden, EXACT, by_shape=by_shape)
    for _ in range(2):
        assert judged(value, golden, by_shape=by_shape) == fresh


def test_what_came_before_is_not_compared_again(monkeypatch):
    golden = [3.0]
    before = judged([1.0], golden)
    monkeypatch.delattr(verdicts, "compare")
    assert judged([1.0], golden) is before


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"golden": [1.0 + 1e-7]}, id="the golden was recorded anew"),
        pytest.param({"tolerance": LOOSE}, id="another tolerance"),
        pytest.param({"by_shape": True}, id="by its shape"),
    ],
)
def test_by_other_terms_the_same_answer_is_judged_anew(other):
    assert not judged([1.0], [1.5]).agrees
    assert judged(**{"value": [1.0], "golden": [1.5], **other}).agrees


def test_of_another_question_it_is_another_verdict():
    golden = [3.0]
    assert judged([1.0], golden).departure.probe == "p:c"
    assert judged([1.0], golden, probe="q:c").departure.probe == "q:c"


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(verdicts, "MOST", 10)
    golden = [-1.0]
    for number in range(100):
        judged([float(number)], golden)
    assert len(verdicts.KNOWN) <= 10
    judged([1.0] * verdicts.MOST_LENGTH, golden)
    assert all(len(wire) <= verdicts.MOST_LENGTH for _, wire, *_ in verdicts.KNOWN)
