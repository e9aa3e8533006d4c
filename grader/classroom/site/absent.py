"""The page of a student of whom there is no report: nothing was handed in, or not graded. Pure."""

from __future__ import annotations

from grader.classroom.people import MISSING, Standing
from grader.reports.html import fill

# Both say that it is no zero: students take a page without points for one.
NOTHING_HANDED_IN = (
    "Nothing was handed in",
    "There is no submission of yours, so there is no score: that is not a score of zero.",
)
NOT_YET = (
    "Not graded yet",
    "Your submission has arrived. It has no score yet: that is not a score of zero.",
)


def render(title: str, standing: Standing) -> str:
    """Give the page as HTML; `title` is the homework's."""
    headline, explanation = NOTHING_HANDED_IN if standing.status == MISSING else NOT_YET
    student = standing.student.name or standing.student.key
    contents = {"title": title, "student": student}
    return fill("absent.html", {**contents, "headline": headline, "explanation": explanation})
