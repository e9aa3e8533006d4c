"""Due dates, extensions, excuses, adjustments, choices and removals: what counts then."""

import contextlib
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event, select
from support.gradebooks import (
    ADA,
    BEN,
    NOON,
    attempt,
    grade,
    judged,
    kept,
    override,
    record,
    standing,
)

from grader.classroom.account import doubts_of
from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.entries import AssignmentRecord, Change
from grader.classroom.gradebook.schema import students
from grader.classroom.tables.class_list import render_history
from grader.course.due import DueRule, LateRule
from grader.course.zones import ZonedTime
from grader.reports.terminal import Style

pytestmark = pytest.mark.database

DAY = 24 * 60


def described(name="hw1", counts="last", day=0, **late):
    """An assignment that is due so many days after NOON, and costs 10 % a day by default."""
    rule = LateRule(per_day=Fraction(late.pop("per_day", "1/10")), **late)
    at = ZonedTime(NOON + timedelta(days=day), "Europe/Berlin")
    return AssignmentRecord(name, "Homework", 10, counts, DueRule(at, rule))


def due(book, name="hw1", **rule):
    book.describe(described(name, **rule))


def id_of(book, student):
    wanted = select(students.c.id).filter_by(key=student.key)
    return book._database.read(lambda connection: connection.scalar(wanted))


def do(book, kind, student=ADA, **detail):
    """Do an action for a student; its number."""
    whom = {"assignment": "hw1", "students": [id_of(book, student)]}
    return book.act(Action(kind, "tess", "a reason", {**whom, **detail}))


def extend(book, days, student=ADA, **more):
    until = None if days is None else (NOON + timedelta(days=days)).isoformat()
    return do(book, "extend", student, until=until, shown="a day", **more)


def points(book, student=ADA):
    now = standing(book, student)
    return now.status, now.earned


def test_each_day_late_takes_off_a_share_of_the_points_and_judged_ones_stay(book):
    due(book)
    grade(book, 5, 4, minute=DAY + 1)
    now = standing(book)
    assert (now.judged, now.corrected, now.penalty, now.earned) == (9, 9, 1.8, 7.2)
    assert (now.lateness.days, now.lateness.share) == (2, Fraction(8, 10))
    assert now.report.earned == 9


def test_a_rule_that_comes_or_goes_later_holds_for_what_is_there(book):
    grade(book, 5, 4, minute=1)
    assert (points(book), standing(book).lateness) == (("graded", 9), None)
    due(book)
    assert points(book) == ("graded", 8.1)
    book.describe(AssignmentRecord("hw1", "Homework", 10, "last"))
    assert (points(book), standing(book).lateness) == (("graded", 9), None)


def test_a_system_s_word_takes_the_place_of_the_file_s_own_time(book):
    due(book)
    record(book, attempt(minute=-30, by_system=False), judged(5, 5))
    assert points(book) == ("graded", 10)
    told = attempt(minute=DAY + 1)
    book.learn_time(told)
    assert (points(book), standing(book).attempts) == (("graded", 8), 1)
    assert standing(book).submitted_at == told.hand_in.submitted_at
    # A file says nothing against that, and another time of a system's nothing either.
    for later in (attempt(minute=5 * DAY, by_system=False), attempt(minute=3 * DAY)):
        book.learn_time(later)
        assert points(book) == ("graded", 8)


def test_a_hand_in_that_is_graded_again_has_the_system_s_time_then(book):
    due(book)
    record(book, attempt(minute=-30, by_system=False), judged(5, 5))
    record(book, attempt(minute=1), judged(5, 4))
    assert (points(book), standing(book).attempts) == (("graded", 8.1), 1)


def test_an_extension_holds_until_it_is_taken_back_or_undone(book):
    due(book)
    grade(book, 5, 5, minute=DAY)
    assert points(book) == ("graded", 9)
    first = extend(book, 2)
    assert points(book) == ("graded", 10)
    assert standing(book).extension == NOON + timedelta(days=2)
    extend(book, None)
    assert (points(book), standing(book).extension) == (("graded", 9), None)
    book.undo(2, "tess")
    assert points(book) == ("graded", 10)
    book.undo(first, "tess")
    assert points(book) == ("graded", 9)


def test_an_extension_may_come_before_the_hand_in(book):
    due(book)
    book.enroll([ADA])
    extend(book, 1)
    grade(book, 5, 5, minute=DAY)
    assert points(book) == ("graded", 10)


def test_what_is_refused_for_lateness_does_not_count_but_an_earlier_one_does(book):
    due(book, up_to=1, then="refuse")
    grade(book, 5, 1)
    grade(book, 5, 5, content="B", minute=2 * DAY)
    now = standing(book)
    assert (now.status, now.earned, now.attempts) == ("graded", 6, 2)
    grade(book, 5, 5, student=BEN, minute=2 * DAY)
    late = standing(book, BEN)
    assert (late.status, late.earned, late.report) == ("too_late", None, None)
    assert (late.lateness.accepted, late.lateness.days) == (False, 2)
    assert book.statistics("hw1").statuses == {"graded": 1, "too_late": 1}


def test_after_the_last_day_it_counts_with_no_points_where_the_rule_says_zero(book):
    due(book, up_to=1, then="zero")
    grade(book, 5, 5, minute=2 * DAY)
    assert points(book) == ("graded", 0)
    assert standing(book).lateness.accepted


@pytest.mark.parametrize(
    ("counts", "earned"),
    [
        pytest.param("last", 8, id="the last, though late"),
        pytest.param("last_before_due", 7, id="the last that was in time"),
        pytest.param("best", 8.1, id="the best, after what being late costs"),
        pytest.param("first", 2, id="the first"),
    ],
)
def test_which_attempt_counts(book, counts, earned):
    due(book, counts=counts)
    grade(book, 1, 1, content="A", minute=-2)
    grade(book, 5, 2, content="B", minute=-1)
    grade(book, 5, 4, content="C", minute=5)
    grade(book, 5, 5, content="D", minute=DAY + 5)
    assert standing(book).earned == earned


def test_of_late_ones_alone_the_last_counts_where_the_last_before_due_would(book):
    due(book, counts="last_before_due")
    grade(book, 5, 4, minute=5)
    grade(book, 5, 5, content="B", minute=6)
    assert points(book) == ("graded", 9)


def test_free_days_are_spent_in_the_order_of_due_dates_by_what_counts(book):
    """The second homework comes in first: what it was given is taken back by the first."""
    due(book, "hw1", day=0, free_days=3)
    due(book, "hw2", day=7, free_days=3)
    record(book, attempt(minute=9 * DAY, assignment="hw2"), judged(5, 5))
    (second,) = book.standings("hw2", ["ada"])
    assert (second.lateness.days, second.lateness.free, second.earned) == (2, 2, 10)
    grade(book, 5, 5, minute=2 * DAY)
    assert (standing(book).lateness.free, standing(book).earned) == (2, 10)
    (second,) = book.standings("hw2", ["ada"])
    assert (second.lateness.free, second.earned) == (1, 9)


def test_excused_or_extended_a_homework_gives_its_free_days_back(book):
    due(book, "hw1", day=0, free_days=2)
    due(book, "hw2", day=7, free_days=2)
    grade(book, 5, 5, minute=2 * DAY)
    record(book, attempt(minute=9 * DAY, assignment="hw2"), judged(5, 5))
    assert next(book.standings("hw2", ["ada"])).earned == 8
    excuse = do(book, "excuse")
    assert next(book.standings("hw2", ["ada"])).earned == 10
    book.undo(excuse, "tess")
    assert next(book.standings("hw2", ["ada"])).earned == 8
    extend(book, 2)
    assert next(book.standings("hw2", ["ada"])).earned == 10


def test_penalties_are_of_the_corrected_points_and_adjustments_come_after(book):
    due(book)
    grade(book, 5, 4, minute=1)
    override(book, "c1", 1, was=4)
    assert (standing(book).corrected, standing(book).earned) == (6, 5.4)
    override(book, "*", 8, was=9)
    assert (standing(book).corrected, standing(book).earned) == (8, 7.2)
    do(book, "adjust", points=3.5)
    do(book, "adjust", points=-1.25)
    now = standing(book)
    assert (now.judged, now.penalty, now.earned) == (9, 0.8, 9.45)
    assert [(each.points, each.why) for each in now.adjustments] == [
        (3.5, "a reason"),
        (-1.25, "a reason"),
    ]
    assert (now.report.earned, now.report.override.points) == (8, 8)


@pytest.mark.parametrize(
    ("earned", "share", "expected"),
    [
        pytest.param(2.35, "1/10", 2.12, id="2.115 is rounded up"),
        pytest.param(4.9, "1/8", 4.29, id="4.2875 is rounded up"),
        pytest.param(0.05, "1/10", 0.05, id="0.045 is rounded up"),
        pytest.param(4.35, "3/10", 3.05, id="3.045 is rounded up"),
    ],
)
def test_what_is_left_is_exact_and_rounded_half_up(book, earned, share, expected):
    due(book, per_day=share)
    grade(book, earned, minute=1)
    assert standing(book).earned == expected
    assert standing(book).penalty == round(earned - expected, 2)


def test_a_total_is_never_below_nothing(book):
    grade(book, 1)
    do(book, "adjust", points=-3)
    assert points(book) == ("graded", 0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("unreadable", ("graded", 4), id="a file that nobody can read"),
        pytest.param("refused", ("graded", 4), id="a file that was refused"),
        pytest.param("tampered", ("tampered", 4), id="what was tampered with"),
        pytest.param("not_graded", ("not_graded", None), id="what we could not grade waits"),
    ],
)
def test_points_of_another_kind_count_without_a_score_but_none_stand_for_ours(
    book, status, expected
):
    grade(book, status=status)
    do(book, "adjust", points=4)
    assert points(book) == expected


def test_who_handed_in_nothing_may_have_points_and_is_no_zero_by_a_malus(book):
    book.enroll([ADA, BEN])
    do(book, "adjust", points=4)
    do(book, "adjust", BEN, points=-4)
    assert (points(book), points(book, BEN)) == (("graded", 4), ("missing", None))
    assert book.statistics("hw1").statuses == {"graded": 1, "missing": 1}


def test_who_is_excused_has_no_score_handed_in_or_not(book):
    book.enroll([ADA, BEN])
    grade(book, 5, 5)
    for student in (ADA, BEN):
        do(book, "excuse", student)
        now = standing(book, student)
        assert (now.status, now.earned, now.excused) == ("excused", None, "a reason")
    assert book.statistics("hw1").statuses == {"excused": 2}
    assert book.statistics("hw1").criteria == ()
    book.undo(1, "tess")
    assert points(book) == ("graded", 10)


def test_another_attempt_is_chosen_until_that_is_undone(book):
    first = grade(book, 5, 0)
    grade(book, 5, 5, content="B", minute=1)
    choice = do(book, "choose", attempt_id=first, shown="A")
    assert points(book) == ("graded", 5)
    grade(book, 5, 4, content="C", minute=2)
    assert points(book) == ("graded", 5)
    book.undo(choice, "tess")
    assert points(book) == ("graded", 9)


def test_a_removed_hand_in_counts_no_more_and_an_earlier_one_does(book):
    grade(book, 5, 0)
    second = grade(book, 5, 5, content="B", minute=1)
    removal = book.act(Action("remove", "tess", "", {"attempt_id": second, "shown": "B"}))
    assert (points(book), standing(book).attempts) == (("graded", 5), 1)
    book.undo(removal, "tess")
    assert (points(book), standing(book).attempts) == (("graded", 10), 2)


def test_all_of_a_removed_batch_counts_no_more(book):
    batch = book.act(Action("batch", "tess", "", {"shown": "week3"}))
    grade(book, 5, 0)
    for student in (ADA, BEN):
        record(book, attempt(student, "B", 1), judged(5, 5), batch_id=batch)
    removal = book.act(Action("remove", "tess", "", {"batch_id": batch, "shown": "week3"}))
    assert points(book) == ("graded", 5)
    assert [s.student.key for s in book.standings("hw1")] == ["ada"]
    book.undo(removal, "tess")
    assert [s.earned for s in book.standings("hw1")] == [10, 10]


def test_a_removed_student_is_in_no_list_until_they_are_put_back(book):
    book.enroll([ADA, BEN])
    grade(book, 5, 5)
    removal = do(book, "remove", student_id=1, shown="ada")
    assert [s.student.key for s in book.standings("hw1")] == ["ben"]
    assert [student.key for student in book.roster()] == ["ben"]
    assert book.statistics("hw1").statuses == {"missing": 1}
    grade(book, 5, 4, content="B", minute=1)
    assert [s.student.key for s in book.standings("hw1")] == ["ben"]
    book.undo(removal, "tess")
    assert points(book) == ("graded", 9)


@pytest.mark.parametrize(
    ("handed_in", "earned", "is_doubtful"),
    [
        pytest.param({"zoned": None}, 10, True, id="an older program has not said its zone"),
        pytest.param({"by_system": False}, 10, True, id="only the file tells the time"),
        pytest.param({"by_system": None, "number": 7}, 10, True, id="an older program's number"),
        pytest.param({"by_system": False, "number": 7}, 10, False, id="not late by Canvas's word"),
        pytest.param(
            {"by_system": False, "number": 7, "late": True}, 10, True, id="late, not since when"
        ),
        pytest.param({"number": 7}, 1, False, id="the system tells it"),
    ],
)
def test_what_came_at_a_time_nobody_knows_for_sure_costs_nothing(
    book, handed_in, earned, is_doubtful
):
    due(book)
    record(book, attempt(minute=9 * DAY, **handed_in), judged(5, 5))
    now = standing(book)
    assert (now.earned, now.lateness.is_doubtful) == (earned, is_doubtful)
    assert bool([*doubts_of(now)]) is is_doubtful
    assert now.doubts == ()


def test_a_history_tells_of_each_attempt_how_late_it_came_and_whether_it_was_refused(book):
    due(book, up_to=1, then="refuse")
    grade(book, 5, 1, minute=DAY)
    grade(book, 5, 5, content="B", minute=2 * DAY)
    first, second = book.history(ADA).attempts
    assert (first.lateness.days, first.lateness.accepted) == (1, True)
    assert (second.lateness.days, second.lateness.accepted) == (2, False)
    shown = render_history(book.history(ADA), Style())
    assert "attempt 1: 2026-03-02 12:00 UTC, late by 1 day (1 day begun)" in shown
    assert "late by 2 days (2 days begun), refused" in shown


def test_a_rescore_never_loses_what_was_ruled(book):
    due(book)
    grade(book, 5, 4, minute=1, observed=kept())
    do(book, "adjust", points=1)
    (current,) = book.current_scores("hw1")
    book.rescore(described(), [Change(current, judged(5, 5, judging="j2"))])
    now = standing(book)
    assert (now.judged, now.penalty, now.earned) == (10, 1, 10)


def test_a_preview_says_for_whom_other_points_count_and_writes_nothing(book):
    due(book)
    grade(book, 5, 5, minute=1)
    detail = {"assignment": "hw1", "students": [1], "points": 2}
    (effect,) = book.preview(Action("adjust", "tess", "oral", detail))
    assert (effect.assignment, effect.shift.student.key) == ("hw1", "ada")
    assert (effect.shift.was.earned, effect.shift.now.earned) == (9, 11)
    assert (points(book), book.actions()) == (("graded", 9), [])


def test_a_preview_of_several_counts_those_whom_they_concern_and_once(book):
    grade(book, 3)
    grade(book, 4, student=BEN, content="B")
    detail = {"assignment": "hw1", "points": 2}
    give = [
        Action("adjust", "tess", "oral", {**detail, "students": [id_of(book, student)]})
        for student in (ADA, BEN)
    ]
    counted = []

    def note(connection, cursor, statement, *_):
        if "FROM counting" in statement:
            counted.append("counting.student_id IN" in statement)

    with contextlib.ExitStack() as after:
        event.listen(book._database._engine, "before_cursor_execute", note)
        after.callback(event.remove, book._database._engine, "before_cursor_execute", note)
        effects = book.preview(*give)
    assert [each.shift.now.earned - each.shift.was.earned for each in effects] == [2, 2]
    assert counted == [True, True]


def test_the_log_has_actions_overrides_and_marks_in_their_order(book):
    grade(book, 5, 5)
    do(book, "adjust", points=2)
    book.undo(1, "ben", "a slip")
    override(book, "c1", 3, was=5)
    told = [(e.number, e.kind, e.what, e.undone_by) for e in book.log()]
    assert sorted(told, key=str) == sorted(
        [
            (None, "override", "hw1, c1: 3", None),
            (1, "adjust", "hw1: +2 points", 2),
            (2, "undo", "undid 1: hw1: +2 points", None),
        ],
        key=str,
    )
    assert [e.kind for e in book.log(BEN)] == []
    assert {e.kind for e in book.log(ADA)} == {"adjust", "undo", "override"}
