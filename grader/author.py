"""What a course's own files are written with: `from grader.author import probe, case, drawn`.

Probes, cases and families stand in `assignments/NAME/`; mistakes, variants and the members of a
family in `reference/NAME/`, and solutions, which may give `Either` of several answers. In probes,
`panels` and the names below it compare what was drawn.
"""

from typing import Any

from grader.core.probe import Either
from grader.course.authored import case, drawn, needs, probe
from grader.course.families import family
from grader.course.marks import member, mistake, variant
from grader.sandbox.inside.probing import TOOLS

__all__ = ["case", "drawn", "family", "member", "mistake", "needs", "probe", "variant"]
__all__ += ["Either"]


def __getattr__(name: str) -> Any:
    if name not in TOOLS:
        raise AttributeError(f"grader.author has no {name!r}")
    # Not above: a kit without such probes is without these.
    from grader.sandbox.inside.recording import figures

    return getattr(figures, name)
