"""What stands where a machine refuses something, who a script is there, and how walls are tried."""

import contextlib
import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from support import harness
from support.project import HANGING_SECONDS, ROOT, TINY, run_grade
from support.weaker import REFUSED

import grader
from grader import pipeline
from grader.core.errors import GraderError, RefusedError
from grader.core.probe import Level
from grader.core.submission import Cell, Limits, Modules, Script
from grader.sandbox import interpreter, isolation, launcher, linux, outside, seccomp
from grader.sandbox.doctor import PROMISES, examine
from grader.sandbox.inside import levels
from grader.sandbox.isolation import SandboxPool, open_sandbox
from grader.sandbox.process import ProcessSandbox
from grader.sandbox.protocol import NOTHING, Job, Worker

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can do this"
)
RIGHT = "def median(values): return sorted(values)[0]\ndef clip(values, low, high): return values\n"
WEAKER = ROOT / "tests/support/weaker.py"
SET_SUBREAPER = 36


@contextlib.contextmanager
def opened(level, form=None):
    """The wall, or a skipped test where there is none; `restricted` as without Landlock."""
    with contextlib.ExitStack() as stack:
        if level == "restricted":
            numbers = harness.numbers_without_landlock
            stack.enter_context(harness.replaced(seccomp, "syscalls", numbers))
        try:
            sandbox = stack.enter_context(open_sandbox(level, form))
        except RefusedError as error:
            pytest.skip(str(error))
        yield sandbox


def ran(text, sandbox):
    modules = Modules(frozenset(sys.stdlib_module_names))
    job = Job(Script((Cell(1, text),)), modules, Limits(cell_seconds=10.0), ())
    return pipeline.observe(job, pipeline.Questions((), ""), sandbox)


@pytest.fixture
def tiny(tmp_path):
    """A course with its staff's side, and a program of one's own in it."""
    return make_tiny(tmp_path / "course")


@pytest.fixture(scope="module")
def earned_here(tmp_path_factory):
    """What that program earns where nothing is refused."""
    root = make_tiny(tmp_path_factory.mktemp("here") / "course")
    done = run_grade("assignments/stats/mine.py", "--json", "-", cwd=root)
    return json.loads(done.stdout)["earned"]


def make_tiny(root):
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "assignments/stats/mine.py").write_text(RIGHT, encoding="utf-8")
    return root


# Machines that refuse something


@pytest.fixture(scope="module")
def levels_here():
    """The levels that stand on this machine, none of its calls refused."""
    return [finding.reached for finding in examine() if finding.stands]


# Who would wait for a word as long as is allowed waits for ever.
PATIENT = """
from grader.cli import main
from grader.sandbox import linux, protocol
linux.START_SECONDS = protocol.START_SECONDS = 3600.0
main(prog_name="grade")
"""


def on_weaker(refused, *words, cwd=ROOT, before=()):
    """The command on a machine that refuses some things."""
    command = [sys.executable, "-c", PATIENT, *words]
    return subprocess.run(
        [*before, sys.executable, WEAKER, *refused, "--", *command],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        timeout=HANGING_SECONDS,
    )


LISTENER = "seccomp with a listener ("
MACHINES = [
    (["namespaces"], Level.MEDIUM, "bwrap:", "a container started with"),
    (["namespaces", "landlock"], Level.RESTRICTED, "did not hold: files", "lsm=landlock"),
    (["namespaces", "landlock_by_policy"], Level.RESTRICTED, "did not hold: files", "landlock"),
    (["seccomp"], Level.STRONG, LISTENER, "Linux 5.5"),
    (["new_seccomp"], Level.STRONG, LISTENER, "Linux 5.5"),
    (["all_seccomp"], Level.PROCESS, "Operation not permitted: 'PR_SET_SECCOMP'", "a container"),
    (["listener"], Level.STRONG, f"{LISTENER}Invalid argument)", "Linux 5.5"),
    (["second_listener"], Level.STRONG, f"{LISTENER}Device or resource busy)", "LXD"),
    (["answers"], Level.STRONG, "SECCOMP_USER_NOTIF_FLAG_CONTINUE", "Linux 5.5"),
    (["namespaces", "landlock", "answers"], Level.RESTRICTED, "FLAG_CONTINUE", "Linux 5.5"),
    (["pidfd"], Level.STRONG, "", ""),
    (["host_name"], Level.STRONG, "sethostname (Operation not permitted)", ""),
    (["subreaper"], Level.STRONG, "PR_SET_CHILD_SUBREAPER (Invalid argument)", "a container"),
    (["capset"], Level.MEDIUM, "capset (Operation not permitted)", "a container started with"),
]
each_machine = pytest.mark.parametrize(
    ("refused", "best", "said_of_it", "help_with_it"),
    [pytest.param(*machine, id=" and ".join(machine[0])) for machine in MACHINES],
)


@each_machine
def test_a_machine_that_refuses_something_has_the_best_level_that_holds(
    refused, best, said_of_it, help_with_it, levels_here, earned_here, tiny
):
    """And nobody waits in vain for what it refuses."""
    expected = max(level for level in levels_here if level <= best)
    doctor = on_weaker(refused, "doctor")
    assert doctor.stdout.splitlines()[-1] == f"level: {expected.value}", doctor.stdout
    assert said_of_it in doctor.stdout
    assert help_with_it in doctor.stdout.partition("What would help:")[2]
    done = on_weaker(refused, "assignments/stats/mine.py", "--json", "-", cwd=tiny)
    document = json.loads(done.stdout)
    assert (document["status"], document["isolation"]) == ("graded", expected.value)
    assert document["earned"] == earned_here


def test_every_imitated_machine_is_tried():
    elsewhere = {"other_users", "docker"}  # below; in test_container.py
    assert {what for machine in MACHINES for what in machine[0]} | elsewhere == set(REFUSED)


@as_root
def test_root_who_can_not_become_another_user_is_told_so_and_nothing_is_run(tiny):
    (tiny / "assignments/stats/mine.py").write_text(f"open({str(tiny / 'note')!r}, 'w')\n{RIGHT}")
    done = on_weaker(["other_users"], "assignments/stats/mine.py", cwd=tiny)
    assert done.returncode == 2
    assert "run `grade` as an ordinary user" in done.stderr
    assert not (tiny / "note").exists()
    assert on_weaker(["other_users"], "doctor").stdout.splitlines()[-1] == "level: none"


@pytest.fixture
def as_subreaper():
    """What is left of a command is our child then."""
    libc = ctypes.CDLL(None)
    libc.prctl(SET_SUBREAPER, 1, 0, 0, 0)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield before
    libc.prctl(SET_SUBREAPER, 0, 0, 0, 0)


def test_a_bubblewrap_that_can_not_start_leaves_nobody_who_waits(as_subreaper):
    def left():
        children = psutil.Process().children(recursive=True)
        return [one for one in children if one.pid not in as_subreaper and is_running(one)]

    assert "capset failed" in on_weaker(["capset"], "doctor").stdout
    until = time.monotonic() + 20
    while left() and time.monotonic() < until:
        time.sleep(0.05)
    assert left() == []


def is_running(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("level", ["strong", "medium", "restricted"])
def test_without_a_listener_a_script_signals_itself_and_nobody_else(level, monkeypatch):
    true_program = seccomp.program
    monkeypatch.setattr(
        seccomp, "program", lambda **how: true_program(**how) if not how["heard"] else b""
    )
    signals = (
        "import os, signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('heard'))\n"
        "os.kill(os.getpid(), signal.SIGUSR1)\nsignal.raise_signal(signal.SIGUSR1)\n"
        "for attempt in (lambda: os.kill(os.getppid(), 0), os.fork):\n"
        "    try: print(attempt())\n"
        "    except PermissionError: print('refused')"
    )
    with opened(level) as sandbox:
        assert ran(signals, sandbox).stdout == "heard\nheard\nrefused\nrefused\n"
        assert not worker_of(sandbox).forks


def worker_of(sandbox):
    worker = Worker(NOTHING, sandbox)
    worker.close()
    return worker


@pytest.mark.parametrize("form", ["warm", "fresh"])
def test_at_strong_a_script_s_machine_has_a_name_that_is_no_machine_s(form):
    with opened("strong", form) as sandbox:
        assert ran("import os\nprint(os.uname().nodename)", sandbox).stdout == "grade\n"


# Walls are tried by reaching for what is there


@pytest.mark.parametrize(
    ("path", "refusals", "holds"),
    [
        pytest.param("/nowhere", {errno.EACCES}, False, id="a file that is not there"),
        pytest.param("/nowhere", {errno.ENOENT}, True, id="a file that mounts hide"),
        pytest.param("/dev/null/file", {errno.EACCES}, False, id="a file in a file"),
        pytest.param("/dev/null", {errno.EACCES, errno.ENOENT}, False, id="a file that is open"),
    ],
)
def test_only_the_error_of_a_refusal_is_a_wall(path, refusals, holds):
    from grader.sandbox.inside import walls

    assert walls.all_refused(walls.open_file, [path], refusals) is holds


def test_a_wall_that_nothing_is_there_to_try_is_none():
    from grader.sandbox.inside import walls

    assert not walls.all_refused(walls.open_file, [], {errno.EACCES})


@pytest.mark.parametrize("level", ["strong", "medium"])
def test_where_there_is_nothing_to_reach_for_no_wall_around_files_is_believed(level, monkeypatch):
    with opened(level) as sandbox:
        monkeypatch.setattr(outside.Outside, "looked_at", lambda self: {"process": 9, "files": []})
        with pytest.raises(GraderError, match="did not hold: files"):
            worker_of(sandbox)


def test_what_is_reached_for_is_there_and_is_made_once_for_all(monkeypatch, tmp_path):
    monkeypatch.setattr(outside, "FOLDERS", (str(tmp_path),))
    there = outside.Outside(None)
    assert there.looked_at() == outside.Outside(None).looked_at()
    assert all(map(os.path.isfile, there.looked_at()["files"]))
    (made,) = tmp_path.iterdir()
    assert made.stat().st_mode & 0o777 == 0o644
    made.unlink()  # as a machine's broom does
    assert str(made) in there.looked_at()["files"]
    assert made.exists()


@pytest.mark.parametrize("squat", [os.mkfifo, lambda path: os.symlink("/etc", path), os.mkdir])
def test_a_place_that_somebody_has_taken_is_not_reached_for(squat, monkeypatch, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    squat(first / f"grade-wall-{os.geteuid()}")
    monkeypatch.setattr(outside, "FOLDERS", (str(first), str(second)))
    monkeypatch.setattr(outside, "KNOWN", ())
    (path,) = outside.Outside(None).looked_at()["files"]
    assert Path(path).parent == second


def test_what_its_user_could_not_reach_anyway_is_not_reached_for(monkeypatch, tmp_path):
    os.chmod(tmp_path, 0o700)
    monkeypatch.setattr(outside, "FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(outside, "KNOWN", ())
    assert outside.Outside(None).looked_at()["files"]  # the control: its owner could
    assert outside.Outside(os.getuid() + 1).looked_at()["files"] == []


@as_root
def test_without_landlock_and_password_file_there_is_no_medium(tmp_path):
    """Where the file that used to be reached for is not there, the wall is missed all the same."""
    etc = tmp_path / "etc"
    etc.mkdir()
    for name in ("ld.so.cache", "ld.so.conf"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(f"/etc/{name}", etc)
    tmp_path.chmod(0o755)
    mounted = ["unshare", "--mount", "sh", "-c", f'mount --bind {etc} /etc; exec "$@"', "sh"]
    if subprocess.run([*mounted, "true"], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    done = on_weaker(["landlock"], "doctor", before=mounted)
    assert "did not hold: files" in done.stdout
    assert "\nyes restricted" in done.stdout


@as_root
@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(["--mount", "sh", "-c", 'umount -l /proc; exec "$@"'], id="no /proc"),
        pytest.param(["--pid", "--fork", "sh", "-c", 'exec "$@"'], id="another namespace's /proc"),
    ],
)
def test_what_the_supervisor_can_not_look_at_is_not_promised(shown, levels_here):
    before = ["unshare", *shown, "sh"]
    if Level.MEDIUM not in levels_here or subprocess.run([*before, "true"]).returncode:
        pytest.skip("needs medium, and mounts")
    done = on_weaker([], "doctor", before=before)
    assert "these walls did not hold: watch" in done.stdout
    assert "mount /proc" in done.stdout.partition("What would help:")[2]
    assert "\nno  medium" in done.stdout
    assert "\nyes restricted" in done.stdout


@as_root
def test_a_proc_of_which_a_container_hides_parts_takes_no_wall_away(levels_here):
    """No other may be mounted there, so bubblewrap's own would be refused."""
    hidden = 'mount -t tmpfs tmpfs /proc/fs; exec "$@"'
    before = ["unshare", "--mount", "sh", "-ec", hidden, "sh"]
    if Level.STRONG not in levels_here or subprocess.run([*before, "true"]).returncode:
        pytest.skip("needs strong, and mounts")
    control = ["bwrap", "--unshare-all", "--bind", "/", "/", "--proc", "/proc", "true"]
    assert subprocess.run([*before, "setpriv", "--reuid=65534", *control]).returncode
    done = on_weaker([], "doctor", before=before)
    assert "\nyes strong (warm)" in done.stdout
    assert "What would help" not in done.stdout


@pytest.mark.parametrize(
    ("mounts", "words"),
    [
        pytest.param(["/", "/proc", "/process"], "--proc", id="nothing is covered"),
        pytest.param(["/proc", "/proc/sys/fs/binfmt_misc"], "--proc", id="a mount point is used"),
        pytest.param(["/proc", "/proc/sys/fs/binfmt_misc", "/proc/kcore"], "--bind", id="hidden"),
    ],
)
def test_another_proc_is_mounted_wherever_the_kernel_lets_it(mounts, words, monkeypatch):
    """An automount in the one that is there could fail."""
    lines = "".join(f"9 8 0:7 / {place} rw - proc proc rw\n" for place in mounts)
    monkeypatch.setattr(Path, "read_bytes", lambda self: lines.encode())
    assert linux.proc()[0] == words


def test_a_level_is_what_its_walls_make():
    held = dict.fromkeys(PROMISES, True)
    assert levels.level_of(held) == "strong"
    assert levels.level_of({**held, "landlock": False}) == "strong"
    assert levels.level_of({**held, "paths": False}) == "medium"
    assert levels.level_of({**held, "paths": False, "watch": False}) == "restricted"
    for name in ("processes", "programs", "network", "signals", "kernel", "privileges", "memory"):
        assert levels.level_of({**held, name: False}) == "process"
    assert levels.level_of({**held, "a wall of tomorrow": False}) == "process"


# Restricted


@pytest.fixture
def only_restricted(monkeypatch):
    """A machine without namespaces and Landlock."""
    weak = [form for form in isolation.forms() if form[0] <= Level.RESTRICTED]
    monkeypatch.setattr(isolation, "forms", lambda: weak)


def test_restricted_is_for_strangers_only_where_it_was_typed_out(only_restricted):
    with opened("restricted"), contextlib.closing(SandboxPool()) as by_itself:
        assert by_itself.fit_for(is_own=True).level is Level.RESTRICTED
        with pytest.raises(RefusedError, match="--isolation restricted grades all the same"):
            by_itself.fit_for(is_own=False)
    with contextlib.closing(SandboxPool("restricted")) as typed:
        assert typed.fit_for(is_own=False).level is Level.RESTRICTED


MEMORIES = """
import os
print(os.getpid())
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("mem", "environ", "fd"):
        try:
            place = f"/proc/{pid}/{name}"
            os.listdir(place) if name == "fd" else open(place, "rb").close()
            print(pid)
        except OSError:
            pass
"""


def test_at_restricted_no_process_of_ours_can_be_looked_into():
    """Not the supervisor, the warm process, or another script: they are of the same user."""
    others = {child.pid for child in psutil.Process().children(recursive=True)}  # of other levels
    with opened("restricted") as sandbox, contextlib.closing(Worker(NOTHING, sandbox)):
        with sleeping_process(sandbox.launcher.user) as easy:
            before = {child.pid for child in psutil.Process().children(recursive=True)}
            itself, *reached = ran(MEMORIES, sandbox).stdout.split()
        after = {child.pid for child in psutil.Process().children(recursive=True)}
        ours = (
            (before | after) - others - {easy, int(itself)}
        )  # which may not have been waited for as yet
        assert len(ours) >= 3
        assert str(easy) in reached  # the control
        assert not ours & set(map(int, reached))


@contextlib.contextmanager
def sleeping_process(user):
    """A process of the script's user that looks after nothing."""
    become = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **become) as process:
        yield process.pid
        process.kill()


# Root


@as_root
@pytest.mark.parametrize("level", ["restricted", "process", "none"])
def test_as_root_a_script_at_a_weak_level_is_nobody_too(level):
    with opened(level) as sandbox:
        observed = ran("import os\nprint(os.getuid(), os.getgid(), os.getgroups())", sandbox)
    assert observed.stdout == "65534 65534 []\n"


@as_root
@pytest.mark.parametrize(
    "setting", [pytest.param("12345", id="a number"), pytest.param("daemon", id="a name")]
)
def test_root_says_whom_scripts_become(setting, monkeypatch):
    import pwd  # Windows has none

    monkeypatch.setenv(launcher.USER_SETTING, setting)
    user = [12345, 12345] if setting.isdecimal() else [*pwd.getpwnam(setting)[2:4]]
    with opened("process") as sandbox:
        observed = ran("import os\nprint([os.getuid(), os.getgid()])", sandbox)
    assert observed.stdout == f"{user}\n"


@as_root
@pytest.mark.parametrize(
    ("setting", "message"),
    [
        pytest.param("nobody-there", "there is no such user", id="a name of nobody's"),
        pytest.param("root", "never run as root; name another user", id="root"),
        pytest.param("0", "never run as root; name another user", id="root's number"),
    ],
)
def test_what_scripts_can_not_become_is_said(setting, message, monkeypatch):
    monkeypatch.setenv(launcher.USER_SETTING, setting)
    with pytest.raises(GraderError, match=message), open_sandbox("process"):
        pass


WRITES = """
import os
for place in {places!r}:
    try:
        open(place, "a").close()
        print("WON", place)
    except PermissionError:
        print("refused")
"""


@as_root
@pytest.mark.parametrize("level", ["restricted", "process", "none"])
def test_as_root_a_script_can_not_rewrite_the_grader_the_course_or_what_is_roots(
    level, tiny, tmp_path, monkeypatch
):
    tmp_path.chmod(0o755)
    places = [grader.__file__, str(tiny / "rubric.yaml"), "/etc/passwd", str(tmp_path / "new")]
    with opened(level) as sandbox:
        assert ran(WRITES.format(places=places), sandbox).stdout == len(places) * "refused\n"
    # The control: as root, each could be written.
    monkeypatch.setattr(launcher, "unprivileged_user", lambda: None)
    unwalled = ProcessSandbox(Level.NONE)
    assert ran(WRITES.format(places=places), unwalled).stdout.count("WON") == len(places)


def test_at_process_no_program_gives_a_script_another_users_rights():
    with opened("process") as sandbox:
        status = ran("print(open('/proc/self/status').read())", sandbox).stdout
    assert "NoNewPrivs:\t1\n" in status


@as_root
@pytest.mark.parametrize("level", ["medium", "restricted", "process"])
def test_where_nothing_can_be_mounted_the_interpreter_is_handed_over(level, monkeypatch):
    """By a descriptor, which needs no way through folders that are closed to the user."""
    monkeypatch.setattr(launcher, "is_reachable", lambda path, user: False)
    monkeypatch.setattr(launcher.Launcher, "mount", lambda self, user: False)
    with opened(level) as sandbox:
        assert sandbox.launcher.interpreter.prefix.startswith("/proc/self/fd/")
        look = (
            "import os, sys, sqlite3, fractions\nprint(os.getuid(), fractions.Fraction('1/3'))\n"
            "try: print(os.listdir(sys.prefix + '/..'))\n"
            "except PermissionError: print('refused')"
        )
        printed = ran(look, sandbox).stdout.splitlines()
    assert printed[0] == "65534 1/3"
    assert (printed[1] == "refused") is (level == "medium")  # elsewhere no wall is around files
    assert not Path("/proc/self/fd", str(launcher.ABOVE)).exists()


def test_an_interpreter_that_all_can_read_is_not_handed_over(monkeypatch):
    monkeypatch.setattr(launcher, "is_reachable", lambda path, user: True)
    with contextlib.closing(launcher.Launcher()) as plain:
        assert plain.interpreter == interpreter.base_interpreter()
        assert not plain.prefix
        assert not plain.home


# Processors


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two processors")
@pytest.mark.parametrize("level", ["strong", "medium"])
def test_a_script_runs_on_the_processor_of_who_asked_for_it(level, levels_here):
    if Level(level) not in levels_here:
        pytest.skip(f"needs {level}")
    everywhere = os.sched_getaffinity(0)
    where = "import os\nprint(*os.sched_getaffinity(0))"
    with opened(level) as sandbox:
        assert set(map(int, ran(where, sandbox).stdout.split())) == everywhere  # the control
        try:
            for place in sorted(everywhere)[:2]:
                os.sched_setaffinity(0, {place})
                assert ran(where, sandbox).stdout == f"{place}\n"
        finally:
            os.sched_setaffinity(0, everywhere)
