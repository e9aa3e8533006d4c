"""Tell from a course's probes what the functions asked for are called with. Pure."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Sequence

UNNAMED = "..."
ATTRIBUTE = re.compile(r"\.\s*(\w+)\s*(\()?")
COPIES = frozenset(["list", "tuple", "dict", "copy", "deepcopy"])


def find_calls(source: str, needs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give each need its arguments' names, by the call in which most of them have one."""
    own_names = [need.rpartition(".")[2] for need in needs]
    calls: dict[str, list[tuple[str, ...]]] = {own: [] for own in own_names}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=own), args=args) if own in calls:
                calls[own].append(tuple(map(name_of, args)))
    return {
        need: max(calls[own], key=named, default=())
        # Whose method is called is not known, and need not be where all take as much.
        if own_names.count(own) == 1 or len({*map(len, calls[own])}) == 1
        else ()
        for need, own in zip(needs, own_names, strict=True)
    }


def find_variables(source: str, needs: Iterable[str]) -> frozenset[str]:
    """Find the needs that a probes file only reads, and never calls."""
    return only_read(source).intersection(needs)


@functools.lru_cache(maxsize=16)  # asked for each probe, of one file
def only_read(source: str) -> frozenset[str]:
    """Find the attributes that a text reads and never calls."""
    # By its letters, in a tenth of the time that its tree would take.
    uses = ATTRIBUTE.findall(source)
    return frozenset(name for name, _ in uses) - {name for name, call in uses if call}


def named(names: Sequence[str]) -> tuple[int, int]:
    """Count the arguments, those first that have a name."""
    return sum(name != UNNAMED for name in names), len(names)


def name_of(argument: ast.expr) -> str:
    """Name an argument: X for `case.X`, its rows or a copy of it."""
    match argument:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(value=value):
            return name_of(value)
        case ast.Call(func=ast.Attribute(attr="path")):
            return "path"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[copied, *_]):
            return name_of(copied) if name in COPIES else UNNAMED
    return UNNAMED
