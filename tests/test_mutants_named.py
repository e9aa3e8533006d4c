"""What behaves as a one-change mutant of the example is named in class, in words true of it."""

import ast
import dataclasses
import re

import pytest
from support import specimens
from support.mending import grade

from grader import pipeline
from grader.authoring.catalogue import example_of
from grader.authoring.goldens import compare_mutants
from grader.authoring.habits import make_habits
from grader.authoring.mutant_record import public_names
from grader.authoring.mutant_words import words_of
from grader.authoring.mutants import make_mutants
from grader.core.probe import Answer, as_needed
from grader.course import mutants
from grader.course.mutants import load_mutants, mutants_of, packed, unpacked
from grader.judging.mutants import joined
from grader.kit.wheel import engine_files

ALL = ("perceptron", "logistic", "softmax", "torch_mlp")
BODY = {
    "counts": "[sum(label == 0 for label in y), sum(label == 1 for label in y)]",
    "boundary": "return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1",
    "share": "        return right / len(y)",
}
# Each in another style than the example's.
COUNTS_OF_ONES = (BODY["counts"], "[y.count(1), y.count(1)]")
ZEROS = (BODY["counts"], "[0, sum(y)]")
ONE_MORE = (
    BODY["share"],
    "        right = 1 + sum([1 for j in range(len(x)) if self.forward(x[j]) == y[j]])\n"
    "        return right / len(y)",
)
SLOPE = (
    BODY["boundary"],
    "ends = []\n    for end in (x0_min, x0_max):\n"
    "        ends.append(-(w0 * end) / w1 - bias / w1)\n"
    "    ends[1] = -(w0 * -x0_max) / w1 - bias / w1\n    return tuple(ends)",
)
PRINTED = (BODY["share"], '        print(f"{right / len(y):.2%}")')
UNDIVIDED = (
    "mean = sum(column) / len(column)",
    "mean = 0.0\n        for value in column:\n            mean += value",
)
TWO = (SLOPE, UNDIVIDED)


@pytest.fixture
def graded(example, assignment, sandbox):
    def run(*changes, assignment=assignment):
        return grade(specimens.edited(example, *changes), assignment, sandbox).report

    return run


def causes(report):
    return [diagnosis.cause for diagnosis in report.diagnoses]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("change", "cause"),
    [
        pytest.param(SLOPE, "in an otherwise right `decision_boundary`, ", id="a sign"),
        pytest.param(PRINTED, "in an otherwise right `evaluate`, nothing is returned", id="print"),
        pytest.param(
            ZEROS,
            "in an otherwise right `class_counts`, the first value returned is always 0",
            id="what is never worked out, by whatever change",
        ),
        pytest.param(ONE_MORE, "`evaluate`, a sum or a count is one too large", id="a habit"),
        pytest.param(COUNTS_OF_ONES, "or 1 stands where 0 belongs", id="twins: each is said"),
    ],
)
def test_a_mutant_in_another_style_is_named(graded, change, cause):
    (said,) = causes(graded(change))
    assert cause in said


@pytest.mark.processes
def test_where_it_begins_is_said_once(graded):
    report = graded(("model.evaluate(X_test, y_test)", "model.evaluate(X_test, y_train)"))
    assert "`main`, `y_train` stands where `y_test` belongs" in causes(report)[0]
    assert not any("begin with" in note for note in report.notes)


@pytest.mark.processes
def test_two_of_them_are_named_each_by_its_function(graded):
    said = causes(graded(*TWO))
    assert ["mean_std" in cause for cause in said] == [True, False]
    assert "decision_boundary" in said[1]


@pytest.mark.processes
def test_whoever_works_from_top_to_bottom_is_told_at_once(graded):
    unwritten = ("    model.train(X_train, y_train, epochs)\n", "    raise NotImplementedError\n")
    assert causes(graded(UNDIVIDED, unwritten)) == causes(graded(UNDIVIDED)) != []


@pytest.mark.processes
def test_a_name_changes_no_points(graded, assignment):
    known, unknown = assignment, dataclasses.replace(assignment)
    scheme = dataclasses.replace(pipeline.scheme_of(unknown), mutants=None)
    for changes in ([SLOPE], [ZEROS], TWO):
        report = graded(*changes, assignment=known)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pipeline, "scheme_of", lambda _: scheme)
            silent = graded(*changes, assignment=unknown)
        assert report.diagnoses
        assert not silent.diagnoses
        assert report.scores == silent.scores


@pytest.mark.processes
def test_for_a_right_program_or_a_known_mistake_nothing_is_loaded(graded, assignment, monkeypatch):
    monkeypatch.setattr(mutants, "load_mutants", lambda *_: pytest.fail("loaded"))
    fresh = dataclasses.replace(assignment)
    assert graded(assignment=fresh).earned == graded(assignment=fresh).maximum
    known = graded(("y - self.forward(x)", "self.forward(x) - y"), assignment=fresh)
    assert known.diagnoses
    assert not any("otherwise right" in cause for cause in causes(known))


@pytest.mark.parametrize("name", ALL)
def test_no_cause_shows_a_name_of_the_example_that_the_task_does_not_give(course, name):
    assignment = course.assignment(name)
    public, base = public_names(assignment), example_of(assignment)
    own = {
        node.id
        for cell in base.cells
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Name)
    } - public
    said = [words_of(mutant.change, public).what for mutant in make_mutants(base)]
    said += [phrase.what for _, phrase in make_habits(base, public)]
    said += [mutant.cause + mutant.advice for mutant in mutants_of(assignment)]
    shown = {word for text in said for word in re.findall(r"`([^`]+)`", text)}
    assert len(said) > 500
    assert own
    assert own.isdisjoint(shown)
    # Nor any code: what is shown is a name, a number or an empty list.
    assert all(re.fullmatch(r"\w+", word) for word in shown)


def test_a_change_that_is_made_at_each_place_is_one(course):
    base = example_of(course.assignment("perceptron"))
    swaps = [(m.after, phrase.what) for m, phrase in make_habits(base, ()) if m.function == "split"]
    after = "return (X[:n_train], y[:n_train], X[n_train + 1:], y[n_train + 1:])"
    assert (after, "a part of a list begins one too late") in swaps


def test_without_the_task_s_names_there_is_none(course):
    base = example_of(course.assignment("perceptron"))
    said = [words_of(mutant.change, ()).what for mutant in make_mutants(base)]
    assert not any("`" in text for text in said if "opposite" not in text)


@pytest.mark.parametrize("name", ALL)
def test_a_kit_holds_nothing_of_them(course, name):
    known = load_mutants(course.root, name)
    assert known
    assert all(mutant.probes <= visible(course, name) for mutant in known)
    assert not [file for file in engine_files() if "mutant" in file]


def visible(course, name):
    return {probe.name for probe in course.assignment(name).probes if not probe.hidden}


def test_they_are_read_as_they_were_written(course):
    known = load_mutants(course.root, "perceptron")
    again = tuple(unpacked(packed(known)))
    assert [m.cause for m in again] == [m.cause for m in known]
    assert [m.unkept for m in again] == [m.unkept for m in known]
    for one, other in zip(known[::20], again[::20], strict=True):
        kept = [probe for probe in one.answers if probe not in one.unkept]
        assert [one.answers[probe] for probe in kept] == [other.answers[probe] for probe in kept]


@pytest.mark.parametrize("name", ALL)
def test_whatever_mostly_fails_names_nothing(course, name):
    subjects = {probe.name: probe.needs[-1] for probe in course.assignment(name).probes}
    for mutant in load_mutants(course.root, name):
        own = [p for p in mutant.answers if subjects[p] == as_needed(mutant.target)]
        kept = [mutant.answers[p] for p in own if p not in mutant.unkept]
        given = sum(isinstance(answer, Answer) for answer in kept)
        assert own
        assert given + len(own) - len(kept) >= len(own) / 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda mutants: mutants[1:], id="gone"),
        pytest.param(lambda mutants: [dataclasses.replace(mutants[0], cause="c")], id="said so"),
        pytest.param(lambda mutants: [mutants[1], mutants[0], *mutants[2:]], id="others"),
    ],
)
def test_mutants_that_are_not_those_recorded_are_stale(assignment, change):
    recorded = list(load_mutants(assignment.root, assignment.name))
    assert not list(compare_mutants(recorded, assignment))
    assert list(compare_mutants(change(recorded), assignment))


def test_of_too_many_twins_only_what_all_have_in_common_is_said(course):
    of_main = [m for m in load_mutants(course.root, "perceptron") if m.target == "main"]
    alone = [mutant for mutant in of_main if ", or " not in mutant.cause]
    said = {mutant.cause: mutant for mutant in alone}.values()
    assert ", or " in joined(tuple(said)[:2]).cause
    common = joined(tuple(said)[:3])
    assert (
        common.cause
        == "in an otherwise right `main`, one value or step is another than it should be"
    )
    assert "by hand" in common.advice
