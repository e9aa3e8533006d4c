"""One hand-in as a marker sees it: all that was judged, its code, what is to be marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.anonymity import shown_cells
from grader.classroom.batch.serialize import unpack
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.marking import Work, works_of
from grader.classroom.people import Standing
from grader.core.errors import GraderError, UsageError
from grader.core.result import StudentReport
from grader.core.submission import Submission
from grader.core.text import points
from grader.course.find import Course
from grader.course.load import Assignment
from grader.course.rubric_schema import CriterionSection
from grader.reports.page import Budget, Page, contents, page_of

BUDGET = Budget(400_000, 20_000, 600)


@dataclass(frozen=True)
class HandInSheet:
    """What is shown of a hand-in; `lacking` says why its code is not there, where it is not."""

    standing: Standing
    works: tuple[Work, ...]
    page: Page | None
    lacking: str = ""


class AbsentError(UsageError):
    """There is nothing of what was asked for."""


def read_sheet(book: Gradebook, course: Course, name: str, key: str) -> HandInSheet:
    """Read a student's hand-in. Raises AbsentError."""
    standing = next(book.standings(name, [key]), None)
    if standing is None:
        raise AbsentError(f"there is no student {key!r} in this gradebook")
    criteria = course.rubric.assignments[name].section.criteria
    works = tuple(works_of(book, criteria, name, [key]))
    if standing.report is None:
        return HandInSheet(standing, works, None, standing.fault or "Nothing was handed in.")
    try:
        page = page_for_staff(book, standing, course.assignment(name))
    except GraderError as error:
        bare = Page(course.rubric.assignments[name].section.title, StudentReport(standing.report))
        return HandInSheet(standing, works, bare, str(error))
    return HandInSheet(standing, works, page)


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
