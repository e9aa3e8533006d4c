"""What markers' pages need: the files themselves, and comments beside code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0001_first import (
    identity,
    moment,
    reference,
    text,
)

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add them; what is there stands as it does, and files are kept from now on."""
    op.create_table(
        "files",
        identity(),
        sa.Column("content", sa.Text, nullable=False, unique=True),
        text("name"),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "comments",
        identity(),
        sa.Column("token", sa.Text, nullable=False, unique=True),
        reference("attempt_id", "attempts.id"),
        sa.Column("cell", sa.Integer),
        sa.Column("line", sa.Integer),
        text("words"),
        text("who"),
        moment("at"),
        sa.Column("withdraws", sa.Integer, sa.ForeignKey("comments.id"), unique=True),
    )
    op.create_index("comments_of_attempt", "comments", ["attempt_id"])
