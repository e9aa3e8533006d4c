"""The process between the grader and a script's process: it forks the script's, and watches it.

It holds no answer. Behind the script's walls nothing can be forked or signalled but what it lets
through: a copy when the grader has granted one, a signal to oneself. It ends everything when the
script ends, when the grader says so, or when the grader is gone.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import _socket
import array
import contextlib
import fcntl
import gc
import itertools
import math
import os
import select
import signal
import struct
import sys
import time

from grader.sandbox.inside import walls, worker
from grader.sandbox.inside.plain import BOUNDS

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

# From <linux/seccomp.h>.
RECEIVE, ANSWER = 0xC0502100, 0xC0182101
NOTIFICATION = struct.Struct("=QIIiIQ6Q")
DECISION = struct.Struct("=QqiI")
LET_PASS, EPERM = 1, 1

QUOTA_MILLISECONDS = 25
ENTRIES, DEEPEST, THREADS = 10_000, 100, 64
REAP_SECONDS = 4.0
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# What scripts import most: loaded once, before the first of them. Not all that some import: every
# fork of every submission pays for what is loaded, most of all for shared objects.
PRELOADED = """
collections contextlib copy csv functools itertools math opcode operator os random re resource
string time typing warnings
"""


def main() -> None:
    """Serve one submission in this interpreter, or many in forks of it."""
    setup = worker.Channel(0, 1).read()
    if setup is None:
        return
    worker.set_streams()
    if setup["warm"]:
        keep_warm(setup)
    else:
        Supervisor(setup, int(sys.argv[2])).run()


def keep_warm(setup: dict[str, Any]) -> None:
    """Fork a supervisor for each set of pipes that comes in, until no more can come."""
    requests = _socket.socket(fileno=os.dup(0))
    for name in PRELOADED.split():
        __import__(name)
    # In new namespaces nobody knows any more who he is.
    setup["user"] = os.getuid(), os.getgid()
    worker.tell_of(setup["folder"])
    setup["loaded"] = worker.hide()
    gc.collect()
    gc.freeze()  # what is here stays: no collection in a fork has to look at it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    fork = walls.fork_into_namespaces if setup["nested"] else fork_plainly
    while (asked := receive(requests, 4))[1]:
        bounds, pipes = BOUNDS.unpack(asked[0]), asked[1]
        try:
            if fork(setup["numbers"]) == 0:
                requests.close()
                begin({**setup, **dict(zip(("folder_mb", "file_mb"), bounds, strict=True))}, pipes)
        except OSError as error:
            os.write(pipes[2], f"no new namespaces: {error}".encode())
        for pipe in pipes:
            os.close(pipe)


def fork_plainly(numbers: dict[str, int]) -> int:
    """Fork where there are no namespaces to be had."""
    return os.fork()


def begin(setup: dict[str, Any], pipes: list[int]) -> None:
    """Be a supervisor, and nothing else any more."""
    try:
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        for standard, pipe in enumerate(pipes[:3]):
            os.dup2(pipe, standard)
            os.close(pipe)
        Supervisor(setup, pipes[3]).run()
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)


def receive(socket: _socket.socket, count: int) -> tuple[bytes, list[int]]:
    """A few bytes and the file descriptors sent along with them; none at the end."""
    found = array.array("i")
    said, extra, _, _ = socket.recvmsg(BOUNDS.size, _socket.CMSG_SPACE(count * found.itemsize))
    for _, kind, data in extra:
        if kind == _socket.SCM_RIGHTS:
            found.frombytes(data)
    return said, found.tolist()


def send(socket: _socket.socket, descriptors: list[int]) -> None:
    """Send file descriptors along with a byte."""
    data = array.array("i", descriptors).tobytes()
    socket.sendmsg([b"+"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, data)])


class Supervisor:
    """Watches over one script and the copies of its state."""

    def __init__(self, setup: dict[str, Any], control: int) -> None:
        self.setup, self.control = setup, control
        self.grants = 0
        self.script = 0
        self.folder = setup["folder"]
        self.bytes_allowed = self.file_bytes = 0

    def run(self) -> None:
        """From the job's arrival to the end of all that came of it."""
        os.setsid()
        walls.control(walls.SET_SUBREAPER, 1)
        walls.control(walls.SET_DUMPABLE, 1)  # else the maps of the namespace are not ours to write
        self.enter_folder()
        ours, theirs = _socket.socketpair()
        self.script = os.fork()
        if self.script == 0:
            ours.close()
            os.close(self.control)
            self.run_script(theirs)
            os._exit(0)
        theirs.close()
        os.setpgid(self.script, self.script)
        walls.control(walls.SET_DUMPABLE, 0)
        self.let_go_of_pipes()
        _, listeners = receive(ours, 1)
        ours.close()
        try:
            self.watch(listeners)
        finally:
            self.end()

    def enter_folder(self) -> None:
        """A working directory of its own: mounted, given by bubblewrap, or watched over."""
        setup = self.setup
        if setup["nested"]:
            user, group = setup["user"]
            walls.own_mounts(setup["numbers"], user, group, self.folder, setup["folder_mb"])
        elif setup["level"] == "medium":
            self.folder = os.path.join(setup["scratch"], f"grade-{os.urandom(8).hex()}")
            os.mkdir(self.folder, 0o700)
            self.bytes_allowed = setup["folder_mb"] * walls.MEGA
            self.file_bytes = setup["file_mb"] * walls.MEGA
        os.chdir(self.folder)

    def let_go_of_pipes(self) -> None:
        """The pipes are the script's: they must end with it."""
        null = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(null, standard)
        os.close(null)

    def run_script(self, handover: _socket.socket) -> None:
        """Raise the walls, try them, and only then let the script begin."""
        walls.control(walls.SET_DEATH_SIGNAL, walls.SIGKILL)
        channel = worker.take_pipes()
        job = channel.read()
        if job is None:
            return
        setup, limits = self.setup, job["limits"]
        worker.furnish(self.folder, job["files"])
        os.dup2(handover.fileno(), setup["handover"])
        handover.close()
        handover = _socket.socket(fileno=setup["handover"])
        worker.set_limits(limits, setup["processes"])
        # To be looked at by the supervisor; where others could look, they have no /proc.
        walls.drop_privileges(setup["numbers"], dumpable=bool(self.bytes_allowed))
        readable, devices = setup["readable"], setup["devices"]
        landlock = walls.restrict_files(setup["numbers"], readable, devices, self.folder)
        listener = walls.filter_calls(setup["numbers"], setup["filter"])
        send(handover, [] if listener is None else [listener])
        handover.close()
        keep = {0, 1, 2, channel.questions, channel.results}
        for below, above in itertools.pairwise([*sorted(keep), 64]):
            os.closerange(below + 1, above)
        held = walls.try_all(setup["numbers"], limits, setup["host_file"])
        held["landlock"] = landlock
        forks = listener is not None and job["may_fork"]
        hello = worker.hello(walls.level_of(held), held, forks=forks)
        worker.serve(job, channel, hello, setup.get("loaded") or worker.hide())

    # While the script runs

    def watch(self, listeners: list[int]) -> None:
        """Decide what is asked, until the script or the grader is gone."""
        ended = walls.call(self.setup["numbers"]["pidfd_open"], self.script, 0)
        poll = select.poll()
        for descriptor in (ended, self.control, *listeners):
            poll.register(descriptor, select.POLLIN)
        looks = not self.setup["nested"]
        turn = QUOTA_MILLISECONDS if looks else None
        while not (looks and self.is_over_quota()):
            ready = {descriptor for descriptor, _ in poll.poll(turn)}
            if self.control in ready and not self.take_grants():
                return
            if ended in ready:
                return
            for listener in listeners:
                if listener in ready:
                    self.decide(listener)

    def take_grants(self) -> bool:
        """A byte from the grader grants one copy. False at the end."""
        data = os.read(self.control, 64)
        self.grants = 1 if data else self.grants
        return bool(data)

    def decide(self, listener: int) -> None:
        """Let a call pass, or refuse it; it has not been made yet."""
        asked = bytearray(NOTIFICATION.size)
        try:
            fcntl.ioctl(listener, RECEIVE, asked)
        except OSError:  # who asked is dead
            return
        number, caller, _, call, _, _, *arguments = NOTIFICATION.unpack(asked)
        verdict = (0, 0, LET_PASS) if self.permits(call, caller, arguments) else (0, -EPERM, 0)
        with contextlib.suppress(OSError):
            fcntl.ioctl(listener, ANSWER, DECISION.pack(number, *verdict))

    def permits(self, call: int, caller: int, arguments: list[int]) -> bool:
        """A granted fork of the script's main thread, and signals to oneself."""
        numbers = self.setup["numbers"]
        if call == numbers["kill"]:
            return arguments[0] == caller
        if call == numbers["tgkill"]:
            return arguments[1] == caller
        if self.grants == 0 and is_readable(self.control):
            self.take_grants()
        granted = call == numbers["clone"] and caller == self.script and self.grants > 0
        if granted:
            self.end_copies()  # now: who alone may fork waits for us, so no fork is under way
        self.grants -= granted
        return granted

    def is_over_quota(self) -> bool:
        """Whether there is too much of what nothing but looking bounds."""
        if not self.bytes_allowed:
            found = os.statvfs(".")
            return found.f_files - found.f_ffree > ENTRIES
        size, entries = measure(self.folder, ENTRIES)
        for pid in (self.script, *children_of(self.script)):
            size += nameless(pid, self.file_bytes)
            if threads_of(pid) > THREADS:
                return True
        return size > self.bytes_allowed or entries > ENTRIES

    # The end

    def end_copies(self) -> None:
        """Kill what was ever forked from the script, but not the script.

        All are born into the script's process group, which only we can change: the script steps
        aside while the group is killed.
        """
        with contextlib.suppress(OSError):
            os.setpgid(self.script, os.getpid())
            os.killpg(self.script, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.setpgid(self.script, self.script)

    def end(self) -> None:
        """Kill everything, wait for it, tell how the script ended, and clear up."""
        with contextlib.suppress(OSError):
            os.killpg(self.script, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.kill(self.script, signal.SIGKILL)
        if os.getpid() == 1:  # all that there is, here
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL)
        how, until = b"?", time.monotonic() + REAP_SECONDS
        with contextlib.suppress(ChildProcessError):
            while time.monotonic() < until:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == self.script:
                    how = b"h" if status & 0x7F == signal.SIGALRM else b"d"
                time.sleep(0 if pid else 0.0005)
        with contextlib.suppress(OSError):
            os.write(self.control, how)
        if self.bytes_allowed:
            from pathlib import Path

            from grader.sandbox.inside.folder import remove

            os.chdir("/")
            remove(Path(self.folder))


def is_readable(descriptor: int) -> bool:
    """Whether a read would not wait."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def measure(folder: str | int, most: int, depth: int = 0) -> tuple[float, int]:
    """Bytes on disk and entries beneath a folder; the counting stops above `most` entries.

    Without end where it can't be counted: nested too deep, or made so that nobody can look. Each
    folder is reached from the one above, by descriptor: a name may lead elsewhere by then.
    """
    size, entries, inner = 0.0, 0, []
    with os.scandir(folder) as listing:
        for entry in listing:
            entries += 1
            with contextlib.suppress(FileNotFoundError):
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    inner.append(entry.name)
    for name in inner[: most - entries + 1]:
        below, more = measure_inner(folder, name, most - entries, depth + 1)
        size, entries = size + below, entries + more
    return size, entries


def measure_inner(above: str | int, name: str, most: int, depth: int) -> tuple[float, int]:
    """The same for a folder in another."""
    try:
        outer = os.open(above, FOLDER) if isinstance(above, str) else os.dup(above)
        try:
            descriptor = os.open(name, FOLDER, dir_fd=outer)
        finally:
            os.close(outer)
        try:
            return measure(descriptor, most, depth) if depth < DEEPEST else (math.inf, 0)
        finally:
            os.close(descriptor)
    except PermissionError:
        return math.inf, 0
    except OSError:  # it is gone
        return 0.0, 0


def nameless(pid: int, most_each: int) -> int:
    """Bytes of the files that a process has open, or mapped, and that have no name any more."""
    size = 0
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                found = os.stat(f"/proc/{pid}/fd/{descriptor}")
                size += found.st_blocks * 512 if found.st_nlink == 0 else 0
        with open(f"/proc/{pid}/maps", "rb") as file:
            mapped = {tuple(line.split()[3:5]) for line in file if line.endswith(b" (deleted)\n")}
        size += len(mapped) * most_each
    return size


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]
    return []


def threads_of(pid: int) -> int:
    """How many threads a process has."""
    with contextlib.suppress(OSError):
        return os.stat(f"/proc/{pid}/task").st_nlink - 2
    return 0
