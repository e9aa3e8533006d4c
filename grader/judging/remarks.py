"""Say more of what a program raised than Python does: what it is about, and what to do. Pure."""

from __future__ import annotations

import re
import sys

from grader.core.probe import as_needed
from grader.core.submission import Place
from grader.judging.elsewhere import elsewhere
from grader.judging.names import overwritten
from grader.judging.written import CALL, Written

UNPARSED = ("SyntaxError", "IndentationError", "TabError")
NO_ATTRIBUTE = re.compile(r"AttributeError: '(\w+)' object has no attribute '(\w+)'")
NO_NAME = re.compile(r"NameError: name '(\w+)' is not defined")
# What a line says of types: of a function's values, to its header's end, or of a name's value.
TYPES = re.compile(
    r"\s*(?:async\s+)?def\b.*?(:.*|->.*)[:,(]\s*(?:#.*)?\Z|\s*\)\s*->(.*):|\s*\w+\s*:([^=]*)=[^=]"
)
NO_ARGUMENTS = re.compile(r"TypeError: (\w+)\(\) takes no arguments")
COUNTED = re.compile(r"TypeError: ([\w.]+)\(\) (?:takes|missing) ")
OUTDATED = re.compile(
    r"AttributeError: module '(\w+)[\w.]*' has no attribute|"
    r"ImportError: cannot import name '\w+' from '(\w+)"
)
RETURN = re.compile(r"\b(?:return|yield)\b")
STARRED = re.compile(r"\s*from\s+([\w.]+)\s+import\s*\*")
MARKER = re.compile(r"<{7}|={7}|>{7}")
SAME_QUOTES = re.compile(r"""f(["']).*\{[^{}]*\1[^{}]*\1[^{}]*\}.*\1""")
# What Python can read since which version, by a line that one before can't.
NEWER = {
    (3, 11): re.compile(r"\s*except\s*\*"),
    (3, 12): re.compile(r"\s*type\s+\w+.*=|\s*(?:async\s+)?(?:def|class)\s+\w+\s*\["),
    (3, 14): re.compile(r""".*\b[tT][rR]?["']|\s*except\s[^()]*,"""),
}
LAZY_TYPES = (3, 14)  # since then types are looked up when somebody asks for them
UNMERGED = (
    "two versions that Git could not merge: choose one, and delete the lines with `<<<<<<<`, "
    "`=======` and `>>>>>>>`"
)
GRADES = sys.version_info[:2]
MOST_LISTED = 6


def remark(raised: str, place: Place | None, program: Written) -> str:
    """Give what can be added to an exception's words, which begin with its type; or nothing."""
    words = (
        unparsed(raised, program.text_at(place))
        or no_arguments(raised, program)
        or no_attribute(raised, program)
        or overwritten(raised, place, program)
        or counted(raised, program)
        or outdated(raised)
        or starred(raised, program)
        or typed(raised, program.text_at(place))
        or no_return(raised, place, program)
    )
    return f"; {words}" if words else ""


def unparsed(raised: str, line: str) -> str:
    """Name what Python calls invalid syntax: a conflict of Git's, or syntax of a newer Python."""
    if not raised.startswith(UNPARSED):
        return ""
    if MARKER.match(line):
        return UNMERGED
    since = newer(raised, line)
    if since is None or since <= GRADES:
        return ""
    return (
        f"that is syntax of Python {in_words(since)}, but Python {in_words(GRADES)} grades: "
        "write it in the older way"
    )


def newer(raised: str, line: str) -> tuple[int, int] | None:
    """Tell since which Python a line can be read, where it looks newer than the language was."""
    part = ("backslash" in raised or "'#'" in raised) and "f-string" in raised
    if part or SAME_QUOTES.search(line):
        return 3, 12
    return next((since for since, pattern in NEWER.items() if pattern.match(line)), None)


def in_words(version: tuple[int, int]) -> str:
    """Write a version of Python."""
    return f"{version[0]}.{version[1]}"


def outdated(raised: str) -> str:
    """Say which Python grades, where a module of its own lacks a name."""
    match = OUTDATED.match(raised)
    if match and (match[1] or match[2]) in sys.stdlib_module_names:
        return f"Python {in_words(GRADES)} grades"
    return ""


def starred(raised: str, program: Written) -> str:
    """Say that a star was to bring a name, from a module that brings none."""
    if not raised.startswith("NameError"):
        return ""
    for line in program.lines.values():
        match = STARRED.match(line.text)
        if match and not program.modules.permit(match[1]):
            return (
                f"`from {match[1]} import *` ({line.place}) brings no names, "
                "since that module is not allowed in this assignment: do without it"
            )
    return ""


def typed(raised: str, line: str) -> str:
    """Say that only newer Python lets a name stand for a type that has no meaning yet."""
    name, types = NO_NAME.match(raised), TYPES.match(line)
    if GRADES >= LAZY_TYPES or name is None or types is None:
        return ""
    if not re.search(rf"\b{name[1]}\b", " ".join(filter(None, types.groups()))):
        return ""
    return (
        f"only since Python {in_words(LAZY_TYPES)} may a type be a name that has no meaning yet, "
        f"but Python {in_words(GRADES)} grades: put the type in quotes"
    )


def no_return(raised: str, place: Place | None, program: Written) -> str:
    """Name the function on a line that gives nothing, where nothing could not be used."""
    called = CALL.findall(program.text_at(place)) if "NoneType" in raised else []
    for name, begins in program.outline.definitions.items():
        body = program.body(name) if name.rpartition(".")[2] in called else []
        if body and not any(RETURN.search(line.text) for line in body):
            return f"`{name}` ({begins}) has no `return`"
    return ""


def no_arguments(raised: str, program: Written) -> str:
    """Say what a class lacks that takes nothing: `__init__`, or its right name."""
    match = NO_ARGUMENTS.match(raised)
    return "" if match is None else no_start(match[1], program)


def no_start(owner: str, program: Written) -> str:
    """Say why a class has no `__init__`."""
    definitions = program.outline.definitions
    if owner not in definitions or f"{owner}.__init__" in definitions:
        return ""
    for name, place in definitions.items():
        its_owner, _, own = name.rpartition(".")
        if its_owner == owner and own.strip("_").lower() in ("init", "int", "inti", "innit"):
            return f"`{own}` ({place}) must be `__init__`, with two underscores before and after"
    return elsewhere(f"{owner}.__init__", program) or f"`{owner}` has no `__init__`"


def no_attribute(raised: str, program: Written) -> str:
    """Say where a method is that a class lacks, or what the student's methods keep instead."""
    match = NO_ATTRIBUTE.match(raised)
    if match is None:
        return ""
    if where := elsewhere(f"{match[1]}.{match[2]}", program):
        return where
    attributes = program.outline.attributes
    if match[2] in attributes:
        return no_start(match[1], program)
    names = ", ".join(f"`{name}`" for name in attributes[:MOST_LISTED])
    return f"yours has {names}" if names and match[1] in program.outline.definitions else ""


def counted(raised: str, program: Written) -> str:
    """Say what a function is asked with, where it takes another number of arguments."""
    match = COUNTED.match(raised)
    name = as_needed(match[1]) if match else ""
    asked = program.asked.get(name)
    return f"it is asked as `{name}({', '.join(asked)})`" if asked else ""
