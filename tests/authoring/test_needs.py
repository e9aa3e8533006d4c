"""What probes need is found out: of the homeworks all but one as their authors say it."""

import dataclasses
import json
import shutil

import pytest
from support.courses import STATS, change
from support.project import ROOT

from grader.authoring.goldens import check, record
from grader.authoring.needs import find_needs
from grader.core.errors import RecordingError, StaleError
from grader.course.find import find_course
from grader.course.load import load_assignment
from grader.course.references import load_references

SHORT = ROOT / "tests/courses/short_stats"
# It asks for slopes first and then for many values: it is about the first, as its author says.
BY_HAND = {"softmax": {"gradient_check"}}


def silent(text):
    pass


@pytest.fixture
def short(tmp_path):
    return shutil.copytree(SHORT, tmp_path / "course")


def load(root, name="stats"):
    rubric = find_course(root, root).rubric.assignments[name]
    assignment = load_assignment(root, rubric, with_golden=False)
    return assignment, load_references(assignment, None, only_numpy=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of NumPy, about a reference's own
@pytest.mark.parametrize(
    "name",
    # PyTorch's import takes longer than all that needs none.
    ["perceptron", "logistic", "softmax", pytest.param("torch_mlp", marks=pytest.mark.processes)],
)
def test_what_is_found_is_what_the_authors_say(name):
    pytest.importorskip("numpy")
    assignment, references = load(ROOT, name)
    for function in references.functions.values():
        function.undeclared = True
    needs = find_needs(assignment, references)
    declared = {probe.function: probe.needs for probe in assignment.probes}
    assert {name for name in needs if needs[name] != declared[name]} == BY_HAND.get(name, set())
    assert needs.keys() == declared.keys()


def test_what_is_said_by_hand_is_not_looked_for():
    assignment, references = load(ROOT, "logistic")
    assert find_needs(assignment, references) == {}


@pytest.mark.walls
def test_recording_finds_needs_and_makes_a_seed(short):
    for path in (short / "reference/stats/seed", short / "assignments/stats/golden.json"):
        path.unlink()
    record(find_course(short, short), "stats", None, silent)
    document = json.loads((short / "assignments/stats/golden.json").read_text(encoding="utf-8"))
    assert document["needs"] == {"middle": ["median"], "clipped": ["clip"]}
    assert len((short / "reference/stats/seed").read_text().strip()) == 32
    assignment = find_course(short, short).assignment("stats")
    assert assignment.needs["middle:odd"] == ("median",)
    check(find_course(short, short), "stats", None, silent)


@pytest.mark.walls
def test_other_needs_are_told(short):
    path = short / "assignments/stats/golden.json"
    change(path, '"median"\n', '"medain"\n')
    with pytest.raises(StaleError, match="probe middle: needs median, recorded: medain"):
        check(find_course(short, short), "stats", None, silent)


def test_a_probe_that_calls_nothing_is_refused(short):
    path = short / "assignments/stats/probes.py"
    change(path, "student.median(case.values)", "0")
    with pytest.raises(RecordingError, match=r"probe middle: calls nothing of the reference's"):
        record(find_course(short, short), "stats", None, silent)


def test_a_function_that_the_reference_lacks_is_none_of_a_case(short):
    change(short / "reference/stats/numpy_stats.py", "def median(", "def medain(")
    with pytest.raises(
        RecordingError,
        match=r"the NumPy reference defines no 'median' \(assignments/stats/probes\.py, line \d+\)"
        "; did you mean 'medain'",
    ):
        record(find_course(short, short), "stats", None, silent)


CLASSES = """
class Base:
    def fit(self):
        return self.step()

    def step(self):
        return 1.0


class Model(Base):
    def __init__(self):
        self.start()

    def start(self):
        pass


def loss(model):
    return model.fit()
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("student.Model().fit()", ("Model", "Model.fit"), id="an inherited method"),
        pytest.param(
            "[m.step() + m.fit() + m.step() for m in [student.Model()]][0]",
            ("Model", "Model.fit", "Model.step"),
            id="what is called last",
        ),
        pytest.param("student.loss(student.Model())", ("Model", "loss"), id="an argument"),
        pytest.param(
            "[student.Model().step(), student.Model() and 1][1]",
            ("Model", "Model.step"),
            id="again",
        ),
    ],
)
def test_what_a_probe_calls_itself_counts_in_its_order(short, body, expected):
    change(short / "assignments/stats/probes.py", "student.median(case.values)", body)
    path = short / "reference/stats/numpy_stats.py"
    path.write_text(path.read_text(encoding="utf-8") + CLASSES, encoding="utf-8")
    assignment, references = load(short)
    before = dict(vars(references.numpy.Base))
    assert find_needs(assignment, references)["middle"] == expected
    assert dict(vars(references.numpy.Base)) == before


def test_of_a_reference_counts_what_the_example_defines(short):
    change(
        short / "assignments/stats/probes.py",
        "student.median(case.values)",
        "student.Model().fit()",
    )
    path = short / "reference/stats/numpy_stats.py"
    path.write_text(path.read_text(encoding="utf-8") + CLASSES, encoding="utf-8")
    example = "class Model:\n    pass\ndef clip(v, low, high):\n    return v\n"
    (short / "assignments/stats/example.py").write_text(example, encoding="utf-8")
    assert find_needs(*load(short))["middle"] == ("Model",)


@pytest.mark.walls
def test_mistakes_and_variants_may_be_one_file_each(short):
    staff, given = short / "reference/stats", short / "assignments/stats"
    (given / "example.py").write_text(STATS, encoding="utf-8")
    (staff / "mistakes.py").write_text(
        "from grader.author import mistake\n\n\n"
        '@mistake("median", cause="it is the mean", advice="sort the values first")\n'
        "def mean(values):\n    return sum(values) / len(values)\n",
        encoding="utf-8",
    )
    (staff / "variants.yaml").write_text(
        "sorted_in_place:\n  in: median\n  replace: ordered = sorted(values)\n"
        "  by: ordered = [*values]; ordered.sort()\n",
        encoding="utf-8",
    )
    record(find_course(short, short), "stats", None, silent)
    (mean,) = find_course(short, short).assignment("stats").signatures
    assert (mean.name, mean.cause, mean.about) == ("mean", "it is the mean", ("median",))
    assert dataclasses.asdict(mean)["target"] == "median"
