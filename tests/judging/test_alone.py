"""Naming the mistake of one function while another is wrong in a way that nobody knows."""

import pytest

from grader.core.probe import Answer
from grader.core.result import Signature, Tolerance
from grader.judging.alone import find_alone
from grader.judging.diagnosis import NOWHERE, Catalogue, evidence_of

GOLDEN = {"f:a": 1.0, "g:a": 5.0, "g:b": 6.0, "main:a": 9.0}
NEEDS = {"f:a": ["f"], "g:a": ["g"], "g:b": ["g"], "main:a": ["main"]}


def mistake(name, target, **answers):
    by_probe = {probe.replace("_", ":"): Answer(value) for probe, value in answers.items()}
    return Signature(name, name, name, ("c",), target, by_probe)


HALF = mistake("half", "f", f_a=0.5, main_a=4.5)
SIGN = mistake("sign", "g", g_a=-5.0, g_b=-6.0, main_a=-9.0)
ZERO = mistake("zero", "main", main_a=0.0)
WRONG = {"f_a": 7.0, "g_a": -5.0, "g_b": -6.0, "main_a": 3.0}


def names(signatures=(HALF, SIGN, ZERO), **answers):
    by_probe = {probe: Answer(value) for probe, value in GOLDEN.items()}
    by_probe |= {probe.replace("_", ":"): Answer(value) for probe, value in answers.items()}
    catalogue = Catalogue(signatures, GOLDEN, Tolerance(), NEEDS)
    groups = find_alone(evidence_of(by_probe, catalogue, NOWHERE))
    return [one.name for group in groups for one in group]


def test_a_mistake_is_named_where_only_its_function_is_seen():
    assert names(**WRONG) == ["sign"]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"g_b": 6.0}, id="one question of its own is right"),
        pytest.param({"g_b": -7.0}, id="one answer of its own is another"),
        pytest.param({"main_a": 9.0}, id="what should follow does not"),
    ],
)
def test_what_is_not_wholly_like_a_mistake_gets_no_name(answers):
    assert names(**WRONG | answers) == []


def test_a_function_of_which_no_mistake_is_known_may_show_anywhere():
    assert names((SIGN, ZERO), **WRONG) == []


def test_two_mistakes_that_only_other_functions_tell_apart_are_not_guessed():
    other = mistake("other", "g", g_a=-5.0, g_b=-6.0)
    assert names((HALF, SIGN, ZERO, other), **WRONG) == []
