"""The part of a hand-in that a person marks: which lines it is, and when it is another."""

import dataclasses
from pathlib import Path

import pytest

from grader.core.result import Criterion
from grader.core.submission import Submission
from grader.submission.notebook import read_text
from grader.submission.parts import part_hash, part_of

HERE = Submission(Path("hw.py"))
FUNCTION = """
import math

RATE: float = 0.1  # tuned
table = {
    "a": 1,
}

def train(rows,
          labels):
    '''Train.

    Twice.
    '''
    for row in rows:

        if row == RATE:
            pass
    # done
    return labels
print(train([], []))

class Model:
    def fit(self):
        return 1

    def score(self):
        return 2
"""


def reading(source, *cells):
    import json

    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}}
    document["cells"] = [code(source), *cells]
    return read_text(json.dumps(document), Submission(Path("hw.ipynb")), is_file=False)


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}


def words(text, **metadata):
    return {"cell_type": "markdown", "metadata": metadata, "source": text.splitlines(True)}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        pytest.param("train", "def train(rows,", "    return labels", id="a function"),
        pytest.param("Model", "class Model:", "        return 2", id="a class"),
        pytest.param("Model.fit", "    def fit(self):", "        return 1", id="a method"),
        pytest.param("RATE", "RATE: float = 0.1  # tuned", None, id="a name that is assigned"),
        pytest.param("table", "table = {", "}", id="over several lines"),
    ],
)
@pytest.mark.parametrize("is_file", [False, True], ids=["a notebook", "a file"])
def test_all_lines_of_what_is_named_and_no_others(name, first, last, is_file):
    if is_file:
        program = read_text(FUNCTION, Submission(Path("hw.py")), is_file=True)
    else:
        program = reading(FUNCTION)
    lines = part_of(program, [name]).split("\n")
    assert (lines[0], lines[-1]) == (first, last or first)
    start = FUNCTION.index(lines[0])
    assert FUNCTION[start:].startswith("\n".join(lines))


def test_a_tag_is_of_any_cell_and_so_is_an_id_of_nbgrader_s():
    program = reading(
        "x = 1",
        words("First.", tags=["explain", "other"]),
        words("Second\nline.", tags=["explain"]),
        words("Third.", nbgrader={"grade_id": "essay"}),
        words("Of nobody.", tags="explain"),
        {"cell_type": "raw", "metadata": {"tags": ["explain"]}, "source": 7},
    )
    assert part_of(program, ["explain"]) == "First.\n\nSecond\nline."
    assert part_of(program, ["essay", "x"]) == "Third.\n\nx = 1"
    assert part_of(program, ["nothing"]) == ""


MARGINS = {
    "a text": 'essay = """\nI think\n# that\n"""',
    "a bracket": 'essay = (\n"abc"\n"def"\n)',
    "a backslash": 'essay = \\\n"abc"',
    "a function": 'def essay():\n    """Why:\nbecause.\n"""\n    return """\nIt is.\n"""',
    "a decorated one": "@cache\ndef essay():\n    return 1",
    "a class": 'class essay:\n    why = """\nNo.\n"""',
    "several names": 'a, (essay, *_) = 1, (\n"x", 2)',
    "a part of it": 'essay["why"] = """\nNo.\n"""',
    "with a type": "essay: str = (\n1)",
    "more of it": 'essay += """\nNo.\n"""',
    "within an expression": 'print(essay := """\nNo.\n""")',
    "a loop": "for essay in [\n1]:\n    pass",
    "a context": "with open(\n'x') as essay:\n    pass",
}


@pytest.mark.parametrize("suffix", ["ipynb", "py"])
@pytest.mark.parametrize("text", MARGINS.values(), ids=MARGINS)
def test_a_part_ends_where_its_statement_does_whatever_stands_at_the_margin(text, suffix):
    source = f"x = 1\n{text}\nprint(x)\n"
    program = reading(source) if suffix == "ipynb" else read_text(source, HERE, is_file=True)
    assert part_of(program, ["essay"]) == text


@pytest.mark.parametrize("above", ["if x:", "for _ in x:", "with x:", "try:", "while x:\n  if x:"])
def test_what_stands_under_another_statement_is_given_alone(above):
    rest = "\nfinally:\n    pass" if above == "try:" else ""
    program = reading(f'{above}\n    print(1)\n    essay = """\nNo.\n"""\n    print(2){rest}')
    assert part_of(program, ["essay"]) == '    essay = """\nNo.\n"""'


def test_of_what_is_no_python_all_is_given_that_names_it():
    broken = 'essay = """\nI think\nso.\n'
    assert part_of(reading("x = 1", code(broken), code("y = (")), ["essay"]) == broken.strip()
    file = read_text(f"x = 1\n{broken}", HERE, is_file=True)
    assert [line for line in part_of(file, ["essay"]).split("\n") if line] == [
        "x = 1",
        *broken.strip().split("\n"),
    ]


def test_what_is_noted_below_a_function_is_a_part_of_it():
    function = "def essay():\n    return 1\n\n    # because"
    assert part_of(reading(f"{function}\n# over\nx = 1"), ["essay"]) == function


def test_every_place_where_it_is_written_is_given_once():
    program = reading("essay = 1; essay = 2", code("%%writefile a.py\nessay = 3\n"), code("essay"))
    parts = part_of(program, ["essay"]).split("\n\n")
    assert parts[0] == "essay = 1; essay = 2"
    assert len(parts) == 2
    assert "essay = 3" in parts[1]


def test_a_thousand_branches_and_an_odd_reader_cost_nothing():
    branches = "".join(f"elif x == {number}:\n    essay = {number}\n" for number in range(900))
    program = reading(f"if x:\n    pass\n{branches}")
    assert part_of(program, ["essay"]).count("essay") == 900
    odd = [("essay", 0, -(10**9), -(10**9)), ("essay", 7, 1, 1), ("essay", 0, 10**9, 10**9)]
    odd += [("essay", -1, 1, 1), ("", 9, 1, 1)]
    assert part_of(dataclasses.replace(program, spans=tuple(odd)), ["essay"]) == ""


def test_of_what_was_kept_before_a_version_knew_it_the_cells_that_name_it_are_shown():
    program = dataclasses.replace(reading("x = 1", code("essay = 2\nx = 3")), spans=None)
    assert part_of(program, ["essay"]) == "essay = 2\nx = 3"
    assert part_hash(program, Criterion("style", "text", 3, marked="by hand", about=("x",))) is None


def hashed(source, *about):
    criterion = Criterion("style", "text", 3, marked="by hand", about=about)
    return part_hash(reading(source), criterion)


def test_a_part_is_another_where_its_text_is_and_nowhere_else():
    whole = hashed(FUNCTION, "train")
    assert hashed(FUNCTION.replace("return 1", "return 3"), "train") == whole
    assert hashed("y = 2\n\n" + FUNCTION, "train") == whole
    assert hashed(FUNCTION.replace("    # done\n", "    # done   \n\n"), "train") == whole
    assert hashed(FUNCTION.replace("# done", "# over"), "train") != whole
    assert hashed(FUNCTION) is None  # all of the file
