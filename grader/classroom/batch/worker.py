"""What one process of a batch does: grade contents, one after another, behind a wall kept warm."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.classroom.batch.forks import MANY
from grader.classroom.batch.loan import Loan, borrow
from grader.classroom.batch.serialize import pack, pack_refusal, refuse_partial, unpack
from grader.classroom.gradebook.entries import ANEW, ObservationRecord
from grader.classroom.similarity.codes import HashedCode, hashed
from grader.core.errors import GraderError, RecordError, RefusedError, SubmissionError
from grader.core.hashing import digest
from grader.core.probe import Level, Observations
from grader.core.result import Report, looks_closely
from grader.core.submission import Submission
from grader.course.load import Assignment
from grader.mending import is_mended, may_follow, with_mended
from grader.pipeline import (
    Graded,
    Worth,
    grade_safely,
    job_of,
    judge,
    questions_of,
    refuse_other,
    unscored,
)
from grader.reports.records import stored
from grader.sandbox.isolation import SandboxPool
from grader.sandbox.protocol import Sandbox
from grader.sandbox.session import observing
from grader.submission.beside import File
from grader.submission.parts import has_parts, with_parts
from grader.submission.reader import Reader
from grader.submission.reading import Reading


@dataclass(frozen=True)
class Setup:
    """What every process of a batch is given once: its assignments, and one level for all."""

    assignments: tuple[Assignment, ...]
    isolation: str
    loan: Loan | None = None

    @property
    def longest(self) -> float:
        """What any file may take by the clock."""
        return max(assignment.limits.longest for assignment in self.assignments)


@dataclass(frozen=True)
class Task:
    """A file to be graded, and for what: its own name, what is in it, and what came along.

    `groups` are those of whoever handed it in, as far as the assignment asks for them.
    """

    assignment: str
    name: str
    content: bytes
    files: tuple[File, ...] = ()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """A report as it is stored, what is to be kept of the submission, and the seconds that it took.

    Nothing is kept where nothing was observed by a fault of ours. Stored already, since that is
    made and sent in a tenth of the time: one process takes what many send. `code` tells equal
    programs, where something is kept.
    """

    report: Mapping[str, Any]
    document: bytes | None = None
    seconds: float | None = None
    code: HashedCode | None = None


class BatchWorker:
    """Grades for one process; its wall and its reader are made for the first task and kept.

    A reader may be there already.
    """

    def __init__(self, setup: Setup, reader: Reader | None = None) -> None:
        self.assignments = {each.name: each for each in setup.assignments}
        self.loan = setup.loan
        self.sandboxes = SandboxPool(setup.isolation)
        self.reader = reader or Reader().start()
        self.reader.closely = any(
            looks_closely(each.criteria) or has_parts(each.criteria) for each in setup.assignments
        )
        self.has_loaded = False
        # Of the file at hand.
        self.document: bytes | None = None
        self.code: HashedCode | None = None

    def level(self) -> Level:
        """Find the level that strangers' files get here. Raises RefusedError where none is fit."""
        return self.sandboxes.fit_for(is_own=False).level

    def grade(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Grade files one by one; never raises for one of them."""
        outcomes = [self.grade_task(task) for task in tasks]
        if not self.has_loaded:  # by now all modules are
            gc.collect()
            gc.freeze()  # so no later collection looks at them, which took 1 ms for each file
            gc.set_threshold(MANY)
            self.has_loaded = True
        return outcomes

    def grade_task(self, task: Task) -> Outcome:
        """Grade another's file by what is in it; the path is its name only."""
        began, self.document, self.code = time.perf_counter(), None, None
        worth = worth_of(self.assignments[task.assignment].for_groups(task.groups))
        graded = grade_safely(Path(task.name), worth, lambda: self.read_and_grade(task))
        report = graded.report
        if graded.error is not None:
            report = about(report, digest(task.content))
        return Outcome(stored(report), self.document, time.perf_counter() - began, self.code)

    def read_and_grade(self, task: Task) -> Graded:
        """Read a file and grade it behind a wall fit for strangers. Raises GraderError."""
        assignment, path = self.assignments[task.assignment], Path(task.name)
        try:
            reading = self.reader.read_content(path, task.content)
            refuse_other(reading, assignment)
            reading = self.reader.read_files(reading, task.files)
            if not has_parts(assignment.criteria):
                reading = replace(reading, spans=None)  # there is no use in keeping them
        except SubmissionError as error:
            # What is wrong with a file is so the next time, too; that no wall is fit need not be.
            self.document, self.code = pack_refusal(error, path), hashed(())
            raise
        report, observations = self.observe_and_judge(reading, assignment)
        theirs = assignment.for_groups(task.groups)
        if theirs is not assignment:
            report = judge(reading, theirs, observations, is_own=False)
        return Graded(with_parts(report, reading, theirs.criteria))

    def observe_and_judge(
        self, reading: Reading, assignment: Assignment
    ) -> tuple[Report, Observations]:
        """Run a script and judge it, also by what only follows from its mistakes.

        By all criteria, so that it is known what only follows, whose file it ever is. Raises
        GraderError.
        """
        sandbox, job = self.sandbox(), job_of(reading, assignment)
        with observing(job, questions_of(assignment), sandbox) as (observations, script):
            # Before it is judged: what goes wrong in that is mended without running the file again.
            self.document, self.code = pack(reading, observations), hashed(reading.script.shown)
            report = judge(reading, assignment, observations, is_own=False)
            graded = Graded(report, reading, observations)
            graded = with_mended(graded, assignment, sandbox, script)
        if graded.observations is not None and graded.observations.mended is not None:
            observations = graded.observations
            self.document = pack(reading, observations)
        return graded.report, observations

    def start(self) -> None:
        """Make the wall while nothing is to be graded; what is wrong is said of the first file."""
        with contextlib.suppress(GraderError):
            self.sandbox()

    def sandbox(self) -> Sandbox:
        """Give the wall. Raises GraderError where there is none: no file is refused for that."""
        try:
            sandbox = self.sandboxes.fit_for(is_own=False)
        except RefusedError as error:
            raise GraderError(str(error)) from error
        if self.loan is not None:
            borrow(sandbox, self.loan, *self.assignments.values())
            self.loan = None
        return sandbox

    def close(self) -> None:
        """End the wall and the reader."""
        self.sandboxes.close()
        self.reader.close()


def judge_kept(
    path: Path,
    observation: ObservationRecord,
    assignment: Assignment,
    by: Callable[[bytes, Submission, Assignment], Report] | None = None,
) -> Report:
    """Judge a submission anew by what was kept of it; nothing of it is run.

    `by` judges as `judge_packed` does. Raises RecordError for what can't be read: that says nothing
    of the submission.
    """

    submission = Submission(path, file_hash(observation.content))

    def work() -> Graded:
        return Graded((by or judge_packed)(observation.document, submission, assignment))

    graded = grade_safely(path, worth_of(assignment), work)
    if isinstance(graded.error, RecordError):
        raise graded.error
    return about(graded.report, submission.sha256) if graded.error else graded.report


def judge_packed(data: bytes, submission: Submission, assignment: Assignment) -> Report:
    """Judge what was kept, as bytes. Raises RecordError, and SubmissionError as `unpack`."""
    return judge_read(*unpack(data, submission), assignment)


def judge_read(reading: Reading, observations: Observations, assignment: Assignment) -> Report:
    """Judge what was read of what was kept. Raises RecordError where too little was observed."""
    refuse_partial(observations, assignment.probes)
    report = judge(reading, assignment, observations, is_own=False)
    if may_follow(report, assignment) and not is_mended(reading, assignment, observations):
        raise RecordError(f"what only follows from its mistakes is not known; {ANEW}")
    return with_parts(report, reading, assignment.criteria)


def about(report: Report, sha256: str | None) -> Report:
    """Say which bytes a report is about, also where there is no score."""
    return replace(report, submission=replace(report.submission, sha256=sha256))


def file_hash(content: str) -> str | None:
    """Give the hash of a file by that of its content, which is another where files came along."""
    return content if len(content) == len(digest(b"")) else None


def refusal(submission: Submission, assignment: Assignment, error: GraderError) -> Report:
    """Report a file of which nothing could be read, or which no process could grade."""
    return unscored(submission, worth_of(assignment), error).report


def worth_of(assignment: Assignment) -> Worth:
    """Tell what any submission may be worth."""
    return Worth(assignment.name, assignment.maximum, assignment.rubric_hash)
