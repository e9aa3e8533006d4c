"""Level `process`: a fresh interpreter with resource limits and an empty environment.

It bounds time, memory and output and keeps the golden out of the child's memory. It does not close
the file system, the network or other processes: for one's own work only.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader.errors import GraderError, TamperedError
from grader.model import Limits, Modules, Script
from grader.sandbox.folder import copy_into, remove
from grader.sandbox.pipes import Frames, Output, write
from grader.sandbox.plain import pack
from grader.sandbox.wire import parse

LEVEL = "process"
NOT_RESTRICTED = "files, the network and other processes are not closed off"
START_SECONDS = 20.0  # for the interpreter itself: a slow machine is no fault of a student's
GRACE_SECONDS = 0.5  # between the worker's own clock and ours
UNASKED = "an answer that nobody asked for"
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from grader.sandbox.worker import main; main()"


class GoneError(Exception):
    """The worker, or the copy of it that was asked, does not answer any more."""


class HungError(GoneError):
    """It did not answer in time."""


@dataclass(frozen=True)
class Job:
    """What a worker is started with."""

    script: Script
    modules: Modules
    limits: Limits
    data_files: tuple[tuple[str, Path], ...]
    file_name: str | None = None
    guarded: tuple[tuple[int, int], ...] = ()
    may_fork: bool = True


class Worker:
    """One interpreter behind the wall, in its own session and working directory."""

    def __init__(self, job: Job, skip: Iterable[int] = ()) -> None:
        self.closed = False
        self.folder = Path(tempfile.mkdtemp(prefix="grade-"))
        try:
            copy_into(self.folder, job.data_files)
            self.process = start_interpreter(self.folder)
        except OSError as error:
            remove(self.folder)
            raise GraderError(f"the sandbox did not start (level {LEVEL}): {error}") from error
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.frames = Frames(self.process.stdout)
        self.output = Output(self.process.stderr, limit=job.limits.output_kb * 1024)
        try:
            hello = self.hello(job, skip)
        except BaseException:
            self.close()
            raise
        self.level, self.forks = str(hello["hello"]), bool(hello["forks"])

    def hello(self, job: Job, skip: Iterable[int]) -> dict[str, Any]:
        """The worker's first frame. Without it nothing of the student's has run: our fault."""
        request = {
            "cells": [cell.source for cell in job.script.cells],
            "skip": sorted(skip),
            "file": job.file_name,
            "allowed": sorted(job.modules.allowed),
            "guarded": job.guarded,
            "stand_ins": sorted(job.modules.stand_ins),
            "limits": asdict(job.limits),
            "may_fork": job.may_fork,
        }
        frame: dict[str, Any] = {}
        with contextlib.suppress(GoneError):
            self.send(request, START_SECONDS)
            frame = self.receive(START_SECONDS)
        if set(frame) != {"hello", "forks"} or frame["hello"] != LEVEL:
            said = self.output.text().strip()[-500:]
            raise GraderError(f"the sandbox did not start (level {LEVEL}): {said or 'no word'}")
        return frame

    def send(self, frame: dict[str, Any], seconds: float) -> None:
        """Raises HungError or GoneError, and then the worker is closed."""
        assert self.process.stdin is not None
        try:
            write(self.process.stdin, pack(frame), seconds)
        except OSError as error:
            self.close()
            raise self.how_gone(hung=isinstance(error, TimeoutError)) from None

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next frame. Raises TamperedError, or as `receive_bytes`."""
        return parse(self.receive_bytes(seconds))

    def receive_bytes(self, seconds: float) -> bytes:
        """The next frame unparsed. Raises as `send`: what comes too late is never read."""
        try:
            body = self.frames.unread.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            self.close()
            raise HungError from None
        if body is None:
            self.close()
            raise self.how_gone(hung=False)
        return body

    def how_gone(self, *, hung: bool) -> GoneError:
        # A worker that can't fork is its own copy, so its alarm ends the worker itself.
        alarm = getattr(signal, "SIGALRM", None)
        rang = alarm is not None and self.process.returncode == -alarm
        return HungError() if hung or rang else GoneError()

    def close(self) -> None:
        """Kill the worker and all that it started, and clear its folder."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        self.frames.end()
        self.output.end()
        with contextlib.suppress(OSError):  # unsent bytes for a reader that is dead
            if self.process.stdin is not None:
                self.process.stdin.close()
        remove(self.folder)


def start_interpreter(folder: Path) -> subprocess.Popen[bytes]:
    """A fresh interpreter: no site-packages, nothing of our environment, its own session.

    PYTHONHASHSEED is set so that sets have one order; -I would ignore it.
    """
    root = Path(__file__).resolve().parents[2]
    environment = {"PYTHONHASHSEED": "0", "HOME": str(folder)}
    if sys.platform == "win32":  # without it the interpreter can't draw random numbers
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return subprocess.Popen(
        [sys.executable, "-s", "-S", "-c", BOOT, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
        bufsize=0,
    )


class Copy:
    """A copy of the state after the script: answers a series of questions, then is gone.

    The questions go in at once and the answers are read as they come, each by its own deadline: a
    round trip for each would cost as much again as the answering.
    """

    def __init__(self, worker: Worker, series: Mapping[str, Any], seconds: float) -> None:
        self.worker, self.answered = worker, 0
        worker.send(dict(series), seconds)
        frame = worker.receive(seconds)
        if "gone" in frame:
            raise GoneError
        if frame != {"copy": True}:
            raise TamperedError(UNASKED)

    def answer(self, seconds: float) -> bytes:
        """The next answer, still to be parsed: the inside of a JSON object.

        Raises HungError or GoneError when the copy did not live to give one.
        """
        body = self.worker.receive_bytes(seconds + GRACE_SECONDS)
        head, _, rest = body.partition(b",")
        self.answered += 1
        if head == b'{"reply":%d' % self.answered:
            return rest
        frame = parse(body)
        if "gone" in frame:
            raise HungError if frame["gone"] == "hung" else GoneError
        raise TamperedError("an answer to another question than the one asked")

    def end(self, seconds: float) -> None:
        """Wait until the copy is gone. Raises TamperedError if it had more to say."""
        with contextlib.suppress(GoneError):
            if "gone" not in self.worker.receive(seconds):
                raise TamperedError(UNASKED)
