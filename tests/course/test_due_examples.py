"""Every number of the worked examples in `docs/term.md` is what the rule gives."""

import re

import pytest
import yaml
from support.project import ROOT

from grader.classroom.account import days_and_hours
from grader.core.text import points
from grader.course.due_rubric import due_rule
from grader.course.lateness import lateness, points_left
from grader.course.rubric_schema import AssignmentSection, LateSection
from grader.course.zones import read_zoned

TEXT = (ROOT / "docs/term.md").read_text(encoding="utf-8")
PART = TEXT.partition("## What being late costs")[2].partition("\n## ")[0]
RULE = yaml.safe_load(re.search(r"```yaml\n(.*?)```", PART, re.DOTALL)[1])
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PART.splitlines()
    if line.startswith("| 2026")
]


@pytest.fixture
def rule():
    section = AssignmentSection.model_validate({"points": {"visible": 43}, **RULE})
    assert section.late != LateSection()
    return due_rule(section)


def test_there_are_examples():
    assert len(ROWS) >= 10


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_each_example_is_right(rule, row):
    handed_in, extension, free_left, *expected = row
    zone = rule.due.zone
    until = read_zoned(extension, zone).at if extension else None
    judged = lateness(rule, read_zoned(handed_in, zone).at, True, until, int(free_left))
    numbers = (judged.days, judged.free, points(points_left(43, judged.share)))
    assert expected == [days_and_hours(judged.late_by), *map(str, numbers)]
