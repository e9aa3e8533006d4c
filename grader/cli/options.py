"""The options that several commands have, and what is opened by them."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.core.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from grader.classroom.gradebook.store import Gradebook
    from grader.course.find import Course

Command = TypeVar("Command", bound=Callable[..., Any])

ISOLATION = ("auto", "strong", "medium", "basic", "process", "none")
WIDE = {"max_content_width": 100}
GRADEBOOK_FILE = "gradebook.db"
FOLDER = click.Path(path_type=Path)
COURSE = click.option(
    "--course",
    "folder",
    type=FOLDER,
    metavar="DIR",
    help="The folder with rubric.yaml.  [default: the nearest one upwards from here]",
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


def of_a_class(command: Command) -> Command:
    """Give a command the options that say which class it is about."""
    return ASSIGNMENT(COURSE(GRADEBOOK(command)))


class FiniteRange(click.FloatRange):
    """A number within bounds; NaN lies within any, and is refused."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds or points.", param, ctx)
        return number


def chosen(course: Course, assignment: str | None) -> list[str]:
    """Choose the assignment named, else all. Raises UsageError for one that is not there."""
    from grader.course.find import choose_assignment

    if assignment is None:
        return course.names
    return [choose_assignment(course, assignment, None, Path(assignment))]


def open_assignment(folder: Path | None, assignment: str | None) -> tuple[Course, str]:
    """Open the course; choose the assignment named, else the only one. Raises UsageError."""
    from grader.api import open_course
    from grader.course.find import choose_assignment

    course = open_course(folder)
    # No file's name helps here, as with a submission: a class is of one assignment.
    if assignment is None and len(course.names) > 1:
        raise UsageError(
            f"which assignment? Say --assignment NAME; there are: {', '.join(course.names)}"
        )
    return course, choose_assignment(course, assignment or course.names[0], None, Path())


def open_gradebook(
    where: str | None, course: Course, *, create: bool
) -> AbstractContextManager[Gradebook]:
    """Open the gradebook named, or the course's own. Raises GraderError."""
    # The student's installation has no SQLAlchemy; the first to need it says how to get it.
    try:
        from grader.classroom.gradebook.store import Gradebook
    except ImportError as error:
        raise UsageError(
            f"a gradebook needs {error.name}; install it: pip install 'golden-grader[staff]'"
        ) from None
    return Gradebook.open(where or course.root / GRADEBOOK_FILE, create=create)
