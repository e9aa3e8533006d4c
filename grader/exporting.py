"""Write what counts for a class as another system's file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.formats.canvas import fill_gradebook
from grader.formats.documents import to_json
from grader.formats.export import Export
from grader.formats.gradescope import to_gradescope
from grader.formats.junit import to_junit
from grader.formats.moodle import fill_worksheet
from grader.formats.tables import to_csv
from grader.register import Standing

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")
FILLED = ("canvas", "moodle")
WRITERS = {"csv": to_csv, "json": to_json, "junit": to_junit}


@dataclass(frozen=True)
class Wanted:
    """What to write, into what, and where it goes."""

    form: str
    into: Path | None
    out: Path | None
    title: str
    column: str | None = None
    feedback: bool = False


def export_class(standings: Sequence[Standing], wanted: Wanted) -> Iterator[str]:
    """Write the file or files; what is to be said of it, line by line. Raises UsageError."""
    if wanted.form == "gradescope":
        files = to_gradescope(standings)
        if wanted.out is None:
            raise UsageError("--format gradescope writes a file for each student: say --out DIR")
        write_all(wanted.out, files.files)
        yield from map(str, files.remarks)
        yield f"{wanted.out}: {len(files.files)} files"
        return
    made = one_file(standings, wanted)
    yield from map(str, made.remarks)
    if wanted.out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.content)
        return
    write(wanted.out, made.content)
    yield f"{wanted.out}: written"


def one_file(standings: Sequence[Standing], wanted: Wanted) -> Export:
    """The file of all formats that have one."""
    if wanted.form not in FILLED:
        return WRITERS[wanted.form](standings)
    if wanted.into is None:
        raise UsageError(
            f"--format {wanted.form} fills in what you downloaded: name it with --into FILE"
        )
    download = read(wanted.into)
    if wanted.form == "canvas":
        return fill_gradebook(download, standings, wanted.column or wanted.title)
    return fill_worksheet(download, standings, wanted.column, feedback=wanted.feedback)


def read(path: Path) -> bytes:
    """A downloaded file. Raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"--into {path}: cannot be read: {error.strerror}") from error


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error
    for name, content in files.items():
        write(folder / name, content)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises UsageError."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"--out {path}: cannot be written: {error.strerror}") from error
