"""Which tests coverage watches: each question once, where asking it is dear.

Watched, our code takes twice the time. A test that starts processes and is varied by many values
runs the same lines again for each, so only its first few are watched, and the first alone of one
that takes minutes; whatever runs within a second is watched always.
"""

import os
from collections import Counter

import coverage
import pytest

from support.lanes import LANES

WATCHED = 3
CHILDREN = "COVERAGE_PROCESS_CONFIG"  # by which processes that a test starts are watched, too
begun = Counter()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    watching = coverage.Coverage.current()
    if watching is None or is_watched(item):
        return (yield)
    watching.stop()
    children = os.environ.pop(CHILDREN, None)
    try:
        return (yield)
    finally:
        if children is not None:
            os.environ[CHILDREN] = children
        go_on(watching)


def go_on(watching):
    """Let coverage watch again, and save once where a fork of this process leaves by `os._exit`.

    Each start wraps that anew. After a thousand a fork fails to leave, and goes on with the tests.
    """
    leave = os._exit
    watching.start()
    os._exit = leave


def is_watched(item):
    """Whether it is one of the first that ask the same, or one that starts no process."""
    begun[item.parent.nodeid, item.function] += 1
    is_cheap = not any(map(item.get_closest_marker, LANES))
    most = 1 if item.get_closest_marker("minutes") else WATCHED
    return is_cheap or begun[item.parent.nodeid, item.function] <= most
