"""Points by the share of a criterion's questions, halves of points, and what is above them."""

from dataclasses import replace

import pytest

from grader.core.probe import Answer, Case, Failure, FailureKind, Level, Mended, Observations, Probe
from grader.core.result import (
    Criterion,
    QuestionTally,
    Score,
    ScoreStatus,
    Signature,
    Tolerance,
    worth,
)
from grader.judging import charging
from grader.judging.diagnosis import Catalogue
from grader.judging.drawn import mark_drawn
from grader.judging.hidden import mark_hidden
from grader.judging.marking import Marks, Scheme
from grader.judging.scoring import carry_forward, score

FIVE = tuple(f"p:{name}" for name in "abcde")
SHARE = Criterion("share", "data", 2, FIVE, credit="share")
GOLDEN = dict.fromkeys((*FIVE, "p:a@class", "p:new@class", "q:b"), 1.0)


def answers(*wrong, probes=FIVE):
    return {probe: Answer(0.0 if probe in wrong else 1.0) for probe in probes}


def points(criterion, *wrong):
    (only,) = score([criterion], answers(*wrong, probes=criterion.probes), GOLDEN, [])
    return only.status, only.earned, only.tally


@pytest.mark.parametrize(
    ("wrong", "status", "earned", "tally"),
    [
        pytest.param([], ScoreStatus.EARNED, 2, None, id="all are right"),
        pytest.param(["p:b"], ScoreStatus.PARTLY, 1.6, (4, 5), id="four of five"),
        pytest.param(["p:b", "p:c"], ScoreStatus.PARTLY, 1.2, (3, 5), id="three of five"),
        pytest.param(FIVE, ScoreStatus.LOST, 0, (0, 5), id="none"),
    ],
)
def test_each_question_earns_its_share(wrong, status, earned, tally):
    tally = tally and QuestionTally(*tally)
    assert points(SHARE, *wrong) == (status, earned, tally)


@pytest.mark.parametrize(
    ("maximum", "of", "earned"),
    [
        pytest.param(1, 3, 0.66, id="two thirds"),
        pytest.param(1.5, 3, 1, id="a half of points"),
        pytest.param(1, 7, 0.85, id="six sevenths"),
        pytest.param(0.5, 500, 0.49, id="never up to the whole"),
    ],
)
def test_a_share_is_rounded_down_to_two_decimals(maximum, of, earned):
    probes = tuple(f"p:{n}" for n in range(of))
    criterion = Criterion("share", "data", maximum, probes, credit="share")
    given = score([criterion], answers("p:0", probes=probes), dict.fromkeys(probes, 1.0), [])
    assert given[0].earned == earned


def test_a_question_that_was_not_answered_loses_its_own_share_alone():
    seen = {**answers(), "p:c": Failure(FailureKind.RAISED, "ValueError: no")}
    (partly,) = score([SHARE], seen, GOLDEN, [])
    assert (partly.status, partly.earned) == (ScoreStatus.PARTLY, 1.6)


@pytest.mark.parametrize(
    ("probes", "wrong", "tally"),
    [
        pytest.param((*FIVE, "p:a@class"), ["p:a@class"], (4, 5), id="its fixed twin is right"),
        pytest.param((*FIVE, "p:a@class"), ["p:a@class", "p:a"], (4, 5), id="both are wrong"),
        pytest.param((*FIVE, "p:new@class"), ["p:new@class"], (4, 5), id="without a fixed twin"),
        pytest.param(("q:b", "p:new@class"), ["p:new@class"], (1, 2), id="of no function here"),
        pytest.param((*FIVE, "p:a@7"), ["p:a@7"], (4, 5), id="drawn by a seed"),
    ],
)
def test_a_drawn_case_belongs_to_a_question_and_is_none_of_its_own(probes, wrong, tally):
    criterion = Criterion("share", "data", 2, probes, credit="share")
    (only,) = score([criterion], answers(*wrong, probes=probes), {**GOLDEN, "p:a@7": 1.0}, [])
    assert only.tally == QuestionTally(*tally)


NEEDS = {"p": ("first",), "q": ("first", "second")}


def scheme(*criteria, share=1.0):
    """Criteria with a probe of each name: `q` is about a function that calls another."""
    names = [name for each in criteria for name in (*each.probes, *each.drawn)]
    parts = [name.split(":") for name in names]
    probes = [Probe(function, Case(case, {}), NEEDS[function], "") for function, case in parts]
    needs = {probe.name: probe.needs for probe in probes}
    catalogue = Catalogue((), dict.fromkeys(names, 1.0), Tolerance(), needs)
    return Scheme(criteria, probes, catalogue, share)


def test_a_case_of_the_class_that_departs_costs_the_share_of_its_question():
    criterion = Criterion("share", "data", 2, FIVE, credit="share", drawn=("p:a@class",))
    by_probe = answers("p:a@class", probes=(*FIVE, "p:a@class"))
    whole = scheme(criterion)
    before = score([criterion], by_probe, whole.catalogue.golden, [])
    marks = mark_drawn(Observations(by_probe, Level.NONE), whole, Marks(before, (), ()))
    assert (before[0].earned, marks.scores[0].earned) == (2, 1.6)


def test_what_follows_is_given_back_beside_a_share_that_a_case_of_the_class_costs():
    share = Criterion("share", "data", 2, FIVE, credit="share", drawn=("p:a@class",))
    unseen = Criterion("unseen", "data", 3, ("q:a",), visibility="hidden")
    of = scheme(share, unseen)
    by_probe = answers("p:a@class", "q:a", probes=(*FIVE, "p:a@class", "q:a"))
    mended = Mended(("first",), {"second": ("first",)}, answers(probes=("q:a",)))
    observed = Observations(by_probe, Level.NONE, mended=mended)
    marks = mark_drawn(observed, of, Marks(score([share], by_probe, GOLDEN, []), (), ()))
    hidden = observed.among(["q:a"])
    scores = mark_hidden(replace(hidden, mended=mended), of, marks)
    assert [each.earned for each in scores] == [1.6, 3]


# Each calls the one before it: `q` is wrong only since `p` is.
FIRST = Criterion("first", "data", 3, ("p:a",))
BOTH = Criterion("both", "data", 2, ("p:b", "q:a", "q:b", "q:c"), credit="share")


def given_back(*criteria, wrong, cured, share=1.0, named=(), causes=(("second", ("first",)),)):
    """The scores when some answers come right with what they call mended."""
    of = scheme(*criteria, share=share)
    by_probe = answers(*wrong, probes=[probe for c in criteria for probe in c.probes])
    mended = Mended(("first",), dict(causes), answers(probes=cured))
    observed = Observations(by_probe, Level.NONE, mended=mended)
    scores = score(criteria, by_probe, of.catalogue.golden, [])
    mistakes = [(mistake,) for mistake in named]
    return {each.name: each for each in charging.give_back(scores, observed, of, mistakes)}


def mistake(about, target, *probes):
    return Signature("m", "", "", (about,), target, answers(*probes, probes=probes))


def test_a_question_that_only_follows_counts_as_right():
    scores = given_back(BOTH, wrong=["p:b", "q:a", "q:b"], cured=["q:a", "q:b"])
    both = scores["both"]
    assert (both.status, both.earned) == (ScoreStatus.PARTLY, 1.5)
    assert both.tally == QuestionTally(right=1, of=4, carried=2)


def test_a_question_that_only_follows_counts_up_to_the_share_that_is_carried():
    scores = given_back(BOTH, wrong=["p:b", "q:a", "q:b"], cured=["q:a", "q:b"], share=0.5)
    assert scores["both"].earned == 1


def test_all_of_a_criterion_is_carried_where_all_that_departs_only_follows():
    follows = Criterion("follows", "data", 2, ("q:a", "q:b", "q:c"), credit="share")
    scores = given_back(FIRST, follows, wrong=["p:a", "q:b"], cured=["q:b"])
    assert scores["follows"].earned == 2
    assert (scores["follows"].status, scores["follows"].cause) == (ScoreStatus.CARRIED, "first")


def test_what_a_mistake_is_about_is_charged_where_it_shows_and_not_for_another():
    own = Criterion("own", "data", 3, ("q:a", "q:b", "q:c"), credit="share")
    wrong, of_it = ["p:a", "q:a", "q:b"], mistake("own", "second", "q:a")
    scores = given_back(FIRST, own, wrong=wrong, cured=["q:b"], named=[of_it], causes=())
    assert scores["own"].tally == QuestionTally(right=1, of=3, carried=1)


def test_what_a_mistake_is_about_stays_charged_for_all_that_it_shows_in():
    both = mistake("both", "first", "p:b", "q:a")
    scores = given_back(BOTH, wrong=["p:b", "q:a"], cured=["q:a"], named=[both])
    assert (scores["both"].earned, scores["both"].tally.carried) == (1, 0)


def test_nothing_is_given_back_that_nothing_else_is_charged_for():
    scores = given_back(BOTH, wrong=["q:a"], cured=["q:a"])
    assert scores["both"].earned == 1.5


def test_nobody_is_given_back_more_than_was_lost():
    asked_first = Criterion("both", "data", 2, ("q:a", "q:b", "q:c", "p:b"), credit="share")
    scores = given_back(FIRST, asked_first, wrong=["p:a", "p:b", "q:a"], cured=["q:a"])
    assert (scores["first"].earned, scores["both"].earned) == (0, 2)


def test_what_follows_from_a_known_mistake_is_given_back_up_to_the_whole():
    recorded = {"p:a": Answer(0.0), "q:a": Answer(0.0)}
    mistake = Signature("m", "", "", ("first",), "first", recorded, carry_forward=1.0)
    effect = Criterion("effect", "data", 1.5, ("q:a", "q:b"), credit="share")
    by_probe = answers("p:a", "q:a", probes=("p:a", "q:a", "q:b"))
    golden = dict.fromkeys(by_probe, 1.0)
    scores = score([FIRST, effect], by_probe, golden, [])
    assert [each.earned for each in scores] == [0, 0.75]
    assert [each.earned for each in carry_forward(scores, [[mistake]])] == [0, 1.5]


def test_a_bonus_is_earned_beyond_the_maximum():
    bonus = Criterion("more", "data", 1.5, ("q:b",), bonus=True)
    scores = score([SHARE, bonus], answers(probes=(*FIVE, "q:b")), GOLDEN, [])
    assert (worth(scores), sum(each.earned for each in scores)) == (2, 3.5)


def test_points_that_are_whole_are_a_whole_number():
    halves = [Score("x", "", "visible", "g", ScoreStatus.EARNED, 0.5, 0.5)] * 4
    assert repr(worth(halves)) == "2"
