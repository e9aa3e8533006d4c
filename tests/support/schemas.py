"""Make the JSON Schemas that the package carries from the types: `python tests/support/schemas.py`.

What a type can't say (a least value, a pattern, what null means) stands here, beside the field.
"""

import json
from pathlib import Path

from pydantic import TypeAdapter

from grader.classroom.people import EXCUSED, HELD, MISSING, TOO_LATE, Standing
from grader.core.result import Status
from grader.reports.document import ASIDE, KEPT, OURS, RARE, SCHEMA, STAFF, reports

GRADER = Path(__file__).resolve().parents[2] / "grader"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
EARNED = {"minimum": 0, "description": "null unless graded or tampered: not graded is never 0"}
MORE = {
    "Report": {
        "assignment": {"description": "null where it could not be told"},
        "earned": EARNED,
        "maximum": {"minimum": 0},
        "isolation": {"description": "the level really in force; none where nothing was run"},
        "isolation_warning": {
            "description": "set where other people's code ran at a level weaker than medium"
        },
        "rubric": {"description": "hash of the visible criteria"},
    },
    "Submission": {
        "sha256": {
            "pattern": "^[0-9a-f]{64}$",
            "description": "null where the file could not be read",
        },
    },
    "Score": {
        "title": {"description": "the sentence that the student reads"},
        "group": {"minLength": 1, "description": "a word of the rubric's own"},
        "earned": {"minimum": 0},
        "maximum": {"exclusiveMinimum": 0},
        "cause": {"description": "the criterion or function to blame"},
        "override": {"description": "points that a person gave in place of the judged ones"},
        "levels": {"description": "of the guide by which it is marked by hand"},
        "mark": {"description": "what a person gave on what is marked by hand"},
        "bonus": {"description": "true where its maximum is no part of the report's"},
        "tally": {"description": "where points are lost by the question"},
    },
    "Standing": {
        "student": {"minLength": 1, "description": "the student's key in the gradebook"},
        "name": {"description": "empty where it is not known"},
        "ids": {"description": "what other systems call the student"},
        "status": {
            "enum": [*(status.value for status in Status), MISSING, HELD, EXCUSED, TOO_LATE]
        },
        "earned": EARNED,
        "maximum": {"minimum": 0},
        "submitted_at": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "description": "UTC if it ends in a zone, else by the clock of whoever packed the zip; "
            "null where nothing was handed in",
        },
        "attempts": {"minimum": 0},
    },
    "Override": {"points": {"description": "null takes an earlier one back"}},
}
REPORT_OF_EXPORT = {
    "type": ["object", "null"],
    "required": ["schema", "status", "criteria"],
    "description": "as report.schema.json has it, overridden criteria with their override; null "
    "where nothing was handed in",
}


def object_of(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


TEXT, NUMBER, COUNT = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": 0}
NUMBER_OR_NULL = {"anyOf": [NUMBER, {"type": "null"}]}
PLACE_OR_NULL = {"type": ["integer", "null"], "minimum": 1}
# There only where something was taken off, added or decided.
RULINGS = {
    "judged": {**NUMBER_OR_NULL, "description": "points as the grader judged them"},
    "corrected": {
        **NUMBER_OR_NULL,
        "description": "the same with overrides and marks put in; a penalty is a share of these",
    },
    "lateness": {
        **object_of(
            seconds=COUNT,
            days={"type": "integer", "minimum": 1, "description": "begun"},
            free_days={**COUNT, "description": "of the days, those that cost nothing"},
            share_left={**NUMBER, "minimum": 0, "maximum": 1},
            penalty={**NUMBER, "minimum": 0},
            accepted={"type": "boolean"},
        ),
        "description": "how late what counts came, and what that costs",
    },
    "adjustments": {
        "type": "array",
        "items": object_of(points=NUMBER, who=TEXT, why=TEXT, at=TEXT),
        "description": "what was added or taken off after the penalty",
    },
    "extended_until": TEXT,
    "excused_for": {**TEXT, "description": "why it does not count for the student"},
    "to_look_at": {
        "type": "array",
        "items": TEXT,
        "description": "what of the time a person has to look at",
    },
    "comments": {
        "type": "array",
        "items": object_of(
            cell={**PLACE_OR_NULL, "description": "the n-th code cell from the top"},
            line=PLACE_OR_NULL,
            words={**TEXT, "description": "Markdown"},
            who=TEXT,
            at=TEXT,
        ),
        "description": "what people said beside the code, or of the whole where both are null; "
        "what they said beside a mark stands in the report",
    },
}


def report_schema():
    """Describe the document of a report."""
    described = reports().json_schema(mode="serialization", by_alias=True)
    definitions = described.pop("$defs")
    score, departure = definitions["Score"], definitions["Departure"]
    leave_out(described, {*ASIDE, STAFF, KEPT})
    leave_out(score, OURS.keys() - {"departures"})
    leave_out(departure, OURS["departures"]["__all__"])
    del definitions["Place"]  # only what was left out has one
    for name, part in {"Report": described, **definitions}.items():
        close(part, MORE.get(name, {}))
    for part in (score, described):
        part["required"] = [name for name in part["required"] if name not in RARE]
    described["properties"] = {"schema": {"const": SCHEMA}, **described["properties"]}
    described["required"].insert(0, "schema")
    return {**head(SCHEMA, "What golden-grader learned about one submission"), **described} | {
        "$defs": dict(sorted(definitions.items()))
    }


def export_schema():
    """Describe the array of a class's results."""
    described = TypeAdapter(Standing).json_schema(mode="serialization")
    definitions, standing = described["$defs"], described["properties"]
    student = definitions["Student"]["properties"]
    override = definitions["Override"]
    # Whose they are is said outside of them.
    leave_out(override, {"student", "assignment", "maximum"})
    close(override, MORE["Override"])
    names = ("assignment", "status", "earned", "maximum", "late", "submitted_at", "attempts")
    item = {
        "type": "object",
        "properties": {
            "student": student["key"],
            "name": student["name"],
            "ids": student["ids"],
            **{name: standing[name] for name in names},
            "overrides": {"type": "array", "items": override},
            "report": REPORT_OF_EXPORT,
        },
        "if": {"properties": {"status": {"enum": ["graded", "tampered"]}}},
        "then": {"properties": {"earned": {"type": "number"}}},
        "else": {"properties": {"earned": {"type": "null"}}},
    }
    close(item, MORE["Standing"])
    item["properties"] |= RULINGS
    title = "What counts for each student of a class in one assignment"
    return {**head("golden-grader/export/1", title), "type": "array", "items": item}


def head(name, title):
    return {"$schema": DIALECT, "$id": name, "title": title}


def leave_out(part, names):
    for name in names:
        del part["properties"][name]


def close(part, more):
    """Let an object have these keys and no others, and say of each what there is to say."""
    part.pop("title", None)
    part.pop("description", None)  # a docstring, which speaks to who reads the code
    for name, value in part.get("properties", {}).items():
        for said_by_python in ("title", "default"):
            value.pop(said_by_python, None)
        if value.get("format") == "path":
            del value["format"]  # which is none of JSON Schema's
        value |= more.get(name, {})
    if "properties" in part:
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False


SCHEMAS = {
    GRADER / "reports/report.schema.json": report_schema,
    GRADER / "classroom/exports/export.schema.json": export_schema,
}

if __name__ == "__main__":
    for path, make in SCHEMAS.items():
        path.write_text(json.dumps(make(), indent=2) + "\n", encoding="utf-8")
