"""Results of a small class, made as the engine makes them, for the tests of what goes out."""

import dataclasses
from datetime import datetime, timezone
from pathlib import Path

from grader.classroom.people import Override, Standing, Student
from grader.core.probe import Level
from grader.core.result import (
    Correction,
    Criterion,
    Departure,
    Diagnosis,
    Report,
    ScoreStatus,
    Status,
)
from grader.core.submission import Submission
from grader.pipeline import total

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
UPDATE = Criterion("update", "updates", 3, title="the update follows the lecture")
BIAS = Criterion("bias", "updates", 2, title="bias & weights < 0 are kept")
SECRET = Criterion("secret_case", "accuracy", 5, title="the secret title", visibility="hidden")
LATER = Criterion("later_case", "accuracy", 5, title="the later title", visibility="after_due_date")
DEPARTURE = Departure("update:one", "epoch 1: expected <b>2</b>, got 3", "<b>2</b>", "3")
UNSEEN = Departure("secret:one", "a hidden message", "41", "42")
WRONG_SIGN = Diagnosis(
    ("wrong_sign",), "the update has the wrong sign", "subtract the error", cell=3, line=7
)


def lost(criterion, earned=0, departure=DEPARTURE, status=ScoreStatus.LOST):
    return dataclasses.replace(criterion.score(status, (departure,)), earned=earned)


def gained(criterion):
    return criterion.score(ScoreStatus.EARNED)


def report(*scores, status="graded", **more):
    """A report as the pipeline makes it: only graded and tampered carry points."""
    points = {"graded": total(scores), "tampered": 0}.get(status)
    return Report(
        submission=Submission(Path("hw.ipynb")),
        assignment="homework",
        status=Status(status),
        earned=points,
        maximum=sum(score.maximum for score in scores) or 10,
        isolation=Level.STRONG,
        rubric_hash="0a1b",
        scores=scores,
        stdout="printed",
        **more,
    )


def overridden(judged, points):
    """A report in which a person gave points for the first criterion."""
    first, *others = judged.scores
    correction = Correction(points, first.earned, "ta", "=why")
    scores = (dataclasses.replace(first, override=correction), *others)
    return dataclasses.replace(judged, scores=scores)


def standing(name, *scores, key=None, status="graded", given=None, **more):
    """A student's standing; `given` are a person's points for the first criterion."""
    student = Student(key or name.lower(), name, more.pop("ids", {}))
    told = {field: more.pop(field, ()) for field in ("diagnoses", "notes")}
    judged = None if status == "missing" else report(*scores, status=status, **told)
    earned, overrides = judged and judged.earned, ()
    if given is not None:
        first, judged = scores[0], overridden(judged, given)
        earned += given - first.earned
        overrides = (
            Override(student.key, "homework", first.name, given, first.earned, "ta", "=", NOON),
        )
    return Standing(
        student,
        "homework",
        status,
        earned,
        sum(score.maximum for score in scores) or 10,
        **{"attempts": 1, "submitted_at": NOON, "report": judged, **more},
        overrides=overrides,
    )


def worth(name, earned, maximum=10, **more):
    """A standing of that many points, for formats that show nothing else."""
    return standing(name, lost(Criterion("all", "accuracy", maximum), earned), **more)
