"""What a student may see of a report, decided once: whatever is made for students takes only this.

Of hidden criteria it is how many there are and what they are worth, nothing else. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import NewType

from grader.core.result import Report

# A report to the reader, but not to the type checker: a page can't be made from staff's.
StudentReport = NewType("StudentReport", Report)


def student_view(
    report: Report, *, withheld: Collection[str] = (), hidden_points: int = 0
) -> StudentReport:
    """Leave out of a report what is for staff only.

    `withheld` are notes that are for staff; `hidden_points` are those of hidden criteria that are
    not in the report, as in a student's copy of the course. Where the file lay is left out, too.
    """
    visible = tuple(score for score in report.scores if not score.is_hidden)
    hidden = [score for score in report.scores if score.is_hidden]
    names = {score.name for score in hidden}
    worth = sum(score.maximum for score in hidden)
    path = report.submission.path
    name = file_name(str(path))
    notes = (note for note in dict.fromkeys(report.notes) if note not in withheld)
    return StudentReport(
        replace(
            report,
            submission=replace(report.submission, path=type(path)(name)),
            earned=report.earned if not hidden else sum(score.earned for score in visible),
            maximum=None if report.maximum is None else report.maximum - worth,
            # What is to blame is not named where that is hidden.
            scores=tuple(replace(s, cause=None) if s.cause in names else s for s in visible),
            notes=tuple(note.replace(str(path), name) for note in notes),
            hidden_points=worth or report.hidden_points or hidden_points,
            hidden_criteria=len(hidden),
        )
    )


def file_name(path: str) -> str:
    """Give the last part of a path of any system."""
    return re.split(r"[/\\]", path)[-1] or path
