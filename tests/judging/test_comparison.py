import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.probe import Answer, Either, Failure, FailureKind, Opaque
from grader.core.result import Tolerance
from grader.core.submission import Place
from grader.judging.comparison import are_close, compare, find_difference, shape_of
from grader.judging.likeness import is_built_like, same_value

EXACT = Tolerance(0, 0)
finite = st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.builds(Opaque, st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


def verdict(value, golden, *, by_shape=False, tolerance=Tolerance()):  # noqa: B008
    return compare("probe", Answer(value), golden, tolerance, by_shape=by_shape)


def message(value, golden, **options):
    return verdict(value, golden, **options).departure.message


@pytest.mark.parametrize(
    ("value", "golden", "agrees"),
    [
        pytest.param(1.000019, 1.0, True, id="inside absolute plus relative"),
        pytest.param(1.000021, 1.0, False, id="outside"),
        pytest.param(1000.009, 1000.0, True, id="relative to the golden"),
        pytest.param(True, 1, True, id="bool, int and float of one value agree"),
        pytest.param([1.0, 0.0], [1, 0], True, id="floats for labels"),
        pytest.param(math.nan, 1.0, False, id="nan is not a number"),
        pytest.param([1.0, math.nan], [1.0, 2.0], False, id="nan among numbers"),
        pytest.param(math.inf, 1.0, False, id="infinity"),
        pytest.param(math.nan, math.nan, True, id="nan where that is right"),
        pytest.param([1, math.nan], [1.0, math.nan], True, id="nan among others where it is right"),
        pytest.param(0.0, math.nan, False, id="a number where nan is right"),
        pytest.param(math.inf, math.nan, False, id="infinity where nan is right"),
        pytest.param(math.inf, math.inf, True, id="infinity where that is right"),
        pytest.param(-math.inf, math.inf, False, id="infinity of the other sign"),
        pytest.param(1e308, math.inf, False, id="a large number where infinity is right"),
        pytest.param(2**1022, math.inf, False, id="a large integer where infinity is right"),
        pytest.param("1", 1, False, id="text is not a number"),
        pytest.param(None, 0, False, id="None is not 0"),
        pytest.param(Opaque("ndarray"), [1.0], False, id="an object is no list"),
        pytest.param(1.0, [1.0, 1.0], False, id="broadcastable is not equal"),
        pytest.param([[1.0], [2.0]], [1.0, 2.0], True, id="a column is flattened"),
        pytest.param(
            [1.0, 2.0, 3.0, 4.0], [[1.0, 2.0], [3.0, 4.0]], True, id="flat rows, right values"
        ),
        pytest.param(2**1023, 1.0, False, id="an integer beyond floats' precision"),
        pytest.param("left", "left", True, id="a text golden"),
        pytest.param({"a": 1.0}, {"a": 1.0}, True, id="named parts"),
        pytest.param({"a": 1.0}, {"b": 1.0}, False, id="other names"),
        pytest.param([1.0], {"a": 1.0}, False, id="no names"),
    ],
)
def test_values(value, golden, agrees):
    assert verdict(value, golden).agrees is agrees


@pytest.mark.parametrize(
    ("value", "golden", "agrees"),
    [
        pytest.param([[9, 9, 9]] * 2, [[1, 2, 3]] * 2, True, id="values don't matter"),
        pytest.param([[1], [2]], [1, 2], True, id="axes of length 1 don't matter"),
        pytest.param([5.0], 1.0, True, id="one number in a list"),
        pytest.param([[1, 2]] * 3, [[1, 2, 3]] * 2, False, id="transposed"),
        pytest.param([1, 2, 3, 4], [[1, 2], [3, 4]], False, id="flat"),
        pytest.param([[1, 2], [3]], [[1, 2], [3, 4]], False, id="rows of unequal length"),
        pytest.param(None, 1.0, False, id="None has no shape"),
        pytest.param(Opaque("map"), [1, 2], False, id="an object has no shape"),
        pytest.param([math.nan] * 2, [1, 2], True, id="nan is a number here"),
    ],
)
def test_shapes(value, golden, agrees):
    assert verdict(value, golden, by_shape=True).agrees is agrees


@pytest.mark.parametrize(
    ("kind", "instead"),
    [
        pytest.param("map", "a list, by list(...)", id="what is computed when asked"),
        pytest.param("set", "a list, by sorted(...)", id="a set"),
        pytest.param("method", "what it gives: call it", id="a method"),
        pytest.param("type", "an object of it: call it", id="a class"),
        pytest.param("MaskedArray", "its numbers, by .filled(...)", id="what may be masked"),
        pytest.param("Line", "plain numbers, texts, lists or dicts", id="an object of its own"),
    ],
)
def test_a_departure_says_what_to_return_instead_of_an_object(kind, instead):
    assert message(Opaque(kind), [1, 2]).endswith(f"got an object of type {kind}; return {instead}")
    assert message({"row": [1, Opaque(kind)]}, {"row": [1, 2]}).endswith(f"return {instead}")


def test_a_departure_asks_for_a_return_where_there_is_none():
    assert message(None, [1, 2]).endswith("expected [1, 2], got None (is a `return` missing?)")
    assert message({"row": None}, {"row": 1}).endswith("got None (is a `return` missing?)")
    assert message(None, {"row": 1}).endswith("got None (is a `return` missing?)")


def test_a_departure_names_step_quantity_expected_and_got():
    golden = {"epoch 2, example 14": {"weights": [3.607, 2.039], "bias": 0}}
    value = {"epoch 2, example 14": {"weights": [3.607, 1.275], "bias": 0}}
    expected = "epoch 2, example 14: weights expected [3.607, 2.039], got [3.607, 1.275]"
    assert message(value, golden) == expected


def test_the_first_departure_is_the_one_shown():
    golden = {"epoch 1": {"bias": 1.0}, "epoch 2": {"bias": 2.0}}
    value = {"epoch 1": {"bias": 1.0}, "epoch 2": {"bias": 3.0}}
    assert message(value, golden).startswith("epoch 2: bias")


def test_a_wrong_number_in_a_table_is_named_by_row_and_column():
    golden = [[float(10 * row + column) for column in range(4)] for row in range(3)]
    value = [list(row) for row in golden]
    value[1][2] = 0.5
    assert message(value, golden) == "row 2, column 3: expected 12, got 0.5"


@pytest.mark.parametrize("by_shape", [False, True])
@pytest.mark.parametrize(
    ("value", "golden", "agrees"),
    [
        pytest.param((0.5,), 0.5, False, id="a number, and a comma too many"),
        pytest.param(([1, 2],), [1, 2], False, id="a list of two, and a comma too many"),
        pytest.param([0.5], 0.5, True, id="a list of one number"),
        pytest.param([[0.5]], 0.5, True, id="a table of one number"),
        pytest.param([(0.5,), (1.5,)], [0.5, 1.5], True, id="rows of one feature"),
        pytest.param({"bias": (0.5,)}, {"bias": 0.5}, True, id="a part that is a tuple of one"),
    ],
)
def test_an_answer_that_is_a_tuple_of_one_is_no_number_and_no_list(value, golden, agrees, by_shape):
    assert verdict(value, golden, by_shape=by_shape).agrees is agrees


def test_numbers_that_look_alike_are_shown_with_more_digits():
    assert message(1.00012, 1.00001) == "expected 1.00001, got 1.00012"


def test_a_failure_says_where():
    failure = Failure(FailureKind.RAISED, "NameError: name 'x' is not defined", Place(6, 3))
    departure = compare("probe", failure, 1.0, EXACT, by_shape=False).departure
    assert departure.message == "cell 6, line 3: NameError: name 'x' is not defined"


@given(anything, anything, st.booleans())
def test_comparing_never_raises(value, golden, by_shape):
    verdict(value, golden, by_shape=by_shape)


@given(st.recursive(finite, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=20))
def test_a_golden_agrees_with_itself(golden):
    assert verdict(golden, golden, tolerance=EXACT).agrees
    assert verdict(golden, golden, tolerance=EXACT, by_shape=True).agrees


@given(st.lists(finite, min_size=1, max_size=9), st.integers(0, 8), st.floats(1e-3, 1e3))
def test_one_number_off_departs_at_that_number(golden, at, off):
    at %= len(golden)
    value = list(golden)
    value[at] = golden[at] + (abs(golden[at]) + 1) * off
    assert not verdict(value, golden).agrees


@given(st.lists(st.lists(finite, min_size=3, max_size=3), min_size=2, max_size=5))
def test_the_shape_of_a_table(rows):
    assert shape_of(rows) == (len(rows), 3)


@pytest.mark.parametrize(
    ("value", "golden", "agrees"),
    [
        pytest.param(({"a": 1 + 1e-9}, 2.0), [{"a": 1.0}, 2.0], True, id="a dict in a tuple"),
        pytest.param([{"a": {"b": 2.0}}], {"a": {"b": 2.0}}, True, id="a list of one record"),
        pytest.param([[{"a": 1}, {"a": 2}]], [{"a": 1}, {"a": 2}], True, id="rows of records"),
        pytest.param({1: 2.0, 2.0: 3}, {"1": 2.0, "2": 3.0}, True, id="number keys"),
        pytest.param({1: 2.0, "1": 2.0}, {"1": 2.0}, False, id="a key that is there twice"),
        pytest.param({}, {}, True, id="empty dicts"),
        pytest.param([{}, {"a": 1}], [{}, {"a": 1.0}], True, id="an empty dict among records"),
        pytest.param([{"a": 1}, {"a": 3}], [{"a": 1}, {"a": 2}], False, id="another number"),
        pytest.param([{"a": 1}, 3], [{"a": 1}, {"a": 2}], False, id="no record"),
    ],
)
def test_records_compare_by_structure_with_tolerance(value, golden, agrees):
    verdict = compare("p", Answer(value), golden, Tolerance(1e-5, 1e-5), by_shape=False)
    assert verdict.agrees is agrees


@pytest.mark.parametrize(
    ("value", "golden", "message"),
    [
        pytest.param(
            [{"w": 1}, {"w": 3}],
            [{"w": 1}, {"w": 2}],
            "record 2: w expected 2, got 3",
            id="one record's number",
        ),
        pytest.param([], {}, "expected an empty dict; got a list of 0", id="an empty dict"),
        pytest.param({"v": 1}, {"w": 1}, "expected w; got a dict with 'v'", id="another key"),
        pytest.param(
            [{"w": 1}], [{"w": 1}, {"w": 2}], "expected 2 records, got a list of 1", id="too few"
        ),
    ],
)
def test_a_message_shows_where_a_record_departs(value, golden, message):
    verdict = compare("p", Answer(value), golden, Tolerance(1e-5, 1e-5), by_shape=False)
    assert verdict.departure.message == message


@pytest.mark.parametrize(
    ("value", "golden"),
    [
        pytest.param([[1.0], [2.0]], [1.0, 2.0], id="rows of one feature"),
        pytest.param([[1.0, 2.0]], [1.0, 2.0], id="a single row"),
        pytest.param({"w": [1.0], "b": [[2.0]]}, {"w": 1.0, "b": 2.0}, id="single numbers"),
        pytest.param([[1.0], 2.0], [1.0, 2.0], id="one of two in a list"),
        pytest.param([[1.0], [2.0, 3.0]], [1.0, 2.0], id="a row too long"),
        pytest.param(([1.0], [2.0]), [1.0, 2.0], id="a tuple"),
        pytest.param(([1.0],), 1.0, id="a comma too many"),
        pytest.param([[1.0], [2.5]], [1.0, 2.0], id="another number"),
        pytest.param([], 1.0, id="nothing"),
    ],
)
def test_what_is_close_without_axes_of_length_1_has_no_difference(value, golden):
    if are_close(value, golden, Tolerance()):
        for by_shape in (True, False):
            assert find_difference(value, golden, Tolerance(), by_shape=by_shape) is None


def test_axes_of_length_1_are_left_out_without_a_look_at_each_number():
    assert are_close([[1.0], [2.0]], [1.0, 2.0], Tolerance())
    assert are_close({"w": [[1.0, 2.0]], "b": [3.0]}, {"w": [1.0, 2.0], "b": 3.0}, Tolerance())
    assert not are_close([[1.0], 2.0], [1.0, 2.0], Tolerance())


class CountedKey:
    """Counts how often it is put into a dict: of keys with one hash each is slow to put in."""

    hashed = 0

    def __hash__(self):
        CountedKey.hashed += 1
        return 1


@pytest.mark.parametrize("golden", [[1.0, 2.0], {"a": 1.0}, Either([[1.0, 2.0], {"a": 1.0}])])
@pytest.mark.parametrize("within", ["alone", "list", "tuple", "dict"])
def test_a_dict_is_not_made_anew_for_each_mistake_that_it_is_held_against(golden, within):
    keys = {CountedKey(): value for value in (1.0, 2.0, math.nan)}
    within = {"alone": keys, "list": [[keys]], "tuple": (keys, keys), "dict": {"b": keys}}[within]
    value, made = {"a": within, "c": [1.0]}, CountedKey.hashed
    expected = {"a": golden, "c": 1.0}
    for each in (value, within):
        for right in (golden, expected):
            assert not same_value(each, right, EXACT)
            is_built_like(Answer(each), Answer(right), EXACT)
            assert not verdict(each, right).agrees
    assert CountedKey.hashed == made
