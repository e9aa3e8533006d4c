"""A report as JSON: its own fields, as `report.schema.json` describes them. Pure."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from grader.core.result import Report

SCHEMA = "golden-grader/report/1"
# What goes into no JSON: it is known again from the course, or only the command needs it.
ASIDE = {"questions", "hidden_points", "hidden_criteria", "exit_code"}
STAFF = "staff_notes"  # among the notes in JSON; we read them again apart
RARE = {"override", "levels", "mark", "bonus", "tally"}  # left out where they are empty
KEPT = "wrong"  # what only we read again, of a report
# What only we read again, of scores and of their departures.
OURS = {"rule": True, "part": True, "departures": {"__all__": {"where", "place"}}}


@functools.cache
def reports() -> TypeAdapter[Report]:
    """Make the adapter once: that takes some milliseconds."""
    return TypeAdapter(Report)


def to_json(report: Report) -> str:
    """Write one line of JSON, never NaN."""
    return json.dumps(document(report), allow_nan=False)


def document(report: Report) -> dict[str, Any]:
    """Give everything learned about a submission, for staff: hidden criteria are named."""
    fields = dump(report, {**dict.fromkeys({*ASIDE, KEPT}, True), "scores": {"__all__": OURS}})
    fields["notes"] += fields.pop(STAFF)
    for part in (fields, *fields["criteria"]):
        for name in RARE & part.keys():
            if not part[name]:
                del part[name]
    return fields


def dump(report: Report, exclude: Mapping[str, Any]) -> dict[str, Any]:
    """Give a report's fields as JSON has them, after the name of the schema."""
    # What does not fit the schema is an error here, not a warning in somebody's log.
    options: Any = {"mode": "json", "by_alias": True, "warnings": "error"}
    return {"schema": SCHEMA, **reports().dump_python(report, exclude=exclude, **options)}
