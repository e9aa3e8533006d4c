"""Run a script's cells in order, as a notebook would: one that raises does not stop the next."""

from __future__ import annotations
import __future__

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import builtins
import contextlib
import linecache
import sys
import types

from grader.sandbox.inside import imports
from grader.sandbox.inside.clocks import TIMERS, WorkTime
from grader.sandbox.inside.exceptions import describe
from grader.sandbox.inside.shell import Shell
from grader.sandbox.inside.surroundings import GraderPipes, flush

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

ALLOW_TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, without importing ast
ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
IS_COROUTINE = 0x80  # inspect.CO_COROUTINE
AGAIN_SECONDS = 0.2
FUTURES = 0
for feature in __future__.all_feature_names:
    FUTURES |= getattr(__future__, feature).compiler_flag


class TimeIsUp(BaseException):
    """A cell ran out of time; not an Exception, so that a student's `except` lets it pass."""


def run_script(job: dict[str, Any], pipes: GraderPipes, records: Any) -> types.ModuleType:
    """Run the cells in order, and give the module that they have made.

    The `records` are kept of what they draw and print, where a probe asks for it.
    """
    script = new_main(job, records.modules() if records else {})
    limits = job["limits"]
    budget = WorkTime(limits["submission_seconds"], limits["cell_seconds"])
    runner = CellRunner(script.__dict__, budget)
    for index, source in enumerate(job["cells"]):
        if index in job["skip"]:
            continue
        # Before it runs: of one that ends everything, the grader is to know which it was.
        pipes.write({"cell": index})
        try:
            runner.run(index, source)
        except BaseException as error:
            flush()
            pipes.write({"failed": index, **describe(error)})
        if records and not job["file"]:  # whose cells are its statements
            records.end_cell()
    flush()
    if records:
        records.attach(script)
    return script


def new_main(job: dict[str, Any], modules: dict[str, Any]) -> types.ModuleType:
    """Make the module that the cells run in, with the imports and built-ins of a notebook."""
    script = types.ModuleType("__main__")
    sys.modules["__main__"] = script
    if job["file"]:
        script.__file__ = job["file"]
        remember(job["file"], whole_text(job["cells"]))
    sys.argv = [job["file"] or ""]
    script.__dict__["__builtins__"] = builtins
    rule = imports.Rule(job, script.__dict__, modules)
    rule.install()
    shell = Shell(script.__dict__, rule.written)
    for module in job["own"]:
        shell.files.add(module)
    imports.install_builtins(shell)
    return script


class CellRunner:
    """Runs cells in one namespace; what one imports from __future__ holds for those after it."""

    def __init__(self, namespace: dict[str, Any], budget: WorkTime) -> None:
        self.namespace, self.budget = namespace, budget
        self.flags = ALLOW_TOP_LEVEL_AWAIT
        self.loop: Any = None  # of asyncio, for all cells that await

    def run(self, index: int, source: str) -> None:
        """Compile and run one cell. Raises whatever it raises, and TimeIsUp."""
        # Compiling is on the script's time, too: it can be made to take as long as one likes.
        with time_limit(self.budget.for_one):
            for code in compile_cell(source, index, lambda: self.flags):
                self.flags |= code.co_flags & FUTURES
                if code.co_flags & IS_COROUTINE:
                    self.run_coroutine(code)
                else:
                    exec(code, self.namespace)

    def run_coroutine(self, code: types.CodeType) -> None:
        import asyncio  # only now: few cells await, and it takes longer than all other imports

        self.loop = self.loop or asyncio.new_event_loop()
        self.loop.run_until_complete(eval(code, self.namespace))


def compile_cell(source: str, index: int, flags: Callable[[], int]) -> Iterator[types.CodeType]:
    """Compile a cell under a name that tells it in tracebacks; by statements, where it must be.

    What no cell can hold as a whole, IPython runs: an import from __future__ below a statement.
    """
    filename = f"<cell {index}>"
    remember(filename, source)
    try:
        yield compile(source, filename, "exec", flags=flags(), dont_inherit=True)
        return
    except SyntaxError:
        tree = compile(source, filename, "exec", flags=flags() | ONLY_AST, dont_inherit=True)
    for node in tree.body:
        module = type(tree)([node], [])
        yield compile(module, filename, "exec", flags=flags(), dont_inherit=True)


def remember(filename: str, source: str) -> None:
    """Register a text, so that tracebacks and inspect.getsource find it."""
    text = source if source.endswith("\n") else source + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)


def whole_text(cells: list[str]) -> str:
    """Join cells that begin with as many empty lines as stand before them in the file."""
    lines: list[str] = []
    for source in cells:
        lines += source.split("\n")[len(lines) :]
    return "\n".join(lines)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp in the script when its time is over, where there are interval timers.

    A script that sets an alarm of its own gives that one up; the grader ends it from outside.
    """

    def expire(signum: int, frame: Any) -> None:
        by = "by the clock" if signum == _signal.SIGALRM else "of work"
        raise TimeIsUp(f"stopped after {times[signum] * seconds:.3g} s {by}")

    # What the script has alarms of its own for, may ring in a later cell.
    ours = [each for each in TIMERS if _signal.getsignal(each[0]) == _signal.SIG_DFL]
    times = {number: patience for number, _, patience in ours}
    for number, timer, patience in ours:
        _signal.signal(number, expire)
        # It rings again, should the first ring be swallowed.
        _signal.setitimer(timer, patience * seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        for number, timer, _ in ours:
            if _signal.getsignal(number) is expire:
                _signal.setitimer(timer, 0)
                _signal.signal(number, _signal.SIG_DFL)
