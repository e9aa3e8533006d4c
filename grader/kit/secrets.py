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

from grader.core.probe import Answer, Observation, Probe
from grader.course.find import Course
from grader.course.load import Assignment, read_source
from grader.kit.leaks import Run, Withheld, numbers_in, runs, scalars, spellings

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
    """What a kit rightly holds: values of visible cases and answers; the texts of what is run."""

    strings: frozenset[str]
    numbers: frozenset[str]
    runs: frozenset[Run]
    engine: str
    code: str
    prose: str


def withheld_from(course: Course, assignment: Assignment, engine: Mapping[str, bytes]) -> Withheld:
    """All that an assignment's kit may not hold; the engine is what it holds of the grader."""
    opened = find_open(course, assignment, engine)
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, what in hidden_names(course, assignment):
        if name not in opened.strings:
            is_telling = NAME.fullmatch(name) and name not in opened.engine
            (texts if is_telling else names).setdefault(name, what)
    for text, what in hidden_strings(assignment):
        if len(text) >= STRING_LENGTH and text not in opened.prose:
            texts.setdefault(text, what)
    for line, what in reference_lines(course):
        if line not in opened.code:
            texts.setdefault(line, what)
    numbers = {n: what for n, what in hidden_numbers(assignment) if n not in opened.numbers}
    rows = {run: what for run, what in hidden_runs(assignment) if run not in opened.runs}
    return Withheld(texts, names, numbers, rows)


def find_open(course: Course, assignment: Assignment, engine: Mapping[str, bytes]) -> Open:
    """What is visible of an assignment, and the grader's own text."""
    listed = course.rubric.assignments[assignment.name].section.criteria
    criteria = [(c.name, c.title, c.probes) for c in listed if c.visibility == "visible"]
    data = [content.decode("utf-8", "replace") for _, content in assignment.data]
    cases = [
        (one.name, one.case.name, one.case.data, one.case.files, assignment.golden[one.name])
        for one in assignment.probes
        if not one.hidden
    ]
    visible = [criteria, cases, data, *visible_signatures(assignment)]
    numbers = numbers_in(visible)
    engine_text = b"\n".join(engine.values()).decode()
    code = [engine_text, assignment.probes_source, read_source(assignment.folder / "cases.py")]
    task = read_source(assignment.folder / "README.md")
    return Open(
        strings=frozenset(one for one in scalars(visible) if isinstance(one, str)),
        numbers=frozenset(s for n in [*numbers, *numbers_in(code)] for s in spellings(n)),
        runs=frozenset(runs(numbers)),
        engine=engine_text,
        code="\n".join(code),
        prose="\n".join([*code, task, *data]),
    )


def visible_signatures(assignment: Assignment) -> Iterator[Any]:
    """What the mistakes are called, and what they answer to visible probes."""
    visible = [probe.name for probe in assignment.probes if not probe.hidden]
    for one in assignment.signatures:
        yield one.name, one.cause, one.advice, one.target
        yield [plain(one.answers[probe]) for probe in visible if probe in one.answers]


def plain(seen: Observation) -> Any:
    """What is recorded of an observation."""
    return seen.value if isinstance(seen, Answer) else seen.message


def hidden_names(course: Course, assignment: Assignment) -> Named:
    """Names, titles and patterns of hidden criteria; names of hidden cases and probes."""
    for rubric in course.rubric.assignments.values():
        for one in rubric.section.criteria:
            if one.visibility != "visible":
                texts = [one.name, one.title, *one.probes]
                yield from ((t, f"the hidden criterion {one.name}: {t!r}") for t in texts if t)
    for probe in hidden_probes(assignment):
        yield probe.name, f"the hidden probe {probe.name}"
        yield probe.case.name, f"the name of the hidden case {probe.case.name}"


def hidden_probes(assignment: Assignment) -> list[Probe]:
    """The questions that no student sees."""
    return [probe for probe in assignment.probes if probe.hidden]


def hidden_data(assignment: Assignment) -> Iterator[tuple[Any, str]]:
    """Each part of each hidden case."""
    for probe in hidden_probes(assignment):
        for key, value in (*probe.case.data.items(), *probe.case.files.items()):
            yield value, f"data of the hidden case {probe.case.name}: its {key}"


def hidden_strings(assignment: Assignment) -> Named:
    """The lines of hidden cases' texts, and what their file writes in quotes: salts, say."""
    for value, what in hidden_data(assignment):
        texts = (one for one in scalars(value) if isinstance(one, str))
        yield from ((line, what) for text in texts for line in text.splitlines())
    for value in hidden_constants(assignment):
        if isinstance(value, str):
            yield value, f"a text of the hidden cases' file: {value!r}"


def hidden_numbers(assignment: Assignment) -> Named:
    """The spellings of all numbers that are known by their digits, and of seeds."""
    for value, what in hidden_data(assignment):
        yield from ((n, what) for n in spelled(value, DIGITS))
    for probe in hidden_probes(assignment):
        answer = assignment.golden[probe.name]
        yield from ((n, f"the golden of {probe.name}: {n}") for n in spelled(answer, DIGITS))
    for value in hidden_constants(assignment):
        numbers = spelled(value if type(value) is int else "", SEED_DIGITS)
        yield from ((n, f"a number of the hidden cases' file: {n}") for n in numbers)


def spelled(value: Any, least: int) -> list[str]:
    """The numbers in plain data that have so many digits, as they may be written."""
    return [s for n in numbers_in(value) for s in spellings(n) if digits(s) >= least]


def digits(spelling: str) -> int:
    """How many of a number's digits carry anything."""
    return len(spelling.partition("e")[0].replace(".", "").strip("0"))


def hidden_runs(assignment: Assignment) -> Iterator[tuple[Run, str]]:
    """Neighbouring numbers, of hidden cases and goldens, that are not all alike or short."""
    goldens = [
        (assignment.golden[probe.name], f"the golden of {probe.name}")
        for probe in hidden_probes(assignment)
    ]
    for value, what in (*hidden_data(assignment), *goldens):
        for run in sorted(runs(numbers_in(value))):
            if sum(map(digits, run)) >= RUN_DIGITS and len(set(run)) >= RUN_DIFFERENT:
                yield run, f"{what}, {', '.join(run)}"


def hidden_constants(assignment: Assignment) -> list[Any]:
    """What stands literally in the file of the hidden cases."""
    path = (assignment.staff_folder or assignment.folder) / "cases.py"
    if assignment.staff_folder is None or not path.is_file():
        return []
    tree = ast.parse(read_source(path))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


def reference_lines(course: Course) -> Named:
    """The telling lines of the staff's code: references, mistakes, variants, hidden cases."""
    for path in sorted((course.root / "reference").rglob("*.py")):
        where = path.relative_to(course.root).as_posix()
        for number, line in enumerate(read_source(path).splitlines(), 1):
            if CODE.match(line.strip()):
                yield line.strip(), f"line {number} of {where}: {line.strip()}"
