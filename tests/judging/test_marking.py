"""What a student sees is made of visible observations alone, whatever the hidden ones were."""

import json
import shutil
from dataclasses import replace
from typing import get_type_hints

import pytest
from support.project import ROOT
from support.standings import standing

from grader import pipeline
from grader.authoring.audit import answers_of
from grader.classroom.exports.feedback import feedback
from grader.classroom.exports.gradescope import to_gradescope
from grader.core.probe import (
    Answer,
    Failure,
    FailureKind,
    Level,
    Observations,
    ProbeName,
    Visible,
)
from grader.core.result import ScoreStatus, Signature, Status, StudentReport
from grader.core.submission import Place
from grader.course.find import find_course
from grader.judging import headlines, hints, marking
from grader.judging.charging import find_mistakes
from grader.pipeline import catalogue_of, judge, program_of
from grader.reports.page import page_of, render
from grader.reports.records import read, stored
from grader.reports.student import student_view

NOTHING = Signature("nothing", "", "", (), "", {})
MISSING = Failure(FailureKind.MISSING, "`main` is missing", cause="main")
MISTAKE, OTHER = "train_bias_never_updated", "boundary_sign_wrong"
# What a program may do when it is asked: answer one thing always, or as the named mistake does.
HIDDEN = {
    "it answers otherwise": Answer([0.0]),
    "a function is not written yet that is named by what was asked": Failure(
        FailureKind.UNWRITTEN, "`b2078` is not written yet", Place(99, 1), "b2078"
    ),
    "a function is missing": MISSING,
    "it raises": Failure(FailureKind.RAISED, "IndexError: b2078", Place(3, 1)),
    "it hangs": Failure(FailureKind.HUNG, "`main` did not finish in 2 s", cause="main"),
    "it makes a mistake": MISTAKE,
    "it makes another mistake": OTHER,
    "it breaks the channel": None,
}
VISIBLE = {
    "it is right": NOTHING.name,
    "it makes a mistake": MISTAKE,
    "it makes another mistake": OTHER,
    "nothing is written": MISSING,
    "all is wrong": Answer("no number"),
}
whatever_is_hidden = pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
whatever_is_visible = pytest.mark.parametrize("visible", VISIBLE.values(), ids=VISIBLE)


@pytest.fixture(scope="module")
def assignment(assignment):
    """Without the cases that were drawn for the class, which lower what students see."""
    probes = [p for p in assignment.probes if not ProbeName.parse(p.name).is_of_class]
    criteria = [replace(criterion, drawn=()) for criterion in assignment.criteria]
    return replace(assignment, probes=tuple(probes), criteria=tuple(criteria))


@pytest.fixture(scope="module")
def observe(assignment):
    """Observations of a program that does this when asked visible questions, and that hidden."""
    by_name = {mistake.name: mistake for mistake in (NOTHING, *assignment.signatures)}

    def answers(deed, hidden):
        names = [probe.name for probe in assignment.probes if probe.hidden is hidden]
        if isinstance(deed, (Answer, Failure)):
            return dict.fromkeys(names, deed)
        every = answers_of(assignment, by_name[deed])
        return {name: every[name] for name in names}

    def run(visible, hidden=NOTHING.name):
        if hidden is None:
            broken = "not an answer"
            return Observations(answers(visible, False), Level.STRONG, "out", tampered=broken)
        by_probe = {**answers(visible, False), **answers(hidden, True)}
        return Observations(by_probe, Level.STRONG, "out")

    return run


@pytest.fixture(scope="module")
def judged(example, assignment, observe):
    reports = {}

    def run(visible, hidden=NOTHING.name):
        asked = repr((visible, hidden))
        if asked not in reports:
            reports[asked] = judge(example, assignment, observe(visible, hidden), is_own=False)
        return reports[asked]

    return run


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """The course as students have it, without the staff's side."""
    root = tmp_path_factory.mktemp("kit")
    shutil.copy(ROOT / "rubric.yaml", root)
    (root / "assignments").symlink_to(ROOT / "assignments")
    return find_course(root, root).assignment("perceptron")


@whatever_is_visible
@whatever_is_hidden
def test_a_student_sees_the_same_whatever_a_program_does_with_hidden_questions(
    judged, visible, hidden
):
    assert student_view(judged(visible, hidden)) == student_view(judged(visible))


@whatever_is_visible
@whatever_is_hidden
def test_and_the_same_from_the_gradebook(judged, visible, hidden):
    views = [student_view(read(stored(judged(visible, one)))) for one in (hidden, NOTHING.name)]
    assert views[0] == views[1]


@whatever_is_hidden
def test_staff_see_what_a_program_does_with_hidden_questions(judged, hidden):
    """The control: had the hidden answers no effect on anything, the others would show nothing."""
    assert judged(NOTHING.name, hidden).scores != judged(NOTHING.name).scores


def test_a_leak_would_be_seen(example, assignment, observe):
    """The control of the advice: made of all observations, it names the function."""
    program = program_of(example, assignment)
    spied = hints.with_advice(observe(NOTHING.name, HIDDEN[list(HIDDEN)[1]]), program)
    assert "write `b2078` next" in headlines.to_write(assignment.probes, spied, program)


@whatever_is_visible
@whatever_is_hidden
def test_the_page_is_the_same_to_the_byte(example, assignment, observe, judged, visible, hidden):
    def page(hidden):
        report = judged(visible, hidden)
        return render(page_of(report, example, observe(visible, hidden), assignment))

    assert page(hidden) == page(NOTHING.name)


@whatever_is_visible
@whatever_is_hidden
def test_what_goes_to_other_systems_differs_in_points_alone(judged, visible, hidden):
    """A total has hidden points in it, and a criterion's visibility there is the rubric's."""
    one, other = (sent(judged(visible, each)) for each in (hidden, NOTHING.name))
    assert one == other


def sent(report):
    """All that other systems are sent for a student, but for totals and hidden criteria."""
    theirs = replace(
        standing("Ada"), report=report, status=report.status.value, earned=report.earned
    )
    ((_, content),) = to_gradescope([theirs]).files
    document = json.loads(content)
    tests = [test for test in document["tests"] if test["visibility"] == "visible"]
    _, *comments = feedback(theirs)
    return document["output"], tests, comments


@whatever_is_visible
def test_a_student_is_told_what_their_own_copy_tells(example, kit, judged, observe, visible):
    seen = judge(example, kit, observe(visible), is_own=False)
    whole = student_view(judged(visible))
    told = student_view(seen, hidden_points=7)
    notes = tuple(note for note in told.notes if not note.startswith("in class, "))
    whole = replace(whole, hidden_criteria=0, wrong=())  # which are for staff alone
    assert whole == replace(told, notes=notes)


def test_of_each_known_mistake_a_student_s_own_copy_says_the_same(example, assignment, kit, judged):
    for mistake in assignment.signatures:
        whole = student_view(judged(mistake.name, mistake.name))
        answers = Observations(answers_of(kit, mistake), Level.STRONG)
        alone = judge(example, kit, answers, is_own=False)
        assert (whole.scores, whole.diagnoses) == (alone.scores, alone.diagnoses)


def test_hidden_points_are_carried_where_the_hidden_answers_are_the_mistake_s_too(judged):
    def statuses(hidden):
        return {s.status for s in judged(MISTAKE, hidden).scores if s.name == "unseen_updates"}

    assert statuses(MISTAKE) == {ScoreStatus.CARRIED}
    assert statuses(Answer([0.0])) == {ScoreStatus.LOST}


def test_whoever_breaks_the_channel_at_a_hidden_question_has_nothing(judged):
    report = judged(NOTHING.name, None)
    assert (report.status, report.earned) == (Status.TAMPERED, 0)
    assert "tampered with: not an answer; staff will look at it" in report.staff_notes
    assert student_view(report).earned == 43


def test_whoever_breaks_it_before_is_told(example, assignment):
    broken = Observations({}, Level.STRONG, tampered="not an answer")
    view = student_view(judge(example, assignment, broken, is_own=False))
    assert (view.status, view.earned, view.scores) == (Status.TAMPERED, 0, ())
    assert "staff will look at it" in view.notes[0]


def test_a_rule_s_points_wait_for_visible_ones(judged):
    """Else that single point would tell that something hidden was right."""
    (rule,) = [s for s in judged(Answer("no number")).scores if s.rule]
    assert (rule.status, rule.earned) == (ScoreStatus.NOT_ASKED, 0)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        pytest.param(pipeline.unjudged, "visible", id="the report"),
        pytest.param(pipeline.judge_visible, "visible", id="advice, points and diagnoses"),
        pytest.param(marking.mark_visible, "visible", id="what is carried"),
        pytest.param(headlines.headlines, "visible", id="what to write next"),
    ],
)
def test_what_a_student_sees_cannot_be_made_of_all_observations(function, name):
    """A type of its own to the type checker: mypy refuses observations that are not `Visible`."""
    assert get_type_hints(function)[name] is Visible
    assert Visible.__supertype__ is Observations


def test_only_what_is_made_of_them_is_a_student_s_report():
    assert get_type_hints(pipeline.unjudged)["return"] is StudentReport
    assert get_type_hints(pipeline.judge_visible)["report"] is StudentReport


def test_a_diagnosis_by_hidden_answers_too_would_say_less(assignment, observe):
    """The control of the diagnosis: made of all observations, it is taken back by hidden ones."""
    both = observe(MISTAKE, Answer([0.0])).by_probe
    assert find_mistakes(observe(MISTAKE, MISTAKE).by_probe, catalogue_of(assignment))
    assert find_mistakes(both, catalogue_of(assignment)) == ()
