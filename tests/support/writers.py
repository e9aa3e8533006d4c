"""Processes that write into one gradebook at once."""

import contextlib
import subprocess
import sys

from support.project import ROOT

WRITER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from support import gradebooks as t
place, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
with t.Gradebook.open(place, create=True) as book:
    t.describe(book)
    for n in range(first, last):
        student = t.Student(f"s{{n}}", f"Student {{n}}")
        t.grade(book, 1, 2, student=student, observed=t.kept(f"k{{n}}"), mistakes=["m1"])
        print(n, flush=True)
"""


@contextlib.contextmanager
def writer(where, first, last):
    """A process that hands in and scores, says each number once that is recorded, and then ends.

    It begins when it is told to, so that two begin at once.
    """
    code = WRITER.format(tests=str(ROOT / "tests"), root=str(ROOT))
    command = [sys.executable, "-c", code, str(where), str(first), str(last)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def begin(process):
    process.stdin.write("\n")
    process.stdin.flush()


def numbers(process):
    """What a writer said that it recorded, once it has ended well."""
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    return [int(line) for line in output.split()]
