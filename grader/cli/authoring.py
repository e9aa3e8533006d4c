"""The commands of whoever writes an assignment: goldens, audit, kit."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    COURSE,
    JSON_TO,
    FiniteRange,
    OneOf,
    command,
    course_at,
    known,
    path_option,
)
from grader.cli.terminal import open_json, progress, terminal_style
from grader.core.errors import GraderError, UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.authoring.audit_table import AuditParts
    from grader.course.find import Course
    from grader.course.load import Assignment
    from grader.kit.build import Kit

SYSTEMS = ("students", "gradescope", "github", "prairielearn")
ENDINGS = {"gradescope": ".zip"}  # which takes nothing else


@command(
    "Record the goldens from the references, or verify them.",
    ("golden", "stale", "reference", "margin", "case of the class"),
)
@click.argument("assignment", required=False, shell_complete=known)
@click.option("--check", is_flag=True, help="Record nothing: fail if what is recorded is stale.")
@click.option(
    "--device",
    type=OneOf(["cpu", "cuda"]),
    help="Where the PyTorch reference computes.  [default: cuda where there is one]",
)
@click.option(
    "--new-seed", is_flag=True, help="Draw other cases for the class, as for each new term."
)
@COURSE
def golden(
    assignment: str | None, check: bool, device: str | None, new_seed: bool, folder: Path | None
) -> None:
    """Record the goldens from the references, or verify the recorded ones.

    All assignments, if none is named: what fails with one stops no other. Refuses to record where
    the NumPy and the PyTorch reference disagree, where rounding could decide, and what a right
    submission could not earn. Exit status: 0 recorded or up to date, 1 stale, 2 refused.

    \b
    Examples:
      grade golden perceptron
          Records the answers of one assignment.
      grade golden --check
          Records nothing: exit status 1 if some are stale.
      grade golden perceptron --new-seed
          As each new term: other cases for the class.
      grade golden torch_mlp --device cpu --course ~/course
          From another folder.
    """
    from grader.authoring import goldens

    course = course_at(folder, assignment)
    if check and new_seed:
        raise UsageError("--new-seed records, and --check records nothing")
    work = goldens.check if check else goldens.renew if new_seed else goldens.record
    for_chosen(course, assignment, lambda name: work(course, name, device, click.echo))


@command(
    "See what a rubric makes of known mistakes.",
    ("mistake", "variant", "mutant", "lazy", "carried forward"),
)
@click.argument("assignment", required=False, shell_complete=known)
@JSON_TO
@path_option("--mistakes", metavar="DIR", help="Wrong programs of your own.")
@path_option("--variants", metavar="DIR", help="Correct programs of your own.")
@click.option("--quick", is_flag=True, help="Without mutants and prices in class: much is run.")
@COURSE
def audit(
    assignment: str | None,
    json_to: str | None,
    mistakes: Path | None,
    variants: Path | None,
    quick: bool,
    folder: Path | None,
) -> None:
    """Run every known mistake and every correct variant through the rubric.

    Shows what each mistake costs, named and as if nobody knew it, which ones the rubric can't see
    or tell apart, which criteria nothing tests, which correct programs lose points, what is earned
    by functions that nobody wrote (constants, the input as it came, exceptions), and which
    one-change mutants of the example have full marks. Exit status: 0 every mistake is seen and no
    correct variant penalised, or there is none to try, 1 not so, 2 an entry that is no use.

    \b
    Examples:
      grade audit perceptron
          What each mistake costs, and which go unseen.
      grade audit perceptron --quick
          In seconds: without mutants and prices in class.
      grade audit perceptron --mistakes wrong --variants right
          With programs of your own.
      grade audit --json audit.json --course ~/course
          All assignments, as JSON lines, too.
    """
    from grader.authoring.audit import audit as audit_rubric
    from grader.authoring.audit_table import render, render_parts

    course = course_at(folder, assignment)
    say = functools.partial(click.echo, err=True)  # what is printed may be JSON alone
    results = []
    with open_json(json_to) as lines:

        def work(name: str) -> None:
            chosen = course.assignment(name)
            results.append(audit_rubric(chosen, mistakes, variants, say))
            parts = run_parts(chosen, quick=quick)
            if lines is not None:
                more = {key: part.document() if part else None for key, part in vars(parts).items()}
                print(json.dumps({**results[-1].document(), **more}), file=lines, flush=True)
            if json_to != "-":
                click.echo(render(results[-1], terminal_style(), parts.prices))
                click.echo(render_parts(parts, terminal_style()))

        for_chosen(course, assignment, work)
    sys.exit(0 if all(result.passes for result in results) else 1)


def run_parts(assignment: Assignment, *, quick: bool) -> AuditParts:
    """Run what is not recorded."""
    from grader.authoring.audit_table import AuditParts
    from grader.authoring.lazy import find_laziest
    from grader.authoring.prices import find_prices
    from grader.authoring.survivors import try_mutants

    with progress("running programs that nobody wrote") as say:
        lazy = find_laziest(assignment)
        if quick:
            return AuditParts(lazy)
        return AuditParts(lazy, find_prices(assignment, say), try_mutants(assignment, say))


@command("Make what students are given.", ("kit", "hidden"))
@click.argument("assignment", required=False, shell_complete=known)
@path_option(
    "--out",
    required=True,
    metavar="DIR|ZIP",
    help="Where it goes, outside the course; another kit is replaced.",
)
@click.option(
    "--for",
    "system",
    type=OneOf(SYSTEMS),
    default=SYSTEMS[0],
    help="Who gets it; gradescope, prairielearn: staff's, with all that is hidden; github: a "
    "template repository, with nothing of that.  [default: students]",
)
@click.option(
    "--fail-under",
    type=FiniteRange(min=0),
    metavar="POINTS",
    help="For github: below these points a push's check fails.  [default: all]",
)
@COURSE
def kit(
    assignment: str | None,
    out: Path,
    system: str,
    fail_under: float | None,
    folder: Path | None,
) -> None:
    """Make an ASSIGNMENT's kit: what students, or a system that they hand in to, are given.

    Of all assignments, if none is named: each in a folder of its name within DIR, for gradescope
    in a zip.
    It holds the starter, the task, the data, what is visible of cases, answers and rubric, and the
    grader to install. It is proven first, and nothing is written where a proof fails: the audit
    passes, nothing hidden is inside and, with the kit alone, the starter has no points and the
    example all that are visible. The same course gives the same bytes. Exit status: 0 made, 2 not.

    \b
    Examples:
      grade kit perceptron --out ../perceptron.zip
          A zip for students; nothing hidden is in it.
      grade kit perceptron --for gradescope --out ../autograder.zip
          A zip for Gradescope, and for staff only: all that is hidden is in it.
      grade kit perceptron --for github --out ../perceptron --fail-under 30
          A template repository for GitHub, whose check fails below 30 points.
      grade kit --out ../kits --course ~/course
          Of each assignment a folder in a folder.
    """
    from grader.kit.build import hand_out
    from grader.kit.systems import maker_of

    make = maker_of(system, fail_under)
    course = course_at(folder, assignment)
    is_one = assignment is not None or len(course.all_names) == 1
    if not is_one and not out.is_dir():
        raise UsageError(
            f"--out {out}: several kits go into a folder that is there: make it, or name "
            f"one ASSIGNMENT of {', '.join(course.all_names)}"
        )

    def work(name: str) -> None:
        place = out if is_one else out / f"{name}{ENDINGS.get(system, '')}"
        made = hand_out(course, name, place, click.echo, make)
        click.echo(describe(made, place))

    for_chosen(course, assignment, work)


def describe(kit: Kit, out: Path) -> str:
    """Say what was made, file by file."""
    rows = [f"  {len(raw):>8,}  {clean(name)}" for name, raw in kit.files.items()]
    size = sum(map(len, kit.files.values()))
    head = (
        f"{clean(out)}: {len(kit.files)} files, {size:,} bytes, {len(kit.archive):,} as an archive"
    )
    return "\n".join([*rows, head, f"rubric {kit.assignment.rubric_hash}, as in the course"])


def for_chosen(course: Course, assignment: str | None, work: Callable[[str], None]) -> None:
    """Do something for the assignment named, else for all: what fails with one stops no other.

    Raises the worst of what was raised, when the others have been told.
    """
    from grader.course.find import choose_assignment

    names = course.all_names if assignment is None else [assignment]
    errors = []
    for name in names:
        try:
            work(choose_assignment(course, name, None, Path(name)))
        except GraderError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        for each in errors:
            if each is not worst:
                click.echo(f"grade: {each}", err=True)
        raise worst


COMMANDS = (golden, audit, kit)
