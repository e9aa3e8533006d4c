"""`rescore` runs no student's code: what only follows is told by what was kept, or not at all."""

import json
import shutil

import pytest
from support.desk import Desk
from support.project import CHAIN, run_grade

pytestmark = pytest.mark.processes

SLIP = """
def known(values):
    return [value for value in values if value is not None]

def total(values):
    return known(values)[0]

def mean(values):
    return total(values) / len(known(values))

def positive(values):
    return sum(value > 0 for value in known(values))
"""
AGAIN = "what only follows from its mistakes is not known; give grade batch its file again"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class of two, one with a mistake and one with none, graded; only to be copied."""
    folder = tmp_path_factory.mktemp("mended")
    course, desk = shutil.copytree(CHAIN, folder / "course"), Desk(folder)
    (folder / "in").mkdir()
    (folder / "in" / "ada.py").write_text(SLIP)
    (folder / "in" / "bob.py").write_text(
        SLIP.replace("(values)[0]", "(values) and sum(known(values))")
    )
    done = desk.batch(folder / "in", "--course", course)
    assert done.returncode == 0, done.stderr
    assert points(desk) == {"ada": 7, "bob": 11}
    return folder


@pytest.fixture
def desk(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


@pytest.fixture
def course(desk, tmp_path):
    return tmp_path / "course"


def points(desk):
    done = desk.grade("export", "--format", "json", "--course", desk.book.parent / "course")
    assert done.returncode == 0, done.stderr
    return {one["student"]: one["earned"] for one in json.loads(done.stdout)}


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rescore(desk, course):
    return desk.grade("rescore", "--yes", "--course", course)


def record(course):
    done = run_grade("golden", "means", "--course", str(course))
    assert done.returncode == 0, done.stderr


def test_other_points_are_given_back_by_what_was_kept(desk, course):
    change(course / "rubric.yaml", "visible: 7", "visible: 8")
    change(
        course / "rubric.yaml",
        "name: mean, group: data, points: 3",
        "name: mean, group: data, points: 4",
    )
    done = rescore(desk, course)
    assert done.returncode == 0, done.stderr
    assert points(desk) == {"ada": 8, "bob": 12}


def test_another_share_is_given_back_by_what_was_kept(desk, course):
    change(course / "rubric.yaml", "carry_forward: 1.0", "carry_forward: 0.5")
    assert rescore(desk, course).returncode == 0
    assert points(desk) == {"ada": 4.5, "bob": 11}


def test_a_golden_that_what_was_kept_says_enough_of_is_judged_by(desk, course):
    change(
        course / "reference/means/numpy_means.py",
        "return np.mean(known(values))",
        "return 2 * np.mean(known(values))",
    )
    change(
        course / "assignments/means/example.py",
        "return total(values) /",
        "return 2 * total(values) /",
    )
    record(course)
    change(
        course / "assignments/means/example.py",
        "return 2 * total(values) /",
        "return total(values) /",
    )
    assert rescore(desk, course).returncode == 0
    assert points(desk) == {"ada": 4, "bob": 8}


def test_a_golden_by_which_more_is_wrong_asks_for_another_run(desk, course):
    example = course / "assignments/means/example.py"
    change(course / "reference/means/numpy_means.py", "known(values) > 0", "known(values) < 0")
    change(example, "if value > 0", "if value < 0")
    record(course)
    change(example, "if value < 0", "if value > 0")
    done = rescore(desk, course)
    assert done.returncode == 4
    assert "ada" in done.stderr
    assert AGAIN in done.stderr
    assert points(desk) == {"ada": 7, "bob": 10}


def test_an_example_that_is_written_otherwise_asks_for_another_run_of_what_was_mended(desk, course):
    change(course / "assignments/means/example.py", "result = 0.0", "result = 0")
    done = rescore(desk, course)
    assert done.returncode == 4
    assert AGAIN in done.stderr
    assert "bob" not in done.stderr


def test_what_a_rescore_leaves_is_told_of_until_a_batch_has_asked_again(desk, course):
    change(course / "assignments/means/example.py", "result = 0.0", "result = 0")
    change(course / "rubric.yaml", "visible: 7", "visible: 8")
    change(course / "rubric.yaml", 'points: 1, probes: ["left', 'points: 2, probes: ["left')
    assert AGAIN in rescore(desk, course).stderr
    told = "1 score is of another rubric; run grade rescore, and give grade batch again the files"
    assert told in desk.grade("gradebook", "--course", course).stderr
    assert desk.batch(course.parent / "in", "--course", course).returncode == 0
    assert desk.grade("gradebook", "--course", course).stderr == ""
    assert points(desk) == {"ada": 8, "bob": 12}


def test_words_beside_the_examples_code_ask_for_nothing(desk, course):
    change(course / "assignments/means/example.py", "result = 0.0", "result = 0.0  # nothing yet")
    assert rescore(desk, course).returncode == 0


def test_another_question_asks_for_another_run_of_all(desk, course):
    change(course / "assignments/means/cases.py", "3.0, 1.0", "3.0, 1.5")
    record(course)
    done = rescore(desk, course)
    assert "its probes, cases or data have changed" in done.stdout
    assert points(desk) == {"ada": 7, "bob": 11}


def test_another_run_knows_again(desk, course, tmp_path):
    change(course / "assignments/means/example.py", "result = 0.0", "result = 0")
    assert rescore(desk, course).returncode == 4
    assert desk.batch(tmp_path / "in", "--course", course).returncode == 0
    assert rescore(desk, course).returncode == 0
    assert points(desk) == {"ada": 7, "bob": 11}
