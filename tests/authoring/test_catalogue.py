import pytest
from support.catalogue import ASSIGNMENT, MISTAKES, VARIANTS
from support.project import ROOT

from grader.authoring.about import is_about
from grader.core.result import ScoreStatus
from grader.course.signatures import load_record

ABOUT = {each.name: each.about for each in load_record(ROOT, "perceptron").mistakes}


def lost_names(report):
    return {s.name for s in report.scores if s.status is not ScoreStatus.EARNED}


def subjects_of(criteria):
    probes = {name for c in ASSIGNMENT.criteria if c.name in criteria for name in c.probes}
    return {probe.needs[-1] for probe in ASSIGNMENT.probes if probe.name in probes}


@pytest.mark.parametrize("entry", VARIANTS, ids=lambda entry: entry.name)
def test_a_correct_variant_earns_full_marks(grade_entry, entry):
    report = grade_entry(entry)
    assert lost_names(report) == set()
    assert report.earned == report.maximum == 50


@pytest.mark.parametrize("entry", MISTAKES, ids=lambda entry: entry.name)
def test_a_mistake_loses_the_criteria_it_is_about(grade_entry, entry):
    report = grade_entry(entry)
    about = ABOUT[entry.name]
    assert about
    assert set(about) <= lost_names(report)
    assert any(is_about(subject, [t for t, _ in entry.puts]) for subject in subjects_of(about))


def test_the_catalogue_is_broad():
    assert len(MISTAKES) >= 80
    assert len(VARIANTS) >= 35
