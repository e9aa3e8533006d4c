"""A function that fails earns no more than one that gives nothing, or that is not there."""

import dataclasses

import pytest

from grader.authoring.catalogue import example_of
from grader.authoring.lazy import find_targets
from grader.authoring.observe import as_handed_in
from grader.core.submission import Cell, Script
from grader.course.rubric import AssignmentRubric
from grader.mending import with_mended
from grader.pipeline import grade

pytestmark = pytest.mark.processes

FAILING = "def lazy(*args, **options):\n    raise IndexError\n{0} = lazy"
EMPTY = "def lazy(*args, **options):\n    return None\n{0} = lazy"
LEFT_OUT = "del {0}"


def even(assignment):
    """The same without what is not given back by some mistakes' names: failures have no name."""
    section = assignment.rubric.section.model_copy(update={"mistakes": {}})
    rubric = AssignmentRubric.of(assignment.name, section, assignment.rubric.source)
    signatures = tuple(
        dataclasses.replace(each, carry_forward=section.carry_forward)
        for each in assignment.signatures
    )
    return dataclasses.replace(assignment, rubric=rubric, signatures=signatures)


@pytest.fixture
def earned(course, sandbox):
    """Give what the example earns with another cell after it."""

    def run(assignment, cell):
        cells = example_of(assignment).cells
        script = Script((*cells, Cell(len(cells) + 1, cell)))
        graded = grade(as_handed_in(script, assignment), assignment, sandbox, is_own=True)
        return with_mended(graded, assignment, sandbox).report.earned

    return run


@pytest.mark.parametrize("name", ["perceptron", "logistic", "softmax", "torch_mlp"])
@pytest.mark.parametrize("is_kit", [False, True], ids=["in class", "in a kit"])
def test_no_function_earns_more_by_failing(course, earned, name, is_kit):
    assignment = even(course.assignment(name))
    targets = find_targets(assignment, example_of(assignment))
    if is_kit:
        assignment = dataclasses.replace(assignment, staff_folder=None)
    for some in (*([target] for target in targets.values()), targets.values()):
        failing, *others = (
            "\n".join(line.format(target) for target in some) for line in (FAILING, EMPTY, LEFT_OUT)
        )
        most = earned(assignment, failing)
        assert any(most <= earned(assignment, other) for other in others), some
