"""In which order a student's attempts stand, whatever zones and clocks say."""

from datetime import timedelta

import pytest
from support.gradebooks import ADA, NOON, attempt, describe, judged, record, rows, standing

from grader.classroom.gradebook.entries import GradedHandIn
from grader.classroom.gradebook.order import Stamp, comes_before

MIDNIGHT = NOON + timedelta(hours=12)


def stamp(minutes=0, number=None, zoned=True, since=NOON):
    when = since + timedelta(minutes=minutes)
    return Stamp(when, number, zoned, when)


@pytest.mark.parametrize(
    ("new", "other", "is_older"),
    [
        pytest.param(stamp(-1), stamp(), True, id="by times of a known zone"),
        pytest.param(stamp(0), stamp(), False, id="not by equal times"),
        pytest.param(stamp(-99, 7), stamp(0, 6), False, id="by a higher number"),
        pytest.param(stamp(99, 5), stamp(0, 6), True, id="by a lower number"),
        pytest.param(stamp(-99, None), stamp(0, 6), True, id="by time where one has no number"),
        pytest.param(stamp(-1, zoned=False), stamp(zoned=False), True, id="by a system's clock"),
        pytest.param(
            stamp(110, zoned=False, since=MIDNIGHT),
            stamp(169, zoned=False, since=MIDNIGHT),
            False,
            id="not in the hour that comes twice",
        ),
        pytest.param(
            stamp(100, zoned=False, since=MIDNIGHT),
            stamp(169, zoned=False, since=MIDNIGHT),
            True,
            id="by more than that hour",
        ),
        pytest.param(stamp(-14 * 60), stamp(zoned=False), False, id="not across unlike clocks"),
        pytest.param(stamp(-27 * 60), stamp(zoned=False), True, id="across them by days"),
        pytest.param(stamp(-60), stamp(zoned=None), False, id="not by an older program's"),
    ],
)
def test_an_attempt_is_the_older_one(new, other, is_older):
    assert comes_before(new, other) is is_older


def hand_in(book, points, minute, number=None, zoned=True, content=None):
    handed_in = attempt(content=content or f"{minute}", minute=minute, number=number, zoned=zoned)
    return book.record_hand_in(GradedHandIn(handed_in, judged(points), None))


@pytest.mark.parametrize("counts", ["last", "first"])
def test_a_systems_numbers_decide_which_attempt_counts(book, counts):
    describe(book, counts=counts)
    for points, minute, number in [(3, 0, 20), (5, -300, 30), (1, 300, 10)]:
        hand_in(book, points, minute, number)
    assert standing(book).earned == {"last": 5, "first": 1}[counts]


def test_between_two_numbers_it_stands_between_whatever_their_times(book):
    for minute, number in [(50, 1), (20, 3), (90, 2)]:
        hand_in(book, number, minute, number)
    attempts = book.history(ADA).attempts
    assert [past.scores[0].earned for past in attempts] == [1, 2, 3]


def test_numbers_of_one_time_decide_whichever_came_first(book):
    hand_in(book, 5, 0, 30, content="A")
    hand_in(book, 1, 0, 20, content="B")
    assert standing(book).earned == 5


def test_a_later_one_that_is_dated_earlier_is_remarked_on(book):
    assert hand_in(book, 1, 0, zoned=False) == ""
    remark = hand_in(book, 5, -60)
    assert remark == (
        "dated 2026-03-01 11:00 UTC, before what was graded already, of 2026-03-01 12:00; "
        "it counts as the later of the two"
    )
    assert standing(book).earned == 5
    assert hand_in(book, 2, -2000).endswith("it counts as the older of the two")
    assert standing(book).earned == 5


def test_one_that_is_older_by_its_number_too_is_not_remarked_on(book):
    assert hand_in(book, 1, 0, 20) == ""
    assert hand_in(book, 5, -60, 10) == ""
    assert standing(book).earned == 1
    assert hand_in(book, 5, -70, 30).endswith("it counts as the later of the two")


def test_where_the_first_counts_one_that_is_not_graded_leaves_that_to_the_next(book):
    describe(book, counts="first")
    record(book, attempt(content="A"), judged(status="not_graded"))
    assert standing(book).status == "not_graded"
    hand_in(book, 4, 1)
    assert standing(book).earned == 4


def test_the_time_is_kept_with_its_zone_and_who_says_it(book, where):
    hand_in(book, 1, 0, 9_999_999_999_999, zoned=False)
    columns = ("number", "zoned", "by_system")
    assert [tuple(row) for row in rows(where, "attempts", *columns)] == [(9_999_999_999_999, 0, 1)]
    assert standing(book).zoned is False
