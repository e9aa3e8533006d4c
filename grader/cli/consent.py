"""Whether what was shown is to be done: asked on a terminal, else said by --yes."""

from __future__ import annotations

import sys

import click

NOT_DONE = 4  # it was shown, and is still to be done
YES = click.option("--yes", is_flag=True, help="Do it; else it is shown, and on a terminal asked.")


def agreed(question: str, *, yes: bool) -> bool:
    """Ask whether to go on; off a terminal nobody can be asked, so nothing is done."""
    if yes:
        return True
    if sys.stdin.isatty() and sys.stdout.isatty() and click.confirm(question, default=False):
        return True
    click.echo("nothing was changed; --yes does it")
    return False
