"""The homework on logistic regression again, in 166 lines by `grader.author`: the same grades."""

import gzip
import shutil

import pytest
from support.project import ROOT

from grader.authoring.about import lost_by
from grader.authoring.goldens import record
from grader.core.probe import Answer
from grader.course.find import find_course
from grader.course.signatures import load_record
from grader.kit.build import make_for_students

pytestmark = pytest.mark.walls

SHORT = ROOT / "tests/courses/short_logistic"
LINES = 170


def silent(text):
    pass


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """The course of the short files and of the long one's example, reference and catalogue."""
    root = tmp_path_factory.mktemp("course")
    given, staff = root / "assignments/logistic", root / "reference/logistic"
    long = ROOT / "assignments/logistic", ROOT / "reference/logistic"
    ignore = shutil.ignore_patterns("*.py", "*.json", "seed", "__pycache__")
    for source, target in zip(long, (given, staff), strict=True):
        shutil.copytree(source, target, ignore=ignore)
    for name in ("numpy_logistic.py", "margins.py"):  # PyTorch's takes seconds to load
        shutil.copy(long[1] / name, staff)
    shutil.copytree(long[1] / "variants", staff / "variants", dirs_exist_ok=True)
    shutil.copy(SHORT / "probes.py", given)
    shutil.copy(SHORT / "cases.py", staff)
    shutil.copy(SHORT / "rubric.yaml", root)
    # Refuses what the example does not earn, and mistakes that are as right as it is.
    record(find_course(root, root), "logistic", None, silent)
    return find_course(root, root)


def test_it_is_short():
    texts = [(SHORT / name).read_text() for name in ("rubric.yaml", "probes.py", "cases.py")]
    assert sum(text.count("\n") for text in texts) <= LINES


def test_it_has_the_same_criteria_and_points(short, course):
    long = course.assignment("logistic").criteria
    own = short.assignment("logistic").criteria
    worth = [{(c.name, c.group, c.points, c.visibility) for c in each} for each in (own, long)]
    assert worth[0] == worth[1]


def test_each_mistake_of_the_long_one_loses_points_and_each_variant_none(short, course):
    assignment = short.assignment("logistic")
    known = load_record(short.root, "logistic")
    of_long = load_record(course.root, "logistic")
    assert [(m.name, m.about) for m in known.mistakes] == [
        (m.name, m.about) for m in of_long.mistakes
    ]
    right = {name: Answer(answer) for name, answer in assignment.golden.items()}
    unseen = [m.name for m in known.mistakes if not lost_by({**right, **m.answers}, assignment)]
    assert unseen == []
    assert [variant.name for variant in known.variants if variant.answers] == []
    assert known.variants


def test_each_function_is_asked_about_a_case_that_no_student_has(short):
    for criterion in short.assignment("logistic").criteria:
        assert criterion.drawn or criterion.hidden or criterion.rule, criterion.name


def test_its_kit_is_proven(short):
    kit = make_for_students(short, short.assignment("logistic"), silent)
    names = {name.removeprefix("assignments/logistic/") for name in kit.files}
    packed = {"probes.py.gz", "cases.py.gz"}
    assert packed <= names
    # Plain: a kit's grader has nothing of authors'.
    text = b"\n".join(gzip.decompress(kit.files[f"assignments/logistic/{name}"]) for name in packed)
    assert b"grader" not in text.replace(b"`grade kit`", b"")
    assert b"unseen_rows" not in text
