"""Judging what numbers are beside their values: their type, and a gradient that they keep."""

import pytest

from grader.core.probe import Answer, Failure, FailureKind
from grader.core.result import Criterion
from grader.judging.number_types import compare_types
from grader.sandbox.inside.plain import to_text
from grader.sandbox.wire import decode, parse

np = pytest.importorskip("numpy")

WANTED = "expected numbers with a fraction (float32), got"
FLOATS, NARROW = np.ones(2), np.ones(2, np.float32)


def answered(value):
    """An answer as it comes over the wall."""
    wire = to_text(value)
    tagged = parse(b'{"answer":' + wire.encode() + b"}")["answer"]
    return Answer(decode(tagged), wire)


def departure(value, golden, compare="dtype", dtype=None):
    criterion = Criterion("types", "types", 1, compare=compare, dtype=dtype)
    found = compare_types("probe", answered(value), golden, criterion).departure
    return found and found.message


@pytest.mark.parametrize(
    ("value", "golden", "message"),
    [
        pytest.param([1, 0], [1, 2], None, id="whole numbers, whatever they are"),
        pytest.param(np.ones(2, np.int8), [1, 2], None, id="of any width"),
        pytest.param(
            FLOATS,
            [1, 2],
            "expected whole numbers, got numbers with a fraction (float64, as Python's are)",
            id="a fraction where none is asked for",
        ),
        pytest.param(
            np.float32(1),
            1,
            "expected a whole number, got a number with a fraction (float32)",
            id="a single number",
        ),
        pytest.param(
            {"loss": 1},
            {"loss": 0.5},
            "loss expected a number with a fraction, got a whole number (int64, as Python's are)",
            id="a whole number where a fraction is asked for",
        ),
        pytest.param([True], [1.0], "numbers (bool)", id="a truth value for a number"),
        pytest.param([1.0, 2], [0.5, 1], "number 2", id="one of several"),
        pytest.param([1.0, 2.0], [0.5, 1], None, id="the golden's numbers need not be of one type"),
        pytest.param([[1.0, 2.0]], [0.5, 1.0, 2.0], None, id="the shape is no matter"),
        pytest.param(None, 1.0, "got None (is a `return` missing?)", id="no number"),
        pytest.param(1, "text", None, id="where no number is asked for"),
        pytest.param({"a": 1.0}, {"b": 1.0}, "expected b; got a dict with 'a'", id="other names"),
        pytest.param(1.0, {"b": 1.0}, "expected b; got a number", id="no names"),
        pytest.param(
            [{"n": 1}, {"n": 0.5}],
            [{"n": 1}, {"n": 2}],
            "record 2: n expected a whole number, got a number with a fraction (float64",
            id="in a record",
        ),
    ],
)
def test_a_type_is_that_of_the_golden_unless_it_is_named(value, golden, message):
    said = departure(value, golden)
    assert said is None if message is None else message.removesuffix("numbers (bool)") in said


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(NARROW, None, id="just that"),
        pytest.param([np.float32(1), np.float32(2)], None, id="in a list"),
        pytest.param(
            FLOATS,
            f"{WANTED} numbers with a fraction (float64, as Python's are)",
            id="wider",
        ),
        pytest.param(
            [0.5, 0.5],
            f"{WANTED} numbers with a fraction (float64, as Python's are)",
            id="Python's own",
        ),
        pytest.param(
            np.ones(2, np.int32),
            f"{WANTED} whole numbers (int32)",
            id="whole",
        ),
    ],
)
def test_a_type_that_the_rubric_names_is_asked_for_exactly(value, message):
    assert departure(value, [1, 2], dtype="float32") == message


@pytest.mark.processes  # PyTorch's import takes longer than all that needs none
def test_a_gradient_is_kept_or_not():
    torch = pytest.importorskip("torch")
    weights = torch.ones(2, requires_grad=True)
    kept, gone = weights * 2, (weights * 2).detach()
    assert departure(kept, [1, 2], "gradient") is None
    assert departure(gone, [1, 2], "detached") is None
    assert departure([0.5, 1], [1, 2], "detached") is None
    assert departure(gone, [1, 2], "gradient") == (
        "expected tensors that keep their gradient, got numbers without a gradient "
        "(gone by .item(), .detach(), no_grad or tensor(...))"
    )
    assert departure({"loss": kept.sum()}, {"loss": 1.0}, "detached") == (
        "loss expected a number without a gradient, got a tensor that keeps its gradient "
        "(.item() or .detach() gives it without)"
    )


def test_a_failure_departs_and_what_has_no_known_types_does_not():
    criterion = Criterion("types", "types", 1, compare="dtype")
    failure = Failure(FailureKind.RAISED, "ValueError: no")
    assert compare_types("probe", failure, 1, criterion).departure.message == "ValueError: no"
    assert compare_types("probe", Answer(0.5), 1, criterion).agrees
