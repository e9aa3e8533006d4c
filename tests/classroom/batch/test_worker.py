"""What one process of a batch does with a file, and what it keeps of it."""

import contextlib

import pytest
from support.project import ROOT

from grader.classroom.batch import worker as batch_worker
from grader.classroom.batch.worker import BatchWorker, Setup, Task, judge_kept

pytestmark = pytest.mark.processes
EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"


@pytest.fixture
def worker(assignment):
    with contextlib.closing(BatchWorker(Setup(assignment, "process"))) as made:
        yield made


def grade(worker, content):
    (outcome,) = worker.grade([Task("hw.ipynb", content)])
    return outcome


def test_a_fault_in_judging_costs_no_second_run(worker, assignment, monkeypatch, tmp_path):
    def fault(*_, **__):
        raise ZeroDivisionError("a slip of ours")

    with monkeypatch.context() as slip:
        slip.setattr(batch_worker, "judge", fault)
        outcome = grade(worker, EXAMPLE.read_bytes())
    assert outcome.report["status"] == "not_graded"
    assert (
        "a fault of the grader's: ZeroDivisionError: a slip of ours" in outcome.report["notes"][0]
    )
    assert judge_kept(tmp_path, outcome.document, assignment).earned == 50


def test_a_fault_in_packing_is_told_as_any_other(worker, monkeypatch):
    def fault(*_):
        raise ValueError("cannot be packed")

    monkeypatch.setattr(batch_worker, "pack", fault)
    outcome = grade(worker, EXAMPLE.read_bytes())
    assert (outcome.report["status"], outcome.document) == ("not_graded", None)


def test_of_one_file_nothing_is_kept_for_the_next(worker):
    assert grade(worker, EXAMPLE.read_bytes()).document
    other = EXAMPLE.read_bytes().replace(b'"assignment": "perceptron"', b'"assignment": "other"')
    kept = {grade(worker, content).document for content in (b"{", other)}
    assert len(kept) == 2
    assert all(len(document) < 500 for document in kept)
