"""The students of a class, read from a CSV, and found by whatever name a system gives them.

Four layouts are known: our own (a header with a column for the key), the gradebook exported from
Canvas, the grading worksheet from Moodle, and the roster or the grades of GitHub Classroom.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.csv_table import read_list
from grader.classroom.intake.roster_layouts import students_of, times_of
from grader.classroom.intake.times import SystemTime
from grader.classroom.names import (
    compose,
    fold,
    join_words,
    look,
    orders_by_comma,
    orders_of,
    spread_words,
)
from grader.classroom.people import Student
from grader.core.errors import UsageError
from grader.core.files import like
from grader.core.text import clean

OTHER_IDS = ("canvas", "moodle", "login", "email", "sis", "github", "brightspace", "blackboard")
PART = re.compile(r"[_-]")
COPY = re.compile(r"\s*\([0-9]+\)$")  # what browsers append to a second download
MOST_PARTS = 16  # of a file's name; each run of them is looked up

Index = Mapping[str, Sequence[Student]]

# How a name of a kind is written to be looked up.
FORM_OF: dict[str, Callable[[str], str]] = {
    "login": fold,
    "email": fold,
    "github": fold,
    "name": spread_words,
    "joined name": join_words,
    "group": spread_words,
    "look": look,
}


@dataclass(frozen=True)
class Roster:
    """The students of a class. All that finds them takes one look into a table made once.

    `path` is the file that it was read from, which may lie among the hand-ins; `times` are when
    Moodle's participants have handed in, by the number that they have in this assignment alone.
    `former` are those who are meant by keys that were somebody's, before a rename or a merge.
    """

    students: tuple[Student, ...]
    path: Path | None = field(default=None, compare=False)
    times: Mapping[str, SystemTime] = field(default_factory=dict, repr=False, compare=False)
    former: Mapping[str, Student] = field(default_factory=dict, compare=False)
    indexes: dict[str, Index] = field(default_factory=dict, init=False, repr=False, compare=False)

    def named(self, kind: str, value: str) -> tuple[Student, ...]:
        """Find those with this name of a kind: an id's, `key`, `name`, `joined name`, `group`.

        By `look` are found those for whom it could be taken.
        """
        if kind not in self.indexes:
            formers = ((key, (student,)) for key, student in self.former.items())
            index = make_index(kind, self.students)
            self.indexes[kind] = {**dict(formers), **index} if kind == "key" else index
        return tuple(self.indexes[kind].get(form_of(kind, value), ()))

    def by_name(self, name: str) -> tuple[Student, ...]:
        """Find those of this name in any order, written with blanks or, as by Canvas, without."""
        # Words run together fit more people: "Jan Edoe" is no Jane Doe where the blank is there.
        return self.named("name", name) or self.named("joined name", name)

    def find(self, text: str) -> tuple[Student, ...]:
        """Find those whom a text names: by key, else by all other ids, else by name."""
        return self.named("key", text) or self.by_ids(text) or self.by_name(text)

    def by_ids(self, text: str) -> tuple[Student, ...]:
        """Find those who have this id in any system; it may be another's in the next."""
        return unique(self.named(kind, text) for kind in OTHER_IDS)

    def spells(self, text: str) -> bool:
        """Tell whether a name stands on the roster just so."""
        return any(text in spellings_of(student) for student in self.named("look", text))

    def find_within(self, text: str) -> tuple[Student, ...]:
        """Find those whose key, login, user of GitHub or name is a part of a text: `hw1-ada`."""
        kinds = ("key", "login", "github", "name")
        return unique(self.named(kind, run) for run in runs_of(text) for kind in kinds)

    def group_within(self, text: str) -> tuple[Student, ...]:
        """Find the members of the only group whose name is a part of a text."""
        fitting = filter(None, (self.named("group", run) for run in runs_of(text)))
        groups = {members[0].ids["group"]: members for members in fitting}
        return next(iter(groups.values())) if len(groups) == 1 else ()


def unique(students: Iterable[Iterable[Student]]) -> tuple[Student, ...]:
    """Give each student once, as first met."""
    by_key = {student.key: student for student in itertools.chain.from_iterable(students)}
    return tuple(by_key.values())


def make_index(kind: str, students: Iterable[Student]) -> Index:
    """Index students by their names of a kind."""
    index: dict[str, list[Student]] = {}
    for student in students:
        for name in names_of(kind, student):
            index.setdefault(name, []).append(student)
    index.pop("", None)
    return index


def names_of(kind: str, student: Student) -> Iterable[str]:
    """Give what a student is called in a kind, as it is looked up; a name in each order."""
    if kind == "name":
        return orders_of(student.name)
    if kind == "joined name":
        return {order.replace(" ", "") for order in orders_of(student.name)}
    if kind == "anon":  # Canvas gives another for each assignment
        return student.ids.get(kind, "").split()
    if kind == "look":
        return {look(name) for name in spellings_of(student)}
    return [form_of(kind, student.key if kind == "key" else student.ids.get(kind, ""))]


def spellings_of(student: Student) -> list[str]:
    """Give what a student is called on the roster, as it is written there."""
    others = (student.ids.get(kind, "") for kind in OTHER_IDS)
    return [student.key, *others, *orders_by_comma(student.name)]


def form_of(kind: str, name: str) -> str:
    """Write a name as it is looked up."""
    return FORM_OF.get(kind, compose)(name)


def runs_of(text: str) -> Iterator[str]:
    """Give each part of a text and each run of parts, as a name with a blank is written."""
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
        near = (not path.exists() and like(path)) or "; check the file"
        raise UsageError(f"{what}: cannot be read: {error.strerror}{near}") from error
    rows: dict[str, tuple[int, Student]] = {}
    for row, student in students_of(table):
        first, _ = rows.setdefault(student.key, (row, student))
        if first != row:
            twice = f"the student {student.key!r} is in line {table.line(first)} too; keep one"
            raise table.fault(row, twice)
    if not rows:
        raise UsageError(f"{what}: no students below the header; add a line for each")
    return Roster(tuple(student for _, student in rows.values()), path, times_of(table))
