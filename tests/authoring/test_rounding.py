"""What a program answers by rounding, which versions of Python and processors do differently."""

import math
import shutil
import sys
from types import SimpleNamespace

import pytest
from support.project import CHAIN

from grader.authoring.goldens import check, record
from grader.authoring.observe import as_handed_in
from grader.authoring.rounding import CORRECTED, ONE_BY_ONE, UP_OR_DOWN, asked_anew, otherwise
from grader.core.errors import RecordingError
from grader.core.probe import Case, Probe
from grader.core.submission import Cell, Limits, Modules, Script
from grader.course.find import find_course
from grader.course.signatures import load_record
from grader.pipeline import job_of, judge, questions_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
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
            "departs by rounding alone, .* so nothing tells it",
            id="a mistake",
        ),
        pytest.param(
            VARIANT,
            "sum(values) + is_exact",
            "answers averaged:five otherwise by rounding alone",
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


def test_what_is_another_each_time_is_refused_as_such_though_it_may_round_too(root):
    drawn = TENTHS.format(name="drawn", gives="sum(values) + 1 + hash(object())")
    write(root, "mistake", MISTAKE + drawn)
    with pytest.raises(RecordingError, match="drawn: answers .* otherwise when it is asked again"):
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


@pytest.fixture
def products(monkeypatch):
    """Give PyTorch's own product of matrices, and the one that rounds by chance."""
    torch = pytest.importorskip("torch")
    functional, own = torch.nn.functional, torch.nn.functional.linear
    patched = (functional, "linear"), (torch, "matmul"), (torch.Tensor, "matmul")
    for owner, name in (*patched, (torch.Tensor, "__matmul__")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    exec(UP_OR_DOWN, {})
    return torch, own, functional.linear


def test_products_and_gradients_are_rounded_either_way_and_by_no_more(products):
    torch, own, by_chance = products
    draw = torch.Generator().manual_seed(0)
    rows, weights, gradient = (torch.randn(n, 20, generator=draw) for n in (50, 5, 20))
    exact = own(rows.double(), weights.double())
    product = by_chance(rows, weights.requires_grad_())
    lost = product.double() - exact
    assert lost.min() < 0 < lost.max()
    assert (lost.abs() <= exact.abs() * 2**-23).all()
    assert not torch.equal(product, own(rows, weights))
    gradients = [
        torch.autograd.grad(multiply(gradient, weights).sum(), weights)[0]
        for multiply in (own, by_chance)
    ]
    torch.testing.assert_close(*gradients, rtol=1e-6, atol=1e-6)
    assert not torch.equal(*gradients)
    assert not torch.equal(rows @ weights.T, own(rows, weights))


def test_another_program_leaves_other_random_numbers():
    torch = pytest.importorskip("torch")
    own = Cell(1, "import torch\ntorch.manual_seed(1)")
    plain = Cell(1, "import random\nrandom.seed(1)")
    jobs = [Job(Script((cell,)), Modules(frozenset()), Limits()) for cell in (own, plain)]
    of_torch, others = (otherwise(job).script.cells for job in jobs)
    assert others[-1] == plain
    drawn = []
    for cells in (of_torch[-2:-1], of_torch[-2:]):
        for cell in cells:
            exec(cell.source, {})
        drawn.append(torch.nn.functional.dropout(torch.ones(64)).tolist())
    assert drawn[0] != drawn[1]


PROBES = """
def first(student, case):
    return student(case.rows)

def second(student, case):
    return 2 * student(case.rows)
"""


def test_each_question_begins_with_the_same_chance_in_whatever_order(products):
    torch, _, by_chance = products
    draw = torch.Generator().manual_seed(0)
    rows, weights = (torch.randn(n, 20, generator=draw) for n in (50, 5))
    case = Case("drawn", {"rows": rows})
    asked = Questions([Probe(name, case, ("f",), "") for name in ("first", "second")], PROBES)
    assert not agree_in_reverse(asked.source, case, lambda each: by_chance(each, weights))
    anew = asked_anew(asked, of_torch=True, once=False)
    assert (anew.visible, anew.hidden) == (asked.visible, asked.hidden)
    by_chance(rows, weights)  # as a script may, before it is asked
    assert agree_in_reverse(anew.source, case, lambda each: by_chance(each, weights))


def agree_in_reverse(source, case, student):
    names, case = {}, SimpleNamespace(**case.data)
    exec(source, names)
    answers = [names[name](student, case) for name in ("first", "second")]
    again = [names[name](student, case) for name in ("second", "first")]
    return all(one.equal(other) for one, other in zip(answers, reversed(again), strict=True))


def test_what_is_exact_stays_so(products):
    torch, own, by_chance = products
    rows, weights = torch.tensor([[0.5, 0.25], [1.5, -2.0]]), torch.tensor([[0.5, 4.0]])
    assert torch.equal(by_chance(rows, weights, torch.ones(1)), own(rows, weights, torch.ones(1)))
    assert torch.equal(by_chance(rows.int(), weights.int()), own(rows.int(), weights.int()))


def test_products_that_fail_do_so_as_before(products):
    torch, own, by_chance = products
    for weights in (torch.zeros(3, 7), torch.zeros(3, 2, dtype=torch.int64), None):
        errors = []
        for multiply in (own, by_chance):
            with pytest.raises((RuntimeError, TypeError)) as error:
                multiply(torch.ones(4, 2), weights)
            errors.append(str(error.value))
        assert errors[0] == errors[1]


def test_what_was_changed_between_product_and_gradient_is_refused_as_before(products):
    torch, own, by_chance = products
    for multiply in (own, by_chance):
        rows, weights = torch.ones(4, 2, requires_grad=True), torch.ones(3, 2)
        product = multiply(rows, weights)
        weights += 1
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            product.sum().backward()
        weights, rows = torch.ones(3, 2, requires_grad=True), torch.ones(4, 2)
        product = multiply(rows, weights)
        weights.data = weights.data + 1
        with torch.no_grad():
            weights += 1
        product.sum().backward()  # needs the rows alone
