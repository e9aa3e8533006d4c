"""The class in memory: whatever comes in is listed, in whichever order it is committed."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from support.gradebooks import ADA, BEN, NOON, attempt, describe, judged, override, record

from grader.classroom.gradebook import news, writing
from grader.classroom.gradebook.backup import back_up, restore
from grader.classroom.gradebook.entries import AssignmentRecord, CriterionRecord
from grader.classroom.gradebook.marks import MarkDecision
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.hiding import hide_names
from grader.classroom.people import Override
from grader.course.due import DueRule, LateRule
from grader.course.zones import ZonedTime
from grader.web.listing import ClassListing

pytestmark = pytest.mark.database


@contextlib.contextmanager
def opened_again_and_again(where):
    """A gradebook with two students, by as many connections as are wanted."""
    with Gradebook.open(where, create=True) as book:
        describe(book)
        record(book, attempt(ADA), judged(1, 2))
        record(book, attempt(BEN), judged(1, 2))
    with contextlib.ExitStack() as opened:
        yield lambda: opened.enter_context(Gradebook.open(where, create=False))


@pytest.fixture
def opening(postgresql):
    """A way to open a server's gradebook: a file has one writer at a time, so no other order."""
    with opened_again_and_again(postgresql.make_database()) as opening:
        yield opening


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    if request.param == "sqlite":
        return tmp_path / "gradebook.db"
    return request.getfixturevalue("postgresql").make_database()


@pytest.fixture
def book(where):
    with opened_again_and_again(where) as opening:
        yield opening()


@pytest.fixture
def listing():
    return ClassListing(SimpleNamespace(name="hw1"))


def points_in(listing, book):
    return {row.key: row.standing.earned for row in book.at_once(listing.look)}


def times_in(listing, book):
    return [row.standing.submitted_at for row in book.at_once(listing.look)]


def give_late(book, meanwhile):
    """Give Ada 5 points in a transaction that ends only after something else was done."""

    def work(connection):
        given = Override("ada", "hw1", "c0", 5, 1.0, "tess", "seen by eye", NOON)
        writing.override(Transaction(connection, "late", NOON), given)
        meanwhile()

    book._database.write(work)


def test_what_was_numbered_first_and_comes_last_is_listed(opening, listing):
    late, other, reader = opening(), opening(), opening()
    assert points_in(listing, reader) == {"ada": 3, "ben": 3}

    def meanwhile():
        for points in (4, 5):
            override(other, "c0", points, student=BEN)
            assert points_in(listing, reader) == {"ada": 3, "ben": points + 2}

    give_late(late, meanwhile)
    assert points_in(listing, reader) == {"ada": 7, "ben": 7}
    override(other, "c0", 0, student=ADA)
    assert points_in(listing, reader) == {"ada": 2, "ben": 7}


def test_what_was_at_work_at_the_first_look_is_listed(opening, listing):
    late, other, reader = opening(), opening(), opening()

    def meanwhile():
        override(other, "c0", 4, student=BEN)
        assert points_in(listing, reader) == {"ada": 3, "ben": 6}

    give_late(late, meanwhile)
    assert points_in(listing, reader) == {"ada": 7, "ben": 6}


def test_once_all_is_there_only_those_of_whom_there_is_news_are_read(book, listing):
    points_in(listing, book)
    changes = book.at_once(listing.count_changes)
    asked, read = [], listing.read
    listing.read = lambda book, keys: asked.append(keys) or read(book, keys)
    override(book, "c0", 4, student=BEN)
    assert points_in(listing, book) == {"ada": 3, "ben": 6}
    assert points_in(listing, book) == {"ada": 3, "ben": 6}
    assert asked == [["ben"]]
    assert book.at_once(listing.count_changes) == changes + 1


def test_a_transaction_that_was_at_work_long_ago_is_waited_for_no_more(opening, listing):
    late, other, reader = opening(), opening(), opening()
    points_in(listing, reader)
    give_late(late, lambda: points_in(listing, reader))
    override(other, "c0", 4, student=BEN)
    points_in(listing, reader)
    asked, read = [], listing.read
    listing.read = lambda book, keys: asked.append(keys) or read(book, keys)
    points_in(listing, reader)
    assert asked == []


def test_with_nothing_written_what_grows_with_the_class_is_not_read_again(
    book, where, listing, monkeypatch
):
    points_in(listing, book)
    reads, read = [], news.read_stamp
    monkeypatch.setattr(news, "read_stamp", lambda connection: reads.append(1) or read(connection))
    for _ in range(3):
        points_in(listing, book)
    assert reads == []
    override(book, "c0", 4, student=BEN)
    with Gradebook.open(where, create=False) as other:
        override(other, "c0", 5, student=ADA)
    assert points_in(listing, book) == {"ada": 7, "ben": 6}
    assert reads == [1]


def due(book, name, rule, counts="last"):
    book.describe(AssignmentRecord(name, "Homework", 10, counts, rule))


def test_what_is_reckoned_anew_is_listed_though_nothing_came_in_here(book, listing):
    day = 24 * 60
    rule = DueRule(ZonedTime(NOON, "UTC"), LateRule(per_day=Fraction(1, 10), free_days=1))
    due(book, "hw1", rule)
    due(book, "hw0", replace(rule, due=ZonedTime(NOON - timedelta(hours=1), "UTC")))
    record(book, attempt(ADA, "B", day), judged(5, 5))
    assert points_in(listing, book) == {"ada": 10, "ben": 3}
    # The free day goes to what was due before.
    record(book, attempt(ADA, "A", day, "hw0"), judged(5, 5))
    assert points_in(listing, book) == {"ada": 9, "ben": 3}
    due(book, "hw1", replace(rule, due=ZonedTime(NOON + timedelta(days=2), "UTC")))
    assert points_in(listing, book) == {"ada": 10, "ben": 3}
    due(book, "hw1", None, "first")
    assert points_in(listing, book) == {"ada": 3, "ben": 3}


def test_a_time_that_is_learned_is_listed(book, listing):
    rule = DueRule(ZonedTime(NOON, "UTC"), LateRule(per_day=Fraction(1, 10)))
    due(book, "hw1", rule)
    record(book, attempt(ADA, "B", 5, by_system=False), judged(5, 5))
    assert points_in(listing, book) == {"ada": 10, "ben": 3}
    book.learn_time(attempt(ADA, "B", 7))
    assert points_in(listing, book) == {"ada": 9, "ben": 3}


def test_a_time_that_is_learned_is_listed_where_nothing_is_due(book, listing):
    record(book, attempt(ADA, "B", 5, by_system=False), judged(5, 5))
    assert NOON + timedelta(minutes=5) in times_in(listing, book)
    book.learn_time(attempt(ADA, "B", 7))
    assert NOON + timedelta(minutes=7) in times_in(listing, book)


def test_a_copy_that_is_put_back_is_listed(book, where, listing, tmp_path):
    back_up(where, tmp_path / "copy.db")
    override(book, "c0", 4, student=BEN)
    assert points_in(listing, book) == {"ada": 3, "ben": 6}
    restore(where, tmp_path / "copy.db")
    override(book, "c0", 5, student=ADA)  # by the number that Ben's had
    assert points_in(listing, book) == {"ada": 7, "ben": 3}


def hand_in(book, student, status, minute=0):
    """Have a student hand in what is to be marked, or was judged."""
    score = judged(1, 2)
    criteria = (CriterionRecord("c0", "data", 0, 5, status, "p"), *score.criteria[1:])
    score = replace(score, criteria=criteria)
    record(book, attempt(student, f"{student.key}{minute}", minute), score)


def marks_in(listing, book):
    parts = book.at_once(lambda book: listing.look_at_parts(book, "c0"))
    return {key: part.points for key, part in parts.items()}


@pytest.mark.parametrize("hidden", [False, True], ids=["names shown", "names hidden"])
def test_marks_are_listed_without_a_look_at_how_students_stand(book, listing, hidden):
    for student in (ADA, BEN):
        hand_in(book, student, "to_be_marked", minute=1)
    if hidden:
        hide_names(book, hide=True, who="tess", why="blind")
    ada, ben = (s.code or s.key for s in map(book.find_student, ("ada", "ben")))
    assert marks_in(listing, book) == {ada: None, ben: None}
    asked, read = [], listing.read
    listing.read = lambda book, keys: asked.append(keys) or read(book, keys)
    (part,) = [p for p in book.parts("hw1", [ben]) if p.is_current]
    book.mark([MarkDecision(part, 4, "tess")])
    assert marks_in(listing, book) == {ada: None, ben: 4}
    # By the rubric of a rescore it is nobody's to be marked any more.
    hand_in(book, ADA, "earned", minute=1)
    assert marks_in(listing, book) == {ben: 4}
    assert asked == []
    assert set(points_in(listing, book)) == {ada, ben}
    assert len(asked) == 1
