"""Which functions are wrong themselves: told from what others answer with right ones in place."""

import pytest

from grader.core.probe import Answer, Failure, FailureKind, Level, Observations
from grader.core.result import Criterion
from grader.judging.mending import Calls, Search, find_stuck, find_suspects

# Each calls the one before it; `alone` calls none and is called by none.
CHAIN = ("first", "second", "third")
REACH = {
    "first": frozenset(),
    "second": frozenset({"first"}),
    "third": frozenset({"first", "second"}),
    "alone": frozenset(),
}
CRITERIA = [Criterion(name, "group", 1, (f"{name}:case",)) for name in REACH]
GOLDEN = {f"{name}:case": 1 for name in REACH}
CALLS = Calls({f"{n}:case": n for n in REACH}, {f"{n}:case": r for n, r in REACH.items()})


class Program:
    """Functions of which some are wrong: what they answer with others mended."""

    def __init__(self, *wrong):
        self.wrong, self.askings = set(wrong), []

    def answer(self, probe, mended=frozenset()):
        name = probe.partition(":")[0]
        spoiled = {name, *(REACH[name] - mended)} & self.wrong
        return Answer(0 if spoiled else 1)

    def ask(self, mended, probes):
        self.askings.append((set(mended), [probe.partition(":")[0] for probe in probes]))
        return {probe: self.answer(probe, mended) for probe in probes}

    def observed(self, **instead):
        by_probe = {probe: self.answer(probe) for probe in GOLDEN}
        by_probe |= {f"{name}:case": answer for name, answer in instead.items()}
        return Observations(by_probe, Level.NONE)

    def search(self, **instead):
        observed = self.observed(**instead)
        lost = [c for c in CRITERIA if observed.by_probe[c.probes[0]] != Answer(1)]
        suspects = find_suspects(lost, observed, CALLS, GOLDEN)
        return Search(suspects, GOLDEN, self.ask).run()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(["first"], id="the one that the others call"),
        pytest.param(["second"], id="one in the middle"),
        pytest.param(["third"], id="the one that calls the others"),
        pytest.param(["first", "third"], id="two, of which one hides behind the other"),
        pytest.param(["first", "second", "third"], id="all that call each other"),
        pytest.param(["alone", "second"], id="two that have nothing to do with each other"),
    ],
)
def test_just_the_wrong_functions_are_found(wrong):
    assert sorted(Program(*wrong).search().wrong) == sorted(wrong)


def test_what_follows_is_answered_rightly_and_says_from_what():
    mended = Program("first", "alone").search()
    assert {probe: answer.value for probe, answer in mended.by_probe.items()} == {
        "second:case": 1,
        "third:case": 1,
    }
    assert mended.causes == {"second": ("first",), "third": ("first",)}


def test_one_mistake_takes_one_asking_of_all_that_follows():
    program = Program("first")
    program.search()
    assert program.askings == [({"first"}, ["second", "third"])]


def test_nothing_is_mended_that_a_right_program_does_not_call():
    program = Program("alone", "first")
    program.search()
    assert all("alone" not in mended for mended, _ in program.askings)


def test_a_right_function_is_never_put_in():
    program = Program("second")
    program.search()
    assert program.askings == [({"second"}, ["third"])]


def test_where_there_was_enough_of_asking_nothing_is_known():
    program = Program("first")
    program.ask = lambda mended, probes: None
    mended = program.search()
    assert (mended.wrong, mended.by_probe) == ((), {})


HUNG = Failure(FailureKind.HUNG, "`first` did not finish in 2 s", cause="first")
WAITING = Failure(FailureKind.NOT_ASKED, "not asked", cause="first")
UNWRITTEN = Failure(FailureKind.UNWRITTEN, "`first` is not written yet")


def test_what_hangs_is_mended_for_others_and_not_asked_again():
    program = Program("first")
    assert program.search(first=HUNG, second=WAITING).wrong == ("first",)
    assert program.askings == [({"first"}, ["second", "third"])]


def test_what_hangs_only_sometimes_is_to_blame_for_those_that_call_it():
    about = {"first:case": "first", "first:large": "first", "second:case": "second"}
    reach = {"first:case": REACH["first"], "first:large": REACH["first"], "second:case": {"first"}}
    answers = {"first:case": Answer(1), "first:large": HUNG, "second:case": HUNG}
    observed = Observations(answers, Level.NONE)
    assert find_stuck(observed, Calls(about, reach)) == {"first"}


LATE = Failure(FailureKind.NOT_ASKED, "not answered, since the 20 s for all questions were over")


def test_what_had_no_time_since_another_hung_is_asked_without_that():
    program = Program("first")
    mended = program.search(first=HUNG, alone=LATE)
    assert mended.causes["alone"] == ("first",)
    assert program.askings == [({"first"}, ["alone", "second", "third"])]


def test_what_was_not_asked_is_asked_but_never_put_in():
    program = Program("first", "second")
    program.search(first=HUNG, second=WAITING)
    assert all(mended == {"first"} for mended, _ in program.askings)


def test_what_is_not_written_is_not_put_in_for_others():
    program = Program("first")
    assert program.search(first=UNWRITTEN).wrong == ("second", "third")
    assert all("first" not in mended for mended, _ in program.askings)
