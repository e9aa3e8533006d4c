"""All assignments of a course as one file: a table of our own, a gradebook of Canvas's. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.classroom.exports.canvas import NoColumnError, fill_gradebook
from grader.classroom.exports.csv import defuse, number
from grader.classroom.exports.export import EXCUSED_MARK, Export
from grader.classroom.people import EXCUSED, Remark, Standing
from grader.classroom.transcripts import Syllabus, Transcript, transcripts
from grader.core.text import encode

NO_COLUMN = "no column of this title is in the file: nothing of this assignment was filled in"


def to_course_csv(syllabus: Syllabus, classes: Sequence[Sequence[Standing]]) -> Export:
    """Write one row a student, one column an assignment, then the sums; no score stays blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings(syllabus))
    writer.writerows(row(student, syllabus) for student in transcripts(syllabus, classes))
    return Export(codecs.BOM_UTF8 + encode(text.getvalue()))


def headings(syllabus: Syllabus) -> list[str]:
    """Name the columns; never two the same, though an assignment may be called `total`."""
    weighted = ["weighted", "weighted_maximum"] if syllabus.is_weighted else []
    own = ["total", "maximum", *weighted]
    names = [unit.name for unit in syllabus.units]
    taken = {"student", "name", *own}
    points = [f"{name} (points)" if name in taken else name for name in names]
    return ["student", "name", *map(defuse, points), *own, *(defuse(f"{n} status") for n in names)]


def row(student: Transcript, syllabus: Syllabus) -> Iterator[str]:
    """Give one student's cells."""
    yield from map(defuse, (student.student.key, student.student.name))
    yield from map(points_of, student.standings)
    yield from map(number, (student.total, student.maximum(syllabus)))
    if syllabus.is_weighted:
        yield from map(number, (student.weighted(syllabus), student.worth(syllabus)))
    yield from (standing.status for standing in student.standings)


def points_of(standing: Standing) -> str:
    """Write what counts, or that nothing is to count."""
    return EXCUSED_MARK if standing.status == EXCUSED else number(standing.earned)


def fill_columns(
    gradebook: bytes, syllabus: Syllabus, classes: Sequence[Sequence[Standing]]
) -> Export:
    """Put the points of each assignment into the column of its title, if there is one.

    Raises UsageError as for one assignment, and where there is no column for any.
    """
    content, missing = gradebook, []
    remarks: list[Sequence[Remark]] = []
    for unit, standings in zip(syllabus.units, classes, strict=True):
        try:
            export = fill_gradebook(content, standings, unit.title)
        except NoColumnError as error:
            missing.append(error)
            remarks.append((Remark(unit.title, NO_COLUMN),))
            continue
        content = export.content
        remarks.append(export.remarks)
    if len(missing) == len(syllabus.units):
        raise missing[0]
    return Export(content, tuple(merged(syllabus, remarks)))


def merged(syllabus: Syllabus, remarks: Sequence[Sequence[Remark]]) -> Iterator[Remark]:
    """Say once what is so in all assignments, else of which it is."""
    amounts = Counter(remark for theirs in remarks for remark in dict.fromkeys(theirs))
    for unit, theirs in zip(syllabus.units, remarks, strict=True):
        for remark in theirs:
            if amounts[remark] < len(remarks):
                yield replace(remark, place=f"{unit.name}: {remark.place}")
    yield from (remark for remark, amount in amounts.items() if amount == len(remarks))
