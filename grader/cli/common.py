"""What the commands share: options, how they find the course, print, and say what went wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from grader.core.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.course.load import Assignment, Course
    from grader.reports.terminal import Style

ISOLATION = ("auto", "strong", "medium", "basic", "process", "none")
INTERRUPTED, NO_READER = 130, 141  # as shells say it of SIGINT and SIGPIPE
WIDE = {"max_content_width": 100}
FOLDER = click.Path(path_type=Path)
COURSE = click.option(
    "--course",
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


class FiniteRange(click.FloatRange):
    """A number within bounds; NaN lies within any, and is refused."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds or points.", param, ctx)
        return number


def load_for_grading(
    course: Course, seeds: Sequence[int], timeout: float | None, name: str
) -> Assignment:
    """An assignment with the seeds' cases and the time limit that were asked for."""
    from grader.course.load import load_assignment

    assignment = load_assignment(course, name)
    for seed in dict.fromkeys(seeds):
        from grader.course.draws import with_seed

        assignment = with_seed(assignment, seed)
    if timeout is None:
        return assignment
    limits = dataclasses.replace(assignment.limits, submission_seconds=timeout)
    return dataclasses.replace(assignment, limits=limits)


def chosen(course: Course, assignment: str | None) -> list[str]:
    """The assignment named, else all. Raises UsageError for one that is not there."""
    from grader.course.load import choose_assignment

    if assignment is None:
        return course.names
    return [choose_assignment(course, assignment, None, Path(assignment))]


def open_course(option: Path | None) -> Course:
    """The course named, else the nearest one upwards from the working directory."""
    from grader.course.load import find_course

    return find_course(option, Path.cwd())


@contextlib.contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn our errors into a line on standard error and their exit status."""
    try:
        yield
    except GraderError as error:
        click.echo(f"grade: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("grade: stopped", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # who reads has had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NO_READER)
    except Exception as error:
        click.echo(f"grade: a fault of the grader's: {type(error).__name__}: {error}", err=True)
        sys.exit(GraderError.exit_code)


@contextlib.contextmanager
def open_json(target: str | None) -> Iterator[TextIO | None]:
    """Where JSON lines go: a file, standard output, or nowhere."""
    if target is None or target == "-":
        yield sys.stdout if target else None
        return
    if target.lower().endswith((".ipynb", ".py")):
        raise UsageError(f"--json {target}: that is a submission's name; name a .json file")
    try:
        file = open(target, "w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"--json {target}: cannot be written: {error.strerror}") from error
    with file:
        yield file


@contextlib.contextmanager
def progress(text: str) -> Iterator[None]:
    """A line on a terminal while something takes its time; gone afterwards."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(text, err=True, nl=False)
    try:
        yield
    finally:
        click.echo("\r\033[K", err=True, nl=False)


def terminal_style() -> Style:
    """What the terminal at hand can show: width, colour, characters."""
    from grader.reports.terminal import Style

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    width = min(100, max(60, shutil.get_terminal_size((80, 24)).columns))
    return Style(width=width, colour=colour, unicode=encoding.startswith("utf"))
