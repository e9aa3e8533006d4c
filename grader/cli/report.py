"""The command that writes what people look at of a class."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.gradebook import is_old, warn_of_old
from grader.cli.options import (
    ASSIGNMENT,
    COURSE,
    FOLDER,
    GRADEBOOK,
    WIDE,
    open_assignment,
    open_gradebook,
)
from grader.cli.progress import Progress
from grader.cli.terminal import exit_on_error, progress

if TYPE_CHECKING:
    from grader.classroom.people import Student
    from grader.classroom.site.publish import Omission, Plan, Site

OUT = Path("report")
SHOWN_NAMES = 3


@click.command(context_settings=WIDE, short_help="Write a page for each student, and a dashboard.")
@click.option(
    "--out", type=FOLDER, metavar="DIR", default=OUT, help="The folder.  [default: report]"
)
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="S",
    help="Only the page of this one, by key, name or id; may be said again.",
)
@ASSIGNMENT
@COURSE
@GRADEBOOK
def report(
    out: Path,
    students: tuple[str, ...],
    assignment: str | None,
    folder: Path | None,
    where: str | None,
) -> None:
    """Write a page for each student, and a dashboard of the class for staff.

    DIR/dashboard.html is for staff only; DIR/students has what each student may be given. Only
    what has changed is written again, and only files of ours are ever replaced or removed.
    """
    with exit_on_error():
        course, name = open_assignment(folder, assignment)
        from grader.classroom.site.publish import Folder, Site

        with open_gradebook(where, course, create=False) as book:
            old = sum(is_old(standing, course, name) for standing in book.standings(name))
            warn_of_old(book, course, name, old)
            work = Site(book, course, name, Folder(out, name))
            keys = [book.find_student(text).key for text in dict.fromkeys(students)] or None
            with progress("reading the gradebook"):
                plan = work.look(keys)
            if keys is None:
                publish_class(work, plan)
            else:
                with work.folder.claimed(plan.names):
                    publish_pages(work, plan)


def publish_class(work: Site, plan: Plan) -> None:
    """The dashboard first, since it is there at once."""
    from grader.classroom.site.publish import DASHBOARD

    with work.folder.claimed([DASHBOARD, *plan.names]):
        is_new = work.write_dashboard(plan)
        words = "written" if is_new else "as it was"
        click.echo(f"{work.folder.root / DASHBOARD}: {words}, for staff only")
        publish_pages(work, plan)
        gone = work.folder.remove_others({DASHBOARD, *plan.names})
    if gone:
        click.echo(f"{gone} of former students removed")


def publish_pages(work: Site, plan: Plan) -> None:
    """The students' pages, and what is to be said of them."""
    from grader.classroom.site.publish import STUDENTS

    lacking: dict[Omission, list[Student]] = defaultdict(list)
    with Progress(len(plan.changed)) as shown:
        for student, lack in work.write_pages(plan):
            shown.count("written")
            if lack is not None:
                lacking[lack].append(student)
    for lack, some in lacking.items():
        click.echo(f"{names(some)}: {lack.told}", err=True)
    same = len(plan.rows) - len(plan.changed)
    folder = work.folder.root / STUDENTS
    click.echo(f"{folder}: {len(plan.changed)} written, {same} as they were")


def names(some: list[Student]) -> str:
    """The first of them, and how many more there are."""
    more = len(some) - SHOWN_NAMES
    first = ", ".join(map(str, some[:SHOWN_NAMES]))
    return f"{first} and {more} more" if more > 0 else first


COMMANDS = (report,)
