"""Naming the mistake: on made-up signatures, and on real notebooks."""

import dataclasses
import itertools
import json
import sys

import pytest
from support.left_out import leave_one_out
from support.project import ROOT

from grader.authoring.audit import answers_of
from grader.authoring.catalogue import load_catalogue
from grader.core.probe import Answer, Failure, FailureKind, Opaque, ProbeName
from grader.core.result import Criterion, Departure, ScoreStatus, Signature, Tolerance
from grader.core.submission import Place
from grader.course.draws import with_seed
from grader.course.find import find_course
from grader.course.signatures import load_record, signature_paths
from grader.judging.charging import find_mistakes
from grader.judging.diagnosis import Catalogue, explain
from grader.judging.scoring import carry_forward
from grader.pipeline import catalogue_of

GOLDEN = {"f:a": 1.0, "f:b": [1.0, 2.0], "g:a": 5.0, "g:b": 6.0, "both:a": 9.0}
NEEDS = {"f:a": ["f"], "f:b": ["f"], "g:a": ["g"], "g:b": ["g"], "both:a": ["f", "g"]}


def mistake(name, target, cause=None, **answers):
    by_probe = {probe.replace("_", ":"): Answer(value) for probe, value in answers.items()}
    return Signature(name, cause or f"{name} is wrong", f"look at {name}", ("c",), target, by_probe)


HALF = mistake("half", "f", f_a=0.5, f_b=[0.5, 1.0], both_a=4.5)
TWICE = mistake("twice", "f", f_a=2.0, f_b=[2.0, 4.0], both_a=18.0)
SIGN = mistake("sign", "g", g_a=-5.0, g_b=-6.0, both_a=-9.0)
ALL = (HALF, TWICE, SIGN)


def made_up(signatures=ALL, needs=NEEDS):
    return Catalogue(signatures, GOLDEN, Tolerance(), needs)


def names(catalogue=ALL, **answers):
    seen = {probe: Answer(value) for probe, value in GOLDEN.items()}
    seen |= {
        probe.replace("_", ":"): value if isinstance(value, (Answer, Failure)) else Answer(value)
        for probe, value in answers.items()
    }
    found = find_mistakes(seen, made_up(catalogue))
    return [[one.name for one in group] for group in found]


def test_a_right_program_gets_no_diagnosis():
    assert names() == []


def test_exactly_a_mistake_s_answers_are_its_diagnosis():
    assert names(f_a=0.5, f_b=[0.5, 1.0], both_a=4.5) == [["half"]]


def test_answers_within_the_tolerance_are_the_same():
    assert names(f_a=0.500001, f_b=(0.5, 1.000001), both_a=4.5) == [["half"]]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"f_a": 0.5, "f_b": [0.5, 1.0], "both_a": 4.6}, id="one answer is another"),
        pytest.param({"f_a": 0.5, "f_b": [0.5, 1.0]}, id="one probe is right after all"),
        pytest.param(
            {"f_a": 0.5, "f_b": [0.5, 1.0], "both_a": 4.5, "g_a": 7.0}, id="one more departs"
        ),
        pytest.param({"f_a": 0.5, "f_b": [[0.5], [1.0, 0.0]], "both_a": 4.5}, id="another shape"),
    ],
)
def test_anything_else_gets_no_word(answers):
    assert names(**answers) == []


def test_mistakes_that_answer_alike_are_one_class():
    other = dataclasses.replace(HALF, name="other")
    assert names((HALF, other), f_a=0.5, f_b=[0.5, 1.0], both_a=4.5) == [["half", "other"]]


CORNERED = dataclasses.replace(SIGN, corners=frozenset({"g:b", "f:b"}))


@pytest.mark.parametrize(
    "corners",
    [
        pytest.param({"g_b": -6.0}, id="as recorded"),
        pytest.param({}, id="no departure there"),
        pytest.param({"g_b": 7.0}, id="another departure there"),
        pytest.param({"g_b": -6.0, "f_b": [0.0, 0.0]}, id="a departure where the mistake has none"),
    ],
)
def test_corners_decide_nothing(corners):
    assert names((HALF, CORNERED), g_a=-5.0, both_a=-9.0, **corners) == [["sign"]]


def test_all_but_corners_decides():
    assert names((HALF, CORNERED), g_a=-5.0, g_b=-6.0) == []
    assert names((HALF, CORNERED), g_b=-6.0) == []


def test_among_several_mistakes_too_corners_decide_nothing():
    half = {"f_a": 0.5, "f_b": [0.5, 1.0]}
    assert names((HALF, CORNERED), **half, g_a=-5.0, both_a=-4.5) == [["half"], ["sign"]]


def test_mistakes_that_only_their_corners_tell_apart_are_one_class():
    other = mistake("other", "g", g_a=-5.0, both_a=-9.0)
    assert names((CORNERED, other), g_a=-5.0, both_a=-9.0) == [["sign", "other"]]


def test_two_mistakes_in_different_functions_are_found_together():
    found = names(f_a=0.5, f_b=[0.5, 1.0], g_a=-5.0, g_b=-6.0, both_a=-4.5)
    assert found == [["half"], ["sign"]]


def test_a_third_fault_where_two_mistakes_meet_is_no_pair():
    wrong = {"f_a": 0.5, "f_b": [0.5, 1.0], "g_a": -5.0, "g_b": -6.0}
    assert names(**wrong, both_a=-4.5) == [["half"], ["sign"]]
    assert names(**wrong, both_a=None) == []
    assert names(**wrong, both_a=Failure(FailureKind.RAISED, "TypeError: x")) == []


def test_two_mistakes_in_one_function_are_not_told_apart():
    other = mistake("other", "f", f_b=[7.0, 7.0])
    third = mistake("third", "f", f_a=3.0)
    assert names((other, third), f_a=3.0, f_b=[7.0, 7.0]) == []


def test_a_pair_needs_evidence_for_both():
    assert names(f_a=0.5, f_b=[0.5, 1.0], both_a=-4.5) == []


def test_two_possible_pairs_are_no_diagnosis():
    also = mistake("also", "h", g_a=-5.0, g_b=-6.0, both_a=1.0)
    needs_h = {**NEEDS, "g:a": [], "g:b": []}
    seen = {probe: Answer(value) for probe, value in GOLDEN.items()}
    seen |= {"f:a": Answer(0.5), "f:b": Answer([0.5, 1.0]), "both:a": Answer(0.0)}
    seen |= {"g:a": Answer(-5.0), "g:b": Answer(-6.0)}
    assert find_mistakes(seen, made_up((HALF, SIGN, also), needs_h)) == ()


THIRD_GOLDEN = {"h:a": 3.0, "all:a": 1.0}
THIRD_NEEDS = {"h:a": ["h"], "all:a": ["f", "g", "h"]}
LATE = mistake("late", "h", h_a=4.0, all_a=2.0)


def three(**answers):
    golden, needs = GOLDEN | THIRD_GOLDEN, NEEDS | THIRD_NEEDS
    seen = {probe: Answer(value) for probe, value in golden.items()}
    seen |= {"f:a": Answer(0.5), "f:b": Answer([0.5, 1.0]), "both:a": Answer(0.0)}
    seen |= {"g:a": Answer(-5.0), "g:b": Answer(-6.0)}
    seen |= {probe.replace("_", ":"): Answer(value) for probe, value in answers.items()}
    found = find_mistakes(seen, Catalogue((*ALL, LATE), golden, Tolerance(), needs))
    return [[one.name for one in group] for group in found]


def test_three_mistakes_in_three_functions_are_found_together():
    assert three(h_a=4.0, all_a=7.0) == [["half"], ["sign"], ["late"]]
    assert three(h_a=4.5, all_a=7.0) == []


MISSING = Failure(FailureKind.MISSING, "`f` is missing", cause="f")
UNANSWERED = [
    MISSING,
    Failure(FailureKind.UNWRITTEN, "`f` is not written yet", cause="f"),
    Failure(FailureKind.HUNG, "`f` did not finish in 2 s", cause="f"),
    Failure(FailureKind.NOT_ASKED, "not asked", cause="f"),
]


def test_a_program_that_is_not_written_yet_gets_no_word():
    assert names((mistake("gone", "f", f_a=0.0),), f_a=MISSING) == []


@pytest.mark.parametrize("failure", UNANSWERED, ids=lambda failure: failure.kind.value)
def test_what_is_not_answered_hides_no_mistake_elsewhere(failure):
    silent = {"g_a": failure, "g_b": failure, "both_a": failure}
    assert names(f_a=0.5, f_b=[0.5, 1.0], **silent) == [["half"]]
    assert names(f_a=0.5, f_b=[0.5, 1.0], both_a=failure) == [["half"]]
    assert names(f_a=0.5, f_b=[0.5, 3.0], **silent) == []
    assert names(f_a=0.5, f_b=[0.5, 1.0], g_a=-5.0, g_b=-6.0, both_a=failure) == [
        ["half"],
        ["sign"],
    ]


RAISES = Failure(FailureKind.RAISED, "IndexError: list index out of range", Place(3, 7))
BREAKS = Signature("breaks", "f breaks", "look", ("c",), "f", {"f:a": RAISES, "f:b": RAISES})
WITHIN, ELSEWHERE = {"e": Place(3, 1), "f": Place(3, 5)}, {"f": Place(3, 5), "g": Place(3, 6)}


@pytest.mark.parametrize(
    ("definitions", "is_named"),
    [
        pytest.param(WITHIN, True, id="within the function"),
        pytest.param(ELSEWHERE, False, id="in the next"),
        pytest.param({"f": Place(2, 5)}, False, id="in another cell"),
        pytest.param({}, False, id="nobody knows where"),
    ],
)
def test_failures_alone_tell_a_mistake_only_within_its_function(definitions, is_named):
    seen = {probe: Answer(value) for probe, value in GOLDEN.items()} | dict(BREAKS.answers)
    assert find_mistakes(seen, made_up((BREAKS,)), definitions) == ((BREAKS,),) * is_named


def test_failures_beside_an_answer_tell_a_mistake_wherever_they_are():
    half_broken = dataclasses.replace(BREAKS, answers={"f:a": RAISES, "f:b": Answer([0.5, 1.0])})
    assert names((half_broken,), f_a=RAISES, f_b=[0.5, 1.0]) == [["breaks"]]


def test_drawn_cases_have_no_say():
    seen = {probe: Answer(value) for probe, value in GOLDEN.items()}
    seen |= {probe: HALF.answers[probe] for probe in HALF.answers}
    seen["f:a@7"] = Answer(0.123)
    assert find_mistakes(seen, made_up()) == ((HALF,),)


@pytest.mark.parametrize(
    ("recorded", "seen", "fits"),
    [
        pytest.param(Answer(float("nan")), Answer(float("nan")), True, id="nan is like nan here"),
        pytest.param(Answer(Opaque("map")), Answer(Opaque("map")), True, id="objects of one type"),
        pytest.param(Answer(Opaque("map")), Answer(Opaque("zip")), False, id="objects of two"),
        pytest.param(
            Failure(FailureKind.RAISED, "TypeError: 'x' is no number"),
            Failure(FailureKind.RAISED, "TypeError: 'y' is no number", Place(3, 1)),
            True,
            id="the same exception in other words",
        ),
        pytest.param(
            Failure(FailureKind.RAISED, "TypeError: x"),
            Failure(FailureKind.RAISED, "ValueError: x"),
            False,
            id="another exception",
        ),
        pytest.param(Answer(None), Answer(None), True, id="None"),
        pytest.param(Answer("1"), Answer("1"), True, id="text"),
    ],
)
def test_what_is_no_number_is_compared_by_what_it_is(recorded, seen, fits):
    odd = Signature("odd", "c", "a", ("c",), "f", {"f:a": recorded, "f:b": Answer(7.0)})
    assert (names((odd,), f_a=seen, f_b=7.0) == [["odd"]]) is fits


def test_a_class_of_one_cause_says_it_once():
    other = dataclasses.replace(HALF, name="other")
    told = explain((HALF, other), {"f": Place(9, 4)})
    assert told.mistakes == ("half", "other")
    assert (told.cause, told.advice, told.place) == ("half is wrong", "look at half", Place(9, 4))


def test_of_one_cause_all_advice_is_given():
    other = dataclasses.replace(HALF, name="other", advice="turn it")
    told = explain((HALF, other), {})
    assert (told.cause, told.advice) == ("half is wrong", "look at half; or turn it")


def test_a_class_of_two_causes_says_both():
    other = dataclasses.replace(HALF, name="other", cause="it is upside down", advice="turn it")
    told = explain((HALF, other), {})
    assert told.cause == "half is wrong, or it is upside down"
    assert told.advice == "look at half; or turn it"


def test_advice_for_a_method_points_to_the_class_where_the_method_is_not_found():
    one = dataclasses.replace(HALF, target="Model.fit")
    assert explain((one,), {"Model": Place(2, 1)}).place == Place(2, 1)


# On the course's own catalogue


@pytest.fixture(scope="module")
def diagnosed(assignment):
    catalogue = catalogue_of(assignment)
    return {
        mistake.name: find_mistakes(answers_of(assignment, mistake), catalogue)
        for mistake in assignment.signatures
    }


def test_every_catalogued_mistake_is_named(assignment, diagnosed):
    """But for one that only fails, and in another function."""
    wrong = [
        name
        for name, classes in diagnosed.items()
        if len(classes) != 1 or name not in {one.name for one in classes[0]}
    ]
    assert wrong == ["forward_appends_one"]


def test_left_out_of_the_catalogue_a_mistake_gets_no_wrong_name(assignment):
    results = leave_one_out(assignment)
    wrong = [
        name
        for name, (one, named) in results.items()
        if named and one.cause not in {other.cause for other in named}
    ]
    assert wrong == []


def test_a_student_s_signatures_hold_nothing_of_hidden_probes(assignment):
    visible, hidden = signature_paths(ROOT, "perceptron")
    names_of_hidden = {probe.name for probe in assignment.probes if probe.hidden}
    document = json.loads(visible.read_text(encoding="utf-8"))
    assert set(document) == {"format", "mistakes"}
    shown = {probe for one in document["mistakes"] for probe in one["answers"]}
    assert shown
    assert shown.isdisjoint(names_of_hidden)
    assert not any(name.partition(":")[2] in visible.read_text() for name in names_of_hidden)
    kept = json.loads(hidden.read_text(encoding="utf-8"))["mistakes"]
    # Of cases drawn from a seed nobody's answers are recorded.
    fixed = {name for name in names_of_hidden if not ProbeName.parse(name).seed}
    assert {probe for one in kept for probe in one["answers"]} == fixed < names_of_hidden


def test_the_record_has_every_entry_of_the_catalogue(assignment):
    record = load_record(ROOT, "perceptron")
    for kind, recorded in zip(
        load_catalogue(assignment), (record.mistakes, record.variants), strict=True
    ):
        assert [entry.name for entry in kind] == [one.name for one in recorded]
        texts = [(entry.cause, entry.advice) for entry in kind]
        assert texts == [(one.cause, one.advice) for one in recorded]
        assert all(
            one.about[: len(e.about)] == e.about for e, one in zip(kind, recorded, strict=True)
        )


# In whole notebooks


@pytest.fixture
def grade_mistakes(assignment, example, grade_entry):
    """Grade the example with one or more catalogued mistakes put in."""
    entries = {entry.name: entry for entry in load_catalogue(assignment)[0]}

    def run(*wanted):
        both = entries[wanted[0]]
        for name in wanted[1:]:
            other = entries[name]
            both = dataclasses.replace(
                both, puts=both.puts + other.puts, sources={**both.sources, **other.sources}
            )
        return grade_entry(both)

    return run


def test_one_mistake_is_charged_once(grade_mistakes):
    report = grade_mistakes("train_bias_never_updated")
    carried = [s for s in report.scores if s.status is ScoreStatus.CARRIED]
    assert charged(report) == ["update"]
    assert len(carried) > 3
    assert {s.cause for s in carried} == {"update"}
    assert report.earned == 46


def test_two_mistakes_are_both_named_and_both_charged(grade_mistakes):
    report = grade_mistakes("train_bias_never_updated", "evaluate_percent")
    named = {one.mistakes for one in report.diagnoses}
    assert named == {("train_bias_never_updated",), ("evaluate_percent",)}
    assert charged(report) == ["update", "evaluate"]
    assert report.earned == 50 - 4 - 2


def charged(report):
    return [score.name for score in report.scores if score.status is ScoreStatus.LOST]


def test_of_any_number_of_mistakes_each_is_charged_once(grade_mistakes):
    alone = ["counts_swapped", "split_inverse_order", "mean_std_by_n_minus_one"]
    alone.append("boundary_sign_wrong")
    report = grade_mistakes(*alone)
    assert {name for told in report.diagnoses for name in told.mistakes} >= set(alone)
    assert report.earned == 50 - sum(50 - grade_mistakes(name).earned for name in alone)


@pytest.mark.parametrize(
    ("one", "other"),
    list(
        itertools.combinations(
            [
                "load_skips_first_line",
                "split_inverse_order",
                "mean_std_by_n_minus_one",
                "boundary_sign_wrong",
                "counts_swapped",
            ],
            2,
        )
    ),
)
def test_pairs_of_mistakes_in_different_steps_are_named(grade_mistakes, one, other):
    named = {name for told in grade_mistakes(one, other).diagnoses for name in told.mistakes}
    assert {one, other} <= named


CENTRES_ONLY = """\
def standardize(X, mean, std):
    return [[value - m for value, m in zip(row, mean)] for row in X]
"""


AT_ZERO = """\
def forward(self, x):
    return 1 if sum(w * v for w, v in zip(self.weights, x)) + self.bias >= 0 else 0
Perceptron.forward = forward
"""


def test_a_mistake_is_named_while_other_functions_are_not_written_yet(grade_cells):
    whole = grade_cells(AT_ZERO)
    report = grade_cells(AT_ZERO, "def main(*args, **named): raise NotImplementedError")
    assert report.diagnoses == whole.diagnoses != ()
    lost = {s.name for s in report.scores if s.earned == 0}
    assert lost == {s.name for s in whole.scores if s.earned == 0} | {
        s.name for s in report.scores if s.cause == "main"
    }


PAST_THE_END = """\
def train(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i in range(len(row) + 1):
                self.weights[i] += error * row[i]
            self.bias += error
Perceptron.train = train
"""


def test_an_index_error_in_one_function_is_not_called_a_mistake_of_another(grade_cells):
    # As `forward_appends_one` fails: it makes the rows longer that `train` goes through.
    assert grade_cells(PAST_THE_END).diagnoses == ()


ONE_EPOCH = """\
def train(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i in range(len(row)):
                self.weights[i] += error * row[i]
            self.bias += error
        {end}
Perceptron.train = train
"""


def test_a_mistake_is_named_however_it_is_written(grade_cells):
    # The catalogue's has no loop over epochs: for 0 epochs it trains, and this one does not.
    for end in ("return self", "break"):
        [told] = grade_cells(ONE_EPOCH.format(end=end)).diagnoses
        assert told.mistakes == ("train_one_epoch_only",)


def test_the_advice_points_to_the_student_s_own_cell(grade_cells):
    cell = f"\n\n{CENTRES_ONLY}"
    (told,) = grade_cells(cell).diagnoses
    assert "standardize_centres_only" in told.mistakes
    assert told.place == Place(12, 3)


def test_a_broken_rule_is_charged_beside_a_mistake(grade_cells):
    report = grade_cells(
        CENTRES_ONLY,
        "import numpy",
    )
    lost = [s.name for s in report.scores if s.status is ScoreStatus.LOST]
    assert lost == ["standardize", "plain_python"]


# The rubric's switch

SHARES = "    mistakes:\n"  # what the course itself says of single mistakes would stand twice


@pytest.fixture
def rubric_course(tmp_path):
    """The course with a rubric that is changed by replacing text."""

    def make(old, new):
        text = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
        text = text.replace(text[text.index(SHARES) : text.index("    criteria:\n")], "")
        assert old in text
        (tmp_path / "rubric.yaml").write_text(text.replace(old, new), encoding="utf-8")
        for part in ("assignments", "reference"):
            if not (tmp_path / part).exists():
                (tmp_path / part).symlink_to(ROOT / part)
        return find_course(tmp_path, tmp_path).assignment("perceptron")

    return make


PERCENT = """
def evaluate(self, x, y):
    return 100 * sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)

Perceptron.evaluate = evaluate
"""


@pytest.mark.parametrize(
    ("rubric", "carried"),
    [
        pytest.param("carry_forward: 1.0", 5, id="all is given back"),
        pytest.param("carry_forward: 0.25", 1.25, id="a share, two decimals"),
        pytest.param("carry_forward: 0.0", 0, id="nothing"),
        pytest.param("", 0, id="nothing where it is not said"),
        pytest.param(
            "carry_forward: 1.0\n    mistakes: {evaluate_percent: {carry_forward: 0.5}}",
            2.5,
            id="one mistake has its own share",
        ),
    ],
)
def test_the_rubric_says_how_much_is_given_back(rubric_course, grade_cells, rubric, carried):
    report = grade_cells(PERCENT, assignment=rubric_course("carry_forward: 1.0", rubric))
    assert report.diagnoses
    assert report.earned == 50 - 2 - 5 + carried


@pytest.mark.parametrize(
    "stub",
    [
        pytest.param("Perceptron.train = lambda self, x, y, epochs: None", id="train does nothing"),
        pytest.param("Perceptron.backward = lambda self, x, y: 0", id="backward gives 0"),
        pytest.param("Perceptron.forward = lambda self, x: 0", id="forward gives 0"),
        pytest.param("Perceptron.evaluate = lambda self, x, y: 1.0", id="evaluate gives 1"),
        pytest.param("def main(*a, **k): pass", id="main gives nothing"),
        pytest.param("def standardize(X, mean, std): return X", id="standardize does nothing"),
    ],
)
def test_for_an_empty_function_nothing_is_given_back(grade_cells, stub):
    report = grade_cells(stub)
    assert not any(s.status is ScoreStatus.CARRIED for s in report.scores)


RAISED = ["IndexError", "ZeroDivisionError", "TypeError", "ValueError"]
EMPTY = """
class Perceptron:
    def __init__(self, n):
        self.weights, self.bias = [0.0] * n, 0.0
    def forward(self, x):
        return 0
    def backward(self, x, y):
        return y
    def train(self, x, y, epochs):
        raise {error}
    def evaluate(self, x, y):
        return y.count(0) / len(y)
def main(*args):
    raise {error}
"""


@pytest.mark.parametrize("error", RAISED)
def test_a_program_that_only_fails_as_a_known_mistake_does_earns_what_is_written(
    grade_cells, error
):
    report = grade_cells(EMPTY.format(error=error))
    earned = {s.name for s in report.scores if s.earned}
    assert not any(s.status is ScoreStatus.CARRIED for s in report.scores)
    assert not earned & {"forward", "update", "epochs", "training_on", "main", "evaluate"}


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="its sum() rounds no deviation up from 0: that fails, too"
)
def test_what_a_mistake_answers_on_is_still_given_back(grade_mistakes):
    """The control: where the same mistake's consequence is an answer, it is not charged again."""
    report = grade_mistakes("load_one_row_list_reused")
    by_name = {s.name: s.status for s in report.scores}
    assert by_name["unseen_run"] is ScoreStatus.CARRIED
    assert by_name["main"] is ScoreStatus.LOST


def test_a_mistake_about_a_criterion_that_is_gone_is_an_error(rubric_course):
    from grader.core.errors import RubricError

    with pytest.raises(RubricError, match="is about 'counts', no criterion here"):
        rubric_course("- name: counts\n", "- name: tally\n")


def test_only_what_a_mistake_explains_is_given_back_with_a_seed(assignment, grade_cells):
    """Right on all known inputs but the counts, wrong on what only a seed shows."""
    known = {tuple(map(tuple, p.case.data["X"])) for p in assignment.probes if "X" in p.case.data}
    cheat = f"""
right, known = mean_std, {known!r}
def mean_std(X):
    return right(X) if tuple(map(tuple, X)) in known else ([0.0] * len(X[0]), [1.0] * len(X[0]))
def class_counts(y):
    return [sum(y), len(y) - sum(y)]
def prepare(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = right(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test
"""
    report = grade_cells(cheat, assignment=with_seed(assignment, 7))
    lost = {s.name for s in report.scores if s.status is ScoreStatus.LOST}
    assert lost == {"counts", "mean_std"}


def test_a_mistake_that_costs_nothing_of_its_own_gives_nothing_back():
    other = Criterion("other", "data", 5, ("f:a",))
    free = dataclasses.replace(HALF, about=("elsewhere",), carry_forward=1.0)
    wrong = Departure("f:a", "expected 1, got 2", "1", "2")
    lost = other.score(ScoreStatus.LOST, (wrong,))
    assert carry_forward([lost], [[free]]) == (lost,)


def test_a_share_for_an_unknown_mistake_is_an_error(rubric_course):
    from grader.core.errors import RubricError

    text = "carry_forward: 1.0\n    mistakes: {evaluate_precent: {carry_forward: 0.5}}"
    with pytest.raises(RubricError, match="did you mean 'evaluate_percent'"):
        rubric_course("carry_forward: 1.0", text)
