"""What people mark by hand, as a table for a spreadsheet, and the table read back. Runs nothing."""

from __future__ import annotations

import codecs
import csv
import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.batch.serialize import unpack
from grader.classroom.csv_table import Table, number
from grader.classroom.exports.csv import defuse
from grader.classroom.gradebook.marks import MarkDecision, MarkedPart
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Standing, Student
from grader.core.errors import GraderError, UsageError
from grader.core.hashing import hash_of
from grader.core.submission import Submission
from grader.core.text import clean, did_you_mean, encode, points, shorten
from grader.course.rubric_schema import CriterionSection
from grader.submission.parts import part_of

COLUMNS = (
    *("row", "student", "name", "file", "assignment", "criterion", "guide", "work"),
    *("mark", "comment", "marked", "by"),
)
NEEDED = ("row", "mark", "comment", "marked")
MOST_WORK = 30_000  # characters: a spreadsheet's cell holds 32,767
NONE = "none"  # takes a mark back


@dataclass(frozen=True)
class Work:
    """What one student has handed in for one criterion."""

    student: Student
    part: MarkedPart
    criterion: CriterionSection
    text: str
    place: str = ""  # of the file, for people
    content: str = ""  # the hash of what was handed in, where that is kept

    @property
    def guide_digest(self) -> str:
        """What the guide that it is marked by is known again by."""
        return guide_digest(self.criterion)


def guide_digest(criterion: CriterionSection) -> str:
    """Make what a criterion's guide is known again by."""
    levels = tuple((level.points, level.words) for level in criterion.levels)
    return digest_of_guide(criterion.title, criterion.points, levels)


@functools.lru_cache(maxsize=1_000)
def digest_of_guide(title: str, most: float, levels: Sequence[tuple[float, str]]) -> str:
    """Make what a guide is known again by: asked twice for each mark, of few guides."""
    return hash_of(title, most, levels)


def works_of(
    book: Gradebook, criteria: Sequence[CriterionSection], name: str, keys: Sequence[str] | None
) -> Iterator[Work]:
    """Read what there is to be marked of the attempts that count, by student and criterion."""
    by_name = {criterion.name: criterion for criterion in criteria if criterion.marked}
    parts = {(p.student, p.criterion): p for p in book.parts(name, keys) if p.is_current}
    cover = book.cover(keys) if parts else None
    for standing in book.standings(name, keys) if parts else ():
        key = standing.student.key
        theirs = [(parts.get((key, each)), criterion) for each, criterion in by_name.items()]
        if standing.excused or not any(part for part, _ in theirs):
            continue
        content, texts = read_texts(book, standing.observation_key, list(by_name.values()))
        if cover is not None:
            say = cover.say(cover.key(key))
            texts = {criterion: say(text) for criterion, text in texts.items()}
        for part, criterion in theirs:
            if part is not None:
                text, place = texts.get(criterion.name, ""), place_of(standing)
                yield Work(standing.student, part, criterion, text, place, content)


def place_of(standing: Standing) -> str:
    """Say where the file of the attempt that counts lay."""
    return clean(standing.report.submission.path) if standing.report else ""


def read_texts(
    book: Gradebook, key: str | None, criteria: Sequence[CriterionSection]
) -> tuple[str, dict[str, str]]:
    """Read of what is kept of a hand-in its hash, and what each criterion is about."""
    content, document = book.documents([key] if key else []).get(key or "", ("", None))
    return content, texts_in(document, criteria)


def texts_in(document: bytes | None, criteria: Sequence[CriterionSection]) -> dict[str, str]:
    """Read of what was observed what each criterion is about."""
    try:
        reading = None if document is None else unpack(document, Submission(Path()))[0]
    except GraderError as error:
        return dict.fromkeys((each.name for each in criteria), f"({error})")
    return {each.name: part_of(reading, each.about) for each in criteria} if reading else {}


def guide(criterion: CriterionSection) -> str:
    """Write what may be given, and for what."""
    if not criterion.levels:
        return f"0 to {points(criterion.points)}"
    return " | ".join(f"{points(level.points)}: {level.words}" for level in criterion.levels)


def read_mark(text: str, criterion: CriterionSection, student: str) -> float | None:
    """Read points as they are typed; None takes a mark back. Raises UsageError."""
    if text.lower() == NONE:
        return None
    value = number(text)
    worths = [level.points for level in criterion.levels]
    fits = value in worths if worths else value is not None and 0 <= value <= criterion.points
    if value is None or not fits or value != round(value, 2):
        wanted = ", ".join(map(points, worths)) or f"a number from 0 to {points(criterion.points)}"
        what = "one of its levels" if worths else "with at most two decimals"
        subject = f"{student}: {criterion.name}"
        raise UsageError(f"{subject}: {text!r}: write {wanted} ({what}), or {NONE}")
    return value


# The table


def to_sheet(works: Sequence[Work]) -> bytes:
    """Write a row for each work: what it is, the guide, the text, and room for a mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row(work) for work in works)
    return codecs.BOM_UTF8 + encode(text.getvalue())


def row(work: Work) -> list[str]:
    """Give one work's cells, those that may hold anybody's text defused."""
    part, criterion = work.part, work.criterion
    cells = [part.name, work.student.key, work.student.name, work.place]
    cells += [
        part.assignment,
        criterion.name,
        guide(criterion),
        work.text,
        given(part),
        part.comment or "",
    ]
    cells = list(map(defuse, [*cells, given(part), part.who or ""]))
    at = COLUMNS.index("work")
    return [*cells[:at], shorten(cells[at], MOST_WORK), *cells[at + 1 :]]  # defused, it is longer


def given(part: MarkedPart) -> str:
    """Write what a part is marked as, or nothing."""
    return "" if part.points is None else points(part.points)


@dataclass
class Filled:
    """What is read of a filled table: what is decided, and what can't be, by its row."""

    decisions: list[MarkDecision] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    as_before: int = 0


def read_sheet(
    table: Table,
    parts: Mapping[str, MarkedPart],
    criteria: Mapping[tuple[str, str], CriterionSection],
    who: str,
) -> Filled:
    """Read a table back. Each fault costs its row alone. Raises UsageError for another table."""
    columns = {name: at for at, name in enumerate(table.header)}
    if missing := [name for name in NEEDED if name not in columns]:
        raise UsageError(
            f"{table.what}: no column {', '.join(missing)}: is this what `grade mark --out` wrote?"
        )
    filled, names = Filled(), set[str]()
    for line in table.below:
        cells = {name: table.plain(line, columns[name]) for name in NEEDED}
        try:
            if cells["row"] in names:
                raise UsageError("this row stands here twice; keep one")
            names.add(cells["row"])
            decision = decide(cells, find_part(cells["row"], parts), criteria, who)
        except UsageError as error:
            # By its number in a spreadsheet: a cell may hold many lines.
            filled.faults.append(f"{table.what}: row {line + 1}, {cells['row']}: {error}")
            continue
        filled.as_before += decision is None
        filled.decisions += [decision] if decision else []
    return filled


def find_part(name: str, parts: Mapping[str, MarkedPart]) -> MarkedPart:
    """Find what a row is about. Raises UsageError."""
    if name not in parts:
        near = did_you_mean(name, parts)
        raise UsageError(f"no row of this gradebook is called {name!r}{near}")
    return parts[name]


def decide(
    cells: Mapping[str, str],
    part: MarkedPart,
    criteria: Mapping[tuple[str, str], CriterionSection],
    who: str,
) -> MarkDecision | None:
    """Say what a row decides, if it does anything. Raises UsageError."""
    subject = f"{part.student}: {part.criterion}"
    before, comment = given(part), comment_in(cells["comment"], part)
    if not cells["mark"]:
        if comment and comment != part.comment:
            raise UsageError(f"{subject}: a comment, but no mark; write both")
        if cells["marked"] and before:
            raise UsageError(f"{subject}: the mark is gone; write {NONE} to take it back")
        return None
    criterion = criteria.get((part.assignment, part.criterion))
    if criterion is None:
        raise UsageError(f"{subject}: is not marked by hand any more, by rubric.yaml")
    value = read_mark(cells["mark"], criterion, part.student)
    is_new = before != as_points(cells["marked"])
    mark = "" if value is None else points(value)
    if mark == before and (is_new or comment == (part.comment or "")):
        return None
    if is_new and mark == as_points(cells["marked"]):
        return None  # untouched here, and marked by somebody else since
    if is_new:
        raise UsageError(
            f"{subject}: {part.who or 'somebody'} made it {before or NONE} since this table was "
            f"written: if {mark or NONE} is right, run grade mark {part.student} {part.criterion}"
        )
    return MarkDecision(part, value, who, comment)


def as_points(text: str) -> str:
    """Write a number as we do, however a spreadsheet has it."""
    value = number(text)
    return text if value is None else points(value)


def comment_in(cell: str, part: MarkedPart) -> str:
    """Read a comment; one of ours comes back as it was before it was defused."""
    return part.comment if part.comment and cell == defuse(part.comment) else cell
