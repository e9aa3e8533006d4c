"""Who is in a gradebook, and what it holds of one student."""

import pytest
from support.gradebooks import ADA, BEN, EVE, NOON, describe, grade, override

from grader.classroom.people import Override, Student
from grader.core.errors import UsageError


def test_what_is_known_of_a_student_adds_up(book):
    book.enroll([Student("ada", "Ada", {"sis": "7"})])
    grade(book, 1, student=Student("ada", "", {"canvas": "70"}))
    assert book.find_student("ada").name == "Ada"
    book.enroll([Student("ada", "Ada Lovelace")])
    assert book.find_student("ada") == Student("ada", "Ada Lovelace", {"sis": "7", "canvas": "70"})


def test_who_is_in_no_group_any_more_leaves_it_and_a_list_without_groups_says_nothing(book):
    book.enroll([Student("ada", ids={"group": "Bees", "section": "A"})])
    book.enroll([Student("ada", ids={"group": ""})])
    assert book.find_student("ada").ids == {"section": "A"}
    book.enroll([Student("ada", ids={"sis": "7"})])
    assert book.find_student("ada").ids == {"section": "A", "sis": "7"}


def test_handing_in_takes_nobody_off_the_roster_and_puts_nobody_on(book):
    describe(book, "hw2")
    book.enroll([ADA])
    grade(book, 1, student=Student("ada", "Ada L."))
    grade(book, 1, student=BEN)
    assert [entry.student.key for entry in book.standings("hw2")] == ["ada"]


@pytest.mark.parametrize("words", ["ada", "7001", "Ada Lovelace"], ids=["key", "id", "name"])
def test_a_student_is_found_by(book, words):
    ada = Student("ada", "Ada Lovelace", {"sis": "7001"})
    book.enroll([BEN, ada, EVE])
    assert book.find_student(words) == ada


@pytest.mark.parametrize("words", ["jane", "JANE DOE", "doe jane", "Doe", "jDoe", "J@x.edu"])
def test_a_student_of_a_canvas_roster_is_found_by_a_part_of_the_name(book, words):
    jane = Student("101", "Doe, Jane", {"login": "jdoe", "email": "j@x.edu"})
    book.enroll([BEN, jane, Student("102", "Janet Doering"), EVE])
    assert book.find_student(words) == jane


def test_a_whole_name_goes_before_a_part_and_parts_of_several_are_not_guessed(book):
    book.enroll([Student("1", "Jane"), Student("2", "Jane Doe"), Student("3", "Joe Doe")])
    assert book.find_student("jane").key == "1"
    with pytest.raises(UsageError, match="may be"):
        book.find_student("doe")


def test_one_name_of_two_students_is_not_guessed(book):
    book.enroll([Student("b1", "Ben"), Student("b2", "Ben")])
    with pytest.raises(UsageError, match=r"'Ben' may be Ben \(b1\), Ben \(b2\); give the key"):
        book.find_student("Ben")


def test_a_name_that_nobody_has_names_the_nearest(book):
    book.enroll([Student("s1", "Ada Lovelace"), Student("s2", "Alan Turing")])
    with pytest.raises(UsageError, match=r"did you mean Ada Lovelace \(s1\)\?"):
        book.find_student("Ada Lovelase")
    with pytest.raises(UsageError, match="check the key or the name"):
        book.find_student("xyz")


def test_the_history_of_a_student_holds_all_scores_of_all_attempts(book):
    grade(book, 2, content="B", minute=1)
    grade(book, 1, content="A")
    grade(book, 5, student=BEN)
    grade(book, 3, content="B", minute=1)
    override(book, "c0", 4)
    override(book, "c0", None)
    history = book.history(ADA)
    assert [past.content for past in history.attempts] == ["A", "B"]
    assert [[score.earned for score in past.scores] for past in history.attempts] == [[1], [2, 3]]
    assert [override.points for override in history.overrides] == [4, None]
    assert history.overrides[0] == Override("ada", "hw1", "c0", 4, 1, "tess", "seen by eye", NOON)


def test_a_student_without_a_row_has_no_history(book):
    with pytest.raises(UsageError, match="no student 'ada'"):
        book.history(ADA)
