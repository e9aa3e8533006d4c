"""Another secret seed in the middle of a term: what was graded was asked other questions."""

import shutil
import signal
import subprocess
import time

import pytest
from support.desk import GRADE, Desk
from support.seeded import POINTS, make_seeded, new_seed, points

pytestmark = pytest.mark.processes

STALE = "its probes, cases or data have changed"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course and its class, and the gradebook of both; only to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    course, desk = make_seeded(folder), Desk(folder)
    done = desk.batch(folder / "in", "--course", course)
    assert done.returncode == 0, done.stderr
    assert "about cases drawn for this class" in done.stderr
    assert points(desk, course) == POINTS
    return folder


@pytest.fixture
def course(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "course"


@pytest.fixture
def desk(course, tmp_path):
    """A desk at which the class was graded by the seed of the course."""
    return Desk(tmp_path)


def test_with_the_same_seed_nothing_is_stale(desk, course):
    done = desk.grade("rescore", "--yes", "--course", course)
    assert done.returncode == 0, done.stderr
    assert STALE not in done.stdout + done.stderr


def test_rescoring_after_another_seed_says_that_all_are_to_be_run_again(desk, course):
    before = (course / "reference/means/seed").read_text()
    assert new_seed(course) != before
    done = desk.grade("rescore", "--yes", "--course", course)
    assert STALE in done.stdout
    assert points(desk, course) == POINTS


def test_another_batch_asks_the_new_cases_and_then_all_is_up_to_date(desk, course, tmp_path):
    new_seed(course)
    done = desk.batch(tmp_path / "in", "--course", course)
    assert done.returncode == 0, done.stderr
    assert "2 of 2: 2 graded" in done.stderr
    done = desk.grade("rescore", "--yes", "--course", course)
    assert STALE not in done.stdout + done.stderr
    assert points(desk, course) == POINTS


def test_a_new_seed_that_is_not_recorded_is_taken_back(course):
    path = course / "reference/means/seed"
    before = path.read_text()
    command = [*GRADE, "golden", "means", "--new-seed", "--course", str(course)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while path.read_text() == before:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    assert process.wait() != 0
    assert path.read_text() == before
