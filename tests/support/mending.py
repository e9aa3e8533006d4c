"""Grade as a class is graded: with what only follows from a mistake given back."""

from grader.mending import with_mended
from grader.pipeline import Graded, job_of, judge, questions_of
from grader.sandbox.session import observing


def grade(reading, assignment, sandbox, *, is_own=True):
    job = job_of(reading, assignment)
    with observing(job, questions_of(assignment), sandbox) as (observations, script):
        report = judge(reading, assignment, observations, is_own=is_own)
        return with_mended(Graded(report, reading, observations), assignment, sandbox, script)
