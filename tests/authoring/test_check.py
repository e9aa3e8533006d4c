"""`grade check` by its parts: an assignment that is wrong in one way is told just that."""

import contextlib
import re
import shutil

import pytest
from support.courses import change, notebook
from support.project import CHECKED

from grader.authoring import rule_checks, run_checks
from grader.authoring.bench import Bench
from grader.authoring.checks import CHECKS, run_check
from grader.kit.check import KIT

pytestmark = pytest.mark.walls

ELSEWHERE = ("again", "lazy", "mutants")  # they take longer, and are tried by themselves
BY_NAME = {check.name: check for check in (*CHECKS, KIT)}
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


RULE = "      - {name: own, bonus: true, group: rules, points: 1, rule: calls"
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
            "rubric.yaml",
            "allowed: [math]",
            "allowed: [math, stdlb]",
            ("rubric", "rubric.yaml:5", "allows 'stdlb', not installed here", ""),
            id="a package that is none",
        ),
        pytest.param(
            "rubric.yaml",
            "    criteria:",
            "    data: [dta]\n    criteria:",
            ("criteria", "", "assignments/stats/dta: no such file or folder; mend `data`", ""),
            id="data that are not there",
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
            PROBES,
            "return student.median(case.values)",
            "student.median(case.values)",
            ("reference", f"{PROBES}:10", "middle returns None for every case: is a return", ""),
            id="a probe without its return",
        ),
        pytest.param(
            PROBES,
            "def middle(student, case)",
            "def middle(student)",
            ("questions", f"{PROBES}:10", "middle: a probe takes (student, case)", ""),
            id="a probe of one argument",
        ),
        pytest.param(
            CASES,
            "[3.0, 1.0, 2.0]",
            "{3.0, 1.0}",
            ("questions", f"{CASES}:8", "case 'odd': values: Object of type set is not JSON", ""),
            id="a set in a case",
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
        pytest.param(
            CASES,
            'DRAWN["bounds"] = bounds',
            "",
            (
                "criteria",
                "rubric.yaml:8",
                "criterion clip: students have every case that it asks",
                "add a drawn or hidden case for clipped",
            ),
            id="a criterion all of whose cases students have",
        ),
        pytest.param(
            "rubric.yaml",
            "    criteria:",
            '    pictures: [{kind: plots, title: Points, probe: "middle:od"}]\n    criteria:',
            (
                "criteria",
                "rubric.yaml:6",
                "no visible probe is named 'middle:od'; did you mean 'middle:odd'?",
                "",
            ),
            id="a picture of what nobody asks",
        ),
        pytest.param(
            "rubric.yaml",
            "      - {name: clip",
            f"{RULE}, forbidden: [sorted], in: [medan]}}\n      - {{name: clip",
            (
                "example",
                "rubric.yaml:8",
                "the example has no function 'medan'; did you mean 'median'?",
                "",
            ),
            id="a rule about a function that nobody has",
        ),
        pytest.param(
            "reference/stats/torch_stats.py",
            None,
            "def median(values):\n    return 2.0\n\ndef clip(*values):\n    return 1 / 0\n",
            (
                "torch",
                "assignments/stats/probes.py:10",
                "middle:even: NumPy and PyTorch disagree: expected 2.5, got 2",
                "grade ask stats middle:even",
            ),
            id="references that disagree",
        ),
        pytest.param(
            "reference/stats/torch_stats.py",
            None,
            "def median(values):\n    return 2.0\n\ndef clip(*values):\n    return 1 / 0\n",
            (
                "torch",
                "reference/stats/torch_stats.py:5",
                "probe clipped:wide: the PyTorch reference raised ZeroDivisionError",
                "grade ask stats clipped:wide",
            ),
            id="PyTorch's reference that raises",
        ),
        pytest.param(
            "reference/stats/source.py",
            None,
            "# %%\ndef f(values):\n    ### BEGIN SOLUTION\n    return 0\n    ### END SOLUTION\n",
            (
                "source",
                "assignments/stats/example.ipynb",
                "is not what reference/stats/source.py makes now",
                "grade golden stats",
            ),
            id="an example that the source does not make",
        ),
        pytest.param(
            STARTER,
            "NotImplementedError",
            "NotImplementedError  # 9f86d081884c7d659a2feaa0c55ad015",
            ("kit", "", "the kit would give away: assignments/stats/stats.ipynb holds", "move it"),
            id="a secret that students could read",
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


def test_a_question_near_its_limit_is_worth_a_look(monkeypatch):
    monkeypatch.setattr(run_checks, "NEAR_LIMIT", -1.0)
    (outcome,) = outcomes_of(CHECKED, [BY_NAME["limits"]]).values()
    assert (outcome.state, outcome.passes) == ("look", True)
    first = outcome.defects[0]
    assert first.place.endswith("assignments/stats/cases.py:8")
    assert first.message.startswith("middle:odd takes")
    assert "of its 2 s" in outcome.summary


def test_a_mutant_with_full_marks_and_an_author_s_word_on_it(course):
    bench = Bench(course, "stats", lambda text: None)
    before = run_check(BY_NAME["mutants"], bench)
    marks = [each for each in before.defects if "`n = len(values)`" in each.message]
    assert [each.place.endswith("stats/example.py:3") for each in marks] == [True]
    entry = '- {in: median, replace: len(ordered), by: len(values), why: "as many"}\n'
    (course / "reference/stats/equivalent.yaml").write_text(entry, encoding="utf-8")
    after = run_check(BY_NAME["mutants"], bench.again())
    assert len(after.defects) == len(before.defects) - 1


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("sortd", "did you mean 'sorted'?"),
        ("sort", "did you mean '.sort'?"),
        ("list.srot", "did you mean 'list.sort'?"),
        ("statistics.maen", "did you mean 'statistics.mean'?"),
        ("nowhere.sort", "so no program breaks or keeps the rule"),
        ("sum or sumn", "'sumn' is no builtin"),
    ],
)
def test_a_word_that_no_text_can_have_is_worth_a_look(course, word, hint):
    rule = f"{RULE}, required: [sum, {word}]}}\n      - {{name: clip"
    change(course / "rubric.yaml", "      - {name: clip", rule)
    ((_, place, message, _),) = told(outcomes_of(course, [BY_NAME["criteria"]]))
    assert place == "rubric.yaml:8"
    assert hint in message


@pytest.mark.parametrize(
    "word",
    ["sorted", "list.sort", ".dot", "numpy.linalg", "numpy.sort", "os.path.join", "math", "str"],
)
def test_a_word_that_a_text_can_have_is_none(word):
    assert rule_checks.is_known(word)


@pytest.mark.parametrize(
    ("check", "path", "old", "new", "summary"),
    [
        pytest.param(
            "variants",
            "reference/stats/variants/own.yaml",
            'by: "ordered[n // 2]) * 0.5"',
            'by: "ordered[n // 2]) * 0.6"',
            "0 of 1 correct variants have all points",
            id="variants",
        ),
        pytest.param(
            "goldens",
            REFERENCE,
            "return np.median(values)",
            "return np.median(values) + 1",
            "7 recorded answers are not all up to date",
            id="goldens",
        ),
        pytest.param(
            "again",
            REFERENCE,
            "return np.median(values)",
            "return hash('a text')",
            "5 of 7 answers are others in other processes",
            id="again",
        ),
        pytest.param(
            "torch",
            REFERENCE.replace("numpy", "torch"),
            None,
            "def median(values):\n    return -1.0\n\ndef clip(values, *ends):\n    return values\n",
            "0 of 7 answers agree with NumPy's",
            id="torch",
        ),
        pytest.param(
            "source",
            "reference/stats/source.py",
            None,
            "# %%\ndef f(values):\n    ### BEGIN SOLUTION\n    return 0\n    ### END SOLUTION\n",
            "source.py: example and starter are not what it makes now",
            id="source",
        ),
        pytest.param(
            "kit",
            STARTER,
            "NotImplementedError",
            "NotImplementedError  # 9f86d081884c7d659a2feaa0c55ad015",
            "11 files, 1 hidden among",
            id="kit",
        ),
    ],
)
def test_a_headline_says_what_was_found(course, check, path, old, new, summary):
    if old is None:
        (course / path).write_text(new, encoding="utf-8")
    else:
        change(course / path, old, new)
    outcome = outcomes_of(course, [BY_NAME[check]])[check]
    assert outcome.faults
    assert outcome.summary.startswith(summary)


def test_a_case_that_is_another_each_time_is_one_fault_and_the_rest_waits(course):
    change(course / CASES, "def some(rng):\n", "def some(rng):\n    import random as rng\n\n")
    outcomes = outcomes_of(course)
    message = "the case some is another each time that it is made"
    step = "draw from the generator that it is given, no other"
    assert told(outcomes) == {("questions", f"{CASES}:1", message, step)}
    assert outcomes["goldens"].waits_for == outcomes["example"].waits_for == "questions"


def test_a_package_that_is_none_is_told_once_with_what_is_meant(course):
    change(course / "rubric.yaml", "allowed: [math]", "allowed: [math, stdlb]")
    outcomes = outcomes_of(course)
    ((check, _, message, _),) = told(outcomes)
    assert check == "rubric"
    assert message.endswith("did you mean 'stdlib'?")
    assert "pip install" not in message
    waiting = {outcome.waits_for for outcome in outcomes.values()}
    assert waiting == {"rubric", ""}


def test_a_probe_without_its_return_blames_no_mistake(course):
    change(course / PROBES, "return student.clip(case.values", "student.clip(case.values")
    outcomes = outcomes_of(course)
    assert [outcome.check for outcome in outcomes.values() if outcome.faults] == ["reference"]
    assert outcomes["catalogue"].waits_for == "reference"


def test_an_entry_at_fault_is_told_without_a_step_that_is_refused(course):
    path = "reference/stats/mistakes/own.yaml"
    change(course / path, 'by: "max(value, low)"', 'by: "min(max(value, low), high)"')
    ((check, place, message, step),) = told(outcomes_of(course, [BY_NAME["catalogue"]]))
    assert "changes nothing" in message
    assert (check, step) == ("catalogue", "")
