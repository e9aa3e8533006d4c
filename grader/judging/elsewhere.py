"""Find where a function that is missing has gone: its place, its cell, its name. Pure."""

from __future__ import annotations

from grader.core.text import one_line, suggest
from grader.judging.written import DEFINITION, Written

MOST_ALIKE = 2


def elsewhere(name: str, program: Written) -> str:
    """Say where a function stands, or what it may be called, if it is not where it is asked."""
    return (
        misplaced(name, program)
        or unrun(name, program)
        or nearest(name, program)
        or alike(name, program)
    )


def misplaced(name: str, program: Written) -> str:
    """Find a function of the same name in another class, in none, or in another function."""
    owner, _, own = name.rpartition(".")
    for other, place in program.outline.definitions.items():
        its_owner, _, its_own = other.rpartition(".")
        if its_own != own or other == name:
            continue
        if not its_owner:
            return f"it stands outside of `class {owner}` ({place}): indent it like its methods"
        where = f"it stands inside of `class {its_owner}` ({place})"
        return where if owner else f"{where}: take its indent away"
    for line in program.lines.values() if own in program.outline.begun else ():
        match = DEFINITION.match(line.text)
        if match and match[2] == own and len(line.functions) > bool(owner):
            return f"it stands inside of `{line.functions[-1]}` ({line.place}): indent it less"
    return ""


def unrun(name: str, program: Written) -> str:
    """Find it in a cell that is not run."""
    for part in (name, name.rpartition(".")[2]):
        if where := program.outline.unrun.get(part):
            return f"it stands in {one_line(where)}, which is not run: make that a plain code cell"
    return ""


def nearest(name: str, program: Written) -> str:
    """Find a name that is nearly the same."""
    near = suggest(name, tuple(program.outline.definitions))
    return f"you wrote {near}" if near else ""


def alike(name: str, program: Written) -> str:
    """Find functions that nobody asks for and that take as much: `fit`, where it is `train`."""
    others = [other for other in program.outline.definitions if is_like(other, name, program)]
    if not 0 < len(others) <= MOST_ALIKE:
        return ""
    places = program.outline.definitions
    names = " or ".join(f"`{other}` ({places[other]})" for other in others)
    return f"if it is your {names}, call it `{name.rpartition('.')[2]}`"


def is_like(other: str, name: str, program: Written) -> bool:
    """Tell whether a function could be another under a name that nobody asks for."""
    owner, own = other.rpartition(".")[::2]
    if owner != name.rpartition(".")[0] or own.startswith("_") or other in program.asked:
        return False
    if other in program.classes or name in program.classes:
        return other in program.classes and name in program.classes
    takes, asked = program.parameters(other), program.asked.get(name)
    return bool(asked) and takes is not None and len(takes) == len(asked or ())
