"""What the writers share: what they hand back, and points, times and advice as text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from grader.classroom.account import late_words
from grader.classroom.people import EXCUSED, HELD, TOO_LATE, Remark, Standing
from grader.core.result import Diagnosis, Score
from grader.core.text import in_words, points
from grader.reports.terminal import explanation

EXCUSED_MARK = "EX"  # as gradebooks write that an assignment does not count for somebody


@dataclass(frozen=True)
class Export:
    """The bytes of one file, and what could not be placed in it."""

    content: bytes
    remarks: tuple[Remark, ...] = ()


def moment(when: datetime | None, *, zoned: bool | None = True) -> str | None:
    """Write a time in ISO 8601 and UTC; one of a zone that nobody knows, without a zone."""
    if when is None:
        return None
    utc = when.astimezone(timezone.utc)
    return (utc.replace(tzinfo=None) if zoned is False else utc).isoformat(timespec="seconds")


def without_score(standing: Standing) -> str:
    """Say why there is nothing to export; not graded is never 0."""
    if standing.status == HELD:
        return f"{standing.to_mark} points are still to be marked by hand, so it is held back"
    if standing.status == EXCUSED:
        return f"excused: {standing.excused}; no score, and none is wanted"
    if standing.status == TOO_LATE and standing.lateness:
        return f"refused, {late_words(standing.lateness)}: no score"
    return f"{in_words(standing.status)}: no score, which is not a score of zero"


def maximum_remarks(
    possible: float | None, standings: Iterable[Standing], header: str
) -> Iterator[Remark]:
    """Say that points mean something else in the other system: they are not scaled."""
    for maximum in sorted({each.maximum for each in standings if each.maximum is not None}):
        if possible is not None and possible != maximum:
            there = f"is out of {points(possible)} there and out of {maximum} here"
            yield Remark(header, f"{there}; nothing is scaled")


def advice(diagnoses: Sequence[Diagnosis]) -> Iterator[str]:
    """Give a sentence for each diagnosis."""
    for diagnosis in diagnoses:
        yield f"Your answers are those of a program in which {explanation(diagnosis)}"


def messages(score: Score) -> Iterable[str]:
    """Say where a criterion departs, each message once."""
    # Many probes of a criterion fail alike; a dict keeps their order, as a set would not.
    return dict.fromkeys(departure.message for departure in score.departures)
