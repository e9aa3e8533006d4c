"""Levels `strong`, `medium`, `restricted`: walls of the Linux kernel, around an unprivileged user.

`strong` is bubblewrap's namespaces with seccomp, Landlock where there is one, and limits, in two
forms: one warm process inside forks each submission into namespaces of its own, or each has a fresh
interpreter. `medium` is the same without namespaces, warm; `restricted` is `medium` where there is
no Landlock, or no look into the script's process.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.core.submission import Limits
from grader.sandbox import seccomp
from grader.sandbox.inside.plain import BEGUN, BOUNDS, CUT, SHOT_ITSELF, pack_request
from grader.sandbox.interpreter import DEVICES, Interpreter, bundle
from grader.sandbox.launcher import Launcher, Launchers
from grader.sandbox.pipes import WORD_SECONDS, has_hung_up, write
from grader.sandbox.protocol import Channel, Sandbox
from grader.sandbox.work import work_of

START_SECONDS = 20.0
STOP_SECONDS, CLEAR_SECONDS = 5.0, 1.0
CREDENTIALS = struct.Struct("iII")  # of a process, its user and its group
INNER_FOLDER = "/work"
MOUNT_POINTS = {"/proc/sys/fs/binfmt_misc", "/proc/fs/nfsd"}  # the kernel's own, which hide nothing
IMPORT_BYTES = 64 * 1024 * 1024
PROCESSES = 64  # threads of one script, where its user namespace counts them alone


def bubblewrap(
    interpreter: Interpreter, inner: Sequence[str], *, nested: bool, mega: int
) -> list[str]:
    """Give the command that runs another and shows it nothing but what Python needs to see."""
    path = shutil.which("bwrap")
    if path is None:
        raise GraderError("bubblewrap is not installed (Debian: apt-get install bubblewrap)")
    words = [path, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-uts", "--unshare-cgroup-try", "--as-pid-1"]
    # Also in its own user namespace it is no root: what a capability opens there is the kernel's
    # least tried code.
    words += ["--cap-drop", "ALL", "--clearenv"]
    for name, value in interpreter.environment.items():
        words += ["--setenv", name, value]
    words += shown(interpreter)
    words += ["--symlink", INNER_FOLDER, "/tmp"]
    # Not `--die-with-parent`: where bubblewrap dies while it starts, its child would wait for ever.
    # What it runs ends when the socket to us does.
    if nested:  # only the warm process may make namespaces, and needs /proc to be somebody in them
        # Some packages want a folder to write in while they are imported; no script ever sees it.
        room = ["--size", f"{IMPORT_BYTES}", "--tmpfs"] if interpreter.packages else ["--dir"]
        words += [*room, INNER_FOLDER, *proc()]
    else:
        words += ["--hostname", "grade", "--disable-userns"]
        words += ["--size", f"{mega * 1024 * 1024}", "--tmpfs", INNER_FOLDER]
    return [*words, "--remount-ro", "/", "--chdir", INNER_FOLDER, "--", *inner]


def proc() -> list[str]:
    """Give bubblewrap's words for a /proc, which no script sees.

    Where a container hides parts of it, the kernel lets nobody mount another: then it is that one.
    """
    hidden: set[str] = set()
    with contextlib.suppress(OSError):
        mounts = Path("/proc/self/mountinfo").read_bytes().splitlines()
        hidden = {os.fsdecode(line.split()[4]) for line in mounts} - MOUNT_POINTS
    is_covered = any(place.startswith("/proc/") for place in hidden)
    return ["--bind", "/proc", "/proc"] if is_covered else ["--proc", "/proc"]


def shown(interpreter: Interpreter) -> list[str]:
    """Give bubblewrap's words for the files that are seen, and for what is masked in them."""
    words: list[str] = []
    for place in (*interpreter.folders, *interpreter.files):
        words += ["--ro-bind", place, place]
    # After the binds, which lie beneath; read-only, or the mask would be a folder to write in.
    for place in interpreter.masked:
        words += ["--tmpfs", place]
    for place in interpreter.packages:
        words += ["--ro-bind", place, place]
    for place in interpreter.masked:
        words += ["--remount-ro", place]
    for device in DEVICES:
        words += ["--dev-bind", device, device]
    return words


def setup_frame(level: Level, launcher: Launcher, **more: Any) -> bytes:
    """Pack what a supervisor must know of this machine."""
    strong = level is Level.STRONG
    python = launcher.interpreter
    frame = {
        "level": level.value,
        "nested": False,
        "syscalls": seccomp.syscalls(),
        "filter": seccomp.program(mounts=strong, heard=True),
        "filter_alone": seccomp.program(mounts=strong, heard=False).split(seccomp.OWN_NUMBER),
        "readable": python.readable() if strong else python.readable_but_packages(),
        "packages": launcher.given(),
        "handover": seccomp.HANDOVER,
        "devices": DEVICES,
        "folder": INNER_FOLDER,
        "scratch": launcher.scratch,
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
        # The supervisor's first word tells its number here, whatever it is in its namespace.
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.supervisor: int | None = None
        self.far_ends = [asked, answered, printed, theirs.detach()]
        self.last_word, self.has_ended, self.is_shot = b"", False, False

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
        # One whose script is gone says by itself how that ended: asked to, it would kill it, too.
        if has_hung_up(self.results):
            self.listen(WORD_SECONDS)
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_WR)
        self.listen(STOP_SECONDS)
        self.control.close()

    def listen(self, seconds: float) -> None:
        """Take the supervisor's words, to its end, or so long."""
        # The end of the socket is the sign: it comes also from a supervisor that was killed.
        self.control.settimeout(seconds)
        try:
            while word := self.control.recv(1):
                if word == SHOT_ITSELF:
                    self.is_shot = True
                    continue
                self.last_word = word
                if word != BEGUN:
                    # Nothing of the script runs any more; to clear its folder may take longer.
                    self.has_ended = True
                    self.control.settimeout(CLEAR_SECONDS)
            self.has_ended = True
        except ConnectionResetError:  # it ended without having read a grant
            self.has_ended = True
        except OSError:  # the time is over
            pass

    def has_shot_itself(self) -> bool:
        if not self.has_ended:
            self.listen(0.0)
        return self.is_shot

    def rang(self) -> bool:
        return self.last_word == b"h"

    def was_cut(self) -> bool:
        # A supervisor that can, says how it ended.
        return self.last_word in (b"", BEGUN) or (self.last_word == CUT and not self.is_shot)

    def work(self) -> float | None:
        room = socket.CMSG_SPACE(CREDENTIALS.size)
        with contextlib.suppress(OSError):
            if self.supervisor is None:
                _, extra, _, _ = self.control.recvmsg(1, room, socket.MSG_DONTWAIT)
                for _, _, credentials in extra:
                    self.supervisor, _, _ = CREDENTIALS.unpack(credentials)
        return None if self.supervisor is None else work_of(self.supervisor)


class Forker:
    """A warm process, and how many scripts it has forked that have not ended."""

    def __init__(self, process: subprocess.Popen[bytes] | None, requests: socket.socket) -> None:
        self.process, self.requests = process, requests  # no process: it is another's
        self.open_channels = 0

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def words(self) -> str:
        """Give what the process itself printed, which is nothing when all is well."""
        if self.process is None or self.process.stdout is None:
            return ""
        os.set_blocking(self.process.stdout.fileno(), False)
        return (self.process.stdout.read() or b"").decode("utf-8", "replace").strip()[-500:]

    def end(self) -> None:
        """Let the process end by itself, or kill it; in a namespace, all in it dies with it."""
        self.requests.close()
        if self.process is None:
            return
        end(self.process, seconds=1)
        if self.process.stdout is not None:
            self.process.stdout.close()


def own_processor() -> int:
    """Give the processor that this process is held to; -1 where it has several."""
    processors = os.sched_getaffinity(0)
    return processors.pop() if len(processors) == 1 else -1


class WarmSandbox(Sandbox):
    """One process behind the wall that forks each script, which finds nothing of the one before.

    One that misbehaves is replaced; it is ended when no script of it runs any more.
    """

    form = "warm"

    def __init__(self, level: Level) -> None:
        self.level = level
        self.launchers = Launchers()
        # Several threads may have scripts of one process: whoever ends the last ends it.
        self.lock = threading.Lock()
        self.forkers: dict[Launcher, Forker] = {}

    def open_channel(self, limits: Limits, launcher: Launcher | None = None) -> WarmChannel:
        with self.lock:
            launcher = launcher or self.launcher
            forker = self.forkers.get(launcher)
            if forker is not None and forker.has_died():
                self.forget(forker)
                forker = None
            self.forkers[launcher] = forker = forker or self.start(launcher)
            channel = WarmChannel(self, forker)
            bounds = BOUNDS.pack(limits.folder_mb, limits.written_mb, own_processor())
            # Where this fails, so does the hello, and then it is tried once more.
            with contextlib.suppress(OSError):
                socket.send_fds(forker.requests, [bounds], channel.far_ends)
            channel.let_go()
            forker.open_channels += 1
            return channel

    def start(self, launcher: Launcher) -> Forker:
        """Start the process that forks, with its packages loaded. Raises GraderError."""
        inner = launcher.interpreter.command("grader.sandbox.inside.warm")
        strong = self.level is Level.STRONG
        if strong:
            inner = bubblewrap(launcher.interpreter, inner, nested=True, mega=0)
        # Where it counts what all of a user's programs have, it would be met by the wrong one.
        processes = PROCESSES if strong else None
        setup = setup_frame(self.level, launcher, warm=True, nested=strong, processes=processes)
        ours, theirs = socket.socketpair()
        ours.settimeout(START_SECONDS)
        with theirs:  # a pipe for what is printed, as each fork will have
            process = launcher.start(inner, [theirs, subprocess.PIPE, subprocess.STDOUT])
        clear_after(process)
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
            if not channel.has_ended or channel.forker not in self.forkers.values():
                self.forget(channel.forker)

    def forget(self, forker: Forker) -> None:
        """Ask a process no more, and end it when none of its scripts runs."""
        self.forkers = {key: each for key, each in self.forkers.items() if each is not forker}
        if forker.open_channels == 0:
            forker.end()

    def close(self) -> None:
        with self.lock:
            for forker in list(self.forkers.values()):
                forker.open_channels = 0
                self.forget(forker)
        super().close()


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
        self.launchers = Launchers()

    def open_channel(self, limits: Limits, launcher: Launcher | None = None) -> FreshChannel:
        launcher = launcher or self.launcher
        channel = FreshChannel()
        asked, answered, printed, control = channel.far_ends
        python = launcher.interpreter
        setup = setup_frame(self.level, launcher, warm=False, processes=PROCESSES)
        try:
            inner = python.command("grader.sandbox.inside.warm", str(control))
            command = bubblewrap(python, inner, nested=False, mega=limits.folder_mb)
            streams = asked, answered, printed
            channel.process = launcher.start(command, streams, keep=[control])
            clear_after(channel.process)
        except GraderError:
            channel.close()
            raise
        channel.let_go()
        with contextlib.suppress(OSError):  # dead already: there will be no hello
            write(channel.questions, bundle() + setup, START_SECONDS)
        return channel


class FreshChannel(PipeChannel):
    """The channel to one bubblewrap."""

    process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        super().stop()
        if self.process is not None:
            end(self.process, seconds=STOP_SECONDS if self.has_ended else 0)


def clear_after(process: subprocess.Popen[bytes]) -> None:
    """Kill what a process leaves behind that ends while it starts, and so would hold our pipes."""

    def clear() -> None:
        with contextlib.suppress(ChildProcessError):  # somebody else has waited for it
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        kill_group(process)

    threading.Thread(target=clear, daemon=True).start()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a process's session's first group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process, kill what is left of it by then, and reap it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    kill_group(process)  # also when it has ended: a bubblewrap may have left its child behind
    process.wait()
