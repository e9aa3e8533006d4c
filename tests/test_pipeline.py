"""The flow as a whole: that one grading leaves another alone, in one process too."""

import gc
import threading
import time

import pytest
from support.project import TINY

from grader.api import Grader

pytestmark = pytest.mark.processes

ROUNDS = 6
# Long, so that much of the time goes into parsing, in which the collector steps in.
PROGRAM = """
def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2

def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
""" + "\n".join(f"unused_{n} = [{n}, ({n} + 1) * 2, 'text']" for n in range(300))


@pytest.fixture
def restless_collector():
    """A collector that steps in all the time, and lets another thread run whenever it does."""
    threshold = gc.get_threshold()

    def give_way(phase, info):
        time.sleep(0)

    gc.callbacks.append(give_way)
    gc.set_threshold(20)
    yield
    gc.set_threshold(*threshold)
    gc.callbacks.remove(give_way)


def test_two_threads_that_grade_at_the_same_time_all_get_their_scores(restless_collector):
    """Python 3.11's parser counts its depth for all threads together: see `pipeline.GRADING`."""
    reports, begin = [], threading.Barrier(2)

    def grade_again_and_again():
        with Grader(TINY) as grader:
            begin.wait()
            reports.extend(grader.grade(PROGRAM) for _ in range(ROUNDS))

    threads = [threading.Thread(target=grade_again_and_again) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.notes for report in reports if report.earned is None] == []
    assert [report.earned for report in reports] == [7] * 2 * ROUNDS
