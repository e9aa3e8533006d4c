"""Extensions, excuses, points by hand, choices and taking back, as staff type them."""

import os
import re
from fractions import Fraction

import pytest
from support.desk import Desk
from support.gradebooks import ADA, NOON, attempt, judged, record
from support.project import CHAIN
from support.whole_course import Course

from grader.classroom.gradebook.entries import AssignmentRecord
from grader.classroom.gradebook.requests import NewRequest
from grader.classroom.people import Student
from grader.course.due import DueRule, LateRule
from grader.course.zones import ZonedTime

DUE = DueRule(
    ZonedTime(NOON, "Europe/Berlin"), LateRule(per_day=Fraction(1, 10), up_to=3, then="refuse")
)


@pytest.fixture
def course(tmp_path):
    """Two homeworks; the first is due at NOON, and Ada's second file came a day later."""
    course = Course(tmp_path, tmp_path / "g.db").fill()
    with course.open() as book:
        book.describe(AssignmentRecord("hw1", "Lines", 10, "last", DUE))
        record(book, attempt(ADA, "B", 60 * 24), judged(5, 5))
    return course


def earned(course, student="ada", assignment="hw1"):
    with course.open() as book:
        (standing,) = book.standings(assignment, [student])
        return standing.earned


def done(course, command, *words, status=0):
    result = course.run(command, *words)
    assert result.exit_code == status, result.output
    return " ".join(result.output.split())


def refused(course, *words):
    return done(course, *words, status=2)


OF_HW1 = ("--assignment", "hw1", "--why", "ill")


def test_an_extension_is_in_the_zone_of_what_is_due_and_takes_the_penalty_away(course):
    assert earned(course) == 9
    told = done(course, "extend", "ada", "--until", "2026-03-02 13:00", *OF_HW1)
    assert "due 2026-03-02 13:00 Europe/Berlin (action 1, by " in told
    assert "Ada (ada) 9/10 -> 10/10" in told
    assert earned(course) == 10
    done(course, "extend", "ada", "--until", "none", *OF_HW1)
    assert earned(course) == 9


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("--until", "tomorrow"), "this is no time", id="no time"),
        pytest.param(("--until", "2026-03-09"), "the time of day is missing", id="a day alone"),
        pytest.param(("--until", "2026-02-30 12:00"), "no calendar has", id="no such day"),
        pytest.param(
            ("--until", "2026-03-09 12:00 Europe/Berln"), "did you mean", id="no such zone"
        ),
        pytest.param(("--until", "2026-02-01 12:00"), "write a later time", id="before it is due"),
    ],
)
def test_a_wrong_time_is_refused_with_what_to_write(course, words, said):
    assert said in refused(course, "extend", "ada", *words, *OF_HW1)


def test_nothing_can_be_extended_that_is_not_due(course):
    words = ("--until", "2026-03-09 12:00", "--assignment", "hw2", "--why", "ill")
    assert "write `due:` into rubric.yaml" in refused(course, "extend", "ada", *words)


def test_a_name_that_is_there_twice_is_refused_with_the_keys(course):
    with course.open() as book:
        book.enroll([Student("ada2", "Ada")])
    said = refused(course, "excuse", "Ada", *OF_HW1)
    assert "may be Ada (ada), Ada (ada2); give the key in brackets" in said


def test_a_reason_is_wanted(course):
    words = ("ada", "--assignment", "hw1", "--why", " ")
    assert "--why is empty" in refused(course, "excuse", *words)


def test_an_excuse_is_told_once_and_undone(course):
    assert "9/10 -> excused" in done(course, "excuse", "ada", *OF_HW1)
    assert earned(course) is None
    assert "Ada (ada), hw1: is excused already (ill)" in refused(course, "excuse", "ada", *OF_HW1)
    assert "undone, as action 2" in done(course, "undo", "--yes")
    assert earned(course) == 9


def test_points_by_hand_come_on_top(course):
    assert "+3 points" in done(course, "adjust", "ada", "3", *OF_HW1)
    done(course, "adjust", "ada", "-0.5", *OF_HW1)
    assert earned(course) == 11.5


@pytest.mark.parametrize("typed", ["x", "nan", "0", "1.234", "1e9", "none"])
def test_what_are_no_points_is_refused(course, typed):
    refused(course, "adjust", "ada", typed, *OF_HW1)
    assert earned(course) == 9


def test_another_file_is_chosen_by_its_number(course):
    assert "attempt 1, hw.py" in done(course, "choose", "ada", "1", *OF_HW1)
    assert earned(course) == 8
    said = refused(course, "choose", "ada", "hw.py", *OF_HW1)
    assert "several are called so; give the number of one: attempt 1" in said
    assert "there are: attempt 1" in refused(course, "choose", "ada", "other.py", *OF_HW1)
    done(course, "choose", "ada", "none", *OF_HW1)
    assert earned(course) == 9


def test_what_came_too_late_cannot_be_chosen_without_an_extension(course):
    with course.open() as book:
        record(book, attempt(ADA, "C", 60 * 24 * 9), judged(5, 5))
    assert earned(course) == 9
    assert "run grade extend first" in refused(course, "choose", "ada", "3", *OF_HW1)


@pytest.mark.processes  # the figures of a class are counted beside its list
def test_a_removal_is_only_shown_until_it_is_wanted(course):
    shown = done(course, "remove", "ada", "--why", "left", status=4)
    assert "Ada (ada) 9/10 -> removed" in shown
    assert "nothing was changed; --yes does it" in shown
    assert earned(course) == 9
    done(course, "remove", "ada", "--why", "left", "--yes")
    said = refused(course, "gradebook", "ada")
    assert "Ada (ada) was removed by action 1; to have them back: grade undo 1" in said
    assert "Ada" not in done(course, "gradebook", "--assignment", "hw1")
    assert "remove Ada (ada): the student, with all hand-ins" in done(course, "log", "ada")
    done(course, "undo", "1", "--yes")
    assert earned(course) == 9


def test_one_hand_in_is_removed_and_not_twice(course):
    done(course, "remove", "ada", "2", *OF_HW1, "--yes")
    assert earned(course) == 8
    said = refused(course, "remove", "ada", "2", *OF_HW1, "--yes")
    assert "was removed already, by action 1" in said
    assert "was removed by action 1; to have it back" in refused(
        course, "choose", "ada", "2", *OF_HW1
    )


def test_what_is_no_batch_is_not_removed_as_one(course):
    done(course, "excuse", "ada", *OF_HW1)
    said = refused(course, "remove", "--batch", "1", "--why", "wrong")
    assert "1 is no batch but excuse" in said
    assert "there is no action 7" in refused(course, "remove", "--batch", "7", "--why", "wrong")


def test_nothing_is_undone_where_nothing_was_done_nor_twice(course):
    assert "there is nothing to undo" in refused(course, "undo")
    done(course, "excuse", "ada", *OF_HW1)
    assert "1, excuse by" in done(course, "undo", status=4)
    assert earned(course) is None
    done(course, "undo", "1", "--yes", "--why", "a slip")
    assert "1 is undone already" in refused(course, "undo", "1")
    assert "2, undo, can't be undone" in refused(course, "undo", "2")


def test_a_student_s_request_is_undone_by_its_number_alone(course):
    done(course, "adjust", "ada", "3", *OF_HW1)
    with course.open() as book:
        book.ask(NewRequest("hw1", "ada", "", "Please look again"))
    assert "1, adjust by" in done(course, "undo", status=4)
    done(course, "undo", "1", "--yes")
    assert "there is nothing to undo" in refused(course, "undo")
    assert "2, request by ada" in done(course, "undo", "2", status=4)


def test_the_log_tells_who_did_what_and_why_and_what_was_undone(course):
    done(course, "adjust", "ada", "3", *OF_HW1, "--who", "Smith")
    done(course, "override", "ada", "c0", "1", *OF_HW1)
    done(course, "undo", "1", "--yes", "--why", "a slip", "--who", "Lee")
    told = done(course, "log")
    assert "adjust Ada (ada): hw1: +3 points, by Smith (undone by 2) ill" in told
    assert "override Ada (ada): hw1, c0: 1, by" in told
    assert "undo Ada (ada): undid 1: hw1: +3 points, by Lee a slip" in told
    assert done(course, "log", "ben") == "nothing was done yet"


@pytest.mark.processes
def test_all_that_a_batch_brought_is_removed_and_says_so_when_it_comes_again(tmp_path):
    """A TA grades the wrong folder; the right one was graded before."""
    desk = Desk(tmp_path)
    right = (CHAIN / "assignments/means/example.py").read_text()
    for folder, names in (("week3", ("ada", "ben")), ("old", ("ada", "eve"))):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.py").write_text(f"{right}# {folder} of {name}\n")
        assert desk.batch(tmp_path / folder, "--course", CHAIN).returncode == 0
    graded = desk.grade("log", "--course", CHAIN).stdout
    assert "1  " in graded
    assert "graded week3: 2 new hand-ins" in " ".join(graded.split())
    words = ("remove", "--batch", "2", "--why", "last year's", "--course", CHAIN)
    assert desk.grade(*words).returncode == 4
    assert desk.grade(*words, "--yes").returncode == 0
    shown = desk.grade("gradebook", "--course", CHAIN).stdout
    assert "ada" in shown
    assert "eve" not in shown
    again = desk.batch(tmp_path / "old", "--course", CHAIN)
    assert "removed by action 3, so it does not count; grade undo 3" in " ".join(
        (again.stdout + again.stderr).split()
    )
    assert desk.grade("undo", "3", "--yes", "--course", CHAIN).returncode == 0
    assert "eve" in desk.grade("gradebook", "--course", CHAIN).stdout


@pytest.mark.processes
def test_who_returns_to_a_file_that_was_removed_is_not_told_that_it_still_is(tmp_path):
    desk, file = Desk(tmp_path), tmp_path / "week3" / "ada.py"
    file.parent.mkdir()
    right = (CHAIN / "assignments/means/example.py").read_text()

    def hand_in(text, seconds):
        file.write_text(text)
        os.utime(file, (seconds, seconds))
        graded = desk.batch(file.parent, "--course", CHAIN)
        return graded.stdout + graded.stderr

    hand_in(right, 1.7e9)
    hand_in(f"{right}# another\n", 1.7e9 + 60)
    words = ("remove", "ada", "1", "--why", "a draft", "--yes", "--course", CHAIN)
    assert desk.grade(*words).returncode == 0
    assert "removed" not in hand_in(right, 1.7e9 + 120)
    history = desk.grade("gradebook", "ada", "--course", CHAIN).stdout
    assert re.findall(r"attempt (\d): .*, removed by action 3", history) == ["1"]
    assert "2 attempts" in history


def test_who_is_ill_says_so_before_anybody_has_handed_in(course):
    rubric = course.folder / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8")
    due = "title: Planes\n    due: 2026-03-20 23:59 Europe/Berlin"
    rubric.write_text(text.replace("title: Planes", due), encoding="utf-8")
    of_hw3 = ("--assignment", "hw3", "--why", "ill")
    told = done(course, "extend", "ada", "--until", "2026-03-27 23:59", *of_hw3)
    assert "due 2026-03-27 23:59 Europe/Berlin" in told
    done(course, "excuse", "ben", *of_hw3)
    with course.open() as book:
        (standing,) = book.standings("hw3", ["ben"])
    assert (standing.status, standing.earned) == ("excused", None)
