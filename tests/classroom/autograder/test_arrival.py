"""When a hand-in came and which attempt it is, by what Gradescope says of it."""

import json

import pytest

from grader.classroom.autograder.arrival import Arrival, lines_of, read_arrival

DUE = "2026-03-01T23:00:00.000000-08:00"


def arrival(at="2026-03-01T22:00:00-08:00", late_due=None, **more):
    assignment = {"due_date": DUE, "late_due_date": late_due}
    return read_arrival(json.dumps({"created_at": at, "assignment": assignment, **more}).encode())


def lines(one, counts="last"):
    return list(lines_of(one, counts))


@pytest.mark.parametrize(
    ("at", "late"),
    [
        pytest.param("2026-03-01T23:00:00-08:00", None, id="just in time"),
        pytest.param("2026-03-02T07:00:59Z", None, id="seconds late"),
        pytest.param("2026-03-02T07:05:00Z", "5 min", id="in another zone"),
        pytest.param("2026-03-04T00:01:30.365935-08:00", "2 days 1 h 1 min", id="days late"),
        pytest.param("2026-03-04T00:01:30", None, id="of a zone that nobody knows"),
    ],
)
def test_lateness_is_from_the_due_date_to_the_handing_in(at, late):
    due = " (due 2026-03-01 23:00 -0800)."
    assert lines(arrival(at)) == ([] if late is None else [f"Handed in late by {late}{due}"])


def test_until_when_late_work_is_taken_is_said_with_it():
    (line,) = lines(arrival("2026-03-02T00:00:00-08:00", late_due="2026-03-03T23:00:00-08:00"))
    assert line.endswith("; late work is taken until 2026-03-03 23:00 -0800).")


@pytest.mark.parametrize("counts", ["last", "best", "first"])
def test_which_of_several_attempts_counts_is_said_and_no_earlier_score(counts):
    (line,) = lines(arrival(previous_submissions=[{"score": 41.5}, {"score": 12}]), counts)
    assert line.startswith(f"Attempt 3; the {counts} one counts")
    assert "41" not in line


def test_the_score_of_before_is_that_of_the_last_one_that_was_graded():
    failed = {"score": 0, "autograder_error": True}
    assert arrival(previous_submissions=[{"score": 3}, {"score": "4.5"}, failed]).score == 4.5
    assert arrival(previous_submissions=[failed]).score is None


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[" * 100_000, id="brackets"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b'{"assignment": 3, "previous_submissions": {"a": 1}}', id="other types"),
        pytest.param(b'{"created_at": 3, "previous_submissions": null}', id="a number for a time"),
    ],
)
def test_odd_metadata_is_as_none(raw):
    assert read_arrival(raw) == Arrival()


def test_odd_attempts_are_counted_and_have_no_score():
    odd = [{"score": float("nan")}, {"score": []}, {"score": 10**400}, "none", None]
    assert arrival(previous_submissions=odd).attempt == 6
    assert arrival(previous_submissions=odd).score is None
