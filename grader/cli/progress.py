"""How far a batch is, on standard error: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

import click

from grader.core.text import in_words

LINE_SECONDS = 10.0  # a log of a night's batch is still read in the morning


class Progress:
    """Counts hand-ins by what became of them; a context, so that a bar is always taken away."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.counts: Counter[str] = Counter()
        self.began = self.last_line = time.monotonic()
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self.bar = make_bar()
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total, counts="", rate="")
        return self

    def __exit__(self, *exc: object) -> None:
        if self.bar is not None:
            self.bar.stop()
        elif self.done:
            self.tell("")

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    def count(self, status: str) -> None:
        """Count one more that is done."""
        self.counts[in_words(status)] += 1
        if self.bar is not None:
            self.bar.update(self.task, advance=1, counts=self.in_words(), rate=self.rate())
        elif (now := time.monotonic()) - self.last_line >= LINE_SECONDS:
            self.last_line = now
            self.tell(self.left(now))

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        if self.bar is not None:
            self.bar.console.print(text, markup=False, highlight=False)
        else:
            click.echo(text, err=True)

    def left(self, now: float) -> str:
        # By the mean so far: files of a class take much the same time.
        seconds = (self.total - self.done) * (now - self.began) / max(self.done, 1)
        return f", about {seconds:.0f} s left" if self.done < self.total else ""

    def tell(self, left: str) -> None:
        done = f"{self.done} of {self.total}: {self.in_words()}; {self.rate()}"
        click.echo(f"{done}{left}", err=True)

    def in_words(self) -> str:
        return ", ".join(f"{number} {status}" for status, number in self.counts.most_common())

    def rate(self) -> str:
        return f"{self.done / max(time.monotonic() - self.began, 0.001):.1f} a second"


def make_bar() -> Any:
    """Make a bar with counts, rate and time left."""
    from rich import progress
    from rich.console import Console

    return progress.Progress(
        progress.BarColumn(bar_width=24),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[counts]}"),
        progress.TextColumn("{task.fields[rate]}", style="dim"),
        progress.TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )
