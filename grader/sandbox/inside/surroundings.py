"""What a script finds around it: pipes, streams, files, environment and limits."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import types
from _io import FileIO  # a script may put something else in the place of `open`

from grader.sandbox.inside import plain

if sys.platform == "linux":
    from grader.sandbox.inside import walls

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

MEGA = 1024 * 1024
OURS: dict[str, types.ModuleType] = {}  # which were hidden


class GraderPipes:
    """The two pipes to the grader: questions come in on one, results go out on the other."""

    def __init__(self, questions: int, results: int) -> None:
        self.questions, self.results = questions, results

    def read(self) -> dict[str, Any] | None:
        header = self.take(plain.HEADER.size)
        if header is None:
            return None
        body = self.take(plain.HEADER.unpack(header)[0])
        # `marshal` is fit for nobody's data but the grader's. What is read here can only be that,
        # since the script holds the reading end; what goes the other way is JSON.
        return None if body is None else marshal.loads(body)

    def take(self, size: int) -> bytearray | None:
        # Into one place: each page that is written for the first time costs microseconds.
        data = bytearray(size)
        left = memoryview(data)
        with FileIO(self.questions, closefd=False) as pipe:
            while left:
                count = pipe.readinto(left)
                if not count:
                    return None
                left = left[count:]
        return data

    def write(self, frame: dict[str, Any]) -> None:
        self.write_bytes(plain.pack(frame))

    def write_bytes(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.results, data) :]


def take_pipes() -> GraderPipes:
    """Keep the pipes under other numbers and give the script ordinary standard streams."""
    questions, results = os.dup(0), os.dup(1)
    # A `print` must not come between two frames, nor an `input()` eat a question.
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return GraderPipes(questions, results)


def set_streams() -> None:
    """Have the standard streams take any text, whatever they will lead to."""
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def flush() -> None:
    """Let out what was printed, as far as the script has left the streams usable."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # a stream may be the student's own  # noqa: S112
            continue


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the one that started it dies; Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            walls.control(walls.SET_DEATH_SIGNAL, walls.SIGKILL)
        if os.getppid() != parent:  # it died before, so no signal will come
            os._exit(0)


def gain_nothing() -> None:
    """Have no program give this process the rights of another user; Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            walls.control(walls.SET_NO_NEW_PRIVS, 1)


def furnish(folder: str, files: dict[str, bytes], links: dict[str, str]) -> None:
    """Put the visible data into the working directory, which is all it is told of.

    What is shared with other scripts stays where it is, and is linked to.
    """
    tell_of(folder)
    for name in (*files, *links):
        if os.path.dirname(name):
            os.makedirs(os.path.dirname(name), exist_ok=True)
    for name, data in files.items():
        with open(name, "wb") as file:
            file.write(data)
    for name, path in links.items():
        os.symlink(path, name)


def tell_of(folder: str) -> None:
    """Leave nothing in the environment but the working directory."""
    # Asked first: each change of it calls the C library, and a warm process has it so already.
    if os.environ != (only := {"HOME": folder, "TMPDIR": folder}):
        os.environ.clear()
        os.environ.update(only)


def hide_host() -> None:
    """Answer for the call that is refused, since it tells of the host's load and memory."""
    # The C library does not notice the refusal, and takes what lies about for the answer.
    sysconf, names = os.sysconf, ("SC_PHYS_PAGES", "SC_AVPHYS_PAGES")
    unknown = {*names, *map(os.sysconf_names.get, names)}
    os.sysconf = lambda name: -1 if name in unknown else sysconf(name)
    os.getloadavg = lambda: (0.0, 0.0, 0.0)


def set_limits(limits: dict[str, Any], processes: int | None = None) -> None:
    """Bound memory, processor time, files and processes where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for name, (soft, hard) in bounds(limits, processes).items():
        # macOS knows RLIMIT_AS but refuses it; a lower limit than ours may be in force already.
        with contextlib.suppress(OSError, ValueError, AttributeError, OverflowError):
            resource.setrlimit(getattr(resource, name), (soft, hard))


def bounds(limits: dict[str, Any], processes: int | None) -> dict[str, tuple[int, int]]:
    """Give the soft and the hard limit of each resource."""
    # For the cells and, in the same process, the last questions. No timer: it can't be stopped.
    # A second between soft and hard, for a signal before the kill.
    seconds = int(3 * limits["submission_seconds"]) + 1
    written = limits["written_mb"] * MEGA
    memory = limits["memory_mb"] * MEGA
    resources = {
        "RLIMIT_AS": (memory, memory),
        "RLIMIT_CPU": (seconds, seconds + 1),
        "RLIMIT_FSIZE": (written, written),
        # The supervisor's socket has a number above it, so that nothing else can take its place.
        "RLIMIT_NOFILE": (64, 64),
        # A core is a file as large as the memory, and the machine decides where it lies.
        "RLIMIT_CORE": (0, 0),
    }
    if processes is not None:
        resources["RLIMIT_NPROC"] = (processes, processes)
        # Memory of the kernel's, which the limit of addresses does not count.
        resources["RLIMIT_MEMLOCK"] = resources["RLIMIT_MSGQUEUE"] = (0, 0)
    return resources


def hide() -> dict[str, types.ModuleType]:
    """Take our own modules from where a script would find them; give all the others.

    A fork that looks at a module copies the page that it is on, so this is done once for all.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        OURS[name] = sys.modules.pop(name)
    return dict(sys.modules)


def load(codes: bytes) -> types.ModuleType:
    """Load more of our modules, each of which imports those before it; give the last."""
    sys.modules.update(OURS)
    for name, code in marshal.loads(codes).items():
        module = sys.modules[name] = types.ModuleType(name)
        exec(code, module.__dict__)
    hide()
    return module
