"""Read mistakes that are a small change of the example's own text: YAML, one entry a name.

Every error of a file is shown at once, each with its line. All that stands there is text, so that
`by: 0.5` is what it looks like.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from grader.authoring.placing import DEFINITION, find_span
from grader.core.errors import CourseError, RubricError
from grader.core.submission import Script
from grader.core.text import clean, did_you_mean
from grader.course.broken_yaml import HINTS
from grader.course.rubric_file import Path_, RubricText, parse_yaml, walk
from grader.submission.analysis import find_definitions

PLACE = "in"  # of an entry, or at the margin for all of the file's
KEYS = (PLACE, "replace", "by", "which")
TEXTS = ("cause", "advice")
LISTS = ("about", "corners")
ALL = "all"
FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # five times as fast, where it was built
NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Edit:
    """One entry of a file: the changed definition of what it replaces, under the entry's name."""

    name: str
    line: int
    target: str
    source: str
    says: Mapping[str, Any]


class EditFault(Exception):
    """What is wrong with an entry: below which keys, and in words."""

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.keys = keys


def read_edits(path: Path, base: Script, *, is_mistake: bool) -> list[Edit]:
    """Read a file's entries as changes of the example. Raises CourseError with every fault."""
    try:
        text, node, data = parse(path)
    except RubricError as error:
        fault, *shown = error.args
        quotes = "" if fault.endswith(HINTS) else "; put code in quotes: by: '* 2'"
        raise CourseError(f"{fault}{quotes}", *shown) from error
    source = RubricText(path, text.splitlines(), {}, {})
    if node is None:
        return []
    faults = [
        source.describe(at, message, at_key=True)
        for at, message in walk(node, source.keys, source.values)
    ]
    if not isinstance(data, dict):
        refuse([source.describe((), "names of mistakes are expected, each with its keys")])
    place, edits = data.pop(PLACE, ""), []
    for name, entry in data.items():
        try:
            given = {PLACE: place, **check_keys(name, entry, is_mistake)}
            target = find_target(str(given[PLACE]), base)
            made = named(edited(cut_out(target, base), given), target, name)
        except EditFault as fault:
            at: Path_ = (name, *fault.keys)
            faults.append(source.describe(at, str(fault), at_key=at in source.keys))
            continue
        says = {key: given[key] for key in TEXTS if key in given}
        says |= {key: tuple(given[key]) for key in LISTS if key in given}
        edits.append(Edit(name, source.keys[name,][0] + 1, target, made, says))
    refuse(faults)
    return edits


def parse(path: Path) -> tuple[str, yaml.Node | None, Any]:
    """Parse a file, all of whose values are text. Raises RubricError."""
    try:
        return parse_yaml(path, FAST)
    except RubricError:
        return parse_yaml(path, yaml.BaseLoader)  # which says it in more words


def refuse(faults: Sequence[str]) -> None:
    """Raise CourseError with every fault, if there are any."""
    if faults:
        raise CourseError(*"\n".join(faults).split("\n"))


def check_keys(name: str, entry: Any, is_mistake: bool) -> Mapping[str, Any]:
    """Check that an entry has the keys that it must, each of the right kind."""
    if not NAME.fullmatch(name):
        raise EditFault("a name is of letters, digits and _")
    if not isinstance(entry, dict):
        raise EditFault(f"keys and values are expected: {', '.join((*KEYS, *TEXTS))}")
    for key, value in entry.items():
        check_key(key, value, (*KEYS, *TEXTS, *LISTS) if is_mistake else KEYS)
    for key in ("replace", *(TEXTS if is_mistake else ())):
        if not entry.get(key):
            raise EditFault(f"missing key {key!r}")
    if isinstance(entry["replace"], dict) is ("by" in entry):
        both = "`replace: TEXT` goes with `by: TEXT`, and `replace: {TEXT: TEXT}` without"
        raise EditFault(both, "replace")
    return entry


def check_key(key: str, value: Any, known: Sequence[str]) -> None:
    """Check one key of an entry."""
    if key not in known:
        hint = did_you_mean(key, known) or f"; known here: {', '.join(known)}"
        raise EditFault(f"unknown key {key!r}{hint}", key)
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if key in LISTS and not is_list:
        raise EditFault("a list is expected", key)
    if key not in LISTS and not isinstance(value, (str, dict) if key == "replace" else str):
        raise EditFault("a text is expected", key)


def find_target(name: str, base: Script) -> str:
    """Find the function, class or method that is meant; a method may go without its class."""
    known = find_definitions(base)
    if name in known:
        return name
    short = [each for each in known if each.rpartition(".")[2] == name]
    if len(short) == 1:
        return short[0]
    if short:
        raise EditFault(f"which {name!r}? Write {' or '.join(short)}", PLACE)
    if not name:
        raise EditFault(f"missing key {PLACE!r}: the function that is changed")
    words = [*known, *(each.rpartition(".")[2] for each in known)]
    raise EditFault(f"the example has no {name!r}{did_you_mean(name, words)}", PLACE)


def cut_out(target: str, base: Script) -> str:
    """Cut a definition out of the example."""
    span = find_span(base, target)
    if span is None:
        raise EditFault(f"{target} stands within something else in the example", PLACE)
    return span.text(base)


def edited(text: str, given: Mapping[str, Any]) -> str:
    """Change a definition as an entry says."""
    replace = given["replace"]
    pairs = replace if isinstance(replace, dict) else {replace: given["by"]}
    changes = []
    for old, new in pairs.items():
        if not isinstance(new, str):
            raise EditFault("a text is expected", "replace", old)
        places = choose([*occurrences(text, old)], text, old, given.get("which", ""))
        changes += [(at, at + len(indented(old, by)), indented(new, by)) for at, by in places]
    made = text
    for start, end, new in sorted(changes, reverse=True):
        made = made[:start] + new + made[end:]
    check_result(text, made)
    return made


def choose(
    places: Sequence[tuple[int, str]], text: str, old: str, which: str
) -> Sequence[tuple[int, str]]:
    """Choose what is to be replaced: what is there once, or the one that is said."""
    if not places:
        lines = [line.strip() for line in text.split("\n")]
        near = difflib.get_close_matches(old.split("\n")[0], lines, n=1, cutoff=0.4)
        hint = f"; a line of it is {near[0]!r}" if near else ""
        raise EditFault(f"the example has no {old!r} there{hint}", "replace")
    if which == ALL or (len(places) == 1 and not which):
        return places
    count = f"{old!r} is there {len(places)} times"
    if not which:
        raise EditFault(
            f"{count}: write more of the text, or `which: 1`, or `which: all`", "replace"
        )
    if not which.isascii() or not which.isdecimal() or not 1 <= int(which) <= len(places):
        raise EditFault(f"{count}: a number of these is expected, or `all`", "which")
    return [places[int(which) - 1]]


def occurrences(text: str, old: str) -> Iterator[tuple[int, str]]:
    """Find where a text stands outside of the docstring, and the indent of that line.

    Lines below the first are indented as that one is.
    """
    first, tree = old.split("\n")[0], ast.parse(text).body[0]
    assert isinstance(tree, DEFINITION)
    docstring = tree.body[0].end_lineno or 0 if ast.get_docstring(tree) is not None else 0
    for match in re.finditer(re.escape(first), text):
        above = text[: match.start()].split("\n")
        indent = re.match(r" *", text.split("\n")[len(above) - 1])
        by = indent[0] if indent else ""
        is_text = tree.body[0].lineno <= len(above) <= docstring
        if not is_text and text.startswith(indented(old, by), match.start()):
            yield match.start(), by


def indented(text: str, indent: str) -> str:
    """Indent all lines but the first."""
    return text.rstrip("\n").replace("\n", f"\n{indent}")


def check_result(text: str, made: str) -> None:
    """Refuse what is no definition of the same name, or the same as before."""
    try:
        body = ast.parse(made).body
    except SyntaxError as error:
        line = made.split("\n")[(error.lineno or 1) - 1].strip()
        raise EditFault(f"it is no Python any more: {error.msg}: {line}", "replace") from error
    before = ast.parse(text).body[0]
    assert isinstance(before, DEFINITION)
    if [getattr(node, "name", "") for node in body] != [before.name]:
        raise EditFault(f"what is left is no definition of {before.name}", "replace")
    if ast.dump(body[0]) == ast.dump(before):
        raise EditFault("changes nothing", "replace")


def named(text: str, target: str, name: str) -> str:
    """Write a definition under an entry's name."""
    own = target.rpartition(".")[2]
    return re.sub(rf"^((?:async )?(?:def|class)) {own}\b", rf"\1 {name}", text, count=1, flags=re.M)


def where(path: Path, edit: Edit) -> str:
    """Say where an entry stands."""
    return f"{clean(path.parent.name)}/{clean(path.name)}, line {edit.line}, {edit.name}"
