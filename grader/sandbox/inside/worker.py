"""The small program behind the wall: run a script once, then answer probes from copies of it.

It holds no golden, no rubric and no score. Questions come in on standard input, answers go out on
what was standard output; what the script prints goes to standard error's pipe. The process that
ran the script forks a copy for each series of questions, so that no probe can spoil another's, and
answers only the last itself. Where there is no fork, the first is the last.
"""

from __future__ import annotations
import __future__

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import builtins
import contextlib
import linecache
import marshal
import os
import signal
import sys
import time
import types

from grader.sandbox.inside import imports as modules
from grader.sandbox.inside import memory, plain, probing

if sys.platform == "linux":
    from grader.sandbox.inside import walls

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ALLOW_TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, without importing ast
FUTURES = 0
for feature in __future__.all_feature_names:
    FUTURES |= getattr(__future__, feature).compiler_flag
EPERM = 1
LOOK_AFTER = 3  # questions: an odd number, for what changes back each second time
CLOSED = " (closed while grading: other processes and programs, the network, the system)"
CLOSED_BY_BASIC = ("files", "processes", "programs", "network", "signals")
IS_COROUTINE = 0x80  # inspect.CO_COROUTINE
SYNTAX_ERRORS = (SyntaxError, IndentationError, TabError)
HAS_TIMERS = hasattr(signal, "setitimer")
CAN_FORK = hasattr(os, "fork") and HAS_TIMERS


class TimeIsUp(BaseException):
    """A cell ran out of time; not an Exception, so that a student's `except` lets it pass."""


class Channel:
    """The two pipes to the grader."""

    def __init__(self, questions: int, results: int) -> None:
        self.questions, self.results = questions, results

    def read(self) -> dict[str, Any] | None:
        header = self.take(plain.HEADER.size)
        if header is None:
            return None
        body = self.take(plain.HEADER.unpack(header)[0])
        return None if body is None else marshal.loads(body)

    def take(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            chunk = os.read(self.questions, size - len(data))
            if not chunk:
                return None
            data += chunk
        return data

    def write(self, frame: dict[str, Any]) -> None:
        self.write_bytes(plain.pack(frame))

    def write_bytes(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.results, data) :]


def main() -> None:
    """Serve one submission without walls: the limits are all that is in force."""
    channel = take_pipes()
    set_streams()
    job = channel.read()
    if job is None:
        return
    die_with_parent()
    furnish(os.getcwd(), job["files"])
    if job["level"] != "none":
        set_limits(job["limits"])
    level, held = job["level"], {}
    if job["try_walls"] or level == "basic":
        held = try_walls(job["limits"])
    if level == "basic" and not all(held[name] for name in CLOSED_BY_BASIC):
        level = "process"
    serve(job, channel, hello(level, held, forks=CAN_FORK and job["may_fork"]), hide())


def hello(level: str, held: dict[str, bool], *, forks: bool) -> dict[str, Any]:
    """The first frame: the level in force, what held when tried, and which Python this is."""
    return {"hello": level, "forks": forks, "held": held, "python": sys.version}


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it dies; Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            walls.control(walls.SET_DEATH_SIGNAL, walls.SIGKILL)


def try_walls(limits: dict[str, Any]) -> dict[str, bool]:
    """Run against walls that are not expected to stand."""
    from grader.sandbox.inside import walls

    return walls.try_all({}, limits, "/etc/passwd")


def serve(
    job: dict[str, Any], channel: Channel, first: dict[str, Any], loaded: dict[str, Any]
) -> None:
    """Say hello, run the script, then answer a series of questions at a time."""
    sys.dont_write_bytecode = True  # from here on: our own modules may be kept compiled
    home = os.getcwd()  # the script may leave it
    channel.write(first)
    script = run_script(job, channel)
    if len(sys.modules) < len(loaded):  # a script may clear them, and the probes import, too
        sys.modules.update({**loaded, **sys.modules})
    channel.write({"ran": True})
    probes: dict[str, Any] = {}
    while (request := channel.read()) is not None:
        try:
            probes = probes or define(request["probes"])
        except BaseException:  # what the script left of Python is not enough to ask with
            channel.write({"gone": "died"})
            continue
        copy = Copy(probes, script, channel, home)
        if request["last"]:
            copy.serve(request)
            channel.write({"gone": "exited"})
            return
        fork_and_serve(copy, request, channel)


def define(code: bytes) -> dict[str, Any]:
    """The functions of a module of probes, once for all copies."""
    namespace: dict[str, Any] = {}
    exec(marshal.loads(code), namespace)
    return namespace


def furnish(folder: str, files: dict[str, bytes]) -> None:
    """Put the visible data into the working directory, which is all it is told of."""
    tell_of(folder)
    for name, data in files.items():
        if os.path.dirname(name):
            os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "wb") as file:
            file.write(data)


def tell_of(folder: str) -> None:
    """Leave nothing in the environment but the working directory."""
    if os.environ != (only := {"HOME": folder, "TMPDIR": folder}):
        os.environ.clear()
        os.environ.update(only)


def take_pipes() -> Channel:
    """Keep the pipes under other numbers and give the script ordinary standard streams."""
    questions, results = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return Channel(questions, results)


def set_streams() -> None:
    """Have the standard streams take any text, whatever they will lead to."""
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def set_limits(limits: dict[str, Any], processes: int | None = None) -> None:
    """Bound memory, processor time, files and processes where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    mega = 1024 * 1024
    seconds = int(limits["submission_seconds"]) + 1
    bounds = [
        ("RLIMIT_AS", limits["memory_mb"] * mega, limits["memory_mb"] * mega),
        ("RLIMIT_CPU", seconds, seconds + 1),
        ("RLIMIT_FSIZE", limits["written_mb"] * mega, limits["written_mb"] * mega),
        ("RLIMIT_NOFILE", 64, 64),
        ("RLIMIT_CORE", 0, 0),
    ]
    if processes is not None:
        bounds.append(("RLIMIT_NPROC", processes, processes))
        bounds.append(("RLIMIT_MEMLOCK", 0, 0))
        bounds.append(("RLIMIT_MSGQUEUE", 0, 0))
    for name, soft, hard in bounds:
        # macOS knows RLIMIT_AS but refuses it; a lower limit than ours may be in force already.
        with contextlib.suppress(OSError, ValueError, AttributeError, OverflowError):
            resource.setrlimit(getattr(resource, name), (soft, hard))


def hide() -> dict[str, types.ModuleType]:
    """Take our own modules from where a script would find them; all the others.

    A fork that looks at a module copies the page that it is on, so this is done once for all.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        del sys.modules[name]
    return dict(sys.modules)


def run_script(job: dict[str, Any], channel: Channel) -> types.ModuleType:
    """Run the cells in order; one that raises is reported, and the next still runs."""
    script = types.ModuleType("__main__")
    sys.modules["__main__"] = script
    if job["file"]:
        script.__file__ = job["file"]
        remember(job["file"], whole_text(job["cells"]))
    sys.argv = [job["file"] or ""]
    script.__dict__["__builtins__"] = builtins
    modules.install(job["allowed"], job["stand_ins"], job["guarded"], script.__dict__)
    modules.install_builtins()
    flags = ALLOW_TOP_LEVEL_AWAIT
    loops: list[Any] = []
    for index, source in enumerate(job["cells"]):
        if index in job["skip"]:
            continue
        channel.write({"cell": index})
        try:
            with time_limit(job["limits"]["cell_seconds"]):
                code = compile_cell(source, index, flags)
                # What a cell imports from __future__ holds for the cells after it.
                flags |= code.co_flags & FUTURES
                run_cell(code, script.__dict__, loops)
        except BaseException as error:
            flush()
            channel.write({"failed": index, **describe(error)})
    flush()
    return script


def compile_cell(source: str, index: int, flags: int) -> types.CodeType:
    """Compile a cell under a name that tells it in tracebacks."""
    filename = f"<cell {index}>"
    remember(filename, source)
    code: types.CodeType = compile(source, filename, "exec", flags=flags, dont_inherit=True)
    return code


def remember(filename: str, source: str) -> None:
    """Register a text, so that tracebacks and inspect.getsource find it."""
    text = source if source.endswith("\n") else source + "\n"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)


def whole_text(cells: list[str]) -> str:
    """A file whose cells begin with as many empty lines as stand before them in the file."""
    lines: list[str] = []
    for source in cells:
        lines += source.split("\n")[len(lines) :]
    return "\n".join(lines)


def run_cell(code: types.CodeType, namespace: dict[str, Any], loops: list[Any]) -> None:
    """Run one cell in the script's namespace; those that await share one loop."""
    if code.co_flags & IS_COROUTINE:
        import asyncio

        if not loops:
            loops.append(asyncio.new_event_loop())
        loops[0].run_until_complete(eval(code, namespace))
        return
    exec(code, namespace)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp in the script when its time is over, where there are interval timers.

    A script that sets an alarm of its own gives this one up; the grader ends it from outside.
    """
    if not HAS_TIMERS:
        yield
        return

    def expire(signum: int, frame: Any) -> None:
        raise TimeIsUp(f"stopped after {seconds:g} s")

    if _signal.getsignal(_signal.SIGALRM) != _signal.SIG_DFL:
        yield  # the script has an alarm of its own, which may ring in a later cell
        return
    _signal.signal(_signal.SIGALRM, expire)
    # It rings again, should the first ring be swallowed.
    _signal.setitimer(_signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        if _signal.getsignal(_signal.SIGALRM) is expire:
            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, _signal.SIG_DFL)


def fork_and_serve(copy: Copy, request: dict[str, Any], channel: Channel) -> None:
    """Let a copy of the state after the script answer, and report its end."""
    numbers = Numbers()
    try:
        pid = os.fork()
    except OSError:
        channel.write({"gone": "unforked"})
        return
    if pid == 0:
        try:
            die_with_parent()
            numbers.go_on()
            copy.serve(request)
        finally:
            flush()
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
    channel.write({"gone": "hung" if hung else "exited" if status == 0 else "died"})


class Numbers:
    """The random numbers that the script would go on with: `random` begins anew in every fork."""

    def __init__(self) -> None:
        self.generator: Any = None
        self.state: Any = None
        with contextlib.suppress(Exception):  # it may not be there, or the script's own
            self.generator = sys.modules["random"]._inst
            self.state = self.generator.getstate()

    def go_on(self) -> None:
        with contextlib.suppress(Exception):
            self.generator.setstate(self.state)


class Copy:
    """Answers questions from a state that nothing but these questions has changed."""

    def __init__(
        self, probes: dict[str, Any], script: types.ModuleType, channel: Channel, home: str
    ) -> None:
        self.probes, self.script, self.channel, self.home = probes, script, channel, home

    def serve(self, request: dict[str, Any]) -> None:
        """Answer the questions in order, then say whether they would be answered so in any other.

        That is so where the script remembers nothing of having been asked; where that can't be
        known, all are asked again in reverse. What changes and changes back is seen in between.
        """
        self.channel.write({"copy": True})
        set_alarm(request["seconds"])
        before = self.remembered() if request["checked"] else None
        changed = False
        waiting, sent = b"", time.monotonic()
        firsts = []
        for number, asked in enumerate(marshal.loads(request["questions"]), 1):
            set_alarm(request["seconds"])
            body = self.answer(asked)
            flush()
            firsts.append((asked, body))
            if before is not None and (number % LOOK_AFTER == 0 or number == 1):
                changed = changed or not before.is_unchanged()
            waiting += plain.frame_of(f'{{"reply":{number},{body}}}')
            # Many at a time cost little more than one, but none is to come long after its time.
            if len(waiting) > 16_384 or time.monotonic() - sent > 0.1:
                self.channel.write_bytes(waiting)
                waiting, sent = b"", time.monotonic()
        self.channel.write_bytes(waiting)
        if request["checked"]:
            set_alarm(request["seconds"])
            same = before is not None and not changed and before.is_all_unchanged()
            # Where each can be asked of a copy of its own, a change is reason enough for that.
            if not same and (before is None or not request["strict"]):
                same = self.is_same_again(firsts, request["seconds"])
            self.channel.write({"same": same})
        set_alarm(0)

    def remembered(self) -> memory.Memory | None:
        """All that the script can remember now; None where that can't be known."""
        try:
            return memory.Memory(self.script.__dict__, self.home, modules.INERT)
        except BaseException:  # whatever the script has made of what is looked at
            return None

    def is_same_again(self, firsts: list[tuple[dict[str, Any], str]], seconds: float) -> bool:
        """Whether all answers are the same, asked the other way round."""
        for asked, body in reversed(firsts):
            set_alarm(seconds)
            same = self.answer(asked) == body
            flush()
            if not same:
                return False
        return True

    def answer(self, asked: dict[str, Any]) -> str:
        """The inside of a JSON object: the answer, or why there is none."""
        try:
            missing = probing.find_missing(self.script, asked["needs"])
            if missing is not None:
                return json_field("missing", missing)
            text = f'"answer":{plain.to_text(self.ask(asked))}'
            if len(text) > plain.ANSWER_BYTES:
                raise plain.TooLargeError(f"more than {plain.ANSWER_BYTES // 1024} KB")
            return text
        except plain.TooLargeError as error:
            return json_field("limit", str(error))
        except AttributeError as error:
            missing = probing.find_missing_method(self.script, asked["needs"], error)
            return json_field("missing", missing) if missing else self.raised(error)
        except BaseException as error:
            return self.raised(error)

    def raised(self, error: BaseException) -> str:
        return json_field("raised", describe(error))

    def ask(self, asked: dict[str, Any]) -> Any:
        folder = self.home
        if asked["files"]:
            folder = os.path.join(self.home, f"probe-{os.urandom(6).hex()}")
            os.makedirs(folder)
        probe = self.probes[asked["function"]]
        return probing.ask(probe, self.script, asked["data"], asked["files"], folder)


def json_field(name: str, value: Any) -> str:
    """One field of a frame."""
    return f'"{name}":{plain.to_json(value)}'


def set_alarm(seconds: float) -> None:
    """Have the kernel end this process after its time: no handler, so nothing to swallow it.

    Set anew for each probe; the script may have changed both.
    """
    if HAS_TIMERS:
        _signal.signal(_signal.SIGALRM, _signal.SIG_DFL)
        _signal.setitimer(_signal.ITIMER_REAL, seconds)


def describe(error: BaseException) -> dict[str, Any]:
    """The type, the message and the last place in the script, as plain text."""
    index, line = place_of(error)
    return {
        "type": plain.type_name(type(error)),
        "message": message_of(error),
        "at": index,
        "line": line,
    }


def place_of(error: BaseException) -> tuple[int | None, int | None]:
    """The cell's index and the line, both None if nothing of the script is in the traceback."""
    places: list[tuple[Any, Any]] = []
    if type(error) in SYNTAX_ERRORS:
        places.append((error.filename, error.lineno))  # type: ignore[attr-defined]
    trace = error.__traceback__
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    for filename, line in reversed(places):
        number = str(filename)[len("<cell ") : -1]
        if filename == f"<cell {number}>" and number.isdecimal() and len(number) < 7:
            return int(number), line if type(line) is int and 0 <= line < 10**6 else None
    return None, None


def message_of(error: BaseException) -> str:
    """What an exception says of itself, cut to length."""
    try:
        text = error.msg if type(error) in SYNTAX_ERRORS else error  # type: ignore[attr-defined]
        # Exactly a text: what is of a class derived from it may cut itself as it likes.
        shown = str.__str__(str(text))[: plain.SHOWN_LENGTH]
        if type(error) is PermissionError and error.errno == EPERM:
            shown += CLOSED
        return plain.valid_text(shown)
    except BaseException:  # the message is the student's code, too
        return "(a message that can't be printed)"


def flush() -> None:
    """Let out what was printed, as far as the script has left the streams usable."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # a stream may be the student's own  # noqa: S112
            continue
