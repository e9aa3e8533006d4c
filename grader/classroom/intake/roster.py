"""The students of a class, read from a CSV, and found by whatever name a system gives them.

Three layouts are known: our own (a header with a column for the key), the gradebook exported from
Canvas and the grading worksheet from Moodle.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.csv_table import read_list
from grader.classroom.intake.roster_layouts import students_of
from grader.classroom.names import join_words, orders_of, spread_words
from grader.classroom.people import Student
from grader.core.errors import UsageError
from grader.core.text import clean

OTHER_IDS = ("canvas", "moodle", "login", "email", "sis")
NAMES = ("name", "joined name")
PART = re.compile(r"[_-]")
COPY = re.compile(r"\s*\([0-9]+\)$")  # what browsers append to a second download
MOST_PARTS = 16

Index = Mapping[str, Sequence[Student]]

# How a name of a kind is written to be looked up.
FORM_OF: dict[str, Callable[[str], str]] = {
    "login": str.casefold,
    "email": str.casefold,
    "name": spread_words,
    "joined name": join_words,
    "group": spread_words,
}


@dataclass(frozen=True)
class Roster:
    """The students of a class. All that finds them takes one look into a table made once."""

    students: tuple[Student, ...]
    indexes: dict[str, Index] = field(default_factory=dict, init=False, repr=False, compare=False)

    def named(self, kind: str, value: str) -> tuple[Student, ...]:
        """Those who have this name of a kind: an id's, `key`, `name`, `joined name`, `group`."""
        if kind not in self.indexes:
            self.indexes[kind] = make_index(kind, self.students)
        return tuple(self.indexes[kind].get(form_of(kind, value), ()))

    def by_name(self, name: str) -> tuple[Student, ...]:
        """Those of this name in either order, written with blanks or, as by Canvas, without."""
        return self.first_of(NAMES, name)

    def find(self, text: str) -> tuple[Student, ...]:
        """Those whom a text names: by key, else by all other ids, else by name."""
        return self.named("key", text) or self.by_ids(text) or self.by_name(text)

    def by_ids(self, text: str) -> tuple[Student, ...]:
        """Those who have this id in any system; it may be another's in the next."""
        found = (self.named(kind, text) for kind in OTHER_IDS)
        return tuple({student.key: student for some in found for student in some}.values())

    def first_of(self, kinds: Iterable[str], text: str) -> tuple[Student, ...]:
        return next(filter(None, (self.named(kind, text) for kind in kinds)), ())

    def find_within(self, text: str) -> tuple[Student, ...]:
        """Those whose key, login or name is a part of a text, between `_` and `-`."""
        kinds = ("key", "login", "name")
        found = (self.named(kind, run) for run in runs_of(text) for kind in kinds)
        return tuple({student.key: student for some in found for student in some}.values())

    def group_within(self, text: str) -> tuple[Student, ...]:
        """The members of the only group whose name is a part of a text."""
        found = {run: members for run in runs_of(text) if (members := self.named("group", run))}
        groups = {members[0].ids["group"]: members for members in found.values()}
        return next(iter(groups.values())) if len(groups) == 1 else ()


def make_index(kind: str, students: Iterable[Student]) -> Index:
    """Who has which name of a kind."""
    index: dict[str, list[Student]] = {}
    for student in students:
        for name in names_of(kind, student):
            index.setdefault(name, []).append(student)
    index.pop("", None)
    return index


def names_of(kind: str, student: Student) -> Iterable[str]:
    """What a student is called in a kind, as it is looked up; a name in each order it may have."""
    if kind == "name":
        return orders_of(student.name)
    if kind == "joined name":
        return {order.replace(" ", "") for order in orders_of(student.name)}
    return [form_of(kind, student.key if kind == "key" else student.ids.get(kind, ""))]


def form_of(kind: str, name: str) -> str:
    """A name as it is looked up."""
    return FORM_OF.get(kind, str.strip)(name)


def runs_of(text: str) -> Iterator[str]:
    """Each part of a text and each run of parts, which is how a name with a blank is written."""
    text = COPY.sub("", text)
    cuts = list(itertools.islice(PART.finditer(text), MOST_PARTS))
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(text)]
    for first, start in enumerate(starts):
        for end in ends[first:]:
            yield text[start:end].strip()


def read_roster(path: Path) -> Roster:
    """Read a CSV of students. Raises UsageError naming the file, the line and the fix."""
    what = clean(str(path))
    try:
        table = read_list(path.read_bytes(), what)
    except OSError as error:
        raise UsageError(f"{what}: cannot be read: {error.strerror}; check the file") from error
    rows: dict[str, int] = {}
    students = []
    for row, student in students_of(table):
        key = student.key
        if key in rows:
            raise table.fault(
                row, f"the student {key!r} is in line {table.line(rows[key])} too; keep one"
            )
        rows[key] = row
        students.append(student)
    if not students:
        raise UsageError(f"{what}: no students below the header; add a line for each")
    return Roster(tuple(students))
