"""`grade --format github` as a step of a workflow runs it: what the runner then has and obeys."""

import base64
import json

import pytest
from support.courses import MEANS
from support.project import CHAIN, run_grade
from support.runner import obeyed

pytestmark = pytest.mark.processes

FORGED = "::set-output name=result::forged"
RAISES = f"""\
def known(values):
    print({FORGED!r})
    raise ValueError("##[set-output name=result]forged \\n{FORGED} <img src=x> | [a](https://b.c)")
"""
RIGHT = {"known": 1, "total": 2, "mean": 3, "positive": 1}


def notebook(folder, *sources):
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": text.splitlines(True)}
        for text in sources
    ]
    path = folder / "hw.ipynb"
    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(document, indent=1))
    return path


class Step:
    """A step that was run: what it printed, and what it left where the runner looks."""

    def __init__(self, folder, *words):
        self.output, self.summary = folder / "output", folder / "summary.md"
        self.done = run_grade(
            *("work/hw.ipynb", "--course", str(CHAIN), "--format", "github", *words),
            cwd=folder,
            GITHUB_ACTIONS="true",
            GITHUB_WORKSPACE=str(folder),
            GITHUB_OUTPUT=str(self.output),
            GITHUB_STEP_SUMMARY=str(self.summary),
        )
        assert self.done.stderr == ""
        self.obeyed = obeyed(self.done.stdout)

    @property
    def points(self):
        name, _, value = self.output.read_text().strip().partition("=")
        assert name == "result"
        return json.loads(base64.b64decode(value, validate=True))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    return tmp_path


def test_the_runner_gets_points_places_and_a_summary(folder):
    wrong = MEANS.replace("value > 0", "value < 0").replace("result += value", "result += valeu")
    path = notebook(folder / "work", "import math\n", wrong)
    step = Step(folder, "--fail-under", "5")
    assert step.done.returncode == 1
    assert step.points["status"] == "fail"
    assert step.points["max_score"] == 7
    assert {t["name"]: t["score"] for t in step.points["tests"]}["known"] == 1
    assert "| ✗ | positive | 0 of 1 |" in step.summary.read_text()
    assert "last saved" not in step.done.stdout + step.summary.read_text()  # by the runner
    file = path.read_text().split("\n")
    told = {given["title"].split(":")[0]: int(given["line"]) for _, given, _ in step.obeyed}
    assert "valeu" in file[told["total"] - 1]
    assert "def positive" in file[told["positive"] - 1]
    assert {given["file"] for _, given, _ in step.obeyed} == {"work/hw.ipynb"}


def test_what_is_right_is_not_annotated(folder):
    notebook(folder / "work", MEANS)
    step = Step(folder, "--fail-under", "7")
    assert (step.done.returncode, step.obeyed) == (0, [])
    assert {t["name"]: t["score"] for t in step.points["tests"]} == RIGHT
    assert "hidden" not in step.summary.read_text()
    assert "unseen" not in step.done.stdout + step.summary.read_text()
    assert "4 more points are given after handing in" in step.summary.read_text()


def test_a_program_gives_the_runner_no_command(folder):
    notebook(folder / "work", MEANS, RAISES)
    step = Step(folder)
    assert FORGED in step.done.stdout
    assert {name for name, _, _ in step.obeyed} <= {"error", "warning", "notice"}
    assert step.points["tests"][0]["score"] == 0


def test_the_plain_table_would_give_the_runner_its_command(folder):
    notebook(folder / "work", MEANS, RAISES)
    done = run_grade("work/hw.ipynb", "--course", str(CHAIN), cwd=folder)
    assert ("set-output", {"name": "result"}) in [(n, given) for n, given, _ in obeyed(done.stdout)]


def test_a_file_that_cannot_be_read_is_said_and_has_no_points(folder):
    (folder / "work/hw.ipynb").write_text("{")
    step = Step(folder, "--fail-under", "4")
    assert step.done.returncode == 2
    assert (step.points["status"], step.points["max_score"]) == ("error", 0)
    [(name, given, words)] = step.obeyed
    assert (name, given["title"]) == ("error", "not read")
    assert "hw.ipynb" in words
    assert "not read" in step.summary.read_text()


def test_without_a_runner_all_of_it_is_printed(folder):
    notebook(folder / "work", MEANS)
    bare = dict.fromkeys(("GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"), "")
    done = run_grade(
        "work/hw.ipynb", "--course", str(CHAIN), "--format", "github", cwd=folder, **bare
    )
    assert done.returncode == 0
    assert "stop-commands" not in done.stdout
    assert "| ✓ | mean | 3 of 3 |" in done.stdout
    assert done.stdout.rstrip().split("\n")[-1].startswith("result=")


def test_what_prints_something_else_is_refused(folder):
    notebook(folder / "work", MEANS)
    done = run_grade(
        "work/hw.ipynb", "--course", str(CHAIN), "--format", "github", "--watch", cwd=folder
    )
    assert done.returncode == 2
    assert done.stderr.startswith("grade: --format github prints its own: leave out")
