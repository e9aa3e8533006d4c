"""Write what counts for a class as another system's file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from grader.classroom.batch.forks import count_processors, spread
from grader.classroom.exports.canvas import fill_gradebook
from grader.classroom.exports.course import fill_columns, to_course_csv
from grader.classroom.exports.csv import to_csv
from grader.classroom.exports.export import Export
from grader.classroom.exports.feedback import feedback_html
from grader.classroom.exports.gradescope import Results, to_gradescope
from grader.classroom.exports.json import to_json, to_lines
from grader.classroom.exports.junit import Sums, around, suites
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.exports.pieces import InPieces, Reader
from grader.classroom.people import Standing
from grader.classroom.remarks import grouped
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import UsageError
from grader.core.files import file_name, write
from grader.reports.text import count

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")
FILLED = ("canvas", "moodle")
TABLES = ("csv", "canvas", "moodle")  # of points alone
USED_BY = {"into": FILLED, "column": FILLED, "feedback": ("moodle",)}
PART = 1 << 20  # bytes that are copied at a time


@dataclass(frozen=True)
class ExportRequest:
    """What to write, into what, and where it goes."""

    form: str
    into: Path | None
    out: Path | None
    column: str | None = None
    feedback: bool = False

    @property
    def is_table(self) -> bool:
        """Whether no report is needed for it."""
        return self.form in TABLES and not self.feedback


def export_classes(
    syllabus: Syllabus, classes: Sequence[InPieces], request: ExportRequest
) -> Iterator[str]:
    """Write the file or files of one assignment, or of several; yield what is to be said of it.

    Raises UsageError.
    """
    refuse_unused(request)
    to_mark: dict[str, list[bool]] = {unit.name: [] for unit in syllabus.units}
    wholes = [
        hold(unit, each, to_mark[unit.name])
        for unit, each in zip(syllabus.units, classes, strict=True)
    ]
    lines = list(write_classes(syllabus, wholes, request))
    for unit in syllabus.units:
        yield from unmarked_of(unit, to_mark[unit.name])
    yield from lines


def hold(unit: Unit, whole: InPieces, to_mark: list[bool]) -> InPieces:
    """Keep back what is not all marked; put down of whom something is to be marked."""

    def read_held(read: Reader) -> tuple[Sequence[Standing], Any]:
        standings, noted = read()
        return [*map(unit.hold, standings)], (noted, [each.to_mark > 0 for each in standings])

    def note(both: tuple[Any, list[bool]]) -> None:
        noted, theirs = both
        whole.note(noted)
        to_mark.extend(theirs)

    return InPieces(lambda: [partial(read_held, read) for read in whole.readers()], note)


def write_classes(
    syllabus: Syllabus, classes: Sequence[InPieces], request: ExportRequest
) -> Iterator[str]:
    """Write the file or files; yield what is to be said of it."""
    is_course = len(classes) > 1
    if request.form == "gradescope":
        for unit, whole in zip(syllabus.units, classes, strict=True):
            yield from write_results(whole, request.out, unit.name if is_course else "")
        return
    if request.form in STREAMED:
        yield from put_out(STREAMED[request.form](classes), request.out)
        return
    export = (file_of_course if is_course else file_of_one)(syllabus, classes, request)
    yield from grouped(export.remarks)
    yield from put_out(iter([export.content]), request.out)


def put_out(content: Iterator[bytes], out: Path | None) -> Iterator[str]:
    """Write a file whole or not at all, or to standard output; yield what is to be said of it."""
    if out is None:
        show(content)
        return
    write(out, content)
    yield f"{out}: written"


def unmarked_of(unit: Unit, to_mark: Sequence[bool]) -> Iterator[str]:
    """Say for how many of an assignment something is to be marked; nothing where all is."""
    if amount := sum(to_mark):
        what = "left empty until then (`hold`)" if unit.is_held else "what they have so far"
        yield f"{unit.name}: to be marked by hand: {amount} of {len(to_mark)}: {what}"


def stream_json(classes: Sequence[InPieces]) -> Iterator[bytes]:
    """Write JSON as the students are read."""
    return to_json(chain.from_iterable(whole.spread(to_lines) for whole in classes))


def stream_junit(classes: Sequence[InPieces]) -> Iterator[bytes]:
    """Write JUnit XML as the students are read; its head, which has sums of all, is made last."""
    sums, work = Sums(), partial(suites, is_of_several=len(classes) > 1)
    with tempfile.TemporaryFile() as file:
        for text, counted in chain.from_iterable(whole.spread(work) for whole in classes):
            file.write(text)
            sums.add(counted)
        head, end = around(sums)
        yield head
        file.seek(0)
        yield from iter(lambda: file.read(PART), b"")
        yield end


STREAMED = {"json": stream_json, "junit": stream_junit}


def show(content: Iterator[bytes]) -> None:
    """Write to standard output, and nothing where not all of it can be made."""
    with tempfile.TemporaryFile() as file:
        file.writelines(content)
        file.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(file, sys.stdout.buffer)


def write_results(whole: InPieces, out: Path | None, folder: str) -> Iterator[str]:
    """Write Gradescope's file for each student; of several assignments, into a folder each."""
    if out is None:
        raise UsageError("--format gradescope writes a file for each student: say --out DIR")
    place = out / file_name(folder, "") if folder else out
    pieces: list[dict[str, int]] = []  # how long each file is
    results = Results()
    # Made before one is written: a class that can't be read leaves none behind.
    with tempfile.TemporaryFile() as file:
        for made in whole.spread(to_gradescope):
            pieces.append({key: file.write(content) for key, content in made.files})
            results.remark(made)
        file.seek(0)
        read = ([(key, file.read(size)) for key, size in piece.items()] for piece in pieces)
        write_all(place, read)
    yield from grouped(results.remarks)
    yield f"{place}: {count(sum(map(len, pieces)), 'file')}"


def refuse_unused(request: ExportRequest) -> None:
    """Refuse what would be left undone of what was asked for. Raises UsageError."""
    for option, formats in USED_BY.items():
        if getattr(request, option) not in (None, False) and request.form not in formats:
            fits = f"which is for --format {' or '.join(formats)}: leave it out"
            raise UsageError(f"--format {request.form} has no use for --{option}, {fits}")


def file_of_one(syllabus: Syllabus, classes: Sequence[InPieces], request: ExportRequest) -> Export:
    """Make the table of one assignment."""
    (unit,), (standings,) = syllabus.units, classes
    if request.form == "csv":
        return to_csv(list(standings))
    download = read(request)
    if request.form == "canvas":
        return fill_gradebook(download, list(standings), request.column or unit.title)
    if not request.feedback:
        return fill_worksheet(download, list(standings), request.column)
    # What each reads, in place of the report: a class's reports would fill the memory.
    texts, brief = {}, []
    for standing in standings:
        texts[standing.student.key] = feedback_html(standing)
        brief.append(replace(standing, report=None))
    return fill_worksheet(download, brief, request.column, feedback=texts)


def file_of_course(
    syllabus: Syllabus, classes: Sequence[InPieces], request: ExportRequest
) -> Export:
    """Make the table of several assignments."""
    names = ", ".join(unit.name for unit in syllabus.units)
    if request.form == "moodle":
        raise UsageError(
            f"--format moodle fills in one assignment's worksheet: say --assignment, of {names}"
            "; --format csv has all in one"
        )
    if request.column:
        raise UsageError(f"--column is of one assignment: say --assignment, too, of {names}")
    if request.form == "canvas":
        return fill_columns(read(request), syllabus, list(map(list, classes)))
    return to_course_csv(syllabus, list(map(list, classes)))


def read(request: ExportRequest) -> bytes:
    """Read the downloaded file. Raises UsageError."""
    if request.into is None:
        what = f"--format {request.form} fills in what you downloaded"
        raise UsageError(f"{what}: name it with --into FILE")
    try:
        return request.into.read_bytes()
    except OSError as error:
        raise UsageError(f"--into {request.into}: cannot be read: {error.strerror}") from error


def write_all(folder: Path, pieces: Iterable[Sequence[tuple[str, bytes]]]) -> None:
    """Write each student's file into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error

    def write_some(files: Sequence[tuple[str, bytes]]) -> None:
        # Not under the key itself, which may be no file's name, or another's but for its case.
        for key, content in files:
            write(folder / file_name(key, ".json"), content)

    for _ in spread(write_some, pieces, count_processors()):
        continue
