"""Put single questions: to the reference, here, or to a file, behind the wall."""

from __future__ import annotations

import pdb
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring.timing import Timed, time_questions
from grader.core.errors import GraderError
from grader.core.probe import Answer, Failure, FailureKind, Observation, Probe
from grader.core.submission import Place, Script
from grader.core.text import one_line
from grader.course.load import Assignment
from grader.course.references import References, ask_one
from grader.sandbox.protocol import Sandbox
from grader.submission.reading import Reading

OWN = Path(__file__).parents[1]
# Put below the probes, whose lines stay as they are: each gives where it raised as an answer.
TRACING = """

def traced(probe):
    def ask(student, case):
        calls = []
        try:
            probe(student, case)
        except BaseException as error:
            trace = error.__traceback__
            while trace is not None:
                code = trace.tb_frame.f_code
                calls.append([code.co_filename, trace.tb_lineno, code.co_name])
                trace = trace.tb_next
        return calls[:20] + calls[20:][-20:]
    return ask

for name in {names!r}:
    globals()[name] = traced(globals()[name])
"""
PROBES, CELL = "<probes>", "<cell "


@dataclass(frozen=True)
class Call:
    """A line of an author's that led to where it raised; `path` is the file, of a cell as well."""

    path: Path
    place: Place
    function: str
    text: str

    @property
    def where(self) -> str:
        line = f":{self.place.line}" if self.place.cell is None else f", {self.place}"
        return f"{self.path}{line}, in {self.function}"


@dataclass(frozen=True)
class Reply:
    """What came back to a question, the seconds of work for it, and where it raised."""

    probe: Probe
    observation: Observation
    seconds: float
    calls: Sequence[Call] = ()


def ask_reference(references: References, probe: Probe) -> Reply:
    """Ask the reference one question, in this process."""
    function, began = references.functions[probe.function], time.process_time()
    try:
        answer = ask_one(function, references.numpy, probe, references.who)
    except GraderError as error:
        seconds = time.process_time() - began
        # Without what the error says of the question, which stands above.
        message = str(error).removeprefix(f"probe {probe.name}: ")
        calls = tuple(calls_here(error.__cause__))
        return Reply(probe, Failure(FailureKind.RAISED, message), seconds, calls)
    return Reply(probe, Answer(answer), time.process_time() - began)


def calls_here(error: BaseException | None) -> Iterator[Call]:
    """Give the lines of an exception's traceback that are none of the grader's."""
    for frame in traceback.extract_tb(error.__traceback__) if error else ():
        path = Path(frame.filename)
        if not path.is_relative_to(OWN):
            place = Place(None, frame.lineno)
            yield Call(path, place, frame.name, (frame.line or "").strip())


def debug_reference(references: References, probe: Probe) -> None:
    """Ask the reference in the debugger: it stops where that raises, else at the first line."""
    function = references.functions[probe.function]
    try:
        ask_one(function, references.numpy, probe)
    except GraderError as error:
        if error.__cause__ is not None:
            pdb.post_mortem(error.__cause__.__traceback__)
            return
    debugger = pdb.Pdb()
    ask_one(lambda *words: debugger.runcall(function, *words), references.numpy, probe)


def ask_file(
    reading: Reading, assignment: Assignment, sandbox: Sandbox, probes: Sequence[Probe]
) -> list[Reply]:
    """Ask a file some questions, each of a copy of its state; what raised is asked again for where.

    Raises GraderError.
    """
    timed = time_questions(reading, assignment, sandbox, probes)
    raised = [probe for probe in probes if is_raised(timed[probe.name].observation)]
    traces: Mapping[str, Timed] = {}
    if raised:
        names = sorted({probe.function for probe in raised})
        source = assignment.probes_source + TRACING.format(names=names)
        tracing = replace(assignment, probes_source=source)
        traces = time_questions(reading, tracing, sandbox, raised)
    return [
        Reply(
            probe,
            timed[probe.name].observation,
            timed[probe.name].seconds,
            tuple(calls_of(traces.get(probe.name), assignment, reading)),
        )
        for probe in probes
    ]


def is_raised(observation: Observation) -> bool:
    """Tell whether a question raised, in the probe or in what it asks."""
    kinds = FailureKind.RAISED, FailureKind.UNWRITTEN
    return isinstance(observation, Failure) and observation.kind in kinds


def calls_of(timed: Timed | None, assignment: Assignment, reading: Reading) -> Iterator[Call]:
    """Read what a traced question answered: total, since a file may answer anything."""
    value = timed.observation.value if timed and isinstance(timed.observation, Answer) else ()
    for part in value if isinstance(value, list) else ():
        match part:
            case [str(name), int(line), str(function)] if type(line) is int:
                yield from call_of(name, line, one_line(function), assignment, reading)


def call_of(
    name: str, line: int, function: str, assignment: Assignment, reading: Reading
) -> Iterator[Call]:
    """Give the line of the probes or of a cell; of any other file none."""
    number = name.removeprefix(CELL).removesuffix(">")
    # What stands below the probes is ours, and traces them.
    if name == PROBES and line <= assignment.probes_source.count("\n"):
        text = line_of(assignment.probes_source, line)
        yield Call(assignment.folder / "probes.py", Place(None, line), function, text)
    elif name.startswith(CELL) and number.isdecimal():
        script, path = reading.script, reading.submission.path
        index = int(number[:6])
        if index < len(script.cells):
            yield Call(path, script.place(index, line), function, cell_line(script, index, line))


def cell_line(script: Script, index: int, line: int) -> str:
    """Give a cell's line as it is run."""
    return one_line(line_of(script.cells[index].source, line))


def line_of(text: str, number: int) -> str:
    """Give a line of a text, without its margin; "" where it has none of that number."""
    lines = text.split("\n")
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
