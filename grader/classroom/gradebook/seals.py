"""A score's brief under a seal: a hash of all that it tells of, so that damage to that shows.

What is not sealed, or not as it was, is read in full, which says what is wrong with it.
"""

from __future__ import annotations

from typing import Any

from grader.classroom.briefs import Brief, read_brief
from grader.classroom.gradebook.entries import ScoreRecord
from grader.classroom.gradebook.kinds import DAMAGE
from grader.core.hashing import digest

LENGTH = 64  # of a seal, which stands before the brief


def sealed(score: ScoreRecord) -> str | None:
    """Give a score's brief as it is kept; None where it has none."""
    return score.brief and f"{seal_of(score, score.brief)}{score.brief}"


def unsealed(row: Any) -> Brief | None:
    """Read the brief of a score's row; None unless all of it is as it was written."""
    if row.brief is None or DAMAGE in row or seal_of(row, row.brief[LENGTH:]) != row.brief[:LENGTH]:
        return None
    try:
        return read_brief(row.brief[LENGTH:])
    except ValueError:  # of another version
        return None


def seal_of(score: Any, brief: str) -> str:
    """Make the seal of a brief, and of what a score's report and row say."""
    # As one number each: 7 is written, and 7.0 read.
    points = [None if value is None else float(value) for value in (score.earned, score.maximum)]
    about = f"{score.status} {points} {brief}"
    return digest(about.encode("utf-8", "backslashreplace") + b"\0" + score.report)
