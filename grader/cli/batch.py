"""`grade batch`: grade a class, and say how it came out."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.gradebook import describe, show_class, warn_of_old
from grader.cli.options import (
    ASSIGNMENT,
    COURSE,
    FOLDER,
    GRADEBOOK,
    GRADEBOOK_FILE,
    ISOLATED,
    SEEDS,
    WIDE,
    open_assignment,
    open_gradebook,
)
from grader.cli.terminal import INTERRUPTED, exit_on_error, progress, terminal_style
from grader.core.errors import UsageError

if TYPE_CHECKING:
    from grader.classroom.batch.local import Executor
    from grader.classroom.intake.roster import Roster
    from grader.classroom.people import Remark
    from grader.core.probe import Level
    from grader.course.find import Course
    from grader.course.load import Assignment

SOME_UNGRADED = 4


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
    folder: Path | None,
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
    from grader.classroom.batch.run import Batch
    from grader.classroom.intake.hand_ins import find_hand_ins
    from grader.classroom.intake.roster import read_roster
    from grader.core.result import Status

    with exit_on_error():
        course, name = open_assignment(folder, assignment)
        loaded = course.assignment(name, seeds)
        roster = read_roster(roster_path) if roster_path else known_roster(where, course)
        most = loaded.limits.submission_mb * 1024 * 1024
        items = list(find_hand_ins(sources, roster, name, most))
        with contextlib.ExitStack() as until_shown:
            # The engine first: where there is none, no gradebook is made; and ended at once.
            with open_engine(engine_name, loaded, isolation, jobs, insecure) as (engine, level):
                book = until_shown.enter_context(open_gradebook(where, course, create=True))
                describe(book, course, loaded)
                book.enroll(roster.students if roster else ())
                work = Batch(book, loaded, level, engine, force=force)
                statuses, lost, stopped = follow(work.run(items), len(items))
            old = show_class(book, course, name)
            show_lost(lost)
            warn_of_old(book, course, name, old)
    if stopped:
        click.echo("grade: stopped; what is done is kept: run it again to go on", err=True)
        sys.exit(INTERRUPTED)
    scored = {Status.GRADED.value, Status.TAMPERED.value}
    sys.exit(SOME_UNGRADED if lost or statuses - scored else 0)


def known_roster(where: str | None, course: Course) -> Roster | None:
    """The roster that an earlier batch was given, if there was one."""
    from grader.classroom.intake.roster import Roster

    is_url, path = "://" in str(where or ""), Path(where or course.root / GRADEBOOK_FILE)
    # An empty file is a gradebook that is still to be made.
    if not is_url and (not path.exists() or path.stat().st_size == 0):
        return None
    with open_gradebook(where, course, create=is_url) as book:
        students = book.roster()
    return Roster(students) if students else None


def follow(done: Iterator[Any], total: int) -> tuple[set[str], list[Remark], bool]:
    """Show how a batch goes on; what statuses came up, what is lost, and whether it was stopped."""
    from grader.classroom.people import Remark
    from grader.cli.progress import Progress

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
) -> Iterator[tuple[Executor, Level]]:
    """The engine named, and the level that all of the batch gets. Raises GraderError."""
    from grader.classroom.batch.local import LocalExecutor
    from grader.classroom.batch.worker import BatchWorker, Setup

    if name == "local":
        with (
            progress("trying the walls"),
            contextlib.closing(BatchWorker(Setup(assignment, isolation))) as station,
        ):
            level = station.level()
        setup = Setup(assignment, level.value)
        with contextlib.closing(LocalExecutor(setup, jobs or os.cpu_count() or 1)) as engine:
            yield engine, level
        return
    if not name.startswith(("dask://", "slurm:")):
        raise UsageError(f"--engine {name}: write local, dask://HOST:PORT or slurm:PROFILE.yaml")
    if jobs is not None:
        raise UsageError("--jobs is for this machine; a cluster's workers say it themselves")
    try:
        from grader.cluster.executor import open_cluster
    except ImportError as error:
        raise UsageError(
            f"--engine {name} needs {error.name}; install it: pip install 'golden-grader[cluster]'"
        ) from None
    say = functools.partial(click.echo, err=True)
    setup = Setup(assignment, isolation)
    with open_cluster(name, setup, insecure=insecure, say=say) as (cluster, level):
        yield cluster, level


COMMANDS = (batch,)
