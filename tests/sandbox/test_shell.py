"""Cells that a notebook writes to files, and files that it runs, do what they do in IPython."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from support.project import TINY

from grader.api import Grader
from grader.core.result import Status
from grader.sandbox.inside.shell import WrittenFiles

pytestmark = pytest.mark.walls
MEDIAN = """
def median(values):
    v, n = sorted(values), len(values)
    return v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2
"""
CLIP = """
def clip(values, low, high):
    return [min(max(v, low), high) for v in values]
"""
WRITTEN = f"%%writefile model.py\nimport math\n{MEDIAN}"
IMPORT = "from model import median"


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    course = shutil.copytree(TINY, tmp_path_factory.mktemp("shell") / "course")
    rubric = course / "rubric.yaml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("[math]", "[stdlib]"), "utf-8")
    with Grader(course, "stats") as opened:
        yield opened


@pytest.fixture
def graded(grader, tmp_path):
    """Grade a notebook of cells; what is missing of a right program comes first."""

    def run(*cells, first=CLIP):
        made = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in (first, *cells)]
        notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        path = tmp_path / "hw.ipynb"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        report = grader.grade(path)
        assert report.status is Status.GRADED
        return report

    return run


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([WRITTEN, IMPORT], id="by from"),
        pytest.param([WRITTEN, "from model import *"], id="by from and star"),
        pytest.param([WRITTEN, "import model as m\nmedian = m.median"], id="under an alias"),
        pytest.param(
            [WRITTEN, "def median(values):\n    import model\n    return model.median(values)"],
            id="where it is called",
        ),
        pytest.param(
            [WRITTEN, "import importlib\nmedian = importlib.import_module('model').median"],
            id="by importlib",
        ),
        pytest.param(
            [
                "%%writefile model.py\nmedian = 1",
                "import model",
                WRITTEN,
                "import importlib\nimportlib.reload(model)\nmedian = model.median",
            ],
            id="written and loaded again",
        ),
        pytest.param([f"%%file model.py\n{MEDIAN}", IMPORT], id="by %%file"),
        pytest.param([f"\n\n  %%writefile 'model.py'\n{MEDIAN}", IMPORT], id="a name in quotes"),
        pytest.param(
            ["%%writefile model.py\n#", f"%%writefile -a model.py\n{MEDIAN}", IMPORT], id="added to"
        ),
        pytest.param(
            [
                "import os\nos.mkdir('src')",
                f"%%writefile src/a.py\n{MEDIAN}",
                "from src.a import *",
            ],
            id="in a folder",
        ),
        pytest.param(
            [
                "!mkdir -p src",
                f"%%writefile src/model.py\n{MEDIAN}",
                f"import sys\nsys.path.append('src')\n{IMPORT}",
            ],
            id="in a folder where Python is told to look",
        ),
        pytest.param(
            [
                "%mkdir src",
                f"%%writefile src/statistics.py\n{MEDIAN}",
                "import statistics\nassert statistics.fmean([1]) == 1",
                "from src.statistics import *",
            ],
            id="in a folder, called as a module of Python's",
        ),
        pytest.param(
            [WRITTEN, f"%%writefile other.py\n{IMPORT}", "from other import median"],
            id="by another one",
        ),
        pytest.param(
            [f"%%writefile statistics.py\n{MEDIAN}", "from statistics import median"],
            id="called as one that is allowed nowhere",
        ),
        pytest.param(["%%writefile model.py\n'\\'\\n'; \"'''\"; ''" + MEDIAN, IMPORT], id="quotes"),
        pytest.param([WRITTEN, "%run model.py"], id="run"),
        pytest.param([WRITTEN, "%run model"], id="run by its name alone"),
        pytest.param([WRITTEN, "if True:\n    %run -i 'model.py'"], id="run at an indent"),
        pytest.param([WRITTEN, "%cd data\n%cd ..\n%run model.py"], id="run in no other folder"),
        pytest.param(
            [
                "import os\nos.mkdir('src')",
                "%cd src",
                WRITTEN,
                IMPORT,
                "%cd ..\n%cd ..\n%cd /content/drive/MyDrive\nassert os.path.isdir('src')",
            ],
            id="in a folder that is entered",
        ),
        pytest.param(
            [f"{WRITTEN}\n1 / 0\nmedian = 1", "%run model.py\nx = 1", "assert x"],
            id="run until it raises",
        ),
        pytest.param([WRITTEN, "exec(open('model.py').read())"], id="read"),
        pytest.param(
            ["%%writefile k.txt\n2", f"k = int(open('k.txt').read())\n{MEDIAN.replace('2', 'k')}"],
            id="data",
        ),
    ],
)
def test_what_a_cell_has_written_is_there(graded, cells):
    report = graded(*cells)
    assert not report.errors
    assert report.earned == 7
    assert any("writes its cell to the file" in note for note in report.notes)


def test_a_module_that_reads_another_encoding_is_not_the_scripts_import(tmp_path):
    with Grader(TINY, "stats") as grader:  # which allows `math` alone
        path = tmp_path / "hw.py"
        path.write_text(f"{MEDIAN}{CLIP}\nopen('x', 'w', encoding='utf-8-sig').close()")
        assert not grader.grade(path).errors


@pytest.mark.parametrize(
    ("statement", "earned"),
    [
        pytest.param(f"get_ipython().run_cell_magic('time', '', {MEDIAN!r})", 7, id="measured"),
        pytest.param(
            f"get_ipython().run_cell_magic('writefile', 'a.py', {MEDIAN!r})\nfrom a import median",
            7,
            id="written",
        ),
        pytest.param(
            f"get_ipython().run_cell_magic('bash', '', {MEDIAN!r})", 2, id="other language"
        ),
        pytest.param(
            f"{MEDIAN}\nget_ipython().run_line_magic('time', 'm = median([1])')\nm + 1\n"
            "assert get_ipython().run_line_magic('time', 'median([1])') == m\n"
            "get_ipython().run_line_magic('matplotlib', 'inline')\n"
            "get_ipython().system('ls')",
            7,
            id="lines",
        ),
    ],
)
def test_what_jupyter_exports_to_a_file_does_what_the_notebook_did(
    grader, tmp_path, statement, earned
):
    path = tmp_path / "hw.py"
    path.write_text(f"{CLIP}\n{statement}\n", encoding="utf-8")
    report = grader.grade(path)
    assert not report.errors
    assert report.earned == earned


def test_a_file_that_nobody_has_written_is_not_run(graded):
    report = graded(MEDIAN, "%run setup.py")
    assert not report.errors
    assert report.earned == 7


def test_a_module_that_is_imported_above_its_cell_is_not_there_yet(graded):
    report = graded(IMPORT, WRITTEN)
    assert str(report.errors[0]) == "ModuleNotFoundError: No module named 'model'"
    assert graded(IMPORT, WRITTEN, IMPORT).earned == 7


def test_a_module_that_is_not_imported_is_named(graded):
    report = graded(WRITTEN, "import model")
    (score,) = [score for score in report.scores if score.name == "median"]
    assert score.departures[0].message == (
        "`median` is missing: it is defined in cell 2, line 4, "
        "but in a file: write `from model import median` below it"
    )


def test_an_error_in_a_written_module_has_the_cell_that_wrote_it(graded):
    wrong = MEDIAN.replace("sorted(values)", "sorted(value)")
    report = graded(f"\n%%writefile model.py\n{wrong}", "import model\nmodel.median([1])")
    assert [str(error.place) for error in report.errors] == ["cell 2, line 5"]


def test_the_rule_for_imports_holds_in_what_is_written(graded):
    report = graded("%%writefile model.py\nimport numpy\nnumpy.array([1])", "import model")
    assert "the module numpy is not allowed" in str(report.errors[0])


def test_a_written_module_opens_the_way_to_no_other_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    files = WrittenFiles(set())
    files.write("pytest.py", "x = 1", ("<cell 0>", 1))
    assert files.find_spec("pytest").origin == str(tmp_path / "pytest.py")
    assert files.find_spec("pip") is None
    Path("pytest.py").unlink()
    with pytest.raises(ModuleNotFoundError, match="No module named 'pytest'"):
        files.find_spec("pytest")


@pytest.mark.parametrize(("name", "use"), [("functools", "partial(int)"), ("itertools", "chain()")])
def test_a_file_of_a_forbidden_module_s_name_opens_no_way_to_it(tmp_path, name, use):
    """Such a module is loaded already, and would be given whatever was written."""
    statement = f"get_ipython().run_cell_magic('writefile', '{name}.py', '#')\nimport {name}"
    with Grader(TINY, "stats") as grader:  # which allows `math` alone
        path = tmp_path / "hw.py"
        path.write_text(f"{MEDIAN}{CLIP}\n{statement}\n{name}.{use}\n", "utf-8")
        (error,) = grader.grade(path).errors
    assert f"the module {name} is not allowed in this assignment" in error.message
