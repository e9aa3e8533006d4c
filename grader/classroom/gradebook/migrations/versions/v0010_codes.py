"""What tells equal programs of a class, so that a batch of one file reads no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0001_first import identity, reference, text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the table; what is there is looked at once, by the next batch."""
    op.create_table(
        "codes",
        identity(),
        reference("observation_id", "observations.id"),
        text("way"),
        text("code"),
        sa.UniqueConstraint("observation_id", "way", name="codes_once"),
    )
