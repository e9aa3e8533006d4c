"""What one process of a batch does with a file, and what it keeps of it."""

import contextlib
import sys
from pathlib import Path

import pytest
from support.gradebooks import kept
from support.project import ROOT

from grader.classroom.batch import worker as batch_worker
from grader.classroom.batch.run import content_of
from grader.classroom.batch.worker import BatchWorker, Setup, Task, judge_kept
from grader.classroom.similarity.codes import way_hash
from grader.classroom.similarity.tokens import hash_code
from grader.classroom.similarity.writings import code_in
from grader.core.errors import RecordError
from grader.core.hashing import digest
from grader.course.example import Example
from grader.submission.reader import Cost

pytestmark = pytest.mark.processes
EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"


@pytest.fixture
def worker(assignment):
    with contextlib.closing(BatchWorker(Setup((assignment,), "process"))) as made:
        yield made


def grade(worker, content):
    (outcome,) = worker.grade([Task("perceptron", "hw.ipynb", content)])
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
    assert judge_kept(tmp_path, kept(document=outcome.document), assignment).earned == 50


@pytest.mark.parametrize("content", [EXAMPLE.read_bytes(), b"no notebook"])
def test_what_tells_equal_programs_is_that_of_what_is_kept(worker, content):
    """So nothing is read again where equal ones are looked for."""
    outcome = grade(worker, content)
    code = code_in(outcome.document)
    assert outcome.code == (way_hash(), code and hash_code(code))
    assert bool(code) == (outcome.report["status"] == "graded")


def test_a_fault_in_packing_is_told_as_any_other(worker, monkeypatch):
    def fault(*_):
        raise ValueError("cannot be packed")

    monkeypatch.setattr(batch_worker, "pack", fault)
    outcome = grade(worker, EXAMPLE.read_bytes())
    assert (outcome.report["status"], outcome.document) == ("not_graded", None)
    assert outcome.code is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory")
def test_a_file_that_costs_too_much_is_unreadable_and_remembered_and_the_next_is_graded(worker):
    worker.reader.cost = Cost(megabytes=256)
    lists = b'{"nbformat": 4, "cells": [' + b"[]," * 5_000_000 + b"[]]}"
    assert grade(worker, EXAMPLE.read_bytes()).report["earned"] == 50
    outcome = grade(worker, lists)
    assert outcome.report["status"] == "unreadable"
    assert "takes more than 256 MB of memory to be read" in outcome.report["notes"][0]
    observed = kept(content=digest(lists), document=outcome.document)
    again = judge_kept(Path("hw.ipynb"), observed, worker.assignments["perceptron"])
    assert again.notes == (outcome.report["notes"][0],)
    assert again.submission.sha256 == outcome.report["submission"]["sha256"] == digest(lists)
    assert grade(worker, EXAMPLE.read_bytes()).report["earned"] == 50


def test_without_a_process_that_reads_a_file_is_not_graded_and_not_remembered(worker, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    worker.reader.close()
    outcome = grade(worker, EXAMPLE.read_bytes())
    assert (outcome.report["status"], outcome.document) == ("not_graded", None)
    assert "what reads files did not start" in outcome.report["notes"][0]
    monkeypatch.undo()
    assert grade(worker, EXAMPLE.read_bytes()).report["earned"] == 50


def test_of_one_file_nothing_is_kept_for_the_next(worker):
    assert grade(worker, EXAMPLE.read_bytes()).document
    other = EXAMPLE.read_bytes().replace(b'"assignment": "perceptron"', b'"assignment": "other"')
    documents = {grade(worker, content).document for content in (b"{", other)}
    assert len(documents) == 2
    assert all(len(document) < 500 for document in documents)


def test_a_wall_that_can_t_be_had_here_is_no_refusal_of_the_file(assignment, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with contextlib.closing(BatchWorker(Setup((assignment,), "strong"))) as made:
        outcome = grade(made, EXAMPLE.read_bytes())
    assert (outcome.report["status"], outcome.document) == ("not_graded", None)
    assert "isolation strong can't be had here" in outcome.report["notes"][0]


TWO_MISTAKES = EXAMPLE.read_bytes().replace(b"net_input > 0", b"net_input >= 0")
TWO_MISTAKES = TWO_MISTAKES.replace(b"self.bias = 0.0", b"self.bias = 0.5")


def test_what_only_follows_is_given_back_again_without_a_run(worker, assignment):
    outcome = grade(worker, TWO_MISTAKES)
    again = judge_kept(Path("hw.ipynb"), kept(document=outcome.document), assignment)
    assert again.earned == outcome.report["earned"] == 45


def test_of_a_file_that_others_came_along_with_the_content_is_not_its_hash(assignment, worker):
    helper = "more.py", b"LIMIT = 1"
    content = content_of(TWO_MISTAKES, [helper])
    observed = kept(content=content, document=grade(worker, TWO_MISTAKES).document)
    assert judge_kept(Path("hw.ipynb"), observed, assignment).submission.sha256 is None


def test_who_calls_whom_in_the_example_is_worked_out_once_for_all(worker, assignment, monkeypatch):
    one, other = TWO_MISTAKES, TWO_MISTAKES.replace(b"= 0.5", b"= 0.25")
    documents = [grade(worker, content).document for content in (one, other)]
    monkeypatch.setattr(Example, "calls", None)
    for document in documents:
        assert judge_kept(Path("hw.ipynb"), kept(document=document), assignment).earned == 45


def test_where_nobody_asked_what_follows_the_file_is_to_be_run_again(
    worker, assignment, monkeypatch
):
    # As where goldens change, and something departs that was right when the others were asked.
    with monkeypatch.context() as before:
        before.setattr(batch_worker, "with_mended", lambda graded, *_: graded)
        outcome = grade(worker, TWO_MISTAKES)
    with pytest.raises(RecordError, match="what only follows from its mistakes is not known"):
        judge_kept(Path("hw.ipynb"), kept(document=outcome.document), assignment)
