"""A small gradebook: three students, one homework, and one way to hand in, score and look."""

import contextlib
import json
import uuid
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import text

from grader.classroom.briefs import write_brief
from grader.classroom.gradebook import reading
from grader.classroom.gradebook.connection import DatabaseUrl
from grader.classroom.gradebook.database import Database, RetryPolicy
from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    CriterionRecord,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.gradebook.upgrade import migrate
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import HandIn, Override, Student
from grader.core.probe import Level
from grader.core.result import Report, Score, ScoreStatus, Status
from grader.core.submission import Submission
from grader.reports.records import stored

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
EARNED, LOST = ScoreStatus.EARNED, ScoreStatus.LOST
ADA, BEN, EVE = Student("ada", "Ada"), Student("ben", "Ben"), Student("eve", "Eve")


class Impatient(Gradebook):
    """The same, for tests that wait until patience ends."""

    patience = RetryPolicy(lock_seconds=0.3, pauses=(0.01, 0.02))


def describe(book, name="hw1", counts="last", title="Homework", maximum=10):
    book.describe(AssignmentRecord(name, title, maximum, counts))


def rescore(book, changes, *, rehearsed=False, counts="last", maximum=10):
    """Judge again; the students for whom something else counts then."""
    record = AssignmentRecord("hw1", "Homework", maximum, counts)
    if rehearsed:
        return book.rehearse_rescore(record, changes)
    return book.rescore(record, changes).shifts


def attempt(student=ADA, content="A", minute=0, assignment="hw1", **fields):
    at = NOON + timedelta(minutes=minute)
    hand_in = HandIn("in.zip/hw.py", "hw.py", student, at, lambda: b"", **fields)
    return Attempt(assignment, hand_in, content)


def judged(*points, status="graded", judging="j1", mistakes=(), **fields):
    """A score of criteria c0, c1, ... with up to 5 points each."""
    scores = tuple(
        Score(f"c{n}", "", "visible", "data", EARNED if earned == 5 else LOST, earned, 5)
        for n, earned in enumerate(points)
    )
    earned = {"graded": sum(points), "tampered": 0}.get(status)
    submission = Submission(Path("hw.py"))
    report = Report(submission, "hw1", Status(status), earned, 10, Level.STRONG, scores=scores)
    document = stored(report)
    return ScoreRecord(
        status,
        earned,
        10,
        judging,
        "strong",
        zlib.compress(json.dumps(document).encode()),
        tuple(CriterionRecord(s.name, s.group, s.earned, 5, s.status.value) for s in scores),
        dict.fromkeys(mistakes, "c0"),
        brief=write_brief(document),
        **fields,
    )


def kept(key="k1", content="A", document=b"seen", **fields):
    return ObservationRecord(key, "hw1", content, "asked", (1, 2), "strong", document, **fields)


def record(book, attempt, score, observed=None, **options):
    """Give a score to an attempt; the attempt's number."""
    book.record_hand_in(GradedHandIn(attempt, score, observed, **options))
    return number(book, attempt)


def grade(book, *points, student=ADA, content="A", minute=0, observed=None, **fields):
    """Hand in and score; the attempt's number."""
    return record(book, attempt(student, content, minute), judged(*points, **fields), observed)


def number(book, attempt):
    """The number of an attempt, None where the gradebook has none like it."""
    return book._database.read(lambda connection: reading.find_attempt(connection, attempt))


def perform(book, work, *arguments):
    """Do one part of what recording does, as a transaction of its own."""
    token = uuid.uuid4().hex
    return book._database.write(
        lambda connection: work(Transaction(connection, token, NOON), *arguments)
    )


def override(book, criterion, points, student=ADA, was=1.0, maximum=None):
    fields = (points, was, "tess", "seen by eye", NOON, maximum)
    book.override(Override(student.key, "hw1", criterion, *fields))


def standing(book, student=ADA):
    return next(iter(book.standings("hw1", {student.key})))


def database(where, *, create=False):
    """The database of a gradebook, which may be none yet; closed at the end."""
    return contextlib.closing(Database(DatabaseUrl.parse(where), RetryPolicy(), create=create))


def rows(where, table, *columns):
    """What a table holds, asked beside the gradebook."""
    place = f"sqlite:///{where}" if "://" not in str(where) else where
    statement = text(f"SELECT {', '.join(columns) or '*'} FROM {table} ORDER BY 1")
    with database(place) as opened:
        return [
            tuple(row)
            for row in opened.read(lambda connection: connection.execute(statement).all())
        ]


def open_and_close(where, book_class=Impatient, **options):
    with book_class.open(where, **{"create": False, **options}):
        pass


def make_old(where, version="0001"):
    """A gradebook as an older program left it, with one score of 7 points."""
    with database(where, create=True) as opened:
        opened.write(lambda connection: migrate(connection, version))
        opened.keep_log()
        opened.write(fill_old)


def fill_old(connection):
    submission = {"path": "p", "sha256": None, "student": "ada"}
    document = {"schema": "golden-grader/report/1", "assignment": "hw1", "submission": submission}
    document |= {"status": "graded", "earned": 7, "maximum": 10, "isolation": "strong"}
    document |= {"isolation_warning": None, "rubric": "0a1b", "criteria": [], "diagnoses": []}
    document |= {"stdout": "", "errors": [], "notes": []}
    report = zlib.compress(json.dumps(document).encode())
    for statement in (
        "INSERT INTO students (key, name, ids, on_roster) VALUES ('ada', 'Ada', '{}', true)",
        "INSERT INTO assignments (name, title, maximum, counts)"
        " VALUES ('hw1', 'Homework 1', 10, 'last')",
        "INSERT INTO attempts"
        " (assignment, student_id, content, submitted_at, place, name, late, seen_at)"
        " VALUES ('hw1', 1, 'A', :noon, 'p', 'n', false, :noon)",
        "INSERT INTO scores"
        " (token, attempt_id, status, earned, maximum, judging, isolation, report, judged_at)"
        " VALUES ('t', 1, 'graded', 7, 10, 'j', 'strong', :report, :noon)",
    ):
        values = {"noon": "2026-03-01 12:00:00.000000+00:00", "report": report}
        if connection.dialect.name == "sqlite":
            values["noon"] = "2026-03-01 12:00:00.000000"
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement), named)
