"""By what a batch knows again what it has observed."""

import os
import subprocess
import sys

import pytest
from support.project import ROOT

# One compiles what runs behind the wall before much else is loaded, one afterwards.
BEFORE = ["", "from grader.sandbox.interpreter import bundle; bundle()"]
HASHES = """
from pathlib import Path
from grader.classroom.batch.fingerprints import Fingerprints
from grader.core.probe import Level
from grader.course.find import find_course

course = find_course(Path.cwd(), Path.cwd())
print(Fingerprints.of(course.assignment("perceptron"), Level.STRONG))
"""


@pytest.mark.processes
def test_every_process_knows_it_again_whatever_it_has_loaded_and_kept(tmp_path):
    hashes = set()
    for number, before in enumerate(BEFORE):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment["XDG_CACHE_HOME"] = str(tmp_path / str(number))  # nothing is kept yet
        command = [sys.executable, "-c", before + HASHES]
        hashes.add(subprocess.check_output(command, cwd=ROOT, env=environment, text=True))
    assert len(hashes) == 1
