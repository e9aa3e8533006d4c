"""A due date in a course: what the commands show of it, and who is told that it is another."""

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest
from support.gradebooks import ADA, NOON

from grader.classroom.gradebook.entries import AssignmentRecord
from grader.course.due import DueRule, LateRule
from grader.course.zones import ZonedTime

DUE = "    title: Lines\n    due: 2026-02-28 14:00 +01:00\n    late: {per_day: 10%}\n"
TOLD = (
    "hw1: by the rubric late is what comes after 2026-02-28 14:00 +01:00: 10 % a day; "
    "in the gradebook still nothing is late; run grade rescore --yes"
)


@pytest.fixture
def late(course):
    """Ada and Ben have handed in a day after the first was due, less an hour."""
    course.fill()
    with course.open() as book:
        at = ZonedTime(NOON - timedelta(hours=23), "+01:00")
        rule = DueRule(at, LateRule(per_day=Fraction(1, 10)))
        book.describe(AssignmentRecord("hw1", "Lines", 10, "last", rule))
    return course


def with_date(course):
    """Say in the rubric when the first is due."""
    path = course.folder / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    title: Lines\n", DUE), encoding="utf-8")


def test_a_date_of_which_the_gradebook_has_not_heard_is_told(course):
    course.fill()
    assert "late" not in course.run("gradebook").stderr
    with_date(course)
    assert TOLD in course.run("gradebook").stderr


def test_one_of_which_it_has_heard_is_not(late):
    with_date(late)
    assert "by the rubric" not in late.run("gradebook").stderr


def test_the_total_is_of_what_is_left_and_each_step_is_shown(late):
    shown = late.run("gradebook", ADA.key).stdout
    assert "late by 23 h (1 day begun): 10 % of 8 points" in shown
    assert [line.split()[-1] for line in shown.splitlines() if "-0.8" in line] == ["7.2/10", "-0.8"]
    assert "15.2/20" in shown


@pytest.mark.processes  # the figures are counted beside
def test_the_class_list_says_who_was_late_and_what_it_cost(late):
    shown = late.run("gradebook", "--assignment", "hw1").stdout
    assert "late by 23 h, -0.8" in shown
    assert "late: 2; taken off: 1.8 points in all" in shown


def test_the_export_has_judged_points_penalty_and_what_counts(late):
    done = late.run("export", "--format", "csv", "--assignment", "hw1")
    ada = next(row for row in csv.DictReader(io.StringIO(done.stdout)) if row["name"] == ADA.name)
    assert [ada[name] for name in ("judged", "penalty", "earned")] == ["8", "0.8", "7.2"]
