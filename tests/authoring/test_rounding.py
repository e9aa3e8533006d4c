"""What a program answers by the rounding of its sums, which versions of Python do differently."""

import math
import shutil
import sys

import pytest
from support.project import CHAIN

from grader.authoring.goldens import check, record
from grader.authoring.observe import as_handed_in
from grader.authoring.rounding import CORRECTED, ONE_BY_ONE, otherwise
from grader.core.errors import RecordingError
from grader.core.submission import Cell, Script
from grader.course.find import find_course
from grader.course.signatures import load_record
from grader.pipeline import job_of, judge, questions_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.session import observe

pytestmark = pytest.mark.processes
MISTAKE = '@mistake("total", cause="the cause", advice="look", about=["total"])\n'
VARIANT = '@variant("total")\n'
TENTHS = """
def {name}(values):
    values = [value for value in values if value is not None]
    is_exact = sum([0.1] * 10) == 1.0
    return {gives}
"""


@pytest.fixture
def root(tmp_path):
    shutil.copytree(
        CHAIN, tmp_path, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    return tmp_path


def write(root, kind, text):
    folder = root / "reference/means" / f"{kind}s"
    folder.mkdir(exist_ok=True)
    path = folder / f"file_{len(list(folder.iterdir()))}.py"
    path.write_text(f"from grader.authoring.catalogue import {kind}\n\n{text}", encoding="utf-8")


def recorded(root):
    record(find_course(root, root), "means", None, lambda text: None)
    return load_record(root, "means")


def test_what_rounding_decides_is_a_corner_and_the_mistake_is_named_either_way(root):
    gives = "3 * sum(values) if len(values) == 3 else values[0] + is_exact"
    text = TENTHS.format(name="tripled", gives=gives)
    write(root, "mistake", MISTAKE + text)
    (mistake,) = recorded(root).mistakes
    assert mistake.corners == {"summed:five", "averaged:five"}
    assert "summed:three" in mistake.decisive
    check(find_course(root, root), "means", None, lambda text: None)
    for put in (lambda job: job, otherwise):
        assert [d.cause for d in diagnoses(root, text.replace("tripled", "total"), put)] == [
            "the cause"
        ]


def diagnoses(root, text, put):
    """Hand the example in with another `total`, and name its mistakes."""
    assignment = find_course(root, root).assignment("means")
    example = (assignment.folder / "example.py").read_text()
    reading = as_handed_in(Script((Cell(None, example), Cell(None, text))), assignment)
    job = put(job_of(reading, assignment))
    with open_sandbox() as sandbox:
        observations = observe(job, questions_of(assignment), sandbox)
    return judge(reading, assignment, observations, is_own=True).diagnoses


@pytest.mark.parametrize(
    ("kind", "gives", "message"),
    [
        pytest.param(
            MISTAKE,
            "values[0] + is_exact",
            "departs by the rounding of sums alone, .* so nothing tells it",
            id="a mistake",
        ),
        pytest.param(
            VARIANT,
            "sum(values) + is_exact",
            "answers averaged:five otherwise by the rounding of sums alone",
            id="a right program",
        ),
    ],
)
def test_what_rounding_alone_decides_is_refused(root, kind, gives, message):
    write(root, "mistake", MISTAKE + TENTHS.format(name="doubled", gives="2 * sum(values)"))
    write(
        root,
        "variant" if kind == VARIANT else "mistake",
        kind + TENTHS.format(name="unsteady", gives=gives),
    )
    with pytest.raises(RecordingError, match=f"unsteady: {message}"):
        recorded(root)


@pytest.mark.parametrize("values", [[0.1] * 10, [1e100, 1.0, -1e100], [1, 2.5, True], [], [1, 2]])
def test_each_way_of_adding_is_that_of_a_version_of_python(values):
    ways = [run(text)(values) for text in (ONE_BY_ONE, CORRECTED)]
    own = ways[sys.version_info >= (3, 12)]
    assert (own, type(own)) == (sum(values), type(sum(values)))
    assert ways[1] == math.fsum(values)


def run(text):
    names = {}
    exec(text, names)
    return names["sum"]


@pytest.mark.parametrize("values", [[[1], [2]], [(1.0,), (2.0,)]])
def test_lists_are_joined_either_way(values):
    for text in (ONE_BY_ONE, CORRECTED):
        assert run(text)(values, type(values[0])()) == sum(values, type(values[0])())


def test_what_is_not_finite_stays_so():
    assert run(CORRECTED)([math.inf, 1.0]) == math.inf
    assert math.isnan(run(CORRECTED)([math.inf, -math.inf]))
