"""Where people grade, and who makes what a system is given."""

from __future__ import annotations

from collections.abc import Mapping

from grader.kit import build, gradescope
from grader.kit.build import Maker

STUDENTS = "students"
MAKERS: Mapping[str, Maker] = {
    STUDENTS: build.make_for_students,
    "gradescope": gradescope.make,
}
