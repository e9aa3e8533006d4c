"""The list in a Gradescope export: who has handed in which folder, and when.

Ruby writes it, and names and results in it are students' words, so it is read as events: of each
folder what is of use here, as texts, and the rest skipped. Nothing is made by what a tag says, an
alias repeats no more than a text, and memory holds no results of a class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from grader.classroom.intake.times import SystemTime, read_time
from grader.classroom.names import escape
from grader.core.text import shorten

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
MOST_DEPTH = 3  # of what is of use: a list of people of names
WANTED = ("submitters", "created_at")
IDS = ("name", "sid", "email")
NOTHING = ("", "~", "null")  # as Ruby writes that there is nothing


@dataclass(frozen=True)
class ListedFolder:
    """What the list says of a folder: by whom, each by name, number and e-mail, and when."""

    people: tuple[Mapping[str, str], ...] = ()
    time: SystemTime = SystemTime()
    is_twice: bool = False


class ListError(ValueError):
    """The list is none; its text says why."""


class ListReader:
    """What a YAML says, one event after the other."""

    def __init__(self, raw: bytes) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(raw, Loader))
        self.texts: dict[str, str | None] = {}  # by their anchors

    def next(self) -> yaml.Event:
        """Take the next event. Raises ListError."""
        try:
            return next(self.events)
        except StopIteration:
            raise ListError("it breaks off") from None
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f" in line {mark.line + 1}" if mark else ""
            raise ListError(f"it is no YAML{where}") from None

    def items(self) -> Iterator[tuple[str, yaml.Event]]:
        """Give the keys of the mapping that has begun, each with the event its value begins by."""
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.value(event, MOST_DEPTH)
            yield key.removeprefix(":") if isinstance(key, str) else "", self.next()

    def value(self, event: yaml.Event, depth: int = 0) -> Any:
        """Read what has begun by an event: texts, in lists and by names, down to some depth."""
        if isinstance(event, yaml.ScalarEvent):
            return self.text(event)
        if isinstance(event, yaml.AliasEvent):
            return self.texts.get(str(event.anchor))
        if depth >= MOST_DEPTH:
            return self.skip(event)
        if isinstance(event, yaml.MappingStartEvent):
            return {key: self.value(inner, depth + 1) for key, inner in self.items()}
        values = []
        while not isinstance(inner := self.next(), yaml.SequenceEndEvent):
            values.append(self.value(inner, depth + 1))
        return values

    def text(self, event: yaml.ScalarEvent) -> str | None:
        """Read a text, None for nothing; one with an anchor may be named later."""
        # Somebody may be called Null, and is then in quotes.
        text = None if event.implicit[0] and event.value in NOTHING else str(event.value)
        if event.anchor:
            self.texts[event.anchor] = text
        return text

    def skip(self, event: yaml.Event) -> None:
        """Go past what has begun by an event, however deep it is."""
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.ScalarEvent):
                self.text(event)
            if depth <= 0:
                return
            event = self.next()


def read_list(raw: bytes) -> dict[str, ListedFolder]:
    """Read the list, by the names of folders or files. Raises ListError."""
    reader = ListReader(raw)
    begin = [reader.next() for _ in range(3)][2]  # below those of stream and document
    if not isinstance(begin, yaml.MappingStartEvent):
        raise ListError("it names no folders")
    entries: dict[str, ListedFolder] = {}
    for folder, event in reader.items():
        entry = read_entry(reader, event)
        is_twice = entries.get(folder, entry) != entry
        entries[folder] = ListedFolder(is_twice=True) if is_twice else entry
    return entries


def read_entry(reader: ListReader, event: yaml.Event) -> ListedFolder:
    """Read what is said of one folder, and skip what is of no use."""
    if not isinstance(event, yaml.MappingStartEvent):
        reader.skip(event)
        return ListedFolder()
    known: dict[str, Any] = {}
    for key, inner in reader.items():
        if key in WANTED:
            known[key] = reader.value(inner)
        else:
            reader.skip(inner)
    people = tuple(people_of(known.get("submitters")))
    return ListedFolder(people, read_time(known.get("created_at")))


def people_of(listed: Any) -> Iterator[Mapping[str, str]]:
    """Read who has handed in: name, number and e-mail, as far as they are known."""
    for person in listed if isinstance(listed, list) else ():
        known = person if isinstance(person, dict) else {}
        values = {kind: known.get(kind) for kind in IDS}
        texts = {kind: text for kind, text in values.items() if isinstance(text, str)}
        yield {kind: shorten(escape(text)) for kind, text in texts.items() if text}
