"""A homework's tests are tried on its own solution, since what that answers will be right."""

import pytest
from support.foreign import HALVED, NBGRADER, OTTER, code, graded, solution, write

from grader.authoring.takeover.draft import read_foreign
from grader.authoring.takeover.trying import failing

SHOWN = code("halved([2, 4])", shown="[1.0, 3.0]")


def faults(tmp_path, *cells):
    path = write(tmp_path / "f.ipynb", *cells)
    return list(map(str, failing(read_foreign(path), path)))


@pytest.mark.parametrize("cells", [NBGRADER, OTTER], ids=["nbgrader", "otter"])
def test_of_a_right_solution_nothing_is_said(tmp_path, cells):
    assert faults(tmp_path, *cells) == []


def test_a_solution_that_fails_an_assertion_is_told(tmp_path):
    (fault,) = faults(tmp_path, solution(HALVED), graded("assert halved([4]) == [1]"))
    assert fault.startswith("cell 2 (test): the solution fails its own test")
    assert "AssertionError: halved([4]) == [1]" in fault


def test_a_solution_that_shows_otherwise_than_the_notebook_is_told(tmp_path):
    cells = [SHOWN if cell["source"] == ["halved([2, 4])"] else cell for cell in OTTER]
    (fault,) = faults(tmp_path, *cells)
    assert fault.startswith("cell 3 (q1): the solution fails its own test")
    assert "halved([2, 4]) is not [1.0, 3.0]" in fault


def test_what_is_equal_to_what_was_shown_is_as_good(tmp_path):
    same = code("halved([2, 4])", shown="[1, 2]")
    cells = [same if cell["source"] == ["halved([2, 4])"] else cell for cell in OTTER]
    assert faults(tmp_path, *cells) == []


@pytest.mark.parametrize("line", ["1 / 0", "raise SystemExit", "import sys; sys.exit()"])
def test_a_solution_that_does_not_run_is_told_with_its_cell(tmp_path, line):
    cells = [solution(line), graded("assert halved([4]) == [2]")]
    (fault,) = faults(tmp_path, *cells)
    assert fault.startswith("f.ipynb: its tests were not tried: the solution, cell 1, line 1:")


def test_a_solution_reads_the_files_beside_its_notebook(tmp_path):
    (tmp_path / "table.csv").write_text("1,2")
    read = solution("def rows():\n    with open('table.csv') as file:\n        return file.read()")
    assert faults(tmp_path, read, graded("assert rows() == '1,2'")) == []
