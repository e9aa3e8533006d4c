"""The markers mean what they say: what has none starts no process, and runs on any machine."""

import pytest

pytestmark = pytest.mark.processes
MODULE = """
import subprocess, sys, pytest

@pytest.fixture
def postgresql():
    pass

{marker}
def test_it({fixture}):
    {work}
"""
STARTS = 'subprocess.run([sys.executable, "-c", "pass"])'


@pytest.fixture
def run(pytester):
    def run(marker="", fixture="", work=STARTS):
        pytester.makepyfile(MODULE.format(marker=marker, fixture=fixture, work=work))
        return pytester.runpytest_inprocess("-p", "support.lanes", "-p", "no:cacheprovider")

    return run


def test_a_test_without_a_marker_that_starts_a_process_fails_and_says_why(run):
    result = run()
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["*a test that starts a process needs a marker of ('walls',*"])


@pytest.mark.parametrize("marker", ["walls", "processes", "browser", "database", "slurm"])
def test_a_test_with_a_marker_may_start_processes(run, marker):
    assert run(f"@pytest.mark.{marker}").parseoutcomes()["passed"] == 1


def test_a_fixture_that_starts_something_for_all_marks_all(run):
    assert run(fixture="postgresql").parseoutcomes() == {"passed": 1}


def test_a_test_without_a_marker_that_starts_none_passes(run):
    assert run(work="pass").parseoutcomes() == {"passed": 1}
