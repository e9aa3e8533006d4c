"""What a student may read of the result, for a cell of another system. Pure.

Criteria that are not visible appear in nothing of it, not even by name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from grader.classroom.account import account
from grader.classroom.exports.export import advice
from grader.classroom.people import Standing
from grader.core.result import Score
from grader.core.text import points
from grader.reports.student import student_view

OPENING = "golden-grader: "  # by which a comment of ours is known again
# Where the list separator is `;`, a spreadsheet begins a new cell after it, even one that an
# entity such as `&lt;` ends with: a sign there would begin a formula.
AFTER_BORDER = re.compile(r"(?<=;)(?:\s*[=+\-@])+")


def feedback_html(standing: Standing) -> str:
    """Write the comment, on one line: Moodle takes it for HTML, so that all of ours is escaped."""
    text = "<br>".join(html.escape(line, quote=False) for line in feedback(standing))
    text = " ".join(text.split())
    return AFTER_BORDER.sub(
        lambda signs: re.sub(r"[=+\-@]", lambda sign: f"&#{ord(sign[0])};", signs[0]), text
    )


def feedback(standing: Standing) -> Iterator[str]:
    """Give the total, what was lost where students may know of it, and advice."""
    maximum = f" of {standing.maximum}" if standing.maximum is not None else ""
    yield f"{OPENING}{points(standing.earned or 0)}{maximum} points"
    for line in account(standing):
        yield f"{line.words}, {line.worth}" if line.worth else line.words
    if standing.report is None:
        return
    view = student_view(standing.report)
    if standing.earned is not None:
        yield from (lost(s) for s in view.scores if s.earned < s.maximum or is_commented(s))
    yield from advice(view.diagnoses)
    yield from said(standing)


def said(standing: Standing) -> Iterator[str]:
    """Give what people said beside the code."""
    for comment in standing.comments:
        place = str(comment.place)
        yield f"{place}: {comment.words}" if place else comment.words


def is_commented(score: Score) -> bool:
    """Tell whether a person said something of it."""
    return score.mark is not None and bool(score.mark.comment)


def lost(score: Score) -> str:
    """Say of a criterion that is not earned whole where it first departs."""
    if score.is_unmarked:
        return f"{score.title or score.name}: to be marked by hand, up to {points(score.maximum)}"
    line = f"{score.title or score.name}: {points(score.earned)} of {score.maximum}"
    if score.mark and score.mark.comment:
        return f"{line}: {score.mark.comment}"
    return f"{line}: {score.departures[0].message}" if score.departures else line
