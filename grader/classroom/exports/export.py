"""What the writers share: what they hand back, and points, times and advice as text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from grader.classroom.people import Remark, Standing
from grader.core.result import Diagnosis
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


def advice(diagnoses: Sequence[Diagnosis]) -> Iterator[str]:
    """Give a sentence for each diagnosis."""
    for diagnosis in diagnoses:
        begins = f" (it begins in {diagnosis.place})" if diagnosis.place else ""
        sentence = f"{diagnosis.advice[:1].upper()}{diagnosis.advice[1:]}"
        yield (
            f"Your answers are those of a program in which {diagnosis.cause}. {sentence}{begins}."
        )
