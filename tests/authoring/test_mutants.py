"""Mutants of the example: which are made, and which of them a rubric gives all points."""

import ast
import json
import re
import shutil

import pytest
from support.project import TINY
from support.project import run_grade as grade

from grader.authoring.audit_table import render_mutants
from grader.authoring.catalogue import example_of
from grader.authoring.mutants import make_mutants
from grader.authoring.survivors import Mark, Trial, load_marks, try_mutants
from grader.core.errors import CourseError
from grader.core.submission import Cell, Script
from grader.course.find import find_course
from grader.reports.terminal import Style


def mutants_of(text):
    return make_mutants(Script((Cell(1, "import math"), Cell(2, text))))


def changes_of(text):
    return {(mutant.before, mutant.after) for mutant in mutants_of(text)}


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        pytest.param("return a > b", "return a > b", "return a >= b", id="a comparison"),
        pytest.param("return a + b", "return a + b", "return a - b", id="an operator"),
        pytest.param("return a - b", "return a - b", "return b - a", id="operands"),
        pytest.param("return a + b", "return a + b", "return a", id="a term left out"),
        pytest.param("return a + 1", "return a + 1", "return a + 2", id="a constant"),
        pytest.param("return a * 0.5", "return a * 0.5", "return a * 0.25", id="a fraction"),
        pytest.param("return a", "return a", "return b", id="a name"),
        pytest.param("return a.x + a.y", "return a.x + a.y", "return a.y + a.y", id="an attribute"),
        pytest.param("return f(a, b)", "return f(a, b)", "return f(b, a)", id="arguments swapped"),
        pytest.param("return f(a, b)", "return f(a, b)", "return f(a)", id="an argument less"),
        pytest.param("return max(a, b)", "return max(a, b)", "return b", id="one of two"),
        pytest.param("return float(a)", "return float(a)", "return a", id="a call left out"),
        pytest.param("return a.lower()", "return a.lower()", "return a", id="a method left out"),
        pytest.param("return a[:b]", "return a[:b]", "return a[b:]", id="the other part"),
        pytest.param("return a[:b]", "return a[:b]", "return a[:b + 1]", id="an end one beside"),
        pytest.param("return a[b]", "return a[b]", "return a[b - 1]", id="an index one beside"),
        pytest.param(
            "return range(a)", "return range(a)", "return range(a - 1)", id="one round less"
        ),
        pytest.param("return [a, b]", "return [a, b]", "return [b, a]", id="values swapped"),
        pytest.param("return a", "return a", "return (a,)", id="a value wrapped"),
        pytest.param("return a", "return a", "return", id="nothing given"),
        pytest.param("a += b\n    return a", "a += b", "a = b", id="assigned, not added"),
        pytest.param("a += b\n    return a", "a += b", "pass", id="a statement left out"),
        pytest.param("a = b\n    b = 1", "a = b\nb = 1", "b = 1\na = b", id="two swapped"),
        pytest.param("if a:\n        b = 1", "if a:", "if not a:", id="a condition turned"),
        pytest.param("return a if b else 1", "return a if b else 1", "return 1", id="one case"),
        pytest.param(
            "return [v for v in a if v]",
            "return [v for v in a if v]",
            "return [v for v in a]",
            id="nothing left out",
        ),
        pytest.param("for c in a:\n        b = c", "", "break", id="one round only"),
        pytest.param(
            "for c in a:\n        b = c\n        f(b)",
            "    f(b)",
            "f(b)",
            id="after the loop",
        ),
        pytest.param("for c in a:\n        f(c)\n    b = 1", "b = 1", "    b = 1", id="looped"),
    ],
)
def test_each_kind_of_change_is_made(text, before, after):
    changes = changes_of(f"def work(a, b):\n    {text}\n")
    assert (before.strip(), after.strip()) in {(old.strip(), new.strip()) for old, new in changes}


METHOD = '''
class Model:
    """A model of 1 value."""

    def add(self, value):
        """Add 1 value, and give 2 back."""
        self.total = self.total + value  # 3
        return f"{self.total} of 4"

SHOWN = Model
'''


def test_what_does_nothing_is_not_changed_and_no_other_cell():
    mutants = mutants_of(METHOD)
    assert {mutant.function for mutant in mutants} == {"Model.add"}
    assert {mutant.place.cell for mutant in mutants} == {2}
    for mutant in mutants:
        first, second = (cell.source for cell in mutant.script.cells)
        assert (first, second.splitlines()[-1]) == ("import math", "SHOWN = Model")
        assert not re.search("[0-35-9]|self = |= self$", second), second


CONSTANT = """
RATE = 0.5
rows = 20

def corrected(weight, rows):
    return weight + RATE * len(rows)
"""


def test_a_constant_that_a_function_looks_up_is_changed_and_no_other_value():
    mutants = mutants_of(CONSTANT)
    assert {mutant.function for mutant in mutants} == {"RATE", "corrected"}
    assert ("RATE = 0.5", "RATE = 0.25") in changes_of(CONSTANT)
    assert all("rows = 20" in mutant.script.cells[1].source for mutant in mutants)


def test_each_is_another_program_made_once(assignment):
    base = example_of(assignment)
    mutants = make_mutants(base)
    texts = [tuple(cell.source for cell in mutant.script.cells) for mutant in mutants]
    right = [ast.dump(ast.parse(cell.source)) for cell in base.cells]
    assert len(set(texts)) == len(texts) > 900
    for text in texts[::10]:
        changed = [n for n, cell in enumerate(text) if cell != base.cells[n].source]
        assert len(changed) == 1
        assert ast.dump(ast.parse(text[changed[0]])) != right[changed[0]]
    functions = {mutant.function for mutant in mutants}
    assert functions >= {"load_data", "Perceptron.__init__", "Perceptron.train", "main"}


def test_they_come_in_the_order_of_the_example(assignment):
    first, second = (make_mutants(example_of(assignment)) for _ in range(2))
    assert first == second
    assert [m.place.cell for m in first] == sorted(m.place.cell for m in first)


EXAMPLE = """
def median(values):
    ordered = sorted(values)
    middle = len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def clip(values, low, high):
    kept = []
    for value in values:
        kept.append(min(max(value, low), high))
    return kept
"""


@pytest.fixture
def root(tmp_path):
    """The small course, with an example."""
    shutil.copytree(TINY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "assignments/stats/example.py").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def assignment_in(root):
    return find_course(root, root).assignment("stats")


def trial_in(root):
    return try_mutants(assignment_in(root), lambda text: None)


def survivors_in(root):
    return {(m.function, m.before, m.after) for m in trial_in(root).survivors}


MAX_MIN = (
    "clip",
    "kept.append(min(max(value, low), high))",
    "kept.append(min(max(low, value), high))",
)


@pytest.mark.processes
def test_a_mutant_that_loses_nothing_is_listed(root):
    trial = trial_in(root)
    assert MAX_MIN in {(m.function, m.before, m.after) for m in trial.survivors}
    assert trial.tried == trial.losing + len(trial.survivors) > 40
    assert {m.function for m in trial.survivors} == {"median", "clip"}
    # An index that no case of an even number can tell would be a hole.
    assert not [m for m in trial.survivors if "middle - 2" in m.after]


@pytest.mark.processes
def test_where_probes_are_left_out_more_mutants_lose_nothing(root):
    before = survivors_in(root)
    path = root / "assignments/stats/cases.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"values": [-5.0, 0.5, 9.0]', '"values": [0.5]'), encoding="utf-8")
    rerecorded = grade("golden", "stats", cwd=root)
    assert rerecorded.returncode == 0, rerecorded.stderr
    more = survivors_in(root) - before
    assert ("clip", MAX_MIN[1], "kept.append(max(value, low))") in more
    assert {name for name, _, _ in more} == {"clip"}


def mark(root, *entries):
    path = root / "reference/stats/equivalent.yaml"
    path.write_text(json.dumps(entries), encoding="utf-8")  # which is YAML, too


def entry(function, before, after):
    return {"in": function, "replace": before, "by": after, "why": "it is the same"}


@pytest.mark.processes
def test_what_an_author_calls_equivalent_is_not_listed_again(root):
    before = trial_in(root)
    mark(root, entry("clip", "max(value, low)", "max(low, value)"))
    trial = trial_in(root)
    assert MAX_MIN not in survivors_in(root)
    assert (trial.equivalent, trial.stale) == (1, ())
    assert len(trial.survivors) == len(before.survivors) - 1


@pytest.mark.processes
@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(
            entry("clip", "max(value, low)", "max(value, high)"), "loses points", id="told"
        ),
        pytest.param(
            entry("clip", "low", "lower"), "no such change of the example", id="no change"
        ),
        pytest.param(
            entry("median", "max(value, low)", "max(low, value)"), "no such change", id="elsewhere"
        ),
    ],
)
def test_a_mark_that_is_no_use_is_reported(root, given, why):
    mark(root, given)
    (stale,) = trial_in(root).stale
    assert stale.startswith(f"{given['in']}: {given['replace']} -> {given['by']}: {why}")


TWICE = """
class Model:
    def spread(self, low, high):
        return low - high, low - high
"""


@pytest.mark.parametrize(
    ("function", "replace", "by", "number"),
    [
        pytest.param(
            "Model.spread", "low - high", "low + high", 2, id="at each place, one a mutant"
        ),
        pytest.param("spread", "low - high", "low + high", 2, id="a method without its class"),
        pytest.param("Model.spread", "low - high, low", "low + high, low", 1, id="at one of them"),
        pytest.param("Model", "low - high", "low + high", 0, id="another function"),
        pytest.param("Model.spread", "low - high", "low", 2, id="a part left out"),
    ],
)
def test_a_mark_is_for_all_mutants_that_it_makes(function, replace, by, number):
    mark = Mark(function, replace, by, "why")
    assert sum(map(mark.fits, mutants_of(TWICE))) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[", "equivalent.yaml: no YAML: ", id="no YAML"),
        pytest.param("in: clip", "equivalent.yaml: must be a list of entries", id="no list"),
        pytest.param("[{in: clip}]", "entry 1: must have the texts in, replace, by", id="less"),
        pytest.param(
            "[{in: clip, replace: a, by: 1, why: b}]", "entry 1: must have the texts", id="no text"
        ),
    ],
)
def test_marks_that_cannot_be_read_are_named(root, text, message):
    (root / "reference/stats/equivalent.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        load_marks(assignment_in(root))


@pytest.mark.processes
def test_mutants_that_never_end_lose_points(root):
    path = root / "assignments/stats/example.py"
    path.write_text(EXAMPLE.replace(LINE, LOOP + LINE), encoding="utf-8")
    endless = ("clip", "while value > high:", "while value >= high:")
    mutants = make_mutants(example_of(assignment_in(root)))
    assert endless in {(mutant.function, mutant.before, mutant.after) for mutant in mutants}
    assert endless not in survivors_in(root)


LINE = "        kept.append"
LOOP = "        while value > high:\n            value = high\n"


HELPED = """
LIMIT = 3


def half(a, b):
    return (a + b) / 2


def median(values):
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else half(ordered[middle - 1], ordered[middle])


def clip(values, low, high):
    return [min(max(value, low), high) for value in values][:LIMIT]
"""


@pytest.mark.processes
def test_what_nobody_asks_for_by_its_name_is_changed_too(root):
    (root / "assignments/stats/example.py").write_text(HELPED, encoding="utf-8")
    trial = trial_in(root)
    # Of the three values that are asked about none is left out by a limit of four.
    assert {m.after for m in trial.survivors if m.function == "LIMIT"} == {"LIMIT = 4"}
    survivors = {m.after for m in trial.survivors if m.function == "half"}
    assert "return (a - b) / 2" not in survivors


@pytest.mark.processes
def test_an_example_that_loses_points_has_no_mutants(root):
    path = root / "assignments/stats/example.py"
    path.write_text(EXAMPLE.replace("max(value", "min(value"), encoding="utf-8")
    with pytest.raises(CourseError, match="the example loses points itself"):
        trial_in(root)


def test_a_course_without_an_example_has_none():
    assert try_mutants(find_course(TINY, TINY).assignment("stats"), lambda text: None) is None


@pytest.mark.processes
def test_the_command_lists_them_unless_it_is_to_be_quick(root):
    mark(root, entry("clip", "max(value, low)", "max(low, value)"), entry("clip", "a", "b"))
    done = grade("audit", cwd=root, COLUMNS="100", PYTHONIOENCODING="utf-8")
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"^\d+ mutants of the example: \d+ lose points, \d+ have full marks, 1 of them marked as "
        r"equivalent$",
        done.stdout,
        re.MULTILINE,
    )
    assert "of no use in equivalent.yaml: 1\n  clip: a -> b: no such change" in done.stdout
    assert re.search(r"\n  median, line \d\n    - .+\n    \+ ", done.stdout)
    assert "mutants" not in grade("audit", "--quick", cwd=root).stdout


@pytest.mark.processes
def test_a_document_has_each_as_it_can_be_marked(root):
    told = json.loads(grade("audit", "--json", "-", cwd=root).stdout)["mutants"]
    first = told["survivors"][0]
    assert set(first) == {"in", "cell", "line", "replace", "by"}
    mark(root, *({**entry(m["in"], m["replace"], m["by"])} for m in told["survivors"]))
    trial = trial_in(root)
    assert (trial.survivors, trial.stale, trial.equivalent) == ((), (), len(told["survivors"]))


def test_of_long_lines_what_differs_is_shown(assignment):
    long = "x" * 120
    (mutant,) = (
        m for m in mutants_of(f"def work(a):\n    return [{long}, a > 0]\n") if ">=" in m.after
    )
    lines = render_mutants(Trial(1, (mutant,), 0, ()), Style(width=80)).splitlines()
    assert lines[-2:] == [f"    - …{'x' * 15}, a > 0]", f"    + …{'x' * 15}, a >= 0]"]
