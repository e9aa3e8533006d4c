"""A list given later is the roster: who comes, who goes, who was known before, and undoing it."""

import pytest
from sqlalchemy import select
from support.gradebooks import ADA, BEN, EVE, grade, override, standing

from grader.classroom.gradebook.schema import students
from grader.classroom.intake.roster import Roster
from grader.classroom.membership import take_roster
from grader.classroom.people import Student
from grader.core.errors import UsageError

pytestmark = pytest.mark.database


def give(book, *people, name="class.csv"):
    return take_roster(book, Roster(people), name, "tess")


def class_of(book):
    return [entry.student.key for entry in book.standings("hw1")]


def everybody(book):
    wanted = select(students).order_by(students.c.id)
    return book._database.read(lambda c: [tuple(row) for row in c.execute(wanted)])


def names(people):
    return [student.key for student in people]


def test_who_came_by_a_wrong_list_alone_goes_with_it(book):
    give(book, ADA, Student("x1", "Ada"), Student("x2"))
    override(book, "*", 3, student=Student("x2"))
    change = give(book, ADA, BEN)
    assert (names(change.came), names(change.left)) == (["ben"], ["x1", "x2"])
    # Of x2 something is held, so that stays, and is told.
    assert names(change.outsiders) == ["x2"]
    assert class_of(book) == ["x2", "ada", "ben"]
    assert book.find_student("Ada") == ADA
    with pytest.raises(UsageError, match="no student 'x1'"):
        book.find_student("x1")


def test_a_list_that_is_undone_leaves_the_former_one(book):
    give(book, ADA, EVE)
    grade(book, 3, student=EVE)
    before = everybody(book)
    change = give(book, Student("ada", "Wrong", {"sis": "9"}), BEN)
    assert names(change.outsiders) == ["eve"]
    book.undo(change.action, "tess")
    assert everybody(book)[:2] == before
    assert class_of(book) == ["ada", "eve"]
    assert give(book, BEN).came == (BEN,)


def test_the_same_list_again_is_no_action(book):
    assert give(book, ADA, BEN).action is not None
    assert give(book, ADA, BEN).action is None
    assert len(book.actions()) == 1


@pytest.mark.parametrize(
    ("before", "listed"),
    [
        pytest.param(Student("jane"), Student("14", "Doe, Jane", {"login": "jane"}), id="a login"),
        pytest.param(Student("Jane Doe"), Student("14", "Doe, Jane"), id="the name"),
        pytest.param(Student("hw1_jane"), Student("jane", "Doe, Jane"), id="a part, the key"),
        pytest.param(
            Student("14", "doejane", {"canvas": "14"}),
            Student("s4", "Doe, Jane", {"canvas": "14"}),
            id="a system's number",
        ),
        pytest.param(Student("anon-aB3"), Student("s4", "", {"anon": "x1 aB3"}), id="anonymous"),
    ],
)
def test_who_handed_in_before_there_was_a_list_is_the_one_on_it(book, before, listed):
    grade(book, 4, student=before)
    state = everybody(book)
    change = give(book, listed, BEN)
    assert [(gone.key, stays.key) for gone, stays in change.merged] == [(before.key, listed.key)]
    assert {*class_of(book)} == {listed.key, "ben"}
    assert standing(book, listed).earned == 4
    # Files that are called so are theirs from then on.
    grade(book, 5, 5, student=before, content="B", minute=5)
    assert (standing(book, listed).earned, standing(book, listed).attempts) == (10, 2)
    book.undo(change.action, "tess")
    assert everybody(book)[: len(state)] == state
    assert before.key in class_of(book)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param([Student("1", "Jane Doe"), Student("2", "Jane Doe")], id="two of the name"),
        pytest.param([Student("1", "Joan Doe")], id="another"),
        pytest.param([Student("1", "Jane Doe", {"canvas": "8"})], id="another number"),
    ],
)
def test_who_may_be_two_or_nobody_of_a_list_stays_and_is_told(book, listed):
    jane = Student("Jane Doe", "Jane Doe", {"canvas": "7"})
    grade(book, 4, student=jane)
    change = give(book, *listed)
    assert (change.merged, names(change.outsiders)) == ((), ["Jane Doe"])
    assert standing(book, jane).earned == 4
