"""What a student may see of a report, decided once: whatever is made for students takes only this.

Of hidden criteria it is how many there are and what they are worth, nothing else. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from grader.core.probe import ProbeName
from grader.core.result import Departure, Points, Report, Score, Status, StudentReport, worth
from grader.core.text import clean


def student_view(report: Report, *, hidden_points: Points = 0) -> StudentReport:
    """Leave out of a report what is for staff only.

    `hidden_points` are those of hidden criteria that are not in the report, as in a student's copy
    of the course. Where the file lay is left out, too. Of one who broke the channel when hidden
    questions were asked, staff are told; a student would learn from it what was asked.
    """
    visible = tuple(score for score in report.scores if not score.is_hidden)
    hidden = [score for score in report.scores if score.is_hidden]
    names = {score.name for score in hidden}
    hidden_worth = worth(hidden)
    is_sum = bool(report.scores) and report.override is None
    path = report.submission.path
    name = file_name(clean(path))
    return StudentReport(
        replace(
            report,
            submission=replace(report.submission, path=type(path)(name)),
            status=Status.GRADED if report.scores else report.status,
            earned=round(sum(s.earned for s in visible), 2) if is_sum else report.earned,
            maximum=worth(visible) if is_sum and report.maximum else report.maximum,
            # What is to blame is not named where that is hidden.
            scores=tuple(told_to_students(score, names) for score in visible),
            notes=tuple(note.replace(clean(path), name) for note in dict.fromkeys(report.notes)),
            questions={},
            staff_notes=(),
            hidden_points=hidden_worth or report.hidden_points or hidden_points,
            hidden_criteria=len(hidden),
        )
    )


def told_to_students(score: Score, hidden: Collection[str]) -> Score:
    """Leave out of a visible score what is for staff only; most have nothing of it."""
    cause = None if score.cause in hidden else score.cause
    departures = tuple(map(untold, score.departures))
    if (cause, departures, score.mark) == (score.cause, score.departures, None):
        return score
    mark = score.mark and replace(score.mark, who="")
    return replace(score, cause=cause, departures=departures, mark=mark)


def untold(departure: Departure) -> Departure:
    """Say of a case drawn for the class only that it was one: by more, a table could be made."""
    if not ProbeName.parse(departure.probe).is_of_class:
        return departure
    return Departure(departure.probe, "not so for a case drawn for the class")


def file_name(path: str) -> str:
    """Give the last part of a path of any system."""
    return re.split(r"[/\\]", path)[-1] or path
