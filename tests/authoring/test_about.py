"""What a mistake is about follows from what it replaces; what contradicts that is refused."""

import dataclasses

import pytest
from support.catalogue import ASSIGNMENT, MISTAKES
from support.project import ROOT

from grader.authoring.about import derive_about, find_contradictions
from grader.authoring.audit import answers_of
from grader.course.signatures import load_record

ENTRIES = {entry.name: entry for entry in MISTAKES}
SIGNATURES = {each.name: each for each in load_record(ROOT, "perceptron").mistakes}


def about(name, *criteria):
    entry = dataclasses.replace(ENTRIES[name], about=criteria)
    answers = answers_of(ASSIGNMENT, SIGNATURES[name])
    return derive_about(entry, answers, ASSIGNMENT), [
        *find_contradictions(entry, answers, ASSIGNMENT)
    ]


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        pytest.param("train_subtracts", "update", id="the first of several of its function"),
        pytest.param("evaluate_remembers", "evaluate", id="not what only follows"),
        pytest.param("evaluate_list_of_hits", "evaluate", id="a value before a shape"),
        pytest.param("init_two_weights", "start", id="what makes an object"),
        pytest.param("init_labels_of_either_sign", "forward", id="a class"),
    ],
)
def test_a_mistake_is_about_the_first_criterion_of_its_function(name, criterion):
    assert about(name) == ((criterion,), [])


def test_an_author_may_choose_other_criteria_of_the_same_function():
    assert about("train_five_epochs", "update", "epochs") == (("update", "epochs"), [])


def test_a_criterion_that_is_not_lost_is_refused_with_what_to_do():
    _, (fault,) = about("counts_swapped", "load")
    where = "mistakes/counts"
    assert fault.startswith(where)
    assert "counts_swapped: is about load, but loses counts" in fault
    assert fault.endswith("leave `about` out, or choose of: counts")


def test_a_criterion_about_another_function_is_refused():
    _, (fault,) = about("evaluate_remembers", "main")
    assert "is about main, where no question about Perceptron.evaluate departs" in fault
    assert fault.endswith("leave `about` out, or choose of: evaluate")
