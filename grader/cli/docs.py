"""`grade docs`: what a word means, and the documents, to be read where one types."""

from __future__ import annotations

import click

from grader.cli.options import command, known
from grader.cli.terminal import terminal_style
from grader.core.errors import UsageError
from grader.core.terms import terms
from grader.core.text import did_you_mean
from grader.core.version import is_whole


@command("Read a document, or what a word means.")
@click.argument("topic", nargs=-1, shell_complete=known)
@click.option("--man", "is_man", is_flag=True, help="Write a man page of all commands.")
@click.pass_context
def docs(ctx: click.Context, topic: tuple[str, ...], is_man: bool) -> None:
    """Show what a word means, a document, or a command's help: whatever TOPIC names.

    Without TOPIC all are listed. A student's copy has the words of its reports.

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
    name = " ".join(topic).lower()
    if is_whole():
        from grader.cli.topics import show

        show(ctx.find_root(), name, is_man=is_man)
        return
    if is_man:
        raise UsageError("--man is for staff: a kit's copy of the grader has no man page")
    if name and name not in terms():
        near = did_you_mean(name, terms()) or "; grade docs lists all words"
        raise UsageError(f"no topic is {name!r}{near}")
    text = f"{name}: {terms()[name]}" if name else ", ".join(terms())
    click.echo("\n".join(terminal_style().wrap(text, 0)))
