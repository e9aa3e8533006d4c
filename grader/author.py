"""What a course's own files are written with: `from grader.author import probe, case, drawn`.

Probes, cases and families stand in `assignments/NAME/`; mistakes, variants and the members of a
family in `reference/NAME/`.
"""

from grader.course.authored import case, drawn, needs, probe
from grader.course.families import family
from grader.course.marks import member, mistake, variant

__all__ = ["case", "drawn", "family", "member", "mistake", "needs", "probe", "variant"]
