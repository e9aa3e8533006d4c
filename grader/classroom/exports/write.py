"""Write what counts for a class as another system's file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from grader.classroom.exports.canvas import fill_gradebook
from grader.classroom.exports.course import fill_columns, to_course_csv
from grader.classroom.exports.csv import to_csv
from grader.classroom.exports.export import Export
from grader.classroom.exports.feedback import feedback_html
from grader.classroom.exports.gradescope import to_gradescope
from grader.classroom.exports.json import to_json
from grader.classroom.exports.junit import Sums, around, suites
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.people import Remark, Standing
from grader.classroom.remarks import grouped
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import UsageError
from grader.core.files import file_name, write

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
    syllabus: Syllabus, classes: Sequence[Iterable[Standing]], request: ExportRequest
) -> Iterator[str]:
    """Write the file or files of one assignment, or of several; yield what is to be said of it.

    Raises UsageError.
    """
    refuse_unused(request)
    to_mark: dict[str, list[bool]] = {unit.name: [] for unit in syllabus.units}

    def held(unit: Unit, standings: Iterable[Standing]) -> Iterator[Standing]:
        for standing in standings:
            to_mark[unit.name].append(standing.to_mark > 0)
            yield unit.hold(standing)

    lines = list(write_classes(syllabus, list(map(held, syllabus.units, classes)), request))
    for unit in syllabus.units:
        yield from unmarked_of(unit, to_mark[unit.name])
    yield from lines


def write_classes(
    syllabus: Syllabus, classes: Sequence[Iterator[Standing]], request: ExportRequest
) -> Iterator[str]:
    """Write the file or files; yield what is to be said of it."""
    is_course = len(classes) > 1
    if request.form == "gradescope":
        for unit, standings in zip(syllabus.units, classes, strict=True):
            yield from write_results(standings, request.out, unit.name if is_course else "")
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


def stream_json(classes: Sequence[Iterator[Standing]]) -> Iterator[bytes]:
    """Write JSON as the students are read."""
    return to_json(chain.from_iterable(classes))


def stream_junit(classes: Sequence[Iterator[Standing]]) -> Iterator[bytes]:
    """Write JUnit XML as the students are read; its head, which has sums of all, is made last."""
    sums, standings = Sums(), chain.from_iterable(classes)
    with tempfile.TemporaryFile() as file:
        file.writelines(suites(standings, sums, is_of_several=len(classes) > 1))
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


def write_results(standings: Iterable[Standing], out: Path | None, folder: str) -> Iterator[str]:
    """Write Gradescope's file for each student; of several assignments, into a folder each."""
    if out is None:
        raise UsageError("--format gradescope writes a file for each student: say --out DIR")
    place = out / file_name(folder, "") if folder else out
    sizes: dict[str, int] = {}
    remarks = []
    # Made before one is written: a class that can't be read leaves none behind.
    with tempfile.TemporaryFile() as file:
        for item in to_gradescope(standings):
            if isinstance(item, Remark):
                remarks.append(item)
                continue
            key, content = item
            sizes[key] = file.write(content)
        file.seek(0)
        write_all(place, ((key, file.read(size)) for key, size in sizes.items()))
    yield from grouped(remarks)
    yield f"{place}: {len(sizes)} files"


def refuse_unused(request: ExportRequest) -> None:
    """Refuse what would be left undone of what was asked for. Raises UsageError."""
    for option, formats in USED_BY.items():
        if getattr(request, option) not in (None, False) and request.form not in formats:
            fits = f"which is for --format {' or '.join(formats)}: leave it out"
            raise UsageError(f"--format {request.form} has no use for --{option}, {fits}")


def file_of_one(
    syllabus: Syllabus, classes: Sequence[Iterator[Standing]], request: ExportRequest
) -> Export:
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
    syllabus: Syllabus, classes: Sequence[Iterator[Standing]], request: ExportRequest
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


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write each student's file into a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: cannot be made: {error.strerror}") from error
    # Not under the key itself, which may be no file's name, or another's but for its case.
    for key, content in files:
        write(folder / file_name(key, ".json"), content)
