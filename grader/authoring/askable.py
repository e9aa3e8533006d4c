"""Find an author's slips in probes and cases: before a reference is asked, and by its answers.

Told here, so that no reference, and no mistake of the catalogue, is blamed for them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.authoring.defects import find_case, find_definition
from grader.core.probe import Probe, ProbeName
from grader.core.text import clean
from grader.course.running import PROBES
from grader.sandbox.inside.probing import pack_data


def find_unaskable(
    probes: Sequence[Probe], functions: Mapping[str, Any], folder: Path, staff: Path
) -> Iterator[str]:
    """Say of each probe that can't be called as one, and of each case that can't be sent."""
    for name in dict.fromkeys(probe.function for probe in probes):
        if not takes_two(functions[name]):
            yield f"{where(name, folder)}: {name}: a probe takes (student, case)"
    # Once for each that is written down: of it others may be drawn.
    cases = {(probe.hidden, ProbeName.parse(probe.name).case): probe for probe in probes}
    faults = {fault: None for p in cases.values() for fault in unsent(p, folder, staff)}
    yield from faults


def takes_two(function: Any) -> bool:
    """Tell whether a probe can be called with a student's program and a case."""
    try:
        # As it is called: what a decorator has wrapped may take anything else.
        inspect.signature(function, follow_wrapped=False).bind(None, None)
    except TypeError:
        return False
    return True


def unsent(probe: Probe, folder: Path, staff: Path) -> Iterator[str]:
    """Say of each value of a question's case that no program can be given it."""
    for key, value in probe.case.data.items():
        try:
            pack_data({key: value})
        except (TypeError, ValueError, RecursionError) as error:
            place = placed(*find_case(probe.name, (staff, folder) if probe.hidden else (folder,)))
            case = ProbeName.parse(probe.name).case
            yield (
                f"{place}: case {case!r}: {key}: {error}; a case holds numbers, texts, lists and "
                "dicts"
            )


def find_silent(probes: Sequence[Probe], answers: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Say of each probe whose answers are all None: whoever writes nothing at all would be right.

    None may be right of some cases, and within an answer.
    """
    answered = {p.function for p in probes if answers.get(p.name, p) is not None}
    for name in dict.fromkeys(probe.function for probe in probes):
        if name not in answered:
            yield (
                f"{where(name, folder)}: {name} returns None for every case: is a return missing? "
                "(If None is right, return whether it is None)"
            )


def where(probe: str, folder: Path) -> str:
    """Say where a probe is defined."""
    return placed(*find_definition(probe, [folder / PROBES]))


def placed(path: Path | None, line: int | None) -> str:
    """Write a place as `file:line`."""
    return f"{clean(path or PROBES)}{f':{line}' if line else ''}"
