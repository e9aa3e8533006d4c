"""Let a person's points stand in place of the judged ones, for a reason that is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Override, Student
from grader.core.errors import UsageError


@dataclass(frozen=True)
class Decision:
    """Who gives how many points on what, and why; None takes an earlier decision back."""

    criterion: str
    points: float | None
    who: str
    why: str


def read_points(text: str, criterion: str, maximum: int) -> float | None:
    """Read points as they are typed. Raises UsageError."""
    if text.lower() == "none":
        return None
    try:
        points = float(text)
    except ValueError:
        points = math.nan
    # What is no number becomes NaN, which lies in no range.
    if not 0 <= points <= maximum or points != round(points, 2):
        raise UsageError(
            f"{text!r}: write a number from 0 to {maximum}, what {criterion!r} is worth, "
            "with at most two decimals, or none"
        )
    return points


def overrule(book: Gradebook, assignment: str, student: Student, decision: Decision) -> Override:
    """Write a decision down. Raises UsageError for a student without judged points."""
    (standing,) = book.standings(assignment, [student.key])
    judged: Mapping[str, float] = {
        score.name: score.earned for score in (standing.report.scores if standing.report else ())
    }
    if not standing.attempts:
        raise UsageError(f"{student}: nothing was handed in, so there is nothing to overrule")
    # To take back is always allowed: the criterion may be gone from the rubric.
    if decision.points is not None and decision.criterion not in judged:
        raise UsageError(
            f"{student}: the attempt that counts is {standing.status.replace('_', ' ')}, and has "
            f"no points on {decision.criterion!r}; only judged points can be overruled"
        )
    now, was = datetime.now(timezone.utc), judged.get(decision.criterion)
    override = Override(student.key, assignment, **vars(decision), was=was, at=now)
    book.override(override)
    return override
