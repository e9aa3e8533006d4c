"""`grade hw.ipynb --watch`: grade again at every save, and say what changed."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import Output, open_in_browser, summary
from grader.cli.terminal import terminal_style
from grader.core.errors import UsageError
from grader.core.result import Report, Status
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.pipeline import Graded

LOOK_SECONDS = 0.05
REST_SECONDS = 0.1  # for which a file looks the same before it is graded
# A file is away for a moment while it is replaced, and half a notebook while it is written.
PATIENCE_SECONDS = 1.0

Stamp = tuple[int, int, int] | None
Stamps = tuple[Stamp, ...] | None  # of a file, and of those that come along


@dataclass
class Watched:
    """A file under watch: how it looked when it was graded, how it looks, and since when.

    `graded` is None where the file is known to be gone.
    """

    number: int
    path: Path
    graded: Stamps = None
    looks: Stamps = None
    since: float = 0.0
    report: Report | None = None
    compared: Report | None = None
    beside: tuple[Path, ...] = ()

    @property
    def stamps(self) -> Stamps:
        own = stamp_of(self.path)
        return None if own is None else (own, *map(stamp_of, self.beside))

    def watch_beside(self, graded: Graded) -> None:
        """Watch what came along, too, from now on."""
        files = graded.reading.files if graded.reading else ()
        self.beside = tuple(self.path.parent / name for name, _ in files)
        if self.graded is not None:
            self.graded = self.looks = (self.graded[0], *map(stamp_of, self.beside))


def stamp_of(path: Path) -> Stamp:
    """Read what changes with every save, however an editor saves; None where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def watch_files(output: Output, *, opened: bool) -> list[Report]:
    """Grade files at every save until Ctrl-C; give the last report of each file that has one."""
    files = [Watched(number, path) for number, path in enumerate(output.notebooks)]
    with contextlib.suppress(KeyboardInterrupt):
        for file in files:
            file.graded = file.looks = file.stamps
            show(file, output, output.grade(file.number))
        if opened:
            try_to_open(output.pages[0])
        say_what_is_watched(files)
        while True:
            time.sleep(LOOK_SECONDS)
            # All of them, before anything is said: `any` would stop at the first.
            is_graded = [look(file, output, time.monotonic()) for file in files]
            if any(is_graded):
                say_what_is_watched(files)
    click.echo()
    return [file.report for file in files if file.report]


def look(file: Watched, output: Output, now: float) -> bool:
    """Look at a file, and grade it once it has changed and is at rest; whether it was graded."""
    stamp = file.stamps
    # Graded only when it has looked the same for a while: half a save is no submission.
    if stamp != file.looks:
        file.looks, file.since = stamp, now
        return False
    is_fresh = now - file.since < PATIENCE_SECONDS
    if stamp is None:
        say_that_it_is_gone(file, is_fresh=is_fresh)
        return False
    if stamp == file.graded or now - file.since < REST_SECONDS:
        return False
    graded = output.grade(file.number)
    if graded.report.status is Status.UNREADABLE and is_fresh:
        return False
    file.graded = stamp
    show(file, output, graded)
    return True


def say_that_it_is_gone(file: Watched, *, is_fresh: bool) -> None:
    """Say it once, when it is known that the file is not only being replaced."""
    if file.graded is not None and not is_fresh:
        file.graded = None
        click.echo(f"grade: {clean(file.path)} is gone; waiting for it to come back", err=True)


def show(file: Watched, output: Output, graded: Graded) -> None:
    """Show the whole report, after what changed since the last one with points."""
    from grader.reports.diff import render as render_difference

    file.watch_beside(graded)
    report, style = graded.report, terminal_style()
    if file.report is not None:
        begin_anew(style.width)
    if file.compared is not None and report.earned is not None:
        click.echo(f"{render_difference(file.compared, report, style)}\n")
    file.report = output.show(file.number, graded)
    file.compared = report if report.earned is not None else file.compared


def begin_anew(width: int) -> None:
    """Empty the terminal; where the output is kept, draw a line between two reports."""
    if sys.stdout.isatty():
        click.clear()
    else:
        click.echo("-" * width)


def say_what_is_watched(files: Sequence[Watched]) -> None:
    """Say what goes on, below the reports; of several files, what each has."""
    if len(files) > 1:
        click.echo(summary([file.report for file in files if file.report]))
    names = ", ".join(clean(file.path) for file in files)
    click.echo(f"\n{time.strftime('%H:%M:%S')}: watching {names}; Ctrl-C ends")
    sys.stdout.flush()


def try_to_open(page: Path) -> None:
    """Show the page; where that can't be done, say so and go on."""
    try:
        open_in_browser(page)
    except UsageError as error:
        click.echo(f"grade: {error}", err=True)
