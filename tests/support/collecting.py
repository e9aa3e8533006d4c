"""No search for garbage among the collected tests.

These are some thirteen thousand, all stay to the end, and each search of the youngest objects
would now and then end with one through them all: more than half of the time that collecting takes,
and a part of every test's.
"""

import gc


def pytest_configure():
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()
