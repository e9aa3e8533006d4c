"""`grade hw.ipynb`, and the group that the other commands belong to."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from grader import __version__
from grader.cli import classroom, teacher
from grader.cli.console import (
    COURSE,
    FOLDER,
    ISOLATED,
    SEEDS,
    WIDE,
    FiniteRange,
    exit_on_error,
    load_for_grading,
    open_course,
    open_json,
    progress,
    terminal_style,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.model import Report

GRADE_FILES = "files"


class Grade(click.Group):
    """`grade hw.ipynb` grades; the other commands are named first, as in `grade golden`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "--help", "--version"):
            args = [GRADE_FILES, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "hw.ipynb [MORE ...] [OPTIONS]")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.commands[GRADE_FILES].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
        with formatter.section("Exit status"):
            formatter.write_dl(
                [
                    ("0", "graded, whatever the score"),
                    ("1", "graded, but below --fail-under"),
                    ("2", "the command or a file can't be used; one line says why"),
                    ("3", "the grader's own fault: no score was given"),
                    ("4", "of a batch, some could not be graded; they are listed"),
                ]
            )


@click.group(cls=Grade)
@click.version_option(__version__, prog_name="golden-grader")
def main() -> None:
    """Grade homework notebooks: points for each line of the rubric and, for what was lost, where
    the answers first depart from the reference's."""


@main.command(GRADE_FILES, hidden=True, context_settings=WIDE)
@click.argument("notebooks", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--assignment", metavar="NAME", help="Which homework this is, where it can't be told."
)
@COURSE
@click.option(
    "--json", "json_to", metavar="FILE", help="Write a JSON document a line; - prints it."
)
@click.option(
    "--timeout",
    type=FiniteRange(min=1, max=86_400),
    metavar="S",
    help="Seconds for a whole file.  [default: the rubric's]",
)
@click.option(
    "--fail-under",
    type=FiniteRange(min=0),
    metavar="POINTS",
    help="Exit with 1 below these points.",
)
@SEEDS
@ISOLATED
def grade_files(
    notebooks: tuple[Path, ...],
    assignment: str | None,
    course: Path | None,
    json_to: str | None,
    timeout: float | None,
    fail_under: float | None,
    seeds: tuple[int, ...],
    isolation: str,
) -> None:
    """Grade notebooks or .py files."""
    from grader.course import choose_assignment
    from grader.pipeline import grade_all
    from grader.sandbox.levels import Sandboxes

    sandboxes = Sandboxes(isolation)
    with exit_on_error(), contextlib.closing(sandboxes):
        found = open_course(course)
        refuse_overwriting(json_to, notebooks)
        if assignment is not None:
            choose_assignment(found, assignment, None, notebooks[0])
        load = functools.cache(functools.partial(load_for_grading, found, seeds, timeout))
        with open_json(json_to) as lines:
            graded = grade_all(notebooks, found, assignment, load, sandboxes)
            reports = list(show(graded, notebooks, lines, json_to))
    if len(reports) > 1 and json_to != "-":
        click.echo(summary(reports))
    sys.exit(max(exit_code(report, fail_under) for report in reports))


def refuse_overwriting(json_to: str | None, notebooks: Sequence[Path]) -> None:
    """Raise UsageError where the report would be written over a submission."""
    if json_to and any(Path(json_to).resolve() == path.resolve() for path in notebooks):
        raise UsageError(f"--json {json_to}: that is the notebook itself; name another file")


def show(
    reports: Iterator[Report], paths: Sequence[Path], lines: TextIO | None, json_to: str | None
) -> Iterator[Report]:
    """Print each report as soon as it is there."""
    from grader.reports.document import to_json
    from grader.reports.terminal import render

    for number, path in enumerate(paths, 1):
        with progress(f"grading {path} ({number} of {len(paths)})"):
            report = next(reports)
        if lines is not None:
            print(to_json(report), file=lines, flush=True)
        if report.earned is None:
            click.echo(f"grade: {report.notes[0]}", err=True)
        elif json_to != "-":
            click.echo(render(report, terminal_style()) + "\n" * (number < len(paths)))
        yield report


def summary(reports: Sequence[Report]) -> str:
    """One line a file, for several files."""
    rows = [
        f"{report.submission.path}: {report.status.value.replace('_', ' ')}"
        + (f", {report.earned:g}/{report.maximum}" if report.earned is not None else "")
        for report in reports
    ]
    return "\n".join([f"\n{len(reports)} files", *(f"  {row}" for row in rows)])


def exit_code(report: Report, fail_under: float | None) -> int:
    """What one report means for the command's exit status."""
    if report.earned is None:
        return report.exit_code
    return int(fail_under is not None and report.earned < fail_under)


for command in (*classroom.COMMANDS, *teacher.COMMANDS):
    main.add_command(command)
