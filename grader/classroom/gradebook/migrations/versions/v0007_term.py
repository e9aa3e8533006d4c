"""The rules of a term: what people do to a class, due dates, and what is taken back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from grader.classroom.gradebook.migrations.versions.v0001_first import (
    assignment,
    identity,
    moment,
    reference,
    text,
)

revision = "0007"
down_revision = "0006"

COUNTS = "counts IN ('last', 'last_before_due', 'best', 'first')"
# Nothing is deleted: of what a person did, that holds which no later action undoes.
STANDS = "NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL)"
HIDDEN = f"""
CREATE VIEW hidden AS
SELECT student_id, MAX(action_id) AS action_id FROM removals
WHERE student_id IS NOT NULL AND action_id {STANDS}
GROUP BY student_id
"""
REMOVED = f"""
CREATE VIEW removed AS
SELECT attempt_id, MAX(action_id) AS action_id
FROM (
    SELECT attempt_id, action_id FROM removals WHERE attempt_id IS NOT NULL
    UNION ALL
    SELECT attempts.id, removals.action_id FROM removals
    JOIN attempts ON attempts.batch_id = removals.batch_id
) AS named
WHERE action_id {STANDS}
GROUP BY attempt_id
"""
EXTENDED = f"""
CREATE VIEW extended AS
SELECT assignment, student_id, until, action_id FROM extensions
WHERE until IS NOT NULL AND id IN (
    SELECT MAX(id) FROM extensions WHERE action_id {STANDS} GROUP BY assignment, student_id
)
"""
EXCUSED = f"""
CREATE VIEW excused AS
SELECT assignment, student_id, MAX(action_id) AS action_id FROM excuses
WHERE action_id {STANDS}
GROUP BY assignment, student_id
"""
# Sums of hundredths, since those of fractions are not exact.
ADJUSTED = f"""
CREATE VIEW adjusted AS
SELECT assignment, student_id, CAST(SUM(CAST(ROUND(points * 100) AS BIGINT)) AS BIGINT) AS cents
FROM adjustments
WHERE action_id {STANDS} AND points BETWEEN -1000000 AND 1000000
GROUP BY assignment, student_id
"""
CHOSEN = f"""
CREATE VIEW chosen AS
SELECT assignment, student_id, attempt_id FROM choices
WHERE attempt_id IS NOT NULL AND id IN (
    SELECT MAX(id) FROM choices WHERE action_id {STANDS} GROUP BY assignment, student_id
)
"""
# Whom a key means: it is a student's own, or was, and stays theirs by a rename or a merge.
CALLED = f"""
CREATE VIEW called AS
SELECT key, student_id FROM aliases WHERE id IN (
    SELECT MAX(id) FROM aliases WHERE action_id {STANDS} GROUP BY key
)
UNION ALL
SELECT key, id AS student_id FROM students
WHERE key NOT IN (SELECT key FROM aliases WHERE action_id {STANDS})
"""
# The attempt that counts for each student in each assignment, with its latest score. An attempt
# that has none yet is not graded; it takes part, or an older score would stand in for it unseen.
# One that is not accepted, for it came too late, stands only where there is no other, and has no
# score then. `outcome` and `judged` are what the grader made of it; `corrected` are the points that
# a person gave in their place, for criteria or the whole; of those `share` is left, in
# ten-thousandths, and what is `adjusted` comes to that: it is `earned`. All of it is reckoned in
# hundredths of a point, exactly, half up, where it is points that can be.
POINTS = "BETWEEN 0 AND 1000000"
LEFT = "(CAST(ROUND(corrected * 100) AS BIGINT) * COALESCE(share, 10000) + 5000) / 10000"
COUNTING = f"""
CREATE VIEW counting AS
WITH latest AS (
    SELECT attempts.id AS attempt_id, attempts.assignment, attempts.student_id,
        attempts.submitted_at, attempts.late, attempts.zoned, attempts.ordered_at,
        COALESCE(attempts.number, 0) AS number, scores.id AS score_id,
        COALESCE(scores.status, 'not_graded') AS status, scores.maximum, scores.earned,
        settled.late_by, settled.days, settled.free, settled.share,
        CASE WHEN settled.accepted = {{no}} THEN 1 ELSE 0 END AS too_late
    FROM attempts
    LEFT JOIN scores ON scores.id = (
        SELECT MAX(newest.id) FROM scores AS newest WHERE newest.attempt_id = attempts.id
    )
    LEFT JOIN settled ON settled.attempt_id = attempts.id
    WHERE attempts.id NOT IN (SELECT attempt_id FROM removed)
        AND attempts.student_id NOT IN (SELECT student_id FROM hidden)
),
given AS (
    SELECT score_id, SUM(earned - judged) AS difference FROM corrections GROUP BY score_id
),
by_criteria AS (
    SELECT latest.*, COALESCE(latest.maximum, assignments.maximum) AS possible, assignments.counts,
        CASE
            WHEN given.difference IS NULL THEN latest.earned
            WHEN latest.earned + given.difference < 0 THEN 0
            ELSE CAST(
                ROUND(CAST(latest.earned + given.difference AS NUMERIC), 2) AS DOUBLE PRECISION
            )
        END AS corrected
    FROM latest
    JOIN assignments ON assignments.name = latest.assignment
    LEFT JOIN given ON given.score_id = latest.score_id
),
ranked AS (
    SELECT by_criteria.*,
        COUNT(*) OVER (PARTITION BY by_criteria.assignment, by_criteria.student_id) AS attempts,
        ROW_NUMBER() OVER (
            PARTITION BY by_criteria.assignment, by_criteria.student_id
            ORDER BY
                too_late,
                CASE WHEN chosen.attempt_id = by_criteria.attempt_id THEN 0 ELSE 1 END,
                CASE WHEN counts = 'last_before_due' AND days > 0 THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' AND corrected IS NULL THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' THEN
                    -(CASE WHEN share < 10000 AND corrected {POINTS} THEN {LEFT} / 100.0
                        ELSE corrected END)
                END,
                CASE WHEN counts = 'first' AND status = 'not_graded' THEN 1 ELSE 0 END,
                CASE WHEN counts = 'first' THEN ordered_at END,
                CASE WHEN counts = 'first' THEN number END,
                CASE WHEN counts = 'first' THEN by_criteria.attempt_id END,
                ordered_at DESC, number DESC, by_criteria.attempt_id DESC
        ) AS place
    FROM by_criteria
    LEFT JOIN chosen
        ON chosen.assignment = by_criteria.assignment AND chosen.student_id = by_criteria.student_id
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
    SELECT ranked.assignment, ranked.student_id, attempt_id,
        CASE WHEN too_late = 0 THEN score_id END AS score_id,
        CASE WHEN too_late = 0 THEN ranked.status ELSE 'too_late' END AS outcome,
        CASE WHEN too_late = 0 THEN ranked.earned END AS judged,
        CASE WHEN too_late = 0 THEN corrected END AS corrected,
        possible AS maximum, attempts, submitted_at, late, zoned, late_by, days, free,
        CASE WHEN too_late = 0 THEN share END AS share,
        whole.points AS whole, whole.was,
        CASE WHEN ranked.status <> 'graded' THEN parts.points END AS parts
    FROM ranked
    LEFT JOIN whole
        ON whole.assignment = ranked.assignment AND whole.student_id = ranked.student_id
    LEFT JOIN parts
        ON parts.assignment = ranked.assignment AND parts.student_id = ranked.student_id
    WHERE place = 1
    UNION ALL
    SELECT decided.assignment, decided.student_id, NULL, NULL, 'missing', NULL, NULL, maximum, 0,
        NULL, {{no}}, NULL, NULL, NULL, NULL, NULL, points, was, NULL
    FROM (
        SELECT assignment, student_id FROM whole
        UNION SELECT assignment, student_id FROM adjusted
        UNION SELECT assignment, student_id FROM excused
    ) AS decided
    JOIN assignments ON assignments.name = decided.assignment
    LEFT JOIN whole
        ON whole.assignment = decided.assignment AND whole.student_id = decided.student_id
    WHERE decided.student_id NOT IN (SELECT student_id FROM hidden)
        AND NOT EXISTS (
            SELECT 1 FROM attempts
            WHERE attempts.assignment = decided.assignment
                AND attempts.student_id = decided.student_id
                AND attempts.id NOT IN (SELECT attempt_id FROM removed)
        )
),
decided AS (
    SELECT counted.assignment, counted.student_id, attempt_id, score_id, outcome, judged,
        maximum, attempts, submitted_at, late, zoned, late_by, days, free, share,
        excused.action_id AS excused, adjusted.cents,
        CASE
            WHEN whole IS NOT NULL OR parts IS NOT NULL THEN 'graded'
            WHEN outcome IN ('missing', 'unreadable', 'refused', 'too_late')
                AND adjusted.cents > 0 THEN 'graded'
            ELSE outcome
        END AS status,
        CASE
            WHEN corrected > whole AND whole >= COALESCE(was, whole) THEN corrected
            WHEN COALESCE(whole, parts) > maximum THEN maximum
            ELSE COALESCE(whole, parts, corrected)
        END AS corrected
    FROM counted
    LEFT JOIN excused
        ON excused.assignment = counted.assignment AND excused.student_id = counted.student_id
    LEFT JOIN adjusted
        ON adjusted.assignment = counted.assignment AND adjusted.student_id = counted.student_id
)
SELECT assignment, student_id, attempt_id, score_id,
    CASE WHEN excused IS NULL THEN status ELSE 'excused' END AS status,
    CASE
        WHEN excused IS NOT NULL THEN NULL
        WHEN share IS NULL AND cents IS NULL THEN corrected
        WHEN corrected IS NULL AND status <> 'graded' THEN NULL
        WHEN corrected IS NOT NULL AND NOT corrected {POINTS} THEN corrected
        WHEN COALESCE({LEFT}, 0) + COALESCE(cents, 0) < 0 THEN 0
        ELSE CAST((COALESCE({LEFT}, 0) + COALESCE(cents, 0)) / 100.0 AS DOUBLE PRECISION)
    END AS earned,
    maximum, attempts, submitted_at, late, zoned, outcome, judged, corrected,
    CAST(late_by AS BIGINT) AS late_by, CAST(days AS INTEGER) AS days,
    CAST(free AS INTEGER) AS free, CAST(share AS INTEGER) AS share, cents, excused
FROM decided
"""
VIEWS = (HIDDEN, REMOVED, EXTENDED, EXCUSED, ADJUSTED, CHOSEN, CALLED)


def student() -> sa.Column[int]:
    """Say whose a row is."""
    return reference("student_id", "students.id")


def action() -> sa.Column[int]:
    """Say by which action a row is there."""
    return reference("action_id", "actions.id")


def optional(name: str, column: str) -> sa.Column[int]:
    """Make a reference that may be none."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(column))


def upgrade() -> None:
    """Add what a term asks for; what is there stands as it does."""
    op.execute("DROP VIEW counting")
    create_actions()
    create_effects()
    op.create_table(
        "settled",
        sa.Column(
            "attempt_id",
            sa.Integer,
            sa.ForeignKey("attempts.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("late_by", sa.BigInteger, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("free", sa.Integer, nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
    )
    batch = "INTEGER CONSTRAINT of_a_batch REFERENCES actions (id)"
    op.execute(f"ALTER TABLE attempts ADD COLUMN batch_id {batch}")
    op.add_column("attempts", sa.Column("by_system", sa.Boolean))
    # What tables show of a report; of a score of before, they read the report itself.
    op.add_column("scores", sa.Column("brief", sa.Text))
    op.create_index("attempts_of_batch", "attempts", ["batch_id"])
    widen_assignments()
    # SQLite knows the word only since 3.23, and takes a number for a truth value.
    no = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    for view in (*VIEWS, COUNTING.replace("{no}", no)):
        op.execute(view)


def create_actions() -> None:
    """Make the list of who did what, when and why."""
    op.create_table(
        "actions",
        identity(),
        text("token"),
        text("kind"),
        text("who"),
        text("why"),
        moment("at"),
        sa.Column("detail", sa.JSON, nullable=False),
        optional("undoes", "actions.id"),
        sa.UniqueConstraint("token"),
        sa.UniqueConstraint("undoes"),
    )


def create_effects() -> None:
    """Make the tables of what actions bring about."""
    own: list[tuple[str, list[Any]]] = [
        ("extensions", [sa.Column("until", sa.DateTime(timezone=True))]),
        ("excuses", []),
        ("adjustments", [sa.Column("points", sa.Float, nullable=False)]),
        ("choices", [optional("attempt_id", "attempts.id")]),
    ]
    for name, columns in own:
        op.create_table(name, identity(), action(), assignment(), student(), *columns)
        op.create_index(f"{name}_of_student", name, ["assignment", "student_id"])
    op.create_table("aliases", identity(), action(), text("key"), student())
    op.create_index("aliases_by_key", "aliases", ["key"])
    op.create_table(
        "removals",
        identity(),
        action(),
        optional("student_id", "students.id"),
        optional("attempt_id", "attempts.id"),
        optional("batch_id", "actions.id"),
    )


def widen_assignments() -> None:
    """Let the last attempt before the due date count, and keep when an assignment is due."""
    due = sa.Column("due", sa.JSON)
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("assignments", due)
        op.drop_constraint("counts_known", "assignments")
        op.create_check_constraint("counts_known", "assignments", COUNTS)
        return
    # SQLite changes no constraint. The rows come back under their names before the transaction
    # ends, so that what refers to them does so still.
    rows = op.get_bind().execute(sa.text("SELECT name, title, maximum, counts FROM assignments"))
    former = [dict(row._mapping) for row in rows]
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.drop_table("assignments")
    table = op.create_table(
        "assignments",
        sa.Column("name", sa.Text, primary_key=True),
        text("title"),
        sa.Column("maximum", sa.Integer),
        text("counts"),
        due,
        sa.CheckConstraint(COUNTS, name="counts_known"),
    )
    if former:
        op.bulk_insert(table, former)
