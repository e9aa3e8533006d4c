"""A class's results as a JSON array, described by `export.schema.json`. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.classroom.exports.export import Export, moment
from grader.classroom.people import Override, Standing
from grader.core.errors import GraderError
from grader.reports import document as report


def to_json(standings: Sequence[Standing]) -> Export:
    """Write everything known of each student, reports and all; ASCII, one student a line."""
    try:
        # NaN is no JSON: many readers would refuse the whole file for it.
        lines = ",\n".join(json.dumps(document(each), allow_nan=False) for each in standings)
    except ValueError:
        raise GraderError("a result holds what is no number: nothing was exported") from None
    return Export(f"[\n{lines}\n]\n".encode("ascii"))


def document(standing: Standing) -> dict[str, Any]:
    """Give one student's part of the array; without a score `earned` is null, never 0."""
    return {
        "student": standing.student.key,
        "name": standing.student.name,
        # Sorted: the same class is the same file, whatever order ids come in.
        "ids": dict(sorted(standing.student.ids.items())),
        "assignment": standing.assignment,
        "status": standing.status,
        "earned": standing.earned,
        "maximum": standing.maximum,
        "late": standing.late,
        "submitted_at": moment(standing.submitted_at),
        "attempts": standing.attempts,
        "overrides": [override(given) for given in standing.overrides],
        "report": report.document(standing.report) if standing.report else None,
    }


def override(given: Override) -> dict[str, Any]:
    """Give points that a person gave, or took back."""
    return {
        "criterion": given.criterion,
        "points": given.points,
        "was": given.was,
        "who": given.who,
        "why": given.why,
        "at": moment(given.at),
    }
