"""Grade machine-learning homework: ask a submission's functions, judge the answers, never trust.

In a notebook `%load_ext grader` and then `%grade`, or `grader.check()`. In a program:

    report = grader.grade("hw.ipynb")

or, to keep the wall warm for many files, `with grader.Grader(course) as g: g.grade(path)`.
"""

import sys

# Of `python -m grader`, which looks first where it is typed, and hand-ins may lie there.
if sys.argv[0] == "-m" and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]

from importlib import import_module
from typing import TYPE_CHECKING, Any

from grader.core.version import __version__

if TYPE_CHECKING:
    from grader.api import Grader, grade, open_course
    from grader.core.errors import GraderError
    from grader.core.result import Departure, Diagnosis, Report, Score
    from grader.jupyter import check

__all__ = [
    "Departure",
    "Diagnosis",
    "Grader",
    "GraderError",
    "Report",
    "Score",
    "__version__",
    "check",
    "grade",
    "load_ipython_extension",
    "open_course",
]
# Loaded when they are asked for: `import grader` alone, as a notebook does, costs nothing.
HOMES = {
    "Grader": "api",
    "grade": "api",
    "open_course": "api",
    "GraderError": "core.errors",
    "Departure": "core.result",
    "Diagnosis": "core.result",
    "Report": "core.result",
    "Score": "core.result",
    "check": "jupyter",
}


def __getattr__(name: str) -> Any:
    """Load what is public where it is first used."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"grader.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List what is public."""
    return __all__


def load_ipython_extension(shell: Any) -> None:
    """Add `%grade` to a notebook: what `%load_ext grader` calls."""
    import_module("grader.jupyter").add_magic(shell)
