"""Which assignments a command about a class is for: the one named, else all that are held."""

from __future__ import annotations

import functools
import gc
import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import COURSE, course_at, known
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Student
    from grader.core.result import Points
    from grader.course.find import Course
    from grader.course.rubric import AssignmentRubric

GRADEBOOK_FILE = "gradebook.db"
MANY = 200_000  # new objects, after which memory is looked through for what nobody uses
GRADEBOOK = click.option(
    "--gradebook",
    "where",
    metavar="FILE|URL",
    shell_complete=known,
    help="An SQLite file, or postgresql+psycopg://...  [default: gradebook.db in the course]",
)

SECTION = click.option(
    "--section",
    metavar="NAME",
    shell_complete=known,
    help="Only the students of a section of the roster.",
)


def assignment_option(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make the option that names an assignment; `default` says what it is without."""
    return click.option(
        "--assignment",
        metavar="NAME",
        help=f"Which homework.  [default: {default}]",
        shell_complete=known,
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
        return self.rubric.gist.title or self.name

    @property
    def maximum(self) -> Points:
        return self.rubric.maximum(with_hidden=not self.course.is_kit)

    def gradebook(self, *, create: bool = False) -> AbstractContextManager[Gradebook]:
        """Open the gradebook named, or the course's own. Raises GraderError."""
        return open_gradebook(self.where, create=create)


@dataclass(frozen=True)
class Classes:
    """A class at work on a course; `assignment` is the one that is meant, None where it's many."""

    course: Course
    assignment: str | None
    where: str | Path

    def gradebook(self, *, create: bool = False) -> AbstractContextManager[Gradebook]:
        """Open the gradebook named, or the course's own. Raises GraderError."""
        return open_gradebook(self.where, create=create)

    def classroom(self, name: str) -> Classroom:
        """Give the class at work on one of the assignments."""
        return Classroom(self.course, name, self.where)

    def held(self, book: Gradebook) -> list[Classroom]:
        """Give the assignment that is meant, else all of the rubric's that the gradebook holds.

        Raises UsageError where it holds none.
        """
        if self.assignment is not None:
            return [self.classroom(self.assignment)]
        held = book.assignments()
        if others := {*held} - {*self.course.all_names}:
            names = ", ".join(sorted(others))
            click.echo(f"grade: not in rubric.yaml, so left out: {clean(names)}", err=True)
        # In the rubric's order, which is that of the course.
        chosen = [self.classroom(name) for name in self.course.rubric.assignments if name in held]
        if not chosen:
            names = ", ".join(self.course.names)
            raise UsageError(f"the gradebook holds none of the assignments of rubric.yaml: {names}")
        return chosen

    def only(self, book: Gradebook) -> Classroom:
        """Give the assignment that is meant, or the only one held. Raises UsageError."""
        held = self.held(book)
        if len(held) > 1:
            names = ", ".join(classroom.name for classroom in held)
            raise UsageError(f"this is of one assignment: say --assignment NAME, of {names}")
        return held[0]

    def of_student(self, book: Gradebook, student: Student) -> Classroom:
        """Give the only assignment that is meant, or that a student has handed something in for.

        Raises UsageError where there are several, or none.
        """
        if self.assignment is not None:
            return self.classroom(self.assignment)
        held = book.assignments(student.key)
        theirs = [name for name in self.course.names if name in held]
        if len(theirs) == 1:
            return self.classroom(theirs[0])
        what = "several assignments" if theirs else "none of the assignments"
        names = ", ".join(theirs or self.course.names)
        raise UsageError(f"{student} has handed in {what}: say --assignment NAME, of {names}")


def chosen(book: Gradebook, named: Sequence[str], section: str | None) -> list[str] | None:
    """Give the keys of the students named, or of a section; None where all are meant.

    Where names are hidden, the codes. Raises UsageError.
    """
    if section is None:
        return [book.find_student(text).shown for text in dict.fromkeys(named)] or None
    if named:
        raise UsageError("name students or a --section: leave one of them out")
    from grader.classroom.sections import members

    keys, cover = members(book.roster(), section), book.cover()
    return keys if cover is None else list(map(cover.code, keys))


def user_name() -> str:
    """Name whoever runs this; in a container that may be nobody."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "nobody known here"


def open_gradebook(where: str | Path, *, create: bool) -> AbstractContextManager[Gradebook]:
    """Open a gradebook. Raises GraderError."""
    # The student's installation has no SQLAlchemy; the first to need it says how to get it.
    try:
        from grader.classroom.gradebook.store import Gradebook
    except ImportError as error:
        raise UsageError(
            f"a gradebook needs {error.name}; install it: pip install 'golden-grader[staff]'"
        ) from None
    return Gradebook.open(where, create=create)


def of_a_course(default: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that say which class it is about, and that one as Classes.

    `default` says what assignment is meant without its name.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def of_classes(
            *, assignment: str | None, folder: Path | None, where: str | None, **options: Any
        ) -> None:
            # What is read of a class goes with its last user: to look for circles in it finds none,
            # and takes a tenth of the time.
            gc.freeze()
            gc.set_threshold(MANY)
            function(open_classes(assignment, folder, where), **options)

        return assignment_option(default)(COURSE(GRADEBOOK(of_classes)))

    return decorate


def of_a_gradebook(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which gradebook it is about, and where that is.

    It is about all that is in it, so of the course no more is asked than where it lies.
    """

    @functools.wraps(function)
    def of_where(*, folder: Path | None, where: str | None, **options: Any) -> None:
        function(where or str(course_at(folder).root / GRADEBOOK_FILE), **options)

    return COURSE(GRADEBOOK(of_where))


def open_classes(assignment: str | None, folder: Path | None, where: str | None) -> Classes:
    """Open the course; choose the assignment named, else the only one, else all. Raises UsageError.

    No file's name helps here, as with a submission.
    """
    from grader.course.find import choose_assignment

    course = course_at(folder, assignment)
    name = assignment
    if assignment is not None or len(course.all_names) == 1:
        name = choose_assignment(course, assignment or course.all_names[0], None, Path())
    return Classes(course, name, where or course.root / GRADEBOOK_FILE)
