"""What goes into a gradebook and comes out of it, as frozen values. Knows no SQL.

A field that is a column of `schema` has its name: rows are written and read by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from grader.classroom.people import HandIn, Override, Student
from grader.core.result import Counts, Points, Report
from grader.course.due import DueRule
from grader.course.lateness import Lateness

AGAIN = "grade that file again: grade batch --force"  # what helps where a record is damaged
ANEW = "give grade batch its file again"  # where what is kept is too little to judge by today


@dataclass(frozen=True)
class ObservationRecord:
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
class AssignmentRecord:
    """What an assignment is now, and which of a student's attempts counts in it."""

    name: str
    title: str
    maximum: Points | None
    counts: Counts
    due: DueRule | None = None


@dataclass(frozen=True)
class Attempt:
    """One hand-in for an assignment; `content` is the SHA-256 of its file."""

    assignment: str
    hand_in: HandIn
    content: str


@dataclass(frozen=True)
class CriterionRecord:
    """One rubric line of a score; `part` is a hash of what a person marks of it, if one does."""

    name: str
    group: str
    earned: float
    maximum: Points
    status: str
    part: str | None = None


@dataclass(frozen=True)
class ScoreRecord:
    """A score to be recorded; `judging` is the hash of golden, rubric, catalogue and version.

    `report` is the zlib-compressed JSON of the report's document, `mistakes` gives the cause of
    each by its name, `seconds` is the time spent. `brief` is what tables show of the report.
    """

    status: str
    earned: float | None
    maximum: Points | None
    judging: str
    isolation: str
    report: bytes
    criteria: tuple[CriterionRecord, ...] = ()
    # By name, since one mistake may be part of several diagnoses and was made once.
    mistakes: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    brief: str | None = None


@dataclass(frozen=True)
class GradedHandIn:
    """An attempt, what it was given, and what was observed of it.

    What was observed `anew`, though it was kept, stands in the place of the former. `file` is what
    was handed in, where that can be kept. `batch_id` is the number of the action by which a new
    attempt comes in. `code` tells equal programs: the way in which one is hashed, and the hash.
    """

    attempt: Attempt
    score: ScoreRecord
    observation: ObservationRecord | None
    anew: bool = False
    file: bytes | None = None
    batch_id: int | None = None
    code: tuple[str, str] | None = None


@dataclass(frozen=True)
class LatestScore:
    """What an attempt's latest score was made from; `observation_key` is of what was observed.

    `by_system` tells whether a system has said when the attempt came.
    """

    status: str
    judging: str
    observation_key: str | None
    by_system: bool | None = None


@dataclass(frozen=True)
class CurrentScore:
    """The latest score of one attempt, by its number, and what it takes to judge that again."""

    attempt_id: int
    student: Student
    place: str
    name: str
    content: str
    notes: tuple[str, ...]
    status: str
    earned: float | None
    maximum: Points | None
    judging: str
    observation: ObservationRecord | None
    score_id: int

    @property
    def outcome(self) -> tuple[str, float | None, Points | None]:
        """What may count by it: by another one something else may, also of the same points."""
        return self.status, self.earned, self.maximum


@dataclass(frozen=True)
class Unreadable:
    """A record that can't be read, or judged again: whose it is, and what to do about it."""

    student: Student
    fault: str


@dataclass(frozen=True)
class Change:
    """What today's rubric makes of one attempt."""

    was: CurrentScore
    now: ScoreRecord

    @property
    def is_news(self) -> bool:
        return (self.was.status, self.was.earned) != (self.now.status, self.now.earned)

    @property
    def is_other(self) -> bool:
        """Whether something else may count by it, also of the same points."""
        return self.was.outcome != (self.now.status, self.now.earned, self.now.maximum)


@dataclass(frozen=True)
class Alike:
    """An attempt that today's rubric judges as it was, of one for whom nobody decided anything.

    Nobody moves by it, so what would be written of it is not made before it is to be written.
    """

    attempt_id: int


@dataclass(frozen=True)
class Counted:
    """What counts for a student: a status and points."""

    status: str
    earned: float | None
    maximum: Points | None


@dataclass(frozen=True)
class Shift:
    """A student for whom something else counts after a rescore."""

    student: Student
    was: Counted
    now: Counted


@dataclass(frozen=True)
class Effect:
    """What an action changes for a student in one assignment."""

    assignment: str
    shift: Shift


@dataclass(frozen=True)
class Stale:
    """An attempt that was asked other questions than today's, or of which nothing is kept."""

    student: Student
    why: str


@dataclass(frozen=True)
class PastScore:
    """One score that an attempt was given, with its report as it was judged."""

    status: str
    earned: float | None
    maximum: Points | None
    judging: str
    isolation: str
    seconds: float | None
    judged_at: datetime
    report: Report


@dataclass(frozen=True)
class PastAttempt:
    """One hand-in and all scores that it was given, the oldest first.

    `lateness` is what being late costs of it; None where nothing is due. `removed_by` is the action
    by which it counts no more.
    """

    assignment: str
    content: str
    place: str
    name: str
    submitted_at: datetime
    zoned: bool | None
    late: bool
    notes: tuple[str, ...]
    scores: tuple[PastScore | Unreadable, ...]
    lateness: Lateness | None = None
    removed_by: int | None = None


@dataclass(frozen=True)
class PastMark:
    """Points that a person gave by hand; None took earlier ones back."""

    assignment: str
    criterion: str
    points: float | None
    who: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class History:
    """All that a gradebook holds of one student, in the order in which it was handed in."""

    student: Student
    attempts: tuple[PastAttempt | Unreadable, ...]
    overrides: tuple[Override | Unreadable, ...]
    fault: str = ""
    marks: tuple[PastMark | Unreadable, ...] = ()

    def only(self, assignment: str) -> History:
        """Leave out what is of another assignment; what can't be read may be of this."""
        there = (assignment, None)
        return replace(
            self,
            attempts=tuple(a for a in self.attempts if getattr(a, "assignment", None) in there),
            overrides=tuple(o for o in self.overrides if getattr(o, "assignment", None) in there),
            marks=tuple(m for m in self.marks if getattr(m, "assignment", None) in there),
        )

    @property
    def is_damaged(self) -> bool:
        """Whether some of it can't be read."""
        judged = (score for a in self.attempts if isinstance(a, PastAttempt) for score in a.scores)
        parts = (*self.attempts, *self.overrides, *self.marks, *judged)
        return bool(self.fault) or any(isinstance(part, Unreadable) for part in parts)


@dataclass(frozen=True)
class CriterionShare:
    """How a class did on one criterion: the share that earned it whole, and the mean points."""

    name: str
    group: str
    maximum: Points
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
