"""A class's results as a JSON array, described by `export.schema.json`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.classroom.account import doubts_of, has_account, is_late
from grader.classroom.exports.export import moment
from grader.classroom.exports.scores import once_for_each
from grader.classroom.people import EXCUSED, Standing
from grader.core.errors import GraderError
from grader.core.result import Report, Score
from grader.course.lateness import Lateness
from grader.reports import document as report
from grader.reports.records import with_list

# Of a standing and of an override, as they are called in both the file and the class.
FIELDS = ("assignment", "status", "earned", "maximum", "late", "submitted_at", "attempts")
ADJUSTMENT = ("points", "who", "why", "at")
COMMENT = ("cell", "line", "words", "who", "at")
OVERRIDE = ("criterion", "points", "was", "who", "why", "at")

BETWEEN = b",\n"


def to_json(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Write everything known of each student, reports and all; ASCII, one student a line.

    Piece by piece: the whole of a large class would fill the memory.
    """
    yield b"[\n"
    for number, lines in enumerate(pieces):
        yield BETWEEN * bool(number) + lines
    yield b"\n]\n"


def to_lines(standings: Sequence[Standing]) -> bytes:
    """Write the part of some students. Raises GraderError."""
    return BETWEEN.join(map(to_line, standings))


def to_line(standing: Standing) -> bytes:
    """Write one student's part. Raises GraderError."""
    try:
        # NaN is no JSON: many readers would refuse the whole file for it.
        return written(standing).encode("ascii")
    except ValueError:
        raise GraderError("a result holds what is no number: nothing was exported") from None


def written(standing: Standing) -> str:
    """Write one student's part, each criterion of it once for all who have the same."""
    text, judged = text_of(document(standing)), standing.report
    if judged is None:
        return text
    criteria = ", ".join(criterion(score, within=judged) for score in judged.scores)
    return with_list(text, "criteria", criteria)


@once_for_each
def criterion(score: Score, *, within: Report) -> str:
    """Write a criterion; which report it is within makes no difference."""
    return text_of(report.document(replace(within, scores=(score,)))["criteria"][0])


def text_of(part: Any) -> str:
    """Write JSON. Raises ValueError for NaN."""
    return json.dumps(part, allow_nan=False, default=moment)


def document(standing: Standing) -> dict[str, Any]:
    """Give one student's part of the array, without its criteria.

    Without a score `earned` is null, never 0.
    """
    judged = standing.report and replace(standing.report, scores=())
    return {
        "student": standing.student.key,
        "name": standing.student.name,
        # Sorted: the same class is the same file, whatever order ids come in.
        "ids": dict(sorted(standing.student.ids.items())),
        **{name: getattr(standing, name) for name in FIELDS},
        "late": is_late(standing),
        "submitted_at": moment(standing.submitted_at, zoned=standing.zoned),
        "overrides": [
            {name: getattr(override, name) for name in OVERRIDE} for override in standing.overrides
        ],
        "report": judged and report.document(judged),
        **dict(rulings(standing)),
    }


def rulings(standing: Standing) -> Iterator[tuple[str, Any]]:
    """Give what was taken off, added and said, and why; nothing where nothing was."""
    lateness = standing.lateness
    if has_account(standing):
        yield "judged", standing.judged
        yield "corrected", standing.corrected
    if lateness and lateness.is_late:
        yield "lateness", lateness_of(lateness, standing.penalty)
    if standing.adjustments:
        given = [{key: getattr(a, key) for key in ADJUSTMENT} for a in standing.adjustments]
        yield "adjustments", given
    if standing.extension:
        yield "extended_until", standing.extension
    if standing.status == EXCUSED:
        yield "excused_for", standing.excused
    if doubts := [*doubts_of(standing)]:
        yield "to_look_at", doubts
    if standing.comments:
        comments = [{key: getattr(each, key) for key in COMMENT} for each in standing.comments]
        yield "comments", comments


def lateness_of(lateness: Lateness, penalty: float) -> dict[str, Any]:
    """Give how late it came, and what that costs."""
    return {
        "seconds": int(lateness.late_by.total_seconds()),
        "days": lateness.days,
        "free_days": lateness.free,
        "share_left": float(lateness.share),
        "penalty": penalty,
        "accepted": lateness.accepted,
    }
