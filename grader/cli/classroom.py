"""The commands for a class: grade a batch, judge it again, look it up, overrule, export."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import getpass
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.console import (
    COURSE,
    FOLDER,
    INTERRUPTED,
    ISOLATED,
    SEEDS,
    WIDE,
    exit_on_error,
    load_for_grading,
    open_course,
    progress,
    terminal_style,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course import Assignment, Course
    from grader.engines import Engine
    from grader.formats.roster import Roster
    from grader.gradebook.store import Gradebook
    from grader.model import Level
    from grader.register import Remark

SOME_UNGRADED = 4
GRADEBOOK_FILE = "gradebook.db"
FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json")
GRADEBOOK = click.option(
    "--gradebook",
    "where",
    metavar="FILE|URL",
    help="An SQLite file, or postgresql+psycopg://...  [default: gradebook.db in the course]",
)
ASSIGNMENT = click.option(
    "--assignment", metavar="NAME", help="Which homework.  [default: the only one]"
)
LATER = click.option("--yes", is_flag=True, help="Write it; else it is only shown.")


@click.command(context_settings=WIDE, short_help="Grade a class.")
@click.argument("sources", nargs=-1, required=True, type=FOLDER)
@ASSIGNMENT
@COURSE
@GRADEBOOK
@click.option(
    "--roster",
    "roster_path",
    type=FOLDER,
    metavar="CSV",
    help="Who is in the class: a list with a column `student`, a Canvas gradebook or a Moodle "
    "worksheet.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Files graded at a time.  [default: one for each processor]",
)
@click.option(
    "--engine",
    "engine_name",
    default="local",
    metavar="local|dask://HOST:PORT|slurm:FILE",
    help="Where the work is done: by the workers of a Dask scheduler, or by jobs of SLURM's as a "
    "YAML file describes them.  [default: this machine]",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Talk to a cluster in the open: whoever can reach it can then run programs on it.",
)
@click.option("--force", is_flag=True, help="Grade all anew, also what has today's score.")
@ISOLATED
@SEEDS
def batch(
    sources: tuple[Path, ...],
    assignment: str | None,
    course: Path | None,
    where: str | None,
    roster_path: Path | None,
    jobs: int | None,
    engine_name: str,
    insecure: bool,
    force: bool,
    isolation: str,
    seeds: tuple[int, ...],
) -> None:
    """Grade a class: folders, a Canvas or Moodle download as it is, single files.

    Every score is written down as it comes. Run it again to go on, or after new hand-ins: what has
    today's score is not graded again. Exit status: 0 all have a score, 4 some could not be graded,
    2 the command can't be used, 3 the grader's own fault.
    """
    from grader.batch import Batch
    from grader.formats.hand_ins import find_hand_ins
    from grader.formats.roster import read_roster
    from grader.model import Status

    with exit_on_error():
        found, name = open_assignment(course, assignment)
        loaded = load_for_grading(found, seeds, None, name)
        roster = read_roster(roster_path) if roster_path else known_roster(where, found)
        most = loaded.limits.submission_mb * 1024 * 1024
        items = list(find_hand_ins(sources, roster, name, most))
        with contextlib.ExitStack() as until_shown:
            # The engine first: where there is none, no gradebook is made; and ended at once.
            with open_engine(engine_name, loaded, isolation, jobs, insecure) as (engine, level):
                book = until_shown.enter_context(open_gradebook(where, found, create=True))
                describe(book, found, loaded)
                book.enroll(roster.students if roster else ())
                work = Batch(book, loaded, level, engine, force=force)
                statuses, lost, stopped = follow(work.run(items), len(items))
            show_class(book, found, name)
            show_lost(lost)
            warn_of_old(book, found, name)
    if stopped:
        click.echo("grade: stopped; what is done is kept: run it again to go on", err=True)
        sys.exit(INTERRUPTED)
    scored = {Status.GRADED.value, Status.TAMPERED.value}
    sys.exit(SOME_UNGRADED if lost or statuses - scored else 0)


def known_roster(where: str | None, course: Course) -> Roster | None:
    """The roster that an earlier batch was given, if there was one."""
    from grader.formats.roster import Roster

    is_url, path = "://" in str(where or ""), Path(where or course.root / GRADEBOOK_FILE)
    # An empty file is a gradebook that is still to be made.
    if not is_url and (not path.exists() or path.stat().st_size == 0):
        return None
    with open_gradebook(where, course, create=is_url) as book:
        students = book.roster()
    return Roster(students) if students else None


def follow(done: Iterator[Any], total: int) -> tuple[set[str], list[Remark], bool]:
    """Show how a batch goes on; what statuses came up, what is lost, and whether it was stopped."""
    from grader.cli.progress import Progress
    from grader.register import Remark

    statuses, lost, ways = set(), [], Counter[str]()
    stopped = False
    try:
        with Progress(total) as shown:
            for one in done:
                if isinstance(one, Remark):
                    shown.say(f"  {one}")
                    lost += [one] if one.is_loss else []
                    continue
                statuses.add(one.status)
                ways[one.how.value] += 1
                shown.count(one.status)
    except KeyboardInterrupt:
        stopped = True
    click.echo(", ".join(f"{number} {way}" for way, number in ways.items()) or "nothing to grade")
    click.echo("")
    return statuses, lost, stopped


def show_lost(lost: Sequence[Remark]) -> None:
    """What was handed in, and has no score since it is nobody's or can't be had."""
    if not lost:
        return
    style = terminal_style()
    click.echo(f"\n{style.paint(f'not graded, for nobody has them: {len(lost)}', 'red')}")
    for one in lost:
        click.echo("\n".join(style.wrap(str(one), 2)))


@contextlib.contextmanager
def open_engine(
    name: str, assignment: Assignment, isolation: str, jobs: int | None, insecure: bool
) -> Iterator[tuple[Engine, Level]]:
    """The engine named, and the level that all of the batch gets. Raises GraderError."""
    from grader.engines import Local
    from grader.station import Setup, Station

    if name == "local":
        with (
            progress("trying the walls"),
            contextlib.closing(Station(Setup(assignment, isolation))) as station,
        ):
            level = station.level()
        setup = Setup(assignment, level.value)
        with contextlib.closing(Local(setup, jobs or os.cpu_count() or 1)) as engine:
            yield engine, level
        return
    if not name.startswith(("dask://", "slurm:")):
        raise UsageError(f"--engine {name}: write local, dask://HOST:PORT or slurm:PROFILE.yaml")
    if jobs is not None:
        raise UsageError("--jobs is for this machine; a cluster's workers say it themselves")
    try:
        from grader.cluster import open_cluster
    except ImportError as error:
        raise UsageError(
            f"--engine {name} needs {error.name}; install it: pip install 'golden-grader[cluster]'"
        ) from None
    say = functools.partial(click.echo, err=True)
    setup = Setup(assignment, isolation)
    with open_cluster(name, setup, insecure=insecure, say=say) as (cluster, level):
        yield cluster, level


def open_assignment(course: Path | None, assignment: str | None) -> tuple[Course, str]:
    """The course, and the assignment that was named or is the only one. Raises UsageError."""
    from grader.course import choose_assignment

    found = open_course(course)
    if assignment is None and len(found.names) > 1:
        raise UsageError(
            f"which assignment? Say --assignment NAME; there are: {', '.join(found.names)}"
        )
    return found, choose_assignment(found, assignment or found.names[0], None, Path())


def open_gradebook(where: str | None, course: Course, *, create: bool) -> Any:
    """The gradebook named, or the course's own. Raises GraderError."""
    try:
        from grader.gradebook.store import Gradebook
    except ImportError as error:
        raise UsageError(
            f"a gradebook needs {error.name}; install it: pip install 'golden-grader[staff]'"
        ) from None
    return Gradebook.open(where or course.root / GRADEBOOK_FILE, create=create)


def describe(book: Gradebook, course: Course, assignment: Assignment) -> None:
    """Tell the gradebook what the rubric says of an assignment."""
    section = course.rubric.assignments[assignment.name].section
    title = section.title or assignment.name
    book.describe(assignment.name, title, assignment.maximum, section.attempts)


def another_counts(book: Gradebook, course: Course, name: str) -> str:
    """What the rubric says of attempts where the gradebook has not heard of it yet, else empty."""
    counts, wanted = book.counts(name), course.rubric.assignments[name].section.attempts
    if counts in (None, wanted):
        return ""
    return f"by the rubric the {wanted} attempt counts, in the gradebook still the {counts}"


def warn_of_old(book: Gradebook, course: Course, name: str) -> None:
    """Say so where what counts is not yet what today's rubric says."""
    rubric = course.rubric.assignments[name]
    if to_count := another_counts(book, course, name):
        click.echo(f"grade: {to_count}; run grade rescore --yes", err=True)
    hashes = (one.report.get("rubric") for one in book.standings(name))
    old = sum(one not in (None, rubric.visible_hash) for one in hashes)
    if old:
        click.echo(f"grade: {old} scores are of another rubric; run grade rescore", err=True)


def show_class(book: Gradebook, course: Course, name: str) -> None:
    """The summary of a class."""
    from grader.reports.summary import render

    titles = {c.name: c.title for c in course.rubric.assignments[name].section.criteria}
    # Of the reports only what is said of those without a score: a class of them would fill memory.
    standings = [
        dataclasses.replace(one, report={"notes": one.report.get("notes", [])})
        for one in book.standings(name)
    ]
    click.echo(render(book.statistics(name), standings, titles, terminal_style()))


@click.command(context_settings=WIDE, short_help="Judge a class again under today's rubric.")
@ASSIGNMENT
@COURSE
@GRADEBOOK
@click.option("--yes", is_flag=True, help="Write the new scores; else they are only shown.")
def rescore(assignment: str | None, course: Path | None, where: str | None, yes: bool) -> None:
    """Judge the kept observations again under today's rubric, running no student code.

    Shows who changes, and by how much, before anything is written. Attempts whose probes or cases
    have changed since are listed and left as they are: run `grade batch` again.
    """
    from grader.gradebook.entries import Change, Stale
    from grader.reports.roll import render_changes
    from grader.rescoring import rescore as judge_again

    with exit_on_error():
        found, name = open_assignment(course, assignment)
        load = functools.partial(load_seeded, found, name)
        with open_gradebook(where, found, create=False) as book:
            to_count = another_counts(book, found, name)
            if yes:
                describe(book, found, load(()))
            with progress("judging again"):
                results = list(judge_again(book, name, load))
            changes = [one for one in results if isinstance(one, Change)]
            stale = [one for one in results if isinstance(one, Stale)]
            overridden = {one.student.key for one in book.standings(name) if one.overrides}
            click.echo(render_changes(changes, stale, overridden, terminal_style()))
            if yes:
                book.record_all(changes)
                click.echo(f"{len(changes)} scores written")
            elif changes:
                click.echo("nothing was written; --yes writes it")
            if to_count:
                click.echo(f"{to_count}{': changed' if yes else '; --yes changes that'}")


def load_seeded(course: Course, name: str, seeds: tuple[int, ...]) -> Assignment:
    """An assignment with the cases that some seeds draw."""
    return load_for_grading(course, seeds, None, name)


@click.command(context_settings=WIDE, short_help="Show the scores, or one student's history.")
@click.argument("student", required=False)
@ASSIGNMENT
@COURSE
@GRADEBOOK
def gradebook(
    student: str | None, assignment: str | None, course: Path | None, where: str | None
) -> None:
    """Show scores, statuses and statistics; or one STUDENT's history, by key, name or id."""
    from grader.reports import roll

    with exit_on_error():
        found, name = open_assignment(course, assignment)
        with open_gradebook(where, found, create=False) as book:
            style = terminal_style()
            if student is not None:
                history = book.history(book.find_student(student))
                click.echo(roll.render_history(history, style))
                return
            warn_of_old(book, found, name)
            for one in book.standings(name):
                click.echo(roll.line(one, style))
            click.echo("")
            show_class(book, found, name)


@click.command(context_settings=WIDE, short_help="Give other points than were judged.")
@click.argument("student")
@click.argument("criterion")
@click.argument("points", metavar="POINTS|none")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@ASSIGNMENT
@COURSE
@GRADEBOOK
def override(
    student: str,
    criterion: str,
    points: str,
    why: str,
    who: str | None,
    assignment: str | None,
    course: Path | None,
    where: str | None,
) -> None:
    """Give a STUDENT other POINTS on a CRITERION than were judged; `none` takes that back.

    It is kept with your name and reason, and holds for later attempts and judgements, too.
    """
    from grader.overruling import Decision, overrule, read_points
    from grader.reports.roll import overruled

    with exit_on_error():
        found, name = open_assignment(course, assignment)
        maximum = found.rubric.assignments[name].points_of(criterion)
        given = read_points(points, criterion, maximum)
        decision = Decision(criterion, given, who or getpass.getuser(), why)
        with open_gradebook(where, found, create=False) as book:
            person = book.find_student(student)
            click.echo(f"{person}: {overruled(overrule(book, name, person, decision))}")


@click.command(context_settings=WIDE, short_help="Write the scores for another system.")
@click.argument("students", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option(
    "--into",
    type=FOLDER,
    metavar="FILE",
    help="The Canvas gradebook or Moodle worksheet that you downloaded: it is filled in.",
)
@click.option(
    "--out", type=FOLDER, metavar="FILE", help="Where it goes.  [default: standard output]"
)
@click.option("--column", metavar="TEXT", help="Its column.  [default: the assignment's title]")
@click.option("--feedback", is_flag=True, help="Moodle: fill in the feedback, too.")
@ASSIGNMENT
@COURSE
@GRADEBOOK
def export(
    students: tuple[str, ...],
    form: str,
    into: Path | None,
    out: Path | None,
    column: str | None,
    feedback: bool,
    assignment: str | None,
    course: Path | None,
    where: str | None,
) -> None:
    """Write the scores that count, of all or of some STUDENTS, for another system.

    Who has no score is left blank: not graded is never 0.
    """
    from grader.exporting import Wanted, export_class

    with exit_on_error():
        found, name = open_assignment(course, assignment)
        title = found.rubric.assignments[name].section.title or name
        wanted = Wanted(form, into, out, title, column, feedback)
        with open_gradebook(where, found, create=False) as book:
            warn_of_old(book, found, name)
            chosen = [book.find_student(text).key for text in students] or None
            for line in export_class(list(book.standings(name, chosen)), wanted):
                click.echo(line, err=True)


COMMANDS = (batch, rescore, gradebook, override, export)
