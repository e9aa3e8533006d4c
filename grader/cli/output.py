"""Where a graded file is shown besides the table: a line of JSON, a page, a browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from grader.cli.terminal import progress, terminal_style
from grader.core.errors import UsageError
from grader.core.files import put, writing
from grader.core.result import Report
from grader.core.submission import SUFFIXES
from grader.core.text import clean, in_words
from grader.reports.terminal import render

if TYPE_CHECKING:
    from grader.api import Grader
    from grader.pipeline import Graded

PAGES = (".html", ".htm")


@dataclass(frozen=True)
class Output:
    """Where what is learned about files goes; `pages` has a place for each file, or is empty."""

    notebooks: Sequence[Path]
    grader: Grader
    pages: Sequence[Path] = ()
    lines: TextIO | None = None
    has_table: bool = True

    def grade(self, number: int) -> Graded:
        """Grade a file, and say so on a terminal while it takes its time."""
        path = self.notebooks[number]
        with progress(f"grading {path} ({number + 1} of {len(self.notebooks)})"):
            return self.grader.grade_file(path)

    def show(self, number: int, graded: Graded) -> Report:
        """Show what became of a file everywhere."""
        report = graded.report
        if self.lines is not None:
            from grader.reports.document import to_json  # which takes as long as all of a table

            # At once, so that who reads along, or stops this, has what is done.
            print(to_json(report), file=self.lines, flush=True)
        if report.earned is None:
            self.complain(f"grade: {report.notes[0]}")
        elif self.has_table:
            course = self.grader.course
            place = clean(course.root) if course.is_found else ""
            click.echo(render(report, terminal_style(), place, self.grader.captions(graded)))
        if self.pages:
            self.write_page(self.pages[number], graded)
            click.echo(f"page: {clean(self.pages[number])}", err=not self.has_table)
        return report

    def complain(self, text: str) -> None:
        click.echo(text, err=True)

    def write_page(self, target: Path, graded: Graded) -> None:
        """Write a file's page. Raises UsageError where that can't be done."""
        from grader.reports import page

        made = self.grader.page(graded)
        text = page.render(made)
        # An author's slip: no student can mend it, and theirs is a page without it.
        for fault in made.faults if not self.grader.course.is_kit else ():
            click.echo(f"grade: {fault}; the page lacks this picture", err=True)
        with writing(f"--html {target}"):
            put(target, text.encode("utf-8"))


def grade_once(output: Output, *, opened: bool) -> list[Report]:
    """Grade each file, and show it as soon as that is done."""
    last, reports = len(output.notebooks) - 1, []
    for number in range(len(output.notebooks)):
        reports.append(output.show(number, output.grade(number)))
        if output.has_table and number < last and reports[-1].earned is not None:
            click.echo()
    if last and output.has_table:
        click.echo(summary(reports))
    if opened:
        open_in_browser(output.pages[0])
    return reports


def summary(reports: Sequence[Report]) -> str:
    """Sum up several files, one a line."""
    rows = [
        f"{clean(report.submission.path)}: {in_words(report.status.value)}"
        + (f", {report.earned:g}/{report.maximum}" if report.earned is not None else "")
        for report in reports
    ]
    return "\n".join([f"\n{len(reports)} files", *(f"  {row}" for row in rows)])


def open_in_browser(page: Path) -> None:
    """Show a page in the default browser. Raises UsageError where there is none."""
    try:
        # A file's URL, since some browsers take a bare path for a search.
        is_open = webbrowser.open(page.resolve().as_uri())
    except webbrowser.Error:
        is_open = False
    if not is_open:
        raise UsageError(f"--open: no browser could be started here; open {page} yourself")


def places(html_to: Path | None, notebooks: Sequence[Path], json_to: str | None) -> Sequence[Path]:
    """Say where each notebook's page goes; make the folder. Raises UsageError."""
    if html_to is None:
        return ()
    refuse_submission(html_to)
    if json_to and html_to.resolve() == Path(json_to).resolve():
        raise UsageError(f"--html {html_to}: --json writes there; name another file")
    if len(notebooks) == 1 and not html_to.is_dir():
        return [html_to]
    # Into a folder the pages go by the notebooks' names, and such a name may be a link.
    pages = in_folder(made_folder(html_to), notebooks)
    for page in pages:
        refuse_submission(page)
    return pages


def refuse_submission(page: Path) -> None:
    """Raise UsageError where a page would be written over a submission, also through a link."""
    if page.resolve().suffix.lower() in SUFFIXES:
        raise UsageError(f"--html {page}: that is a submission's name; name a .html file")


def made_folder(folder: Path) -> Path:
    """Make the folder for several pages. Raises UsageError for what is none."""
    if folder.is_file() or (folder.suffix.lower() in PAGES and not folder.is_dir()):
        raise UsageError(
            f"--html {folder}: one file is for one notebook; name a folder for the pages of several"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--html {folder}: cannot be made: {error.strerror}") from error
    return folder


def in_folder(folder: Path, notebooks: Sequence[Path]) -> Sequence[Path]:
    """Name each page as its notebook; of equal names all but the first are numbered."""
    # Disks may take `A` for `a`: neither student's page may take the place of the other's.
    pages: dict[str, Path] = {}
    for stem in (notebook.stem for notebook in notebooks):
        numbered = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(name for name in numbered if name.casefold() not in pages)
        pages[name.casefold()] = folder / f"{name}.html"
    return list(pages.values())
