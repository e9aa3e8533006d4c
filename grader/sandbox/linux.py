"""Levels `strong` and `medium`: walls made by the Linux kernel, around an unprivileged user.

`strong` is bubblewrap's namespaces with seccomp, Landlock where there is one, and limits, in two
forms: one warm process inside forks each submission into namespaces of its own, or each has a fresh
interpreter. `medium` is the same without namespaces, warm. As root, the process is given up to an
unprivileged user for good before anything of ours runs in it.
"""

from __future__ import annotations

import contextlib
import io
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from typing import Any

from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.core.submission import Limits
from grader.sandbox import seccomp
from grader.sandbox.inside.plain import BOUNDS, pack_request
from grader.sandbox.interpreter import (
    DEVICES,
    Interpreter,
    base_interpreter,
    bundle,
    is_reachable,
    moved,
)
from grader.sandbox.pipes import write
from grader.sandbox.protocol import Channel, Sandbox

START_SECONDS = 20.0
STOP_SECONDS, CLEAR_SECONDS = 5.0, 1.0
INNER_FOLDER = "/work"
HOST_FILE = "/etc/passwd"  # there on every Linux, and readable: a wall must be what hides it
USER_SETTING = "GRADE_SANDBOX_USER"
NOBODY = 65534
MOVED_TO = "/mnt"
PROCESSES = 64  # threads of one script, where its user namespace counts them alone
# Read-only and private, gone with the process; then root is given up for good.
MOVE_AND_DROP = (
    'mount --bind -o ro "$1" "$2"; user=$3; group=$4; shift 4; '
    'exec setpriv --reuid="$user" --regid="$group" --clear-groups "$@"'
)


def unprivileged_user() -> tuple[int, int] | None:
    """Find whom to become, user and group; None when we are not root. Raises GraderError."""
    if os.geteuid() != 0:
        return None
    setting = os.environ.get(USER_SETTING, str(NOBODY))
    try:
        known = pwd.getpwuid(int(setting)) if setting.isdecimal() else pwd.getpwnam(setting)
    except KeyError:
        if not setting.isdecimal():
            raise GraderError(f"{USER_SETTING}={setting}: there is no such user") from None
        return checked_user(int(setting), int(setting))
    return checked_user(known.pw_uid, known.pw_gid)


def checked_user(user: int, group: int) -> tuple[int, int]:
    """Give user and group. Raises GraderError for root, which no wall of ours holds."""
    if user == 0 or group == 0:
        raise GraderError(f"{USER_SETTING}: submissions are never run as root; name another user")
    return user, group


class Launcher:
    """How to start a command as an unprivileged user who can reach the interpreter."""

    def __init__(self) -> None:
        self.interpreter = base_interpreter()
        self.user = unprivileged_user()
        self.prefix: list[str] = []
        needed = [self.interpreter.executable, *self.interpreter.folders]
        if self.user and not all(is_reachable(path, self.user[0]) for path in needed):
            home = self.interpreter.prefix
            if not shutil.which("unshare") or not shutil.which("setpriv"):
                raise GraderError(
                    f"as root, submissions run as user {self.user[0]}, who can't read {home}; "
                    f"use a Python that all can read, or install util-linux (unshare, setpriv)"
                )
            # Not by opening root's folders to all: a mount of its own shows them to this process.
            self.interpreter = moved(self.interpreter, MOVED_TO)
            self.prefix = ["unshare", "--mount", "--propagation", "private", "--"]
            self.prefix += ["/bin/sh", "-ec", MOVE_AND_DROP, "sh", home, MOVED_TO]
            self.prefix += [str(number) for number in self.user]

    def start(
        self, command: Sequence[str], streams: Sequence[Any], keep: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start it in a session of its own; `streams` are the standard ones. Raises GraderError."""
        # Where the interpreter is moved, `setpriv` does this instead: to mount it takes root.
        become: dict[str, Any] = {}
        if self.user and not self.prefix:
            become = {"user": self.user[0], "group": self.user[1], "extra_groups": []}
        stdin, stdout, stderr = streams
        try:
            return subprocess.Popen(
                [*self.prefix, *command],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                cwd="/",
                env={**self.interpreter.environment, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                start_new_session=True,  # a Ctrl-C is for the grader, which ends the rest in order
                pass_fds=keep,
                **become,
            )
        except OSError as error:
            raise GraderError(f"the sandbox did not start: {error}") from error


def bubblewrap(
    interpreter: Interpreter, inner: Sequence[str], *, nested: bool, mega: int
) -> list[str]:
    """Give the command that runs another and shows it nothing but what Python needs to see."""
    path = shutil.which("bwrap")
    if path is None:
        raise GraderError("bubblewrap is not installed (Debian: apt-get install bubblewrap)")
    words = [path, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-uts", "--hostname", "grade", "--unshare-cgroup-try", "--as-pid-1"]
    # Also in its own user namespace it is no root: what a capability opens there is the kernel's
    # least tried code.
    words += ["--cap-drop", "ALL", "--clearenv"]
    for name, value in interpreter.environment.items():
        words += ["--setenv", name, value]
    for place in (*interpreter.folders, *interpreter.files):
        words += ["--ro-bind", place, place]
    # After the binds, which lie beneath; read-only, or the mask would be a folder to write in.
    for place in interpreter.masked:
        words += ["--tmpfs", place, "--remount-ro", place]
    for device in DEVICES:
        words += ["--dev-bind", device, device]
    words += ["--symlink", INNER_FOLDER, "/tmp"]
    # Not `--die-with-parent`: where bubblewrap dies while it starts, its child would wait for ever.
    # What it runs ends when the socket to us does.
    if nested:  # only the warm process may make namespaces, and needs /proc to be somebody in them
        words += ["--dir", INNER_FOLDER, "--proc", "/proc"]
    else:
        words += ["--disable-userns", "--size", f"{mega * 1024 * 1024}", "--tmpfs", INNER_FOLDER]
    return [*words, "--remount-ro", "/", "--chdir", INNER_FOLDER, "--", *inner]


def setup_frame(level: Level, launcher: Launcher, **more: Any) -> bytes:
    """Pack what a supervisor must know of this machine."""
    strong = level is Level.STRONG
    python = launcher.interpreter
    frame = {
        "level": level.value,
        "nested": False,
        "syscalls": seccomp.syscalls(),
        "filter": seccomp.program(mounts=strong),
        "readable": [*python.folders, *python.files] if strong else python.readable_but_packages(),
        "handover": seccomp.HANDOVER,
        "devices": DEVICES,
        "folder": INNER_FOLDER,
        "host_file": HOST_FILE,
        # Another user could not write into a folder that is root's own.
        "scratch": "/tmp" if launcher.user else tempfile.gettempdir(),
        **more,
    }
    return pack_request(frame)


class PipeChannel(Channel):
    """Pipes to one supervised script, and the socket that its supervisor listens to."""

    def __init__(self) -> None:
        # None is inherited by what other threads start meanwhile, which would hold it open.
        ends = [os.pipe() for _ in range(3)]
        (asked, questions), (results, answered), (output, printed) = ends
        self.questions = io.FileIO(questions, "wb")
        self.results = io.FileIO(results, "rb")
        self.output = io.FileIO(output, "rb")
        self.control, theirs = socket.socketpair()
        self.far_ends = [asked, answered, printed, theirs.detach()]
        self.last_word, self.has_ended = b"", False

    def let_go(self) -> None:
        """Close the ends that belong behind the wall, so that theirs are the only ones."""
        for descriptor in self.far_ends:
            os.close(descriptor)
        self.far_ends = []

    def close(self) -> None:
        """Close all of it, when nothing was started."""
        self.let_go()
        for end in (self.questions, self.results, self.output, self.control):
            end.close()

    def grant_copy(self) -> None:
        self.control.send(b"+")

    def stop(self) -> None:
        """Ask the supervisor to end everything, and wait until it has."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_WR)
        # The end of the socket is the sign: it comes also from a supervisor that was killed.
        self.control.settimeout(STOP_SECONDS)
        try:
            while word := self.control.recv(16):
                self.last_word, self.has_ended = word, True
                # Nothing of the script runs any more; to clear its folder may take longer.
                self.control.settimeout(CLEAR_SECONDS)
            self.has_ended = True
        except ConnectionResetError:  # it ended without having read a grant
            self.has_ended = True
        except OSError:  # the time is over
            pass
        self.control.close()

    def rang(self) -> bool:
        return self.last_word == b"h"

    def was_cut(self) -> bool:
        return not self.last_word  # a supervisor that can, says how it ended


class Forker:
    """A warm process, and how many scripts it has forked that have not ended."""

    def __init__(self, process: subprocess.Popen[bytes], requests: socket.socket) -> None:
        self.process, self.requests = process, requests
        self.open_channels = 0

    def words(self) -> str:
        """Give what the process itself printed, which is nothing when all is well."""
        if self.process.stdout is None:
            return ""
        os.set_blocking(self.process.stdout.fileno(), False)
        return (self.process.stdout.read() or b"").decode("utf-8", "replace").strip()[-500:]

    def end(self) -> None:
        """Let the process end by itself, or kill it; in a namespace, all in it dies with it."""
        self.requests.close()
        end(self.process, seconds=1)
        if self.process.stdout is not None:
            self.process.stdout.close()


class WarmSandbox(Sandbox):
    """One process behind the wall that forks each script, which finds nothing of the one before.

    One that misbehaves is replaced; it is ended when no script of it runs any more.
    """

    form = "warm"

    def __init__(self, level: Level) -> None:
        self.level = level
        self.launcher = Launcher()
        # Several threads may have scripts of one process: whoever ends the last ends it.
        self.lock = threading.Lock()
        self.forker: Forker | None = None

    def open_channel(self, limits: Limits) -> WarmChannel:
        with self.lock:
            if self.forker is not None and self.forker.process.poll() is not None:
                self.forget(self.forker)
            self.forker = forker = self.forker or self.start()
            channel = WarmChannel(self, forker)
            bounds = BOUNDS.pack(limits.folder_mb, limits.written_mb)
            # Where this fails, so does the hello, and then it is tried once more.
            with contextlib.suppress(OSError):
                socket.send_fds(forker.requests, [bounds], channel.far_ends)
            channel.let_go()
            forker.open_channels += 1
            return channel

    def start(self) -> Forker:
        """Start the process that forks. Raises GraderError."""
        inner = self.launcher.interpreter.command("grader.sandbox.inside.supervisor")
        strong = self.level is Level.STRONG
        if strong:
            inner = bubblewrap(self.launcher.interpreter, inner, nested=True, mega=0)
        # Where it counts what all of a user's programs have, it would be met by the wrong one.
        processes = PROCESSES if strong else None
        setup = setup_frame(
            self.level, self.launcher, warm=True, nested=strong, processes=processes
        )
        ours, theirs = socket.socketpair()
        with theirs:  # a pipe for what is printed, as each fork will have
            process = self.launcher.start(inner, [theirs, subprocess.PIPE, subprocess.STDOUT])
        ours.settimeout(START_SECONDS)
        with contextlib.suppress(OSError):  # dead already: there will be no hello
            ours.sendall(bundle() + setup)
        return Forker(process, ours)

    def renew(self, channel: Channel) -> bool:
        assert isinstance(channel, WarmChannel)
        with self.lock:
            self.forget(channel.forker)
        return True

    def ended(self, channel: WarmChannel) -> None:
        """Note that a script is over; a process that could not end it forks no more."""
        with self.lock:
            channel.forker.open_channels -= 1
            # What could not end one script might have it go on beside the next.
            if not channel.has_ended or channel.forker is not self.forker:
                self.forget(channel.forker)

    def forget(self, forker: Forker) -> None:
        """Ask a process no more, and end it when none of its scripts runs."""
        self.forker = None if self.forker is forker else self.forker
        if forker.open_channels == 0:
            forker.end()

    def close(self) -> None:
        with self.lock:
            if self.forker is not None:
                self.forker.open_channels = 0
                self.forget(self.forker)


class WarmChannel(PipeChannel):
    """The channel to one fork of the warm process."""

    def __init__(self, sandbox: WarmSandbox, forker: Forker) -> None:
        super().__init__()
        self.sandbox, self.forker = sandbox, forker

    def stop(self) -> None:
        super().stop()
        self.sandbox.ended(self)

    def words(self) -> str:
        return self.forker.words()


class FreshSandbox(Sandbox):
    """A new bubblewrap with a new interpreter for each script."""

    form = "fresh"

    def __init__(self, level: Level) -> None:
        self.level = level
        self.launcher = Launcher()
        self.setup = setup_frame(level, self.launcher, warm=False, processes=PROCESSES)

    def open_channel(self, limits: Limits) -> FreshChannel:
        channel = FreshChannel()
        asked, answered, printed, control = channel.far_ends
        python = self.launcher.interpreter
        try:
            inner = python.command("grader.sandbox.inside.supervisor", str(control))
            command = bubblewrap(python, inner, nested=False, mega=limits.folder_mb)
            streams = asked, answered, printed
            channel.process = self.launcher.start(command, streams, keep=[control])
        except GraderError:
            channel.close()
            raise
        channel.let_go()
        with contextlib.suppress(OSError):  # dead already: there will be no hello
            write(channel.questions, bundle() + self.setup, START_SECONDS)
        return channel


class FreshChannel(PipeChannel):
    """The channel to one bubblewrap."""

    process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        super().stop()
        if self.process is not None:
            end(self.process, seconds=STOP_SECONDS if self.has_ended else 0)


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process, kill what is left of its session's first group by then, and reap it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    # Also when it has ended: a bubblewrap that was killed may have left its child behind.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
