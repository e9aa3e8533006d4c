"""`grade hw.ipynb`, and the group that the other commands belong to."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.docs import docs
from grader.cli.options import (
    COURSE,
    FOLDER,
    ISOLATED,
    JSON_TO,
    SEEDS,
    TIMEOUT,
    WIDE,
    Command,
    FiniteRange,
    OneOf,
    command,
    known,
    tell_unfinished,
)
from grader.cli.streams import mend
from grader.cli.terminal import (
    EXIT_STATUS,
    INTERRUPTED,
    exit_on_error,
    open_json,
    plain_errors,
    progress,
)
from grader.cli.words import refuse_disguised, refuse_mistyped, sort_words
from grader.core.errors import UsageError
from grader.core.version import __version__, is_whole

# What is heavy is loaded by the command that needs it.
if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from grader.cli.output import Output
    from grader.core.result import Report

GRADE_FILES = "files"
# Their modules are loaded when one is named, and not there in a kit.
CLASS = (
    *("batch", "gradebook", "report", "mark", "serve", "requests", "override", "rescore", "export"),
    *("extend", "excuse", "adjust", "choose", "remove", "undo", "log"),
    *("similar", "feedback", "anonymous", "backup", "restore"),
    *("rename", "merge"),
)
TEACHERS = ("new", "golden", "check", "ask", "audit", "kit", "assignments")
MACHINES = ("autograder",)  # which no person types
STAFF = (*CLASS, *TEACHERS, *MACHINES, "completion")


class Grade(click.Group):
    """`grade hw.ipynb` grades; the other commands are named first, as in `grade golden`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        commands = {*self.commands, *STAFF} - {GRADE_FILES}
        if ctx.resilient_parsing:  # half a line, which is to be completed
            is_other = not args or args[0] in {*commands, "-h", "--help", "--version"}
            return super().parse_args(ctx, args if is_other else [GRADE_FILES, *args])
        is_command, args = sort_words(ctx, args, commands)
        if args and not is_command and args[0] not in (*ctx.help_option_names, "--version"):
            # So `grade hw.ipynb` needs no command's name, and a command's options are its own.
            refuse_mistyped(ctx, args, self.list_commands(ctx))
            args = [GRADE_FILES, *args]
        return super().parse_args(ctx, args)

    def main(self, *words: Any, **settings: Any) -> Any:
        mend()
        # Python's last look for circles, which all end with the process, takes up to 0.2 s.
        atexit.register(gc.freeze)
        if "_GRADE_COMPLETE" in os.environ and is_whole():
            import grader.cli.completion  # noqa: F401  it makes itself known to click
        try:
            return super().main(*words, **settings)
        finally:
            # Python's own flush, at the very end, would lose what can't be written, or complain.
            with exit_on_error():
                sys.stdout.flush()

    def make_context(self, *words: Any, **settings: Any) -> click.Context:
        with plain_errors():
            return super().make_context(*words, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        with plain_errors():
            return super().invoke(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        items = super().shell_complete(ctx, incomplete) + grade_files.shell_complete(
            ctx, incomplete
        )
        if not incomplete.startswith("-"):
            items += grade_files.params[0].shell_complete(ctx, incomplete)
        return [*{item.value: item for item in items}.values()]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *(STAFF if is_whole() else ())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in STAFF:
            return super().get_command(ctx, cmd_name)
        if not is_whole():
            # Before its module is looked for: "no module named" would tell a student nothing.
            ctx.fail(f"`grade {cmd_name}` is for staff: a kit's copy of the grader leaves it out")
        from grader.cli.staff import COMMANDS

        return COMMANDS[cmd_name]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "hw.ipynb [MORE ...] [OPTIONS]")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]", prefix="       ")

    # The options of the hidden command are what `grade --help` is asked for.
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.commands[GRADE_FILES].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
        with formatter.section("Exit status"):
            formatter.write_dl([*EXIT_STATUS.items()])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in self.by_reader(ctx).items():
            commands = [self.get_command(ctx, name) for name in names]
            rows = [(str(c.name), c.get_short_help_str(90)) for c in commands if c and not c.hidden]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def by_reader(self, ctx: click.Context) -> dict[str, list[str]]:
        """Group the commands by whom they are for."""
        names = self.list_commands(ctx)
        return {
            "Commands": [name for name in names if name not in (*CLASS, *TEACHERS)],
            "Commands for a class": [name for name in names if name in CLASS],
            "Commands for teachers": [name for name in names if name in TEACHERS],
        }

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        grade_files.format_epilog(ctx, formatter)


class OfTheGroup(click.Context):
    """The context of a command that nobody types: what it says of itself is said of `grade`."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else super().command_path


class GradeFiles(Command):
    """`grade hw.ipynb`, which is a hidden command to click."""

    context_class = OfTheGroup

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "hw.ipynb [MORE ...] [OPTIONS]")


@click.group(cls=Grade, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="golden-grader")
def main() -> None:
    """Grade homework notebooks: points for each line of the rubric and, for what was lost, where
    the answers first depart from the reference's.

    \b
    Examples:
      grade hw.ipynb
          Points, and where answers first depart.
      grade hw.ipynb --watch
          Again at every save.
      grade hw.ipynb --html hw.html --open
          A page with pictures and code.
      grade *.ipynb --json - --isolation medium
          JSON lines; other people's code is walled in.
      grade hw.py --assignment softmax --course ~/course
          From another folder.
      grade hw.ipynb --timeout 60 --seed 7
          With more time, and cases drawn from 7.
      grade hw.ipynb --format github --fail-under 40
          In GitHub Actions; exit status 1 below 40 points.
    """


@main.command(
    GRADE_FILES,
    cls=GradeFiles,
    hidden=True,
    context_settings=WIDE,
    words=("golden", "departure", "hidden", "carried forward", "isolation"),
)
@click.argument("notebooks", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--assignment",
    metavar="NAME",
    help="Which homework this is, where it can't be told.",
    shell_complete=known,
)
@COURSE
@JSON_TO
@click.option(
    "--html",
    "html_to",
    type=FOLDER,
    metavar="FILE",
    help="Write a page with points, pictures and code; of several files, a page each into this "
    "folder.",
)
@click.option("--open", "opened", is_flag=True, help="Show the page of --html in a browser.")
@click.option("--watch", "watched", is_flag=True, help="Grade again at every save, until Ctrl-C.")
@TIMEOUT
@click.option(
    "--fail-under",
    type=FiniteRange(min=0),
    metavar="POINTS",
    help="Exit with 1 below these points.",
)
@click.option(
    "--format",
    "form",
    type=OneOf(["github"]),
    help="Write what GitHub Actions shows: annotations, a summary, points.",
)
@SEEDS
@ISOLATED
@exit_on_error()
def grade_files(
    notebooks: Sequence[Path],
    assignment: str | None,
    folder: Path | None,
    json_to: str | None,
    html_to: Path | None,
    opened: bool,
    watched: bool,
    timeout: float | None,
    fail_under: float | None,
    form: str | None,
    seeds: tuple[int, ...],
    isolation: str,
) -> None:
    """Grade notebooks or .py files."""
    from grader.submission.reader import Reader

    named, notebooks = len(notebooks), refuse_disguised(notebooks)
    refused = UsageError.exit_code if len(notebooks) < named else 0
    if not notebooks:
        sys.exit(refused)
    with contextlib.ExitStack() as stack:
        # First of all, since it takes as long to start as all that is loaded here meanwhile.
        reader = Reader().start()
        stack.callback(reader.close)
        from grader.api import Grader
        from grader.cli.output import Output, grade_once, places

        refuse_overwriting(notebooks, json_to)
        if opened and (html_to is None or len(notebooks) > 1):
            raise UsageError("--open shows the page of one notebook that --html FILE writes")
        if watched and json_to == "-":
            raise UsageError(
                "--watch shows tables; name a file for --json, it gets a line each time"
            )
        if form and (watched or opened or json_to == "-"):
            raise UsageError(f"--format {form} prints its own: leave out --watch, --open, --json -")
        grader = stack.enter_context(
            Grader(
                folder, assignment, isolation=isolation, seeds=seeds, timeout=timeout, reader=reader
            )
        )
        tell_unfinished(grader.course, assignment)
        pages = places(html_to, notebooks, json_to)
        lines = stack.enter_context(open_json(json_to))
        output = Output(notebooks, grader, pages, lines, has_table=json_to != "-")
        if form:
            reports = grade_in_step(output, fail_under)
        elif watched:
            from grader.cli.watch import watch_files

            reports = watch_files(output, opened=opened)
        else:
            reports = grade_once(output, opened=opened)
    # No report: Ctrl-C came before any.
    codes = [exit_code(report, fail_under) for report in reports] or [INTERRUPTED]
    sys.exit(max(refused, *codes))


def refuse_overwriting(notebooks: Sequence[Path], json_to: str | None) -> None:
    """Raise UsageError where JSON would be written over a submission, whatever it is called."""
    if json_to and any(Path(json_to).resolve() == path.resolve() for path in notebooks):
        raise UsageError(f"--json {json_to}: that is the notebook itself; name another file")


def grade_in_step(output: Output, fail_under: float | None) -> list[Report]:
    """Grade files, and tell GitHub of them. Raises UsageError in a copy that can't."""
    try:
        from grader.cli import github
    except ImportError:
        raise UsageError(
            "--format github: this copy was made for students; `grade kit --for github` has it"
        ) from None
    return github.grade_in_step(output, fail_under)


def exit_code(report: Report, fail_under: float | None) -> int:
    """Tell what one report means for the command's exit status."""
    return report.exit_code if report.earned is None else int(report.falls_below(fail_under))


@command(
    "Say how well submissions can be walled in here.",
    ("isolation", "strong", "medium", "restricted", "process"),
)
def doctor() -> None:
    """Say how well submissions can be walled in here, and what would help.

    Runs against each wall from inside. The last line is the best level.

    \b
    Examples:
      grade doctor
          Each wall, and what keeps it from being better.
    """
    from grader.sandbox.doctor import report

    with progress("trying the walls"):
        lines = list(report())
    for line in lines:
        click.echo(line)


for each in (doctor, docs):
    main.add_command(each)
