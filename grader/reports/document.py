"""A report as JSON, and back: its own fields, as `report.schema.json` describes them. Pure."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.core.errors import RecordError
from grader.core.result import Departure, Report
from grader.core.submission import Place

PLACE = re.compile(r"(?:cell (\d{1,6}))?(?:, )?(?:line (\d{1,6}))?: ")
SCHEMA = "golden-grader/report/1"
# What goes into no JSON: it is known again from the course, or only the command needs it.
ASIDE = {"questions", "hidden_points", "hidden_criteria", "exit_code"}
WHOLE = "whole rubric, hidden criteria included: "
STAFF = "staff_notes"  # among the notes in JSON; we read them again apart
KEPT = "wrong"  # what only we read again, of a report
# What only we read again, of scores and of their departures.
OURS = {"rule": True, "departures": {"__all__": {"where", "place"}}}


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
        if part["override"] is None:
            del part["override"]
    return fields


def stored(report: Report) -> dict[str, Any]:
    """Give what the gradebook keeps: the document, and what pages are made from besides."""
    return dump(report, dict.fromkeys(ASIDE, True))


def dump(report: Report, exclude: Mapping[str, Any]) -> dict[str, Any]:
    """Give a report's fields as JSON has them, after the name of the schema."""
    # What does not fit the schema is an error here, not a warning in somebody's log.
    options: Any = {"mode": "json", "by_alias": True, "warnings": "error"}
    return {"schema": SCHEMA, **reports().dump_python(report, exclude=exclude, **options)}


def read(fields: Mapping[str, Any]) -> Report:
    """Read a report from what is stored, or from a document of any version of ours.

    Raises RecordError for what no version of ours has written.
    """
    try:
        report = with_staff_notes(reports().validate_python(fields))
    except ValidationError as error:
        raise RecordError(first_fault(error)) from error
    lines = fields.get("criteria", ())
    if all("where" in departure for line in lines for departure in line.get("departures", ())):
        return report
    scores = tuple(
        replace(score, departures=tuple(map(with_places, score.departures)))
        for score in report.scores
    )
    return replace(report, scores=scores)


def with_staff_notes(report: Report) -> Report:
    """Set apart the note that is for staff, which stood among the others before 0.3.0."""
    theirs = tuple(note for note in report.notes if note.startswith(WHOLE))
    if not theirs:
        return report
    notes = tuple(note for note in report.notes if note not in theirs)
    return replace(report, notes=notes, staff_notes=(*report.staff_notes, *theirs))


def first_fault(error: ValidationError) -> str:
    """Say on one line where something is not as it should be, and what it should be."""
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"


def with_places(departure: Departure) -> Departure:
    """Read places from a departure's sentence, where a version before 0.2.0 wrote only that."""
    if departure.expected is not None:
        where = departure.message.partition("expected ")[0].rstrip(" :,")
        return replace(departure, where=where)
    place = PLACE.match(departure.message)
    if place is None or not any(place.groups()):
        return departure
    cell, line = (int(digits) if digits else None for digits in place.groups())
    return replace(departure, place=Place(cell, line))
