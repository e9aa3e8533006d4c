"""What counts for each student, and how the class did."""

from datetime import timedelta

import pytest
from support.gradebooks import (
    ADA,
    BEN,
    EVE,
    NOON,
    attempt,
    describe,
    grade,
    judged,
    kept,
    number,
    override,
    perform,
    record,
    standing,
)

from grader.classroom.gradebook import recording
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import MISSING, Student
from grader.core.errors import UsageError


@pytest.mark.parametrize(
    ("counts", "earned"),
    [
        pytest.param("last", 2, id="the last"),
        pytest.param("best", 4, id="the best"),
        pytest.param("first", 3, id="the first"),
    ],
)
def test_what_counts_is(book, counts, earned):
    describe(book, counts=counts)
    for points, minute in [(4, 2), (2, 3), (3, 1)]:
        grade(book, points, content=f"at {minute}", minute=minute)
    assert standing(book).earned == earned
    assert standing(book).attempts == 3


@pytest.mark.parametrize(
    ("counts", "content"),
    [
        pytest.param("last", "B", id="the last that came"),
        pytest.param("best", "B", id="the latest of the best"),
        pytest.param("first", "A", id="the first that came"),
    ],
)
def test_of_equal_attempts_at_one_time_what_counts_is(book, counts, content):
    describe(book, counts=counts)
    for name in "AB":
        grade(book, 1, content=name, mistakes=[name])
    assert [mistake.name for mistake in book.statistics("hw1").mistakes] == [content]


def test_the_best_is_one_with_points_if_there_is_one(book):
    describe(book, counts="best")
    grade(book, 0, content="A")
    grade(book, status="unreadable", content="B", minute=1)
    assert (standing(book).status, standing(book).earned) == ("graded", 0)
    grade(book, student=BEN, status="unreadable")
    assert (standing(book, BEN).status, standing(book, BEN).earned) == ("unreadable", None)


def test_of_each_attempt_the_latest_score_counts(book):
    describe(book, counts="best")
    for points in (5, 1):
        grade(book, points)
    assert standing(book).earned == 1


def test_an_attempt_without_a_score_is_not_graded_and_hides_behind_no_older_one(book):
    grade(book, 5)
    perform(book, recording.find_or_add, attempt(content="B", minute=1))
    now = standing(book)
    assert (now.status, now.earned, now.maximum, now.report) == ("not_graded", None, 10, None)


class Backwards(Gradebook):
    """The same on a machine whose clock jumps back at each look."""

    hours = 0

    @staticmethod
    def now():
        Backwards.hours += 1
        return NOON - timedelta(hours=Backwards.hours)


def test_the_order_is_that_of_hand_ins_and_numbers_though_the_clock_jumps_back(where):
    with Backwards.open(where, create=True) as book:
        describe(book)
        grade(book, 5, content="A")
        latest = grade(book, 1, content="B", minute=1)
        grade(book, 3, content="B", minute=1)
        assert standing(book).earned == 3
        assert [score.judging for score in book.current_scores("hw1")] == ["j1", "j1"]
        (_, past) = book.history(ADA).attempts
        assert [score.earned for score in past.scores] == [1, 3]
        assert past.scores[0].judged_at > past.scores[1].judged_at
        assert number(book, attempt(content="B", minute=9)) == latest


def test_standings_name_the_roster_and_all_who_handed_in_by_name(book):
    book.enroll([EVE, BEN, Student("z", "Ada")])
    grade(book, 5, student=Student("a", "Ada"))
    grade(book, 5, student=Student("x", "Éva"))
    listed = list(book.standings("hw1"))
    assert [entry.student.key for entry in listed] == ["a", "z", "ben", "eve", "x"]
    assert [entry.status for entry in listed] == ["graded", MISSING, MISSING, MISSING, "graded"]
    assert (listed[1].earned, listed[1].maximum, listed[1].attempts) == (None, 10, 0)


def test_a_standing_says_when_and_whether_late(book):
    record(book, attempt(late=True), judged(4))
    assert (standing(book).submitted_at, standing(book).late) == (NOON, True)


def test_standings_of_some_students_leave_out_the_others(book):
    book.enroll([ADA, BEN, EVE])
    grade(book, 5)
    assert [entry.student.key for entry in book.standings("hw1", {"eve", "ada"})] == ["ada", "eve"]


def test_standings_of_an_unknown_assignment_name_the_known(book):
    with pytest.raises(UsageError, match="no assignment 'hw9' in the gradebook, which holds hw1"):
        list(book.standings("hw9"))


def test_an_assignment_is_what_was_said_of_it_last(book):
    grade(book, 5, content="A")
    grade(book, 1, content="B", minute=1)
    describe(book, counts="best")
    assert standing(book).earned == 5


def test_a_score_that_was_only_judged_again_tells_the_time_of_its_run(book):
    grade(book, 5, seconds=1.5, observed=kept())
    grade(book, 3, seconds=None, observed=kept())
    (standing,) = book.standings("hw1")
    assert (standing.earned, standing.seconds, standing.observation_key) == (3, 1.5, "k1")


def test_statistics_say_how_a_class_did(book):
    book.enroll([ADA, BEN, EVE, Student("fay", "Fay")])
    grade(book, 0, 0, content="old", minute=-1, mistakes=["m0"])
    grade(book, 5, 2, mistakes=["m1"])
    grade(book, 1, 5, student=BEN, mistakes=["m2", "m1"])
    grade(book, student=EVE, status="unreadable")
    counted = book.statistics("hw1")
    assert counted.statuses == {"graded": 2, "unreadable": 1, MISSING: 1}
    shares = [(share.name, share.students, share.earned, share.mean) for share in counted.criteria]
    assert shares == [("c0", 2, 0.5, 3), ("c1", 2, 0.5, 3.5)]
    assert (counted.criteria[0].group, counted.criteria[0].maximum) == ("data", 5)
    often = [(share.name, share.cause, share.students) for share in counted.mistakes]
    assert often == [("m1", "c0", (ADA, BEN)), ("m2", "c0", (BEN,))]


def test_statistics_count_overrides(book):
    grade(book, 1)
    override(book, "c0", 5)
    (share,) = book.statistics("hw1").criteria
    assert (share.earned, share.mean) == (1, 5)
