"""`grade new`: an assignment to begin with, in a course or as the first of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import command, known, path_option
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.authoring.examples import Copied
    from grader.authoring.new import Draft


@command(
    "Make a new assignment, or a course with its first.",
    ("assignment", "source", "gap", "probe", "case", "golden"),
)
@click.argument("name", required=False)
@path_option(
    "--from",
    "solution",
    metavar="FILE",
    help="Your own solution, a notebook or .py file; or a source notebook of nbgrader or otter.",
)
@click.option(
    "--example", metavar="NAME", help="Copy one that comes with the grader.", shell_complete=known
)
@path_option(
    "--course",
    "folder",
    metavar="DIR",
    help="The course's folder, or where one is to begin.  [default: the course upwards from here, "
    "else this folder if it is empty]",
)
def new(name: str | None, solution: Path | None, example: str | None, folder: Path | None) -> None:
    """Make an assignment NAME that grades at once, to be changed piece by piece.

    It has one source, reference/NAME/source.ipynb, with the solution between ### BEGIN SOLUTION and
    ### END SOLUTION: the starter and the example are made from it. A question, a case, a drawn case
    and a mistake stand in it as a pattern. Nothing that is there is changed but rubric.yaml, to
    which the assignment is added. What --from names is run as a file of your own is, with no wall
    and no limit: name none that you would not run. Exit status: 0 made, 2 not, and then
    nothing was written.

    `grade docs first-assignment` goes through all of it.

    \b
    Examples:
      grade new clustering
          A pattern, to be changed piece by piece.
      grade new clustering --from solution.ipynb
          From your solution, or a notebook of nbgrader or otter.
      grade new --example perceptron --course ~/course
          A whole one, into another folder.
    """
    from grader.authoring.new import write_draft

    # First of all, so that a slip in what was typed is told before one of the place.
    draft = draft_of(name, solution) if example is None else example_of(example, name, solution)
    root = course_root(folder)
    write_draft(root, draft)
    click.echo("\n".join([*draft.remarks, *steps(root, draft)]))


def example_of(example: str, name: str | None, solution: Path | None) -> Copied:
    """Read an example. Raises UsageError where something else is asked for, too."""
    from grader.authoring.examples import read_example

    if solution is not None or name not in (None, example):
        raise UsageError("--example is copied as it is: give neither another NAME nor --from")
    return read_example(example)


def course_root(folder: Path | None) -> Path:
    """Find the course that an assignment goes to, or where one begins. Raises UsageError."""
    from grader.authoring.new import begin_course
    from grader.course.find import RUBRIC

    if folder is not None:
        return folder.expanduser().resolve()
    here = Path.cwd()
    roots = [each for each in (here, *here.parents) if (each / RUBRIC).is_file()]
    if len(roots) > 1:
        raise UsageError(
            f"{roots[0]}: a course within another, {roots[1]}: name one with --course DIR"
        )
    if not roots:
        begin_course(here)
    return roots[0] if roots else here


def draft_of(name: str | None, solution: Path | None) -> Draft:
    """Draft by the pattern, or from a solution. Raises UsageError for a name that can't be."""
    from grader.authoring.new import check_name, draft_pattern
    from grader.authoring.solution import draft_solution
    from grader.authoring.takeover.draft import draft_takeover, read_foreign

    if name is None:
        raise UsageError("name the assignment: grade new NAME; or take one: --example NAME")
    check_name(name)
    if solution is None:
        return draft_pattern(name)
    homework = read_foreign(solution)
    if homework is None:
        return draft_solution(solution, name)
    return draft_takeover(homework, solution, name)


def steps(root: Path, draft: Draft | Copied) -> list[str]:
    """Say which files to open, and which commands come next."""
    here = Path.cwd()
    top = Path(clean(root.relative_to(here) if root.is_relative_to(here) else root))
    suffix = getattr(draft, "suffix", "")
    rows = steps_of_new(top, draft.name, suffix) if suffix else steps_of_example(top, draft.name)
    if not here.is_relative_to(root):  # a command finds the course upwards from where it is typed
        there = f" --course {top}"
        rows = {f"{k}{there * k.startswith('grade ')}": text for k, text in rows.items()}
    width = max(map(len, rows))
    return [f"made {clean(draft.name)}; next:", *(f"  {k:{width}}  {v}" for k, v in rows.items())]


def steps_of_new(top: Path, name: str, suffix: str) -> dict[str, str]:
    """Give the steps from what was made to what is wanted."""
    return {
        f"{top / 'reference' / name / f'source{suffix}'}": "the solution: write yours",
        f"{top / 'assignments' / name / 'probes.py'}": "the questions, their inputs and points",
        f"{top / 'rubric.yaml'}": "the total, and what may be imported",
        f"grade golden {name}": "makes example and starter, records the answers",
        f"grade check {name}": "says all that is still to be mended",
    }


def steps_of_example(top: Path, name: str) -> dict[str, str]:
    """Give the steps to see what an example is."""
    return {
        f"{top / 'assignments' / name / 'README.md'}": "the task",
        f"{top / 'assignments' / name / 'probes.py'}": "the questions",
        f"grade {top / 'assignments' / name / 'example.ipynb'}": "has all points",
        f"grade audit {name} --quick": "shows what known mistakes cost",
        f"grade kit {name} --out ../{name}.zip": "makes what students get",
    }


COMMANDS = (new,)
