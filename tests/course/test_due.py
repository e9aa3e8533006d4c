from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest

from grader.course.due import DueRule, LateRule
from grader.course.lateness import Lateness, lateness, points_left
from grader.course.zones import ZonedTime, read_length, read_zoned

TENTH = Fraction(1, 10)
BERLIN = "2026-10-15 23:59 Europe/Berlin"
NO_TIME = timedelta()


def rule(due=BERLIN, **late):
    return DueRule(read_zoned(due), LateRule(**{"per_day": TENTH, **late}))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def at(text, zone="Europe/Berlin"):
    return read_zoned(f"{text} {zone}").at


def late(due_rule, text, zone="Europe/Berlin", **more):
    return lateness(due_rule, at(text, zone), True, **more)


@pytest.mark.parametrize(
    ("handed_in", "days"),
    [
        pytest.param("2026-10-01 12:00", 0, id="long before"),
        pytest.param("2026-10-15 23:59", 0, id="at the very moment"),
        pytest.param("2026-10-15 23:59:01", 1, id="a second later the first day has begun"),
        pytest.param("2026-10-16 23:59", 1, id="at the end of the first day"),
        pytest.param("2026-10-16 23:59:01", 2, id="the second day has begun"),
        pytest.param("2027-10-15 23:59", 365, id="a year later"),
    ],
)
def test_days_are_counted_as_they_begin(handed_in, days):
    assert late(rule(), handed_in).days == days


def test_what_is_late_costs_a_share_for_each_day():
    judged = late(rule(), "2026-10-17 02:59")
    assert judged == Lateness(timedelta(days=1, hours=3), 2, 0, Fraction(8, 10), True)


@pytest.mark.parametrize(
    ("handed_in", "late_by", "days"),
    [
        pytest.param("2026-10-16 00:14", NO_TIME, 0, id="within the grace it is not late"),
        pytest.param("2026-10-16 00:14:01", timedelta(seconds=901), 1, id="after it, since due"),
        pytest.param("2026-10-17 00:14", timedelta(days=1, minutes=15), 1, id="days end with it"),
    ],
)
def test_grace(handed_in, late_by, days):
    judged = late(rule(grace=timedelta(minutes=15)), handed_in)
    assert (judged.late_by, judged.days) == (late_by, days)


@pytest.mark.parametrize(
    ("due", "handed_in", "days", "hours"),
    [
        # Clocks in Berlin go back on 25 October 2026 at 3:00, forward on 29 March 2026 at 2:00.
        pytest.param("2026-10-24 23:59", "2026-10-25 23:59", 1, 25, id="a day of 25 hours"),
        pytest.param("2026-10-24 23:59", "2026-10-26 23:59", 2, 49, id="then one of 24"),
        pytest.param("2026-10-24 12:00", "2026-10-25 12:00:01", 2, 25, id="no later than that"),
        pytest.param("2026-03-28 23:59", "2026-03-29 23:59", 1, 23, id="a day of 23 hours"),
        pytest.param("2026-03-28 23:59", "2026-03-29 23:59:01", 2, 23, id="no longer than that"),
    ],
)
def test_a_day_ends_when_clocks_show_the_same_again(due, handed_in, days, hours):
    judged = late(rule(f"{due} Europe/Berlin"), handed_in)
    assert (judged.days, judged.late_by // timedelta(hours=1)) == (days, hours)


def test_a_day_that_would_end_in_an_hour_that_occurs_twice_ends_in_the_second():
    due_rule = rule("2026-10-24 02:30 Europe/Berlin")
    assert lateness(due_rule, utc("2026-10-25T01:30"), True).days == 1
    assert lateness(due_rule, utc("2026-10-25T01:31"), True).days == 2


def test_a_day_that_would_end_in_an_hour_that_is_skipped_ends_an_hour_later():
    due_rule = rule("2026-03-28 02:30 Europe/Berlin")
    assert late(due_rule, "2026-03-29 03:30").days == 1
    assert late(due_rule, "2026-03-29 03:31").days == 2


def test_an_offset_knows_no_change_of_the_clocks():
    due_rule = rule("2026-10-24 23:59 +02:00")
    assert late(due_rule, "2026-10-25 23:59").days == 2


@pytest.mark.parametrize(
    ("left", "free", "share"),
    [
        pytest.param(0, 0, Fraction(7, 10), id="none left"),
        pytest.param(2, 2, Fraction(9, 10), id="two of three days"),
        pytest.param(5, 3, Fraction(1), id="no more than there are days"),
        pytest.param(-1, 0, Fraction(7, 10), id="more spent than there are now"),
    ],
)
def test_free_days_cost_nothing(left, free, share):
    judged = late(rule(), "2026-10-18 12:00", free_left=left)
    assert (judged.days, judged.free, judged.share) == (3, free, share)


def test_what_costs_nothing_takes_no_free_day():
    judged = late(rule(per_day=Fraction(0)), "2026-10-18 12:00", free_left=5)
    assert (judged.days, judged.free, judged.share) == (3, 0, 1)


@pytest.mark.parametrize(
    ("then", "accepted"), [pytest.param("zero", True), pytest.param("refuse", False)]
)
def test_after_the_last_day_there_is_nothing(then, accepted):
    due_rule = rule(up_to=3, then=then)
    in_time = late(due_rule, "2026-10-18 23:59")
    assert (in_time.share, in_time.accepted) == (Fraction(7, 10), True)
    judged = late(due_rule, "2026-10-18 23:59:01", free_left=5)
    assert (judged.days, judged.free) == (4, 0)
    assert (judged.share, judged.accepted) == (0, accepted)


def test_no_less_than_nothing_is_left():
    assert late(rule(per_day=Fraction(3, 10)), "2026-10-25 12:00").share == 0


def test_an_extension_takes_the_place_of_what_was_due():
    extension = at("2026-10-20 12:00")
    assert late(rule(), "2026-10-20 12:00", extension=extension) == Lateness()
    judged = late(rule(), "2026-10-20 13:00", extension=extension)
    assert (judged.late_by, judged.days) == (timedelta(hours=1), 1)


def test_an_extension_never_makes_it_earlier():
    assert late(rule(), "2026-10-15 23:59", extension=at("2026-10-10 12:00")) == Lateness()


def test_a_time_without_a_zone_is_in_that_of_what_was_due():
    assert lateness(rule(), utc("2026-10-15T23:59"), False) == Lateness()
    assert lateness(rule(), utc("2026-10-16T01:59"), False).late_by == timedelta(hours=2)


def test_a_time_without_a_zone_is_the_earlier_of_two():
    due_rule = rule("2026-10-25 02:30 +02:00")
    in_berlin = DueRule(ZonedTime(due_rule.due.at, "Europe/Berlin"), due_rule.late)
    assert lateness(in_berlin, utc("2026-10-25T02:30"), False) == Lateness()


def test_where_the_time_is_not_sure_nothing_is_taken_off():
    judged = lateness(rule(up_to=1, then="refuse"), utc("2026-10-25T12:00"), None)
    assert (judged.days, judged.share, judged.accepted) == (0, 1, True)
    assert judged.is_doubtful
    assert not judged.is_late
    assert not lateness(rule(), utc("2026-10-14T12:00"), None).is_doubtful


@pytest.mark.parametrize(
    ("points", "share", "left"),
    [
        pytest.param(43, Fraction(9, 10), 38.7, id="a tenth off"),
        pytest.param(1.15, Fraction(1, 2), 0.58, id="half up, where a float is below the half"),
        pytest.param(0.01, Fraction(1, 2), 0.01, id="half of a hundredth"),
        pytest.param(33.33, Fraction(1, 3), 11.11, id="a third"),
        pytest.param(7.5, Fraction(0), 0, id="nothing"),
        pytest.param(0.1 + 0.2, Fraction(1), 0.3, id="two decimals"),
    ],
)
def test_what_is_left_is_exact(points, share, left):
    assert points_left(points, share) == left


@pytest.mark.parametrize(
    "due_rule",
    [
        pytest.param(DueRule(read_zoned(BERLIN)), id="no rule for what is late"),
        pytest.param(
            rule(
                "2026-10-15 23:59:59 -03:30",
                grace=timedelta(minutes=15),
                per_day=Fraction(1, 8),
                up_to=3,
                then="refuse",
                free_days=5,
            ),
            id="all keys",
        ),
    ],
)
def test_a_rule_comes_back_from_json(due_rule):
    assert DueRule.from_json(due_rule.to_json()) == due_rule


def test_a_rule_of_a_zone_that_this_machine_does_not_know_is_refused():
    document = rule().to_json() | {"zone": "Europe/Atlantis"}
    with pytest.raises(ValueError, match="no zone is named 'Europe/Atlantis'"):
        DueRule.from_json(document)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-10-15 23:59 Europe/Berlin", "2026-10-15T21:59", id="a place"),
        pytest.param("2026-10-15 23:59:30 +02:00", "2026-10-15T21:59:30", id="an offset"),
        pytest.param("2026-10-15 23:59 -0330", "2026-10-16T03:29", id="without a colon"),
        pytest.param("2026-10-15T23:59Z", "2026-10-15T23:59", id="as machines write it"),
        pytest.param("2026-10-15 9:05 UTC", "2026-10-15T09:05", id="an hour of one digit"),
    ],
)
def test_a_moment_is_read_with_its_zone(text, moment):
    assert read_zoned(text).at == utc(moment)


def test_a_moment_without_a_zone_is_in_the_one_given():
    assert read_zoned("2026-01-15 12:00", "Europe/Berlin") == ZonedTime(
        utc("2026-01-15T11:00"), "Europe/Berlin"
    )


def test_a_moment_is_shown_as_clocks_there_show_it():
    assert str(read_zoned(BERLIN)) == "2026-10-15 23:59"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("0001-01-01 00:00 +02:00", "this is no time", id="no year of a course"),
        pytest.param("soon", "this is no time; write it as `2026-10-15 23:59 E", id="no time"),
        pytest.param("2026-10-15", "the time of day is missing", id="a day only"),
        pytest.param("2026-10-15 23:59", "the zone is missing", id="no zone"),
        pytest.param("2026-02-30 23:59 UTC", "no calendar has 2026-02-30 23:59", id="no such day"),
        pytest.param("2026-10-15 24:00 UTC", "no calendar has", id="no such hour"),
        pytest.param(
            "2026-10-15 23:59 Europe/Berlni", "did you mean 'Europe/Berlin'", id="misspelt"
        ),
        pytest.param("2026-10-15 23:59 CEST", "no zone is named 'CEST'.*place", id="of no place"),
        pytest.param("2026-10-15 23:59 +25:00", "no zone is named", id="no such offset"),
        pytest.param(
            "2026-10-25 02:30 Europe/Berlin",
            r"show 2026-10-25 02:30 twice.*`2026-10-25 02:30 \+02:00` or .*\+01:00`",
            id="an hour that occurs twice",
        ),
        pytest.param("2026-03-29 02:30 Europe/Berlin", "skip 2026-03-29 02:30", id="a skipped one"),
    ],
)
def test_what_is_no_moment_is_refused_with_what_to_write(text, message):
    with pytest.raises(ValueError, match=message):
        read_zoned(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("0m", timedelta()),
    ],
)
def test_a_length_is_read(text, length):
    assert read_length(text) == length


@pytest.mark.parametrize("text", ["15", "m", "-3d", "1.5h", "3 weeks"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match="minutes, hours or days are expected"):
        read_length(text)
