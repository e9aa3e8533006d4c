"""Write a score, once for all whose reports differ in nothing but whose they are.

Most of what a row says, and of its report's JSON, is then the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.classroom.batch.run import compressed, handed_in, owned, record_of
from grader.classroom.gradebook.entries import CurrentScore, ScoreRecord
from grader.core.result import Report
from grader.reports.records import ReportWriter, text_of

MOST, MOST_LENGTH = 256, 65_536  # reports, and how long the text of each may be
WHOSE = "submission"


@dataclass(frozen=True)
class WrittenScore:
    """A score as it was written, with the texts around what says whose it is.

    And all else that it was made of, held so that nothing else can have its numbers.
    """

    made_of: tuple[Any, ...]
    score: ScoreRecord
    whose: Mapping[str, Any]
    head: str
    tail: str


class ScoreWriter:
    """Gives scores as rows."""

    def __init__(self) -> None:
        self.reports = ReportWriter()
        self.known: dict[tuple[int, ...], WrittenScore] = {}

    def write(self, report: Report, score: CurrentScore, judging: str) -> ScoreRecord:
        """Give a report as the row of whoever has a score."""
        key = tuple(map(id, parts_of(report, score)))
        if (known := self.known.get(key)) is None:
            return self.write_anew(report, score, judging)
        whose = handed_in(known.whose, score.place, score.student)
        whose["sha256"] = report.submission.sha256
        text = f"{known.head}{json.dumps(whose)}{known.tail}"
        return replace(known.score, judging=judging, report=compressed(text))

    def write_anew(self, report: Report, score: CurrentScore, judging: str) -> ScoreRecord:
        """Give a row that no other has been like, and remember it."""
        fields, criteria = self.reports.write(report)
        fields = owned(fields, score.place, score.student, score.notes)
        text = text_of(fields, criteria)
        row = record_of(fields, judging, text=text)
        if len(self.known) >= MOST:
            self.known.clear()
        if len(text) <= MOST_LENGTH:
            head, _, tail = text.partition(json.dumps(fields[WHOSE]))
            made_of = parts_of(report, score)
            written = WrittenScore(made_of, row, fields[WHOSE], head, tail)
            self.known[tuple(map(id, made_of))] = written
        return row


def parts_of(report: Report, score: CurrentScore) -> tuple[Any, ...]:
    """Give all that a row is made of but whose it is, and by what it was judged."""
    return *(part for name, part in vars(report).items() if name != WHOSE), score.notes
