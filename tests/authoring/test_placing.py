"""Where a part of the catalogue is put: in the place of what it replaces, in its own cell."""

from pathlib import Path

import pytest

from grader.authoring.placing import put_in
from grader.core.submission import Cell, Script, Submission
from grader.pipeline import grade
from grader.submission.analysis import find_definitions
from grader.submission.notebook import reading_of

CELLS = (
    "def half(x):\n    return x / 2\n\n\ndef twice(x):\n    return 2 * x",
    "class Model:\n    size = 1\n\n    @staticmethod\n    def first(x):\n        return x\n\n"
    "    def last(self):\n        return self.size\n\nmade = Model()",
    "print(half(3), twice(3), Model.first(3), made.last())",
)
BASE = Script(tuple(Cell(number, source) for number, source in enumerate(CELLS, 1)))


def put(*puts, **sources):
    return [cell.source for cell in put_in(BASE, puts, sources).cells]


def printed(cells, capsys):
    space = {}
    for cell in cells:
        exec(cell, space)
    return capsys.readouterr().out.split()


def test_a_function_is_replaced_among_others_of_its_cell(capsys):
    cells = put(("half", "wrong"), wrong="def wrong(x):\n    return x // 2")
    assert cells[0].startswith("def half(x):\n    return x // 2\n\n\ndef twice")
    assert cells[1:] == list(CELLS[1:])
    assert printed(cells, capsys) == ["1", "6", "3", "1"]


def test_a_method_is_replaced_inside_its_class_with_its_decorators(capsys):
    cells = put(("Model.first", "none"), none="@staticmethod\ndef none(x):\n    return 0")
    assert cells[1].count("@staticmethod") == 1
    assert "\n    def first(x):\n        return 0\n\n    def last" in cells[1]
    assert printed(cells, capsys) == ["1.5", "6", "0", "1"]


def test_a_class_is_replaced_and_what_is_made_of_it_is_of_the_new_one(capsys):
    cells = put(("Model", "Big"), Big="class Big:\n    first = int\n    def last(s): return 9")
    assert printed(cells, capsys) == ["1.5", "6", "3", "9"]


def test_a_class_may_build_on_what_it_replaces(capsys):
    cells = put(("Model", "Big"), Big="class Big(Model):\n    size = 7")
    assert printed(cells, capsys) == ["1.5", "6", "3", "7"]


def test_several_parts_know_each_other_by_the_names_that_they_get(capsys):
    cells = put(
        ("twice", "thrice"),
        ("half", "own"),
        ("helper", "helper"),
        thrice="def thrice(x):\n    return own(6 * x)",
        own="def own(x):\n    return helper(x)",
        helper="def helper(x):\n    return x + 1",
    )
    assert printed(cells, capsys) == ["4", "19", "3", "1"]


def test_a_class_and_a_method_of_it_are_both_put_in(capsys):
    cells = put(
        ("Model", "Big"),
        ("Model.last", "tenth"),
        Big="class Big:\n    first = int",
        tenth="def tenth(self):\n    return 10",
    )
    assert printed(cells, capsys)[3] == "10"


def test_what_is_no_definition_is_put_after_the_cell_that_makes_it(capsys):
    cells = put(("made.last", "none"), none="def none():\n    return 0")
    assert printed(cells, capsys)[3] == "0"


def test_a_definition_is_found_where_the_example_has_it():
    script = put_in(BASE, [("Model.last", "none")], {"none": "def none(self):\n    return 0"})
    assert find_definitions(script)["Model.last"] == find_definitions(BASE)["Model.last"]


@pytest.mark.walls
def test_cells_below_run_with_a_mistake_as_in_a_student_s_notebook(assignment, example, sandbox):
    source = "def kept(path, seen=[]):\n    seen.append(path)\n    return seen, len(seen)"
    wrong = put_in(example.script, [("load_data", "kept")], {"kept": source})
    reading = reading_of(Submission(Path("hw.ipynb")), wrong)
    graded = grade(reading, assignment, sandbox, is_own=True)
    answer = graded.observations.by_probe["loaded:one_line"].value
    paths, calls = answer["X"], answer["y"]
    assert paths[0] == "data/points.txt"
    assert len(paths) == calls > 1


def test_a_word_that_is_called_like_an_entry_stays_where_it_is_none():
    source = 'def wrong(y):\n    return sorted(y, wrong=1), y.wrong, "wrong", wrong(y)  # wrong'
    script = put_in(
        Script((Cell(1, "def f(x):\n    return x"),)), [("f", "wrong")], {"wrong": source}
    )
    assert script.cells[0].source == (
        'def f(y):\n    return sorted(y, wrong=1), y.wrong, "wrong", f(y)  # wrong'
    )
