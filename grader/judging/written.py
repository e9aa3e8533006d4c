"""A submission's text as whoever gives advice looks at it: by lines, never parsed. Pure.

Only where something failed, since what is right needs no advice; and no more than anyone writes by
hand, so that no text can take long.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.submission import Modules, Outline, Place, Script

MOST_LINES = 10_000
MOST_OTHERS = 50  # names that stand for one
SHORT = 30_000  # letters of a cell in which one line is looked for without the others
LINE_LENGTH = 200
DEFINITION = re.compile(r"(\s*)(?:async\s+)?(?:def|class)\s+(\w+)\s*(?:\[.*?\])?\s*(\([^#]*)?")
ASSIGNED = re.compile(r"\s*(\w+(?:\s*,\s*\w+)*)\s*(?::[^=]*)?=(?!=)")
CALL = re.compile(r"\b(\w+)\s*\(")
OTHER_NAME = re.compile(r"\s*(?:(\w+)\.)?(\w+)\s*=\s*(\w+(?:\.\w+)?)\s*(?:#.*)?$")
PARAMETER = re.compile(r"[(,]\s*\*{0,2}(\w+)")
NESTED = re.compile(r"\[[^\[\]]*\]|=\s*\([^()]*\)")


@dataclass(frozen=True)
class TextLine:
    """A line of a submission; `functions` are the names of the `def`s and classes it stands in."""

    place: Place
    text: str
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A submission's script, what its text tells, what it may use, what is asked for."""

    script: Script
    outline: Outline
    modules: Modules
    find_asked: Callable[[], Mapping[str, Sequence[str]]]

    @functools.cached_property
    def asked(self) -> Mapping[str, Sequence[str]]:
        """The functions asked for, with what they are called with."""
        return self.find_asked()

    @functools.cached_property
    def lines(self) -> dict[Place, TextLine]:
        """All lines with something on them."""
        return {line.place: line for line in itertools.islice(self.find_lines(), MOST_LINES)}

    @functools.cached_property
    def places(self) -> dict[str, Place]:
        """Where functions stand: one asked for, that a class has of another, stands there."""
        asked = ((name, self.find_place(name)) for name in self.asked)
        return {**self.outline.definitions, **{name: place for name, place in asked if place}}

    def find_place(self, name: str) -> Place | None:
        definitions, waiting = self.outline.definitions, [name]
        for each in waiting:  # which grows meanwhile
            if each in definitions:
                return definitions[each]
            owner, _, own = each.rpartition(".")
            inherited = [f"{base}.{own}" for base in self.others.get(owner, ())] if owner else []
            more = dict.fromkeys((*self.others.get(each, ()), *inherited))
            new = [other for other in more if other not in waiting]
            waiting += new[: MOST_OTHERS - len(waiting)]
        return None

    @functools.cached_property
    def others(self) -> dict[str, dict[str, None]]:
        """What else a name stands for: a class for its bases, any for what it is set equal to.

        No more of each than is looked at: a class may be written with thousands of bases.
        """
        others: dict[str, dict[str, None]] = {}
        for line in self.rows:
            if len(line.functions) > 1 or not self.classes.issuperset(line.functions):
                continue
            if match := OTHER_NAME.match(line.text):
                name = ".".join(filter(None, (*line.functions, match[1], match[2])))
                more = [".".join((*line.functions, match[3])), match[3]]
            elif "class" in line.text and (match := DEFINITION.match(line.text)):
                name, more = match[2], re.findall(r"\w+", match[3] or "")
            else:
                continue
            known = others.setdefault(name, {})
            known.update(dict.fromkeys(more[: MOST_OTHERS - len(known)]))
        return others

    @functools.cached_property
    def assigned(self) -> dict[str, Place]:
        """The names that are given a value outside of functions, each where it first is."""
        matches = (
            (match, place)
            for place, line in self.lines.items()
            if not line.functions and (match := ASSIGNED.match(line.text))
        )
        names = ((name.strip(), at) for match, at in matches for name in match[1].split(","))
        return dict(reversed([*names]))

    @functools.cached_property
    def rows(self) -> list[TextLine]:
        return list(self.lines.values())

    @functools.cached_property
    def rows_at(self) -> dict[Place, int]:
        return {line.place: index for index, line in enumerate(self.rows)}

    @functools.cached_property
    def classes(self) -> set[str]:
        """The names that have methods, of those defined and those asked for."""
        return {
            name.partition(".")[0]
            for name in (*self.outline.definitions, *self.asked)
            if "." in name
        }

    def find_lines(self) -> Iterator[TextLine]:
        for cell in self.script.cells:
            above = len(cell.source) - len(cell.source.lstrip("\n"))
            inside: list[tuple[int, str]] = []
            for number, text in enumerate(cell.source.lstrip("\n").split("\n"), above + 1):
                indent = len(text) - len(text.lstrip())
                if not text.strip():
                    continue
                inside = [outer for outer in inside if outer[0] < indent]
                functions = tuple(name for _, name in inside)
                yield TextLine(Place(cell.number, number), text[:LINE_LENGTH], functions)
                if ("def" in text or "class" in text) and (
                    match := DEFINITION.match(text[:LINE_LENGTH])
                ):
                    inside.append((indent, match[2]))

    def text_at(self, place: Place | None) -> str:
        if place is None or place.line is None:
            return ""
        own = [cell.source for cell in self.script.cells if cell.number == place.cell]
        if len(own) != 1 or len(own[0]) > SHORT:
            line = self.lines.get(place)
            return line.text if line else ""
        text = "".join(own[0].split("\n")[place.line - 1 : place.line])
        return text[:LINE_LENGTH] if text.strip() else ""

    def body(self, name: str) -> list[TextLine]:
        """Give the lines of a function, its first apart, by its dotted name."""
        place = self.places.get(name)
        start = self.lines.get(place) if place else None
        if start is None or place is None:
            return []
        head = DEFINITION.match(start.text)
        within = (*start.functions, head[2] if head else name.rpartition(".")[2])
        rows = self.rows
        below = (rows[at] for at in range(self.rows_at[place] + 1, len(rows)))
        # No further than it goes: a program may have thousands of functions of one name.
        return list(
            itertools.takewhile(
                lambda line: (
                    line.place.cell == place.cell and line.functions[: len(within)] == within
                ),
                below,
            )
        )

    def parameters(self, name: str) -> tuple[str, ...] | None:
        """Give what a function of the student's takes, `self` left out; None where that is unclear.

        Of a head on one line: no more is needed for advice.
        """
        match = DEFINITION.match(self.text_at(self.places.get(name)))
        if match is None or match[3] is None or ")" not in match[3]:
            return None
        head = NESTED.sub("", match[3][: match[3].rindex(")")])
        names = tuple(PARAMETER.findall(head))
        return names[1:] if "." in name else names

    def calls(self, name: str) -> set[str]:
        """Give the names that a function's lines call, what stands behind its head included."""
        head = DEFINITION.match(self.text_at(self.places.get(name)))
        texts = [line.text for line in self.body(name)]
        texts += [head.string[head.end(2) :]] if head else []
        return {called for text in texts for called in CALL.findall(text)}
