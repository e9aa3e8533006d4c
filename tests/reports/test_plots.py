"""What a student drew, on their page: of any answer something is drawn, or words say why not."""

import math
import re

import pytest

from grader.core.probe import Answer, Failure, FailureKind, Opaque
from grader.core.text import shorten
from grader.reports.plots import Plots

PLOTS = Plots("What you drew", "pictures:once", ())
GROUP = {"x": [1.0, 2.0, 3], "y": [4.0, 5.0, 6], "marker": "o", "color": 0, "label": "setosa"}
LINE = {"x": [0.0, 1.0], "y": [4.0, 5.0], "style": "-", "color": None, "label": None}
AXES = {"title": "Both", "xlabel": "a", "ylabel": None, "points": [GROUP], "lines": [LINE]}
ODD = {
    "nothing": None,
    "a text": "</svg><script>alert(1)</script>",
    "an object": Opaque("<img src=x>"),
    "lists in lists": [[[[1.0]]]],
    "no panels": [{"axes": [{"axes": 5}]}, {}, {"points": {}}],
    "no places": [{"points": [{"x": 5, "y": [1]}, 7, {"x": ["a"], "y": [None]}], "lines": "x"}],
    "numbers that are none": [{"points": [{"x": [math.nan, math.inf], "y": [1, 10**400]}]}],
    "far away": [{"points": [{"x": [1e308, -1e308], "y": [1, 2]}]}],
}
HARD = {
    "one point": {"points": [{"x": [5], "y": [5]}]},
    "limits the wrong way": {**AXES, "xlim": [9, -9], "ylim": [math.nan, 1]},
    "limits that are one": {**AXES, "xlim": [1, 1], "ylim": "x"},
    "limits without a number between": {**AXES, "xlim": [0, 5e-324], "ylim": [1, 1 + 1e-15]},
    "an upright line": {"lines": [{"x": [2, 2], "y": [0, 1]}], "points": [GROUP]},
    "a line of one place": {"lines": [{"x": [2], "y": [0]}]},
    "a line far outside": {**AXES, "lines": [{"x": [100.0, 101.0], "y": [1e14, -1e14]}]},
    "many groups": {"points": [GROUP] * 50, "lines": [LINE] * 50},
    "texts of markup": {
        **AXES,
        "title": "<b>",
        "xlabel": "&",
        "points": [{**GROUP, "label": "<i>"}],
    },
}


def drawn(value, plots=PLOTS):
    return plots.draw({"pictures:once": Answer(value)}, "picture-1")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(AXES, id="axes alone"),
        pytest.param([AXES], id="axes in a list"),
        pytest.param([{"title": None, "axes": [AXES]}], id="figures"),
    ],
)
def test_axes_are_drawn_however_a_probe_hands_them_on(value):
    picture = drawn(value)
    (panel,) = picture.panels
    assert panel.count("<circle") == 3
    assert 'class="yours"' in panel
    assert picture.words == ("You drew 1 group of points (3), 1 line under the title “Both”.",)
    assert [words for _, words in picture.legend] == ["setosa", "your line"]


def test_only_a_part_of_an_answer_may_be_meant():
    plots = Plots("What you drew", "pictures:once", ("training",))
    assert len(drawn({"training": [AXES], "test": [AXES, AXES]}, plots).panels) == 1


def test_of_many_panels_the_first_are_drawn_and_that_is_told():
    picture = drawn([AXES] * 9)
    assert len(picture.panels) == 4
    assert picture.words[-1] == "Of 9 pictures the first 4 are drawn."


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_what_is_no_picture_is_told_in_words(value):
    picture = drawn(value)
    assert (picture.panels, picture.words) == ((), ("Your answer holds no picture.",))


@pytest.mark.parametrize("value", HARD.values(), ids=HARD)
def test_what_is_hard_to_draw_is_drawn_within_the_picture(value):
    picture = drawn(value)
    assert not re.search(r"nan|inf|<b>|<i>", "".join(picture.panels))
    (panel,) = picture.panels
    places = [float(each) for each in re.findall(r'(?:cx|x1|x2)="(-?[\d.]+)"', panel)]
    assert all(0 <= each <= 360 for each in places), shorten(panel)


@pytest.mark.parametrize(
    ("observations", "words"),
    [
        ({}, "Your program was not asked this."),
        (
            {"pictures:once": Failure(FailureKind.MISSING, "nothing was drawn")},
            "There is no picture of yours to draw: nothing was drawn.",
        ),
    ],
)
def test_where_there_is_no_answer_words_say_why(observations, words):
    picture = PLOTS.draw(observations, "picture-1")
    assert (picture.panels, picture.words) == ((), (words,))
