"""Keep what a reader had to say of a hand-in, and how long grading it took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both; what is there has no notes and an unknown time."""
    with op.batch_alter_table("attempts") as attempts:
        # With a default, since what is there has none.
        attempts.add_column(sa.Column("notes", sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("scores") as scores:
        scores.add_column(sa.Column("seconds", sa.Float))
