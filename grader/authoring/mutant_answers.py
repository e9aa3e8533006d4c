"""Say what is plain to see in a mutant's answers: a value that is always the same. Pure.

Of a value that is never worked out nobody knows by which change: so it is said instead of that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from grader.core.probe import Answer, Observation, ProbeName
from grader.course.load import Assignment

ORDINALS = "first", "second", "third", "fourth", "fifth"
LEAST = 3  # questions, to call something constant

Column = tuple[str, Sequence[Any], Sequence[Any]]  # what it is, the answers' values, the goldens'


def find_constant(target: str, answers: Mapping[str, Observation], assignment: Assignment) -> str:
    """Say what of a function's answers is always the same, where right ones differ."""
    for probes in plainly_asked(target, assignment):
        given = [a.value for probe in probes if isinstance(a := answers.get(probe), Answer)]
        right = [assignment.golden[probe] for probe in probes]
        if len(given) == len(right) >= LEAST:
            for subject, own, others in columns(given, right):
                if constant := in_words(own, others):
                    return f"{subject} {constant}"
    return ""


def plainly_asked(target: str, assignment: Assignment) -> Iterator[list[str]]:
    """Give the questions, by what is asked, whose answer is what the function returns."""
    own = target.rpartition(".")[2]
    functions = (n for n in ast.parse(assignment.probes_source).body if is_plain(n, own))
    plain = {function.name for function in functions if isinstance(function, ast.FunctionDef)}
    asked: dict[str, list[str]] = {}
    for probe in assignment.probes:
        name = ProbeName.parse(probe.name).function
        if name in plain and not probe.hidden and set(probe.needs) == {target}:
            asked.setdefault(name, []).append(probe.name)
    yield from asked.values()


def is_plain(node: ast.stmt, own: str) -> bool:
    """Tell whether a probe returns what a function gives, at most with names for its parts."""
    if not isinstance(node, ast.FunctionDef):
        return False
    returns = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
    value = returns[0] if len(returns) == 1 else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.args:
        value = value.args[0]
    match value:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name == own
    return False


def columns(given: Sequence[Any], right: Sequence[Any]) -> Iterator[Column]:
    """Give the answers as a whole, and part by part."""
    everything = (*given, *right)
    yield "the answer", given, right
    if all(isinstance(each, dict) for each in everything):
        for key in right[0]:
            yield f"`{key}`", [each.get(key) for each in given], [each[key] for each in right]
    elif all(isinstance(each, (list, tuple)) for each in everything):
        parts = zip(zip(*given, strict=False), zip(*right, strict=False), strict=False)
        for ordinal, (own, others) in zip(ORDINALS, parts, strict=False):
            yield f"the {ordinal} value returned", own, others


def in_words(given: Sequence[Any], right: Sequence[Any]) -> str:
    """Say what values are always, or hold only, where the right ones differ."""
    own, others = ({*map(repr, innermost(values))} for values in (given, right))
    if len(others) < 2:
        return ""
    if not own:
        return "is always empty"
    first, is_number = given[0], isinstance(given[0], (int, float))
    if len(own) > 1 or not (is_number or isinstance(first, (list, tuple))):
        return ""
    return f"is always {first!r}" if is_number else f"holds only {own.pop()}"


def innermost(value: Any) -> Iterator[Any]:
    """Give all values within lists."""
    if isinstance(value, (list, tuple)):
        yield from chain.from_iterable(map(innermost, value))
    else:
        yield value
