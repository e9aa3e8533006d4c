"""The cases that are drawn for the class: nobody can know them, and they tell nothing."""

import shutil
from dataclasses import replace

import pytest
from support.homework import reading_of_cells, written
from support.project import ROOT
from support.tables import program_of_tables

from grader.classroom.batch.fingerprints import asked_hash
from grader.core.errors import GoldenError
from grader.core.probe import ProbeName
from grader.core.result import ScoreStatus
from grader.course.find import find_course
from grader.mending import with_mended
from grader.pipeline import grade
from grader.reports.student import student_view

WRITTEN = written("perceptron")
HOMEWORKS = {"perceptron": 43, "logistic": 30, "softmax": 42}  # with the points that are visible


def kit_of(name, root):
    """The assignment as students have it."""
    shutil.copytree(ROOT / "assignments", root / "assignments")
    shutil.copy(ROOT / "rubric.yaml", root)
    return find_course(root, root).assignment(name)


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    return kit_of("perceptron", tmp_path_factory.mktemp("kit"))


@pytest.fixture(scope="module")
def graded(assignment, sandbox):
    def run(*cells, by=assignment):
        own = grade(reading_of_cells(*cells), by, sandbox, is_own=True)
        return with_mended(own, by, sandbox).report

    return run


def of_class(assignment):
    return [p for p in assignment.probes if ProbeName.parse(p.name).is_of_class]


@pytest.mark.parametrize("name", [*HOMEWORKS, "torch_mlp"])
def test_each_criterion_has_a_case_that_no_kit_holds(course, name):
    for criterion in course.assignment(name).criteria:
        assert criterion.drawn or criterion.hidden or criterion.rule, criterion.name


def test_a_kit_has_no_such_case(kit):
    assert of_class(kit) == []
    assert all(criterion.drawn == () for criterion in kit.criteria)


@pytest.mark.parametrize(("name", "points"), HOMEWORKS.items())
def test_tables_of_all_visible_answers_earn_everything_by_a_kit_only(
    graded, course, tmp_path, name, points
):
    kit = kit_of(name, tmp_path)
    tables = program_of_tables(kit, written(name))
    report = graded(tables, by=kit)
    assert report.errors == ()
    assert report.earned == report.maximum == points
    report = graded(tables, by=course.assignment(name))
    earned = {s.name for s in report.scores if s.status is ScoreStatus.EARNED}
    assert earned == {"rules" if name == "softmax" else "plain_python"}
    assert report.earned < points / 3


@pytest.mark.parametrize(
    ("name", "criterion"),
    [("class_counts", "counts"), ("split", "split"), ("mean_std", "mean_std"), ("main", "main")],
)
def test_one_table_loses_its_function(graded, kit, name, criterion):
    tables = program_of_tables(kit, WRITTEN).partition("class Perceptron")[0]
    report = graded(*WRITTEN, f"{tables}\n{name} = by_rote({name!r})")
    lost = {s.name for s in report.scores if s.status is ScoreStatus.LOST}
    assert criterion in lost
    assert lost <= {criterion, "data_shapes", "unseen_run"}


def test_a_student_is_told_that_it_was_a_case_of_the_class_and_no_input(graded, kit):
    tables = program_of_tables(kit, WRITTEN).partition("class Perceptron")[0]
    report = graded(*WRITTEN, f"{tables}\nclass_counts = by_rote('class_counts')")
    score = next(s for s in student_view(report).scores if s.name == "counts")
    assert score.earned == 0
    told = ("not so for a case drawn for the class", None, None, None)
    assert {(d.message, d.expected, d.got, d.place) for d in score.departures} == {told}
    own = next(s for s in report.scores if s.name == "counts")
    assert "KeyError" in own.departures[0].message  # staff see it all
    assert any("drawn for the class" in note for note in report.staff_notes)


def test_other_cases_are_other_questions(assignment):
    others = replace(assignment, probes=tuple(p for p in assignment.probes[:-1]))
    assert asked_hash(others) != asked_hash(assignment)


def test_a_changed_seed_must_be_recorded(tmp_path):
    for name in ("assignments", "reference"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    course = find_course(tmp_path, tmp_path)
    assert of_class(course.assignment("perceptron"))
    (tmp_path / "reference/perceptron/seed").write_text("0" * 32)
    with pytest.raises(GoldenError, match=r"reference/perceptron/seed changed"):
        find_course(tmp_path, tmp_path).assignment("perceptron")


def test_without_a_seed_nothing_is_drawn(tmp_path):
    for name in ("assignments", "reference"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    (tmp_path / "reference/perceptron/seed").unlink()
    assert of_class(find_course(tmp_path, tmp_path).assignment("perceptron")) == []
