"""What a kit may not hold: hidden cases and their answers, hidden criteria, the staff's code.

What a kit rightly holds besides is no secret: a number that is also a visible answer's, a line of
code that the probes or the grader itself share with a reference.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.probe import Answer
from grader.course.find import Course
from grader.course.load import Assignment, read_source
from grader.kit.leaks import Run, Withheld, leaves, runs

# A line that says something: neither a signature, which the task gives, nor an import or a comment.
CODE = re.compile(r"(?!def |class |import |from |@|#|[\"'])(?=.*[=+*/<>(\[]).{16,}")
NAME = re.compile(r"(?=.*[^A-Za-z]).{8,}")  # of more than one word: nobody writes it by chance
STRING_LENGTH = 6
DIGITS = 6  # a number of fewer may be anything
SEED_DIGITS = 4
RUN_DIGITS, RUN_DIFFERENT = 10, 3  # numbers of few digits are known by their neighbours

Named = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Open:
    """What a kit rightly holds: what is in visible cases and answers; the texts of what is run."""

    strings: frozenset[str]
    runs: frozenset[Run]
    engine: str
    code: str
    prose: str


def withheld_from(course: Course, assignment: Assignment, engine: Mapping[str, bytes]) -> Withheld:
    """List all that an assignment's kit may not hold; `engine` is what it holds of the grader."""
    opened = find_open(course, assignment, engine)
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, what in hidden_names(course, assignment):
        if name not in opened.strings:
            is_telling = NAME.fullmatch(name) and name not in opened.engine
            (texts if is_telling else names).setdefault(name, what)
    for text, what in hidden_texts(assignment):
        if len(text) >= STRING_LENGTH and text not in opened.prose:
            texts.setdefault(text, what)
    for line, what in staff_lines(course):
        if line not in opened.code:
            texts.setdefault(line, what)
    secret = {run: what for run, what in hidden_runs(assignment) if run not in opened.runs}
    return Withheld(texts, names, secret)


def find_open(course: Course, assignment: Assignment, engine: Mapping[str, bytes]) -> Open:
    """Gather what is visible of an assignment, and the grader's own text."""
    data = [content.decode("utf-8", "replace") for _, content in assignment.data]
    visible = [data, *visible_parts(course, assignment)]
    grader = b"\n".join(engine.values()).decode()
    cases = read_source(assignment.folder / "cases.py")
    code = "\n".join([grader, assignment.probes_source, cases])
    # Of code single numbers only: rows of a hidden case may be left in a comment of `cases.py`.
    constants = {run for run in runs(code) if len(run) == 1}
    return Open(
        strings=frozenset(leaf for leaf in leaves(visible) if isinstance(leaf, str)),
        runs=frozenset(runs(visible) | constants),
        engine=grader,
        code=code,
        prose="\n".join([code, read_source(assignment.folder / "README.md"), *data]),
    )


def visible_parts(course: Course, assignment: Assignment) -> Iterator[Any]:
    """Give visible criteria, cases and goldens, and what mistakes answer to visible probes."""
    for criterion in course.rubric.assignments[assignment.name].section.criteria:
        if criterion.visibility == "visible":
            yield criterion.name, criterion.title, criterion.probes
    visible = [probe for probe in assignment.probes if not probe.hidden]
    for probe in visible:
        case = probe.case
        yield probe.name, case.name, case.data, case.files, assignment.golden[probe.name]
    for mistake in assignment.signatures:
        yield mistake.name, mistake.cause, mistake.advice, mistake.target
        answers = [mistake.answers[p.name] for p in visible if p.name in mistake.answers]
        yield [a.value if isinstance(a, Answer) else a.message for a in answers]


def hidden_names(course: Course, assignment: Assignment) -> Named:
    """Give names, titles and patterns of hidden criteria; names of hidden cases and probes."""
    # Also those of other assignments, which stand in the same files of the staff's.
    for rubric in course.rubric.assignments.values():
        for criterion in rubric.section.criteria:
            if criterion.visibility != "visible":
                for text in filter(None, (criterion.name, criterion.title, *criterion.probes)):
                    yield text, f"the hidden criterion {criterion.name}: {text!r}"
    for probe in assignment.probes:
        if probe.hidden:
            yield probe.name, f"the hidden probe {probe.name}"
            yield probe.case.name, f"the name of the hidden case {probe.case.name}"


def hidden_data(assignment: Assignment) -> Iterator[tuple[Any, str]]:
    """Give each part of each hidden case."""
    for case in {
        probe.case.name: probe.case for probe in assignment.probes if probe.hidden
    }.values():
        for key, value in (*case.data.items(), *case.files.items()):
            yield value, f"data of the hidden case {case.name}: its {key}"


def hidden_texts(assignment: Assignment) -> Named:
    """Give the lines of hidden cases' texts, and what their file writes in quotes: salts, say."""
    for value, what in hidden_data(assignment):
        texts = (leaf for leaf in leaves(value) if isinstance(leaf, str))
        yield from ((line, what) for text in texts for line in text.splitlines())
    for constant in hidden_constants(assignment):
        if isinstance(constant, str):
            yield constant, f"a text of the hidden cases' file: {constant!r}"


def hidden_runs(assignment: Assignment) -> Iterator[tuple[Run, str]]:
    """Give the numbers of hidden cases and goldens that are known by their digits, and seeds."""
    hidden = [probe.name for probe in assignment.probes if probe.hidden]
    goldens = ((assignment.golden[name], f"the golden of {name}") for name in hidden)
    for value, what in (*hidden_data(assignment), *goldens):
        for run in filter(is_telling, runs(value)):
            yield run, f"{what}: {', '.join(run)}"
    for constant in hidden_constants(assignment):
        if type(constant) is int and digits(str(constant)) >= SEED_DIGITS:
            yield from (
                (run, f"a number of the hidden cases' file: {constant}") for run in runs(constant)
            )


def is_telling(run: Run) -> bool:
    """Tell whether numbers have so many digits, and are so different, that they are no chance."""
    if len(run) == 1:
        return digits(run[0]) >= DIGITS
    return sum(map(digits, run)) >= RUN_DIGITS and len(set(run)) >= RUN_DIFFERENT


def digits(number: str) -> int:
    """Count the digits of a number that carry anything."""
    return len(number.partition("e")[0].replace(".", "").strip("0"))


def hidden_constants(assignment: Assignment) -> list[Any]:
    """Read what stands literally in the file of the hidden cases."""
    path = (assignment.staff_folder or assignment.folder) / "cases.py"
    if assignment.staff_folder is None or not path.is_file():
        return []
    tree = ast.parse(read_source(path))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


def staff_lines(course: Course) -> Named:
    """Give the telling lines of the staff's code: references, mistakes, variants, hidden cases."""
    for path in sorted((course.root / "reference").rglob("*.py")):
        where = path.relative_to(course.root).as_posix()
        for number, line in enumerate(read_source(path).splitlines(), 1):
            if CODE.match(line.strip()):
                yield line.strip(), f"line {number} of {where}: {line.strip()}"
