"""Rules about a script's text: what it must not use, what it must or must not do."""

import contextlib

import pytest

from grader.core.result import Criterion
from grader.core.submission import Cell, Limits, Script, Submission
from grader.submission.notebook import read_submission, reading_of
from grader.submission.reader import Reader
from grader.submission.rules import find_text_breaches


def told(source, rule, *, forbidden=(), required=(), functions=()):
    """What a student is told of a program."""
    cells = tuple(Cell(n, text) for n, text in enumerate(source.split("\n---\n"), 1))
    outline = reading_of(Submission("hw.ipynb"), Script(cells)).outline
    names = (forbidden, required, functions)
    criterion = Criterion("c", "rules", 1, (), rule, **dict(zip(NAMES, names, strict=True)))
    return [str(breach) for breach in find_text_breaches([criterion], outline)]


NAMES = ("forbidden", "required", "functions")
SORTS = "def train(rows):\n    return sorted(rows)\n"
HELPED = "def helper(rows):\n    return sorted(rows)\n\ndef train(rows):\n    return helper(rows)\n"
CLASS = """\
class Model:
    def train(self, rows):
        self.step(rows)

    def step(self, rows):
        rows.sort()

    def sort(self):
        return self.rows
"""


@pytest.mark.parametrize(
    ("source", "word"),
    [
        pytest.param(SORTS, "sorted", id="a builtin"),
        pytest.param("s = sorted\n---\ndef train(x):\n    return s(x)", "sorted", id="an alias"),
        pytest.param("def train(x):\n    s = sorted\n    return s(x)", "sorted", id="alias within"),
        pytest.param("sorted = sorted\ndef train(x):\n    sorted(x)", "sorted", id="of itself"),
        pytest.param("def train(x):\n    return list(map(sorted, x))", "sorted", id="passed on"),
        pytest.param("def train(x):\n    return (lambda y: sorted(y))(x)", "sorted", id="lambda"),
        pytest.param(
            "def train(x):\n    def f(y):\n        sorted(y)\n    f(x)", "sorted", id="in"
        ),
        pytest.param("def train(x):\n    x.sort()", "list.sort", id="a method"),
        pytest.param("def train(x):\n    list.sort(x)", "list.sort", id="a method of its class"),
        pytest.param("def train(x):\n    self.x.sort()", "list.sort", id="of an attribute"),
        pytest.param("def train(x):\n    f(x).sort()", "list.sort", id="of what a call gives"),
        pytest.param("def train(x):\n    x.dot(x)", ".dot", id="of whatever has it"),
        pytest.param(
            "import numpy as np\ndef train(x):\n    np.linalg.solve(x, x)",
            "numpy.linalg.solve",
            id="of a module",
        ),
        pytest.param(
            "from numpy.linalg import solve as s\ndef train(x):\n    s(x, x)",
            "numpy.linalg.solve",
            id="imported by name",
        ),
        pytest.param(
            "def train(x):\n    import numpy.linalg as la\n    la.solve(x, x)",
            "numpy.linalg",
            id="what is in a module",
        ),
        pytest.param(HELPED, "sorted", id="by another function"),
        pytest.param("def train(x):\n    f = np = sorted\n    f(x)", "sorted", id="two at once"),
        pytest.param(
            "for sorted in [sorted]:\n    pass\ndef train(x):\n    sorted(x)",
            "sorted",
            id="by a loop",
        ),
        pytest.param("(s := sorted)\ndef train(x):\n    s(x)", "sorted", id="by a walrus"),
        pytest.param("s, _ = sorted, 0\ndef train(x):\n    s(x)", "sorted", id="one of a pair"),
        pytest.param("s = [sorted]\ndef train(x):\n    s[0](x)", "sorted", id="in a list"),
        pytest.param("if 0:\n    def sorted(): ...\n" + SORTS, "sorted", id="never one's own"),
        pytest.param("sorted: int\n" + SORTS, "sorted", id="given nothing"),
        pytest.param("sorted = print\ndel sorted\n" + SORTS, "sorted", id="given up again"),
        pytest.param("sorted = 0\n" + SORTS, "sorted", id="what can't be called"),
        pytest.param("class A:\n    sorted = 0\n" + SORTS, "sorted", id="a class's name"),
        pytest.param(
            "def train(x, f=lambda sorted: 0):\n    sorted(x)", "sorted", id="a lambda's name"
        ),
        pytest.param(
            "def train(x):\n    [sorted for sorted in x]\n    sorted(x)", "sorted", id="c"
        ),
        pytest.param("if True:\n    def train(x):\n        sorted(x)", "sorted", id="under an if"),
        pytest.param(
            "try:\n    0\nfinally:\n    def train(x):\n        sorted(x)", "sorted", id="try"
        ),
        pytest.param("train = lambda x: sorted(x)", "sorted", id="a lambda's"),
        pytest.param("def f(x):\n    sorted(x)\ntrain = f", "sorted", id="another function's"),
        pytest.param("pass\n" * 5_100 + SORTS, "sorted", id="below much"),
    ],
)
def test_a_use_that_is_forbidden_is_told(source, word):
    assert told(source, "calls", forbidden=[word], functions=["train"])


@pytest.mark.parametrize(
    ("source", "word"),
    [
        pytest.param("def train(x):\n    return x\n---\nsorted([2, 1])", "sorted", id="elsewhere"),
        pytest.param("def train(x):\n    sum = 0\n    return sum + x", "sum", id="a variable"),
        pytest.param("def train(sum):\n    return sum", "sum", id="a parameter"),
        pytest.param("def sorted(x):\n    return x\n\n" + SORTS, "sorted", id="one's own"),
        pytest.param("def train(x):\n    for max in x:\n        print(max)", "max", id="of a loop"),
        pytest.param("def train(x):\n    self.sort()", "list.sort", id="one's own method"),
        pytest.param(
            "import numpy as np\ndef train(x):\n    np.sort(x)", "list.sort", id="another"
        ),
        pytest.param("def train(x):\n    'sorted(x)'  # sorted", "sorted", id="in a text"),
        pytest.param("import math\ndef train(x):\n    math.sin(x)", "math.sinh", id="longer name"),
        pytest.param("def helper(x):\n    sorted(x)\n\ndef train(x):\n    pass", "sorted", id="no"),
        pytest.param(
            "def train(x):\n    try:\n        0\n    except E as sum:\n        print(sum)",
            "sum",
            id="of an except",
        ),
        pytest.param(
            "def train(x):\n    match x:\n        case [max, *min]:\n            print(max)",
            "max",
            id="of a pattern",
        ),
        pytest.param(
            "kinds = list(map(int, x))\ndef train(x):\n    return kinds", "int", id="made by it"
        ),
    ],
)
def test_nothing_else_is_taken_for_a_use(source, word):
    assert not told(source, "calls", forbidden=[word], functions=["train"])


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        pytest.param(
            SORTS,
            {"forbidden": ["sorted"]},
            "cell 1, line 2: a use of `sorted` in `train`, which is not allowed",
            id="anywhere",
        ),
        pytest.param(
            "x = 1\n---\nprint(sorted([x]))",
            {"forbidden": ["sorted"]},
            "cell 2, line 1: a use of `sorted`, which is not allowed",
            id="at the margin",
        ),
        pytest.param(
            HELPED,
            {"forbidden": ["sorted"], "functions": ["train"]},
            "cell 1, line 2: a use of `sorted` in `helper`, which `train` must do without",
            id="in a helper",
        ),
        pytest.param(
            CLASS,
            {"forbidden": ["list.sort"], "functions": ["Model.train"]},
            "cell 1, line 6: a use of `list.sort` in `Model.step`, "
            "which `Model.train` must do without",
            id="by another method",
        ),
        pytest.param(
            CLASS,
            {"forbidden": ["list.sort"], "functions": ["Model"]},
            "cell 1, line 6: a use of `list.sort` in `Model.step`, which is not allowed",
            id="in a class",
        ),
        pytest.param(
            SORTS,
            {"required": ["numpy.dot"], "functions": ["train"]},
            "cell 1, line 1: `train` is to have a use of `numpy.dot`, and has not",
            id="a use that is asked for",
        ),
    ],
)
def test_a_student_is_told_which_use_and_where(source, options, sentence):
    assert told(source, "calls", **options) == [sentence]


LOOP = "def train(x):\n    for y in x:\n        print(y)\n"
SELF = "def fact(n):\n    return n and n * fact(n - 1)\n"
TWO = "def even(n):\n    return n == 0 or odd(n - 1)\n\ndef odd(n):\n    return n and even(n - 1)\n"
METHOD = "class A:\n    def walk(self, n):\n        return n and self.walk(n - 1)\n"
NESTED = "def fact(n):\n    def f(n):\n        return n and f(n - 1)\n    return f(n)\n"
MAKER = "class A:\n    def copy(self):\n        return A()\n"
OTHER = "class A:\n    def forward(self, x):\n        return self.layer.forward(x)\n"


@pytest.mark.parametrize(
    ("source", "word", "function"),
    [
        pytest.param(LOOP, "loop", "train", id="for"),
        pytest.param("def f():\n    while 1:\n        break", "loop", "f", id="while"),
        pytest.param("def f(x):\n    return [y for y in x]", "comprehension", "f", id="list"),
        pytest.param(
            "def f(x):\n    return sum(y for y in x)", "comprehension", "f", id="generator"
        ),
        pytest.param("def f(x):\n    yield x", "generator", "f", id="yield"),
        pytest.param("def f(x):\n    return x @ x", "matmul", "f", id="product"),
        pytest.param("class A:\n    pass", "class", "", id="class"),
        pytest.param(SELF, "recursion", "fact", id="itself"),
        pytest.param(TWO, "recursion", "even", id="two that call each other"),
        pytest.param(METHOD, "recursion", "A.walk", id="a method"),
        pytest.param(NESTED, "recursion", "fact", id="one within"),
        pytest.param("def g(x):\n" + LOOP[14:] + "\ndef f(x):\n    g(x)", "loop", "f", id="helper"),
        pytest.param(LOOP, "loop or recursion", "train", id="one of two"),
    ],
)
def test_a_construct_is_found(source, word, function):
    functions = [function] if function else []
    assert not told(source, "constructs", required=[word], functions=functions)
    if " or " not in word:
        assert told(source, "constructs", forbidden=[word], functions=functions)


@pytest.mark.parametrize(
    ("source", "word", "function", "sentence"),
    [
        pytest.param(
            *(SELF, "loop", "fact"),
            "cell 1, line 1: `fact` is to have a loop, and has not",
            id="none in a function",
        ),
        pytest.param(
            *("x = 1", "loop or recursion", ""),
            "there is to be a loop or a function that calls itself, and is not",
            id="none anywhere",
        ),
        pytest.param(
            *("x = 1", "loop", "train"),
            "`train` is missing, which is to have a loop",
            id="no such function",
        ),
        pytest.param(
            *(OTHER, "recursion", "A.forward"),
            "cell 1, line 2: `A.forward` is to have a function that calls itself, and has not",
            id="another's method of the same name",
        ),
        pytest.param(
            *(MAKER, "recursion", "A.copy"),
            "cell 1, line 2: `A.copy` is to have a function that calls itself, and has not",
            id="another object of the class",
        ),
    ],
)
def test_a_construct_that_is_missing_is_told(source, word, function, sentence):
    functions = [function] if function else []
    assert told(source, "constructs", required=[word], functions=functions) == [sentence]


LOOPS = "def error(x):\n    for y in x:\n        print(y)\n"
WEIGHTS = "class A:\n    def weights(self):\n        for y in self:\n            print(y)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(LOOPS + "def f(y):\n    error = y\n    return error", id="a variable"),
        pytest.param(LOOPS + "def f(error):\n    return error", id="a parameter"),
        pytest.param(
            LOOPS + "def f(x):\n    return lambda error: error", id="a lambda's parameter"
        ),
        pytest.param(
            WEIGHTS + "class B:\n    def __init__(self):\n        self.weights = 0\n"
            "def f(model):\n    return model.weights",
            id="what another class keeps",
        ),
        pytest.param(
            WEIGHTS.replace("weights", "add") + "def f(x):\n    s = set()\n    s.add(x)",
            id="a set's method",
        ),
        pytest.param(
            WEIGHTS.replace("weights", "join") + "def f(x):\n    return ''.join(x)",
            id="a text's method",
        ),
        pytest.param(
            "import numpy as np\n"
            + WEIGHTS.replace("weights", "add")
            + "def f(x):\n    return np.add(x, x)",
            id="a module's function",
        ),
        pytest.param("def f(n):\n    f = 1\n    return f", id="a result called as its function"),
        pytest.param(
            "rows = sorted(x, key=lambda x: 0)\ndef f():\n    return rows", id="what a call gave"
        ),
    ],
)
def test_what_is_only_called_like_a_function_of_the_program_is_none(source):
    for word in ("loop", "recursion", "lambda" if "error" not in source else "while"):
        assert not told(source, "constructs", forbidden=[word], functions=["f"])


BASE = "class B:\n    def f(self, x):\n        for y in x:\n            print(y)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(BASE + "class P(B):\n    pass", id="has it of another class"),
        pytest.param(BASE + "P = B", id="is another class"),
        pytest.param(LOOPS + "class P:\n    f = error", id="is given it"),
        pytest.param(LOOPS + "class P:\n    def f(self): ...\nP.f = error", id="is given it later"),
        pytest.param(
            "if True:\n" + BASE.replace("B:", "P:").replace("\n", "\n  "), id="below an if"
        ),
        pytest.param(LOOPS + "class P:\n    f = staticmethod(error)", id="is given it as static"),
        pytest.param(
            "class H:\n"
            + BASE.replace("\n", "\n    ").join(["    ", "\n"])
            + "class P:\n    def f(self, x):\n        H.B.f(0, x)",
            id="calls it in a class within another",
        ),
        pytest.param(
            BASE + "class P:\n    def f(self, x):\n        self = x\n        self.f(x)",
            id="calls it of another self",
        ),
    ],
)
def test_a_method_is_found_however_a_class_has_it(source):
    assert told(source, "constructs", forbidden=["loop"], functions=["P.f"])


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(
            "def pad(a):\n" + "".join(f"    a.x{n}\n" for n in range(5_100)), id="uses of names"
        ),
        pytest.param("".join(f"def f{n}(): ...\n" for n in range(5_100)), id="functions"),
    ],
)
def test_a_rule_is_not_kept_by_writing_more_than_is_looked_at(above):
    (sentence,) = told(above + "def train(x):\n    return x", "calls", forbidden=["sorted"])
    assert "there is more in this program than is looked at" in sentence


def test_a_rule_about_a_function_that_is_not_there_is_not_kept():
    sentence = "`train` is missing, so this rule can't be judged: write it as a `def`"
    assert told("x = 1", "calls", forbidden=["sorted"], functions=["train"]) == [sentence]


def test_what_is_only_named_is_no_use_that_is_asked_for():
    for body, is_kept in {"sum": 0, "y = sum": 0, "sum(x)": 1, "list(map(sum, x))": 1}.items():
        source = f"def train(x):\n    {body}"
        assert is_kept != bool(told(source, "calls", required=["sum"], functions=["train"]))


def test_a_construct_that_is_forbidden_is_told_with_its_place():
    sentence = "cell 1, line 2: a `for` loop in `train`, which is not allowed"
    assert told(LOOP, "constructs", forbidden=["for"], functions=["train"]) == [sentence]


@pytest.mark.processes
def test_what_comes_from_the_process_that_reads_is_what_stands_in_the_text(tmp_path):
    path = tmp_path / "hw.py"
    path.write_text(HELPED)
    with contextlib.closing(Reader()) as reader:
        deeds = reader.read(path, Limits()).outline.deeds
        reader.closely = False
        assert reader.read(path, Limits()).outline.deeds is None
    assert deeds == read_submission(path, Limits()).outline.deeds != ()


def test_of_a_text_that_nobody_looked_at_that_is_said():
    reading = reading_of(Submission("hw.py"), Script((Cell(1, LOOP),)), closely=False)
    criterion = Criterion("c", "rules", 1, (), "calls", forbidden=("sorted",))
    (breach,) = find_text_breaches([criterion], reading.outline)
    assert str(breach) == "nobody looked at its text for this rule: grade it again"
