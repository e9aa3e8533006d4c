"""The commands that copy a whole gradebook, and put a copy back."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.classes import of_a_gradebook
from grader.cli.consent import NOT_DONE, YES, agreed
from grader.cli.options import FOLDER, command
from grader.cli.terminal import progress, terminal_style
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.backup import Backup

# What is counted for people, by the names of the gradebook's tables.
COUNTED = {
    "students": "students",
    "assignments": "assignments",
    "attempts": "attempts",
    "scores": "scores",
    "overrides": "overrides",
    "marks": "marks",
    "actions": "actions",
}


@command("Copy the whole gradebook into a file.", ("gradebook", "backup"))
@click.argument("file", type=FOLDER)
@of_a_gradebook
def backup(where: str, file: Path) -> None:
    """Copy all that the gradebook holds at this moment into a new FILE, also while a batch runs.

    The copy is checked, and is itself a gradebook in one SQLite file, also where yours is in
    PostgreSQL: --gradebook FILE reads it, `grade restore FILE` puts it back.

    \b
    Examples:
      grade backup ~/backups/week3.db
          All of it, in one file.
      grade backup week3.db --course ~/course --gradebook postgresql+psycopg://ta@host/spring
          Of a server, from another folder.
    """
    from grader.classroom.gradebook.backup import back_up

    with progress("copying the gradebook"):
        made = back_up(where, file)
    click.echo(f"{clean(file)}: {summary(made.rows)}; fingerprint {made.fingerprint[:12]}")


@command("Put a copy of the gradebook back.", ("gradebook", "backup"))
@click.argument("file", type=FOLDER)
@YES
@of_a_gradebook
def restore(where: str, file: Path, yes: bool) -> None:
    """Put the copy in FILE in the place of all that the gradebook holds.

    The copy is checked first: that it is whole, that this program reads it, that it holds what it
    held when it was made. Then it is shown what the gradebook holds now and would hold. What it
    holds now is put beside it as another file. Who is stopped in this has the former gradebook.
    Exit status: 4 if it was only shown.

    \b
    Examples:
      grade restore ~/backups/week3.db
          What would change; on a terminal it asks.
      grade restore ~/backups/week3.db --yes
          Puts it back.
      grade restore week3.db --course ~/course --gradebook postgresql+psycopg://ta@host/spring
          Into a server, from another folder.
    """
    from grader.classroom.gradebook import backup as copies
    from grader.classroom.gradebook.connection import DatabaseUrl

    # As people may read it: a password may stand in a URL.
    place = clean(DatabaseUrl.parse(where))
    with progress("checking the copy"):
        made = copies.examine(file)
    click.echo("\n".join(render(made, copies.count_rows(where))))
    if not agreed(f"put it in the place of {place}?", yes=yes):
        sys.exit(NOT_DONE)
    with progress("putting it back"):
        former = copies.restore(where, file)
    aside = f"; what was there is in {clean(former)}" if former else ""
    click.echo(f"{place}: restored{aside}")


def render(made: Backup, now: Mapping[str, int] | None) -> list[str]:
    """Show what a gradebook holds, and what it will."""
    style = terminal_style()
    age = (
        f"made {made.made_at}, and whole" if made.made_at else "not made by grade backup; readable"
    )
    lines = [f"{clean(age)}; fingerprint {made.fingerprint[:12]}"]
    lines.append(style.paint(f"{'':<12}{'now':>10}{'then':>10}", "bold"))
    for name in COUNTED:
        before = "damaged" if now is None else f"{now.get(name, 0):,}"
        lines.append(f"{name:<12}{before:>10}{made.rows.get(name, 0):>10,}")
    return lines


def summary(rows: Mapping[str, int]) -> str:
    """Say how much a gradebook holds."""
    return ", ".join(f"{rows[name]:,} {name}" for name in COUNTED if rows.get(name))


COMMANDS = (backup, restore)
