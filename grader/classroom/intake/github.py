"""What GitHub Classroom's tables say: whose an account is, and whose a repository.

Its roster and its table of grades may lie beside the clones; a student can put nothing there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from grader.classroom.columns import find_github_columns
from grader.classroom.csv_table import read_list
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.roster_layouts import students_of_github
from grader.classroom.intake.sources import SourceFile
from grader.classroom.intake.times import SystemTime, read_time
from grader.classroom.people import Remark, Student
from grader.core.errors import GraderError

Row = tuple[Student, str, SystemTime]  # with the repository, and when it was pushed to last
CSV, MOST_TABLES = ".csv", 20


@dataclass(frozen=True)
class Tables:
    """The people in the tables, whose each repository is, and when it was pushed to last."""

    people: Roster = field(default_factory=lambda: Roster(()))
    owners: Mapping[str, list[str]] = field(default_factory=dict)  # keys, by the repository
    times: Mapping[str, SystemTime] = field(default_factory=dict)
    files: frozenset[SourceFile] = frozenset()
    faults: tuple[Remark, ...] = ()

    def owners_of(self, repository: str) -> tuple[Student, ...]:
        """Give those whose a repository is by the grades."""
        keys = self.owners.get(repository.casefold(), ())
        return tuple(student for key in keys for student in self.people.named("key", key))


def read_tables(files: Iterable[SourceFile]) -> Tables:
    """Read what lies there of GitHub Classroom's tables; another file is none of them."""
    lists = (file for file in files if file.place.lower().endswith(CSV))
    people: dict[str, Student] = {}
    owners: dict[str, list[str]] = defaultdict(list)
    times: dict[str, SystemTime] = {}
    tables, faults = set[SourceFile](), []
    for file in itertools.islice(lists, MOST_TABLES):
        try:
            rows = read_rows(file)
        except GraderError as error:
            faults.append(Remark(file.place, str(error).removeprefix(f"{file.place}: ")))
            rows = []
        tables |= {file} if rows is not None else set()
        for student, repository, when in rows or ():
            people[student.key] = joined(student, people.get(student.key, student))
            if repository:
                owners[repository].append(student.key)
                times |= {repository: when} if when.when else {}
    return Tables(Roster((*people.values(),)), owners, times, frozenset(tables), (*faults,))


def read_rows(file: SourceFile) -> list[Row] | None:
    """Read a table; None for a file that is none. Raises GraderError for a row that is wrong."""
    try:
        table = read_list(file.read(), file.place)
    except GraderError:
        return None
    if (columns := find_github_columns(table.header)) is None:
        return None
    rows = []
    for row, student in students_of_github(table, columns):
        repository = table.label(row, columns.get("repository")).casefold()
        when = read_time(table.label(row, columns.get("time")))
        if table.label(row, columns["key"]):  # else it is an account that nobody is linked to
            rows.append((student, repository, when))
    return rows


def joined(student: Student, known: Student) -> Student:
    """Put together what two rows say of a student."""
    return replace(student, name=student.name or known.name, ids={**known.ids, **student.ids})
