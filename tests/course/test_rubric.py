import textwrap

import pytest
from support.project import ROOT

from grader.classroom.audience import maximum_for
from grader.core.errors import RubricError
from grader.course.find import find_course
from grader.course.rubric import load_rubric

GOOD = """
version: 1
assignments:
  hw:
    points: {visible: 3, hidden: 2}
    tolerance: {absolute: 0.001}
    criteria:
      - name: one
        group: data
        points: 3
        probes: ["a:*"]
      - {name: two, group: data, points: 2, visibility: hidden, probes: ["b:*"]}
"""


@pytest.fixture
def load(tmp_path):
    def run(text):
        path = tmp_path / "rubric.yaml"
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
        return load_rubric(path)

    return run


def errors(load, text):
    with pytest.raises(RubricError) as caught:
        load(text)
    return str(caught.value)


def test_a_good_rubric_loads(load):
    rubric = load(GOOD).assignments["hw"]
    assert rubric.tolerance.absolute == 0.001
    assert rubric.tolerance.relative == 1e-5
    assert rubric.maximum(with_hidden=True) == 5


def tolerances(load, text):
    """The assignment's, and that of its first criterion."""
    rubric = load(text).assignments["hw"]
    both = rubric.tolerance, rubric.gist.criteria[0].tolerance
    return [(each.absolute, each.relative) for each in both]


def test_the_tolerance_is_wider_where_numbers_have_32_bits_and_a_rubric_decides(load):
    default = GOOD.replace("    tolerance: {absolute: 0.001}\n", "")
    torch = default.replace(
        "    criteria:", "    modules: {allowed: [stdlib, torch]}\n    criteria:"
    )
    own = torch.replace("points: 3\n", "points: 3\n        tolerance: {absolute: 0.01}\n", 1)
    assert tolerances(load, default) == [(1e-5, 1e-5)] * 2
    assert tolerances(load, torch) == [(1e-4, 1e-4)] * 2
    assert tolerances(load, own) == [(1e-4, 1e-4), (0.01, 1e-4)]
    assert tolerances(load, GOOD) == [(0.001, 1e-5)] * 2


def test_the_course_s_own_rubric_is_worth_50():
    rubric = find_course(ROOT, ROOT).rubric.assignments["perceptron"]
    assert rubric.maximum(with_hidden=True) == 50


def test_whole_points_that_a_tool_wrote_as_a_float_are_whole(load):
    text = GOOD.replace("points: 3\n", "points: 3.0\n").replace("visible: 3", "visible: 3.0")
    plain, written = (load(each).assignments["hw"] for each in (GOOD, text))
    assert text.count("3.0") == 2
    assert plain.whole_hash == written.whole_hash
    assert [repr(each.points) for each in written.section.criteria] == ["3", "2"]
    assert repr(written.maximum(with_hidden=True)) == "5"
    nothing = text.replace("hidden: 2", "hidden: 0.0")
    assert "hidden criteria add up to 2 points, not the stated 0\n" in errors(load, nothing)


def test_what_an_assignment_counts_for_in_the_course_makes_no_score_another(load):
    plain, weighted = (
        load(text).assignments["hw"]
        for text in (GOOD, GOOD.replace("    tolerance", "    weight: 20\n    tolerance"))
    )
    assert (plain.section.weight, weighted.section.weight) == (None, 20)
    assert plain.whole_hash == weighted.whole_hash


@pytest.mark.parametrize("weight", ["-1", ".nan", ".inf", "much", "true"])
def test_a_weight_is_a_number_from_zero(load, weight):
    text = GOOD.replace("    tolerance", f"    weight: {weight}\n    tolerance")
    assert "rubric.yaml:5:13: assignments.hw.weight: " in errors(load, text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "points: 3\n",
            "pionts: 3\n",
            "rubric.yaml:9:9: assignments.hw.criteria.0.pionts: unknown key 'pionts'; "
            "did you mean 'points'?",
            id="unknown key",
        ),
        pytest.param(
            "points: 3\n",
            "points: 2.25\n",
            "must be a whole number or a half, like 1.5, not 2.25",
            id="fraction",
        ),
        pytest.param("points: 3\n", "points: .inf\n", "a whole number or a half", id="infinite"),
        pytest.param("points: 3\n", 'points: "3"\n', "a whole number or a half", id="text"),
        pytest.param("points: 3\n", "points: 0.0\n", "must be at least 0.5, not 0.0", id="0.0"),
        pytest.param("points: 3\n", "points: true\n", "must be a whole number", id="bool"),
        pytest.param("points: 3\n", "points: 0\n", "must be at least 0.5, not 0", id="no points"),
        pytest.param(
            "points: 3\n",
            "points: 4\n",
            "rubric.yaml:4:23: assignments.hw.points.visible: visible criteria add up to 4 points, "
            "not the stated 3",
            id="wrong total",
        ),
        pytest.param(
            "hidden: 2", "hidden: 1", "add up to 2 points, not the stated 1", id="hidden total"
        ),
        pytest.param(
            "absolute: 0.001",
            "absolute: 1e-3",
            "YAML reads '1e-3' as text; write 0.001",
            id="1e-3 is text",
        ),
        pytest.param("absolute: 0.001", "absolute: much", "a number is expected", id="no number"),
        pytest.param(
            "absolute: 0.001", "absolute: -1", "must be at least 0.0, not -1", id="negative"
        ),
        pytest.param(
            "visibility: hidden",
            "visibility: hiden",
            "not 'hiden'; did you mean 'hidden'?",
            id="unknown visibility",
        ),
        pytest.param(
            "group: data\n", "group: ''\n", "assignments.hw.criteria.0.group", id="no group"
        ),
        pytest.param("name: one", "name: two", "the name 'two' occurs twice", id="name twice"),
        pytest.param(
            'probes: ["a:*"]',
            "title: x",
            "needs either `probes` or a `rule`",
            id="nothing to judge",
        ),
        pytest.param(
            'probes: ["a:*"]', "rule: imports", "belongs to the group 'rules'", id="rule elsewhere"
        ),
        pytest.param(
            "group: data\n",
            "group: data\n        group: data\n",
            "the key 'group' occurs twice; keep one",
            id="duplicate key",
        ),
        pytest.param(
            "points: 3\n",
            "points: 3\n        dtype: int64\n",
            "a `dtype` is judged by `compare: dtype`: write both",
            id="a type that nothing judges",
        ),
        pytest.param(
            "points: 3\n", "points: 3\n        dtype: int46\n", "did you mean 'int64'", id="type"
        ),
        pytest.param(
            'probes: ["a:*"]',
            'forbidden: [sorted]\n        probes: ["a:*"]',
            "assignments.hw.criteria.0.forbidden: `forbidden` belongs to `rule: calls` or",
            id="a rule's key without one",
        ),
        pytest.param(
            'group: data\n        points: 3\n        probes: ["a:*"]',
            "group: rules\n        points: 3\n        rule: constructs\n        required: [lop]",
            "assignments.hw.criteria.0.required.0: 'lop' is no construct; did you mean 'loop'?",
            id="an unknown construct",
        ),
        pytest.param(
            'group: data\n        points: 3\n        probes: ["a:*"]',
            "group: rules\n        points: 3\n        rule: calls\n        in: [f]",
            "`rule: calls` needs what is `forbidden` or `required`",
            id="a rule about nothing",
        ),
        pytest.param(
            "points: 3\n",
            "points: 3\n        inn: [f]\n",
            "unknown key 'inn'; did you mean 'in'?",
            id="a key that Python has as a word",
        ),
        pytest.param(
            'points: 3\n        probes: ["a:*"]',
            "points: 3\n        credit: share\n        marked: by hand",
            "assignments.hw.criteria.0.credit: a share is of `probes`",
            id="a share of nothing",
        ),
        pytest.param("version: 1", "version: 2", "1 expected, not 2", id="another version"),
        pytest.param("version: 1\n", "", "missing key 'version'", id="missing key"),
        pytest.param("  hw:", "  hw: [", "not YAML", id="not YAML"),
        pytest.param("    points:", "\tpoints:", "write blanks, no tab", id="a tab"),
        pytest.param(
            "        points: 3",
            "       points: 3",
            "; indent it with as many blanks as what stands beside it",
            id="too few blanks",
        ),
        pytest.param(
            "        points: 3",
            "         points: 3",
            "; indent it with as many blanks as what stands beside it",
            id="a blank too many",
        ),
        pytest.param("group: data", "group: a: b", "put a text with `: ` in quotes", id="a colon"),
    ],
)
def test_a_fault_is_named_with_its_place_and_a_way_out(load, old, new, expected):
    assert old in GOOD
    assert expected in errors(load, GOOD.replace(old, new, 1))


def test_a_caret_stands_under_the_fault(load):
    wrong = GOOD.replace("group: data\n", "group: data\n        visibility: hiden\n", 1)
    line, caret = errors(load, wrong).splitlines()[1:3]
    assert line[caret.index("^") :] == "hiden"


def test_all_faults_are_said_at_once(load):
    text = GOOD.replace("points: 3\n", "points: 1.3\n").replace("name: one", "nmae: one")
    assert "whole number" in errors(load, text)
    assert "did you mean 'name'" in errors(load, text)
    assert "missing key 'name'" in errors(load, text)


@pytest.mark.parametrize("text", ["", "# nothing\n", "just words\n", "- a list\n"])
def test_what_is_no_rubric_is_refused(load, text):
    assert errors(load, text)


def test_a_hidden_total_may_stand_without_its_criteria(load):
    """In a student's copy the hidden criteria are taken out, their sum stays."""
    without = "\n".join(line for line in GOOD.splitlines() if "two" not in line)
    assert load(without).assignments["hw"].section.points.hidden == 2


def test_the_hash_changes_with_what_is_asked_and_nothing_else(load):
    one = load(GOOD).assignments["hw"]
    spaced = load(GOOD.replace("group: data\n", "group:   data  # said twice\n", 1)).assignments[
        "hw"
    ]
    dearer = load(GOOD.replace("points: 3\n", "points: 4\n").replace("visible: 3", "visible: 4"))
    assert spaced.visible_hash == one.visible_hash
    assert dearer.assignments["hw"].visible_hash != one.visible_hash


def test_the_visible_hash_passes_over_hidden_criteria(load):
    one = load(GOOD).assignments["hw"]
    other = load(GOOD.replace('["b:*"]', '["c:*"]')).assignments["hw"]
    assert other.visible_hash == one.visible_hash
    assert other.whole_hash != one.whole_hash


def compared(load, old, new):
    """What the first criterion judges of an answer."""
    return load(GOOD.replace(old, new, 1)).assignments["hw"].section.criteria[0].compared


@pytest.mark.parametrize(
    ("lines", "judged"),
    [
        pytest.param("group: data", "values", id="values unless it is said"),
        pytest.param("group: shapes", "shape", id="the group shapes as ever"),
        pytest.param("{group: shapes, compare: values}", "values", id="said, whatever the group"),
        pytest.param("{group: form, compare: shape}", "shape", id="in any group"),
    ],
)
def test_what_is_judged_of_an_answer(load, lines, judged):
    parts = lines.strip("{}").split(", ")
    assert compared(load, "group: data", "\n        ".join(parts)) == judged


def test_to_write_out_what_a_group_s_name_meant_changes_no_hash(load):
    shapes = GOOD.replace("group: data\n", "group: shapes\n", 1)
    written = shapes.replace("group: shapes\n", "group: shapes\n        compare: shape\n", 1)
    turned = shapes.replace("group: shapes\n", "group: shapes\n        compare: values\n", 1)
    hashes = [load(text).assignments["hw"].visible_hash for text in (shapes, written, turned)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_hash_changes_with_the_type_that_is_asked_for(load):
    lines = ["compare: dtype\n", "compare: dtype\n        dtype: int64\n"]
    texts = [GOOD.replace("points: 3\n", f"points: 3\n        {line}", 1) for line in lines]
    assert len({load(text).assignments["hw"].visible_hash for text in (GOOD, *texts)}) == 3


def test_a_probe_that_does_not_exist_is_named(tmp_path):
    text = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text(text.replace('"loaded:*"', '"laoded:gaps"', 1), encoding="utf-8")
    from grader.course.find import Course

    course = Course(ROOT, load_rubric(rubric))
    expected = "no visible probe matches 'laoded:gaps'; did you mean 'loaded:gaps'?"
    with pytest.raises(RubricError, match=expected):
        course.assignment("perceptron")


UNFINISHED = GOOD + "  next:\n    points: {visible: 3}\n    criterai: []\n"


def test_an_unfinished_assignment_stops_no_other(load):
    rubric = load(UNFINISHED)
    assert list(rubric.assignments) == ["hw"]
    (fault, missing) = rubric.unfinished["next"].faults
    assert "rubric.yaml:14:5: assignments.next.criterai: unknown key" in missing + fault
    assert rubric.assignments["hw"].visible_hash == load(GOOD).assignments["hw"].visible_hash


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param("next:", "keys and values are expected, not None", id="nothing"),
        pytest.param("next: []", "keys and values are expected, not []", id="a list"),
        pytest.param("hw: {}", "the key 'hw' occurs twice", id="its name twice"),
        pytest.param("3: {}", "missing key", id="a number for a name"),
        pytest.param(
            "next: {points: {visible: 2}, criteria: [{name: a, group: b, points: 1, probes: [c]}]}",
            "add up to 1 points, not the stated 2",
            id="a wrong total",
        ),
    ],
)
def test_whatever_is_wrong_with_it(load, part, expected):
    more = GOOD.partition("hw:\n")[2]
    rubric = load(f"{GOOD}  {part}\n  last:\n{more}")
    assert "last" in rubric.assignments
    (name,) = rubric.unfinished
    assert expected in "".join(rubric.unfinished[name].faults)
    assert name not in rubric.assignments


def test_what_is_about_no_assignment_stops_all(load):
    assert "unknown key 'vresion'" in errors(load, UNFINISHED.replace("version", "vresion"))


def test_where_all_are_unfinished_all_is_said(load):
    text = errors(load, UNFINISHED.replace("visible: 3, hidden: 2", "visible: 1, hidden: 2"))
    assert "criterai" in text
    assert "add up to 3 points" in text


# What is marked by hand

GUIDE = """
version: 1
assignments:
  hw:
    points: {visible: 6, hidden: 0}
    criteria:
      - {name: one, group: data, points: 3, probes: ["a:*"]}
      - name: style
        group: text
        marked: by hand
        about: [explain, train]
        levels:
          - {points: 3, words: Says why}
          - {points: 1.5, words: "Says what, not why"}
          - {points: 0, words: Says nothing}
"""


def guide(rubric):
    return rubric.assignments["hw"].criteria_for([], with_hidden=True)[1]


def test_the_highest_level_is_what_a_criterion_marked_by_hand_is_worth(load):
    patternless = GUIDE.replace('probes: ["a:*"]', "rule: imports").replace("data", "rules")
    style = guide(load(patternless))
    assert (style.points, style.probes, style.about) == (3, (), ("explain", "train"))
    assert [(level.points, level.words) for level in style.levels] == [
        (3, "Says why"),
        (1.5, "Says what, not why"),
        (0, "Says nothing"),
    ]
    said_twice = patternless.replace("marked: by hand", "marked: by hand\n        points: 3")
    assert guide(load(said_twice)) == style


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("by hand", "by TA", "'by hand' expected, not 'by TA'", id="by whom"),
        pytest.param(
            "        marked: by hand\n",
            "        probes: ['b:*']\n",
            "style.levels: `levels` has no meaning without `marked: by hand`",
            id="levels of what the grader judges",
        ),
        pytest.param(
            "marked: by hand",
            "marked: by hand\n        probes: ['b:*']",
            "needs either `probes` or a `rule`, or is `marked: by hand`",
            id="both asked and marked",
        ),
        pytest.param(
            "marked: by hand",
            "marked: by hand\n        points: 4",
            "the highest level has 3: leave `points` out, or make them agree",
            id="other points than the highest level's",
        ),
        pytest.param("points: 1.5", "points: 3", "two levels have 3 points", id="a level twice"),
        pytest.param("points: 1.5", "points: -1", "must be at least 0", id="less than nothing"),
        pytest.param("points: 1.5, ", "", "missing key 'points'", id="a level without points"),
        pytest.param(
            "marked: by hand",
            "marked: by hand\n        compare: shape",
            "`compare` has no meaning with `marked: by hand`",
            id="compared with nothing",
        ),
        pytest.param("visible: 6", "visible: 3", "add up to 6 points", id="left out of the total"),
    ],
)
def test_a_fault_of_a_marking_guide_is_named(load, old, new, expected):
    assert old in GUIDE
    found = errors(load, GUIDE.replace(old, new)).replace("criteria.1", "style")
    assert expected in found


def test_a_guide_is_part_of_the_hash_and_no_other_criterion_s_hash_knows_of_it(load):
    before = load(GOOD).assignments["hw"].visible_hash
    assert before == "e8c51bd08149"
    whole = load(GUIDE).assignments["hw"].visible_hash
    assert load(GUIDE.replace("Says why", "Says how")).assignments["hw"].visible_hash != whole


# What is for some students only

FOR = (
    GOOD.replace("visible: 3", "visible: 1", 1)
    .replace(
        "    criteria:\n",
        "    criteria:\n"
        '      - {name: more, group: data, points: 1, probes: ["a:*"], for: {group: Grad}}\n'
        '      - {name: base, group: data, points: 1, probes: ["a:*"]}\n',
    )
    .replace("points: 3\n", "points: 3\n        for: {group: seniors}\n")
)


def test_what_is_for_a_group_is_in_its_maximum_and_in_no_stated_total(load):
    rubric = load(FOR).assignments["hw"]
    assert rubric.audiences == {"more": "Grad", "one": "seniors"}
    groups = [{"grad"}, {"seniors"}, {"seniors", "grad"}, {"monday"}]
    worths = [maximum_for(rubric, each) for each in groups]
    assert worths == [4, 6, 7, 3]


def test_whom_a_criterion_is_for_is_part_of_the_hash(load):
    whole = load(FOR).assignments["hw"].visible_hash
    assert load(FOR.replace("Grad", "PhD")).assignments["hw"].visible_hash != whole


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("{group: Grad}", "{track: Grad}", "criteria.0.for.track", id="another key"),
        pytest.param("{group: Grad}", "Grad", "criteria.0.for", id="no mapping"),
        pytest.param("{group: Grad}", '{group: ""}', "criteria.0.for.group", id="nobody"),
        pytest.param(
            "for: {group: Grad}",
            "for: {group: Grad}, bonus: true",
            "leave out `bonus` or",
            id="both",
        ),
    ],
)
def test_a_fault_of_whom_it_is_for_is_named(load, old, new, expected):
    assert old in FOR
    text = errors(load, FOR.replace(old, new))
    assert expected in text
    assert "^" in text


def test_a_rubric_that_is_all_for_some_is_refused(load):
    text = GOOD.replace("points: 3\n", "points: 3\n        for: {group: grad}\n")
    text = text.replace("points: 2, vis", "points: 2, for: {group: grad}, vis")
    assert "nothing but a bonus" in errors(load, text)
