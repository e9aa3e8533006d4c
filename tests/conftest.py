"""What tests share: the course, its example, and one way to grade a program's text."""

import contextlib
import os
import sys
from pathlib import Path

import pytest
from support.chromium import browser
from support.postgresql import postgresql
from support.project import ROOT

from grader.authoring.catalogue import program
from grader.core.submission import Cell, Limits, Script, Submission
from grader.course.find import find_course
from grader.pipeline import grade
from grader.sandbox.isolation import SandboxPool
from grader.submission.notebook import read_submission, reading_of

__all__ = ["browser", "postgresql"]  # fixtures for all
pytest_plugins = [
    *("pytester", "support.inner_coverage", "support.lanes", "support.measuring"),
    *("support.collecting", "support.sharing"),
]
# Its machines are weaker by Linux's filters.
collect_ignore = [] if sys.platform == "linux" else ["sandbox/test_levels.py"]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """What tests keep of courses is none of the user's, and the other way round."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def course():
    return find_course(ROOT, ROOT)


@pytest.fixture(scope="session")
def assignment(course):
    return course.assignment("perceptron")


@pytest.fixture(scope="session")
def example():
    return read_submission(ROOT / "assignments/perceptron/example.ipynb", Limits())


@pytest.fixture(scope="session")
def sandboxes():
    """The walls as a command would choose them, kept for all tests."""
    with contextlib.closing(SandboxPool()) as chosen:
        yield chosen


@pytest.fixture(scope="session")
def sandbox(sandboxes):
    """The best wall that this machine has."""
    return sandboxes.fit_for(is_own=True)


@pytest.fixture(scope="session")
def grade_entry(assignment, example, sandbox):
    """Grade an entry of the catalogue the way a submission goes."""

    def run(entry):
        reading = reading_of(example.submission, program(example.script, entry))
        return grade(reading, assignment, sandbox, is_own=True).report

    return run


@pytest.fixture(scope="session")
def grade_cells(assignment, example, sandbox):
    """Grade the example with more cells after (or before) its own."""

    def run(*after, before=(), assignment=assignment):
        cells = (*before, *(cell.source for cell in example.script.cells), *after)
        script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
        reading = reading_of(Submission(Path("hw.ipynb")), script)
        return grade(reading, assignment, sandbox, is_own=True).report

    return run
