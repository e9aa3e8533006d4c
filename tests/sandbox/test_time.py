"""Time is never a student's fault: limits count the work, and take only what was not answered."""

import dataclasses
import os
import subprocess
import sys
import time

import pytest
from support.project import HANGING_SECONDS

from grader.core.probe import Answer, Case, Failure, FailureKind, Probe
from grader.core.submission import Cell, Limits, Script
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import MOST_SHARES, observe
from grader.sandbox.work import work_of

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(os.name == "nt", reason="timers are POSIX's"),
]

PROBES = """
def called(student, case):
    return student.answer(case.number)

def tried(student, case):
    return student.other(case.number)
"""
WORK = """
import time

def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""
SLEEP = "from time import sleep as work\n"
QUICK = Limits(probe_seconds=0.5, cell_seconds=0.5, submission_seconds=5.0)
SHARES = [0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.35, 1.5]


def numbered(count, *, function="called", need="answer", hidden=False):
    return [
        Probe(function, Case(f"{need} {n}", {"number": n}), (need,), "it answers", hidden=hidden)
        for n in range(count)
    ]


@pytest.fixture(scope="module", params=["process", "strong"])
def walls(request):
    with open_sandbox(request.param) as sandbox:
        yield sandbox


@pytest.fixture
def ask(assignment, walls):
    """Ask a small program some probes, without any rubric."""

    def run(*cells, probes, **limits):
        script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
        job = Job(script, assignment.modules, dataclasses.replace(QUICK, **limits))
        return observe(job, Questions(probes, PROBES), walls)

    return run


def values(observed, probes):
    return [getattr(observed.by_probe[probe.name], "value", None) for probe in probes]


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("way", ["works", "sleeps"])
def test_a_program_that_takes_about_as_long_as_it_may_is_never_tampered_with(ask, way, share):
    whole = 0.3 if way == "works" else 3 * 0.3  # the clock's limit is three times that of work
    program = (WORK if way == "works" else SLEEP) + (
        f"def answer(x):\n    work({share * whole / 6})\n    return x"
    )
    probes = numbered(6) + numbered(2, hidden=True, function="tried", need="other")
    observed = ask(program, "def other(x): return x", probes=probes, submission_seconds=0.3)
    assert observed.tampered is None
    for probe in probes:
        answer = observed.by_probe[probe.name]
        assert answer == Answer(probe.case.data["number"]) or "were over" in answer.message


def test_time_that_is_up_takes_only_what_was_not_answered(ask):
    slow, fast = numbered(8), numbered(4, function="tried", need="other")
    program = SLEEP + "def answer(x):\n    work(0.3)\n    return x\ndef other(x): return -x"
    observed = ask(program, probes=[*slow, *fast], submission_seconds=0.4)
    answers = [observed.by_probe[probe.name] for probe in slow]
    assert answers[0] == Answer(0)
    assert answers[-1].kind is FailureKind.NOT_ASKED
    assert answers[-1].message == "not answered, since the 0.4 s for all questions were over"
    # Asked last, it does not pay for the slow one.
    assert values(observed, fast) == [0, -1, -2, -3]


def test_questions_that_were_not_shown_have_a_time_of_their_own(ask):
    slow = numbered(8)
    hidden = numbered(2, function="tried", need="other", hidden=True)
    program = SLEEP + "def answer(x):\n    work(0.3)\n    return x\ndef other(x): return answer(x)"
    observed = ask(program, probes=[*slow, *hidden], submission_seconds=0.4)
    assert isinstance(observed.by_probe[slow[-1].name], Failure)
    assert values(observed, hidden) == [0, 1]


def test_what_was_answered_counts_where_there_is_no_time_to_ask_each_alone(ask):
    program = SLEEP + (
        "calls = []\ndef answer(x):\n    calls.append(x)\n    work(0.2)\n    return [x, len(calls)]"
    )
    probes = numbered(6)
    observed = ask(program, probes=probes, submission_seconds=0.6)
    assert [value[0] for value in values(observed, probes)] == [0, 1, 2, 3, 4, 5]


def test_cells_below_the_answers_cost_nothing(ask):
    long = ["while True: pass"] * 4
    observed = ask(
        WORK + "def answer(x): return x", *long, probes=numbered(2), submission_seconds=1.0
    )
    assert values(observed, numbered(2)) == [0, 1]
    assert [error.type for error in observed.errors] == ["TimeIsUp"] * 4


def test_a_function_below_cells_that_took_all_the_time_is_still_defined(ask):
    long = ["while True: pass"] * 4
    observed = ask(*long, "def answer(x): return x", probes=numbered(2), submission_seconds=1.0)
    assert values(observed, numbered(2)) == [0, 1]


@pytest.mark.parametrize("place", ["cell", "question"])
def test_what_waits_for_its_turn_is_not_over_its_limit(ask, place):
    waits = "import time\ntime.sleep(0.8)\n"  # as if a busy machine had others come first
    program = {
        "cell": waits + "def answer(x): return x",
        "question": "def answer(x):\n    import time\n    time.sleep(0.8)\n    return x",
    }
    observed = ask(program[place], probes=numbered(1))
    assert values(observed, numbered(1)) == [0]
    assert observed.errors == ()


@pytest.mark.parametrize("place", ["cell", "question"])
def test_what_works_for_longer_than_its_limit_is_stopped(ask, place):
    program = {
        "cell": [WORK, "work(0.8)", "def answer(x): return x"],
        "question": [WORK, "def answer(x): work(0.8)"],
    }
    observed = ask(*program[place], probes=numbered(1))
    if place == "cell":
        assert [error.type for error in observed.errors] == ["TimeIsUp"]
    else:
        assert observed.by_probe["called:answer 0"].kind is FailureKind.HUNG


@pytest.mark.parametrize("share", SHARES)
def test_an_end_near_the_end_of_the_time_is_never_ungraded(ask, share):
    program = WORK + f"import os\nwork({share * 0.5})\nos._exit(0)"
    observed = ask("def answer(x): return x", program, probes=numbered(2), submission_seconds=0.5)
    assert observed.tampered is None
    assert values(observed, numbered(2)) == [0, 1]


def test_a_function_that_hung_still_answers_what_is_small(ask):
    # As `train` until nothing is wrong does.
    program = "def answer(x):\n    while x > 2: pass\n    return x"
    probes = numbered(5)[::-1]
    observed = ask(program, probes=probes)
    assert values(observed, probes) == [None, None, 2, 1, 0]


def test_what_needs_a_function_that_hung_is_asked_about_each_function(ask):
    program = "def answer(x):\n    while x > 1: pass\n    return x\ndef other(x): return answer(x)"
    probes = numbered(3 * MOST_SHARES)
    others = [
        dataclasses.replace(probe, needs=("answer", "other"))
        for probe in numbered(2, function="tried", need="other")
    ]
    observed = ask(program, probes=[*probes, *others])
    assert values(observed, others) == [0, 1]


def test_what_was_answered_before_something_hung_counts(ask):
    program = "def answer(x):\n    while x == 30: pass\n    return x"
    large = dataclasses.replace(numbered(1)[0], case=Case("last", {"number": 30}))
    probes = [*numbered(30), large]
    observed = ask(program, probes=probes)
    assert values(observed, probes) == [*range(30), None]


def test_what_hangs_is_asked_no_more_than_some_times(ask):
    program = "def answer(x):\n    while True: pass\ndef other(x): return x"
    probes = numbered(MOST_SHARES + 4)
    others = numbered(3, function="tried", need="other")
    observed = ask(program, probes=[*probes, *others])
    kinds = [observed.by_probe[probe.name].kind for probe in probes]
    assert kinds.count(FailureKind.HUNG) == 1 + MOST_SHARES
    assert kinds.count(FailureKind.NOT_ASKED) == 3
    assert values(observed, others) == [0, 1, 2]


def test_what_needs_a_function_that_hung_takes_no_time_of_what_does_not(ask):
    program = (
        "def answer(x):\n    while True: pass\ndef other(x): return x\n"
        "globals().update({f'needs_it_{n}': answer for n in range(200)})"
    )
    hanging = [
        dataclasses.replace(probe, needs=("answer", f"needs_it_{number}"))
        for number, probe in enumerate(numbered(200))
    ]
    # Larger than what hangs, so that their turn is later.
    others = [
        dataclasses.replace(
            probe, case=Case(f"large {number}", {"number": number, "more": "-" * 99})
        )
        for number, probe in enumerate(numbered(3, function="tried", need="other"))
    ]
    probes = [*numbered(1), *hanging, *others]
    observed = ask(program, probes=probes, submission_seconds=1.6)
    assert values(observed, others) == [0, 1, 2]


IDLE_WITH_A_BUSY_CHILD = """
import os, time
if os.fork() == 0:
    while True:
        pass
time.sleep(3600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into Linux's /proc")
@pytest.mark.parametrize("lists_children", [True, False])
def test_the_work_of_what_a_process_has_started_counts(lists_children, monkeypatch):
    """Also where the kernel does not list children, as gVisor's."""
    if lists_children and not os.path.exists("/proc/thread-self/children"):
        pytest.skip("this kernel lists none")
    monkeypatch.setattr(os.path, "exists", lambda path: lists_children)
    command = [sys.executable, "-c", IDLE_WITH_A_BUSY_CHILD]
    with subprocess.Popen(command, start_new_session=True) as process:
        try:
            until = time.monotonic() + HANGING_SECONDS
            while work_of(process.pid) < 1 and time.monotonic() < until:
                time.sleep(0.05)
            assert work_of(process.pid) >= 1
        finally:
            os.killpg(process.pid, 9)
