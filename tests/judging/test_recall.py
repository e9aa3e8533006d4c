"""What came of the same wrong answers is known again, and of nothing that could come otherwise."""

from dataclasses import replace

import pytest

from grader.core.probe import Answer, Failure, FailureKind, Level, Mended, Observations
from grader.core.result import Criterion, Tolerance
from grader.core.submission import Place
from grader.judging import recall
from grader.judging.diagnosis import Catalogue
from grader.judging.known import with_memory

PROBES = ("f:a", "f:b")
CRITERION = Criterion("c", "g", points=1, probes=PROBES)
PLACED = Failure(FailureKind.RAISED, "ValueError", Place(3, 1))


def answer(value):
    return Answer(value, repr(value))


def observed(a, b, **fields):
    by_probe = {
        probe: value if isinstance(value, (Answer, Failure)) else answer(value)
        for probe, value in zip(PROBES, (a, b), strict=True)
    }
    return Observations(by_probe, Level.NONE, **fields)


class Work:
    """What is done on observations: it counts how often, and looks at some answers."""

    def __init__(self, *looks):
        self.looks, self.times = looks, 0

    def __call__(self, observations):
        self.times += 1
        return [observations.by_probe[probe].value for probe in self.looks]


@pytest.fixture
def known():
    plain = Catalogue((), dict.fromkeys(PROBES, 1.0), Tolerance(), dict.fromkeys(PROBES, ("f",)))
    return with_memory(plain, [CRITERION]).recall()


def times(known, *all_observed, looks=(), **fields):
    work = Work(*looks)
    for each in all_observed:
        known(work, each, "work", **fields)
    return work.times


def test_who_is_wrong_alike_is_known_again_whatever_the_last_digits_of_what_is_right(known):
    assert times(known, observed(5.0, 1.0), observed(5.0, 1.000001)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(observed(5.0, 1.0), observed(5.000001, 1.0), id="digits of what is wrong"),
        pytest.param(observed(5.0, 1.0), observed(1.0, 5.0), id="another question"),
        pytest.param(observed(5.0, 1.0), observed(5.0, PLACED), id="a failure"),
        pytest.param(
            observed(5.0, PLACED), observed(5.0, replace(PLACED, message="TypeError")), id="why"
        ),
        pytest.param(
            observed(5.0, 1.0), observed(5.0, 1.0, mended=Mended(("f",))), id="what is mended"
        ),
        pytest.param(
            observed(5.0, 1.0, mended=Mended(alone={"f": {"f:a": answer(2.0)}})),
            observed(5.0, 1.0, mended=Mended(alone={"f": {"f:a": answer(3.0)}})),
            id="what is answered then",
        ),
    ],
)
def test_what_differs_is_done_anew(known, one, other):
    assert times(known, one, other) == 2


def test_other_work_is_done_anew(known):
    work = Work()
    for by in ("work", "other work", "work"):
        known(work, observed(5.0, 1.0), by)
    assert work.times == 2


def test_a_right_answer_that_was_looked_at_counts_to_its_last_digit(known):
    work = Work("f:b")
    digits = (1.0, 1.000001, 1.0, 1.000002)
    assert [known(work, observed(5.0, each), "work") for each in digits] == [[d] for d in digits]
    assert work.times == 3


def test_work_within_work_looks_for_both(known):
    inner, outer = Work("f:b"), Work()

    def work(observations):
        return outer(observations) or known(inner, observations, "inner")

    digits = (1.000001, 1.0, 1.000001)
    assert known(inner, observed(5.0, 1.000001), "inner") == [1.000001]
    assert [known(work, observed(5.0, each), "outer") for each in digits] == [[d] for d in digits]
    assert outer.times == inner.times == 2


def test_where_functions_are_defined_counts_where_something_failed_at_a_place(known):
    work = Work()
    for value, times in ((1.0, 1), (PLACED, 1 + 2)):
        for line in (1, 2):
            known(work, observed(5.0, value), "work", {"f": Place(3, line)})
        assert work.times == times


def test_what_was_printed_is_not_looked_at(known):
    def work(observations):
        return observations.stdout, observations.errors, observations.notes

    assert known(work, observed(5.0, 1.0, stdout="Ada", notes=("n",)), "work") == ("", (), ())


def test_what_has_no_text_is_done_each_time(known):
    assert times(known, *[observed(Answer(5.0), 1.0)] * 2) == 2


def test_no_more_is_kept_than_fits(known, monkeypatch):
    monkeypatch.setattr(recall, "MOST", 2)
    monkeypatch.setattr(recall, "MOST_WAYS", 2)
    assert times(known, *(observed(float(n), 1.0) for n in range(2, 9))) == 7
    assert times(known, *(observed(9.0, 1 + n / 1e6) for n in range(5)), looks=["f:b"]) == 5
    assert len(known.known) <= 2
    assert max(map(len, known.known.values())) <= 2
