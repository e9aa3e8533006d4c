"""A report as one JSON document, described by `report.schema.json`. Pure."""

from __future__ import annotations

import json
from typing import Any

from grader.core.result import Diagnosis, Report, Score
from grader.core.submission import Place

SCHEMA = "golden-grader/report/1"


def to_json(report: Report) -> str:
    """One line of JSON, never NaN."""
    return json.dumps(document(report), allow_nan=False)


def document(report: Report) -> dict[str, Any]:
    """Everything learned about a submission, staff's view: hidden criteria are marked by name."""
    return {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "submission": {
            "path": str(report.submission.path),
            "sha256": report.submission.sha256,
            "student": report.submission.student,
        },
        "status": report.status.value,
        "earned": report.earned,
        "maximum": report.maximum,
        "isolation": report.isolation.value,
        "isolation_warning": report.isolation_warning,
        "rubric": report.rubric_hash,
        "criteria": [criterion(score) for score in report.scores],
        "diagnoses": [diagnosis(one) for one in report.diagnoses],
        "stdout": report.stdout,
        "errors": [
            {**place(error.place), "type": error.type_name, "message": error.message}
            for error in report.errors
        ],
        "notes": list(report.notes),
    }


def criterion(score: Score) -> dict[str, Any]:
    """One criterion's part of the document."""
    return {
        "name": score.criterion.name,
        "title": score.criterion.title,
        "visibility": score.criterion.visibility,
        "group": score.criterion.group,
        "status": score.status.value,
        "earned": score.earned,
        "maximum": score.criterion.points,
        "departures": [
            {
                "probe": departure.probe,
                "message": departure.message,
                "expected": departure.expected,
                "got": departure.got,
            }
            for departure in score.departures
        ],
        "cause": score.cause,
    }


def diagnosis(one: Diagnosis) -> dict[str, Any]:
    """One diagnosis's part of the document."""
    where = place(one.place) if one.place else {"cell": None, "line": None}
    return {"mistakes": list(one.mistakes), "cause": one.cause, "advice": one.advice, **where}


def place(where: Place) -> dict[str, Any]:
    """A place as the document has it."""
    return {"cell": where.cell, "line": where.line}
