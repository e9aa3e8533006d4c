"""What is put into a gradebook, each function inside one transaction that may be done twice."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from grader.classroom.gradebook.entries import Attempt, Change, Kept, LatestScore, ScoreRecord
from grader.classroom.gradebook.schema import (
    assignments,
    attempts,
    criteria,
    mistakes,
    observations,
    overrides,
    scores,
    students,
)
from grader.classroom.people import HandIn, Override, Student
from grader.core.errors import UsageError
from grader.core.result import Counts


def same_attempt() -> Any:
    """The query for the attempt that a hand-in already is."""
    theirs = attempts.c.assignment == bindparam("assignment")
    theirs &= students.c.key == bindparam("student")
    everyone = attempts.join(students)
    in_order = (attempts.c.submitted_at.desc(), attempts.c.id.desc())
    latest = select(attempts.c.id).select_from(everyone).where(theirs).order_by(*in_order).limit(1)
    same_time = attempts.c.submitted_at == bindparam("submitted_at")
    is_same = or_(same_time, attempts.c.id == latest.scalar_subquery())
    return (
        select(attempts.c.id)
        .select_from(everyone)
        .where(theirs, attempts.c.content == bindparam("content"), is_same)
        .order_by(same_time.desc())
        .limit(1)
    )


SAME_ATTEMPT = same_attempt()
LATEST_SCORE = (
    select(scores.c.status, scores.c.judging, observations.c.key)
    .outerjoin(observations)
    .where(scores.c.attempt_id == bindparam("attempt"))
    .order_by(scores.c.id.desc())
    .limit(1)
)


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, which both databases have but not the SQL standard."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def add(connection: Connection, table: Table, once: tuple[str, ...], row: Mapping[str, Any]) -> Any:
    """Add a row unless one with the same values in `once` is there; its id, or None."""
    return connection.scalar(adding(connection.dialect.name, table, once), row)


@functools.cache
def adding(dialect: str, table: Table, once: tuple[str, ...]) -> Any:
    """The INSERT that knows ON CONFLICT, made once: to make one takes longer than to run it."""
    kind: Any = postgresql if dialect == "postgresql" else sqlite
    added = kind.insert(table).on_conflict_do_nothing(index_elements=list(once))
    return added.returning(table.c.id)


def enroll(connection: Connection, people: Iterable[Student]) -> None:
    """Put students on the roster; always in one order, or two processes would block each other."""
    for student in sorted(people, key=lambda one: one.key):
        admit(connection, student, on_roster=True)


def describe(
    connection: Connection, name: str, title: str, maximum: int | None, counts: Counts
) -> None:
    """Say what an assignment is now, and which attempt counts."""
    row = {"title": title, "maximum": maximum, "counts": counts}
    statement = insert(connection, assignments).values(name=name, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))


def admit(connection: Connection, student: Student, *, on_roster: bool = False) -> int:
    """Find or add a student, with what is newly known of them."""
    row = {"name": student.name, "ids": dict(student.ids), "on_roster": on_roster}
    wanted = select(students).where(students.c.key == student.key)
    found = connection.execute(wanted).one_or_none()
    if found is None:
        statement = insert(connection, students).values(key=student.key, **row)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
        found = connection.execute(wanted).one()
    if learned(found, student, on_roster=on_roster):
        # Read again under a lock: another process may be learning something else.
        found = connection.execute(wanted.with_for_update(key_share=True)).one()
        row = learned(found, student, on_roster=on_roster)
        changed = update(students).where(students.c.id == found.id)
        connection.execute(changed.values({"name": found.name, **row}))
    return int(found.id)


def learned(found: Row[Any], student: Student, *, on_roster: bool) -> dict[str, Any]:
    """What a student's row does not say yet. Nothing is forgotten, nobody leaves the roster."""
    now = {
        "name": student.name or found.name,
        "ids": {**found.ids, **student.ids},
        "on_roster": on_roster or found.on_roster,
    }
    return {name: value for name, value in now.items() if value != getattr(found, name)}


def attempt(
    connection: Connection, assignment: str, hand_in: HandIn, content: str, now: datetime
) -> Attempt:
    """Find or add an attempt.

    It is known if the student's latest attempt has the same content, or one of the same time has;
    an older one of the same content is not it: the student has returned to that file.
    """
    student_id = admit(connection, hand_in.student)
    known = known_attempt(connection, assignment, hand_in, content)
    if known is not None:
        return known
    row = {"assignment": assignment, "student_id": student_id, "content": content}
    added = add_attempt(
        connection, hand_in, {**row, "submitted_at": hand_in.submitted_at, "seen_at": now}
    )
    if added is not None:
        return Attempt(added, known=False)
    # Another process was faster.
    known = known_attempt(connection, assignment, hand_in, content)
    assert known is not None
    return known


def known_attempt(
    connection: Connection, assignment: str, hand_in: HandIn, content: str
) -> Attempt | None:
    """The attempt that a hand-in already is, if it is one; adds nothing."""
    asked = {
        "assignment": assignment,
        "student": hand_in.student.key,
        "content": content,
        "submitted_at": hand_in.submitted_at,
    }
    found = connection.scalar(SAME_ATTEMPT, asked)
    if found is None:
        return None
    return Attempt(found, known=True, latest_score=latest_score(connection, found))


def add_attempt(connection: Connection, hand_in: HandIn, row: Mapping[str, Any]) -> int | None:
    """Add an attempt and return its number, or None if it has come to be there meanwhile."""
    said = {"place": hand_in.place, "name": hand_in.name, "late": hand_in.late}
    once = ("assignment", "student_id", "content", "submitted_at")
    added: int | None = add(
        connection, attempts, once, {**row, **said, "notes": list(hand_in.notes)}
    )
    return added


def latest_score(connection: Connection, attempt_id: int) -> LatestScore | None:
    """What an attempt's latest score was made from."""
    found = connection.execute(LATEST_SCORE, {"attempt": attempt_id}).one_or_none()
    return LatestScore(*found) if found else None


def record(
    connection: Connection,
    attempt_id: int,
    judged: ScoreRecord,
    kept: Kept | None,
    token: str,
    now: datetime,
) -> None:
    """Add a score and all that it was made from, once for each token."""
    row = {
        "token": token,
        "attempt_id": attempt_id,
        "observation_id": keep(connection, kept, now) if kept else None,
        "status": judged.status,
        "earned": judged.earned,
        "maximum": judged.maximum,
        "judging": judged.judging,
        "isolation": judged.isolation,
        "report": judged.report,
        "judged_at": now,
        "seconds": judged.seconds,
    }
    score_id = add(connection, scores, ("token",), row)
    if score_id is not None:
        add_details(connection, score_id, judged)


def record_hand_in(
    connection: Connection,
    assignment: str,
    hand_in: HandIn,
    content: str,
    judged: ScoreRecord,
    kept: Kept | None,
    token: str,
    now: datetime,
    *,
    anew: bool = False,
) -> None:
    """Add a score, and the attempt that it is of where that is not there.

    What was observed `anew`, though it was kept, stands in the place of the former.
    """
    if anew and kept is not None:
        former = update(observations).where(observations.c.key == kept.key)
        connection.execute(former.values(document=kept.document))
    found = attempt(connection, assignment, hand_in, content, now)
    record(connection, found.id, judged, kept, token, now)


def record_all(
    connection: Connection, changes: Sequence[tuple[str, Change]], now: datetime
) -> None:
    """Add the scores of a rescore, each once for its token."""
    for token, change in changes:
        record(connection, change.was.attempt_id, change.now, change.was.kept, token, now)


def keep(connection: Connection, kept: Kept, now: datetime) -> int:
    """Find or add observations; only one of two processes that observed the same adds them."""
    row = {
        "key": kept.key,
        "assignment": kept.assignment,
        "content": kept.content,
        "asked": kept.asked,
        "seeds": list(kept.seeds),
        "isolation": kept.isolation,
        "document": kept.document,
        "seen_at": now,
    }
    added = add(connection, observations, ("key",), row)
    if added is not None:
        return int(added)
    wanted = select(observations.c.id).where(observations.c.key == kept.key)
    return int(connection.execute(wanted).scalar_one())


def add_details(connection: Connection, score_id: int, judged: ScoreRecord) -> None:
    """Add the criteria and the mistakes of a new score."""
    lines = [
        {
            "score_id": score_id,
            "position": position,
            "name": one.name,
            "grp": one.group,
            "earned": one.earned,
            "maximum": one.maximum,
            "status": one.status,
        }
        for position, one in enumerate(judged.criteria)
    ]
    # One mistake may be part of several diagnoses; it was made once.
    causes = {one.name: one.cause for one in judged.mistakes}
    made = [{"score_id": score_id, "name": name, "cause": cause} for name, cause in causes.items()]
    for table, rows in ((criteria, lines), (mistakes, made)):
        if rows:
            connection.execute(table.insert(), rows)


def override(connection: Connection, given: Override, token: str) -> None:
    """Add points that a person gave, once for each token. Raises UsageError."""
    if given.points is not None and not math.isfinite(given.points):
        raise UsageError(f"criterion {given.criterion!r}: {given.points} are no points")
    student_id = connection.scalar(select(students.c.id).filter_by(key=given.student))
    if student_id is None:
        raise UsageError(f"student {given.student!r} is not in the gradebook; check the key")
    if connection.scalar(select(assignments.c.name).filter_by(name=given.assignment)) is None:
        raise UsageError(f"assignment {given.assignment!r} is not in the gradebook; check the name")
    statement = insert(connection, overrides).values(
        token=token,
        assignment=given.assignment,
        student_id=student_id,
        criterion=given.criterion,
        points=given.points,
        was=given.was,
        who=given.who,
        why=given.why,
        at=given.at,
    )
    connection.execute(statement.on_conflict_do_nothing(index_elements=["token"]))
