"""Keep the order of attempts itself, with a system's numbers and whether a time has a zone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0003_decisions import COUNTING

revision = "0004"
down_revision = "0003"

# As it was, in the order that is kept. Where the first attempt counts, one that is not graded
# leaves that to the next: nobody could say which file it was.
CHANGES = {
    "attempts.late, scores.id": (
        "attempts.late, attempts.zoned, attempts.ordered_at, attempts.number, scores.id"
    ),
    "latest.late, latest.score_id": (
        "latest.late, latest.zoned, latest.ordered_at, COALESCE(latest.number, 0) AS number, "
        "latest.score_id"
    ),
    "submitted_at, late,\n        whole": "submitted_at, late, zoned,\n        whole",
    "NULL, {no},": "NULL, {no}, NULL,",
    "submitted_at, late, outcome": "submitted_at, late, zoned, outcome",
    "CASE WHEN counts = 'first' THEN submitted_at END,": (
        "CASE WHEN counts = 'first' AND status = 'not_graded' THEN 1 ELSE 0 END, "
        "CASE WHEN counts = 'first' THEN ordered_at END, "
        "CASE WHEN counts = 'first' THEN number END,"
    ),
    "submitted_at DESC, attempt_id DESC": "ordered_at DESC, number DESC, attempt_id DESC",
}


def upgrade() -> None:
    """Add what the order hangs on; what is there stands by its time, of a zone not known."""
    op.execute("DROP VIEW counting")
    op.add_column("attempts", sa.Column("number", sa.BigInteger))
    op.add_column("attempts", sa.Column("zoned", sa.Boolean))
    op.add_column("attempts", sa.Column("ordered_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE attempts SET ordered_at = submitted_at")
    op.drop_index("attempts_in_order", "attempts")
    in_order = ["assignment", "student_id", "ordered_at", "number", "id"]
    op.create_index("attempts_in_order", "attempts", in_order)
    view = COUNTING
    for old, new in CHANGES.items():
        view = view.replace(old, new)
    no = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    op.execute(view.replace("{no}", no))
