"""The page of a student of whom there is no report: nothing was handed in, or not graded. Pure."""

from __future__ import annotations

from grader.classroom.people import MISSING, Standing
from grader.reports.html import environment

WORDS = {
    True: (
        "Nothing was handed in",
        "There is no submission of yours, so there is no score: that is not a score of zero.",
    ),
    False: (
        "Not graded yet",
        "Your submission has arrived. It has no score yet: that is not a score of zero.",
    ),
}


def render(title: str, standing: Standing) -> str:
    """The page as HTML; `title` is the homework's."""
    headline, explanation = WORDS[standing.status == MISSING]
    return (
        environment()
        .get_template("absent.html")
        .render(
            title=title,
            student=standing.student.name or standing.student.key,
            headline=headline,
            explanation=explanation,
        )
    )
