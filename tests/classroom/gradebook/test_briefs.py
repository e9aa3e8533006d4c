"""A list of a class reads briefs in place of reports, and each table once."""

import dataclasses
import zlib
from collections import Counter

import pytest
from sqlalchemy import event, text
from support import standings as made
from support.gradebooks import ADA, BEN, EVE, grade, override

from grader.classroom.briefs import brief_of, read_brief, write_brief
from grader.classroom.people import Student
from grader.core.result import Correction, GuideLevel, ScoreStatus
from grader.reports.records import stored

TO_MARK = dataclasses.replace(
    made.lost(made.UPDATE, status=ScoreStatus.TO_MARK), levels=(GuideLevel(1.5, "good"),)
)
LOST, EARNED = made.lost(made.BIAS, 0.5), made.gained(made.SECRET)
REPORTS = [
    pytest.param(made.report(EARNED, LOST, diagnoses=(made.WRONG_SIGN,)), id="a diagnosis"),
    pytest.param(made.report(EARNED, TO_MARK, wrong=("step", "fit")), id="something to mark"),
    pytest.param(made.report(status="unreadable"), id="no score"),
]


@pytest.mark.parametrize("report", REPORTS)
def test_a_brief_as_it_is_written_is_that_of_the_report(report):
    assert read_brief(write_brief(stored(report))) == brief_of(report)


def test_a_brief_says_what_waits_for_a_person_and_what_one_decided():
    decided = dataclasses.replace(LOST, override=Correction(1, 0.5, "tess", "seen"))
    brief = brief_of(made.report(EARNED, TO_MARK, decided))
    assert [c.earned for c in brief.criteria] == [5, None, 0.5]
    assert [c.is_overridden for c in brief.criteria] == [False, False, True]
    assert (brief.to_mark, brief.groups) == (3, {"accuracy": 5, "updates": 0.5})


@pytest.mark.parametrize("content", ["{}", "[1]", "nothing", "[1, 2, 3, 4, 5, 6]"])
def test_what_is_no_brief_is_not_read_as_one(content):
    with pytest.raises(ValueError, match="."):
        read_brief(content)


def in_brief(book):
    return {each.student.key: each for each in book.standings("hw1", in_brief=True)}


def test_in_brief_the_same_counts_and_reports_are_read_only_of_what_a_person_decided(book):
    grade(book, 5, 2)
    grade(book, 1, student=BEN)
    grade(book, student=EVE, status="unreadable")
    override(book, "c0", 4, student=BEN)
    brief = in_brief(book)
    assert [each.report is None for each in brief.values()] == [True, False, False]
    for whole in book.standings("hw1"):
        listed = brief[whole.student.key]
        assert (listed.brief, listed.digest) == (whole.brief, whole.digest)
        assert dataclasses.replace(listed, sealed=None, report=whole.report) == whole


DAMAGE = {
    "half a report": {"report": zlib.compress(b"{}")[:5]},
    "another's report": {"report": zlib.compress(b'{"status": "graded", "earned": 5}')},
    "other points": {"earned": 6},
    "another maximum": {"maximum": 11},
    "a status that is none": {"status": "excellent"},
}


@pytest.mark.parametrize("columns", DAMAGE.values(), ids=DAMAGE)
def test_in_brief_damage_is_told_of_whose_it_is(book, columns):
    grade(book, 5)
    grade(book, 3, student=BEN)
    change(book, columns)
    ada, ben = in_brief(book).values()
    assert (ada.status, ada.earned) == ("not_graded", None)
    assert "can't be read" in ada.fault
    assert (ben.status, ben.earned, ben.fault) == ("graded", 3, "")


@pytest.mark.parametrize("brief", [None, "", "short", "0" * 64 + "[]"])
def test_without_a_brief_that_is_as_it_was_the_report_is_read(book, brief):
    grade(book, 5)
    change(book, {"brief": brief})
    ada = in_brief(book)["ada"]
    assert (ada.earned, ada.fault, ada.report.earned) == (5, "", 5)


def change(book, columns):
    """Write values into columns of the first score, as no program of ours does."""
    names = ", ".join(f"{name} = :{name}" for name in columns)
    update = text(f"UPDATE scores SET {names} WHERE id = 1")
    book._database.write(lambda connection: connection.execute(update, columns))


def statements(book, work):
    """What is asked of the database meanwhile: how often what begins alike."""
    counted, engine = Counter(), book._database._engine

    def note(connection, cursor, statement, *rest):
        counted["counting" if "FROM counting" in statement else statement[:60]] += 1

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return counted


def test_what_counts_is_asked_once_for_a_class_of_any_size(book):
    amounts = []
    for first, last in ((0, 60), (60, 120), (120, 180)):
        for number in range(first, last):
            grade(book, 5, student=Student(f"s{number:03}"), content=str(number))
        override(book, "c0", 4, student=Student(f"s{first:03}"))
        counted = statements(book, lambda: list(book.standings("hw1", in_brief=True)))
        assert counted["counting"] == 1
        amounts.append(counted.total())
    # What grows are the reads of reports, of many at a time: by 60 students no more than two.
    assert amounts[1] - amounts[0] <= 2
    assert amounts[2] - amounts[1] <= 2


def test_some_of_a_class_are_asked_for_by_name_however_many(book):
    keys = [f"s{number:03}" for number in range(7)]
    for number, key in enumerate(keys):
        grade(book, number % 6, student=Student(key), content=key)
    for few in (3, 500):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("grader.classroom.gradebook.standings.FEW", few)
            listed = [each.student.key for each in book.standings("hw1", keys[1:6])]
        assert listed == keys[1:6]
    assert [each.student.key for each in book.standings("hw1", [ADA.key, keys[0]])] == keys[:1]
