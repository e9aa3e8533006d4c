"""One submission's `results.json` for PrairieLearn's external graders. Pure.

Students see all of it, at once and at each attempt: so it is of visible criteria alone, as even a
sum of hidden ones would tell them apart in time. What can't be graded is not `gradable`: it costs
no attempt, and no points. Source: `externalGrading.md`, `pl-external-grader-results`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grader.classroom.autograder.gradescope import below
from grader.classroom.autograder.grading import Run
from grader.classroom.exports.export import advice
from grader.classroom.exports.gradescope import output_of, plain, rounded, written
from grader.core.result import Score, Status, StudentReport
from grader.core.text import clean, points
from grader.reports.student import student_view

NOT_GRADED = (
    "NOT GRADED, and this costs no attempt: the fault is not yours. Tell staff, and submit again."
)
MOST_BYTES = 900_000  # of a file that may have 1 MB
AGAIN = "This costs no attempt: hand in again what can be graded."


def result(run: Run) -> dict[str, Any]:
    """Give the result of a run."""
    view, lines = student_view(run.graded.report), [*map(clean, run.remarks)]
    if view.earned is None:
        return refusal([*lines, *map(clean, view.notes)]) if run.is_of_hand_in else unscored()
    return fitting(
        {
            "gradable": True,
            "score": share(view),
            "message": plain("\n".join(above(view))),
            "output": plain("\n".join([*lines, *below(view)])),
            "tests": [test(score) for score in view.scores],
        }
    )


def fitting(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out what tests tell where that is too much."""
    if len(written(content)) <= MOST_BYTES:
        return content
    return {**content, "tests": [{**each, "output": ""} for each in content["tests"]]}


def share(view: StudentReport) -> float:
    """Say which share of the points was had, of those that the grader gives."""
    most = sum(score.maximum for score in view.scores if not (score.bonus or score.is_unmarked))
    # Above the whole there is nothing, whatever a bonus adds.
    return min(1.0, max(0.0, round((view.earned or 0) / most, 6))) if most else 0.0


def above(view: StudentReport) -> Iterator[str]:
    """Give what a student reads first."""
    if view.status is not Status.GRADED:
        yield f"{view.status.value}: staff will look at it"
    if view.hidden_points:
        yield f"{points(view.hidden_points)} more points are hidden, and given by staff later."
    yield from advice(view.diagnoses)


def test(score: Score) -> dict[str, Any]:
    """Give a criterion as a test; what is no part of the points is shown as being worth none."""
    counts = not (score.bonus or score.is_unmarked)
    return {
        "name": plain(score.title or score.name),
        # All tests have both: else no test would show its points.
        "points": rounded(score.earned),
        "max_points": score.maximum if counts else 0,
        "output": plain("\n".join(output_of(score, score))),
    }


def refusal(why: Iterable[str]) -> dict[str, Any]:
    """Give the result of a hand-in that can't be graded, and say why."""
    return {"gradable": False, "format_errors": [*map(plain, why), AGAIN]}


def unscored() -> dict[str, Any]:
    """Give the result where the fault is ours; the reason is for staff, and not in it."""
    return {"gradable": False, "format_errors": [NOT_GRADED]}
