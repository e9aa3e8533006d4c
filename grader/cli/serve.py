"""The command that gives a class's markers their pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import unit_of
from grader.cli.classes import Classes, of_a_course, user_name
from grader.cli.options import command, path_option
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.store import Gradebook

PORT = 8750
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]+)?")


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
@click.option("--students", "for_students", is_flag=True, help="Serve students' own pages instead.")
@path_option("--links", metavar="FILE", help="Write a table with each student's own link.")
@of_a_course("all")
def serve(
    classes: Classes,
    port: int,
    opened: bool,
    users: Path | None,
    add: str | None,
    hosts: tuple[str, ...],
    for_students: bool,
    links: Path | None,
) -> None:
    """Give markers a page on which they mark, comment and overrule, until Ctrl-C.

    It listens on this machine alone and prints an address that lets one browser in. Several markers
    log in by name with --users, behind a proxy with TLS (`grade docs serve`). With --students it
    shows no marker's page, but each student, by a link of their own, the page that they get, and a
    form to ask for another look until the rubric's `requests_until`.

    \b
    Examples:
      grade serve --open
          For one marker, in the browser at once.
      grade serve --users markers.yaml --add jane
          Writes Jane into the file, with a password.
      grade serve --users markers.yaml --host grading.example.edu --port 8800
          For several, behind a proxy.
      grade serve --links links.csv --host grades.example.edu
          Each student's link, for a mail merge.
      grade serve --students --host grades.example.edu --port 8760
          For students, by their links.
      grade serve --assignment perceptron --course ~/course --gradebook ~/spring.db
          One homework, from another folder.
    """
    try:
        from grader.web import access, server
    except ImportError as error:
        raise UsageError(
            f"the pages need {error.name}; install it: pip install 'golden-grader[serve]'"
        ) from None
    names = []
    for host in hosts:
        if (match := HOST.fullmatch(host)) is None:
            raise UsageError(f"--host {clean(host)}: write the name alone, as grades.example.edu")
        names.append(match[1].lower())
    if add is not None:
        if users is None:
            raise UsageError("--add NAME writes into a file: --users FILE")
        access.add_user(
            users, add, click.prompt("Password", hide_input=True, confirmation_prompt=True)
        )
        click.echo(f"{add}: written")
        return
    if links is not None:
        from grader.reports.text import count

        with classes.gradebook() as book:
            amount = write_links(book, links, hosts)
        click.echo(f"{clean(links)}: {count(amount, 'link')}, each its student's alone")
        return
    door = access.Door(user_name(), access.read_users(users) if users else None)
    with classes.gradebook() as book:
        units = {each.name: unit_of(each) for each in classes.held(book)}
    address = server.ServerAddress(port, (*names,), for_students)
    server.run(classes, units, door, address, opened=opened, say=click.echo)


def write_links(book: Gradebook, path: Path, hosts: Sequence[str]) -> int:
    """Write each student's link as a table, for its owner's eyes only; how many there are."""
    import csv
    import io
    import secrets

    from grader.classroom.exports.csv import defuse
    from grader.core.files import write

    words = book.make_links(secrets.token_hex(32), user_name())
    root = f"https://{hosts[0]}" if hosts else f"http://127.0.0.1:{PORT}"
    people = {student.key: student for student in book.roster()}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["student", "name", "email", "link"])
    for key, word in words.items():
        student = people.get(key)
        name, email = (student.name, student.ids.get("email", "")) if student else ("", "")
        table.writerow([*map(defuse, (key, name, email)), f"{root}/s/{word}/"])
    write(path, text.getvalue().encode("utf-8-sig"))
    path.chmod(0o600)
    return len(words)


COMMANDS = (serve,)
