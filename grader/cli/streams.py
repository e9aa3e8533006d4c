"""Standard output and error as they may be: closed, or on a disk that is full."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from grader.core.errors import GraderError

OUTPUT, ERROR = 1, 2


class LogBuffer(io.BufferedWriter):
    """Standard error: what can't be written there is lost, and stops nothing."""

    def write(self, data: Any, /) -> int:
        with contextlib.suppress(OSError):
            return super().write(data)
        return len(memoryview(data).cast("B"))

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            super().flush()


class OutputBuffer(io.BufferedWriter):
    """Standard output: where it can't be written, that is the command's one error.

    It is the buffer that is watched, not the file below it: a Ctrl-C that came between the file's
    writing and the buffer's hearing of it would have the same text written twice.
    """

    def write(self, data: Any, /) -> int:
        with say_once():
            return super().write(data)

    def flush(self) -> None:
        with say_once():
            super().flush()


@contextlib.contextmanager
def say_once() -> Iterator[None]:
    """Turn what can't be written into one error, and have the rest go nowhere."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # Else the rest would be tried once more at the end, and Python would complain.
        discard(OUTPUT)
        raise GraderError(
            f"standard output can't be written: {error.strerror}; what was graded is kept: "
            "make room there, and run this again"
        ) from error


def mend() -> None:
    """Give the command streams that fail in one line, or not at all."""
    if os.name != "posix":
        return
    for descriptor in range(3):
        fill(descriptor)
    # Who has put another stream there, as a test does, is to find it there.
    if sys.stdout is sys.__stdout__:
        sys.stdout = text_over(OutputBuffer(opened(OUTPUT)), sys.__stdout__)
    if sys.stderr is sys.__stderr__:
        sys.stderr = text_over(LogBuffer(opened(ERROR)), sys.__stderr__)


def fill(descriptor: int) -> None:
    """Put something where nothing is: the next file would have that number, and what is printed."""
    try:
        os.fstat(descriptor)
    except OSError as error:
        if error.errno == errno.EBADF:
            discard(descriptor)


def discard(descriptor: int) -> None:
    """Have all that is written there go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != descriptor:
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def opened(descriptor: int) -> io.FileIO:
    """Write to a stream of the process, and leave it open."""
    return io.FileIO(descriptor, "w", closefd=False)


def text_over(buffer: io.BufferedWriter, former: TextIO | None) -> TextIO:
    """Make a text stream over a buffer, that writes as the former one."""
    return io.TextIOWrapper(
        buffer,
        encoding=former.encoding if former else "utf-8",
        errors=(former.errors if former else None) or "backslashreplace",
        line_buffering=buffer.fileno() == ERROR or buffer.isatty(),
    )
