"""`grade check`: all that can be wrong with an assignment at once; at every save, if asked for."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from grader.cli.options import COURSE, JSON_TO, command, known
from grader.cli.terminal import open_json, progress, terminal_style
from grader.core.errors import RubricError, UsageError
from grader.core.text import clean, did_you_mean

if TYPE_CHECKING:
    from grader.authoring.bench import Bench
    from grader.authoring.checks import Check
    from grader.authoring.defects import Checked, Defect
    from grader.reports.terminal import Style

STATE_COLOURS = {"ok": "green", "look": "yellow", "fault": "red", "waits": "dim"}
LOOK_SECONDS = 0.2


@command(
    "Check everything about an assignment at once.",
    ("reference", "golden", "mistake", "variant", "mutant"),
)
@click.argument("assignment", required=False, shell_complete=known)
@click.option("--quick", is_flag=True, help="Without mutants and functions that nobody wrote.")
@click.option("--watch", "watched", is_flag=True, help="Check at every save, until Ctrl-C.")
@JSON_TO
@COURSE
def check(
    assignment: str | None, quick: bool, watched: bool, json_to: str | None, folder: Path | None
) -> None:
    """Check everything about an ASSIGNMENT at once, and say of each fault what to type next.

    All assignments, if none is named. Checked are rubric, questions and criteria; the references,
    in other processes and against each other; goldens; example, starter and how near a question
    comes to its limit; mistakes, variants and mutants; and what a kit would give away. A fault
    stops no other check but those that need what it is about. Nothing is recorded. Exit status: 0
    nothing to mend, 1 something is, 2 there is nothing to check.

    \b
    Examples:
      grade check perceptron
          All faults, each with what to type next.
      grade check perceptron --quick --watch
          At every save, without what takes long.
      grade check --json check.json --course ~/course
          All assignments, as JSON lines, too.
    """
    from grader.authoring.bench import Bench
    from grader.authoring.checks import CHECKS
    from grader.kit.check import KIT

    root = root_of(folder)
    names = names_of(root, assignment)
    if watched and (len(names) > 1 or json_to == "-"):
        raise UsageError(
            f"--watch follows one assignment, in words: name one of {', '.join(names)}, and a "
            "file for --json"
        )
    checks = [each for each in (*CHECKS, KIT) if not (quick and each.is_slow)]
    with open_json(json_to) as lines, progress("") as say:
        checklist = Checklist(checks, terminal_style(), lines, has_table=json_to != "-")
        passes = []
        for name in names:
            with contextlib.closing(Bench(root, name, say)) as bench:
                passes.append(checklist.watch(bench) if watched else checklist.check(bench))
    sys.exit(0 if all(passes) else 1)


def root_of(folder: Path | None) -> Path:
    """Find the course, whatever is wrong with its rubric. Raises UsageError."""
    from grader.course.find import find_root

    root = find_root(folder, Path.cwd())
    if not (root / "reference").is_dir():
        raise UsageError(f"{root}: no folder `reference`: an assignment is checked by its staff")
    return root


def names_of(root: Path, assignment: str | None) -> list[str]:
    """Name the assignments to check; of a rubric that can't be read, by their folders.

    Raises UsageError.
    """
    from grader.course.find import RUBRIC
    from grader.course.rubric import load_rubric

    folders = sorted(path.parent.name for path in (root / "assignments").glob("*/probes.py"))
    try:
        rubric = load_rubric(root / RUBRIC)
        names = sorted([*rubric.assignments, *rubric.unfinished])
    except RubricError:
        names = folders
    if assignment is None:
        return names
    known = sorted({*names, *folders})
    if assignment not in known:
        hint = did_you_mean(assignment, known) or f"; there are: {', '.join(known)}"
        raise UsageError(f"no assignment is named {assignment!r} in {root}{hint}")
    return [assignment]


class Checklist:
    """Where it is shown what was checked, as it is."""

    def __init__(
        self, checks: Sequence[Check], style: Style, lines: TextIO | None, *, has_table: bool
    ) -> None:
        self.checks, self.style, self.lines, self.has_table = checks, style, lines, has_table

    def check(self, bench: Bench) -> bool:
        """Check all, and tell whether nothing is to be mended."""
        if self.has_table:
            click.echo(self.style.paint(bench.name, "bold"))
        return self.finish(bench, list(self.outcomes(bench)))

    def outcomes(self, bench: Bench) -> Iterator[Checked]:
        from grader.authoring.checks import run_check

        for each in self.checks:
            bench.say(f"{bench.name}: {each.name}")
            outcome = run_check(each, bench)
            bench.say("")
            for line in self.rows(outcome) if self.has_table else ():
                click.echo(line)
            yield outcome

    def finish(self, bench: Bench, outcomes: Sequence[Checked]) -> bool:
        """Sum up what was checked."""
        passes = all(outcome.passes for outcome in outcomes)
        if self.lines is not None:
            checks = [outcome.document() for outcome in outcomes]
            document = {"assignment": bench.name, "passes": passes, "checks": checks}
            print(json.dumps(document), file=self.lines, flush=True)
        if self.has_table:
            text = f"{bench.name}: {in_sum(outcomes)}"
            click.echo(self.style.paint(text, "green" if passes else "red"))
        return passes

    def rows(self, outcome: Checked) -> Iterator[str]:
        """Write one check: how it went, and what was found, each with the next step."""
        summary = outcome.summary
        if outcome.waits_for:
            summary = f"not tried: it needs what `{outcome.waits_for}` gives"
        state = self.style.paint(f"{outcome.state:<6}", STATE_COLOURS[outcome.state])
        yield f"{state}{outcome.check:<11}{clean(summary)}".rstrip()
        for defect in outcome.defects:
            yield from self.defect_rows(defect)

    def defect_rows(self, defect: Defect) -> Iterator[str]:
        place = f"{defect.place}: " if defect.place else ""
        yield from self.style.wrap(from_here(f"{place}{clean(defect.message)}"), 6)
        if defect.remedy:
            arrow = "→" if self.style.unicode else "->"
            yield from self.style.wrap(from_here(f"{arrow} {clean(defect.remedy)}"), 8)

    # At every save

    def watch(self, bench: Bench) -> bool:
        """Check at every save, until Ctrl-C; tell whether nothing was to be mended at last."""
        passes = False
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                stamps = stamps_of(bench)
                outcomes = list(self.outcomes_until(bench, stamps))
                if len(outcomes) == len(self.checks):
                    passes = self.finish(bench, outcomes)
                    click.echo(
                        f"\n{time.strftime('%H:%M:%S')}: watching {len(stamps)} files of "
                        f"{bench.name}; Ctrl-C ends"
                    )
                self.begin_anew(wait_for_save(bench, stamps))
                bench = bench.again()
        click.echo()
        return passes

    def outcomes_until(self, bench: Bench, stamps: Stamps) -> Iterator[Checked]:
        """Check one after another, as long as nothing is saved meanwhile."""
        for outcome in self.outcomes(bench):
            yield outcome
            if stamps_of(bench) != stamps:
                return

    def begin_anew(self, saved: Sequence[Path]) -> None:
        """Say what was saved, on an empty terminal; where the output is memory, below a line."""
        from grader.cli.watch import begin_anew

        begin_anew(self.style.width)
        names = ", ".join(from_here(clean(path)) for path in saved)
        click.echo(f"{time.strftime('%H:%M:%S')}: saved {names}")


Stamps = dict[Path, tuple[int, int, int] | None]


def stamps_of(bench: Bench) -> Stamps:
    """Note how all files look that a check may depend on."""
    from grader.cli.watch import stamp_of

    return {path: stamp_of(path) for path in bench.files}


def wait_for_save(bench: Bench, stamps: Stamps) -> list[Path]:
    """Wait until files look otherwise, and are at rest; give those that do."""
    looks = stamps_of(bench)
    while True:
        time.sleep(LOOK_SECONDS)
        before, looks = looks, stamps_of(bench)
        if looks == before != stamps:
            return sorted(path for path, _ in looks.items() ^ stamps.items())


def in_sum(outcomes: Sequence[Checked]) -> str:
    """Say how many faults there are, and how much is worth a look."""
    counts = {
        "fault": sum(outcome.faults for outcome in outcomes),
        "remark": sum(outcome.remarks for outcome in outcomes),
    }
    parts = [f"{number} {word}{'s' * (number > 1)}" for word, number in counts.items() if number]
    if waiting := sum(bool(outcome.waits_for) for outcome in outcomes):
        parts.append(f"{waiting} not tried")
    if all(outcome.passes for outcome in outcomes):
        parts.insert(0, "nothing to mend")
    return f"{len(outcomes)} checks: {', '.join(parts)}"


def from_here(text: str) -> str:
    """Write paths from the working directory, where they lie in it."""
    here = os.path.join(os.getcwd(), "")
    return text.replace(here, "") if len(here) > 1 else text


COMMANDS = (check,)
