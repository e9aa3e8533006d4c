"""Grade as a class is graded: with what only follows from a mistake given back."""

from grader import pipeline
from grader.mending import with_mended


def grade(reading, assignment, sandbox, *, is_own=True):
    graded = pipeline.grade(reading, assignment, sandbox, is_own=is_own)
    return with_mended(graded, assignment, sandbox)
