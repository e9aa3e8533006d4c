"""The names in a gradebook's file, for who types one: read at once, or not at all.

It loads no SQLAlchemy, waits for nobody, and leaves nothing beside the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path

WAIT_SECONDS = 0.1
# Not who was removed or merged, nor who came by a list that was replaced and has nothing.
STUDENTS = """
    SELECT key, name FROM students
    WHERE id NOT IN (SELECT student_id FROM hidden) AND (
        on_roster
        OR id IN (SELECT student_id FROM attempts) OR id IN (SELECT student_id FROM overrides)
    )
    ORDER BY key
"""
SECTIONS = """
    SELECT DISTINCT json_extract(ids, '$.section'), '' FROM students
    WHERE json_extract(ids, '$.section') IS NOT NULL
"""
NUMBERS = "SELECT id, '' FROM students"
CHANGES = """
    SELECT id, detail FROM actions WHERE kind = 'anonymous'
    AND id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL) ORDER BY id
"""
CRITERIA = """
    SELECT DISTINCT criteria.name, '' FROM criteria
    JOIN scores ON scores.id = criteria.score_id
    JOIN attempts ON attempts.id = scores.attempt_id
    WHERE (:assignment IS NULL OR attempts.assignment = :assignment)
    AND (NOT :by_hand OR criteria.part IS NOT NULL)
    ORDER BY criteria.position
"""


class WrittenNames:
    """The names in a gradebook; none where it is a server's. Raises sqlite3.Error."""

    def __init__(self, where: str | os.PathLike[str]) -> None:
        self.where = os.fspath(where)

    def students(self) -> dict[str, str]:
        """Give each student's name by key; where names are hidden, the codes alone."""
        secret = self.secret()
        if not secret:
            return self.read(STUDENTS)
        from grader.classroom.anonymity import draw_codes  # which few who type need

        return dict.fromkeys(sorted(draw_codes(secret, map(int, self.read(NUMBERS))).values()), "")

    def secret(self) -> str:
        """Give what codes are drawn from, where names are hidden."""
        changes: dict[str, str] = {}
        with contextlib.suppress(sqlite3.OperationalError):  # of an older program
            changes = self.read(CHANGES)
        details = [json.loads(detail) for detail in changes.values()]
        is_on = bool(details) and details[-1]["on"]
        return str(details[-1]["secret"]) if is_on else ""

    def sections(self) -> dict[str, str]:
        """Give what the roster has in the cells that name a section."""
        return self.read(SECTIONS)

    def criteria(self, assignment: str | None, *, by_hand: bool) -> dict[str, str]:
        """Give the criteria of an assignment, or of all; of those marked by hand alone, if so."""
        return self.read(CRITERIA, assignment=assignment, by_hand=by_hand)

    def read(self, query: str, **values: str | bool | None) -> dict[str, str]:
        path = Path(self.where).expanduser()
        if "://" in self.where or not path.is_file():
            return {}
        # Where nobody writes, the file is all: a log that was opened would stay beside it.
        is_at_rest = not path.with_name(f"{path.name}-wal").exists()
        address = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' * is_at_rest}"
        connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)
        with contextlib.closing(connection):
            return dict(connection.execute(query, values).fetchall())
