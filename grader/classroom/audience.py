"""What a student can have in an assignment of which some is for a group only. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from grader.classroom.people import WHOLE, Standing, Student
from grader.classroom.sections import groups_in
from grader.core.errors import UsageError
from grader.core.result import Points, whole
from grader.core.text import did_you_mean
from grader.course.rubric import AssignmentRubric


def maximum_of(student: Student, rubric: AssignmentRubric) -> Points:
    """Give what a student can have by today's rubric."""
    return maximum_for(rubric, groups_in(student))


def maximum_for(rubric: AssignmentRubric, groups: Collection[str]) -> Points:
    """Give what a student of some groups, in small letters, can have."""
    theirs = (
        criterion.points
        for criterion in rubric.gist.criteria
        if criterion.audience and criterion.audience.casefold() in groups
    )
    return whole(rubric.maximum(with_hidden=True) + sum(theirs))


def points_of(rubric: AssignmentRubric, name: str) -> Points:
    """Tell what a criterion is worth. Raises UsageError for one that is not there."""
    worth = {criterion.name: criterion.points for criterion in rubric.gist.criteria}
    if name not in worth:
        known = did_you_mean(name, worth) or f"; there are: {', '.join(worth)}"
        raise UsageError(f"{rubric.name}: no criterion is named {name!r}{known}")
    return worth[name]


def with_maximum(standing: Standing, rubric: AssignmentRubric) -> Standing:
    """Say what one without a report could have had: the gradebook knows what all can have."""
    is_read = standing.report is not None or standing.sealed is not None
    if is_read or not rubric.audiences:
        return standing
    return replace(standing, maximum=maximum_of(standing.student, rubric))


def worth_of(student: Student, rubric: AssignmentRubric, name: str) -> Points:
    """Give what a criterion, or the whole, is worth to a student.

    Raises UsageError for a criterion that is not there, or not there for this student.
    """
    if name == WHOLE:
        return maximum_of(student, rubric)
    worth, audience = points_of(rubric, name), rubric.audiences.get(name)
    if audience is not None and audience.casefold() not in groups_in(student):
        raise UsageError(
            f"{name!r} is for {audience}, and {student} is in no group or section of that name; "
            "put it into the roster, and give grade batch the roster again"
        )
    return worth
