"""Marks by many forms at once: each form whole or not at all, once, and over nothing unseen."""

import dataclasses

import pytest
from support.gradebooks import ADA, BEN, EVE, attempt, judged, record, rows

from grader.classroom.gradebook.entries import CriterionRecord
from grader.classroom.gradebook.mark_forms import MarkForm
from grader.classroom.gradebook.marks import MarkDecision, OvertakenError
from grader.classroom.hiding import hide_names
from grader.core.errors import UsageError
from grader.core.result import ScoreStatus

pytestmark = pytest.mark.database
TO_MARK = ScoreStatus.TO_MARK.value


@pytest.fixture
def class_of_three(book):
    """Three students, each with two criteria that are to be marked."""
    for student in (ADA, BEN, EVE):
        score = judged(0, 0)
        criteria = (CriterionRecord(f"c{at}", "data", 0, 5, TO_MARK, f"part {at}") for at in (0, 1))
        score = dataclasses.replace(score, criteria=tuple(criteria))
        record(book, attempt(student, student.key), score)
    return book


def form(nonce, student, points, *, shown=None, criteria=("c0",), comment=""):
    """A form that showed a mark, or none, and gives points on some criteria."""

    def decide(parts):
        by_name = {part.criterion: part for part in parts}
        return [
            MarkDecision(
                dataclasses.replace(by_name[name], **(shown or {"mark_id": None})),
                points,
                nonce,
                comment,
            )
            for name in criteria
        ]

    return MarkForm(student, nonce, decide)


def refusing(nonce, student, error):
    def decide(parts):
        raise error

    return MarkForm(student, nonce, decide)


def send(book, *forms):
    return book.mark_by_forms("hw1", forms)


def in_force(book):
    parts = book.parts("hw1")
    return {(p.student, p.criterion): p.points for p in parts if p.points is not None}


def test_all_that_come_together_are_written_with_what_is_there_now(class_of_three):
    first, second = send(
        class_of_three, form("one", "ada", 3, comment="good"), form("two", "ben", 0)
    )
    assert in_force(class_of_three) == {("ada", "c0"): 3, ("ben", "c0"): 0}
    for outcome, student in ((first, "ada"), (second, "ben")):
        assert list(outcome.parts) == class_of_three.parts("hw1", [student])
        (part,) = [p for p in outcome.parts if p.criterion == "c0"]
        assert list(outcome.given) == [part.mark_id]


def test_of_two_that_mark_the_same_the_first_is_written_and_the_second_told_of_it(class_of_three):
    first, second = send(class_of_three, form("one", "ada", 3), form("two", "ada", 1))
    assert first.given
    assert isinstance(second, OvertakenError)
    assert "one gave 3 on 'c0' since this was shown" in str(second)
    assert in_force(class_of_three) == {("ada", "c0"): 3}


def test_two_that_mark_other_criteria_of_one_student_are_both_written(class_of_three):
    send(class_of_three, form("one", "ada", 3), form("two", "ada", 1, criteria=["c1"]))
    assert in_force(class_of_three) == {("ada", "c0"): 3, ("ada", "c1"): 1}


def test_a_form_that_was_overtaken_in_one_criterion_writes_none(class_of_three):
    send(class_of_three, form("one", "ada", 3))
    both = form("two", "ada", 1, criteria=["c0", "c1"])
    (outcome, other) = send(class_of_three, both, form("three", "ben", 5))
    assert isinstance(outcome, OvertakenError)
    assert other.given
    assert in_force(class_of_three) == {("ada", "c0"): 3, ("ben", "c0"): 5}


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_a_form_that_comes_twice_marks_once(class_of_three, where, at_once):
    twice = [form("one", "ada", 3, criteria=["c0", "c1"])] * 2
    batches = [twice] if at_once else [twice[:1], twice[1:]]
    outcomes = [outcome for batch in batches for outcome in send(class_of_three, *batch)]
    assert [len(outcome.given) for outcome in outcomes] == [2, 0]
    assert len(rows(where, "marks", "id")) == 2


def test_what_was_taken_back_is_not_written_by_the_same_form_again(class_of_three, where):
    (given,) = send(class_of_three, form("one", "ada", 3))
    shown = {"mark_id": next(iter(given.given))}
    send(class_of_three, form("two", "ada", None, shown=shown))
    (again,) = send(class_of_three, form("one", "ada", 3))
    assert not again.given
    assert in_force(class_of_three) == {}
    assert len(rows(where, "marks", "id")) == 2


def test_one_that_is_refused_hinders_no_other(class_of_three):
    refusal = UsageError("no")
    outcomes = send(
        class_of_three,
        refusing("one", "ada", refusal),
        form("two", "ben", 4),
        refusing("three", "nobody", refusal),
    )
    assert [outcomes[0], outcomes[2]] == [refusal, refusal]
    assert in_force(class_of_three) == {("ben", "c0"): 4}


def test_where_names_are_hidden_a_code_is_marked_and_a_key_is_no_other(class_of_three):
    hide_names(class_of_three, hide=True, who="tess", why="blind")
    code = class_of_three.find_student("ada").code
    first, second = send(class_of_three, form("one", code, 3), form("two", "ada", 1))
    assert first.given
    assert first.parts is None
    assert isinstance(second, OvertakenError)
    assert in_force(class_of_three) == {(code, "c0"): 3}
