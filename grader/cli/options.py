"""The options that several commands have, and what is opened by them."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.terminal import exit_on_error
from grader.core.text import clean, did_you_mean
from grader.core.version import is_whole

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from grader.course.find import Course

    Choice = click.Choice[str]
else:
    Choice = click.Choice  # older ones can't be subscribed


class OneOf(Choice):
    """One of some words; of another the nearest is named."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            known = [*map(str, self.choices)]
            near = did_you_mean(str(value), known)
            self.fail(f"{value!r} is none of {', '.join(known)}{near}", param, ctx)
        return super().convert(value, param, ctx)


ISOLATION = ("auto", "strong", "medium", "restricted", "basic", "process", "none")
WIDE = {"max_content_width": 100}


def known(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete a word by what there is here; a kit's copy of the grader knows nothing of that."""
    if not is_whole():
        return []
    from grader.cli.known import complete

    return complete(ctx, param, incomplete)


class Files(click.Path):
    """A file's or folder's path."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        complete = known if is_whole() else super().shell_complete
        return complete(ctx, param, incomplete)


FOLDER = Files(path_type=Path)
path_option = functools.partial(click.option, type=FOLDER)
COURSE = path_option(
    "--course",
    "folder",
    metavar="DIR",
    help="The folder with rubric.yaml.  [default: the only one upwards from here]",
)
JSON_TO = click.option(
    "--json",
    "json_to",
    metavar="FILE",
    help="Write a JSON document a line; - prints it.",
    shell_complete=known,
)
ISOLATED = click.option(
    "--isolation",
    type=OneOf(ISOLATION),
    default="auto",
    help="How submissions are walled in.  [default: the best there is; for other people's code at "
    "least medium]",
)
SEEDS = click.option(
    "--seed", "seeds", type=int, multiple=True, metavar="N", help="Add cases drawn from N."
)


class Command(click.Command):
    """A command whose help explains the words that it uses."""

    def __init__(self, *given: Any, words: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.words = words

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from grader.core.terms import explain

        if rows := explain(self.words):
            with formatter.section("Words (of others: grade docs WORD)"):
                formatter.write_dl(rows)


def command(
    short_help: str, words: Sequence[str] = ()
) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function, whose errors become lines; its help explains the words."""
    make = click.command(cls=Command, words=words, context_settings=WIDE, short_help=short_help)
    return lambda function: make(exit_on_error()(function))


class FiniteRange(click.FloatRange):
    """A number within bounds; NaN lies within any, and is refused."""

    name = "number"

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
    from grader.api import recall_course

    course = recall_course(folder)
    if course.is_found and sys.stderr.isatty():
        click.echo(f"course: {clean(course.root)}", err=True)
    tell_unfinished(course, assignment)
    return course


def tell_unfinished(course: Course, assignment: str | None) -> None:
    """Say of each unfinished assignment, but for the one asked for, that it is left out."""
    for name, line in course.remarks.items():
        if name != assignment:
            click.echo(f"grade: {clean(line)}", err=True)
