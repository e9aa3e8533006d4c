"""What a student can have in an assignment of which some is for a group only. Pure."""

from __future__ import annotations

from dataclasses import replace

from grader.classroom.people import WHOLE, Standing, Student
from grader.classroom.sections import groups_in
from grader.core.errors import UsageError
from grader.core.result import Points
from grader.course.rubric import AssignmentRubric


def maximum_of(student: Student, rubric: AssignmentRubric) -> Points:
    """Give what a student can have by today's rubric."""
    return rubric.maximum_for(groups_in(student))


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
    worth, audience = rubric.points_of(name), rubric.audiences.get(name)
    if audience is not None and audience.casefold() not in groups_in(student):
        raise UsageError(
            f"{name!r} is for {audience}, and {student} is in no group or section of that name; "
            "put it into the roster, and give grade batch the roster again"
        )
    return worth
