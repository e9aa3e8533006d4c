"""Hostile programs, run for real: none crashes, blocks or floods the grader, or gains points."""

import contextlib
import dataclasses
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.project import children_of, is_alive

from grader import pipeline
from grader.core.probe import Answer, Case, Failure, FailureKind, Level, Opaque, Probe
from grader.core.result import ScoreStatus, Status
from grader.core.submission import Cell, Limits, Script, Submission
from grader.judging.comparison import kind_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.launcher import Launcher
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe
from grader.submission.notebook import reading_of

pytestmark = pytest.mark.walls

at_process = pytest.mark.parametrize("bare", ["process"], indirect=True)
posix = pytest.mark.skipif(os.name == "nt", reason="fork, signals and limits are POSIX's")
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")

HIDDEN_NUMBER = 73912.125
PROBES = """
def called(student, case):
    return student.answer(case.number)

def tried(student, case):
    return student.other(case.number)

def filed(student, case):
    return student.answer(case.path("rows.csv"))

def process(student, case):
    import os
    return os.getpid()
"""
ONE = Probe("called", Case("one", {"number": 5}), ("answer",), "answer() answers")
TWO = Probe("called", Case("two", {"number": 7}), ("answer",), "answer() answers")
OTHER = Probe("tried", Case("other", {"number": 9}), ("other",), "other() answers")
SECRET = Probe(
    "tried", Case("secret", {"number": HIDDEN_NUMBER}), ("other",), "hidden", hidden=True
)
MANY = "".join(f"; x.name_{number} if x < 0 else 0" for number in range(300))
QUICK = Limits(probe_seconds=0.5, cell_seconds=0.5, submission_seconds=30.0)

FORGE = '''
import json, os, struct

def raw(data, times=1):
    """Write to every descriptor that can be the channel."""
    for fd in range(3, 64):
        try:
            for _ in range(times):
                os.write(fd, data)
        except OSError:
            pass

def send(frame, times=1):
    body = json.dumps(frame).encode()
    raw(struct.pack(">I", len(body)) + body, times)
'''

SEARCH = '''
import gc, sys

def floats_and_texts():
    """Every float and text that can be reached from the collector or from a frame."""
    stack, seen, floats, texts = list(gc.get_objects()), set(), [], []
    for frame in sys._current_frames().values():
        while frame:
            stack += [frame.f_locals, frame.f_globals, frame.f_code.co_consts]
            frame = frame.f_back
    while stack:
        one = stack.pop()
        if type(one) is float:
            floats.append(one)
        elif type(one) is str:
            texts.append(one)
        elif type(one) is bytes:
            texts.append(one.decode("latin-1"))
        elif id(one) not in seen and one is not floats and one is not texts:
            seen.add(id(one))
            stack += gc.get_referents(one)
    return floats, texts

def is_here(four_times):
    # Four times the number is exact, and keeps the number itself out of this program.
    floats, texts = floats_and_texts()
    return any(f * 4 == four_times for f in floats) or any(repr(four_times / 4) in t for t in texts)
'''


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    threads, kept_running = threading.active_count(), len(children_of(os.getpid()))
    files = open_files()
    yield
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == threads
    assert open_files() == files
    assert len(children_of(os.getpid())) == kept_running


def open_files():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def wait_for_end(pids):
    until = time.monotonic() + 10
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


@pytest.fixture(scope="session", params=["process", "strong"])
def bare(request):
    with open_sandbox(request.param) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def ask(assignment, bare):
    """Ask a small program some probes, without any rubric."""

    def run(*cells, probes=(ONE,), data=(), may_fork=True, **limits):
        job = Job(
            script=Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1))),
            modules=assignment.modules,
            limits=dataclasses.replace(QUICK, **limits),
            data=data,
            may_fork=may_fork,
        )
        return observe(job, Questions(probes, PROBES), bare)

    return run


@pytest.fixture(scope="session")
def answer_of(ask):
    """What a small program's `answer` returns."""

    def run(*cells, **options):
        observed = ask(*cells, **options).by_probe[ONE.name]
        assert isinstance(observed, Answer), observed
        return observed.value

    return run


@pytest.fixture(scope="session")
def grade_quickly(grade_cells, assignment):
    limits = dataclasses.replace(assignment.limits, probe_seconds=0.5, cell_seconds=0.5)
    quick = dataclasses.replace(assignment, limits=limits)

    def run(*after, before=(), **more):
        return grade_cells(
            *after,
            before=before,
            assignment=dataclasses.replace(quick, limits=dataclasses.replace(limits, **more)),
        )

    return run


def full_marks(report):
    return report.status is Status.GRADED and report.earned == report.maximum


def lost(report):
    return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}


# Cells that end, block or disturb the program: only they are lost


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("raise ValueError('last')", id="raises"),
        pytest.param("import sys; sys.exit()", id="exits"),
        pytest.param("raise KeyboardInterrupt", id="interrupts"),
        pytest.param("raise BaseException", id="raises the root of all exceptions"),
        pytest.param("def broken(:", id="is no Python"),
        pytest.param("'\\ud800'.encode()", id="can't be encoded"),
        pytest.param("'\ud800'", id="has a lone surrogate in its source"),
        pytest.param("'\\0'\0", id="has a null byte in its source"),
        pytest.param("(" * 5000, id="is nested too deep"),
        pytest.param("def f(): return f()\nf()", id="recurses without end"),
        pytest.param("hog = [0] * 10**9", id="asks for much memory"),
        pytest.param("import os; os._exit(0)", id="ends the process"),
        pytest.param("import os; os.abort()", id="aborts", marks=posix),
        pytest.param("import os; os.closerange(0, 64)", id="closes all files", marks=posix),
        pytest.param(
            "import sys; sys.setrecursionlimit(10**9)\n"
            "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\n"
            "import ctypes; ctypes.string_at(0)",
            id="reads where nothing is",
        ),
        pytest.param("import time; time.sleep(60)", id="sleeps"),
        pytest.param("while True: pass", id="loops"),
        pytest.param(
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            id="loops and lets nothing pass",
        ),
        pytest.param("hog = 9 ** 9 ** 9", id="computes without ever looking up"),
        pytest.param(
            "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
            marks=posix,
            id="stops itself",
        ),
        pytest.param(
            "import os, signal; os.killpg(0, signal.SIGKILL)", marks=posix, id="kills its group"
        ),
        pytest.param(
            "class E(Exception):\n    def __str__(self): raise E\nraise E", id="says nothing"
        ),
        pytest.param(
            "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
            id="says it for ever",
        ),
        pytest.param(
            "class Text(str):\n    def __getitem__(self, key): return object()\n"
            "class E(Exception):\n    def __str__(self): return Text('x')\nraise E",
            id="says it with a text of its own",
        ),
        pytest.param("raise SyntaxError('x', ('<cell 99999999>', -5, 1, ''))", id="names no cell"),
        pytest.param(
            "e = SyntaxError('x')\ne.filename, e.lineno = '<cell 0>', 'x'\nraise e", id="no line"
        ),
        pytest.param(
            "compile('x = (', '<cell 99999>', 'exec')", id="names a cell that is not there"
        ),
    ],
)
def test_a_cell_that_goes_wrong_costs_only_itself(grade_quickly, cell):
    report = grade_quickly(cell)
    assert full_marks(report)
    assert [error.place.cell for error in report.errors] == [12]


def test_the_real_stack_can_overflow(ask):
    observed = ask(
        "import sys, threading; sys.setrecursionlimit(10**9)\n"
        "def answer(x):\n    d = []\n    for _ in range(10**6): d = [d]\n    return repr(d) and 1"
    ).by_probe[ONE.name]
    assert isinstance(observed, Failure)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("import atexit, time; atexit.register(time.sleep, 60)", id="an exit handler"),
        pytest.param(
            "import threading, time\n"
            "for _ in range(5): threading.Thread(target=time.sleep, args=(60,)).start()",
            id="sleeping threads",
        ),
        pytest.param(
            "import threading\ndef spin():\n    while True: sum(range(100))\n"
            "threading.Thread(target=spin, daemon=True).start()",
            id="a busy thread",
        ),
        pytest.param("import signal; signal.alarm(1)", id="an alarm", marks=posix),
        pytest.param(
            "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
            "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})",
            id="deafness to alarms",
            marks=posix,
        ),
        pytest.param(
            "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
            id="children that nobody waits for",
            marks=posix,
        ),
        pytest.param("import sys; sys.stdout = None; sys.stderr = None", id="no output"),
        pytest.param("import sys; sys.stdout.close()", id="closed output"),
        pytest.param("import os; os.chdir('/')", id="another working directory"),
        pytest.param("import shutil; shutil.rmtree('.', ignore_errors=True)", id="an empty folder"),
        pytest.param("import sys; sys.modules.clear()", id="no modules"),
        pytest.param(
            "import sys, types; sys.modules['__main__'] = types.ModuleType('x')",
            id="another __main__",
        ),
        pytest.param("import builtins; builtins.print = None", id="no print"),
        pytest.param("dict = type = isinstance = str = tuple = 5", id="hidden built-ins"),
        pytest.param("print('x' * (100 * 2**20))", id="100 MB of output"),
        pytest.param("import gc; gc.disable(); gc.freeze()", id="no collector"),
        pytest.param("import sys; sys.settrace(lambda *a: None)", id="a tracer"),
        pytest.param("import asyncio\nawait asyncio.sleep(0)", id="await"),
    ],
)
def test_a_correct_program_with_a_quirk_keeps_full_marks(grade_cells, cell):
    report = grade_cells(cell)
    assert full_marks(report)
    assert report.errors == ()


@pytest.mark.parametrize(
    "cell",
    [
        "import builtins; builtins.len = lambda x: 5",
        "import builtins; builtins.isinstance = lambda *a: True",
        "import builtins; builtins.type = lambda *a: int",
        "import builtins; builtins.open = None",
        "import builtins; builtins.__dict__.clear()",
        "import json; json.dumps = json.loads = lambda *a, **k: {}",
        "import struct; struct.Struct = struct.pack = None",
        "import os; os.write = lambda fd, data: len(data)",
        "import os; os.read = lambda fd, size: b''",
        "import os; os._exit = os.fork = os.waitpid = lambda *a: 0",
        "import os, time; os.read = lambda *a: time.sleep(60)",
        "import os, time; os.fork = lambda *a: time.sleep(60)",
        "import sys, time\nclass Slow:\n    def flush(self): time.sleep(60)\nsys.stdout = Slow()",
        "import os; os.dup2(os.open('/dev/zero', 0), 3)",
        "import os; [os.dup2(os.open('/dev/null', 2), fd) for fd in range(3, 9)]",
    ],
)
@posix
def test_what_a_program_breaks_in_its_own_process_is_its_own_loss(ask, cell):
    observed = ask("def answer(x): return x", cell, probes=(ONE, TWO), submission_seconds=1.0)
    values = {str(s.value) for s in observed.by_probe.values() if isinstance(s, Answer)}
    assert observed.tampered or len(observed.by_probe) == 2
    assert values <= {"5", "7"}


# Functions that hang or end the program


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("while True: pass", id="loops"),
        pytest.param("import time; time.sleep(600)", id="sleeps"),
        pytest.param(
            "import signal as s; s.signal(s.SIGALRM, s.SIG_IGN)\n        while True: pass",
            id="ignores the alarm",
            marks=posix,
        ),
    ],
)
def test_a_train_that_hangs_costs_only_what_needs_it(grade_quickly, body):
    report = grade_quickly(
        f"def train(self, x, y, epochs):\n        {body}\nPerceptron.train = train",
        probe_seconds=0.2,
    )
    assert report.status is Status.GRADED
    untouched = {"load", "counts", "split", "mean_std", "standardize", "prepare", "boundary_ends"}
    names = {score.name for score in report.scores}
    assert lost(report).isdisjoint(untouched & names)
    assert {"whole_run"} & names <= lost(report)
    assert report.earned >= 15


def test_a_cell_that_calls_what_hangs_is_stopped(grade_quickly):
    report = grade_quickly("Perceptron(2).train([[1, 2]], [1], 10**12)", "print('went on')")
    assert full_marks(report)
    assert [error.type for error in report.errors] == ["TimeIsUp"]
    assert "went on" in report.stdout


HANGS = "def other(x):\n    while True: pass\ndef answer(x): return x"


@pytest.mark.parametrize("may_fork", [True, False])
def test_a_function_that_hung_gets_little_time_afterwards(ask, may_fork):
    again = dataclasses.replace(OTHER, case=Case("again", {"number": 10}))
    observed = ask(HANGS, probes=(ONE, OTHER, again, TWO, SECRET), may_fork=may_fork).by_probe
    assert (observed[ONE.name], observed[TWO.name]) == (Answer(5), Answer(7))
    assert observed[OTHER.name].message == "`other` did not finish in 0.5 s"
    after = "`other` did not finish in 0.5 s when asked before, nor now in 0.0125 s"
    assert [observed[probe.name].message for probe in (again, SECRET)] == [after, after]
    assert {observed[probe.name].cause for probe in (OTHER, again, SECRET)} == {"other"}


@pytest.mark.parametrize(
    "body",
    [
        "import os; os._exit(0)",
        "import os; os._exit(3)",
        "import os; os.abort()",
        "import os; os.closerange(3, 64)",
        "import os, threading, time; threading.Timer(0, os._exit, (0,)).start(); time.sleep(9)",
    ],
)
@posix
def test_a_function_that_ends_the_program_costs_only_itself(ask, body):
    observed = ask(
        f"def answer(x): return x\ndef other(x):\n    {body}", probes=(OTHER, ONE, TWO)
    ).by_probe
    assert observed[OTHER.name].kind is FailureKind.DIED
    assert (observed[ONE.name], observed[TWO.name]) == (Answer(5), Answer(7))


@posix
def test_a_function_that_ends_what_keeps_its_state_gains_nothing(ask):
    kill = "import os, signal\ndef other(x): return os.kill(os.getppid(), signal.SIGKILL)"
    observed = ask(f"{kill}\ndef answer(x): return x", probes=(OTHER, ONE, TWO)).by_probe
    assert (observed[ONE.name], observed[TWO.name]) == (Answer(5), Answer(7))


def test_an_exit_in_a_function_is_an_answer_like_any_other(ask):
    observed = ask("import sys\ndef answer(x): sys.exit('bye')").by_probe[ONE.name]
    assert (observed.kind, observed.message) == (FailureKind.RAISED, "SystemExit: bye")
    assert (observed.place.cell, observed.place.line) == (1, 2)


def test_the_time_for_the_whole_file_is_kept(ask):
    deaf = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nwhile True: pass"
    cells = [deaf if os.name == "posix" else "while True: pass"] * 50
    began = time.monotonic()
    observed = ask(*cells, "def answer(x): return x", submission_seconds=1.2)
    assert time.monotonic() - began < 45
    (observation,) = observed.by_probe.values()
    # Where the processor is free, each cell that is left is cut at once, and the last one defines.
    assert (
        isinstance(observation, Answer)
        or "the 1.2 s for all cells were over" in observation.message
    )
    assert {error.type for error in observed.errors} & {"TimeIsUp", "Stopped"}


@posix
def test_a_program_that_does_not_read_does_not_block_the_grader(ask):
    shrink = (
        "import fcntl, os, time\nfor fd in range(3, 64):\n"
        "    try: fcntl.fcntl(fd, 1031, 4096)\n    except OSError: pass\n"
        "os.read = lambda *a: time.sleep(60)\ndef answer(x): return x"
    )
    large = dataclasses.replace(ONE, case=Case("one", {"number": "x" * 200_000}))
    began = time.monotonic()
    ask(shrink, probes=(large,), submission_seconds=1.0)
    assert time.monotonic() - began < 45


# Programs that remember


def test_answers_by_the_number_of_the_call_gain_nothing(ask):
    program = (
        "calls = 0\ndef answer(x):\n    global calls\n    calls += 1\n    return [calls, x]\n"
        "other = answer"
    )
    observed = ask(program, probes=(ONE, TWO, OTHER)).by_probe
    assert [observed[p.name].value for p in (ONE, TWO, OTHER)] == [[1, 5], [1, 7], [1, 9]]


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(
            "def count(calls=[]):\n    calls.append(0)\n    return len(calls)", id="default"
        ),
        pytest.param(
            "def count(*, calls=[]):\n    calls.append(0)\n    return len(calls)",
            id="keyword default",
        ),
        pytest.param(
            "def count():\n    count.calls += 1\n    return count.calls\ncount.calls = 0",
            id="attribute of a function",
        ),
        pytest.param(
            "def made():\n    calls = 0\n    def count():\n        nonlocal calls\n"
            "        calls += 1\n        return calls\n    return count\ncount = made()",
            id="variable of a closure",
        ),
        pytest.param(
            "class Count:\n    calls = 0\ndef count():\n    Count.calls += 1\n"
            "    return Count.calls",
            id="attribute of a class",
        ),
        pytest.param(
            "class Base:\n    calls = 0\nclass Count(Base): pass\nmade = Count()\ndel Base\n"
            "def count():\n    Count.__mro__[1].calls += 1\n    return made.calls",
            id="attribute of a base",
        ),
        pytest.param(
            "class Count:\n    calls = 0\nmade = Count()\ndef count():\n    made.calls += 1\n"
            "    return made.calls",
            id="attribute of an object",
        ),
        pytest.param(
            "class Count:\n    __slots__ = ['calls']\nmade = Count()\nmade.calls = 0\n"
            "def count():\n    made.calls += 1\n    return made.calls",
            id="slot of an object",
        ),
        pytest.param(
            "class Count:\n    def __init__(self): self.calls = 0\n    def __call__(self):\n"
            "        self.calls += 1\n        return self.calls\ncount = Count().__call__",
            id="bound method",
        ),
        pytest.param(
            "class Calls(list): pass\ncalls = Calls()\n"
            "def count():\n    calls.append(0)\n    return len(calls)",
            id="kind of list",
        ),
        pytest.param(
            "calls = ({'n': [0]},)\ndef count():\n    calls[0]['n'][0] += 1\n"
            "    return calls[0]['n'][0]",
            id="deep inside a tuple",
        ),
        pytest.param(
            "calls = set()\ndef count():\n    calls.add(len(calls))\n    return len(calls)",
            id="set",
        ),
        pytest.param(
            "calls = []\nadd = calls.append\ndef count(add=add, size=calls.__len__):\n"
            "    add(0)\n    return size()\ndel calls, add",
            id="method of a list",
        ),
        pytest.param(
            "def numbers():\n    n = 0\n    while True:\n        n += 1\n        yield n\n"
            "count = numbers().__next__",
            id="generator",
        ),
        pytest.param("import itertools\ncount = itertools.count(1).__next__", id="iterator"),
        pytest.param(
            "from collections import Counter\ncalls = Counter()\ndef count():\n"
            "    calls['n'] += 1\n    return calls['n']",
            id="Counter",
        ),
        pytest.param(
            "from functools import lru_cache\n@lru_cache\ndef calls():\n    return []\n"
            "def count():\n    calls().append(0)\n    return len(calls())",
            id="cache",
        ),
        pytest.param(
            "import sys\nsys.calls = 0\ndef count():\n    sys.calls += 1\n    return sys.calls",
            id="attribute of a module",
        ),
        pytest.param(
            "import math\nmath.calls = 0\ndef count():\n    math.calls += 1\n    return math.calls",
            id="attribute of a pure module",
        ),
        pytest.param(
            "def count():\n    import os\n    os.environ['n'] = os.environ.get('n', '') + 'x'\n"
            "    return len(os.environ['n'])",
            id="environment",
        ),
        pytest.param(
            "def count():\n    global more\n    try:\n        more.append(0)\n"
            "    except NameError:\n        more = [0]\n    return len(more)",
            id="name that was not there",
        ),
        pytest.param(
            "import random\nrandom.seed(1)\nfirst = random.Random(1).random()\n"
            "def count(): return 1 if random.random() == first else 2",
            id="generator of random numbers",
        ),
        pytest.param("p = 2\ndef count():\n    global p\n    p = 3 - p\n    return p", id="toggle"),
        pytest.param(
            "stack = []\ndef count():\n    if stack: return 1 + stack.pop()\n"
            "    stack.append(1)\n    return 1",
            id="stack that is empty again",
        ),
        pytest.param(
            "todo, done = [0] * 9, []\ndef count():\n    done.append(todo.pop(0))\n"
            "    return len(done)",
            id="moved from list to list",
        ),
        pytest.param(
            "class Open:\n    n = 2\nclass Closed:\n    n = 1\ndoor = Closed()\n"
            "def count():\n    n = door.n\n    door.__class__ = Open\n    return n",
            id="class of an object",
        ),
        pytest.param(
            "def made():\n    class Count:\n        n = 0\n    return Count()\none = made()\n"
            "def count():\n    type(one).n += 1\n    return one.n",
            id="class without a name",
        ),
        pytest.param(
            "import types\nCount = types.new_class('Count')\nCount.__module__ = 'types'\n"
            "Count.n = 0\ndef count():\n    Count.n += 1\n    return Count.n",
            id="class named after a module",
        ),
        pytest.param(
            "from contextlib import contextmanager\n@contextmanager\ndef step(calls=[]):\n"
            "    calls.append(0)\n    yield len(calls)\n"
            "def count():\n    with step() as n: return n",
            id="behind a decorator",
        ),
        pytest.param(
            "def count():\n    calls = globals().setdefault('__warningregistry__', {})\n"
            "    calls[len(calls)] = 0\n    return len(calls)",
            id="among what Python notes of warnings",
        ),
        pytest.param(
            "def count():\n    import warnings\n"
            "    show = warnings._showwarnmsg_impl\n"
            "    cells = [c.cell_contents for c in show.__closure__ or ()]\n"
            "    seen = next((c for c in cells if type(c) is set), None)\n"
            "    if seen is None: return 1\n"
            "    seen.add(str(len(seen)))\n    return len(seen)",
            id="in what has been shown of warnings",
        ),
        pytest.param(
            "import warnings, io, contextlib\ndef count():\n"
            "    warnings.simplefilter('always')\n"
            "    with contextlib.redirect_stderr(io.StringIO()) as out:\n"
            "        warnings.warn('once')\n"
            "    return 1 if out.getvalue() else 2",
            id="by whether a warning is shown again",
        ),
        pytest.param(
            "def count():\n    import warnings, io, sys\n"
            "    out, old = io.StringIO(), sys.stderr\n    sys.stderr = out\n"
            "    warnings.warn('once')\n    sys.stderr = old\n"
            "    return 1 if out.getvalue() else 2",
            id="by whether a warning is shown again, imported late",
        ),
        pytest.param(
            "import warnings\ndef count():\n    show = warnings._showwarnmsg_impl\n"
            "    show.n = getattr(show, 'n', 0) + 1\n    return show.n",
            id="at what shows warnings",
        ),
        pytest.param(
            "calls = __warningregistry__ = {}\ndef count():\n    calls[len(calls)] = 0\n"
            "    globals()['__warningregistry__'] = calls\n    return len(calls)",
            id="among that, by another name",
        ),
        pytest.param(
            "def count():\n    calls = globals().setdefault('__warningregistry__', [])\n"
            "    calls.append(0)\n    return len(calls)",
            id="in its place",
        ),
        pytest.param(
            "from typing import Protocol\nclass Shape(Protocol): pass\n"
            "class Count(Shape):\n    n = 0\ndef count():\n    Count.n += 1\n    return Count.n",
            id="class of a protocol",
        ),
    ],
)
def test_whatever_a_program_remembers_no_question_tells_of_another(ask, count):
    program = f"{count}\ndef answer(x): return [count(), x]\nother = answer"
    more = [dataclasses.replace(ONE, case=Case(f"of {n}", {"number": n})) for n in (11, 13, 15)]
    probes = (ONE, TWO, OTHER, *more)  # an even number: what changes back has done so at the end
    observed = ask(program, probes=probes).by_probe
    assert [observed[p.name].value for p in probes] == [[1, n] for n in (5, 7, 9, 11, 13, 15)]


@posix
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(
            "import mmap, sys\nshared = mmap.mmap(-1, 4096)\ndel sys.modules['mmap'], mmap\n"
            "def count():\n    shared[0] += 1\n    return shared[0]",
            id="shared memory",
        ),
        pytest.param(
            "import mmap, os\nzero = os.open('/dev/zero', os.O_RDWR)\n"
            "shared = mmap.mmap(zero, 4096)\nos.close(zero)\n"
            "def count():\n    shared[0] += 1\n    return shared[0]",
            id="memory of a device",
        ),
        pytest.param(
            "import mmap\nwith open('n', 'w+b') as file:\n    file.write(bytes(4096))\n"
            "    file.flush()\n    shared = mmap.mmap(file.fileno(), 0)\n"
            "def count():\n    shared[0] += 1\n    return shared[0]",
            id="file in memory",
        ),
        pytest.param(
            "import os\ndef count():\n    with open('n', 'a') as file: file.write('x')\n"
            "    return os.path.getsize('n')",
            id="file",
        ),
        pytest.param(
            "import os\ndef count():\n    os.makedirs('calls', exist_ok=True)\n"
            "    os.mkdir(f'calls/{len(os.listdir(\"calls\"))}')\n"
            "    return len(os.listdir('calls'))",
            id="folders",
        ),
        pytest.param(
            "import os\nopen('0', 'w').close()\ndef count():\n"
            "    before = os.listdir()[0]\n    os.rename(before, f'{int(before) + 1}')\n"
            "    return int(os.listdir()[0])",
            id="name of a file",
        ),
        pytest.param(
            "import os, stat\nopen('n', 'w').close()\nos.chmod('n', 0o600)\ndef count():\n"
            "    mode = stat.S_IMODE(os.stat('n').st_mode)\n    os.chmod('n', mode + 1)\n"
            "    return mode - 0o577",
            id="mode of a file",
        ),
        pytest.param(
            "import os\nfile = open('n', 'w+b', buffering=0)\nos.unlink('n')\n"
            "def count():\n    file.write(b'x')\n    return os.fstat(file.fileno()).st_size",
            id="file without a name",
        ),
        pytest.param(
            "import os\nfile = os.open(os.__file__, os.O_RDONLY)\n"
            "def count(): return os.lseek(file, 1, os.SEEK_CUR)",
            id="place in a file",
        ),
        pytest.param(
            "import os\nreader, writer = os.pipe()\nos.set_blocking(reader, False)\n"
            "def count():\n    os.write(writer, b'x')\n    found = os.read(reader, 100)\n"
            "    os.write(writer, found)\n    return len(found)",
            id="pipe",
        ),
        pytest.param(
            "import socket\nnear, far = socket.socketpair()\ndef count():\n"
            "    near.send(b'x')\n    return len(far.recv(100, socket.MSG_PEEK))",
            id="pair of sockets",
        ),
    ],
)
def test_what_a_program_keeps_outside_of_its_memory_is_not_there_for_the_next(ask, count):
    program = f"{count}\ndef answer(x): return [count(), x]\nother = answer"
    probes = (ONE, TWO, OTHER, SECRET)
    observed = ask(program, probes=probes).by_probe
    assert [observed[p.name].value for p in probes] == [[1, n] for n in (5, 7, 9, HIDDEN_NUMBER)]


def test_no_question_finds_the_files_of_another(ask):
    program = (
        "import os\ndef answer(path):\n"
        "    return len(os.listdir(os.path.dirname(os.path.dirname(path))))"
    )
    cases = (Case(name, {}, {"rows.csv": "1,2"}) for name in ("one", "two", "three"))
    probes = tuple(Probe("filed", case, ("answer",), "answer() reads") for case in cases)
    observed = ask(program, probes=probes).by_probe
    assert [answer.value for answer in observed.values()] == [1, 1, 1]


def test_what_is_changed_for_good_is_not_there_for_the_next_question(ask):
    program = (
        "rows = [3, 1, 2]\ndef answer(x):\n    rows.sort()\n    return rows[0]\n"
        "def other(x): return rows[0]"
    )
    observed = ask(program, probes=(ONE, OTHER)).by_probe
    assert [observed[p.name].value for p in (ONE, OTHER)] == [1, 3]


def test_random_numbers_go_on_from_where_the_script_left_them(ask):
    program = "import random\nrandom.seed(3)\ndef answer(x): return random.random()\nother = answer"
    observed = ask(program, probes=(ONE, TWO, OTHER, SECRET)).by_probe
    assert {answer.value for answer in observed.values()} == {random.Random(3).random()}


def test_nothing_is_kept_alive_by_looking_at_it(ask):
    program = (
        "class Node:\n    alive = 0\n    def __init__(self): Node.alive += 1\n"
        "    def __del__(self): Node.alive -= 1\nnode = Node()\n"
        "def answer(x):\n    global node\n    node = Node()\n    return Node.alive"
    )
    assert ask(program).by_probe[ONE.name].value == 1


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "class Meta(type):\n    def __hash__(cls): raise SystemExit\n"
            "class Odd(metaclass=Meta): pass\nodd = Odd()",
            id="hash of a class",
        ),
        pytest.param(
            "class Odd:\n    def __eq__(self, other): raise SystemExit\n"
            "    __class__ = property(lambda self: exit())\n"
            "    def __getattr__(self, name): exit()\nodd = [Odd(), Odd()]",
            id="an object's own",
        ),
        pytest.param("deep = []\nfor _ in range(100_000): deep = [deep]", id="deep"),
        pytest.param("round = []\nround.append(round)", id="round"),
    ],
)
def test_looking_at_what_a_program_remembers_runs_none_of_it(ask, program):
    observed = ask(f"{program}\ndef answer(x): return x\nother = answer", probes=(ONE, SECRET))
    assert [answer.value for answer in observed.by_probe.values()] == [5, HIDDEN_NUMBER]
    assert observed.errors == ()


@pytest.mark.parametrize(
    ("first", "line", "times"),
    [
        pytest.param("", "", 1, id="nothing to remember"),
        pytest.param(
            "import math, random\nfrom fractions import Fraction\n"
            "X = [[1.5, 2], (3, Fraction(1, 2))]\n"
            "class Model:\n    def __init__(self): self.w = [0.0]\n    @property\n"
            "    def size(self): return len(self.w)\nmodel = Model()\nrandom.shuffle(X)",
            "",
            1,
            id="what an ordinary program holds",
        ),
        pytest.param(
            "from array import array\nfrom pathlib import Path\n"
            "X, folder = [array('d', [1.5])], Path('.')",
            "list(folder.iterdir())",
            1,
            id="an array and a path",
        ),
        pytest.param("import os, time", "", 1, id="a clock that no function looks at"),
        pytest.param("open('rows', 'w').close()", "open('rows')", 1, id="what Python warns of"),
        pytest.param("import time", "time.time()", 2, id="a clock"),
        pytest.param("X = [0.0] * 300_000", "", 2, id="too much to look at"),
        pytest.param("import time", "eval('time.time()')", 2, id="a clock, named in a text"),
        pytest.param("", "import time", 2, id="a clock of its own"),
        pytest.param("", f"import math{MANY}", 1, id="an import after 300 names"),
        pytest.param("", f"{MANY[2:]}; import time", 2, id="a clock of its own, after 300 names"),
        pytest.param("calls = []", "calls.append(x)", 3, id="calls"),
        pytest.param(
            "", "print(x, file=open('calls', 'a'))", 1, id="a file, so the script is run anew"
        ),
        pytest.param(
            "from array import array\ncalls = array('d', [0])", "calls[0] += 1", 3, id="an array"
        ),
        pytest.param("state = [[1, 2], [3]]", "state[1][0] = x", 3, id="a row of a table"),
        pytest.param("state = [[1, 2], [3]]", "state.append([x])", 3, id="a table"),
        pytest.param("", "answer.calls = x", 3, id="an attribute of a function"),
        pytest.param("def f(a=[]): a.append(1)", "f()", 3, id="a default"),
        pytest.param("import math", "math.calls = x", 3, id="a name in a module"),
        pytest.param("import random", "random.random()", 3, id="random numbers"),
    ],
)
def test_a_program_that_remembers_nothing_is_asked_once(ask, bare, first, line, times):
    program = (
        f"{first}\ndef answer(x):\n    print('asked', x)\n    {line}\n    return x\nother = answer"
    )
    # Of the first state: the last questions are asked of a script that is run anew. Behind walls
    # that is so for all, where the script's own process has changed, which was asked first.
    if times == 3:
        times = 2 if bare.level is Level.PROCESS else 1
    assert ask(program, probes=(ONE, SECRET)).stdout == "asked 5\n" * times


@pytest.mark.parametrize("bare", ["strong"], indirect=True)
@pytest.mark.parametrize(
    ("program", "is_one"),
    [
        pytest.param("def answer(x): return x", True, id="remembers nothing"),
        pytest.param(
            "open('rows', 'w').close()\ndef answer(x):\n    open('rows')\n    return x",
            True,
            id="leaves a file open, of which Python warns",
        ),
        pytest.param(
            "calls = []\ndef answer(x):\n    calls.append(x)\n    return x", False, id="remembers"
        ),
        pytest.param(
            "import time\ndef answer(x): return x + 0 * time.time()", False, id="can't be known"
        ),
        pytest.param(
            "import threading, time\n"
            "threading.Thread(target=time.sleep, args=[60], daemon=True).start()\n"
            "def answer(x): return x",
            False,
            id="has a thread",
        ),
        pytest.param(
            "import time\ntime.sleep(1.1)\ndef answer(x): return x", False, id="takes long"
        ),
    ],
)
def test_one_process_answers_all_that_leaves_it_as_it_was(ask, program, is_one):
    asked = [
        dataclasses.replace(probe, function="process", needs=("answer",)) for probe in (ONE, SECRET)
    ]
    observed = ask(program, probes=(*asked, TWO), cell_seconds=2.0).by_probe
    first, last = (observed[probe.name].value for probe in asked)
    assert observed[TWO.name].value == 7
    assert (first == last) is is_one


def test_hidden_questions_are_of_the_state_after_the_script(ask):
    program = (
        "calls = []\ndef answer(x):\n    calls.append(x)\n    return len(calls)\nother = answer"
    )
    observed = ask(program, probes=(ONE, TWO, SECRET)).by_probe
    assert [answer.value for answer in observed.values()] == [1, 1, 1]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("calls > 1", id="wrong from the second call on"),
        pytest.param("calls % 2 == 0", id="wrong at every second call"),
        pytest.param("calls == 40", id="wrong once"),
    ],
)
def test_a_program_that_answers_otherwise_when_asked_again_is_asked_alone(grade_cells, change):
    wrapped = (
        "calls, true_mean_std = 0, mean_std\n"
        "def mean_std(X):\n    global calls\n    calls += 1\n"
        f"    return ('wrong', 'wrong') if {change} else true_mean_std(X)\n"
    )
    report = grade_cells(wrapped)
    assert report.status is Status.GRADED
    assert {"load", "counts", "split", "updates"}.isdisjoint(lost(report))


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("def answer(x): return x\ndef other(x): return [x]", id="plain"),
        pytest.param(HANGS, id="hanging"),
        pytest.param(
            "calls = []\ndef answer(x):\n    calls.append(x)\n    return len(calls)", id="ordered"
        ),
        pytest.param("def answer(x): raise ValueError(x)\nother = answer", id="raising"),
    ],
)
def test_the_same_is_observed_with_and_without_fork(ask, program):
    probes = (ONE, OTHER, TWO, SECRET)
    assert ask(program, probes=probes, may_fork=False) == ask(program, probes=probes)


def test_without_fork_the_example_is_observed_as_with_it(assignment, example, bare):
    job = Job(example.script, assignment.modules, assignment.limits, assignment.data)
    questions = pipeline.questions_of(assignment)
    forked = observe(job, questions, bare)
    alone = observe(dataclasses.replace(job, may_fork=False), questions, bare)
    assert alone == forked
    assert all(isinstance(observed, Answer) for observed in forked.by_probe.values())


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("def answer(x): return [x, {n}]", id="plain"),
        pytest.param("print({n})\ndef answer(x): raise ValueError({n})", id="printing and raising"),
        pytest.param("{n} / 0\ndef answer(x): return {n}", id="with a cell that raises"),
        pytest.param(
            "calls = []\ndef answer(x):\n    calls.append(x)\n    return {n} + len(calls)",
            id="remembering",
        ),
    ],
)
def test_threads_of_one_process_observe_without_disturbing_each_other(ask, program):
    programs = [program.replace("{n}", str(n)) for n in range(1, 9)]

    def observe_one(text):
        return ask(text, probes=(ONE, TWO), probe_seconds=5.0, cell_seconds=5.0)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(observe_one, programs)) == list(map(observe_one, programs))


# What an answer may be


@pytest.mark.parametrize(
    ("code", "arrives_as"),
    [
        pytest.param(
            "class L:\n    __class__ = int\ndef answer(x): return L()", "L", id="__class__"
        ),
        pytest.param(
            "class L:\n    __float__ = lambda s: 1.0\ndef answer(x): return L()",
            "L",
            id="__float__",
        ),
        pytest.param(
            "class L:\n    __iter__ = lambda s: iter([1])\ndef answer(x): return L()",
            "L",
            id="__iter__",
        ),
        pytest.param("def answer(x): return object()", "object", id="object"),
        pytest.param(
            "def answer(x): return 10 ** 10**6", "int of over 300 digits", id="long integer"
        ),
    ],
)
def test_what_is_not_plain_arrives_as_opaque(answer_of, code, arrives_as):
    assert answer_of(code) == Opaque(arrives_as)


@pytest.mark.parametrize(
    "expression",
    [
        "[0.0] * 10_000",
        "'x' * 65_537",
        "list(range(10**6, 10**6 + 9_000))",
        "[[[[[[[[[1]]]]]]]]]",
        "(a := [], a.append(a), a)[2]",
        "(a := [1.0], [a := [a] * 100 for _ in range(7)], a)[2]",
    ],
)
def test_an_answer_over_a_limit_is_a_failure_that_says_so(ask, expression):
    observed = ask(f"def answer(x): return {expression}").by_probe[ONE.name]
    assert observed.kind is FailureKind.LIMIT
    assert "too large" in observed.message


def test_all_answers_together_have_a_limit(ask):
    many = [dataclasses.replace(ONE, case=Case(f"n{i}", {"number": i})) for i in range(20)]
    observations = ask("def answer(x): return 'x' * 64_000", probes=many).by_probe.values()
    assert {type(observation) for observation in observations} == {Answer, Failure}


@pytest.mark.parametrize("value", ["float('nan')", "float('inf')", "10**6000", "1e308", "10**307"])
def test_numbers_out_of_the_ordinary_are_judged(grade_cells, value):
    report = grade_cells(f"def class_counts(y): return [{value}, {value}]")
    assert report.status is Status.GRADED
    assert "counts" in lost(report)


# The channel


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("send({'ran': True})", id="the script's end"),
        pytest.param("send({'cell': 0})", id="an earlier cell"),
        pytest.param("send({'cell': 10**9})", id="a cell that is not there"),
        pytest.param("send({'reply': 1, 'answer': 1})", id="an answer before the question"),
        pytest.param("send({'cell': 99, 'reply': 1})", id="unknown keys"),
        pytest.param("send({'failed': 12})", id="an error without a message"),
        pytest.param("raw(b'garbage' * 10)", id="garbage"),
        pytest.param("raw(bytes(100))", id="zeros"),
        pytest.param("raw(b'\\xff' * 4)", id="a header that is too large"),
        pytest.param("raw(struct.pack('>I', 3) + b'{}}')", id="malformed"),
        pytest.param(
            "send({'failed': 12, 'type': 'E', 'message': '', 'at': 0, 'line': 0}, 10**6)",
            id="a flood of errors",
        ),
        pytest.param("send({'copy': True}, 10**5)", id="a flood"),
        pytest.param("send({'gone': 'hung'})", id="an end"),
        pytest.param("send({'hello': 'strong', 'forks': True})", id="another level"),
    ],
)
@posix
def test_what_a_cell_writes_to_the_channel_is_noticed(grade_quickly, sandbox, attack):
    report = grade_quickly(FORGE + f"\n{attack}")
    assert report.status is Status.TAMPERED
    assert report.earned == 0
    assert report.isolation is sandbox.level


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("raw(struct.pack('>I', 60_000) + b'{')", id="half a frame"),
        pytest.param("raw(b'\\0\\0')", id="half a header"),
    ],
)
@posix
def test_half_a_frame_gains_nothing_and_blocks_nothing(grade_quickly, attack):
    report = grade_quickly(FORGE + f"\n{attack}\nimport time; time.sleep(0.1)")
    assert report.status in (Status.GRADED, Status.TAMPERED)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param("[send({'reply': n, 'answer': 5}) for n in range(9)]", id="many answers"),
        pytest.param("send({'reply': 1, 'answer': 5}, 2)", id="an answer twice"),
        pytest.param("send({'reply': 1, 'answer': 5, 'score': 50})", id="an unknown key"),
        pytest.param("send({'score': 50})", id="a score"),
        pytest.param("send({'blocked': 'x' * 999})", id="a word of the grader's"),
        pytest.param("send({'reply': 1, 'answer': {}})", id="not as an answer is written"),
        pytest.param("send({'reply': 1, 'answer': 10**350})", id="an integer that no float holds"),
        pytest.param("send({'reply': 1, 'missing': '\\x1b[31m'})", id="a name that is not needed"),
        pytest.param("send({'reply': 1, 'raised': {'type': 1}})", id="half an exception"),
        pytest.param("raw(b'garbage' * 10)", id="garbage"),
        pytest.param("send({'copy': True}, 10**6)", id="a flood"),
    ],
)
@posix
def test_what_a_function_writes_to_the_channel_is_noticed(ask, attack):
    observed = ask(FORGE + f"\ndef answer(x):\n    {attack}\n    return x")
    assert observed.tampered
    assert "x1b" not in observed.tampered


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param('\'["l",9],"answer":\' + text', id="an answer before it"),
        pytest.param("text + ',\"answer\":' + text", id="the same once more"),
        pytest.param("text + ' '", id="a blank after it"),
        pytest.param("' ' + text", id="a blank before it"),
        pytest.param("text + '.00'", id="a number that is written otherwise"),
    ],
)
def test_an_answers_frame_in_another_form_is_noticed(ask, rewritten):
    """Whoever gets at the worker's own writer can write what it would not."""
    cell = (
        "import sys\ndef answer(x):\n    frame = sys._getframe()\n"
        "    while 'plain' not in frame.f_globals: frame = frame.f_back\n"
        "    plain = frame.f_globals['plain']\n    honest = plain.Writer\n"
        "    class Writer:\n        def write(self, value, depth):\n"
        f"            text = honest().write(value, depth)\n            return {rewritten}\n"
        "    plain.Writer = Writer\n    return x"
    )
    observed = ask(cell)
    assert observed.tampered
    assert observed.by_probe == {}


@posix
@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("{'cell': True}", id="a cell that is no number"),
        pytest.param(
            "{'failed': False, 'type': 'E', 'message': '', 'at': 0, 'line': 1}", id="error"
        ),
        pytest.param("{'gone': 'exited', 'more': 1}", id="an end with more to say"),
        pytest.param("{'gone': 'elsewhere'}", id="an end that is none of ours"),
        pytest.param("{'copy': 1}", id="one for true"),
    ],
)
def test_a_frame_that_is_nearly_a_workers_is_noticed(ask, frame):
    in_cell = "cell" in frame or "failed" in frame
    sent = f"send({frame})"
    here = f"{sent}\ndef answer(x): return x" if in_cell else f"def answer(x): {sent}; return x"
    assert ask(f"{FORGE}\n{here}", "x = 1").tampered


@pytest.mark.parametrize("bare", ["strong"], indirect=True)
@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("{'gone': 'stays', 'spent': 0.0, 'left': False}", id="it is as it was"),
        pytest.param("{'gone': 'unknown', 'spent': 0.0, 'left': False}", id="it can't be known"),
        pytest.param("{'same': True}", id="all would be the same"),
    ],
)
def test_what_the_scripts_own_process_says_of_itself_out_of_turn_is_noticed(ask, frame):
    """Sent by what is hidden in a module, so that the program seems to remember nothing."""
    program = (
        "import csv, json, os, struct\ndef make(write, dumps, pack):\n    def send(frame):\n"
        "        body = dumps(frame).encode()\n        for place in range(3, 64):\n"
        "            try: write(place, pack('>I', len(body)) + body)\n"
        "            except OSError: pass\n    return send\n"
        "csv.send = make(os.write, json.dumps, struct.pack)\ndel make\n"
        f"def answer(x):\n    csv.send({frame})\n    return x\nother = answer"
    )
    observed = ask(program, probes=(ONE, TWO, SECRET))
    assert observed.tampered
    assert not any(isinstance(answer, Answer) for answer in observed.by_probe.values())


@posix
def test_a_forged_answer_before_an_exit_is_no_more_than_an_answer(ask):
    forged = "\ndef answer(x):\n    send({'reply': 1, 'answer': 'forged'})\n    os._exit(0)"
    observed = ask(FORGE + forged, probes=(ONE, TWO))
    values = {s.value for s in observed.by_probe.values() if isinstance(s, Answer)}
    assert observed.tampered or values <= {"forged"}


@posix
def test_a_thread_that_floods_the_channel_does_not_stop_the_grader(grade_quickly):
    report = grade_quickly(
        FORGE + "\nimport threading\n"
        "threading.Thread(target=send, args=({'copy': True}, 10**9), daemon=True).start()"
    )
    assert report.status is Status.TAMPERED


@posix
def test_what_is_noticed_says_nothing_of_a_hidden_case(ask):
    tell = "\ndef other(x): send({f'seen {x}': 1, 'reply': 1})\ndef answer(x): return x"
    observed = ask(FORGE + tell, probes=(ONE, SECRET))
    assert observed.tampered
    assert str(HIDDEN_NUMBER) not in repr(observed)


# Processes and folders


def pids_in(text):
    return [int(word) for word in text.split() if word.isdigit()]


@linux
@pytest.mark.parametrize("where", ["cell", "function"])
@at_process
def test_children_do_not_outlive_the_grading(ask, where):
    spawn = (
        "import os, subprocess, sys\ndef spawn():\n    for _ in range(4):\n"
        "        child = subprocess.Popen(['sleep', '60'])\n        print(child.pid, flush=True)\n"
    )
    body = "spawn(); " if where == "function" else ""
    cell = "" if where == "function" else "spawn()"
    observed = ask(spawn + cell + f"\ndef answer(x):\n    {body}return x")
    pids = pids_in(observed.stdout)
    assert len(pids) >= 4
    assert wait_for_end(pids)


@linux
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("time.sleep(20)", id="sleeps"),
        pytest.param("send({'copy': True}, 10**9)", id="floods the channel"),
        pytest.param("[os.write(2, b'x' * 4096) for _ in range(10**9)]", id="floods the output"),
        pytest.param(
            "[open(f'{n}', 'w').close() for n in range(300) if not time.sleep(0.001)]",
            id="fills the folder",
        ),
    ],
)
@at_process
def test_a_child_that_leaves_the_session_does_not_block_the_grader(ask, body, tmp_path):
    """Level `process` doesn't end such a child; the grader itself must go on, and leave nothing."""
    cell = (
        FORGE + "\nimport time\npid = os.fork()\nif pid == 0:\n    os.setsid()\n"
        f"    try:\n        {body}\n    finally:\n        os._exit(0)\n"
        "print(pid, flush=True)\ntime.sleep(0.1)\ndef answer(x): return x"
    )
    observed = ask(cell)
    pids = pids_in(observed.stdout)
    try:
        assert observed.tampered or observed.by_probe[ONE.name] == Answer(5)
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert wait_for_end(pids)
    for stray in tmp_path.iterdir():  # what it wrote after the folder was removed
        stray.rmdir()


@posix
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("for _ in range(2200): os.mkdir('d'); os.chdir('d')", id="a very deep folder"),
        pytest.param(
            "os.mkdir('d'); open('d/f', 'w').close(); os.chmod('d', 0)", id="no permissions"
        ),
        pytest.param("os.symlink('/', 'root'); os.symlink('x', 'x')", id="links"),
        pytest.param("os.mkfifo('pipe')", id="a pipe"),
        pytest.param("os.chdir('..')", id="a folder above"),
    ],
)
def test_whatever_a_script_leaves_in_its_folder_is_removed(answer_of, code):
    assert answer_of(f"import os\n{code}", "def answer(x): return x") == 5


# What the child has, and has not


def test_the_environment_is_not_ours(answer_of, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "token")
    names = answer_of("import os\ndef answer(x): return sorted(os.environ)")
    assert "HOME" in names
    assert "GRADER_SECRET" not in names
    assert "PATH" not in names


def test_site_packages_are_out_of_reach(answer_of):
    importing = (
        "def answer(x):\n    found = []\n    for name in ('json', 'nbformat', 'yaml', 'numpy'):\n"
        "        try: exec(f'import {name}', {'__builtins__': __builtins__})\n"
        "        except ImportError: continue\n        found.append(name)\n    return found"
    )
    assert answer_of(importing) == ["json"]


def test_the_working_directory_is_private_and_holds_only_the_data(grade_cells, assignment):
    report = grade_cells(
        "import os\nfor at, _, names in os.walk('.'):\n"
        "    for name in sorted(names): print('found', os.path.join(at, name))\n"
        "print('mode', oct(os.stat('.').st_mode)[-3:])"
    )
    files = [line.split()[1] for line in report.stdout.splitlines() if line.startswith("found")]
    assert "./data/points.txt" in files
    assert sorted(files) == sorted(f"./{name}" for name, _ in assignment.data)
    assert os.name == "nt" or "mode 700" in report.stdout


def test_the_golden_is_not_in_the_childs_memory(assignment, bare):
    canary, present = canary_of(assignment)
    cells = (
        SEARCH,
        f"def mean_std(X): return is_here({canary * 4!r}), is_here({present * 4!r})",
    )
    script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
    measured = [probe for probe in assignment.probes if probe.function == "measured"][:1]
    patient = dataclasses.replace(assignment.limits, probe_seconds=20.0, submission_seconds=90.0)
    narrowed = dataclasses.replace(assignment, probes=tuple(measured), limits=patient)
    observed = pipeline.ask(reading_of(Submission(Path("hw.ipynb")), script), narrowed, bare)
    answers = [observed.by_probe[probe.name] for probe in measured]
    # The control: a number of the question at hand is found by the same search.
    assert answers == [Answer({"means": False, "stds": True})]


def canary_of(assignment):
    """A number of the golden's that is in no question, and one that is in the first of a kind."""
    questions = json.dumps([probe.case.data for probe in assignment.probes])
    golden = set(floats_in([assignment.golden[probe.name] for probe in assignment.probes]))
    canary = next(n for n in sorted(golden) if len(repr(n)) > 12 and repr(n) not in questions)
    first = next(probe for probe in assignment.probes if probe.function == "measured")
    return canary, next(n for n in floats_in(first.case.data["X"]) if n % 1)


def floats_in(value):
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        yield from floats_in(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from floats_in(item)


def test_hidden_cases_come_after_all_visible_answers(ask):
    program = (
        SEARCH + f"\ndef answer(x): return is_here({HIDDEN_NUMBER * 4!r})\n"
        f"def other(x): return is_here({HIDDEN_NUMBER * 4!r})"
    )
    observed = ask(program, probes=(SECRET, ONE, OTHER, TWO)).by_probe
    assert [observed[p.name].value for p in (ONE, OTHER, TWO)] == [False] * 3
    assert observed[SECRET.name].value is True  # the control


# What is reported


def test_nothing_printed_for_a_hidden_case_is_shown(ask):
    program = "def answer(x): print('seen', x); return x\nother = answer"
    observed = ask(program, probes=(SECRET, ONE))
    assert observed.stdout == "seen 5\n"


@pytest.fixture
def anybodys_folder():
    """A folder that every user may write into: as root, a script is another one."""
    with tempfile.TemporaryDirectory(dir=Launcher().scratch) as folder:
        os.chmod(folder, 0o777)
        yield Path(folder)


@pytest.mark.parametrize("may_fork", [True, False])
@at_process
def test_nothing_of_a_hidden_case_is_shown_by_a_later_run(ask, anybodys_folder, may_fork):
    note = anybodys_folder / "note"
    program = (
        f"import os\nnote = {str(note)!r}\n"
        "if os.path.exists(note): print(open(note).read()); raise ValueError(open(note).read())",
        "def answer(x): return x\ndef other(x):\n"
        "    with open(note, 'w') as file: file.write(str(x))\n    os._exit(1)",
    )
    later = dataclasses.replace(SECRET, case=Case("later", {"number": 1.0}))
    observed = ask(*program, probes=(ONE, SECRET, later), may_fork=may_fork)
    assert note.read_text()  # the control: it was written
    assert str(HIDDEN_NUMBER) not in repr(observed)
    assert observed.errors == ()


@posix
def test_output_is_kept_when_the_program_is_started_again(ask):
    program = (
        "import os, signal\nprint('from the script')\n"
        "def answer(x): os.kill(os.getppid(), signal.SIGKILL)"
    )
    assert ask(program).stdout.count("from the script") == 1


def test_output_is_shown_without_control_characters(grade_cells):
    report = grade_cells(r"print('a\x1b[31mred\x07\x00\u202e\rend')")
    assert "red" in report.stdout
    assert all(c.isprintable() or c in "\n\t" for c in report.stdout)


def test_output_is_cut_and_says_so(ask):
    observed = ask("for n in range(30_000): print('line', n)\ndef answer(x): return x")
    assert observed.by_probe[ONE.name] == Answer(5)
    assert 0 < len(observed.stdout) <= QUICK.output_kb * 1024
    assert any("more was printed" in note for note in observed.notes)


def test_a_cell_error_names_cell_and_line(ask):
    (error,) = ask("x = 1", "def f():\n    return 1 / 0\n\nf()").errors
    assert (error.type, error.message) == ("ZeroDivisionError", "division by zero")
    assert (error.place.cell, error.place.line) == (2, 2)


def test_a_syntax_error_names_cell_and_line(ask):
    (error,) = ask("x = 1", "y = 2\nz = = 3").errors
    assert (error.type, error.place.cell, error.place.line) == ("SyntaxError", 2, 2)


def test_an_error_message_is_shown_on_one_short_line(ask):
    (error,) = ask(r"raise ValueError('\x1b[31m\n' * 10**6)").errors
    assert len(error.message) <= 200
    assert error.message.isprintable()


# Modules

PLT = "import matplotlib.pyplot as plt\n"


@pytest.mark.parametrize(
    "cell",
    [
        f"{PLT}figure, axes = plt.subplots(2, 3)\naxes[0, 1].plot([1], [2])\nplt.show()",
        f"{PLT}n, bins, patches = plt.hist([1, 2])\nplt.title('x' + str(len(n)))",
        f"{PLT}figure, (left, right) = plt.subplots(1, 2)\nleft.set(title='x')",
        f"{PLT}for axis in plt.figure().axes: axis.plot()",
        "from matplotlib import pyplot, colors\nclass Map(colors.Colormap): pass\npyplot.figure()",
        "import seaborn as sns\nwith sns.axes_style('dark'): sns.lineplot(x=[1], y=[2])",
        "import matplotlib\nmatplotlib.use('Agg')\nmatplotlib.rcParams['x'] = 5",
        "display(5); get_ipython().run_line_magic('x', '')",
    ],
)
def test_plots_are_without_effect(ask, cell):
    observed = ask(cell, "def answer(x): return x")
    assert observed.errors == ()
    assert observed.by_probe[ONE.name] == Answer(5)


@pytest.mark.parametrize(
    ("code", "used"),
    [
        pytest.param("import numpy as np", False, id="imported"),
        pytest.param("from torch import *", False, id="imported whole"),
        pytest.param(
            "import numpy as np\ndef f(x: np.ndarray | None): pass", False, id="annotated"
        ),
        pytest.param("import numpy as np\nnp.zeros(3)", True, id="called"),
        pytest.param("from numpy import pi\npi + 1", True, id="computed with"),
        pytest.param(
            "import importlib\nimportlib.import_module('numpy').zeros(3)", True, id="by name"
        ),
        pytest.param("import numpy.linalg as la\nla.norm([1])", True, id="a part of it"),
        pytest.param(
            "from torch import nn\nclass A(nn.Module):\n"
            "    def __init__(self, n):\n        super().__init__(n)\n        self.n = n\n"
            "assert A(3).n == 3 and not hasattr(A(3), 'weights')",
            False,
            id="a base class",
        ),
        pytest.param(
            "import torch\nclass A(list, torch.Tensor, requires_grad=True): pass\nA().append(1)",
            False,
            id="a base class beside another",
        ),
        pytest.param("from torch import nn\nclass A(nn.Module): pass\nA()(1)", True, id="its call"),
        pytest.param(
            "import numpy as np\ntry: 1 / 0\nexcept np.linalg.LinAlgError: pass\n"
            "except (np.E, ZeroDivisionError): pass",
            False,
            id="in except",
        ),
        pytest.param("import numpy as np\nraise np.exceptions.AxisError", True, id="raised"),
        pytest.param("import numpy as np\nraise ValueError from np.E", True, id="raised from"),
        pytest.param("import numpy as np\nf'{np.pi}'", True, id="in an f-string"),
        pytest.param("import numpy as np\nf'{np.pi:.2f}'", True, id="formatted"),
        pytest.param("import numpy as np\nprint(np.pi)", True, id="printed"),
        pytest.param("import numpy as np\nprint(np.__version__)", False, id="its version"),
        pytest.param("import torch\nwith torch.no_grad: pass", True, id="in with"),
        pytest.param("import torch\nasync with torch.no_grad: pass", True, id="in async with"),
        pytest.param("import torch\nawait torch.later", True, id="awaited"),
        pytest.param("import torch\ndel torch.cuda", True, id="deleted"),
        pytest.param("import torch\ndel torch.cuda.x", True, id="a part of it deleted"),
        pytest.param("import numpy as np\nnp.seterr = print", True, id="set"),
        pytest.param("import numpy as np\nnp['x']", True, id="the module itself"),
        pytest.param("import numpy as np\nopen(np.path)", True, id="opened"),
        pytest.param(
            "import numpy as np\nif np: assert not isinstance([], np.x)", False, id="asked"
        ),
    ],
)
def test_a_module_that_is_not_allowed_raises_only_when_it_is_used(ask, code, used):
    errors = ask(code).errors
    assert [error.type for error in errors] == ["NotAllowedError"] * used
    assert all("is not allowed in this assignment; do without" in e.message for e in errors)


@pytest.mark.parametrize(
    ("line", "looped"),
    [
        pytest.param("from tqdm import tqdm", "tqdm(range(3))", id="tqdm"),
        pytest.param("import tqdm", "tqdm.tqdm(range(3), desc='x', leave=False)", id="the module"),
        pytest.param("from tqdm.auto import tqdm", "tqdm(range(3))", id="auto"),
        pytest.param("from tqdm.notebook import tqdm as bar", "bar(range(3))", id="notebook"),
        pytest.param("from tqdm import tqdm_notebook", "tqdm_notebook(range(3))", id="old name"),
        pytest.param("from tqdm import trange", "trange(3)", id="trange"),
        pytest.param("import tqdm.notebook", "tqdm.notebook.trange(0, 3)", id="a part's trange"),
        pytest.param("from tqdm import tqdm", "enumerate(tqdm('abc'))", id="inside another"),
        pytest.param("from tqdm import tqdm", "zip(*[tqdm(range(3), total=3)] * 1)", id="unpacked"),
        pytest.param(
            "from tqdm.contrib import tenumerate", "tenumerate('abc', desc='x')", id="enum"
        ),
        pytest.param(
            "from tqdm.contrib import tzip", "(a + b for a, b in tzip('abc', 'abc'))", id="zip"
        ),
        pytest.param("from tqdm.contrib import tmap", "tmap(int, '123')", id="map"),
    ],
)
def test_a_progress_bar_passes_through_what_is_looped_over(ask, line, looped):
    cell = f"{line}\nassert len([x for x in {looped}]) == 3\ndef answer(x): return x"
    observed = ask(cell)
    assert observed.errors == ()
    assert observed.by_probe[ONE.name] == Answer(5)


def test_a_progress_bar_is_told_what_it_likes(ask):
    cell = """
from tqdm import tqdm
bar = tqdm(range(3), unit="row")
for row in bar:
    bar.set_description(f"{row}")
    bar.set_postfix(loss=1)
    tqdm.write("x")
with tqdm(total=3) as bar:
    bar.update(1)
bar.close()
assert len(tqdm([1, 2])) == 2
"""
    assert ask(cell).errors == ()


def test_what_a_forbidden_base_class_would_have_is_named(ask):
    cell = "from torch import nn\nclass A(nn.Module): pass\nA().parameters()"
    (error,) = ask(cell).errors
    assert str(error).startswith("AttributeError: torch.nn.Module.parameters: the module torch is")


def test_a_class_above_a_forbidden_one_loses_the_rule_alone(grade_cells, example):
    text = next(c.source for c in example.script.cells if c.source.startswith("class Perceptron"))
    text = text.replace("class Perceptron:", "class Perceptron(nn.Module):")
    text = text.replace("self.weights = [0.0]", "super().__init__()\n        self.weights = [0.0]")
    report = grade_cells(f"from torch import nn\n{text}")
    assert [score.name for score in report.scores if score.earned < score.maximum] == [
        "plain_python"
    ]


def test_what_is_answered_from_a_module_that_is_not_allowed_is_named(ask):
    answer = ask("import numpy as np\ndef answer(x): return np.nan").by_probe[ONE.name].value
    assert kind_of(answer) == "a name from a module that is not allowed"
