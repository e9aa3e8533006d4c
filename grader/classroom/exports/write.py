"""Write what counts for a class as another system's file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.exports.canvas import fill_gradebook
from grader.classroom.exports.course import fill_columns, to_course_csv
from grader.classroom.exports.csv import to_csv
from grader.classroom.exports.export import Export
from grader.classroom.exports.gradescope import to_gradescope
from grader.classroom.exports.json import to_json
from grader.classroom.exports.junit import to_junit
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.people import Standing
from grader.classroom.remarks import grouped
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import UsageError
from grader.core.files import file_name, write

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")
FILLED = ("canvas", "moodle")
TABLES = ("csv", "canvas", "moodle")  # of points alone
USED_BY = {"into": FILLED, "column": FILLED, "feedback": ("moodle",)}
WRITERS = {"csv": to_csv, "junit": to_junit}


@dataclass(frozen=True)
class ExportRequest:
    """What to write, into what, and where it goes."""

    form: str
    into: Path | None
    out: Path | None
    column: str | None = None
    feedback: bool = False

    @property
    def is_streamed(self) -> bool:
        """Whether it is written student by student, and the class never is in memory."""
        return self.form == "json"

    @property
    def is_table(self) -> bool:
        """Whether no report is needed for it."""
        return self.form in TABLES and not self.feedback


def export_classes(
    syllabus: Syllabus, classes: Sequence[Iterable[Standing]], request: ExportRequest
) -> Iterator[str]:
    """Write the file or files of one assignment, or of several; yield what is to be said of it.

    Raises UsageError.
    """
    refuse_unused(request)
    if request.is_streamed:
        yield from stream_classes(syllabus, classes, request)
        return
    read_whole = list(map(list, classes))
    yield from unmarked(syllabus, read_whole)
    held = [list(map(u.hold, c)) for u, c in zip(syllabus.units, read_whole, strict=True)]
    is_course = len(held) > 1
    if request.form == "gradescope":
        for unit, standings in zip(syllabus.units, held, strict=True):
            yield from write_results(standings, request.out, unit.name if is_course else "")
        return
    make = file_of_course if is_course else file_of_one
    export = make(syllabus, held, request)
    yield from grouped(export.remarks)
    if request.out is None:
        # As bytes, since a console may have another encoding; what was printed comes first.
        sys.stdout.flush()
        sys.stdout.buffer.write(export.content)
        return
    write(request.out, export.content)
    yield f"{request.out}: written"


def unmarked(syllabus: Syllabus, classes: Sequence[Sequence[Standing]]) -> Iterator[str]:
    """Say of each assignment for how many something is still to be marked by hand."""
    for unit, standings in zip(syllabus.units, classes, strict=True):
        yield from unmarked_of(unit, [standing.to_mark > 0 for standing in standings])


def unmarked_of(unit: Unit, to_mark: Sequence[bool]) -> Iterator[str]:
    """Say for how many of an assignment something is to be marked; nothing where all is."""
    if amount := sum(to_mark):
        what = "left empty until then (`hold`)" if unit.is_held else "what they have so far"
        yield f"{unit.name}: to be marked by hand: {amount} of {len(to_mark)}: {what}"


def stream_classes(
    syllabus: Syllabus, classes: Sequence[Iterable[Standing]], request: ExportRequest
) -> Iterator[str]:
    """Write JSON of all as they are read, whole or not at all; yield what is to be said of it."""
    to_mark: dict[str, list[bool]] = {unit.name: [] for unit in syllabus.units}

    def standings() -> Iterator[Standing]:
        for unit, each in zip(syllabus.units, classes, strict=True):
            for standing in each:
                to_mark[unit.name].append(standing.to_mark > 0)
                yield unit.hold(standing)

    if request.out is None:
        show(to_json(standings()))
    else:
        write(request.out, to_json(standings()))
    for unit in syllabus.units:
        yield from unmarked_of(unit, to_mark[unit.name])
    if request.out is not None:
        yield f"{request.out}: written"


def show(content: Iterator[bytes]) -> None:
    """Write to standard output, and nothing where not all of it can be made."""
    with tempfile.TemporaryFile() as file:
        file.writelines(content)
        file.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(file, sys.stdout.buffer)


def write_results(standings: Sequence[Standing], out: Path | None, folder: str) -> Iterator[str]:
    """Write Gradescope's file for each student; of several assignments, into a folder each."""
    if out is None:
        raise UsageError("--format gradescope writes a file for each student: say --out DIR")
    place = out / file_name(folder, "") if folder else out
    files = to_gradescope(standings)
    write_all(place, files.files)
    yield from grouped(files.remarks)
    yield f"{place}: {len(files.files)} files"


def refuse_unused(request: ExportRequest) -> None:
    """Refuse what would be left undone of what was asked for. Raises UsageError."""
    for option, formats in USED_BY.items():
        if getattr(request, option) not in (None, False) and request.form not in formats:
            fits = f"which is for --format {' or '.join(formats)}: leave it out"
            raise UsageError(f"--format {request.form} has no use for --{option}, {fits}")


def file_of_one(
    syllabus: Syllabus, classes: Sequence[Sequence[Standing]], request: ExportRequest
) -> Export:
    """Make the file of a format that has one for the whole class, about one assignment."""
    (unit,), (standings,) = syllabus.units, classes
    if request.form not in FILLED:
        return WRITERS[request.form](standings)
    download = read(request)
    if request.form == "canvas":
        return fill_gradebook(download, standings, request.column or unit.title)
    return fill_worksheet(download, standings, request.column, feedback=request.feedback)


def file_of_course(
    syllabus: Syllabus, classes: Sequence[Sequence[Standing]], request: ExportRequest
) -> Export:
    """Make the file of a format that has one for the whole class, about several assignments."""
    names = ", ".join(unit.name for unit in syllabus.units)
    if request.form == "moodle":
        raise UsageError(
            f"--format moodle fills in one assignment's worksheet: say --assignment, of {names}"
            "; --format csv has all in one"
        )
    if request.column:
        raise UsageError(f"--column is of one assignment: say --assignment, too, of {names}")
    if request.form == "canvas":
        return fill_columns(read(request), syllabus, classes)
    if request.form == "csv":
        return to_course_csv(syllabus, classes)
    return WRITERS[request.form]([standing for standings in classes for standing in standings])


def read(request: ExportRequest) -> bytes:
    """Read the downloaded file. Raises UsageError."""
    if request.into is None:
        what = f"--format {request.form} fills in what you downloaded"
        raise UsageError(f"{what}: name it with --into FILE")
    try:
        return request.into.read_bytes()
    except OSError as error:
        raise UsageError(f"--into {request.into}: cannot be read: {error.strerror}") from error


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write each student's file into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error
    # Not under the key itself, which may be no file's name, or another's but for its case.
    for key, content in files.items():
        write(folder / file_name(key, ".json"), content)
