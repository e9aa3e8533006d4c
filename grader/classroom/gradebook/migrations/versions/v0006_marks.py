"""What is marked by hand: whose mark counts for which part of which attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0003_decisions import CORRECTIONS, COUNTING
from grader.classroom.gradebook.migrations.versions.v0004_order import CHANGES

revision = "0006"
down_revision = "0005"

# The latest mark of each part that a score has to be marked, of whichever of the student's attempts
# it was given for: an attempt that has the same part has the same mark.
# CROSS JOIN, by which SQLite begins with the marks: they are few.
MARKED = """
CREATE VIEW marked AS
SELECT score_id, criterion, part, mark_id, attempt_id, points, who, comment, at, former
FROM (
    SELECT criteria.score_id, marks.criterion, marks.part, marks.id AS mark_id, marks.attempt_id,
        marks.points, marks.who, marks.comment, marks.at,
        marks.attempt_id <> scores.attempt_id AS former,
        ROW_NUMBER() OVER (
            PARTITION BY criteria.score_id, criteria.position ORDER BY marks.id DESC
        ) AS place
    FROM marks
    CROSS JOIN attempts AS given
    CROSS JOIN attempts
    CROSS JOIN scores
    CROSS JOIN criteria
    WHERE given.id = marks.attempt_id
        AND attempts.assignment = given.assignment AND attempts.student_id = given.student_id
        AND scores.attempt_id = attempts.id
        AND criteria.score_id = scores.id AND criteria.name = marks.criterion
        AND criteria.status = 'to_be_marked'
        AND marks.part = COALESCE(criteria.part, attempts.content)
) AS placed
WHERE place = 1 AND points IS NOT NULL
"""
# Points of a person are of the criterion's maximum today; an override stands in place of a mark.
MARKS = """
UNION ALL
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned,
    CASE
        WHEN marked.points < 0 THEN 0
        WHEN marked.points > criteria.maximum THEN criteria.maximum
        ELSE marked.points
    END
FROM marked
JOIN criteria ON criteria.score_id = marked.score_id AND criteria.name = marked.criterion
JOIN scores ON scores.id = marked.score_id
JOIN attempts ON attempts.id = scores.attempt_id
WHERE scores.status = 'graded' AND NOT EXISTS (
    SELECT 1 FROM in_force
    WHERE in_force.assignment = attempts.assignment
        AND in_force.student_id = attempts.student_id AND in_force.criterion = marked.criterion
)
"""


def upgrade() -> None:
    """Add what people mark, and let it count."""
    for view in ("counting", "corrections"):
        op.execute(f"DROP VIEW {view}")
    op.add_column("criteria", sa.Column("part", sa.Text))
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.Text, nullable=False, unique=True),
        sa.Column("attempt_id", sa.Integer, sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("criterion", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("points", sa.Float),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("marks_of_attempt", "marks", ["attempt_id"])
    op.execute(MARKED)
    op.execute(CORRECTIONS.rstrip() + MARKS)
    counting = COUNTING
    for old, new in CHANGES.items():
        counting = counting.replace(old, new)
    no = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    op.execute(counting.replace("{no}", no))
