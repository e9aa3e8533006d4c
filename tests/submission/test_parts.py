"""The part of a hand-in that a person marks: which lines it is, and when it is another."""

from pathlib import Path

import pytest

from grader.core.result import Criterion
from grader.core.submission import Submission
from grader.submission.notebook import read_text
from grader.submission.parts import part_hash, part_of

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

    code = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [code, *cells]}
    return read_text(json.dumps(document), Submission(Path("hw.ipynb")), is_file=False)


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
