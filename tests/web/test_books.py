"""What is asked for at once is done at once: each is told of its own, whoever else fails."""

import asyncio
from types import SimpleNamespace

import pytest

from grader.core.errors import GraderError, UsageError
from grader.web import forms, pages
from grader.web.access import Visitor
from grader.web.books import Gatherer
from grader.web.deeds import GivenMarks

FAULT = ZeroDivisionError("ours")


class Counting:
    """Doubles numbers that come together, and keeps what came when."""

    def __init__(self, *bad):
        self.bad, self.batches = bad, []
        self.free = asyncio.Event()

    async def work(self, numbers):
        self.batches.append(list(numbers))
        await self.free.wait()
        if any(number in self.bad for number in numbers):
            raise FAULT
        return [UsageError("odd") if number % 2 else number * 2 for number in numbers]


def ask(numbers, *later, bad=()):
    """Ask for numbers at once, and for others while these are done."""

    async def asking():
        counting = Counting(*bad)
        gatherer = Gatherer(counting.work)
        first = asyncio.gather(*map(gatherer.do, numbers), return_exceptions=True)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        rest = asyncio.gather(*map(gatherer.do, later), return_exceptions=True)
        await asyncio.sleep(0)
        counting.free.set()
        return counting.batches, await first + await rest

    return asyncio.run(asking())


def test_what_comes_together_is_done_at_once_and_what_comes_meanwhile_after_it():
    assert ask([2, 4], 6, 8, 10) == ([[2, 4], [6, 8, 10]], [4, 8, 12, 16, 20])


def test_who_is_refused_is_told_and_the_others_have_theirs():
    _, outcomes = ask([2, 3, 4])
    assert [str(outcome) for outcome in outcomes] == ["4", "odd", "8"]


def test_a_fault_of_ours_is_told_to_one_and_the_others_are_done_without_it():
    batches, outcomes = ask([2, 4, 6], bad=[4])
    assert batches == [[2, 4, 6], [2], [4], [6]]
    assert outcomes == [4, FAULT, 12]


def test_after_a_fault_it_goes_on():
    _, outcomes = ask([4], 6, bad=[4])
    assert outcomes == [FAULT, 12]


def test_whose_browser_has_gone_does_not_hinder_the_others():
    async def asking():
        counting = Counting()
        gatherer = Gatherer(counting.work)
        gone, here = (asyncio.create_task(gatherer.do(number)) for number in (2, 4))
        await asyncio.sleep(0.01)
        gone.cancel()
        counting.free.set()
        return await here

    assert asyncio.run(asking()) == 8


@pytest.mark.parametrize(
    ("given", "amount"),
    [pytest.param({1: None}, 1, id="marked"), pytest.param({}, 0, id="nothing that is new")],
)
def test_what_a_form_has_marked_can_be_taken_back_once(given, amount):
    async def give(sent):
        return [GivenMarks("stats", "ada", given) for _ in sent]

    desk = SimpleNamespace(marking={"stats": Gatherer(give)}, rubric=lambda name: None)
    form = {"student": "ada", "then": "next", "nonce": "n" * 20}
    request = SimpleNamespace(path_params={"name": "stats"}, state=SimpleNamespace(form=form))
    visitor = Visitor("jane", 1e9)
    asyncio.run(forms.mark(desk, request, visitor))
    assert len(visitor.done) == amount


def test_an_open_page_is_let_go_while_the_gradebook_is_away(monkeypatch):
    monkeypatch.setattr(pages, "LOOK_SECONDS", 0)
    looks = iter([1, 2, GraderError("its server is away")])

    async def look(work):
        seen = next(looks)
        if isinstance(seen, GraderError):
            raise seen
        return seen

    async def here():
        return False

    listing = SimpleNamespace(count_changes=None)
    desk = SimpleNamespace(listings={"stats": listing}, books=SimpleNamespace(look=look))
    request = SimpleNamespace(path_params={"name": "stats"}, is_disconnected=here)

    async def read():
        answer = await pages.live(desk, request, Visitor("jane", 1e9))
        return [piece async for piece in answer.body_iterator]

    assert asyncio.run(read()) == ["retry: 2000\n\n", "event: news\ndata: 1\n\n"]
