"""What the writers share: what they hand back, and points, times and advice as text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from grader.classroom.people import Remark, Standing
from grader.core.text import points


@dataclass(frozen=True)
class Export:
    """The bytes of one file, and what could not be placed in it."""

    content: bytes
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Exports:
    """The bytes of a file for each student by key, and what could not be placed in them."""

    files: Mapping[str, bytes]
    remarks: tuple[Remark, ...] = ()


def moment(when: datetime | None) -> str | None:
    """A time in ISO 8601 and UTC."""
    return when.astimezone(timezone.utc).isoformat(timespec="seconds") if when else None


def criteria(standing: Standing) -> list[Mapping[str, Any]]:
    """The judged criteria of the attempt that counts; none where there is no score."""
    return [] if standing.earned is None else list(standing.report.get("criteria", ()))


def earned(criterion: Mapping[str, Any]) -> float:
    """The points of a criterion that count, a person's as far as today's maximum allows."""
    return float(criterion["earned"])


def is_visible(criterion: Mapping[str, Any]) -> bool:
    """Whether students may read of it from the start."""
    return bool(criterion["visibility"] == "visible")


def without_score(standing: Standing) -> str:
    """Why there is nothing to export, in words; not graded is never 0."""
    return f"{standing.status.replace('_', ' ')}: no score, which is not a score of zero"


def maximum_remarks(
    possible: float | None, standings: Iterable[Standing], header: str
) -> Iterator[Remark]:
    """That points mean something else in the other system: they are not scaled."""
    for maximum in sorted({each.maximum for each in standings if each.maximum is not None}):
        if possible is not None and possible != maximum:
            told = f"is out of {points(possible)} there and out of {maximum} here"
            yield Remark(header, f"{told}; nothing is scaled")


def advice(report: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each diagnosis."""
    for one in report.get("diagnoses", ()):
        where = [f"{word} {one[word]}" for word in ("cell", "line") if one[word] is not None]
        begins = f" (it begins in {', '.join(where)})" if where else ""
        told = f"{one['advice'][:1].upper()}{one['advice'][1:]}"
        yield f"Your answers are those of a program in which {one['cause']}. {told}{begins}."
