"""Levels without walls: `process`, a fresh interpreter with limits; `none`, one without; `basic`.

`process` bounds time, memory and output and keeps the golden out of the child's memory. It does not
close the file system, the network or other processes: for one's own work only. `basic` is the same
under macOS's sandbox-exec; nobody has tried it yet, so its own test of its walls decides.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.core.submission import Limits
from grader.sandbox.inside.clocks import ENDED_BY_TIME
from grader.sandbox.inside.folder import remove
from grader.sandbox.interpreter import bundle
from grader.sandbox.launcher import Launcher, Launchers
from grader.sandbox.pipes import WORD_SECONDS, has_hung_up, write
from grader.sandbox.protocol import Channel, Sandbox
from grader.sandbox.work import work_of

KILL = 9
SEATBELT = "/usr/bin/sandbox-exec"
# Everything is denied but to compute, to read what Python needs, and to write in one folder.
PROFILE = """
(version 1)
(deny default)
(allow process-exec (literal (param "PYTHON")))
(allow sysctl-read)
(allow mach-lookup (global-name "com.apple.system.logger"))
(allow file-read-metadata)
(allow file-read* (subpath (param "PREFIX")) (subpath "/usr/lib") (subpath "/System/Library")
  (subpath "/usr/share/zoneinfo") (subpath "/private/var/db/timezone")
  (literal "/dev/null") (literal "/dev/zero") (literal "/dev/urandom"))
(allow file-write-data (literal "/dev/null"))
(allow file-read* file-write* (subpath (param "FOLDER")))
"""


class ProcessSandbox(Sandbox):
    """Starts an interpreter for each script; nothing is kept between two."""

    form = "fresh"
    tells_cuts = False  # apart from what a script does to itself
    shares = False

    def __init__(self, level: Level) -> None:
        self.level = level
        self.launchers = Launchers()

    def open_channel(self, limits: Limits, launcher: Launcher | None = None) -> ProcessChannel:
        folder = Path(tempfile.mkdtemp(prefix="grade-", dir=self.launcher.scratch))
        if self.launcher.user:
            os.chown(folder, *self.launcher.user)
        try:
            return ProcessChannel(folder, self.start(folder, launcher or self.launcher))
        except GraderError:
            remove(str(folder))
            raise

    def start(self, folder: Path, launcher: Launcher) -> subprocess.Popen[bytes]:
        """Start a fresh interpreter: no site-packages, nothing of our environment."""
        python = launcher.interpreter
        command = python.command("grader.sandbox.inside.worker", str(os.getpid()))
        if self.level is Level.BASIC:
            command = [*seatbelt(python.prefix, python.executable, folder), *command]
        return launcher.start(command, [subprocess.PIPE] * 3, folder=folder)


class ProcessChannel(Channel):
    """One interpreter in its own session and working directory."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.folder, self.process = folder, process
        self.questions, self.results, self.output = process.stdin, process.stdout, process.stderr
        self.was_killed = False
        with contextlib.suppress(OSError):  # dead already: there will be no hello
            write(self.questions, bundle(), seconds=20)

    def grant_copy(self) -> None:
        pass

    def stop(self) -> None:
        if has_hung_up(self.results):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(WORD_SECONDS)
        self.was_killed = self.process.poll() == -KILL  # as yet by others, or by itself
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # The session's first group: what has left it is nobody's to find at this level.
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        remove(str(self.folder))

    def rang(self) -> bool:
        return -(self.process.returncode or 0) in ENDED_BY_TIME

    def work(self) -> float | None:
        return work_of(self.process.pid)

    def was_cut(self) -> bool:
        return self.was_killed

    def has_shot_itself(self) -> bool:
        return True  # who ended a copy can't be told here


def seatbelt(prefix: str, executable: str, folder: Path) -> list[str]:
    """Give the command that puts macOS's walls around another. From `man sandbox-exec`."""
    named = {"PREFIX": prefix, "PYTHON": executable, "FOLDER": os.path.realpath(folder)}
    given = [part for name, value in named.items() for part in ("-D", f"{name}={value}")]
    return [SEATBELT, *given, "-p", PROFILE]
