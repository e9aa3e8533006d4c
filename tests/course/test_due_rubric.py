"""What a rubric says of late work: the rule that it is, and slips refused where they stand."""

from datetime import timedelta
from fractions import Fraction

import pytest

from grader.core.errors import RubricError
from grader.course.due import DueRule, LateRule
from grader.course.rubric import load_rubric
from grader.course.zones import read_zoned

RUBRIC = """\
version: 1
assignments:
  hw:
    points: {visible: 3}
    attempts: last_before_due
    due: 2026-10-15 23:59 Europe/Berlin
    late: {grace: 15m, per_day: 12.5%, up_to: 3d, then: refuse, free_days: 5}
    criteria: [{name: one, group: data, points: 3, probes: ["a:*"]}]
"""
DUE = "    due: 2026-10-15 23:59 Europe/Berlin\n"
LATE = "    late: {grace: 15m, per_day: 12.5%, up_to: 3d, then: refuse, free_days: 5}\n"
DATE = read_zoned("2026-10-15 23:59 Europe/Berlin")


@pytest.fixture
def load(tmp_path):
    def run(text):
        path = tmp_path / "rubric.yaml"
        path.write_text(text, encoding="utf-8")
        return load_rubric(path)

    return run


def without(*lines):
    text = RUBRIC
    for line in lines:
        assert line in text
        text = text.replace(line, "")
    return text


def test_all_keys_make_a_rule(load):
    late = LateRule(timedelta(minutes=15), Fraction(1, 8), 3, "refuse", 5)
    assert load(RUBRIC).assignments["hw"].due == DueRule(DATE, late)


def test_a_date_alone_costs_nothing(load):
    assert load(without(LATE)).assignments["hw"].due == DueRule(DATE, LateRule())


def test_without_a_date_there_is_no_rule(load):
    text = without(DUE, LATE, "    attempts: last_before_due\n")
    assert load(text).assignments["hw"].due is None


def test_what_the_file_says_holds_for_who_says_nothing(load):
    top = "version: 1\nlate: {per_day: 20%, free_days: 2}\n"
    text = without(LATE).replace("version: 1\n", top)
    assert load(text).assignments["hw"].due.late == LateRule(per_day=Fraction(1, 5), free_days=2)
    text = RUBRIC.replace("version: 1\n", top)
    assert load(text).assignments["hw"].due.late.per_day == Fraction(1, 8)
    text = without(DUE, LATE, "    attempts: last_before_due\n").replace("version: 1\n", top)
    assert load(text).assignments["hw"].due is None


@pytest.mark.parametrize(
    "due",
    [
        pytest.param("2026-10-15 23:59:00 +02:00", id="what YAML reads as a date, with an offset"),
        pytest.param("2026-10-15T21:59:00Z", id="and in UTC"),
        pytest.param('"2026-10-15 23:59 +0200"', id="a text"),
    ],
)
def test_dates_may_be_written_as_yaml_has_them(load, due):
    text = RUBRIC.replace("2026-10-15 23:59 Europe/Berlin", due)
    assert load(text).assignments["hw"].due.due.at == DATE.at


def test_a_date_and_what_is_late_are_no_part_of_the_hash(load):
    plain = load(without(DUE, LATE, "    attempts: last_before_due\n")).assignments["hw"]
    dated = load(RUBRIC).assignments["hw"]
    assert (plain.whole_hash, plain.visible_hash) == (dated.whole_hash, dated.visible_hash)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param(
            "2026-10-15 23:59 Europe/Berlin",
            "2026-02-30 23:59 Europe/Berlin",
            "rubric.yaml:6:10: assignments.hw.due: no calendar has 2026-02-30 23:59",
            id="no such day",
        ),
        pytest.param(
            "2026-10-15 23:59 Europe/Berlin",
            "2026-10-15 23:59:00",
            "assignments.hw.due: the zone is missing; write it as `2026-10-15 23:59 Europe/Berlin`",
            id="no zone",
        ),
        pytest.param(
            "2026-10-15 23:59 Europe/Berlin",
            "2026-10-15",
            "assignments.hw.due: the time of day is missing",
            id="no time",
        ),
        pytest.param(
            "Europe/Berlin", "Europe/Belrin", "did you mean 'Europe/Berlin'?", id="misspelt zone"
        ),
        pytest.param("Europe/Berlin", "Moon/{Base}", "named 'Moon/{Base}'; write", id="no zone"),
        pytest.param(
            "2026-10-15 23:59", "2026-10-25 02:30", "2026-10-25 02:30 twice", id="occurs twice"
        ),
        pytest.param("2026-10-15 23:59", "2026-03-29 02:30", "skip 2026-03-29 02:30", id="skipped"),
        pytest.param("2026-10-15 23:59 Europe/Berlin", "20261015", "this is no time", id="number"),
        pytest.param("2026-10-15 23:59 Europe/Berlin", "[1]", "this is no time", id="a list"),
        pytest.param(
            "12.5%",
            "10",
            "rubric.yaml:7:33: assignments.hw.late.per_day: a share from 0% to 100% is expected, "
            "as `10%`, not '10'; write 10%",
            id="a number without a sign",
        ),
        pytest.param("12.5%", "-5%", "a share from 0% to 100% is expected", id="less than nothing"),
        pytest.param("12.5%", "101%", "a share from 0% to 100% is expected", id="more than all"),
        pytest.param("up_to: 3d", "up_to: 12h", "at least `1d`, as `3d`, not '12h'", id="no day"),
        pytest.param("up_to: 3d", "up_to: 36h", "whole days are expected", id="one and a half"),
        pytest.param("up_to: 3d", "up_to: 3", "whole days are expected", id="three of what"),
        pytest.param("grace: 15m", "grace: 15", "minutes, hours or days", id="fifteen of what"),
        pytest.param("grace: 15m", "grace: -15m", "minutes, hours or days", id="negative"),
        pytest.param(
            "refuse", "refused", "did you mean 'refuse'?", id="another word for what is then"
        ),
        pytest.param("free_days: 5", "free_days: -1", "must be at least 0, not -1", id="days owed"),
        pytest.param("free_days: 5", "free_day: 5", "did you mean 'free_days'?", id="a slip"),
        pytest.param(", then: refuse", "", "what then? say `then: zero`", id="then what"),
        pytest.param("up_to: 3d, ", "", "after what? say `up_to`", id="no word on when"),
        pytest.param("per_day: 12.5%, ", "", "no day costs anything yet", id="free of what"),
        pytest.param(DUE, "", "hw.late: nothing is late without a date", id="late without a date"),
        pytest.param(
            DUE, "", "hw.attempts: `last_before_due` needs a date", id="before what is due"
        ),
        pytest.param("last_before_due", "last_before", "'last_before_due'?", id="which attempt"),
    ],
)
def test_slips_are_refused_where_they_stand(load, before, after, message):
    assert before in RUBRIC
    with pytest.raises(RubricError) as caught:
        load(RUBRIC.replace(before, after))
    assert message in str(caught.value)


def test_a_slip_in_what_holds_for_all_is_shown_at_its_line(load):
    with pytest.raises(RubricError, match=r"rubric.yaml:2:17: late.per_day: a share") as caught:
        load(RUBRIC.replace("version: 1\n", "version: 1\nlate: {per_day: ten}\n"))
    assert str(caught.value).splitlines()[-1].endswith("^")
