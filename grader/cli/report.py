"""The command that writes what people look at of a class."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING, Census, syllabus_of, take, tell_all
from grader.cli.classes import SECTION, Classes, chosen, of_a_course
from grader.cli.options import command, known, path_option
from grader.cli.progress import Progress
from grader.cli.terminal import progress
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.people import Student
    from grader.classroom.site.pages import Omission
    from grader.classroom.site.publish import Plan, Site

OUT = Path("report")


@command(
    "Write a page for each student, and a dashboard.",
    ("dashboard", "hidden", "carried forward", "isolation"),
)
@path_option("--out", metavar="DIR", default=OUT, help="The folder.  [default: report]")
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="S",
    shell_complete=known,
    help="Only the page of this one, by key, name or id; may be said again.",
)
@SECTION
@of_a_course("all")
def report(classes: Classes, out: Path, students: tuple[str, ...], section: str | None) -> None:
    """Write a page for each student, and a dashboard of the class for staff.

    DIR/dashboard.html is for staff only; DIR/students has what each student may be given. Of a
    course of several assignments each has that in a folder of its own, and DIR/index.html, for
    staff only, leads to all. Only what has changed is written again, and only files of ours are
    ever replaced or removed.

    \b
    Examples:
      grade report
          Into the folder `report`.
      grade report --out ~/pages --student jane --student joe
          Two students' pages, elsewhere.
      grade report --section "Monday 10" --out monday
          The pages of one section, without a dashboard.
      grade report --assignment perceptron --course ~/course --gradebook ~/spring.db
          One homework, from another folder.
    """
    with classes.gradebook() as book:
        censuses = take(book, classes.held(book))
        # Before anything is written: one wrong name stops all.
        keys = chosen(book, students, section)
        if classes.assignment is None:
            are_whole = report_course(censuses, out, keys)
        else:
            are_whole = report_one(censuses[0], out, keys)
    sys.exit(SOME_LACKING if any(c.faults for c in censuses) or not are_whole else 0)


def report_one(census: Census, out: Path, keys: Sequence[str] | None) -> bool:
    """Write one assignment's pages; could all be read?"""
    from grader.classroom.site.pages import Pages
    from grader.classroom.site.publish import Folder, Site

    for _ in census.standings():
        continue
    census.tell()
    name = census.classroom.name
    pages = Pages(census.book, census.classroom.course, name)
    return publish(Site(pages, Folder(out, name)), keys)


def report_course(censuses: Sequence[Census], out: Path, keys: Sequence[str] | None) -> bool:
    """Write the pages of all assignments, the index first; could all be read?"""
    from grader.classroom.site.course import INDEX, CourseSite
    from grader.classroom.site.publish import Folder
    from grader.classroom.transcripts import lean

    classes = [[lean(standing) for standing in census.standings()] for census in censuses]
    tell_all(censuses)
    site, folder = CourseSite(syllabus_of(censuses), classes, out), Folder(out, "")
    course = censuses[0].classroom.course
    works = list(site.sites(censuses[0].book, course))
    if keys is None:
        with folder.claimed([INDEX]):
            words = "written" if site.write_index(folder) else "as it was"
        click.echo(f"{clean(out / INDEX)}: {words}, for staff only")
    are_whole = True
    for work, listed in works:
        chosen = None if keys is None else [key for key in keys if key in listed]
        are_whole = (chosen == [] or publish(work, chosen)) and are_whole
    return are_whole


def publish(work: Site, keys: Sequence[str] | None) -> bool:
    """Write the pages of all, with the dashboard, or of some; could all be read?"""
    with progress("reading the gradebook"):
        plan = work.look(keys)
    if keys is None:
        return publish_class(work, plan)
    with work.folder.claimed(plan.names):
        return publish_pages(work, plan)


def publish_class(work: Site, plan: Plan) -> bool:
    """Write the dashboard first, since it is there at once."""
    from grader.classroom.site.publish import DASHBOARD

    with work.folder.claimed([DASHBOARD, *plan.names]):
        words = "written" if work.write_dashboard(plan) else "as it was"
        click.echo(f"{clean(work.folder.root / DASHBOARD)}: {words}, for staff only")
        are_whole = publish_pages(work, plan)
        # Last, so that a run that is stopped has taken nothing away.
        gone = work.folder.remove_others({DASHBOARD, *plan.names})
    if gone:
        click.echo(f"{gone} of former students removed")
    return are_whole


def publish_pages(work: Site, plan: Plan) -> bool:
    """Write the students' pages, and say what there is to say of them; were all readable?"""
    from grader.classroom.remarks import first_of
    from grader.classroom.site.publish import STUDENTS

    lacking: dict[Omission, list[Student]] = defaultdict(list)
    with Progress(len(plan.changed)) as bar:
        for student, omission in work.write_pages(plan):
            bar.count("written")
            if omission is not None:
                lacking[omission].append(student)
    for omission, students in lacking.items():
        click.echo(f"{first_of(students)}: {omission.message}", err=True)
    same = len(plan.rows) - len(plan.changed)
    folder = work.folder.root / STUDENTS
    click.echo(f"{clean(folder)}: {len(plan.changed)} written, {same} as they were")
    return not any(omission.is_damage for omission in lacking)


COMMANDS = (report,)
