"""What a rubric says of late work: whether it makes sense, and the rule that it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from grader.course.due import DueRule, LateRule
from grader.course.due_text import read_days, read_share
from grader.course.rubric_schema import AssignmentSection, LateSection, RubricFile
from grader.course.spots import Steps
from grader.course.zones import read_length, read_zoned

BEFORE_DUE = "last_before_due"


def due_rule(section: AssignmentSection) -> DueRule | None:
    """Give the rule of an assignment; None where nothing is ever late."""
    if section.due is None:
        return None
    return DueRule(read_zoned(section.due), late_rule(section.late or LateSection()))


def late_rule(section: LateSection) -> LateRule:
    """Give the rule that is written so."""
    return LateRule(
        grace=read_length(section.grace),
        per_day=read_share(section.per_day),
        up_to=section.up_to and read_days(section.up_to),
        then=section.then or "zero",
        free_days=section.free_days,
    )


def own_late(section: AssignmentSection, file: RubricFile) -> AssignmentSection:
    """Let what the file says of late work hold for an assignment that says nothing of it."""
    if section.due is None or section.late is not None or file.late is None:
        return section
    return section.model_copy(update={"late": file.late})


def check_due(file: RubricFile) -> Iterator[tuple[Steps, str]]:
    """Check that what is said of late work goes together."""
    yield from check_late(file.late, ("late",))
    for name, section in file.assignments.items():
        base: Steps = ("assignments", name)
        yield from check_late(section.late, (*base, "late"))
        if section.due is None and section.late is not None:
            yield (*base, "late"), "nothing is late without a date: say `due`, too"
        if section.due is None and section.attempts == BEFORE_DUE:
            yield (*base, "attempts"), f"`{BEFORE_DUE}` needs a date: say `due`, too"


def check_late(late: LateSection | None, path: Steps) -> Iterator[tuple[Steps, str]]:
    """Check that the keys of `late` go together."""
    if late is None:
        return
    if late.up_to is not None and late.then is None:
        yield (*path, "up_to"), "what then? say `then: zero` (no points) or `then: refuse`"
    if late.up_to is None and late.then is not None:
        yield (*path, "then"), "after what? say `up_to`, as `up_to: 3d`"
    if late.free_days and not read_share(late.per_day):
        yield (*path, "free_days"), "no day costs anything yet: say `per_day`, as `per_day: 10%`"
