"""The command `grade`: the one module that prints and chooses exit codes.

What is heavy is imported by the command that needs it: `grade --help` loads none of nbconvert,
nbformat, pydantic, NumPy or Torch.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import math
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from grader import __version__
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.course import Assignment, Course
    from grader.model import Report
    from grader.reports.terminal import Style

GRADE_FILES = "files"
ISOLATION = ("auto", "strong", "medium", "basic", "process", "none")
FOLDER = click.Path(path_type=Path)
COURSE = click.option(
    "--course",
    type=FOLDER,
    metavar="DIR",
    help="The folder with rubric.yaml.  [default: the nearest one upwards from here]",
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
                ]
            )


@click.group(cls=Grade)
@click.version_option(__version__, prog_name="golden-grader")
def main() -> None:
    """Grade homework notebooks: points for each line of the rubric and, for what was lost, where
    the answers first depart from the reference's."""


@main.command(GRADE_FILES, hidden=True, context_settings={"max_content_width": 100})
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
@click.option(
    "--seed", "seeds", type=int, multiple=True, metavar="N", help="Add cases drawn from N."
)
@click.option(
    "--isolation",
    type=click.Choice(ISOLATION),
    default="auto",
    help="How submissions are walled in.  [default: the best there is; for other people's code at "
    "least medium]",
)
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


def load_for_grading(
    course: Course, seeds: Sequence[int], timeout: float | None, name: str
) -> Assignment:
    """An assignment with the seeds' cases and the time limit that were asked for."""
    from grader.course import load_assignment

    assignment = load_assignment(course, name)
    for seed in dict.fromkeys(seeds):
        from grader.recording import with_seed

        assignment = with_seed(assignment, seed)
    if timeout is None:
        return assignment
    limits = dataclasses.replace(assignment.limits, submission_seconds=timeout)
    return dataclasses.replace(assignment, limits=limits)


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


@main.command(context_settings={"max_content_width": 100})
@click.argument("assignment", required=False)
@click.option("--check", is_flag=True, help="Record nothing: fail if what is recorded is stale.")
@click.option(
    "--device",
    type=click.Choice(["cpu", "cuda"]),
    help="Where the PyTorch reference computes.  [default: cuda where there is one]",
)
@COURSE
def golden(assignment: str | None, check: bool, device: str | None, course: Path | None) -> None:
    """Record the goldens from the references, or verify the recorded ones.

    Refuses to record where the NumPy and the PyTorch reference disagree, or where rounding could
    decide. Exit status: 0 recorded or up to date, 1 stale, 2 refused.
    """
    with exit_on_error():
        found = open_course(course)
        from grader import recording

        work = recording.check if check else recording.record
        for name in chosen(found, assignment):
            work(found, name, device, click.echo)


@main.command(context_settings={"max_content_width": 100})
@click.argument("assignment", required=False)
@click.option(
    "--json", "json_to", metavar="FILE", help="Write a JSON document a line; - prints it."
)
@click.option("--mistakes", type=FOLDER, metavar="DIR", help="Wrong programs of your own.")
@click.option("--variants", type=FOLDER, metavar="DIR", help="Correct programs of your own.")
@COURSE
def audit(
    assignment: str | None,
    json_to: str | None,
    mistakes: Path | None,
    variants: Path | None,
    course: Path | None,
) -> None:
    """Run every known mistake and every correct variant through the rubric.

    Shows what each mistake costs, which ones the rubric can't see or tell apart, which criteria
    nothing tests, and which correct programs lose points. Exit status: 0 all well, 1 a mistake
    goes unseen or a correct variant is penalised, 2 an entry that is no use.
    """
    with exit_on_error():
        found = open_course(course)
        from grader.audit import audit as audit_rubric
        from grader.audit import document
        from grader.course import load_assignment
        from grader.reports.matrix import render

        well = True
        with open_json(json_to) as lines:
            for name in chosen(found, assignment):
                say = functools.partial(click.echo, err=True)
                result = audit_rubric(load_assignment(found, name), mistakes, variants, say)
                well = well and result.passes
                if lines is not None:
                    print(json.dumps(document(result)), file=lines, flush=True)
                if json_to != "-":
                    click.echo(render(result, terminal_style()))
    sys.exit(0 if well else 1)


@main.command()
def doctor() -> None:
    """Say how well submissions can be walled in here, and what would help.

    Runs against each wall from inside. The last line is the best level.
    """
    with exit_on_error():
        from grader.doctor import report

        with progress("trying the walls"):
            lines = list(report())
        for line in lines:
            click.echo(line)


def chosen(course: Course, assignment: str | None) -> list[str]:
    """The assignment named, else all. Raises UsageError for one that is not there."""
    from grader.course import choose_assignment

    if assignment is None:
        return course.names
    return [choose_assignment(course, assignment, None, Path(assignment))]


def open_course(option: Path | None) -> Course:
    """The course named, else the nearest one upwards from the working directory."""
    from grader.course import find_course

    return find_course(option, Path.cwd())


@contextlib.contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn our errors into a line on standard error and their exit status."""
    try:
        yield
    except GraderError as error:
        click.echo(f"grade: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        click.echo(f"grade: a fault of the grader's: {type(error).__name__}: {error}", err=True)
        sys.exit(GraderError.exit_code)


@contextlib.contextmanager
def open_json(target: str | None) -> Iterator[TextIO | None]:
    """Where JSON lines go: a file, standard output, or nowhere."""
    if target is None or target == "-":
        yield sys.stdout if target else None
        return
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
