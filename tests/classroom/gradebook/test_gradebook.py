"""The gradebook on both databases: what it keeps, what counts, and what is done when it fails."""

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from support.project import ROOT

from grader.classroom.gradebook import schema, writing
from grader.classroom.gradebook.address import parse_address
from grader.classroom.gradebook.database import Database, RetryPolicy
from grader.classroom.gradebook.entries import (
    Change,
    CriterionRecord,
    Kept,
    MistakeRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.gradebook.upgrade import MIGRATIONS, migrate
from grader.classroom.people import MISSING, HandIn, Override, Student
from grader.core.errors import GraderError, UsageError

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
ADA, BEN, EVE = Student("ada", "Ada"), Student("ben", "Ben"), Student("eve", "Eve")
APPEND_ONLY = ["observations", "attempts", "scores", "criteria", "mistakes", "overrides"]


class Impatient(Gradebook):
    """The same, for tests that wait until patience ends."""

    patience = RetryPolicy(lock_seconds=0.3, pauses=(0.01, 0.02))


class Backwards(Gradebook):
    """The same on a machine whose clock jumps back at each look."""

    hours = 0

    @staticmethod
    def now():
        Backwards.hours += 1
        return NOON - timedelta(hours=Backwards.hours)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    """An empty place for a gradebook, in each of the two databases."""
    if request.param == "sqlite":
        return tmp_path / "gradebook.db"
    return request.getfixturevalue("postgresql").make_database()


@pytest.fixture
def book(where):
    """An open gradebook with one assignment, of which the last attempt counts."""
    with Gradebook.open(where, create=True) as opened:
        opened.describe("hw1", "Homework 1", 10, "last")
        yield opened


def hand_in(student=ADA, minute=0, **fields):
    at = NOON + timedelta(minutes=minute)
    return HandIn("in.zip/hw.py", "hw.py", student, at, lambda: b"", **fields)


def judged(*points, status="graded", judging="j1", mistakes=(), **fields):
    """A score of criteria c0, c1, ... with up to 5 points each."""
    criteria = tuple(
        CriterionRecord(f"c{n}", "data", earned, 5, "earned" if earned == 5 else "lost")
        for n, earned in enumerate(points)
    )
    earned = {"graded": sum(points), "tampered": 0}.get(status)
    document = {
        "status": status,
        "earned": earned,
        "criteria": [{"name": one.name, "earned": one.earned} for one in criteria],
    }
    report = zlib.compress(json.dumps(document).encode())
    made = tuple(MistakeRecord(name, "c0") for name in mistakes)
    return ScoreRecord(status, earned, 10, judging, "strong", report, criteria, made, **fields)


def kept(key="k1", content="A", document=b"seen", **fields):
    return Kept(key, "hw1", content, "asked", (1, 2), "strong", document, **fields)


def grade(book, *points, student=ADA, content="A", minute=0, observed=None, **fields):
    """Hand in and score; the attempt's number."""
    attempt = book.attempt("hw1", hand_in(student, minute), content)
    book.record(attempt.id, judged(*points, **fields), observed)
    return attempt.id


def override(book, criterion, points, student=ADA, why="seen by eye"):
    book.override(Override(student.key, "hw1", criterion, points, 1.0, "tess", why, NOON))


def standing(book, student=ADA):
    return next(iter(book.standings("hw1", {student.key})))


def rows(where, table, *columns):
    """What a table holds, asked beside the gradebook."""
    place = f"sqlite:///{where}" if "://" not in str(where) else where
    database = Database(parse_address(place), RetryPolicy(), create=False)
    with contextlib.closing(database):
        statement = text(f"SELECT {', '.join(columns) or '*'} FROM {table} ORDER BY 1")
        return [tuple(row) for row in database.read(lambda one: one.execute(statement).all())]


# What is kept


def test_what_was_put_in_comes_out(book):
    notes = ("two files; the first was taken",)
    attempt = book.attempt("hw1", hand_in(late=True, notes=notes), "A")
    book.record(attempt.id, judged(5, 2, seconds=1.5), kept())
    (past,) = book.history(ADA).attempts
    assert (past.assignment, past.content, past.place) == ("hw1", "A", "in.zip/hw.py")
    assert (past.submitted_at, past.late, past.notes) == (NOON, True, notes)
    (score,) = past.scores
    assert (score.status, score.earned, score.maximum, score.seconds) == ("graded", 7, 10, 1.5)
    assert (score.judging, score.isolation) == ("j1", "strong")
    assert score.report["criteria"][1] == {"name": "c1", "earned": 2}
    assert book.kept("k1") == kept()


def test_times_come_out_in_utc_wherever_they_were_written(book):
    east = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    book.attempt("hw1", HandIn("p", "n", ADA, east, lambda: b""), "A")
    (past,) = book.history(ADA).attempts
    assert past.submitted_at == NOON
    assert past.submitted_at.tzinfo == timezone.utc


def test_a_score_may_have_no_points_and_no_observations(book):
    grade(book, status="unreadable")
    assert standing(book).status == "unreadable"
    assert standing(book).earned is None
    assert [one.kept for one in book.current_scores("hw1")] == [None]


def test_observations_are_kept_once_for_all_who_hand_in_the_same(book, where):
    grade(book, 5, observed=kept())
    grade(book, 5, student=BEN, observed=kept(document=b"seen again"))
    assert book.has_kept("k1")
    assert not book.has_kept("k2")
    assert book.kept("k2") is None
    assert book.kept("k1").document == b"seen"
    assert len(rows(where, "observations")) == 1


def test_names_that_no_database_takes_are_spelled_out(book):
    odd = Student("a\0b", "Zo\udcff")
    book.attempt("hw1", HandIn("a\udcff.zip", "h\0w.py", odd, NOON, lambda: b""), "A")
    assert book.attempt("hw1", hand_in(odd), "A").known
    (past,) = book.history(odd).attempts
    assert (past.place, past.name) == ("a\\udcff.zip", "h\\x00w.py")


def test_an_unknown_assignment_or_attempt_is_refused_and_nothing_stays(book, where):
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.attempt("hw9", hand_in(), "A")
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.record(99, judged(5), kept())
    assert [rows(where, table) for table in ("students", "observations", "scores")] == [[], [], []]


def test_no_call_changes_or_removes_a_row_that_is_only_added_to(book, where):
    def everything():
        return {table: {repr(row) for row in rows(where, table)} for table in APPEND_ONLY}

    def again():
        attempt_id = grade(book, 1, 2, observed=kept(), mistakes=["m1"])
        book.record(attempt_id, judged(3, judging="j2"), kept(document=b"other"))
        override(book, "c0", 4)
        override(book, "c0", None)
        book.enroll([Student("ada", "Ada L.", {"sis": "7"})])
        book.describe("hw1", "Renamed", 20, "best")

    again()
    before = everything()
    again()
    after = everything()
    for table in APPEND_ONLY:
        assert before[table]
        assert before[table] <= after[table]


def test_two_diagnoses_of_one_mistake_are_one_row(book):
    grade(book, 0, mistakes=["m1", "m1"])
    assert [one.name for one in book.statistics("hw1").mistakes] == ["m1"]


# Attempts


def test_a_first_hand_in_is_new_and_the_same_again_is_known(book):
    first = book.attempt("hw1", hand_in(), "A")
    assert (first.known, first.latest_score) == (False, None)
    again = book.attempt("hw1", hand_in(), "A")
    assert (again.id, again.known, again.latest_score) == (first.id, True, None)


def test_a_known_attempt_says_what_its_latest_score_was_made_from(book):
    attempt_id = grade(book, 1, observed=kept())
    book.record(attempt_id, judged(status="not_graded", judging="j2"), None)
    latest = book.attempt("hw1", hand_in(), "A").latest_score
    assert (latest.status, latest.judging, latest.kept) == ("not_graded", "j2", None)
    book.record(attempt_id, judged(1, judging="j3"), kept())
    latest = book.attempt("hw1", hand_in(), "A").latest_score
    assert (latest.status, latest.judging, latest.kept) == ("graded", "j3", "k1")


def test_returning_to_an_older_file_is_a_new_attempt(book):
    ids = [grade(book, 1, content=content, minute=n) for n, content in enumerate("ABA")]
    assert len(set(ids)) == 3
    assert standing(book).attempts == 3


def test_the_latest_file_again_is_known_at_any_time(book):
    grade(book, 1, content="A")
    latest = grade(book, 1, content="B", minute=1)
    assert book.attempt("hw1", hand_in(minute=9), "B").id == latest


def test_an_older_file_of_the_same_time_is_known(book):
    first = grade(book, 1, content="A")
    grade(book, 1, content="B", minute=1)
    assert book.attempt("hw1", hand_in(), "A").id == first


def test_the_same_file_of_another_student_or_assignment_is_new(book):
    book.describe("hw2", "Homework 2", 10, "last")
    grade(book, 1)
    assert not book.attempt("hw1", hand_in(BEN), "A").known
    assert not book.attempt("hw2", hand_in(), "A").known


def test_an_older_hand_in_that_comes_late_is_not_the_latest(book):
    grade(book, 5, content="B", minute=5)
    grade(book, 1, content="A", minute=0)
    assert standing(book).earned == 5


def test_asking_whether_an_attempt_is_known_adds_nothing(book, where):
    assert book.known_attempt("hw1", hand_in(), "A") is None
    assert (rows(where, "students"), rows(where, "attempts")) == ([], [])
    attempt_id = grade(book, 1, observed=kept())
    known = book.known_attempt("hw1", hand_in(), "A")
    assert (known.id, known.known, known.latest_score.kept) == (attempt_id, True, "k1")
    assert book.known_attempt("hw1", hand_in(BEN), "A") is None


def test_a_hand_in_and_its_score_are_recorded_together_or_not_at_all(book, where):
    book.record_hand_in("hw1", hand_in(), "A", judged(2), kept())
    book.record_hand_in("hw1", hand_in(), "A", judged(3), kept())
    assert (standing(book).earned, standing(book).attempts) == (3, 1)
    unheard_of = replace(kept("k2"), assignment="hw9")
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.record_hand_in("hw1", hand_in(BEN), "B", judged(2), unheard_of)
    assert [len(rows(where, table)) for table in ("students", "attempts", "scores")] == [1, 1, 2]


# Students


def test_what_is_known_of_a_student_adds_up(book):
    book.enroll([Student("ada", "Ada", {"sis": "7"})])
    book.attempt("hw1", hand_in(Student("ada", "", {"canvas": "70"})), "A")
    assert book.find_student("ada").name == "Ada"
    book.enroll([Student("ada", "Ada Lovelace")])
    assert book.find_student("ada") == Student("ada", "Ada Lovelace", {"sis": "7", "canvas": "70"})


def test_handing_in_takes_nobody_off_the_roster_and_puts_nobody_on(book):
    book.describe("hw2", "Homework 2", 10, "last")
    book.enroll([ADA])
    book.attempt("hw1", hand_in(Student("ada", "Ada L.")), "A")
    book.attempt("hw1", hand_in(BEN), "A")
    assert [one.student.key for one in book.standings("hw2")] == ["ada"]


@pytest.mark.parametrize("words", ["ada", "7001", "Ada Lovelace"], ids=["key", "id", "name"])
def test_a_student_is_found_by(book, words):
    ada = Student("ada", "Ada Lovelace", {"sis": "7001"})
    book.enroll([BEN, ada, EVE])
    assert book.find_student(words) == ada


def test_one_name_of_two_students_is_not_guessed(book):
    book.enroll([Student("b1", "Ben"), Student("b2", "Ben")])
    with pytest.raises(UsageError, match=r"'Ben' may be Ben \(b1\), Ben \(b2\); give the key"):
        book.find_student("Ben")


def test_a_name_that_nobody_has_names_the_nearest(book):
    book.enroll([Student("s1", "Ada Lovelace"), Student("s2", "Alan Turing")])
    with pytest.raises(UsageError, match=r"did you mean Ada Lovelace \(s1\)\?"):
        book.find_student("Ada Lovelase")
    with pytest.raises(UsageError, match="check the key or the name"):
        book.find_student("xyz")


def test_the_history_of_a_student_holds_all_scores_of_all_attempts(book):
    later = grade(book, 2, content="B", minute=1)
    grade(book, 1, content="A")
    grade(book, 5, student=BEN)
    book.record(later, judged(3), None)
    override(book, "c0", 4)
    override(book, "c0", None)
    history = book.history(ADA)
    assert [one.content for one in history.attempts] == ["A", "B"]
    assert [[score.earned for score in one.scores] for one in history.attempts] == [[1], [2, 3]]
    assert [one.points for one in history.overrides] == [4, None]
    assert history.overrides[0] == Override("ada", "hw1", "c0", 4, 1, "tess", "seen by eye", NOON)


def test_a_student_without_a_row_has_no_history(book):
    with pytest.raises(UsageError, match="no student 'ada'"):
        book.history(ADA)


# What counts


@pytest.mark.parametrize(
    ("counts", "earned"),
    [
        pytest.param("last", 2, id="the last"),
        pytest.param("best", 4, id="the best"),
        pytest.param("first", 3, id="the first"),
    ],
)
def test_what_counts_is(book, counts, earned):
    book.describe("hw1", "Homework 1", 10, counts)
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
    book.describe("hw1", "Homework 1", 10, counts)
    for name in "AB":
        grade(book, 1, content=name, mistakes=[name])
    assert [one.name for one in book.statistics("hw1").mistakes] == [content]


def test_the_best_is_one_with_points_if_there_is_one(book):
    book.describe("hw1", "Homework 1", 10, "best")
    grade(book, 0, content="A")
    grade(book, status="unreadable", content="B", minute=1)
    assert (standing(book).status, standing(book).earned) == ("graded", 0)
    grade(book, student=BEN, status="unreadable")
    assert (standing(book, BEN).status, standing(book, BEN).earned) == ("unreadable", None)


def test_of_each_attempt_the_latest_score_counts(book):
    book.describe("hw1", "Homework 1", 10, "best")
    book.record(grade(book, 5), judged(1, judging="j2"), None)
    assert standing(book).earned == 1


def test_an_attempt_without_a_score_is_not_graded_and_hides_behind_no_older_one(book):
    grade(book, 5)
    book.attempt("hw1", hand_in(minute=1), "B")
    now = standing(book)
    assert (now.status, now.earned, now.maximum, now.report) == ("not_graded", None, 10, {})


def test_the_order_is_that_of_hand_ins_and_numbers_though_the_clock_jumps_back(where):
    with Backwards.open(where, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        grade(book, 5, content="A")
        latest = grade(book, 1, content="B", minute=1)
        book.record(latest, judged(3), None)
        assert standing(book).earned == 3
        assert [one.judging for one in book.current_scores("hw1")] == ["j1", "j1"]
        (_, past) = book.history(ADA).attempts
        assert [one.earned for one in past.scores] == [1, 3]
        assert past.scores[0].judged_at > past.scores[1].judged_at
        assert book.attempt("hw1", hand_in(minute=9), "B").known


def test_standings_name_the_roster_and_all_who_handed_in_by_name(book):
    book.enroll([EVE, BEN, Student("z", "Ada")])
    grade(book, 5, student=Student("a", "Ada"))
    grade(book, 5, student=Student("x", "Éva"))
    listed = list(book.standings("hw1"))
    assert [one.student.key for one in listed] == ["a", "z", "ben", "eve", "x"]
    assert [one.status for one in listed] == ["graded", MISSING, MISSING, MISSING, "graded"]
    assert (listed[1].earned, listed[1].maximum, listed[1].attempts) == (None, 10, 0)


def test_a_standing_says_when_and_whether_late(book):
    attempt = book.attempt("hw1", hand_in(late=True), "A")
    book.record(attempt.id, judged(4), None)
    assert (standing(book).submitted_at, standing(book).late) == (NOON, True)


def test_standings_of_some_students_leave_out_the_others(book):
    book.enroll([ADA, BEN, EVE])
    grade(book, 5)
    assert [one.student.key for one in book.standings("hw1", {"eve", "ada"})] == ["ada", "eve"]


def test_standings_of_an_unknown_assignment_name_the_known(book):
    with pytest.raises(UsageError, match="no assignment 'hw9' in the gradebook, which holds hw1"):
        list(book.standings("hw9"))


def test_an_assignment_is_what_was_said_of_it_last(book):
    grade(book, 5, content="A")
    grade(book, 1, content="B", minute=1)
    book.describe("hw1", "Homework 1", 10, "best")
    assert standing(book).earned == 5


# Overrides


def test_an_override_stands_in_the_total_and_in_the_report(book):
    grade(book, 1, 2)
    override(book, "c0", 4)
    now = standing(book)
    assert now.earned == 6
    assert now.report["earned"] == 6
    said = {"points": 4, "was": 1, "who": "tess", "why": "seen by eye"}
    assert now.report["criteria"] == [
        {"name": "c0", "earned": 4, "override": said},
        {"name": "c1", "earned": 2},
    ]
    assert [one.criterion for one in now.overrides] == ["c0"]


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
    assert "override" not in now.report["criteria"][0]


def test_an_override_survives_a_regrade_and_another_attempt(book):
    attempt_id = grade(book, 1, 2)
    override(book, "c0", 4)
    book.record(attempt_id, judged(0, 1, judging="j2"), None)
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
    assert standing(book).report["criteria"][0]["earned"] == round(earned - 2, 2)


def test_an_override_makes_an_attempt_the_best(book):
    book.describe("hw1", "Homework 1", 10, "best")
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
    assert [one.criterion for one in standing(book).overrides] == ["gone"]


def test_an_override_of_one_student_is_of_no_other(book):
    grade(book, 1)
    grade(book, 1, student=BEN)
    override(book, "c0", 4)
    assert standing(book, BEN).earned == 1


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


# Judging again


def test_current_scores_hold_what_judging_again_takes(book):
    attempt_id = grade(book, 1, observed=kept())
    book.record(attempt_id, judged(2, judging="j2"), kept())
    grade(book, 3, student=BEN, observed=kept("k2", document=b"other"))
    book.attempt("hw1", hand_in(EVE), "A")
    first, second = book.current_scores("hw1")
    assert (first.attempt_id, first.student, first.content) == (attempt_id, ADA, "A")
    assert (first.judging, first.kept) == ("j2", kept())
    assert (second.student, second.kept.document) == (BEN, b"other")


def test_scores_may_be_recorded_while_the_current_ones_are_read(book):
    for n in range(120):
        grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}"))
    for one in book.current_scores("hw1"):
        book.record(one.attempt_id, judged(2, judging="j2"), one.kept)
    again = list(book.current_scores("hw1"))
    assert len(again) == 120
    assert {one.judging for one in again} == {"j2"}
    assert {one.earned for one in book.standings("hw1")} == {2}


def peak(work):
    """The most memory that Python held during some work, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_rescore_is_written_whole_or_not_at_all(book, where):
    grade(book, 1, observed=kept())
    grade(book, 1, student=BEN)
    ada, ben = (Change(one, judged(2, judging="j2")) for one in book.current_scores("hw1"))
    lost = replace(ben, was=replace(ben.was, attempt_id=99))
    with pytest.raises(GraderError, match="nothing of this was recorded"):
        book.record_all([ada, lost])
    assert len(rows(where, "scores")) == 2
    book.record_all([ada, ben])
    assert [one.judging for one in book.current_scores("hw1")] == ["j2", "j2"]
    assert [one.kept for one in book.current_scores("hw1")] == [kept(), None]


def test_memory_does_not_grow_with_what_is_read_or_written(book):
    def fill():
        for n in range(300):
            document = os.urandom(100_000)
            grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}", document=document))

    assert peak(fill) < 8e6
    assert peak(lambda: sum(1 for _ in book.current_scores("hw1"))) < 20e6


# Statistics


def test_statistics_say_how_a_class_did(book):
    book.enroll([ADA, BEN, EVE, Student("fay", "Fay")])
    grade(book, 0, 0, content="old", minute=-1, mistakes=["m0"])
    grade(book, 5, 2, mistakes=["m1"])
    grade(book, 1, 5, student=BEN, mistakes=["m2", "m1"])
    grade(book, student=EVE, status="unreadable")
    found = book.statistics("hw1")
    assert found.statuses == {"graded": 2, "unreadable": 1, MISSING: 1}
    shares = [(one.name, one.students, one.earned, one.mean) for one in found.criteria]
    assert shares == [("c0", 2, 0.5, 3), ("c1", 2, 0.5, 3.5)]
    assert (found.criteria[0].group, found.criteria[0].maximum) == ("data", 5)
    often = [(one.name, one.cause, one.students) for one in found.mistakes]
    assert often == [("m1", "c0", (ADA, BEN)), ("m2", "c0", (BEN,))]


def test_statistics_count_overrides(book):
    grade(book, 1)
    override(book, "c0", 5)
    (share,) = book.statistics("hw1").criteria
    assert (share.earned, share.mean) == (1, 5)


# Several processes


def test_what_is_read_is_one_moment_though_others_write_meanwhile(book, where):
    def twice(connection):
        first = connection.scalar(text("SELECT COUNT(*) FROM scores"))
        with Gradebook.open(where, create=False) as other:
            grade(other, 1)
        return first, connection.scalar(text("SELECT COUNT(*) FROM scores"))

    assert book._database.read(twice) == (0, 0)
    assert len(rows(where, "scores")) == 1


WRITER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
import test_gradebook as t
place, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
with t.Gradebook.open(place, create=True) as book:
    book.describe("hw1", "Homework 1", 10, "last")
    for n in range(first, last):
        student = t.Student(f"s{{n}}", f"Student {{n}}")
        t.grade(book, 1, 2, student=student, observed=t.kept(f"k{{n}}"), mistakes=["m1"])
        print(n, flush=True)
"""


@contextlib.contextmanager
def uncommitted(where, work, *arguments):
    """What another does to a gradebook is done when this begins, and committed a moment later."""
    done = threading.Event()

    def slow(connection):
        work(connection, *arguments)
        done.set()
        time.sleep(0.3)

    def run():
        with Gradebook.open(where, create=False) as other:
            other._database.write(slow)

    thread = threading.Thread(target=run)
    thread.start()
    assert done.wait(10)
    yield
    thread.join()


def test_an_attempt_that_another_is_adding_is_known_once_that_is_done(book, where):
    book.enroll([ADA])
    with uncommitted(where, writing.attempt, "hw1", hand_in(), "A", NOON):
        assert book.attempt("hw1", hand_in(), "A").known
    assert len(rows(where, "attempts")) == 1


def test_a_student_whom_another_is_adding_is_the_same(book, where):
    with uncommitted(where, writing.attempt, "hw1", hand_in(), "A", NOON):
        assert not book.attempt("hw1", hand_in(minute=1), "B").known
    assert len(rows(where, "students")) == 1


def test_observations_that_another_is_adding_are_shared(book, where):
    attempt_id = grade(book, 1)
    with uncommitted(where, writing.keep, kept(), NOON):
        book.record(attempt_id, judged(2), kept())
    assert len(rows(where, "observations")) == 1
    assert [one.kept for one in book.current_scores("hw1")] == [kept()]


def test_what_two_learn_of_a_student_at_once_adds_up(book, where):
    book.enroll([ADA])
    with uncommitted(where, writing.admit, Student("ada", "Ada", {"sis": "7"})):
        book.attempt("hw1", hand_in(Student("ada", "Ada", {"canvas": "70"})), "A")
    assert book.find_student("ada").ids == {"sis": "7", "canvas": "70"}


@contextlib.contextmanager
def writer(where, first, last):
    """A process that hands in and scores, says each number once that is recorded, and then ends.

    It begins when it is told to, so that two begin at once.
    """
    code = WRITER.format(tests=str(ROOT / "tests"), root=str(ROOT))
    command = [sys.executable, "-c", code, str(where), str(first), str(last)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def begin(process):
    process.stdin.write("\n")
    process.stdin.flush()


def numbers(process):
    """What a writer said that it recorded, once it has ended well."""
    said, wrong = process.communicate()
    assert process.returncode == 0, wrong
    return [int(line) for line in said.split()]


@pytest.mark.database
def test_two_processes_that_grade_the_same_lose_and_double_nothing(where):
    with writer(where, 0, 60) as one, writer(where, 0, 60) as other:
        begin(one)
        begin(other)
        assert numbers(one) == numbers(other) == list(range(60))
    assert len(rows(where, "attempts")) == len(rows(where, "observations")) == 60
    assert len(rows(where, "students")) == 60
    assert len(rows(where, "scores")) == 120
    assert len(rows(where, "criteria", "score_id")) == 240


def test_two_processes_that_enroll_in_opposite_orders_do_not_block_each_other(where):
    people = [Student(f"s{n:03}") for n in range(300)]
    with Gradebook.open(where, create=True):
        pass

    def enroll(order):
        try:
            with Gradebook.open(where, create=False) as book:
                for size in range(1, 4):
                    book.enroll(Student(one.key, f"Name {size}") for one in order)
        except GraderError as error:
            failed.append(error)

    failed = []
    orders = [people, people[::-1]]
    threads = [threading.Thread(target=enroll, args=[order]) for order in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(rows(where, "students")) == 300


@pytest.mark.database
def test_a_killed_writer_loses_nothing_that_it_had_recorded_and_doubles_nothing(where):
    first = 0
    for _ in range(3):
        with writer(where, first, first + 10_000) as process:
            begin(process)
            for _ in range(20):
                recorded = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            recorded = max([recorded, *map(int, process.communicate()[0].split())])
        with Gradebook.open(where, create=False) as book:
            listed = {one.student.key: one for one in book.standings("hw1")}
        complete = [n for n in range(recorded + 1) if listed[f"s{n}"].report]
        assert complete == list(range(recorded + 1))
        assert {one.attempts for one in listed.values()} == {1}
        first = recorded + 1
    scored = [id for (id,) in rows(where, "scores", "attempt_id")]
    assert len(scored) == len(set(scored))
    assert len(rows(where, "criteria", "score_id")) == 2 * len(scored)
    assert len(rows(where, "mistakes", "score_id")) == len(scored)


# Older and newer schemas


def make_old(where, version="0001"):
    """A gradebook as an older program left it, with one score of 7 points."""
    database = Database(parse_address(where), RetryPolicy(), create=True)
    with contextlib.closing(database):
        database.write(migrate, version)
        database.keep_log()
        database.write(fill_old)


def fill_old(connection):
    report = zlib.compress(json.dumps({"earned": 7, "criteria": []}).encode())
    for statement in (
        "INSERT INTO students (key, name, ids, on_roster) VALUES ('ada', 'Ada', '{}', true)",
        "INSERT INTO assignments VALUES ('hw1', 'Homework 1', 10, 'last')",
        "INSERT INTO attempts"
        " (assignment, student_id, content, submitted_at, place, name, late, seen_at)"
        " VALUES ('hw1', 1, 'A', :noon, 'p', 'n', false, :noon)",
        "INSERT INTO scores"
        " (token, attempt_id, status, earned, maximum, judging, isolation, report, judged_at)"
        " VALUES ('t', 1, 'graded', 7, 10, 'j', 'strong', :report, :noon)",
    ):
        values = {"noon": "2026-03-01 12:00:00.000000+00:00", "report": report}
        if connection.dialect.name == "sqlite":
            values["noon"] = "2026-03-01 12:00:00.000000"
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement), named)


def test_an_older_gradebook_is_brought_up_to_date_in_place_with_its_rows(where):
    make_old(where)
    with Gradebook.open(where, create=False) as book:
        (past,) = book.history(ADA).attempts
        assert (past.submitted_at, past.notes, past.scores[0].seconds) == (NOON, (), None)
        assert (standing(book).earned, standing(book).attempts) == (7, 1)
    assert rows(where, schema.VERSION_TABLE) == [(schema.VERSION,)]


@pytest.mark.database
def test_two_processes_may_open_an_older_gradebook_at_once(where):
    make_old(where)
    with writer(where, 0, 5) as one, writer(where, 5, 10) as other:
        begin(one)
        begin(other)
        assert numbers(one) + numbers(other) == list(range(10))
    with Gradebook.open(where, create=False) as book:
        assert standing(book).earned == 7
        assert len(list(book.standings("hw1"))) == 11


@pytest.mark.database
def test_many_processes_may_make_a_gradebook_at_once(where):
    with contextlib.ExitStack() as stack:
        writers = [stack.enter_context(writer(where, n, n + 1)) for n in range(4)]
        for one in writers:
            begin(one)
        assert [numbers(one) for one in writers] == [[0], [1], [2], [3]]


def test_migrating_ends_at_the_tables_that_the_queries_name(where):
    make_old(where, schema.VERSION)
    database = Database(parse_address(where), RetryPolicy(), create=False)

    def differences(connection):
        options = {"compare_type": True, "version_table": schema.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, schema.tables)

    def columns(connection):
        return {
            name: [column["name"] for column in inspect(connection).get_columns(name)]
            for name in schema.views.tables
        }

    with contextlib.closing(database):
        assert database.read(differences) == []
        views = {name: list(table.columns.keys()) for name, table in schema.views.tables.items()}
        assert database.read(columns) == views


def test_the_version_that_is_asked_for_is_the_last_step():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.VERSION]


def test_a_newer_schema_asks_for_a_newer_program(where):
    make_old(where, schema.VERSION)
    database = Database(parse_address(where), RetryPolicy(), create=False)
    newer = text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '0999'")
    with contextlib.closing(database):
        database.write(lambda connection: connection.execute(newer))
    with pytest.raises(UsageError, match="schema 0999 is newer .* install a newer golden-grader"):
        open_and_close(where)


@pytest.mark.database
def test_alembic_is_not_loaded_for_a_current_schema(where):
    with Gradebook.open(where, create=True):
        pass
    code = (
        "import sys; from grader.classroom.gradebook.store import Gradebook\n"
        "with Gradebook.open(sys.argv[1], create=False): pass\n"
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(where)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


# What is no gradebook


def open_and_close(where, book_class=Impatient, **options):
    with book_class.open(where, **{"create": False, **options}):
        pass


def test_an_absent_file_is_not_made_unless_asked(tmp_path):
    with pytest.raises(UsageError, match=r"g.db: there is no gradebook"):
        open_and_close(tmp_path / "g.db")
    assert not any(tmp_path.iterdir())


def test_an_empty_database_is_no_gradebook_unless_asked(where):
    if "://" not in str(where):
        where.touch()
    with pytest.raises(UsageError, match="it is empty, so no gradebook"):
        open_and_close(where)
    open_and_close(where, create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_others_is_left_alone(where, create):
    database = Database(parse_address(where), RetryPolicy(), create=True)
    with contextlib.closing(database):
        database.connect()
        database.write(lambda connection: connection.execute(text("CREATE TABLE theirs (a INT)")))
    with pytest.raises(UsageError, match="it holds other tables, so it is no gradebook"):
        open_and_close(where, create=create)
    with contextlib.closing(
        Database(parse_address(where), RetryPolicy(), create=False)
    ) as database:
        assert database.read(lambda one: inspect(one).get_table_names()) == ["theirs"]


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_not_a_database_is_left_alone(tmp_path, create):
    path = tmp_path / "hw.ipynb"
    path.write_text('{"cells": []}' * 500)
    with pytest.raises(UsageError, match=r"hw.ipynb: no SQLite file, so no gradebook"):
        open_and_close(path, create=create)
    assert path.read_text() == '{"cells": []}' * 500


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "g.db"
    open_and_close(path, create=True)
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(GraderError, match=r"g.db: damaged; put back a copy"):
        open_and_close(path)


def test_a_folder_is_no_gradebook(tmp_path):
    with pytest.raises(UsageError, match="a folder, not a gradebook; name a file in it"):
        open_and_close(tmp_path, create=True)


def test_a_folder_that_is_absent_is_not_made(tmp_path):
    with pytest.raises(UsageError, match="its folder does not exist"):
        open_and_close(tmp_path / "absent" / "g.db", create=True)


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?#.db", "ä.db"])
def test_any_file_name_will_do(tmp_path, name):
    open_and_close(tmp_path / name, create=True)
    open_and_close(f"sqlite:///{tmp_path / 'plain'}.db", create=True)
    assert {path.name for path in tmp_path.iterdir()} == {name, "plain.db"}


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://tess:s3cret@127.0.0.1:{port}/db", id="nobody listens"),
        pytest.param("postgresql+psycopg://tess:s3@cret@localhost:{port}/db", id="with an @"),
        pytest.param("postgresql://localhost:{port}/db?password=s3cret", id="in the query"),
        pytest.param("postgresql://tess:s3cret@host.invalid/db", id="no such host"),
        pytest.param("postgresql://tess:s3cret@127.0.0.1:{port}/db?nonsense=1", id="odd option"),
        pytest.param("postgresql://tess:s3cret@127.0.0.1:port/db", id="no port"),
        pytest.param("mysql://tess:s3cret@127.0.0.1:{port}/db", id="another database"),
        pytest.param("sqlite://", id="no file"),
    ],
)
def test_a_url_that_leads_nowhere_is_said_at_once_in_one_line_without_its_password(url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    start = time.monotonic()
    with pytest.raises(UsageError) as caught:
        open_and_close(url.replace("{port}", str(port)), Gradebook, create=True)
    assert time.monotonic() - start < 5
    shown = str(caught.value)
    assert "\n" not in shown
    assert "cret" not in shown
    assert "tess" not in shown or "user" in shown
    assert ";" in shown


def test_a_missing_database_is_said_with_its_name(postgresql):
    with pytest.raises(UsageError, match=r'can\'t be reached .*database "absent" does not exist'):
        open_and_close(postgresql.url("absent"), create=True)


def test_a_missing_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"pip install 'golden-grader\[postgresql\]'"):
        open_and_close("postgresql://localhost/db")


# Files that can't be written


@contextlib.contextmanager
def mounted_at(place, *what):
    """Something seen at another place, as only root can arrange it."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    options = what if len(what) > 1 else ("--bind", *what)
    done = subprocess.run(["mount", *options, place], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@contextlib.contextmanager
def mounted(folder, *options):
    """A small file system of its own."""
    folder.mkdir(exist_ok=True)
    with mounted_at(folder, "-t", "tmpfs", "-o", ",".join(options), "tmpfs"):
        yield folder


def make_read_only(folder):
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


def fill_disk(book, recorded):
    for n in range(1000):
        document = os.urandom(20_000)
        grade(book, 1, student=Student(f"s{n}"), observed=kept(f"k{n}", document=document))
        recorded.append(f"s{n}")


@pytest.mark.database
def test_a_full_disk_is_said_and_costs_nothing_that_was_recorded(tmp_path):
    with mounted(tmp_path / "small", "size=2m") as folder:
        ballast = folder / "ballast"
        with Impatient.open(folder / "g.db", create=True) as book:
            book.describe("hw1", "Homework 1", 10, "last")
            ballast.write_bytes(bytes(1_000_000))
            recorded = []
            with pytest.raises(GraderError, match=r"g.db: its disk is full; make room"):
                fill_disk(book, recorded)
            listed = [one for one in book.standings("hw1") if one.status == "graded"]
            assert sorted(one.student.key for one in listed) == sorted(recorded)
            assert len(recorded) > 5
            ballast.unlink()
            grade(book, 3, student=EVE, observed=kept("more", document=os.urandom(20_000)))
            assert standing(book, EVE).earned == 3


@pytest.mark.database
def test_a_read_only_folder_can_be_read_but_not_written(tmp_path):
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        with Gradebook.open(folder / "g.db", create=True) as book:
            book.describe("hw1", "Homework 1", 10, "last")
            grade(book, 4)
        make_read_only(folder)
        with Gradebook.open(folder / "g.db", create=False) as book:
            assert standing(book).earned == 4
            assert book.statistics("hw1").statuses == {"graded": 1}
            with pytest.raises(GraderError, match=r"g.db: read-only; make the file"):
                book.attempt("hw1", hand_in(BEN), "A")
        with pytest.raises(GraderError, match="read-only|can't be opened"):
            open_and_close(folder / "new.db", create=True)


@pytest.mark.database
def test_a_file_in_a_read_only_folder_can_be_read_though_it_could_be_written(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        grade(book, 4)
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        (folder / "g.db").touch()
        make_read_only(folder)
        with mounted_at(folder / "g.db", path), Gradebook.open(folder / "g.db", create=False) as it:
            assert standing(it).earned == 4
            with pytest.raises(GraderError, match=r"g.db: read-only"):
                it.attempt("hw1", hand_in(BEN), "A")


@pytest.mark.database
def test_a_read_only_file_can_be_read_while_its_owner_writes(tmp_path):
    path = tmp_path / "g.db"
    view = tmp_path / "view"
    view.mkdir()
    with Gradebook.open(path, create=True) as owner, mounted_at(view, tmp_path):
        owner.describe("hw1", "Homework 1", 10, "last")
        grade(owner, 4)
        subprocess.run(["mount", "-o", "remount,bind,ro", view], check=True)
        with Gradebook.open(view / "g.db", create=False) as reader:
            assert standing(reader).earned == 4
            latest = grade(owner, 5, content="B", minute=1)
            assert standing(reader).earned == 5
            with pytest.raises(GraderError, match="read-only"):
                reader.record(latest, judged(1), None)


@pytest.mark.database
def test_entries_that_are_still_in_the_log_are_not_passed_over(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        grade(book, 4)
        with mounted(tmp_path / "shelf", "size=4m") as folder:
            for name in ("g.db", "g.db-wal"):
                shutil.copy(tmp_path / name, folder)
            make_read_only(folder)
            with pytest.raises(GraderError, match="its last entries are still in g.db-wal"):
                open_and_close(folder / "g.db")


@pytest.mark.database
def test_an_older_schema_that_is_read_only_says_so(tmp_path):
    with mounted(tmp_path / "shelf", "size=4m") as folder:
        make_old(folder / "g.db")
        make_read_only(folder)
        with pytest.raises(GraderError, match="schema 0001 is older than .* read-only"):
            open_and_close(folder / "g.db")


@pytest.mark.database
def test_a_file_locked_by_another_process_is_said_after_waiting_and_can_be_read(tmp_path):
    path = tmp_path / "g.db"
    with Gradebook.open(path, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        grade(book, 4)
    code = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    code += "d.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.readline()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code, path], text=True, **pipes) as holder:
        assert holder.stdout.readline() == "locked\n"
        with Impatient.open(path, create=False) as book:
            start = time.monotonic()
            with pytest.raises(GraderError, match=r"g.db: locked by another process; wait until"):
                grade(book, 5, content="B", minute=1)
            assert time.monotonic() - start >= Impatient.patience.lock_seconds
            assert standing(book).earned == 4
            holder.communicate("\n")
            grade(book, 5, content="B", minute=1)
            assert standing(book).earned == 5


# A server that goes away


class Patient(Gradebook):
    """The same, with pauses that are long enough for a server to start again."""

    patience = RetryPolicy(pauses=(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0))


def database_of(where):
    return re.search(r"test_\w+", where)[0]


def hang_up(server, where):
    """Close the connections of a database from the server's side."""
    server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database_of(where)}'"
    )


@pytest.fixture
def remote(postgresql):
    where = postgresql.make_database()
    with Patient.open(where, create=True) as opened:
        opened.describe("hw1", "Homework 1", 10, "last")
        yield opened, where


def test_a_connection_that_drops_between_calls_is_made_again(postgresql, remote):
    book, where = remote
    calls = [
        lambda: book.enroll([ADA]),
        lambda: book.describe("hw1", "Homework 1", 10, "best"),
        lambda: book.attempt("hw1", hand_in(), "A"),
        lambda: book.record(1, judged(3), kept()),
        lambda: book.kept("k1"),
        lambda: book.has_kept("k1"),
        lambda: override(book, "c0", 4),
        lambda: list(book.current_scores("hw1")),
        lambda: book.statistics("hw1"),
        lambda: book.find_student("ada"),
        lambda: book.history(ADA),
    ]
    for call in calls:
        hang_up(postgresql, where)
        call()
    hang_up(postgresql, where)
    assert standing(book).earned == 4
    assert [len(rows(where, table)) for table in ("attempts", "scores", "overrides")] == [1, 1, 1]


def test_standings_go_on_where_the_connection_drops_between_two_pieces(postgresql, remote):
    book, where = remote
    for n in range(120):
        grade(book, 1, student=Student(f"s{n:03}"))
    listed = []
    for one in book.standings("hw1"):
        listed.append(one.student.key)
        if len(listed) == 10:
            hang_up(postgresql, where)
    assert listed == [f"s{n:03}" for n in range(120)]


def test_a_server_that_is_started_again_in_mid_run_loses_and_doubles_nothing(postgresql, remote):
    book, where = remote
    is_back, recorded = threading.Event(), []

    def grade_until_it_is_back():
        while not is_back.is_set():
            name = f"s{len(recorded)}"
            grade(book, 1, student=Student(name), observed=kept(name))
            recorded.append(name)

    grading = threading.Thread(target=grade_until_it_is_back)
    grading.start()
    time.sleep(0.2)
    postgresql.stop()
    postgresql.start()
    is_back.set()
    grading.join()
    assert sorted(key for (key,) in rows(where, "observations", "key")) == sorted(recorded)
    assert len(rows(where, "scores")) == len(rows(where, "attempts")) == len(recorded) > 0


def test_a_server_that_stays_away_is_named_after_some_tries(postgresql, empty):
    with Impatient.open(empty, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        postgresql.stop()
        try:
            with pytest.raises(GraderError, match="the connection was lost .*see that the server"):
                book.attempt("hw1", hand_in(), "A")
        finally:
            postgresql.start()
        assert not book.attempt("hw1", hand_in(), "A").known


@pytest.fixture
def empty(postgresql):
    return postgresql.make_database()


class Wire(threading.Thread):
    """A wire to the server that breaks once, when the next commit has been done but not told."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self._path = f"{server.folder}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.breaks = threading.Event()
        self.connections = 0

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                with client, socket.socket(socket.AF_UNIX) as server:
                    server.connect(self._path)
                    self.carry(client, server)

    def carry(self, client, server):
        committing = False
        while True:
            ready, _, _ = select.select([client, server], [], [])
            data = ready[0].recv(65536)
            if not data or (committing and ready[0] is server):
                return
            committing = self.breaks.is_set() and b"COMMIT\0" in data
            if committing:
                self.breaks.clear()
            (client if ready[0] is server else server).sendall(data)

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.join()


@pytest.mark.parametrize(
    ("call", "table"),
    [
        pytest.param(lambda book: book.record(1, judged(3), kept()), "scores", id="a score"),
        pytest.param(
            lambda book: book.record_hand_in("hw1", hand_in(BEN), "A", judged(3), kept()),
            "scores",
            id="a hand-in with its score",
        ),
        pytest.param(lambda book: override(book, "c0", 4), "overrides", id="an override"),
        pytest.param(
            lambda book: book.attempt("hw1", hand_in(BEN), "A"), "attempts", id="an attempt"
        ),
    ],
)
def test_a_connection_that_drops_during_the_commit_doubles_nothing(postgresql, call, table):
    where = postgresql.make_database()
    wire = Wire(postgresql)
    wire.start()
    through = f"postgresql+psycopg://grader@127.0.0.1:{wire.port}/{database_of(where)}"
    with contextlib.closing(wire), Patient.open(through, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        book.attempt("hw1", hand_in(), "A")
        before = len(rows(where, table))
        wire.breaks.set()
        call(book)
        assert wire.connections == 2
        assert len(rows(where, table)) == before + 1


# What stays behind


def test_nothing_stays_open_when_a_gradebook_is_closed(where):
    descriptors = len(os.listdir("/proc/self/fd"))
    with contextlib.suppress(ZeroDivisionError), Gradebook.open(where, create=True) as book:
        book.describe("hw1", "Homework 1", 10, "last")
        grade(book, 1)
        next(book.standings("hw1"))
        1 / 0  # noqa: B018
    assert len(os.listdir("/proc/self/fd")) == descriptors
    if "://" not in str(where):
        assert [path.name for path in where.parent.iterdir()] == ["gradebook.db"]


def test_nothing_stays_open_when_a_gradebook_is_refused(where):
    make_old(where)
    descriptors = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UsageError):
        open_and_close(f"{where}x")
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_what_is_recorded_is_on_the_disk_before_it_is_said(tmp_path):
    with Gradebook.open(tmp_path / "g.db", create=True) as book:
        pragmas = ("synchronous", "foreign_keys", "journal_mode")

        def ask(connection):
            return [connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in pragmas]

        assert book._database.read(ask) == [2, 1, "wal"]


def test_a_score_that_was_only_judged_again_tells_the_time_of_its_run(book):
    attempt = book.attempt("hw1", hand_in(), "A")
    book.record(attempt.id, judged(5, seconds=1.5), kept())
    book.record(attempt.id, judged(7, seconds=None), kept())
    (standing,) = book.standings("hw1")
    assert (standing.earned, standing.seconds, standing.kept) == (7, 1.5, "k1")
