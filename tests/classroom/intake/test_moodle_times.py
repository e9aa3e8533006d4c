"""Moodle's worksheet tells when each participant has handed in; its zip does not."""

from datetime import datetime, timezone

import pytest

from grader.classroom.intake.roster import read_roster
from grader.classroom.intake.times import SystemTime, read_words

HEADER = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
)
ROW = (
    'Participant 101,"Ada Ng",ada@x.edu,"Submitted for grading",,10.00,Yes,'
    '"{when}","Tuesday, 3 March 2026, 9:00 AM",\n'
)
FOLDER = "Ada Ng_101_assignsubmission_file_/hw.ipynb"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        pytest.param("Monday, 2 March 2026, 9:05 AM", 9, id="English"),
        pytest.param("Monday, 2 March 2026, 12:05 AM", 0, id="midnight"),
        pytest.param("Monday, 2 March 2026, 12:05 PM", 12, id="noon"),
        pytest.param("Monday, March 2, 2026, 9:05 PM", 21, id="American"),
        pytest.param("Montag, 2. März 2026, 21:05", 21, id="German"),
        pytest.param("lundi 2 mars 2026, 21:05", 21, id="French"),
        pytest.param("lunes, 2 de marzo de 2026, 21:05", 21, id="Spanish"),
        pytest.param("lunedì, 2 marzo 2026, 21:05", 21, id="Italian"),
        pytest.param("maandag, 2 maart 2026, 21:05", 21, id="Dutch"),
        pytest.param("segunda, 2 de março de 2026, 21:05", 21, id="Portuguese"),
    ],
)
def test_a_time_is_read_in_the_language_of_the_site(text, hour):
    when = datetime(2026, 3, 2, hour, 5, tzinfo=timezone.utc)
    assert read_words(text) == SystemTime(when, zoned=False, is_sure=True)


@pytest.mark.parametrize("text", ["-", "", "2 Mulciber 2026, 9:00", "31 June 2026, 9:00", "2026"])
def test_what_is_no_time_is_none(text):
    assert read_words(text) == SystemTime()


@pytest.fixture
def worksheet(tmp_path):
    def run(when, header=HEADER):
        path = tmp_path / "worksheet.csv"
        path.write_text(header + ROW.format(when=when), encoding="utf-8")
        return read_roster(path)

    return run


def test_a_hand_in_came_when_the_worksheet_says(sort_out, worksheet):
    roster = worksheet("Monday, 2 March 2026, 9:05 AM")
    hand_in = sort_out(FOLDER, roster=roster).only
    assert hand_in.submitted_at == datetime(2026, 3, 2, 9, 5, tzinfo=timezone.utc)
    assert (hand_in.zoned, hand_in.by_system) == (False, True)


@pytest.mark.parametrize(
    ("when", "header", "name"),
    [
        pytest.param("-", HEADER, FOLDER, id="the worksheet has none"),
        pytest.param(
            "Monday, 2 March 2026, 9:05 AM",
            HEADER.replace("(submission)", "(x)"),
            FOLDER,
            id="in an unknown language",
        ),
        pytest.param("Monday, 2 March 2026, 9:05 AM", HEADER, "Ada Ng/hw.ipynb", id="not its zip"),
    ],
)
def test_else_only_the_file_tells_the_time(sort_out, worksheet, when, header, name):
    hand_in = sort_out(name, roster=worksheet(when, header)).only
    assert not hand_in.by_system
    assert hand_in.submitted_at.year != 2026 or hand_in.submitted_at.month != 3
