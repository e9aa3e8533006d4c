"""Honest programs behave behind the wall as outside: the same output, and no cell that raises.

A program in `honest/` is a notebook if it has lines `# %%`, which start its cells, else a file.
"""

import contextlib
import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import harness
from support.project import skip_level

from grader import pipeline
from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.core.submission import Cell, Script, Submission
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.wire import clean_output
from grader.submission.notebook import read_submission, reading_of

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(os.name == "nt", reason="their alarms and pipes are POSIX's"),
]

PROGRAMS = sorted((Path(__file__).parent / "honest").glob("*.py"))
LEVELS = {**harness.LEVELS, "process": ("process", None)}
# Modes and times stay as they are there; `docs/isolation.md` says why.
NO_MOUNTS = {"file_modes", "file_times"}
GAPS = {
    Level.STRONG: {"file_times"},
    Level.MEDIUM: NO_MOUNTS,
    Level.RESTRICTED: NO_MOUNTS,
}
NEEDS = {"time_zones": Path("/usr/share/zoneinfo")}
CELL = re.compile(r"^# %%\n", re.MULTILINE)

# What a kernel does, and no more: cells run in `__main__`, within one event loop for all of them.
KERNEL = """
import __future__, asyncio, inspect, linecache, sys, types
flags, sys.argv = 0x2000, [""]
sys.modules["__main__"] = script = types.ModuleType("__main__")

async def run(code):
    result = eval(code, script.__dict__)
    if code.co_flags & inspect.CO_COROUTINE:
        await result

loop = asyncio.new_event_loop()
for number, source in enumerate(cells):
    name = f"<cell {number}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    code = compile(source, name, "exec", flags, True)
    flags |= code.co_flags & __future__.annotations.compiler_flag
    loop.run_until_complete(run(code))
"""


def cells_of(program):
    """A notebook's cells, the first one with the docstring; None for a file."""
    docstring, *cells = CELL.split(program.read_text(encoding="utf-8"))
    return (docstring, *cells) if cells else None


def read(program, limits):
    cells = cells_of(program)
    if cells is None:
        return read_submission(program, limits)
    script = Script(tuple(Cell(number, source) for number, source in enumerate(cells, 1)))
    return reading_of(Submission(program.with_suffix(".ipynb")), script)


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    level, form = LEVELS[request.param]
    with contextlib.ExitStack() as stack:
        try:
            opened = stack.enter_context(open_sandbox(level, form=form))
        except GraderError as error:
            skip_level(request.param, error)
        yield opened


@pytest.fixture(scope="module")
def run_inside(assignment):
    """Run a program as a submission that is asked nothing."""
    alone = dataclasses.replace(assignment, probes=())

    def run(program, sandbox):
        return pipeline.ask(read(program, alone.limits), alone, sandbox)

    return run


@pytest.fixture(scope="module")
def run_outside(assignment, tmp_path_factory):
    """What a program prints on both streams, run by a student beside the data; run only once."""
    printed = {}

    def run(program):
        folder, cells = tmp_path_factory.mktemp("outside"), cells_of(program)
        for name, source in (*assignment.data_files(), (program.name, program)):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source, folder / name)
        what = [program.name] if cells is None else ["-c", f"cells = {cells!r}\n{KERNEL}"]
        done = subprocess.run(
            [sys.executable, "-I", *what],
            cwd=folder,
            env={"HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        text = done.stdout.decode("utf-8")
        assert done.returncode == 0, text
        return clean_output(text)

    def run_once(program):
        if program.name not in printed:
            printed[program.name] = run(program)
        return printed[program.name]

    return run_once


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_an_honest_program_does_inside_what_it_does_outside(
    sandbox, run_inside, run_outside, program
):
    needed = NEEDS.get(program.stem)
    if needed and not needed.exists():
        pytest.skip(f"this machine has no {needed}")
    expected = run_outside(program)
    observed = run_inside(program, sandbox)
    assert not observed.tampered
    assert observed.errors == ()
    if program.stem in GAPS.get(sandbox.level, ()):
        assert observed.stdout != expected  # else it is no gap any more
        return
    assert observed.stdout == expected
    assert expected


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_an_honest_program_says_in_one_line_what_it_is(program):
    first, second, *_ = program.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r'"""\S.+\."""', first)
    assert second == ""
