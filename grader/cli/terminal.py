"""How every command talks to its terminal: progress, style, JSON lines, errors, exit codes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import click

from grader.core.errors import GraderError, UsageError
from grader.core.extras import lacking
from grader.core.submission import SUFFIXES
from grader.core.text import Say, clean, did_you_mean

if TYPE_CHECKING:
    from grader.reports.terminal import Style

INTERRUPTED, NO_READER = 130, 141  # as shells say it of SIGINT and SIGPIPE
EXIT_STATUS = {
    "0": "graded, whatever the score",
    "1": "graded, but below --fail-under",
    "2": "the command or a file can't be used; one line says why",
    "3": "the grader's own fault: no score was given",
    "4": "of a class, some could not be graded or read; they are listed",
}
EXAMPLE = re.compile(r"(?m)^ +(grade .*)$")  # in a command's help


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
        # Else Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NO_READER)
    except FileNotFoundError as error:
        click.echo(f"grade: {gone(error)}", err=True)
        sys.exit(UsageError.exit_code)
    except ImportError as error:  # of an installation for students, most of the time
        lack = lacking(error)
        click.echo(f"grade: {lack or of_ours(error)}", err=True)
        sys.exit(UsageError.exit_code if lack else GraderError.exit_code)
    except Exception as error:  # never a traceback, which says "crash" and not whose fault it is
        click.echo(f"grade: {of_ours(error)}", err=True)
        sys.exit(GraderError.exit_code)


def of_ours(error: Exception) -> str:
    """Say of an exception that nobody expected what it is."""
    return f"a fault of the grader's: {type(error).__name__}: {clean(error)}"


def gone(error: FileNotFoundError) -> str:
    """Say that the working directory is gone, if that is it: then no path leads anywhere."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return "the folder in which you are was removed; go to another, and run this again"
    return of_ours(error)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Leave out of click's errors what a terminal would obey: they repeat what was typed.

    Of Ctrl-C it would say "Aborted!", with another status.
    """
    try:
        yield
    except KeyboardInterrupt:
        click.echo("grade: stopped", err=True)
        sys.exit(INTERRUPTED)
    except click.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # which older ones have not
            raise
        click.echo(f"grade: {clean(of_usage(error))}", err=True)
        sys.exit(error.exit_code)


def of_usage(error: click.UsageError) -> str:
    """Say in one line what was typed wrong, and where the right way stands."""
    message, ctx = error.format_message(), error.ctx
    plain = f"{message[:1].lower()}{message[1:]}".rstrip(".")
    if ctx is None:
        return plain
    if isinstance(error, click.NoSuchOption):
        # A command that nobody types has those of the group, too.
        heard = [ctx, ctx.parent] if ctx.parent and ctx.command.hidden else [ctx]
        names = [n for each in heard for p in each.command.get_params(each) for n in p.opts]
        plain = f"no such option: {error.option_name}{did_you_mean(error.option_name, names)}"
    if isinstance(error, click.MissingParameter):
        examples = EXAMPLE.findall(ctx.command.help or "")
        plain += "".join(f"; for example: {line}" for line in examples[:1])
    return f"{plain} ({ctx.command_path} --help)"


@contextlib.contextmanager
def open_json(target: str | None) -> Iterator[TextIO | None]:
    """Open where JSON lines go: a file, standard output, or nowhere."""
    if target is None or target == "-":
        yield sys.stdout if target else None
        return
    if target.lower().endswith(SUFFIXES):
        raise UsageError(f"--json {target}: that is a submission's name; name a .json file")
    # Not whole or not at all as other files: each line is of use as soon as it is there.
    from grader.core.files import writing

    with writing(f"--json {target}"):
        file = open(target, "w", encoding="utf-8", newline="\n")
    with file:
        yield file


@contextlib.contextmanager
def progress(text: str) -> Iterator[Say]:
    """Show a line on a terminal while something takes its time; gone afterwards.

    What is given puts another in its place.
    """

    def show(text: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{clean(text)}", err=True, nl=False)

    show(text)
    try:
        yield show
    finally:
        show("")


def terminal_style() -> Style:
    """Tell what the terminal at hand can show: width, colour, characters."""
    from grader.reports.terminal import Style

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    # Wider, a line is hard to read; narrower, the table is none.
    width = min(100, max(60, shutil.get_terminal_size((80, 24)).columns))
    return Style(width=width, colour=colour, unicode=encoding.startswith("utf"))
