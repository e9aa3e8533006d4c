"""`grade gradebook`, `rescore` and `override` in a course of several homeworks, none named."""

import pytest
from support.gradebooks import ADA, BEN, EVE, attempt, describe, judged, record, standing

from grader.classroom.people import Student


def table(done):
    """The rows of the table, by the student's key; their first column is the name."""
    lines = done.stdout.partition("\n\n")[0].splitlines()
    return {line.split("(")[1].split(")")[0]: line.split(")")[1].split() for line in lines[2:]}


def test_there_is_a_column_for_each_assignment_and_the_total(course):
    done = course.fill().run("gradebook")
    assert done.exit_code == 0
    heads, maxima, *_ = done.output.splitlines()
    assert heads.split() == ["hw1", "hw2", "total"]
    assert maxima.split() == ["/10", "/10", "/20"]
    assert table(done)["ada"] == ["8", "8", "16"]


def test_what_is_missing_or_not_graded_is_no_zero_and_neither_is_its_total(course):
    done = course.fill().run("gradebook")
    assert table(done)["ben"] == ["10", "?", "?"]
    assert table(done)["eve"] == ["-", "-", "-"]
    assert "- nothing handed in; ? no score, which is not a score of zero" in done.output
    assert "hw2: Ben (ben): not graded" in done.output
    assert "handed in nothing at all: 1\n  Eve (eve)" in done.output


def test_of_a_hand_in_that_is_missing_the_total_says_what_there_is(course):
    with course.fill().open() as book:
        record(book, attempt(EVE, "E", assignment="hw2"), judged(1, 2))
    assert table(course.run("gradebook"))["eve"] == ["-", "3", "3"]


def test_the_figures_of_each_assignment_and_of_the_total_are_below(course):
    lines = course.fill().run("gradebook").output.splitlines()
    assert "  hw1       2 graded, 1 missing; mean 9.0, median 9 of 10" in lines
    assert "  hw2       1 graded, 1 not graded, 1 missing; mean 8.0, median 8 of 10" in lines
    assert "  total     known of 1; mean 16.0, median 16 of 20" in lines


def test_by_its_weight_an_assignment_counts_for_more_or_for_nothing(course):
    course.fill().weigh({"hw1": 30, "hw2": 0})
    done = course.run("gradebook")
    assert done.output.splitlines()[0].split() == ["hw1", "hw2", "total", "weighted"]
    assert done.output.splitlines()[1].split() == ["/10", "/10", "/20", "/30"]
    assert table(done)["ada"] == ["8", "8", "16", "24"]


def test_what_has_no_weight_counts_by_its_points(course):
    course.fill().weigh({"hw1": 30})
    assert table(course.run("gradebook"))["ada"] == ["8", "8", "16", "32"]


def test_without_any_weight_there_is_one_total(course):
    assert "weighted" not in course.fill().run("gradebook").output


@pytest.mark.processes  # the figures are counted beside
def test_a_gradebook_of_one_assignment_is_shown_as_with_its_name(course):
    course.fill(["hw2"])
    done = course.run("gradebook")
    assert done.output == course.run("gradebook", "--assignment", "hw2").output
    assert "earned it whole, and the mean points" in done.output


@pytest.mark.processes  # the figures are counted beside
def test_with_its_name_one_assignment_is_shown_of_several(course):
    done = course.fill().run("gradebook", "--assignment", "hw1")
    assert "total" not in done.output
    assert "earned it whole, and the mean points" in done.output


def test_an_assignment_of_another_course_alone_is_told(course):
    with course.open(create=True) as book:
        describe(book, "older")
    done = course.run("gradebook")
    assert done.exit_code == 2
    assert done.output.splitlines() == [
        "grade: not in rubric.yaml, so left out: older",
        "grade: the gradebook holds none of the assignments of rubric.yaml: hw1, hw2, hw3",
    ]


def test_an_assignment_that_the_rubric_no_longer_has_is_left_out_and_that_is_told(course):
    with course.fill().open() as book:
        describe(book, "older")
        record(book, attempt(ADA, "A", assignment="older"), judged(5, 5))
    done = course.run("gradebook")
    assert done.stderr == "grade: not in rubric.yaml, so left out: older\n"
    assert table(done)["ada"] == ["8", "8", "16"]


def test_a_tampered_score_and_one_of_another_maximum_are_marked(course):
    with course.fill().open() as book:
        record(book, attempt(ADA, "C", 9, "hw1"), judged(status="tampered"))
    assert table(course.run("gradebook"))["ada"] == ["0!", "8", "8"]


def test_points_that_a_person_gave_count_in_the_total(course):
    course.fill()
    course.run("override", "eve", "--total", "4", "--why", "oral", "--assignment", "hw1")
    assert table(course.run("gradebook"))["eve"] == ["4", "-", "4"]


def test_two_students_of_one_name_are_two_rows(course):
    with course.fill().open() as book:
        book.enroll([ADA, BEN, EVE, Student("ada2", "Ada")])
    assert {"ada", "ada2"} <= table(course.run("gradebook")).keys()


# One student


def test_one_student_s_history_is_across_all_assignments_with_the_sums(course):
    course.fill().weigh({"hw1": 30})
    lines = course.run("gradebook", "Ada").output.splitlines()
    sums = [line.split() for line in lines[2:6]]
    assert sums == [["Lines", "8/10"], ["Curves", "8/10"], ["total", "16/20"], [*WEIGHTED, "32/40"]]
    assert [line.partition(":")[0] for line in lines if ", attempt" in line] == [
        "hw1, attempt 1",
        "hw2, attempt 1",
    ]


WEIGHTED = ["weighted", "total"]


def test_of_a_student_with_something_ungraded_no_total_is_known(course):
    output = course.fill().run("gradebook", "ben").output
    assert "not known before all is graded" in output
    assert "0/10" in output
    assert "10/20" not in output


def test_with_its_name_one_assignment_s_history_is_shown(course):
    output = course.fill().run("gradebook", "ada", "--assignment", "hw2").output
    assert "hw2, attempt 1" in output
    assert "hw1" not in output


# Decisions


def test_an_override_is_of_the_only_assignment_that_the_student_has_handed_in(course):
    with course.fill().open() as book:
        record(book, attempt(EVE, "E", assignment="hw2"), judged(1, 2))
    done = course.run("override", "eve", "c0", "5", "--why", "seen")
    assert "hw2, c0: 1 -> 5" in done.output
    with course.open() as book:
        assert standing(book, EVE).earned is None


@pytest.mark.parametrize(
    ("student", "words"),
    [
        pytest.param("ada", "several assignments: say --assignment NAME, of hw1, hw2\n", id="two"),
        pytest.param("eve", "none of the assignments: say --assignment NAME, of hw1,", id="none"),
    ],
)
def test_where_that_is_not_one_the_choices_are_named(course, student, words):
    done = course.fill().run("override", student, "c0", "5", "--why", "seen")
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert words in done.output
