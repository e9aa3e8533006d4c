"""`grade docs`: the documents, the words and the commands, to be read where one types."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator

import click

from grader.cli.options import command, known
from grader.cli.terminal import terminal_style
from grader.core.errors import UsageError
from grader.core.terms import documents, terms
from grader.core.text import did_you_mean
from grader.core.version import is_whole


@command("Read a document, or what a word means.")
@click.argument("topic", nargs=-1, shell_complete=known)
@click.option("--man", "is_man", is_flag=True, help="Write a man page of all commands.")
@click.pass_context
def docs(ctx: click.Context, topic: tuple[str, ...], is_man: bool) -> None:
    """Show what a word means, a document, or a command's help: whatever TOPIC names.

    Without TOPIC all are listed.

    \b
    Examples:
      grade docs
          All words and documents that there are.
      grade docs carried forward
          What these words mean.
      grade docs terms
          A document; on a terminal in a pager, elsewhere as it is written.
      grade docs --man > ~/.local/share/man/man1/grade.1
          So that `man grade` shows all commands.
    """
    if is_man:
        click.echo(man_of(ctx.find_root()), nl=False)
        return
    text = page_of(ctx.find_root(), " ".join(topic).lower()) if topic else "\n".join(listing())
    is_long = text.count("\n") >= shutil.get_terminal_size().lines - 1
    if sys.stdout.isatty() and is_long:
        click.echo_via_pager(f"{text}\n")
    else:
        click.echo(text)


def man_of(top: click.Context) -> str:
    """Write the man page. Raises UsageError in a kit, whose commands `grade --help` shows."""
    if not is_whole():
        raise UsageError("--man: a kit's copy of the grader has no man page; see grade --help")
    from grader.cli.typeset import man_page

    return man_page(top, commands_of(top))


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


def page_of(ctx: click.Context, topic: str) -> str:
    """Give what there is on a topic. Raises UsageError for one that is none."""
    name, commands = topic.removesuffix(".md"), commands_of(ctx)
    if topic in terms():
        others = [f"grade docs {name}.md"] * (name in documents())
        others += [f"grade {name} --help"] * (name in commands)
        more = f" See also: {', '.join(others)}" if others else ""
        return "\n".join(terminal_style().wrap(f"{topic}: {terms()[topic]}{more}", 0))
    if name in documents():
        text = documents()[name].read_text(encoding="utf-8").rstrip("\n")
        return for_eyes(text) if sys.stdout.isatty() and is_whole() else text
    if name in commands:
        return commands[name].get_help(click.Context(commands[name], info_name=name, parent=ctx))
    near = did_you_mean(topic, {*terms(), *documents(), *commands})
    raise UsageError(f"no topic is {topic!r}{near or '; grade docs lists them'}")


def commands_of(ctx: click.Context) -> dict[str, click.Command]:
    """Give the commands that there are here, by name."""
    if not isinstance(ctx.command, click.Group):
        return {}
    names = ctx.command.list_commands(ctx)
    commands = {name: ctx.command.get_command(ctx, name) for name in names}
    return {name: each for name, each in commands.items() if each and not each.hidden}


def for_eyes(text: str) -> str:
    """Set Markdown for a terminal."""
    from grader.cli.typeset import for_terminal

    return for_terminal(text)
