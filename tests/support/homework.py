"""The homeworks that the course ships, and programs made of their examples."""

from pathlib import Path

from grader.core.result import ScoreStatus
from grader.core.submission import Cell, Limits, Script, Submission
from grader.pipeline import grade
from grader.submission.notebook import read_submission, reading_of
from support.project import ROOT

PACKAGES = ("import numpy", "import torch", "from torch")


def written(name):
    """The cells of a homework's example that define something, after the packages they use.

    Without the given ones: they call what is written, and a program that keeps its first answer
    would keep that of their data.
    """
    example = read_submission(ROOT / "assignments" / name / "example.ipynb", Limits())
    lines = {cell.source: cell.source.splitlines() for cell in example.script.cells}
    imports = [line for each in lines.values() for line in each if line.startswith(PACKAGES)]
    cells = [source for source in lines if any(map(defines, lines[source]))]
    return [*dict.fromkeys(imports), *cells]


def defines(line):
    return line.startswith(("def ", "class "))


def reading_of_cells(*cells):
    """Cells as a submission that was read."""
    script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
    return reading_of(Submission(Path("hw.ipynb")), script)


def criteria_lost(assignment, sandbox, *more):
    """Grade an example's functions with other cells after them; give the criteria it loses."""
    cells = reading_of_cells(*written(assignment.name), *more)
    report = grade(cells, assignment, sandbox, is_own=True).report
    assert report.errors == ()
    return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}
