"""A command that is forked is what a command is that Python starts."""

import os
import signal
import subprocess

import pytest

from support.commands import Command, can_fork, start_grade
from support.project import ROOT, TINY

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not can_fork(ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}), reason="Linux"),
]
WATCH = ["--watch", "mine.py", "--course", str(TINY)]


@pytest.fixture(params=["forked", "started"])
def start(request, tmp_path):
    """The same words to both."""
    own = {"PYTHONUTF8": "0"} if request.param == "started" else {}

    def start(*words, **environment):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **own, **environment}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = start_grade(*words, cwd=tmp_path, env=env, start_new_session=True, **pipes)
        assert type(process) is {"forked": Command, "started": subprocess.Popen}[request.param]
        return process

    return start


def test_it_has_its_words_streams_folder_and_status(start, tmp_path):
    with start("gone.ipynb", "--course", str(TINY)) as process:
        out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert "gone.ipynb" in err


def test_it_has_its_environment(start):
    with start("docs", "golden", COLUMNS="40") as process:
        narrow, _ = process.communicate()
    with start("docs", "golden", COLUMNS="120") as process:
        wide, _ = process.communicate()
    assert narrow != wide


def test_it_is_ours_and_in_a_session_of_its_own(start):
    with start("--version") as process:
        assert os.getsid(process.pid) == process.pid
        assert process.communicate()[0].startswith("golden-grader")


@pytest.mark.parametrize(
    ("number", "statuses"),
    [(signal.SIGINT, {0, 130}), (signal.SIGTERM, {-15}), (signal.SIGKILL, {-9})],
    ids=["interrupted", "terminated", "killed"],
)
def test_it_hears_signals(start, number, statuses, tmp_path):
    (tmp_path / "mine.py").write_text("def clip(x):\n    return x\n")
    with start(*WATCH) as process:
        assert process.stdout.readline()  # it is at work, and then waits
        process.send_signal(number)
        process.communicate()
    assert process.returncode in statuses
