"""Where people grade, and who makes what a system is given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from grader.core.errors import UsageError
from grader.kit import build, github, gradescope, prairielearn
from grader.kit.build import Maker

STUDENTS = "students"
MAKERS: Mapping[str, Maker] = {
    STUDENTS: build.make_for_students,
    "gradescope": gradescope.make,
    "github": github.make,
    "prairielearn": prairielearn.make,
}


def maker_of(system: str, fail_under: float | None = None) -> Maker:
    """Say who makes what a system is given. Raises UsageError for a bound where nothing fails."""
    if fail_under is None:
        return MAKERS[system]
    if system != "github":
        raise UsageError("--fail-under is for --for github: nothing else fails below points")
    return partial(github.make, fail_under=fail_under)
