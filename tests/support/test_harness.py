"""What is found after an attack is the attack's: tests that run beside it leave nothing in it."""

import contextlib
import os
import subprocess
import sys

import pytest

from support.harness import ours
from support.project import ROOT

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]
# A process without a parent, as a run of tests is that goes on after its terminal is closed, and
# two that it starts: one works in a folder, the other looks at what is its own.
BESIDE = """
import subprocess, sys
folder, look = sys.argv[1:]
wait = [sys.executable, "-c", "import sys; sys.stdin.read()"]
with subprocess.Popen(wait, cwd=folder, stdin=subprocess.PIPE) as other:
    subprocess.run([sys.executable, "-c", look, folder, str(other.pid)])
"""
LOOK = """
import subprocess, sys
from pathlib import Path
from support.harness import is_anothers, ours
folder, other = sys.argv[1], int(sys.argv[2])
wait = [sys.executable, "-c", "import sys; sys.stdin.read()"]
with subprocess.Popen(wait, cwd=Path(folder).parent, stdin=subprocess.PIPE) as own:
    mine = ours()
    print(other in mine, own.pid in mine, is_anothers(folder), is_anothers(Path(folder, "none")))
with subprocess.Popen(wait, cwd=f"{folder}/own", stdin=subprocess.PIPE) as own:
    print(is_anothers(f"{folder}/own"))
"""


def test_what_another_test_has_started_is_not_ours(tmp_path):
    folder = tmp_path / "folder"
    (folder / "own").mkdir(parents=True)
    done = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" "$2" "$3" &', sys.executable, BESIDE, folder, LOOK],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["False True True False", "False"], done.stderr


def test_what_is_left_is_ours_with_a_parent_or_without():
    tell = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
    child = [sys.executable, "-c", tell]
    orphan = ["sh", "-c", 'exec 3<&0; "$@" <&3 &', "sh", *child]
    with contextlib.ExitStack() as stack:
        pids = set()
        for command in (child, orphan):
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            started = stack.enter_context(subprocess.Popen(command, **pipes))
            pids.add(int(started.stdout.readline()))
        started.wait()
        assert pids <= ours()
        assert ours(but=pids).isdisjoint(pids)
