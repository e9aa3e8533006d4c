"""What an example only shows: a thousand changed examples go without it."""

import pytest
from support.project import CHAIN, ROOT

from grader.authoring.catalogue import example_of
from grader.authoring.observe import find_unneeded
from grader.authoring.showing import find_shown
from grader.core.submission import Cell, Script
from grader.course.find import find_course

DRAWING = ROOT / "tests/courses/original"
TOTAL = "def total(values):\n    return sum(values)"


def script(*sources):
    return Script(tuple(Cell(number, source) for number, source in enumerate(sources, 1)))


def means():
    return find_course(CHAIN, CHAIN).assignment("means")


def shown(*sources):
    return find_shown(script(*sources), means())


@pytest.mark.parametrize(
    ("sources", "cells"),
    [
        pytest.param([TOTAL, "rows = [1]", "print(total(rows))"], {1, 2}, id="data and a result"),
        pytest.param(
            [TOTAL, "import pyplot as plt\nfor n in range(3):\n    plt.plot(total([n]))"],
            {1},
            id="a figure",
        ),
        pytest.param(
            ["SCALE = 2", "def total(values):\n    return SCALE * sum(values)", "print(SCALE)"],
            {2},
            id="not a constant that a function looks up",
        ),
        pytest.param(
            ["rows = [1]", "SCALE = len(rows)", "class Model:\n    scale = SCALE"],
            set(),
            id="not what such a constant is made of",
        ),
        pytest.param(
            ["import math", "def total(values):\n    return math.fsum(values)"],
            set(),
            id="not what a function imports",
        ),
        pytest.param(
            ["import random", "random.seed(3)", "def total(values):\n    return random.random()"],
            set(),
            id="not where random numbers begin",
        ),
        pytest.param(
            ["rows = []", "rows.append(1)", "def total(values):\n    return rows"],
            set(),
            id="not what fills a list",
        ),
        pytest.param(
            ["class Model:\n    pass", "Model.rate = 3"], set(), id="not what a class is given"
        ),
        pytest.param(
            ["def total(values):\n    global last\n    last = values", "total([1])"],
            set(),
            id="nothing where functions bind names for all",
        ),
        pytest.param(
            ["import torch", "def total(values):\n    torch.manual_seed(1)", "print(total([1]))"],
            {2},
            id="a result where a function begins a package's random numbers",
        ),
        pytest.param(
            ["rows = [1]", "def total(values):\n    return rows", "print(total([1]))"],
            set(),
            id="nothing where functions share what they can change",
        ),
        pytest.param(
            ["def total(values):\n    return eval('rows')", "rows = [1]"],
            set(),
            id="nothing where names stand in texts",
        ),
        pytest.param([TOTAL, "1 +", "print(1)"], set(), id="nothing where a cell is no Python"),
        pytest.param(["from __future__ import annotations", TOTAL], set(), id="not a future"),
    ],
)
def test_cells_are_left_out_that_define_nothing_which_functions_look_up(sources, cells):
    assert shown(*sources).cells == cells


def test_where_variables_or_figures_are_asked_for_nothing_is_left_out():
    drawing = find_course(DRAWING, DRAWING).assignment("original")
    assert drawing.variables
    assert drawing.records
    assert not find_shown(script(TOTAL, "print(1)"), drawing).cells


def test_the_others_stay_as_they_are_and_lines_where_they_are():
    sources = [TOTAL, "rows = [1]\nprint(total(rows))"]
    changed = script(TOTAL.replace("sum", "max"), sources[1])
    assert shown(*sources).left_out(changed) == script(TOTAL.replace("sum", "max"), "\n")


def test_pytorch_s_random_numbers_are_begun_in_the_place_of_what_is_left_out():
    torch = pytest.importorskip("torch")
    sources = ["import torch", "def total(values):\n    return torch.nn.Dropout()(values)"]
    sources += ["values = torch.ones(4)\nprint(total(values))", "print(1)"]
    base = script(*sources)
    first, last = shown(*sources).left_out(base).cells[2:]
    drawn = []
    for _ in range(2):
        namespace = {}
        exec(first.source, namespace)
        drawn.append(torch.rand(3).tolist())
    assert drawn[0] == drawn[1]
    assert (first.source.count("\n"), last.source) == (1, "")
    assert "print" not in first.source


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(["def total(values):\n    return rows", "rows = [1]"], id="it looks it up"),
        pytest.param([TOTAL, "print(1)"], id="it is what was changed"),
        pytest.param([TOTAL, "rows = [1]", "rows.append(total)"], id="a further cell needs it"),
        pytest.param(
            ["def total(values, all=[]):\n    return sum(values)", "rows = [1]"], id="a default"
        ),
        pytest.param(
            ["def total(values):\n    total.all = values\n    return sum(values)", "rows = [1]"],
            id="something at a function",
        ),
        pytest.param(
            ["class Model:\n    all = []\n\n\n" + TOTAL, "rows = [1]"], id="something at a class"
        ),
        pytest.param(["@cached\n" + TOTAL, "rows = [1]"], id="what a function is wrapped in"),
        pytest.param(
            [TOTAL.replace("sum(values)", "sum(values) + random.random()"), "rows = [1]"],
            id="random numbers that go on",
        ),
    ],
)
def test_a_change_that_may_have_to_do_with_what_is_shown_has_the_whole_example(changed):
    assert shown(TOTAL, "rows = [1]").left_out(script(*changed)) == script(*changed)


@pytest.mark.processes
def test_an_example_that_does_not_answer_right_without_it_is_run_as_a_whole():
    assignment = means()
    example = "\n".join(cell.source for cell in example_of(assignment).cells)
    by_hand = example.replace("def total(values):\n", "def total(values):\n    Box.ready\n")
    filled = "class Box:\n    pass\n\ndef fill():\n    Box.ready = True"
    assert by_hand != example
    assert find_unneeded(assignment, script(example, "print(total([1]))")).cells == {1}
    assert find_shown(script(filled, by_hand, "fill()"), assignment).cells == {2}
    assert not find_unneeded(assignment, script(filled, by_hand, "fill()")).cells
