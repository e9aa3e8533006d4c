"""Reads strangers' files, each in a process that may cost so much and no more.

What passes a limit is that file's fault: *unreadable*, in one line. That the process can't be
started, or was ended by somebody else, is ours.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.core.errors import GraderError, RefusedError, SubmissionError
from grader.core.hashing import digest
from grader.core.processes import PIPE, start_python
from grader.core.submission import Limits, Submission
from grader.core.way import Way
from grader.submission import file
from grader.submission.beside import File, with_files
from grader.submission.reading import Reading, from_tables
from grader.submission.serve import FAULT, FULL, READ, READY, REPLY, REQUEST, UNREADABLE, serve

START_SECONDS = 60.0
TURN_SECONDS = 0.2  # between two looks at the clock
IDLE_SECONDS = 300.0  # after which a process that nobody asks is ended
MOST_REPLY = 32_000_000  # bytes; a million characters of code make some 6 MB
MOST_REUSED = 4_000_000  # bytes of a file after which another process takes the next
# Whether the system ends a process by the processor's time: then a file has passed its limit.
HAS_CLOCK = sys.platform != "win32"
FROM_OUTSIDE = ("SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGTERM")
ODD = "Python itself fails at reading it ({}); shorten its longest expression and try again"


@dataclass(frozen=True)
class Cost:
    """What reading one file may cost: memory, seconds of a processor, seconds in any case."""

    megabytes: int = 1024
    seconds: int = 10
    patience: float = 60.0


class EndedError(Exception):
    """A process ended over a file: `fault` says why; `is_sure`, that so would any other."""

    def __init__(self, fault: GraderError, *, is_sure: bool = False) -> None:
        self.fault, self.is_sure = fault, is_sure


class Reader:
    """Reads files, one after another; its process is started when needed and kept."""

    def __init__(self, cost: Cost | None = None) -> None:
        self.cost = cost or Cost()
        self.closely = True  # that no rule asks for may be left out
        self.process: ReadingProcess | None = None

    def close(self) -> None:
        """End the process; another reads the next file."""
        if self.process is not None:
            self.process.end()
            self.process = None

    def start(self) -> Reader:
        """Start the process, so that it is ready when it is needed."""
        with contextlib.suppress(GraderError):  # it is said then
            self.running()
        return self

    def read(self, path: Path, limits: Limits, way: Way | None = None) -> Reading:
        """Read a notebook or a `.py` file, which is no link, nor is anything on a way to it.

        Raises SubmissionError for what can't be read, RefusedError for a link or a file over the
        limit, GraderError where there is no process that could read it.
        """
        with file.naming(path):
            raw, saved = file.read_bytes(way or Way(path.parent, (path.name,)), limits)
        return self.read_content(path, raw, saved)

    def read_content(self, path: Path, raw: bytes, *notes: str) -> Reading:
        """Read what is in a submission; the path is its name only. Raises as `read`."""
        with file.naming(path):
            file.refuse_suffix(path, raw)
            file.refuse_empty(raw)
            reply = self.ask(raw, path.suffix.lower())
            reading = reading_from(reply, Submission(path, digest(raw)))
        if not self.closely:
            reading = replace(reading, spans=None, outline=replace(reading.outline, deeds=None))
        return reading.with_notes(*notes)

    def read_files(self, reading: Reading, files: Sequence[File]) -> Reading:
        """Give a reading with what came along. Raises as `read`."""
        with file.naming(reading.submission.path):
            return with_files(reading, files, self.read_content)

    def ask(self, raw: bytes, suffix: str) -> Any:
        """Have a content read; once more, where what was read before it may be why that failed."""
        while True:
            process = self.running()
            is_fresh, process.is_fresh = process.is_fresh, False
            try:
                reply = process.ask(raw, suffix, self.cost, closely=self.closely)
            except EndedError as ended:
                self.close()
                if is_fresh or ended.is_sure:
                    raise ended.fault from None
            except BaseException:
                self.close()
                raise
            else:
                if len(raw) > MOST_REUSED:  # what has grown stays so
                    self.close()
                return reply

    def running(self) -> ReadingProcess:
        """Give the process, started if there is none. Raises GraderError."""
        if self.process is not None and self.process.is_late:  # it had nothing to do for long
            self.close()
        try:
            self.process = self.process or ReadingProcess()
        except OSError as error:
            raise GraderError(f"what reads files did not start: {error}") from error
        return self.process


def reading_from(reply: Any, submission: Submission) -> Reading:
    """Make a reading of a reply. Raises SubmissionError or GraderError, as it says."""
    match reply:
        case [str(kind), tables] if kind == READ:
            with contextlib.suppress(ValueError):
                return from_tables(tables, submission)
        case [str(kind), str(status), str(message)] if kind == UNREADABLE:
            raise (RefusedError if status == RefusedError.status else SubmissionError)(message)
        case [str(kind), str(message)] if kind == FAULT:
            raise GraderError(message)
    raise SubmissionError(ODD.format("an odd reply"))


class ReadingProcess:
    """One process that reads, and the pipes to it."""

    def __init__(self) -> None:
        # In a session of its own, since Ctrl-C is for who started it.
        self.process = start_python(
            serve, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.requests, self.replies = self.process.stdin, self.process.stdout
        self.words = self.process.stderr
        self.is_fresh, self.is_ready, self.is_late = True, False, False
        self.until, self.over = time.monotonic() + IDLE_SECONDS, threading.Event()
        threading.Thread(target=self.watch, daemon=True).start()

    def ask(self, raw: bytes, suffix: str, cost: Cost, *, closely: bool) -> Any:
        """Have a content read. Raises EndedError, and GraderError if it did not start."""
        self.await_ready()
        with self.deadline(cost.patience):
            # What has ended takes nothing: what it said before that, or how it ended, tells why.
            with contextlib.suppress(OSError):
                costs = cost.megabytes, cost.seconds
                self.requests.write(REQUEST.pack(len(raw), *costs, suffix == ".py", closely))
                self.requests.write(raw)
                self.requests.flush()
            reply = self.receive()
            if reply is None:
                raise self.ended(cost)
        if reply == [FULL]:
            raise EndedError(
                SubmissionError(
                    f"takes more than {cost.megabytes} MB of memory to be read; "
                    "clear the outputs, delete what is not needed and try again"
                )
            )
        return reply

    def await_ready(self) -> None:
        """Wait until it can begin. Raises GraderError if it never can."""
        if self.is_ready:
            return
        with self.deadline(START_SECONDS):
            self.is_ready = self.receive() == [READY]
        if not self.is_ready:
            self.process.kill()
            last = self.words.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise GraderError(f"what reads files did not start: {last or 'no word'}")

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """End the process when what is done here takes too long."""
        self.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self.until = time.monotonic() + IDLE_SECONDS

    def watch(self) -> None:
        """Look at the clock until the process is at its end, or has to be ended."""
        # In a thread of its own, since pipes can't be waited for everywhere; and one for all files,
        # since to begin one takes longer than to read a file.
        while not self.is_late and not self.over.wait(TURN_SECONDS):
            if time.monotonic() > self.until:
                self.is_late = True
                self.process.kill()

    def receive(self) -> Any:
        """Take the next reply; None when the process has ended without one."""
        head = self.replies.read(REPLY.size)
        if len(head) < REPLY.size:
            return None
        size = REPLY.unpack(head)[0]
        if size > MOST_REPLY:
            return [FULL]
        body = self.replies.read(size)
        try:
            return json.loads(body) if len(body) == size else None
        except (ValueError, RecursionError):
            return []

    def ended(self, cost: Cost) -> EndedError:
        """Say why it ended without a reply, and whose fault that is."""
        code = self.process.wait()
        name = f"exit status {code}"
        if code < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-code).name
        if name == "SIGXCPU" or (self.is_late and not HAS_CLOCK):
            why = f"takes more than {cost.seconds} s to be read; shorten its longest cell or line"
            return EndedError(SubmissionError(f"{why} and try again"), is_sure=True)
        if self.is_late:
            why = f"this machine was too busy to read it in {cost.patience:g} s; try again"
            return EndedError(GraderError(why), is_sure=True)
        if name in FROM_OUTSIDE or 0 <= code < 256:
            return EndedError(GraderError(f"what was to read it was ended ({name}); try again"))
        return EndedError(SubmissionError(ODD.format(name)))

    def end(self) -> None:
        """Kill it."""
        self.over.set()
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.replies, self.words):
            with contextlib.suppress(OSError):  # bytes that were not sent, for one that is dead
                pipe.close()
