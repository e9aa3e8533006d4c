"""Recording goldens: what is trusted, what is refused, and what makes a golden stale."""

import dataclasses
import importlib.util
import json
import shutil
from runpy import run_path

import pytest
from support.project import ROOT, TINY

from grader.authoring.goldens import check, record
from grader.core.errors import RecordingError, StaleError, UsageError
from grader.course.draws import RightPrograms, with_seed
from grader.course.find import find_course
from grader.course.golden import golden_paths
from grader.course.load import load_assignment
from grader.pipeline import grade
from grader.submission.notebook import read_submission

pytestmark = pytest.mark.walls  # what is recorded is tried behind them


def silent(text):
    pass


@pytest.fixture
def copy(tmp_path):
    """A copy of the whole course, to be changed at will."""
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def goldens(root):
    return [path.read_bytes() for path in golden_paths(root, "perceptron")]


def test_recording_again_changes_no_answer(copy):
    for kind in ("mistakes", "variants"):  # they take long, and have their own tests
        shutil.rmtree(copy / "reference/perceptron" / kind)
    before = [json.loads(text)["answers"] for text in goldens(copy)]
    lines = []
    record(find_course(copy, copy), "perceptron", "cpu", lines.append)
    assert [json.loads(text)["answers"] for text in goldens(copy)] == before
    # Where probes take long it says what it is at.
    assert "perceptron: asked again, in 4 other processes" in lines
    assert "perceptron: asked of a program as students hand in, behind the wall" in lines


def test_there_are_enough_probes_on_every_function(assignment):
    visible = [probe for probe in assignment.probes if not probe.hidden]
    assert len(visible) >= 30
    subjects = {probe.needs[-1] for probe in visible}
    methods = {f"Perceptron.{name}" for name in ("forward", "backward", "train", "evaluate")}
    functions = {"load_data", "class_counts", "split", "mean_std", "standardize", "prepare"}
    assert subjects == methods | functions | {"Perceptron", "decision_boundary", "main"}


def test_every_probe_is_asked_by_a_criterion(assignment):
    criteria = assignment.criteria
    asked = {probe for each in criteria for probe in (*each.probes, *each.drawn)}
    assert asked == {probe.name for probe in assignment.probes}


def test_the_visible_golden_holds_nothing_hidden(assignment):
    visible, hidden = golden_paths(ROOT, "perceptron")
    names = {probe.name for probe in assignment.probes if probe.hidden}
    assert names == set(json.loads(hidden.read_text(encoding="utf-8"))["answers"])
    assert names.isdisjoint(json.loads(visible.read_text(encoding="utf-8"))["answers"])


def test_references_that_disagree_are_refused_and_nothing_is_overwritten(copy):
    before = goldens(copy)
    edit(copy / "reference/perceptron/torch_perceptron.py", "correction=0", "correction=1")
    with pytest.raises(
        RecordingError, match=r"probe measured:\w+: NumPy and PyTorch disagree: stds"
    ):
        record(find_course(copy, copy), "perceptron", "cpu", silent)
    assert goldens(copy) == before


def test_a_net_input_near_the_threshold_is_refused_and_nothing_is_overwritten(copy):
    before = goldens(copy)
    edit(copy / "assignments/perceptron/cases.py", "[0.0, 1.00390625],", "[0.0, 1.0003],")
    with pytest.raises(
        RecordingError, match="predicted:sides: a net input 0.0003 from the threshold"
    ):
        record(find_course(copy, copy), "perceptron", "cpu", silent)
    assert goldens(copy) == before


def test_a_salt_that_can_be_tried_out_is_refused_and_nothing_is_overwritten(copy):
    before = goldens(copy)
    cases = copy / "reference/perceptron/cases.py"
    salt = run_path(str(ROOT / "reference/perceptron/cases.py"))["SALT"]
    assert len(salt) == 32
    edit(cases, salt, salt[:31])
    with pytest.raises(RecordingError, match=r"cases\.py: SALT has fewer than 32 hexadecimal"):
        record(find_course(copy, copy), "perceptron", "cpu", silent)
    assert goldens(copy) == before


def test_a_reference_that_raises_is_named_with_the_probe(copy):
    edit(copy / "reference/perceptron/numpy_perceptron.py", "minlength=2)", "minlength=-2)")
    with pytest.raises(
        RecordingError,
        match=r"probe counted:mostly_ones: the NumPy reference raised Value.* "
        r"\(reference/perceptron/numpy_perceptron\.py, line \d+\)",
    ):
        record(find_course(copy, copy), "perceptron", "cpu", silent)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        pytest.param(
            "reference/stats/numpy_stats.py",
            "import numpy as np",
            "import numpy as np  # as pip installs it",
            "numpy_stats.py changed",
            id="a reference",
        ),
        pytest.param(
            "assignments/stats/cases.py",
            "[3.0, 1.0, 2.0]",
            "[3.0, 1.0, 2.5]",
            "probe middle:odd",
            id="a case",
        ),
        pytest.param(
            "assignments/stats/cases.py",
            '"odd"',
            '"uneven"',
            "probe middle:uneven came or went",
            id="a name",
        ),
        pytest.param(
            "assignments/stats/golden.json",
            '"middle:odd": 2.0',
            '"middle:odd": 2.01',
            "probe middle:odd",
            id="an answer",
        ),
    ],
)
def test_check_names_what_changed(tmp_path, file, old, new, named):
    tiny = shutil.copytree(TINY, tmp_path / "tiny")
    edit(tiny / file, old, new)
    with pytest.raises(StaleError) as caught:
        check(find_course(tiny, tiny), "stats", "cpu", silent)
    assert named in str(caught.value)


@pytest.fixture
def told(tmp_path):
    """Change a recorded course by hand, record it again, and give what is said of questions."""
    tiny = shutil.copytree(TINY, tmp_path / "tiny")

    def run(change):
        change(tiny)
        lines = []
        record(find_course(tiny, tiny), "stats", None, lines.append)
        return [line for line in lines if line.startswith("stats: ") and " question" in line]

    return run


FEWER = """
CASES = {
    "even": {"probes": ["middle"], "values": [4.0, 1.0, 3.0, 2.0]},
    "uneven": {"probes": ["middle"], "values": [3.0, 1.0, 2.0]},
    "wide": {"probes": ["clipped"], "values": [-5.0, 0.5, 9.0], "low": 0.0, "high": 1.0},
}
"""


def test_recording_names_the_questions_that_went_and_those_that_came(told):
    assert told(lambda tiny: (tiny / "assignments/stats/cases.py").write_text(FEWER)) == [
        "stats: 2 questions went: middle:odd, middle:some",
        "stats: 1 question came: middle:uneven",
    ]
    assert told(lambda tiny: None) == []


def test_many_questions_are_named_in_a_line(told):
    cases = "CASES |= {f'n{n}': {'probes': ['middle'], 'values': [n]} for n in range(30)}\n"
    (line,) = told(lambda tiny: append(tiny / "assignments/stats/cases.py", cases))
    assert line.startswith("stats: 30 questions came: middle:n0, middle:n1, ")
    assert line.endswith("middle:n9 and 20 more")


def test_where_no_hidden_case_is_left_nothing_stays_of_its_answers(told, tmp_path):
    unseen = "stats: 1 question went: middle:unseen"
    rubric, line = (
        "rubric.yaml",
        "      - {name: unseen, group: data, points: 2, visibility: hidden",
    )

    def leave_out(tiny):
        (tiny / "reference/stats/cases.py").unlink()
        lines = (tiny / rubric).read_text().splitlines(keepends=True)
        text = "".join(each for each in lines if not each.startswith(line))
        (tiny / rubric).write_text(text.replace(", hidden: 2", ""))

    assert told(leave_out) == [unseen]
    assert not (tmp_path / "tiny/reference/stats/golden.json").exists()
    assert told(lambda tiny: None) == []


def test_the_first_recording_names_none(told):
    def unrecorded(tiny):
        for path in golden_paths(tiny, "stats"):
            path.unlink()

    assert told(unrecorded) == []


def test_a_kit_cannot_record(copy):
    shutil.rmtree(copy / "reference")
    with pytest.raises(UsageError, match="a student's kit does not hold"):
        record(find_course(copy, copy), "perceptron", None, silent)


def test_a_missing_extra_is_named_with_the_line_that_installs_it(course, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        UsageError, match=r"numpy is not installed.*run: pip install numpy .*\[reference\]"
    ):
        record(course, "perceptron", None, silent)


def test_a_seed_adds_cases_under_the_same_criteria(assignment):
    more = with_seed(assignment, 7)
    added = [probe.name for probe in more.probes[len(assignment.probes) :]]
    assert "epochs_apart:noisy@7" in added
    assert set(added) <= set(more.golden)
    counted = {probe for criterion in more.criteria for probe in criterion.probes}
    assert set(added) <= counted
    assert more.maximum == assignment.maximum


def test_a_seed_draws_the_same_for_all(assignment):
    one, other = with_seed(assignment, 11), with_seed(assignment, 11)
    assert one.golden == other.golden
    assert one.golden != with_seed(assignment, 12).golden


def test_a_seed_s_hidden_cases_stay_hidden(assignment):
    more = with_seed(assignment, 7)
    hidden = {probe.name for probe in more.probes if probe.hidden and "@7" in probe.name}
    assert hidden
    for criterion in more.criteria:
        if not criterion.hidden:
            assert hidden.isdisjoint(criterion.probes)


# By the first draw of the last two only one label is trained on, in the first of two runs, of which
# NumPy gives no number and goes on; or in the second, whose golden would be none.
@pytest.mark.parametrize("seed", [*range(5), 46, 1610])
def test_the_example_is_right_on_drawn_cases(assignment, grade_cells, seed):
    report = grade_cells(assignment=with_seed(assignment, seed))
    assert report.earned == 50


def test_what_a_right_program_prints_is_not_shown_where_it_is_asked(assignment, capsys):
    right = RightPrograms.of(assignment)
    probe = next(probe for probe in assignment.probes if probe.name == "boundary:line")

    def boundary(student, case):
        print("asked")
        return right.references.functions["boundary"](student, case)

    asked = dataclasses.replace(right.references, functions={"boundary": boundary})
    answers = dataclasses.replace(right, references=asked).ask([probe])
    assert answers == {probe.name: assignment.golden[probe.name]}
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("slip", ["raise ValueError(case.bias)", "return float('nan')"])
def test_a_drawn_case_that_a_right_program_never_answers_is_an_author_s_slip(copy, slip):
    edit(copy / "assignments/perceptron/probes.py", "    ends = call_boundary", f"    {slip} # ")
    course = find_course(copy, copy)
    rubric = course.rubric.assignments["perceptron"]
    assignment = load_assignment(copy, rubric, with_golden=False)
    with pytest.raises(
        RecordingError, match="^--seed 7: probe boundary:line@7: the NumPy reference"
    ):
        with_seed(assignment, 7)


def test_two_assignments_may_not_share_a_case_name(copy):
    path = copy / "reference/perceptron/cases.py"
    edit(path, '"unseen_rows": unseen_rows', '"noisy": unseen_rows')
    from grader.core.errors import CourseError

    with pytest.raises(CourseError, match="two cases share a name"):
        record(find_course(copy, copy), "perceptron", None, print)


EITHER = """
import numpy as np
from grader.author import Either


def median(values):
    low, high = np.quantile(values, 0.5, method="lower"), np.quantile(values, 0.5, method="higher")
    return Either([low, high, (low + high) / 2])


def clip(values, low, high):
    return np.clip(values, low, high)
"""
UPPER = """
def median(values):
    return sorted(values)[len(values) // 2]

def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
"""


@pytest.fixture
def either(tmp_path):
    """A course of which the reference says that one of several answers is right."""
    root = shutil.copytree(TINY, tmp_path / "either")
    (root / "reference/stats/numpy_stats.py").write_text(EITHER)
    return root


@pytest.mark.parametrize(
    ("program", "earned"),
    [
        pytest.param(UPPER, 7, id="another than the first"),
        pytest.param(UPPER.replace("// 2]", "// 2 - 1]"), 2, id="none of them"),
    ],
)
def test_each_of_several_answers_that_a_reference_gives_is_right(either, sandbox, program, earned):
    record(find_course(either, either), "stats", None, silent)
    written = json.loads((either / "assignments/stats/golden.json").read_text())["answers"]
    assert written["middle:even"] == {"either of": {"1": 2.0, "2": 3.0, "3": 2.5}}
    (either / "hw.py").write_text(program)
    assignment = find_course(either, either).assignment("stats")
    submission = read_submission(either / "hw.py", assignment.limits)
    report = grade(submission, assignment, sandbox, is_own=True).report
    assert report.earned == earned
    check(find_course(either, either), "stats", None, silent)


def test_several_answers_within_a_list_are_refused(either):
    path = either / "reference/stats/numpy_stats.py"
    path.write_text(EITHER.replace("return Either([", "return [1, Either([").replace("2])", "2])]"))
    with pytest.raises(RecordingError, match="an Either is a whole answer, or a part of a dict"):
        record(find_course(either, either), "stats", None, silent)
