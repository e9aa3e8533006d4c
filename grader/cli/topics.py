"""What there is to read: words, documents and the commands' helps, each by its name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from grader.cli.terminal import terminal_style
from grader.cli.typeset import for_eyes, man_page
from grader.core.errors import UsageError
from grader.core.terms import DOCS, terms
from grader.core.text import did_you_mean


def show(top: click.Context, topic: str, *, is_man: bool) -> None:
    """Show a topic, the list of all, or the man page. Raises UsageError for what is no topic."""
    if is_man:
        click.echo(man_page(top, commands_of(top)), nl=False)
        return
    text = page_of(top, topic) if topic else "\n".join(listing())
    is_long = text.count("\n") >= shutil.get_terminal_size().lines - 1
    if sys.stdout.isatty() and is_long:
        click.echo_via_pager(f"{text}\n")
    else:
        click.echo(text)


def documents() -> dict[str, Path]:
    """Find the documents by their names."""
    paths = [path for suffix in ("md", "yaml") for path in DOCS.glob(f"*.{suffix}")]
    return {path.stem: path for path in sorted(paths)}


def listing() -> Iterator[str]:
    """List the topics."""
    style = terminal_style()
    yield style.paint("grade docs TOPIC explains one of these words:", "bold")
    yield from style.wrap(", ".join(terms()), 2)
    yield style.paint("or shows one of these documents:", "bold")
    for name, path in documents().items():
        with path.open(encoding="utf-8") as file:
            title = file.readline().strip("# ").partition(". ")[0].strip()
        yield f"  {name:<18}{title}"


def page_of(top: click.Context, topic: str) -> str:
    """Give what there is on a topic. Raises UsageError for one that is none."""
    name, commands = topic.removesuffix(".md"), commands_of(top)
    if topic in terms():
        others = [f"grade docs {name}.md"] * (name in documents())
        others += [f"grade {name} --help"] * (name in commands)
        more = f" See also: {', '.join(others)}" if others else ""
        return "\n".join(terminal_style().wrap(f"{topic}: {terms()[topic]}{more}", 0))
    if name in documents():
        text = documents()[name].read_text(encoding="utf-8").rstrip("\n")
        return for_eyes(text) if sys.stdout.isatty() else text
    if name in commands:
        return commands[name].get_help(click.Context(commands[name], info_name=name, parent=top))
    near = did_you_mean(topic, {*terms(), *documents(), *commands})
    raise UsageError(f"no topic is {topic!r}{near or '; grade docs lists them'}")


def commands_of(top: click.Context) -> dict[str, click.Command]:
    """Give the commands that there are here, by name."""
    if not isinstance(top.command, click.Group):
        return {}
    names = top.command.list_commands(top)
    commands = {name: top.command.get_command(top, name) for name in names}
    return {name: each for name, each in commands.items() if each and not each.hidden}
