"""What counts for one student is found without a look at the others: views that can be narrowed."""

from __future__ import annotations

from alembic import op

from grader.classroom.gradebook.migrations.versions.v0003_decisions import CORRECTIONS
from grader.classroom.gradebook.migrations.versions.v0006_marks import MARKS
from grader.classroom.gradebook.migrations.versions.v0007_term import COUNTING

revision = "0009"
down_revision = "0008"

# As it was, from the scores to the marks: of one score, the student's marks alone are looked at.
MARKED = """
CREATE VIEW marked AS
SELECT criteria.score_id, criteria.name AS criterion, marks.part, marks.id AS mark_id,
    marks.attempt_id, marks.points, marks.who, marks.comment, marks.at,
    marks.attempt_id <> scores.attempt_id AS former
FROM criteria
JOIN scores ON scores.id = criteria.score_id
JOIN attempts ON attempts.id = scores.attempt_id
JOIN marks ON marks.id = (
    SELECT MAX(later.id) FROM marks AS later
    JOIN attempts AS given ON given.id = later.attempt_id
    WHERE given.assignment = attempts.assignment AND given.student_id = attempts.student_id
        AND later.criterion = criteria.name
        AND later.part = COALESCE(criteria.part, attempts.content)
)
WHERE criteria.status = 'to_be_marked' AND marks.points IS NOT NULL
"""
# Each half of `corrections` by itself: SQLite narrows no union to one score of another query's.
OVERRULED = CORRECTIONS.replace("VIEW corrections", "VIEW overruled")
HAND_MARKED = (
    MARKS.replace("UNION ALL\nSELECT", "CREATE VIEW hand_marked AS\nSELECT")
    .replace("criteria.earned,\n    CASE", "criteria.earned AS judged,\n    CASE")
    .replace("    END\nFROM", "    END AS earned\nFROM")
)
BOTH = """
CREATE VIEW corrections AS
SELECT score_id, position, name, judged, earned FROM overruled
UNION ALL
SELECT score_id, position, name, judged, earned FROM hand_marked
"""
# In `latest` attempts are counted, too: a query with a window is worked out by itself, so that the
# sums are made once for each score, not wherever they are named.
CHANGES = {
    "given AS (\n    SELECT score_id, SUM(earned - judged) AS difference"
    " FROM corrections GROUP BY score_id\n),\n": "",
    "    LEFT JOIN given ON given.score_id = latest.score_id\n": "",
    "        COUNT(*) OVER (PARTITION BY by_criteria.assignment, by_criteria.student_id)"
    " AS attempts,\n": "",
    "        settled.late_by, settled.days,": """        (
            SELECT SUM(overruled.earned - judged) FROM overruled
            WHERE overruled.score_id = scores.id
        ) AS overruled,
        (
            SELECT SUM(hand_marked.earned - judged) FROM hand_marked
            WHERE hand_marked.score_id = scores.id
        ) AS hand_marked,
        COUNT(*) OVER (PARTITION BY attempts.assignment, attempts.student_id) AS attempts,
        settled.late_by, settled.days,""",
    "given.difference IS NULL": "overruled IS NULL AND hand_marked IS NULL",
    "given.difference": "COALESCE(overruled, 0) + COALESCE(hand_marked, 0)",
}


def upgrade() -> None:
    """Make the views anew; they tell the same."""
    for view in ("counting", "corrections", "marked"):
        op.execute(f"DROP VIEW {view}")
    counting = COUNTING
    for old, new in CHANGES.items():
        counting = counting.replace(old, new)
    no = "false" if op.get_bind().dialect.name == "postgresql" else "0"
    for view in (MARKED, OVERRULED, HAND_MARKED, BOTH, counting.replace("{no}", no)):
        op.execute(view)
