"""Students, assignments, what was handed in, observed and judged, and which score counts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# The points that a person gave in place of the judged ones: the latest override of a criterion,
# unless it takes an earlier one back, for each score that has that criterion.
CORRECTIONS = """
CREATE VIEW corrections AS
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned AS judged,
    CASE
        WHEN overrides.points < 0 THEN 0
        WHEN overrides.points > criteria.maximum THEN criteria.maximum
        ELSE overrides.points
    END AS earned
FROM scores
JOIN attempts ON attempts.id = scores.attempt_id
JOIN overrides
    ON overrides.assignment = attempts.assignment AND overrides.student_id = attempts.student_id
JOIN criteria ON criteria.score_id = scores.id AND criteria.name = overrides.criterion
WHERE scores.status = 'graded'
    AND overrides.points IS NOT NULL
    AND overrides.id = (
        SELECT MAX(later.id) FROM overrides AS later
        WHERE later.assignment = overrides.assignment
            AND later.student_id = overrides.student_id
            AND later.criterion = overrides.criterion
    )
"""
# The attempt that counts for each student in each assignment, with its latest score. An attempt
# that has none yet is not graded; it takes part, or an older score would stand in for it unseen.
COUNTING = """
CREATE VIEW counting AS
WITH newest AS (
    SELECT attempt_id, MAX(id) AS score_id FROM scores GROUP BY attempt_id
),
latest AS (
    SELECT attempts.id AS attempt_id, attempts.assignment, attempts.student_id,
        attempts.submitted_at, attempts.late, scores.id AS score_id,
        COALESCE(scores.status, 'not_graded') AS status, scores.maximum, scores.earned
    FROM attempts
    LEFT JOIN newest ON newest.attempt_id = attempts.id
    LEFT JOIN scores ON scores.id = newest.score_id
),
given AS (
    SELECT score_id, SUM(earned - judged) AS difference FROM corrections GROUP BY score_id
),
corrected AS (
    SELECT latest.attempt_id, latest.assignment, latest.student_id, latest.submitted_at,
        latest.late, latest.score_id, latest.status,
        COALESCE(latest.maximum, assignments.maximum) AS maximum, assignments.counts,
        CASE
            WHEN given.difference IS NULL THEN latest.earned
            WHEN latest.earned + given.difference < 0 THEN 0
            ELSE CAST(
                ROUND(CAST(latest.earned + given.difference AS NUMERIC), 2) AS DOUBLE PRECISION
            )
        END AS earned
    FROM latest
    JOIN assignments ON assignments.name = latest.assignment
    LEFT JOIN given ON given.score_id = latest.score_id
),
ranked AS (
    SELECT corrected.*,
        COUNT(*) OVER (PARTITION BY assignment, student_id) AS attempts,
        ROW_NUMBER() OVER (
            PARTITION BY assignment, student_id
            ORDER BY
                CASE WHEN counts = 'best' AND earned IS NULL THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' THEN -earned END,
                CASE WHEN counts = 'first' THEN submitted_at END,
                CASE WHEN counts = 'first' THEN attempt_id END,
                submitted_at DESC, attempt_id DESC
        ) AS place
    FROM corrected
)
SELECT assignment, student_id, attempt_id, score_id, status, earned, maximum, attempts,
    submitted_at, late
FROM ranked WHERE place = 1
"""


def identity() -> sa.Column[int]:
    """Make the column of a row's number, in the order of arrival."""
    return sa.Column("id", sa.Integer, primary_key=True)


def text(name: str, *rest: Any) -> sa.Column[str]:
    """Make a required text."""
    return sa.Column(name, sa.Text, *rest, nullable=False)


def moment(name: str) -> sa.Column[Any]:
    """Make a required time."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def reference(name: str, column: str) -> sa.Column[int]:
    """Make a required reference to a row's number."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(column), nullable=False)


def assignment() -> sa.Column[str]:
    """Say which assignment a row belongs to."""
    return text("assignment", sa.ForeignKey("assignments.name"))


def score() -> sa.Column[int]:
    """Say which score a row belongs to; first part of its key."""
    return sa.Column(
        "score_id", sa.Integer, sa.ForeignKey("scores.id"), primary_key=True, autoincrement=False
    )


def upgrade() -> None:
    """Make an empty gradebook."""
    create_class()
    create_hand_ins()
    create_scores()
    create_indexes()
    op.execute(CORRECTIONS)
    op.execute(COUNTING)


def create_class() -> None:
    """Make the tables of who hands in, and what."""
    op.create_table(
        "students",
        identity(),
        text("key"),
        text("name"),
        sa.Column("ids", sa.JSON, nullable=False),
        sa.Column("on_roster", sa.Boolean, nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "assignments",
        sa.Column("name", sa.Text, primary_key=True),
        text("title"),
        sa.Column("maximum", sa.Integer),
        text("counts"),
        sa.CheckConstraint("counts IN ('last', 'best', 'first')", name="counts_known"),
    )


def create_hand_ins() -> None:
    """Make the tables of what was handed in, and what was seen of it."""
    op.create_table(
        "observations",
        identity(),
        text("key"),
        assignment(),
        text("content"),
        text("asked"),
        sa.Column("seeds", sa.JSON, nullable=False),
        text("isolation"),
        sa.Column("document", sa.LargeBinary, nullable=False),
        moment("seen_at"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "attempts",
        identity(),
        assignment(),
        reference("student_id", "students.id"),
        text("content"),
        moment("submitted_at"),
        text("place"),
        text("name"),
        sa.Column("late", sa.Boolean, nullable=False),
        moment("seen_at"),
        # Of two processes that add one hand-in the second is told so here.
        sa.UniqueConstraint(
            "assignment", "student_id", "content", "submitted_at", name="attempts_once"
        ),
    )


def create_scores() -> None:
    """Make the tables of what was given for it, by the grader and by people."""
    op.create_table(
        "scores",
        identity(),
        text("token"),
        reference("attempt_id", "attempts.id"),
        sa.Column("observation_id", sa.Integer, sa.ForeignKey("observations.id")),
        text("status"),
        sa.Column("earned", sa.Float),
        sa.Column("maximum", sa.Integer),
        text("judging"),
        text("isolation"),
        sa.Column("report", sa.LargeBinary, nullable=False),
        moment("judged_at"),
        # Work that is done again, since its end was not told, adds nothing a second time.
        sa.UniqueConstraint("token"),
    )
    op.create_table(
        "criteria",
        score(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        text("name"),
        text("grp"),
        sa.Column("earned", sa.Float, nullable=False),
        sa.Column("maximum", sa.Integer, nullable=False),
        text("status"),
    )
    op.create_table(
        "mistakes", score(), sa.Column("name", sa.Text, primary_key=True), text("cause")
    )
    op.create_table(
        "overrides",
        identity(),
        text("token"),
        assignment(),
        reference("student_id", "students.id"),
        text("criterion"),
        sa.Column("points", sa.Float),
        sa.Column("was", sa.Float),
        text("who"),
        text("why"),
        moment("at"),
        sa.UniqueConstraint("token"),
    )


def create_indexes() -> None:
    """Make the indexes of what the queries look up and walk along."""
    in_order = ["assignment", "student_id", "submitted_at", "id"]
    op.create_index("attempts_in_order", "attempts", in_order)
    op.create_index("attempts_of_student", "attempts", ["student_id"])
    op.create_index("attempts_of_assignment", "attempts", ["assignment", "id"])
    op.create_index("scores_in_order", "scores", ["attempt_id", "id"])
    in_order = ["assignment", "student_id", "criterion", "id"]
    op.create_index("overrides_in_order", "overrides", in_order)
    op.create_index("overrides_of_student", "overrides", ["student_id"])
