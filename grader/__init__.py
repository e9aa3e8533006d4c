"""Grade machine-learning homework: ask a submission's functions, judge the answers, never trust.

In a notebook `%load_ext grader` and then `%grade`, or `grader.check()`.
"""

from __future__ import annotations

from grader.core.version import __version__ as __version__

TYPE_CHECKING = False  # loaded behind the wall too, where every import costs each submission
if TYPE_CHECKING:
    import os
    from typing import Any

    from grader.jupyter import Shown


def check(
    file: str | os.PathLike[str] | None = None,
    *,
    course: str | os.PathLike[str] | None = None,
    assignment: str | None = None,
) -> Shown:
    """Grade the notebook that this is called in, or a file, as it was last saved."""
    from grader import jupyter

    return jupyter.check(file, course=course, assignment=assignment)


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext grader` calls: it adds `%grade`."""
    from grader import jupyter

    jupyter.add_magic(shell)
