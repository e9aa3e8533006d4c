"""Whoever came before changes nothing: a class has the marks that each would have alone."""

from dataclasses import fields, replace

import pytest
from support.catalogue import ASSIGNMENT, MISTAKES, VARIANTS

from grader.classroom.batch.serialize import to_json
from grader.core.probe import Answer, Failure, FailureKind, Level, Observations
from grader.core.result import Criterion, Tolerance
from grader.course.recording import tagged
from grader.judging import known
from grader.judging.diagnosis import Catalogue
from grader.judging.drawn import mark_drawn
from grader.judging.hidden import mark_hidden
from grader.judging.known import with_memory
from grader.judging.marking import mark_visible
from grader.pipeline import scheme_of

SCHEME = scheme_of(ASSIGNMENT)
NAMES = [field.name for field in fields(Catalogue)]
PLAIN = {name: getattr(SCHEME.catalogue, name) for name in NAMES}
CLASS = [signature.name for signature in ASSIGNMENT.signatures]


def answer(value):
    return Answer(value, to_json(tagged(value)))


def text_of(observation):
    return answer(observation.value) if isinstance(observation, Answer) else observation


def program(name):
    """What a program answers that has one of the known mistakes, and nothing else of its own."""
    signature = next(each for each in ASSIGNMENT.signatures if each.name == name)
    golden = {probe.name: answer(ASSIGNMENT.golden[probe.name]) for probe in ASSIGNMENT.probes}
    wrong = {probe: text_of(signature.answers[probe]) for probe in signature.answers}
    return golden | wrong


def nudged(value):
    """The same, but for the last digits of each float."""
    if isinstance(value, dict):
        return {key: nudged(part) for key, part in value.items()}
    if isinstance(value, list):
        return [nudged(part) for part in value]
    return value * (1 + 1e-12) if isinstance(value, float) else value


def marked(answers, scheme):
    observed = Observations(answers, Level.NONE)
    marks = mark_visible(observed.visible(scheme.probes), (), scheme)
    marks = mark_drawn(observed, scheme, marks)
    scores = mark_hidden(observed.hidden(scheme.probes), scheme, marks)
    return scores, marks.mistakes, marks.mutants, marks.slips


def test_after_a_whole_class_each_is_marked_as_alone():
    assert len(MISTAKES) == len(CLASS) > 300
    assert VARIANTS
    alone = replace(SCHEME, catalogue=Catalogue(**PLAIN))
    whole = replace(SCHEME, catalogue=with_memory(Catalogue(**PLAIN), SCHEME.criteria))
    programs = [program(name) for name in CLASS]
    for answers in programs:
        marked(answers, whole)
    for answers in programs[::4]:
        assert marked(answers, whole) == marked(answers, alone)
        other = {probe: replace_digits(each) for probe, each in answers.items()}
        assert marked(other, whole) == marked(other, alone)


def replace_digits(observation):
    return answer(nudged(observation.value)) if isinstance(observation, Answer) else observation


def criterion(**fields):
    return Criterion(**{"name": "c", "group": "g", "points": 1, "probes": ("f:a", "f:b"), **fields})


def catalogue(*criteria, golden=1.0):
    plain = Catalogue((), {"f:a": golden, "f:b": golden}, Tolerance(), {})
    return with_memory(plain, criteria)


def test_right_is_what_each_criterion_that_asks_for_it_agrees_with():
    strict, loose = criterion(), criterion(name="d", tolerance=Tolerance(1, 1))
    answers = {"f:a": answer(1.5), "f:b": answer(1.0)}
    for _ in range(2):
        assert catalogue(loose).right(answers) == {"f:b"}  # by the golden it is wrong
        assert catalogue(strict, loose).right(answers) == {"f:b"}
    one = catalogue(criterion(tolerance=Tolerance(0, 0)))
    for _ in range(2):
        near = {"f:a": answer(1.0 + 1e-9)}
        assert one.right(near) == frozenset()
        assert one.is_right("f:a", near["f:a"])


def test_an_answer_to_one_question_says_nothing_of_another():
    plain = Catalogue((), {"f:a": 1.0, "f:b": 2.0}, Tolerance(), {})
    one = with_memory(plain, [criterion()])
    assert one.right({"f:a": answer(1.0)}) == {"f:a"}
    assert one.right({"f:b": answer(1.0)}) == frozenset()


def test_a_failure_is_never_right_and_what_has_no_text_is_judged_each_time():
    one = catalogue(criterion())
    failed = Failure(FailureKind.RAISED, "ValueError: no")
    assert one.right({"f:a": failed, "f:b": answer(1.0)}) == {"f:b"}
    assert not one.is_right("f:a", failed)
    for _ in range(2):
        assert one.right({"f:a": Answer(1.0)}) == {"f:a"}
        assert one.right({"f:a": Answer(2.0)}) == frozenset()
    assert not one.texts["f:a"]


@pytest.mark.parametrize("right", [True, False])
def test_what_is_remembered_is_bounded(monkeypatch, right):
    monkeypatch.setattr(known, "MOST", 10)
    one = catalogue(criterion(tolerance=Tolerance(100 * right, 0)))
    for number in range(100):
        one.right({"f:a": answer(float(number))})
    assert len(one.texts["f:a"]) <= 10
    one.right({"f:a": answer([1.0] * known.MOST_LENGTH)})
    assert all(len(text) <= known.MOST_LENGTH for text in one.texts["f:a"])
