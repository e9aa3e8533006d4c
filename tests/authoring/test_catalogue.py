import pytest
from support.project import ROOT

from grader.authoring.catalogue import load_catalogue
from grader.core.result import ScoreStatus
from grader.course.find import find_course

ASSIGNMENT = find_course(ROOT, ROOT).assignment("perceptron")
MISTAKES, VARIANTS = load_catalogue(ASSIGNMENT)


def lost_names(report):
    return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}


@pytest.mark.parametrize("entry", VARIANTS, ids=lambda entry: entry.name)
def test_a_correct_variant_earns_full_marks(grade_entry, entry):
    report = grade_entry(entry)
    assert lost_names(report) == set()
    assert report.earned == report.maximum == 50


@pytest.mark.parametrize("entry", MISTAKES, ids=lambda entry: entry.name)
def test_a_mistake_loses_the_criteria_it_is_about(grade_entry, entry):
    report = grade_entry(entry)
    assert entry.about
    assert set(entry.about) <= lost_names(report)
    assert report.errors == ()


def test_the_catalogue_is_broad():
    assert len(MISTAKES) >= 80
    assert len(VARIANTS) >= 35
