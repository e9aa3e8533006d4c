"""`grade --format github`: what a step of GitHub Actions prints, and writes where the runner looks.

Anywhere else all of it is printed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.output import Output, grade_once
from grader.core.files import writing
from grader.core.result import Report
from grader.core.text import clean, encode
from grader.reports.github import GradedFile, commands, result, summary
from grader.reports.page import SAVED, Page
from grader.submission.lines import lines_of_cells

if TYPE_CHECKING:
    from grader.pipeline import Graded


@dataclass(frozen=True)
class Step(Output):
    """What a step shows of files: what their students may see, whoever runs it."""

    files: list[GradedFile] = field(default_factory=list)

    def show(self, number: int, graded: Graded) -> Report:
        page = unsaved(self.grader.page(graded))
        path = self.notebooks[number]
        self.files.append(GradedFile(page, in_repository(path), lines_of(path)))
        return super().show(number, replace(graded, report=page.report))

    def complain(self, text: str) -> None:
        # Standard error is another stream: what it has could come after commands are obeyed again.
        click.echo(text)


def unsaved(page: Page) -> Page:
    """Leave out when the file was saved: the runner wrote it a moment ago."""
    notes = tuple(note for note in page.report.notes if not note.startswith(SAVED))
    return replace(page, report=replace(page.report, notes=notes))


def grade_in_step(output: Output, fail_under: float | None) -> list[Report]:
    """Grade files, and tell GitHub of them."""
    step = Step(**vars(output))
    with commands_stopped():
        reports = grade_once(step, opened=False)
    for line in commands(step.files):
        click.echo(line)
    points = json.dumps(result(step.files, fail_under), allow_nan=False).encode()
    tell("GITHUB_STEP_SUMMARY", summary(step.files))
    tell("GITHUB_OUTPUT", f"result={base64.b64encode(points).decode()}\n")
    return reports


@contextlib.contextmanager
def commands_stopped() -> Iterator[None]:
    """Let the runner obey nothing of what is printed meanwhile: some of it is a student's."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def tell(name: str, text: str) -> None:
    """Add a text to the file that a variable of the runner's names; without one, print it."""
    target = os.environ.get(name)
    if not target:
        click.echo(text)
        return
    with writing(f"{name}={target}"), open(target, "ab") as file:
        file.write(encode(text))


def in_repository(path: Path) -> str:
    """Write a path as the repository has it, which is what annotations go by."""
    root = os.environ.get("GITHUB_WORKSPACE") or os.getcwd()
    inner = os.path.relpath(path, root)
    return clean(path if inner.startswith("..") else inner).replace(os.sep, "/")


def lines_of(path: Path) -> tuple[tuple[int, ...], ...]:
    """Find the lines of a notebook's cells in its file."""
    if path.suffix.lower() != ".ipynb":
        return ()
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return tuple(map(tuple, lines_of_cells(path.read_text("utf-8"))))
    return ()
