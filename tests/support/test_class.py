"""The made classes: the same from the same seed, and graded as they say."""

import csv
import dataclasses
import hashlib
import zipfile

import pytest

from grader.api import Grader
from grader.course.find import Course
from support import classroom

pytestmark = pytest.mark.processes

HURRIED = {"cell_seconds": 1.0, "probe_seconds": 0.5, "submission_seconds": 6.0}


@pytest.fixture(scope="module")
def grade_class(course, assignment):
    """Status and points of every student of a class that lies in a folder."""
    limits = dataclasses.replace(assignment.limits, **HURRIED)
    hurried = dataclasses.replace(assignment, limits=limits)
    # A course of one's own, so that nobody else finds the hurried assignment in it.
    loaded = {("perceptron", (), None): hurried}

    with Grader(Course(course.root, course.rubric, loaded), "perceptron") as grader:

        def run(paths):
            reports = [grader.grade(path) for path in paths]
            return {r.submission.path.stem: (r.status.value, r.earned) for r in reports}

        yield run


def differences(seen, expected):
    """Who was graded otherwise than was said; points that were not promised may be any."""
    for key, (status, earned) in seen.items():
        one = expected[key]
        if status != one["status"] or (one["earned"] is not None and earned != one["earned"]):
            yield key, one, status, earned


def digest(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


@pytest.mark.parametrize("layout", classroom.LAYOUTS)
def test_a_seed_makes_the_same_class_to_the_byte(tmp_path, layout):
    made = [tmp_path / name for name in ("one", "two", "other")]
    for folder, seed in zip(made, (5, 5, 6), strict=True):
        classroom.make_class(12, folder, layout, seed=seed)
    assert digest(made[0]) == digest(made[1])
    assert digest(made[0]) != digest(made[2])


def test_a_student_hands_in_the_same_in_a_class_of_any_size():
    small, large = (list(classroom.make_homeworks(n)) for n in (5, 15))
    assert large[:5] == small


def test_nearly_all_contents_differ():
    contents = [one.content for one in classroom.make_homeworks(200)]
    assert len(set(contents)) == 200


def test_an_usual_class_is_graded_as_it_says(tmp_path, grade_class):
    made = classroom.make_class(20, tmp_path)
    seen = grade_class(sorted(made.source.iterdir()))
    assert len(seen) == 20
    assert [*differences(seen, made.expectations())] == []
    assert sum(earned == 50 for _, earned in seen.values()) == 16


def test_every_hostile_kind_is_graded_as_it_says(tmp_path, grade_class):
    made = classroom.make_class(10 * len(classroom.HOSTILE), tmp_path, mix="hostile")
    expected = made.expectations()
    seen = grade_class(path for path in sorted(made.source.iterdir()) if path.stem[-1] == "0")
    assert {expected[key]["kind"] for key in seen} == set(classroom.HOSTILE)
    assert [*differences(seen, expected)] == []


@pytest.mark.parametrize(
    ("layout", "column"), [("folder", "student"), ("canvas", "ID"), ("moodle", "Identifier")]
)
def test_the_roster_knows_who_hands_in(tmp_path, layout, column):
    made = classroom.make_class(30, tmp_path, layout)
    with made.roster.open(encoding="utf-8", newline="") as file:
        ids = {row[column].removeprefix("Participant ") for row in csv.DictReader(file)} - {""}
    if layout == "folder":
        names = [f"_{path.stem}_" for path in made.source.iterdir()]
    else:
        names = zipfile.ZipFile(made.source).namelist()
    assert len(names) == len(ids) == 30
    assert all(sum(f"_{one}_" in name for name in names) == 1 for one in ids)


def test_a_class_on_canvas_has_late_hand_ins(tmp_path):
    made = classroom.make_class(60, tmp_path, "canvas")
    late = [name for name in zipfile.ZipFile(made.source).namelist() if "_LATE_" in name]
    assert 0 < len(late) == sum(one["late"] for one in made.expectations().values())
