"""Let a person's points stand in place of the judged ones, for a reason that is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timezone

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import WHOLE, Override, Standing, Student
from grader.core.errors import UsageError
from grader.core.result import Points


@dataclass(frozen=True)
class Decision:
    """Who gives how many points on what, and why; None takes an earlier decision back."""

    criterion: str
    points: float | None
    who: str
    why: str


def read_points(text: str, subject: str, maximum: Points) -> float | None:
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
            f"{text!r}: write a number from 0 to {maximum}, what {subject} is worth, "
            "with at most two decimals, or none"
        )
    return points


def overrule(
    book: Gradebook, assignment: str, student: Student, decision: Decision, nonce: str = ""
) -> Override:
    """Write a decision down. Raises UsageError for a criterion that there is nothing to decide on.

    Also of an attempt without a score, as of one that was taken for tampered with; the whole also
    of nothing: an oral exam, a paper. What has the same `nonce` is the same, sent twice.
    """
    (standing,) = book.standings(assignment, [student.key])
    was, maximum = judged(standing, decision.criterion)
    # To take back is always allowed: the criterion may be gone from the rubric.
    if decision.points is not None and decision.criterion != WHOLE:
        refuse(standing, is_there=maximum is not None, criterion=decision.criterion)
        refuse_by_hand(standing, decision.criterion)
    now = datetime.now(timezone.utc)
    override = Override(student.key, assignment, **vars(decision), was=was, at=now, maximum=maximum)
    book.override(override, nonce)
    return override


def judged(standing: Standing, criterion: str) -> tuple[float | None, Points | None]:
    """Find what was judged before any decision, and what could be had; None without a score."""
    if criterion == WHOLE:
        return standing.judged, standing.maximum
    if not standing.is_judged or standing.report is None:
        return None, None
    score = next((each for each in standing.report.scores if each.name == criterion), None)
    if score is None:
        return None, None
    return score.earned if score.override is None else score.override.was, score.maximum


def refuse_by_hand(standing: Standing, criterion: str) -> None:
    """Raise UsageError where nothing was judged that could be overruled."""
    if any(score.by_hand for score in standing.scores if score.name == criterion):
        command = f"grade mark {standing.student.key} {criterion} POINTS"
        raise UsageError(f"{criterion!r} is marked by hand, not judged; run: {command}")


def refuse(standing: Standing, *, is_there: bool, criterion: str) -> None:
    """Raise UsageError where points on a criterion would be points on nothing."""
    if not standing.attempts:
        raise UsageError(
            f"{standing.student}: nothing was handed in, so there is nothing to overrule; "
            "points for the whole can be given: --total"
        )
    if standing.is_judged and not is_there:
        raise UsageError(
            f"{standing.student}: the attempt that counts has no points on {criterion!r}, so "
            "there is nothing to overrule; points for the whole can be given: --total"
        )
