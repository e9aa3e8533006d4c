"""What a person's points do in place of the judged ones."""

import pytest
from support.gradebooks import ADA, BEN, NOON, describe, grade, override, standing

from grader.classroom.people import WHOLE, Override
from grader.core.errors import UsageError
from grader.core.result import Correction


def test_an_override_stands_in_the_total_and_in_the_report(book):
    grade(book, 1, 2)
    override(book, "c0", 4)
    now = standing(book)
    assert now.earned == 6
    assert now.report.earned == 6
    corrected, other = now.report.scores
    assert (corrected.name, corrected.earned) == ("c0", 4)
    assert corrected.override == Correction(points=4, was=1, who="tess", why="seen by eye")
    assert (other.name, other.earned, other.override) == ("c1", 2, None)
    assert [override.criterion for override in now.overrides] == ["c0"]


def test_the_latest_override_of_a_criterion_is_the_one_in_force(book):
    grade(book, 1, 2)
    override(book, "c0", 4)
    override(book, "c1", 5)
    override(book, "c0", 3)
    assert standing(book).earned == 8


def test_an_override_that_is_taken_back_leaves_what_was_judged(book):
    grade(book, 1, 2)
    for points in (4, 5, None):
        override(book, "c0", points)
    now = standing(book)
    assert (now.earned, now.overrides) == (3, ())
    assert now.report.scores[0].override is None


def test_an_override_survives_a_regrade_and_another_attempt(book):
    grade(book, 1, 2)
    override(book, "c0", 4)
    grade(book, 0, 1, judging="j2")
    assert standing(book).earned == 5
    grade(book, 2, 2, content="B", minute=1)
    assert standing(book).earned == 6


@pytest.mark.parametrize(
    ("points", "earned"),
    [
        pytest.param(99, 7, id="at most the criterion's maximum"),
        pytest.param(-9, 2, id="at least nothing"),
        pytest.param(0.1, 2.1, id="parts of a point"),
    ],
)
def test_an_override_gives(book, points, earned):
    grade(book, 1, 2)
    override(book, "c0", points)
    assert standing(book).earned == earned
    assert standing(book).report.scores[0].earned == round(earned - 2, 2)


def test_an_override_makes_an_attempt_the_best(book):
    describe(book, counts="best")
    grade(book, 1, 2, content="A")
    grade(book, 4, content="B", minute=1)
    override(book, "c1", 5)
    assert standing(book).earned == 6


@pytest.mark.parametrize(
    ("status", "earned"), [("unreadable", None), ("tampered", 0), ("not_graded", None)]
)
def test_an_override_gives_no_points_to_what_is(book, status, earned):
    grade(book, 1, status=status)
    override(book, "c0", 4)
    assert standing(book).earned == earned


def test_an_override_of_a_criterion_that_is_no_more_changes_nothing(book):
    grade(book, 1)
    override(book, "gone", 4)
    assert standing(book).earned == 1
    assert [override.criterion for override in standing(book).overrides] == ["gone"]


def test_an_override_of_one_student_is_of_no_other(book):
    grade(book, 1)
    grade(book, 1, student=BEN)
    override(book, "c0", 4)
    assert standing(book, BEN).earned == 1


# In the student's interest


def test_points_given_as_more_do_not_lower_a_later_attempt(book):
    grade(book, 0, 2)
    override(book, "c0", 1, was=0)
    grade(book, 5, 5, content="B", minute=1)
    now = standing(book)
    assert (now.earned, now.report.earned) == (10, 10)
    assert now.report.scores[0].override is None
    assert now.doubts == ("c0: judged 5 now, and was 0",)


def test_points_given_as_fewer_stay(book):
    grade(book, 4, 2)
    override(book, "c0", 1, was=4)
    grade(book, 5, 2, content="B", minute=1)
    assert standing(book).earned == 3


def test_points_of_a_criterion_that_is_worth_another_number_now_are_to_be_looked_at(book):
    grade(book, 1)
    override(book, "c0", 3, maximum=3)
    assert standing(book).earned == 3
    assert standing(book).doubts == ("c0: is worth 5 now, and was worth 3",)


def test_what_is_as_it_was_when_it_was_decided_is_in_no_doubt(book):
    grade(book, 1, 2)
    override(book, "c0", 3, maximum=5)
    override(book, WHOLE, 9, was=3, maximum=10)
    assert standing(book).doubts == ()


# The whole, and what has no score


@pytest.mark.parametrize("status", ["graded", "unreadable", "tampered", "not_graded", "refused"])
def test_the_whole_can_be_given_for_what_is(book, status):
    grade(book, 1, status=status)
    override(book, WHOLE, 7, was=None)
    now = standing(book)
    assert (now.status, now.earned, now.report.earned) == ("graded", 7, 7)
    assert (now.outcome, now.report.status.value) == (status, "graded")
    assert now.report.override == Correction(7, None, "tess", "seen by eye")
    override(book, WHOLE, None)
    assert standing(book).status == status


def test_the_whole_can_be_given_for_nothing(book):
    describe(book)
    book.enroll([ADA, BEN])
    override(book, WHOLE, 7, was=None)
    assert (standing(book).status, standing(book).earned, standing(book).attempts) == (
        "graded",
        7,
        0,
    )
    assert book.statistics("hw1").statuses == {"graded": 1, "missing": 1}
    grade(book, 5, 4)  # what is handed in later, and is better
    assert standing(book).earned == 9


def test_the_whole_is_no_more_than_can_be_had(book):
    grade(book, 1)
    override(book, WHOLE, 99, was=None)
    assert standing(book).earned == 10


def test_a_later_attempt_without_a_score_does_not_take_the_whole_away(book):
    grade(book, 1)
    override(book, WHOLE, 7, was=1)
    grade(book, 1, status="unreadable", content="B", minute=1)
    assert (standing(book).earned, standing(book).outcome) == (7, "unreadable")
    assert standing(book).doubts == ("the whole: judged without points now, and was 1",)


def test_criteria_decided_on_for_what_has_no_score_add_up(book):
    grade(book, 1, status="tampered")
    override(book, "c0", 4, was=None)
    override(book, "c1", 2, was=None)
    assert (standing(book).status, standing(book).earned) == ("graded", 6)
    grade(book, 1, 5, content="B", minute=1)  # where there are points, each stands for its own
    assert standing(book).earned == 9


@pytest.mark.parametrize(
    ("student", "assignment", "points"),
    [
        pytest.param("nobody", "hw1", 1.0, id="an unknown student"),
        pytest.param("ada", "hw9", 1.0, id="an unknown assignment"),
        pytest.param("ada", "hw1", float("nan"), id="points that are none"),
    ],
)
def test_no_override_for(book, student, assignment, points):
    book.enroll([ADA])
    given = Override(student, assignment, "c0", points, None, "tess", "why", NOON)
    with pytest.raises(UsageError):
        book.override(given)
