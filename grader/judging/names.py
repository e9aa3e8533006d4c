"""Find the line that has given a name another value: a built-in's, or a function's own. Pure."""

from __future__ import annotations

import builtins
import itertools
import re

from grader.core.submission import Place
from grader.core.text import one_line
from grader.judging.written import DEFINITION, PARAMETER, TextLine, Written

NOT_CALLABLE = re.compile("TypeError: .* object is not callable")
NO_TYPE = re.compile("TypeError: .*(?:must be a type|object is not subscriptable)")
OF_A_NAME = re.compile(
    r"TypeError: (\w+)\(\) (?:takes|missing|got) |UnboundLocalError: .*variable '(\w+)'"
)
BUILTINS = frozenset(name for name in dir(builtins) if name[0].islower())
CALLED = re.compile(r"(?<![\w.])([^\W\d]\w*)\s*\(")
WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
IS = re.compile(r"(?:[-+*/%@&|^]|//|\*\*)?(?<![=!<>:])=(?!=)")
BRACKET = re.compile(r"^\)|.\(")
LOOP = re.compile(r"\s*(?:async\s+)?for\s")
SHOWN = 60  # characters of a line


def overwritten(raised: str, place: Place | None, program: Written) -> str:
    """Say which name of a line means something else than it should, and since which line."""
    for name in meant(raised, program.text_at(place)):
        is_own = name not in BUILTINS
        if not is_own or name in program.outline.definitions:
            # What is defined can be called.
            by_value = is_own or bool(NOT_CALLABLE.match(raised))
            if since := rebound(name, place, program, by_value=by_value):
                whose = "your function" if is_own else "Python's own"
                return f"`{name}` is not {whose} here, since {since}: use another name there"
    return ""


def meant(raised: str, line: str) -> list[str]:
    """List the names that an exception may be about."""
    if NOT_CALLABLE.match(raised):
        return CALLED.findall(line)
    if match := OF_A_NAME.match(raised):
        return [match[1] or match[2]]
    return WORD.findall(line) if NO_TYPE.match(raised) else []


def rebound(name: str, place: Place | None, program: Written, *, by_value: bool) -> str:
    """Name the line by which a name has its value at a place: there, else the last of all.

    `by_value`, it is not what a function or class of that name is defined by.
    """
    lines = [
        (line, its)
        for line in program.lines.values()
        if name in line.text
        and (its := scope(line, name)) is not None
        and not (by_value and is_defined(name, line))
    ]
    here = program.lines.get(place) if place else None
    inside = here.functions if here else ()
    # What another function has for itself is no other's.
    local = (
        x
        for x, its in lines
        if inside and here and x.place.cell == here.place.cell and its == inside
    )
    line = next(local, None) or next((x for x, its in reversed(lines) if its == ()), None)
    return f"{line.place} (`{one_line(line.text.strip(), SHOWN)}`)" if line else ""


def is_defined(name: str, line: TextLine) -> bool:
    """Tell whether a line begins a function or class of that name."""
    head = DEFINITION.match(line.text)
    return head is not None and head[2] == name


def scope(line: TextLine, name: str) -> tuple[str, ...] | None:
    """Tell which function has a name's value from a line; None where it gives none."""
    head = DEFINITION.match(line.text)
    if head and name in PARAMETER.findall(head[3] or ""):
        return (*line.functions, head[2])
    return line.functions if gives(line, name) else None


def gives(line: TextLine, name: str) -> bool:
    """Tell whether a line gives a name a value, as far as that can be told without parsing."""
    brings = rf"\b(?:as|def|class)\s+{name}\b|\bimport\b.*\b{name}\b|\b{name}\s*:="
    if re.search(brings, line.text):
        return True
    if LOOP.match(line.text):
        return has_target(line.text.partition(" in ")[0], name)
    # What follows a bracket is an argument.
    targets = itertools.takewhile(
        lambda part: not BRACKET.search(part.lstrip()), IS.split(line.text)[:-1]
    )
    is_argument = line.text.rstrip().endswith(",")
    return not is_argument and any(has_target(part, name) for part in targets)


def has_target(left: str, name: str) -> bool:
    """Tell whether a name is among those on the left of a sign, or after a `for`."""
    return bool(re.search(rf"(?:^|[\s,(;:*]){name}\s*(?:$|[,):])", left))
