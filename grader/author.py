"""What a course's own files are written with: `from grader.author import probe, case, drawn`.

Probes, cases and families stand in `assignments/NAME/`; mistakes, variants and the members of a
family in `reference/NAME/`, and solutions, which may give `Either` of several answers. In probes,
`panels` and the names below it compare what was drawn.
"""

from grader.core.probe import Either
from grader.course.authored import case, drawn, needs, probe
from grader.course.families import family
from grader.course.marks import member, mistake, variant
from grader.sandbox.inside.figures import groups, lines, numbers_after, panels, points

__all__ = ["case", "drawn", "family", "member", "mistake", "needs", "probe", "variant"]
__all__ += ["Either", "groups", "lines", "numbers_after", "panels", "points"]
