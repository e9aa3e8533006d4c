"""What a course's own files are written with: `from grader.author import probe, case, drawn`.

Probes, cases and families stand in `assignments/NAME/`; mistakes, variants and the members of a
family in `reference/NAME/`.
"""

__all__ = [
    *("case", "drawn", "family", "member", "mistake", "needs", "probe", "variant"),
    *("groups", "lines", "numbers_after", "panels", "points"),
]
