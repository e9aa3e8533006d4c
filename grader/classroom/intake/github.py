"""What GitHub Classroom's tables say: whose an account is, and whose a repository.

Its roster and its table of grades may lie beside the clones; a student can put nothing there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from grader.classroom.columns import find_github_columns
from grader.classroom.csv_table import read_list
from grader.classroom.intake.gradescope_list import time_of
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.roster_layouts import students_of_github
from grader.classroom.intake.sources import SourceFile
from grader.classroom.people import Student
from grader.core.errors import GraderError

CSV = ".csv"


@dataclass(frozen=True)
class Tables:
    """The people in the tables, whose each repository is, and when it was pushed to last."""

    people: Roster = field(default_factory=lambda: Roster(()))
    owners: Mapping[str, list[str]] = field(default_factory=dict)  # keys, by the repository
    times: Mapping[str, datetime] = field(default_factory=dict)
    files: frozenset[SourceFile] = frozenset()

    def owners_of(self, repository: str) -> tuple[Student, ...]:
        """Give those whose a repository is by the grades."""
        keys = self.owners.get(repository.casefold(), ())
        return tuple(student for key in keys for student in self.people.named("key", key))


def read_tables(files: Iterable[SourceFile]) -> Tables:
    """Read what lies there of GitHub Classroom's tables; another file is none of them."""
    people: dict[str, Student] = {}
    owners: dict[str, list[str]] = defaultdict(list)
    times: dict[str, datetime] = {}
    tables = []
    for file in files:
        if not file.place.lower().endswith(CSV):
            continue
        try:
            table = read_list(file.read(), file.place)
            columns = find_github_columns(table.header)
            rows = list(students_of_github(table, columns)) if columns else []
        except GraderError:  # which is said of it as of anything that is nobody's
            continue
        tables += [file] if columns else []
        for row, student in rows:
            known = people.get(student.key, student)
            name, ids = student.name or known.name, {**known.ids, **student.ids}
            people[student.key] = replace(student, name=name, ids=ids)
            repository = table.label(row, columns.get("repository")).casefold() if columns else ""
            when, _ = time_of(table.label(row, columns.get("time"))) if columns else (None, False)
            if repository:
                owners[repository].append(student.key)
            if repository and when:
                times[repository] = when
    return Tables(Roster((*people.values(),)), owners, times, frozenset(tables))
