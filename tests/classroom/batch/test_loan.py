"""Packages are loaded once for all processes of a batch, and by each where that does not do."""

import contextlib
import os
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from support.project import ROOT, skip_level

from grader.classroom.batch.loan import lend
from grader.classroom.batch.local import LocalExecutor
from grader.classroom.batch.worker import Setup, Task
from grader.core.errors import GraderError
from grader.course.find import find_course
from grader.sandbox.isolation import open_sandbox

pytest.importorskip("numpy")
pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(sys.platform != "linux", reason="warm processes are Linux's"),
]
EXAMPLE = ROOT / "assignments/softmax/example.ipynb"


@pytest.fixture(scope="module")
def softmax():
    return find_course(ROOT, ROOT).assignment("softmax")


@pytest.fixture(params=["strong", "medium"])
def sandbox(request):
    try:
        with open_sandbox(request.param) as opened:
            if opened.form != "warm":
                pytest.skip("a warm process can't be had here")
            yield opened
    except GraderError as error:
        skip_level(request.param, error)


def with_numpy():
    """The processes below this one that have NumPy loaded, those of scripts left out."""
    below = psutil.Process().children(recursive=True)
    return [process for process in below if has_numpy(process) and not has_numpy(process.parent())]


def has_numpy(process):
    with contextlib.suppress(OSError, psutil.Error):
        return process.pid != os.getpid() and "_multiarray_umath" in Path(
            f"/proc/{process.pid}/maps"
        ).read_text("utf-8")
    return False


def grade_twice(setup):
    """Grade the example in two processes at once, and see what has NumPy then."""
    with contextlib.closing(LocalExecutor(2)) as executor:
        executor.begin(setup)
        task = Task("softmax", "hw.ipynb", EXAMPLE.read_bytes())
        both = [executor.submit([task]) for _ in range(2)]
        points = [executor.result(future)[0].report["earned"] for future in both]
        return points, with_numpy()


def test_two_processes_borrow_one_with_the_packages_loaded(sandbox, softmax):
    alone = Setup((softmax,), sandbox.level.value)
    points, loaded = grade_twice(alone)  # the control
    assert points == 2 * [softmax.maximum]
    assert len(loaded) == 2
    points, loaded = grade_twice(replace(alone, loan=lend(sandbox, softmax)))
    assert points == 2 * [softmax.maximum]
    assert len(loaded) == 1


def test_a_borrower_starts_its_own_where_the_lent_one_has_died(sandbox, softmax):
    setup = Setup((softmax,), sandbox.level.value, lend(sandbox, softmax))
    grade_twice(setup)
    (lent,) = with_numpy()
    lent.kill()
    points, loaded = grade_twice(setup)
    assert points == 2 * [softmax.maximum]
    assert len(loaded) == 2


def test_what_was_written_for_a_lent_one_stays_when_a_borrower_ends(sandbox, softmax):
    shared = replace(softmax, data=(("large.bin", bytes(2 << 20)),))
    loan = lend(sandbox, shared)
    points, _ = grade_twice(Setup((shared,), sandbox.level.value, loan))
    assert points == 2 * [softmax.maximum]
    assert Path(loan.launcher.shared, "large.bin").is_file()


def test_nothing_is_lent_without_packages_or_of_several_assignments(sandbox, softmax, assignment):
    assert lend(sandbox, assignment) is None
    assert lend(sandbox, softmax, assignment) is None
