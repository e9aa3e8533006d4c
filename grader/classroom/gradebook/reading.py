"""What a gradebook holds of contents, attempts and students, each function in one transaction."""

from __future__ import annotations

import difflib
import json
import zlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, func, select

from grader.classroom.gradebook.entries import CurrentScore, History, Kept, PastAttempt, PastScore
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    observations,
    overrides,
    scores,
    students,
)
from grader.classroom.people import Override, Student
from grader.core.errors import UsageError
from grader.core.result import Report
from grader.reports.document import read

SHARED = ("group", "section")  # ids that name several


def kept(connection: Connection, key: str) -> Kept | None:
    """What was observed under a key."""
    found = connection.execute(select(observations).filter_by(key=key)).one_or_none()
    return to_kept(found._mapping) if found else None


def has_kept(connection: Connection, key: str) -> bool:
    """Whether anything was observed under a key; reads no document."""
    return connection.scalar(select(observations.c.id).filter_by(key=key)) is not None


def list_attempts(connection: Connection, assignment: str) -> list[int]:
    """The numbers of all attempts in an assignment, in the order of arrival."""
    wanted = select(attempts.c.id).where(attempts.c.assignment == assignment)
    return list(connection.scalars(wanted.order_by(attempts.c.id)))


def current_scores(connection: Connection, attempt_ids: Sequence[int]) -> list[CurrentScore]:
    """The latest score of each of some attempts, where it has one."""
    # Of two scores of an attempt the later has the larger id, whatever the clock said.
    latest = (
        select(func.max(scores.c.id))
        .where(scores.c.attempt_id.in_(attempt_ids))
        .group_by(scores.c.attempt_id)
    )
    rows = connection.execute(
        select(attempts, scores, students, observations)
        .select_from(scores)
        .join(attempts, attempts.c.id == scores.c.attempt_id)
        .join(students, students.c.id == attempts.c.student_id)
        .outerjoin(observations, observations.c.id == scores.c.observation_id)
        .where(scores.c.id.in_(latest))
        .order_by(attempts.c.id)
    )
    return [to_current_score(row._mapping) for row in rows]


def find_student(connection: Connection, text: str) -> Student:
    """Who is meant by a key, an id or an exact name. Raises UsageError unless that is one."""
    rows = connection.execute(select(students).order_by(students.c.key))
    people = [to_student(row._mapping) for row in rows]
    for one in people:
        if one.key == text:
            return one
    found = [one for one in people if text in (one.name, *own_ids(one))]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{text!r} may be {', '.join(map(str, found))}; give the key in brackets")
    raise UsageError(f"no student {text!r} in the gradebook{suggest(text, people)}")


def own_ids(student: Student) -> list[str]:
    """What other systems call this student alone."""
    return [value for kind, value in student.ids.items() if kind not in SHARED]


def roster(connection: Connection) -> tuple[Student, ...]:
    """Everyone who was put on the roster."""
    rows = connection.execute(select(students).filter_by(on_roster=True).order_by(students.c.key))
    return tuple(to_student(row._mapping) for row in rows)


def counts(connection: Connection, assignment: str) -> str | None:
    """Which attempt counts in an assignment, as it was last described."""
    return connection.execute(
        select(assignments.c.counts).filter_by(name=assignment)
    ).scalar_one_or_none()


def suggest(text: str, people: Sequence[Student]) -> str:
    """Whom a text may have meant."""
    words = {word: one for one in people for word in (one.key, one.name) if word}
    near = dict.fromkeys(str(words[word]) for word in difflib.get_close_matches(text, words))
    return f"; did you mean {', '.join(near)}?" if near else "; check the key or the name"


def history(connection: Connection, key: str) -> History:
    """All attempts of one student with all their scores, and the overrides. Raises UsageError."""
    found = connection.execute(select(students).filter_by(key=key)).one_or_none()
    if found is None:
        raise UsageError(f"no student {key!r} in the gradebook; check the key")
    rows = connection.execute(
        select(attempts, scores)
        .outerjoin(scores, scores.c.attempt_id == attempts.c.id)
        .where(attempts.c.student_id == found.id)
        .order_by(attempts.c.submitted_at, attempts.c.id, scores.c.id)
    )
    by_attempt = groupby((row._mapping for row in rows), lambda row: row[attempts.c.id])
    given = connection.execute(
        select(overrides).filter_by(student_id=found.id).order_by(overrides.c.id)
    )
    return History(
        to_student(found._mapping),
        tuple(to_past_attempt(list(group)) for _, group in by_attempt),
        tuple(to_override(row, key) for row in given),
    )


def read_report(stored: bytes) -> Report:
    """Read a report as it was judged, by whichever version."""
    return read(json.loads(zlib.decompress(stored)))


def to_student(row: RowMapping) -> Student:
    """A student from a row."""
    return Student(row[students.c.key], row[students.c.name], row[students.c.ids])


def to_kept(row: RowMapping) -> Kept:
    """Observations from a row."""
    return Kept(
        key=row[observations.c.key],
        assignment=row[observations.c.assignment],
        content=row[observations.c.content],
        asked=row[observations.c.asked],
        seeds=tuple(row[observations.c.seeds]),
        isolation=row[observations.c.isolation],
        document=row[observations.c.document],
    )


def to_current_score(row: RowMapping) -> CurrentScore:
    """A score that stands, from a row."""
    return CurrentScore(
        attempt_id=row[attempts.c.id],
        student=to_student(row),
        place=row[attempts.c.place],
        name=row[attempts.c.name],
        content=row[attempts.c.content],
        submitted_at=row[attempts.c.submitted_at],
        late=row[attempts.c.late],
        notes=tuple(row[attempts.c.notes]),
        status=row[scores.c.status],
        earned=row[scores.c.earned],
        maximum=row[scores.c.maximum],
        judging=row[scores.c.judging],
        isolation=row[scores.c.isolation],
        kept=to_kept(row) if row[observations.c.id] is not None else None,
    )


def to_past_attempt(rows: Sequence[RowMapping]) -> PastAttempt:
    """An attempt from its rows, one for each score."""
    first = rows[0]
    return PastAttempt(
        assignment=first[attempts.c.assignment],
        content=first[attempts.c.content],
        place=first[attempts.c.place],
        name=first[attempts.c.name],
        submitted_at=first[attempts.c.submitted_at],
        late=first[attempts.c.late],
        notes=tuple(first[attempts.c.notes]),
        seen_at=first[attempts.c.seen_at],
        scores=tuple(to_past_score(row) for row in rows if row[scores.c.id] is not None),
    )


def to_past_score(row: RowMapping) -> PastScore:
    """A score from a row."""
    return PastScore(
        status=row[scores.c.status],
        earned=row[scores.c.earned],
        maximum=row[scores.c.maximum],
        judging=row[scores.c.judging],
        isolation=row[scores.c.isolation],
        seconds=row[scores.c.seconds],
        judged_at=row[scores.c.judged_at],
        report=read_report(row[scores.c.report]),
    )


def to_override(row: Row[Any], student: str) -> Override:
    """An override from a row."""
    return Override(
        student=student,
        assignment=row.assignment,
        criterion=row.criterion,
        points=row.points,
        was=row.was,
        who=row.who,
        why=row.why,
        at=row.at,
    )
