"""Writers who share one wait for the disk: each is told of its own, whoever else fails."""

import asyncio
from types import SimpleNamespace

import pytest
from support.gradebooks import ADA, BEN, attempt, describe, judged, override, record, rows

from grader.classroom.gradebook.store import Gradebook
from grader.core.errors import UsageError
from grader.web import deeds, forms
from grader.web.access import Visitor
from grader.web.books import Books
from grader.web.deeds import GivenMarks

pytestmark = pytest.mark.database


class Counting(Books):
    """The same, and how many were written at once."""

    def __init__(self, where):
        super().__init__(where)
        self.amounts = []

    async def write_together(self, batch):
        self.amounts.append(len(batch))
        await super().write_together(batch)


@pytest.fixture
def where(tmp_path):
    path = tmp_path / "gradebook.db"
    with Gradebook.open(path, create=True) as book:
        describe(book)
        record(book, attempt(ADA), judged(1, 2))
        record(book, attempt(BEN), judged(1, 2))
    return path


def give(points):
    return lambda book: override(book, "c0", points)


def refuse(error):
    def work(book):
        override(book, "c0", 9)
        raise error

    return work


def write_all(where, *works):
    books = Counting(where)

    async def write():
        return await asyncio.gather(*map(books.write, works), return_exceptions=True)

    try:
        return books.amounts, asyncio.run(write())
    finally:
        books.close()


def points_in(where):
    return [points for (points,) in rows(where, "overrides", "points")]


def test_what_waits_is_written_at_once(where):
    amounts, _ = write_all(where, *map(give, (1, 2, 3, 4)))
    assert amounts == [4]
    assert points_in(where) == [1, 2, 3, 4]


def test_of_one_that_is_refused_nothing_is_written_and_of_the_others_all(where):
    _, outcomes = write_all(where, give(1), refuse(UsageError("no")), give(3))
    assert [str(outcome) for outcome in outcomes if outcome] == ["no"]
    assert points_in(where) == [1, 3]


def test_marks_that_had_to_be_given_again_are_to_be_taken_back_once(monkeypatch):
    class TwiceAtWork:
        async def write(self, work):
            work(book)  # is taken back, since another's failed
            return work(book)

    deed = GivenMarks("stats", "ada", {1: None})
    monkeypatch.setattr(deeds, "mark", lambda *_: deed)
    book = SimpleNamespace(as_one=lambda work: work(book))
    desk = SimpleNamespace(books=TwiceAtWork(), rubric=lambda name: None)
    form = {"student": "ada", "then": "next"}
    request = SimpleNamespace(path_params={"name": "stats"}, state=SimpleNamespace(form=form))
    visitor = Visitor("jane", 1e9)
    asyncio.run(forms.mark(desk, request, visitor))
    assert list(visitor.done) == [deed]


def test_a_fault_of_ours_is_told_to_one_and_the_others_are_written(where):
    amounts, outcomes = write_all(where, give(1), refuse(ZeroDivisionError()), give(3))
    assert amounts == [3, 1, 1, 1]
    assert [type(outcome) for outcome in outcomes if outcome] == [ZeroDivisionError]
    assert points_in(where) == [1, 3]
