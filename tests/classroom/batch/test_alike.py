"""A score that is written like another's is what it would be if it were written alone."""

import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.batch import alike
from grader.classroom.batch.alike import ScoreWriter
from grader.classroom.batch.run import owned, record_of
from grader.classroom.gradebook.entries import CurrentScore
from grader.classroom.people import Student
from grader.core.probe import Level
from grader.core.result import Departure, Report, Score, ScoreStatus, Status
from grader.core.submission import Submission
from grader.reports.records import stored

HOSTILE = '{"path": "hw.py", "sha256": "00", "student": null}, "criteria": [], \ud800'
EARNED = Score("c", "title", "visible", "g", ScoreStatus.EARNED, 1, 1)
LOST = replace(EARNED, status=ScoreStatus.LOST, earned=0, departures=(Departure("f:a", HOSTILE),))
REPORT = Report(
    Submission(Path("hw.py"), "00"),
    "hw",
    Status.GRADED,
    1,
    2,
    Level.STRONG,
    scores=(EARNED, LOST),
    stdout=HOSTILE,
)


def score_of(key, *notes):
    student = Student(key, key)
    return CurrentScore(
        1, student, f"{key}/hw.py", "hw.py", "A", notes, "graded", 1, 2, "j", None, 1
    )


def alone(report, score, judging):
    fields = owned(stored(report), score.place, score.student, score.notes)
    return record_of(fields, judging)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([{}, {}], id="all the same"),
        pytest.param([{}, {"submission": Submission(Path("hw.py"), "11")}], id="another file"),
        pytest.param([{}, {"stdout": "x"}, {}], id="printed something else"),
        pytest.param([{}, {"earned": 1.0}], id="equal points of another type"),
        pytest.param([{"notes": ("a",)}, {"notes": ("b",)}], id="another note"),
    ],
)
def test_each_is_written_as_it_is_alone(changes):
    writer = ScoreWriter()
    for number, change in enumerate(changes * 2):
        report = replace(REPORT, **change)
        for notes in ((), ("late",)):
            score, judging = score_of(f"s{number} é\n", *notes), f"j{number}"
            written = writer.write(report, score, judging)
            assert written == alone(report, score, judging)
            assert [type(c.earned) for c in written.criteria] == [int, int]


def test_what_is_the_same_is_written_once(monkeypatch):
    writer = ScoreWriter()
    writer.write(REPORT, score_of("ada"), "j")
    monkeypatch.setattr(writer, "reports", None)
    other = replace(REPORT, submission=Submission(Path("other.py"), "11"))
    written = writer.write(other, score_of("ben"), "j")
    whose = json.loads(zlib.decompress(written.report))["submission"]
    assert whose == {"path": "ben/hw.py", "sha256": "11", "student": "ben"}


def test_no_more_is_kept_than_fits(monkeypatch):
    monkeypatch.setattr(alike, "MOST", 2)
    writer = ScoreWriter()
    for number in range(5):
        writer.write(replace(REPORT, stdout=f"{number}"), score_of("ada"), "j")
    assert len(writer.known) <= 2
    before = dict(writer.known)
    writer.write(replace(REPORT, stdout="x" * alike.MOST_LENGTH), score_of("ada"), "j")
    assert writer.known.keys() <= before.keys()
