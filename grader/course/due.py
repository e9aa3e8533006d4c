"""The rule of when work is due, and of what being late costs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from grader.course.zones import ZonedTime, zone_of

Then = Literal["refuse", "zero"]


@dataclass(frozen=True)
class LateRule:
    """What being late costs.

    Nobody is late within `grace`. `per_day` is the share of points taken off for each day begun,
    a multiple of 1/10,000; after `up_to` days `then` holds. `free_days` of a student cost nothing:
    they are one budget for the whole course, and what of it an assignment may use is what its own
    rule has less what was spent before.
    """

    grace: timedelta = timedelta()
    per_day: Fraction = Fraction(0)
    up_to: int | None = None
    then: Then = "zero"
    free_days: int = 0


@dataclass(frozen=True)
class DueRule:
    """When an assignment is due, and what being late costs there."""

    due: ZonedTime
    late: LateRule = field(default_factory=LateRule)

    def to_json(self) -> dict[str, Any]:
        """Give the rule as JSON has it."""
        late = self.late
        return {
            "due": self.due.at.isoformat(),
            "zone": self.due.zone,
            "grace": int(late.grace.total_seconds()),
            "per_day": str(late.per_day),
            "up_to": late.up_to,
            "then": late.then,
            "free_days": late.free_days,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> DueRule:
        """Make the rule that `to_json` gave. Raises ValueError for an unknown zone."""
        zone_of(document["zone"])
        due = ZonedTime(datetime.fromisoformat(document["due"]), document["zone"])
        late = LateRule(
            timedelta(seconds=document["grace"]),
            Fraction(document["per_day"]),
            document["up_to"],
            document["then"],
            document["free_days"],
        )
        return cls(due, late)
