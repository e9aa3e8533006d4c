"""The tables and views of a gradebook, as its queries name them. Made by `migrations`.

All tables but `students` and `assignments` are only ever added to. Their order is that of ids and
of `submitted_at`; `seen_at` and `judged_at` are for people, since a clock may jump back.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

VERSION = "0002"
VERSION_TABLE = "gradebook_version"


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite, which has no zones, holds it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (
            value.replace(tzinfo=timezone.utc)
            if value.tzinfo is None
            else value.astimezone(timezone.utc)
        )


class Words(TypeDecorator[str]):
    """Text that may come from a student's file name: what no database takes is spelled out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def required(name: str, kind: Any, *rest: Any) -> Column[Any]:
    """A column that is never NULL."""
    return Column(name, kind, *rest, nullable=False)


def identity() -> Column[int]:
    """A row's number, in the order of arrival."""
    return Column("id", Integer, primary_key=True)


tables = MetaData()
students = Table(
    "students",
    tables,
    identity(),
    Column("key", Words, nullable=False, unique=True),
    required("name", Words),
    required("ids", JSON),
    required("on_roster", Boolean),
)
assignments = Table(
    "assignments",
    tables,
    Column("name", Words, primary_key=True),
    required("title", Words),
    Column("maximum", Integer),
    required("counts", Words),
)
observations = Table(
    "observations",
    tables,
    identity(),
    Column("key", Words, nullable=False, unique=True),
    required("assignment", Words, ForeignKey("assignments.name")),
    required("content", Words),
    required("asked", Words),
    required("seeds", JSON),
    required("isolation", Words),
    required("document", LargeBinary),
    required("seen_at", Moment),
)
attempts = Table(
    "attempts",
    tables,
    identity(),
    required("assignment", Words, ForeignKey("assignments.name")),
    required("student_id", Integer, ForeignKey("students.id")),
    required("content", Words),
    required("submitted_at", Moment),
    required("place", Words),
    required("name", Words),
    required("late", Boolean),
    required("seen_at", Moment),
    Column("notes", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("assignment", "student_id", "content", "submitted_at", name="attempts_once"),
    Index("attempts_in_order", "assignment", "student_id", "submitted_at", "id"),
    Index("attempts_of_student", "student_id"),
    Index("attempts_of_assignment", "assignment", "id"),
)
scores = Table(
    "scores",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("attempt_id", Integer, ForeignKey("attempts.id")),
    Column("observation_id", Integer, ForeignKey("observations.id")),
    required("status", Words),
    Column("earned", Float),
    Column("maximum", Integer),
    required("judging", Words),
    required("isolation", Words),
    required("report", LargeBinary),
    required("judged_at", Moment),
    Column("seconds", Float),
    Index("scores_in_order", "attempt_id", "id"),
)
criteria = Table(
    "criteria",
    tables,
    Column("score_id", Integer, ForeignKey("scores.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    required("name", Words),
    required("grp", Words),
    required("earned", Float),
    required("maximum", Integer),
    required("status", Words),
)
mistakes = Table(
    "mistakes",
    tables,
    Column("score_id", Integer, ForeignKey("scores.id"), primary_key=True, autoincrement=False),
    Column("name", Words, primary_key=True),
    required("cause", Words),
)
overrides = Table(
    "overrides",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("assignment", Words, ForeignKey("assignments.name")),
    required("student_id", Integer, ForeignKey("students.id")),
    required("criterion", Words),
    Column("points", Float),
    Column("was", Float),
    required("who", Words),
    required("why", Words),
    required("at", Moment),
    Index("overrides_in_order", "assignment", "student_id", "criterion", "id"),
    Index("overrides_of_student", "student_id"),
)

views = MetaData()
corrections = Table(
    "corrections",
    views,
    Column("score_id", Integer),
    Column("position", Integer),
    Column("name", Words),
    Column("judged", Float),
    Column("earned", Float),
)
counting = Table(
    "counting",
    views,
    Column("assignment", Words),
    Column("student_id", Integer),
    Column("attempt_id", Integer),
    Column("score_id", Integer),
    Column("status", Words),
    Column("earned", Float),
    Column("maximum", Integer),
    Column("attempts", Integer),
    Column("submitted_at", Moment),
    Column("late", Boolean),
)
