"""One Gradescope `results.json` for each student. Pure.

A criterion is a test, with the rubric's visibility. As soon as one test is not visible, Gradescope
does not show students their total: a remark says so. All text is `text`, never HTML. What is
only for staff's eyes goes out only with criteria that students never see: a test that they may
read after the due date carries no message, which would tell what the hidden cases are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from grader.classroom.exports.export import Exports, advice, messages, without_score
from grader.classroom.people import Remark, Standing
from grader.core.result import Report, Score, ScoreStatus, Status, StudentReport
from grader.core.text import encode, points
from grader.reports.student import student_view
from grader.reports.terminal import by_hand

UNSEEN_TOTAL = (
    "has criteria that are not visible: Gradescope shows students no total as long as one is hidden"
)


def to_gradescope(standings: Sequence[Standing]) -> Exports:
    """Write a file for each student with a score; without one there is nothing to upload."""
    files, remarks = {}, []
    for standing in standings:
        if standing.earned is None or standing.report is None:
            message = f"{without_score(standing)}; no file was written"
            remarks.append(Remark(str(standing.student), message))
        else:
            content = document(standing, standing.report)
            text = json.dumps(content, allow_nan=False, ensure_ascii=False, indent=1)
            files[standing.student.key] = encode(text + "\n")
    return Exports(files, (*hidden_remarks(standings), *remarks))


def document(standing: Standing, report: Report) -> dict[str, Any]:
    """Give a student's result; every text in it is plain."""
    view = student_view(report)
    visible = {score.name: score for score in view.scores}
    return {
        "score": rounded(standing.earned or 0),
        "output": plain("\n".join(output(view))),
        **dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text"),
        "stdout_visibility": "hidden",
        "tests": [
            test(score, number, output_of(score, visible.get(score.name)))
            for number, score in enumerate(report.scores, start=1)
        ],
        "extra_data": {
            "status": standing.status,
            "isolation": report.isolation.value,
            "rubric": report.rubric_hash,
        },
    }


def output(view: StudentReport) -> Iterator[str]:
    """Give what a student reads above the tests."""
    if view.status is not Status.GRADED:
        yield f"{view.status.value}: staff will look at it"
    yield from advice(view.diagnoses)


def test(score: Score, number: int, lines: Iterable[str]) -> dict[str, Any]:
    """Give a criterion as a test."""
    passed = "passed" if score.earned >= score.maximum else "failed"
    # A test without a score is one that nobody has marked.
    judged = {} if score.is_unmarked else {"score": rounded(score.earned), "status": passed}
    return {
        "name": plain(score.title or score.name),
        "number": str(number),
        "max_score": score.maximum,
        **judged,
        "output": plain("\n".join(lines)),
        "visibility": score.visibility,
    }


def output_of(score: Score, visible: Score | None) -> Iterator[str]:
    """Say where a criterion departs, as students see it, if they do.

    Where they never do, staff read all; where they later may, nobody reads anything.
    """
    if visible and visible.status is ScoreStatus.CARRIED:
        yield "follows from a mistake elsewhere, and is not charged again"
    if score.by_hand and (visible or score.visibility == "hidden"):
        yield from by_hand(visible or score)
    if visible or score.visibility == "hidden":
        yield from messages(visible or score)


def rounded(number: float) -> int | float:
    """Round points to at most 2 decimals. Raises GraderError for NaN."""
    # By way of the text, so that the same points are written everywhere.
    text = points(number)
    return float(text) if "." in text else int(text)


def plain(text: str) -> str:
    """Write text with line feeds only, as the format wants it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def hidden_remarks(standings: Sequence[Standing]) -> Iterator[Remark]:
    """Warn of the trap of the total, once an assignment."""
    # Said once: a class has the same criteria.
    having = (s for s in standings if any(score.is_hidden for score in s.scores))
    for assignment in sorted({standing.assignment for standing in having}):
        yield Remark(assignment, UNSEEN_TOTAL)
