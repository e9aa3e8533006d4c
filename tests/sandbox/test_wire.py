import array
import enum
import json
import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import TamperedError
from grader.core.probe import Answer, Case, Opaque, Probe
from grader.core.submission import Cell, Script
from grader.sandbox.answers import read_body
from grader.sandbox.inside.plain import (
    ANSWER_BYTES,
    DEPTH,
    HEADER,
    VALUES,
    TooLargeError,
    encode,
    pack,
    to_text,
)
from grader.sandbox.wire import clean, clean_output, decode, parse

SETTINGS = settings(deadline=None, derandomize=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**1022), 2**1022) | st.floats()
ATOMS = st.none() | st.booleans() | NUMBERS | TEXTS
KEYS = st.none() | st.booleans() | st.integers(-9, 9) | TEXTS | st.tuples(st.integers(), TEXTS)
PLAIN = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=20,
).filter(lambda value: depth_of(value) <= DEPTH)
JSON = st.recursive(
    ATOMS | st.sampled_from(["l", "t", "d", "f", "o", "nan"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=20,
)

ONE = Probe("one", Case("a", {}), ("one",), "?")
FRAMES = PLAIN.map(lambda value: pack({"answer": encode(value)})[HEADER.size :])


def inside(frame):
    """What a copy sends after its number."""
    return frame[1:]


@st.composite
def damaged(draw, body):
    """An honest frame in which some of it is repeated, missing or replaced."""
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(start + 30, len(body))))
    signs = st.text('0123456789eE+-.,:[]{}"\\ unldtfo', max_size=4).map(str.encode)
    new = draw(st.just(body[start:end] * 2) | st.just(b"," + body[start:end]) | signs)
    return body[:start] + new + body[end:]


class Liar(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __class__(self):
        return int


class Shouts(type):
    """A metaclass with a name of its own, and with code where a name is read."""

    @property
    def __name__(cls):
        raise AssertionError("code of the object was run")


class Traps:
    """Every way to ask it something is a trap."""

    def trap(self, *args):
        raise AssertionError("code of the object was run")

    __iter__ = __len__ = __getattribute__ = __float__ = __index__ = __int__ = trap
    __repr__ = __str__ = __bool__ = __eq__ = __hash__ = __class_getitem__ = __reduce__ = trap


class SlyList(list):
    def __iter__(self):
        return iter([1.0])


class SlyFloat(float):
    def __sub__(self, other):
        return 0.0


class Colour(enum.IntEnum):
    RED = 1


def depth_of(value):
    if isinstance(value, (list, tuple)):
        return 1 + max(map(depth_of, value), default=0)
    if isinstance(value, dict):
        return 1 + max((depth_of(part) for pair in value.items() for part in pair), default=0)
    return 0


def over_the_wire(value):
    """What the grader gets of a returned value, through the very bytes."""
    return decode(parse(pack({"answer": encode(value)})[HEADER.size :])["answer"])


def same(value, other):
    """Equal, of the same types all the way down, and NaN is NaN."""
    if type(value) is not type(other):
        return False
    if isinstance(value, float):
        return value == other or (math.isnan(value) and math.isnan(other))
    if isinstance(value, (list, tuple)):
        return len(value) == len(other) and all(map(same, value, other))
    if isinstance(value, dict):
        return same(list(value.items()), list(other.items()))
    return value == other


@SETTINGS
@given(PLAIN)
def test_plain_data_cross_unchanged(value):
    assert same(over_the_wire(value), value)


@pytest.mark.parametrize(
    ("value", "arrives_as"),
    [
        pytest.param(array.array("d", [1.0, 2.5]), [1.0, 2.5], id="an array is a list"),
        pytest.param(Fraction(1, 4), 0.25, id="a fraction is a float"),
        pytest.param(Decimal("0.5"), 0.5, id="a decimal is a float"),
        pytest.param(Decimal("inf"), math.inf, id="an infinite decimal"),
        pytest.param(-math.inf, -math.inf, id="minus infinity"),
        pytest.param("a\ud800b", "a\\ud800b", id="a lone surrogate is written out"),
        pytest.param(10**300, 10**300, id="a long integer that a float can hold"),
    ],
)
def test_a_number_of_another_kind_arrives_as_a_plain_one(value, arrives_as):
    assert same(over_the_wire(value), arrives_as)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(Traps(), "Traps", id="an object full of traps"),
        pytest.param(Shouts("Hidden", (), {})(), "Hidden", id="a metaclass with a name of its own"),
        pytest.param(Traps, "type", id="a class"),
        pytest.param(object(), "object", id="an object of no class of its own"),
        pytest.param({1.0}, "set", id="a set"),
        pytest.param(b"bytes", "bytes", id="bytes"),
        pytest.param(1j, "complex", id="a complex number"),
        pytest.param(Decimal("sNaN"), "Decimal", id="a signalling decimal"),
        pytest.param(Fraction(10**400), "Fraction", id="a fraction that no float holds"),
        pytest.param(10 ** (10**6), "int of over 300 digits", id="an integer of a million digits"),
        pytest.param(type("N" * 10**6, (), {})(), "N" * 80, id="a name of a million letters"),
        pytest.param(type("\x1b[31m", (), {})(), " [31m", id="a name that colours the terminal"),
    ],
)
def test_what_is_not_plain_is_opaque(value, name):
    assert over_the_wire([value]) == [Opaque(name)]


TRAPPED = (
    "__iter__ __len__ __getitem__ __getattribute__ __float__ __index__ __int__ __repr__ __str__ "
    "__bool__ __eq__ __hash__ __sub__ __reduce__ items keys copy __length_hint__"
)
TRAPS = dict.fromkeys(TRAPPED.split(" "), Traps.trap)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(type("L", (int,), TRAPS)(5), 5, id="an int full of traps"),
        pytest.param(type("L", (float,), TRAPS)(1.5), 1.5, id="a float full of traps"),
        pytest.param(type("L", (list,), TRAPS)([1, "a"]), [1, "a"], id="a list full of traps"),
        pytest.param(type("L", (tuple,), TRAPS)([1, 2.0]), (1, 2.0), id="a tuple full of traps"),
        pytest.param(type("L", (str,), TRAPS)("abc"), "abc", id="a text full of traps"),
        pytest.param(type("L", (dict,), TRAPS)(a=1), {"a": 1}, id="a dict full of traps"),
        pytest.param(Liar(5), 5, id="an int that is equal to everything"),
        pytest.param(SlyList([2.0]), [2.0], id="a list that iterates as another"),
        pytest.param(SlyFloat(1), 1.0, id="a float that computes as another"),
        pytest.param(Colour.RED, 1, id="an enumeration"),
        pytest.param(namedtuple("Pair", "a b")(1, 2), (1, 2), id="a named tuple"),
        pytest.param(OrderedDict(a=1), {"a": 1}, id="an ordered dict"),
        pytest.param(Counter("aab"), {"a": 2, "b": 1}, id="a counter"),
        pytest.param(defaultdict(list, a=[1]), {"a": [1]}, id="a dict with a default"),
        pytest.param(range(3), [0, 1, 2], id="a range"),
        pytest.param(deque([1, 2.5]), [1, 2.5], id="a deque"),
        pytest.param({"a": 1}.values(), [1], id="a dict's values"),
        pytest.param({"a": 1}.items(), [("a", 1)], id="a dict's items"),
    ],
)
def test_a_kind_of_a_plain_type_is_read_without_its_own_code(value, plain):
    assert over_the_wire([value]) == [plain]
    assert type(over_the_wire([value])[0]) is type(plain)


@pytest.mark.parametrize("base", [int, float, list, tuple, str, dict])
def test_a_class_that_denies_its_base_is_opaque(base):
    denier = type("Denier", (type,), {"mro": lambda kind: [kind, object]})
    assert over_the_wire([denier("L", (base,), {})()]) == [Opaque("L")]


def test_a_key_is_not_asked_for_its_hash_again():
    hashes = iter([1])
    key = type("Key", (str,), {"__hash__": lambda self: next(hashes)})("a")
    assert over_the_wire([type("D", (dict,), {})({key: 1})]) == [{"a": 1}]


def test_a_range_without_end_is_too_large():
    for end in (10**5, 10**30):
        with pytest.raises(TooLargeError):
            encode(range(end))


def cyclic():
    items = []
    items.append(items)
    return items


def shared(levels):
    items = [1.0]
    for _ in range(levels):
        items = [items] * 100
    return items


def nested(levels):
    items = 1.0
    for _ in range(levels):
        items = (items,)
    return items


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([0.0] * VALUES, id="one value more than allowed, the list included"),
        pytest.param(dict.fromkeys(range(10**6)), id="a large dict"),
        pytest.param([0] * 10**7, id="a large list"),
        pytest.param(cyclic(), id="a list that holds itself"),
        pytest.param(shared(6), id="a small list that stands for a trillion values"),
        pytest.param(nested(DEPTH + 1), id="one level too deep"),
        pytest.param(nested(10**5), id="a hundred thousand levels"),
        pytest.param("x" * (ANSWER_BYTES + 1), id="a long text"),
        pytest.param(["x" * ANSWER_BYTES] * 5000, id="one long text thousands of times"),
        pytest.param(array.array("d", [0.0]) * VALUES, id="a large array holds as many as a list"),
        pytest.param([[0.0] * 99] * 100, id="a table, its rows counted too, of one value too many"),
        pytest.param([[0.0] * 10**6] * 5000, id="a row that stands for five thousand"),
    ],
)
def test_too_much_is_too_large(value):
    with pytest.raises(TooLargeError):
        encode(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([7] * (VALUES - 1), id="as many values as allowed"),
        pytest.param([type("A", (), {})()] * 5400, id="as many opaque values as fit"),
        pytest.param([math.nan] * 4600, id="as many NaN as fit"),
        pytest.param([[]] * 9000, id="as many empty lists as fit"),
        pytest.param(nested(DEPTH), id="as deep as allowed"),
        pytest.param([{1}] + [nested(DEPTH - 1)], id="deep and opaque"),
        pytest.param("\x00" * 10_000, id="text that JSON writes long"),
    ],
)
def test_the_largest_honest_answer_is_not_taken_for_a_forged_one(value):
    assert len(json.dumps(encode(value))) <= ANSWER_BYTES
    over_the_wire(value)


# Chosen by number, since hypothesis asks what it samples from for its representation.
MAKERS = [Traps, Liar, lambda: SlyList([1]), lambda: Shouts("S", (), {}), object, cyclic]
HOSTILE = st.integers(0, len(MAKERS) - 1).map(lambda number: MAKERS[number]())


@SETTINGS
@given(st.recursive(ATOMS | HOSTILE, lambda x: st.lists(x) | st.tuples(x, x), max_leaves=30))
def test_encode_is_total(value):
    try:
        encoded = encode(value)
    except TooLargeError:
        return
    decode(parse(pack({"answer": encoded})[HEADER.size :])["answer"])


@SETTINGS
@given(st.binary(max_size=300) | TEXTS.map(str.encode) | JSON.map(json.dumps).map(str.encode))
def test_parse_is_total(body):
    try:
        frame = parse(body)
    except TamperedError:
        return
    assert type(frame) is dict


@SETTINGS
@given(st.binary(max_size=99) | JSON.map(json.dumps).map(str.encode) | FRAMES.flatmap(damaged))
def test_what_is_taken_as_a_frame_is_written_in_its_one_form(body):
    try:
        frame = parse(body)
    except TamperedError:
        return
    assert pack(frame)[HEADER.size :] == body


@SETTINGS
@given(FRAMES.map(inside).flatmap(damaged))
def test_an_answer_that_is_kept_is_the_one_that_was_read(body):
    try:
        observation = read_body(ONE, body, Script((Cell(1, ""),)))
    except TamperedError:
        return
    if isinstance(observation, Answer):
        assert same(decode(json.loads(observation.wire)), observation.value)


@SETTINGS
@given(PLAIN)
def test_what_a_worker_sends_is_read_and_kept_as_it_came(value):
    observation = read_body(ONE, f'"answer":{to_text(value)}}}'.encode(), Script(()))
    assert same(observation.value, value)
    assert observation.wire == to_text(value)


@SETTINGS
@given(JSON)
def test_decode_is_total(tagged):
    try:
        value = decode(tagged)
    except TamperedError:
        return
    assert same(decode(json.loads(json.dumps(encode_again(value)))), value)


def encode_again(value):
    """`encode`, for what was decoded: an opaque value is written as it came."""
    if isinstance(value, Opaque):
        return ["o", value.type_name]
    if isinstance(value, (list, tuple)):
        return ["l" if isinstance(value, list) else "t", *map(encode_again, value)]
    if isinstance(value, dict):
        return ["d", *(encode_again(part) for pair in value.items() for part in pair)]
    return encode(value)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b'{"a": NaN}', id="NaN"),
        pytest.param(b"[1]", id="not an object"),
        pytest.param(b'{"a": "\\ud800"}', id="a lone surrogate"),
        pytest.param(b'{"a": ' + b"9" * 60_000 + b"}", id="a long number"),
        pytest.param(b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", id="deep"),
        pytest.param(b'{"a": [' + b"1," * 30_000 + b"1]}", id="many values"),
        pytest.param(b'{"a": "' + b"x" * 70_000 + b'"}', id="long"),
        pytest.param(b'"' + b'\\"' * 33_000, id="a text with many quotes that never ends"),
        pytest.param(b'"' * 66_001, id="quotes"),
        pytest.param(b"\\" * 66_000, id="backslashes"),
    ],
)
def test_a_malformed_frame_is_tampered_with(body):
    with pytest.raises(TamperedError):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a":1,"a":2}', id="a key twice"),
        pytest.param(b'{"a":{"b":1,"b":1}}', id="a key twice, deep inside, with one value"),
        pytest.param(b'{"a":1}{}', id="something after it"),
        pytest.param(b'{"a":1}\n', id="a line's end after it"),
        pytest.param(b'{"a": 1}', id="a blank in it"),
        pytest.param(b'{"a":1e5}', id="a number as Python does not write it"),
        pytest.param(b'{"a":0.10}', id="a number with more digits than it needs"),
        pytest.param(b'{"a":-0}', id="an integer with a sign that it loses"),
        pytest.param(b'{"a":1e999}', id="a number that is read as infinite"),
        pytest.param(b'{"a":"\\u0061"}', id="a letter that needs no escape"),
        pytest.param(b'{"a":"\\/"}', id="a sign that needs no escape"),
        pytest.param(b'{"a":"\\u00E9"}', id="an escape in capitals"),
        pytest.param('{"a":"é"}'.encode(), id="a letter that is not ASCII"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', id="a mark of the byte order"),
        pytest.param('{"a":1}'.encode("utf-16"), id="another encoding"),
        pytest.param(b'{"a":Infinity}', id="infinity"),
    ],
)
def test_a_frame_in_another_form_than_a_workers_is_tampered_with(body):
    with pytest.raises(TamperedError):
        parse(body)


ERROR = '{"type":"E","message":"m","at":0,"line":1}'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('"answer":1,"answer":2}', id="two answers"),
        pytest.param('"answer":1,"missing":"one"}', id="an answer and something else"),
        pytest.param('"answer":1}}', id="a bracket too many"),
        pytest.param('"answer":1', id="a bracket too few"),
        pytest.param('"limit":"full marks"}', id="a limit that is none of ours"),
        pytest.param('"missing":"full marks"}', id="a name that nobody asked for"),
        pytest.param('"reply":1,"answer":2}', id="a second number"),
        pytest.param(f'"raised":{ERROR},"raised":{ERROR}}}', id="two errors"),
        pytest.param(f'"raised":{ERROR.replace("0", "true")}}}', id="a place that is no number"),
        pytest.param(
            '"raised":{"message":"m","type":"E","at":0,"line":1}}', id="an error in another order"
        ),
        pytest.param('"raised":{"type":"E","message":"m","at":0}}', id="half an error"),
        pytest.param("}", id="nothing"),
    ],
)
def test_what_is_no_answer_of_a_workers_is_tampered_with(body):
    with pytest.raises(TamperedError):
        read_body(ONE, body.encode(), Script((Cell(1, ""),)))


@pytest.mark.parametrize(
    "tagged",
    [
        pytest.param({}, id="an object"),
        pytest.param([], id="no tag"),
        pytest.param(["x", 1], id="an unknown tag"),
        pytest.param(["d", 1], id="half a pair"),
        pytest.param(["d", ["l"], 1], id="a key that can't be one"),
        pytest.param(["f", "5"], id="a float that is not special"),
        pytest.param(["o", "x" * 81], id="a long type name"),
        pytest.param(10**350, id="an integer that no float holds"),
        pytest.param(json.loads("1e999"), id="a number that is read as infinite"),
        pytest.param(["l", ["l", ["o", 5]]], id="deep inside"),
    ],
)
def test_what_encode_never_writes_is_tampered_with(tagged):
    with pytest.raises(TamperedError):
        decode(tagged)


@SETTINGS
@given(st.text())
def test_shown_text_is_one_clean_line(text):
    cleaned = clean(text)
    assert len(cleaned) <= 200
    assert cleaned.isprintable()


@SETTINGS
@given(st.text())
def test_shown_output_has_no_control_characters(text):
    assert all(c.isprintable() or c in "\n\t" for c in clean_output(text))
