"""Write what counts for a class as another system's file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.exports.canvas import fill_gradebook
from grader.classroom.exports.csv import to_csv
from grader.classroom.exports.export import Export
from grader.classroom.exports.gradescope import to_gradescope
from grader.classroom.exports.json import to_json
from grader.classroom.exports.junit import to_junit
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.people import Standing
from grader.core.errors import UsageError
from grader.core.files import file_name, write

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")
FILLED = ("canvas", "moodle")
USED_BY = {"into": FILLED, "column": FILLED, "feedback": ("moodle",)}
WRITERS = {"csv": to_csv, "json": to_json, "junit": to_junit}


@dataclass(frozen=True)
class ExportRequest:
    """What to write, into what, and where it goes."""

    form: str
    into: Path | None
    out: Path | None
    title: str
    column: str | None = None
    feedback: bool = False


def export_class(standings: Sequence[Standing], request: ExportRequest) -> Iterator[str]:
    """Write the file or files, and yield what is to be said of it. Raises UsageError."""
    refuse_unused(request)
    if request.form == "gradescope":
        files = to_gradescope(standings)
        if request.out is None:
            raise UsageError("--format gradescope writes a file for each student: say --out DIR")
        write_all(request.out, files.files)
        yield from map(str, files.remarks)
        yield f"{request.out}: {len(files.files)} files"
        return
    export = one_file(standings, request)
    yield from map(str, export.remarks)
    if request.out is None:
        # As bytes, since a console may have another encoding; what was printed comes first.
        sys.stdout.flush()
        sys.stdout.buffer.write(export.content)
        return
    write(request.out, export.content)
    yield f"{request.out}: written"


def refuse_unused(request: ExportRequest) -> None:
    """Refuse what would be left undone of what was asked for. Raises UsageError."""
    for option, formats in USED_BY.items():
        if getattr(request, option) not in (None, False) and request.form not in formats:
            fits = f"which is for --format {' or '.join(formats)}: leave it out"
            raise UsageError(f"--format {request.form} has no use for --{option}, {fits}")


def one_file(standings: Sequence[Standing], request: ExportRequest) -> Export:
    """Make the file of a format that has one for the whole class."""
    if request.form not in FILLED:
        return WRITERS[request.form](standings)
    if request.into is None:
        what = f"--format {request.form} fills in what you downloaded"
        raise UsageError(f"{what}: name it with --into FILE")
    download = read(request.into)
    if request.form == "canvas":
        return fill_gradebook(download, standings, request.column or request.title)
    return fill_worksheet(download, standings, request.column, feedback=request.feedback)


def read(path: Path) -> bytes:
    """Read a downloaded file. Raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"--into {path}: cannot be read: {error.strerror}") from error


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write each student's file into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error
    # Not under the key itself, which may be no file's name, or another's but for its case.
    for key, content in files.items():
        write(folder / file_name(key, ".json"), content)
