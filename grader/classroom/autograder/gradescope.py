"""One submission's `results.json` for Gradescope, whatever became of it. Pure but for its names.

A score is asked for by Gradescope unless each test has one: of what was handed in and can't be
graded it is 0, which its student sees at once and can mend. Where the fault is ours, or which of
two counts nobody can tell, there is none, or the last one stays: not graded is never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grader.classroom.autograder.arrival import Arrival, lines_of
from grader.classroom.autograder.grading import Run
from grader.classroom.exports.gradescope import FORMATS, document, plain, rounded
from grader.classroom.people import UndecidedError
from grader.core.result import Counts, Points, Report, Status, StudentReport
from grader.core.text import clean
from grader.reports.student import student_view
from grader.reports.terminal import Style, cell_errors

NOT_GRADED = (
    "NOT GRADED, and this is no score: the fault is not yours, and staff have to run it again."
)
UNDECIDED = "NOT GRADED, and this is no score: hand in again the file alone that is to count."
KEPT = "The score of the attempt before stays until then."
AGAIN = "Hand in again what can be graded: for this there are no points."


def result(run: Run, arrival: Arrival, counts: Counts) -> dict[str, Any]:
    """Give the result of a run."""
    report = run.graded.report
    lines = [*lines_of(arrival, counts), *map(clean, run.remarks)]
    if report.earned is not None:
        view = student_view(report)
        return document(report, view, report.earned, lines, below(view))
    if isinstance(run.graded.error, UndecidedError):
        return unscored(arrival, [*map(clean, report.notes), *lines], UNDECIDED)
    return refusal(report, lines) if run.is_of_hand_in else unscored(arrival, lines)


def below(view: StudentReport) -> Iterator[str]:
    """Say how a file came by its points: what there is to say of it, and what its cells raised."""
    yield from view.notes
    yield from cell_errors(view.errors, Style(width=1000))
    yield f"graded: {clean(view.submission.path)}; isolation: {view.isolation.value}"


def refusal(report: Report, lines: Iterable[str]) -> dict[str, Any]:
    """Give the result of a hand-in that can't be graded, and say why."""
    why = [*map(clean, report.notes), AGAIN]
    maximum: Points = report.maximum or 0
    test = {"name": "What was handed in", "score": 0, "max_score": maximum, "status": "failed"}
    return {
        "score": 0,
        "output": plain("\n".join([*lines, *why])),
        **FORMATS,
        "stdout_visibility": "hidden",
        "tests": [{**test, "output": plain("\n".join(why)), "visibility": "visible"}],
        "extra_data": {"status": report.status.value, "rubric": report.rubric_hash},
    }


def unscored(arrival: Arrival, lines: Iterable[str] = (), lead: str = NOT_GRADED) -> dict[str, Any]:
    """Give the result where the fault is ours; the reason is for staff, and not in it.

    Also where a person has to say what counts: how files are called is nobody's zero.
    """
    has_score = arrival.score is not None
    before = {"score": rounded(arrival.score)} if arrival.score is not None else {}
    # A total that was hidden stays so: as long as one test is.
    test = {"name": "Not graded yet", "status": "failed", "visibility": "after_published"}
    return {
        **before,
        "output": plain("\n".join([lead, *([KEPT] if has_score else []), *lines])),
        **FORMATS,
        "stdout_visibility": "hidden",
        "tests": [test] if has_score else [],
        "extra_data": {"status": Status.NOT_GRADED.value},
    }
