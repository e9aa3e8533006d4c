"""A second list of a class names the same people."""

import pytest

from grader.classroom.intake.joining import join
from grader.classroom.intake.roster import Roster
from grader.classroom.people import Student

ANN = Student("101", "Lee, Ann", {"canvas": "101", "email": "ann@x.edu", "login": "alee"})
BO = Student("102", "Kay, Bo", {"canvas": "102", "sis": "77"})
KNOWN = Roster((ANN, BO))


def keys(*students):
    return [student.key for student in join(Roster(students), KNOWN).students]


@pytest.mark.parametrize(
    ("student", "key"),
    [
        pytest.param(Student("Ann@x.edu", "", {"github": "octo"}), "101", id="an address as key"),
        pytest.param(Student("alee"), "101", id="a login as key"),
        pytest.param(Student("77", "Bo Kay"), "102", id="a number as key, and the name"),
        pytest.param(Student("u1", "Ann Lee", {"email": "ann@x.edu"}), "101", id="an id"),
        pytest.param(Student("101"), "101", id="the key itself"),
        pytest.param(Student("77", "Eve Not"), "77", id="not with another's name"),
        pytest.param(Student("u1", "", {"email": "ann@x.edu", "sis": "77"}), "u1", id="not two"),
        pytest.param(Student("u1", "Ann Lee"), "u1", id="not by the name alone"),
        pytest.param(Student("u1", "", {"moodle": "101"}), "u1", id="not by what does not last"),
    ],
)
def test_who_is_known_by_an_id_has_the_key_that_is_known(student, key):
    assert keys(student) == [key]


def test_what_both_know_is_known():
    (joined,) = join(Roster((Student("alee", "", {"github": "octo"}),)), KNOWN).students
    assert joined == Student("101", "Lee, Ann", {**ANN.ids, "github": "octo"})


def test_two_of_a_list_are_never_one():
    assert keys(Student("alee"), Student("ann@x.edu")) == ["101", "ann@x.edu"]
    assert keys(Student("alee"), Student("101")) == ["alee", "101"]


def test_a_first_list_is_as_it_is():
    roster = Roster((Student("alee"),))
    assert join(roster, None) is roster
