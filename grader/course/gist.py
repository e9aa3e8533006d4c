"""What grading needs of a rubric: plain values, which can be kept and need no validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.result import Counts, Criterion, GuideLevel, Points, Tolerance
from grader.core.submission import Limits


@dataclass(frozen=True)
class Gist:
    """What grading needs of an assignment's part of a valid rubric, as plain values.

    The probes of `criteria` are patterns; `visible` and `hidden` are points, without a bonus. The
    last six are of a class's term; `due` is the rule as JSON has it.
    """

    title: str
    visible: Points
    hidden: Points
    tolerance: Tolerance
    limits: Limits
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    inert: tuple[str, ...]
    carry_forward: float
    shares: Mapping[str, float]
    data: tuple[str, ...]
    files: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    pictures: tuple[Mapping[str, Any], ...]
    visible_hash: str
    whole_hash: str
    attempts: Counts
    weight: float | None
    is_held: bool
    groups: bool | None
    requests_until: str | None
    due: Mapping[str, Any] | None


def gist_from(parts: Mapping[str, Any]) -> Gist:
    """Make a gist of what was kept of it."""
    tolerance, limits = Tolerance(**parts["tolerance"]), Limits(**parts["limits"])
    criteria = tuple(map(criterion_from, parts["criteria"]))
    return Gist(**{**parts, "tolerance": tolerance, "limits": limits, "criteria": criteria})


def criterion_from(parts: Mapping[str, Any]) -> Criterion:
    """Make a criterion of what was kept of it."""
    tolerance = Tolerance(**parts["tolerance"])
    levels = tuple(GuideLevel(**level) for level in parts["levels"])
    return Criterion(**{**parts, "tolerance": tolerance, "levels": levels})
