"""`grade kit`: make what students are given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import COURSE, FOLDER, WIDE
from grader.cli.terminal import exit_on_error

if TYPE_CHECKING:
    from grader.kit.build import Kit


@click.command(context_settings=WIDE, short_help="Make what students are given.")
@click.argument("assignment")
@click.option(
    "--out",
    type=FOLDER,
    required=True,
    metavar="DIR|ZIP",
    help="Where it goes, outside the course; another kit is replaced.",
)
@COURSE
def kit(assignment: str, out: Path, folder: Path | None) -> None:
    """Make an ASSIGNMENT's kit: what students are given.

    It holds the starter, the task, the data, what is visible of cases, answers and rubric, and the
    grader to install. It is proven first, and nothing is written where a proof fails: the audit
    passes, nothing hidden is inside and, with the kit alone, the starter has no points and the
    example all that are visible. The same course gives the same bytes. Exit status: 0 made, 2 not.
    """
    from grader.api import open_course

    with exit_on_error():
        from grader.kit.build import hand_out

        made = hand_out(open_course(folder), assignment, out, click.echo)
        click.echo(describe(made, out))


def describe(made: Kit, out: Path) -> str:
    """What was made, file by file."""
    rows = [f"  {len(raw):>8,}  {name}" for name, raw in made.files.items()]
    packed = f", {len(made.archive):,} as an archive"
    head = f"{out}: {len(made.files)} files, {made.size:,} bytes{packed}"
    return "\n".join([*rows, head, f"rubric {made.assignment.rubric_hash}, as in the course"])


COMMANDS = (kit,)
