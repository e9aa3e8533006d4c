"""`grade anonymous`: codes in place of names, until they are lifted."""

from __future__ import annotations

import click

from grader.cli.classes import of_a_gradebook, open_gradebook, user_name
from grader.cli.options import OneOf, command


@command("Show codes in place of students' names.", ("gradebook", "roster"))
@click.argument("state", type=OneOf(("on", "off")), metavar="on|off")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@of_a_gradebook
def anonymous(where: str, state: str, why: str, who: str | None) -> None:
    """Show codes such as S-7F3K in place of names and keys, in all that is shown or written of the
    course, until it is `off` again.

    Every command takes a code for a student, and a name as before. A code is nobody's but that
    student's and stays the same. What goes to another system by name (export for Canvas, Moodle,
    Gradescope; feedback) waits until names are shown. `grade batch` reads the files as they are
    called, and names them so.

    \b
    Examples:
      grade anonymous on --why "blind marking"
          From now on there are codes.
      grade anonymous off --why "grades are final" --who Smith
          Names again.
      grade anonymous on --why exam --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.hiding import hide_names

    with open_gradebook(where, create=False) as book:
        hide_names(book, hide=state == "on", who=who or user_name(), why=why)
    click.echo("names are hidden" if state == "on" else "names are shown")


COMMANDS = (anonymous,)
