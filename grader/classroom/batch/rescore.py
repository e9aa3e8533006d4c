"""Judge what was kept again under today's golden and rubric; runs no student code.

Attempts of which the questions have changed since are left as they are: only a new batch can ask.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from grader.classroom.batch.alike import ScoreWriter
from grader.classroom.batch.fingerprints import asked_hash, judging_hash
from grader.classroom.batch.flawless import Flawless
from grader.classroom.batch.forks import count_processors, spread
from grader.classroom.batch.views import Views
from grader.classroom.batch.worker import judge_kept
from grader.classroom.gradebook.entries import (
    Alike,
    Change,
    CurrentScore,
    ObservationRecord,
    ScoreRecord,
    Stale,
    Unreadable,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import UNGRADED
from grader.core.errors import RecordError
from grader.core.result import Report, Status
from grader.course.find import Course
from grader.course.load import Assignment

Judged = Alike | Change | Stale | Unreadable
Rubrics: TypeAlias = "Callable[[tuple[int, ...]], CurrentRubric]"  # by the seeds of its cases
LATEST = 64  # observations whose reports are at hand: a group's are one, and lie side by side


def rescore(
    book: Gradebook, course: Course, name: str, *, rehearsed: bool = False
) -> Iterator[Judged]:
    """Judge each attempt that was judged by something else than today's rubric and golden.

    One that can't be read or judged stays as it is: of what it would be given nothing is known.
    Rehearsed, what moves nobody is `Alike`.
    """
    decided = book.list_decided() if rehearsed else None
    # By the seeds that each was asked with: another batch may have drawn other cases.
    current = functools.cache(lambda seeds: CurrentRubric(course.assignment(name, seeds)))
    readers = book.current_scores_in_chunks(name)

    def work(number: int) -> list[Judged]:
        piece = sort_out(readers[number](), current)
        return [
            judged_anew(e, current, decided) if isinstance(e, CurrentScore) else e for e in piece
        ]

    # By number: each fork reads itself, and need not be sent a class of documents.
    for judged in spread(work, range(len(readers)), count_processors()):
        yield from judged


def sort_out(
    scores: Iterable[CurrentScore | Unreadable], current: Rubrics
) -> Iterator[CurrentScore | Stale | Unreadable]:
    """Choose what is to be judged, and say what can't be; what is judged by today's is left out."""
    for score in scores:
        if isinstance(score, Unreadable):
            yield score
        elif score.observation is None:
            # What had no score for what was wrong with the file has none under any rubric.
            if score.status not in UNGRADED:
                yield Stale(score.student, "nothing of it is kept")
        elif score.observation.asked != current(score.observation.seeds).asked:
            yield Stale(score.student, "its probes, cases or data have changed")
        elif score.judging != current(score.observation.seeds).views.judging(score.student):
            yield score


def judged_anew(
    score: CurrentScore, current: Rubrics, decided: Container[int] | None
) -> Alike | Change | Unreadable:
    """Judge one score again by what was observed.

    `decided` are the attempts of which also one that is judged alike may move somebody; without
    these any may.
    """
    observation = score.observation
    assert observation is not None
    try:
        rubric = current(observation.seeds)
        report = rubric.report(score, observation)
        if report.status is Status.NOT_GRADED:
            # A fault of ours takes nothing away: what they had counts on.
            fault = report.notes[-1].removeprefix(f"{Path(score.name)}: ")
            return Unreadable(score.student, f"{fault}; it stays as it is")
        is_alike = score.outcome == (report.status.value, report.earned, report.maximum)
        if is_alike and decided is not None and score.attempt_id not in decided:
            return Alike(score.attempt_id)
        now = rubric.written(report, score)
    except RecordError as error:
        return Unreadable(score.student, str(error))
    # From now on only named: a class of documents would fill the memory.
    return Change(replace(score, observation=replace(observation, document=b"")), now)


class CurrentRubric:
    """An assignment as it is now, and the hashes that tell what is of another day."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment, self.views = assignment, Views(assignment)
        self.asked, self.judging = asked_hash(assignment), judging_hash(assignment)
        self.flawless, self.writer = Flawless(), ScoreWriter()
        self.latest: dict[tuple[str, str, frozenset[str]], Report] = {}

    def written(self, report: Report, score: CurrentScore) -> ScoreRecord:
        """Give a report as the row of whoever has a score."""
        return self.writer.write(report, score, self.views.judging(score.student))

    def report(self, score: CurrentScore, observation: ObservationRecord) -> Report:
        """Judge what was observed, once for a group that handed in one file."""
        key = (observation.key, score.name, self.views.groups(score.student))
        if key not in self.latest:
            view = self.views.of(score.student)
            path, by = Path(score.name), self.flawless.judge
            self.latest[key] = judge_kept(path, observation, view, by)
            if len(self.latest) > LATEST:
                del self.latest[next(iter(self.latest))]
        return self.latest[key]
