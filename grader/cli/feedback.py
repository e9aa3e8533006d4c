"""`grade feedback`: pages go out to students, as other systems take them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING, unit_of
from grader.cli.classes import Classes, of_a_course, user_name
from grader.cli.options import OneOf, command, path_option
from grader.cli.progress import Progress
from grader.cli.terminal import progress
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.sending import Sending

SYSTEMS = ("moodle", "canvas", "mail")


@command("Pack each student's page for Moodle, Canvas or mail.", ("gradebook", "hidden"))
@click.option(
    "--for", "system", type=OneOf(SYSTEMS), required=True, help="Who hands the pages out."
)
@path_option("--out", metavar="FILE", required=True, help="The zip that is written.")
@click.option("--changed", is_flag=True, help="Only the pages that have changed since they went.")
@click.option("--who", metavar="NAME", help="Who sends them.  [default: your user name]")
@of_a_course("the only one")
def feedback(classes: Classes, system: str, out: Path, changed: bool, who: str | None) -> None:
    """Pack each student's page of one homework into a zip.

    For Moodle it is what *Upload multiple feedback files in a zip* takes, for Canvas what *Upload
    submissions* takes: the names are those of the download that was graded. For mail it has the
    pages and mail.csv, a row for each: who, e-mail, points, a summary, the page. What was packed
    is in the log as sent, and `grade undo` makes it unsent. Exit status: 4 if some pages could not
    be packed; who that is is listed.

    \b
    Examples:
      grade feedback --for moodle --out feedback.zip
          All pages, as Moodle takes them back.
      grade feedback --for canvas --out feedback.zip --changed
          After a rescore: those that have changed.
      grade feedback --for mail --out pages.zip --who Smith
          For a mail merge.
      grade feedback --for mail --out p.zip --assignment sgd --course ~/c --gradebook ~/s.db
          From another folder.
    """
    from grader.classroom.sending import Sending
    from grader.classroom.site.pages import Pages

    with classes.gradebook() as book:
        room = classes.only(book)
        sent = book.sent(room.name, system) if changed else {}
        sending = Sending(Pages(book, classes.course, room.name), unit_of(room), system, sent)
        send(sending, out, who or user_name())
    sys.exit(SOME_LACKING if sending.remarks else 0)


def send(sending: Sending, out: Path, who: str) -> None:
    """Pack the pages, and say what became of them."""
    from grader.classroom.remarks import grouped

    with progress("reading the gradebook"):
        addresses = sending.find()
    with Progress(len(addresses.by_key)) as bar:
        for _ in sending.send(addresses, out, who):
            bar.count("made")
    for line in grouped(sending.remarks):
        click.echo(f"grade: {clean(line)}", err=True)
    absent = "".join(f", {number} {why}" for why, number in sending.absent.items())
    same = f", {sending.same} as they were" if sending.same else ""
    where = f"{clean(out)}: " if sending.hashes else ""
    click.echo(f"{where}{len(sending.hashes)} packed{same}{absent}, {len(sending.remarks)} not")


COMMANDS = (feedback,)
