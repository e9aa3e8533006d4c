"""The question for PrairieLearn: what is in it, and its entrypoint run in a tree as `/grade` is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from support.autograder import make_course
from support.courses import STATS, change, notebook
from support.project import HANGING_SECONDS, ROOT

from grader.classroom.autograder.grading import Run
from grader.classroom.autograder.prairielearn import MOST_BYTES, result
from grader.classroom.exports.gradescope import written
from grader.core.result import Departure, Report, Score, ScoreStatus, Status
from grader.core.submission import Submission
from grader.course.find import find_course
from grader.kit.build import hand_out
from grader.kit.systems import maker_of
from grader.pipeline import Graded

pytestmark = pytest.mark.processes

SCHEMA = json.loads((ROOT / "tests/support/prairielearn.schema.json").read_text(encoding="utf-8"))
QUESTION = "questions/stats"
RIGHT = notebook(STATS, "stats")
HALF = notebook("def median(values):\n    return sorted(values)[len(values) // 2]\n", "stats")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    course = make_course(folder / "course")
    out = folder / "made"
    hand_out(find_course(course, course), "stats", out, str, maker_of("prairielearn"))
    return out


class Container:
    """`/grade` as PrairieLearn lays it out for one submission, elsewhere."""

    def __init__(self, root, made):
        self.root = root
        shutil.copytree(made / QUESTION / "tests", root / "tests")
        for part in ("data", "student"):
            (root / part).mkdir()
        (root / "data/data.json").write_text('{"correct_answers": {}}')
        self.entry = root / "tests/run.sh"
        self.grade = root / "grade"
        self.grade.write_text(f'#!/bin/sh\nexec {sys.executable} -m grader "$@"\n')
        self.grade.chmod(0o755)
        self.printed = ""

    def hand_in(self, name, content):
        (self.root / "student" / name).write_text(content)

    def run(self, **environment):
        """The result, which there is whatever happens, and is one that PrairieLearn takes."""
        words = {"GRADE_ROOT": str(self.root), "GRADE": str(self.grade), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [self.entry],
            env={**os.environ, **words, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=HANGING_SECONDS,
        )
        self.printed = done.stdout
        content = json.loads((self.root / "results/results.json").read_text(encoding="utf-8"))
        jsonschema.validate(content, SCHEMA)
        return content


@pytest.fixture
def container(tmp_path, made):
    return Container(tmp_path / "grade", made)


def test_a_right_notebook_has_the_whole_score_of_what_is_visible(container):
    container.hand_in("hw.ipynb", RIGHT)
    told = container.run()
    assert told["score"] == 1
    assert [(t["name"], t["points"], t["max_points"]) for t in told["tests"]] == [
        ("median", 3, 3),
        ("clip", 2, 2),
    ]
    assert "2 more points are hidden" in told["message"]
    assert "isolation: " in told["output"]


def test_what_is_wrong_has_its_share_and_says_where_but_of_hidden_criteria_nothing(container):
    container.hand_in("hw.ipynb", HALF)
    told = container.run()
    assert 0 <= told["score"] < 1
    assert told["score"] == sum(t["points"] for t in told["tests"]) / 5
    assert "`clip` is missing" in told["tests"][1]["output"]
    # Staff's own report has it, and is not what is printed here.
    assert "unseen" not in json.dumps(told) + container.printed


HAND_INS = [
    pytest.param({}, "nothing was handed in", id="nothing"),
    pytest.param({"a\x1b[31m{{.ipynb": "{"}, "not", id="a hostile name"),
]


@pytest.mark.parametrize(("files", "words"), HAND_INS)
def test_what_can_t_be_graded_costs_no_attempt_and_says_why(container, files, words):
    for name, content in files.items():
        container.hand_in(name, content)
    told = container.run()
    assert told["gradable"] is False
    assert words in "\n".join(told["format_errors"])
    assert str(container.root) not in json.dumps(told)
    assert "\\u001b" not in json.dumps(told)


def test_a_fault_of_ours_costs_no_attempt_and_its_reason_is_not_shown(container):
    container.hand_in("hw.ipynb", RIGHT)
    change(container.root / "tests/course/reference/stats/cases.py", "[", "[[")
    told = container.run()
    assert "the fault is not yours" in told["format_errors"][0]
    assert "cases.py" not in json.dumps(told)
    assert "cases.py" in container.printed


def test_where_python_does_not_start_there_is_a_result(container):
    container.grade.write_text("#!/bin/sh\nkill -9 $$\n")
    assert container.run()["format_errors"]


ATTACK = """
def reach(path, mode="r"):
    try:
        with open(path, mode) as file:
            return file.read() if mode == "r" else file.write('{{"score": 1}}')
    except OSError:
        return ""
loot = reach({root!r} + "/tests/course/reference/stats/golden.json")
forged = reach({root!r} + "/results/results.json", "w")
answers = reach({root!r} + "/data/data.json")
print("looted" if "answers" in loot or forged or "correct" in answers else "nothing")
"""


def test_a_submission_reads_no_answer_and_writes_no_result(container):
    isolation = "restricted" if os.geteuid() == 0 else "auto"
    attack = ATTACK.format(root=str(container.root))
    container.hand_in("hw.ipynb", notebook(attack + STATS, "stats"))
    assert container.run(ISOLATION=isolation)["score"] == 1
    assert "looted" not in container.printed


def test_without_the_wall_the_same_program_does_both(container, capfd):
    (container.root / "results").mkdir()
    exec(ATTACK.format(root=str(container.root)), {})
    assert "looted" in capfd.readouterr().out


def test_the_image_holds_nothing_of_the_courses(made):
    assert sorted(path.suffix for path in (made / "image").iterdir()) == ["", ".txt", ".whl"]
    lines = (made / "image/Dockerfile").read_text()
    assert "COPY golden_grader-" in lines
    assert "course" not in lines


def test_students_download_their_kit_and_nothing_else(made):
    (kit,) = (made / QUESTION / "clientFilesQuestion").iterdir()
    page = (made / QUESTION / "question.html").read_text()
    assert f'<pl-file-download file-name="{kit.name}">' in page
    assert b"unseen" not in kit.read_bytes()


def test_the_question_names_what_runs_and_for_how_long(made):
    told = json.loads((made / QUESTION / "info.json").read_text())
    options = told["externalGradingOptions"]
    entry = made / QUESTION / options["entrypoint"].removeprefix("/grade/")
    assert os.access(entry, os.X_OK)
    assert options["timeout"] <= 600
    assert (
        float(entry.read_text().partition("MINUTES:-")[2].split("}")[0]) * 60 < options["timeout"]
    )
    assert told["gradingMethod"] == "External"


def graded(*scores):
    earned, maximum = (sum(getattr(s, f) for s in scores) for f in ("earned", "maximum"))
    report = Report(
        Submission(Path("hw.ipynb")), "hw", Status.GRADED, earned, maximum, scores=scores
    )
    return Run(Graded(report))


def score(status, earned, maximum, **fields):
    return Score("f", "f", "visible", "data", status, earned, maximum, **fields)


def test_a_bonus_and_what_a_person_marks_are_no_part_of_the_score():
    told = result(
        graded(
            score(ScoreStatus.LOST, 0, 3),
            score(ScoreStatus.EARNED, 1, 1),
            score(ScoreStatus.EARNED, 2, 2, bonus=True),
            score(ScoreStatus.TO_MARK, 0, 5),
        )
    )
    assert told["score"] == 0.75
    assert [t["max_points"] for t in told["tests"]] == [3, 1, 0, 0]
    jsonschema.validate(told, SCHEMA)


def test_a_result_is_never_larger_than_it_may_be():
    many = tuple(Departure("f:a", f"{n}" + "x" * 400) for n in range(50))
    lost = score(ScoreStatus.LOST, 0, 1, departures=many)
    told = result(graded(*[lost] * 100))
    assert len(written(told)) < MOST_BYTES
    assert len(told["tests"]) == 100
