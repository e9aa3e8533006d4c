"""`grade batch`: grade a class, and say how it came out."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.census import SOME_LACKING, Census, described, show_class, take
from grader.cli.classes import Classes, of_a_course, user_name
from grader.cli.intake import (
    Drawing,
    HandedIn,
    find_all,
    find_roster,
    of_students,
    tell_of_another_class,
    tell_of_audiences,
    tell_of_groups,
    tell_roster,
)
from grader.cli.options import (
    FOLDER,
    ISOLATED,
    SEEDS,
    TIMEOUT,
    command,
    known,
    path_option,
)
from grader.cli.progress import Progress
from grader.cli.similar import show_equal
from grader.cli.terminal import INTERRUPTED, progress, terminal_style
from grader.core.errors import UsageError
from grader.core.probe import ProbeName

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from grader.classroom.batch.local import Executor
    from grader.classroom.batch.run import Done
    from grader.classroom.batch.worker import Setup
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.intake.roster import Roster
    from grader.classroom.people import Remark
    from grader.core.probe import Level
    from grader.course.load import Assignment

    Opened = AbstractContextManager[tuple[Executor, Level]]  # who does the work, behind what wall


@command(
    "Grade a class.", ("hand-in", "today's score", "roster", "gradebook", "isolation", "not graded")
)
@click.argument("sources", nargs=-1, required=True, type=FOLDER)
@of_a_course("that which each file names")
@path_option(
    "--roster",
    "roster_path",
    metavar="CSV",
    help="Who is in the class: a list with a column `student`, a Canvas gradebook, a Moodle "
    "worksheet, or the list of another system (grade docs class).",
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
    shell_complete=known,
    help="Where the work is done: by the workers of a Dask scheduler, or by jobs of SLURM's as a "
    "YAML file describes them.  [default: this machine]",
)
@click.option(
    "--insecure",
    is_flag=True,
    help="Talk to a cluster in the open: whoever can reach it can then run programs on it.",
)
@click.option("--force", is_flag=True, help="Grade all anew, also what has today's score.")
@click.option(
    "--student",
    "students",
    multiple=True,
    metavar="S",
    shell_complete=known,
    help="Grade only what this one handed in, by key, name or id, and anew; may be said again.",
)
@TIMEOUT
@ISOLATED
@SEEDS
def batch(
    classes: Classes,
    sources: tuple[Path, ...],
    roster_path: Path | None,
    jobs: int | None,
    engine: str,
    insecure: bool,
    force: bool,
    students: tuple[str, ...],
    timeout: float | None,
    isolation: str,
    seeds: tuple[int, ...],
) -> None:
    """Grade a class: folders, a platform's download as it is, clones, single files.

    Of several assignments each file tells which it is of: by its metadata, its name, its folder or
    what it defines. Every score is written down as it comes. Run it again to go on, or after new
    hand-ins: what has today's score is not graded again. Exit status: 0 all have a score, 4 some
    could not be graded, 2 the command can't be used, 3 the grader's own fault.

    \b
    Examples:
      grade batch submissions.zip --roster class.csv
          A download as it is, and who is in the class.
      grade batch submissions.zip
          Goes on where it stopped, or takes new hand-ins.
      grade batch week3 late.zip --assignment perceptron --seed 7
          All are of one homework; more cases.
      grade batch week3 --force --jobs 4 --timeout 60
          All anew, four at a time.
      grade batch week3 --student jane
          Jane's alone, anew; nobody else's score changes.
      grade batch week3 --isolation process
          Without walls: for files that you trust.
      grade batch week3 --engine slurm:cluster.yaml
          On a cluster (grade docs cluster).
      grade batch week3 --engine dask://localhost:8786 --insecure
          On workers that are there.
      grade batch week3 --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.batch.worker import Setup
    from grader.core.result import Status

    roster = find_roster(classes, roster_path)
    handed_in = find_all(classes, sources, roster, Drawing(seeds, timeout))
    if roster is not None:
        tell_of_groups(classes, handed_in, roster)
    tell_of_audiences(handed_in, roster)
    if roster is not None:
        tell_of_another_class(handed_in.items, roster, roster_path)
    if students:
        handed_in, force = of_students(classes, handed_in, students), True
    if not handed_in.assignments:
        show_all([], follow(handed_in.remarks, 0), is_of_one=False)
        sys.exit(SOME_LACKING)
    setup = Setup(tuple(handed_in.assignments.values()), isolation)
    files = len(handed_in.items) - len(handed_in.remarks)
    with contextlib.ExitStack() as until_shown:
        # First, since where nobody can do the work no gradebook is made; and ended at once.
        opened = open_executor(engine, setup, jobs, files=files, insecure=insecure)
        with opened as (executor, level):
            # Only now, while the executor's processes begin: it loads the gradebook's database.
            from grader.classroom.batch.run import Batch, LoggedBatch

            book = until_shown.enter_context(classes.gradebook(create=True))
            enter(book, classes, handed_in)
            if roster is not None and roster_path is not None:
                give(book, roster, roster_path.name)
            shown = ", ".join(path.name or str(path) for path in sources)
            logged = LoggedBatch(book, user_name(), shown)
            items = (
                item
                for each in setup.assignments
                for item in Batch(book, each, level, executor, force, logged).run(
                    handed_in.of(each.name)
                )
            )
            tally = follow(items, files)
        censuses = take(book, [classes.classroom(name) for name in handed_in.assignments])
        if students:
            show_each(censuses, handed_in)
        else:
            show_all(censuses, tally, is_of_one=classes.assignment is not None)
    if tally.is_stopped:
        click.echo("grade: stopped; what is done is kept: run it again to go on", err=True)
        sys.exit(INTERRUPTED)
    scored = {Status.GRADED.value, Status.TAMPERED.value}
    is_lacking = tally.lost or tally.statuses - scored or any(each.faults for each in censuses)
    sys.exit(SOME_LACKING if is_lacking else 0)


def give(book: Gradebook, roster: Roster, name: str) -> None:
    """Have a list be the roster, and say what that changes."""
    from grader.classroom.membership import take_roster

    tell_roster(take_roster(book, roster, name, user_name()), roster, name)


def enter(book: Gradebook, classes: Classes, handed_in: HandedIn) -> None:
    """Write down what is graded."""
    for name, assignment in handed_in.assignments.items():
        book.describe(described(classes.classroom(name), assignment.maximum))
    for assignment in handed_in.assignments.values():
        for note in notes_on(assignment):
            click.echo(note, err=True)


def show_all(censuses: Sequence[Census], tally: Tally, *, is_of_one: bool) -> None:
    """Show each class, and all that has no score."""
    for census in censuses:
        if not is_of_one:
            click.echo(terminal_style().paint(f"\n{census.classroom.title}", "bold"))
        show_class(census)
        if tally.has_new:  # else nobody's has changed since it was said
            show_equal(census)
    lost = [remark for remark in tally.lost if not remark.is_ours]
    why = "for nobody has them" if is_of_one else "for nothing says whose they are, or for what"
    show_lost(f"not graded, {why}", lost)
    unread = [remark for remark in tally.lost if remark.is_ours]
    show_lost("not graded now, which is no fault of theirs: run this again", unread)
    for census in censuses:
        census.tell()


def show_each(censuses: Sequence[Census], handed_in: HandedIn) -> None:
    """Show how each of some students stands, who were graded alone."""
    from grader.classroom.people import HandIn
    from grader.classroom.tables import class_list

    for census in censuses:
        items = handed_in.of(census.classroom.name)
        for standing in census.standings({i.student.key for i in items if isinstance(i, HandIn)}):
            click.echo(f"{census.prefix}{class_list.line(standing, terminal_style())}")
        census.tell_faults()


def notes_on(assignment: Assignment) -> Iterator[str]:
    """Say that the class is asked more than a student's copy asks."""
    from grader.reports.text import count

    if of_class := [p for p in assignment.probes if ProbeName.parse(p.name).is_of_class]:
        more = count(len(of_class), "more question")
        yield f"{assignment.name}: all are asked {more}, about cases drawn for this class"


@dataclass
class Tally:
    """How a batch came out: what statuses came up, by what ways, and what is lost."""

    statuses: set[str] = field(default_factory=set)
    ways: Counter[str] = field(default_factory=Counter)
    lost: list[Remark] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def has_new(self) -> bool:
        """Whether not all were known already."""
        from grader.classroom.batch.run import How

        return bool(self.ways.keys() - {How.KNOWN.value})


def follow(items: Iterable[Done | Remark], total: int) -> Tally:
    """Show how a batch goes on, until it is done or stopped."""
    from grader.classroom.people import Remark
    from grader.classroom.remarks import FIRST

    tally, alike = Tally(), Counter[str]()
    try:
        with Progress(total) as bar:
            for item in items:
                if isinstance(item, Remark):
                    alike[item.message] += 1
                    # Of more of what has no score the end says how many they are.
                    if alike[item.message] <= FIRST or not item.is_loss:
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
    from grader.classroom.remarks import grouped

    style = terminal_style()
    click.echo(f"\n{style.paint(f'{title}: {len(lost)}', 'red')}")
    for line in grouped(lost):
        click.echo("\n".join(style.wrap(line, 2)))


def open_executor(
    engine: str, setup: Setup, jobs: int | None, *, files: int, insecure: bool
) -> Opened:
    """Open what does the work, and find the level that all of a batch gets. Raises GraderError."""
    if engine == "local":
        # More processes than files would be started for nothing.
        return open_local(setup, min(jobs or os.cpu_count() or 1, max(files, 1)))
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
    from grader.classroom.batch.loan import lend
    from grader.classroom.batch.local import LocalExecutor
    from grader.sandbox.isolation import SandboxPool

    # First, while this process is one that can be copied.
    executor = LocalExecutor(jobs)
    with (
        contextlib.closing(SandboxPool(setup.isolation)) as pool,
        contextlib.closing(executor),
    ):
        with progress("trying the walls"):
            sandbox = pool.fit_for(is_own=False)
        loan = lend(sandbox, *setup.assignments)
        executor.begin(replace(setup, isolation=sandbox.level.value, loan=loan))
        yield executor, sandbox.level


COMMANDS = (batch,)
