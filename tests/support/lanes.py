"""The lane of each test: markers that its fixtures give it, and a watch over those without any.

A test without a marker runs on any machine, within seconds: it starts no process.
"""

import sys

import pytest

LANES = ("walls", "processes", "browser", "database", "slurm")
# What a fixture starts is started once, for whoever comes first: the others would go unnoticed.
FIXTURES = {"browser": "browser", "postgresql": "database", "sandboxes": "processes"}
STARTS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
LOOKED_UP = "/sbin/ldconfig"  # asked by PyTorch's import on some versions of Python, through ctypes
started = []


def note(event, arguments):
    if event in STARTS and arguments[:1] != (LOOKED_UP,):
        started.append(f"{event}{arguments[:2]}")  # what, and no environment with its secrets


# An audit hook sees every start, by whatever library, and stays for the life of the process.
sys.addaudithook(note)


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the markers
def pytest_collection_modifyitems(items):
    for item in items:
        for fixture in FIXTURES.keys() & {*item.fixturenames, *parameters(item)}:
            item.add_marker(FIXTURES[fixture])


def parameters(item):
    """What a test is varied by; a text may name a fixture that is asked for while it runs."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return (value for value in values if type(value) is str)  # some raise when looked at


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    started.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a test without a marker that started a process, itself or by a fixture of its own."""
    result = yield
    if started and not any(map(item.get_closest_marker, LANES)):
        pytest.fail(f"a test that starts a process needs a marker of {LANES}: {started[0]}")
    return result
