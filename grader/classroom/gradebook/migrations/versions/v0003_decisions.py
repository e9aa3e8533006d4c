"""What people decide: of the whole, too, of what has no score, and never to a student's harm."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# The latest of each student's overrides of a criterion or of the whole, unless it takes an earlier
# one back.
IN_FORCE = """
CREATE VIEW in_force AS
SELECT assignment, student_id, criterion, points, was FROM overrides
WHERE points IS NOT NULL
    AND id = (
        SELECT MAX(later.id) FROM overrides AS later
        WHERE later.assignment = overrides.assignment
            AND later.student_id = overrides.student_id
            AND later.criterion = overrides.criterion
    )
"""
# The points that a person gave in place of the judged ones, for each score that has the criterion.
# What was given as more does not lower what is judged to be more still.
CORRECTIONS = """
CREATE VIEW corrections AS
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned AS judged,
    CASE
        WHEN in_force.points < 0 THEN 0
        WHEN criteria.earned > in_force.points
            AND in_force.points >= COALESCE(in_force.was, in_force.points) THEN criteria.earned
        WHEN in_force.points > criteria.maximum THEN criteria.maximum
        ELSE in_force.points
    END AS earned
FROM scores
JOIN attempts ON attempts.id = scores.attempt_id
JOIN in_force
    ON in_force.assignment = attempts.assignment AND in_force.student_id = attempts.student_id
JOIN criteria ON criteria.score_id = scores.id AND criteria.name = in_force.criterion
WHERE scores.status = 'graded'
"""
# The attempt that counts for each student in each assignment, with its latest score. An attempt
# that has none yet is not graded; it takes part, or an older score would stand in for it unseen.
# `outcome` and `judged` are what the grader made of it, `status` and `earned` what counts: what a
# person gave for an attempt without a score, and for the whole, is a score, also of nothing.
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
        latest.late, latest.score_id, latest.status, latest.earned AS judged,
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
),
whole AS (
    SELECT assignment, student_id, points, was FROM in_force WHERE criterion = '*'
),
parts AS (
    SELECT assignment, student_id, SUM(points) AS points FROM in_force
    WHERE criterion <> '*' AND was IS NULL
    GROUP BY assignment, student_id
),
counted AS (
    SELECT ranked.assignment, ranked.student_id, attempt_id, score_id, ranked.status AS outcome,
        judged, ranked.earned, maximum, attempts, submitted_at, late,
        whole.points AS whole, whole.was,
        CASE WHEN ranked.status <> 'graded' THEN parts.points END AS parts
    FROM ranked
    LEFT JOIN whole
        ON whole.assignment = ranked.assignment AND whole.student_id = ranked.student_id
    LEFT JOIN parts
        ON parts.assignment = ranked.assignment AND parts.student_id = ranked.student_id
    WHERE place = 1
    UNION ALL
    SELECT whole.assignment, student_id, NULL, NULL, 'missing', NULL, NULL, maximum, 0, NULL, {no},
        points, was, NULL
    FROM whole
    JOIN assignments ON assignments.name = whole.assignment
    WHERE NOT EXISTS (
        SELECT 1 FROM attempts
        WHERE attempts.assignment = whole.assignment AND attempts.student_id = whole.student_id
    )
)
SELECT assignment, student_id, attempt_id, score_id,
    CASE WHEN whole IS NULL AND parts IS NULL THEN outcome ELSE 'graded' END AS status,
    CASE
        WHEN earned > whole AND whole >= COALESCE(was, whole) THEN earned
        WHEN COALESCE(whole, parts) > maximum THEN maximum
        ELSE COALESCE(whole, parts, earned)
    END AS earned,
    maximum, attempts, submitted_at, late, outcome, judged
FROM counted
"""


def upgrade() -> None:
    """Note what a criterion was worth when it was decided on, and make the views anew."""
    for view in ("counting", "corrections"):
        op.execute(f"DROP VIEW {view}")
    op.add_column("overrides", sa.Column("maximum", sa.Integer))
    op.execute(IN_FORCE)
    op.execute(CORRECTIONS)
    # SQLite knows the word only since 3.23, and takes a number for a truth value.
    no = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    op.execute(COUNTING.replace("{no}", no))
