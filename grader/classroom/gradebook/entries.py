"""What goes into a gradebook and comes out of it, as frozen values. Knows no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from grader.classroom.people import Override, Student
from grader.core.result import Report


@dataclass(frozen=True)
class Kept:
    """Everything observed of one content, under one asking; judging it again runs nothing.

    `key` is the SHA-256 of all that it depends on, `content` that of the file, `asked` that of the
    probes, cases, data and seeds. `document` is bytes that only the caller reads.
    """

    key: str
    assignment: str
    content: str
    asked: str
    seeds: tuple[int, ...]
    isolation: str
    document: bytes


@dataclass(frozen=True)
class CriterionRecord:
    """One rubric line of a score."""

    name: str
    group: str
    earned: float
    maximum: int
    status: str


@dataclass(frozen=True)
class MistakeRecord:
    """One diagnosed mistake of a score."""

    name: str
    cause: str


@dataclass(frozen=True)
class ScoreRecord:
    """A score to be recorded; `judging` is the hash of golden, rubric, catalogue and version.

    `report` is the zlib-compressed JSON of the report's document; `seconds` is the time spent.
    """

    status: str
    earned: float | None
    maximum: int | None
    judging: str
    isolation: str
    report: bytes
    criteria: tuple[CriterionRecord, ...] = ()
    mistakes: tuple[MistakeRecord, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True)
class LatestScore:
    """What an attempt's latest score was made from; `kept` is the key of its observations."""

    status: str
    judging: str
    kept: str | None


@dataclass(frozen=True)
class Attempt:
    """One hand-in as the gradebook holds it, and whether it was there before."""

    id: int
    known: bool
    latest_score: LatestScore | None = None


@dataclass(frozen=True)
class CurrentScore:
    """The latest score of one attempt, and what it takes to judge that attempt again."""

    attempt_id: int
    student: Student
    place: str
    name: str
    content: str
    submitted_at: datetime
    late: bool
    notes: tuple[str, ...]
    status: str
    earned: float | None
    maximum: int | None
    judging: str
    isolation: str
    kept: Kept | None


@dataclass(frozen=True)
class Change:
    """What today's rubric makes of one attempt."""

    was: CurrentScore
    now: ScoreRecord

    @property
    def is_news(self) -> bool:
        """Whether the student's points or status change."""
        return (self.was.status, self.was.earned) != (self.now.status, self.now.earned)


@dataclass(frozen=True)
class Stale:
    """An attempt that was asked other questions than today's, or of which nothing is kept."""

    was: CurrentScore
    why: str


@dataclass(frozen=True)
class PastScore:
    """One score that an attempt was given, with its report as it was judged."""

    status: str
    earned: float | None
    maximum: int | None
    judging: str
    isolation: str
    seconds: float | None
    judged_at: datetime
    report: Report


@dataclass(frozen=True)
class PastAttempt:
    """One hand-in and all scores that it was given, the oldest first."""

    assignment: str
    content: str
    place: str
    name: str
    submitted_at: datetime
    late: bool
    notes: tuple[str, ...]
    seen_at: datetime
    scores: tuple[PastScore, ...]


@dataclass(frozen=True)
class History:
    """All that a gradebook holds of one student, in the order in which it was handed in."""

    student: Student
    attempts: tuple[PastAttempt, ...]
    overrides: tuple[Override, ...]


@dataclass(frozen=True)
class CriterionShare:
    """How a class did on one criterion: the share that earned it whole, and the mean points."""

    name: str
    group: str
    maximum: int
    students: int
    earned: float
    mean: float


@dataclass(frozen=True)
class MistakeShare:
    """Who made a mistake, among the scores that count."""

    name: str
    cause: str
    students: tuple[Student, ...]


@dataclass(frozen=True)
class Statistics:
    """A class in one assignment, by what counts; the most frequent mistake comes first."""

    statuses: Mapping[str, int]
    criteria: tuple[CriterionShare, ...]
    mistakes: tuple[MistakeShare, ...]
