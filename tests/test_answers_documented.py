"""What the documentation says of answers, and its recipes: each is tried as it stands there."""

import re
from collections import Counter, deque
from fractions import Fraction

import numpy as np
import pytest
from support.project import ROOT, run_grade

from grader import Grader
from grader.core.probe import Answer, Opaque
from grader.core.result import Tolerance
from grader.judging.comparison import compare
from grader.sandbox.inside import plain
from grader.sandbox.wire import decode

TEXT = (ROOT / "docs/answers.md").read_text(encoding="utf-8")
TITLE, BLOCK = re.compile(r"(?m)^### (.*)$"), re.compile(r"(?ms)^```python\n(.*?)^```$")
NAMES = {"np": np, "deque": deque, "Counter": Counter, "Fraction": Fraction}
POINTS = 16
RUBRIC = f"""\
version: 1
assignments:
  recipes:
    points: {{visible: {POINTS}}}
    modules: {{allowed: [stdlib, numpy, torch], stand_ins: [matplotlib]}}
"""
WRONG = {  # what a program of each recipe does wrong, and the points that this costs
    "A class whose state comes from training": ("0.125 *", "0.25 *", 2),
    "Files": ("float(word)", "int(float(word))", 1),
    "Randomness": ("Random(seed)", "Random()", 2),
    "Printing": ('print(f"final', 'str(f"final', 1),
    "Plots": ("0.5, 0.25]", "0.5, 0.5]", 1),
    "NumPy": ("(axis=0, dtype=np.float64)", "(axis=0).astype(int)", 3),
    "PyTorch": ("self.out(rows)", "-self.out(rows)", 2),
}


def rows(heading):
    """Give the cells of a section's table, without the code's marks where all of one is code."""
    table = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"(?m)^\| (`.*) \|$", table)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def value(code):
    names = dict(NAMES)
    if "torch." in code:
        import torch  # half of what it would take to collect all tests

        names["torch"] = torch
    return eval(code.strip("`"), names)


@pytest.mark.parametrize(("returned", "got"), rows("What an answer may be"))
def test_what_a_probe_returns_comes_as_is_documented(returned, got):
    for code in re.findall("`(.*?)`", returned):
        sent = decode(plain.encode(value(code)))
        if got.startswith("an object of type "):
            assert sent == Opaque(got.rpartition(" ")[2].strip("`"))
        else:
            expected = value(code if got == "the same" else got)
            assert (type(sent), repr(sent)) == (type(expected), repr(expected))


@pytest.mark.parametrize(("answer", "golden", "right"), rows("When it is right"))
def test_what_is_right_is_as_documented(answer, golden, right):
    came = Answer(decode(plain.encode(value(answer))))
    verdict = compare("probe", came, value(golden), Tolerance(), by_shape=False)
    assert verdict.agrees is (right == "yes")


def nested(depth):
    return [nested(depth - 1)] if depth else 0


@pytest.mark.parametrize(
    ("most", "more"),
    [
        pytest.param([0] * 9_999, [0] * 10_000, id="values, the list counted"),
        pytest.param(nested(8), nested(9), id="lists within each other"),
        pytest.param("a" * 64 * 1024, "a" * (64 * 1024 + 1), id="letters"),
    ],
)
def test_the_bounds_of_an_answer_are_as_documented(most, more):
    plain.encode(most)
    with pytest.raises(plain.TooLargeError):
        plain.encode(more)


def recipes():
    """Give each recipe's program and its questions, by its title."""
    _, *parts = TITLE.split(TEXT)
    return {title: BLOCK.findall(part) for title, part in zip(parts[::2], parts[1::2], strict=True)}


def as_cells(programs):
    return "\n".join(f"# %%\n{program}" for program in programs)


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    """A course whose one assignment asks all recipes."""
    root = tmp_path_factory.mktemp("recipes")
    programs, questions = zip(*recipes().values(), strict=True)
    files = {
        "rubric.yaml": RUBRIC,
        "assignments/recipes/probes.py": "\n".join(questions),
        "reference/recipes/source.py": as_cells(programs),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    done = run_grade("golden", "recipes", "--course", str(root))
    assert done.returncode == 0, done.stderr
    with Grader(root) as grader:
        yield root, grader


@pytest.mark.walls
def test_right_programs_have_all_points_of_each_recipe(kitchen):
    root, grader = kitchen
    report = grader.grade(root / "assignments/recipes/example.ipynb")
    assert report.earned == POINTS


@pytest.mark.walls
@pytest.mark.parametrize("title", recipes())
def test_a_wrong_program_loses_the_points_of_its_recipe(kitchen, tmp_path, title):
    _, grader = kitchen
    old, new, points = WRONG[title]
    programs = {name: program for name, (program, _) in recipes().items()}
    assert old in programs[title]
    programs[title] = programs[title].replace(old, new)
    path = tmp_path / "recipes.py"
    path.write_text(as_cells(programs.values()), encoding="utf-8")
    assert grader.grade(path).earned == POINTS - points
