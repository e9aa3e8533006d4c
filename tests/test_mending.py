"""What only follows from a wrong function is given back, whether the mistake is known or not."""

import dataclasses

import pytest
from support import specimens
from support.harness import notebook
from support.mending import grade

from grader.core.result import ScoreStatus
from grader.course.rubric import AssignmentRubric
from grader.reports.page import page_of, render
from grader.reports.terminal import advice
from grader.submission.notebook import read_submission, read_text

pytestmark = pytest.mark.processes

AT_OR_ABOVE = ("net_input > 0", "net_input >= 0")
SWAPPED = (
    "[sum(label == 0 for label in y), sum(label == 1 for label in y)]",
    "[sum(label == 1 for label in y), sum(label == 0 for label in y)]",
)
SCALED = ("self.bias += error", "self.bias += 0.3 * error")
HALF = ("self.bias = 0.0", "self.bias = 1 / num_features")
CRASHING = ("return y - self.forward(x)", "return y - self.forward(x)[0]")
TENTH = (
    "self.weights[i] += error * value\n                self.bias += error",
    "self.weights[i] += 0.1 * error * value\n                self.bias += 0.1 * error",
)
TURNED = ("return 1 if net_input > 0 else 0", "return 0 if net_input > -0.5 else 1")
NO_MEANS = ("means.append(mean)", "pass")
BROKEN_TRAINING = ("self.backward(row, label)", "self.backward(label, row)")
BOUNDARY_TURNED = ("-(w0 * x0_min) - bias", "-(w0 * x0_min) + bias")
BOUNDARY_SIGN = (
    "return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1",
    "return (-(w0 * x0_min) + bias) / w1, (-(w0 * x0_max) + bias) / w1",
)
OTHER_ENDS = ("model.bias, -2, 2)", "model.bias, -2, 3)")
MAIN = "def main(path, order, n_train=70, epochs=5):"
NEVER_POSITIVE = ("return y - self.forward(x)", "return min(0, y - self.forward(x))")
MEANS_ADDED = ("(value - m) / s", "(value + m) / s")
BOTH_RETURNED = ("return 1 if", "return net_input, 1 if")
EPOCHS_KEPT = (
    "for _ in range(epochs):",
    'self.epoch = getattr(self, "epoch", 0)\n'
    "        while self.epoch < epochs:\n            self.epoch += 1",
)
IN_ONE_LIST = (
    "[[(value - m) / s for value, m, s in zip(row, mean, std)] for row in X]",
    "[(value - m) / s for row in X for value, m, s in zip(row, mean, std)]",
)
ALWAYS_FIVE = ("model.train(X_train, y_train, epochs)", "model.train(X_train, y_train, 5)")
TIES_ARE_ONES = (
    "return y - self.forward(x)",
    "return y - (self.bias + sum(w * v for w, v in zip(self.weights, x)) >= 0)",
)
UP_ALONE = ("error = self.backward(row, label)", "error = max(0, self.backward(row, label))")
HANGING = ("for _ in range(epochs):", "while True:")


@pytest.fixture
def graded(example, assignment, sandbox):
    """Grade the example with some changes."""

    def run(*changes, assignment=assignment):
        reading = specimens.edited(example, *changes)
        return grade(reading, assignment, sandbox).report

    return run


def charged(report):
    lost = (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)
    return [score.name for score in report.scores if score.status in lost]


def carried(report):
    return [score.name for score in report.scores if score.status is ScoreStatus.CARRIED]


def causes(report):
    return {s.name: s.cause for s in report.scores if s.status is ScoreStatus.CARRIED}


def test_two_mistakes_cost_what_they_cost_alone(graded):
    assert graded(AT_OR_ABOVE).earned == 47
    assert graded(SWAPPED).earned == 49
    assert graded(AT_OR_ABOVE, SWAPPED).earned == 46


def test_a_known_mistake_is_named_beside_one_that_is_not(graded):
    report = graded(HALF, TENTH)
    names = [diagnosis.mistakes for diagnosis in report.diagnoses]
    assert names == [("train_learning_rate",)]
    assert charged(report) == ["start", "update"]


def test_two_mistakes_that_no_probe_tells_apart_from_afar_are_named_each(graded):
    report = graded(AT_OR_ABOVE, TENTH)
    names = {name for diagnosis in report.diagnoses for name in diagnosis.mistakes}
    # Of two that are alike both are named: by a sigmoid, too, a net input of 0 is predicted 1.
    of_forward = {"forward_at_or_above_zero", "forward_probability_rounded"}
    assert names == {*of_forward, "train_learning_rate"}
    assert report.earned == 43


def test_a_mistake_is_named_and_charged_once_that_another_hides(graded):
    report = graded(BOTH_RETURNED, EPOCHS_KEPT)
    names = {name for diagnosis in report.diagnoses for name in diagnosis.mistakes}
    assert names == {"forward_tuple", "train_epochs_counted_over_all_calls"}
    assert charged(report) == ["forward", "training_on"]


def test_what_departs_in_its_shape_alone_hides_no_other_mistake(graded):
    # Of what `prepare` is asked again no shape counts, so with `standardize` mended it is not.
    report = graded(IN_ONE_LIST, ALWAYS_FIVE)
    names = {name for diagnosis in report.diagnoses for name in diagnosis.mistakes}
    assert names == {"standardize_one_long_list", "main_ignores_epochs"}
    assert charged(report) == ["data_shapes", "main"]


def test_a_function_s_mistake_is_the_one_that_it_has_when_it_is_seen_alone(graded):
    # From afar it looks as though nothing were ever added: a 0 is 1 to the other mistake.
    report = graded(TIES_ARE_ONES, UP_ALONE)
    names = {name for diagnosis in report.diagnoses for name in diagnosis.mistakes}
    assert names >= {"backward_ties_as_one", "train_positive_errors_only"}
    assert report.earned == graded(UP_ALONE).earned - 2


def test_a_mistake_stays_named_that_another_makes_up_for(course, sandbox):
    # Two signs that are wrong predict right: as it was right, that was not asked again.
    logistic = course.assignment("logistic")
    reading = read_submission(logistic.folder / "example.ipynb", logistic.limits)
    changes = (
        ("def sigmoid(z):\n", "def sigmoid(z):\n    z = -z\n"),
        (
            "error = self.forward(x) - label",
            "error = label - self.forward(x)",
        ),
    )
    report = grade(specimens.edited(reading, *changes), logistic, sandbox).report
    names = [diagnosis.mistakes for diagnosis in report.diagnoses]
    assert names == [("sigmoid_turned_round",), ("gradient_wrong_sign",)]


def test_of_what_follows_from_a_mistake_as_much_is_given_back_beside_one_that_gives_less(graded):
    # Of what follows from the first nothing is given back: so says the rubric.
    alone = graded(NEVER_POSITIVE).earned
    assert graded(MEANS_ADDED).earned == 48
    assert graded(NEVER_POSITIVE, MEANS_ADDED).earned == alone - 2
    # Nor is anything where both show: nobody gains by a second mistake.
    assert graded(NEVER_POSITIVE, OTHER_ENDS).earned == alone


def test_a_mistake_is_not_named_by_its_own_function_alone(graded):
    # Turned round, nothing is ever corrected: `forward` is asked as little as with `>=`.
    assert graded(TURNED).diagnoses == ()
    assert [d.mistakes for d in graded(TURNED, SWAPPED).diagnoses] == [("counts_swapped",)]


def test_what_is_asked_of_others_as_well_does_not_charge_a_function_again(graded):
    report = graded(BROKEN_TRAINING)
    assert charged(report) == ["update", "epochs", "training_on", "unseen_updates"]
    assert {"start", "model_shapes"} <= set(carried(report))


def test_a_wrong_shape_and_wrong_values_are_charged_once_and_cost_no_less_than_the_shape(graded):
    report = graded(NO_MEANS)
    assert charged(report) == ["mean_std"]
    assert report.earned == 50 - 3  # 2 for values, and one of the 3 for shapes


def test_shapes_are_charged_where_most_functions_are_wrong(graded):
    names = ("load_data(path)", "class_counts(y)", "split(X, y, order, n_train)", "mean_std(X)")
    changes = [(f"def {name}:", f"def {name}:\n    raise ValueError") for name in names]
    assert "data_shapes" in charged(graded(*changes))
    assert "data_shapes" in carried(graded(*changes[:2]))


def test_what_is_hidden_is_not_charged_beside_what_is_visible(graded):
    assert charged(graded(BOUNDARY_TURNED)) == ["boundary"]
    report = graded(OTHER_ENDS)
    assert charged(report) == ["main"]
    assert report.earned == 50 - 2  # it is known, and about `main` alone


def test_what_is_hidden_is_not_given_back_where_nothing_was_answered(graded):
    assert charged(graded((MAIN, f"{MAIN}\n    raise IndexError"))) == ["main", "unseen_run"]
    report = graded((MAIN, f"{MAIN}\n    return None"))
    assert (charged(report), carried(report)) == (["main"], ["unseen_run"])


def test_without_the_share_of_the_rubric_they_cost_all_that_follows(graded, assignment):
    section = assignment.rubric.section.model_copy(update={"carry_forward": 0.0, "mistakes": {}})
    rubric = AssignmentRubric.of(assignment.name, section, assignment.rubric.source)
    stern = dataclasses.replace(
        assignment, rubric=rubric, signatures=rubric.with_shares(assignment.signatures)
    )
    assert graded(AT_OR_ABOVE, SWAPPED, assignment=stern).earned < 30


def test_a_mistake_that_is_not_known_costs_only_its_own_criteria(graded):
    report = graded(HALF)
    assert report.diagnoses == ()
    assert charged(report) == ["start"]
    assert report.earned == 48


def test_a_function_that_raises_is_charged_once(graded):
    assert charged(graded(CRASHING)) == ["backward"]
    assert charged(graded(("self.bias = 0.0", "self.bias = self.bias"))) == ["start"]
    assert charged(graded(("X, y = [], []", "X, y = [], [][0]"))) == ["load"]


def test_a_function_that_hangs_is_charged_once(graded, assignment):
    limits = {"probe_seconds": 0.1, "cell_seconds": 0.2, "submission_seconds": 6.0}
    quick = dataclasses.replace(assignment.limits, **limits)
    report = graded(HANGING, assignment=dataclasses.replace(assignment, limits=quick))
    # All that are about `train`, which answers nothing at all.
    assert charged(report) == ["update", "epochs", "training_on", "unseen_updates"]


def test_what_is_carried_names_the_mistake_that_it_follows_from(graded):
    assert {*causes(graded(SWAPPED, AT_OR_ABOVE)).values()} == {"forward"}
    # And none that is given back itself.
    report = graded(BROKEN_TRAINING, BOTH_RETURNED)
    assert {*causes(report).values()} <= {*charged(report)}


def test_hidden_criteria_are_given_back_too_and_students_pages_know_nothing_of_it(
    example, assignment, sandbox
):
    reading = specimens.edited(example, HALF)
    graded = grade(reading, assignment, sandbox)
    observations, report = graded.observations, graded.report
    hidden = {probe.name for probe in assignment.probes if probe.hidden}
    assert hidden & observations.mended.by_probe.keys()
    assert not hidden & observations.visible(assignment.probes).mended.by_probe.keys()
    assert not any(score.is_hidden for score in report.scores if score.name in charged(report))


def test_a_student_is_told_where_to_begin(graded):
    sentence = (
        "`Perceptron` is wrong. With a right `Perceptron`, everything else you wrote is right"
    )
    assert any(note.startswith(sentence) for note in graded(HALF).notes)


def test_of_two_wrong_functions_both_are_named(graded):
    sentence = "`class_counts` and `Perceptron.forward` are wrong. With right ones, everything else"
    assert any(note.startswith(sentence) for note in graded(SWAPPED, AT_OR_ABOVE).notes)


def test_a_right_program_and_a_single_loss_run_nothing_again(example, assignment, sandbox):
    for changes in ((), (SWAPPED,)):
        reading = specimens.edited(example, *changes)
        assert grade(reading, assignment, sandbox).observations.mended is None


def test_what_stands_in_a_module_of_one_s_own_is_mended_there(example, assignment, sandbox):
    cells = [cell.source for cell in specimens.edited(example, NO_MEANS).script.cells]
    cells[:8] = ["%%writefile mine.py\n" + "\n".join(cells[:8]), "from mine import *"]
    reading = read_text(notebook(*cells), example.submission, is_file=False)
    assert charged(grade(reading, assignment, sandbox).report) == ["mean_std"]


def test_what_has_another_name_is_mended_by_that_too(example, assignment, sandbox):
    changes = ("def mean_std(", "def measure("), ("= mean_std(", "= measure("), NO_MEANS
    reading = specimens.extended(specimens.edited(example, *changes), "mean_std = measure")
    assert charged(grade(reading, assignment, sandbox).report) == ["mean_std"]


def test_a_module_without_a_file_keeps_nothing_from_being_mended(example, assignment, sandbox):
    module = (
        "import sys, types\nlazy = sys.modules['lazy'] = types.ModuleType('lazy')\n"
        "lazy.__getattr__ = lambda name: lazy.names[name]"
    )
    reading = specimens.extended(specimens.edited(example, NO_MEANS), module)
    assert charged(grade(reading, assignment, sandbox).report) == ["mean_std"]


def test_a_class_that_is_laid_out_otherwise_is_mended_as_a_whole(graded):
    report = graded(
        ("self.weights = [0.0] * num_features", "self.w = [0.0] * num_features"),
        ("zip(self.weights, x)", "zip(self.w, x)"),
        ("self.weights[i] += error * value", "self.w[i] += error * value"),
        ("self.bias += error", "self.bias += error\n\n    weights = property(lambda self: self.w)"),
        ("net_input > 0", "net_input > 0.25"),
    )
    assert "main" in carried(report)


IN_CLASS = "in class, what only follows from a mistake elsewhere is given back"


@pytest.fixture
def copy(assignment):
    """The assignment as a student's copy has it."""
    return dataclasses.replace(assignment, staff_folder=None)


def test_a_students_copy_mends_nothing(example, copy, sandbox):
    graded = grade(specimens.edited(example, HALF), copy, sandbox)
    assert graded.observations.mended is None


def test_a_students_copy_says_what_a_class_is_given_back_where_that_may_be(
    graded, copy, assignment
):
    assert IN_CLASS in graded(HALF, assignment=copy).notes
    for few in ((), (SWAPPED,)):
        assert IN_CLASS not in graded(*few, assignment=copy).notes
    unwritten = ("return [sum(label == 0", "raise NotImplementedError\n    return [sum(label == 0")
    assert IN_CLASS not in graded(unwritten, assignment=copy).notes
    assert IN_CLASS not in graded(HALF).notes


def test_answers_are_exactly_a_mistake_s_only_where_nothing_else_is_wrong(graded, copy):
    alone = graded(SWAPPED, assignment=copy)
    assert advice(alone).startswith("Your answers are exactly those of a program in which the two")
    beside = graded(SWAPPED, HALF, assignment=copy)
    assert [named.mistakes for named in beside.diagnoses] == [("counts_swapped",)]
    words = "With what else is wrong put right, your answers would be those of a program in which"
    assert advice(beside).startswith(f"{words} the two counts are swapped.")


def test_a_name_of_the_code_begins_a_sentence_as_it_is_written(graded):
    exchanged = graded(("w0, w1 = weights", "w1, w0 = weights"))
    assert " change places. w0 goes with the first feature" in advice(exchanged)
    assert ". Label minus prediction: " in advice(
        graded((CRASHING[0], "return self.forward(x) - y"))
    )


def test_without_a_diagnosis_the_first_function_is_named_that_calls_no_other_wrong_one(
    graded, copy
):
    report = graded(OTHER_ENDS, BOUNDARY_TURNED, assignment=copy)
    assert report.notes[0].startswith("begin with `decision_boundary` (cell 8, line 1)")
    named = graded(BOUNDARY_SIGN, assignment=copy)
    assert named.diagnoses
    assert not named.notes[0].startswith("begin with")


def test_wrong_functions_are_told_apart_from_what_only_follows(graded):
    assert graded(HALF).wrong == ("Perceptron",)
    assert graded(SWAPPED).wrong == ("class_counts",)
    assert set(graded(SWAPPED, AT_OR_ABOVE).wrong) == {"class_counts", "Perceptron.forward"}
    assert graded().wrong == ()


def test_advice_beside_an_unknown_mistake_does_not_say_exactly(graded):
    report = graded(HALF, TENTH)
    words = advice(report)
    assert words.startswith("With what else is wrong put right, your answers would be those of")
    assert advice(graded(AT_OR_ABOVE)).startswith("Your answers are exactly those of")
    assert advice(graded(AT_OR_ABOVE, TENTH)).startswith("Wherever your mistakes can be told")


def test_a_page_counts_what_is_charged_and_what_is_carried(example, assignment, sandbox):
    graded = grade(specimens.edited(example, HALF), assignment, sandbox)
    page = render(page_of(graded.report, graded.reading, graded.observations, assignment))
    assert "1 criterion charged, 7 carried forward" in page
