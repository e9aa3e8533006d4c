"""`grade check` by its parts: an assignment that is wrong in one way is told just that."""

import contextlib
import re
import shutil

import pytest
from support.courses import change, notebook
from support.project import CHECKED

from grader.authoring.bench import Bench
from grader.authoring.checks import CHECKS, run_check

pytestmark = pytest.mark.walls

ELSEWHERE = ("again", "lazy", "mutants")  # they take longer, and are tried by themselves
BY_NAME = {check.name: check for check in CHECKS}
QUICK = [check for check in CHECKS if check.name not in ELSEWHERE]
PROBES, CASES = "assignments/stats/probes.py", "assignments/stats/cases.py"
REFERENCE, EXAMPLE = "reference/stats/numpy_stats.py", "assignments/stats/example.py"
STARTER = "assignments/stats/stats.ipynb"


@pytest.fixture
def course(tmp_path):
    return shutil.copytree(CHECKED, tmp_path / "course")


def outcomes_of(course, checks=QUICK):
    with contextlib.closing(Bench(course, "stats", lambda text: None)) as bench:
        return {check.name: run_check(check, bench) for check in checks}


def told(outcomes):
    """What is to be mended: each fault with its place and the next step, by its check."""
    return {
        (name, *map(from_course, (defect.place, defect.message, defect.remedy)))
        for name, outcome in outcomes.items()
        for defect in outcome.defects
    }


def from_course(text):
    return re.sub(r"/\S*/course/", "", text)


def test_where_nothing_is_wrong_nothing_is_found():
    outcomes = outcomes_of(CHECKED)
    assert told(outcomes) == set()
    assert all(outcome.passes and outcome.summary for outcome in outcomes.values())


AGAIN = "grade golden stats"
OTHER_PROBE = '''

@needs("median")
def twice(student, case):
    """median() gives the same again"""
    return student.median(case.values)
'''


# Each changes a text of a file, or adds to it.
@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        pytest.param(
            "rubric.yaml",
            "points: 3,",
            "points: 4,",
            ("rubric", "rubric.yaml:4", "visible criteria add up to 6 points", ""),
            id="points that do not add up",
        ),
        pytest.param(
            "rubric.yaml",
            '["clipped:*"]',
            '["cliped:*"]',
            ("criteria", "rubric.yaml:8", "no visible probe matches 'cliped:*'", ""),
            id="a pattern that matches nothing",
        ),
        pytest.param(
            PROBES,
            None,
            "\ndef broken(:\n",
            ("questions", "assignments/stats/probes.py:20", "SyntaxError: invalid syntax", ""),
            id="probes that are no Python",
        ),
        pytest.param(
            PROBES,
            None,
            OTHER_PROBE,
            (
                "questions",
                "assignments/stats/probes.py:22",
                "no case asks the probe twice",
                'name "twice" among the probes of a case',
            ),
            id="a probe that no case asks",
        ),
        pytest.param(
            REFERENCE,
            "return np.clip(values, low, high)",
            "return values.clip(low, high)",
            (
                "reference",
                "reference/stats/numpy_stats.py:9",
                "AttributeError: 'list' object has no attribute 'clip'",
                "grade ask stats clipped:wide --pdb",
            ),
            id="a reference that raises",
        ),
        pytest.param(
            REFERENCE,
            "return np.median(values)",
            "return np.median(values) + 1",
            (
                "goldens",
                "assignments/stats/probes.py:10",
                "middle:odd: expected 2, got 3",
                AGAIN,
            ),
            id="goldens that are not up to date",
        ),
        pytest.param(
            EXAMPLE,
            "ordered[(n - 1) // 2]",
            "ordered[n // 2]",
            (
                "example",
                EXAMPLE,
                "criterion median is lost: middle:even: expected 2.5, got 3",
                f"grade ask stats middle:even {EXAMPLE}",
            ),
            id="an example that loses points",
        ),
        pytest.param(
            STARTER,
            None,
            notebook("def median(values):\n    return 0\nnowhere + 1\n", "stats"),
            ("starter", STARTER, "NameError", "mend the cell"),
            id="a starter that crashes",
        ),
        pytest.param(
            STARTER,
            None,
            notebook("def clip(v, low, high):\n    return [min(max(x, low), high) for x in v]\n"),
            ("starter", STARTER, "has the 2 points of the criterion clip", "let what is to be"),
            id="a starter with points",
        ),
        pytest.param(
            "reference/stats/variants/own.yaml",
            'by: "ordered[n // 2]) * 0.5"',
            'by: "ordered[n // 2]) * 0.6"',
            (
                "variants",
                "reference/stats/variants/own.yaml:2",
                "the variant by_division is right, but loses median",
                "ask for what",
            ),
            id="a variant that loses points",
        ),
        pytest.param(
            "rubric.yaml",
            '["middle:*"]}\n      - {name: clip',
            '["middle:odd"]}\n      - {name: clip',
            (
                "mistakes",
                "reference/stats/mistakes/own.yaml:2",
                "the mistake upper_middle loses nothing",
                "add a case",
            ),
            id="a mistake that no criterion sees",
        ),
        pytest.param(
            "rubric.yaml",
            "      - {name: clip",
            "      - {name: style, group: text, points: 1, bonus: true, marked: by hand, "
            "about: [clip, told]}\n      - {name: clip",
            (
                "example",
                "rubric.yaml:8",
                "criterion style: is about 'told', of which there is nothing",
                "write a function, a name that is assigned at top level, or a cell's tag",
            ),
            id="marked by hand, and not there",
        ),
        pytest.param(
            "rubric.yaml",
            '["middle:*"]}\n      - {name: clip',
            '["middle:even"]}\n      - {name: clip',
            (
                "criteria",
                "assignments/stats/cases.py:8",
                "no criterion uses the question middle:odd",
                'add "middle:odd" to a visible criterion',
            ),
            id="a question that counts nowhere",
        ),
        pytest.param(
            "reference/stats/mistakes/own.yaml",
            'replace: "min(max(value, low), high)"',
            'replace: "min(max(value, lower), high)"',
            ("catalogue", "reference/stats/mistakes/own.yaml:11", "the example has no", ""),
            id="a mistake of what the example has not",
        ),
    ],
)
def test_a_slip_is_told_with_its_place_and_the_next_step(course, path, old, new, expected):
    if old is not None:
        change(course / path, old, new)
    elif path.endswith(".ipynb"):
        (course / path).write_text(new, encoding="utf-8")
    else:
        with (course / path).open("a", encoding="utf-8") as file:
            file.write(new)
    faults = told(outcomes_of(course, [BY_NAME[expected[0]]]))
    assert any(
        fault[:2] == expected[:2] and all(map(str.__contains__, fault[2:], expected[2:]))
        for fault in faults
    ), faults
