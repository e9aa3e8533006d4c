"""A roster of another class is told of before anything is written."""

import pytest
from support.desk import Desk, hand_in

pytestmark = pytest.mark.processes


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def give(tmp_path):
    def write(*keys):
        path = tmp_path / "class.csv"
        path.write_text("\n".join(["student", *keys, ""]), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("name", ["{}.ipynb", "{} X_{}_assignsubmission_file_/hw.ipynb"])
def test_a_roster_that_fits_nobody_is_told_and_nobody_is_enrolled(desk, give, tmp_path, name):
    for number in (1001, 1002):
        hand_in(tmp_path / "in", name.format(number, number))
    done = desk.batch(tmp_path / "in", "--roster", give("7", "8"))
    assert done.returncode == 2
    words = "class.csv: 0 of 2 hand-ins match; is this the roster of this class?"
    assert done.stderr.endswith(f"{words}\n")
    assert not desk.book.exists()


def test_anonymous_hand_ins_say_nothing_of_the_roster(desk, give, tmp_path):
    hand_in(tmp_path / "in", "anon_1234_56789_hw.ipynb")
    done = desk.batch(tmp_path / "in", "--roster", give("ada"))
    assert done.returncode == 0, done.stderr
    assert "match" not in done.stderr


def test_a_roster_that_fits_few_is_told_and_the_batch_goes_on(desk, give, tmp_path):
    for key in ("ada", "bob", "cleo"):
        hand_in(tmp_path / "in", f"{key}.ipynb")
    done = desk.batch(tmp_path / "in", "--roster", give("ada", "zoe"))
    assert "1 of 3 hand-ins match; is this the roster of this class?" in done.stderr
    assert desk.statuses() == {"ada": "graded", "zoe": "missing"}


def test_a_known_roster_that_fits_nobody_is_told(desk, give, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    desk.batch(tmp_path / "in", "--roster", give("ada"))
    hand_in(tmp_path / "other", "Bob_7_assignsubmission_file_/hw.ipynb")
    done = desk.batch(tmp_path / "other")
    assert "the roster of an earlier batch: 0 of 1 hand-ins match" in done.stderr


def test_zeros_that_a_spreadsheet_took_away_are_told_of(desk, give, tmp_path):
    for key in ("00421", "1007"):
        hand_in(tmp_path / "in", f"{key}.ipynb")
    done = desk.batch(tmp_path / "in", "--roster", give("421", "1007"))
    assert "'421' is: spreadsheets take away the zeros" in done.stderr
    assert desk.statuses() == {"1007": "graded", "421": "missing"}


def test_a_second_list_names_the_same_people(desk, tmp_path):
    (tmp_path / "class.csv").write_text("student,name,email\nu1,Ann,ann@x.edu\n")
    hand_in(tmp_path / "in", "u1.ipynb")
    desk.batch(tmp_path / "in", "--roster", tmp_path / "class.csv")
    roster = tmp_path / "classroom_roster.csv"
    roster.write_text('"identifier","github_username"\n"ann@x.edu","octo"\n')
    hand_in(tmp_path / "hw-submissions", "hw-octo/hw.ipynb")
    done = desk.batch(tmp_path / "hw-submissions", "--roster", roster)
    assert done.returncode == 0, done.stderr
    assert desk.statuses() == {"u1": "graded"}
