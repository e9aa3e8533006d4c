"""A fault of our machine is nobody's attempt: real files, processes and gradebooks."""

import os
import shutil
import subprocess
from concurrent.futures import Future
from datetime import datetime, timezone
from pathlib import Path

import pytest
from support.desk import GRADE, Desk, hand_in
from support.project import ROOT, of_a_class

from grader.classroom.batch.run import Batch
from grader.classroom.batch.worker import Outcome, refusal
from grader.classroom.gradebook.entries import AssignmentRecord
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.intake.sources import list_sources
from grader.classroom.people import HandIn, Remark, Student
from grader.core.errors import ExecutorError, GraderError, SubmissionError
from grader.core.probe import Level
from grader.core.submission import Submission
from grader.reports.records import stored

pytestmark = pytest.mark.processes

NO_BIAS = ("self.bias += error", "pass")
# As root nothing is closed, but for who has given that right up.
RIGHTS = "-dac_override,-dac_read_search"
PLAIN = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}"]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def plain_batch(desk):
    """A batch of a user for whom what is closed is closed."""
    prefix = PLAIN if os.geteuid() == 0 else []
    if prefix and not shutil.which("setpriv"):
        pytest.skip("needs setpriv")

    def run(*arguments):
        command = [*prefix, *GRADE, *of_a_class("batch", *arguments, "--gradebook", desk.where)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    return run


@pytest.mark.parametrize("closed", ["ada/hw.ipynb", "ada"])
def test_what_cannot_be_read_for_a_moment_takes_no_score_away(desk, plain_batch, tmp_path, closed):
    path = hand_in(tmp_path / "in", "ada/hw.ipynb")
    hand_in(tmp_path / "in", "bob/hw.ipynb", NO_BIAS)
    desk.batch(tmp_path / "in" / "bob")
    desk.batch(tmp_path / "in")
    mode = (tmp_path / "in" / closed).stat().st_mode
    (tmp_path / "in" / closed).chmod(0)
    failed = plain_batch(tmp_path / "in")
    (tmp_path / "in" / closed).chmod(mode)
    assert failed.returncode == 4
    assert "ada: cannot be read: Permission denied" in " ".join(failed.stdout.split())
    assert failed.stdout.startswith("1 known already")
    ada = desk.standings()["ada"]
    assert (ada["status"], ada["earned"], ada["attempts"]) == ("graded", 50, 1)
    path.write_text(path.read_text() + "\n", encoding="utf-8")
    assert "1 graded now" in desk.batch(tmp_path / "in").stdout


def test_what_could_not_be_read_the_first_time_is_graded_the_next(desk, plain_batch, tmp_path):
    path = hand_in(tmp_path / "in", "ada.ipynb")
    hand_in(tmp_path / "in", "bob.ipynb")
    path.chmod(0)
    assert plain_batch(tmp_path / "in").returncode == 4
    assert desk.statuses() == {"bob": "graded"}
    path.chmod(0o644)
    assert plain_batch(tmp_path / "in").returncode == 0
    assert desk.statuses() == {"ada": "graded", "bob": "graded"}
    assert desk.ask("SELECT count(*) FROM attempts") == [(2,)]


def test_a_refused_file_is_the_same_attempt_when_its_zip_is_renamed(desk, tmp_path):
    hand_in(tmp_path / "in", "ada/hw.ipynb")
    (tmp_path / "in" / "bob").mkdir()
    (tmp_path / "in" / "bob" / "hw.zip").write_bytes(b"PK")
    archive = shutil.make_archive(tmp_path / "monday", "zip", tmp_path / "in")
    desk.batch(archive)
    os.rename(archive, tmp_path / "tuesday.zip")
    assert desk.batch(tmp_path / "tuesday.zip").stdout.startswith("2 known already\n")
    assert desk.ask("SELECT count(*) FROM attempts") == [(2,)]


class FallenMachine:
    """An executor of which all processes die."""

    chunk, window = 1, 4

    def submit(self, tasks):
        future = Future()
        future.set_exception(GraderError("3 processes that were to grade it died"))
        return future

    def result(self, future):
        return future.result()


def test_a_fault_of_ours_takes_no_score_away_that_was_there(desk, assignment, tmp_path):
    path = hand_in(tmp_path / "in", "ada.ipynb")
    desk.batch(tmp_path / "in")
    (source,) = list_sources([path], 10**6)
    (file,) = source.files
    handed = HandIn(file.place, "ada.ipynb", Student("ada"), file.when, file.read)
    with Gradebook.open(desk.where, create=False) as book:
        again = Batch(book, assignment, Level.STRONG, FallenMachine(), force=True)
        (remark,) = again.run([handed])
    assert isinstance(remark, Remark)
    assert (remark.is_ours, "processes that were to grade it died" in remark.message) == (
        True,
        True,
    )
    assert desk.standings()["ada"]["earned"] == 50


class LostExecutor:
    """An executor that does the first file, is long at the second, and then is gone."""

    chunk, window = 1, 2

    def __init__(self, outcome):
        self.outcome, self.futures = outcome, []

    def submit(self, tasks):
        if len(self.futures) == self.window:
            raise ExecutorError("the scheduler is gone")
        self.futures.append(Future())
        self.futures[0].done() or self.futures[0].set_result([self.outcome])
        return self.futures[-1]

    def result(self, future):
        return future.result()


def test_what_came_before_the_executor_was_lost_is_written_down(desk, assignment):
    report = refusal(Submission(Path("hw.ipynb")), assignment, SubmissionError("no notebook"))
    executor = LostExecutor(Outcome(stored(report)))
    now = datetime.now(timezone.utc)
    names = ("ada", "ben", "eve")
    handed = [HandIn(name, name, Student(name), now, name.encode) for name in names]
    with Gradebook.open(desk.where, create=True) as book:
        book.describe(AssignmentRecord(assignment.name, "Perceptron", assignment.maximum, "last"))
        with pytest.raises(ExecutorError):
            list(Batch(book, assignment, Level.STRONG, executor).run(handed))
    assert desk.statuses() == {"ada": "unreadable"}
