"""Whether names are hidden is one list of actions, and codes are one student's in any database."""

import pytest
from support.gradebooks import ADA, BEN, EVE, describe, grade, override

from grader.classroom.hiding import hide_names
from grader.classroom.people import Student
from grader.core.errors import UsageError

pytestmark = pytest.mark.database


@pytest.fixture
def graded(book):
    """Ada and Ben handed in, Eve did not; names are hidden."""
    describe(book)
    book.enroll([ADA, BEN, EVE])
    grade(book, 5, 2, student=ADA, mistakes=["slip"])
    grade(book, 3, 1, student=BEN, content="B")
    hide_names(book, hide=True, who="tess", why="blind")
    return book


def test_what_is_read_of_a_class_has_codes_and_no_names(graded):
    standings = list(graded.standings("hw1"))
    codes = [standing.student.key for standing in standings]
    assert codes == sorted(codes)
    assert [s.student for s in standings] == [Student(code, code=code) for code in codes]
    paths = [(s.student.key, str(s.report.submission.path)) for s in standings if s.report]
    assert paths == [(code, f"{code}.py") for code, _ in paths]
    (mistake,) = graded.statistics("hw1").mistakes
    assert [student.key for student in mistake.students] == [graded.find_student("ada").code]


def test_a_student_is_found_by_the_code_and_written_down_by_the_key(graded):
    code = graded.find_student("ben").code
    found = graded.find_student(code.lower())
    assert (found.key, str(found)) == ("ben", code)
    override(graded, "c0", 5, student=found)
    (standing,) = graded.standings("hw1", [code])
    assert (standing.earned, standing.overrides[0].student) == (6, code)
    assert graded.history(found).student.key == code
    (by_key,) = graded.standings("hw1", ["ben"])
    assert by_key.student.key == code


def test_of_those_who_are_concerned_alone_the_names_are_read(graded):
    all_of_them = graded.cover()
    code = all_of_them.code("ben")
    for whom in ([code], ["ben"]):
        some = graded.cover(whom)
        assert some.people == {code: BEN}
        assert some.codes == all_of_them.codes
    assert graded.cover(["nobody"]).people == {}


def test_who_is_not_found_is_told_no_names(graded):
    graded.enroll([Student("ben2", "Ben")])
    with pytest.raises(UsageError) as refusal:
        graded.find_student("Ben")
    assert "ben2" not in str(refusal.value)
    assert graded.find_student("ben2").code in str(refusal.value)


def test_whoever_comes_later_changes_nobodys_code(graded):
    before = {graded.find_student(key).code for key in ("ada", "ben", "eve")}
    graded.enroll([Student(f"new{n}", f"New {n}") for n in range(40)])
    assert {graded.find_student(key).code for key in ("ada", "ben", "eve")} == before


def test_codes_stay_the_same_through_showing_and_undoing(graded):
    code = graded.find_student("ada").code
    hide_names(graded, hide=False, who="tess", why="done")
    assert graded.cover() is None
    assert graded.find_student(code) == ADA
    hide_names(graded, hide=True, who="tess", why="again")
    assert graded.find_student("ada").code == code
    for action in graded.actions():
        graded.undo(action.id, "tess")
    assert graded.cover() is None
    hide_names(graded, hide=True, who="tess", why="after all")
    assert graded.find_student("ada").code == code


def test_what_is_so_already_is_refused(graded):
    with pytest.raises(UsageError, match="names are hidden already"):
        hide_names(graded, hide=True, who="tess", why="twice")
