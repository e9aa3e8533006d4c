"""Find what a rubric allows and nobody can import here, each by its line."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.errors import CourseError
from grader.course.rubric import AssignmentRubric
from grader.sandbox.packages import find_packages


def find_unknown(rubric: AssignmentRubric) -> Iterator[str]:
    """Say of each package that is allowed and can't be used what is wrong with it."""
    for index, name in enumerate(rubric.section.modules.allowed):
        try:
            find_packages((name,))
        except CourseError as error:
            path = ("assignments", rubric.name, "modules", "allowed", index)
            yield rubric.source.describe(path, str(error))
