"""Which wall is chosen, what it says of itself, and that nothing passes from one script to another.

What the walls hold is in `attacks/`; here is what the grader does with them.
"""

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from support.project import ROOT, TINY, descendants_of, is_alive, run_grade

from grader import pipeline
from grader.core import cache
from grader.core.errors import GraderError, RefusedError
from grader.core.probe import Level
from grader.core.result import Status
from grader.core.submission import Cell, Limits, Modules, Script, Submission
from grader.pipeline import Worth
from grader.sandbox import interpreter, isolation, launcher, linux
from grader.sandbox.doctor import PROMISES, examine
from grader.sandbox.doctor import report as doctor_report
from grader.sandbox.inside.folder import remove
from grader.sandbox.isolation import SandboxPool, choose, open_sandbox
from grader.sandbox.process import ProcessSandbox
from grader.sandbox.protocol import NOTHING, Job, Worker
from grader.submission.notebook import reading_of

RIGHT = "def median(values): return sorted(values)[0]\ndef clip(values, low, high): return values\n"

pytestmark = pytest.mark.walls

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)


@contextlib.contextmanager
def opened(level, form=None):
    """The wall, or a skipped test where this machine has no such."""
    with contextlib.ExitStack() as stack:
        try:
            sandbox = stack.enter_context(open_sandbox(level, form))
        except RefusedError as error:
            pytest.skip(str(error))
        yield sandbox


@pytest.fixture(params=[("strong", "warm"), ("strong", "fresh"), ("medium", None)], ids=str)
def walled(request):
    with opened(*request.param) as sandbox:
        yield sandbox


@pytest.fixture(params=["strong", "medium"])
def warm(request):
    with opened(request.param, "warm") as sandbox:
        yield sandbox


@pytest.fixture
def only_process(monkeypatch):
    """A machine that has no walls to speak of."""
    weak = [form for form in FORMS if form[0] <= Level.PROCESS]
    monkeypatch.setattr(isolation, "forms", lambda: weak)


FORMS = isolation.forms()


def ran(text, sandbox, **limits):
    job = Job(
        Script((Cell(1, text),)), Modules(frozenset(sys.stdlib_module_names)), Limits(**limits), ()
    )
    questions = pipeline.Questions((), "")
    return pipeline.observe(job, questions, sandbox)


# Whose file it is decides


@pytest.fixture
def tiny(tmp_path):
    """A course with its staff's side, and a right program in it and beside it."""
    root = tmp_path / "course"
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "assignments/stats/mine.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "handed").mkdir()
    (tmp_path / "handed/theirs.py").write_text(RIGHT, encoding="utf-8")
    return root


def only_process_grade(*arguments, cwd):
    """The command on a machine without walls."""
    code = (
        "from grader.core.probe import Level; from grader.sandbox import isolation;"
        "forms = isolation.forms();"
        "isolation.forms = lambda: [form for form in forms if form[0] <= Level.PROCESS];"
        "from grader.cli import main; main(prog_name='grade')"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
    )


def test_ones_own_file_is_graded_at_the_best_level_there_is(tiny):
    done = only_process_grade("assignments/stats/mine.py", cwd=tiny)
    assert done.returncode == 0, done.stderr
    assert "isolation: process (files, the network and other processes are" in done.stdout
    assert "WARNING" not in done.stdout


def test_in_a_kit_every_file_is_ones_own(tiny):
    shutil.rmtree(tiny / "reference")
    rubric = (tiny / "rubric.yaml").read_text(encoding="utf-8")
    assert "hidden" in rubric
    done = only_process_grade("../handed/theirs.py", cwd=tiny)
    assert done.returncode == 0, done.stderr


def test_a_stranger_s_file_is_not_run_behind_too_weak_a_wall(tiny, tmp_path):
    note = tmp_path / "note"
    (tmp_path / "handed/theirs.py").write_text(
        f"open({str(note)!r}, 'w')\n{RIGHT}", encoding="utf-8"
    )
    done = only_process_grade("../handed/theirs.py", "--json", "-", cwd=tiny)
    (document,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, document["status"], document["earned"]) == (2, "refused", None)
    assert "needs isolation medium or strong" in document["notes"][0]
    assert "--isolation process" in document["notes"][0]
    assert not note.exists()


def test_a_link_in_the_course_is_not_ones_own(tiny):
    (tiny / "assignments/stats/link.py").symlink_to(tiny.parent / "handed/theirs.py")
    assert only_process_grade("assignments/stats/link.py", cwd=tiny).returncode == 2


def test_a_weaker_level_that_was_typed_out_marks_what_is_printed_and_written(tiny):
    done = run_grade("../handed/theirs.py", "--isolation", "process", cwd=tiny)
    assert done.returncode == 0, done.stderr
    assert "WARNING: process is too weak for other people's code" in done.stdout
    done = run_grade("../handed/theirs.py", "--isolation", "process", "--json", "-", cwd=tiny)
    document = json.loads(done.stdout)
    assert document["isolation"] == "process"
    assert "too weak" in document["isolation_warning"]


def test_a_level_that_can_not_be_had_is_not_replaced_by_another(only_process):
    with pytest.raises(RefusedError, match="isolation strong can't be had here"):
        choose("strong")


def test_what_is_chosen_for_strangers_is_never_weaker_than_medium(only_process):
    sandboxes = SandboxPool()
    assert sandboxes.fit_for(is_own=True).level is Level.PROCESS
    with pytest.raises(RefusedError, match="medium or strong"):
        sandboxes.fit_for(is_own=False)


def test_threads_that_need_a_wall_at_once_share_one(monkeypatch):
    chosen, gate = [], threading.Barrier(4)

    def choose_slowly(name):
        time.sleep(0.05)
        chosen.append(ProcessSandbox(Level.PROCESS))
        return chosen[-1]

    monkeypatch.setattr(isolation, "choose", choose_slowly)
    pool = SandboxPool()
    fits = []
    threads = [
        threading.Thread(target=lambda: (gate.wait(), fits.append(pool.fit_for(is_own=True))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(chosen) == 1
    assert fits == chosen * 4


def test_levels_have_an_order():
    names = ["none", "process", "basic", "restricted", "medium", "strong"]
    assert [level.value for level in sorted(Level)] == names
    assert [level for level in Level if level.fits_strangers] == [Level.MEDIUM, Level.STRONG]


# The level is what the worker finds


@on_linux
def test_the_level_reported_is_the_one_the_worker_found(walled):
    worker = Worker(NOTHING, walled)
    worker.close()
    assert worker.level is walled.level
    fallen = {name for name, holds in worker.held.items() if not holds}
    assert fallen <= (set() if walled.level is Level.STRONG else {"paths", "neighbours", "disk"})


@on_linux
def test_a_wall_that_does_not_hold_is_noticed_before_anything_is_run(walled, monkeypatch):
    """A folder of the machine's counts as Python's own files, which a script may read."""
    hole = os.path.dirname(walled.launcher.outside.made)
    python = launcher.base_interpreter()
    holed = dataclasses.replace(python, folders=(*python.folders, hole))
    monkeypatch.setattr(launcher, "base_interpreter", lambda: holed)
    with (
        contextlib.closing(type(walled)(walled.level)) as sandbox,
        pytest.raises(GraderError, match=r"weaker than .*: files"),
    ):
        Worker(NOTHING, sandbox)


@on_linux
def test_without_walls_every_promise_is_found_broken():
    (finding,) = [finding for finding in examine() if finding.wanted is Level.PROCESS]
    assert {name for name, holds in finding.held.items() if holds} == {"memory", "privileges"}


def test_doctor_ends_with_the_level_and_speaks_of_every_promise():
    done = run_grade("doctor", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    with open_sandbox() as best:
        assert lines[-1] == f"level: {best.level.value}"
    for promise, _, _ in PROMISES.values():
        assert any(promise in line for line in lines)


def test_doctor_says_how_to_mend_what_does_not_stand(only_process, monkeypatch):
    def no_wall():
        raise GraderError("libseccomp can't be used")

    monkeypatch.setattr(isolation, "forms", lambda: [(Level.STRONG, "warm", no_wall), *FORMS[-2:]])
    monkeypatch.setattr("grader.sandbox.doctor.forms", isolation.forms)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    lines = list(doctor_report())
    assert "no  strong (warm)" in lines
    assert "  apt-get install bubblewrap" in lines
    assert "  apt-get install libseccomp2" in lines
    assert lines[-1] == "level: process"


# One script after another


@on_linux
def test_nothing_is_left_over_for_the_next_script(walled):
    leave = (
        "import os, sys, random, tempfile\n"
        "os.makedirs('kept', exist_ok=True)\n"
        "open('kept/note', 'w').write('first')\n"
        "open('/tmp/note', 'w').write('first') if os.path.isdir('/tmp') and "
        "os.access('/tmp', os.W_OK) and os.path.samefile('/tmp', '.') else None\n"
        "os.environ['NOTE'] = 'first'\nsys.note = random.note = 'first'\n"
        "import builtins; builtins.note = 'first'\n"
    )
    look = (
        "import os, sys, random, builtins\n"
        "print(sorted(os.listdir('.')), os.environ.get('NOTE'), hasattr(sys, 'note'),"
        " hasattr(random, 'note'), hasattr(builtins, 'note'))"
    )
    first = ran(leave + look, walled)
    assert first.stdout == "['kept', 'note'] first True True True\n" or "first" in first.stdout
    assert ran(look, walled).stdout == "[] None False False False\n"


LOOKS_ROUND = """
import os, threading, time
threading.Thread(target=time.sleep, args=[60], daemon=True).start()
print(os.getpid(), os.getppid(), os.listdir())
open("left", "w").close()
"""


@pytest.fixture
def strong():
    with opened("strong", "warm") as sandbox:
        yield sandbox


def supervisor_of(worker):
    worker.channel.work()
    return worker.channel.supervisor


def test_one_supervisor_takes_script_after_script_and_none_can_tell(strong):
    modules = Modules(frozenset(sys.stdlib_module_names))
    looks = Job(Script((Cell(1, LOOKS_ROUND),)), modules, Limits())
    supervisors, printed = set(), set()
    for _ in range(4):
        with contextlib.closing(Worker(looks, strong)) as worker:
            while worker.receive(20) != {"ran": True}:
                continue
            supervisors.add(supervisor_of(worker))
        printed.add(worker.output.text())
    assert len(supervisors) == 1
    assert printed == {"2 1 []\n"}


def test_scripts_at_once_have_a_supervisor_each(strong):
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(contextlib.closing(Worker(NOTHING, strong))) for _ in "ab"]
        assert len(set(map(supervisor_of, workers))) == 2


def test_a_supervisor_that_died_between_two_scripts_takes_no_more(strong):
    with contextlib.closing(Worker(NOTHING, strong)) as worker:
        first = supervisor_of(worker)
    os.kill(first, signal.SIGKILL)
    with contextlib.closing(Worker(NOTHING, strong)) as worker:
        assert supervisor_of(worker) != first


HAS_LEFT = """
import os, time
from grader.sandbox.inside.warm import has_left_any
if os.fork() == 0:
    time.sleep(60 if {stays} else 0)
    os._exit(0)
if not {stays}:
    os.wait()
print(has_left_any())
"""


@on_linux
@pytest.mark.parametrize("stays", [True, False])
def test_a_supervisor_knows_whether_a_process_is_left(stays):
    command = [sys.executable, "-c", HAS_LEFT.format(stays=stays)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout.readline().strip() == str(stays).encode()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@on_linux
def test_the_warm_process_is_remade_when_it_is_gone(warm):
    worker = Worker(NOTHING, warm)
    before = warm.forkers[warm.launcher].process.pid
    os.killpg(before, signal.SIGKILL)
    worker.close()
    assert ran("print('again')", warm).stdout == "again\n"
    assert warm.forkers[warm.launcher].process.pid != before


@on_linux
def test_the_warm_process_is_remade_when_it_does_not_answer(warm):
    warm.forkers[warm.launcher].requests.shutdown(2)
    assert ran("print('again')", warm).stdout == "again\n"


@on_linux
def test_scripts_side_by_side_do_not_see_each_other(walled):
    writes = Script((Cell(1, "open('note', 'w')"),))
    beside = Worker(dataclasses.replace(NOTHING, script=writes), walled)
    look = (
        "import os\n"
        "for place in ('.', '/tmp'):\n"
        "    try: print(os.listdir(place))\n"
        "    except PermissionError: print([])"
    )
    try:
        assert ran(look, walled).stdout == "[]\n[]\n"
    finally:
        beside.close()


@on_linux
def test_a_full_folder_is_the_script_s_own_loss(walled):
    fill = (
        "data = b'x' * 1_000_000\nimport time\n"
        "for n in range(200):\n    with open(f'part{n}', 'wb') as file: file.write(data)\n"
        "    time.sleep(0.01)\nprint('WROTE ALL')\n"
    )
    observed = ran(fill, walled, folder_mb=8, cell_seconds=8.0)
    assert "WROTE ALL" not in observed.stdout
    assert observed.errors
    assert ran("print('next')", walled).stdout == "next\n"


@on_linux
def test_at_medium_thousands_of_files_are_the_script_s_own_loss():
    make = "import os, time\nfor n in range({}): os.close(os.open(str(n), os.O_CREAT))\n"
    with opened("medium") as medium:
        few, many = (
            ran(
                f"{make.format(count)}time.sleep({rest})\nprint('MADE ALL')\n",
                medium,
                cell_seconds=30.0,
                submission_seconds=40.0,
            )
            for count, rest in ((1_000, 0.5), (3_000, 10))
        )
    assert (few.stdout, many.stdout) == ("MADE ALL\n", "")


@on_linux
def test_a_supervisor_that_has_ended_the_script_is_not_waited_for_while_it_clears_up(monkeypatch):
    monkeypatch.setattr(linux, "CLEAR_SECONDS", 0.05)
    monkeypatch.setattr(linux, "STOP_SECONDS", 0.05)
    ended = {}
    for word in (b"d", b""):
        channel = linux.PipeChannel()
        supervisor = channel.far_ends[3]
        if word:
            os.write(supervisor, word)
        channel.stop()
        ended[word] = channel.has_ended
        channel.close()
    assert ended == {b"d": True, b"": False}


def test_a_folder_that_became_a_link_is_not_emptied(tmp_path, monkeypatch):
    folder, other, true_scandir = tmp_path / "folder", tmp_path / "other", os.scandir
    (folder / "inner").mkdir(parents=True)
    other.mkdir()
    (other / "file").touch()

    def scandir(place):
        listing = true_scandir(place)
        if (folder / "inner").is_dir() and not (folder / "inner").is_symlink():
            entries = list(listing)  # what each is has been read by now
            (folder / "inner").rmdir()
            (folder / "inner").symlink_to(other)
            return contextlib.nullcontext(entries)
        return listing

    monkeypatch.setattr(os, "scandir", scandir)
    remove(str(folder))
    assert (folder.exists(), os.listdir(other)) == (False, ["file"])


# Nobody is left behind


@on_linux
@pytest.mark.parametrize("level", ["strong", "medium", "process"])
def test_killing_the_grader_leaves_no_process(tiny, level):
    with opened(level):
        pass
    (tiny / "assignments/stats/mine.py").write_text(
        "print('begun')\nimport threading, time\nthreading.Thread(target=time.sleep, args=(60,))"
        ".start()\nwhile True: pass\n",
        encoding="utf-8",
    )
    command = "from grader.cli import main; main(prog_name='grade')"
    grader = subprocess.Popen(
        [sys.executable, "-c", command, "assignments/stats/mine.py", "--isolation", level],
        cwd=tiny,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 20
    busy = []
    while not busy and time.monotonic() < until:
        started = [*descendants_of(grader.pid)] if grader.poll() is None else []
        busy = [pid for pid in started if seconds_used(pid) > 0.5]
        time.sleep(0.05)
    assert busy, "the script never ran"
    started = [*descendants_of(grader.pid)]
    grader.kill()
    grader.wait()
    while any(map(is_alive, started)) and time.monotonic() < until + 10:
        time.sleep(0.05)
    assert [pid for pid in started if is_alive(pid)] == []


def seconds_used(pid):
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK")
    return 0


# A bubblewrap that waits, as it may on any busy machine, between making its child and telling it to
# go on: its `--info-fd` is a pipe that nobody reads.
HELD = '#!/bin/sh\nexec 9<>{pipe}\nexec {bwrap} --info-fd 9 "$@"\n'


@pytest.fixture
def held_bubblewrap():
    """A folder with a bubblewrap that goes on only when its pipe is read."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.mkfifo(folder / "pipe")
        (folder / "pipe").chmod(0o666)
        pipe = os.open(folder / "pipe", os.O_RDWR | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(pipe, bytes(4096))
        text = HELD.format(pipe=folder / "pipe", bwrap=shutil.which("bwrap"))
        (folder / "bwrap").write_text(text)
        (folder / "bwrap").chmod(0o755)
        yield folder, pipe
        os.close(pipe)


def wait_for_bubblewraps(pid, count):
    """As many as are to descend from a process, which may have others that read a file for it."""
    until = time.monotonic() + 20
    while len(pids := bubblewraps(pid)) < count and time.monotonic() < until:
        time.sleep(0.01)
    assert len(pids) == count
    return pids


def bubblewraps(ancestor):
    pids = []
    for pid in descendants_of(ancestor):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0].endswith(b"bwrap"):
                pids.append(pid)
    return pids


@on_linux
@pytest.mark.parametrize("form", ["warm", "fresh"])
def test_killing_the_grader_leaves_no_bubblewrap_that_was_starting(tiny, held_bubblewrap, form):
    with opened("strong", form):
        pass
    folder, pipe = held_bubblewrap
    (tiny / "assignments/stats/mine.py").write_text("print()", encoding="utf-8")
    code = (
        "from grader.sandbox import isolation; forms = isolation.forms();"
        f"isolation.forms = lambda: [form for form in forms if form[1] == {form!r}];"
        "from grader.cli import main; main(prog_name='grade')"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", code, "assignments/stats/mine.py", "--isolation", "strong"],
        cwd=tiny,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{folder}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started = wait_for_bubblewraps(grader.pid, 2)
    grader.kill()
    grader.wait()
    until = time.monotonic() + 10
    while any(map(is_alive, started)) and time.monotonic() < until:
        with contextlib.suppress(BlockingIOError):
            os.read(pipe, 1 << 16)
        time.sleep(0.05)
    left = [pid for pid in started if is_alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


@on_linux
def test_a_bubblewrap_that_is_killed_while_it_starts_leaves_no_child(held_bubblewrap, monkeypatch):
    with opened("strong", "fresh"):
        pass
    monkeypatch.setenv("PATH", f"{held_bubblewrap[0]}:{os.environ['PATH']}")
    monkeypatch.setattr(linux, "START_SECONDS", 0.2)  # it reads nothing while it is held
    monkeypatch.setattr(linux, "STOP_SECONDS", 0.2)
    channel = linux.FreshSandbox(Level.STRONG).open_channel(Limits())
    outer = channel.process.pid
    (child,) = wait_for_bubblewraps(outer, 1)
    os.kill(outer, signal.SIGKILL)
    channel.stop()
    for end in (channel.questions, channel.results, channel.output):
        end.close()
    until = time.monotonic() + 10
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    left = is_alive(child)
    if left:
        os.kill(child, signal.SIGKILL)
    assert not left


@on_linux
def test_a_process_whose_grader_is_gone_already_runs_nothing(monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 1)  # as though it had died since it gave this number
    with pytest.raises(GraderError, match="did not start"):
        Worker(NOTHING, ProcessSandbox(Level.PROCESS))


# Root


@as_root
@on_linux
def test_as_root_a_script_is_nobody(walled):
    observed = ran("import os\nprint(os.getuid(), os.getgid(), os.getgroups())", walled)
    assert observed.stdout.startswith("65534 65534 [")
    assert " 0" not in observed.stdout.replace(" [0]", "x")


@as_root
@on_linux
@pytest.mark.parametrize("user", ["0", "root", "nobody-of-that-name"])
def test_as_root_only_an_unprivileged_user_that_exists_will_do(monkeypatch, user):
    monkeypatch.setenv(launcher.USER_SETTING, user)
    with pytest.raises(RefusedError, match=launcher.USER_SETTING):
        choose("medium")


@as_root
@on_linux
def test_as_root_another_user_can_be_named(monkeypatch):
    monkeypatch.setenv(launcher.USER_SETTING, "4321")
    with opened("medium") as sandbox:
        assert ran("import os\nprint(os.getuid())", sandbox).stdout == "4321\n"


@on_linux
def test_what_an_unprivileged_user_can_reach(tmp_path):
    os.chmod(tmp_path, 0o755)
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o700)
    (inner / "file").touch(0o644)
    owner = os.getuid()
    assert not interpreter.is_reachable(str(inner / "file"), owner + 1)
    assert interpreter.is_reachable("/etc/passwd", owner + 1)


def test_a_script_finds_no_packages(walled):
    look = (
        "import os, sys\n"
        "found = [os.path.join(place, name) for place, names, _ in os.walk(sys.prefix)"
        " for name in names if name in ('site-packages', 'dist-packages')]\n"
        "def seen(place):\n"
        "    try: return os.listdir(place)\n"
        "    except OSError: return []\n"
        "print([place for place in found if seen(place)])\n"
    )
    assert ran(look, walled, cell_seconds=10.0).stdout == "[]\n"


def test_grading_says_the_level_in_its_report(assignment, example, walled):
    found = pipeline.grade(example, assignment, walled, is_own=False).report
    assert (found.isolation, found.earned) == (walled.level, found.maximum)
    assert found.isolation_warning is None


def test_a_report_of_nothing_that_ran_bears_no_mark(assignment, example, sandbox):
    reading = reading_of(Submission(Path("hw.py")), example.script)
    refused = pipeline.unscored(reading.submission, Worth(), RefusedError("hw.py: too large"))
    observations = pipeline.ask(reading, assignment, sandbox)
    weak = dataclasses.replace(observations, isolation=Level.PROCESS)
    assert (refused.report.status, refused.report.isolation) == (Status.REFUSED, Level.NONE)
    assert refused.report.isolation_warning is None
    assert pipeline.judge(reading, assignment, weak, is_own=False).isolation_warning
    assert pipeline.judge(reading, assignment, weak, is_own=True).isolation_warning is None


# What is kept of courses for the next command

AT_THE_CACHE = """
import os
folder, path = {folder!r}, {path!r}
for name, attempt in [
    ("listed", lambda: os.listdir(folder)),
    ("read", lambda: open(path, "rb").read()),
    ("written", lambda: open(path, "ab").close()),
    ("replaced", lambda: os.rename(path, path)),
    ("made", lambda: open(folder + "/new", "xb").close()),
]:
    try:
        attempt()
    except OSError:
        continue
    print(name)
"""


@pytest.fixture
def at_the_cache(tmp_path, monkeypatch):
    """A program that tries all that may be done with what is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.keep("a course", b"key" * 10, "what is expected")
    (path,) = cache.own_folder().iterdir()
    return AT_THE_CACHE.format(folder=str(path.parent), path=str(path))


def test_a_script_reaches_nothing_of_what_is_kept_of_courses(at_the_cache, walled):
    assert ran(at_the_cache, walled).stdout == ""


def test_without_a_wall_a_program_reaches_all_of_it(at_the_cache):
    done = subprocess.run([sys.executable, "-c", at_the_cache], capture_output=True, text=True)
    assert done.stdout.split() == ["listed", "read", "written", "replaced", "made"]
