"""Run the attacks of this folder behind a wall, and see from outside what came of it.

Nothing that an attack says of its failure is believed: what counts is the host afterwards. What it
says of a success is, since it prints `WON` only when it has seen that it succeeded.
"""

import contextlib
import dataclasses
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader import pipeline
from grader.api import Grader
from grader.core.errors import GraderError, SubmissionError
from grader.core.hashing import digest
from grader.core.probe import Level
from grader.core.result import ScoreStatus, Status
from grader.core.submission import Cell, Modules, Script, Submission
from grader.course.find import find_course
from grader.reports.student import student_view
from grader.sandbox import launcher, protocol, seccomp
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import reading_of
from grader.submission.reader import Cost, Reader
from support import mending
from support.naive import SECONDS
from support.project import ATTACKS, CHAIN, HANGING_SECONDS, TINY, children_of, descendants_of

HERE = Path(__file__).parent
LEVELS = {
    "strong-warm": ("strong", "warm"),
    "strong-fresh": ("strong", "fresh"),
    "medium": ("medium", None),
    "restricted": ("restricted", None),
}
CLASSES = (
    *("forge", "steal", "subvert", "mended"),
    *("rules", "exhaust", "escape", "leftovers", "files", "packages"),
)
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534
QUICK = {"cell_seconds": 1.0, "probe_seconds": 0.5, "submission_seconds": 4.0, "memory_mb": 256}
BRIEF = {"cell_seconds": SECONDS, "probe_seconds": SECONDS}  # for what wants more, and is ended
QUICK_SECONDS = 3  # for reading a file
MEDIUM_FOLDERS = "grade-" + 16 * "[0-9a-f]"  # in /tmp when we are root
# Without walls what is tried must come to its end, on a machine that is busy with other tests too.
PATIENT = {**QUICK, "cell_seconds": 5.0, "submission_seconds": 10.0}
LONGEST = 24.0  # for one submission, the grader's own patience and a slow machine included
RIGHT = """
def median(values):
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2

"""
# One function is right, so that harm is seen; the other is wrong, so that a forgery is.
PROGRAM = f"{RIGHT}\ndef clip(values, low, high):\n    return values\n"
SOLUTION = (
    f"{RIGHT}\ndef clip(values, low, high):\n    return [min(max(v, low), high) for v in values]\n"
)
HONEST = {"median", "unseen"}
CANARY = """
import ctypes, os, sys, time
held, other = open(sys.argv[1]), int(sys.argv[2])
if other:
    os.setgroups([]), os.setresgid(other, other, other), os.setresuid(other, other, other)
libc = ctypes.CDLL(None)
libc.prctl(4, 1, 0, 0, 0)  # readable by its user
libc.prctl(0x59616D61, -1, 0, 0, 0)  # whoever wants to may trace it
print(open("/proc/self/maps").readline().partition("-")[0], flush=True)
time.sleep(3600)
"""


# The corpus


@dataclass(frozen=True)
class Attack:
    """One program, and what its header says of it."""

    path: Path
    tries: str
    must_see: str
    control: str
    gaps: dict = field(default_factory=dict)

    @property
    def group(self):
        return self.path.parent.name

    @property
    def name(self):
        return f"{self.group}/{self.path.stem}"

    @property
    def source(self):
        return self.path.read_text(encoding="utf-8")

    @property
    def runs(self):
        return (1, 2) if self.group == "leftovers" else (1,)

    @property
    def is_about_what_is_shown(self):
        """Whether it may well print what it likes, if only nobody is shown it."""
        return self.path.stem.startswith("hidden_inputs")

    @property
    def may_be_called(self):
        """Tampered with: only what touches the channel, for it costs all points."""
        return [Status.TAMPERED] if "tampered" in self.must_see else []

    @property
    def wants_time(self):
        """Whether it tries to take longer than a cell or a question may."""
        return 'HOST["seconds"]' in self.source

    @property
    def needs_root(self):
        return self.control == "open as root"

    @property
    def needs_numpy(self):
        return bool(self.packages) or (self.group == "rules" and "numpy" in self.source)

    @property
    def packages(self):
        """What the assignment allows; PyTorch needs NumPy to read arrays."""
        if self.group != "packages":
            return ()
        return ("numpy", "torch") if "torch" in self.source else ("numpy",)


def load_attacks():
    return [
        load_attack(path) for group in CLASSES for path in sorted((ATTACKS / group).glob("*.py"))
    ]


def load_attack(path):
    """Raises ValueError for a header without just the fields that there are."""
    head = path.read_text(encoding="utf-8").split('"""')[1].strip().splitlines()
    fields = dict(line.split(": ", 1) for line in head)
    gaps = {k.removeprefix("Gap at "): fields.pop(k) for k in [*fields] if k.startswith("Gap at ")}
    if [*fields] != ["Tries", "Must see", "Control"] or not set(gaps) <= set(LEVELS):
        raise ValueError(f"{path}: its header says {[*fields, *gaps]}")
    return Attack(path, *fields.values(), gaps)


def notebook(*cells, **metadata):
    """A notebook's text."""
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    filled = [{**code, "source": source} for source in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": filled})


# The host


class Host:
    """Things that an attack would like to reach, and what they look like when nobody has."""

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix="attacked-"))
        self.token = f"SECRET-{secrets.token_hex(16)}"
        self.folder, self.shared = self.root / "open", self.root / "shared"
        self.other, self.spool = self.root / "other", self.root / "spool"
        for folder in (self.folder, self.shared, self.other, self.spool):
            folder.mkdir()
        self.secret, self.victim = self.root / "secret.txt", self.shared / "victim.txt"
        self.secret.write_text(self.token)
        self.course = shutil.copytree(TINY, self.root / "course")
        (self.spool / "grade-neighbour").mkdir()
        self.folders = "nowhere"
        self.replies = {}  # what files were read as, which is so behind every wall
        (self.root / "link").symlink_to(f"/nowhere/{self.token}")
        self.canary = None
        self.listeners = self.listen()
        self.leak = os.open(self.secret, os.O_RDONLY)
        os.set_inheritable(self.leak, True)
        os.environ["GRADE_ATTACKED"] = self.token
        self.before_tempdir, tempfile.tempdir = tempfile.tempdir, str(self.spool)
        self.restore()

    def listen(self):
        """Services of the host's, by all the ways that they are reached."""
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.path = listener(socket.SOCK_STREAM, str(self.root / "stream"))
        self.datagram = listener(socket.SOCK_DGRAM, str(self.root / "datagram"))
        self.abstract = listener(socket.SOCK_STREAM, f"\0grade-{self.token[-12:]}")
        return {
            "tcp": self.tcp,
            "udp": self.udp,
            "unix path": self.path,
            "unix datagram": self.datagram,
            "abstract": self.abstract,
        }

    def restore(self):
        """Put everything back as it was."""
        for folder in (self.folder, self.shared, self.other):
            for entry in folder.iterdir():
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        self.victim.write_text("as it was")
        (self.other / "hw.py").write_text(f"# {self.token}\n{SOLUTION}")
        for path, mode in ((self.folder, 0o777), (self.shared, 0o777), (self.spool, 0o1777)):
            path.chmod(mode)
        for path in (self.root, self.other, self.course, *self.course.rglob("*/")):
            path.chmod(0o755)
        self.victim.chmod(0o666)
        self.looks = self.look()
        self.touched()
        if self.canary is None or self.canary.poll() is not None:
            self.start_canary()

    def look(self):
        """What an attack could have changed."""
        about = self.victim.lstat()
        return (
            self.victim.read_text(),
            (about.st_ino, about.st_mode, about.st_uid, about.st_nlink, about.st_mtime_ns),
            os.listxattr(self.victim),
            (self.other / "hw.py").read_text(),
            self.secret.stat().st_nlink,
        )

    def start_canary(self):
        """A process of the user that the sandboxed code may have, too."""
        self.canary = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", CANARY, self.secret, str(NOBODY if IS_ROOT else 0)],
            cwd=self.other,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.canary_address = int(self.canary.stdout.readline(), 16)
        self.canary.stdout.close()
        # Where the kernel lists no children, none that an attack leaves would be noticed.
        assert self.canary.pid in children_of(os.getpid())

    def touched(self):
        """The listeners that somebody has reached."""
        return [name for name, listening in self.listeners.items() if is_reached(listening)]

    def facts(self, run=1, mark="none"):
        """What an attack is told."""
        return {
            "run": run,
            "mark": mark,
            "seconds": SECONDS,
            "secret_path": str(self.secret),
            "golden_path": str(self.course / "reference/stats/golden.json"),
            "folder": str(self.folder),
            "victim_path": str(self.victim),
            "other": str(self.other),
            "canary_pid": self.canary.pid,
            "canary_address": self.canary_address,
            "tcp_port": self.tcp.getsockname()[1],
            "udp_port": self.udp.getsockname()[1],
            "unix_path": str(self.root / "stream"),
            "unix_datagram": str(self.root / "datagram"),
            "abstract": f"\0grade-{self.token[-12:]}",
            "python": sys.executable,
            "packages": sysconfig.get_path("purelib"),
            "link_path": str(self.root / "link"),
        }

    def harm(self):
        """In words, what an attack has done to the host."""
        looks = self.look() if self.victim.exists() and not self.victim.is_symlink() else None
        if looks != self.looks:
            yield f"the victim's file was changed: {looks}"
        if names := sorted(os.listdir(self.folder)) + sorted(
            set(os.listdir(self.shared)) - {"victim.txt"}
        ):
            yield f"there is something new in the host's folder: {names}"
        if self.canary.poll() is not None:
            yield "another process was ended"
        if names := self.touched():
            yield f"listeners were reached: {names}"

    def close(self):
        tempfile.tempdir = self.before_tempdir
        del os.environ["GRADE_ATTACKED"]
        for listening in self.listeners.values():
            listening.close()
        os.close(self.leak)
        self.canary.kill()
        self.canary.wait()
        clear([self.root])


def listener(kind, name):
    listening = socket.socket(socket.AF_UNIX, kind)
    listening.bind(name)
    if kind == socket.SOCK_STREAM:
        listening.listen()
    if not name.startswith("\0"):
        os.chmod(name, 0o777)
    return listening


def is_reached(listening):
    listening.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        if listening.type == socket.SOCK_STREAM:
            listening.accept()[0].close()
        else:
            listening.recv(100)
        return True
    return False


# What is left of the sandbox itself


def parent_of(pid):
    """Raises OSError for one that has ended."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def command_of(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")[:100]
    return ""


def ancestors(pid):
    """Those that a process comes from, the nearest first."""
    with contextlib.suppress(OSError):
        while pid := parent_of(pid):
            yield pid


def ours(but=()):
    """The processes that descend from this one, or that seem to be a sandbox's without a parent.

    What descends from those that started this one is another's: tests run beside these. The kernel
    may leave some out while others end, so it is asked until it says the same twice.
    """
    before, now = None, look_for_ours()
    while now != before:
        before, now = now, look_for_ours()
    return now - {*but}


def look_for_ours():
    own = os.getpid()
    strays = {*filter(seems_a_sandboxs, children_of(1))} - {own, *ancestors(own)}
    return {pid for top in (own, *strays) for pid in descendants_of(top)}.union(strays)


def seems_a_sandboxs(pid):
    command = command_of(pid)  # a zombie has none
    return "bwrap" in command or command.startswith(sys.executable)


@dataclass(frozen=True)
class Footprint:
    """What the grader's process has and holds."""

    pids: frozenset
    files: int
    threads: int
    spool: frozenset

    @classmethod
    def of(cls, host):
        return cls(
            frozenset(ours(but=(host.canary.pid,))),
            len(os.listdir("/proc/self/fd")),
            threading.active_count(),
            frozenset([*host.spool.iterdir(), *Path("/tmp").glob(host.folders)]),
        )

    def growth(self, later):
        """In words, what there is more of. A warm sandbox may be another process than before."""
        if len(later.pids) > len(self.pids):
            commands = {pid: command_of(pid) for pid in later.pids - self.pids}
            yield f"processes are left: {commands}"
        if later.files > self.files:
            yield f"{later.files - self.files} more files are open"
        if later.threads > self.threads:
            yield f"{later.threads - self.threads} more threads run"


def clear(folders):
    """Remove them, whatever is in them: shutil does not get to the bottom of some."""
    for folder in folders:
        with contextlib.suppress(RecursionError):
            shutil.rmtree(folder, ignore_errors=True)
    if deep := [folder for folder in folders if folder.exists()]:
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, *deep], stderr=subprocess.DEVNULL, check=False)


def growth_since(before, host, seconds=3.0):
    """What has grown and does not go away within some time."""
    until, later = time.monotonic() + seconds, Footprint.of(host)
    left = later.spool - before.spool
    while (left or [*before.growth(later)]) and time.monotonic() < until:
        time.sleep(0.02)
        later = Footprint.of(host)
        left &= later.spool  # others may be graded on this machine meanwhile
    left = {path for path in left if not is_anothers(path)}
    folders = [f"working folders are left: {sorted(map(str, left))}"] if left else []
    clear(left)
    return [*before.growth(later), *folders]


def is_anothers(folder):
    """Whether a process works in it that another test has started, which runs beside these."""
    own, above = os.getpid(), {*ancestors(os.getpid())} - {1}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        before = {*ancestors(pid)}
        if own not in before and before & above:
            with contextlib.suppress(OSError):
                if Path(os.readlink(f"/proc/{pid}/cwd")).is_relative_to(folder):
                    return True
    return False


# One attack behind one wall


@dataclass(frozen=True)
class Outcome:
    """What came of one attack: its own evidence of a success, and what was found besides."""

    evidence: str | None = None
    complaints: tuple = ()
    status: str = ""
    seconds: float = 0.0

    @property
    def is_contained(self):
        return not self.complaints


@contextlib.contextmanager
def attacked_host():
    host = Host()
    try:
        yield host
    finally:
        host.close()


class OnceReader(Reader):
    """Has what it was given before read no second time: behind each wall the same is graded."""

    def __init__(self, replies):
        super().__init__(Cost(seconds=QUICK_SECONDS))
        self.replies = replies

    def ask(self, raw, suffix):
        key = digest(raw), suffix
        if key not in self.replies:
            try:
                self.replies[key] = super().ask(raw, suffix)
            except SubmissionError as error:
                self.replies[key] = error
        if isinstance(self.replies[key], SubmissionError):
            raise self.replies[key]
        return self.replies[key]


class Range:
    """Where attacks are tried: a host, a small course with goldens, and one sandbox."""

    def __init__(self, host, sandbox):
        self.host, self.sandbox = host, sandbox
        is_mounted = sandbox.level in (Level.STRONG, Level.NONE)
        host.folders = "nowhere" if is_mounted else MEDIUM_FOLDERS
        assignment = find_course(host.course, host.course).assignment("stats")
        limits = PATIENT if sandbox.level is Level.NONE else QUICK
        self.assignment = dataclasses.replace(
            assignment,
            limits=dataclasses.replace(assignment.limits, **limits),
            modules=Modules(frozenset(sys.stdlib_module_names), frozenset()),
        )
        self.brief = dataclasses.replace(self.assignment.limits, **BRIEF)
        mended = find_course(CHAIN, CHAIN).assignment("means")
        self.mended = dataclasses.replace(mended, limits=self.assignment.limits)
        self.allowing, self.packages = {}, ()  # which all attacks may use, whatever they are
        self.grade_cells([PROGRAM])  # a warm process is started by its first use

    def assignment_for(self, packages):
        """The assignment that allows some packages, whose process is warm."""
        if packages and packages not in self.allowing:
            modules = Modules(frozenset({*sys.stdlib_module_names, *packages}), packages=packages)
            self.allowing[packages] = dataclasses.replace(self.assignment, modules=modules)
            self.grade_cells([PROGRAM], self.allowing[packages])
        return self.allowing.get(packages, self.assignment)

    def grade_cells(self, cells, assignment=None):
        script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
        reading = reading_of(Submission(Path("hw.ipynb")), script)
        assignment = assignment or self.assignment
        return pipeline.grade(reading, assignment, self.sandbox, is_own=False).report

    def grade_mended(self, source):
        """A report by staff, who put right functions in the place of wrong ones."""
        reading = reading_of(Submission(Path("hw.ipynb")), Script((Cell(1, source),)))
        return mending.grade(reading, self.mended, self.sandbox, is_own=False).report

    def grade_file(self, path):
        """A report, or the status of a file that was turned away."""
        course = find_course(self.host.course, self.host.course)
        course.loaded["stats", (), None] = self.assignment
        with contextlib.closing(OnceReader(self.host.replies)) as reader:
            grader = Grader(course, "stats", reader=reader)
            grader.sandboxes = self
            try:
                return grader.read_and_grade(path).report
            except SubmissionError as error:
                return Status(error.status), str(error)

    def fit_for(self, *, is_own):
        """The wall at hand, for a file that is a stranger's."""
        assert not is_own
        return self.sandbox

    def attack(self, attack):
        """Run it, as often as it wants to be, and look at the host afterwards."""
        mark, complaints, evidence, status = f"grade-{secrets.token_hex(6)}", [], None, ""
        self.assignment_for(attack.packages or self.packages)  # its process is none of the attack's
        start = time.monotonic()
        for run in attack.runs:
            before, begun = Footprint.of(self.host), time.monotonic()
            facts = self.host.facts(run, mark)
            with self.handed(attack, facts) as hand_in, all_output() as outputs:
                try:
                    report = seen_by(attack, hand_in())
                except Exception as error:  # the corpus is to say so, and go on
                    complaints.append(f"the grader raised {type(error).__name__}: {error}")
                    report = None
            if (took := time.monotonic() - begun) > LONGEST:
                complaints.append(f"it took {took:.1f} s")
            if report is not None:
                heard = [] if attack.is_about_what_is_shown else [o.text() for o in outputs]
                evidence = evidence or won([getattr(report, "stdout", ""), *heard], self.host)
                status = str(getattr(report, "status", report[0] if type(report) is tuple else ""))
                complaints += self.judge(report, attack)
            complaints += [*self.host.harm(), *growth_since(before, self.host)]
            if run == attack.runs[-1] or self.host.look() != self.host.looks:
                self.host.restore()
        if evidence:
            complaints.insert(0, evidence)
        return Outcome(evidence, tuple(complaints), status, time.monotonic() - start)

    @contextlib.contextmanager
    def handed(self, attack, facts):
        """How the attack is handed in: as cells, or as the file that it makes."""
        first = f"HOST = {facts!r}\n{PROGRAM}"
        if attack.group == "mended":
            yield lambda: self.grade_mended(attack.source)
            return
        if attack.group != "files":
            assignment = self.assignment_for(attack.packages or self.packages)
            if attack.wants_time:
                assignment = dataclasses.replace(assignment, limits=self.brief)
            yield lambda: self.grade_cells([first, attack.source], assignment)
            return
        with own_folder(self.host) as folder:
            path = make_file(attack, folder, facts)
            yield lambda: self.grade_file(path)

    def judge(self, report, attack):
        """In words, what the report should not be."""
        if self.host.token in repr(report):
            yield "the secret is in what came back"
        if type(report) is tuple:
            return
        if attack.is_about_what_is_shown and "WON" in repr(report):
            yield f"the student is shown it: {report}"
        if report.status not in (Status.GRADED, *attack.may_be_called):
            yield f"its status is {report.status.value}"
        if len(report.stdout) > self.assignment.limits.output_kb * 1024:
            yield f"{len(report.stdout)} characters of output were kept"
        yield from misjudged(report, attack)


def misjudged(report, attack):
    """In words, what it earned that it should not have."""
    earned = {s.name for s in report.scores if s.status is ScoreStatus.EARNED}
    if attack.group == "mended":
        if f"{report.earned:g} points" != attack.must_see:
            yield f"it earned {report.earned:g} points"
    elif not earned <= HONEST or (report.earned or 0) > 5:
        yield f"it earned {sorted(earned)}"


def seen_by(attack, report):
    """What staff see of a submission; of what is about what is shown, what its student sees."""
    return student_view(report) if attack.is_about_what_is_shown else report


@contextlib.contextmanager
def own_folder(host):
    """A new folder beside the host's others."""
    folder = Path(tempfile.mkdtemp(dir=host.root))
    try:
        yield folder
    finally:
        clear([folder])


def make_file(attack, folder, facts):
    """The submission that a generator of the class `files` makes."""
    names = {"HOST": facts, "PROGRAM": PROGRAM, "notebook": notebook}
    exec(compile(attack.source, str(attack.path), "exec"), names)
    return names["make"](folder)


@contextlib.contextmanager
def all_output():
    """Everything printed, in runs too that were cut short or tampered with and are not shown."""
    outputs, true_output = [], protocol.PrintedText

    def keep(*args, **options):
        outputs.append(true_output(*args, **options))
        return outputs[-1]

    protocol.PrintedText = keep
    try:
        yield outputs
    finally:
        protocol.PrintedText = true_output


def won(texts, host):
    """The line by which an attack tells of its success, printed or left in the host's folder."""
    for path in host.folder.glob("*"):
        with contextlib.suppress(OSError):
            texts.append(path.read_text())
    return next((m[0] for text in texts if (m := re.search(r"^WON.*$", text, re.MULTILINE))), None)


# Its control: the same program where nothing holds it


def control(attack, host, unwalled):
    """Whether it succeeds without a wall, or fools a grader that believes it; and what was seen."""
    if attack.control.startswith("open"):
        outcome = unwalled.attack(attack)
        wait_for_strays(host)
        return bool(outcome.evidence), outcome
    with own_folder(host) as folder:
        verdict = naive(attack, host, folder)
        wait_for_strays(host)
    host.restore()
    return verdict == "fooled", verdict


def naive(attack, host, folder):
    """What one of the naive graders makes of it, each in a process of its own."""
    facts = host.facts(1, f"grade-{secrets.token_hex(6)}")
    if attack.group == "files":
        path = make_file(attack, folder, facts)
    else:
        path = folder / "hw.py"
        first = "" if attack.group == "mended" else f"HOST = {facts!r}\n{PROGRAM}\n"
        path.write_text(f"{first}{attack.source}")
    name = attack.control.removeprefix("naive ")
    command = [sys.executable, HERE / "naive.py", name, path, folder, host.token]
    # Not measured: coverage in it would be what the attack meets, and what ends it.
    environment = {key: value for key, value in os.environ.items() if "COV" not in key}
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            env=environment,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=HANGING_SECONDS,
            check=False,
        )
    verdict = folder / "verdict"
    return verdict.read_text() if verdict.exists() else "died"


def wait_for_strays(host):
    """Until what the control has left has ended by itself: it is bound to."""
    until = time.monotonic() + 6
    while set(host_strays(host)) and time.monotonic() < until:
        time.sleep(0.05)


def host_strays(host):
    """Orphans that know of this host by their folder; a zombie has none."""
    for pid in children_of(1):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{pid}/cwd").startswith(str(host.root)):
                yield pid


@contextlib.contextmanager
def level(name, host):
    """A range behind the wall of that name. Raises GraderError where this machine has none."""
    with contextlib.ExitStack() as stack:
        if name == "restricted":
            if not IS_ROOT:
                raise GraderError("it is tried as root, where a script is another user")
            stack.enter_context(replaced(seccomp, "syscalls", numbers_without_landlock))
        if name == "none":  # a control that needs root's rights has them
            stack.enter_context(replaced(launcher, "unprivileged_user", lambda: None))
        yield Range(host, stack.enter_context(open_sandbox(*LEVELS.get(name, (name, None)))))


def numbers_without_landlock(true_numbers=seccomp.syscalls):
    """Those of a kernel where `medium` can't be had: a call without a number fails."""
    numbers = true_numbers()
    return {name: -1 if name.startswith("landlock") else numbers[name] for name in numbers}


@contextlib.contextmanager
def replaced(module, name, value):
    """Something else under a name, for a while."""
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)
