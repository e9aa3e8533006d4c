"""A report as JSON: as it was published, as its schema says, and read back as it was."""

import dataclasses
import functools
import json
from pathlib import Path

import jsonschema
import pytest
from support import schemas, specimens
from support.project import ROOT
from support.standings import BIAS, SECRET, UPDATE, WRONG_SIGN, gained, lost, standing

from grader.api import Grader
from grader.classroom.exports.json import to_json as export
from grader.classroom.exports.json import to_line
from grader.core.result import Report
from grader.pipeline import grade
from grader.reports.document import ASIDE, SCHEMA, document, to_json
from grader.reports.records import read, stored

HERE = Path(__file__).parent
# As they were when people wrote them by hand: what was valid then is what others read.
FIRST = json.loads((HERE / "report-1.schema.json").read_text(encoding="utf-8"))
FIRST_EXPORT = json.loads((HERE / "export-1.schema.json").read_text(encoding="utf-8"))
NOW = json.loads((ROOT / "grader/reports/report.schema.json").read_text(encoding="utf-8"))
NOW_EXPORT = json.loads(
    (ROOT / "grader/classroom/exports/export.schema.json").read_text(encoding="utf-8")
)
NAMES = ["example", "mistake", "raising", "hostile", "unreadable"]
CLASS = [
    standing("Ada", lost(UPDATE, 1.25), gained(BIAS), diagnoses=(WRONG_SIGN,)),
    standing("Max", lost(UPDATE), gained(BIAS), gained(SECRET), given=2.5, late=True),
    standing("Lost", status="not_graded", notes=("the disk was full",)),
    standing("Gone", status="missing", attempts=0, submitted_at=None),
    standing("Eve", status="tampered", notes=("tampered with: a forged frame",)),
]


@pytest.fixture(scope="session")
def report(example, assignment, sandbox, course, tmp_path_factory):
    """A real report, graded once."""
    readings = {
        "example": example,
        "mistake": specimens.bias_forgotten(example),
        "raising": specimens.raising(example),
        "hostile": specimens.hostile(example),
    }

    @functools.cache
    def run(name):
        if name in readings:
            return grade(readings[name], assignment, sandbox, is_own=False).report
        path = tmp_path_factory.mktemp("bad") / "hw.ipynb"
        path.write_text("{", encoding="utf-8")
        with Grader(course) as grader:
            return grader.grade(path)

    return run


def validate(instance, schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(instance, schema)


# The schemas


@pytest.mark.parametrize("schema", [FIRST, NOW], ids=["as it was", "as it is"])
@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_as_its_schema_says(report, name, schema):
    validate(json.loads(to_json(report(name))), schema)


@pytest.mark.parametrize("schema", [FIRST_EXPORT, NOW_EXPORT], ids=["as it was", "as it is"])
def test_a_class_is_as_its_schema_says(schema):
    validate(json.loads(b"".join(export(map(to_line, CLASS)))), schema)


def test_a_person_s_points_are_as_the_schema_says():
    (overridden,) = [one.report for one in CLASS if one.overrides]
    validate(document(overridden), NOW)
    first, *others = document(overridden)["criteria"]
    assert first["override"] == {"points": 2.5, "was": 0, "who": "ta", "why": "=why"}
    assert not any("override" in criterion for criterion in others)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"status": "perhaps"}, id="no status"),
        pytest.param({"earned": -1}, id="less than nothing"),
        pytest.param({"submission": {"path": "x", "sha256": "0", "student": None}}, id="no hash"),
        pytest.param({"surprise": 1}, id="another key"),
        pytest.param({"schema": "golden-grader/report/2"}, id="another version"),
    ],
)
@pytest.mark.parametrize("schema", [FIRST, NOW], ids=["as it was", "as it is"])
def test_a_schema_refuses_what_is_no_report(report, changes, schema):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document(report("example")), **changes}, schema)


@pytest.mark.parametrize("path", schemas.SCHEMAS, ids=lambda path: path.name)
def test_a_packaged_schema_is_as_the_types_are(path):
    packaged = json.loads(path.read_text(encoding="utf-8"))
    assert packaged == schemas.SCHEMAS[path](), "make it anew: python tests/support/schemas.py"


# There and back


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_read_as_it_was(report, name):
    whole = report(name)
    again = read(json.loads(json.dumps(stored(whole), allow_nan=False)))
    bare = Report(whole.submission, whole.assignment, whole.status)
    aside = {field: getattr(bare, field) for field in ASIDE}
    assert again == dataclasses.replace(whole, **aside)
    assert to_json(again) == to_json(whole)


@pytest.mark.parametrize("name", NAMES)
def test_of_an_older_gradebook_s_document_the_places_are_read_from_its_sentences(report, name):
    """It has the published keys alone: no place of a departure, no rule, no override."""
    whole = report(name)
    old = json.loads(to_json(whole))
    assert not any("where" in d or "place" in d for c in old["criteria"] for d in c["departures"])
    again = read(old)
    assert to_json(again) == to_json(whole)
    for score, before in zip(again.scores, whole.scores, strict=True):
        assert score.departures == before.departures


def test_a_document_of_the_first_grader_is_read():
    old = {
        "schema": SCHEMA,
        "assignment": "hw",
        "submission": {"path": "/home/ta/hw.ipynb", "sha256": None, "student": "ada"},
        "status": "unreadable",
        "earned": None,
        "maximum": 43,
        "isolation": "none",
        "isolation_warning": None,
        "rubric": "0123456789ab",
        "criteria": [],
        "diagnoses": [],
        "stdout": "",
        "errors": [],
        "notes": ["/home/ta/hw.ipynb: the file is empty; save the notebook and try again"],
    }
    assert document(read(old)) == old


def test_what_is_put_aside_is_in_no_document(report):
    whole = report("example")
    assert whole.questions
    assert not ASIDE & (stored(whole).keys() | document(whole).keys())
