"""What there is to read, set for where it is read: a man page of all helps, and Markdown.

The man page is written in the macros of man(7).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import click

from grader.cli.terminal import EXAMPLE, EXIT_STATUS, terminal_style
from grader.core.terms import terms
from grader.core.version import __version__

EXAMPLES = re.compile(EXAMPLE.pattern + r"\n +(.*)")
WIDTH = 60  # escaped, they become longer
SPECIAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "~": r"\(ti", "^": r"\(ha"}


def man_page(top: click.Context, commands: Mapping[str, click.Command]) -> str:
    """Write the page of a command and of those that belong to it."""
    own = cast(click.Group, top.command).commands["files"]
    summary = (top.command.help or "").partition("\n\n")[0]
    rows = [
        f'.TH GRADE 1 "" "golden\\-grader {__version__}" "User Commands"',
        *section("NAME", [r"grade \-", *lines_of(summary.rstrip("."))]),
        *section("SYNOPSIS", [".B grade", "hw.ipynb [MORE ...] [OPTIONS]", ".br"]),
        *[".B grade", escaped("COMMAND [ARGS]")],
        *section("DESCRIPTION", paragraphs(top.command)),
        *section("OPTIONS", options_of(own, top)),
        *section("EXAMPLES", examples_of(top.command)),
        *section("COMMANDS", []),
        *(row for command in commands.values() for row in part_of(command, top)),
        *section("EXIT STATUS", items(EXIT_STATUS)),
        *section("WORDS", items(terms())),
    ]
    return "\n".join(rows) + "\n"


def section(title: str, rows: Iterable[str]) -> Iterator[str]:
    """Write a section."""
    yield f".SH {title}"
    yield from rows


def part_of(command: click.Command, top: click.Context) -> Iterator[str]:
    """Write what there is to say of one command."""
    context = click.Context(command, top, command.name)
    yield f".SS {escaped(' '.join([context.command_path, *command.collect_usage_pieces(context)]))}"
    yield from paragraphs(command)
    yield from options_of(command, context)
    yield ".PP"
    yield "For example:"
    yield from examples_of(command)


def paragraphs(command: click.Command) -> Iterator[str]:
    """Write a help's paragraphs, but for those that are set as they are: the examples."""
    texts = [text for text in (command.help or "").split("\n\n") if "\b" not in text]
    for number, text in enumerate(texts):
        yield from [*[".PP"] * bool(number), *lines_of(text)]


def options_of(command: click.Command, ctx: click.Context) -> Iterator[str]:
    """Write a command's options."""
    records = [param.get_help_record(ctx) for param in command.get_params(ctx)]
    for name, meaning in filter(None, records):
        yield from item(name, meaning) if meaning else ()


def examples_of(command: click.Command) -> Iterator[str]:
    """Write a command's examples."""
    for line, meaning in EXAMPLES.findall(command.help or ""):
        yield from item(line, meaning)


def items(meanings: Mapping[str, str]) -> Iterator[str]:
    """Write what each name means."""
    for name, meaning in meanings.items():
        yield from item(name, meaning)


def item(name: str, meaning: str) -> Iterator[str]:
    """Write what has a meaning, and that below it."""
    yield ".TP"
    yield rf"\fB{escaped(name)}\fR"
    yield from lines_of(meaning)


def lines_of(text: str) -> list[str]:
    """Write a text in lines that are short enough for whoever reads the source."""
    return [escaped(line) for line in textwrap.wrap(" ".join(text.split()), WIDTH)]


def escaped(text: str) -> str:
    """Write a text so that it means itself."""
    plain = "".join(SPECIAL.get(character, character) for character in text)
    return rf"\&{plain}" if plain.startswith(".") else plain


def for_eyes(text: str) -> str:
    """Set Markdown for a terminal, where there is what can do so."""
    try:
        from rich import console, markdown
    except ImportError:
        return text
    style = terminal_style()
    screen = console.Console(width=style.width, force_terminal=style.colour)
    with screen.capture() as shown:
        screen.print(markdown.Markdown(text, hyperlinks=False))
    return shown.get().rstrip("\n")
