"""Results of a small class, made as the engine makes them, for the tests of what goes out."""

from datetime import datetime, timezone
from pathlib import Path

from grader.classroom.people import Override, Standing, Student
from grader.core.probe import Level
from grader.core.result import Criterion, Departure, Diagnosis, Report, Score, ScoreStatus, Status
from grader.core.submission import Place, Submission
from grader.reports.document import document

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
UPDATE = Criterion("update", "updates", 3, title="the update follows the lecture")
BIAS = Criterion("bias", "updates", 2, title="bias & weights < 0 are kept")
SECRET = Criterion("secret_case", "accuracy", 5, title="the secret title", visibility="hidden")
LATER = Criterion("later_case", "accuracy", 5, title="the later title", visibility="after_due_date")
DEPARTURE = Departure("update:one", "epoch 1: expected <b>2</b>, got 3", "<b>2</b>", "3")
UNSEEN = Departure("secret:one", "a hidden message", "41", "42")
WRONG_SIGN = Diagnosis(
    ("wrong_sign",), "the update has the wrong sign", "subtract the error", Place(3, 7)
)


def lost(criterion, earned=0, departure=DEPARTURE, status=ScoreStatus.LOST):
    return Score(criterion, status, earned, (departure,))


def gained(criterion):
    return Score(criterion, ScoreStatus.EARNED, criterion.points)


def standing(name, *scores, key=None, status="graded", given=None, **more):
    """A student's standing; `given` are a person's points for the first criterion."""
    student = Student(key or name.lower(), name, more.pop("ids", {}))
    report = Report(
        Submission(Path("hw.ipynb")),
        "homework",
        Status.GRADED if status == "missing" else Status(status),
        sum(one.criterion.points for one in scores) or 10,
        "0a1b",
        scores,
        isolation=Level.STRONG,
        diagnoses=more.pop("diagnoses", ()),
        stdout="printed",
        notes=more.pop("notes", ()),
    )
    contents = {} if status == "missing" else document(report)
    earned, overrides = report.earned, ()
    if given is not None:
        first = contents["criteria"][0]
        first["override"] = {"points": given, "was": first["earned"], "who": "ta", "why": "=why"}
        earned += given - first["earned"]
        overrides = (
            Override(
                student.key, "homework", first["name"], given, first["earned"], "ta", "=", NOON
            ),
        )
    return Standing(
        student,
        "homework",
        status,
        None if status == "missing" else earned,
        report.maximum,
        **{"attempts": 1, "submitted_at": NOON, "report": contents, **more},
        overrides=overrides,
    )


def worth(name, earned, maximum=10, **more):
    """A standing of that many points, for formats that show nothing else."""
    scores = [Score(Criterion("all", "accuracy", maximum), ScoreStatus.LOST, earned)]
    return standing(name, *scores, **more)
