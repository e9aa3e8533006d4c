"""In which order a student's attempts were handed in, whatever clocks and zones say. Pure.

The numbers that a system gives rise, so between two that have one they decide. Else times do, as
far as they can be compared; where they can't, what comes into the gradebook later is the later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

INSTANT = timedelta(microseconds=1)  # the least that a database tells apart
NOTHING = timedelta(0)
DOUBLED = timedelta(hours=1)  # in autumn, when clocks are put back at night
NIGHT = (23, 0, 1, 2)
AROUND_THE_WORLD = timedelta(hours=26)  # between the clocks of the first zone and the last


@dataclass(frozen=True)
class Stamp:
    """When an attempt was handed in, as far as that is known, and where it stands among others.

    `zoned` is None where an older program has not said whether the time is one of a known zone.
    """

    submitted_at: datetime
    number: int | None
    zoned: bool | None
    ordered_at: datetime


def place(new: Stamp, others: Sequence[Stamp]) -> datetime:
    """Find the time by which a new attempt stands after all that it does not come before."""
    earlier = [other.ordered_at for other in others if not comes_before(new, other)]
    later = [
        # At one time numbers decide, too; else what was recorded first comes first.
        other.ordered_at - (INSTANT if not (new.number and other.number) else NOTHING)
        for other in others
        if comes_before(new, other)
    ]
    return min([max([new.ordered_at, *earlier]), *later])


def comes_before(new: Stamp, other: Stamp) -> bool:
    """Tell whether a new attempt is older than one that is recorded, for sure."""
    if new.number and other.number and new.number != other.number:
        return new.number < other.number
    return new.submitted_at < other.submitted_at - doubt(new, other)


def doubt(new: Stamp, other: Stamp) -> timedelta:
    """Say by how much two times may differ, and still be in the other order."""
    if new.zoned and other.zoned:
        return NOTHING
    if new.zoned is None or other.zoned is None or new.zoned or other.zoned:
        return AROUND_THE_WORLD
    # Of one system's clock, most likely: only at night it may say the same hour twice.
    are_at_night = new.submitted_at.hour in NIGHT and other.submitted_at.hour in NIGHT
    return DOUBLED if are_at_night else NOTHING


def tell_earlier(new: Stamp, others: Sequence[Stamp]) -> str:
    """Say that an attempt comes later and is dated earlier, and what that makes of it.

    Not where a system's own numbers say the same: it is graded later, and nothing more.
    """
    newest = max(others, key=lambda other: other.submitted_at, default=new)
    is_numbered = new.number and newest.number and new.number < newest.number
    if newest.submitted_at <= new.submitted_at or is_numbered:
        return ""
    is_older = any(comes_before(new, other) for other in others)
    dates = f"dated {day_of(new)}, before what was graded already, of {day_of(newest)}"
    return f"{dates}; it counts as the {'older' if is_older else 'later'} of the two"


def day_of(stamp: Stamp) -> str:
    """Write a time for people."""
    return f"{stamp.submitted_at:%Y-%m-%d %H:%M}{' UTC' if stamp.zoned else ''}"
