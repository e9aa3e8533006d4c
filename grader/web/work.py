"""One hand-in as a marker sees it: all that was judged, its code, what is to be marked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.classroom.anonymity import Cover, shown_cells
from grader.classroom.batch.serialize import unpack
from grader.classroom.gradebook.comments import Comment
from grader.classroom.gradebook.entries import PastAttempt
from grader.classroom.gradebook.requests import Request
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.marking import Work, works_of
from grader.classroom.people import Standing, Student
from grader.core.errors import GraderError, UsageError
from grader.core.result import StudentReport
from grader.core.submission import Submission
from grader.core.text import points
from grader.course.find import Course
from grader.course.load import Assignment
from grader.course.rubric_schema import CriterionSection
from grader.reports.markdown import markdown
from grader.reports.page import Budget, Page, contents, page_of
from grader.web.notebook import NotebookCell, code_of, read_cells

MOST_LINES = 3_000  # of a file that is compared
BUDGET = Budget(400_000, 20_000, 600)


@dataclass(frozen=True)
class HandInSheet:
    """What is shown of a hand-in; `lacking` says why its code is not there, where it is not.

    `cells` are those of the notebook as it was handed in, where that is kept; `attempts` all that
    the student has handed in, the latest first.
    """

    standing: Standing
    works: tuple[Work, ...]
    page: Page | None
    lacking: str = ""
    comments: tuple[Comment, ...] = ()
    cells: tuple[NotebookCell, ...] = ()
    attempts: tuple[PastAttempt, ...] = ()
    requests: tuple[Request, ...] = ()


class AbsentError(UsageError):
    """There is nothing of what was asked for."""


def read_sheet(book: Gradebook, course: Course, name: str, key: str) -> HandInSheet:
    """Read a student's hand-in. Raises AbsentError."""
    standing = next(book.standings(name, [key]), None)
    if standing is None:
        raise AbsentError(f"there is no student {key!r} in this gradebook")
    rubric = course.rubric.assignments[name]
    attempts = attempts_of(book, standing.student, name)
    sheet = HandInSheet(
        standing,
        tuple(works_of(book, rubric.section.criteria, name, [key])),
        None,
        standing.fault or "Nothing was handed in.",
        tuple(book.comments(name, key).get(key, ())),
        cells_of(book, standing, attempts),
        attempts,
        tuple(request for request in book.requests(name) if request.student == key),
    )
    if standing.report is None:
        return sheet
    comments = tuple((comment.place, comment.words) for comment in sheet.comments)
    try:
        page = page_for_staff(book, standing, course.assignment(name))
    except GraderError as error:
        page, lacking = Page(rubric.section.title, StudentReport(standing.report)), str(error)
    else:
        lacking = ""
    return replace(sheet, page=replace(page, comments=comments), lacking=lacking)


def attempts_of(book: Gradebook, student: Student, name: str) -> tuple[PastAttempt, ...]:
    """Read what a student has handed in, the latest first; what can't be read is left out."""
    past = book.history(student).only(name).attempts
    return tuple(attempt for attempt in reversed(past) if isinstance(attempt, PastAttempt))


def cells_of(
    book: Gradebook, standing: Standing, attempts: Sequence[PastAttempt]
) -> tuple[NotebookCell, ...]:
    """Read the cells of the attempt that counts, if its file is kept."""
    at = standing.submitted_at
    for attempt in attempts:
        if attempt.submitted_at == at and (file := book.find_file(attempt.content)):
            cover = book.cover()
            cells = read_cells(*file)
            return cells if cover is None else hide(cells, cover, standing.student.key)
    return ()


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


def read_changes(book: Gradebook, student: Student, name: str, number: int) -> list[str]:
    """Compare an attempt with the one before it, line by line. Raises AbsentError."""
    attempts = attempts_of(book, student, name)[::-1]
    if not 2 <= number <= len(attempts):
        raise AbsentError("there is no such attempt, or none before it")
    files = [book.find_file(attempts[at].content) for at in (number - 2, number - 1)]
    before, after = (code_of(*file)[:MOST_LINES] if file else None for file in files)
    if before is None or after is None:
        raise AbsentError("what was handed in is not kept of both attempts")
    return list(difflib.unified_diff(before, after, "", "", lineterm=""))[2:]


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
        shown_cells(page.cells, book.cover(), standing.student),
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
