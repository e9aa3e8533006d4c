"""Write what counts for a class as another system's file."""

from __future__ import annotations

import itertools
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
USED_BY = {"--into": FILLED, "--column": FILLED, "--feedback": ("moodle",)}
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

    @property
    def options(self) -> Iterator[str]:
        """Those that were given and that only some formats use."""
        given = (self.into is not None, self.column is not None, self.feedback)
        return itertools.compress(USED_BY, given)


def export_class(standings: Sequence[Standing], wanted: ExportRequest) -> Iterator[str]:
    """Write the file or files; what is to be said of it, line by line. Raises UsageError."""
    refuse_unused(wanted)
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


def refuse_unused(wanted: ExportRequest) -> None:
    """Nothing that was asked for is left undone. Raises UsageError."""
    for option in wanted.options:
        if wanted.form not in USED_BY[option]:
            raise UsageError(
                f"--format {wanted.form} has no use for {option}, which is for --format "
                f"{' or '.join(USED_BY[option])}: leave it out"
            )


def one_file(standings: Sequence[Standing], wanted: ExportRequest) -> Export:
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
    """Write each student's file into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error
    for key, content in files.items():
        write(folder / file_name(key, ".json"), content)
