"""The nouns of a class: students, what they hand in, and what counts. Does nothing, as `model`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from grader.classroom.briefs import Brief, CriterionBrief, brief_of
from grader.core.errors import GraderError
from grader.core.result import Diagnosis, Points, Report, Score, Status
from grader.core.submission import Place
from grader.course.lateness import Lateness, points_left

WHOLE = "*"  # in place of a criterion's name: what was decided is of all of them together
COUNTS_FOR = ": counts for "  # in what is noted of group work, between group and members
HELD = "held"  # the status in exports of one whose grade waits for what is marked by hand
MISSING = "missing"  # the status of a student of the roster who has handed in nothing
EXCUSED = "excused"  # the status of one for whom the assignment does not count at all
TOO_LATE = "too_late"  # the status of one whose every attempt was refused, for it came too late
UNGRADED = (Status.NOT_GRADED.value, Status.UNREADABLE.value, Status.REFUSED.value)


@dataclass(frozen=True, slots=True)
class Student:
    """One person of the class; `key` names them in the gradebook and is unique there.

    `ids` are what other systems call them, by the name of the kind: `canvas`, `sis`, `login`,
    `email`, `github`, `moodle` (the participant number of one assignment), `group`.
    `code` is what the student is shown as while the course is anonymous.
    """

    key: str
    name: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def shown(self) -> str:
        """By what the student's pages are called: the key, or the code in its place."""
        return self.code or self.key

    def __str__(self) -> str:
        if self.code:
            return self.code
        return f"{self.name} ({self.key})" if self.name and self.name != self.key else self.key


@dataclass(frozen=True, slots=True)
class HandIn:
    """One file as it was handed in; for group work there is one for each member.

    `place` is where it lies, for people; `name` the file's own. `submitted_at` is in UTC where it
    is `zoned`, else by the clock of whoever packed it, as if that were in UTC; where it is not
    `by_system`, it is the file's own, which anybody may set, and nobody is late by it. `number` is
    the system's own, which rises. `read` gives the bytes; it raises SubmissionError or RefusedError
    for this file alone, UndecidedError for it and others; another GraderError where it can't be
    read now, which says nothing of the file. `beside` are the files that come along, and how to
    read each; `assignment` is the homework that it is for. `group_note` is that of `notes` which
    says for whom of a group it counts.
    """

    place: str
    name: str
    student: Student
    submitted_at: datetime
    read: Callable[[], bytes]
    late: bool = False
    notes: tuple[str, ...] = ()
    number: int | None = None
    zoned: bool = True
    beside: tuple[tuple[str, Callable[[], bytes]], ...] = ()
    assignment: str = ""
    by_system: bool = True
    group_note: str = ""


class UndecidedError(GraderError):
    """Which of a student's files counts, only a person can tell: until then none is graded."""


@dataclass(frozen=True)
class Remark:
    """What a reader of a source has to say of something that it does not hand on.

    `is_loss` where that may have been somebody's work, which now has no score; `is_ours` where
    that is no fault of the work's.
    """

    place: str
    message: str
    is_loss: bool = False
    is_ours: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class Override:
    """Points that a person gave in place of the judged ones; None takes an earlier one back.

    `was` and `maximum` are what was judged and what could be had when it was decided.
    """

    student: str
    assignment: str
    criterion: str
    points: float | None
    was: float | None
    who: str
    why: str
    at: datetime
    maximum: Points | None = None

    @property
    def subject(self) -> str:
        return "the whole" if self.criterion == WHOLE else self.criterion


@dataclass(frozen=True)
class HandMark:
    """Points that a person gave on what is marked by hand.

    `former` tells whether that was for another attempt, which has the same part.
    """

    criterion: str
    points: float
    who: str
    comment: str
    at: datetime
    former: bool


@dataclass(frozen=True)
class Comment:
    """What a person says beside an attempt's code, or of the whole; Markdown."""

    id: int
    attempt_id: int
    cell: int | None
    line: int | None
    words: str
    who: str
    at: datetime

    @property
    def place(self) -> Place:
        return Place(self.cell, self.line)

    @property
    def subject(self) -> str:
        return str(self.place) or "the whole"


@dataclass(frozen=True)
class Adjustment:
    """Points that are added to what was earned, or taken off, for a reason; by which action."""

    action: int
    points: float
    who: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What counts for one student in one assignment; without a score `earned` is None.

    `status` is a `Status`'s value, MISSING, EXCUSED or TOO_LATE. `zoned` tells whether the time is
    in UTC, as far as that is known. `report` is that of the attempt that counts,
    overrides put in; None where there is none. `observation_key` is that
    of what was observed, `seconds` the time that this took. `doubts` say why an override is to be
    looked at. `outcome` and `judged` are status and points without what a person decided. `fault`
    is why a record of theirs can't be read, and what to do; what counts is not known then. `marks`
    are what people gave on what is marked by hand, `to_mark` the points that wait for that.
    `corrected` are the points of the attempt, overrides and marks put in; `lateness` is what being
    late costs of them, None where nothing is due; then `adjustments` come to it, and that is
    `earned`. `excused` is why a student is excused, empty where they are not; `extension` is until
    when they may hand in, where that is another time than for all; `zone` is that in which the
    assignment is due. `comments` are read where they go along.
    `sealed` stands where no report was read: what tables show of it, found to be as it was written.
    `digest` is a hash of the report as it was judged.
    """

    student: Student
    assignment: str
    status: str
    earned: float | None = None
    maximum: Points | None = None
    attempts: int = 0
    submitted_at: datetime | None = None
    zoned: bool | None = True
    late: bool = False
    report: Report | None = None
    overrides: tuple[Override, ...] = ()
    marks: tuple[HandMark, ...] = ()
    to_mark: Points = 0
    observation_key: str | None = None
    seconds: float | None = None
    fault: str = ""
    doubts: tuple[str, ...] = ()
    outcome: str = MISSING
    judged: float | None = None
    corrected: float | None = None
    lateness: Lateness | None = None
    adjustments: tuple[Adjustment, ...] = ()
    excused: str = ""
    extension: datetime | None = None
    zone: str = ""
    comments: tuple[Comment, ...] = ()
    sealed: Brief | None = None
    digest: str = ""

    @property
    def penalty(self) -> float:
        """The points that being late costs."""
        if self.corrected is None or self.lateness is None:
            return 0
        return round(self.corrected - points_left(self.corrected, self.lateness.share), 2)

    @property
    def is_judged(self) -> bool:
        return self.outcome == Status.GRADED.value

    @property
    def scores(self) -> tuple[Score, ...]:
        """The judged criteria of the attempt that counts; none where there is no score."""
        is_judged = self.status == Status.GRADED.value
        return self.report.scores if self.report and is_judged else ()

    @functools.cached_property
    def brief(self) -> Brief | None:
        """What tables show of the report."""
        return brief_of(self.report) if self.report else self.sealed

    @property
    def rubric(self) -> str | None:
        """The hash of the rubric that it was judged by; None where nobody knows."""
        if self.report is not None:
            return self.report.rubric_hash
        return self.sealed.rubric if self.sealed else None

    @property
    def criteria(self) -> tuple[CriterionBrief, ...]:
        """What the judged criteria came to; none where there is no score."""
        is_judged = self.status == Status.GRADED.value
        return self.brief.criteria if self.brief and is_judged else ()

    @property
    def notes(self) -> tuple[str, ...]:
        if self.report:
            return (*self.report.staff_notes, *self.report.notes)
        return (self.fault,) if self.fault else ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """The functions that are wrong themselves, as far as that is known."""
        return self.brief.wrong if self.brief else ()

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        return self.report.diagnoses if self.report else ()
