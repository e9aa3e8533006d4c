"""One Gradescope `results.json` for each student. Pure.

A criterion is a test, with the rubric's visibility. As soon as one test is not visible, Gradescope
does not show students their total: a remark says so. All text is `text`, never HTML. What is
only for staff's eyes goes out only with criteria that students never see: a test that they may
read after the due date carries no message, which would tell what the hidden cases are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.classroom.exports.export import Exports, advice, criteria, earned, without_score
from grader.classroom.people import Remark, Standing
from grader.core.text import encode, points

UNSEEN_TOTAL = (
    "has criteria that are not visible: Gradescope shows students no total as long as one is hidden"
)


def to_gradescope(standings: Sequence[Standing]) -> Exports:
    """A file for each student with a score; without one there is nothing to upload."""
    files, remarks = {}, []
    for standing in standings:
        if standing.earned is None:
            told = f"{without_score(standing)}; no file was written"
            remarks.append(Remark(str(standing.student), told))
        else:
            files[standing.student.key] = write(document(standing))
    return Exports(files, (*hidden_remarks(standings), *remarks))


def write(content: Mapping[str, Any]) -> bytes:
    """JSON with line ends of one kind, never NaN."""
    return encode(json.dumps(content, allow_nan=False, ensure_ascii=False, indent=1) + "\n")


def document(standing: Standing) -> dict[str, Any]:
    """A student's result; every text in it is plain."""
    return {
        "score": rounded(standing.earned or 0),
        "output": plain("\n".join(told(standing))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [test(one, n) for n, one in enumerate(criteria(standing), start=1)],
        "extra_data": {
            "status": standing.status,
            "isolation": standing.report.get("isolation"),
            "rubric": standing.report.get("rubric"),
        },
    }


def told(standing: Standing) -> Iterator[str]:
    """What a student reads above the tests."""
    if standing.status != "graded":
        yield f"{standing.status}: staff will look at it"
    yield from advice(standing.report)


def test(criterion: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A criterion as a test."""
    whole = earned(criterion) >= criterion["maximum"]
    return {
        "name": plain(criterion["title"] or criterion["name"]),
        "number": str(number),
        "score": rounded(earned(criterion)),
        "max_score": criterion["maximum"],
        "status": "passed" if whole else "failed",
        "output": plain("\n".join(messages(criterion))),
        "visibility": criterion["visibility"],
    }


def messages(criterion: Mapping[str, Any]) -> Iterator[str]:
    """Where a criterion departs, unless students would come to read of hidden cases."""
    if criterion["visibility"] not in ("visible", "hidden"):
        return
    if criterion["status"] == "carried" and criterion["visibility"] == "visible":
        yield "follows from a mistake elsewhere, and is not charged again"
    yield from dict.fromkeys(departure["message"] for departure in criterion["departures"])


def rounded(number: float) -> int | float:
    """Points with at most 2 decimals. Raises GraderError for NaN."""
    text = points(number)
    return float(text) if "." in text else int(text)


def plain(text: str) -> str:
    """Text with line feeds only, as the format wants it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def hidden_remarks(standings: Sequence[Standing]) -> Iterator[Remark]:
    """The trap of the total, once an assignment."""
    unseen = {
        each.assignment
        for each in standings
        for one in criteria(each)
        if one["visibility"] != "visible"
    }
    yield from (Remark(assignment, UNSEEN_TOTAL) for assignment in sorted(unseen))
