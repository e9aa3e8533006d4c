"""Where a Python process of ours looks for modules: not where hand-ins may lie."""

import os
import subprocess
import sys

import pytest
from support.project import ROOT
from support.traps import lay_traps

from grader.core.processes import start_python

pytestmark = pytest.mark.processes
LOOK = "import json, os, random, signal, sys; import grader.api; print(os.getcwd(), *sys.path)"


@pytest.fixture
def traps(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lay_traps(tmp_path)


def words_of(process):
    """What a process printed, after it has ended well."""
    printed, _ = process.communicate()
    assert process.returncode == 0
    return printed.decode().split()


@pytest.mark.parametrize("path", ["", ".", f":{ROOT}", f"..{os.pathsep}.", "{}"])
def test_a_process_of_ours_takes_no_module_from_the_working_directory(
    path, traps, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", path.format(tmp_path))
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    folder, *places = words_of(start_python(exec, LOOK, stdout=subprocess.PIPE))
    assert not traps.snapped
    assert folder == os.sep
    assert not {os.path.realpath(place) for place in places} & {str(tmp_path), os.sep}


@pytest.mark.skipif(
    sys.version_info >= (3, 14), reason="knows one, and looks for modules before our first line"
)
def test_nor_does_it_where_python_knows_no_safe_path(traps, tmp_path):
    """As before 3.11: the first place is the working directory, until our first line."""
    bare = {"env": {"PYTHONPATH": str(ROOT)}, "cwd": tmp_path, "stdout": subprocess.PIPE}
    words_of(start_python(exec, LOOK, **bare))
    assert not traps.snapped


def test_one_that_is_started_plainly_does(traps, tmp_path):
    subprocess.run([sys.executable, "-c", LOOK], capture_output=True, check=False)
    assert traps.snapped


def test_the_grader_that_is_started_is_the_one_that_starts_it(tmp_path, monkeypatch):
    (tmp_path / "grader").mkdir()
    (tmp_path / "grader" / "__init__.py").write_text("raise ImportError('another')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    code = "import grader; print(grader.__file__)"
    (place,) = words_of(start_python(exec, code, stdout=subprocess.PIPE))
    assert place == str(ROOT / "grader/__init__.py")
