"""What Gradescope says of a hand-in: when it came, what was due, which attempt it is.

Its file is read whatever is in it: what is odd there is as if it was not there. Lateness is that of
the time of handing in and never of the clock, or grading again would change it.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from grader.classroom.account import days_and_hours
from grader.core.result import Counts

COUNTS: Mapping[Counts, str] = {
    "last": "the last one counts",
    "last_before_due": "the last one before it was due counts: make that active, if it is another",
    "best": "the best one counts: make that active under Submission History",
    "first": "the first one counts: leave that active under Submission History",
}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Arrival:
    """When a submission came and what was due; `score` is that of the last graded one before."""

    at: datetime | None = None
    due: datetime | None = None
    late_due: datetime | None = None
    attempt: int = 1
    score: float | None = None

    @property
    def late(self) -> timedelta:
        if self.at is None or self.due is None:
            return timedelta()
        return max(self.at - self.due, timedelta())


def read_arrival(raw: bytes) -> Arrival:
    """Read `submission_metadata.json`. Total: never raises for what is in it."""
    try:
        content = mapping(json.loads(raw))
    except (ValueError, RecursionError):
        return Arrival()
    assignment, earlier = mapping(content.get("assignment")), content.get("previous_submissions")
    listed = [mapping(each) for each in earlier] if isinstance(earlier, list) else []
    scores = [number(each.get("score")) for each in listed if not each.get("autograder_error")]
    return Arrival(
        at=moment(content.get("created_at")),
        due=moment(assignment.get("due_date")),
        late_due=moment(assignment.get("late_due_date")),
        attempt=len(listed) + 1,
        score=next((score for score in reversed(scores) if score is not None), None),
    )


def mapping(value: Any) -> Mapping[str, Any]:
    """Take a value for the object that it should be."""
    return value if isinstance(value, dict) else {}


def moment(value: Any) -> datetime | None:
    """Read a time with its zone; without one nobody knows when it was."""
    if not isinstance(value, str):
        return None
    with contextlib.suppress(ValueError):
        # Python 3.10 does not know the Z.
        when = datetime.fromisoformat(value.removesuffix("Z") + "+00:00" * value.endswith("Z"))
        return when if when.tzinfo else None
    return None


def number(value: Any) -> float | None:
    """Read a score, which may be written as a text."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        score = float(value)
        return score if math.isfinite(score) else None
    return None


def lines_of(arrival: Arrival, counts: Counts) -> Iterator[str]:
    """Say which attempt it is, and how late it came."""
    if arrival.attempt > 1:
        yield f"Attempt {arrival.attempt}; {COUNTS[counts]}."
    if arrival.late >= MINUTE and arrival.due:
        until = arrival.late_due
        more = f"; late work is taken until {shown(until)}" if until else ""
        yield f"Handed in late by {days_and_hours(arrival.late)} (due {shown(arrival.due)}{more})."


def shown(when: datetime) -> str:
    """Write a time as Gradescope's course has it."""
    return when.strftime("%Y-%m-%d %H:%M %z")
