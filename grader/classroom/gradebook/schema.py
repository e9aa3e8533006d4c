"""The tables and views of a gradebook, as its queries name them. Made by `migrations`.

All tables but `students` and `assignments` are only ever added to. Their order is that of ids and
of `ordered_at`. `submitted_at` is as the file says it; `seen_at` and `judged_at` are for people,
since a clock may jump back.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from grader.classroom.gradebook.kinds import (
    Blob,
    Detail,
    Due,
    Halves,
    Large,
    Moment,
    Names,
    Notes,
    Number,
    Seeds,
    Whole,
    Words,
    YesOrNo,
)

VERSION = "0010"
VERSION_TABLE = "gradebook_version"


def required(name: str, kind: Any, *rest: Any, key: str | None = None) -> Column[Any]:
    """Make a column that is never NULL; `key` is its name in our queries, where that is another."""
    return Column(name, kind, *rest, key=key, nullable=False)


def identity() -> Column[int]:
    """Make the column of a row's number, in the order of arrival."""
    return Column("id", Integer, primary_key=True)


tables = sa.MetaData()
students = Table(
    "students",
    tables,
    identity(),
    Column("key", Words, nullable=False, unique=True),
    required("name", Words),
    required("ids", Names),
    required("on_roster", YesOrNo),
)
assignments = Table(
    "assignments",
    tables,
    Column("name", Words, primary_key=True),
    required("title", Words),
    Column("maximum", Halves),
    required("counts", Words),
    Column("due", Due),
)
observations = Table(
    "observations",
    tables,
    identity(),
    Column("key", Words, nullable=False, unique=True),
    required("assignment", Words, ForeignKey("assignments.name")),
    required("content", Words),
    required("asked", Words),
    required("seeds", Seeds),
    required("isolation", Words),
    required("document", Blob),
    required("seen_at", Moment),
)
# A hash of a program as one way of telling equal ones has it; nothing where there is no program.
codes = Table(
    "codes",
    tables,
    identity(),
    required("observation_id", Integer, ForeignKey("observations.id")),
    required("way", Words),
    required("code", Words),
    UniqueConstraint("observation_id", "way", name="codes_once"),
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
    required("late", YesOrNo),
    required("seen_at", Moment),
    Column("notes", Notes, nullable=False, server_default="[]"),
    UniqueConstraint("assignment", "student_id", "content", "submitted_at", name="attempts_once"),
    Column("number", Large),
    Column("zoned", YesOrNo),
    Column("ordered_at", Moment),
    # Whether the time is the system's word, and not the file's; an older program has not said it.
    Column("by_system", YesOrNo),
    # The action by which it came in: all of a batch can be removed.
    Column("batch_id", Integer, ForeignKey("actions.id", name="of_a_batch")),
    # In the order in which a student's latest attempt is looked for.
    Index("attempts_in_order", "assignment", "student_id", "ordered_at", "number", "id"),
    Index("attempts_of_student", "student_id"),
    Index("attempts_of_assignment", "assignment", "id"),
    Index("attempts_of_batch", "batch_id"),
)
scores = Table(
    "scores",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("attempt_id", Integer, ForeignKey("attempts.id")),
    Column("observation_id", Integer, ForeignKey("observations.id")),
    required("status", Words),
    Column("earned", Number),
    Column("maximum", Halves),
    required("judging", Words),
    required("isolation", Words),
    required("report", Blob),
    required("judged_at", Moment),
    Column("seconds", Number),
    Column("brief", Words),
    Index("scores_in_order", "attempt_id", "id"),
)
criteria = Table(
    "criteria",
    tables,
    Column("score_id", Integer, ForeignKey("scores.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    required("name", Words),
    # GROUP is a word of SQL's own.
    required("grp", Words, key="group"),
    required("earned", Number),
    required("maximum", Halves),
    required("status", Words),
    Column("part", Words),
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
    Column("points", Number),
    Column("was", Number),
    Column("maximum", Halves),
    required("who", Words),
    required("why", Words),
    required("at", Moment),
    Index("overrides_in_order", "assignment", "student_id", "criterion", "id"),
    Index("overrides_of_student", "student_id"),
)

# `part` is what is marked, as `criteria` has it, or all of the attempt's content.
marks = Table(
    "marks",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("attempt_id", Integer, ForeignKey("attempts.id")),
    required("criterion", Words),
    required("part", Words),
    Column("points", Number),
    required("who", Words),
    required("comment", Words),
    required("at", Moment),
    Index("marks_of_attempt", "attempt_id"),
)
actions = Table(
    "actions",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("kind", Words),
    required("who", Words),
    required("why", Words),
    required("at", Moment),
    required("detail", Detail),
    Column("undoes", Integer, ForeignKey("actions.id"), unique=True),
)


def effects(name: str, *columns: Column[Any]) -> Table:
    """Name a table of what actions bring about for a student in an assignment."""
    return Table(
        name,
        tables,
        identity(),
        required("action_id", Integer, ForeignKey("actions.id")),
        required("assignment", Words, ForeignKey("assignments.name")),
        required("student_id", Integer, ForeignKey("students.id")),
        *columns,
        Index(f"{name}_of_student", "assignment", "student_id"),
    )


extensions = effects("extensions", Column("until", Moment))
excuses = effects("excuses")
adjustments = effects("adjustments", required("points", Number))
choices = effects("choices", Column("attempt_id", Integer, ForeignKey("attempts.id")))
# What a student was called before, by whose doing.
aliases = Table(
    "aliases",
    tables,
    identity(),
    required("action_id", Integer, ForeignKey("actions.id")),
    required("key", Words),
    required("student_id", Integer, ForeignKey("students.id")),
    Index("aliases_by_key", "key"),
)
# Of these one is named: a student, one hand-in, or all that came in by a batch.
removals = Table(
    "removals",
    tables,
    identity(),
    required("action_id", Integer, ForeignKey("actions.id")),
    Column("student_id", Integer, ForeignKey("students.id")),
    Column("attempt_id", Integer, ForeignKey("attempts.id")),
    Column("batch_id", Integer, ForeignKey("actions.id")),
)
# How late an attempt is, in seconds, and what that leaves of its points, in ten-thousandths.
settled = Table(
    "settled",
    tables,
    Column("attempt_id", Integer, ForeignKey("attempts.id"), primary_key=True, autoincrement=False),
    required("late_by", Large),
    required("days", Whole),
    required("free", Whole),
    required("share", Whole),
    required("accepted", YesOrNo),
)
# What was handed in, as it was, by the hash that an attempt has of it.
files = Table(
    "files",
    tables,
    identity(),
    Column("content", Words, nullable=False, unique=True),
    required("name", Words),
    required("document", Blob),
)
# Without a cell a comment is of the whole; in a `.py` file there are only lines.
comments = Table(
    "comments",
    tables,
    identity(),
    Column("token", Words, nullable=False, unique=True),
    required("attempt_id", Integer, ForeignKey("attempts.id")),
    Column("cell", Whole),
    Column("line", Whole),
    required("words", Words),
    required("who", Words),
    required("at", Moment),
    Column("withdraws", Integer, ForeignKey("comments.id"), unique=True),
    Index("comments_of_attempt", "attempt_id"),
)

# Views, beside the tables: what is made from the tables' names must not make tables of these.
views = sa.MetaData()


def view(name: str, /, **columns: Any) -> Table:
    """Name the columns of a view."""
    return Table(name, views, *(Column(column, kind) for column, kind in columns.items()))


called = view("called", key=Words, student_id=Integer)
hidden = view("hidden", student_id=Integer, action_id=Integer)
removed = view("removed", attempt_id=Integer, action_id=Integer)
extended = view("extended", assignment=Words, student_id=Integer, until=Moment, action_id=Integer)
excused = view("excused", assignment=Words, student_id=Integer, action_id=Integer)
adjusted = view("adjusted", assignment=Words, student_id=Integer, cents=Large)
chosen = view("chosen", assignment=Words, student_id=Integer, attempt_id=Integer)
in_force = view(
    "in_force", assignment=Words, student_id=Integer, criterion=Words, points=Number, was=Number
)
marked = view(
    "marked",
    score_id=Integer,
    criterion=Words,
    part=Words,
    mark_id=Integer,
    attempt_id=Integer,
    points=Number,
    who=Words,
    comment=Words,
    at=Moment,
    former=YesOrNo,
)
corrections = view(
    "corrections", score_id=Integer, position=Integer, name=Words, judged=Number, earned=Number
)
counting = view(
    "counting",
    assignment=Words,
    student_id=Integer,
    attempt_id=Integer,
    score_id=Integer,
    status=Words,
    earned=Number,
    maximum=Halves,
    attempts=Whole,
    submitted_at=Moment,
    late=YesOrNo,
    zoned=YesOrNo,
    outcome=Words,
    judged=Number,
    corrected=Number,
    late_by=Large,
    days=Whole,
    free=Whole,
    share=Whole,
    cents=Large,
    excused=Integer,
)
