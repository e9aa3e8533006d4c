"""The command where it can't print, may open little, or stands nowhere: one line, or no matter."""

import os
import subprocess
import sys

import pytest
from support.desk import EXAMPLE, Desk, hand_in
from support.project import ROOT, of_a_class

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's full device"),
]
COMMAND = [sys.executable, "-m", "grader"]
FILE = [*COMMAND, str(EXAMPLE), "--course", str(ROOT)]
SHELL = {**os.environ, "PYTHONPATH": str(ROOT)}


def shell(redirected, command=FILE, **more):
    """A command as a shell runs it, with its streams redirected."""
    line = f'exec "$@" {redirected}'
    return subprocess.run(
        ["/bin/bash", "-c", line, "bash", *command],
        capture_output=True,
        text=True,
        env=SHELL,
        **{"cwd": ROOT, **more},
    )


def test_a_closed_output_changes_nothing_else():
    closed = shell(">&-")
    assert (closed.returncode, closed.stdout) == (0, "")
    assert "Error" not in closed.stderr
    assert "a fault" not in closed.stderr


def test_a_closed_error_stream_changes_nothing():
    closed = shell("2>&-")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert "50" in closed.stdout


def test_an_output_on_a_full_disk_is_one_line():
    full = shell(">/dev/full")
    assert full.returncode == 3
    (line,) = full.stderr.splitlines()
    assert line.startswith("grade: standard output can't be written: No space left on device")


INTERRUPTED = """
import sys
from grader.cli import streams

def interrupt(frame, event, argument):
    if frame.f_code.co_filename != streams.__file__:
        return None
    if event == "return" and frame.f_code.co_name in ("write", "flush"):
        sys.settrace(None)
        raise KeyboardInterrupt
    return interrupt

streams.mend()
for number in range(3):
    sys.settrace(interrupt)
    try:
        print(f"line {number}", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    sys.settrace(None)
"""


def test_what_was_printed_when_ctrl_c_came_is_not_printed_again():
    done = shell("", [sys.executable, "-c", INTERRUPTED])
    assert done.stdout.split("\n") == [
        *("line 0", "interrupted", "line 1", "interrupted", "line 2", "interrupted", "")
    ]


def test_an_export_that_is_lost_is_told(tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    desk = Desk(tmp_path)
    desk.batch(tmp_path / "in")
    words = of_a_class("export", "--format", "csv", "--gradebook", desk.where)
    full = shell(">/dev/full", [*COMMAND, *words])
    assert full.returncode == 3
    assert full.stderr.startswith("grade: standard output can't be written")


def test_more_jobs_than_files_may_be_open_for_are_fewer_jobs(tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    desk = Desk(tmp_path)
    words = of_a_class("batch", tmp_path / "in", "--jobs", "300", "--gradebook", desk.where)
    line = 'ulimit -n 170; exec "$@"'
    done = shell("", ["/bin/bash", "-c", line, "bash", *COMMAND, *words], timeout=200)
    assert done.returncode == 0, done.stderr
    assert desk.statuses() == {"ada": "graded"}


def test_a_log_on_a_full_disk_changes_nothing():
    full = shell("2>/dev/full", [*COMMAND, "nowhere.ipynb", str(EXAMPLE), "--course", str(ROOT)])
    assert full.returncode == 2
    assert "50" in full.stdout


@pytest.mark.parametrize("redirected", ["2>/dev/full", "2>&-", ">/dev/full", ">&-"])
def test_a_batch_goes_on_where_nothing_can_be_printed(tmp_path, redirected):
    hand_in(tmp_path / "in", "ada.ipynb")
    hand_in(tmp_path / "in", "hard/bob.ipynb")
    (tmp_path / "in" / "eve.zip").write_bytes(b"PK")
    desk = Desk(tmp_path)
    words = of_a_class("batch", tmp_path / "in", "--gradebook", desk.where)
    done = shell(redirected, [*COMMAND, *words])
    assert done.returncode == (3 if redirected == ">/dev/full" else 4)
    assert desk.statuses() == {"ada": "graded", "hard": "graded", "eve": "refused"}


def test_where_too_few_files_may_be_open_that_is_said():
    # Root may have more all the same, but for the right to that.
    right = "-sys_resource"
    limited = ["setpriv", f"--bounding-set={right}", f"--inh-caps={right}"]
    limited = limited if os.geteuid() == 0 else []
    done = shell("", ["/bin/bash", "-c", 'ulimit -n 64; exec "$@"', "bash", *limited, *FILE])
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("grade: only 64 files may be open here at a time, and 160 are needed")


def test_a_limit_that_may_be_raised_is_raised():
    done = shell("", ["/bin/bash", "-c", 'ulimit -S -n 64; exec "$@"', "bash", *FILE])
    assert done.returncode == 0, done.stderr


def test_a_working_directory_that_is_gone_is_one_line(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    line = 'rmdir "$PWD"; exec "$@"'
    done = subprocess.run(
        ["/bin/bash", "-c", line, "bash", *FILE],
        capture_output=True,
        text=True,
        env=SHELL,
        cwd=gone,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "grade: the folder in which you are was removed; go to another, and run this again"
    )


RINGS = """
import os, signal, sys

class Bell:
    name = sys.argv.pop(1)

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == cls.name:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Bell)
from grader.cli import main
main(prog_name="grade")
"""


@pytest.mark.parametrize(
    ("module", "words"),
    [
        pytest.param("click", ["--help"], id="while our first module loads"),
        pytest.param("grader.cli.command", ["hw.ipynb"], id="while the command loads"),
        pytest.param("grader.cli.staff", ["--help"], id="while commands are listed"),
        pytest.param("grader.cli.staff", ["batch", "."], id="while a command of staff's loads"),
        pytest.param("grader.api", ["hw.ipynb"], id="while a file's command runs"),
        pytest.param("grader.api", ["gradebook"], id="while a command of staff's runs"),
    ],
)
def test_ctrl_c_however_early_is_one_line(tmp_path, module, words):
    done = subprocess.run(
        [sys.executable, "-c", RINGS, module, *words],
        capture_output=True,
        text=True,
        env=SHELL,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "grade: stopped\n")
