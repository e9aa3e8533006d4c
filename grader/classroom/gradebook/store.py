"""The gradebook: what a class handed in, what was observed of it, and what it was given for it.

Used by one thread. Each call is one transaction, or reads in several that each see one moment, and
is done again on a fresh connection if the server drops the one in use. Raises UsageError and
GraderError, each naming the gradebook, the fault and the fix.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import ClassVar, TypeVar

from grader.classroom.gradebook import reading, standings, statistics, writing
from grader.classroom.gradebook.address import parse_address
from grader.classroom.gradebook.database import Database, RetryPolicy
from grader.classroom.gradebook.entries import (
    Attempt,
    Change,
    CurrentScore,
    History,
    Kept,
    ScoreRecord,
    Statistics,
)
from grader.classroom.gradebook.upgrade import bring_up_to_date
from grader.classroom.people import HandIn, Override, Standing, Student
from grader.core.result import Counts

T = TypeVar("T")

CHUNK = 50  # documents in memory at one time


def in_chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Rows, as many at a time as their documents may be in memory."""
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


class Gradebook:
    """The store of attempts, observations and scores; to be had from `open`."""

    patience: ClassVar[RetryPolicy] = RetryPolicy()

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    @contextlib.contextmanager
    def open(cls, where: str | os.PathLike[str], *, create: bool) -> Iterator[Gradebook]:
        """Open a file or a URL, an older schema brought up to date in place.

        What may only be read can still be read, if its schema is current.
        """
        database = Database(parse_address(where), cls.patience, create=create)
        with contextlib.closing(database):
            database.connect()
            bring_up_to_date(database, create=create)
            yield cls(database)

    @staticmethod
    def now() -> datetime:
        """What time it is, for people to read; no order depends on it."""
        return datetime.now(timezone.utc)

    def enroll(self, students: Iterable[Student]) -> None:
        """Put students on the roster, what is known of them added to; nobody leaves it."""
        self._database.write(writing.enroll, tuple(students))

    def roster(self) -> tuple[Student, ...]:
        """Everyone who was enrolled."""
        return self._database.read(reading.roster)

    def counts(self, assignment: str) -> str | None:
        """Which attempt counts in an assignment, as it was last described."""
        return self._database.read(reading.counts, assignment)

    def describe(self, assignment: str, title: str, maximum: int | None, counts: Counts) -> None:
        """Say what an assignment is now, and which attempt counts in it."""
        self._database.write(writing.describe, assignment, title, maximum, counts)

    def attempt(self, assignment: str, hand_in: HandIn, content: str) -> Attempt:
        """Find or add an attempt by what was handed in, and the SHA-256 of its file."""
        return self._database.write(writing.attempt, assignment, hand_in, content, self.now())

    def kept(self, key: str) -> Kept | None:
        """What was observed under a key."""
        return self._database.read(reading.kept, key)

    def has_kept(self, key: str) -> bool:
        """Whether anything was observed under a key."""
        return self._database.read(reading.has_kept, key)

    def record(self, attempt_id: int, judged: ScoreRecord, kept: Kept | None) -> None:
        """Add a score with its criteria, mistakes and observations; on the disk on return."""
        # If the connection drops during the commit, only the token tells whether it was done.
        token = uuid.uuid4().hex
        self._database.write(writing.record, attempt_id, judged, kept, token, self.now())

    def known_attempt(self, assignment: str, hand_in: HandIn, content: str) -> Attempt | None:
        """The attempt that a hand-in already is, as `attempt` says it; adds nothing."""
        return self._database.read(writing.known_attempt, assignment, hand_in, content)

    def record_hand_in(
        self,
        assignment: str,
        hand_in: HandIn,
        content: str,
        judged: ScoreRecord,
        kept: Kept | None,
        *,
        anew: bool = False,
    ) -> None:
        """Add a score as `record` does, and the attempt in the same transaction.

        What was observed `anew`, though it was kept, stands in the place of the former.
        """
        token, now = uuid.uuid4().hex, self.now()
        made = (assignment, hand_in, content, judged, kept, token, now)
        self._database.write(writing.record_hand_in, *made, anew=anew)

    def record_all(self, changes: Iterable[Change]) -> None:
        """Add the scores of a rescore, all or none; on the disk on return."""
        tokens = [(uuid.uuid4().hex, change) for change in changes]
        self._database.write(writing.record_all, tokens, self.now())

    def override(self, given: Override) -> None:
        """Add points that a person gave in place of the judged ones, or take earlier ones back."""
        self._database.write(writing.override, given, uuid.uuid4().hex)

    def current_scores(self, assignment: str) -> Iterator[CurrentScore]:
        """The latest score of each attempt that has one; scores may be recorded meanwhile."""
        ids = self._database.read(reading.list_attempts, assignment)
        for chunk in in_chunks(ids):
            yield from self._database.read(reading.current_scores, chunk)

    def standings(
        self, assignment: str, students: Collection[str] | None = None
    ) -> Iterator[Standing]:
        """What counts for the roster and all who handed in, or for the keys; by name, then key."""
        ids = self._database.read(standings.order_class, assignment, students)
        for chunk in in_chunks(ids):
            yield from self._database.read(standings.read_standings, assignment, chunk)

    def statistics(self, assignment: str) -> Statistics:
        """How the class did, by the scores that count."""
        return self._database.read(statistics.statistics, assignment)

    def find_student(self, text: str) -> Student:
        """Who is meant by a key, an id or an exact name. Raises UsageError unless that is one."""
        return self._database.read(reading.find_student, text)

    def history(self, student: Student) -> History:
        """All that is held of one student. Raises UsageError if nothing is."""
        return self._database.read(reading.history, student.key)
