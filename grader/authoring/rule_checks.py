"""What is checked of rules about a text: that they name what can be found in one."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import sys
from collections.abc import Collection, Iterator
from typing import Any

from grader.authoring.bench import Bench
from grader.authoring.defects import Defect, defects_of, remark
from grader.core.errors import GraderError
from grader.core.text import did_you_mean
from grader.submission.rules import OR

IDLE = "is no builtin, method or module that is known here, so no program breaks or keeps the rule"
TYPES = [each for each in vars(builtins).values() if isinstance(each, type)]


def unknown_words(bench: Bench) -> Iterator[Defect]:
    """Find what rules about calls name and no text can have."""
    for index, section in enumerate(bench.rubric.section.criteria):
        named = {"forbidden": section.forbidden, "required": section.required}
        for key, texts in named.items() if section.rule == "calls" else ():
            for i, text in enumerate(texts):
                for word in text.split(OR):
                    if not is_known(word):
                        message = f"{word!r} {IDLE}{hint(word)}"
                        yield remark(at_key(bench, message, index, key, i))


def unknown_functions(bench: Bench, defined: Collection[str]) -> Iterator[Defect]:
    """Find functions in which a rule holds that the example has not, and that nobody asks for."""
    known = {*defined, *(need for probe in bench.assignment.probes for need in probe.needs)}
    for index, section in enumerate(bench.rubric.section.criteria):
        for i, name in enumerate(section.functions):
            if name not in known:
                message = f"the example has no function {name!r}{did_you_mean(name, known)}"
                yield at_key(bench, message, index, "in", i)


def at_key(bench: Bench, message: str, *keys: int | str) -> Defect:
    """Say something of what a criterion names, where it stands."""
    path = ("assignments", bench.name, "criteria", *keys)
    (fault,) = defects_of(GraderError(*bench.rubric.source.describe(path, message).split("\n")))
    return fault


def is_known(word: str) -> bool:
    """Tell whether a builtin, a method or a module has this name, or may have."""
    first, *rest = word.split(".")
    if not first:  # `.dot` of whatever has it
        return True
    if hasattr(builtins, first):
        return has(getattr(builtins, first), first, rest)
    if first not in sys.stdlib_module_names and first not in sys.modules:
        return is_module(first)
    try:
        return has(importlib.import_module(first), first, rest)
    except ImportError:
        return True


def has(owner: Any, name: str, rest: list[str]) -> bool:
    """Tell whether something has what a dotted name goes on with."""
    for part in rest:
        name = f"{name}.{part}"
        if not hasattr(owner, part):
            return is_module(name)
        owner = getattr(owner, part)
    return True


def is_module(name: str) -> bool:
    """Tell whether a module can be found, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def hint(word: str) -> str:
    """Say what may be meant."""
    if any(hasattr(each, word) for each in TYPES):
        return f"; did you mean '.{word}'?"
    first, dot, last = word.rpartition(".")
    owner = getattr(builtins, first, None) or sys.modules.get(first)
    near = did_you_mean(last if owner else word, dir(owner or builtins))
    return near.replace("mean '", f"mean '{first}{dot}") if owner else near
