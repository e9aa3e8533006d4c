"""One hand-in as a marker sees it: all that was judged, its code, what is to be marked."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.anonymity import Cover, shown_cells
from grader.classroom.batch.serialize import unpack
from grader.classroom.gradebook.entries import PastAttempt
from grader.classroom.gradebook.requests import Request
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Comment, Standing, Student
from grader.core.errors import GraderError, SubmissionError, UsageError
from grader.core.hashing import hash_of
from grader.core.result import StudentReport
from grader.core.submission import Place, Submission
from grader.core.text import points
from grader.course.find import Course
from grader.course.load import Assignment
from grader.course.rubric_schema import CriterionSection
from grader.reports.markdown import markdown
from grader.reports.page import Budget, Page, contents, page_of
from grader.reports.text import code_line
from grader.web.excerpts import Excerpts, ShownWorks
from grader.web.notebook import NotebookCell, code_of, read_cells

MOST_LINES = 3_000  # of a file that is compared
LONGEST_LINE = 400
BUDGET = Budget(400_000, 20_000, 600)


@dataclass(frozen=True)
class HandInSheet:
    """What is shown of a hand-in; `lacking` says why its code is not there, where it is not.

    `cells` are those of the notebook as it was handed in, where that is kept; `attempts` all that
    the student has handed in, the latest first.
    """

    standing: Standing
    excerpts: ShownWorks
    page: Page | None
    lacking: str = ""
    comments: tuple[Comment, ...] = ()
    cells: tuple[NotebookCell, ...] = ()
    attempts: tuple[PastAttempt, ...] = ()
    requests: tuple[Request, ...] = ()


class AbsentError(UsageError):
    """There is nothing of what was asked for."""


def read_sheet(
    book: Gradebook, course: Course, excerpts: Excerpts, name: str, key: str
) -> HandInSheet:
    """Read a student's hand-in. Raises AbsentError."""
    standing = standing_of(book, name, key)
    rubric = course.rubric.assignments[name]
    attempts = attempts_of(book, standing.student, name)
    parts = book.parts(name, [key])
    sheet = HandInSheet(
        standing,
        excerpts.read(book, rubric.section.criteria, [standing.student], parts),
        None,
        standing.fault or "Nothing was handed in.",
        tuple(book.comments(name, key).get(key, ())),
        cells_of(book, standing, attempts),
        attempts,
        tuple(r for r in book.requests(name) if r.student == standing.student.key),
    )
    if standing.report is None:
        return sheet
    comments = tuple((comment.place, comment.words) for comment in sheet.comments)
    try:
        page = page_for_staff(book, standing, course.assignment(name))
    except GraderError as error:
        page = Page(rubric.gist.title, StudentReport(standing.report))
        # Why it could not be read stands in the report's notes already.
        lacking = "" if isinstance(error, SubmissionError) else str(error)
    else:
        lacking = ""
    return replace(sheet, page=replace(page, comments=comments), lacking=lacking)


def standing_of(book: Gradebook, name: str, key: str) -> Standing:
    """Read how a student stands. Raises AbsentError."""
    standing = next(book.standings(name, [key]), None)
    if standing is None:
        raise AbsentError(f"there is no student {key!r} in this gradebook")
    return standing


def attempts_of(book: Gradebook, student: Student, name: str) -> tuple[PastAttempt, ...]:
    """Read what a student has handed in, the latest first; what can't be read is left out."""
    past = book.history(student, name).attempts
    return tuple(attempt for attempt in reversed(past) if isinstance(attempt, PastAttempt))


def cells_of(
    book: Gradebook, standing: Standing, attempts: Sequence[PastAttempt]
) -> tuple[NotebookCell, ...]:
    """Read the cells of the attempt that counts, if its file is kept."""
    cells = read_cells(*file_of(book, standing, attempts))
    cover = book.cover([standing.student.key])
    return cells if cover is None else hide(cells, cover, standing.student.key)


def file_of(
    book: Gradebook, standing: Standing, attempts: Sequence[PastAttempt]
) -> tuple[str, bytes]:
    """Read the file of the attempt that counts, with its name; both empty if it is not kept."""
    contents = [a.content for a in attempts if a.submitted_at == standing.submitted_at]
    # After `git clone`, or out of a zip, several have one time: then what was observed tells.
    if len(contents) > 1 and (key := standing.observation_key):
        observed = book.find_observation(key)
        contents = [observed.content] if observed else []
    return (book.find_file(contents[0]) if contents else None) or ("", b"")


def attempt_digest(standing: Standing) -> str:
    """Give by what the attempt that counts is known again."""
    return hash_of(str(standing.submitted_at), standing.observation_key)


def points_digest(standing: Standing) -> str:
    """Give by what the attempt that counts is known again, with all points that it has."""
    decided = [(each.criterion, each.points, each.who) for each in standing.overrides]
    return hash_of(attempt_digest(standing), standing.digest, decided)


def refuse_absent(book: Gradebook, standing: Standing, place: Place) -> None:
    """Raise UsageError for a place that the attempt that counts doesn't have."""
    if place == Place(None, None):
        return
    lines = lines_by_cell(book, standing)
    numbers = [number for number in lines if number is not None]
    if not lines:
        raise UsageError("its code is not kept, so leave cell and line empty: it is on the whole")
    if place.cell is None and numbers:
        raise UsageError(f"line {place.line} of which cell? write its number, too")
    if place.cell not in lines:
        there = f"cells 1 to {max(numbers)}" if numbers else "lines alone: leave the cell empty"
        raise UsageError(f"there is no cell {place.cell}; what was handed in has {there}")
    if place.line and place.line > lines[place.cell]:
        where = f"cell {place.cell}" if numbers else "the file"
        there = f"{where} has lines 1 to {lines[place.cell]}"
        raise UsageError(f"there is no line {place.line}; {there}")


def lines_by_cell(book: Gradebook, standing: Standing) -> dict[int | None, int]:
    """Count the lines of each cell of code; those of a `.py` file are no cell's.

    Of none where nothing is kept.
    """
    file = file_of(book, standing, attempts_of(book, standing.student, standing.assignment))
    if cells := [cell for cell in read_cells(*file) if cell.number is not None]:
        return {cell.number: count_lines(cell.source) for cell in cells}
    if lines := code_of(*file):
        return {None: len(lines)}
    observed = book.find_observation(standing.observation_key or "")
    if observed is None:
        return {}
    try:
        script = unpack(observed.document, Submission(Path()))[0].script
    except GraderError:
        return {}
    return {cell.number: count_lines(cell.source) for cell in script.cells}


def hide(cells: tuple[NotebookCell, ...], cover: Cover, code: str) -> tuple[NotebookCell, ...]:
    """Put a student's code for their name into what stands around the code; no pictures then."""
    say = cover.say(cover.key(code))
    return tuple(
        replace(
            cell,
            source=say(cell.source),
            html=cell.html if cell.html is None else markdown(say(cell.source)),
            outputs=tuple(replace(o, text=say(o.text), picture="") for o in cell.outputs if o.text),
        )
        for cell in cells
    )


def count_lines(source: str) -> int:
    """Count the lines of a cell as they are shown; empty ones at its end are none."""
    return source.rstrip("\n").count("\n") + 1


def read_changes(book: Gradebook, student: Student, name: str, number: int) -> list[str]:
    """Compare an attempt with the one before it, line by line. Raises AbsentError."""
    attempts = attempts_of(book, student, name)[::-1]
    if not 2 <= number <= len(attempts):
        raise AbsentError("there is no such attempt, or none before it")
    files = [book.find_file(attempts[at].content) for at in (number - 2, number - 1)]
    before, after = (code_of(*file)[:MOST_LINES] if file else None for file in files)
    if before is None or after is None:
        raise AbsentError("what was handed in is not kept of both attempts")
    lines = itertools.islice(difflib.unified_diff(before, after, "", "", lineterm=""), 2, None)
    return [code_line(line[:LONGEST_LINE]) for line in lines]


def page_for_staff(book: Gradebook, standing: Standing, assignment: Assignment) -> Page:
    """Make the page with all that staff may see. Raises GraderError where its code is not there."""
    assert standing.report is not None
    key = standing.observation_key
    observed = book.find_observation(key) if key else None
    if observed is None:
        raise UsageError("What was handed in is no longer kept: its code is not shown.")
    reading, observations = unpack(observed.document, Submission(Path()))
    page = page_of(standing.report, reading, observations, assignment)
    places = reading.outline.definitions
    return Page(
        page.title,
        StudentReport(standing.report),  # whole: the markers' page is nobody else's
        shown_cells(page.cells, book.cover([standing.student.key]), standing.student),
        page.answers,
        page.pictures,
        {probe.name: probe.sentence for probe in assignment.probes},
        {p.name: places[p.needs[-1]] for p in assignment.probes if p.needs[-1] in places},
    )


def shown(sheet: HandInSheet) -> dict[str, object]:
    """Give what the template shows of a hand-in."""
    return {} if sheet.page is None else contents(sheet.page, BUDGET)


def levels_of(criterion: CriterionSection) -> Sequence[tuple[str, str]]:
    """Give the points of a criterion's levels with their words; none where any number may stand."""
    return [(points(level.points), level.words) for level in criterion.levels]
