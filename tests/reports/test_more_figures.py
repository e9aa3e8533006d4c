"""Curves, regions and confusion matrices: what they declare, and what they show of any answer."""

import dataclasses
import math
import re
import shutil

import pytest
from support.project import ROOT, run_grade

from grader.core.errors import RubricError
from grader.core.probe import Answer, Failure, FailureKind, Opaque
from grader.core.submission import Place
from grader.course.find import Course
from grader.course.rubric import load_rubric
from grader.reports import scatter, svg
from grader.reports.confusion import Confusion
from grader.reports.curve import Curve
from grader.reports.pictures import pictures_of, say
from grader.reports.regions import Grid, Regions, Square
from grader.reports.scatter import Line, Plane, Point

RUBRIC = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
NAMES = ["perceptron", "logistic", "softmax", "torch_mlp"]
NETWORK = "regions_of_network:spiral_turned"
HOSTILE = [
    pytest.param(value, id=name)
    for name, value in {
        "nothing": None,
        "a text": "</svg><script>alert(1)</script>",
        "an object": Opaque("<img src=x>"),
        "not a number": float("nan"),
        "infinite": -math.inf,
        "huge": 1e308,
        "longer than a float": 10**400,
        "an empty list": [],
        "an empty dict": {},
        "deep": [[[[[[[1.0]]]]]]],
        "numbers of every kind": [1, -1e308, float("nan"), math.inf, None, "x", 10**400, 0.0, True],
        "odd steps": {"epoch 1": [1, 2], "epoch 2": {"x": 1}, "epoch 3": Opaque("x"), "<b>": 5},
        "odd parts": {"points": "x", "grid": [7] * 576, "left": 1e308, "right": -1e308},
        "odd sides": {"left": 1, "right": 2, "weights": [1e308, -1e308]},
        "no side": {"left": 1, "right": 2, "weights": [0, 0]},
        "sides that are none": {"left": 1, "right": 2, "weights": [float("nan"), "x"]},
    }.items()
]


@pytest.fixture(scope="session")
def pictures_in(course):
    """All pictures of an assignment; with its rubric changed, if that is given."""

    def run(name, rubric=course.rubric):
        assignment = course.assignment(name)
        return pictures_of(rubric.assignments[name], assignment.probes, assignment.golden)

    return run


@pytest.fixture
def load(tmp_path):
    def run(old, new):
        assert old in RUBRIC
        path = tmp_path / "rubric.yaml"
        path.write_text(RUBRIC.replace(old, new, 1), encoding="utf-8")
        return load_rubric(path)

    return run


# the declaration


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "kind: curve", "kind: curves", r"'curves'; did you mean 'curve'\?", id="unknown kind"
        ),
        pytest.param(
            'curves: {loss: "losses:exam"}',
            "curves: {}",
            "pictures.0.curves: .* at least 1 item",
            id="no curve",
        ),
        pytest.param(
            "x: across, y: up",
            "x: across, z: up",
            "grid.z: unknown key 'z'",
            id="unknown key of a grid",
        ),
        pytest.param(
            "labels: labels\n        predicted",
            "label: labels\n        predicted",
            r"pictures.3.label: unknown key 'label'; did you mean 'labels'\?",
            id="unknown key of a confusion matrix",
        ),
    ],
)
def test_a_fault_of_a_declaration_is_named_with_its_place(load, old, new, expected):
    (unfinished,) = load(old, new).unfinished.values()
    fault = next(fault for fault in unfinished.faults if re.search(expected, fault))
    assert fault.splitlines()[2].strip() == "^"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            '"losses_of_network:spiral_turned"',
            '"losses_of_network:unseen_network"',
            "curves.network: no visible probe is named 'losses_of_network:unseen_network'",
            id="a hidden probe's curve",
        ),
        pytest.param(
            f'grid: {{probe: "{NETWORK}"',
            'grid: {probe: "slopes_of_network:unseen_network"',
            "grid.probe: no visible probe is named 'slopes_of_network:unseen_network'",
            id="a hidden probe's regions",
        ),
        pytest.param(
            'probe: "regions:spiral"\n        labels: labels',
            'probe: "predicted:unseen_regression"\n        labels: labels',
            "probe: no visible probe is named 'predicted:unseen_regression'",
            id="a hidden probe's confusion matrix",
        ),
        pytest.param(
            '"losses_of_network:spiral_turned"',
            '"epochs_apart:four_rows"',
            "the golden of epochs_apart:four_rows is not a finite number for each step",
            id="no curve",
        ),
        pytest.param(
            "x: across, y: up", "x: acros, y: up", r"no 'acros'; did you mean 'across'\?", id="x"
        ),
        pytest.param(
            "x: across, y: up", "x: order, y: up", "grid.x: both list two numbers", id="not growing"
        ),
        pytest.param(
            "y: up, classes: grid",
            "y: up, classes: points",
            "grid.classes: there is not one class for each x of each y",
            id="too few classes",
        ),
        pytest.param(
            "labels: labels\n        predicted: points",
            "labels: y\n        predicted: points",
            "labels: there is not one prediction for each label",
            id="too few labels",
        ),
        pytest.param(
            "labels: labels\n        predicted: points",
            "labels: across\n        predicted: points",
            "labels: there is not one prediction",
            id="other labels",
        ),
        pytest.param(
            '{probe: "regions:spiral", rows: points, classes: labels',
            '{probe: "regions:spiral", rows: points, classes: point',
            "points.classes: the golden of regions:spiral has no 'point'",
            id="neither given nor answered",
        ),
    ],
)
def test_what_the_course_does_not_have_is_named_with_its_place(
    load, pictures_in, old, new, expected
):
    softmax = RUBRIC.index("\n  softmax:")
    assert RUBRIC.find(old) > softmax
    with pytest.raises(RubricError, match=expected) as caught:
        pictures_in("softmax", load(old, new))
    assert str(caught.value).splitlines()[2].strip() == "^"


def test_what_points_to_a_side_must_be_two_numbers(load, pictures_in):
    with pytest.raises(RubricError, match="line.toward: two numbers point to the side of a class"):
        pictures_in("perceptron", load("toward: weights", "toward: bias"))


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_without_the_staff_s_side_draws_the_same(tmp_path, pictures_in, name):
    shutil.copytree(ROOT / "assignments" / name, tmp_path / "assignments" / name)
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    kit = Course(tmp_path, load_rubric(tmp_path / "rubric.yaml"))
    assert kit.is_kit
    loaded = kit.assignment(name)
    rubric = kit.rubric.assignments[name]
    assert pictures_of(rubric, loaded.probes, loaded.golden) == pictures_in(name)


# any answer


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_of_any_answer_only_what_is_sound_is_drawn(course, pictures_in, name, value):
    golden = course.assignment(name).golden
    for picture in pictures_in(name):
        for probe in probes_of(picture):
            for answer in (value, *partly(golden[probe], value)):
                drawn = picture.draw({probe: Answer(answer)}, "p")
                assert_is_sound(drawn)
                assert drawn.words


def probes_of(picture):
    match picture:
        case Curve():
            return list(picture.probes.values())
        case Regions():
            return [picture.grid.probe]
        case Plane():
            return [picture.line.probe]
        case Confusion():
            return [picture.probe]
    return list(picture.goldens)[:1]


def partly(right, value):
    """Answers that are right but for one part."""
    for key in list(right)[:3]:
        yield {**right, key: value}
        yield {**right, key: [value, *[0] * 575]}


def assert_is_sound(drawn):
    markup = "".join([*drawn.panels, *(sample for sample, _ in drawn.legend)])
    assert "<script" not in markup
    assert "<img" not in markup
    assert "style=" not in markup
    texts = re.sub(r"<(title|desc|text)[^>]*>.*?</\1>", "", "".join(drawn.panels))
    names = r" (?:x|y|x1|x2|y1|y2|cx|cy|r|d|points|width|height|fill-opacity)=\"([^\"]*)\""
    written = " ".join(re.findall(names, texts))
    numbers = re.findall(r"-?(?:\d+\.?\d*(?:e[+-]?\d+)?|nan|inf)", written)
    assert all(-50 < float(number) < 500 for number in numbers)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_answered_leaves_the_reference_alone(course, pictures_in, name):
    raised = Failure(FailureKind.RAISED, "TypeError: no", Place(7, 3))
    for observation in (None, raised):
        golden = course.assignment(name).golden
        answers = {} if observation is None else dict.fromkeys(golden, observation)
        for picture in pictures_in(name):
            drawn = picture.draw(answers, "p")
            said = " ".join(drawn.words)
            assert "was not asked this" in said or "cell 7, line 3: TypeError: no." in said
            assert all('class="yours"' not in p or 'd="M0 0"' in p for p in drawn.panels)
            assert "region-" not in "".join(drawn.panels)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_s_own_answers_are_said_to_be_the_same(course, pictures_in, name):
    answers = {probe: Answer(value) for probe, value in course.assignment(name).golden.items()}
    for picture in pictures_in(name):
        drawn = picture.draw(answers, "p")
        assert re.search("agree after every|is the reference's|are the same", drawn.words[0])
        assert 'class="departure"' not in "".join(drawn.panels)


# curves


CURVE = Curve("Loss", "epoch", {"loss": "losses:c"}, {"loss": {"epoch 1": 0.5, "epoch 2": 0.4}})


def curve(value, **golden):
    changed = dataclasses.replace(CURVE, goldens={"loss": golden}) if golden else CURVE
    drawn = changed.draw({"losses:c": Answer(value)}, "p")
    return drawn, " ".join(drawn.words)


@pytest.mark.parametrize("value", [[0.5, 0.4], (0.5, 0.4), {"epoch 1": [0.5], "epoch 2": [[0.4]]}])
def test_a_curve_is_a_list_or_a_dict_of_steps(value):
    assert "agree after every epoch" in curve(value)[1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([0.5, float("nan")], "Not drawn, since it is no number: epoch 2, loss: nan."),
        ([math.inf, math.inf], "epoch 1, loss: inf (and 1 more)."),
        ([0.5], "epoch 2, loss: nothing."),
        ([0.5, [0.4, 0.3]], "epoch 2, loss: a list of 2."),
        (0.5, "Not drawn, since it is no list of steps: 0.5."),
        ([0.5, 0.45], "The first departure is at epoch 2, loss: expected 0.4, yours 0.45."),
    ],
)
def test_what_is_odd_of_a_curve_is_said(value, expected):
    assert expected in curve(value)[1]


def test_what_falls_or_grows_many_times_is_drawn_by_powers_of_ten():
    assert "log scale" not in curve([0.5, 0.4])[0].panels[0]
    grown, words = curve([0.5, 4e4])
    assert "loss (log scale)" in grown.panels[0]
    assert ">10<" in grown.panels[0]
    assert ">1000<" in grown.panels[0]
    assert ">1e5<" in curve([0.5, 4e7])[0].panels[0]
    assert "Beyond the edge" not in words
    assert "log scale" in curve([1, 1], a=1.0, b=0.001)[0].panels[0]
    assert "log scale" not in curve([1, 1], a=0.0, b=1000.0)[0].panels[0]


def test_on_a_log_scale_what_is_not_above_zero_lies_beyond_the_lower_edge():
    drawn, words = curve({"a": 0.5, "b": 4e4, "c": -3.0}, a=0.5, b=0.4, c=0.3)
    assert "Beyond the edge of loss: yours reach -3." in words
    assert "<polygon" in drawn.panels[0]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.15, 1.4, [0.2, 0.5, 1]),
        (0.1, 1000, [0.1, 1, 10, 100, 1000]),
        (1e-6, 1e6, [1e-6, 1e-3, 1, 1e3, 1e6]),
    ],
)
def test_ticks_of_a_log_scale_are_round_and_few(low, high, ticks):
    assert svg.LogScale(low, high, 0, 100).ticks(5) == pytest.approx(ticks)


def test_curves_of_unlike_length_share_a_table():
    goldens = {"a": {"epoch 1": 1.0}, "b": {"epoch 1": 1.0, "epoch 2": 2.0}}
    two = Curve("Loss", "epoch", {"a": "p:a", "b": "p:b"}, goldens)
    rows = two.draw({"p:a": Answer([1.0]), "p:b": Answer([1.0, 2.0])}, "p").table.rows
    assert rows == (("epoch 1", "1", "1", "1", "1"), ("epoch 2", "", "", "2", "2"))


# regions

GRID = Grid("regions:c", (0.0, 1.0, 2.0), (0.0, 1.0), (), ("0", "1", "1", "0", "0", "1"))
REGIONS = Regions("Regions", ("x", "y"), (Point(0.5, 0.5, "0", ""), Point(1, 1, "2", "")), GRID)


def regions(value):
    drawn = REGIONS.draw({"regions:c": Answer(value)}, "p")
    return drawn, " ".join(drawn.words)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([0, 1, 1, 0, 0, 1], "are the same at all 6 points."),
        ([[0.0, True, 1], [0, -0.0, 1]], "are the same at all 6 points."),
        (
            [0, 1, 1, 0, 1, 1],
            "at 1 of 6 points. The first is (1, 1): expected class 0, yours is class 1.",
        ),
        ([0, 1, 2, 0, 0, 1], "The first is (2, 0): expected class 1, yours is class 2."),
        ([0, 1, 7, 0, 0, 1], "The first is (2, 0): expected class 1, yours is no class."),
        ([0, 1, float("nan"), 0, 0, 1], "yours is no class."),
        ([0, 1], "Your answer can't be drawn: it has not one class for each of 6 points."),
    ],
)
def test_where_regions_differ_is_said(value, expected):
    assert expected in regions(value)[1]


def test_a_class_has_the_same_colour_as_its_points():
    drawn, _ = regions([0, 1, 2, 0, 0, 1])
    assert re.findall(r'class="(region-\d)"', drawn.panels[0]) == [f"region-{n}" for n in range(3)]
    assert re.findall(r'class="(class-\d)"', drawn.panels[0]) == ["class-0", "class-2"]
    samples = {words: sample for sample, words in drawn.legend}
    assert "region-2" in samples["class 2"]
    assert "class-2" in samples["class 2"]


@pytest.mark.parametrize("names", [*(f"{i:04b}" for i in range(16)), "0123", "0102", "0012"])
def test_the_pieces_of_a_square_fill_it_and_its_borders_lie_between_them(names):
    square = Square(names, [(0, 0), (2, 0), (2, 2), (0, 2)])
    pieces = list(square.pieces()) or [(names[0], square.corners)]
    assert sum(area(corners) for _, corners in pieces) == pytest.approx(4)
    assert {name for name, _ in pieces} == set(names)
    assert bool(list(square.borders())) is (len(set(names)) > 1)
    for start, end in square.borders():
        sides = [name for name, corners in pieces if start in corners and end in corners]
        assert len(set(sides)) == 2


def area(corners):
    following = [*corners[1:], corners[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, following, strict=True))) / 2


def test_shades_fill_the_picture(course, pictures_in):
    picture = next(p for p in pictures_in("softmax") if isinstance(p, Regions))
    answers = {picture.grid.probe: Answer(course.assignment("softmax").golden[picture.grid.probe])}
    panel = picture.draw(answers, "p").panels[0]
    shaded = 0.0
    for path in re.findall(r'<g class="region-\d"><path d="([^"]*)"', panel):
        for piece in path.split("z")[:-1]:
            shaded += area([tuple(map(float, at.split())) for at in re.split("[ML]", piece)[1:]])
    whole = (scatter.RIGHT - scatter.LEFT) * (scatter.BOTTOM - scatter.TOP)
    assert shaded == pytest.approx(whole, rel=0.01)


# the sides of a line


LINE = Line("run:c", (-2.0, 2.0), (("left",), ("right",)), (-2.0, 2.0), ("weights",))
CORNERS = tuple(Point(x, y, str(int(y > x)), "") for x, y in ((-2, 2), (2, -2), (0, 1), (1, 0)))
PLANE = Plane("Line", ("x", "y"), CORNERS, LINE)


def sides(weights):
    answer = Answer({"left": -2.0, "right": 2.0, "weights": weights})
    panel = PLANE.draw({"run:c": answer}, "p").panels[0]
    found = re.findall(r'<g class="region-(\d)"><polygon points="([^"]*)"', panel)
    return {index: list(map(place, points.split())) for index, points in found}


def place(text):
    return tuple(map(float, text.split(",")))


@pytest.mark.parametrize("weights", [[-1, 1], [[-3.0], [3.0]], [-1e308, 1e308], [0, 1e-300]])
def test_the_side_that_weights_point_to_has_the_last_class(weights):
    # Above the line: the upper left corner of the picture.
    assert (float(scatter.LEFT), float(scatter.TOP)) in sides(weights)["1"]
    assert (float(scatter.RIGHT), float(scatter.BOTTOM)) in sides(weights)["0"]


def test_weights_turned_round_turn_the_sides_round():
    assert sides([-1, 1])["0"] == sides([1, -1])["1"]


@pytest.mark.parametrize("weights", [[1, 1], [0, 0], [1], None, [math.nan, 1], ["a", "b"]])
def test_without_a_side_to_point_to_nothing_is_shaded(weights):
    assert sides(weights) == {}


def test_both_sides_fill_the_picture():
    whole = (scatter.RIGHT - scatter.LEFT) * (scatter.BOTTOM - scatter.TOP)
    assert sum(map(area, sides([-1, 1]).values())) == pytest.approx(whole, rel=0.001)


# confusion matrices


CONFUSION = Confusion("Confusion", "p:c", (), ("0", "0", "10", "2"), ("0", "2", "10", "2"))


def confusion(value):
    drawn = CONFUSION.draw({"p:c": Answer(value)}, "p")
    return drawn, " ".join(drawn.words)


def numbers(panel):
    return [int(n) for n in re.findall(r'class="cell-count"[^>]*>(\d+)<', panel)]


def test_a_confusion_matrix_counts_each_label_by_what_is_predicted():
    drawn, words = confusion([0, 0, 2, 2])
    assert len(drawn.panels) == 2
    assert numbers(drawn.panels[0]) == [2, 0, 0, 0, 1, 0, 0, 1, 0]
    assert numbers(drawn.panels[1]) == [1, 1, 0, 0, 1, 0, 0, 0, 1]
    assert re.findall(r'class="tick"[^>]*>(\d+)<', drawn.panels[0]) == ["0", "2", "10"] * 2
    assert "Of 4, yours has 3 right, the reference 3." in words
    assert drawn.panels[0].count('class="departure"') == 4
    assert 'class="departure"' not in drawn.panels[1]


def test_what_is_taken_for_another_too_often_is_said():
    assert (
        "Yours takes class 2 for class 0 in 1 rows, the reference in 0."
        in confusion([0, 2, 10, 0])[1]
    )


def test_equal_matrices_are_one():
    drawn, words = confusion([[0.0], [2], [10], [2]])
    assert len(drawn.panels) == 1
    assert "Yours and the reference's are the same: 3 of 4 are right." in words


def test_what_is_no_class_has_a_column_of_its_own():
    drawn, words = confusion([0, 2, "<b>", 7])
    assert numbers(drawn.panels[0]) == [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert ">none<" in drawn.panels[0]
    assert "takes class 10 for no class" in words or "takes class 2 for no class" in words


def test_too_few_predictions_are_said():
    drawn, words = confusion([0, 2])
    assert "Your answer can't be counted: it has not one class for each of 4 rows." in words
    assert len(drawn.panels) == 1


def test_the_numbers_of_a_matrix_are_there_as_a_table():
    table = confusion([0, 0, 2, 2])[0].table
    assert table.heads[1] == "Yours: predicted 0"
    assert table.rows[0] == ("0", "2", "0", "0", "1", "1", "0")


# in words, for a terminal


def test_what_differs_is_said_of_regions_and_matrices_alone(course, pictures_in):
    golden = course.assignment("softmax").golden
    right = {probe: Answer(value) for probe, value in golden.items()}
    assert list(say(pictures_in("softmax"), right)) == []
    wrong = {**golden["regions:spiral"], "points": [0] * 120}
    assert list(say(pictures_in("softmax"), {**right, "regions:spiral": Answer(wrong)})) == [
        "What softmax regression takes for what: Of 120, yours has 40 right, the reference 71. "
        "Yours takes class 2 for class 0 in 40 rows, the reference in 3."
    ]
    assert list(say(pictures_in("softmax"), {})) == []


@pytest.mark.walls
def test_a_terminal_says_what_pictures_of_wrong_answers_show(tmp_path):
    text = (ROOT / "assignments/softmax/example.ipynb").read_text(encoding="utf-8")
    wrong = text.replace("np.argmax(self.forward(X), axis=1)", "np.argmin(self.forward(X), axis=1)")
    assert wrong != text
    for name, source in (("right.ipynb", text), ("wrong.ipynb", wrong)):
        (tmp_path / name).write_text(source, encoding="utf-8")
    words = ["--assignment", "softmax", "--course", str(ROOT)]
    said = " ".join(run_grade(str(tmp_path / "wrong.ipynb"), *words).stdout.split())
    assert "What the network predicts where: Yours differs from the reference's at 576 of" in said
    assert "What softmax regression takes for what: Of 120, yours has" in said
    assert "takes for what" not in run_grade(str(tmp_path / "right.ipynb"), *words).stdout
