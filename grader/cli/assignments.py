"""`grade assignments`: what a course's homework is worth, and whether it can be graded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import COURSE, JSON_TO, command
from grader.cli.terminal import open_json, terminal_style
from grader.core.errors import GoldenError, GraderError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.core.result import Points
    from grader.course.find import Course
    from grader.course.rubric import AssignmentRubric


@dataclass(frozen=True)
class Listed:
    """One assignment as it is listed; `why` says what keeps it from being graded."""

    assignment: str
    title: str = ""
    visible: Points = 0
    hidden: Points = 0
    weight: float | None = None
    packages: tuple[str, ...] = ()
    state: str = "ready"
    why: str = ""
    mistakes: int = 0

    def __str__(self) -> str:
        hidden = f" and {self.hidden} in class" if self.hidden else ""
        weight = f", weight {self.weight:g}" if self.weight is not None else ""
        packages = " and ".join(self.packages) or "plain Python"
        worth = f"{self.visible} points{hidden}{weight}, {packages}: " if self.visible else ""
        plural = "s" if self.mistakes > 1 else ""
        known = f", {self.mistakes} known mistake{plural}" if self.mistakes else ""
        return clean(f"{worth}{self.state}{known}{f': {self.why}' if self.why else ''}")


@command("List a course's assignments.", ("assignment", "stale", "weight"))
@JSON_TO
@COURSE
def assignments(json_to: str | None, folder: Path | None) -> None:
    """List a course's assignments: points, packages, and whether each can be graded.

    One is ready; or stale, as its answers are not of today's questions; or lacks a package here; or
    is unfinished.

    \b
    Examples:
      grade assignments
          Points, packages, and what is not ready.
      grade assignments --json - --course ~/course
          The same as JSON lines.
    """
    from grader.api import open_course

    course, style = open_course(folder), terminal_style()
    with open_json(json_to) as lines:
        for each in list_all(course):
            if lines is not None:
                print(json.dumps(asdict(each)), file=lines, flush=True)
            if json_to != "-":
                title = f"{each.assignment}: {each.title}" if each.title else each.assignment
                click.echo(style.paint(clean(title), "bold"))
                click.echo("\n".join(style.wrap(str(each), 2)))


def list_all(course: Course) -> Iterator[Listed]:
    """List the assignments in the rubric's order, then those that are unfinished there."""
    for rubric in course.rubric.assignments.values():
        try:
            state, why = find_state(course, rubric)
        except GraderError as error:
            state = "stale" if isinstance(error, GoldenError) else "unfinished"
            why = str(error).partition("\n")[0]
        yield listed(course, rubric, state, why)
    for name, part in course.rubric.unfinished.items():
        yield Listed(name, state="unfinished", why=part.faults[0].partition("\n")[0])


def listed(course: Course, rubric: AssignmentRubric, state: str, why: str) -> Listed:
    """Put together what is listed of one."""
    from grader.course.signatures import load_record

    section = rubric.section
    return Listed(
        rubric.name,
        section.title,
        section.points.visible,
        section.points.hidden,
        section.weight,
        tuple(packages_of(rubric)),
        state,
        why,
        len(load_record(course.root, rubric.name).mistakes) if state == "ready" else 0,
    )


def find_state(course: Course, rubric: AssignmentRubric) -> tuple[str, str]:
    """Tell whether an assignment can be graded here. Raises GraderError for what is wrong with it.

    Nothing is imported that it allows: PyTorch alone takes seconds.
    """
    from grader.course.golden import find_changed
    from grader.course.load import load_answers
    from grader.course.probes import load_all_probes
    from grader.course.signatures import load_record
    from grader.sandbox.packages import to_install

    lacking = [name for name in packages_of(rubric) if not is_installed(name)]
    if lacking:
        return "lacks a package", to_install(lacking)
    folder = course.root / "assignments" / rubric.name
    staff = None if course.is_kit else course.root / "reference" / rubric.name
    probes = load_all_probes(folder, staff)
    rubric.criteria_for(probes, with_hidden=staff is not None)
    load_answers(course.root, folder, probes)
    if changed := find_changed(course.root, load_record(course.root, rubric.name).sources):
        again = f"run: grade golden {rubric.name}"
        return "stale", f"{', '.join(changed)} changed since the mistakes were recorded; {again}"
    return "ready", ""


def packages_of(rubric: AssignmentRubric) -> Iterator[str]:
    """Name the distributions that an assignment allows."""
    from grader.sandbox.packages import distributions_in

    return distributions_in(rubric.section.modules.allowed)


def is_installed(name: str) -> bool:
    """Tell whether a distribution is installed beside the grader."""
    from importlib import metadata

    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


COMMANDS = (assignments,)
