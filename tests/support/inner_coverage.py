"""Coverage of what runs behind the wall, in interpreters without packages, by our code as text.

Coverage itself can't go there. So while coverage runs, each such interpreter begins with a recorder
of its own, which writes down every step between two lines when it is first made: most of these
processes are killed in the end. Where the wall lets no file be written, at `strong` and from
within a script at `medium`, it gives up; what is measured is the rest.
"""

import os
import tempfile
from pathlib import Path

import coverage
import pytest
from coverage import CoverageData

from grader.sandbox import interpreter
from support.project import ROOT

BOOT = "<grader.sandbox.inside.boot>"
RECORDER = """
def record(folder):
    import posix, sys
    sink, arcs = f"{folder}/{posix.getpid()}", set()
    def note(arc):
        arcs.add(arc)
        try:
            opened = posix.open(sink, posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND, 0o666)
            posix.write(opened, "%s\\t%d\\t%d\\n".encode() % (arc[0].encode(), arc[1], arc[2]))
            posix.close(opened)
        except OSError:
            sys.settrace(None)
    def begin(frame, event, argument):
        name, first = frame.f_code.co_filename, frame.f_code.co_firstlineno
        if not name.startswith("<grader."):
            return None
        last = -first
        def step(frame, event, argument):
            nonlocal last
            if event in ("line", "return"):
                line = frame.f_lineno if event == "line" else -first
                if (name, last, line) not in arcs:
                    note((name, last, line))
                last = line
            return step
        return step
    sys.settrace(begin)

"""


@pytest.hookimpl(wrapper=True, trylast=True)  # within what puts all that was measured together
def pytest_runtestloop():
    measuring = coverage.Coverage.current()
    if measuring is None:
        return (yield)
    with tempfile.TemporaryDirectory(prefix="inner-coverage-") as folder:
        os.chmod(folder, 0o777)  # as root, what runs behind the wall is another user
        text = interpreter.boot_text()
        begin = f"{RECORDER}record({folder!r})\nexec(compile({text!r}, {BOOT!r}, 'exec'))"
        interpreter.boot_text = lambda: begin
        result = yield
        data = CoverageData(f"{measuring.config.data_file}.inner-{os.getpid()}")
        data.add_arcs(read_arcs(Path(folder)))
        data.write()
    return result


def read_arcs(folder):
    """The steps that were recorded, by the file in which they are."""
    arcs = {}
    for path in folder.iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, last, following = line.split("\t")
            file = ROOT.joinpath(*name.strip("<>").split(".")).with_suffix(".py")
            if file.is_file():
                arcs.setdefault(str(file), []).append((int(last), int(following)))
    return arcs
