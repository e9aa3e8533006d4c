"""The sections of a class, by which a TA has the own students; the roster tells them. Pure.

A list may name several in one cell, as Canvas does: "Lecture 1 and Monday". A name that itself has
an "and" or a comma in it is found by all of it, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.classroom.names import fold
from grader.classroom.people import Student
from grader.core.errors import UsageError
from grader.core.text import did_you_mean

BETWEEN = re.compile(r"\s*(?:[,;]\s*(?:and|und|et|y|e|en)\s|[,;]|\s(?:and|und|et|y|e|en)\s)\s*")
NONE = "no section is on the roster; give grade batch one with a column `section`"


def sections_of(student: Student) -> tuple[str, ...]:
    """Give the sections that a student is in."""
    return parts_of(student.ids.get("section", ""))


def parts_of(text: str) -> tuple[str, ...]:
    """Take a cell apart that names several."""
    return tuple(filter(None, BETWEEN.split(text)))


def groups_in(student: Student) -> frozenset[str]:
    """Give all groups and sections that a student is in, in small letters."""
    cells = (student.ids.get("group", ""), student.ids.get("section", ""))
    names = (cell for text in cells for cell in (text, *parts_of(text)))
    return frozenset(name.casefold() for name in names if name)


def names_of(students: Sequence[Student]) -> list[str]:
    """List the sections of a class, each once."""
    return sorted({name for student in students for name in sections_of(student)})


def members(students: Sequence[Student], section: str) -> list[str]:
    """Give the keys of the students of a section. Raises UsageError for one that is not there."""
    keys = [student.key for student in students if is_in(student, section)]
    if keys:
        return keys
    names = names_of(students)
    if not names:
        raise UsageError(f"section {section!r}: {NONE}")
    near = did_you_mean(section, names) or f"; there are: {', '.join(names)}"
    raise UsageError(f"no section is named {section!r}{near}")


def is_in(student: Student, section: str) -> bool:
    """Tell whether a student is in a section, whatever the case of its letters."""
    theirs, wanted = (list(map(fold, each)) for each in (sections_of(student), parts_of(section)))
    places = range(len(theirs) - len(wanted) + 1) if wanted else ()
    return any(theirs[at : at + len(wanted)] == wanted for at in places)
