"""Level `process`: a fresh interpreter with resource limits and an empty environment.

It bounds time, memory and output and keeps the golden out of the child's memory. It does not close
the file system, the network or other processes: for one's own work only.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from grader.errors import GraderError, TamperedError
from grader.model import Limits, Modules, Script
from grader.sandbox.plain import FRAME_BYTES, HEADER, pack
from grader.sandbox.wire import parse

LEVEL = "process"
NOT_RESTRICTED = "files, the network and other processes are not closed off"
START_SECONDS = 20.0  # for the interpreter itself: a slow machine is no fault of a student's
SETTLE_SECONDS = 0.05
GRACE_SECONDS = 0.5  # between the worker's own clock and ours
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from grader.sandbox.worker import main; main()"


class GoneError(Exception):
    """The worker, or the copy of it that was asked, does not answer any more."""


class SilentError(GoneError):
    """Nothing came before the deadline."""


@dataclass(frozen=True)
class Job:
    """What a worker is started with."""

    script: Script
    modules: Modules
    limits: Limits
    data_files: tuple[tuple[str, Path], ...]
    file_name: str | None = None
    may_fork: bool = True


class Worker:
    """One interpreter behind the wall, in its own session and working directory."""

    def __init__(self, job: Job, skip: Iterable[int] = ()) -> None:
        self.last_size = 0
        self.folder = Path(tempfile.mkdtemp(prefix="grade-"))
        for name, source in job.data_files:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        self.process = start_interpreter(self.folder)
        self.frames: queue.Queue[bytes | None] = queue.Queue(maxsize=64)
        self.output = Output(limit=job.limits.output_kb * 1024)
        self.readers = [
            start_reader(self.read_frames, self.process.stdout),
            start_reader(self.output.read, self.process.stderr),
        ]
        hello = self.hello(job, skip)
        self.level, self.forks = str(hello["hello"]), bool(hello["forks"])

    def hello(self, job: Job, skip: Iterable[int]) -> dict[str, Any]:
        """The worker's first frame. Without it nothing of the student's has run: our fault."""
        try:
            self.send(
                {
                    "cells": [cell.source for cell in job.script.cells],
                    "skip": sorted(skip),
                    "file": job.file_name,
                    "allowed": sorted(job.modules.allowed),
                    "stand_ins": sorted(job.modules.stand_ins),
                    "limits": asdict(job.limits),
                    "may_fork": job.may_fork,
                }
            )
            frame = self.receive(START_SECONDS)
        except GoneError:
            frame = {}
        if set(frame) != {"hello", "forks"} or frame["hello"] != LEVEL:
            said = self.output.text().strip()[-500:]
            self.close()
            raise GraderError(f"the sandbox did not start (level {LEVEL}): {said or 'no word'}")
        return frame

    def send(self, frame: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(pack(frame))
            self.process.stdin.flush()
        except OSError:
            raise GoneError from None

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next frame. Raises SilentError, GoneError or TamperedError."""
        try:
            body = self.frames.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise SilentError from None
        if body is None:
            raise GoneError
        self.last_size = len(body)
        return parse(body)

    def read_frames(self, stream: IO[bytes]) -> None:
        """Runs in a thread of its own until the worker's last word."""
        with contextlib.suppress(OSError, ValueError):
            while len(header := stream.read(HEADER.size)) == HEADER.size:
                size = HEADER.unpack(header)[0]
                # Too long to be the worker's: `parse` says so, without its being read.
                body = stream.read(size) if size <= FRAME_BYTES else b"too long"
                self.frames.put(body)
        self.frames.put(None)

    def close(self) -> None:
        """Kill the worker and all that it started, and clear its folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        self.process.wait()
        self.close_pipes()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close_pipes(self) -> None:
        """Let the readers end, and close the pipes unless a stray process holds them open."""
        with contextlib.suppress(queue.Empty):  # a reader may be waiting for room
            while self.frames.get(timeout=0.2) is not None:
                pass
        for thread in self.readers:
            thread.join(timeout=0.2)
        if not any(thread.is_alive() for thread in self.readers):
            for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
                with contextlib.suppress(OSError):  # unsent bytes for a reader that is dead
                    if pipe is not None:
                        pipe.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Output:
    """What a script prints: kept up to a limit, read on to the end so that it never blocks."""

    def __init__(self, limit: int) -> None:
        self.limit, self.kept, self.cut = limit, bytearray(), False
        self.pipe: int | None = None

    def read(self, stream: IO[bytes]) -> None:
        self.pipe = stream.fileno()
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self.pipe, 1 << 16):
                room = self.limit - len(self.kept)
                self.cut = self.cut or len(chunk) > room
                self.kept += chunk[: max(room, 0)]

    def text(self) -> str:
        """What has been printed up to now; what lies in the pipe is waited for, but not long."""
        until = time.monotonic() + SETTLE_SECONDS
        while self.is_waiting() and time.monotonic() < until:
            time.sleep(0.001)
        return bytes(self.kept).decode("utf-8", "replace")

    def is_waiting(self) -> bool:
        if self.pipe is None or os.name == "nt":  # Windows can't tell of a pipe
            return False
        with contextlib.suppress(OSError, ValueError):
            return bool(select.select([self.pipe], [], [], 0)[0])
        return False


def start_reader(target: Callable[[IO[bytes]], None], pipe: IO[bytes] | None) -> threading.Thread:
    thread = threading.Thread(target=target, args=(pipe,), daemon=True)
    thread.start()
    return thread


def start_interpreter(folder: Path) -> subprocess.Popen[bytes]:
    """A fresh interpreter: no site-packages, nothing of our environment, its own session.

    PYTHONHASHSEED is set so that sets have one order; -I would ignore it.
    """
    root = Path(__file__).resolve().parents[2]
    environment = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
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
    )


class Copy:
    """A copy of the state after the script: asked until it is ended, dies or hangs."""

    def __init__(self, worker: Worker, probes_source: str) -> None:
        self.worker, self.asked, self.over, self.deaf = worker, 0, False, False
        worker.send({"probes": probes_source})
        self.expect("copy")

    def expect(self, key: str) -> None:
        frame = self.worker.receive(START_SECONDS)
        if "gone" in frame and key != "gone":
            raise GoneError
        if key not in frame:
            raise TamperedError(f"an answer that nobody asked for: {sorted(frame)}"[:200])

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """One answer frame; {"gone": why} when the copy did not live to give one."""
        self.asked += 1
        try:
            self.worker.send({"ask": self.asked, "seconds": seconds, **question})
            frame = self.worker.receive(seconds + GRACE_SECONDS)
        except SilentError:
            self.over = self.deaf = True
            return {"gone": "deaf"}
        except GoneError:
            self.over = True
            return {"gone": "died"}
        if "gone" in frame:
            self.over = True
            return frame
        if frame.get("reply") != self.asked:
            raise TamperedError("an answer to another question than the one asked")
        return frame

    def end(self) -> None:
        """Wait until the copy is gone. Raises TamperedError if it had more to say."""
        if self.over:
            return
        with contextlib.suppress(GoneError):
            self.worker.send({"end": True})
            if self.worker.forks:
                self.expect("gone")
