"""`grade hw.ipynb --watch`, as a process: what it says of every save, and when."""

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
from support.courses import change
from support.project import CHECKED, HANGING_SECONDS, ROOT, TINY, is_alive
from support.standings import lost
from support.traps import HOSTILE, is_plain

from grader.core.result import Criterion, Report, Status
from grader.core.submission import Submission
from grader.reports.diff import render
from grader.reports.terminal import Style

pytestmark = pytest.mark.processes

EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"
COMMAND = [sys.executable, "-c", "from grader.cli import main; main(prog_name='grade')"]
WATCHING = "; Ctrl-C ends"
PATIENCE = HANGING_SECONDS
FORGOTTEN = ("self.bias += error", "pass")


class Watch:
    """The running command; what it prints is read as it comes."""

    def __init__(self, *arguments, cwd=ROOT):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments), "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd,
            env=environment,
        )
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def until(self, words):
        """All lines up to the first that holds these words."""
        seen, deadline = "", time.monotonic() + PATIENCE
        while words not in seen:
            line = self.lines.get(timeout=max(deadline - time.monotonic(), 0.1))
            assert line, f"it ended: {seen}"
            seen += line
        return seen

    def interrupt(self):
        """Ctrl-C; what was still said, and the exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        return "".join(iter(self.lines.get, "")), status

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


@pytest.fixture
def watch():
    with contextlib.ExitStack() as stack:

        def start(*arguments, **options):
            return stack.enter_context(contextlib.closing(Watch(*arguments, **options)))

        yield start


def text_of(*changes):
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        cell["source"] = "".join(cell["source"])
        for old, new in changes:
            cell["source"] = cell["source"].replace(old, new)
    return json.dumps(document)


@pytest.fixture
def copied_course(tmp_path):
    folder = tmp_path / "course"
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "rubric.yaml", folder)
    return folder


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "hw.ipynb"
    path.write_text(text_of(FORGOTTEN), encoding="utf-8")
    return path


def test_a_save_shows_what_was_gained_and_then_the_whole_table(watch, notebook):
    running = watch(notebook)
    first = running.until(WATCHING)
    assert "update" in first
    assert "gained" not in first
    notebook.write_text(text_of(), encoding="utf-8")
    second = running.until(WATCHING)
    separator, change, *_ = second.splitlines()
    assert separator == "-" * 80
    assert change.endswith("→ 50/50")
    assert "  gained  train() corrects weights and bias by the error, at once" in second
    assert second.index("gained") < second.index("total")


def test_a_save_of_a_module_that_came_along_is_a_save(watch, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(TINY, course)
    rubric = course / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("    modules:", '    files: ["*.py"]\n    modules:'))
    (tmp_path / "helpers.py").write_text("def median(values): return 0\n", encoding="utf-8")
    (tmp_path / "hw.py").write_text("from helpers import median\n", encoding="utf-8")
    watching = watch(tmp_path / "hw.py", "--course", course)
    watching.until(WATCHING)
    right = "import math\ndef median(values): return sum(sorted(values)[len(values)//2:][:1])\n"
    (tmp_path / "helpers.py").write_text(right, encoding="utf-8")
    assert "median" in watching.until(WATCHING)


def test_a_link_that_takes_the_files_place_is_refused(watch, notebook, tmp_path):
    running = watch(notebook)
    running.until(WATCHING)
    (tmp_path / "theirs.ipynb").write_text(text_of(), encoding="utf-8")
    notebook.unlink()
    notebook.symlink_to("theirs.ipynb")
    second = running.until(WATCHING)
    assert "'hw.ipynb' is a link" in second
    assert "50/50" not in second


def test_an_editor_that_saves_by_renaming_is_followed(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    fresh = notebook.with_suffix(".tmp")
    fresh.write_text(text_of(), encoding="utf-8")
    notebook.unlink()
    time.sleep(0.3)
    fresh.rename(notebook)
    assert "gone" not in running.until("→ 50/50")


def test_a_notebook_that_is_half_written_is_waited_for(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    text = text_of()
    with notebook.open("w", encoding="utf-8") as file:
        for start in range(0, len(text), len(text) // 10):  # looked at more than once meanwhile
            file.write(text[start : start + len(text) // 10])
            file.flush()
            time.sleep(0.07)
    assert "not a notebook" not in running.until("→ 50/50")


def test_what_stays_unreadable_is_said_and_the_next_save_is_compared_with_the_last_points(
    watch, notebook
):
    running = watch(notebook)
    (total,) = re.findall(r"^total +(.*)$", running.until(WATCHING), re.MULTILINE)
    notebook.write_text("{", encoding="utf-8")
    assert "not a notebook" in running.until(WATCHING)
    notebook.write_text(text_of(), encoding="utf-8")
    assert f"{total} → 50/50" in running.until(WATCHING)


def test_a_deleted_file_is_said_to_be_gone_once_and_waited_for(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    notebook.unlink()
    running.until(f"grade: {notebook} is gone; waiting for it to come back")
    time.sleep(0.6)
    notebook.write_text(text_of(), encoding="utf-8")
    assert "is gone" not in running.until("→ 50/50")


def test_a_file_that_comes_back_as_it_was_is_graded_again(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    away = notebook.rename(notebook.with_suffix(".away"))
    running.until("is gone")
    away.rename(notebook)
    assert ", as before" in running.until(WATCHING)


def test_ctrl_c_ends_with_the_status_of_the_last_report(watch, notebook):
    running = watch(notebook, "--fail-under", "50")
    running.until(WATCHING)
    said, status = running.interrupt()
    assert (said.strip(), status) == ("", 1)
    running = watch(notebook, "--fail-under", "50")
    running.until(WATCHING)
    notebook.write_text(text_of(), encoding="utf-8")
    running.until(WATCHING)
    assert running.interrupt()[1] == 0


def test_ctrl_c_in_the_middle_of_a_submission_leaves_no_traceback_and_no_process(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    endless = ("def load_data", "while True:\n    pass\n\ndef load_data")
    notebook.write_text(text_of(endless), encoding="utf-8")
    time.sleep(1.2)
    children = children_of(running.process.pid)
    said, status = running.interrupt()
    assert ("Traceback" in said, status) == (False, 0)
    assert not any(map(is_alive, children))


def children_of(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return found.stdout.split()


def test_one_wall_serves_all_saves(watch, notebook):
    running = watch(notebook)
    running.until(WATCHING)
    before = children_of(running.process.pid)
    if not before:
        pytest.skip("this machine has no wall that is kept warm")
    notebook.write_text(text_of(), encoding="utf-8")
    running.until(WATCHING)
    assert children_of(running.process.pid) == before


def test_of_several_files_the_saved_one_is_shown_and_all_are_summed_up(watch, notebook, tmp_path):
    other = tmp_path / "other.ipynb"
    other.write_text(text_of(), encoding="utf-8")
    running = watch(notebook, other)
    running.until(WATCHING)
    notebook.write_text(text_of(), encoding="utf-8")
    shown = running.until(WATCHING)
    assert f"perceptron: {other}" not in shown
    assert f"  {notebook}: graded, 50/50\n  {other}: graded, 50/50\n" in shown


def test_every_save_writes_the_page_anew_and_adds_a_line_of_json(watch, notebook, tmp_path):
    page, lines = tmp_path / "report.html", tmp_path / "reports.jsonl"
    running = watch(notebook, "--html", page, "--json", lines)
    running.until(WATCHING)
    before = page.read_text(encoding="utf-8")
    notebook.write_text(text_of(), encoding="utf-8")
    running.until(WATCHING)
    assert page.read_text(encoding="utf-8") != before
    earned = [json.loads(line)["earned"] for line in lines.read_text().splitlines()]
    assert earned[0] < earned[1] == 50


def test_a_terminal_is_cleared_for_the_next_table(notebook):
    import pty  # Windows has none

    main, side = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    command = [*COMMAND, str(notebook), "--watch"]
    process = subprocess.Popen(command, stdout=side, stderr=side, cwd=ROOT, env=environment)
    os.close(side)
    shown = b""
    try:
        while WATCHING.encode() not in shown:
            shown += os.read(main, 4096)
        assert b"\033[2J" not in shown
        notebook.write_text(text_of(), encoding="utf-8")
        while b"50/50" not in shown:
            shown += os.read(main, 4096)
        assert b"\033[2J" in shown
    finally:
        process.kill()
        process.wait()
        os.close(main)


def test_a_course_that_goes_wrong_meanwhile_ends_nothing(watch, notebook, copied_course):
    running = watch(notebook, "--course", copied_course)
    running.until(WATCHING)
    with (copied_course / "assignments/perceptron/probes.py").open("a") as probes:
        probes.write("# changed\n")
    (copied_course / "assignments/perceptron/golden.json").unlink()
    notebook.write_text(text_of(), encoding="utf-8")
    assert "→ 50/50" in running.until(WATCHING)


def test_a_golden_that_was_stale_at_the_start_is_told_of_at_every_save(
    watch, notebook, copied_course
):
    with (copied_course / "assignments/perceptron/probes.py").open("a") as probes:
        probes.write("# changed\n")
    running = watch(notebook, "--course", copied_course)
    assert "stale" in running.until(WATCHING)
    notebook.write_text(text_of(), encoding="utf-8")
    assert "stale" in running.until(WATCHING)
    assert running.interrupt()[1] == 3


def test_a_file_s_name_has_the_terminal_do_nothing(watch, tmp_path):
    hostile = tmp_path / HOSTILE / "hw.py"
    hostile.parent.mkdir()
    hostile.write_text("x = 1\n", encoding="utf-8")
    running = watch(hostile, tmp_path / "gone.py")
    shown = running.until(WATCHING)
    hostile.unlink()
    shown += running.until("is gone")
    assert is_plain(shown)


# `grade check --watch`


def test_check_answers_every_save_and_runs_again_only_what_depends_on_it(watch, tmp_path):
    course, runs = shutil.copytree(CHECKED, tmp_path / "course"), tmp_path / "runs"
    rubric, cases = course / "rubric.yaml", course / "assignments/stats/cases.py"
    with (course / "reference/stats/numpy_stats.py").open("a", encoding="utf-8") as reference:
        reference.write(f"\nwith open({str(runs)!r}, 'a') as runs:\n    runs.write('.')\n")
    running = watch("check", "stats", "--quick", cwd=course)
    first = running.until(WATCHING)
    assert "numpy_stats.py changed" in first
    assert "grade golden stats" in first
    before = runs.stat().st_size
    change(rubric, "points: 3,", "points: 4,")
    wrong = running.until(WATCHING)
    assert "saved rubric.yaml" in wrong
    assert "fault rubric" in wrong
    change(rubric, "visible: 5", "visible: 6")
    assert "ok    example    8 of 8 points" in running.until(WATCHING)
    assert runs.stat().st_size == before
    change(cases, "[3.0, 1.0, 2.0]", "[3.0, 1.0, 2.5]")
    assert "middle:odd: expected 2, got 2.5" in running.until(WATCHING)
    assert runs.stat().st_size > before
    assert running.interrupt()[1] == 1


# What changed, as text


def report(**earned):
    scores = tuple(
        lost(Criterion(name, "data", 5, title=f"about {name}"), points)
        for name, points in earned.items()
    )
    return Report(Submission(EXAMPLE), "hw", Status.GRADED, sum(earned.values()), 10, scores=scores)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param({"a": 5, "b": 0}, {"a": 5, "b": 0}, ["5/10, as before"], id="the same"),
        pytest.param(
            {"a": 0, "b": 0},
            {"a": 5, "b": 0},
            ["0/10 -> 5/10", "  gained  about a     +5"],
            id="gained",
        ),
        pytest.param(
            {"a": 5, "b": 0},
            {"a": 0, "b": 5},
            ["5/10 -> 5/10", "  lost    about a     -5", "  gained  about b     +5"],
            id="one for the other",
        ),
        pytest.param(
            {"a": 5}, {"a": 2.5}, ["5/10 -> 2.5/10", "  lost    about a   -2.5"], id="half of it"
        ),
    ],
)
def test_what_changed(before, after, lines):
    style = Style(width=24, unicode=False)
    assert render(report(**before), report(**after), style).splitlines() == lines


def test_of_a_submission_that_was_tampered_with_all_points_are_gone():
    after = Report(Submission(EXAMPLE), "hw", Status.TAMPERED, 0, 10)
    assert render(report(a=5), after, Style(unicode=False)) == "5/10 -> 0/10"
