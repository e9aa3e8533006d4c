"""`grade batch --student`: one is graded again, and nobody else's score changes."""

import pytest
from support.desk import Desk, hand_in

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.hiding import hide_names

pytestmark = pytest.mark.processes

NO_BIAS = ("self.bias += error", "pass")


@pytest.fixture
def desk(tmp_path):
    """Ada and Ben, graded; since then both have saved their files otherwise."""
    desk = Desk(tmp_path)
    desk.files = tmp_path / "in"
    for name in ("ada.ipynb", "ben.ipynb"):
        hand_in(desk.files, name)
    desk.batch(desk.files)
    for name in ("ada.ipynb", "ben.ipynb"):
        hand_in(desk.files, name, NO_BIAS)
    return desk


def scores(desk):
    asked = "SELECT s.key, count(*) FROM scores JOIN attempts a ON a.id = attempt_id "
    return dict(desk.ask(f"{asked} JOIN students s ON s.id = a.student_id GROUP BY s.key"))


def test_only_the_one_named_gets_a_new_score_and_it_alone_is_shown(desk):
    before = desk.standings()["ben"]
    done = desk.batch(desk.files, "--student", "ada")
    assert done.returncode == 0, done.stderr
    assert scores(desk) == {"ada": 2, "ben": 1}
    assert desk.standings()["ben"] == before
    assert "ada" in done.stdout
    assert "ben" not in done.stdout + done.stderr


def test_the_one_named_is_run_anew_though_nothing_has_changed(desk):
    desk.batch(desk.files, "--student", "ada")
    again = desk.batch(desk.files, "--student", "ada")
    assert again.stdout.startswith("1 graded now\n")
    assert scores(desk) == {"ada": 3, "ben": 1}


def test_of_one_who_has_no_file_there_nothing_is_graded(desk):
    done = desk.batch(desk.files, "--student", "ada", "--student", "adx")
    assert done.returncode == 2
    assert "no student 'adx' among those whose files these are; did you mean ada?" in done.stderr
    assert scores(desk) == {"ada": 1, "ben": 1}


def test_while_names_are_hidden_a_code_names_the_one(desk):
    with Gradebook.open(desk.book, create=False) as book:
        hide_names(book, hide=True, who="tess", why="blind marking")
        code = book.find_student("ada").code
    done = desk.batch(desk.files, "--student", code.lower())
    assert done.returncode == 0, done.stderr
    assert scores(desk) == {"ada": 2, "ben": 1}
    assert done.stdout.splitlines()[-1].startswith(code)
