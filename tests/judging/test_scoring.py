import pytest

from grader.core.probe import Answer, Failure, FailureKind, ProbeName
from grader.core.result import Criterion, ScoreStatus, Signature
from grader.core.submission import Breach, Place
from grader.judging.scoring import carry_forward, score, shows_in

GOLDEN = {"p:a": [1.0, 2.0], "p:b": 3.0}
VALUES = Criterion("values", "data", 4, ("p:a", "p:b"))
SHAPES = Criterion("shapes", "form", 2, ("p:a",), compare="shape")
RULE = Criterion("plain", "rules", 1, rule="imports")
RIGHT = {"p:a": Answer([1.0, 2.0]), "p:b": Answer(3.0)}


def one(criterion, observations, breaches=()):
    return score([criterion], observations, GOLDEN, breaches)[0]


def test_a_criterion_is_earned_when_all_its_probes_agree():
    assert one(VALUES, RIGHT).earned == 4


def test_a_criterion_is_lost_whole_when_one_probe_departs():
    lost = one(VALUES, {**RIGHT, "p:b": Answer(4.0)})
    assert (lost.status, lost.earned) == (ScoreStatus.LOST, 0)
    assert [departure.probe for departure in lost.departures] == ["p:b"]


def test_a_shape_criterion_passes_wrong_values():
    assert one(SHAPES, {"p:a": Answer([8.0, 9.0])}).earned == 2


def test_a_probe_without_an_answer_earns_nothing():
    assert one(VALUES, {"p:a": Answer([1.0, 2.0])}).earned == 0


@pytest.mark.parametrize("kind", [FailureKind.MISSING, FailureKind.NOT_ASKED])
def test_not_asked_names_the_function_to_blame(kind):
    seen = dict.fromkeys(GOLDEN, Failure(kind, "why", cause="train"))
    result = one(VALUES, seen)
    assert (result.status, result.cause, result.earned) == (ScoreStatus.NOT_ASKED, "train", 0)


def test_one_asked_and_lost_probe_makes_the_criterion_lost():
    seen = {"p:a": Answer([0.0, 0.0]), "p:b": Failure(FailureKind.NOT_ASKED, "why", cause="f")}
    assert one(VALUES, seen).status is ScoreStatus.LOST


def test_a_breach_costs_the_rule_and_nothing_else():
    breach = Breach(Place(2, 1), "import of numpy, which is not allowed")
    values, rule = score([VALUES, RULE], RIGHT, GOLDEN, [breach])
    assert (values.earned, rule.earned) == (4, 0)
    assert rule.departures[0].message == "cell 2, line 1: import of numpy, which is not allowed"


def test_a_program_that_does_nothing_keeps_no_rule():
    values, rule = score([VALUES, RULE], {}, GOLDEN, [])
    assert (values.earned, rule.earned, rule.status) == (0, 0, ScoreStatus.NOT_ASKED)


def test_scores_come_in_the_order_of_the_criteria():
    names = [s.name for s in score([RULE, VALUES, SHAPES], RIGHT, GOLDEN, [])]
    assert names == ["plain", "values", "shapes"]


# What only follows from a known mistake

CAUSE = Criterion("cause", "data", 1, ("c:a", "c:b"))
EFFECT = Criterion("effect", "data", 5, ("e:a", "e:b"))
RECORDED = {"c:a": Answer(0.0), "c:b": Answer(0.0), "e:a": Answer(0.0), "e:b": Answer(0.0)}
SHOULD = dict.fromkeys(RECORDED, 1.0)
FAILURES = [
    pytest.param(Failure(kind, "IndexError: list index out of range"), id=kind.value)
    for kind in FailureKind
]


def carried(**answers):
    """The points of what follows, for a program that answers just as a known mistake does."""
    recorded = {**RECORDED, **{name.replace("_", ":"): each for name, each in answers.items()}}
    mistake = Signature("m", "", "", ("cause",), "c", recorded, carry_forward=1.0)
    scores = score([CAUSE, EFFECT], recorded, SHOULD, [])
    cause, effect = carry_forward(scores, [[mistake]])
    assert cause.earned == 0
    return effect.earned


def test_what_follows_from_a_known_mistake_is_carried():
    assert carried() == 5


@pytest.mark.parametrize("failure", FAILURES)
def test_a_question_that_was_not_answered_is_never_carried(failure):
    assert carried(e_a=failure) == 0
    assert carried(e_a=failure, e_b=failure) == 0


@pytest.mark.parametrize("failure", FAILURES)
def test_failures_alone_are_no_mistake_that_is_charged_less(failure):
    assert carried(c_a=failure, c_b=failure) == 0
    assert carried(c_a=failure) == 5


@pytest.mark.parametrize(
    ("probe", "may_show"),
    [
        pytest.param("p:a", True, id="recorded so"),
        pytest.param("p:b", False, id="recorded otherwise"),
        pytest.param("p:a@class", True, id="drawn, and the fixed twin departs"),
        pytest.param("p:b@class", True, id="drawn, and the fixed twin agrees by chance"),
        pytest.param("q:a@class", False, id="a question that it answers right in every case"),
    ],
)
def test_a_mistake_may_show_in_what_was_drawn_of_a_question_that_it_answers_wrong(probe, may_show):
    assert shows_in(ProbeName.parse(probe), frozenset({"p:a"})) is may_show
