"""Ask whether each version of constraints.txt installs on the oldest Python that we promise.

    .venv/bin/python .ci/pins.py

Versions are chosen on a newer Python, where nothing tells that one needs it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement

OLDEST = "3.10"
PYTHON = {"python_version": OLDEST, "python_full_version": f"{OLDEST}.0"}
lines = Path("constraints.txt").read_text(encoding="utf-8").splitlines()
pins = [Requirement(line) for line in lines if not line.startswith("#")]
taken = [f"{p.name}{p.specifier}" for p in pins if p.marker is None or p.marker.evaluate(PYTHON)]
with tempfile.TemporaryDirectory() as nowhere:
    words = ["-q", "--dry-run", "--no-deps", "--only-binary=:all:", "--target", nowhere]
    words = ["install", *words, "--python-version", OLDEST, *taken]
    sys.exit(subprocess.run([sys.executable, "-m", "pip", *words]).returncode)
