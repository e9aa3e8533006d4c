"""Where the lines of a notebook's cells stand in its file, whoever wrote that."""

import json

import pytest
from support.project import ROOT

from grader.submission.lines import lines_of_cells

SOURCES = ["import math\n\nx = 1\n", 'def f():\n    return "[{\\"source\\": ["\n', "", "y = 2"]


def split(text):
    return text.splitlines(keepends=True)


def document(source=split, reverse=False):
    words = {"cell_type": "markdown", "metadata": {}, "source": ["# not code\n"]}
    cells = [words]
    for text in SOURCES:
        shown = {"output_type": "stream", "name": "stdout", "text": ["source\n", "cells"]}
        cell = {"cell_type": "code", "metadata": {"source": ["no"]}, "source": source(text)}
        cell["outputs"] = [shown, {"data": {"application/json": {"cells": [{"source": "no"}]}}}]
        cells.append(dict(reversed(cell.items())) if reverse else cell)
    return {"cells": cells, "metadata": {"cells": "none"}, "nbformat": 4, "nbformat_minor": 4}


@pytest.mark.parametrize("reverse", [False, True], ids=["type first", "source first"])
@pytest.mark.parametrize("indent", [1, 2, 4])
def test_each_line_of_code_is_found_in_the_file(indent, reverse):
    text = json.dumps(document(reverse=reverse), indent=indent)
    file = text.split("\n")
    found = lines_of_cells(text)
    assert len(found) == len(SOURCES)
    for source, rows in zip(SOURCES, found, strict=True):
        told = [json.loads(file[row - 1].strip().rstrip(",")) for row in rows]
        assert told == split(source)


@pytest.mark.parametrize("source", [str, split], ids=["one text", "many texts"])
def test_of_a_file_of_one_line_all_is_on_that(source):
    found = lines_of_cells(json.dumps(document(source)))
    assert [set(rows) for rows in found if rows] == [{1}] * len([*filter(None, found)])
    assert [len(rows) for rows in found][:2] == [3, 2]


def test_the_starters_lines_are_found():
    text = (ROOT / "assignments/perceptron/perceptron.ipynb").read_text(encoding="utf-8")
    codes = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    file = text.split("\n")
    for cell, rows in zip(codes, lines_of_cells(text), strict=True):
        told = [json.loads(file[row - 1].strip().rstrip(",")) for row in rows]
        assert "".join(told) == "".join(cell["source"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("]]]}}},,,", id="ends without beginnings"),
        pytest.param("[" * 100_000, id="beginnings without ends"),
        pytest.param('{"cells": [{"cell_type": "code', id="a text without an end"),
        pytest.param('{"cells": "no list"}', id="no list of cells"),
        pytest.param('{"worksheets": [{"cells": [{"cell_type": "code"}]}]}', id="an old notebook"),
        pytest.param('{"cells": [{"cell_type": "\\ud800\\u', id="half a character"),
    ],
)
def test_of_another_form_no_line_is_found(text):
    assert lines_of_cells(text) == []
