"""`grade rename`, `grade merge`, and what a batch says of a list that was given."""

import pytest
from support.desk import Desk
from support.desk import hand_in as hand_in_file
from support.gradebooks import attempt, judged, record
from support.whole_course import Course

from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.names import WrittenNames
from grader.classroom.people import Student


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path, tmp_path / "g.db").fill()


def done(course, command, *words, status=0):
    result = course.run(command, *words)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def class_of(course):
    with course.open() as book:
        return {entry.student.key: entry.earned for entry in book.standings("hw1")}


def test_a_merge_is_shown_and_done_only_when_it_is_said(course):
    words = ["ben", "eve", "--why", "one person"]
    shown = done(course, "merge", *words, status=4)
    assert "merge Ben (ben) into Eve (eve)" in shown
    assert "Eve (eve) missing -> 10/10" in shown
    assert "nothing was changed; --yes does it" in shown
    assert class_of(course) == {"ada": 8, "ben": 10, "eve": None}
    assert "done, as action 1; grade undo takes it back" in done(course, "merge", *words, "--yes")
    assert class_of(course) == {"ada": 8, "eve": 10}
    assert "Eve (eve)" in done(course, "gradebook", "ben")
    assert "merge Ben (ben), Eve (eve): Ben (ben) into Eve (eve)" in done(course, "log", "eve")
    done(course, "undo", "--yes")
    assert class_of(course) == {"ada": 8, "ben": 10, "eve": None}


def test_an_undone_merge_says_what_has_come_in_since_and_whose_it_stays(course):
    words = ["ben", "eve", "--why", "one person", "--yes"]
    done(course, "merge", *words)
    assert "keeps" not in done(course, "undo", "1", status=4)
    with course.open() as book:
        batch = book.act(Action("batch", "tess", detail={"shown": "week3"}))
        record(book, attempt(Student("ben"), "late", 99), judged(1), batch_id=batch)
        assert book.removals("hw1") == {}  # whoever was merged is there, as another
    told = done(course, "undo", "1", "--yes")
    assert "Eve (eve) keeps what has come in since: hw1 attempt 1; where it is another's: " in told
    assert "grade remove eve NUMBER, then give grade batch the file again" in told
    assert class_of(course) == {"ada": 8, "ben": 10, "eve": 1}


def test_a_name_that_two_have_is_refused_with_what_to_say(course):
    with course.open() as book:
        book.enroll([Student("ben2", "Ben")])
    refused = done(course, "merge", "Ben", "eve", "--why", "x", status=2)
    assert "'Ben' may be Ben (ben), Ben (ben2); give the key in brackets" in refused


def test_two_with_different_numbers_are_merged_only_when_it_is_said_whose_hold(course):
    with course.open() as book:
        book.enroll([Student("ben", ids={"canvas": "7"}), Student("eve", ids={"canvas": "8"})])
    words = ["ben", "eve", "--why", "two accounts", "--yes"]
    assert "canvas 7 and 8" in done(course, "merge", *words, status=2)
    done(course, "merge", *words, "--ids", "ben")
    with course.open() as book:
        assert book.find_student("eve").ids == {"canvas": "7"}


def test_a_student_is_renamed_and_the_former_key_means_them(course):
    words = ["ben", "benny", "--name", "Benny B.", "--why", "a new login"]
    shown = done(course, "rename", *words, "--yes")
    assert "rename Ben (ben) to Benny B. (benny)" in shown
    assert class_of(course) == {"ada": 8, "benny": 10, "eve": None}
    assert "Benny B. (benny)" in done(course, "gradebook", "ben")
    refused = done(course, "rename", "ada", "ben", "--why", "x", "--yes", status=2)
    assert "if both are one person: grade merge ada ben" in refused
    assert "write a KEY" in done(course, "rename", "ada", "--why", "x", status=2)


def test_tab_offers_nobody_who_was_merged_or_removed_or_came_by_a_wrong_list(course):
    done(course, "merge", "ben", "ada", "--why", "x", "--yes")
    with course.open() as book:
        record(book, attempt(Student("kim"), "K"), judged(1))
    done(course, "remove", "kim", "--why", "x", "--yes")
    assert WrittenNames(course.where).students() == {"ada": "Ada", "eve": "Eve"}


@pytest.mark.processes
def test_a_first_batch_without_a_roster_and_one_with_are_one_class(tmp_path):
    desk, roster = Desk(tmp_path), tmp_path / "class.csv"
    for key in ("jane", "kim"):
        hand_in_file(tmp_path / "in", f"{key}.ipynb")
    assert desk.batch(tmp_path / "in").returncode == 0
    roster.write_text("student,name,login\n14,Jane Doe,jane\n15,Lee Roe,lee\n", encoding="utf-8")
    with_roster = desk.batch(tmp_path / "in", "--roster", roster)
    assert "class.csv: Jane Doe (14), known before by 'jane'" in with_roster.stderr
    assert "class.csv: not on it, and known by hand-ins: kim" in with_roster.stderr
    assert desk.statuses() == {"14": "graded", "15": "missing", "kim": "graded"}
    assert "class.csv: grade undo" in with_roster.stderr
    # Nothing is graded twice, and the list that holds needs not be given again.
    again = desk.batch(tmp_path / "in" / "jane.ipynb")
    assert (again.returncode, again.stdout.partition("\n")[0]) == (0, "1 known already")
    roster.write_text("student,name,login\n14,Jane Doe,jane\n", encoding="utf-8")
    changed = desk.batch(tmp_path / "in" / "jane.ipynb", "--roster", roster)
    assert "class.csv: no more on it: Lee Roe (15)" in changed.stderr
    assert desk.statuses() == {"14": "graded", "kim": "graded"}
