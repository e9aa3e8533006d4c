"""Try the families: each must know its members, with their numbers, and call nothing else so.

A member is a program that stands beside the mistakes, over a range of numbers. They are run behind
the wall as submissions are.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.authoring.catalogue import Entry, program
from grader.core.errors import CourseError
from grader.core.probe import Answer, Level, Observations
from grader.core.result import Signature
from grader.core.submission import Script
from grader.core.text import did_you_mean
from grader.course.families import load_families
from grader.course.load import Assignment
from grader.course.running import read_source, run_module
from grader.course.signatures import FAMILIES
from grader.judging.families import Member
from grader.judging.marking import Scheme, mark_visible


@dataclass(frozen=True)
class Instance:
    """A program that a family must know, and the number in it."""

    name: str
    family: str
    number: Any
    entry: Entry


def load_instances(assignment: Assignment) -> list[Instance]:
    """Load the programs that families must know. Raises CourseError for one of no family."""
    path = (assignment.staff_folder or assignment.folder) / FAMILIES
    if assignment.staff_folder is None or not path.is_file():
        return []
    namespace, text = run_module(path), read_source(path)
    families = [family.name for family in load_families(assignment)]
    instances: list[Instance] = []
    for node in ast.parse(text).body:
        mark = getattr(namespace.get(getattr(node, "name", "")), "member", None)
        if mark is not None:
            if mark["family"] not in families:
                hint = did_you_mean(mark["family"], families)
                raise CourseError(f"{path}: no family is called {mark['family']!r}{hint}")
            instances += instances_of(node, ast.get_source_segment(text, node) or "", mark)
    return instances


def instances_of(node: Any, source: str, mark: Mapping[str, Any]) -> Iterator[Instance]:
    """Give a program once for each value of its name."""
    for name, values in mark["over"].items():
        for value in values:
            puts = tuple((target, node.name) for target in mark["replaces"])
            title = f"{node.name}, {name} {value!r}"
            text = ast.unparse(Filling(name, value).visit(ast.parse(source)))
            entry = Entry(title, puts, {node.name: text})
            yield Instance(title, mark["family"], value, entry)


class Filling(ast.NodeTransformer):
    """Puts a number in the place of a name."""

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.expr:  # noqa: N802
        return ast.Constant(self.value) if node.id == self.name else node


def programs_of(instances: Sequence[Instance], base: Script) -> dict[str, Script]:
    """Put each program into the example."""
    return {instance.name: program(base, instance.entry) for instance in instances}


def find_unknown(instance: Instance, observations: Observations, scheme: Scheme) -> Iterator[str]:
    """Give a fault where a program is not known, or its number is taken for another."""
    marks = mark_visible(observations.visible(scheme.probes), (), scheme)
    yield from (f"{instance.name}: {slip}" for slip in marks.slips)
    known = [mistake for group in marks.mistakes for mistake in group]
    # The catalogue knows some of them by themselves, and better.
    if not known or not all(is_known(mistake, instance) for mistake in known):
        names = ", ".join(describe(mistake) for mistake in known) or "nothing"
        yield f"{instance.name}: is not known as {instance.family}, but as {names}"


def is_known(mistake: Signature, instance: Instance) -> bool:
    """Tell whether a mistake is the one that was tried, with its number."""
    if not isinstance(mistake, Member):
        return mistake.target in dict(instance.entry.puts)
    number = mistake.parameter
    # What says its number in words may say it in any way.
    is_right = isinstance(number, str) or math.isclose(number, instance.number, rel_tol=1e-4)
    return mistake.name == instance.family and is_right


def describe(mistake: Signature) -> str:
    """Name a mistake with its number, if it is of a family."""
    return f"{mistake.name} of {mistake.parameter}" if isinstance(mistake, Member) else mistake.name


def untried(assignment: Assignment, instances: Sequence[Instance]) -> Iterator[str]:
    """Give a fault for each family that no program tries."""
    for family in load_families(assignment):
        if family.name not in {instance.family for instance in instances}:
            yield f"{family.name}: no program tries it; write one in the staff's {FAMILIES}"


def find_miscalled(signatures: Iterable[Signature], scheme: Scheme) -> Iterator[str]:
    """Give a fault for each program of the catalogue that is called by a family's name."""
    golden = {probe: Answer(answer) for probe, answer in scheme.catalogue.golden.items()}
    for signature in signatures:
        answers = Observations({**golden, **signature.answers}, Level.NONE)
        marks = mark_visible(answers.visible(scheme.probes), (), scheme)
        yield from (f"{signature.name}: {slip}" for slip in marks.slips)
        known = [m for group in marks.mistakes for m in group if isinstance(m, Member)]
        yield from (f"{signature.name}: is called {describe(member)}" for member in known)
