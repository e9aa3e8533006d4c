"""Grade a class: hand-ins go in, scores are written down one by one as they come.

The gradebook is the truth: what it holds for the same submission, questions and rubric is not done
again, so a batch that was killed is continued by running it again. One file never stops the others.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from grader.classroom.batch.fingerprints import Fingerprints
from grader.classroom.batch.local import Executor
from grader.classroom.batch.views import Views
from grader.classroom.batch.worker import Outcome, Task, judge_kept, refusal
from grader.classroom.briefs import write_brief
from grader.classroom.compression import compress
from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.effects import BATCH
from grader.classroom.gradebook.entries import (
    Attempt,
    CriterionRecord,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import HandIn, Remark, Student, UndecidedError
from grader.core.errors import GraderError, RecordError, SubmissionError
from grader.core.hashing import digest, hash_of
from grader.core.probe import Level
from grader.core.result import Status
from grader.core.submission import Submission
from grader.core.text import encode
from grader.course.load import Assignment
from grader.reports.records import stored
from grader.submission.beside import File, read_all

LOOK_AGAIN = 0.2  # seconds between two looks at what another batch is at
# What comes soon after each other is written together, which costs little more than to write one.
TOGETHER, SOON = 8, 0.1
MOST_SHARED = 1024  # ways to do on all criteria
ANOTHER_GROUP = (
    "recorded when the group was another ({}), and left so; where it is to count for them, too, "
    "give it in a folder or file of their name"
)
# Whatever else stands there: graded again.
SETTLED = {status.value for status in Status} - {Status.NOT_GRADED.value}


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
    remark: str = ""  # on its time


WorkUnit = dict[str, Task]  # what is done at a time: the files by their keys
Ready = tuple[str, Outcome, bytes]  # what came of a key's file, and the file


@dataclass
class LoggedBatch:
    """The action by which the hand-ins of one run come in, written down with the first of them."""

    book: Gradebook
    who: str
    sources: str

    @functools.cached_property
    def number(self) -> int:
        return self.book.act(Action(BATCH, self.who, detail={"shown": self.sources}))


@dataclass
class Batch:
    """One run over the hand-ins of one assignment.

    What goes out is by keys, and by each key's side stand all who handed in the same.
    """

    book: Gradebook
    assignment: Assignment
    level: Level
    executor: Executor
    force: bool = False
    logged: LoggedBatch | None = None

    def __post_init__(self) -> None:
        self.removed = self.book.removals(self.assignment.name)
        self.fingerprints = Fingerprints.of(self.assignment, self.level)
        self.views = Views(self.assignment)
        self.gathered: WorkUnit = {}
        self.out: dict[Future[list[Outcome]], WorkUnit] = {}
        self.ready: list[Ready] = []  # has come, and is to be written down
        self.waiting: dict[str, list[Attempt]] = {}
        self.damaged: set[str] = set()  # what is kept under these is to be written anew
        self.put_off: list[HandIn] = []  # another batch is at them

    def run(self, hand_ins: Iterable[HandIn | Remark]) -> Iterator[Done | Remark]:
        """Take each; those that are run come as they are done. Raises GraderError."""
        try:
            yield from self.take_all(hand_ins)
            while self.put_off:
                time.sleep(LOOK_AGAIN)  # all else is done, so there is nothing to do but to wait
                again, self.put_off = self.put_off, []
                yield from self.take_all(again)
        except (GraderError, KeyboardInterrupt):
            self.write_down()  # what came is kept
            raise

    def take_all(self, hand_ins: Iterable[HandIn | Remark]) -> Iterator[Done | Remark]:
        """Take each, but for what another batch is at, and wait for all that is run."""
        for item in hand_ins:
            if isinstance(item, Remark):
                yield item
                continue
            yield from self.take(item)
            # No further ahead: what waits is whole files, and a class may have gigabytes.
            while len(self.out) >= self.executor.window:
                yield from self.collect()
        self.send()
        while self.out:
            yield from self.collect()

    def take(self, hand_in: HandIn) -> Iterator[Done | Remark]:
        """Give a hand-in the score that is known, or have it graded."""
        try:
            raw, files = hand_in.read(), read_all(hand_in.beside)
        except (SubmissionError, UndecidedError) as error:
            yield self.take_unread(hand_in, error)
            return
        except GraderError as error:
            # No attempt: what the student has counts on, and the next batch tries again.
            yield unread(hand_in, str(error))
            return
        attempt = Attempt(self.assignment.name, hand_in, content_of(raw, files))
        if hand_in.group_note and (former := self.book.former_group(attempt)):
            yield Remark(hand_in.place, f"{hand_in.student}: {ANOTHER_GROUP.format(former)}")
            return
        groups = self.views.groups(hand_in.student)
        task = Task(self.assignment.name, hand_in.name, raw, files, groups)
        yield from self.take_read(attempt, task)

    def take_read(self, attempt: Attempt, task: Task) -> Iterator[Done | Remark]:
        """Give what was read the score that is known, or have it graded."""
        hand_in = attempt.hand_in
        key = self.fingerprints.key(attempt.content, hand_in.name)
        is_out = key in self.waiting  # handed in by another, too: run once
        # Looked up once, by who may have it graded: nearly all are new.
        if is_out or not (self.force or self.book.claims.take(key)):
            if (status := self.todays_status(attempt, key)) is not None:
                yield self.done(attempt, status, How.KNOWN)
            elif is_out:
                self.wait_for(attempt, key)
            else:
                self.put_off.append(hand_in)
        elif (done := self.find_done(attempt, key)) is not None:
            self.book.claims.release(key)
            yield done
        else:
            self.waiting[key] = [attempt]
            self.gathered[key] = task
            if len(self.gathered) >= self.executor.chunk:
                self.send()

    def wait_for(self, attempt: Attempt, key: str) -> None:
        """Let a hand-in wait for the same of another; it is judged after it for other groups."""
        first = self.waiting[key][0].hand_in.student
        if self.views.groups(first) == self.views.groups(attempt.hand_in.student):
            self.waiting[key].append(attempt)
        else:
            self.put_off.append(attempt.hand_in)

    def find_done(self, attempt: Attempt, key: str) -> Done | Remark | None:
        """Find what need not be run, also by what another batch has just done."""
        if (status := self.todays_status(attempt, key)) is not None:
            return self.done(attempt, status, How.KNOWN)
        return None if self.force else self.judge_again(attempt, key)

    def judge_again(self, attempt: Attempt, key: str) -> Done | Remark | None:
        """Judge what is kept of a file; None where nothing is, or what can't be read."""
        try:
            former = self.book.find_observation(key)
            if former is None:
                return None
            view = self.views.of(attempt.hand_in.student)
            report = judge_kept(Path(attempt.hand_in.name), former, view)
        except RecordError:
            self.damaged.add(key)
            return None
        graded = self.graded(attempt, Outcome(stored(report)), former)
        return self.record([graded], How.JUDGED)[0]

    def take_unread(self, hand_in: HandIn, error: GraderError) -> Done | Remark:
        """Take a hand-in of which nothing can be read, or nobody knows what: an attempt, too."""
        # Told apart by what is wrong, so that it is known again, and mended is another attempt.
        # Without its place: the same zip may be called otherwise the next time.
        fault = str(error).removeprefix(f"{hand_in.place}: ")
        content = digest(encode(f"{hand_in.name}: {fault}"))
        attempt = Attempt(self.assignment.name, hand_in, content)
        if (status := self.todays_status(attempt, None)) is not None:
            return self.done(attempt, status, How.KNOWN)
        view = self.views.of(hand_in.student)
        report = refusal(Submission(Path(hand_in.name)), view, error)
        return self.record([self.graded(attempt, Outcome(stored(report)), None)], How.RUN)[0]

    def todays_status(self, attempt: Attempt, key: str | None) -> str | None:
        """Give the status of a score that would come out the same, if there is one."""
        if self.force:
            return None
        latest = self.book.latest_score(attempt)
        # What is missing by our fault is tried again: another day it may be well.
        if latest is None or latest.status not in SETTLED:
            return None
        judging = self.views.judging(attempt.hand_in.student)
        if (latest.judging, latest.observation_key) != (judging, key):
            return None
        if attempt.hand_in.by_system and not latest.by_system:
            self.book.learn_time(attempt)
        return latest.status

    def has_score(self, attempt: Attempt) -> bool:
        """Tell whether there is a score of an attempt that is not for a fault of ours."""
        latest = self.book.latest_score(attempt)
        return latest is not None and latest.status in SETTLED

    def send(self) -> None:
        """Give the executor what has been gathered."""
        if self.gathered:
            self.submit(self.gathered)
            self.gathered = {}

    def submit(self, unit: WorkUnit) -> None:
        """Have files graded."""
        self.out[self.executor.submit([*unit.values()])] = unit

    def collect(self) -> Iterator[Done | Remark]:
        """Wait for some work to come back; it is written down when no more comes soon."""
        came = wait(self.out, SOON if self.ready else None, FIRST_COMPLETED).done
        for future in came:
            unit = self.out.pop(future)
            try:
                outcomes = self.executor.result(future)
            except GraderError as error:
                self.give_up(unit, error)
                continue
            files = (task.content for task in unit.values())
            self.ready += zip(unit, outcomes, files, strict=True)
        if not came or not self.out or len(self.ready) >= TOGETHER:
            yield from self.write_down()

    def give_up(self, unit: WorkUnit, error: GraderError) -> None:
        """Try each of several files alone; one alone has no score."""
        for key, task in unit.items():
            if len(unit) > 1:
                self.submit({key: task})
                continue
            submission = Submission(Path(task.name), digest(task.content))
            view = self.assignment.for_groups(task.groups)
            report = stored(refusal(submission, view, error))
            self.ready.append((key, Outcome(report), task.content))

    def write_down(self) -> list[Done | Remark]:
        """Write what has come down, for all who wait for it."""
        ready, self.ready = self.ready, []
        items = [item for key, outcome, file in ready for item in self.settle(key, outcome, file)]
        written = self.record(items, How.RUN)
        for key, _, _ in ready:
            self.book.claims.release(key)
        return written

    def settle(self, key: str, outcome: Outcome, file: bytes) -> Iterator[GradedHandIn | Remark]:
        """Give an outcome to all who wait for it."""
        attempts = self.waiting.pop(key)
        observation = self.to_keep(key, attempts[0].content, outcome.document)
        was = attempts[0].hand_in.name
        for attempt in attempts:
            report = renamed(outcome.report, was, attempt.hand_in.name)
            yield self.graded(attempt, replace(outcome, report=report), observation, file)

    def graded(
        self,
        attempt: Attempt,
        outcome: Outcome,
        observation: ObservationRecord | None,
        file: bytes | None = None,
    ) -> GradedHandIn | Remark:
        """Say what is to be written of one score, and what is kept of the submission."""
        hand_in = attempt.hand_in
        report = owned(outcome.report, hand_in.place, hand_in.student, hand_in.notes)
        if report["status"] not in SETTLED and self.has_score(attempt):
            # A fault of ours takes nothing away: what they had counts on.
            return unread(hand_in, report["notes"][-1])
        score = record_of(report, self.views.judging(hand_in.student), outcome.seconds)
        anew = self.force or (observation is not None and observation.key in self.damaged)
        batch_id = self.logged.number if self.logged else None
        return GradedHandIn(attempt, score, observation, anew, file, batch_id, outcome.code)

    def record(self, items: Sequence[GradedHandIn | Remark], how: How) -> list[Done | Remark]:
        """Write scores down, all in one transaction."""
        graded = [item for item in items if isinstance(item, GradedHandIn)]
        remarks = iter(self.book.record_hand_ins(graded) if graded else ())
        return [
            item
            if isinstance(item, Remark)
            else self.done(item.attempt, item.score.status, how, next(remarks))
            for item in items
        ]

    def done(self, attempt: Attempt, status: str, how: How, remark: str = "") -> Done:
        """Say that a hand-in is dealt with, and where it was removed that it does not count."""
        key = attempt.hand_in.student.key
        action = self.removed.get((key, ""))
        if action is None and (key, attempt.content) in self.removed:
            action = self.book.removal_of(attempt)
        if action is not None:
            remark = f"removed by action {action}, so it does not count; grade undo {action}"
        return Done(attempt.hand_in, status, how, remark)

    def to_keep(self, key: str, content: str, document: bytes | None) -> ObservationRecord | None:
        """Say of what is kept of a submission what it depends on."""
        if document is None:
            return None
        return ObservationRecord(
            key=key,
            assignment=self.assignment.name,
            content=content,
            asked=self.fingerprints.asked,
            seeds=self.assignment.seeds,
            isolation=self.level.value,
            document=document,
        )


def content_of(raw: bytes, files: Sequence[File]) -> str:
    """Hash a file, with what came along."""
    own = digest(raw)
    return hash_of(own, [[name, digest(content)] for name, content in files]) if files else own


def renamed(report: Mapping[str, Any], was: str, now: str) -> Mapping[str, Any]:
    """Put a file's own name before what is said against it, where another's stands."""
    if report["earned"] is not None or was == now:
        return report
    named = f"{was}: "
    notes = [
        f"{now}: {note.removeprefix(named)}" if note.startswith(named) else note
        for note in report["notes"]
    ]
    return {**report, "notes": notes}


def unread(hand_in: HandIn, why: str) -> Remark:
    """Say that a hand-in was not graded now, for no fault of its own; nothing is recorded."""
    reason = why.removeprefix(f"{hand_in.place}: ")
    return Remark(hand_in.place, f"{hand_in.student}: {reason}", is_loss=True, is_ours=True)


def owned(
    report: Mapping[str, Any], place: str, student: Student, notes: Sequence[str]
) -> dict[str, Any]:
    """Make a stored report one student's, though others may share the file."""
    submission = handed_in(report["submission"], place, student)
    return {**report, "submission": submission, "notes": [*notes, *report["notes"]]}


def handed_in(submission: Mapping[str, Any], place: str, student: Student) -> dict[str, Any]:
    """Say of what was handed in where it lay, and whose it is."""
    return {**submission, "path": place, "student": student.key}


def record_of(
    report: Mapping[str, Any], judging: str, seconds: float | None = None, text: str = ""
) -> ScoreRecord:
    """Give a stored report as a row, its criteria and mistakes beside it; `text` is its JSON."""
    text = text or json.dumps(report, allow_nan=False)
    return ScoreRecord(
        status=report["status"],
        earned=report["earned"],
        maximum=report["maximum"],
        judging=judging,
        isolation=report["isolation"],
        report=compressed(text),
        # Of what is tampered with none counts.
        criteria=criteria_of(report) if report["status"] == Status.GRADED.value else (),
        # Those that can't be told apart are one to whoever made it.
        mistakes={mistakes["mistakes"][0]: mistakes["cause"] for mistakes in report["diagnoses"]},
        seconds=seconds,
        brief=sys.intern(write_brief(report)),
    )


def compressed(text: str) -> bytes:
    """Give the JSON of a report as it is stored."""
    return compress(text.encode("ascii"))


def criteria_of(report: Mapping[str, Any]) -> tuple[CriterionRecord, ...]:
    """Give a report's criteria as rows: the same ones for all who have them, to keep and to send.

    With the types of points, since 2 and 2.0 are equal, and are written as they are.
    """
    lines = (
        (c["name"], c["group"], c["earned"], c["maximum"], c["status"], c.get("part"))
        for c in report["criteria"]
    )
    return shared_criteria(tuple((line, type(line[2]), type(line[3])) for line in lines))


@functools.lru_cache(MOST_SHARED)
def shared_criteria(
    lines: tuple[tuple[tuple[Any, ...], type, type], ...],
) -> tuple[CriterionRecord, ...]:
    """Make rows of criteria once for all who have the same."""
    return tuple(CriterionRecord(*line) for line, *_ in lines)
