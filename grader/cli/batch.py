"""`grade batch`: grade a class, and say how it came out."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING, Census, described, show_class
from grader.cli.classes import Classroom, of_a_class
from grader.cli.options import (
    FOLDER,
    ISOLATED,
    SEEDS,
    TIMEOUT,
    command,
    path_option,
)
from grader.cli.progress import Progress
from grader.cli.terminal import INTERRUPTED, progress, terminal_style
from grader.core.errors import UsageError
from grader.core.probe import ProbeName
from grader.core.text import clean

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from grader.classroom.batch.local import Executor
    from grader.classroom.batch.run import Done
    from grader.classroom.batch.worker import Setup
    from grader.classroom.intake.roster import Roster
    from grader.classroom.people import HandIn, Remark
    from grader.core.probe import Level
    from grader.course.load import Assignment

    Opened = AbstractContextManager[tuple[Executor, Level]]  # who does the work, behind what wall


@command("Grade a class.")
@click.argument("sources", nargs=-1, required=True, type=FOLDER)
@of_a_class
@path_option(
    "--roster",
    "roster_path",
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
@TIMEOUT
@ISOLATED
@SEEDS
def batch(
    classroom: Classroom,
    sources: tuple[Path, ...],
    roster_path: Path | None,
    jobs: int | None,
    engine: str,
    insecure: bool,
    force: bool,
    timeout: float | None,
    isolation: str,
    seeds: tuple[int, ...],
) -> None:
    """Grade a class: folders, a Canvas or Moodle download as it is, single files.

    Every score is written down as it comes. Run it again to go on, or after new hand-ins: what has
    today's score is not graded again. Exit status: 0 all have a score, 4 some could not be graded,
    2 the command can't be used, 3 the grader's own fault.
    """
    from grader.classroom.batch.run import Batch
    from grader.classroom.batch.worker import Setup
    from grader.classroom.intake.choice import Looker, Wanted
    from grader.classroom.intake.hand_ins import find_hand_ins
    from grader.classroom.intake.roster import read_roster
    from grader.core.result import Status

    for source in sources:
        classroom.course.refuse_within(source)
    loaded = classroom.course.assignment(classroom.name, seeds, timeout)
    roster = read_roster(roster_path) if roster_path else known_roster(classroom)
    most = loaded.limits.submission_mb * 1024 * 1024
    # All before the first is graded: who is meant by a file may hang on the others.
    functions = frozenset().union(*loaded.needs.values())
    wanted = Wanted(loaded.name, functions, loaded.rubric.files)
    with contextlib.closing(Looker(wanted)) as looker:
        items = list(find_hand_ins(sources, roster, looker, most))
    if roster is not None:
        tell_of_another_class(items, roster, roster_path)
    with contextlib.ExitStack() as until_shown:
        setup = Setup(loaded, isolation)
        # First, since where nobody can do the work no gradebook is made; and ended at once.
        with open_executor(engine, setup, jobs, insecure=insecure) as (executor, level):
            book = until_shown.enter_context(classroom.gradebook(create=True))
            book.describe(described(classroom, loaded.maximum))
            book.enroll(roster.students if roster else ())
            for note in notes_on(loaded):
                click.echo(note, err=True)
            work = Batch(book, loaded, level, executor, force=force)
            tally = follow(work.run(items), len(items))
        census = Census(book, classroom)
        show_class(census)
        lost = [remark for remark in tally.lost if not remark.is_ours]
        show_lost("not graded, for nobody has them", lost)
        unread = [remark for remark in tally.lost if remark.is_ours]
        show_lost("not graded now, which is no fault of theirs: run this again", unread)
        census.tell()
    if tally.is_stopped:
        click.echo("grade: stopped; what is done is kept: run it again to go on", err=True)
        sys.exit(INTERRUPTED)
    scored = {Status.GRADED.value, Status.TAMPERED.value}
    is_lacking = tally.lost or census.faults or tally.statuses - scored
    sys.exit(SOME_LACKING if is_lacking else 0)


def tell_of_another_class(
    items: Sequence[HandIn | Remark], roster: Roster, path: Path | None
) -> None:
    """Say where few of a class are on its roster. Raises UsageError where nobody is on one given.

    Before anything is written: each stranger would become one of the class.
    """
    from grader.classroom.people import HandIn

    keys = {student.key for student in roster.students}
    whose = [
        item.student.key if isinstance(item, HandIn) else None for item in items if is_work(item)
    ]
    fitting = sum(key in keys for key in whose)
    text = f"{fitting} of {len(whose)} hand-ins match; is this the roster of this class?"
    if path and whose and not fitting:
        raise UsageError(f"{clean(path)}: {text}")
    if 2 * fitting < len(whose):
        click.echo(f"grade: {clean(path or 'the roster of an earlier batch')}: {text}", err=True)


def is_work(item: HandIn | Remark) -> bool:
    """Tell whether it may be somebody's work of whom a roster can know, or should."""
    from grader.classroom.intake.owners import ANONYMOUS
    from grader.classroom.people import HandIn

    if isinstance(item, HandIn):
        return ANONYMOUS not in item.notes
    return item.is_loss and not item.is_ours


def known_roster(classroom: Classroom) -> Roster | None:
    """Find the roster that an earlier batch was given, if there was one."""
    from grader.classroom.intake.roster import Roster

    is_url, path = "://" in str(classroom.where), Path(classroom.where)
    # An empty file is a gradebook that is still to be made.
    if not is_url and (not path.exists() or path.stat().st_size == 0):
        return None
    # Another batch may be about to make it: whoever comes first does.
    with classroom.gradebook(create=True) as book:
        students = book.roster()
    return Roster(students) if students else None


def notes_on(assignment: Assignment) -> Iterator[str]:
    """Say that the class is asked more than a student's copy asks."""
    if of_class := [p for p in assignment.probes if ProbeName.parse(p.name).is_of_class]:
        yield f"all are asked {len(of_class)} questions more, about cases drawn for this class"


@dataclass
class Tally:
    """How a batch came out: what statuses came up, by what ways, and what is lost."""

    statuses: set[str] = field(default_factory=set)
    ways: Counter[str] = field(default_factory=Counter)
    lost: list[Remark] = field(default_factory=list)
    is_stopped: bool = False


def follow(items: Iterator[Done | Remark], total: int) -> Tally:
    """Show how a batch goes on, until it is done or stopped."""
    from grader.classroom.people import Remark

    tally = Tally()
    try:
        with Progress(total) as bar:
            for item in items:
                if isinstance(item, Remark):
                    bar.say(f"  {item}")
                    tally.lost += [item] if item.is_loss else []
                    continue
                tally.statuses.add(item.status)
                tally.ways[item.how.value] += 1
                if item.remark:
                    bar.say(f"  {item.hand_in.place}: {item.hand_in.student}: {item.remark}")
                bar.count(item.status)
    except KeyboardInterrupt:  # what came is kept, and is shown as always
        tally.is_stopped = True
    ways = ", ".join(f"{number} {way}" for way, number in tally.ways.items())
    click.echo(f"{ways or 'nothing to grade'}\n")
    return tally


def show_lost(title: str, lost: Sequence[Remark]) -> None:
    """List what was handed in, and has no score since it is nobody's or can't be had."""
    if not lost:
        return
    style = terminal_style()
    click.echo(f"\n{style.paint(f'{title}: {len(lost)}', 'red')}")
    for remark in lost:
        click.echo("\n".join(style.wrap(str(remark), 2)))


def open_executor(engine: str, setup: Setup, jobs: int | None, *, insecure: bool) -> Opened:
    """Open what does the work, and find the level that all of a batch gets. Raises GraderError."""
    if engine == "local":
        return open_local(setup, jobs or os.cpu_count() or 1)
    if not engine.startswith(("dask://", "slurm:")):
        raise UsageError(f"--engine {engine}: write local, dask://HOST:PORT or slurm:PROFILE.yaml")
    if jobs is not None:
        raise UsageError("--jobs is for this machine; a cluster's workers say it themselves")
    try:
        from grader.cluster.executor import open_cluster
    except ImportError as error:
        install = "pip install 'golden-grader[cluster]'"
        raise UsageError(f"--engine {engine} needs {error.name}; install it: {install}") from None
    say = functools.partial(click.echo, err=True)
    return open_cluster(engine, setup, insecure=insecure, say=say)


@contextlib.contextmanager
def open_local(setup: Setup, jobs: int) -> Iterator[tuple[Executor, Level]]:
    """Open processes of this machine, at the level that is found by trying. Raises GraderError."""
    from grader.classroom.batch.local import LocalExecutor
    from grader.classroom.batch.worker import BatchWorker

    with progress("trying the walls"), contextlib.closing(BatchWorker(setup)) as worker:
        level = worker.level()
    pinned = replace(setup, isolation=level.value)
    with contextlib.closing(LocalExecutor(pinned, jobs)) as executor:
        yield executor, level


COMMANDS = (batch,)
