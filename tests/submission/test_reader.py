import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support.project import ROOT, is_alive

from grader.core.errors import GraderError, RefusedError, SubmissionError
from grader.core.submission import Cell, Limits, Submission
from grader.submission import reader as module
from grader.submission.analysis import MOST_IMPORTS, UNCHECKED
from grader.submission.notebook import MOST_NOTES, read_submission
from grader.submission.reader import Cost, Reader, reading_from
from grader.submission.reading import COLUMNS, from_tables, to_tables
from grader.submission.serve import FAULT, READ

pytestmark = pytest.mark.processes
NOTEBOOKS = sorted((ROOT / "tests/submission/notebooks").glob("*.ipynb"))
LIMITS = Limits()
HAS_SIGNALS = pytest.mark.skipif(os.name != "posix", reason="ends processes by signals")
BOUNDED = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory")


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": cells, **more}).encode()


GOOD = notebook("def load_data(path):\n    return path")
MUCH = b'{"nbformat":4,"cells":[' + b"[]," * 5_000_000 + b"[]]}"
LONG = b'{"nbformat":3,"metadata":{},"worksheets":[' + b'{"a":[1]},' * 900_000 + b"{}]}"


@pytest.fixture(scope="module")
def warm():
    """For what costs the process nothing that the next file would miss."""
    with contextlib.closing(Reader()) as reader:
        yield reader


@pytest.fixture
def reader():
    with contextlib.closing(Reader()) as reader:
        yield reader


def costing(**limits):
    return contextlib.closing(Reader(dataclasses.replace(Cost(), **limits)))


def sources(reader, raw, name="hw.ipynb"):
    return [cell.source for cell in reader.read_content(Path(name), raw).script.cells]


def outcome(read, *args):
    try:
        return read(*args)
    except SubmissionError as error:
        return type(error), str(error)


# What comes of it.


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_file_is_read_as_it_would_be_here(warm, path):
    assert outcome(warm.read, path, LIMITS) == outcome(read_submission, path, LIMITS)


def test_a_program_is_read_as_it_would_be_here(warm):
    for path in sorted(ROOT.glob("grader/**/*.py"))[::7]:
        assert outcome(warm.read, path, LIMITS) == outcome(read_submission, path, LIMITS)


def test_what_is_wrong_with_a_file_is_said_with_its_name(warm):
    with pytest.raises(SubmissionError, match=r"^hw\.ipynb: JSON, but not a notebook; hand in"):
        warm.read_content(Path("hw.ipynb"), b"{}")


def test_a_file_over_a_limit_of_size_is_refused(warm):
    with pytest.raises(RefusedError, match="more than 1000000 characters of code"):
        warm.read_content(Path("hw.py"), b"#" * 1_000_001)


def test_of_one_file_nothing_is_left_for_the_next(warm):
    assert sources(warm, notebook("%time 1")) == ["1"]
    assert warm.read_content(Path("hw.ipynb"), GOOD).script.notes == ()


def test_many_notes_are_counted(warm):
    notes = warm.read_content(Path("hw.ipynb"), notebook("!ls\n" * 20_000)).script.notes
    assert notes[0] == "cell 1, line 1: `!ls` was left out"
    assert notes[MOST_NOTES:] == (f"and {20_000 - MOST_NOTES:,} more of the kind",)


def test_the_imports_that_are_too_many_to_be_checked_are_one_that_cannot_be(warm):
    raw = b"import math\n" * (MOST_IMPORTS + 5)
    *imports, last = warm.read_content(Path("hw.py"), raw).outline.imports
    assert (len(imports), last.module, last.fault) == (MOST_IMPORTS, "", UNCHECKED)


def test_a_name_of_many_letters_is_no_name_to_be_meant(warm):
    raw = f"class {'A' * 400_000}:\n" + " def m(): 0\n" * 10_000 + "def f(): 0"
    assert [*warm.read_content(Path("hw.py"), raw.encode()).outline.definitions] == ["f"]


# What it may cost.


@BOUNDED
def test_a_file_that_takes_too_much_memory_is_unreadable():
    with costing(megabytes=256) as reader:
        with pytest.raises(SubmissionError, match=r"^hw\.ipynb: takes more than 256 MB of memory"):
            reader.read_content(Path("hw.ipynb"), MUCH)
        assert sources(reader, GOOD)


def test_the_same_file_takes_that_memory_where_nothing_bounds_it():
    program = (
        "import resource, sys; from grader.submission.notebook import read_text\n"
        "with __import__('contextlib').suppress(Exception):\n"
        "    read_text(sys.stdin.read(), None, is_file=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=MUCH, stdout=-1, cwd=ROOT)
    assert int(done.stdout) > 256


@BOUNDED
def test_memory_that_an_earlier_file_used_is_not_missing_for_the_next():
    with costing(megabytes=420) as reader:
        for _ in range(3):
            assert sources(reader, notebook("x = 1", junk=["x" * 1000] * 3_000))
            assert sources(reader, notebook("[" + "0," * 90_000 + "]"))


@HAS_SIGNALS
def test_a_file_that_takes_too_long_is_unreadable():
    with costing(seconds=1) as reader:
        with pytest.raises(SubmissionError, match=r"^hw\.ipynb: takes more than 1 s to be read; "):
            reader.read_content(Path("hw.ipynb"), LONG)
        assert sources(reader, GOOD)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        pytest.param("hw.ipynb", notebook("x = 1" + "\n" * 900_000 + "y = 2"), id="empty lines"),
        pytest.param("hw.py", b"\n" * 990_000 + b"x = 1", id="a file of empty lines"),
        pytest.param(
            "hw.py", "\n".join(f"x{i} = {i}" for i in range(2_200)).encode(), id="honest lines"
        ),
        pytest.param("hw.py", b"x = 1; " * 100_000, id="one line of statements"),
        pytest.param("hw.ipynb", notebook("x = a" + ".a" * 1_000), id="a chain of attributes"),
        pytest.param("hw.ipynb", notebook(*["x"] * 4_990), id="cells"),
        pytest.param("hw.ipynb", notebook("!x\n" * 100_000), id="magics"),
        pytest.param("hw.ipynb", notebook("import a\n" * 100_000), id="imports"),
    ],
)
def test_a_long_file_is_read_all_the_same(warm, name, raw):
    assert warm.read_content(Path(name), raw).script.cells


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = f'" + "{a}" * 332_000 + "'", id="one text of fields"),
        pytest.param("!x\n" + "é;" * 490_000, id="a magic, and a line of foreign letters"),
        pytest.param("x = a" + ".a" * 490_000, id="a chain that some parsers fall from"),
        pytest.param("x = " + "-" * 900_000 + "1", id="signs"),
        pytest.param("!x\nx = '" + "\\'" * 450_000, id="a text without an end"),
        pytest.param("x = " + "[" * 400_000 + "]" * 400_000, id="brackets"),
        pytest.param("x = [" + "{}," * 330_000 + "]", id="a list"),
    ],
)
def test_whatever_python_makes_of_a_file_the_next_is_read(source):
    with costing(seconds=2) as reader:
        with contextlib.suppress(SubmissionError):
            reader.read_content(Path("hw.ipynb"), notebook(source))
        assert sources(reader, GOOD)


@BOUNDED
@pytest.mark.parametrize("raw", [GOOD, b"{"], ids=["read", "unreadable"])
def test_what_follows_a_file_is_not_on_its_time(raw):
    import resource

    with costing(seconds=1) as reader:
        pid = pid_of(reader)
        with contextlib.suppress(SubmissionError):
            reader.read_content(Path("hw.ipynb"), raw)
        assert resource.prlimit(pid, resource.RLIMIT_CPU)[0] > 30


PARSES = """
import resource, sys
from grader.submission.syntax import parse
room, source = int(sys.argv[1]), sys.stdin.read()
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, 2 * (pages * resource.getpagesize() + room,))
try:
    print(type(parse(source)).__name__)
except MemoryError:
    print("no memory")
"""


@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize(
    ("source", "room", "answer"),
    [
        pytest.param("import numpy\n" + "a;" * 100_000, 20 << 20, "no memory", id="no room"),
        pytest.param("import numpy\n" + "a;" * 100_000, 1 << 30, "Module", id="room"),
        pytest.param("-" * 7_000 + "1", 1 << 30, "NoneType", id="room, and nested too deep"),
    ],
)
def test_code_for_which_there_is_no_memory_is_not_taken_for_none(source, room, answer):
    command = [sys.executable, "-c", PARSES, str(room)]
    done = subprocess.run(command, input=source, capture_output=True, text=True)
    assert done.stdout.startswith(answer), done.stderr


# Whose fault it is.


def pid_of(reader):
    reader.start()
    reader.process.await_ready()
    return reader.process.process.pid


def stopped(reader):
    """A process that has begun, and does not go on."""
    pid = pid_of(reader)
    os.kill(pid, signal.SIGSTOP)
    return pid


@HAS_SIGNALS
def test_a_busy_machine_is_no_fault_of_a_file():
    with costing(patience=0.3) as reader:
        stopped(reader)
        with pytest.raises(GraderError, match=r"^hw\.ipynb: this machine was too busy") as caught:
            reader.read_content(Path("hw.ipynb"), GOOD)
    assert not isinstance(caught.value, SubmissionError)


def read_and_end(reader, number):
    """Read with a process that is ended meanwhile."""
    pid = stopped(reader)

    def end():
        os.kill(pid, number)
        os.kill(pid, signal.SIGCONT)  # to its end, and no further

    threading.Timer(0.2, end).start()
    return reader.read_content(Path("hw.ipynb"), GOOD)


@HAS_SIGNALS
def test_a_process_that_others_end_is_no_fault_of_a_file(reader):
    with pytest.raises(GraderError, match=r"was ended \(SIGKILL\); try again") as caught:
        read_and_end(reader, signal.SIGKILL)
    assert not isinstance(caught.value, SubmissionError)


@HAS_SIGNALS
def test_a_process_that_falls_is_the_file_s(reader):
    with pytest.raises(
        SubmissionError, match=r"^hw\.ipynb: Python itself fails at reading it \(SIGSEGV"
    ):
        read_and_end(reader, signal.SIGSEGV)


@HAS_SIGNALS
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_what_ends_a_process_that_has_read_others_is_tried_with_a_new_one(reader, number):
    reader.read_content(Path("hw.ipynb"), GOOD)
    assert read_and_end(reader, number).script.cells


@HAS_SIGNALS
def test_a_process_that_was_ended_meanwhile_is_replaced(reader):
    reader.read_content(Path("hw.ipynb"), GOOD)
    os.kill(pid_of(reader), signal.SIGKILL)
    assert sources(reader, GOOD)


@pytest.mark.parametrize(
    ("python", "words"),
    [
        pytest.param("/nonexistent/python", "No such file", id="no Python"),
        pytest.param("/bin/false", "no word", id="a Python that ends"),
        pytest.param("/bin/ls", "ls: ", id="another program"),
    ],
)
def test_a_process_that_does_not_start_is_no_fault_of_a_file(reader, monkeypatch, python, words):
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(
        GraderError, match=f"hw.ipynb: what reads files did not start: .*{words}"
    ) as e:
        reader.read_content(Path("hw.ipynb"), GOOD)
    assert not isinstance(e.value, SubmissionError)


# What it leaves.


def test_a_process_is_used_again(warm):
    first = pid_of(warm)
    sources(warm, GOOD)
    assert pid_of(warm) == first


def test_a_large_file_is_the_last_of_its_process(reader):
    pid = pid_of(reader)
    sources(reader, notebook("x = 1", junk="x" * 5_000_000))
    assert pid_of(reader) != pid


@HAS_SIGNALS
def test_an_interrupted_reader_leaves_no_process_and_reads_again(reader, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    pid = pid_of(reader)
    with monkeypatch.context() as slip:
        slip.setattr(module.ReadingProcess, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            reader.read_content(Path("hw.ipynb"), GOOD)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert sources(reader, GOOD)


@HAS_SIGNALS
def test_a_reader_ends_with_who_started_it():
    program = (
        "import os, signal; from grader.submission.reader import Reader\n"
        "reader = Reader(); reader.start(); reader.process.await_ready()\n"
        "print(reader.process.process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT)
    until = time.monotonic() + 20
    while is_alive(int(done.stdout)):
        assert time.monotonic() < until
        time.sleep(0.05)


# What comes out is data.


@pytest.fixture(scope="module")
def tables():
    return to_tables(read_submission(ROOT / "assignments/perceptron/example.ipynb", LIMITS))


SOMEBODY = Submission(Path("hw.ipynb"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"more": []}, id="another table"),
        *(pytest.param({name: {}}, id=f"{name}, no table") for name in COLUMNS),
        *(pytest.param({name: [[]]}, id=f"{name} without columns") for name in COLUMNS),
        *(
            pytest.param({name: [[[]] * len(COLUMNS[name])]}, id=f"{name} of lists")
            for name in COLUMNS
        ),
        pytest.param({"cells": [[1, 10**12, ""]]}, id="a cell that fills the memory"),
        pytest.param({"cells": [[True, 0, ""]]}, id="a cell called yes"),
        pytest.param({"guarded": [[0.5, 1]]}, id="half a cell"),
    ],
)
def test_a_reply_of_another_form_is_refused(tables, change):
    with pytest.raises(ValueError, match="table|form|lines"):
        from_tables({**tables, **change}, SOMEBODY)
    with pytest.raises(SubmissionError, match="an odd reply"):
        reading_from([READ, {**tables, **change}], SOMEBODY)


@pytest.mark.parametrize("reply", [[], None, {}, [READ], [READ, []], ["?", "x"], [[], []]])
def test_a_reply_of_no_form_is_refused(reply):
    with pytest.raises(SubmissionError, match="an odd reply"):
        reading_from(reply, SOMEBODY)


def test_a_fault_of_ours_is_no_fault_of_a_file():
    with pytest.raises(GraderError, match="a slip") as caught:
        reading_from([FAULT, "a slip"], SOMEBODY)
    assert not isinstance(caught.value, SubmissionError)


def test_a_cell_comes_with_the_empty_lines_above_it(warm):
    assert warm.read_content(Path("hw.py"), b"a = 1\n\n\nb = 2").script.cells == (
        Cell(None, "a = 1"),
        Cell(None, "\n\n\nb = 2"),
    )
