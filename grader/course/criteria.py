"""Read the criteria that probes make by `@probe(points=2)` off a file's text. Runs nothing.

So a rubric knows them, with the place of each word, before any of the course's files is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import RubricError
from grader.core.files import read_text
from grader.core.text import did_you_mean, nearest
from grader.course.running import AUTHOR, PROBES
from grader.course.spots import Spot, Steps
from grader.course.trimming import PROBE, author_names
from grader.submission.syntax import parse

GROUP = "questions"  # where none is named
NEEDS, CRITERION = "needs", "criterion"
NOT_HERE = (
    "name",
    "probes",
    "rule",
    "visibility",
    "marked",
    "levels",
    "about",
)  # what the probe says by itself, or can't


@dataclass
class Derived:
    """A criterion as probes say it: its keys as in `rubric.yaml`, and where each was words."""

    spot: Spot
    raw: dict[str, Any] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)


class ProbesText:
    """What the text of a file of probes says of criteria, and what is wrong with that."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.split("\n")
        self.criteria: dict[str, Derived] = {}
        self.faults: list[str] = []
        if AUTHOR not in text:
            return
        try:
            body = ast.parse(text).body
        except SyntaxError as error:
            spot = self.spot(error.lineno or 1, (error.offset or 1) - 1)
            self.faults.append(spot.describe(f"not Python: {error.msg}"))
            return
        self.names = author_names(body)
        defined: dict[str, int] = {}
        for node in body:
            if isinstance(node, ast.Import) and any(a.name == AUTHOR for a in node.names):
                self.say(node, f"write `from {AUTHOR} import probe, case`")
            elif isinstance(node, ast.FunctionDef) and self.marks(node):
                first = defined.setdefault(node.name, node.lineno)
                if first != node.lineno:
                    self.say(node, f"a probe {node.name!r} is in line {first}, too; rename one")
                self.read(node)

    def spot(self, line: int, column: int) -> Spot:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Spot(self.path, text, line, column)

    def spot_of(self, node: Any) -> Spot:
        return self.spot(node.lineno, node.col_offset)

    def say(self, node: Any, message: str) -> None:
        """Note a fault."""
        self.faults.append(self.spot_of(node).describe(message))

    def marks(self, node: ast.FunctionDef) -> list[ast.expr]:
        """Give the decorators that make a function a probe."""
        return [mark for mark in node.decorator_list if self.word(mark) in (PROBE, NEEDS)]

    def word(self, mark: ast.expr) -> str:
        """Name the mark that a decorator is, as `grader.author` has it."""
        name = mark.func if isinstance(mark, ast.Call) else mark
        return self.names.get(name.id, "") if isinstance(name, ast.Name) else ""

    def read(self, node: ast.FunctionDef) -> None:
        """Read what a probe says of a criterion."""
        if not ast.get_docstring(node):
            self.say(node, f"probe {node.name!r} has no docstring: students read it")
        for mark in self.marks(node):
            if isinstance(mark, ast.Call) and self.word(mark) == PROBE:
                words = dict(self.keywords(mark))
                if words:
                    self.add(node, mark, words)

    def keywords(self, mark: ast.Call) -> Iterator[tuple[str, tuple[Any, ast.keyword]]]:
        """Give what is words by each keyword, where it can be read off."""
        for each in mark.args:
            self.say(each, "say by name what a probe is worth: @probe(points=2)")
        for word in mark.keywords:
            if word.arg in NOT_HERE:
                self.say(
                    word, f"{word.arg!r} is nothing that a probe says; write it in rubric.yaml"
                )
                continue
            try:
                yield str(word.arg), (ast.literal_eval(word.value), word)
            except (ValueError, TypeError, SyntaxError):
                self.say(word, f"{word.arg}: write the value out, since it is read off the text")

    def add(
        self, node: ast.FunctionDef, mark: ast.Call, words: dict[str, tuple[Any, ast.keyword]]
    ) -> None:
        """Add a probe to its criterion, and what it says of that."""
        name = str(words.pop(CRITERION, (node.name,))[0])
        derived = self.criteria.setdefault(name, Derived(self.spot_of(mark)))
        raw = derived.raw
        raw.setdefault("name", name)
        raw.setdefault("title", " ".join((ast.get_docstring(node) or "").split()))
        raw.setdefault("group", GROUP)
        raw.setdefault("probes", []).append(f"{node.name}:*")
        for key, (value, word) in words.items():
            if key in derived.spots and raw[key] != value:
                line = derived.spots[key].line
                self.say(word, f"criterion {name!r} says {key!r} in line {line}, too; say it once")
            raw[key], derived.spots[key] = value, self.spot_of(word)


def why_none(path: Path, section: Mapping[str, Any]) -> Iterator[str]:
    """Say why there is no visible criterion, neither in the rubric nor by its file of probes."""
    criteria, folder = section["criteria"], f"assignments/{path.parent.name}"
    if not isinstance(criteria, list) or any(map(is_visible, criteria)):
        return
    near = did_you_mean(
        path.parent.name, [p.parent.name for p in path.parents[1].glob(f"*/{PROBES}")]
    )
    cause, imported = "", other_import(path) if path.is_file() else None
    if not path.parent.is_dir():
        cause = f"no folder {folder}{near}" if near else ""
    elif not path.is_file():
        cause = f"no {folder}/{PROBES}"
    elif imported:
        place = f"{folder}/{PROBES}:{imported.lineno}"
        cause = f"{place} imports from {imported.module}; did you mean {AUTHOR!r}?"
    if cause:
        yield f"no criteria: {cause}"
    elif not criteria:
        yield f"no criteria: write some here, or @probe(points=2) in {PROBES}"


def is_visible(raw: Any) -> bool:
    """Tell whether a criterion may be one that students see."""
    return not isinstance(raw, dict) or raw.get("visibility", "visible") == "visible"


def other_import(path: Path) -> ast.ImportFrom | None:
    """Find what a file imports from, where `grader.author` may be meant."""
    tree = parse(read_text(path, RubricError))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)] if tree else []
    modules = {str(node.module): node for node in imports}
    return None if AUTHOR in modules else modules.get(str(nearest(AUTHOR, modules)))


@dataclass
class Places:
    """Where each key and each value of a rubric stands, and what the probes of assignments say."""

    keys: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    values: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    spots: dict[Steps, Spot] = field(default_factory=dict)

    def move(self, base: Steps, by: int) -> None:
        """Move what stands in a list, where something was put before it."""
        for places in (self.keys, self.values):
            within = [path for path in places if path[: len(base)] == base and path != base]
            moved = {path: places.pop(path) for path in within}
            for path, place in moved.items():
                new = (*base, int(path[len(base)]) + by, *path[len(base) + 1 :])
                places[new] = place


def add_derived(
    section: dict[str, Any], probes: ProbesText, at: Steps, places: Places
) -> Iterator[tuple[Steps, str]]:
    """Add the criteria that a file of probes makes to a part of a rubric; yield what is wrong.

    They come before those of the file. What the file says of the same name goes before, key by key.
    """
    if isinstance(section.setdefault("criteria", []), list):
        yield from ((at, fault) for fault in probes.faults)
        yield from put(section["criteria"], probes.criteria, (*at, "criteria"), places)


def put(
    criteria: list[Any], derived: dict[str, Derived], at: Steps, places: Places
) -> Iterator[tuple[Steps, str]]:
    """Put criteria into the list that stands at a place."""
    own = {str(raw.get("name")) for raw in criteria if isinstance(raw, dict)}
    new = [each for name, each in derived.items() if name not in own]
    places.move(at, len(new))
    criteria[:0] = [each.raw for each in new]
    for index, raw in enumerate(criteria):
        each = derived.get(str(raw.get("name"))) if isinstance(raw, dict) else None
        if each is None:
            continue
        if raw.get("visibility", "visible") != "visible":
            what = f"{raw['name']!r} is also the name of what is hidden in rubric.yaml"
            yield at, each.spot.describe(f"{what}: give that another name")
        spots = {key: spot for key, spot in each.spots.items() if raw is each.raw or key not in raw}
        places.spots.update({(*at, index, key): spot for key, spot in spots.items()})
        if raw is each.raw:
            places.spots |= {(*at, index): each.spot}
        criteria[index] = {**each.raw, **raw}
