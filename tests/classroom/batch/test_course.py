"""`grade batch` in a course of several homeworks: each file is graded for the one that it is of."""

import json
import zipfile

import pytest
from support.courses import FULL, MEANS, STATS, change, make_pair
from support.desk import Desk
from support.project import run_grade

pytestmark = pytest.mark.processes
HALF = STATS.replace("ordered[(n - 1) // 2] + ordered[n // 2]", "2 * ordered[n // 2]")
BOTH = {"stats": STATS, "means": MEANS}


@pytest.fixture
def course(tmp_path):
    return make_pair(tmp_path / "course")


class Term:
    """A class's folder, its gradebook, and the command without an assignment's name."""

    def __init__(self, course, folder):
        self.course, self.source, self.desk = course, folder / "in", Desk(folder)

    def hand_in(self, name, text):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def batch(self, *options, source=None):
        words = ("--course", self.course, "--gradebook", self.desk.where, *options)
        return run_grade("batch", *map(str, (source or self.source, *words)))

    def points(self, name):
        words = ("--format", "json", "--course", self.course, "--assignment", name)
        done = run_grade("export", *map(str, words), "--gradebook", self.desk.where)
        return {each["student"]: each["earned"] for each in json.loads(done.stdout)}

    def attempts(self):
        return self.desk.ask("SELECT assignment, count(*) FROM attempts GROUP BY 1 ORDER BY 1")


@pytest.fixture
def term(course, tmp_path):
    return Term(course, tmp_path)


def pack(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


@pytest.mark.parametrize("packed", [False, True], ids=["in a folder", "in a zip"])
def test_a_student_s_files_are_attempts_at_as_many_homeworks(term, packed):
    term.hand_in("ada/stats.py", STATS)
    term.hand_in("ada/means_final.py", MEANS)
    term.hand_in("bob/hw.py", HALF)
    if packed:
        pack(term.source / "eve.zip", {"stats/mine.py": STATS, "untitled.py": MEANS})
    done = term.batch()
    assert done.returncode == 0, done.stdout + done.stderr
    packed_too = {"eve"} if packed else set()
    stats, means = term.points("stats"), term.points("means")
    assert 0 < stats.pop("bob") < FULL["stats"]
    assert stats == dict.fromkeys({"ada"} | packed_too, FULL["stats"])
    assert {key for key, earned in means.items() if earned == FULL["means"]} == stats.keys()
    assert term.attempts() == [("means", 1 + packed), ("stats", 2 + packed)]


def test_what_nothing_tells_is_listed_and_no_zero(term):
    term.hand_in("ada/stats.py", STATS)
    term.hand_in("bob/work.py", "print('hello')\n")
    term.hand_in("eve/stats_hw.py", MEANS)
    done = term.batch()
    assert done.returncode == 4
    said = " ".join(done.stdout.split())
    assert "not graded, for nothing says whose they are, or for what: 2" in said
    assert "bob/work.py: which assignment is this? Name the file after it" in said
    assert "of 'stats' by its name, and of 'means' by its functions: rename it" in said
    assert term.attempts() == [("stats", 1)]


def test_where_nothing_can_be_told_of_any_file_no_gradebook_is_made(term):
    term.hand_in("bob/work.py", "print('hello')\n")
    done = term.batch()
    assert done.returncode == 4
    assert "which assignment is this?" in " ".join(done.stdout.split())  # lines are broken
    assert not term.desk.book.exists()


def test_what_one_homework_lacks_stops_no_other(term):
    rubric = term.course / "rubric.yaml"
    change(rubric, "allowed: [math]", "allowed: [math, no-such-package]")
    for name, text in BOTH.items():
        term.hand_in(f"ada/{name}.py", text)
    done = term.batch()
    assert done.returncode == 4
    said = " ".join(done.stdout.split())
    assert "not graded now, which is no fault of theirs: run this again: 1" in said
    assert "stats: 1 hand-in: the assignment allows 'no-such-package'" in said
    assert term.attempts() == [("means", 1)]


def test_a_change_to_one_homework_makes_nothing_of_another_stale(term):
    for name, text in BOTH.items():
        term.hand_in(f"ada/{name}.py", text)
    assert term.batch().stdout.startswith("2 graded now")
    assert term.batch().stdout.startswith("2 known already")
    rubric = term.course / "rubric.yaml"
    change(rubric, "positive, group: data, points: 1", "positive, group: data, points: 2")
    change(rubric, "visible: 7", "visible: 8")
    assert term.batch().stdout.startswith("1 judged again, not run, 1 known already")
    cases = term.course / "assignments/means/cases.py"
    change(cases, "[3.0, 1.0, None, -2.5]", "[3.0, 1.0, None, -2.5, 4.0]")
    assert run_grade("golden", "means", "--course", str(term.course)).returncode == 0
    shown = term.desk.grade("rescore", "--course", term.course, "--assignment", "stats")
    assert shown.stdout.startswith("0 change;")
    assert term.batch().stdout.startswith("1 graded now, 1 known already")
    assert term.points("stats") == {"ada": 7}
    assert term.points("means") == {"ada": 12}


def test_named_everything_is_of_that_one_as_before(term):
    for name, text in BOTH.items():
        term.hand_in(f"ada_{name}/hw.py", text)
    done = term.batch("--assignment", "stats")
    assert done.returncode == 0
    assert term.points("stats") == {"ada_stats": 7, "ada_means": 0}
