"""What a course's author does wrong is never a student's zero."""

import json
import shutil

import pytest
from support.project import TINY

from grader.api import Grader
from grader.authoring.audit import audit
from grader.authoring.audit_table import render
from grader.authoring.goldens import check, record
from grader.core.errors import RecordingError, StaleError, UsageError
from grader.core.result import Status
from grader.course.find import find_course
from grader.course.golden import golden_paths
from grader.course.recording import hash_sources, origin_of, write_golden
from grader.reports.terminal import Style

pytestmark = pytest.mark.walls
RIGHT = """
def median(values):
    v, n = sorted(values), len(values)
    return v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2

def clip(values, low, high):
    return [min(max(v, low), high) for v in values]
"""


@pytest.fixture
def tiny(tmp_path):
    return shutil.copytree(TINY, tmp_path / "course")


def graded(course, source):
    path = course.parent / "hw.py"
    path.write_text(source, encoding="utf-8")
    with Grader(course, "stats") as grader:
        return grader.grade(path)


def put_first(course, line):
    probes = course / "assignments/stats/probes.py"
    probes.write_text(line + "\n" + probes.read_text(encoding="utf-8"), encoding="utf-8")
    for golden in golden_paths(course, "stats"):  # recorded with it, as if it were no slip
        document = json.loads(golden.read_text(encoding="utf-8"))
        paths = [course / name for name in document["sources"]]
        origin = origin_of({"needs": {}, **document}, hash_sources(course, paths))
        write_golden(golden, document["answers"], origin)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("import numpy as np", "ModuleNotFoundError", id="a library"),
        pytest.param("HERE = __file__", "NameError", id="its own place"),
    ],
)
def test_probes_that_do_not_load_behind_the_wall_are_not_graded(tiny, line, fault):
    put_first(tiny, line)
    report = graded(tiny, RIGHT)
    assert report.status is Status.NOT_GRADED
    assert f"probes.py, line 1: {fault}" in report.notes[0]


def test_a_program_that_ends_itself_still_has_what_it_deserves(tiny):
    source = RIGHT.replace("return [min", "import os; os._exit(0); return [min")
    report = graded(tiny, source)
    assert report.status is Status.GRADED
    assert 0 < report.earned < report.maximum


def record_tiny(course):
    record(find_course(course, course), "stats", None, lambda text: None)


def change_probe(course, old, new):
    probes = course / "assignments/stats/probes.py"
    text = probes.read_text(encoding="utf-8")
    assert old in text
    probes.write_text(text.replace(old, new), encoding="utf-8")


UPPER = """
upper:
  in: median
  replace: "v[n // 2] if n % 2"
  by: "v[n // 2] if n"
  cause: the upper middle
  advice: take the mean of both
"""
MEDIAN = "return student.median(case.values)"


def test_what_is_right_is_recorded(tiny):
    (tiny / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    record_tiny(tiny)
    assert graded(tiny, RIGHT).earned == 7


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        pytest.param(
            "import random; return student.median(case.values) + random.random()",
            "answers otherwise when it is asked again",
            id="a random number",
        ),
        pytest.param(
            "return list({str(n) for n in range(9)})",
            "answers otherwise when it is asked again",
            id="the order of a set",
        ),
        pytest.param("return list(range(10001))", "more than 10,000 values", id="too many values"),
        pytest.param("return [[[[[[[[[[1, 2]], 3]], 3]]]], 4]]", "nested deeper", id="too deep"),
        pytest.param("return {(1, 2): 3.0}", "keys must be texts or numbers", id="an odd key"),
        pytest.param("return {1: 2.0, '1': 3.0}", "all different", id="two keys of one text"),
        pytest.param("return 10**400", "no golden", id="a number too long for the wire"),
    ],
)
def test_no_golden_is_recorded_that_a_right_student_could_not_reach(tiny, new, fault):
    change_probe(tiny, MEDIAN, new)
    before = (tiny / "assignments/stats/golden.json").read_bytes()
    with pytest.raises(RecordingError, match=fault):
        record_tiny(tiny)
    assert (tiny / "assignments/stats/golden.json").read_bytes() == before


def test_a_probe_that_forgets_its_return_is_told_and_no_mistake_is_blamed(tiny):
    mistakes = tiny / "reference/stats/mistakes"
    mistakes.mkdir()
    (tiny / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    (mistakes / "own.yaml").write_text(UPPER, encoding="utf-8")
    change_probe(tiny, MEDIAN, "student.median(case.values)")
    before = (tiny / "assignments/stats/golden.json").read_bytes()
    with pytest.raises(RecordingError) as caught:
        record_tiny(tiny)
    told = "assignments/stats/probes.py:10: middle returns None for every case: is a return missing"
    assert told in str(caught.value)
    assert "upper" not in str(caught.value)
    assert (tiny / "assignments/stats/golden.json").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("replace:", "replce:", "own.yaml:4:3: .*unknown key 'replce'", id="a key"),
        pytest.param("n % 2", "n & 2", "own.yaml:4:3: .*the example has no", id="a text"),
        pytest.param("  in:", "\tin:", "own.yaml:3:1: not YAML: .*write blanks", id="a tab"),
        pytest.param(
            "  cause:", "  about: [meadian]\n  cause:", "criteria that do not exist", id="about"
        ),
    ],
)
def test_a_slip_in_the_catalogue_is_told_before_any_reference_is_asked(tiny, old, new, fault):
    mistakes, reference = tiny / "reference/stats/mistakes", tiny / "reference/stats/numpy_stats.py"
    mistakes.mkdir()
    (tiny / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    assert old in UPPER
    (mistakes / "own.yaml").write_text(UPPER.replace(old, new), encoding="utf-8")
    reference.write_text("raise SystemError('was run')\n", encoding="utf-8")
    with pytest.raises(UsageError, match=fault):
        record_tiny(tiny)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("None if len(case.values) == 3 else student.median(case.values)", id="some"),
        pytest.param("[None, student.median(case.values)]", id="within a list"),
        pytest.param("[None, None]", id="a list of nothing else"),
    ],
)
def test_none_is_right_of_some_cases_and_within_an_answer(tiny, answer):
    change_probe(tiny, MEDIAN, f"return {answer}")
    record_tiny(tiny)
    assert graded(tiny, RIGHT).earned == 7


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        pytest.param(
            "assignments/stats/probes.py",
            "def middle(student, case)",
            "def middle(student)",
            r"stats/probes\.py:10: middle: a probe takes \(student, case\)",
            id="a probe of one argument",
        ),
        pytest.param(
            "assignments/stats/cases.py",
            "[4.0, 1.0, 3.0, 2.0]",
            "{4.0, 1.0}",
            r"assignments/stats/cases\.py:9: case 'even': values: Object of type set is not JSON",
            id="a set in a case",
        ),
        pytest.param(
            "reference/stats/cases.py",
            "[10.0, 30.0, 20.0, 0.0, 5.0]",
            "{10.0}",
            r"reference/stats/cases\.py:1: case 'unseen': values: Object of type set is not JSON",
            id="a set in a hidden case",
        ),
    ],
)
def test_what_no_reference_need_be_asked_for_blames_none(tiny, path, old, new, fault):
    text = (tiny / path).read_text(encoding="utf-8")
    assert old in text
    (tiny / path).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RecordingError, match=fault) as caught:
        record_tiny(tiny)
    assert "the reference" not in str(caught.value)


INFINITE = "return [student.median(case.values), float('nan'), float('-inf')]"


@pytest.mark.parametrize("where", ["case", "probe"])
def test_what_is_not_finite_may_be_right_where_a_case_or_its_probe_says_so(tiny, where):
    change_probe(tiny, MEDIAN, INFINITE)
    with pytest.raises(RecordingError, match='if that is right, say "non_finite": True'):
        record_tiny(tiny)
    if where == "case":
        for path in tiny.rglob("cases.py"):
            text = path.read_text(encoding="utf-8")
            said = text.replace('"probes": ["middle"]', '"probes": ["middle"], "non_finite": True')
            path.write_text(said, encoding="utf-8")
    else:
        probes = tiny / "assignments/stats/probes.py"
        text = probes.read_text(encoding="utf-8")
        probes.write_text(text + "\nmiddle.non_finite = True\n", encoding="utf-8")
    record_tiny(tiny)
    assert "NaN, -Infinity]" in (tiny / "assignments/stats/golden.json").read_text(encoding="utf-8")
    assert graded(tiny, RIGHT).earned == 7


def test_goldens_of_another_version_are_said_to_be_so_and_are_stale_by_answers_alone(tiny):
    (tiny / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    record_tiny(tiny)
    for path in golden_paths(tiny, "stats"):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["made_with"].keys() == {"grader", "python", "numpy", "blas"}
        old = {"needs": {}, **document, "made_with": {**document["made_with"], "numpy": "1.0"}}
        write_golden(path, document["answers"], origin_of(old, document["sources"]))
    said = []
    check(find_course(tiny, tiny), "stats", None, said.append)
    assert "within the tolerance (recorded with numpy 1.0, here " in said[-1]
    edited = path.read_text(encoding="utf-8").replace('unseen": 10.0', 'unseen": 10.5')
    path.write_text(edited, encoding="utf-8")
    with pytest.raises(StaleError, match=r"expected 10.5, got 10\n.*recorded with numpy 1.0, here"):
        check(find_course(tiny, tiny), "stats", None, said.append)


@pytest.mark.parametrize("line", ["import numpy as np", "HERE = __file__"])
@pytest.mark.parametrize("has_example", [True, False])
def test_no_golden_is_recorded_of_probes_that_do_not_load_behind_the_wall(tiny, line, has_example):
    if has_example:
        (tiny / "assignments/stats/example.py").write_text(RIGHT, encoding="utf-8")
    put_first(tiny, line)
    with pytest.raises(RecordingError, match=r"probes\.py, line 1: "):
        record_tiny(tiny)


def test_no_golden_is_recorded_of_a_probe_that_is_slow_by_itself(tiny):
    change_probe(tiny, MEDIAN, "import time; time.sleep(0.4)\n    " + MEDIAN)
    rubric = (tiny / "rubric.yaml").read_text(encoding="utf-8")
    limited = rubric.replace("    criteria:", "    limits: {probe_seconds: 0.1}\n    criteria:")
    (tiny / "rubric.yaml").write_text(limited, encoding="utf-8")
    with pytest.raises(RecordingError, match="probe middle:even: takes too long by itself"):
        record_tiny(tiny)


def test_no_golden_is_recorded_that_the_example_does_not_earn(tiny):
    wrong = RIGHT.replace("max(v, low)", "max(v, low + 1)")
    (tiny / "assignments/stats/example.py").write_text(wrong, encoding="utf-8")
    with pytest.raises(RecordingError, match="criterion clip: 0 of"):
        record_tiny(tiny)


def test_an_audit_without_mistakes_does_not_say_that_every_one_is_seen(tiny):
    audited = audit(find_course(tiny, tiny).assignment("stats"), None, None, lambda text: None)
    text = render(audited, Style(colour=False, width=80))
    assert "no mistakes to try" in text
    assert "every mistake is seen" not in text
