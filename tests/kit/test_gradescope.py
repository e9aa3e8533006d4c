"""What Gradescope is given: what is in it, that it is proven, and that it may be run."""

import json
import shutil
import subprocess
import zipfile

import pytest
import yaml
from support.autograder import make_archive, make_course
from support.courses import change
from support.project import CHAIN, run_grade

from grader.core.errors import UsageError
from grader.course.find import find_course
from grader.kit.build import hand_out
from grader.kit.systems import MAKERS

pytestmark = pytest.mark.processes


@pytest.fixture
def course(tmp_path):
    """A course of two assignments, one of which is asked for."""
    folder = make_course(tmp_path / "course")
    for part in ("assignments", "reference"):
        shutil.copytree(CHAIN / part, folder / part, dirs_exist_ok=True)
    means = (CHAIN / "rubric.yaml").read_text(encoding="utf-8").partition("assignments:\n")[2]
    with (folder / "rubric.yaml").open("a", encoding="utf-8") as rubric:
        rubric.write(means)
    return folder


def test_it_holds_the_whole_of_one_assignment_and_nothing_of_others(course, tmp_path):
    with zipfile.ZipFile(make_archive(course, tmp_path / "a.zip")) as archive:
        names = set(archive.namelist())
        rubric = archive.read("course/rubric.yaml").decode()
        (wheel,) = (name for name in names if name.endswith(".whl"))
        with archive.open(wheel) as file, zipfile.ZipFile(file) as engine:
            assert "grader/classroom/autograder/grading.py" in engine.namelist()
    top = {"README.md", "constraints.txt", "kit.json", "run_autograder", "setup.sh", wheel}
    assert {name for name in names if "/" not in name} == top
    assert {"course/reference/stats/cases.py", "course/assignments/stats/golden.json"} <= names
    assert not [name for name in names if "means" in name]
    assert "unseen" in rubric
    assert "means" not in rubric


def test_a_date_is_in_utc_and_what_being_late_costs_stays_in_the_course(course, tmp_path):
    path = course / "rubric.yaml"
    dated = "    attempts: last_before_due\n    due: 2026-10-15 23:59 Europe/Berlin\n"
    head, _, rest = path.read_text(encoding="utf-8").partition("  stats:\n")
    assert rest
    late = "late: {per_day: 10%}\n"
    path.write_text(f"{late}{head}  stats:\n{dated}{rest}", encoding="utf-8")
    with zipfile.ZipFile(make_archive(course, tmp_path / "a.zip")) as archive:
        rubric = yaml.safe_load(archive.read("course/rubric.yaml"))
    own = rubric["assignments"]["stats"]
    assert (own["due"], own["attempts"]) == ("2026-10-15 21:59:00 UTC", "last_before_due")
    assert "late" not in {**rubric, **own}


def test_its_scripts_may_be_run_and_are_bash(course, tmp_path):
    made = tmp_path / "made"
    make_archive(course, made)
    for name in ("setup.sh", "run_autograder"):
        assert (made / name).stat().st_mode & 0o777 == 0o755
        subprocess.run(["bash", "-n", made / name], check=True)
    with zipfile.ZipFile(make_archive(course, tmp_path / "a.zip")) as archive:
        modes = {one.filename: one.external_attr >> 16 & 0o777 for one in archive.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"setup.sh", "run_autograder"}


def test_it_is_replaced_as_it_was_made_and_not_if_somebody_changed_it(course, tmp_path):
    archive = make_archive(course, tmp_path / "a.zip")
    before = archive.read_bytes()
    assert make_archive(course, archive).read_bytes() == before
    with zipfile.ZipFile(archive, "a") as members:
        members.writestr("wheels/own.txt", "mine")
    with pytest.raises(UsageError, match="somebody changed or added wheels/own.txt"):
        make_archive(course, archive)


def test_nothing_is_made_unless_the_example_has_all_points_hidden_ones_too(course, tmp_path):
    slip = "sorted(v for v in values if v)"  # which only a hidden case shows
    change(course / "assignments/stats/example.ipynb", "sorted(values)", slip)
    with pytest.raises(UsageError, match="has 5 of 7 points, not 7 of 7: unseen"):
        hand_out(find_course(course, course), "stats", tmp_path / "a", str, MAKERS["gradescope"])
    assert not (tmp_path / "a").exists()


def test_of_all_assignments_each_is_an_archive(course, tmp_path):
    done = run_grade("kit", "--for", "gradescope", "--out", str(tmp_path), "--course", str(course))
    assert done.returncode == 2  # of `means`, which has no starter
    assert zipfile.is_zipfile(tmp_path / "stats.zip")


def test_the_command_says_for_whom_it_is(course, tmp_path):
    words = ["kit", "stats", "--for", "gradescope", "--course", str(course)]
    done = run_grade(*words, "--out", str(tmp_path / "a"))
    assert done.returncode == 0, done.stderr
    assert "example.ipynb has 7 of 7 points" in done.stdout
    page = (tmp_path / "a/README.md").read_text(encoding="utf-8")
    assert "**For staff only.**" in page
    assert "Programming Assignment of 7 autograder points" in page
    assert json.loads((tmp_path / "a/kit.json").read_text())["kit"] == "stats"
