"""Where the project's files lie, and its command as students and scripts meet it."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from support.commands import start_grade

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests/support/tiny_course"
CHAIN = ROOT / "tests/support/chain_course"  # with an example, of functions that call each other
CHECKED = ROOT / "tests/courses/checked"  # in which nothing is to be mended
ATTACKS = ROOT / "tests/sandbox/attacks"
HANGING_SECONDS = 300  # nothing that is tested takes so long; what hangs is to fail by its name
# Source: `perceptron_toydata.txt` of the lecture's perceptron, as published: 100 rows of numbers.
LECTURE = ROOT / "tests/support/perceptron_toydata.txt"


def run_grade(*arguments, cwd=ROOT, seconds=HANGING_SECONDS, **environment):
    """The command in a process of its own, as students and scripts meet it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start_grade(*arguments, cwd=cwd, env=env, text=True, **pipes) as process:
        try:
            printed = process.communicate(timeout=seconds)
        except BaseException:  # as `subprocess.run` does, whatever it is
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, *printed)


def of_a_class(command, *words):
    """A class's command, said to be of the perceptron where a course has more than that."""
    words = [*map(str, words)]
    at = words.index("--course") + 1 if "--course" in words else 0
    rubric = Path(words[at] if at else ROOT) / "rubric.yaml"
    # A course that is no longer there is the test's own concern.
    text = rubric.read_text(encoding="utf-8") if rubric.is_file() else ""
    is_of_several = "\n  perceptron:" in text and "\n  softmax:" in text
    named = ["--assignment", "perceptron"] if is_of_several and "--assignment" not in words else []
    return [command, *named, *words]


def wait_for_child(pid, seconds=30):
    """Wait until a process has started one of its own."""
    deadline = time.monotonic() + seconds
    while not psutil.Process(pid).children():
        assert time.monotonic() < deadline, f"process {pid} starts none"
        time.sleep(0.05)


def children_of(pid):
    """The processes that a process has started and that are still there, zombies too."""
    children = []
    # A thread, or the process itself, may end between two looks.
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                children += map(int, (task / "children").read_text().split())
    return children


def descendants_of(pid):
    """Processes started by one, and by those, and so on."""
    for child in children_of(pid):
        yield child
        yield from descendants_of(child)


def is_alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


def skip_level(name, error):
    """Skip where this machine has no such level, or fail where it was asked for."""
    if name in os.environ.get("GRADE_LEVELS", "").split(","):
        pytest.fail(f"level {name} was asked for: {error}")
    pytest.skip(f"this machine has no level {name}: {error}")
