"""What was taken off and added is a line of its own wherever points are shown or go out."""

import csv
import dataclasses
import io
import json
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone
from fractions import Fraction

import jsonschema
import pytest
from support.project import ROOT
from support.standings import BIAS, LATER, SECRET, UPDATE, gained, standing

from grader.classroom.account import account, doubts_of, facts_of, for_student, is_late, marks_of
from grader.classroom.exports.canvas import fill_gradebook
from grader.classroom.exports.course import to_course_csv
from grader.classroom.exports.csv import to_csv
from grader.classroom.exports.feedback import feedback_html
from grader.classroom.exports.gradescope import to_gradescope
from grader.classroom.exports.json import to_json, to_line
from grader.classroom.exports.moodle import fill_worksheet
from grader.classroom.exports.pieces import InPieces
from grader.classroom.exports.write import stream_junit
from grader.classroom.gradebook.entries import Statistics
from grader.classroom.people import Adjustment
from grader.classroom.site.dashboard import render, row_of
from grader.classroom.tables import course_table, summary
from grader.classroom.tables.class_list import line
from grader.classroom.transcripts import Syllabus, Unit, transcripts
from grader.course.lateness import Lateness, points_left
from grader.reports.terminal import Style

NOON = datetime(2026, 10, 17, 12, tzinfo=timezone.utc)
DAY_AND_3_HOURS = timedelta(days=1, hours=3)
STYLE = Style(80, unicode=False)
ORAL = Adjustment(7, 2, "ta", "oral exam", NOON)
MALUS = Adjustment(8, -0.5, "ta", "no names in the file", NOON)
PLAIN = standing("Ada", gained(UPDATE), gained(BIAS))


def tenths(days, free=0, late_by=DAY_AND_3_HOURS):
    """A tenth off for each of the days that is not free."""
    return Lateness(late_by, days, free, 1 - Fraction(days - free, 10))


def ruled(name="Ada", lateness=None, adjustments=(), scores=(UPDATE, BIAS), **more):
    """A standing as the gradebook reckons it."""
    plain = standing(name, *map(gained, scores), key=name.lower())
    left = points_left(plain.earned, lateness.share if lateness else Fraction(1))
    earned = max(left + sum(each.points for each in adjustments), 0)
    own = {"judged": plain.earned, "corrected": plain.earned, "earned": earned}
    given = {"lateness": lateness, "adjustments": tuple(adjustments)}
    return dataclasses.replace(plain, **{**own, **given, **more})


LATE = ruled(lateness=tenths(2, 1))
BOTH = ruled("Bob", lateness=tenths(2), adjustments=(ORAL, MALUS))
EXCUSED = ruled("Cyd", status="excused", earned=None, excused="ill in October")
TOO_LATE = ruled(
    "Dee",
    lateness=Lateness(timedelta(days=5), 5, 0, Fraction(0), False),
    status="too_late",
    earned=None,
    judged=None,
    corrected=None,
    report=None,
)
EXTENDED = ruled("Eve", lateness=Lateness(), extension=NOON)
FILED = ruled("Flo", lateness=Lateness(DAY_AND_3_HOURS))
CLASS = [LATE, BOTH, EXCUSED, TOO_LATE, EXTENDED, FILED]


def lines(standing):
    return [(each.words, each.worth) for each in account(standing)]


def test_where_nothing_was_done_there_is_no_account():
    for plain in (PLAIN, ruled(), ruled(lateness=Lateness())):
        assert lines(plain) == [*marks_of(plain)] == [*facts_of(plain)] == [*doubts_of(plain)] == []


def test_each_step_is_a_line_from_the_work_to_what_counts():
    assert lines(BOTH) == [
        ("for the work", "5"),
        ("late by 1 day 3 h (2 days begun): 20 % of 5 points", "-1"),
        ("added: oral exam", "+2"),
        ("taken off: no names in the file", "-0.5"),
        ("counts", "5.5"),
    ]


def test_free_days_are_said():
    words = "late by 1 day 3 h (2 days begun, 1 of them free): 10 % of 5 points"
    assert lines(LATE)[1] == (words, "-0.5")


@pytest.mark.parametrize(
    ("lateness", "words"),
    [
        pytest.param(tenths(1, 1), "1 of them free): nothing is taken off", id="free"),
        pytest.param(tenths(1, 0, timedelta(0, 1)), "late by less than a minute", id="second"),
        pytest.param(Lateness(DAY_AND_3_HOURS, 2), "nothing is taken off", id="costs nothing"),
        pytest.param(
            Lateness(DAY_AND_3_HOURS, 2, 0, Fraction(0)), "100 % of 5 points", id="all is lost"
        ),
        pytest.param(
            Lateness(DAY_AND_3_HOURS, 1, 0, Fraction(7, 8)), "12.5 % of 5", id="half a percent"
        ),
    ],
)
def test_what_being_late_costs_is_said(lateness, words):
    assert words in lines(ruled(lateness=lateness))[1][0]


def test_an_extension_is_in_the_zone_of_what_was_due_else_in_utc():
    assert lines(EXTENDED) == [("extended until 2026-10-17 12:00 UTC", "")]
    berlin = "extended until 2026-10-17 14:00 (Europe/Berlin)"
    assert lines(dataclasses.replace(EXTENDED, zone="Europe/Berlin")) == [(berlin, "")]


def test_the_reason_of_an_excuse_is_for_staff():
    assert lines(EXCUSED) == [("excused: ill in October", "")]
    ((words, _),) = for_student(EXCUSED, is_partly_hidden=False)
    assert words.startswith("You are excused")
    assert "ill" not in words


def test_no_sum_tells_a_student_of_points_that_are_hidden():
    hidden = ruled("Bob", tenths(2), (ORAL,), scores=(UPDATE, SECRET))
    told = for_student(hidden, is_partly_hidden=True)
    assert told == (
        ("late by 1 day 3 h (2 days begun): 20 % of the points", ""),
        ("added: oral exam, +2", ""),
    )


def test_a_time_that_is_only_the_file_s_is_a_doubt_and_late_to_nobody():
    assert not is_late(FILED)
    assert [*marks_of(FILED)] == []
    (doubt,) = doubts_of(FILED)
    assert doubt.startswith("late by 1 day 3 h by the time of its file")


def test_the_word_of_the_system_against_its_time_is_a_doubt_until_a_person_decides():
    flagged = ruled(lateness=Lateness(), late=True)
    (doubt,) = doubts_of(flagged)
    assert doubt == "the system says that it is late, and not since when: nothing is taken off"
    assert [*doubts_of(dataclasses.replace(flagged, adjustments=(MALUS,)))] == []
    assert [*doubts_of(dataclasses.replace(flagged, extension=NOON))] == []
    assert [*doubts_of(dataclasses.replace(flagged, lateness=tenths(1)))] == []


@pytest.mark.parametrize(
    ("whose", "words"),
    [
        pytest.param(LATE, "late by 1 day 3 h, -0.5", id="late"),
        pytest.param(BOTH, "late by 1 day 3 h, -1, adjusted +1.5", id="both"),
        pytest.param(EXCUSED, "excused", id="excused"),
        pytest.param(TOO_LATE, "too late, late by 5 days", id="too late"),
        pytest.param(EXTENDED, "extended", id="extended"),
        pytest.param(FILED, "to be looked at", id="nobody knows"),
        pytest.param(dataclasses.replace(PLAIN, late=True), "  late  ", id="by the system alone"),
    ],
)
def test_the_class_list_says_it_in_a_word(whose, words):
    assert words in line(whose, STYLE)


def test_the_summary_counts_who_was_late_and_names_who_may_have_been():
    shown = summary.render(lambda: Statistics({"graded": 4}, (), ()), CLASS, {}, STYLE)
    assert "late: 3; taken off: 1.5 points in all" in shown
    assert "late or not, which no system tells: 1\n  Flo (flo): late by 1 day 3 h" in shown
    assert "refused: came too late: 1\n  Dee (dee): late by 5 days (5 days begun)" in shown
    plain = summary.render(lambda: Statistics({"graded": 1}, (), ()), [PLAIN], {}, STYLE)
    assert "late" not in plain


UNITS = Syllabus((Unit("one", "One", 5, 20), Unit("two", "Two", 5, 10)))


def of_two(first, second):
    """A student's transcript of two assignments."""
    (transcript,) = transcripts(UNITS, [[first], [second]])
    return transcript


def test_an_excused_assignment_is_left_out_of_what_can_be_had():
    excused = of_two(EXCUSED, ruled("Cyd"))
    assert (excused.total, excused.maximum(UNITS)) == (5, 5)
    assert (excused.weighted(UNITS), excused.worth(UNITS)) == (10, 10)
    both = of_two(ruled("Cyd"), ruled("Cyd"))
    assert (both.maximum(UNITS), both.worth(UNITS)) == (10, 30)


def test_what_came_too_late_earns_nothing_and_is_no_unknown():
    late = of_two(TOO_LATE, ruled("Dee"))
    assert (late.total, late.maximum(UNITS)) == (5, 10)


def test_the_course_table_has_marks_for_both():
    classes = [[EXCUSED, TOO_LATE], [ruled("Cyd"), ruled("Dee")]]
    shown = course_table.render(UNITS, transcripts(UNITS, classes), STYLE)
    cyd, dee = (row for row in shown.splitlines() if row.startswith(("Cyd", "Dee")))
    assert cyd.split()[2:] == ["EX", "5", "5/5", "10/10"]
    assert dee.split()[2:] == ["late", "5", "5", "10"]
    assert "EX excused, and in no total; late refused, for it came too late" in shown


def test_a_student_s_history_shows_the_account_below_what_counts():
    shown = course_table.render_student(UNITS, of_two(BOTH, ruled("Bob")), STYLE)
    assert "late by 1 day 3 h (2 days begun): 20 % of 5 points" in shown
    assert shown.splitlines()[3].split() == ["added:", "oral", "exam", "+2"]


def test_of_an_excused_student_the_history_s_total_is_out_of_less():
    shown = course_table.render_student(UNITS, of_two(EXCUSED, ruled("Cyd")), STYLE)
    assert [row.split()[-1] for row in shown.splitlines()[-2:]] == ["5/5", "10/10"]


def test_the_dashboard_lists_them_and_why():
    page = render("Homework", (UPDATE, BIAS), [row_of(s, "x.html") for s in CLASS], NO_FIGURES)
    for words in (
        "for the work: 5",
        "late by 1 day 3 h (2 days begun): 20 % of 5 points: -1",
        "added: oral exam: +2",
        "excused: ill in October",
        "Refused: came too late",
        "Late or not, which no system tells",
        "<i>extended</i>",
        "<i>adjusted</i>",
    ):
        assert words in page


NO_FIGURES = Statistics({}, (), ())


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_points_that_were_taken_off_are_a_number_and_the_reason_is_defused():
    reason = dataclasses.replace(MALUS, why="=HYPERLINK(1)")
    (row,) = table(to_csv([ruled("Ada", adjustments=[reason])]).content)
    assert (row["adjusted"], row["adjusted_for"]) == ("-0.5", "'=HYPERLINK(1) (-0.5)")


def test_the_csv_has_columns_for_it_after_all_others():
    by_key = {row["student"]: row for row in table(to_csv(CLASS).content)}
    bob = by_key["bob"]
    assert [*bob][-len(ADDED) :] == ADDED
    assert [bob[name] for name in ("judged", "days_late", "penalty", "adjusted", "earned")] == [
        *("5", "2", "1", "1.5", "5.5")
    ]
    assert bob["adjusted_for"] == "oral exam (+2), no names in the file (-0.5)"
    assert (by_key["cyd"]["earned"], by_key["cyd"]["status"]) == ("", "excused")
    assert by_key["eve"]["extended_until"] == "2026-10-17T12:00:00+00:00"
    assert [by_key[key]["late"] for key in ("ada", "eve", "flo")] == ["yes", "no", "no"]


ADDED = [
    *("judged", "corrected", "days_late", "free_days", "penalty", "adjusted", "adjusted_for"),
    *("extended_until", "excused_for", "to_look_at"),
]


def test_without_any_of_it_the_csv_has_the_columns_that_it_had():
    assert to_csv([ruled(lateness=Lateness())]).content == to_csv([ruled()]).content
    assert not {*ADDED} & {*table(to_csv([ruled()]).content)[0]}


def test_the_course_s_csv_writes_that_nothing_is_to_count():
    classes = [[EXCUSED, TOO_LATE], [ruled("Cyd"), ruled("Dee")]]
    cyd, dee = table(to_course_csv(UNITS, classes).content)
    assert [cyd[name] for name in ("one", "total", "maximum", "weighted_maximum")] == [
        *("EX", "5", "5", "10")
    ]
    assert cyd["one status"] == "excused"
    assert [dee[name] for name in ("one", "total", "maximum")] == ["", "5", "10"]


def test_the_json_is_as_its_schema_says_and_has_all_of_it():
    schema = json.loads((ROOT / "grader/classroom/exports/export.schema.json").read_text())
    documents = json.loads(b"".join(to_json(map(to_line, CLASS))))
    jsonschema.validate(documents, schema)
    by_key = {document["student"]: document for document in documents}
    assert by_key["bob"]["lateness"] == {
        "seconds": 97_200,
        "days": 2,
        "free_days": 0,
        "share_left": 0.8,
        "penalty": 1,
        "accepted": True,
    }
    assert by_key["bob"]["judged"] == 5
    assert [each["why"] for each in by_key["bob"]["adjustments"]] == [ORAL.why, MALUS.why]
    assert by_key["cyd"]["excused_for"] == "ill in October"
    assert by_key["dee"]["earned"] is None
    assert by_key["eve"]["extended_until"] == "2026-10-17T12:00:00+00:00"
    assert by_key["flo"]["to_look_at"]
    assert "lateness" not in by_key["flo"]


def test_junit_skips_who_is_excused_or_came_too_late():
    root = ET.fromstring(
        b"".join(stream_junit([InPieces(lambda: [lambda: (CLASS, None)], lambda noted: None)]))
    )
    assert (root.get("errors"), root.get("skipped")) == ("0", "2")
    facts = {each.get("name"): each.get("value") for each in root[1].iter("property")}
    assert (facts["penalty"], facts["days_late"]) == ("1", "2")
    assert "refused, late by 5 days" in root[3].find("testcase/skipped").text


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (41)\r\n"
    "    Points Possible,,,,,5.00\r\nCyd,1,cyd,cyd,A,{}\r\nDee,2,dee,dee,A,3.00\r\n"
)


@pytest.mark.parametrize("before", ["", "3.00", "EX"])
def test_canvas_is_told_who_is_excused(before):
    export = fill_gradebook(CANVAS.format(before).encode(), [EXCUSED, TOO_LATE], "Homework")
    assert export.content.decode() == CANVAS.format("EX")
    assert [str(remark) for remark in export.remarks] == [
        "Dee (dee): refused, late by 5 days (5 days begun): no score; the cell is as it was"
    ]


def test_moodle_has_no_word_for_it_so_that_a_remark_says_it():
    sheet = (
        'Identifier,"Full name",Grade,"Maximum grade","Grade can be changed"\n'
        '"Participant 1",Cyd,,5.00,Yes\n'
    )
    export = fill_worksheet(sheet.encode(), [EXCUSED])
    assert export.content.decode() == sheet
    assert "excused: ill in October; no score, and none is wanted" in str(export.remarks[0])


def test_the_comment_for_a_student_has_each_line():
    assert "late by 1 day 3 h (2 days begun): 20 % of 5 points, -1<br>" in feedback_html(BOTH)
    assert "added: oral exam, +2" in feedback_html(BOTH)


def test_gradescope_gets_what_counts_and_the_lines_above_the_tests():
    result = json.loads(dict(to_gradescope([BOTH]).files)["bob"])
    assert result["score"] == 5.5
    assert "20 % of 5 points, -1\nadded: oral exam, +2" in result["output"]
    hidden = ruled("Bob", tenths(2), scores=(UPDATE, LATER))
    ((_, content),) = to_gradescope([hidden]).files
    output = json.loads(content)["output"]
    assert output.startswith("late by 1 day 3 h (2 days begun): 20 % of the points\n")
    assert "8" not in output
