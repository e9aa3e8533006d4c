"""What the tables of a class show of a report: a list of thousands reads these alone. Pure."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.result import Points, Report, Score, ScoreStatus, whole

MOST_CACHED = 4096  # most of a class have the same results as somebody else


@dataclass(frozen=True)
class CriterionBrief:
    """What a criterion came to; `earned` is None as long as a person is to mark it."""

    name: str
    group: str
    earned: Points | None
    is_overridden: bool = False


@dataclass(frozen=True)
class Brief:
    """A report without its texts: `mistakes` are those of each diagnosis, `wrong` the functions."""

    isolation: str
    rubric: str | None
    criteria: tuple[CriterionBrief, ...]
    mistakes: tuple[tuple[str, ...], ...]
    wrong: tuple[str, ...]
    to_mark: Points
    is_overridden: bool = False  # as a whole

    @property
    def groups(self) -> Mapping[str, Points]:
        """The points that were earned in each of the rubric's groups."""
        groups: dict[str, Points] = {}
        for criterion in self.criteria:
            groups[criterion.group] = groups.get(criterion.group, 0) + (criterion.earned or 0)
        return groups


def brief_of(report: Report) -> Brief:
    """Leave out of a report all that no table shows."""
    return Brief(
        report.isolation.value,
        report.rubric_hash,
        tuple(map(criterion_of, report.scores)),
        tuple(diagnosis.mistakes for diagnosis in report.diagnoses),
        report.wrong,
        report.to_mark,
        report.override is not None,
    )


def criterion_of(score: Score) -> CriterionBrief:
    """Say what a criterion came to."""
    earned = None if score.is_unmarked else score.earned
    return CriterionBrief(score.name, score.group, earned, score.override is not None)


def write_brief(document: Mapping[str, Any]) -> str:
    """Write the brief of a report as it was judged, which is given as a gradebook keeps it."""
    unmarked = [c for c in document["criteria"] if c["status"] == ScoreStatus.TO_MARK.value]
    parts = [
        document["isolation"],
        document["rubric"],
        [
            [c["name"], c["group"], None if c in unmarked else c["earned"]]
            for c in document["criteria"]
        ],
        [diagnosis["mistakes"] for diagnosis in document["diagnoses"]],
        document["wrong"],
        whole(sum(c["maximum"] for c in unmarked)),
    ]
    return json.dumps(parts, allow_nan=False, separators=(",", ":"))


@functools.lru_cache(MOST_CACHED)
def read_brief(text: str) -> Brief:
    """Read a brief, once for all who have the same. Raises ValueError for what is none."""
    try:
        isolation, rubric, criteria, mistakes, wrong, to_mark = json.loads(text)
        return Brief(
            isolation,
            rubric,
            tuple(CriterionBrief(*criterion) for criterion in criteria),
            tuple(map(tuple, mistakes)),
            tuple(wrong),
            to_mark,
        )
    except TypeError as error:
        raise ValueError("no brief of a report") from error
