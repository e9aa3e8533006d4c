"""Put into a gradebook what was handed in and what it was given, inside one transaction."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from grader.classroom.gradebook.entries import (
    Attempt,
    Change,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.order import Stamp, place, tell_earlier
from grader.classroom.gradebook.reading import LARGEST_FILE, find_attempt, id_of
from grader.classroom.gradebook.rows import row_of
from grader.classroom.gradebook.schema import (
    attempts,
    criteria,
    files,
    mistakes,
    observations,
    scores,
)
from grader.classroom.gradebook.seals import sealed
from grader.classroom.gradebook.settling import settle
from grader.classroom.gradebook.writing import Transaction, add, admit, insert

ONE_ATTEMPT = ("assignment", "student_id", "content", "submitted_at")
# What each hand-in asks for, made once: to make one takes as long as to run it.
OWNER = select(id_of(bindparam("student")))
WHOSE = select(attempts.c.student_id).where(attempts.c.id == bindparam("attempt"))
STAMPS = select(*(attempts.c[field.name] for field in fields(Stamp))).where(
    attempts.c.assignment == bindparam("assignment"),
    attempts.c.student_id == bindparam("student_id"),
    attempts.c.id != bindparam("but"),
)
NO_ATTEMPT = 0  # numbers begin at 1
AT_ONCE = 500  # scores that are added by one statement


def record_hand_in(transaction: Transaction, graded: GradedHandIn) -> str:
    """Add a score, and the attempt that it is of where that is not there.

    Gives what is to be said of a new attempt's time.
    """
    observation = graded.observation
    if graded.anew and observation is not None:
        former = update(observations).where(observations.c.key == observation.key)
        transaction.connection.execute(former.values(document=observation.document))
    attempt_id, remark = find_or_add(transaction, graded.attempt, graded.batch_id)
    record(transaction, attempt_id, graded.score, observation)
    if graded.file is not None:
        keep_file(transaction.connection, graded.attempt, graded.file)
    settle(transaction.connection, [whose(transaction, attempt_id)], graded.attempt.assignment)
    return remark


def record_all(transaction: Transaction, changes: Sequence[Change]) -> None:
    """Add the scores of a rescore, all or none."""
    # Each has a token of its own, and again the same when all is done again.
    by_token = [(f"{transaction.token}-{number}", each) for number, each in enumerate(changes)]
    for start in range(0, len(by_token), AT_ONCE):
        record_some(transaction, dict(by_token[start : start + AT_ONCE]))
    settle(transaction.connection)


def record_some(transaction: Transaction, changes: Mapping[str, Change]) -> None:
    """Add the scores of some changes, by the token of each, in few statements."""
    connection = transaction.connection
    observed = [c.was.observation.key for c in changes.values() if c.was.observation]
    those = select(observations.c.key, observations.c.id).where(observations.c.key.in_(observed))
    ids = {row.key: row.id for row in connection.execute(those)}
    rows = [
        {
            **row_of(change.now, scores),
            "brief": sealed(change.now),
            "token": token,
            "attempt_id": change.was.attempt_id,
            "observation_id": change.was.observation and ids.get(change.was.observation.key),
            "judged_at": transaction.now,
        }
        for token, change in changes.items()
    ]
    added = connection.execute(adding_all(connection.dialect.name), rows)
    add_details(connection, {row.id: changes[row.token].now for row in added})


def keep_file(connection: Connection, attempt: Attempt, file: bytes) -> None:
    """Keep what was handed in, once for each content; what is very large is not."""
    if len(file) <= LARGEST_FILE:
        row = {"content": attempt.content, "name": attempt.hand_in.name}
        # The fastest way: a class is written by one process.
        add(connection, files, ("content",), {**row, "document": zlib.compress(file, 1)})


def whose(transaction: Transaction, attempt_id: int) -> int:
    """Find whose an attempt is."""
    return int(transaction.connection.execute(WHOSE, {"attempt": attempt_id}).scalar_one())


def find_or_add(
    transaction: Transaction, attempt: Attempt, batch_id: int | None = None
) -> tuple[int, str]:
    """Give the number of an attempt, which is added where it is not there, with its place.

    And what is to be said of its time.
    """
    connection, hand_in = transaction.connection, attempt.hand_in
    student_id = admit(connection, hand_in.student)
    if (id := find_attempt(connection, attempt)) is not None:
        learn_time(transaction, attempt)
        return id, ""
    others = find_stamps(connection, attempt.assignment, student_id)
    new = Stamp(hand_in.submitted_at, hand_in.number, hand_in.zoned, hand_in.submitted_at)
    row = {
        **row_of(hand_in, attempts),
        **row_of(attempt, attempts),
        "student_id": student_id,
        "seen_at": transaction.now,
        "ordered_at": place(new, others),
        "batch_id": batch_id,
    }
    # If it is not added: another process was faster, and its row is to be seen by now.
    id = add(connection, attempts, ONE_ATTEMPT, row) or find_attempt(connection, attempt)
    assert id is not None
    # Another process may have merged the student meanwhile; it has let this wait until then.
    if (owner := connection.scalar(OWNER, {"student": hand_in.student.key})) != student_id:
        own = update(attempts).where(attempts.c.id == id)
        connection.execute(own.values(student_id=owner))
    return id, tell_earlier(new, others)


def learn_time(transaction: Transaction, attempt: Attempt) -> None:
    """Take a system's word for when an attempt came, where only its file has said so before."""
    connection, hand_in = transaction.connection, attempt.hand_in
    wanted = select(attempts).where(attempts.c.id == find_attempt(connection, attempt))
    row = connection.execute(wanted).one_or_none()
    if row is None or row.by_system is True or not hand_in.by_system:
        return
    same = select(attempts.c.id).filter_by(
        assignment=attempt.assignment,
        student_id=row.student_id,
        content=attempt.content,
        submitted_at=hand_in.submitted_at,
    )
    if connection.scalar(same.where(attempts.c.id != row.id)) is not None:
        return  # that time is another attempt's, of the same file
    others = find_stamps(connection, attempt.assignment, row.student_id, row.id)
    new = Stamp(hand_in.submitted_at, hand_in.number, hand_in.zoned, hand_in.submitted_at)
    time = {name: getattr(hand_in, name) for name in ("submitted_at", "zoned", "late", "by_system")}
    values = {**time, "ordered_at": place(new, others)}
    connection.execute(update(attempts).where(attempts.c.id == row.id).values(values))
    settle(connection, [row.student_id])


def find_stamps(
    connection: Connection, assignment: str, student_id: int, but: int = NO_ATTEMPT
) -> list[Stamp]:
    """Find when a student handed in what is recorded, as far as that can be read; all but one."""
    theirs = {"assignment": assignment, "student_id": student_id, "but": but}
    rows = connection.execute(STAMPS, theirs).all()
    return [Stamp(*row) for row in rows if DAMAGE not in row and row.ordered_at is not None]


def record(
    transaction: Transaction,
    attempt_id: int,
    score: ScoreRecord,
    observation: ObservationRecord | None,
) -> None:
    """Add a score and all that it was made from, once for each token."""
    row = {
        **row_of(score, scores),
        "brief": sealed(score),
        "token": transaction.token,
        "attempt_id": attempt_id,
        "observation_id": keep(transaction, observation) if observation else None,
        "judged_at": transaction.now,
    }
    score_id = add(transaction.connection, scores, ("token",), row)
    if score_id is not None:
        add_details(transaction.connection, {score_id: score})


def keep(transaction: Transaction, observation: ObservationRecord) -> int:
    """Find or add observations; only one of two processes that observed the same adds them."""
    row = {**row_of(observation, observations), "seen_at": transaction.now}
    wanted = select(observations.c.id).where(observations.c.key == observation.key)
    id = add(transaction.connection, observations, ("key",), row)
    return id or int(transaction.connection.execute(wanted).scalar_one())


def add_details(connection: Connection, by_id: Mapping[int, ScoreRecord]) -> None:
    """Add the criteria and the mistakes of new scores."""
    lines = [
        {**vars(line), "score_id": score_id, "position": position}
        for score_id, score in by_id.items()
        for position, line in enumerate(score.criteria)
    ]
    causes = [
        {"score_id": score_id, "name": name, "cause": cause}
        for score_id, score in by_id.items()
        for name, cause in score.mistakes.items()
    ]
    for table, rows in ((criteria, lines), (mistakes, causes)):
        # Of no rows SQLAlchemy would make one of defaults.
        if rows:
            connection.execute(table.insert(), rows)


@functools.cache
def adding_all(dialect: str) -> Any:
    """Make the INSERT of many scores, which gives the ids of those that were not there."""
    statement = insert(dialect, scores).on_conflict_do_nothing(index_elements=["token"])
    return statement.returning(scores.c.id, scores.c.token)
