"""The options that several commands have, and what is opened by them."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.terminal import exit_on_error
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from grader.classroom.gradebook.store import Gradebook
    from grader.course.find import Course
    from grader.course.rubric import AssignmentRubric

ISOLATION = ("auto", "strong", "medium", "restricted", "basic", "process", "none")
WIDE = {"max_content_width": 100}
GRADEBOOK_FILE = "gradebook.db"
FOLDER = click.Path(path_type=Path)
path_option = functools.partial(click.option, type=FOLDER)
COURSE = path_option(
    "--course",
    "folder",
    metavar="DIR",
    help="The folder with rubric.yaml.  [default: the only one upwards from here]",
)
JSON_TO = click.option(
    "--json", "json_to", metavar="FILE", help="Write a JSON document a line; - prints it."
)
ISOLATED = click.option(
    "--isolation",
    type=click.Choice(ISOLATION),
    default="auto",
    help="How submissions are walled in.  [default: the best there is; for other people's code at "
    "least medium]",
)
SEEDS = click.option(
    "--seed", "seeds", type=int, multiple=True, metavar="N", help="Add cases drawn from N."
)
GRADEBOOK = click.option(
    "--gradebook",
    "where",
    metavar="FILE|URL",
    help="An SQLite file, or postgresql+psycopg://...  [default: gradebook.db in the course]",
)
ASSIGNMENT = click.option(
    "--assignment", metavar="NAME", help="Which homework.  [default: the only one]"
)


@dataclass(frozen=True)
class Classroom:
    """A class at work on one assignment of a course, and where its gradebook is."""

    course: Course
    name: str
    where: str | Path

    @property
    def rubric(self) -> AssignmentRubric:
        return self.course.rubric.assignments[self.name]

    @property
    def title(self) -> str:
        return self.rubric.section.title or self.name

    def gradebook(self, *, create: bool = False) -> AbstractContextManager[Gradebook]:
        """Open the gradebook named, or the course's own. Raises GraderError."""
        # The student's installation has no SQLAlchemy; the first to need it says how to get it.
        try:
            from grader.classroom.gradebook.store import Gradebook
        except ImportError as error:
            raise UsageError(
                f"a gradebook needs {error.name}; install it: pip install 'golden-grader[staff]'"
            ) from None
        return Gradebook.open(self.where, create=create)


def command(short_help: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function, whose errors become lines."""
    make = click.command(context_settings=WIDE, short_help=short_help)
    return lambda function: make(exit_on_error()(function))


def of_a_class(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which class it is about, and that Classroom."""

    @functools.wraps(function)
    def of_classroom(
        *, assignment: str | None, folder: Path | None, where: str | None, **options: Any
    ) -> None:
        function(open_classroom(assignment, folder, where), **options)

    return ASSIGNMENT(COURSE(GRADEBOOK(of_classroom)))


class FiniteRange(click.FloatRange):
    """A number within bounds; NaN lies within any, and is refused."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds or points.", param, ctx)
        return number


TIMEOUT = click.option(
    "--timeout",
    type=FiniteRange(min=1, max=86_400),
    metavar="S",
    help="Seconds of work for all cells, and for all questions.  [default: the rubric's]",
)


def course_at(folder: Path | None, assignment: str | None = None) -> Course:
    """Open the course named, else the one found, which a person is told. Raises UsageError."""
    from grader.api import open_course

    course = open_course(folder)
    if course.is_found and sys.stderr.isatty():
        click.echo(f"course: {clean(course.root)}", err=True)
    tell_unfinished(course, assignment)
    return course


def tell_unfinished(course: Course, assignment: str | None) -> None:
    """Say of each unfinished assignment, but for the one asked for, that it is left out."""
    for name, line in course.remarks.items():
        if name != assignment:
            click.echo(f"grade: {clean(line)}", err=True)


def open_classroom(assignment: str | None, folder: Path | None, where: str | None) -> Classroom:
    """Open the course; choose the assignment named, else the only one. Raises UsageError."""
    from grader.course.find import choose_assignment

    course = course_at(folder, assignment)
    # No file's name helps here, as with a submission: a class is of one assignment.
    if assignment is None and len(course.all_names) > 1:
        raise UsageError(
            f"which assignment? Say --assignment NAME; there are: {', '.join(course.all_names)}"
        )
    name = choose_assignment(course, assignment or course.all_names[0], None, Path())
    return Classroom(course, name, where or course.root / GRADEBOOK_FILE)
