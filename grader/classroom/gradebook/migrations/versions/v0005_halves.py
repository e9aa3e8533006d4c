"""Hold halves of points: the columns of what can be had were of whole numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0003_decisions import CORRECTIONS, COUNTING
from grader.classroom.gradebook.migrations.versions.v0004_order import CHANGES

revision = "0005"
down_revision = "0004"

TABLES = ("assignments", "scores", "criteria", "overrides")


def upgrade() -> None:
    """Widen the columns. SQLite puts halves into one of whole numbers as they are."""
    if op.get_bind().dialect.name != "postgresql":
        return
    # PostgreSQL changes no column that a view shows.
    for view in ("counting", "corrections"):
        op.execute(f"DROP VIEW {view}")
    for table in TABLES:
        op.alter_column(table, "maximum", type_=sa.Float())
    counting = COUNTING
    for old, new in CHANGES.items():
        counting = counting.replace(old, new)
    op.execute(CORRECTIONS)
    op.execute(counting.replace("{no}", "false"))
