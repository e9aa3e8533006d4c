"""Write what an assignment asks as plain functions and cases, where it is by `grader.author`.

A kit's grader has nothing of that: its rubric says all criteria, its files what they ask.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pprint import pformat
from typing import Any

from grader.core.probe import Probe
from grader.course.load import Assignment
from grader.course.probes import CASES, Asking
from grader.course.running import AUTHOR, PROBES, read_source

HEAD = '"""What the questions are about. Written by `grade kit`."""\n\nfrom math import inf, nan\n'
WIDTH = 100
GAPS = re.compile(r"\n{4,}")


def plain_questions(assignment: Assignment) -> dict[str, bytes]:
    """Write both files; nothing where they are copied as they are."""
    if AUTHOR not in read_source(assignment.folder / PROBES):
        return {}
    needs = {p.function: p.needs for p in assignment.probes if not p.hidden}
    marks = "".join(f"{name}.needs = {names!r}\n" for name, names in needs.items())
    probes = GAPS.sub("\n\n\n", assignment.probes_source.strip())
    texts = {PROBES: f"{probes}\n\n\n# What each of them calls.\n{marks}", CASES: cases(assignment)}
    return {name: text.encode() for name, text in texts.items()}


def cases(assignment: Assignment) -> str:
    """Write the visible cases, in the order of the course's files."""
    asked: dict[str, list[Probe]] = {}
    for probe in assignment.probes:
        if not probe.hidden:
            asked.setdefault(probe.case.name, []).append(probe)
    files = Asking.of(assignment.folder).files
    names = [written.name for file in files for written in file.sheet.fixed]
    document = {name: case_of(asked[name]) for name in names if name in asked}
    text = pformat(document, width=WIDTH, sort_dicts=False, compact=True)
    return f"{HEAD}\nCASES = {text}\n"


def case_of(probes: list[Probe]) -> Mapping[str, Any]:
    """Write a case as a file says it without marks."""
    case = probes[0].case
    files = {"files": dict(case.files)} if case.files else {}
    non_finite = {"non_finite": True} if case.non_finite else {}
    return {"probes": [p.function for p in probes], **case.data, **files, **non_finite}
