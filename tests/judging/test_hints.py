"""What a student is told of a failure: the thing, and the next step. On real programs."""

import dataclasses
import json
import sys

import pytest
from support.project import ROOT
from support.specimens import edited, extended, page_of_graded

from grader.core.submission import Cell, Limits, Script
from grader.judging.written import Written
from grader.pipeline import grade
from grader.reports.page import render
from grader.reports.terminal import Style
from grader.reports.terminal import render as render_text
from grader.submission.notebook import cut_statements, read_submission, reading_of, script_of_file

EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"
NEW_LINE = "\n"
COUNTS = "    return [sum(label == 0 for label in y), sum(label == 1 for label in y)]"
START = "    def __init__(self, num_features):"
ZEROS = "        self.weights = [0.0] * num_features\n"
FORWARD = "        return 1 if net_input > 0 else 0"
MEANS = "    means, stds = [], []"
NET = "        net_input = self.bias\n"
EVALUATE = "    def evaluate(self, x, y):"


@pytest.fixture
def graded(example, assignment, sandbox):
    """Grade the example with some of its text changed, and with more cells."""

    def run(*changes, more=()):
        reading = extended(edited(example, *changes), *more)
        again = reading_of(reading.submission, reading.script)
        return grade(again, assignment, sandbox, is_own=True)

    return run


@pytest.fixture
def notes(graded):
    return lambda *changes, more=(): graded(*changes, more=more).report.notes


def lost(report):
    """What is said of what points were lost by, without what is said again."""
    return {departure.message for score in report.scores for departure in score.departures}


def errors(report):
    return [f"{error.place}: {error}" for error in report.errors]


# A built-in that has another value


@pytest.mark.parametrize(
    ("cell", "name", "place"),
    [
        pytest.param("sum = 0", "sum", "cell 12, line 1 (`sum = 0`)", id="assigned"),
        pytest.param("x = 1\nsum, x = 1, 2", "sum", "line 2 (`sum, x = 1, 2`)", id="one of two"),
        pytest.param("(x, sum) = 1, 2", "sum", "(`(x, sum) = 1, 2`)", id="in a pair"),
        pytest.param("sum: int = 0", "sum", "(`sum: int = 0`)", id="annotated"),
        pytest.param("for sum in [1]: pass", "sum", "(`for sum in [1]: pass`)", id="looped"),
        pytest.param("if True:\n    zip = 3", "zip", "line 2 (`zip = 3`)", id="in a block"),
        pytest.param("if (sum := 3): pass", "sum", "(`if (sum := 3): pass`)", id="by a walrus"),
        pytest.param(
            "from os import getcwd, open", "open", "(`from os import getcwd, open`)", id="of many"
        ),
        pytest.param("import math as sum", "sum", "(`import math as sum`)", id="imported"),
        pytest.param(
            "with open('data/points.txt') as range: pass", "range", "as range: pass`)", id="opened"
        ),
        pytest.param("def sum(a, b): return a", "sum", "(`def sum(a, b): return a`)", id="defined"),
        pytest.param("len = sum = 4", "sum", "(`len = sum = 4`)", id="in a row"),
    ],
)
def test_a_built_in_with_another_value_is_named_with_the_line(graded, cell, name, place):
    report = graded(more=[cell]).report
    words = f"`{name}` is not Python's own here, since cell 12, line "
    assert any(words in message and place in message for message in lost(report))
    assert report.notes[0].startswith("begin with cell ")
    assert report.notes[0].endswith("use another name there")


@pytest.mark.parametrize(
    ("old", "new", "name", "place"),
    [
        pytest.param(
            COUNTS, f"    sum = 0\n{COUNTS}", "sum", "cell 2, line 3 (`sum = 0`)", id="above"
        ),
        pytest.param(
            COUNTS,
            f"    n = len(y)\n    sum = sum(y)\n{COUNTS}",
            "sum",
            "cell 2, line 4 (`sum = sum(y)`)",
            id="by itself",
        ),
        pytest.param(
            "def class_counts(y):", "def class_counts(y, sum=0):", "sum", "line 1", id="parameter"
        ),
        pytest.param(
            "    X, y = [], []\n    with",
            "    X, y = [], []\n    list = X\n    assert isinstance(X, list)\n    with",
            "list",
            "cell 1, line 4 (`list = X`)",
            id="a type",
        ),
    ],
)
def test_so_is_one_that_a_function_has_for_itself(graded, old, new, name, place):
    messages = lost(graded((old, new)).report)
    assert any(f"`{name}` is not Python's own" in m and place in m for m in messages)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        pytest.param("split = [1]", "split", id="a function"),
        pytest.param("Perceptron = Perceptron(2)", "Perceptron", id="a class"),
        pytest.param("x = 1\nfor mean_std in []: x = 2\nmean_std = 3", "mean_std", id="twice"),
    ],
)
def test_a_function_whose_name_has_another_value_is_told_where(graded, cell, name):
    report = graded(more=[cell]).report
    last = cell.split("\n")[-1]
    where = f"cell 12, line {len(cell.split(NEW_LINE))} (`{last}`)"
    assert report.notes[0].startswith(f"mend `{name}` next: `{name}` is missing: it is defined in")
    assert report.notes[0].endswith(f", but {where} gives its name to something else")
    words = f"`{name}` is not your function here, since {where}: use another name there"
    assert any(message.endswith(words) for message in lost(report))


def test_so_is_a_variable_of_the_name_of_a_function(graded):
    change = ("    mean, std = mean_std(X_train)\n", "    mean_std = mean_std(X_train)\n")
    words = "since cell 6, line 4 (`mean_std = mean_std(X_train)`): use another name there"
    assert any(message.endswith(words) for message in lost(graded(change).report))


def test_a_call_of_what_is_no_built_in_is_not_taken_for_one(graded):
    report = graded(
        (COUNTS, "    n = 3\n    return n(sum(y))"), more=["def f():\n    sum = 0"]
    ).report
    assert "Python's own" not in " ".join(lost(report))


def test_a_keyword_argument_gives_no_name_a_value(graded):
    report = graded(
        (COUNTS, "    n = 3\n    return n(max(y))"), more=["print(dict(\n    max=3,\n), max=4)"]
    ).report
    assert "Python's own" not in " ".join(lost(report))


# A function that stands elsewhere


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            [(EVALUATE, "def evaluate(self, x, y):\n  if True:")],
            "it stands outside of `class Perceptron` (cell 7, line 29): indent it like its methods",
            id="a method outside of its class",
        ),
        pytest.param(
            [(EVALUATE, f"    def other(self):\n {EVALUATE}")],
            "it stands inside of `other` (cell 7, line 30): indent it less",
            id="a method inside of another",
        ),
        pytest.param(
            [("def decision_boundary(", "class A:\n  def decision_boundary(")],
            "it stands inside of `class A` (cell 8, line 2): take its indent away",
            id="a function in a class",
        ),
        pytest.param(
            [("def standardize(", "if 1:\n def f():\n  def standardize(")],
            "it stands inside of `f` (cell 5, line 3): indent it less",
            id="a function in a function",
        ),
        pytest.param(
            [("def train(", "def fit("), ("model.train(", "model.fit(")],
            "if it is your `Perceptron.fit` (cell 7, line 20), call it `train`",
            id="fit for train",
        ),
        pytest.param(
            [("def forward(", "def predict("), ("self.forward(", "self.predict(")],
            "if it is your `Perceptron.predict` (cell 7, line 9), call it `forward`",
            id="predict for forward",
        ),
        pytest.param(
            [("class Perceptron", "class Neuron"), ("= Perceptron(", "= Neuron(")],
            "if it is your `Neuron` (cell 7, line 1), call it `Perceptron`",
            id="another class",
        ),
    ],
)
def test_where_a_missing_function_has_gone_is_said(notes, changes, words):
    first = notes(*changes)[0]
    assert first.startswith("mend `")
    assert words in first


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_in_a_cell_that_is_not_run_is_told(tmp_path, assignment, sandbox, kind):
    notebook = json.loads(EXAMPLE.read_text("utf-8"))
    (cell,) = [c for c in notebook["cells"] if "def split(" in "".join(c["source"])]
    cell["cell_type"] = kind
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps(notebook))
    report = grade(read_submission(path, Limits()), assignment, sandbox, is_own=True).report
    assert report.notes[0] == (
        f"mend `split` next: `split` is missing; it stands in the {kind.capitalize()} cell below "
        "cell 2, which is not run: make that a plain code cell"
    )


def test_what_takes_another_number_of_arguments_is_not_meant(notes):
    assert "call it" not in " ".join(
        notes(("def train(self, x, y, epochs)", "def fit(self, x, y, epochs, rate)"))
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("_init_", "`_init_` (cell 7, line 4) must be `__init__`", id="one underscore"),
        pytest.param("__int__", "`__int__` (cell 7, line 4) must be `__init__`", id="int"),
        pytest.param("init", "`init` (cell 7, line 4) must be `__init__`", id="none"),
        pytest.param("begin", "`Perceptron` has no `__init__`", id="another word"),
    ],
)
def test_a_class_that_takes_nothing_is_told_why(notes, name, words):
    first = notes((START, START.replace("__init__", name)))[0]
    assert first.startswith("begin with this, for ")
    assert words in first


# Syntax


def test_a_syntax_error_above_all_functions_is_the_headline(example, assignment, sandbox):
    whole = "\n\n".join(cell.source for cell in example.script.cells[:9])
    broken = whole.replace("self.bias = 0.0", "self.bias = # later")
    line = broken.split("\n").index("        self.bias = # later") + 1
    reading = reading_of(example.submission, Script((Cell(1, broken),)))
    report = grade(reading, assignment, sandbox, is_own=True).report
    assert report.notes[0] == (
        f"mend cell 1, line {line} first: SyntaxError: invalid syntax; nothing of that cell runs, "
        "and 13 of the functions asked for stand in it"
    )


def test_so_is_what_a_cell_raises_above_them(example, assignment, sandbox):
    whole = "\n\n".join(cell.source for cell in example.script.cells[:9])
    cell = Cell(1, f"import numpy as np\nnp.e + 1\n{whole}")
    reading = reading_of(example.submission, Script((cell,)))
    first = grade(reading, assignment, sandbox, is_own=True).report.notes[0]
    assert first.startswith(
        "mend cell 1, line 2 first: NotAllowedError: numpy.e: the module numpy "
    )
    assert first.endswith("; the cell ends there, and 13 of the functions asked for stand in it")


def test_what_a_cell_raises_below_a_class_is_not_why_a_method_is_missing(notes):
    nested = (EVALUATE, f"    def other(self):\n {EVALUATE}")
    last = ("        return right / len(y)", "        return right / len(y)\n\nprint(1 / 0)")
    assert "it stands inside of `other`" in notes(nested, last)[0]


@pytest.mark.parametrize(
    ("change", "version"),
    [
        pytest.param((COUNTS, "    d = {'a': 1}\n    f'{d['a']}'"), (3, 12), id="quotes in quotes"),
        pytest.param(
            (COUNTS, "    f'{\"\\n\".join(y)}'"), (3, 12), id="a backslash in an f-string"
        ),
        pytest.param(
            ("def class_counts(", "def class_counts[T]("), (3, 12), id="a generic function"
        ),
        pytest.param((COUNTS, f"    type Row = list[int]\n{COUNTS}"), (3, 12), id="a type"),
        pytest.param((COUNTS, f"    t'{{y}}'\n{COUNTS}"), (3, 14), id="a template"),
        pytest.param(
            (COUNTS, f"    try: 1\n    except ValueError, KeyError: 2\n{COUNTS}"),
            (3, 14),
            id="exceptions without brackets",
        ),
    ],
)
def test_syntax_of_a_newer_python_says_which_one_grades(notes, change, version):
    if sys.version_info >= version:
        pytest.skip("this Python can read it")
    grades = "{}.{}".format(*sys.version_info)
    words = f"that is syntax of Python {version[0]}.{version[1]}, but Python {grades} grades"
    assert words in notes(change)[0]


def test_other_wrong_syntax_is_not_taken_for_newer(notes):
    assert "grades" not in notes((COUNTS, '    f"{y"\n'))[0]


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python looks no type up")
@pytest.mark.parametrize(
    ("program", "is_told"),
    [
        pytest.param("def f(x) -> Later:\n    return x", True, id="what is given back"),
        pytest.param("def f(x, y: list[Later] = 3):  # both", True, id="a value that is given"),
        pytest.param("def f(x: int,\n      y\n) -> Later:", True, id="after several lines"),
        pytest.param("def f(x: Later,\n      y):", True, id="before more lines"),
        pytest.param("x: Later = 3", True, id="a name's value"),
        pytest.param("def f(x=Later):", False, id="a default"),
        pytest.param("def f(x): return x[x:Later]\nf(0)", False, id="a line that is no header"),
        pytest.param("{True: Later}", False, id="a dict's value"),
        pytest.param("x = [Later]", False, id="no type"),
    ],
)
def test_a_type_without_a_meaning_says_which_python_grades(graded, program, is_told):
    body = "" if "return" in program or "def" not in program else "\n    pass"
    (error,) = errors(graded(more=[program + body]).report)
    words = (
        "NameError: name 'Later' is not defined; only since Python 3.14 may a type be a name that "
        "has no meaning yet, but Python {}.{} grades: put the type in quotes"
    )
    assert (words.format(*sys.version_info) in error) is is_told


def test_a_name_that_the_library_does_not_have_says_which_python_grades(graded):
    report = graded(more=["import math\nmath.later", "from math import later"]).report
    grades = "; Python {}.{} grades".format(*sys.version_info)
    assert [error.endswith(grades) for error in errors(report)] == [True, True]


def test_a_conflict_of_git_s_is_named(notes):
    conflict = f"<<<<<<< HEAD\n{MEANS}\n=======\n{MEANS}\n>>>>>>> other"
    first = notes((MEANS, conflict))[0]
    assert first.startswith("mend cell 4, line 3 first: SyntaxError: ")
    assert "two versions that Git could not merge: choose one" in first


def test_a_name_that_a_star_was_to_bring_is_told(graded):
    cells = ["from math import *", "from numpy.linalg import *", "norm([1, 2])"]
    (error,) = errors(graded(more=cells).report)
    assert error == (
        "cell 14, line 1: NameError: name 'norm' is not defined; `from numpy.linalg import *` "
        "(cell 13, line 1) brings no names, since that module is not allowed in this assignment: "
        "do without it"
    )
    assert "star" not in errors(graded(more=["from math import *\nnorm([1])"]).report)[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            (FORWARD, FORWARD.replace("return 1", "print(1").replace("0 else 0", "0 else 0)")),
            "; `Perceptron.forward` (cell 7, line 9) has no `return`",
            id="a method",
        ),
        pytest.param(
            ("    return means, stds", "    means, stds"),
            "; `mean_std` (cell 4, line 1) has no `return`",
            id="a function",
        ),
    ],
)
def test_a_function_without_a_return_is_named_where_nothing_is_used(notes, change, words):
    first = notes(change)[0]
    assert "NoneType" in first
    assert first.endswith(words)


# Where to begin


def test_parameters_in_another_order_are_compared(notes):
    words = (
        "compare the order of parameters: yours is `standardize(X, std, mean)` (cell 5, line 1), "
        "asked is `standardize(X, mean, std)`"
    )
    assert words in notes(("def standardize(X, mean, std)", "def standardize(X, std, mean)"))
    method = notes((EVALUATE, EVALUATE.replace("x, y", "y, x")))
    assert any("`Perceptron.evaluate(y, x)`" in note for note in method)
    later = ("def train(self, x, y, epochs):", "def train(self, x, num_epochs, y):")
    assert any("yours is `Perceptron.train(x, num_epochs, y)`" in note for note in notes(later))


def test_the_order_of_a_right_function_s_parameters_is_its_own(notes):
    wrong = (COUNTS, "    return [1, 2]"), (FORWARD, "        return -1")
    assert "compare" not in " ".join(notes(*wrong))


def test_too_few_parameters_are_told_what_is_asked(graded):
    report = graded((EVALUATE, EVALUATE.replace("x, y", "x"))).report
    assert any(m.endswith("asked as `Perceptron.evaluate(X, y)`") for m in lost(report))


def test_one_begins_with_the_function_that_all_others_call(notes):
    changes = (
        (FORWARD, "        return 1 if net_input > 0.3 else -1"),
        (COUNTS, "    return [1, 2]"),
    )
    assert notes(*changes)[0].startswith("begin with `Perceptron.forward` (cell 7, line 9): ")
    assert notes(*changes)[0].endswith(" other criteria need it, too")


def test_a_function_that_was_only_asked_after_a_wrong_one_is_not_blamed_alone(notes):
    change = ("self.weights[i] += error * value", "self.weights[i] -= 2 * error * value")
    names = (
        "begin with `Perceptron.train` (cell 7, line 20) and `Perceptron.forward` (cell 7, line 9)"
    )
    assert notes(change)[0].startswith(names)


def test_a_function_that_is_wrong_by_itself_goes_before_those_asked_after_it(notes):
    changes = (
        ("return y - self.forward(x)", "return 0.5 * (y - self.forward(x)) ** 3"),
        ("self.bias += error", "self.bias += error + 0.01"),
    )
    first = "begin with `Perceptron.backward` (cell 7, line 16) and `Perceptron.forward` (cell 7"
    assert notes(*changes)[0].startswith(first)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("+= error * value", "+= 0.1 * error * value"), id="others depart"),
        pytest.param((FORWARD, "        return str(int(net_input > 0))"), id="others raise"),
    ],
)
def test_where_a_mistake_is_named_no_other_place_is_to_begin_with(graded, change):
    report = graded(change).report
    assert report.diagnoses
    assert not any(note.startswith("begin") for note in report.notes)


def test_what_a_function_of_one_line_calls_is_seen(notes):
    methods = "\n".join(
        [
            "    def forward(self, x): return self.net(x) > 0.3 or -1",
            "    def net(self, x): return sum(w * v for w, v in zip(self.weights, x)) + self.bias",
            "    def backward(self, x, y): return y - self.forward(x)",
            "    def train(self, x, y, epochs):",
        ]
    )
    changes = (("    def train(self, x, y, epochs):", methods), (COUNTS, "    return [1, 2]"))
    words = "begin with `Perceptron.forward` (cell 7, line 20): "
    assert notes(*changes)[0].startswith(words)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            [
                ("class Perceptron:", "class Linear:"),
                (EVALUATE, f"    pass\n\nclass Perceptron(Linear):\n{EVALUATE}"),
            ],
            id="a base class",
        ),
        pytest.param(
            [
                ("class Perceptron:", "class Unit:"),
                ("def decision_boundary", "Perceptron = Unit\n\ndef decision_boundary"),
            ],
            id="another name of the class",
        ),
        pytest.param(
            [
                ("    def forward(self", "    def predict(self"),
                (
                    "def decision_boundary",
                    "Perceptron.forward = Perceptron.predict\n\ndef decision_boundary",
                ),
            ],
            id="set from outside",
        ),
        pytest.param(
            [
                ("    def forward(self", "    def predict(self"),
                ("    def backward", "    forward = predict  # the same\n\n    def backward"),
            ],
            id="set in the class",
        ),
    ],
)
def test_a_method_is_looked_for_where_its_class_has_it_from(graded, changes):
    report = graded(("net_input > 0", "net_input >= 0"), *changes).report
    (named,) = report.diagnoses
    assert str(named.place) == "cell 7, line 9"


@pytest.mark.parametrize(
    ("change", "function"),
    [
        pytest.param(
            ("for _ in range(epochs):", "while True:"),
            "`Perceptron.train` (cell 7, line 20)",
            id="that most of the rest waits for",
        ),
        pytest.param(
            ("return y - self.forward(x)", "while True: pass"),
            "`Perceptron.backward` (cell 7, line 16)",
            id="which others call that do not finish either",
        ),
    ],
)
def test_a_loop_without_end_is_to_begin_with(example, assignment, sandbox, change, function):
    limits = dataclasses.replace(assignment.limits, probe_seconds=0.2, cell_seconds=0.2)
    reading = edited(example, change)
    hasty = dataclasses.replace(assignment, limits=limits)
    first, *_ = grade(reading, hasty, sandbox, is_own=True).report.notes
    assert first == f"begin with {function}: it did not finish; does a loop never end?"


def test_a_right_program_is_told_nothing(graded):
    assert not any(
        note.startswith(("begin", "mend", "write", "compare")) for note in graded().report.notes
    )


# Whoever reads it


def test_terminal_and_page_say_the_same(graded, assignment):
    done = graded(more=["sum = 0"])
    words = (
        "`sum` is not Python's own here, since cell 12, line 1 (`sum = 0`): use another name there"
    )
    assert words in " ".join(render_text(done.report, Style()).split())
    page = render(page_of_graded(done, assignment))
    assert "<code>sum</code> is not Python" in page
    assert "(<code>sum = 0</code>): use another name there" in page


def test_a_program_s_lines_are_named_as_well(example, assignment, sandbox):
    text = "\n\n".join(cell.source for cell in example.script.cells) + "\nsum = 0\n"
    reading = reading_of(example.submission, Script(cut_statements(text)))
    report = grade(reading, assignment, sandbox, is_own=True).report
    assert f"since line {text.count(NEW_LINE)} (`sum = 0`)" in report.notes[0]


def test_a_program_s_statement_that_can_not_be_read_is_named(example, assignment, sandbox):
    text = "\n\n".join(cell.source for cell in example.script.cells)
    broken = text.replace("self.bias = 0.0", "self.bias = # later")
    line = broken[: broken.index("# later")].count(NEW_LINE) + 1
    reading = reading_of(example.submission, script_of_file(broken))
    report = grade(reading, assignment, sandbox, is_own=True).report
    assert report.notes[0] == (
        "mend `Perceptron` next: `Perceptron` is missing, since it can't be run: "
        f"line {line}: SyntaxError: invalid syntax"
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("sum(" * 50_000, id="calls"),
        pytest.param("x = (" + "sum, " * 50_000, id="targets"),
        pytest.param("def f(" + "sum, " * 50_000, id="parameters"),
        pytest.param("f'" + "{'" * 50_000, id="quotes"),
        pytest.param("\n".join(["for sum in x: sum(1)"] * 20_000), id="lines"),
        pytest.param(
            "\n".join(f"def f{n}(sum): sum = sum()" for n in range(9_000)), id="functions"
        ),
    ],
)
def test_no_text_takes_long(graded, line, assignment):
    """What the reader has taken within its limits, costs the grader little."""
    report = graded(
        (COUNTS, "    raise TypeError('x() takes 1: object is not callable')"), more=[line]
    )
    assert dataclasses.is_dataclass(report)


class Rows(list):
    read = 0

    def __getitem__(self, index):
        self.read += 1
        return super().__getitem__(index)


def test_a_function_s_lines_are_read_no_further_than_it_goes(example, assignment):
    """Else a thousand methods of one name cost a thousand looks at all lines, at each failure."""
    classes = "\n".join(f"class A{n}:\n def f(self):\n  return 1" for n in range(50))
    reading = extended(edited(example), classes)
    outline = reading_of(reading.submission, reading.script).outline
    program = Written(reading.script, outline, assignment.rubric.modules, dict)
    program.__dict__["rows"] = Rows(program.lines.values())
    bodies = [program.body(f"A{n}.f") for n in range(50)]
    assert [len(lines) for lines in bodies] == [1] * 50
    assert program.rows.read < 200


def test_no_more_of_what_a_name_stands_for_is_followed_than_anyone_writes(example, assignment):
    """Else a class with itself as its base a million times costs a minute."""
    turned = edited(example, ("class Perceptron:", "class Unit:"))
    classes = ["class Perceptron(" + ", ".join(["Perceptron"] * 9) + "): ..."] * 99
    aliases = [f"Perceptron = N{n}" for n in range(99)]
    for more, found in ((classes, True), (aliases, False)):
        reading = extended(turned, "\n".join([*more, "Perceptron = Unit"]))
        outline = reading_of(reading.submission, reading.script).outline
        program = Written(
            reading.script, outline, assignment.rubric.modules, lambda: assignment.asked
        )
        assert len(program.others["Perceptron"]) <= 50
        assert ("Perceptron.forward" in program.places) is found
