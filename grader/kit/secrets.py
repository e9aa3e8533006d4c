"""What a kit may not hold: hidden cases and their answers, hidden criteria, the staff's code.

What a kit rightly holds besides is no secret: a number that is also a visible answer's, a line of
code that the probes or the grader itself share with a reference.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import yaml

from grader.core.probe import Answer
from grader.course.find import Course
from grader.course.load import Assignment
from grader.course.probes import CASES, read_seed
from grader.course.recording import shortened
from grader.course.running import read_source
from grader.course.signatures import FAMILIES
from grader.course.source import SOURCES
from grader.kit.contents import find_starter
from grader.kit.leaks import DIGITS_OF_RUNS, Run, Withheld, runs, strings

# A line that says something: neither a signature, which the task gives, nor an import, a comment or
# what a mistake is marked with, which its signature tells.
CODE = re.compile(
    r"(?!def |class |import |from |@|#|[\"']|(cause|advice|about)=)(?=.*[=+*/<>(\[]).{16,}"
)
NAME = re.compile(r"(?=.*[^A-Za-z]).{8,}")  # of more than one word: nobody writes it by chance
STRING_LENGTH = 6
DIGITS = 6  # a number of fewer may be anything
SEED_DIGITS = 4
RUN_DIGITS, RUN_DIFFERENT = 10, 3  # numbers of few digits are known by their neighbours


def withheld_from(course: Course, assignment: Assignment, engine: Mapping[str, bytes]) -> Withheld:
    """List all that an assignment's kit may not hold; `engine` is what it holds of the grader."""
    task = read_source(assignment.folder / "README.md")
    cases = "\n".join(map(read_source, assignment.folder.glob(CASES)))
    grader = b"\n".join(engine.values()).decode()
    code = "\n".join([grader, assignment.probes_source, cases])
    data = [content.decode("utf-8", "replace") for _, content in assignment.data]
    visible = [data, *visible_parts(course, assignment)]
    prose, words = "\n".join([code, task, *data]), set(strings(visible))
    # Of code single numbers only: rows of a hidden case may be left in a comment of `cases.py`.
    numbers = runs(visible) | {run for run in runs(code) if len(run) == 1}
    numbers |= {tuple(map(as_packed, run)) for run in numbers}
    names = {name: what for name, what in hidden_names(course, assignment) if name not in words}
    telling = {n: what for n, what in names.items() if NAME.fullmatch(n) and n not in grader}
    texts = {text: what for text, what in hidden_texts(course, assignment) if text not in prose}
    # The starter tries what a mistake may write, too: `load_data("data/points.txt")`; and families
    # have lines of some.
    starter = strings(json.loads(read_source(find_starter(assignment))))
    families = map(read_source, assignment.folder.glob(FAMILIES))
    shown = "\n".join([code, *starter, *families])
    lines = {line: what for line, what in staff_lines(course, shown) if line not in code}
    lines |= {line: what for line, what in mistaken_lines(course) if line not in shown}
    return Withheld(
        texts={**telling, **texts, **lines},
        names={name: what for name, what in names.items() if name not in telling},
        runs={run: what for run, what in hidden_runs(course, assignment) if run not in numbers},
    )


def as_packed(number: str) -> str:
    """Write a number of a run with the digits that it has in the mistakes' packed answers."""
    return f"{float(shortened(number)):.{DIGITS_OF_RUNS}g}"


def visible_parts(course: Course, assignment: Assignment) -> Iterator[Any]:
    """Give visible criteria, cases and goldens, and what mistakes answer to visible probes."""
    for criterion in course.rubric.assignments[assignment.name].section.criteria:
        if criterion.visibility == "visible":
            yield criterion.name, criterion.title, criterion.probes
    visible = {probe.name: probe.case for probe in assignment.probes if not probe.hidden}
    for name, case in visible.items():
        yield name, case.name, case.data, case.files, assignment.golden[name]
    for mistake in assignment.signatures:
        yield mistake.name, mistake.cause, mistake.advice, mistake.target
        answers = [mistake.answers[name] for name in visible if name in mistake.answers]
        yield [a.value if isinstance(a, Answer) else a.message for a in answers]


def hidden_names(course: Course, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give names, titles and patterns of hidden criteria; names of hidden cases and probes."""
    # Also those of other assignments, which stand in the same files of the staff's.
    for name, words in hidden_criteria(course):
        for text in filter(None, strings(words)):
            yield text, f"the hidden criterion {name}: {text!r}"
    for probe in assignment.probes:
        if probe.hidden:
            yield probe.name, f"the hidden probe {probe.name}"
            yield probe.case.name, f"the name of the hidden case {probe.case.name}"


def hidden_criteria(course: Course) -> Iterator[tuple[str, Any]]:
    """Give each hidden criterion's name with its name, title and patterns."""
    for rubric in course.rubric.assignments.values():
        for criterion in rubric.section.criteria:
            if criterion.visibility != "visible":
                yield criterion.name, [criterion.name, criterion.title, criterion.probes]
    # Of what is unfinished, as far as it is written.
    for part in course.rubric.unfinished.values():
        criteria = part.raw.get("criteria") if isinstance(part.raw, Mapping) else None
        for raw in criteria if isinstance(criteria, list) else ():
            if isinstance(raw, Mapping) and raw.get("visibility", "visible") != "visible":
                yield str(raw.get("name")), [raw.get(key) for key in ("name", "title", "probes")]


def hidden_values(course: Course, assignment: Assignment) -> Iterator[tuple[Any, str, int]]:
    """Give what is in hidden cases and their file, and how many digits make a number a secret."""
    for probe in assignment.probes:
        if probe.hidden:
            for key, value in (*probe.case.data.items(), *probe.case.files.items()):
                yield value, f"data of the hidden case {probe.case.name}: its {key}", DIGITS
    if assignment.staff_folder and (seed := read_seed(assignment.staff_folder)):
        yield seed, "the seed of the class's cases", DIGITS
    # What stands literally in the file of the hidden cases: salts and seeds, say.
    for path in (course.root / "reference" / assignment.name).glob(CASES):
        for node in ast.walk(ast.parse(read_source(path))):
            if isinstance(node, ast.Constant):
                least = SEED_DIGITS if type(node.value) is int else DIGITS
                yield node.value, "from the hidden cases' file", least


def hidden_texts(course: Course, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Give the lines of the texts in what is hidden, but for those that may be anybody's."""
    for value, what, _ in hidden_values(course, assignment):
        for line in (line for text in strings(value) for line in text.splitlines()):
            if len(line) >= STRING_LENGTH:
                yield line, f"{what}: {line!r}"


def hidden_runs(course: Course, assignment: Assignment) -> Iterator[tuple[Run, str]]:
    """Give the numbers in what is hidden that are known by their digits or neighbours."""
    # Of goldens no texts: those only label the numbers, as in "epoch 3".
    hidden = [probe.name for probe in assignment.probes if probe.hidden]
    goldens = ((assignment.golden[name], f"the golden of {name}", DIGITS) for name in hidden)
    for value, what, least in chain(hidden_values(course, assignment), goldens):
        for run in runs(value):
            if is_telling(run, least):
                yield run, f"{what}: {', '.join(run)}"


def is_telling(run: Run, least: int) -> bool:
    """Tell whether numbers have so many digits, and are so different, that they are no chance."""
    # Of a number's digits, zeros at its ends carry nothing.
    digits = [len(number.partition("e")[0].replace(".", "").strip("0")) for number in run]
    if len(run) == 1:
        return digits[0] >= least
    return sum(digits) >= RUN_DIGITS and len(set(run)) >= RUN_DIFFERENT


def staff_lines(course: Course, shown: str) -> Iterator[tuple[str, str]]:
    """Give the telling lines of the staff's programs: references, variants, hidden cases.

    What a source has around its solution is `shown` to students, since the starter is made of it.
    """
    for path in sorted((course.root / "reference").rglob("*.py")):
        where = path.relative_to(course.root).as_posix()
        given = set(map(str.strip, shown.splitlines())) if path.name in SOURCES else ()
        for number, line in enumerate(map(str.strip, read_source(path).splitlines()), 1):
            if CODE.match(line) and line not in given:
                yield line, f"line {number} of {where}: {line}"


def mistaken_lines(course: Course) -> Iterator[tuple[str, str]]:
    """Give the telling lines of mistakes that are changes of the example."""
    for path in sorted((course.root / "reference").rglob("*.yaml")):
        where = path.relative_to(course.root).as_posix()
        for line in filter(CODE.match, lines_changed(read_source(path))):
            yield line, f"{where}: {line}"


def lines_changed(text: str) -> Iterator[str]:
    """Give the lines of code in a file of mistakes that are changes of the example."""
    data = yaml.load(text, yaml.BaseLoader)
    entries = data.values() if isinstance(data, dict) else ()
    for entry in (each for each in entries if isinstance(each, dict)):
        for code in strings([entry.get("replace"), entry.get("by")]):
            yield from map(str.strip, code.splitlines())
