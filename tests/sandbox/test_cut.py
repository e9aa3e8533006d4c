"""A submission that is ended by others is run once more: that is no deed of its own, and no score.

What ends it by itself stays its own: nothing is gained by that.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from support.project import is_alive

from grader.core.errors import RefusedError
from grader.core.probe import Answer, Case, Failure, FailureKind, Probe
from grader.core.submission import Cell, Limits, Modules, Script
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import CutError, Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]
PROBES = "def called(student, case): return student.answer(case.number)"
ONE = Probe("called", Case("one", {"number": 5}), ("answer",), "answer() answers")
TWO = Probe("called", Case("two", {"number": 7}), ("answer",), "answer() answers")
LIMITS = Limits(cell_seconds=5, probe_seconds=5, submission_seconds=20, memory_mb=512)
MODULES = Modules(allowed=frozenset({"ctypes", "os", "signal", "threading", "time"}))
RIGHT = "def answer(x): return x"
# By its name anybody can see that it is there, whom the walls don't let look any closer.
SLEEP = """
import ctypes, time
def sleep():
    ctypes.CDLL(None).prctl(15, b"asleep", 0, 0, 0)
    time.sleep(1)
"""
SLEEPS = f"{SLEEP}sleep()"
SLEEPS_ASKED = f"{SLEEP}def answer(x):\n    sleep()\n    return x"
WALLS = [("strong", "warm"), ("strong", "fresh"), ("medium", None), ("restricted", None)]
BARE = [*WALLS, ("process", None)]  # where nobody sees who ends what


@pytest.fixture(params=WALLS, ids=lambda wall: "-".join(filter(None, wall)))
def walled(request):
    try:
        with open_sandbox(*request.param) as sandbox:
            yield sandbox
    except RefusedError as error:
        pytest.skip(str(error))


@pytest.fixture(params=BARE, ids=lambda wall: "-".join(filter(None, wall)))
def walled_or_not(request):
    try:
        with open_sandbox(*request.param) as sandbox:
            yield sandbox
    except RefusedError as error:
        pytest.skip(str(error))


def observed(sandbox, *cells, probes=(ONE, TWO)):
    script = Script(tuple(Cell(number, source) for number, source in enumerate(cells, 1)))
    job = Job(script=script, modules=MODULES, limits=LIMITS)
    return observe(job, Questions(probes, PROBES), sandbox)


def asleep():
    """The processes of submissions that sleep."""
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(OSError, psutil.Error):
            if Path(f"/proc/{process.pid}/comm").read_text() == "asleep\n":
                yield process.pid


@contextlib.contextmanager
def killing(times):
    """Kill who sleeps, so often, as a kernel does that is out of memory."""
    over, killed = threading.Event(), []

    def kill():
        while len(killed) < times and not over.is_set():
            for pid in asleep():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                while is_alive(pid) and not over.is_set():
                    time.sleep(0.01)
                break
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@contextlib.contextmanager
def killed_once():
    with killing(1) as killed:
        yield
    assert len(killed) == 1


def test_what_others_ended_in_a_cell_is_run_once_more(walled_or_not):
    with killed_once():
        seen = observed(walled_or_not, RIGHT, SLEEPS)
    assert seen.by_probe == {ONE.name: Answer(5, "5"), TWO.name: Answer(7, "7")}
    assert (seen.errors, seen.tampered) == ((), None)


def test_what_others_ended_while_it_was_asked_is_run_once_more(walled):
    with killed_once():
        seen = observed(walled, SLEEPS_ASKED)
    assert seen.by_probe == {ONE.name: Answer(5, "5"), TWO.name: Answer(7, "7")}
    assert (seen.errors, seen.tampered) == ((), None)


# Answers, and prints, what is another number in each run; a hidden question takes its time.
SLEEPS_HIDDEN = f"""
import os
{SLEEP}run = os.urandom(8).hex()
print(run)
def answer(x):
    if x == 9:
        sleep()
    return run
"""
SECRET = Probe("called", Case("nine", {"number": 9}), ("answer",), "answer() answers", hidden=True)


def test_what_is_told_of_who_was_ended_at_a_hidden_question_is_of_before(walled):
    """Its second run may know of it, by the clock alone."""
    with killed_once():
        seen = observed(walled, SLEEPS_HIDDEN, probes=(ONE, SECRET))
    first, second = (answer.value for answer in seen.by_probe.values())
    assert first != second
    assert seen.stdout == f"{first}\n"


# Says that its copies were killed, whatever is asked.
SAYS_KILLED = """
import os
frame = b'{"gone":"killed","spent":0.0,"left":false}'
def answer(x):
    for place in range(3, 64):
        try:
            os.write(place, len(frame).to_bytes(4, "big") + frame)
        except OSError:
            pass
    return x
"""


def test_the_word_of_a_script_that_it_was_ended_makes_no_fault_of_ours(walled):
    seen = observed(walled, SAYS_KILLED)
    assert seen.errors == ()
    assert not any(isinstance(answer, Answer) for answer in seen.by_probe.values())


def test_a_copy_that_others_ended_twice_has_no_score(walled):
    with killing(2), pytest.raises(CutError, match="ended from outside"):
        observed(walled, SLEEPS_ASKED)


def test_so_is_what_ends_with_the_warm_process():
    with open_sandbox("strong", "warm") as sandbox:
        warm = sandbox.forkers[sandbox.launcher].process
        cut = threading.Timer(0.5, lambda: os.killpg(warm.pid, signal.SIGKILL))
        cut.start()
        seen = observed(sandbox, RIGHT, SLEEPS)
        cut.join()
    assert (seen.by_probe[ONE.name], seen.errors) == (Answer(5, "5"), ())


def test_what_others_ended_twice_has_no_score(walled):
    with killing(2), pytest.raises(CutError, match="ended from outside"):
        observed(walled, RIGHT, SLEEPS)


KILLS = "import os, signal\n"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", id="kill"),
        pytest.param("signal.raise_signal(signal.SIGKILL)", id="raise"),
        pytest.param(
            "import threading\nsignal.pthread_kill(threading.get_ident(), signal.SIGKILL)",
            id="of its thread",
        ),
        pytest.param("os._exit(9)", id="exits"),
        pytest.param("os.abort()", id="aborts"),
    ],
)
def test_what_ends_itself_is_left_out_however_often_it_is_run(walled_or_not, cell):
    seen = observed(walled_or_not, RIGHT, f"{KILLS}{cell}")
    assert [error.type for error in seen.errors] == ["Stopped"]
    assert seen.by_probe[ONE.name] == Answer(5, "5")


def test_a_copy_that_ends_itself_has_not_answered(walled):
    ends = f"{KILLS}def answer(x): os.kill(os.getpid(), signal.SIGKILL)"
    seen = observed(walled, ends)
    assert isinstance(seen.by_probe[ONE.name], Failure)
    assert seen.by_probe[ONE.name].kind is FailureKind.DIED


def test_what_has_nearly_all_its_memory_ends_by_itself(walled):
    with killing(1):
        seen = observed(walled, RIGHT, f"hog = bytearray(500_000_000)\n{SLEEPS}")
    assert [error.type for error in seen.errors] == ["Stopped"]
