"""Families of mistakes: on made-up ones, and on the perceptron's."""

import dataclasses

import pytest

from grader.core.probe import Answer, Failure, FailureKind
from grader.core.result import Family, Signature, Tolerance
from grader.judging.charging import find_mistakes
from grader.judging.diagnosis import Catalogue
from grader.judging.families import find_members, settled

GOLDEN = {"f:a": 1.0, "f:b": [1.0, 2.0], "g:a": 5.0}
NEEDS = {"f:a": ["f"], "f:b": ["f"], "g:a": ["f", "g"]}


def scaled(answers, golden):
    factor = answers["f:a"] / golden["f:a"]
    return factor, {"f:a": factor, "f:b": [factor, 2 * factor], "g:a": ...}


def catalogue(fits=scaled, signatures=()):
    family = Family("scaled", "it is {parameter} times that", "no {parameter}", ("c",), "f", fits)
    return Catalogue(signatures, GOLDEN, Tolerance(), NEEDS, lambda: [family])


def answered(**answers):
    values = GOLDEN | {probe.replace("_", ":"): value for probe, value in answers.items()}
    return {p: v if isinstance(v, Failure) else Answer(v) for p, v in values.items()}


def known(course, **answers):
    observed = answered(**answers)
    members, slips = find_members(observed, course, 1.0)
    assert not slips
    return settled(find_mistakes(observed, course.with_more(members)), course)


@pytest.mark.parametrize("factor", [0.001, 0.5, -3.0, 1e6])
def test_a_family_is_known_whatever_its_number_is(factor):
    [[member]] = known(catalogue(), f_a=factor, f_b=[factor, 2 * factor])
    assert (member.name, member.parameter) == ("scaled", factor)
    assert member.cause == f"it is {factor:.4g} times that"


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"f_a": 0.5, "f_b": [0.5, 1.1]}, id="one answer is another"),
        pytest.param({"f_a": 0.5}, id="one answer is right after all"),
        pytest.param({"f_b": [0.5, 1.0]}, id="the number is that of a right program"),
        pytest.param({"f_a": "half", "f_b": [0.5, 1.0]}, id="the number is none"),
        pytest.param({"f_a": 10**400, "f_b": [0.5, 1.0]}, id="the number is endless"),
        pytest.param({"g_a": 4.0}, id="only what is open departs"),
    ],
)
def test_what_is_not_explained_has_no_name(answers):
    assert known(catalogue(), **answers) == ()


def test_what_is_open_decides_nothing_and_is_not_given_back():
    [[member]] = known(catalogue(), f_a=0.5, f_b=[0.5, 1.0], g_a=17.0)
    assert member.probes == {"f:a", "f:b"}
    assert member.corners == frozenset()


def test_what_is_open_about_the_same_function_is_one_mistake_with_it():
    def fits(answers, golden):
        return answers["f:a"], {"f:a": answers["f:a"], "f:b": ...}

    [[member]] = known(catalogue(fits), f_a=0.5, f_b=[7.0, 7.0])
    assert member.corners == {"f:b"}


def test_answers_come_in_the_form_of_the_golden():
    [[member]] = known(catalogue(), f_a=[[0.5]], f_b=[[0.5], [1.0]])
    assert member.parameter == 0.5


def test_what_fails_may_be_open():
    failure = Failure(FailureKind.RAISED, "ZeroDivisionError: division by zero")
    [[member]] = known(catalogue(), f_a=0.5, f_b=[0.5, 1.0], g_a=failure)
    assert member.name == "scaled"


def test_a_mistake_that_the_catalogue_knows_by_itself_goes_first():
    answers = {"f:a": Answer(0.5), "f:b": Answer([0.5, 1.0])}
    half = Signature("half", "it is half", "take all of it", ("c",), "f", answers)
    [group] = known(catalogue(signatures=(half,)), f_a=0.5, f_b=[0.5, 1.0])
    assert group == (half,)


def raises(answers, golden):
    return answers.unknown


def never_ends(answers, golden):
    while True:
        pass


def never_returns(answers, golden):
    return sum(1 for _ in iter(int, 1))


@pytest.mark.parametrize(
    ("fits", "words"),
    [(raises, "AttributeError"), (never_ends, "TooLongError"), (never_returns, "TooLongError")],
)
def test_an_authors_slip_names_nothing_and_is_told(fits, words):
    members, [slip] = find_members(answered(f_a=0.5), catalogue(fits), 1.0)
    assert members == []
    assert slip.startswith(f"families.py: scaled: {words}")


def test_a_family_is_not_asked_where_its_function_is_right():
    members, slips = find_members(answered(g_a=4.0), catalogue(raises), 1.0)
    assert (list(members), list(slips)) == ([], [])


def test_no_family_sees_a_drawn_or_a_silent_question():
    asked = []

    def fits(answers, golden):
        asked.extend(golden)

    observed = answered(f_a=0.5, g_a=Failure(FailureKind.MISSING, "no g"))
    find_members({**observed, "f:a@7": Answer(0.5)}, catalogue(fits), 1.0)
    assert asked == ["f:a", "f:b"]


def test_members_carry_the_share():
    [member], _ = find_members(answered(f_a=0.5, f_b=[0.5, 1.0]), catalogue(), 0.25)
    assert dataclasses.replace(member).carry_forward == 0.25
