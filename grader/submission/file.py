"""A submission's file as bytes: which may be read, and its name in whatever is said against it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from grader.core.errors import GraderError, RefusedError, SubmissionError
from grader.core.files import like
from grader.core.submission import SUFFIXES, Limits
from grader.core.way import Way
from grader.submission.kinds import refuse_named

MOST_HEAD = 1_000_000  # bytes, in which shows what a file is
FOLDER = "a folder or device, not a file; name the notebook itself"


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Put the file's name before what is said against it: nothing further in knows the name."""
    try:
        yield
    except GraderError as error:
        raise type(error)(f"{path}: {error}") from error


def refuse_suffix(path: Path, raw: bytes | bytearray = b"") -> None:
    """Raise SubmissionError for what is no notebook by its name, and say what it is instead."""
    if path.suffix.lower() not in SUFFIXES:
        refuse_named(path.name, raw[:MOST_HEAD])


def head_of(way: Way) -> bytes:
    """Read where a file begins; nothing where it can't be read."""
    try:
        if way.find_link():
            return b""
        with way.open() as file:
            return file.read(MOST_HEAD)
    except IsADirectoryError:
        raise SubmissionError(FOLDER) from None
    except FileNotFoundError:
        raise missing(way.path, "grade reads .ipynb and .py files") from None
    except OSError:
        return b""


def missing(path: Path, advice: str) -> SubmissionError:
    """Say that a file is not there, with the nearest that is, else with some advice."""
    return SubmissionError(f"no such file{like(path) or f'; {advice}'}")


def is_file(path: Path) -> bool:
    """Tell a `.py` file from a notebook."""
    return path.suffix.lower() == ".py"


def refuse_empty(raw: bytes) -> None:
    """Raise SubmissionError for a file with nothing in it."""
    if not raw or raw.isspace():
        raise SubmissionError("the file is empty; save the notebook and try again")


def read_bytes(way: Way, limits: Limits) -> tuple[bytes, str]:
    """Read what is in the file and say when it was saved, once it is known to be one to be read."""
    if way.path.suffix.lower() not in SUFFIXES:
        refuse_suffix(way.path, head_of(way))
    most = limits.submission_mb * 1024 * 1024
    try:
        if link := way.find_link():
            raise RefusedError(f"{link.name!r} is a link; what counts is the file itself")
        with way.open() as file:
            status = os.fstat(file.fileno())
            raw = b"" if status.st_size > most else file.read(most + 1)
    except IsADirectoryError:
        raise SubmissionError(FOLDER) from None
    except FileNotFoundError:
        raise missing(way.path, "check the name and the folder") from None
    except OSError as error:
        raise SubmissionError(f"cannot be read: {error.strerror}; check the file") from error
    if max(len(raw), status.st_size) > most:
        raise RefusedError(
            f"larger than {limits.submission_mb} MB; "
            "clear the outputs, save the notebook and try again"
        )
    return raw, when_saved(status.st_mtime)


def when_saved(seconds: float) -> str:
    """Say when a file was saved; nothing where it has the date of no clock, as from a kit's zip."""
    saved = time.localtime(seconds)
    return time.strftime("last saved %Y-%m-%d %H:%M", saved) if saved.tm_year > 1980 else ""
