"""What holds of many is said once, with the first of them and how many they are."""

from grader.classroom.people import Remark
from grader.classroom.remarks import grouped


def remarks(message, *places):
    return [Remark(place, message) for place in places]


def test_many_of_whom_the_same_is_to_be_said_are_one_line():
    alike = remarks("has no e-mail", *(f"s{number:02}" for number in range(60)))
    lines = list(grouped([alike[0], *remarks("too large", "x"), *alike[1:]]))
    assert lines == ["60 times, s00, s01, s02 and 57 more: has no e-mail", "x: too large"]


def test_a_few_have_a_line_each():
    few = remarks("has no e-mail", "ada", "ben", "cleo")
    assert list(grouped(few)) == [str(remark) for remark in few]
