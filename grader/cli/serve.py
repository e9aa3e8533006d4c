"""The command that gives a class's markers their pages."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from grader.cli.census import unit_of
from grader.cli.classes import Classes, of_a_course
from grader.cli.options import command, path_option
from grader.core.errors import UsageError

PORT = 8750


@command("Show the class to its markers, in a browser.", ("marked by hand", "override"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    metavar="N",
    help="Where it listens, on this machine alone; 0 takes any that is free.",
)
@click.option("--open", "opened", is_flag=True, help="Show it in a browser.")
@path_option("--users", metavar="FILE", help="Markers' names and passwords, made by --add.")
@click.option("--add", metavar="NAME", help="Write a marker into --users; asks for the password.")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="What a proxy in front calls this server; may be said again.",
)
@of_a_course("all")
def serve(
    classes: Classes,
    port: int,
    opened: bool,
    users: Path | None,
    add: str | None,
    hosts: tuple[str, ...],
) -> None:
    """Give markers a page on which they mark, comment and overrule, until Ctrl-C.

    It listens on this machine alone and prints an address that lets one browser in. Several markers
    log in by name with --users, behind a proxy with TLS (`grade docs serve`).

    \b
    Examples:
      grade serve --open
          For one marker, in the browser at once.
      grade serve --users markers.yaml --add jane
          Writes Jane into the file, with a password.
      grade serve --users markers.yaml --host grading.example.edu --port 8800
          For several, behind a proxy.
      grade serve --assignment perceptron --course ~/course --gradebook ~/spring.db
          One homework, from another folder.
    """
    try:
        from grader.web import access, server
    except ImportError as error:
        raise UsageError(
            f"the pages need {error.name}; install it: pip install 'golden-grader[serve]'"
        ) from None
    if add is not None:
        if users is None:
            raise UsageError("--add NAME writes into a file: --users FILE")
        access.add_user(
            users, add, click.prompt("Password", hide_input=True, confirmation_prompt=True)
        )
        click.echo(f"{add}: written")
        return
    door = access.Door(getpass.getuser(), access.read_users(users) if users else None)
    with classes.gradebook() as book:
        units = {each.name: unit_of(each) for each in classes.held(book)}
    server.run(
        classes, units, door, server.ServerAddress(port, hosts), opened=opened, say=click.echo
    )


COMMANDS = (serve,)
