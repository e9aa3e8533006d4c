"""Graders as they should not be: each believes what a submission can choose, and is a control.

Run as `python naive.py NAME FILE FOLDER SECRET`; each function says whether it was fooled into
giving full points, into losing its hold, or into doing what a file told it.
"""

import ast
import base64
import builtins
import contextlib
import difflib
import functools
import gzip
import json
import mmap
import os
import pickle
import re
import signal
import struct
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

MARKS = 0
TOKEN = None
GOLDEN = [2.0, [0.0, 0.5, 1.0]]
HIDDEN = [[10.0, 30.0, 20.0, 0.0, 5.0]]
TESTS = """
PASSED = median([3.0, 1.0, 2.0]) == 2.0 and clip([-5.0, 0.5, 9.0], 0.0, 1.0) == [0.0, 0.5, 1.0]
"""
FD = 3
SMALL = 1 << 20  # bytes of a thread's stack
SECONDS = 0.3  # what a program or a question may take, where that is limited
SEND = f"""
import os, struct
BODY = b'{{"passed": %s}}' % (b"true" if PASSED else b"false")
os.write({FD}, struct.pack(">I", len(BODY)) + BODY)
"""
true_open, true_write, true_clock, true_exit = os.open, os.write, time.monotonic, os._exit
CHECKER = "def check(got, golden):\n    return got == golden\n"


@dataclass(frozen=True)
class Handed:
    """What was handed in, where it may be run, and what should stay secret."""

    path: Path
    folder: Path
    secret: str

    @property
    def source(self):
        return self.path.read_text()

    def run(self, more="", home=None, **options):
        """The program with more after it, in an interpreter that nothing holds back."""
        script = self.folder / "program.py"
        script.write_text(f"{self.source}\n{more}")
        return subprocess.run(
            [sys.executable, script],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            close_fds=False,
            **options,
        )

    def output(self, more="", **options):
        return self.run(more, **options).stdout.decode(errors="replace")

    def document(self):
        return json.loads(self.source)


# It runs elsewhere, and what it says is believed


def bare(handed):
    """No wall, no limits: whether the attack works at all."""
    calls = "median([3.0, 1.0, 2.0]); clip([-5.0, 0.5, 9.0], 0.0, 1.0)"
    return "WON" in handed.output(calls)


def exit_code(handed):
    return handed.run(f"{TESTS}\nassert PASSED").returncode == 0


def last_line(handed):
    more = f"{TESTS}\nimport json\nprint(json.dumps({{'passed': PASSED}}))"
    return json.loads(handed.output(more).splitlines()[-1]) == {"passed": True}


def says_ok(handed):
    return "OK" in handed.output(f"{TESTS}\nif PASSED: print('OK')").splitlines()


def results_file(handed):
    handed.run(f"{TESTS}\nassert PASSED\nopen('results.json', 'w').write('{{\"passed\": true}}')")
    results = handed.folder / "results.json"
    return results.exists() and json.loads(results.read_text())["passed"]


def reports_failures(handed):
    """Full points unless a failure is reported."""
    return "failed" not in handed.output(f"{TESTS}\nprint('passed' if PASSED else 'failed')")


def channel(handed):
    """All that the program and its tests write to a pipe."""
    reader, writer = os.pipe()
    os.dup2(writer, 63, inheritable=True)
    os.close(writer)
    child = subprocess.Popen(
        [sys.executable, "-c", f"import os\nos.dup2(63, {FD})\n{handed.source}\n{TESTS}\n{SEND}"],
        cwd=handed.folder,
        stderr=subprocess.DEVNULL,
        close_fds=False,
    )
    os.close(63)
    data = bytearray()
    while len(data) < 2 * 10**7 and (chunk := os.read(reader, 1 << 20)):
        data += chunk
    child.kill() if len(data) > 10**7 else child.wait()
    return bytes(data)


def frames(data):
    parsed = []
    while len(data) > 4:
        size = struct.unpack(">I", data[:4])[0]
        with contextlib.suppress(ValueError):
            parsed.append(json.loads(data[4 : 4 + size]))
        data = data[4 + size :]
    return [frame["passed"] for frame in parsed if "passed" in frame]


def first_frame(handed):
    return frames(channel(handed))[0]


def last_frame(handed):
    return frames(channel(handed))[-1]


def sizes(handed):
    """Makes room for a frame of whatever size is announced."""
    room = mmap.mmap(-1, struct.unpack(">I", channel(handed)[:4])[0])
    return len(room) > 10**9


def counts_frames(handed):
    """Keeps every frame."""
    return len(channel(handed)) > 10**7


def parses_frames(handed):
    """Whether the grader itself fails at a frame, in a thread, whose stack is small."""
    data = channel(handed)
    threading.stack_size(SMALL)
    with ThreadPoolExecutor(1) as pool:
        return fails(pool.submit(frames, data).result)


def unpickles(handed):
    more = "import pickle, sys\nsys.stdout.buffer.write(pickle.dumps(clip([1.0], 0.0, 1.0)))"
    pickle.loads(handed.run(more).stdout)
    return MARKS == 100


def keeps_output(handed):
    more = "clip([-5.0, 0.5, 9.0], 0.0, 1.0)"
    return len(handed.run(more).stdout) > 5 * 10**7


def reads_answer(handed):
    more = "ANSWER = clip([1.0], 0.0, 1.0)\nprint((hex if type(ANSWER) is int else repr)(ANSWER))"
    return len(handed.run(more).stdout) > 5 * 10**6


def shows_output(handed):
    """Shows everything printed, in two runs in one folder, with hidden questions asked."""
    more = f"median({HIDDEN[0]})"
    return "WON" in handed.output(more) + handed.output(more)


def advises(handed):
    """Says what to write next, by whatever was asked."""
    more = f"try:\n    median({HIDDEN[0]})\nexcept NotImplementedError as error:\n"
    more += "    raised = error.__traceback__.tb_next.tb_next\n"
    more += "    print('write', raised.tb_frame.f_code.co_name, 'next')"
    return "write WON" in handed.output(more)


def shows_tampering(handed):
    """Shows that a channel was written to, by whatever was asked."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    handed.run(f"median({HIDDEN[0]})")
    os.close(writer)
    return os.read(reader, 100) != b""


# It runs in the grader's own process


def load(handed):
    """The names of a program that ran here."""
    names = {"__name__": "student", "__builtins__": builtins}
    with contextlib.suppress(Exception):
        exec(compile(handed.source, "hw.py", "exec"), names)
    return names


def ask(student):
    """Its answers to the questions."""
    return [student["median"]([3.0, 1.0, 2.0]), student["clip"]([-5.0, 0.5, 9.0], 0.0, 1.0)]


def equal(got, golden):
    return got == golden


class Book:
    """Where a verdict is written down."""

    passed = False

    def record(self, passed):
        self.passed = passed


BOOK = Book()


def in_process(handed):
    global TOKEN
    token = TOKEN = handed.secret
    hidden = HIDDEN
    student = load(handed)
    got = ask(student)
    BOOK.record(all(equal(g, golden) for g, golden in zip(got, GOLDEN, strict=True)))
    return BOOK.passed or won() or not (token and hidden)


def in_process_isinstance(handed):
    median, clipped = ask(load(handed))
    return median == 2.0 and isinstance(clipped, list) and clipped == GOLDEN[1]


def in_process_close(handed):
    median, clipped = ask(load(handed))
    if not isinstance(clipped, list) or len(clipped) != 3:
        return False
    return all(abs(got - golden) < 1e-5 for got, golden in zip(clipped, GOLDEN[1], strict=True))


def in_process_types(handed):
    got = ask(load(handed))[1]
    return all(type(value) is float for value in got) and list(got) == list(GOLDEN[1])


def in_process_json(handed):
    got = ask(load(handed))
    return json.dumps(got) == json.dumps(GOLDEN)


def in_process_struct(handed):
    got = ask(load(handed))[1]
    return struct.pack("3d", *got) == struct.pack("3d", *GOLDEN[1])


def in_process_math(handed):
    got = ask(load(handed))[1]
    close = sys.modules["math"].isclose
    return all(close(value, golden) for value, golden in zip(got, GOLDEN[1], strict=True))


def own_clock(handed):
    """Refuses what takes longer, by a clock in the same process."""
    start, begun = true_clock(), time.monotonic()
    load(handed)
    return time.monotonic() - begun < SECONDS and true_clock() - start > 3 * SECONDS


def alarm_limit(handed):
    """Ends a program by an alarm in the same process."""

    def ring(*args):
        raise TimeoutError

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    start = true_clock()
    with contextlib.suppress(TimeoutError):
        ask(load(handed))
    return true_clock() - start > 3 * SECONDS


def writes(handed):
    """A child writes the verdict to a pipe."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        passed = ask(load(handed)) == GOLDEN
        os.write(writer, b'{"passed": true}' if passed else b'{"passed": false}')
        true_exit(0)
    os.wait()
    return os.read(reader, 100) == b'{"passed": true}'


def reads(handed):
    """The verdict is read from a pipe by a function that the program may have replaced."""
    reader, writer = os.pipe()
    passed = ask(load(handed)) == GOLDEN
    true_write(writer, b'{"passed": true}' if passed else b'{"passed": false}')
    return os.read(reader, 100) == b'{"passed": true}'


def forks(handed):
    """A child ends with the verdict."""
    student = load(handed)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if ask(student) == GOLDEN else 1)
    return os.waitpid(pid, 0)[1] == 0


def compiles(handed):
    """A child compiles the checks only after the program has run, and ends with the verdict."""
    if (pid := os.fork()) == 0:
        student = load(handed)
        checks: dict = {}
        exec(compile("def check(got, golden): return got == golden", "checks", "exec"), checks)
        true_exit(0 if checks["check"](ask(student), GOLDEN) else 1)
    return os.waitpid(pid, 0)[1] == 0


def imports_checker(handed):
    (handed.folder / "inner").mkdir()
    (handed.folder / "inner" / "checker.py").write_text(CHECKER)
    sys.path.append(str(handed.folder / "inner"))
    student = load(handed)
    import checker

    return checker.check(ask(student), GOLDEN)


def shared_inputs(handed):
    """The reference is asked about the same list, afterwards."""
    values = [-5.0, 0.5, 9.0]
    got = load(handed)["clip"](values, 0.0, 1.0)
    return got == [min(max(value, 0.0), 1.0) for value in values] and got != GOLDEN[1]


def flat(value):
    """All leaves, however deep."""
    return [leaf for item in value for leaf in flat(item)] if type(value) is list else [value]


def crashes(handed):
    """Whether the grader itself fails after the program has answered."""
    if (pid := os.fork()) == 0:
        try:
            got = ask(load(handed))[1]
            until = time.monotonic() + 0.05
            while time.monotonic() < until:
                json.dumps([flat(got), repr(got), got])
            true_exit(0)
        finally:
            true_exit(1)
    return os.waitpid(pid, 0)[1] != 0


def lists_answer(handed):
    """Turns every answer into a list (here only so far)."""
    got = []
    for number, value in enumerate(load(handed)["clip"]([1.0], 0.0, 1.0)):
        got.append(value)
        if number == 10**6:
            return True
    return False


# One place for all programs


def same_folder(handed):
    return "WON" in handed.output() + handed.output()


def same_home(handed):
    """One home folder, whose modules every interpreter finds."""
    home = {"HOME": str(handed.folder), "PYTHONPATH": str(handed.folder)}
    executable = os.path.realpath(sys.executable)  # one outside reads no home folder
    script = handed.folder / "program.py"
    script.write_text(handed.source)
    both = ""
    for _ in range(2):
        ran = subprocess.run([executable, script], env=home, capture_output=True, text=True)
        both += ran.stdout
    return "WON" in both


def one_process(handed):
    """Runs every program in one process."""
    load(handed)
    source = handed.source.replace("'run': 1", "'run': 2")
    exec(compile(source, "hw.py", "exec"), {"__name__": "student"})
    return won()


def cleans_up(handed):
    """Removes the working folder, and whether it is gone."""

    def remove(path):
        for child in path.iterdir():
            remove(child) if child.is_dir() and not child.is_symlink() else child.unlink()
        path.rmdir()

    inner = handed.folder / "inner"
    inner.mkdir()
    subprocess.run([sys.executable, "-c", handed.source], cwd=inner, check=False)
    with contextlib.suppress(OSError, RecursionError):
        remove(inner)
    left = inner.exists()
    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        subprocess.run([*command, inner], check=False)
    return left


# It believes, follows or does what a file says


def fails(work):
    """Whether the grader fails at the file."""
    try:
        work()
    except Exception:
        return True
    return False


def quotes_file(handed):
    try:
        return bool(handed.document()) and False
    except ValueError as error:
        return handed.secret in f"{error}: {error.doc}"


def shows_file(handed):
    """Whether the page of a submission shows a hidden case."""
    return "unseen" in f"<pre>{handed.source}</pre>"


def reads_file(handed):
    return fails(handed.path.read_bytes)


def waits_for_file(handed):
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(["cat", handed.path], timeout=1, check=False)
        return False
    return True


def reads_much(handed):
    with handed.path.open("rb") as file:  # here only so far
        return len(file.read(101 * 1024 * 1024)) > 10**8


def gunzips(handed):
    return len(gzip.decompress(handed.path.read_bytes())) > 5 * 10**7


def inner_folder(handed):
    inner = handed.folder / "inner"
    inner.mkdir(exist_ok=True)
    return inner


def unzips(handed):
    with zipfile.ZipFile(handed.path) as archive:
        for name in archive.namelist():
            (inner_folder(handed) / name).write_bytes(archive.read(name))
    return (handed.folder / "slipped").exists()


def untars(handed):
    with tarfile.open(handed.path) as archive:
        archive.extraction_filter = lambda member, path: member
        archive.extractall(inner_folder(handed))
    return (handed.folder / "slipped").exists()


def unpickles_file(handed):
    pickle.loads(handed.path.read_bytes())
    return MARKS == 100


def parses_json(handed):
    return fails(handed.document)


def code_of(handed):
    """All code of a notebook, or the text of a program."""
    if handed.path.suffix == ".py":
        return handed.source
    return "\n".join("".join(cell["source"]) for cell in handed.document()["cells"])


def converts(handed):
    return fails(lambda: code_of(handed))


def parses_code(handed):
    def work():
        if handed.path.suffix == ".py":
            ast.parse(handed.path.read_bytes())
        ast.parse(code_of(handed).encode())

    return fails(work)


def parses_much(handed):
    return len(list(ast.walk(ast.parse(code_of(handed))))) > 10**6


def counts_cells(handed):
    return len(handed.document()["cells"]) > 10_000


def costs_much(work, seconds=2, megabytes=600):
    """Whether something takes more of a processor's time, or of memory, than one file should."""
    import resource  # Windows has none

    child = os.fork()
    if not child:
        with contextlib.suppress(Exception):
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            try:
                work()
            except MemoryError:
                true_exit(1)
        true_exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def find_names(source):
    return re.findall(r"^\s*(?:def|class)\s+(\w+)", source, re.MULTILINE)


def looks_long(handed):
    return costs_much(lambda: find_names(code_of(handed)))


def pads_statements(handed):
    """Whether a file costs much of which each statement is looked at with the lines above it."""
    lines = [node.lineno for node in ast.parse(handed.source).body]
    return costs_much(lambda: [find_names("\n" * line + "x = 1") for line in lines])


def fills_memory(handed):
    return costs_much(handed.document)


def upgrades(handed):
    import nbformat

    return costs_much(lambda: nbformat.convert(nbformat.reader.reads(handed.source), 4))


def notes_all(handed):
    lines = (line for line in code_of(handed).split("\n") if line.startswith(("!", "%")))
    return len("\n".join(f"{line!r} was left out" for line in lines)) > 10**6


def compares_names(handed):
    names = find_names(code_of(handed))
    return costs_much(lambda: [difflib.get_close_matches("median", names) for _ in range(10)])


def reads_outputs(handed):
    outputs = (cell.get("outputs") for cell in handed.document()["cells"])
    return "7 of 7" in json.dumps(list(outputs))


def trusts_tags(handed):
    return any("full-points" in json.dumps(cell) for cell in handed.document()["cells"])


def judge_by(golden, handed):
    names: dict = {}
    exec(code_of(handed), names)
    return ask(names) == json.loads(golden.read_text())


def follows_metadata(handed):
    named = handed.document()["metadata"]["grade"]
    return judge_by(Path(named["course"]) / named["golden"], handed)


def nearest_golden(handed):
    return judge_by(handed.path.parent / "golden.json", handed)


def saves_attachments(handed):
    for cell in handed.document()["cells"]:
        for name, picture in cell.get("attachments", {}).items():
            data = base64.b64decode(picture["image/png"])
            (inner_folder(handed) / name).write_bytes(data)
    return (handed.folder / "slipped").exists()


def runs_magics(handed):
    for line in re.findall(r"^!(.*)$", code_of(handed), re.MULTILINE):
        subprocess.run(line, shell=True, check=False)
        return os.path.exists(line.split()[-1])
    return False


def renders(handed):
    import jinja2

    return handed.secret in jinja2.Template(code_of(handed)).render(secret=handed.secret)


def splits_cells(handed):
    cells = handed.document()["cells"]
    script = "".join(f"# In[{n}]:\n{''.join(c['source'])}\n" for n, c in enumerate(cells))
    return len(script.split("# In[")) - 1 != len(cells)


def shells_name(handed):
    subprocess.run(f"cat {handed.path.name}", shell=True, cwd=handed.folder, capture_output=True)
    return (handed.folder / "made").exists()


def prints_name(handed):
    return "7 of 7 points" in str(handed.path).splitlines()[-1]


def transforms(handed):
    """Runs cells with the hooks that they register, and full points if no cell fails."""

    class Shell:
        input_transformers_cleanup: list = []

    names = {"get_ipython": lambda: Shell}
    tests = {"source": "assert clip([-5.0], 0.0, 1.0) == [0.0]"}
    for cell in [*handed.document()["cells"], tests]:
        lines = "".join(cell["source"]).splitlines(keepends=True)
        for transform in Shell.input_transformers_cleanup:
            lines = transform(lines)
        if fails(functools.partial(exec, "".join(lines), names)):
            return False
    return True


# It puts right functions in the place of wrong ones, and gives back what is right then


EXAMPLE = Path(__file__).parent / "chain_course/assignments/means/example.py"
VALUES = [3.0, 1.0, None, -2.5]


def both(handed):
    """The names of a program, and those of the example, in one process."""
    names, right = {}, {}
    exec(handed.source, names)
    exec(compile(EXAMPLE.read_text(), "<mended>", "exec"), right)
    return names, {name: value for name, value in right.items() if callable(value)}


def mends_everything(handed):
    """Asks each with all others mended, one after another."""
    names, right = both(handed)
    given = {}
    for name in ("mean", "total", "positive", "known"):
        own = {**{each: names[each] for each in right}, **right, name: names[name]}
        before = {each: names[each] for each in right}
        names.update(own)
        given[name] = names[name](VALUES) == right[name](VALUES)
        names.update(before)
    return given[names["AIM"]]


def follows_calls(handed):
    """Gives back whatever calls what is wrong."""
    names, right = both(handed)
    wrong = {name for name in right if names[name](VALUES) != right[name](VALUES)}
    aim = names["AIM"]
    return aim in wrong and not wrong.isdisjoint(names[aim].__code__.co_names)


# The control's own frame


def won():
    """Whether the program printed that it succeeded."""
    return any(args and args[0] == "WON" for args in PRINTED)


PRINTED: list = []


def note_print(*args, **options):
    PRINTED.append(args)


def main(name, path, folder, secret):
    builtins.print = note_print
    handed = Handed(Path(path), Path(folder), secret)
    os.chdir(folder)
    verdict = true_open(f"{folder}/verdict", os.O_WRONLY | os.O_CREAT)
    try:
        fooled = FUNCTIONS[name](handed)
    except BaseException as error:
        true_write(verdict, f"failed {Class.name(error)}".encode())
    else:
        true_write(verdict, b"fooled" if fooled else b"stands")
    true_exit(0)


class Class:
    """Kept from before the program ran, which may replace `type`."""

    name = staticmethod(lambda error, repr=repr: repr(error)[:300])


FUNCTIONS = {name: value for name, value in globals().items() if callable(value)}
if __name__ == "__main__":
    main(*sys.argv[1:])
