"""Whatever NumPy or PyTorch has of numbers crosses as plain numbers, or by its type's name."""

import json
import math

import pytest

from grader.core.probe import Opaque
from grader.sandbox.inside.plain import ANSWER_BYTES, DEPTH, HEADER, TooLargeError, encode, pack
from grader.sandbox.wire import NumberType, decode, parse, types_in

np = pytest.importorskip("numpy")


def sent(value):
    """What comes over the wire of a returned value, still tagged."""
    return parse(pack({"answer": encode(value)})[HEADER.size :])["answer"]


def over_the_wire(value):
    return decode(sent(value))


class Lying(np.ndarray):
    """Every way to ask it something gives another answer, or none."""

    def lie(self, *args, **options):
        raise AssertionError("code of the object was run")

    def __array_finalize__(self, other):
        pass

    tolist = item = astype = __array__ = __array_ufunc__ = __array_function__ = lie
    __iter__ = __len__ = __getitem__ = __float__ = __reduce__ = __repr__ = lie
    shape = dtype = size = property(lie)


class Scalar(np.float32):
    item = tolist = __float__ = Lying.lie
    dtype = property(Lying.lie)


RECORD = np.array([(1, 2.5)], dtype=[("row", int), ("share", float)])


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(np.array(3.5), 3.5, id="without axes"),
        pytest.param(np.float32(0.5), 0.5, id="32 bits"),
        pytest.param(np.float16(0.5), 0.5, id="16 bits"),
        pytest.param(np.bool_(True), True, id="a truth value"),
        pytest.param(np.array([2**64 - 1], np.uint64), [2**64 - 1], id="a large whole number"),
        pytest.param(np.array([None, [1]], object), [None, [1]], id="objects"),
        pytest.param(np.array(0.5, object), [0.5], id="an object without axes, as a list of one"),
        pytest.param(RECORD, [(1, 2.5)], id="records"),
        pytest.param(RECORD[0], (1, 2.5), id="a record"),
        pytest.param(np.arange(4)[::-2], [3, 1], id="backwards"),
        pytest.param(np.arange(3, dtype=">f4"), [0.0, 1.0, 2.0], id="of another machine"),
        pytest.param(np.broadcast_to(2.0, 3), [2.0] * 3, id="read-only, one number three times"),
        pytest.param(np.array([[1, 2]]).view(np.matrix), [[1, 2]], id="a matrix"),
        pytest.param(np.array(["a", "b"]), ["a", "b"], id="texts"),
        pytest.param(np.array([1.0, 2.0]).view(Lying), [1.0, 2.0], id="an array that lies"),
        pytest.param(Scalar(1.5), 1.5, id="a number that lies"),
        pytest.param(np.float32("nan"), math.nan, id="not a number"),
        pytest.param(np.zeros((3, 0)), [[], [], []], id="no numbers"),
        pytest.param({"a": [np.float32(1), 2]}, {"a": [1.0, 2]}, id="among others"),
    ],
)
def test_an_array_crosses_as_its_numbers(value, plain):
    assert repr(over_the_wire(value)) == repr(plain)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(np.ma.array([1.0, 2.0], mask=[0, 1]), "MaskedArray", id="masked"),
        pytest.param(np.ma.masked, "MaskedConstant", id="a masked number"),
        pytest.param(np.complex64(1j), "complex", id="complex"),
        pytest.param(np.longdouble(1), "longdouble", id="more bits than Python has"),
        pytest.param(np.clongdouble(1), "clongdouble", id="and complex"),
        pytest.param(np.void(b"abc"), "bytes", id="bytes"),
        pytest.param(np.datetime64("2026-01-01"), "date", id="a date"),
        pytest.param(np.dtype(float), "Float64DType", id="a type"),
        pytest.param(np.random.default_rng(0), "Generator", id="a generator"),
    ],
)
def test_what_has_no_plain_numbers_crosses_by_its_name(value, name):
    assert over_the_wire([value, 1]) == [Opaque(name), 1]


def itself(shape):
    array = np.empty(shape, object)
    array[(0,) * array.ndim] = array
    return array


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(np.zeros(10**8, np.uint8), id="many numbers"),
        pytest.param(np.broadcast_to(1.0, (10**6, 10**6)), id="one number, a trillion times"),
        pytest.param(np.zeros((10**15, 0)), id="no number, in very many rows"),
        pytest.param(np.zeros((1,) * (DEPTH + 1)), id="many axes"),
        pytest.param(np.broadcast_to("x" * 10**7, 9000), id="one long text, nine thousand times"),
        pytest.param(
            np.broadcast_to(np.zeros((), "f8,5000000f8"), 9000), id="records of many fields"
        ),
        pytest.param(itself(()), id="an object that is itself"),
        pytest.param(itself(1), id="a row that holds itself"),
    ],
)
def test_an_array_over_the_limits_is_too_large(value):
    with pytest.raises(TooLargeError):
        encode(value)


FLOAT, INT = np.float32(0.5), np.int32(7)


@pytest.mark.parametrize(
    ("value", "tagged"),
    [
        pytest.param(np.ones(1), ["l", 1.0], id="as Python's: float64"),
        pytest.param(np.ones(1, int), ["l", 1], id="as Python's: int64"),
        pytest.param(np.ones(1, bool), ["l", True], id="as Python's: bool"),
        pytest.param(FLOAT, ["n", "float32", 0.5], id="a number"),
        pytest.param([FLOAT] * 2, ["n", "float32", ["l", 0.5, 0.5]], id="a list, once"),
        pytest.param(
            ([FLOAT], [FLOAT]), ["n", "float32", ["t", ["l", 0.5], ["l", 0.5]]], id="rows"
        ),
        pytest.param(
            [FLOAT, INT, 1],
            ["l", ["n", "float32", 0.5], ["n", "int32", 7], 1],
            id="each by itself where they differ",
        ),
    ],
)
def test_the_type_of_numbers_is_sent_where_python_has_no_such_type(value, tagged):
    assert sent(value) == tagged


def test_types_are_read_from_what_was_sent():
    value = {"rows": [np.ones(2, np.float32), (1, True)], "text": "a", "odd": {1.0}}
    assert types_in(sent(value)) == {
        "rows": [[NumberType("float32")] * 2, (NumberType("int64"), NumberType("bool"))],
        "text": "a",
        "odd": Opaque("set"),
    }


def deep(value, levels):
    for _ in range(levels):
        value = [value, 1]
    return value


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([np.float32(math.nan), INT] * 1350, id="as many marked ones as fit"),
        pytest.param([FLOAT] * 9000, id="a long list of marked ones"),
        pytest.param([np.int8(7)] * 3500 + [7] * 6400, id="as many commas as fit"),
        pytest.param(deep(np.float32(math.inf), DEPTH), id="a marked one as deep as allowed"),
    ],
)
def test_the_largest_honest_answer_of_arrays_is_not_taken_for_a_forged_one(value):
    assert len(json.dumps(encode(value), separators=(",", ":"))) <= ANSWER_BYTES
    over_the_wire(value)


# PyTorch


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


def sly(torch):
    def lie(self, *args, **options):
        raise AssertionError("code of the object was run")

    traps = ("tolist", "item", "cpu", "detach", "size", "__len__", "__iter__", "numpy")
    names = {**dict.fromkeys(traps, lie), "__torch_function__": classmethod(lie)}
    return type("Lying", (torch.Tensor,), names)([1.0, 2.0])


def dispatched(torch):
    def raising(*args, **options):
        raise ValueError

    kind = type("Own", (torch.Tensor,), {"__torch_dispatch__": staticmethod(raising)})
    return torch.Tensor._make_subclass(kind, torch.ones(2))


@pytest.mark.filterwarnings("ignore:.*quantized")
@pytest.mark.parametrize(
    ("make", "plain"),
    [
        pytest.param(lambda torch: torch.tensor(2), 2, id="without axes"),
        pytest.param(lambda torch: torch.tensor([0.5]).bfloat16(), [0.5], id="16 bits"),
        pytest.param(lambda torch: torch.tensor([1j]).conj().imag, [-1.0], id="negated when read"),
        pytest.param(lambda torch: torch.nn.Parameter(torch.ones(1)), [1.0], id="a parameter"),
        pytest.param(lambda torch: torch.ones(2, 3).size(), (2, 3), id="a size"),
        pytest.param(sly, [1.0, 2.0], id="a tensor that lies"),
        pytest.param(lambda torch: torch.eye(2).to_sparse(), Opaque("Tensor"), id="sparse"),
        pytest.param(lambda torch: torch.ones(2, device="meta"), Opaque("Tensor"), id="nowhere"),
        pytest.param(
            lambda torch: torch.quantize_per_tensor(torch.ones(1), 1.0, 0, torch.quint8),
            Opaque("Tensor"),
            id="quantized",
        ),
        pytest.param(lambda torch: torch.tensor([1j]), [Opaque("complex")], id="complex"),
        pytest.param(lambda torch: torch.nn.Linear(1, 1), Opaque("Linear"), id="a module"),
        pytest.param(dispatched, Opaque("Own"), id="one that computes in its own way, and fails"),
    ],
)
def test_a_tensor_crosses_as_its_numbers_or_by_its_name(torch, make, plain):
    assert over_the_wire(make(torch)) == plain


def test_what_stands_in_for_all_functions_is_not_asked(torch):
    class Lying(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, function, *args):
            raise AssertionError("code of the script was run")

    tensor = torch.ones(2)
    with Lying():
        assert over_the_wire(tensor) == [1.0, 1.0]


def test_a_tensor_over_the_limits_is_too_large(torch):
    for large in (torch.ones(1).expand(10**12), torch.zeros(10**9, 0)):
        with pytest.raises(TooLargeError):
            encode(large)


def test_that_a_gradient_is_kept_is_sent_and_read(torch):
    weight = torch.ones(1, requires_grad=True)
    assert sent(weight * 2) == ["g", ["n", "float32", ["l", 2.0]]]
    assert sent([weight.sum(), weight[0]]) == ["g", ["n", "float32", ["l", 1.0, 1.0]]]
    kept, gone = [NumberType("float32", True)], [NumberType("float32")]
    assert types_in(sent([weight, weight.detach(), 1.0])) == [kept, gone, NumberType("float64")]
    assert types_in(sent(weight.double() * 2)) == [NumberType("float64", True)]
