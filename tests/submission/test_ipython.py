"""What IPython runs, runs here, with the same meaning."""

import json
import os
import subprocess
import sys

import pytest
from support.project import HANGING_SECONDS, ROOT

pytestmark = pytest.mark.processes
NOTEBOOKS = 2500


def test_thousands_of_cells_mean_the_same(tmp_path):
    pytest.importorskip("IPython")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/support/ipython_cells.py"), str(NOTEBOOKS)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)},
        timeout=HANGING_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert not outcome["different"], "\n====\n".join(outcome["different"][:5])
    assert outcome["cells"] > NOTEBOOKS
