"""`grade ask`: put single questions, and see all that there is to see of them."""

from __future__ import annotations

import contextlib
import fnmatch
import functools
import pprint
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.check import from_here
from grader.cli.options import COURSE, FOLDER, command, course_at, known
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import GoldenError, UsageError
from grader.core.text import clean, did_you_mean, printable

if TYPE_CHECKING:
    from grader.authoring.asking import Reply
    from grader.core.probe import Probe
    from grader.core.result import Criterion
    from grader.course.find import Course
    from grader.course.load import Assignment

LINES_SHOWN = 16
TICK = 0.01  # a system counts the work of a process no finer


@command(
    "Put one question to the reference, or to a file.",
    ("probe", "case", "golden", "departure", "reference"),
)
@click.argument("assignment", shell_complete=known)
@click.argument("question", required=False, shell_complete=known)
@click.argument("file", required=False, type=FOLDER)
@click.option(
    "--pdb",
    "debugged",
    is_flag=True,
    help="Ask the reference in the debugger: it stops where that raises, else at the first line.",
)
@COURSE
def ask(
    assignment: str, question: str | None, file: Path | None, debugged: bool, folder: Path | None
) -> None:
    """Put one QUESTION (PROBE:CASE) to an ASSIGNMENT's reference, or to a FILE.

    Shows the case, the answer and the golden, where they depart, where it raised, and the time that
    it took. A pattern (boundary:*) asks several; noisy@7 is another draw of a case. The reference
    is asked in this process, a file behind the wall. Without QUESTION all are listed. It is for
    staff: hidden questions are shown like any other. Exit status: 0 the golden is answered, 1 not.

    \b
    Examples:
      grade ask perceptron
          All questions of the assignment.
      grade ask perceptron prepared:six_rows
          One: case, answer, golden, time.
      grade ask perceptron 'boundary:*' hw.ipynb
          Several, of a student's file.
      grade ask perceptron boundary:line@7 --pdb
          Stops in the reference, at another draw.
      grade ask perceptron --course ~/course
          From another folder.
    """
    from grader.course.find import choose_assignment

    course = course_at(folder, assignment)
    if assignment not in course.all_names:
        hint = did_you_mean(assignment, course.all_names)
        raise UsageError(f"no assignment is named {assignment!r}{hint}")
    name = choose_assignment(course, assignment, None, Path(assignment))
    if course.is_kit:
        raise UsageError(f"{course.root}: a student's kit has no reference to ask")
    chosen, note = load(course, name, seeds_in(question or ""))
    chosen = complete(chosen)
    if question is None:
        for line in listing(chosen):
            click.echo(line)
        return
    probes = choose(chosen, question)
    if debugged:
        debug(chosen, probes, file)
        return
    replies = put_to_file(course, chosen, probes, file) if file else put(chosen, probes)
    shown = Replies(chosen, probes, note)
    agreeing = [shown.show(reply) for reply in replies]
    sys.exit(0 if all(agreeing) else 1)


def load(course: Course, name: str, seeds: Sequence[int]) -> tuple[Assignment, str]:
    """Load an assignment with the cases that seeds draw; say what is wrong with its goldens."""
    from grader.course.load import load_assignment

    try:
        return course.assignment(name, seeds), ""
    except GoldenError as error:
        assignment = load_assignment(
            course.root, course.rubric.assignments[name], with_golden=False
        )
        for seed in seeds:
            assignment = course.with_seed(assignment, seed)
        return assignment, str(error)


def complete(assignment: Assignment) -> Assignment:
    """Find out what each probe needs, where that is not recorded yet. Raises RecordingError."""
    if all(probe.needs for probe in assignment.probes):
        return assignment
    from grader.authoring.needs import find_needs, with_needs
    from grader.course.references import load_references

    references = load_references(assignment, None, only_numpy=True)
    return with_needs(assignment, find_needs(assignment, references))


def seeds_in(question: str) -> list[int]:
    """Give the seed that a question names, if it does."""
    seed = question.rpartition("@")[2] if "@" in question else ""
    return [int(seed)] if seed.isdecimal() else []


def choose(assignment: Assignment, question: str) -> list[Probe]:
    """Choose questions by name or pattern; a probe's name alone is all of its cases.

    Raises UsageError.
    """
    function, at, seed = question.partition("@")
    pattern = question if ":" in question else f"{function}:*{at}{seed}"
    probes = [each for each in assignment.probes if fnmatch.fnmatchcase(each.name, pattern)]
    if not probes:
        names = [probe.name for probe in assignment.probes]
        functions = dict.fromkeys(probe.function for probe in assignment.probes)
        hint = did_you_mean(question, names if ":" in question else functions)
        raise UsageError(
            f"no question is {question!r}{hint or f'; grade ask {assignment.name} lists them'}"
        )
    return probes


def put(assignment: Assignment, probes: Sequence[Probe]) -> Iterator[Reply]:
    """Ask the reference."""
    from grader.authoring.asking import ask_reference
    from grader.course.references import load_references

    references = load_references(assignment, None, only_numpy=True)
    return (ask_reference(references, probe) for probe in probes)


def put_to_file(
    course: Course, assignment: Assignment, probes: Sequence[Probe], file: Path
) -> list[Reply]:
    """Ask a file, behind the wall, and say first what its cells raised."""
    from grader.api import Grader
    from grader.authoring.asking import ask_file

    with Grader(course, assignment.name) as grader, progress(f"asking {file}"):
        reading = grader.read(file)
        sandbox = grader.sandboxes.fit_for(is_own=course.is_own(file))
        return ask_file(reading, assignment, sandbox, probes)


def debug(assignment: Assignment, probes: Sequence[Probe], file: Path | None) -> None:
    """Ask the reference in the debugger. Raises UsageError for more than one question."""
    from grader.authoring.asking import debug_reference
    from grader.course.references import load_references

    if file is not None:
        raise UsageError("--pdb is for the reference: a file is run behind the wall, and not here")
    if len(probes) > 1:
        names = ", ".join(probe.name for probe in probes)
        raise UsageError(f"--pdb is for one question; these are {len(probes)}: {names}")
    references = load_references(assignment, None, only_numpy=True)
    with contextlib.suppress(Exception):  # as the debugger ends what it ran, when it is left
        debug_reference(references, probes[0])


def listing(assignment: Assignment) -> Iterator[str]:
    """List all questions: each probe's sentence, and its cases."""
    style = terminal_style()
    for function in dict.fromkeys(probe.function for probe in assignment.probes):
        probes = [probe for probe in assignment.probes if probe.function == function]
        yield f"{style.paint(function, 'bold')}: {clean(probes[0].sentence)}"
        names = ", ".join(probe.case.name + " (hidden)" * probe.hidden for probe in probes)
        yield from style.wrap(names, 4)


def place_of(assignment: Assignment, probe: Probe) -> str:
    """Say where a question's case is written."""
    from grader.authoring.defects import Defect, find_case

    folders = (assignment.staff_folder or assignment.folder, assignment.folder)
    where = find_case(probe.name, folders if probe.hidden else folders[1:])
    return Defect("", "", *where).place


class Replies:
    """Shows replies, one below the other."""

    def __init__(self, assignment: Assignment, probes: Sequence[Probe], note: str) -> None:
        self.assignment, self.probes, self.note = assignment, probes, note
        self.style = terminal_style()

    def show(self, reply: Reply) -> bool:
        """Show one question and its reply; does it agree with the golden everywhere?"""
        probe = reply.probe
        hidden = " (hidden)" if probe.hidden else ""
        click.echo(self.style.paint(f"{probe.name}{hidden}", "bold"))
        for line in self.style.wrap(clean(probe.sentence), 2):
            click.echo(line)
        self.show_case(probe)
        self.show_reply(reply)
        agrees = self.show_verdicts(reply)
        limit = self.assignment.limits.probe_seconds
        seconds = f"{reply.seconds:.2f}" if reply.seconds >= TICK else f"less than {TICK}"
        self.row("took", f"{seconds} s of its {limit:g} s")
        click.echo()
        return agrees

    @functools.cached_property
    def margin(self) -> int:
        """How wide the titles are."""
        names = [c.name for c in self.assignment.criteria]
        names += [f"case.{key}" for probe in self.probes for key in probe.case.data]
        return max(map(len, names), default=0)

    def show_case(self, probe: Probe) -> None:
        self.row("case", from_here(place_of(self.assignment, probe)))
        for key, value in probe.case.data.items():
            self.block(f"case.{key}", value)
        for name, text in probe.case.files.items():
            self.block(f"file {name}", text)

    def show_reply(self, reply: Reply) -> None:
        """Show what came back, or where it raised."""
        from grader.core.probe import Failure

        if not isinstance(reply.observation, Failure):
            self.block("answer", reply.observation.value)
            return
        self.row(reply.observation.kind.value, clean(reply.observation.message))
        for call in reply.calls:
            click.echo(f"    {from_here(clean(call.where))}")
            click.echo(f"      {clean(call.text)}")

    def show_verdicts(self, reply: Reply) -> bool:
        """Show the golden, and what each criterion that asks this makes of the answer."""
        name = reply.probe.name
        if name not in self.assignment.golden:
            self.row("golden", self.note or "none is recorded")
            return False
        self.block("golden", self.assignment.golden[name])
        criteria = [c for c in self.assignment.criteria if name in (*c.probes, *c.drawn)]
        if not criteria:
            self.row("criteria", "none asks this")
        verdicts = [self.show_verdict(reply, criterion) for criterion in criteria or [self.any()]]
        return all(verdicts)

    def any(self) -> Criterion:
        """Stand in for a criterion where none asks."""
        from grader.core.result import Criterion

        return Criterion("compared", "", 0, tolerance=self.assignment.tolerance)

    def show_verdict(self, reply: Reply, criterion: Criterion) -> bool:
        from grader.judging.scoring import judge_one

        name = reply.probe.name
        golden = self.assignment.golden[name]
        verdict = judge_one(criterion, name, reply.observation, golden)
        what = verdict.departure.message if verdict.departure else "agrees"
        colour = "green" if verdict.agrees else "red"
        self.row(criterion.name, self.style.paint(clean(what), colour))
        return verdict.agrees

    def row(self, title: str, text: str) -> None:
        click.echo(f"  {title:<{self.margin}} {text}")

    def block(self, title: str, value: Any) -> None:
        """Write a value, in as many lines as are worth reading."""
        width = self.style.width - self.margin - 3
        is_text = isinstance(value, str) and "\n" in value
        pretty = pprint.PrettyPrinter(width=width, compact=True, sort_dicts=False)
        text = value if is_text else pretty.pformat(value)
        lines = [printable(line) for line in text.split("\n")]
        more = len(lines) - LINES_SHOWN
        shown = lines if more <= 1 else [*lines[:LINES_SHOWN], f"... and {more} lines more"]
        for number, line in enumerate(shown):
            click.echo(f"  {'' if number else title:<{self.margin}} {line}")


COMMANDS = (ask,)
