"""Grade a class: hand-ins go in, scores are written down one by one as they come.

The gradebook is the truth: what it holds for the same submission, questions and rubric is not done
again, so a batch that was killed is continued by running it again. One file never stops the others.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from grader.classroom.batch.fingerprints import Fingerprints
from grader.classroom.batch.local import Executor
from grader.classroom.batch.serialize import COMPRESSION
from grader.classroom.batch.worker import Outcome, Task, judge_kept, refusal
from grader.classroom.gradebook.entries import (
    Attempt,
    CriterionRecord,
    GradedHandIn,
    Kept,
    ScoreRecord,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import HandIn, Remark, Student
from grader.core.errors import GraderError, SubmissionError
from grader.core.hashing import digest
from grader.core.probe import Level
from grader.core.result import Status
from grader.course.load import Assignment
from grader.reports.document import stored


class How(Enum):
    """How a hand-in came by its score."""

    RUN = "graded now"
    JUDGED = "judged again, not run"
    KNOWN = "known already"


@dataclass(frozen=True)
class Done:
    """One hand-in that is dealt with."""

    hand_in: HandIn
    status: str
    how: How


@dataclass(frozen=True)
class Waiting:
    """A hand-in that waits for an outcome."""

    hand_in: HandIn
    content: str


@dataclass
class WorkUnit:
    """Work that is out: the files, and by each one's key those who wait for it."""

    keys: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


@dataclass
class Batch:
    """One run over the hand-ins of one assignment."""

    book: Gradebook
    assignment: Assignment
    level: Level
    engine: Executor
    force: bool = False

    def __post_init__(self) -> None:
        self.basis = Fingerprints.of(self.assignment, self.level)
        self.next = WorkUnit()
        self.out: dict[Future[list[Outcome]], WorkUnit] = {}
        self.claims: dict[str, list[Waiting]] = {}

    def run(self, hand_ins: Iterable[HandIn | Remark]) -> Iterator[Done | Remark]:
        """Deal with each; those that are run come as they are done. Raises GraderError."""
        for item in hand_ins:
            if isinstance(item, Remark):
                yield item
                continue
            yield from self.take(item)
            while len(self.out) >= self.engine.window:
                yield from self.collect()
        self.send()
        while self.out:
            yield from self.collect()

    def take(self, hand_in: HandIn) -> Iterator[Done]:
        """Give a hand-in the score that is known, or have it graded."""
        try:
            raw = hand_in.read()
        except SubmissionError as error:
            yield from self.take_unread(hand_in, error)
            return
        content = digest(raw)
        key = self.basis.key(content, hand_in.name)
        claim = Waiting(hand_in, content)
        if (status := self.todays_status(claim, key)) is not None:
            yield Done(hand_in, status, How.KNOWN)
        elif key in self.claims:
            self.claims[key].append(claim)
        elif not self.force and (kept := self.book.kept(key)) is not None:
            report = judge_kept(Path(hand_in.name), kept.document, self.assignment)
            yield self.record(claim, Outcome(report), kept, How.JUDGED)
        else:
            self.claims[key] = [claim]
            self.next.keys.append(key)
            self.next.tasks.append(Task(hand_in.name, raw))
            if len(self.next.tasks) >= self.engine.chunk:
                self.send()

    def take_unread(self, hand_in: HandIn, error: SubmissionError) -> Iterator[Done]:
        """A hand-in of which nothing can be read is an attempt, too."""
        content = digest(f"{hand_in.name}: {error}".encode())
        claim = Waiting(hand_in, content)
        if (status := self.todays_status(claim, None)) is not None:
            yield Done(hand_in, status, How.KNOWN)
            return
        report = refusal(hand_in.name, self.assignment, error)
        yield self.record(claim, Outcome(report), None, How.RUN)

    def todays_status(self, claim: Waiting, kept: str | None) -> str | None:
        """The status of a score that would come out the same; one missing by our fault never is."""
        if self.force:
            return None
        attempt = Attempt(self.assignment.name, claim.hand_in, claim.content)
        latest = self.book.latest_score(attempt)
        if latest is None or latest.status == Status.NOT_GRADED.value:
            return None
        same = (latest.judging, latest.kept) == (self.basis.judging, kept)
        return latest.status if same else None

    def send(self) -> None:
        """Give the engine what has been gathered."""
        if self.next.tasks:
            self.out[self.engine.submit(self.next.tasks)] = self.next
            self.next = WorkUnit()

    def collect(self) -> Iterator[Done]:
        """Wait for some work to come back, and write it down."""
        for future in wait(self.out, return_when=FIRST_COMPLETED).done:
            piece = self.out.pop(future)
            try:
                outcomes = self.engine.result(future)
            except GraderError as error:
                yield from self.give_up(piece, error)
                continue
            for key, task, outcome in zip(piece.keys, piece.tasks, outcomes, strict=True):
                yield from self.settle(key, digest(task.content), outcome)

    def give_up(self, piece: WorkUnit, error: GraderError) -> Iterator[Done]:
        """Of several files, try each alone; one alone has no score."""
        if len(piece.keys) > 1:
            for key, task in zip(piece.keys, piece.tasks, strict=True):
                self.out[self.engine.submit([task])] = WorkUnit([key], [task])
            return
        (key,), (task,) = piece.keys, piece.tasks
        content = digest(task.content)
        report = refusal(task.name, self.assignment, error)
        submission = replace(report.submission, sha256=content)
        yield from self.settle(key, content, Outcome(replace(report, submission=submission)))

    def settle(self, key: str, content: str, outcome: Outcome) -> Iterator[Done]:
        """Write an outcome down for all who wait for it."""
        kept = self.to_keep(key, content, outcome.kept)
        for claim in self.claims.pop(key):
            yield self.record(claim, outcome, kept, How.RUN)

    def record(self, claim: Waiting, outcome: Outcome, kept: Kept | None, how: How) -> Done:
        """Write one score down, and what is kept of the submission."""
        hand_in = claim.hand_in
        notes = hand_in.notes
        judged = judged_of(outcome, hand_in.place, hand_in.student, notes, self.basis.judging)
        attempt = Attempt(self.assignment.name, hand_in, claim.content)
        self.book.record_hand_in(GradedHandIn(attempt, judged, kept, anew=self.force))
        return Done(claim.hand_in, judged.status, how)

    def to_keep(self, key: str, content: str, document: bytes | None) -> Kept | None:
        """What is kept of a submission, and what that depends on."""
        if document is None:
            return None
        return Kept(
            key=key,
            assignment=self.assignment.name,
            content=content,
            asked=self.basis.asked,
            seeds=self.assignment.seeds,
            isolation=self.level.value,
            document=document,
        )


def judged_of(
    outcome: Outcome, place: str, student: Student, notes: Sequence[str], judging: str
) -> ScoreRecord:
    """Give a report as the gradebook keeps it: one student's, though others may share the file."""
    submission = replace(outcome.report.submission, path=Path(place), student=student.key)
    report = replace(outcome.report, submission=submission, notes=(*notes, *outcome.report.notes))
    text = json.dumps(stored(report), allow_nan=False)
    return ScoreRecord(
        status=report.status.value,
        earned=report.earned,
        maximum=report.maximum,
        judging=judging,
        isolation=report.isolation.value,
        report=zlib.compress(text.encode("ascii"), COMPRESSION),
        criteria=tuple(
            CriterionRecord(
                score.name, score.group, score.earned, score.maximum, score.status.value
            )
            for score in report.scores
        ),
        # Those that can't be told apart are one to whoever made it.
        mistakes={diagnosis.mistakes[0]: diagnosis.cause for diagnosis in report.diagnoses},
        seconds=outcome.seconds,
    )
