"""What is kept of a course is the course, and nothing else of it is needed to grade."""

import os
import shutil
import subprocess
import sys

import pytest
from support.courses import STATS
from support.project import CHAIN, CHECKED, ROOT, TINY, run_grade

from grader.core import cache
from grader.core.errors import RubricError
from grader.course import rubric as module
from grader.course.due_rubric import due_rule
from grader.course.find import find_course
from grader.course.rubric import load_rubric, recall_rubric
from grader.course.signatures import KeptAnswers, hash_record, load_mistakes, load_record
from grader.reports.pictures import read_pictures

COURSES = [ROOT, TINY, CHAIN, CHECKED]
each_course = pytest.mark.parametrize("root", COURSES, ids=lambda root: root.name)
HEAVY = {"pydantic", "yaml", "nbconvert", "nbformat", "jinja2", "numpy", "torch"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / cache.NAME


@pytest.fixture
def tiny(tmp_path):
    root = tmp_path / "course"
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "hw.py").write_text(STATS, encoding="utf-8")
    return root


@pytest.fixture
def no_reading(monkeypatch):
    """Nothing is validated from now on."""

    def fail(path):
        raise AssertionError(f"{path} is read again")

    return lambda: monkeypatch.setattr(module, "load_rubric", fail)


@each_course
def test_a_rubric_that_was_kept_is_the_one_that_was_read(root, no_reading):
    path = root / "rubric.yaml"
    read = load_rubric(path)
    assert not read.unfinished
    recall_rubric(path)
    no_reading()
    assert recall_rubric(path) == read


@each_course
def test_mistakes_that_were_kept_are_those_that_were_read(root, monkeypatch):
    for name in load_rubric(root / "rubric.yaml").assignments:
        read = load_record(root, name).mistakes
        load_mistakes(root, name, hash_record(root, name))
        kept = load_mistakes(root, name, hash_record(root, name))
        assert kept == read
        assert all(isinstance(each.answers, KeptAnswers) for each in kept)
        assert [dict(each.answers) for each in kept] == [dict(each.answers) for each in read]


def test_pictures_that_were_kept_are_those_that_were_read(course):
    path = ROOT / "rubric.yaml"
    recall_rubric(path)
    for name, kept in recall_rubric(path).assignments.items():
        assignment = course.assignment(name)
        about = assignment.probes, assignment.golden
        assert read_pictures(kept, *about) == read_pictures(assignment.rubric, *about)


def test_to_look_at_which_answers_there_are_unpacks_none(course):
    load_mistakes(ROOT, "perceptron", "a hash")
    answers = load_mistakes(ROOT, "perceptron", "a hash")[0].answers
    probe = next(iter(answers))
    assert probe in answers
    assert "no probe" not in answers
    assert len(answers) > 0
    assert "raw" not in vars(answers)


@pytest.mark.parametrize("name", ["rubric.yaml", "assignments/stats/probes.py"])
def test_a_course_that_has_changed_is_read_again(tiny, name, no_reading):
    recall_rubric(tiny / "rubric.yaml")
    path = tiny / name
    path.write_bytes(path.read_bytes() + b"\n# changed\n")
    no_reading()
    with pytest.raises(AssertionError, match="is read again"):
        recall_rubric(tiny / "rubric.yaml")


def test_a_new_assignment_is_read(tiny, no_reading):
    recall_rubric(tiny / "rubric.yaml")
    shutil.copytree(tiny / "assignments/stats", tiny / "assignments/more")
    no_reading()
    with pytest.raises(AssertionError, match="is read again"):
        recall_rubric(tiny / "rubric.yaml")


def test_what_is_wrong_with_a_rubric_is_said_each_time(tiny):
    path = tiny / "rubric.yaml"
    path.write_text("version: 2\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RubricError, match="version"):
            recall_rubric(path)


def test_all_of_a_rubric_is_read_when_it_is_asked_for(tiny):
    path = tiny / "rubric.yaml"
    recall_rubric(path)
    kept, read = (load(path).assignments["stats"] for load in (recall_rubric, load_rubric))
    assert (kept.section, kept.source) == (read.section, read.source)
    path.unlink()
    assert kept.section == read.section


def test_who_opens_a_course_has_all_of_it(tiny):
    recall_rubric(tiny / "rubric.yaml")
    assert find_course(tiny, tiny).rubric.assignments["stats"].whole is not None


# As a student meets it.


def loaded_by(*arguments):
    """What the command prints, and the modules that its own process imports."""
    program = (
        "import atexit, sys; from grader.cli import main\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "main(prog_name='grade')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout, {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.processes
def test_the_second_command_says_the_same_and_loads_less(tiny, home):
    words = tiny.parent / "hw.py", "--course", tiny, "--isolation", "process"
    first, before = loaded_by(*words)
    second, after = loaded_by(*words)
    assert "7/7" in first
    assert second == first
    assert before & HEAVY >= {"pydantic", "yaml"}
    assert not after & HEAVY
    shutil.rmtree(home)
    assert loaded_by(*words)[0] == first


@pytest.mark.processes
def test_broken_files_change_nothing(tiny, home):
    words = tiny.parent / "hw.py", "--course", tiny, "--isolation", "process"
    first = run_grade(*words).stdout
    for path in home.iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    again = run_grade(*words)
    assert (again.stdout, again.stderr) == (first, "")


@pytest.mark.processes
def test_changed_points_are_those_of_the_next_grade(tiny):
    words = tiny.parent / "hw.py", "--course", tiny, "--isolation", "process"
    assert "7/7" in run_grade(*words).stdout
    path = tiny / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("visible: 5", "visible: 6").replace("points: 3", "points: 4")
    path.write_text(changed, encoding="utf-8")
    assert "8/8" in run_grade(*words).stdout


@pytest.mark.processes
def test_the_second_list_of_a_class_says_the_same_and_loads_less(tiny):
    homework = tiny.parent / "in"
    homework.mkdir()
    shutil.copy(tiny.parent / "hw.py", homework / "ada.py")
    batch = "batch", homework, "--course", tiny, "--isolation", "process"
    words = "gradebook", "--course", tiny
    assert "1 graded" in run_grade(*batch).stdout
    shutil.rmtree(os.environ["XDG_CACHE_HOME"])
    first, before = loaded_by(*words)
    second, after = loaded_by(*words)
    assert "ada" in first
    assert second == first
    assert before & HEAVY >= {"pydantic", "yaml"}
    assert not after & HEAVY


def test_what_was_kept_says_when_it_is_due_and_what_counts(tiny, no_reading):
    path = tiny / "rubric.yaml"
    text = path.read_text(encoding="utf-8")
    head = "  stats:\n"
    assert head in text
    term = "due: 2026-11-06 22:00 Europe/Berlin\n    late: {grace: 15m, per_day: 10%, up_to: 3d, "
    term += "then: zero}\n    attempts: best\n    weight: 2\n    groups: true\n"
    term += "    requests_until: 2026-12-06 22:00 Europe/Berlin\n"
    path.write_text(text.replace(head, f"{head}    {term}"), encoding="utf-8")
    read = load_rubric(path).assignments["stats"]
    recall_rubric(path)
    no_reading()
    kept = recall_rubric(path).assignments["stats"]
    assert kept.due == due_rule(read.section)
    assert kept.zone == "Europe/Berlin"
    assert kept.is_group_work
    gist = kept.gist
    assert (gist.attempts, gist.weight, gist.is_held) == ("best", 2, False)
    assert gist.requests_until == read.section.requests_until
