"""A report as JSON, and back: its own fields, as `report.schema.json` describes them. Pure."""

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
# What only we read again, of scores and of their departures.
OURS = {"rule": True, "departures": {"__all__": {"where", "place"}}}
DESCRIPTIONS = {
    "assignment": "null where it could not be told",
    "earned": "null unless graded or tampered: not graded is never 0",
    "isolation": "the level really in force; none where nothing was run",
    "isolation_warning": "set where other people's code ran at a level weaker than medium",
    "rubric": "hash of the visible criteria",
    "sha256": "null where the file could not be read",
    "title": "the sentence that the student reads",
    "cause": "the criterion or function to blame; of a diagnosis, what was done wrong",
    "override": "points that a person gave in place of the judged ones",
}


@functools.cache
def reports() -> TypeAdapter[Report]:
    """Make the adapter once: that takes some milliseconds."""
    return TypeAdapter(Report)


def to_json(report: Report) -> str:
    """Write one line of JSON, never NaN."""
    return json.dumps(document(report), allow_nan=False)


def document(report: Report) -> dict[str, Any]:
    """Give everything learned about a submission, for staff: hidden criteria are named."""
    fields = dump(report, {**dict.fromkeys(ASIDE, True), "scores": {"__all__": OURS}})
    for criterion in fields["criteria"]:
        if criterion["override"] is None:
            del criterion["override"]
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
    """Read a report from what is stored, or from a document of any version of ours."""
    return reports().validate_python(fields)


def schema() -> dict[str, Any]:
    """Describe the document as JSON Schema; `report.schema.json` is this."""
    described = reports().json_schema(mode="serialization", by_alias=True)
    definitions = described.pop("$defs")
    for name in ASIDE:
        del described["properties"][name]
    del definitions["Score"]["properties"]["rule"]
    for name in OURS["departures"]["__all__"]:  # type: ignore[index]
        del definitions["Departure"]["properties"][name]
    del definitions["Place"]
    for part in (described, *definitions.values()):
        close(part)
    # A document leaves it out where nobody gave other points.
    definitions["Score"]["required"].remove("override")
    described["properties"] = {"schema": {"const": SCHEMA}, **described["properties"]}
    described["required"].insert(0, "schema")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    return {**head, **described, "$defs": definitions}


def close(part: dict[str, Any]) -> None:
    """Let an object have these keys and no others, and say of each what there is to say."""
    part.pop("title")
    for name, value in part.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        if name in DESCRIPTIONS:
            value["description"] = DESCRIPTIONS[name]
    if "properties" in part:
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False
