"""Put into a gradebook what was handed in and what it was given, inside one transaction."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from grader.classroom.compression import compress
from grader.classroom.gradebook.codes import add_codes
from grader.classroom.gradebook.entries import (
    Attempt,
    Change,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.lines import add_lines
from grader.classroom.gradebook.order import Stamp, place, tell_earlier
from grader.classroom.gradebook.reading import LARGEST_FILE, find_attempt, id_of
from grader.classroom.gradebook.rows import even, row_of
from grader.classroom.gradebook.schema import (
    attempts,
    called,
    files,
    mistakes,
    observations,
    scores,
    students,
)
from grader.classroom.gradebook.seals import sealed
from grader.classroom.gradebook.settling import locking, settle
from grader.classroom.gradebook.writing import Transaction, add, adding_all, admit, insert

ONE_ATTEMPT = ("assignment", "student_id", "content", "submitted_at")
# What each hand-in asks for, made once: to make one takes as long as to run it.
OWNER = select(id_of(bindparam("student")))
WHOSE = (
    select(attempts.c.student_id)
    .distinct()
    .where(attempts.c.id.in_(bindparam("attempts", expanding=True)))
)
CALLED = select(called.c.student_id).where(called.c.key.in_(bindparam("students", expanding=True)))
LOCKED = locking(students.c.id.in_(CALLED))
OBSERVED = select(observations.c.key, observations.c.id).where(
    observations.c.key.in_(bindparam("keys", expanding=True))
)
STAMPS = select(*(attempts.c[field.name] for field in fields(Stamp))).where(
    attempts.c.assignment == bindparam("assignment"),
    attempts.c.student_id == bindparam("student_id"),
    attempts.c.id != bindparam("but"),
)
NO_ATTEMPT = 0  # numbers begin at 1
AT_ONCE = 500  # scores that are added by one statement


@dataclass(frozen=True)
class NewScore:
    """A score to be added: of which attempt, and from which observations it was made, by number."""

    attempt_id: int
    score: ScoreRecord
    observation_id: int | None = None


def record_hand_in(transaction: Transaction, graded: GradedHandIn) -> str:
    """Add a score as `record_hand_ins` does; gives what is to be said of its attempt's time."""
    return record_hand_ins(transaction, [graded])[0]


def record_hand_ins(transaction: Transaction, those: Sequence[GradedHandIn]) -> list[str]:
    """Add scores, all or none, and the attempts that they are of where those are not there.

    Gives what is to be said of the time of each new attempt.
    """
    connection = transaction.connection
    # Always in one order, or two processes would block each other; a student's own as they came.
    order = sorted(range(len(those)), key=lambda number: student_of(those[number]))
    # One hand-in, too: another batch may be adding the same, and which are there is read next.
    connection.execute(LOCKED, {"students": even({*map(student_of, those)})})
    placed = {n: find_or_add(transaction, those[n].attempt, those[n].batch_id) for n in order}
    renew(connection, those)
    observed = keep(transaction, [each.observation for each in those if each.observation])
    codes = {observed[key_of(each.observation)]: each.code for each in those if each.code}
    add_codes(connection, codes)
    new = [
        NewScore(placed[n][0], those[n].score, observed.get(key_of(those[n].observation)))
        for n in order
    ]
    record(transaction, {f"{transaction.token}-{n}": score for n, score in enumerate(new)})
    keep_files(connection, those)
    whose = connection.scalars(WHOSE, {"attempts": even({id for id, _ in placed.values()})}).all()
    for assignment in {each.attempt.assignment for each in those}:
        settle(connection, whose, assignment)
    return [placed[number][1] for number in range(len(those))]


def student_of(graded: GradedHandIn) -> str:
    """Give the key of whoever handed in."""
    return graded.attempt.hand_in.student.key


def key_of(observation: ObservationRecord | None) -> str:
    """Give the key of what was observed; empty where nothing was."""
    return observation.key if observation else ""


def record_all(transaction: Transaction, changes: Sequence[Change]) -> None:
    """Add the scores of a rescore, all or none."""
    # Each has a token of its own, and again the same when all is done again.
    by_token = [(f"{transaction.token}-{number}", each) for number, each in enumerate(changes)]
    for start in range(0, len(by_token), AT_ONCE):
        record_some(transaction, dict(by_token[start : start + AT_ONCE]))
    settle(transaction.connection)


def record_some(transaction: Transaction, changes: Mapping[str, Change]) -> None:
    """Add the scores of some changes, by the token of each, in few statements."""
    observed = [key_of(change.was.observation) for change in changes.values()]
    ids = find_observations(transaction.connection, observed)
    new = {
        token: NewScore(c.was.attempt_id, c.now, ids.get(key_of(c.was.observation)))
        for token, c in changes.items()
    }
    record(transaction, new)


def record(transaction: Transaction, by_token: Mapping[str, NewScore]) -> None:
    """Add scores with their criteria and mistakes, once for each token, in few statements."""
    connection = transaction.connection
    rows = [
        {
            **row_of(new.score, scores),
            "brief": sealed(new.score),
            "token": token,
            "attempt_id": new.attempt_id,
            "observation_id": new.observation_id,
            "judged_at": transaction.now,
        }
        for token, new in by_token.items()
    ]
    added = connection.execute(adding_all(connection.dialect.name, scores, "token"), rows)
    add_details(connection, {row.id: by_token[row.token].score for row in added})


def keep_files(connection: Connection, those: Sequence[GradedHandIn]) -> None:
    """Keep what was handed in, once for each content; what is very large is not."""
    rows = {
        each.attempt.content: {
            "content": each.attempt.content,
            "name": each.attempt.hand_in.name,
            "document": compress(each.file),
        }
        for each in reversed(those)  # the first that brought it gives the name
        if each.file is not None and len(each.file) <= LARGEST_FILE
    }
    if rows:
        adding = adding_any(connection.dialect.name, files)
        connection.execute(adding, [rows[content] for content in sorted(rows)])


def find_or_add(
    transaction: Transaction, attempt: Attempt, batch_id: int | None = None
) -> tuple[int, str]:
    """Give the number of an attempt, which is added where it is not there, with its place.

    And what is to be said of its time.
    """
    connection, hand_in = transaction.connection, attempt.hand_in
    student_id = admit(connection, hand_in.student)
    if (id := find_attempt(connection, attempt)) is not None:
        if hand_in.by_system:
            learn(transaction, attempt)
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
    if attempt.hand_in.by_system:
        transaction.connection.execute(LOCKED, {"students": even({attempt.hand_in.student.key})})
        learn(transaction, attempt)


def learn(transaction: Transaction, attempt: Attempt) -> None:
    """Do as `learn_time` does of a system's word, for a student who is locked."""
    connection, hand_in = transaction.connection, attempt.hand_in
    wanted = select(attempts).where(attempts.c.id == find_attempt(connection, attempt))
    row = connection.execute(wanted).one_or_none()
    if row is None or row.by_system is True:
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


def keep(transaction: Transaction, observed: Sequence[ObservationRecord]) -> dict[str, int]:
    """Find or add observations, and number them by key.

    Only one of two processes that observed the same adds them.
    """
    connection, by_key = transaction.connection, {each.key: each for each in observed}
    rows = [
        {**row_of(by_key[key], observations), "seen_at": transaction.now} for key in sorted(by_key)
    ]
    if not rows:
        return {}
    added = connection.execute(adding_all(connection.dialect.name, observations, "key"), rows)
    ids = {row.key: row.id for row in added}
    missing = by_key.keys() - ids.keys()
    return ids | (find_observations(connection, missing) if missing else {})


def find_observations(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Find the numbers of what was observed under some keys, as far as it is there."""
    return {row.key: row.id for row in connection.execute(OBSERVED, {"keys": even(keys)})}


def renew(connection: Connection, those: Sequence[GradedHandIn]) -> None:
    """Put what was observed anew in the place of the former."""
    for each in those:
        if each.anew and (observation := each.observation):
            former = update(observations).where(observations.c.key == observation.key)
            connection.execute(former.values(document=observation.document))


def add_details(connection: Connection, by_id: Mapping[int, ScoreRecord]) -> None:
    """Add the criteria and the mistakes of new scores."""
    lines = [
        ((score_id, position), line)
        for score_id, score in by_id.items()
        for position, line in enumerate(score.criteria)
    ]
    causes = [
        {"score_id": score_id, "name": name, "cause": cause}
        for score_id, score in by_id.items()
        for name, cause in score.mistakes.items()
    ]
    if lines:
        add_lines(connection, lines)
    # Of no rows SQLAlchemy would make one of defaults.
    if causes:
        connection.execute(mistakes.insert(), causes)


@functools.cache
def adding_any(dialect: str, table: Table) -> Any:
    """Make the INSERT of those of many rows that are not there, once for all."""
    return insert(dialect, table).on_conflict_do_nothing()
