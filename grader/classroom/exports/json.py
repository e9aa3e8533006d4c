"""A class's results as a JSON array, described by `export.schema.json`. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.classroom.exports.export import Export, moment
from grader.classroom.people import Standing
from grader.core.errors import GraderError
from grader.reports import document as report

# Of a standing and of an override, as they are called in both the file and the class.
FIELDS = ("assignment", "status", "earned", "maximum", "late", "submitted_at", "attempts")
OVERRIDE = ("criterion", "points", "was", "who", "why", "at")


def to_json(standings: Sequence[Standing]) -> Export:
    """Write everything known of each student, reports and all; ASCII, one student a line."""
    try:
        # NaN is no JSON: many readers would refuse the whole file for it.
        parts = (json.dumps(document(s), allow_nan=False, default=moment) for s in standings)
        lines = ",\n".join(parts)
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
        **{name: getattr(standing, name) for name in FIELDS},
        "submitted_at": moment(standing.submitted_at, zoned=standing.zoned),
        "overrides": [
            {name: getattr(override, name) for name in OVERRIDE} for override in standing.overrides
        ],
        "report": report.document(standing.report) if standing.report else None,
    }
