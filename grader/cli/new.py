"""`grade new`: an assignment to begin with, in a course or as the first of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import command, path_option
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.authoring.new import Draft


@command("Make a new assignment, or a course with its first.")
@click.argument("name")
@path_option(
    "--from",
    "solution",
    metavar="FILE",
    help="Your own solution, a notebook or .py file; or a source notebook of nbgrader or otter.",
)
@path_option(
    "--course",
    "folder",
    metavar="DIR",
    help="The course's folder, or where one is to begin.  [default: the course upwards from here, "
    "else this folder if it is empty]",
)
def new(name: str, solution: Path | None, folder: Path | None) -> None:
    """Make an assignment NAME that grades at once, to be changed piece by piece.

    It has one source, reference/NAME/source.ipynb, with the solution between ### BEGIN SOLUTION and
    ### END SOLUTION: the starter and the example are made from it. A question, a case, a drawn case
    and a mistake stand in it as a pattern. Nothing that is there is changed but rubric.yaml, to
    which the assignment is added. Exit status: 0 made, 2 not, and then nothing was written.
    """
    from grader.authoring.new import check_name, write_draft

    check_name(name)
    root = course_root(folder)
    draft = draft_of(name, solution)
    write_draft(root, draft)
    click.echo("\n".join([*draft.remarks, *steps(root, draft)]))


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


def draft_of(name: str, solution: Path | None) -> Draft:
    """Draft by the pattern, or from what another grader's notebook holds."""
    from grader.authoring.new import draft_pattern
    from grader.authoring.takeover.draft import draft_takeover, read_foreign

    homework = read_foreign(solution) if solution else None
    if solution and homework:
        return draft_takeover(homework, solution, name)
    return draft_pattern(name)


def steps(root: Path, draft: Draft) -> list[str]:
    """Say which files to open, and which commands come next."""
    name, here = draft.name, Path.cwd()
    top = root.relative_to(here) if root.is_relative_to(here) else root
    rows = {
        f"{top / 'reference' / name / f'source{draft.suffix}'}": "the solution: write yours",
        f"{top / 'assignments' / name / 'probes.py'}": "the questions; their inputs: cases.py",
        f"{top / 'rubric.yaml'}": "the points",
        f"grade golden {name}": "makes example and starter, records the answers",
        f"grade {top / 'assignments' / name / 'example.ipynb'}": "must have all points",
    }
    width = max(map(len, rows))
    return [f"made {clean(name)}; next:", *(f"  {k:{width}}  {v}" for k, v in rows.items())]


COMMANDS = (new,)
