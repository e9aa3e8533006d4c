"""What a gradebook keeps of a report is read as it was, criterion by criterion or whole."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.errors import RecordError
from grader.core.probe import Level
from grader.core.result import Departure, Report, Score, ScoreStatus, Status
from grader.core.submission import Place, Submission
from grader.reports import records
from grader.reports.records import ReportWriter, read, read_text, stored

HOSTILE = '"criteria": [{"name": "x"}], "diagnoses": }, {"name": \\ \n \x00 "where":'
SCORE = Score("c", "title", "visible", "g", ScoreStatus.EARNED, 1, 1)
LOST = replace(
    SCORE,
    name=HOSTILE,
    status=ScoreStatus.LOST,
    earned=0,
    departures=(Departure("f:a", HOSTILE, "1", "2", "row 1", Place(3, 1)),) * 2,
)


def report(*scores, **fields):
    submission = Submission(Path("hw.ipynb"), "00", "ada")
    fields = {"status": Status.GRADED, "earned": 1, "maximum": 2, **fields}
    return Report(submission, "hw", isolation=Level.STRONG, scores=scores, **fields)


def text_of(report):
    return json.dumps(stored(report)).encode()


REPORTS = pytest.mark.parametrize(
    "report",
    [
        pytest.param(report(), id="none"),
        pytest.param(report(SCORE), id="one"),
        pytest.param(report(SCORE, LOST, SCORE, LOST), id="several"),
        pytest.param(report(LOST, stdout=HOSTILE, notes=(HOSTILE,)), id="hostile texts"),
        pytest.param(report(SCORE, stdout="\ud800"), id="half of a pair of surrogates"),
        pytest.param(report(replace(LOST, title="t" * 5000)), id="very long"),
    ],
)


@REPORTS
def test_a_report_is_read_as_it_was_written(report):
    text = text_of(report)
    for _ in range(2):
        assert read_text(text) == read(json.loads(text)) == report


@REPORTS
def test_a_report_is_written_in_parts_as_it_is_whole(report):
    writer = ReportWriter()
    for _ in range(2):
        fields, criteria = writer.write(report)
        assert fields == stored(report)
        assert records.text_of(fields, criteria).encode() == text_of(report)


def test_a_score_that_many_have_is_written_once_and_no_more_is_kept_than_fits(monkeypatch):
    monkeypatch.setattr(records, "MOST_CACHED", 4)
    writer = ReportWriter()
    for number in range(9):
        other = replace(SCORE, name=f"c{number}")
        one, again = (writer.write(report(LOST, other))[0]["criteria"] for _ in range(2))
        assert one[1] is again[1]
        assert one[1]["name"] == other.name
    assert len(writer.known) <= 4


def test_what_many_have_is_read_once():
    one, other = (read_text(text_of(report(SCORE, stdout=words))) for words in ("a", "b"))
    assert one != other
    assert one.scores is other.scores
    third = read_text(text_of(report(SCORE, LOST)))
    assert third.scores[0] is one.scores[0]


def test_no_more_is_kept_than_fits():
    for number in range(records.MOST_CACHED + 9):
        read_text(text_of(report(replace(SCORE, name=f"c{number}"))))
    assert records.read_once.cache_info().currsize <= records.MOST_CACHED
    before = records.read_once.cache_info().misses
    read_text(text_of(report(replace(SCORE, title="t" * 5000))))
    assert records.read_once.cache_info().misses == before
    known = records.read_scores.cache_info()
    assert known.currsize <= records.MOST_WHOLE
    read_text(text_of(report(replace(SCORE, title="t" * records.MOST_TOGETHER))))
    assert records.read_scores.cache_info().misses == known.misses


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"maximum": 1,', '"maximum": "many",', id="no points"),
        pytest.param('}], "diagnoses"', '}, {"name": 1], "diagnoses"', id="cut off"),
    ],
)
def test_what_no_version_has_written_is_refused(old, new):
    text = text_of(report(SCORE))
    assert old.encode() in text
    with pytest.raises((RecordError, ValueError)):
        read_text(text.replace(old.encode(), new.encode()))
