"""Judge what was kept again under today's golden and rubric; runs no student code.

Attempts of which the questions have changed since are left as they are: only a new batch can ask.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from grader.classroom.batch.fingerprints import asked_hash, judging_hash
from grader.classroom.batch.run import owned, record_of
from grader.classroom.batch.views import Views
from grader.classroom.batch.worker import judge_kept
from grader.classroom.gradebook.entries import (
    Change,
    CurrentScore,
    ScoreRecord,
    Stale,
    Unreadable,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import UNGRADED
from grader.core.errors import RecordError
from grader.course.find import Course
from grader.course.load import Assignment
from grader.reports.records import stored


def rescore(book: Gradebook, course: Course, name: str) -> Iterator[Change | Stale | Unreadable]:
    """Judge each attempt that was judged by something else than today's rubric and golden.

    One that can't be read stays as it is: of what it would be given nothing is known.
    """
    # By the seeds that each was asked with: another batch may have drawn other cases.
    current = functools.cache(lambda seeds: CurrentRubric(course.assignment(name, seeds)))
    for score in book.current_scores(name):
        if isinstance(score, Unreadable):
            yield score
            continue
        if score.observation is None:
            # What had no score for what was wrong with the file has none under any rubric.
            if score.status not in UNGRADED:
                yield Stale(score.student, "nothing of it is kept")
            continue
        rubric = current(score.observation.seeds)
        if score.observation.asked != rubric.asked:
            yield Stale(score.student, "its probes, cases or data have changed")
        elif score.judging != rubric.views.judging(score.student):
            # From now on only named: a class of documents would fill the memory.
            lean = replace(score, observation=replace(score.observation, document=b""))
            try:
                yield Change(lean, rubric.judge(score, score.observation.document))
            except RecordError as error:
                yield Unreadable(score.student, str(error))


class CurrentRubric:
    """An assignment as it is now, and the hashes that tell what is of another day."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment, self.views = assignment, Views(assignment)
        self.asked, self.judging = asked_hash(assignment), judging_hash(assignment)

    def judge(self, score: CurrentScore, document: bytes) -> ScoreRecord:
        student, view = score.student, self.views.of(score.student)
        report = stored(judge_kept(Path(score.name), document, view))
        report = owned(report, score.place, student, score.notes)
        return record_of(report, self.views.judging(student))
