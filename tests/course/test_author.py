"""`grader.author`: probes, cases and points in one file, and every slip in it by its line."""

import re
import shutil

import pytest
from support.courses import STATS, change
from support.project import ROOT, TINY

from grader.core.errors import CourseError, GoldenError, RecordingError, RubricError
from grader.core.probe import ProbeName
from grader.core.submission import Limits
from grader.course.authored import names_of
from grader.course.find import find_course
from grader.course.load import load_assignment
from grader.course.marks import mistake, variant
from grader.course.probes import load_all_probes
from grader.course.references import ask_all, load_references
from grader.course.rubric import load_rubric
from grader.course.trimming import trim
from grader.pipeline import grade, questions_of
from grader.submission.notebook import read_submission

SHORT = ROOT / "tests/courses/short_stats"
WRONG_FOR_EVEN = STATS.replace("(ordered[(n - 1) // 2] + ordered[n // 2]) / 2", "ordered[n // 2]")


@pytest.fixture
def short(tmp_path):
    """A copy of the tiny course as `grader.author` says it, to be changed at will."""
    ignore = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(SHORT, tmp_path / "course", ignore=ignore)


@pytest.fixture
def run(tmp_path, sandbox):
    """Grade a program's text in a course; points by criterion."""

    def run(text, root=SHORT):
        path = tmp_path / "hw.py"
        path.write_text(text, encoding="utf-8")
        assignment = find_course(root, root).assignment("stats")
        report = grade(read_submission(path, Limits()), assignment, sandbox, is_own=True).report
        return {score.name: score.earned for score in report.scores}

    return run


def probes_of(root):
    return root / "assignments/stats/probes.py"


def rubric_of(root):
    return load_rubric(root / "rubric.yaml").assignments["stats"]


def faults(root):
    with pytest.raises((RubricError, CourseError)) as caught:
        find_course(root, root).assignment("stats")
    return str(caught.value)


@pytest.mark.walls
def test_probes_cases_and_points_of_one_file_grade_as_those_of_three(run):
    everything = {"median": 3, "clip": 2, "unseen": 2}
    assert run(STATS) == run(STATS, TINY) == everything
    assert run(WRONG_FOR_EVEN) == {"median": 0, "clip": 2, "unseen": 0}


def test_a_probe_makes_a_criterion_with_its_docstring_as_the_title():
    (median, clip, _) = rubric_of(SHORT).section.criteria
    assert (median.name, median.points, median.group) == ("median", 3, "data")
    assert median.title == "median() gives the middle of the sorted values"
    assert median.probes == ["middle:*"]
    assert clip.name == "clip"


def test_without_a_name_a_criterion_is_called_as_its_probe_is(short):
    change(probes_of(short), ', criterion="median"', "")
    assert rubric_of(short).section.criteria[0].name == "middle"


def test_several_probes_decide_a_criterion_together(short):
    change(probes_of(short), 'points=2, group="boundaries", criterion="clip"', 'criterion="median"')
    change(short / "rubric.yaml", "visible: 5", "visible: 3")
    (median, _) = rubric_of(short).section.criteria
    assert median.probes == ["middle:*", "clipped:*"]


def test_what_the_rubric_says_of_the_same_name_goes_before_key_by_key(short):
    change(
        short / "rubric.yaml", "criteria:\n", "criteria:\n      - {name: clip, title: Cut off}\n"
    )
    clip = next(each for each in rubric_of(short).section.criteria if each.name == "clip")
    assert (clip.title, clip.points, clip.group) == ("Cut off", 2, "boundaries")


def test_the_rubric_hash_is_the_same_without_the_staff_side(short):
    whole = find_course(short, short).assignment("stats").rubric_hash
    shutil.rmtree(short / "reference")
    text = (short / "rubric.yaml").read_text(encoding="utf-8")
    (short / "rubric.yaml").write_text(text[: text.index("    criteria:")], encoding="utf-8")
    assert find_course(short, short).assignment("stats").rubric_hash == whole


def test_other_points_make_no_golden_stale_and_another_question_does(short):
    change(probes_of(short), "points=3, ", "\n    points=1,\n    ")
    change(short / "rubric.yaml", "visible: 5", "visible: 3")
    assert find_course(short, short).assignment("stats").golden
    change(probes_of(short), "student.median(case.values)", "student.median(case.values[:])")
    with pytest.raises(GoldenError, match="stale"):
        find_course(short, short).assignment("stats")


def test_each_function_has_a_twin_of_what_is_drawn_from_the_secret_seed():
    probes = load_all_probes(SHORT / "assignments/stats", SHORT / "reference/stats")
    drawn = [p for p in probes if ProbeName.parse(p.name).is_of_class]
    assert [p.name for p in drawn] == ["middle:some@class", "clipped:ends@class"]
    cases = {p.name: p.case.data for p in probes}
    assert cases["middle:some@class"] != cases["middle:some"]


def test_hidden_cases_that_are_drawn_need_the_seed(short):
    (short / "reference/stats/seed").unlink()
    assert "hidden cases are drawn from it; run: grade golden stats" in faults(short)


# Behind the wall


LOOKS_ROUND = """
def median(values):
    try:
        1 / 0
    except ZeroDivisionError as error:
        if {name!r} in error.__traceback__.tb_frame.f_back.f_globals:
            return None
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
"""


def test_what_asks_is_sent_without_cases_and_marks():
    source = probes_of(SHORT).read_text(encoding="utf-8")
    sent = trim(source)
    assert "def middle" in sent
    assert "def some" in source
    for word in ("grader", "@probe", "def some", "case(", "9.0"):
        assert word in source
        assert word not in sent
    assert [*map(len, (source.split("\n"), sent.split("\n")))] == [source.count("\n") + 1] * 2


@pytest.mark.walls
@pytest.mark.parametrize(
    ("name", "earned"),
    [
        pytest.param("some", 3, id="what draws a case"),
        pytest.param("case", 3, id="what writes one down"),
        pytest.param("probe", 3, id="what marks a probe"),
        pytest.param("middle", 0, id="control: what asks"),
    ],
)
def test_who_is_asked_finds_what_asks_and_no_more(run, name, earned):
    assert run(LOOKS_ROUND.format(name=name))["median"] == earned


SCATTERED = '''
from __future__ import annotations
import math
from pathlib import Path
from grader.author import case as example, drawn, needs as about, probe

HERE = Path(__file__).parent
TABLE = {}
for k in range(3):
    TABLE[k] = k
if TABLE:
    FACTOR = 2


def helper(x):
    return math.floor(x) * FACTOR + TABLE[1]


def rows(n):
    example(f"r{n}", middle, n=n, text=HERE.name)


@about("median")
def middle(student, case):
    """the middle"""
    return helper(student.median(case.n))


for n in range(2):
    rows(n)
ALL = [middle]
middle.text = """
# of a text, though it looks like a comment"""
example("even", *ALL, n=2)
# What is said of a case
# goes with it.
example("last", *ALL, n=3)


@drawn(*ALL)
def noisy(rng):
    return {"n": rng.random()}


middle.non_finite = True
'''


def test_what_a_probe_needs_of_its_file_stays(tmp_path):
    sent = trim(SCATTERED)
    assert "What is said" not in sent
    assert "of a text" in sent
    namespace = {}
    exec(sent, namespace)  # without a file's place, and nothing imported of ours

    class Student:
        median = staticmethod(lambda n: n + 0.5)

    class Case:
        n = 3

    assert namespace["middle"](Student, Case) == 7
    assert namespace["middle"].non_finite
    assert {"HERE", "rows", "ALL", "noisy", "example", "probe"}.isdisjoint(namespace)


def test_a_file_without_grader_author_is_sent_as_it_is():
    source = probes_of(TINY).read_text(encoding="utf-8")
    assignment = find_course(TINY, TINY).assignment("stats")
    assert questions_of(assignment).source == source


# Slips


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "points=3",
            "pionts=3",
            ["probes.py:6:8: unknown key 'pionts'; did you mean 'points'?", "missing key 'points'"],
            id="a word misspelt",
        ),
        pytest.param(
            "points=3", 'points="3"', ["probes.py:6:8: ", "not '3'"], id="a text for a number"
        ),
        pytest.param(
            "points=3", "points=N", ["probes.py:6:8: points: write the value out"], id="a name"
        ),
        pytest.param("(points=3, ", '("updates", ', ["probes.py:6:8: say by name"], id="no word"),
        pytest.param(
            "points=3", "points=3, rule='imports'", ["'rule' is nothing that a probe"], id="a rule"
        ),
        pytest.param(
            "points=3",
            "points=4",
            ["rubric.yaml:4:23", "add up to 6 points, not the stated 5"],
            id="points that do not add up",
        ),
        pytest.param(
            '    """clip() keeps each value between two bounds"""\n',
            "",
            ["probes.py:13:1: probe 'clipped' has no docstring"],
            id="no docstring",
        ),
        pytest.param(
            "def clipped",
            "def middle",
            ["probes.py:13:1: a probe 'middle' is in line 7, too"],
            id="a name twice",
        ),
        pytest.param(
            'points=2, group="boundaries", criterion="clip"',
            'points=2, criterion="median"',
            ["probes.py:12:8: criterion 'median' says 'points' in line 6, too; say it once"],
            id="points twice",
        ),
        pytest.param(
            'criterion="median"',
            'criterion="unseen"',
            ["probes.py:6:2: 'unseen' is also the name of what is hidden"],
            id="a hidden one's name",
        ),
        pytest.param(
            "from grader.author import case, drawn, probe",
            "import grader.author",
            ["probes.py:3:1: write `from grader.author import probe, case`"],
            id="the whole module",
        ),
        pytest.param("def clipped(", "def clipped((", ["probes.py:13", "not Python"], id="syntax"),
    ],
)
def test_a_slip_is_told_with_its_line(short, old, new, expected):
    change(probes_of(short), old, new)
    text = faults(short)
    for words in expected:
        assert words in text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            '"wide", clipped',
            '"wide", "cliped"',
            "line 20: case 'wide' names no probe: 'cliped'; did you mean 'clipped'?",
            id="a probe that there is not",
        ),
        pytest.param('"wide", clipped', '"wide", cliped', "line 20: NameError", id="a name"),
        pytest.param('"wide", clipped', '"wide"', "line 20: case 'wide' names no probe", id="none"),
        pytest.param(
            'case("even"',
            'case("odd"',
            "line 19: the case 'odd' is in line 18, too",
            id="a name twice",
        ),
        pytest.param(
            "rng.randint(0, 99)", "rng.ranint(0, 99)", "line 25: case 'some' Attr", id="a drawn one"
        ),
    ],
)
def test_a_slip_in_a_case_is_told_with_its_line(short, old, new, expected):
    change(probes_of(short), old, new)
    assert expected in faults(short)


def test_all_slips_are_told_at_once(short):
    path = probes_of(short)
    change(path, "points=3", "pionts=3")
    change(path, "def clipped", "def clipped2")
    change(path, '"""clip() keeps each value between two bounds"""', "pass")
    change(short / "rubric.yaml", "hidden: 2", "hiden: 2")
    text = faults(short)
    for words in ("'pionts'", "probe 'clipped2' has no docstring", "'hiden'"):
        assert words in text
    text = (
        path.read_text(encoding="utf-8").replace("pionts", "points").replace("clipped2", "clipped")
    )
    path.write_text(text.replace("    pass\n", '    """clip"""\n'), encoding="utf-8")
    change(short / "rubric.yaml", "hiden: 2", "hidden: 2")
    change(path, '"odd", middle', '"odd", "midle"')
    change(path, '"wide", clipped', '"wide", "cliped"')
    text = faults(short)
    assert "'midle'" in text
    assert "'cliped'" in text


def test_a_probe_that_is_worth_something_needs_a_case(short):
    change(probes_of(short), 'case("wide", clipped', 'case("wide", middle')
    change(probes_of(short), "@drawn(clipped)", "@drawn(middle)")
    with pytest.raises(RubricError, match="probes.py:12:2: no case asks the probe clipped"):
        find_course(short, short).rubric.assignments["stats"].criteria_for(
            load_all_probes(short / "assignments/stats", None), with_hidden=False
        )


def test_no_criteria_at_all_are_a_fault(tmp_path):
    (tmp_path / "rubric.yaml").write_text(
        "version: 1\nassignments:\n  stats:\n    points: {visible: 0}\n", encoding="utf-8"
    )
    with pytest.raises(RubricError, match=r"no criteria: write some here, or @probe\(points=2\)"):
        load_rubric(tmp_path / "rubric.yaml")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(
            lambda root: change(root / "rubric.yaml", "  stats:", "  stast:"),
            "assignments.stast: no criteria: no folder assignments/stast; did you mean 'stats'?",
            id="a misspelt assignment",
        ),
        pytest.param(
            lambda root: probes_of(root).unlink(),
            "no criteria: no assignments/stats/probes.py",
            id="no probes",
        ),
        pytest.param(
            lambda root: change(probes_of(root), "grader.author", "grader.autor"),
            "no criteria: assignments/stats/probes.py:3 imports from grader.autor; "
            "did you mean 'grader.author'?",
            id="a misspelt module",
        ),
    ],
)
def test_of_no_criteria_the_cause_is_told(short, spoil, expected):
    spoil(short)
    with pytest.raises(RubricError, match=rf"rubric.yaml:\d+:\d+: .*{re.escape(expected)}"):
        load_rubric(short / "rubric.yaml")


def test_probes_of_a_case_may_be_a_list():
    assert names_of(["middle", [len, ("a", sum)]]) == ("middle", "len", "a", "sum")
    with pytest.raises(TypeError, match="a probe is a function or its name, not 3"):
        names_of([3])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("@drawn(middle)", "@drawn", "case 'some' names no probe: say which are asked about it"),
        ('case("wide", clipped', 'case("wide", 3', "a probe is a function or its name, not 3"),
    ],
)
def test_what_is_no_probe_of_a_case_is_told_in_words(short, old, new, expected):
    change(probes_of(short), old, new)
    with pytest.raises(CourseError, match=expected) as caught:
        load_all_probes(short / "assignments/stats", None)
    assert re.search(r"probes.py, line \d+: ", str(caught.value))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "case.values)",
            "case.valeus)",
            "of a case that has no 'valeus' .*; did you mean 'values'",
        ),
        ("student.median", "student.medain", "defines no 'medain' .*; did you mean 'median'"),
    ],
)
def test_a_misspelt_name_in_a_probe_is_told_with_what_is_there(short, old, new, expected):
    change(probes_of(short), old, new)
    course = find_course(short, short)
    rubric = course.rubric.assignments["stats"]
    assignment = load_assignment(short, rubric, with_golden=False)
    references = load_references(assignment, None, only_numpy=True)
    with pytest.raises(RecordingError, match=rf"{expected}") as caught:
        ask_all(references.functions, references.numpy, assignment.probes)
    assert re.search(r"\(assignments/stats/probes.py, line \d+\)", str(caught.value))


@pytest.mark.parametrize(
    ("mark", "words", "expected"),
    [
        (mistake, {"cause": "c", "advise": "a"}, "@mistake has no 'advise'; did you mean 'advice'"),
        (mistake, {"cause": "c"}, "@mistake needs advice="),
        (variant, {"aslo": {}}, "@variant has no 'aslo'; did you mean 'also'"),
    ],
)
def test_a_mark_s_misspelt_word_is_told_with_the_right_one(mark, words, expected):
    with pytest.raises(TypeError, match=expected):
        mark("median", **words)
