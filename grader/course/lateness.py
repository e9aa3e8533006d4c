"""How late a hand-in is, and what that leaves of its points.

Pure: knows times that it is given, and no clock. Not in a student's copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from grader.course.due import DueRule, LateRule
from grader.course.zones import instants, zone_of

WHOLE_SHARE = Fraction(1)


@dataclass(frozen=True)
class Lateness:
    """How late a hand-in is, and what that costs.

    `late_by` is the time since it was due, nothing within the grace; `days` are those begun, `free`
    those of them that cost nothing, `share` is what is left of the points, a multiple of 1/10,000.
    What is not `accepted` does not count at all. Where it is not known for sure when a hand-in
    came, it may be late and costs nothing.
    """

    late_by: timedelta = timedelta()
    days: int = 0
    free: int = 0
    share: Fraction = WHOLE_SHARE
    accepted: bool = True

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def is_doubtful(self) -> bool:
        """Whether it would be late by a time that is not known for sure."""
        return not self.days and self.late_by > timedelta()


def lateness(
    rule: DueRule,
    submitted_at: datetime,
    zoned: bool | None,
    extension: datetime | None = None,
    free_left: int = 0,
) -> Lateness:
    """Tell how late a hand-in is, and what that costs.

    A time that is not `zoned` is one of the zone of what was due, written as if in UTC; where
    `zoned` is None, nobody knows for sure when it was. An extension takes the place of what was
    due, but never makes it earlier.
    """
    due = max(rule.due.at, extension) if extension else rule.due.at
    at = submitted_at if zoned else earliest(submitted_at, rule.due.zone)
    last = due + rule.late.grace
    if at <= last:
        return Lateness()
    if zoned is None:
        return Lateness(at - due)
    return cost(rule.late, at - due, days_begun(last, at, rule.due.zone), free_left)


def cost(rule: LateRule, late_by: timedelta, days: int, free_left: int) -> Lateness:
    """Tell what so many days cost."""
    if rule.up_to is not None and days > rule.up_to:
        return Lateness(late_by, days, 0, Fraction(0), rule.then != "refuse")
    # What costs nothing takes nothing of the budget.
    free = min(days, max(free_left, 0)) if rule.per_day else 0
    left = WHOLE_SHARE - (days - free) * rule.per_day
    return Lateness(late_by, days, free, max(left, Fraction(0)))


def days_begun(last: datetime, at: datetime, zone: str) -> int:
    """Count the days begun since the last moment that was in time.

    Each ends when clocks show the same again, so one on which they change is no longer for that.
    """
    days = max((at - last).days - 1, 1)
    while at > end_of_day(last, days, zone):
        days += 1
    return days


def end_of_day(last: datetime, days: int, zone: str) -> datetime:
    """Find when so many days have passed; in doubt, of an hour that occurs twice, the later."""
    own = zone_of(zone)
    local = last.astimezone(own).replace(tzinfo=None, fold=0) + timedelta(days=days)
    return max(instants(local, own))


def earliest(submitted_at: datetime, zone: str) -> datetime:
    """Find the first moment at which clocks in a zone show this time, which is as if in UTC."""
    local = submitted_at.astimezone(timezone.utc).replace(tzinfo=None)
    return min(instants(local, zone_of(zone)))


def points_left(points: float, share: Fraction) -> float:
    """Give what is left of points, to 2 decimals, half up, exactly."""
    hundredths = Fraction(str(points)) * share * 100
    return (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator) / 100
