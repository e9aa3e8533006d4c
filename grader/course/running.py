"""Run a course's files here, since the course is trusted."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.core.errors import CourseError
from grader.core.files import packed, read_text

AUTHOR = "grader.author"  # what a file of probes may be written with
PROBES = "probes.py"


def read_source(path: Path) -> str:
    """Read a course file's text, from the packed one where a kit holds that. Raises CourseError."""
    if path.is_file() or not packed(path).is_file():
        return read_text(path, CourseError)
    try:
        return gzip.decompress(packed(path).read_bytes()).decode("utf-8")
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise CourseError(
            f"{packed(path)}: cannot be read: {error}; unpack the kit anew"
        ) from error


def has_source(path: Path) -> bool:
    """Tell whether a course file is there, or is packed in a kit."""
    return path.is_file() or packed(path).is_file()


def run_module(path: Path) -> dict[str, Any]:
    """Run a course's file, and give the names it defines. Raises CourseError."""
    return run_text(read_source(path), path)


def run_text(text: str, path: Path, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Run a file's text, where some names are there before it. Raises CourseError."""
    # Not imported: `probes` and `cases` are names that each assignment has for itself.
    namespace: dict[str, Any] = {**(before or {}), "__name__": path.stem, "__file__": str(path)}
    try:
        exec(compile(text, str(path), "exec"), namespace)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise CourseError(f"{path}{line_of(error, path)}: {fault}") from error
    return namespace


def line_of(error: BaseException, path: Path) -> str:
    """Say in which line of a file something was raised; nothing where it was in none."""
    trace, line = error.__traceback__, 0
    while trace:
        is_own = trace.tb_frame.f_code.co_filename == str(path)
        line, trace = (trace.tb_lineno if is_own else line), trace.tb_next
    return f", line {line}" if line else ""
