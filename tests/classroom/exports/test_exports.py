"""What goes out as files of our own making: CSV, JSON, JUnit and Gradescope's results."""

import contextlib
import csv
import dataclasses
import functools
import io
import json
import math
import os
import re
import sqlite3
import weakref
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.project import ROOT
from support.standings import (
    BIAS,
    DEPARTURE,
    LATER,
    SECRET,
    UNSEEN,
    UPDATE,
    WRONG_SIGN,
    gained,
    lost,
    standing,
    worth,
)

from grader.classroom.exports import pieces
from grader.classroom.exports import write as writing
from grader.classroom.exports.csv import defuse, to_csv
from grader.classroom.exports.export import Export
from grader.classroom.exports.gradescope import document as gradescope_document
from grader.classroom.exports.gradescope import to_gradescope as results_of
from grader.classroom.exports.json import to_json as json_parts
from grader.classroom.exports.json import to_line
from grader.classroom.exports.pieces import InPieces
from grader.classroom.exports.write import ExportRequest, export_classes, stream_junit
from grader.classroom.people import Student
from grader.classroom.transcripts import Syllabus, Unit
from grader.core.errors import GraderError, UsageError
from grader.core.files import replace
from grader.core.result import Correction, Criterion, ScoreStatus, Status
from grader.core.text import points
from grader.reports.document import document
from grader.reports.student import student_view


def overruled(name, *scores, given, counts=None, **more):
    """As the gradebook hands out a person's points: a lowered maximum makes fewer of them count."""
    one = standing(name, *scores, given=given, **more)
    counts = given if counts is None else counts
    first, *others = one.report.scores
    changed = (dataclasses.replace(first, earned=counts), *others)
    report = dataclasses.replace(one.report, scores=changed)
    return dataclasses.replace(one, earned=one.earned - given + counts, report=report)


HOMEWORK = Syllabus((Unit("homework", "Homework", 10),))
ADA = standing(
    'Lovelace, "Ada"', lost(UPDATE, 1.25), gained(BIAS), key="ada", diagnoses=(WRONG_SIGN,)
)
MAX = overruled("Müller\nMax", lost(UPDATE), gained(BIAS), key="max", given=2.5, late=True)
UNSCORED = [
    standing("Ms Lost", key="lost", status="not_graded", notes=("the disk was full",)),
    standing("Ms Torn", key="torn", status="unreadable"),
    standing("Ms Huge", key="huge", status="refused"),
    standing("Ms Gone", key="gone", status="missing", attempts=0, submitted_at=None),
]
TAMPERED = standing("Eve", key="eve", status="tampered", notes=("tampered with: a forged frame",))
CLASS = [ADA, MAX, *UNSCORED, TAMPERED]


@pytest.fixture(autouse=True, scope="module")
def one_process():
    """Nothing is made in forks, but where a test says so."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (pieces, writing):
            patch.setattr(module, "count_processors", lambda: 1)
        yield


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(8, "8", id="whole"),
        pytest.param(10.0, "10", id="zeros before the point stay"),
        pytest.param(8.5, "8.5", id="half"),
        pytest.param(8.3333, "8.33", id="two decimals"),
        pytest.param(1e-7, "0", id="no exponent"),
        pytest.param(1e16, "10000000000000000", id="no exponent for large ones"),
        pytest.param(-0.001, "0", id="no minus before nothing"),
    ],
)
def test_points_as_text(number, text):
    assert points(number) == text


def in_pieces(standings, notes=None):
    """A class of which each student is a piece, and by whom each was read is noted."""

    def read(one):
        return [one], (one.student.key, os.getpid())

    note = notes.append if notes is not None else lambda noted: None
    return InPieces(lambda: [partial(read, one) for one in standings], note)


def to_json(standings):
    """All of the file, which is written part by part."""
    return Export(b"".join(json_parts(map(to_line, standings))))


def to_junit(standings):
    """The same, of one assignment or of several."""
    names = dict.fromkeys(each.assignment for each in standings)
    classes = [in_pieces([s for s in standings if s.assignment == name]) for name in names]
    return Export(b"".join(stream_junit(classes)))


def to_gradescope(standings):
    """The files by key, and the remarks."""
    results = results_of(standings)
    return SimpleNamespace(files=dict(results.files), remarks=results.remarks)


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_number_is_never_exported(number):
    broken = dataclasses.replace(ADA, earned=number)
    for write in (to_csv, to_json, to_junit, to_gradescope):
        with pytest.raises((ValueError, GraderError), match="nothing was exported"):
            write([broken])


@pytest.mark.parametrize("write", [to_csv, to_json, to_junit, to_gradescope])
def test_the_same_input_gives_the_same_bytes(write):
    assert write(CLASS) == write(CLASS)


@pytest.mark.parametrize("write", [to_csv, to_json, to_junit, to_gradescope])
def test_an_empty_class_can_be_exported(write):
    assert not write([]).remarks


# CSV


def table(standings):
    content = to_csv(standings).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("write", [to_csv, to_json, to_junit])
def test_a_time_whose_zone_nobody_knows_is_written_without_one(write):
    assert b"2026-03-01T12:00:00+00:00" in write([ADA]).content
    written = write([dataclasses.replace(ADA, zoned=False)]).content
    assert b"2026-03-01T12:00:00" in written
    assert b"2026-03-01T12:00:00+" not in written


def test_a_csv_row_says_all_of_a_student():
    assert table(CLASS)[0] == {
        "student": "ada",
        "name": 'Lovelace, "Ada"',
        "status": "graded",
        "earned": "3.25",
        "maximum": "5",
        "late": "no",
        "submitted_at": "2026-03-01T12:00:00+00:00",
        "attempts": "1",
        "isolation": "strong",
        "update": "1.25",
        "bias": "2",
        "mistakes": "wrong_sign",
        "overridden": "",
    }


def test_csv_has_the_points_a_person_gave():
    row = table(CLASS)[1]
    assert (row["earned"], row["update"], row["overridden"]) == ("4.5", "2.5", "update")
    assert (row["name"], row["late"]) == ("Müller\nMax", "yes")


def test_of_a_persons_points_no_more_go_out_than_the_lowered_maximum():
    lowered = overruled("Ada", lost(dataclasses.replace(UPDATE, points=1)), given=2.5, counts=1)
    row, result = table([lowered])[0], results(lowered)
    assert (row["earned"], row["update"]) == ("1", "1")
    assert (result["score"], result["tests"][0]["score"]) == (1, 1)


def test_csv_leaves_blank_what_has_no_score_and_writes_zero_for_tampered():
    rows = {row["status"]: row for row in table(CLASS)}
    for status in ("not_graded", "unreadable", "refused", "missing"):
        assert [rows[status][name] for name in ("earned", "update", "bias")] == ["", "", ""]
    assert rows["tampered"]["earned"] == "0"
    assert rows["missing"]["submitted_at"] == ""


def test_csv_shows_no_points_of_a_report_that_does_not_count():
    row = table([dataclasses.replace(ADA, status="not_graded", earned=None)])[0]
    assert row["earned"] == ""
    assert "update" not in row


def test_csv_is_marked_as_utf_8_and_ends_lines_with_crlf():
    content = to_csv([ADA]).content
    assert content.startswith(b"\xef\xbb\xbfstudent,name,")
    assert content.count(b"\r\n") == 2
    assert content.endswith(b",\r\n")


def test_a_criterion_gets_a_column_of_its_own_whatever_its_name():
    clash = Criterion("status", "data", 2, title="")
    formula = Criterion("=x", "data", 1, title="")
    row = table([standing("Ada", gained(clash), gained(formula))])[0]
    assert (row["status"], row["status (points)"], row["'=x"]) == ("graded", "2", "1")


def test_criteria_that_only_some_were_judged_by_are_blank_for_others():
    rows = table([standing("Ada", gained(UPDATE)), standing("Max", gained(BIAS))])
    assert [(row["update"], row["bias"]) for row in rows] == [("3", ""), ("", "2")]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\tx", "'\tx", id="tab"),
        pytest.param("\rx", "'\rx", id="carriage return"),
        pytest.param(' "=1', "' \"=1", id="after a blank and a quote"),
        pytest.param("＝1", "'＝1", id="wide equals"),
        pytest.param("a;=1", "a;'=1", id="in a cell that another separator opens"),
        pytest.param("a\n=1", "a\n'=1", id="in a line that a careless reader opens"),
        pytest.param("Jean-Luc @ home", "Jean-Luc @ home", id="signs inside are harmless"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_defuse(text, safe):
    assert defuse(text) == safe


@given(st.text(st.sampled_from(list("=+-@; \t\r\n\"'a＝"))))
def test_what_is_defused_never_begins_a_formula(text):
    for cell in re.split(r"[;\t\r\n]", defuse(text)):
        assert not re.match(r'[\s"]*[=+\-@＝＋－＠]', cell)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@x", "\t=1"])
def test_names_and_keys_are_defused_but_numbers_stay_numbers(name):
    row = table([overruled(name, lost(UPDATE), key="-1", given=-2)])[0]
    assert row["name"] == defuse(name) != name
    assert (row["student"], row["earned"], row["update"]) == ("'-1", "-2", "-2")


def test_half_a_character_does_not_stop_the_export():
    assert table([standing("A\ud800", gained(UPDATE))])[0]["name"] == "A?"


# JSON


def test_the_json_document_is_as_its_schema_says():
    schema = json.loads((ROOT / "grader/classroom/exports/export.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(CLASS).content), schema)


@pytest.mark.parametrize("status", ["not_graded", "missing"])
def test_the_schema_forbids_a_zero_for_what_has_no_score(status):
    schema = json.loads((ROOT / "grader/classroom/exports/export.schema.json").read_text())
    documents = json.loads(to_json([standing("Ada", status=status)]).content)
    jsonschema.validate(documents, schema)
    documents[0]["earned"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(documents, schema)


def test_the_json_document_says_all_of_a_student():
    ada, max_, *_ = json.loads(to_json(CLASS).content)
    assert ada["report"] == document(ADA.report)
    assert (ada["student"], ada["name"], ada["earned"]) == ("ada", 'Lovelace, "Ada"', 3.25)
    assert max_["overrides"] == [
        {
            "criterion": "update",
            "points": 2.5,
            "was": 0,
            "who": "ta",
            "why": "=",
            "at": "2026-03-01T12:00:00+00:00",
        }
    ]


def test_a_missing_student_has_no_report():
    gone = json.loads(to_json([UNSCORED[-1]]).content)[0]
    assert (gone["status"], gone["earned"], gone["report"]) == ("missing", None, None)


# JUnit


def junit(standings):
    return ET.fromstring(to_junit(standings).content)


def outcomes(standings):
    return {
        case.get("classname"): [child.tag for child in case if child.tag != "properties"]
        for case in junit(standings).iter("testcase")
    }


def test_junit_has_a_suite_a_student_and_a_case_a_criterion():
    root = junit(CLASS)
    assert root.tag == "testsuites"
    assert [suite.get("name") for suite in root][0] == 'Lovelace, "Ada" (ada)'
    assert [case.get("name") for case in root[0].iter("testcase")] == [UPDATE.title, BIAS.title]
    assert [root[0].get(name) for name in ("tests", "failures", "errors", "skipped")] == list(
        "2100"
    )
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == list("9331")


def test_junit_tells_our_faults_and_missing_work_from_failures():
    assert outcomes([*UNSCORED, TAMPERED]) == {
        "Ms Lost (lost)": ["error"],
        "Ms Torn (torn)": ["error"],
        "Ms Huge (huge)": ["error"],
        "Ms Gone (gone)": ["skipped"],
        "Eve (eve)": ["failure"],
    }


def test_junit_says_why_as_attribute_and_as_body():
    failure = junit([ADA]).find(".//failure")
    assert failure.get("message") == f"lost: 1.25 of 3 points | {DEPARTURE.message}"
    assert failure.text == f"lost: 1.25 of 3 points\n{DEPARTURE.message}"


def test_junit_says_why_a_student_was_not_graded():
    error = junit([UNSCORED[0]]).find(".//error")
    assert "no score, which is not a score of zero" in error.get("message")
    assert "the disk was full" in error.text


def properties(element):
    return {one.get("name"): one.get("value") for one in element.find("properties")}


def test_junit_has_points_as_properties():
    suite = junit([MAX])[0]
    assert properties(suite)["earned"] == "4.5"
    assert properties(suite.find("testcase")) == {
        "criterion": "update",
        "visibility": "visible",
        "earned": "2.5",
        "maximum": "3",
        "overridden_by": "ta",
    }
    assert "earned" not in properties(junit([UNSCORED[0]])[0])


def test_what_a_person_gave_in_full_is_no_failure_any_more():
    assert outcomes([overruled("Max", lost(UPDATE), key="max", given=3)]) == {"Max (max)": []}


def test_junit_marks_what_is_not_visible():
    case = junit([standing("Ada", lost(SECRET, 0, UNSEEN))]).find(".//testcase")
    assert properties(case)["visibility"] == "hidden"


def test_criteria_of_one_title_are_two_cases():
    twin = dataclasses.replace(BIAS, title=UPDATE.title)
    cases = junit([standing("Ada", gained(UPDATE), gained(twin))]).iter("testcase")
    title = UPDATE.title
    assert [case.get("name") for case in cases] == [f"{title} [update]", f"{title} [bias]"]


def test_a_criterion_without_a_title_goes_by_its_name():
    bare = Criterion("bare", "data", 1)
    assert junit([standing("Ada", gained(bare))]).find(".//testcase").get("name") == "bare"


@given(st.text())
def test_junit_is_xml_whatever_a_student_wrote(text):
    wrong = dataclasses.replace(DEPARTURE, message=text)
    suite = junit([standing("Ada", lost(UPDATE, 0, wrong), key=f"k{text}", notes=(text,))])[0]
    assert suite.find(".//failure") is not None


def test_junit_of_a_large_class_stays_under_gitlabs_limit():
    long = [dataclasses.replace(DEPARTURE, message=f'{n} <&"' + "\x00é" * 99) for n in range(9)]
    titled = [Criterion(f"name_{n}", "data", 3, title=f"{n}: " + "title " * 9) for n in range(25)]
    scores = [dataclasses.replace(lost(one), departures=tuple(long)) for one in titled]
    one = standing("Ada Lovelace", *scores)
    size = len(to_junit([one]).content)
    assert size * 1000 < 30_000_000


# Gradescope


def results(one):
    files = to_gradescope([one]).files
    return json.loads(next(iter(files.values())))


def test_a_gradescope_file_says_all_of_a_student():
    assert results(ADA) == {
        "score": 3.25,
        "output": "Your answers are those of a program in which the update has the wrong sign. "
        "Subtract the error (it begins in cell 3, line 7).",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": UPDATE.title,
                "number": "1",
                "score": 1.25,
                "max_score": 3,
                "status": "failed",
                "output": DEPARTURE.message,
                "visibility": "visible",
            },
            {
                "name": BIAS.title,
                "number": "2",
                "score": 2,
                "max_score": 2,
                "status": "passed",
                "output": "",
                "visibility": "visible",
            },
        ],
        "extra_data": {"status": "graded", "isolation": "strong", "rubric": "0a1b"},
    }


def test_gradescope_gets_the_points_a_person_gave():
    found = results(MAX)
    assert (found["score"], found["tests"][0]["score"]) == (4.5, 2.5)


def test_gradescope_gets_no_file_for_what_has_no_score_but_one_for_tampered():
    exports = to_gradescope(CLASS)
    assert set(exports.files) == {"ada", "max", "eve"}
    assert [str(one).partition(":")[0] for one in exports.remarks] == [
        str(each.student) for each in UNSCORED
    ]
    eve = json.loads(exports.files["eve"])
    assert (eve["score"], eve["tests"]) == (0, [])
    assert eve["output"] == "tampered: staff will look at it"


def test_gradescope_keeps_the_visibility_and_warns_of_its_trap():
    exports = to_gradescope([standing("Ada", gained(UPDATE), gained(SECRET), gained(LATER))])
    content = json.loads(exports.files["ada"])
    assert [one["visibility"] for one in content["tests"]] == [
        "visible",
        "after_due_date",
        "after_published",
    ]
    assert content["output"].startswith("3/3 points for what you can see; ")
    assert "no total" in exports.remarks[0].message
    assert not to_gradescope([ADA]).remarks


def test_what_students_never_see_is_one_test_of_points_by_which_the_total_comes_true():
    secrets = [dataclasses.replace(SECRET, name=f"{SECRET.name}_{n}", points=n) for n in (1, 2)]
    found = results(
        standing("Ada", gained(UPDATE), lost(secrets[0], 0, UNSEEN), gained(secrets[1]))
    )
    *_, last = found["tests"]
    assert last == {
        "name": "Hidden criteria",
        "number": "2",
        "max_score": 3,
        "score": 2,
        "output": "",
        "visibility": "after_published",
    }
    assert found["score"] == sum(each["score"] for each in found["tests"])
    assert SECRET.title not in json.dumps(found)


def test_students_never_come_to_read_messages_of_hidden_cases():
    found = results(standing("Ada", lost(LATER, 0, UNSEEN), lost(SECRET, 0, UNSEEN)))
    assert [each["output"] for each in found["tests"]] == ["", ""]
    assert UNSEEN.message not in json.dumps(found)


def test_in_gradescope_the_maxima_add_up_to_the_maximum_and_a_bonus_is_none():
    bonus = dataclasses.replace(gained(BIAS), bonus=True)
    (update, extra) = results(standing("Ada", gained(UPDATE), bonus))["tests"]
    assert update["max_score"] == UPDATE.points
    assert "max_score" not in extra
    assert (extra["name"], extra["score"]) == (f"{BIAS.title} (bonus)", BIAS.points)


def test_gradescope_says_that_carried_points_are_not_charged_again():
    found = results(standing("Ada", lost(UPDATE, 1, status=ScoreStatus.CARRIED)))
    assert found["tests"][0]["output"].startswith("follows from a mistake elsewhere")


def alike(one, **facts):
    """A standing whose report has the very scores of another's, and something else besides."""
    return dataclasses.replace(one, report=dataclasses.replace(one.report, **facts))


SHARED = standing("Ada", lost(UPDATE, 1.25), gained(BIAS), gained(LATER))
bare = functools.partial(alike, SHARED, scores=())


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(SHARED, id="the first"),
        pytest.param(alike(SHARED), id="the same"),
        pytest.param(alike(SHARED, diagnoses=(WRONG_SIGN,)), id="with advice"),
        pytest.param(alike(SHARED, override=Correction(9, 8.25, "staff", "oral")), id="decided"),
        pytest.param(alike(SHARED, notes=("a note",), stdout="printed"), id="with words"),
        pytest.param(bare(), id="no scores"),
        pytest.param(bare(status=Status.TAMPERED), id="no scores, and tampered"),
        pytest.param(bare(hidden_points=5, earned=3, maximum=9), id="no scores, and some hidden"),
        pytest.param(bare(hidden_points=5, earned=4, maximum=9), id="other points"),
        pytest.param(bare(hidden_points=5, earned=4, maximum=8), id="another maximum"),
    ],
)
def test_what_many_have_in_common_is_for_each_what_it_is_for_one(one):
    by_itself = gradescope_document(one.report, student_view(one.report), one.earned)
    assert results(SHARED)["tests"]  # known from now on
    for _ in range(2):
        assert results(one) == by_itself


def test_gradescope_texts_have_line_feeds_only():
    wrong = dataclasses.replace(DEPARTURE, message="a\r\nb\rc")
    content = to_gradescope([standing("Ada", lost(UPDATE, 0, wrong))]).files["ada"]
    assert json.loads(content)["tests"][0]["output"] == "a\nb\nc"
    assert b"\\r" not in content
    assert b"\r" not in content


# Files


def export(form, out, standings=(), into=None, **options):
    """What the command says, line by line."""
    request = ExportRequest(form, into, out, **options)
    return list(export_classes(HOMEWORK, [in_pieces(standings)], request))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("ada@example.edu", r"ada@example\.edu\.json", id="an address"),
        pytest.param("../a b", r"a-b~[0-9a-f]{16}\.json", id="a path"),
        pytest.param("!" * 90, r"student~[0-9a-f]{16}\.json", id="long and rare"),
        pytest.param("x" * 400, r"x{40}~[0-9a-f]{16}\.json", id="longer than a name may be"),
    ],
)
def test_gradescope_files_have_names_that_any_disk_takes(tmp_path, key, name):
    export("gradescope", tmp_path, [worth("Ada", 1, key=key)])
    assert [bool(re.fullmatch(name, path.name)) for path in tmp_path.iterdir()] == [True]


def test_gradescope_files_of_keys_that_differ_in_case_are_two_on_any_disk(tmp_path):
    export("gradescope", tmp_path, [worth("Ada", 1, key="ada"), worth("Other", 2, key="ADA")])
    assert len({path.name.casefold() for path in tmp_path.iterdir()}) == 2


def test_a_file_is_replaced_whole_and_nothing_else_is_touched(tmp_path):
    out, target = tmp_path / "report.json", tmp_path / "target.txt"
    out.write_text("old")
    target.write_text("mine")
    (tmp_path / "report.json.unit").symlink_to(target)
    assert export("json", out, [ADA]) == [f"{out}: written"]
    assert out.read_bytes() == to_json([ADA]).content
    assert target.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {out.name, f"{out.name}.unit", target.name}


WRITTEN = pytest.mark.parametrize(
    ("form", "written"),
    [
        pytest.param("json", to_json, id="json"),
        pytest.param("junit", to_junit, id="junit"),
        pytest.param("gradescope", to_gradescope, id="gradescope"),
    ],
)


def content_of(out):
    """What was written: a file, or students' by key."""
    if out.is_file():
        return out.read_bytes()
    return {path.stem: path.read_bytes() for path in out.iterdir()}


@WRITTEN
def test_the_class_is_never_in_memory(tmp_path, form, written):
    those = [dataclasses.replace(ADA, student=Student(f"s{n:02}")) for n in range(30)]
    alive, most = [], 0

    def read(one):
        nonlocal most
        standing = dataclasses.replace(one)
        alive.append(weakref.ref(standing))
        most = max(most, sum(each() is not None for each in alive))
        return [standing], None

    whole = InPieces(lambda: [partial(read, one) for one in those], lambda noted: None)
    list(export_classes(HOMEWORK, [whole], ExportRequest(form, None, tmp_path / "out")))
    assert most < 5
    made = written(those)
    assert content_of(tmp_path / "out") == (made.files if form == "gradescope" else made.content)


@pytest.mark.processes
@WRITTEN
def test_what_several_processes_write_is_what_one_does(tmp_path, monkeypatch, form, written):
    """All of a class of every kind, the remarks, and what is to be marked by hand."""
    those = [dataclasses.replace(s, student=Student(f"s{n:02}")) for n, s in enumerate(CLASS * 3)]
    those[9] = dataclasses.replace(those[9], to_mark=2)
    made = []
    for number in (1, 2, 3):
        for module in (pieces, writing):
            monkeypatch.setattr(module, "count_processors", lambda number=number: number)
        notes, out = [], tmp_path / f"{number}" / "out"
        out.parent.mkdir()
        whole = in_pieces(those, notes)
        said = list(export_classes(HOMEWORK, [whole], ExportRequest(form, None, out)))
        assert [key for key, _ in notes] == [each.student.key for each in those]
        assert len({process for _, process in notes}) == (1 if number == 1 else number + 1)
        made.append((content_of(out), [line.replace(str(out), "") for line in said]))
    assert made[1] == made[2] == made[0]
    assert any("to be marked by hand: 1 of 21" in line for line in made[0][1])
    alone = written(those)
    assert made[0][0] == (alone.files if form == "gradescope" else alone.content)


@pytest.mark.processes
@WRITTEN
def test_what_fails_in_one_of_several_processes_is_said_and_leaves_no_file(
    tmp_path, monkeypatch, form, written
):
    def fail():
        raise GraderError("the database is gone")

    monkeypatch.setattr(pieces, "count_processors", lambda: 2)
    whole = in_pieces(CLASS)
    broken = InPieces(lambda: [*whole.readers(), fail], whole.note)
    with pytest.raises(GraderError, match="^the database is gone$"):
        list(export_classes(HOMEWORK, [broken], ExportRequest(form, None, tmp_path / "out")))
    assert not list(tmp_path.iterdir())


def test_what_fails_while_a_class_is_read_leaves_no_file_of_gradescope_s(tmp_path):
    def read():
        yield ADA
        raise GraderError("the database is gone")

    with pytest.raises(GraderError, match="is gone"):
        export("gradescope", tmp_path / "out", read())
    assert not (tmp_path / "out").exists()


def test_a_new_file_may_be_read_by_whom_the_system_lets(tmp_path):
    (tmp_path / "plain").touch()
    export("csv", tmp_path / "out.csv", [ADA])
    modes = {(tmp_path / name).stat().st_mode for name in ("plain", "out.csv")}
    assert len(modes) == 1


def test_writing_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(OSError, match="too long"):
        replace(tmp_path / ("x" * 256), b"content")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        pytest.param("x" * 256, "File name too long", id="too long"),
        pytest.param("file/out.csv", "Not a directory", id="a file in place of a folder"),
        pytest.param("none/out.csv", "No such file or directory", id="no folder"),
    ],
)
def test_what_cannot_be_written_is_one_line(tmp_path, name, fault):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=f"cannot be written: {fault}"):
        export("csv", tmp_path / name, [ADA])


def test_a_gradebook_is_not_written_over(tmp_path):
    book = tmp_path / "gradebook.db"
    with contextlib.closing(sqlite3.connect(book)) as made:
        made.execute("create table scores (earned)")
    before = book.read_bytes()
    with pytest.raises(UsageError, match="is a database, .*: name another file"):
        export("csv", book, [ADA])
    assert book.read_bytes() == before


@pytest.mark.parametrize("out", [".", "", "device", "folder"])
def test_what_is_no_file_is_not_written_over(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    Path("device").symlink_to(os.devnull)
    Path("folder").mkdir()
    with pytest.raises(UsageError, match="is a folder or a device: say which file to write"):
        export("csv", Path(out), [ADA])


@pytest.mark.parametrize(
    ("form", "options", "message"),
    [
        pytest.param("csv", {"into": Path("c.csv")}, "csv has no use for --into", id="into"),
        pytest.param("json", {"column": "x"}, "for --column, .* canvas or moodle", id="column"),
        pytest.param("gradescope", {"feedback": True}, "for --feedback", id="feedback"),
        pytest.param("canvas", {"feedback": True}, "for --feedback, .* moodle: leave", id="canvas"),
    ],
)
def test_an_option_that_a_format_does_not_use_is_refused(tmp_path, form, options, message):
    with pytest.raises(UsageError, match=message):
        export(form, tmp_path / "out", [ADA], **options)
    assert not list(tmp_path.iterdir())
