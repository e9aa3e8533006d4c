"""What a course says of variables and pictures: read off its probes, recorded, compared."""

import json
from types import SimpleNamespace

import pytest
from support.courses import change

from grader.authoring.goldens import check, record
from grader.core.errors import GraderError
from grader.core.probe import Answer
from grader.core.result import Tolerance
from grader.course.calls import find_calls, find_variables
from grader.course.find import find_course
from grader.course.golden import golden_paths
from grader.course.telling import Asked
from grader.course.trimming import trim
from grader.judging.comparison import compare
from grader.sandbox.inside import probing
from grader.sandbox.inside.recording import figures
from grader.sandbox.inside.recording.figures import groups, lines, numbers_after, panels, points

PROBES = """
from grader.author import case, numbers_after, needs, panels, points, probe


@probe(points=1)
def shared(student, case):
    '''share is the share of all'''
    return student.share


@probe(points=1)
def printed(student, case):
    '''the share is printed'''
    return numbers_after("share", student.printed)


@probe(points=1)
def drawn(student, case):
    '''the points are drawn'''
    return points(panels(student.figures)[0])


@probe(points=1)
def halved(student, case):
    '''half() gives half of it'''
    return student.half(case.x)


case("once", shared, printed, drawn)
case("four", halved, x=4.0)
"""
RUBRIC = """version: 1
assignments:
  shown:
    points: {visible: 4}
    modules: {allowed: [stdlib], stand_ins: [matplotlib]}
"""
SOLUTION = """
import matplotlib.pyplot as plt

def half(x):
    return x / 2

share = half(0.5)
print("Share:", share)
plt.scatter([1, 2], [half(3), 4])
plt.show()
"""


pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A course whose reference is a module that draws."""
    return make_shown(tmp_path_factory.mktemp("shown"))


@pytest.fixture(scope="module")
def golden(shown):
    return recorded(shown)


def make_shown(tmp_path):
    for path, text in {
        "rubric.yaml": RUBRIC,
        "assignments/shown/probes.py": PROBES,
        "reference/shown/numpy_shown.py": SOLUTION,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def recorded(root):
    record(find_course(root, root), "shown", "cpu", lambda text: None)
    return json.loads(golden_paths(root, "shown")[0].read_text(encoding="utf-8"))


def axes(**parts):
    kinds = dict.fromkeys(["points", "lines", "bars", "images"], [])
    return {"title": None, **kinds, **parts}


# What a probe only reads


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("student.share", {"share"}, id="read"),
        pytest.param("student.share(1)", set(), id="called"),
        pytest.param("student.share(student.share)", set(), id="both"),
        pytest.param("float(student.share[0])", {"share"}, id="a part of it"),
        pytest.param("getattr(student, 'share')", set(), id="by its name as a text"),
    ],
)
def test_what_is_read_and_nowhere_called_is_a_variable(text, names):
    assert find_variables(f"def f(student, case):\n    return {text}", ["share"]) == names


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("a.fit(case.X); b.fit(case.X)", ("X",), id="alike"),
        pytest.param("a.fit(case.X); b.fit(case.X, case.y)", (), id="with more"),
    ],
)
def test_methods_of_one_name_are_asked_alike_or_it_is_not_known_how(text, asked):
    calls = find_calls(text, ["Line.fit", "Net.fit", "Net.predict"])
    assert calls == {"Line.fit": asked, "Net.fit": asked, "Net.predict": ()}


def test_what_a_reference_draws_prints_and_computes_is_recorded(shown, golden):
    assert golden["answers"] == {
        "shared:once": 0.25,
        "printed:once": 0.25,
        "drawn:once": [[1, 1.5], [2, 4]],
        "halved:four": 2.0,
    }
    assert golden["needs"]["drawn"] == ["figures"]
    assert golden["needs"]["printed"] == ["printed"]
    check(find_course(shown, shown), "shown", "cpu", lambda text: None)


def test_pictures_without_a_stand_in_are_refused_with_the_line_to_write(tmp_path):
    shown = make_shown(tmp_path)
    change(shown / "rubric.yaml", ", stand_ins: [matplotlib]", "")
    with pytest.raises(GraderError, match=r"probes.py: `student.figures` is .*stand_ins: \["):
        recorded(shown)


@pytest.mark.usefixtures("golden")
def test_needs_that_are_called_count_for_telling_homeworks_apart_and_no_others(shown):
    assert Asked(shown, ["shown"])["shown"] == {"half"}


def test_behind_the_wall_a_probe_has_its_tools_without_an_import():
    names = dict(figures.TOOLS)
    exec(trim(PROBES), names)
    assert "grader" not in trim(PROBES)
    assert set(probing.TOOLS) == set(figures.TOOLS)
    assert names["printed"](SimpleNamespace(printed="Share: 3 %"), None) == [0.03]


# Comparing


def test_panels_are_those_in_which_something_was_drawn():
    full = axes(points=[group([1], [2])])
    curve = axes(lines=[line([1, 2], [2, 3])])
    drawing = [{"title": None, "axes": [axes(), curve]}, {"title": None, "axes": [full]}]
    assert panels(drawing) == [curve, full]
    assert panels(drawing, "points") == [full]
    with pytest.raises(IndexError, match="1 pair of axes drawn, and 2 asked for"):
        panels(drawing, "points")[1]


def group(x, y):
    return {"x": x, "y": y, "marker": "o", "color": None, "label": None}


def line(x, y):
    return {"x": x, "y": y, "style": "-", "color": None, "label": None}


def test_points_and_groups_say_nothing_of_the_order_that_they_were_drawn_in():
    first, second = group([3, 1], [0.3, 5]), group([2], [2])
    other = group([1, 3], [5, 0.1 + 0.2])  # 0.30000000000000004
    one_way, another = axes(points=[first, second]), axes(points=[second, other])
    for tool in (points, groups):
        assert str(tool(one_way)) == str(tool(another)).replace("0.30000000000000004", "0.3")
    assert points(one_way) == [[1, 5], [2, 2], [3, 0.3]]
    by_name = {"group 1": [[1, 5], [3, 0.3]], "group 2": [[2, 2]]}
    assert groups(one_way) == {"number of groups": 2, "groups": by_name}


@pytest.mark.parametrize("by_shape", [False, True])
def test_all_in_one_colour_is_not_each_kind_in_a_colour_of_its_own(by_shape):
    left, right, all_in_one = (
        group([1, 2], [0, 5]),
        group([7, 8], [0, 5]),
        group([1, 2, 7, 8], [0, 5, 0, 5]),
    )
    golden = groups(axes(points=[left, right]))
    answers = {
        "right": groups(axes(points=[right, left])),
        "wrong": groups(axes(points=[all_in_one])),
    }
    right, wrong = (
        compare("drawn", Answer(answers[name]), golden, Tolerance(), by_shape=by_shape)
        for name in ("right", "wrong")
    )
    assert right.agrees
    assert wrong.departure.message.startswith(
        "groups" if by_shape else "number of groups expected 2, got 1"
    )


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        pytest.param([0, 2], [1, 5], [{"slope": 2, "intercept": 1}], id="two ends"),
        pytest.param([2, 1, 0], [5, 3, 1], [{"slope": 2, "intercept": 1}], id="the other way"),
        pytest.param([3, 3], [0, 9], [{"x": 3}], id="upright"),
        pytest.param([0, 1, 2], [0, 1, 4], [], id="bent"),
        pytest.param([1, 1], [2, 2], [], id="no longer than a point"),
        pytest.param([1], [2], [], id="one point"),
    ],
)
def test_a_straight_line_is_slope_and_intercept_however_many_points_it_has(x, y, expected):
    assert lines(axes(lines=[line(x, y)])) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("accuracy: 0.93", [0.93], id="a number"),
        pytest.param("Accuracy = 93.5 %", [0.935], id="per cent"),
        pytest.param("test accuracy -> -1e-3\naccuracy 2", [-0.001, 2], id="several"),
        pytest.param("accuracy:\n0.93", [], id="in another line"),
        pytest.param("0.93 is good", [], id="without the word"),
    ],
)
def test_numbers_are_found_behind_their_word(text, numbers):
    assert numbers_after("accuracy", text) == numbers
