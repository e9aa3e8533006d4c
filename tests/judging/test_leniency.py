"""Answers of which not every number at its place counts."""

import pytest

from grader.core.probe import Answer, Either, Failure, FailureKind, Level, Observations, Opaque
from grader.core.result import Criterion, Tolerance
from grader.judging.comparison import compare
from grader.judging.diagnosis import NOWHERE, Catalogue, evidence_of
from grader.judging.likeness import agrees
from grader.judging.scoring import find_lenient, judge_one

FEW = Tolerance()
ROWS = [[1.0, 2.0], [3.0, 4.0], [3.0, 0.5]]
MANY = [float(n) for n in range(200)]


def told(kind, value, golden):
    """What a student is told of an answer; None where it is right."""
    criterion = Criterion("c", "g", 1, ("p:a",), compare=kind)
    verdict = judge_one(criterion, "p:a", Answer(value), golden)
    return verdict.departure and verdict.departure.message


@pytest.mark.parametrize(
    ("kind", "value", "golden"),
    [
        pytest.param("sorted", [3, 1.0, 2], [1, 2, 3], id="in another order"),
        pytest.param("sorted", [2.0000001, 1, 3], [1, 2, 3], id="within the tolerance"),
        pytest.param("sorted", [ROWS[2], ROWS[0], ROWS[1]], ROWS, id="rows"),
        pytest.param("sorted", (3, 1, 2), [1, 2, 3], id="a tuple"),
        pytest.param("sorted", ["b", "a"], ["a", "b"], id="texts"),
        pytest.param("sorted", MANY[::-1], MANY, id="many"),
        pytest.param("sorted", [3.00000001, 2.99999999], [3.0, 3.0], id="nearly the same twice"),
        pytest.param("set", [3, 1, 1, 2, 3], [1, 2, 3], id="some of them twice"),
        pytest.param("set", [1, 2], [2, 2, 1, 1], id="twice in the golden"),
        pytest.param("set", [5.0], 5.0, id="one"),
        pytest.param("sorted", {"a": [2, 1]}, {"a": [1, 2]}, id="parts of a dict"),
        pytest.param("sorted", [(3.0, 4.0), (1.0, 2.0)], ROWS[:2], id="rows as tuples"),
        pytest.param("set", [("b", 1), ("a", 2)], [["a", 2], ["b", 1]], id="pairs"),
        pytest.param("sorted", [{1: "b"}, {0: (5,)}], [{"0": 5}, {"1": "b"}], id="records"),
        pytest.param("sorted", [(2,), (1,)], [1, 2], id="rows of one"),
        pytest.param("sorted", [[[2]], [[1]]], [1, 2], id="rows of rows of one"),
        pytest.param("structure", [(7, (8,)), (9, (3,))], [[1, 2], [3, 4]], id="tuples of one"),
        pytest.param("up_to_sign", [(-1.0,), (-2.0,)], [1.0, 2.0], id="a column of tuples"),
        pytest.param("structure", {"w": [7, 8], "b": 9}, {"w": [1.0, 2.0], "b": 0.5}, id="numbers"),
        pytest.param("structure", [[1], [2, 3]], [4.0, [5.0, 6.0]], id="rows of unequal length"),
        pytest.param("structure", "any", "text", id="a text"),
        pytest.param("up_to_sign", [-0.6, -0.8], [0.6, 0.8], id="the negative"),
        pytest.param("up_to_sign", [[1.0], [2.0], [3.0]], [[1.0, 2.0], [3.0]], id="as a column"),
        pytest.param(
            "up_to_sign", [[0.6, 0.8], [0.8, -0.6]], [[-0.6, -0.8], [0.8, -0.6]], id="row"
        ),
        pytest.param("up_to_sign", {"v": [-1.0, 0.0]}, {"v": [1.0, 0.0]}, id="a part of a dict"),
        pytest.param("values", 2, Either((0, 2)), id="the second of two"),
        pytest.param("values", {"at": 2, "n": 3}, {"at": Either((0, 2)), "n": 3}, id="in a part"),
        pytest.param("values", [[4.0, 5.0]], Either(([1.0, 2.0], [4.0, 5.0])), id="a list"),
        pytest.param("shape", [9, 9, 9], Either(([1, 2], [1, 2, 3])), id="the shape of one of two"),
        pytest.param("dtype", 7, Either((0, 2)), id="a type"),
    ],
)
def test_what_is_right_in_this_way_agrees(kind, value, golden):
    assert told(kind, value, golden) is None


@pytest.mark.parametrize("kind", ["sorted", "set"])
@pytest.mark.parametrize(("value", "agrees"), [(9.05, True), (10.95, True), (8.95, False)])
def test_what_is_near_enough_is_so_by_the_golden_s_size(kind, value, agrees):
    wide = Tolerance(absolute=0.0, relative=0.1)
    criterion = Criterion("c", "g", 1, ("p:a",), compare=kind, tolerance=wide)
    assert judge_one(criterion, "p:a", Answer([90.0, value]), [10.0, 90.0]).agrees is agrees


@pytest.mark.parametrize(
    ("kind", "value", "golden", "sentence"),
    [
        pytest.param(
            *("sorted", [1, 2, 4], [1, 2, 3]),
            "expected [1, 2, 3] in any order, got [1, 2, 4]: 3 is missing",
            id="another one",
        ),
        pytest.param(
            *("sorted", [1, 2, 2, 3], [1, 2, 3]),
            "expected [1, 2, 3] in any order, got [1, 2, 2, 3]: 2 is too much",
            id="one twice",
        ),
        pytest.param(
            *("set", [1, 2, 9], [1, 2]),
            "expected [1, 2] in any order, got [1, 2, 9]: 9 is too much",
            id="one more in a set",
        ),
        pytest.param(
            *("sorted", [ROWS[0], ROWS[1], [3.0, 0.25]], ROWS),
            "expected [[1, 2], [3, 0.5], [3, 4]] in any order, "
            "got [[1, 2], [3, 0.25], [3, 4]]: [3, 0.5] is missing",
            id="another row",
        ),
        pytest.param(
            *("up_to_sign", [[1.0], [2.0, 3.0]], [[1.0, 2.0], [3.0]]),
            "row 1: expected [1, 2] or its negative, got 1",
            id="other rows of uneven length",
        ),
        pytest.param(
            *("sorted", MANY[1:], MANY),
            "expected 200 items in any order, got 199 items: 0 is missing",
            id="one of many",
        ),
        pytest.param(
            *("sorted", ["x", 1], [1, 2]),
            "expected [1, 2] in any order, got the text 'x'",
            id="no number",
        ),
        pytest.param(
            *("set", Opaque("set"), [1, 2]),
            "expected [1, 2] in any order, "
            "got an object of type set; return a list, by sorted(...)",
            id="Python's own set",
        ),
        pytest.param(
            *("set", [], [1, 2]),
            "expected [1, 2] in any order, got []: 1 is missing",
            id="nothing",
        ),
        pytest.param(
            *("structure", {"w": [1, 2, 3], "b": 0}, {"w": [0, 0], "b": 0}),
            "w expected a list of 2, got a list of 3",
            id="another length",
        ),
        pytest.param(
            *("structure", {"w": 1}, {"w": 1, "b": 0}),
            "expected w, b; got a dict with 'w'",
            id="a key that is missing",
        ),
        pytest.param(
            *("structure", [1, [2, "x"]], [1, [2, 3]]),
            "item 2, item 2: expected a number, got the text 'x'",
            id="a text deep within",
        ),
        pytest.param(
            *("up_to_sign", [0.6, -0.8], [0.6, 0.8]),
            "expected [0.6, 0.8] or its negative, got [0.6, -0.8]",
            id="one sign alone",
        ),
        pytest.param(
            *("up_to_sign", [[1.0, 0.0], [0.0, 2.0]], [[1.0, 0.0], [0.0, 1.0]]),
            "row 2: expected [0, 1] or its negative, got [0, 2]",
            id="another vector",
        ),
        pytest.param(
            *("up_to_sign", [1.0, 2.0, 3.0], [1.0, 2.0]),
            "expected shape (2,), got shape (3,)",
            id="another length of a vector",
        ),
        pytest.param(*("values", 1, Either((0, 2))), "expected 0 or 2, got 1", id="neither of two"),
        pytest.param(
            *("values", {"at": 1}, {"at": Either((0, 2))}),
            "at expected 0 or 2, got 1",
            id="neither, in a part",
        ),
    ],
)
def test_a_student_is_told_what_is_wrong_in_this_way(kind, value, golden, sentence):
    assert told(kind, value, golden) == sentence


@pytest.mark.parametrize("kind", ["set", "sorted", "structure", "up_to_sign"])
@pytest.mark.parametrize(
    "value", [None, "x", {}, [], [[[]]], (1,), {"a": None}, Opaque("X"), 1e999]
)
def test_no_answer_is_too_odd_to_be_judged(kind, value):
    for golden in (1.0, [1.0, 2.0], ROWS, {"a": [1.0]}, "text", Either((1.0, [2.0]))):
        told(kind, value, golden)


def test_what_failed_says_why():
    criterion = Criterion("c", "g", 1, ("p:a",), compare="set")
    failure = Failure(FailureKind.RAISED, "ValueError: no")
    verdict = judge_one(criterion, "p:a", failure, [1, 2])
    assert (verdict.agrees, verdict.departure.message) == (False, "ValueError: no")


def test_the_other_of_two_answers_is_no_departure_for_a_diagnosis():
    golden = Either((0.0, 2.0))
    assert agrees(Answer(2.0), golden, FEW)
    assert agrees(Answer({"a": [2.0, 1.0]}), {"a": Either(([1.0, 2.0], [2.0, 1.0]))}, FEW)
    assert not agrees(Answer(1.0), golden, FEW)
    assert compare("p:a", Answer(golden), golden, FEW, by_shape=False).agrees


def departing(*kinds):
    criteria = [Criterion(f"c{n}", "g", 1, ("p:a",), compare=k) for n, k in enumerate(kinds)]
    lenient = find_lenient(criteria)
    catalogue = Catalogue((), {"p:a": [1.0, 2.0]}, FEW, {"p:a": ("p",)}, lenient=lenient)
    observed = Observations({"p:a": Answer([2.0, 1.0])}, Level.NONE)
    return evidence_of(observed.by_probe, catalogue, NOWHERE).departing


def test_another_order_is_no_sign_of_a_mistake_where_no_criterion_looks_at_it():
    assert not departing("sorted")
    assert not departing("sorted", "shape")
    assert departing("sorted", "values") == departing("values", "sorted") == {"p:a"}
    assert departing("values") == {"p:a"}
