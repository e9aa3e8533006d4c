"""`grade ask`: one question, and all that there is to see of it."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from support.courses import STATS, change
from support.project import ROOT, TINY
from support.traps import is_plain

from grader.api import grade
from grader.cli import main

pytestmark = pytest.mark.walls

EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"


@pytest.fixture
def tiny(tmp_path):
    return shutil.copytree(TINY, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))


def ask(*words, course=ROOT):
    words = ["ask", *map(str, words), "--course", str(course)]
    return CliRunner().invoke(main, words, env={"COLUMNS": "80"})


def notebook_with(tmp_path, old, new):
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_without_a_question_all_are_listed_with_their_sentences(tiny):
    done = ask("stats", course=tiny)
    assert done.exit_code == 0
    assert "middle: median() gives the middle of the sorted values\n" in done.stdout
    assert "    odd, even, some, unseen (hidden)\n" in done.stdout


def test_the_reference_answers_and_its_case_golden_and_criteria_are_shown():
    done = ask("perceptron", "boundary:falling")
    assert done.exit_code == 0, done.stdout + done.stderr
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines() if line.startswith("  ")]
    rows = {line[0]: line[-1].strip() for line in lines}
    assert rows["case"].startswith("assignments/perceptron/cases.py:")
    assert rows["case.weights"] == "[3.0, 0.5]"
    assert rows["answer"] == rows["golden"] == "{'x1_min': 8.5, 'x1_max': -21.5}"
    assert rows["boundary"] == rows["result_shapes"] == "agrees"
    assert "s of its 2 s" in rows["took"]


def test_what_a_file_answers_departs_in_the_words_of_its_report(tiny):
    path = tiny.parent / "hw.py"
    path.write_text(STATS.replace("ordered[n // 2])", "ordered[n // 2] + 1)"), encoding="utf-8")
    asked = ask("stats", "middle", path, course=tiny)
    assert asked.exit_code == 1, asked.stdout + asked.stderr
    departures = [
        line.split(maxsplit=1)[1].strip()
        for line in asked.stdout.splitlines()
        if line.startswith("  median ")
    ]
    (median,) = (score for score in grade(path, tiny).scores if score.name == "median")
    messages = [departure.message for departure in median.departures]
    assert messages
    assert set(messages) <= set(departures)


def test_of_what_raises_the_lines_of_the_probe_and_of_the_cell_are_shown(tmp_path):
    path = notebook_with(tmp_path, "return 1 if", "return 1 // 0 if")
    done = ask("perceptron", "predicted:sides", path)
    assert done.exit_code == 1
    assert "ZeroDivisionError" in done.stdout
    assert "assignments/perceptron/probes.py:" in done.stdout
    assert "student.Perceptron(" in done.stdout or "forward(" in done.stdout
    assert "cell 7, line" in done.stdout
    assert "return 1 // 0 if" in done.stdout


def test_several_and_hidden_and_drawn_questions_are_asked(tiny):
    done = ask("stats", "middle:*", course=tiny)
    assert [line for line in done.stdout.splitlines() if line.startswith("middle")] == [
        "middle:odd",
        "middle:even",
        "middle:some",
        "middle:unseen (hidden)",
    ]
    drawn = ask("stats", "middle:some@7", course=tiny)
    assert (drawn.exit_code, drawn.stdout.split()[0]) == (0, "middle:some@7")


def test_a_misspelt_question_and_a_misspelt_assignment_are_told(tiny):
    done = ask("stats", "midle:odd", course=tiny)
    assert done.exit_code == 2
    assert "no question is 'midle:odd'; did you mean 'middle:odd'?" in done.stderr
    assert "did you mean 'stats'?" in ask("stat", "middle:odd", course=tiny).stderr


def test_what_a_file_answers_has_the_terminal_do_nothing(tiny):
    path = tiny.parent / "hw.py"
    for end in ('return ["\x1b[2J", v]', 'raise ValueError("\x1b[2J")  # \x1b[2J'):
        path.write_text(f"def median(v):\n    {end}\n", encoding="utf-8")
        shown = ask("stats", "middle:odd", path, course=tiny).stdout
        assert "[2J" in shown
        assert is_plain(shown)


def debug(course, *commands):
    words = [sys.executable, "-m", "grader", "ask", "stats", "middle:odd", "--pdb"]
    text = "\n".join([*commands, "q", ""])
    return subprocess.run(
        words,
        input=text,
        capture_output=True,
        text=True,
        cwd=course,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        timeout=60,
    ).stdout


def test_the_debugger_stops_at_the_first_line_of_a_probe(tiny):
    shown = debug(tiny, "p case.values")
    assert "probes.py(12)middle()" in shown
    assert "[3.0, 1.0, 2.0]" in shown


def test_the_debugger_stops_where_the_reference_raises(tiny):
    wrong = "values = len(values)\n    return values[0]"
    change(tiny / "reference/stats/numpy_stats.py", "return np.median(values)", wrong)
    shown = debug(tiny, "p values")
    assert "numpy_stats.py(6)median()" in shown
    assert "(Pdb) 3\n" in shown


def test_a_file_is_not_debugged_here(tiny):
    path = tiny.parent / "hw.py"
    path.write_text(STATS, encoding="utf-8")
    done = ask("stats", "middle:odd", path, "--pdb", course=tiny)
    assert done.exit_code == 2
    assert "a file is run behind the wall" in done.stderr
