"""The code of a test becomes a question: what it compares is answered, the rest asserted."""

import ast
from types import SimpleNamespace

import pytest

from grader.authoring.takeover.homework import CellTest, SourcePart
from grader.authoring.takeover.names import find_definitions
from grader.authoring.takeover.questions import CannotTakeError, Setting, ask

PARTS = [
    SourcePart(
        "code", "import math\nfrom os import path as p\nlimit = 3\ndef given(x):\n    return x"
    ),
    SourcePart("code", "def f(x):\n    return 2 * x", is_solved=True),
    SourcePart("code", "class Model:\n    pass\nfound = 4", is_solved=True),
]


def asked(code, shows=False, shown="", setting=None, place=9):
    setting = setting or Setting(find_definitions(PARTS))
    return ask(CellTest(1, place, code, shows=shows, shown=shown), setting)


def answer(question, **student):
    body = "\n".join(f" {line}" for line in question.body.split("\n"))
    space = {}
    exec(f"def probe(student):\n{body}", space)
    return space["probe"](SimpleNamespace(**student))


def f(x):
    return 2 * x


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        pytest.param("assert f(2) == 4", {"f(2)": 4}, id="a comparison with a value"),
        pytest.param("assert 4 == f(2)", {"f(2)": 4}, id="the value first"),
        pytest.param("assert f(0) is None", {"f(0)": 0}, id="what it is"),
        pytest.param(
            "assert f(1) == 2 and f(2) == 4", {"f(1)": 2, "f(2)": 4}, id="several at once"
        ),
        pytest.param("assert_equal(f(2), 4)", {"f(2)": 4}, id="by a function"),
        pytest.param("y = f(3)\nassert y == 6, 'six'", {"y": 6}, id="what was made of it"),
        pytest.param("assert f(\n    2\n) == 4", {"f( 2 )": 4}, id="over several lines"),
        pytest.param("assert f(2) == 4\nassert f(2) == 4", {"f(2)": 4, "f(2) #2": 4}, id="twice"),
        pytest.param("assert f('ä') == 'ää'  # both", {"f('ä')": "ää"}, id="beyond ASCII"),
    ],
)
def test_what_is_compared_with_a_value_is_answered(code, answers):
    question = asked(f"def assert_equal(a, b): ...\n{code}" if "assert_" in code else code)
    assert answer(question, f=f) == answers
    assert not question.asserts


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("assert abs(f(2) - 4) < 1e-6", id="about equal"),
        pytest.param("for x in range(3):\n    assert f(x) == 2 * x", id="in a loop"),
        pytest.param("assert f(2) == {4}", id="with what no golden can be"),
        pytest.param("assert f(2) == math.sqrt(16)", id="with what is computed"),
    ],
)
def test_what_else_is_asserted_says_what_it_asserts(code):
    question = asked(code)
    assert question.asserts
    with pytest.raises(AssertionError, match=r"f\("):
        answer(question, f=lambda x: 7, math=None)


def test_what_holds_is_answered_with_true():
    assert answer(asked("assert f(2) > 3"), f=f) is True


@pytest.mark.parametrize(
    ("code", "shown", "answers"),
    [
        pytest.param("f(2)", "4", {"f(2)": 4}, id="a value"),
        pytest.param("f(2) == 4", "True", {"f(2)": 4}, id="what is compared"),
        pytest.param("print(f(2))", "4", {"str(f(2))": "4"}, id="what is printed"),
        pytest.param("f(2) > 3", "True", {"f(2) > 3": True}, id="whether something holds"),
        pytest.param("f(2)", "<Four>", {"f(2)": "4"}, id="the text of what is no plain data"),
        pytest.param("{f(2)}", "{4}", {"{f(2)}": True}, id="whether a set is the same"),
    ],
)
def test_what_the_last_line_shows_is_answered(code, shown, answers):
    assert answer(asked(code, shows=True, shown=shown), f=f) == answers


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        pytest.param("assert f(2) == 4", ("f",), id="a function"),
        pytest.param("assert f(given(limit)) == 6", ("given", "f"), id="given functions first"),
        pytest.param("assert f(found) == 8\nModel()", ("f", "found", "Model"), id="latest last"),
        pytest.param("f = 3\nassert found == f + 1", ("found",), id="not what it binds itself"),
        pytest.param("def h():\n    return f(2)\nassert h() == 4", ("f",), id="within a function"),
        pytest.param("for f in f([1]):\n    assert f", ("f",), id="read before it is bound"),
        pytest.param("assert [f(f_) for f_ in [1]] == [2]", ("f",), id="within brackets"),
    ],
)
def test_what_is_the_students_is_needed(code, needs):
    assert asked(code).needs == needs


def test_a_test_has_the_imports_and_the_earlier_tests_that_it_relies_on():
    setting = Setting(find_definitions(PARTS))
    asked("assert f(1) == 2\ndef close(a, b):\n    return math.isclose(a, b)", setting=setting)
    question = asked("assert close(f(2), 4)", setting=setting)
    assert answer(question, f=f) is True
    assert question.body.index("import math") < question.body.index("def close")


def test_an_import_is_of_the_one_name_that_is_used():
    assert "from os import path as p" in asked("assert p.join('a', f('b')) == 'a/bb'").body


@pytest.mark.parametrize(
    ("code", "line"),
    [
        pytest.param("assert f(2) == 4", "= student.f(2)", id="of the student's"),
        pytest.param("f = f\nassert f(2) == 4", "f = student.f\n", id="bound again"),
        pytest.param("assert f(f'{found}') == '44'", "found = student.found\n", id="in a text"),
        pytest.param(
            "assert found == 4\ndef h(found):\n    return found", "return found\n", id="given"
        ),
        pytest.param("assert f(1) == [f for f in [2]][0]", "f = student.f\n", id="in brackets"),
    ],
)
def test_a_question_names_whose_a_name_is(code, line):
    assert line in asked(code).body


def test_a_word_that_is_printed_is_left_out():
    assert "print" not in asked("assert f(2) == 4\nprint('Success!')").body


def test_a_test_that_takes_a_function_away_takes_it_from_the_students_program():
    code = "old = f\ndel f\ntry:\n    Model()\nfinally:\n    f = old"
    body = asked(code).body
    assert "space = student.Model.__globals__" in body
    assert "del space['f']" in body
    assert "f = student.f" not in body


def test_assertions_of_nose_are_those_of_unittest():
    code = "from nose.tools import assert_equal, assert_raises\n"
    code += "assert_equal(f(2), 4)\nassert_raises(TypeError, f)"
    question = asked(code)
    assert "nose" not in question.body
    assert answer(question, f=f) == {"f(2)": 4}


def test_a_name_that_a_later_cell_binds_again_is_told():
    assert asked("assert found == 4", place=2).later == ("found",)
    assert asked("assert found == 4", place=3).later == ()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("assert f(2 == 4", "not Python", id="no Python"),
        pytest.param('"""nothing"""\n# at all', "tests nothing", id="nothing"),
        pytest.param("assert limit == 3", "nothing that a student writes", id="what is given"),
        pytest.param("assert f(helper) == 1", "defines `helper`", id="what nobody defines"),
        pytest.param("from os import *\nassert f(2) == 4", "into a function", id="all names"),
        pytest.param("assert await f(2) == 4", "into a function", id="what awaits"),
        pytest.param("from nose.tools import raises\nf(1)", "`raises` of nose", id="what is gone"),
    ],
)
def test_what_cannot_be_asked_says_why(code, why):
    with pytest.raises(CannotTakeError, match=why):
        asked(code)


def test_text_within_a_question_stays_as_it_was():
    code = 'text = """a\n  b"""\nassert f(text) == 1  # why'
    body = asked(code).body
    assert ast.parse(body)
    assert 'text = """a\n  b"""' in body
    assert "# why" in body
