"""What a picture declares, and what it shows of answers that can't be drawn."""

import dataclasses
import math
import re
import shutil

import pytest
from support.project import ROOT

from grader.core.errors import RubricError
from grader.core.probe import Answer, Failure, FailureKind, Opaque
from grader.core.submission import Place
from grader.course.find import Course
from grader.course.rubric import load_rubric
from grader.reports import scatter as plane
from grader.reports import svg as drawing
from grader.reports.html import environment
from grader.reports.pictures import pictures_of
from grader.reports.svg import Scale

# The first assignment alone: a fault in it would only leave it out beside the others.
RUBRIC = (ROOT / "rubric.yaml").read_text(encoding="utf-8").partition("\n  logistic:\n")[0]
EPOCHS = "epochs_apart:ready_flipped"


@pytest.fixture
def load(tmp_path):
    def run(*changes):
        text = RUBRIC
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "rubric.yaml"
        path.write_text(text, encoding="utf-8")
        return load_rubric(path).assignments["perceptron"]

    return run


@pytest.fixture(scope="session")
def pictures(course, assignment):
    rubric = course.rubric.assignments["perceptron"]
    return pictures_of(rubric, assignment.probes, assignment.golden)


# the declaration


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "kind: plane", "kind: plain", r"'plain'; did you mean 'plane'\?", id="unknown kind"
        ),
        pytest.param(
            "- kind: plane\n        title:",
            "- title:",
            "pictures.1.kind: missing key 'kind'",
            id="no kind",
        ),
        pytest.param(
            "quantities:",
            "quantites:",
            r"pictures.0.quantites: unknown key 'quantites'; did you mean 'quantities'\?",
            id="unknown key of a trajectory",
        ),
        pytest.param(
            "axes:", "axis:", r"unknown key 'axis'; did you mean 'axes'\?", id="key of a plane"
        ),
        pytest.param(
            "training: 70",
            "trainings: 70",
            r"points.trainings: unknown key 'trainings'; did you mean 'training'\?",
            id="key of its points",
        ),
        pytest.param(
            "training: 70", "training: 0", "must be at least 1, not 0", id="no training points"
        ),
        pytest.param(
            "x: [-2, 2]", "x: [-2]", "pictures.1.line.x: .* at least 2 items", id="one end only"
        ),
        pytest.param(
            "x: [-2, 2]",
            "x: [-2, .inf]",
            "line.x.1: a number or a key of the case's data is expected, not inf",
            id="no number",
        ),
        pytest.param(
            "x: [-2, 2]", "x: [-2, true]", "line.x.1: a number or a key .* not True", id="a bool"
        ),
        pytest.param(
            "quantities: [weights, bias]",
            "quantities: []",
            "pictures.0.quantities: .* at least 1 item",
            id="nothing to draw",
        ),
        pytest.param(
            "standardize: true", "standardize: 1", "should be a valid boolean, not 1", id="not bool"
        ),
    ],
)
def test_a_fault_of_a_declaration_is_named_with_its_place(load, old, new, expected):
    with pytest.raises(RubricError, match=expected) as caught:
        load((old, new))
    head, line, caret = str(caught.value).splitlines()[:3]
    assert re.match(r".*rubric.yaml:\d+:\d+: assignments.perceptron.pictures", head)
    assert caret.strip() == "^"
    assert len(caret) - 1 < len(line)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            '"epochs_apart:five_rows"',
            '"epochs_apart:five_row"',
            r"probes.1: no visible probe matches 'epochs_apart:five_row'; did you mean "
            r"'epochs_apart:five_rows'\?",
            id="no such probe",
        ),
        pytest.param(
            '"whole_run:points"',
            '"epochs_apart:unseen_rows"',
            "line.probe: no visible probe is named 'epochs_apart:unseen_rows'",
            id="a hidden probe",
        ),
        pytest.param(
            "quantities: [weights, bias]",
            "quantities: [weights, bais]",
            r"quantities.1: the golden of epochs_apart:ready_flipped has no 'bais'; "
            r"did you mean 'bias'\?",
            id="no such quantity",
        ),
        pytest.param(
            "boundary/x1_max]",
            "boundary/x1_mx]",
            r"line.y.1: the golden of whole_run:points has no 'x1_mx'; did you mean 'x1_max'\?",
            id="no such end",
        ),
        pytest.param(
            "y: [boundary/x1_min,",
            "y: [boundary,",
            "line.y: both ends of a line are numbers",
            id="an end that is no number",
        ),
        pytest.param(
            "x: [-2, 2]",
            "x: [-2, x9]",
            "line.x.1: the case of whole_run:points has no 'x9'",
            id="x",
        ),
        pytest.param("x: [-2, 2]", "x: [2, 2.0]", "a line needs two different x", id="upright"),
        pytest.param(
            "rows: X\n", "rows: y\n", "points.rows: points are rows of two numbers", id="no rows"
        ),
        pytest.param(
            "order: order",
            "order: files",
            "points.order: the case of .* has no 'files'",
            id="order",
        ),
        pytest.param(
            "training: 70",
            "training: 1",
            "points.standardize: these points can't be standardized",
            id="no spread",
        ),
        pytest.param(
            '["epochs_apart:ready_flipped", "epochs_apart:five_rows", "epochs_apart:*"]',
            '["counted:*"]',
            "probes: the golden of counted:mostly_ones is no dict of steps",
            id="no steps",
        ),
    ],
)
def test_what_the_course_does_not_have_is_named_with_its_place(
    load, assignment, old, new, expected
):
    with pytest.raises(RubricError, match=expected) as caught:
        pictures_of(load((old, new)), assignment.probes, assignment.golden)
    assert str(caught.value).splitlines()[2].strip() == "^"


def test_all_faults_are_said_at_once(load, assignment):
    rubric = load(("[weights, bias]", "[bais]"), ("rows: X\n", "rows: Z\n"))
    with pytest.raises(RubricError) as caught:
        pictures_of(rubric, assignment.probes, assignment.golden)
    assert "'bais'" in str(caught.value)
    assert "'Z'" in str(caught.value)


def test_pictures_leave_the_hashes_as_they_are(load):
    one = load()
    other = load(("title: The boundary among", "title: Another among"), ("[-2, 2]", "[-1, 1]"))
    none = load((RUBRIC[RUBRIC.index("    pictures:") : RUBRIC.index("    criteria:")], ""))
    assert none.section.pictures == []
    assert one.visible_hash == other.visible_hash == none.visible_hash
    assert one.whole_hash == other.whole_hash == none.whole_hash


def test_a_copy_without_the_staff_s_side_draws_the_same(tmp_path, pictures):
    shutil.copytree(ROOT / "assignments", tmp_path / "assignments")
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    kit = Course(tmp_path, load_rubric(tmp_path / "rubric.yaml"))
    assert kit.is_kit
    loaded = kit.assignment("perceptron")
    rubric = kit.rubric.assignments["perceptron"]
    assert pictures_of(rubric, loaded.probes, loaded.golden) == pictures


# a trajectory


@pytest.fixture
def steps(pictures):
    """Draw the trajectory with one answer changed from the golden's."""

    def run(change):
        golden = pictures[0].goldens[EPOCHS]
        answer = {step: dict(state) for step, state in golden.items()}
        observation = change(answer)
        answers = {probe: Answer(golden) for probe, golden in pictures[0].goldens.items()}
        answers[EPOCHS] = Answer(answer) if observation is None else observation
        drawn = pictures[0].draw(answers, "p")
        return drawn, " ".join(drawn.words)

    return run


def setting(step, quantity, value):
    def change(answer):
        answer[step][quantity] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            setting("epoch 3", "bias", float("nan")), "epoch 3, bias: nan.", id="not a number"
        ),
        pytest.param(setting("epoch 3", "bias", None), "epoch 3, bias: nothing.", id="nothing"),
        pytest.param(
            setting("epoch 3", "bias", Opaque("<b>")), "bias: an object of type <b>.", id="opaque"
        ),
        pytest.param(setting("epoch 3", "bias", "\u202e\x1bx"), "bias: the text 'x'.", id="a text"),
        pytest.param(
            setting("epoch 3", "weights", [1.0]), "epoch 3, weights: 1 number.", id="too few"
        ),
        pytest.param(
            setting("epoch 3", "weights", [1.0, 10**400]), "a number of over 300 digits", id="huge"
        ),
        pytest.param(lambda answer: Answer([1, 2]), "the answer is a list of 2", id="no steps"),
        pytest.param(lambda answer: Answer(None), "the answer is None", id="None"),
        pytest.param(lambda answer: Answer(3.0), "the answer is 3.", id="one number"),
        pytest.param(
            lambda answer: Answer({"epoch 1": 5}), "epoch 1, weights: nothing", id="no quantities"
        ),
        pytest.param(
            lambda answer: Failure(FailureKind.RAISED, "TypeError: no", Place(7, 3)),
            "There is no answer of yours to draw: cell 7, line 3: TypeError: no.",
            id="raised",
        ),
    ],
)
def test_what_can_t_be_drawn_of_a_trajectory_is_said(steps, change, expected):
    drawn, words = steps(change)
    assert expected in words
    assert len(drawn.panels) == 3
    assert coordinates_are_sound(drawn)


def test_an_answer_that_was_not_asked_for_leaves_the_reference_alone(pictures):
    drawn = pictures[0].draw({}, "p")
    assert "Your program was not asked this." in drawn.words
    assert all('class="reference"' in panel for panel in drawn.panels)


@pytest.mark.parametrize("value", [1e300, -1e300, 1e9, 1.7976931348623157e308])
def test_a_huge_value_is_an_arrow_at_the_edge_and_said(steps, value):
    drawn, words = steps(setting("epoch 3", "bias", value))
    assert f"Beyond the edge of bias: yours reach {value:.4g}." in words
    assert "<polygon" in drawn.panels[2]
    assert coordinates_are_sound(drawn)


def test_nested_weights_are_drawn_as_flat_ones(steps):
    def nest(answer):
        for state in answer.values():
            state["weights"] = [[weight] for weight in state["weights"]]

    assert "Yours and the reference's agree after every epoch." in steps(nest)[1]


def test_the_first_departure_of_all_is_said(steps):
    def spoil(answer):
        answer["epoch 4"]["weights"] = [9.0, 9.0]
        answer["epoch 2"]["bias"] = 5

    drawn, words = steps(spoil)
    assert "The first departure is at epoch 2, bias: expected 0, yours 5." in words
    assert "first departure: epoch 4" in drawn.panels[0]
    assert "first departure: epoch 2" in drawn.panels[2]


def test_a_difference_within_the_tolerance_is_no_departure(steps):
    drawn, words = steps(setting("epoch 2", "bias", 0.000001))
    assert "agree after every epoch" in words
    assert all("agrees" in panel for panel in drawn.panels)


def test_the_probe_that_departs_is_drawn(pictures):
    answers = {probe: Answer(golden) for probe, golden in pictures[0].goldens.items()}
    answers["epochs_apart:slow_start"] = Answer({})
    words = pictures[0].draw(answers, "p").words
    assert "The case is `slow_start`." in words


def test_the_numbers_are_there_as_a_table(steps):
    drawn, _ = steps(setting("epoch 2", "bias", Opaque("x")))
    assert drawn.table.heads[:3] == ("epoch", "weights 1, yours", "weights 1, reference")
    assert drawn.table.rows[1][0] == "epoch 2"
    assert drawn.table.rows[1][-2:] == ("–", "0")


# a plane


@pytest.fixture
def line(pictures):
    """Draw the plane with the student's ends."""

    def run(value):
        observation = value if isinstance(value, Failure) else Answer({"boundary": value})
        drawn = pictures[1].draw({"whole_run:points": observation}, "p")
        return drawn, " ".join(drawn.words)

    return run


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            None, "Your line can't be drawn, its ends are no two numbers: None", id="None"
        ),
        pytest.param({"x1_min": 1.0}, "no two numbers: 1 and None", id="one end"),
        pytest.param({"x1_min": float("nan"), "x1_max": 1}, "nan and 1", id="not a number"),
        pytest.param({"x1_min": float("inf"), "x1_max": 1}, "inf and 1", id="infinite"),
        pytest.param(
            {"x1_min": Opaque("Line"), "x1_max": 1}, "an object of type Line", id="opaque"
        ),
        pytest.param({"x1_min": 10**400, "x1_max": 1}, "over 300 digits", id="too long"),
        pytest.param({"x1_min": [1, 2], "x1_max": 1}, "a list of 2 and 1", id="two numbers"),
        pytest.param([1.0, 2.0, 3.0], "no two numbers: None and None", id="another shape"),
        pytest.param(
            Failure(FailureKind.HUNG, "no answer within 2 s"),
            "There is no line of yours to draw: no answer within 2 s.",
            id="hung",
        ),
    ],
)
def test_a_line_that_can_t_be_drawn_is_said(line, value, expected):
    drawn, words = line(value)
    assert expected in words
    assert 'class="yours"' not in drawn.panels[0]
    assert 'class="reference"' in drawn.panels[0]
    assert "your line" not in [words for _, words in drawn.legend]


@pytest.mark.parametrize("far", [50.0, 1e300, -1e308])
def test_a_line_that_lies_outside_is_said(line, far):
    drawn, words = line({"x1_min": far, "x1_max": far})
    assert "Your line lies outside of the picture." in words
    assert coordinates_are_sound(drawn)


@pytest.mark.parametrize("ends", [(1e17, -1e17), (1e308, -1e308), (-3e5, 2e5), (0.0, 0.0)])
def test_a_steep_line_stays_in_the_picture(line, ends):
    drawn, _ = line({"x1_min": ends[0], "x1_max": ends[1]})
    assert coordinates_are_sound(drawn)
    for x, y in re.findall(r'd="M([\d.-]+) ([\d.-]+)L', drawn.panels[0]):
        assert plane.LEFT <= float(x) <= plane.RIGHT
        assert plane.TOP <= float(y) <= plane.BOTTOM


@pytest.mark.parametrize("exponent", range(18))
def test_what_is_drawn_of_a_line_lies_on_it_and_in_the_picture(exponent):
    x, y = Scale(-2, 2, 0, 400), Scale(-2, 2, 400, 0)
    for steep in (10.0**exponent, 3.3 * 10.0**exponent):
        start, end = plane.crossing(((-2, steep), (2, -steep - 3)), x, y) or [(200, 0), (200, 400)]
        assert 0 <= start[1] <= 400
        assert 0 <= end[1] <= 400
        slope = (-2 * steep - 3) / 4
        for at, height in (start, end):
            across = (steep - (2 - height / 100)) / -slope - 2
            assert at / 100 - 2 == pytest.approx(across, abs=1e-6)


def test_ends_in_lists_of_one_are_numbers(line):
    assert "Your line runs from (-2, 1) to (2, -1)" in line({"x1_min": [1.0], "x1_max": [[-1]]})[1]


def test_the_reference_s_own_line_is_said_to_be_the_same(line, pictures):
    low, high = pictures[1].line.expected
    assert "Your line is the reference's" in line({"x1_min": low, "x1_max": high + 1e-7})[1]


def test_more_classes_have_shapes_and_colours_of_their_own(pictures):
    points = [plane.Point(float(i), float(i), str(i % 4), "") for i in range(12)]
    many = dataclasses.replace(pictures[1], points=tuple(points))
    legend = many.draw({}, "p").legend
    assert [words for _, words in legend[:4]] == ["class 0", "class 1", "class 2", "class 3"]
    assert len({str(sample) for sample, _ in legend[:4]}) == 4


# drawing


def coordinates_are_sound(drawn):
    """Every number in a picture is finite and near it."""
    found = re.findall(r"-?(?:\d+\.?\d*(?:e[+-]?\d+)?|nan|inf)", attributes_of(drawn))
    assert all(math.isfinite(float(one)) for one in found)
    return all(abs(float(one)) < 1000 for one in found)


def attributes_of(drawn):
    pattern = r' (?:x|y|x1|x2|y1|y2|cx|cy|r|d|points)="([^"]*)"'
    return " ".join(" ".join(re.findall(pattern, panel)) for panel in drawn.panels)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (-1.3, 0.2, [-1, -0.5, 0]),
        (1e-9, 3e-9, [1e-9, 1.5e-9, 2e-9, 2.5e-9, 3e-9]),
        (0, 7e300, [0, 2e300, 4e300, 6e300]),
    ],
)
def test_ticks_are_round_and_few(low, high, ticks):
    assert Scale(low, high, 0, 100).ticks(5) == pytest.approx(ticks)


def test_a_chain_is_one_path_and_begins_anew_only_after_a_gap():
    path = drawing.chain([(0, 0), (1, 1), None, (2, 2), (3, 3.25)], "yours")
    assert path == '<path d="M0 0L1 1M2 2L3 3.2" class="yours"/>'


def test_words_and_attributes_of_a_picture_are_escaped():
    drawn = drawing.picture("p", (1, 1), "<b>", '"', drawing.label((0, 0), "<i>", '"x'))
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert 'class="&#34;x"' in drawn


@pytest.mark.parametrize(("earned", "maximum"), [(0, 10), (3, 10), (10, 10), (12, 10), (0, 0)])
def test_a_ring_shows_no_more_than_a_whole(earned, maximum):
    ring = environment(()).get_template("parts.html").module.ring(earned, maximum)
    shares = re.findall(r'stroke-dasharray="([\d.]+) 100"', ring)
    assert [float(share) for share in shares] == ([] if not earned else [min(earned * 10, 100)])
