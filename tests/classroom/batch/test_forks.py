"""Work that is spread over copies of a process comes back whole and in order, or not at all."""

import ast
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from support.project import HANGING_SECONDS, ROOT, is_alive

from grader.classroom.batch import forks
from grader.core.errors import GraderError, RecordError

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does it all"),
]


def where(piece):
    return piece, os.getpid()


@pytest.mark.parametrize("pieces", [0, 1, forks.ALONE, forks.ALONE + 1, 40])
@pytest.mark.parametrize("processors", [1, 2, 5])
def test_all_is_done_once_and_in_order(pieces, processors):
    done = list(forks.spread(where, range(pieces), processors))
    assert [piece for piece, _ in done] == list(range(pieces))
    more = max(0, pieces - forks.ALONE)
    others = {process for _, process in done} - {os.getpid()}
    assert len(others) == (min(processors, more) if processors > 1 else 0)


def test_pieces_and_results_may_be_larger_than_a_pipe():
    pieces = [bytes([n]) * 3_000_000 for n in range(8)]
    assert list(forks.spread(bytes, pieces, 2)) == pieces


def test_a_fork_knows_what_was_learned_before_it():
    learned = []

    def work(piece):
        learned.append(piece)
        return learned[: forks.ALONE]

    first = list(range(forks.ALONE))
    assert list(forks.spread(work, range(9), 2))[forks.ALONE :] == [first] * (9 - forks.ALONE)


def dies(piece):
    if piece == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def test_a_fork_that_dies_is_said_and_leaves_no_process():
    before = {*psutil.Process().children()}  # of other tests: a server, a starter of commands
    with pytest.raises(GraderError, match="died.*nothing was written; run again"):
        list(forks.spread(dies, range(9), 2))
    assert {*psutil.Process().children()} <= before


ERRORS = [
    pytest.param(RecordError("what is kept", "can't be read"), id="of ours"),
    pytest.param(OSError(28, "No space left on device"), id="of the system"),
    pytest.param(ValueError("no number"), id="that nobody expected"),
]


@pytest.mark.parametrize("processors", [1, 3])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_a_fork_is_raised_in_its_turn(processors, error):
    def fails(piece):
        if piece == 5:
            raise error
        return piece

    results, done = forks.spread(fails, range(99), processors), []
    with pytest.raises(type(error), match=re.escape(str(error))):
        done.extend(iter(lambda: next(results), None))
    assert done == [0, 1, 2, 3, 4]
    assert list(results) == []


def test_who_stops_early_leaves_no_process():
    results = forks.spread(where, range(99), 2)
    processes = {next(results)[1] for _ in range(8)} - {os.getpid()}
    results.close()
    assert processes
    assert not any(map(is_alive, processes))


@pytest.fixture
def two_processors(monkeypatch):
    monkeypatch.setattr(forks, "count_processors", lambda: 2)


@pytest.mark.parametrize("processors", [1, 2])
def test_what_is_done_beside_is_waited_for(processors, monkeypatch):
    monkeypatch.setattr(forks, "count_processors", lambda: processors)
    learned = ["before"]
    with forks.beside(lambda: ([*learned], os.getpid())) as done:
        learned.append("meanwhile")
        found, process = done()
    assert (process == os.getpid()) is (processors == 1)
    assert found == (learned if processors == 1 else ["before"])
    assert processors == 1 or not is_alive(process)


@pytest.mark.parametrize("processors", [1, 2])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_beside_is_raised_where_it_is_waited_for(processors, error, monkeypatch):
    monkeypatch.setattr(forks, "count_processors", lambda: processors)

    def fails():
        raise error

    with forks.beside(fails) as done, pytest.raises(type(error), match=re.escape(str(error))):
        done()


@pytest.mark.usefixtures("two_processors")
def test_what_dies_beside_is_said_and_what_nobody_waits_for_leaves_no_process():
    before = {*psutil.Process().children()}
    with forks.beside(lambda: dies(5)) as done, pytest.raises(GraderError, match="died"):
        done()
    with pytest.raises(KeyError), forks.beside(os.getpid):
        raise KeyError
    assert {*psutil.Process().children()} <= before


def waits():
    time.sleep(HANGING_SECONDS)


@pytest.mark.usefixtures("two_processors")
def test_what_is_done_beside_is_cut_off_when_nobody_will_wait():
    begun = time.monotonic()
    with pytest.raises(KeyError), forks.beside(waits):
        raise KeyError
    assert time.monotonic() - begun < HANGING_SECONDS


def both_ways():
    """All that comes of work that is spread, and of work beside."""
    with forks.beside(lambda: "beside") as done:
        return list(forks.spread(str, range(9), 2)), done()


@pytest.mark.usefixtures("two_processors")
def test_forks_end_where_the_system_keeps_no_ends():
    """As where a command is started by what ignores the ends of its processes."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert both_ways() == (list("012345678"), "beside")
    finally:
        signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("most", [0, 1, 2])
def test_where_the_system_refuses_processes_less_is_done_beside(most, monkeypatch):
    real, made = os.fork, []

    def fork():
        if len(made) >= most:
            raise BlockingIOError
        made.append(real())
        return made[-1]

    monkeypatch.setattr(os, "fork", fork)
    assert both_ways() == (list("012345678"), "beside")


STARTS = """
import os, time
from grader.classroom.batch import forks
for piece, process in forks.spread(lambda piece: (piece, os.getpid()), range(99), 3):
    if process != os.getpid():
        print(process, flush=True)
    if piece == 9:
        time.sleep(600)
"""


def test_forks_end_with_their_original():
    with subprocess.Popen(
        [sys.executable, "-c", STARTS], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        ids = {int(process.stdout.readline()) for _ in range(10 - forks.ALONE)}
        process.kill()
    assert len(ids) == 3
    while any(map(is_alive, ids)):
        time.sleep(0.01)


def test_where_other_threads_run_nothing_is_forked(monkeypatch):
    monkeypatch.setattr(forks.threading, "active_count", lambda: 2)
    assert forks.count_processors() == 1


def twin_words(work, *keep):
    """What a twin's work gives, written to a pipe, and how the twin ended."""
    ours, theirs = os.pipe()

    def tell():
        os.write(theirs, repr(work()).encode())

    twin = forks.Twin(tell, [theirs, *keep])
    os.close(theirs)
    with open(ours, encoding="utf-8") as words:
        return words.read(), twin.wait()


def open_descriptors():
    return {*map(int, os.listdir("/proc/self/fd"))}


def test_a_twin_has_nothing_open_but_what_it_is_to_keep():
    with open(os.devnull, "rb") as wanted, open(os.devnull, "rb"):
        words, end = twin_words(open_descriptors, wanted.fileno())
        has_wanted = wanted.fileno() in ast.literal_eval(words)
    assert (has_wanted, end) == (True, 0)
    # Standard streams, the pipe, what is kept, and that by which they are listed.
    assert len(ast.literal_eval(words)) == 6


@pytest.mark.parametrize("way", ["path", "environment"])
def test_a_twin_and_its_processes_look_for_no_module_beside_hand_ins(way, tmp_path, monkeypatch):
    (tmp_path / "handed_in.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if way == "path":
        monkeypatch.syspath_prepend("")
    else:
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def finds():
        if way == "path":
            return bool(importlib.util.find_spec("handed_in"))
        return (
            subprocess.run([sys.executable, "-c", "import handed_in"], check=False).returncode == 0
        )

    assert finds()  # the control
    assert twin_words(finds) == ("False", 0)


FAILS = """
import sys
from grader.classroom.batch import forks
{before}
print(forks.Twin(lambda: 1 / 0, []).wait())
"""


@pytest.mark.parametrize(("before", "is_said"), [("", True), ("sys.excepthook = None", False)])
def test_a_twin_that_fails_says_why_where_it_can_and_ends_in_any_case(before, is_said):
    command = [sys.executable, "-c", FAILS.format(before=before)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "1\n"  # once: it has not gone on as its original does
    assert ("ZeroDivisionError" in done.stderr) == is_said


def test_how_a_twin_ends_is_told_as_of_any_process():
    ends = forks.Twin(lambda: os._exit(3), [])
    assert (ends.wait(), ends.wait()) == (3, 3)
    waits = forks.Twin(signal.pause, [])
    waits.kill()
    assert waits.wait() == -signal.SIGKILL
    waits.kill()  # it has ended: its number may be another's


def test_a_twin_may_be_waited_for_by_several_threads():
    twin = forks.Twin(lambda: time.sleep(0.2), [])
    with ThreadPoolExecutor(3) as threads:
        assert [each.result() for each in [threads.submit(twin.wait) for _ in range(3)]] == [0] * 3


def test_a_twin_ends_like_any_process_where_the_system_keeps_no_ends():
    """As where a batch is started by what ignores the ends of its processes, which is inherited."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        twin = forks.Twin(signal.pause, [])
        twin.kill()
        while is_alive(twin.pid):
            time.sleep(0.01)
        twin.kill()
        assert twin.wait() == 0
    finally:
        signal.signal(signal.SIGCHLD, before)
