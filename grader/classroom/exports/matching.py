"""Which row of a downloaded table is whose. Pure, and careful: a wrong row is a wrong grade."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classroom.csv_table import Table
from grader.classroom.exports.export import Export
from grader.classroom.names import fold, orders_by_comma
from grader.classroom.people import Remark, Standing, Student


@dataclass(frozen=True)
class CandidateRow:
    """A row of the table: its number, how people call it, and its names.

    `ids` are what it surely calls a person in other systems, by the name of the system.
    """

    number: int
    place: str
    names: Collection[str]
    ids: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def contradicts(self, student: Student) -> bool:
        """Tell whether the row has another id of some system than the student is known by."""
        pairs = [(texts([student.ids.get(kind, "")]), texts(ids)) for kind, ids in self.ids.items()]
        return any(ours and theirs and ours.isdisjoint(theirs) for ours, theirs in pairs)


OfStudent = Callable[[Student], Iterable[str]]
OfRow = Callable[[CandidateRow], Iterable[str]]


@dataclass(frozen=True)
class Kind:
    """One way to know a row: what a student is called there, what the row says.

    `guessed` is a way that may hit a stranger's row by chance, such as a name, or our own key read
    as the system's number: it holds only if the two names have a word in common and the row has no
    id that is another than the student's.
    """

    name: str
    of_student: OfStudent
    of_row: OfRow
    guessed: bool = False


def id_in(system: str) -> OfRow:
    """Read what a row surely calls a person in a system."""
    return lambda row: row.ids.get(system, ())


def by_id(name: str, system: str, of_row: OfRow) -> Kind:
    """Know a row by what the student is called in a system."""
    return Kind(name, lambda student: [student.ids.get(system, "")], of_row)


def by_key(name: str, of_row: OfRow, unless: str = "") -> Kind:
    """Guess that our own key is the row's id, unless that is known of a system."""

    def of_student(student: Student) -> list[str]:
        return [] if unless in student.ids else [student.key]

    return Kind(name, of_student, of_row, guessed=True)


def names_of(row: CandidateRow) -> Collection[str]:
    """Give what a row says of a person."""
    return row.names


BY_NAME = Kind("name", lambda student: orders_by_comma(student.name), names_of, guessed=True)


@dataclass(frozen=True)
class Candidates:
    """The rows of a table, the ways to know one, the surest first, and rows of no person."""

    rows: Sequence[CandidateRow]
    kinds: Sequence[Kind]
    nobody: Collection[str] = ()

    def by_text(self, kind: Kind) -> Mapping[str, list[CandidateRow]]:
        """Find the rows by what they say of one kind."""
        rows = defaultdict(list)
        for row in self.rows:
            for text in texts(kind.of_row(row)):
                rows[text].append(row)
        return rows


@dataclass
class Matching:
    """The rows by the student's key, and why some have none."""

    rows: dict[str, CandidateRow] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def is_open(self, student: Student) -> bool:
        return student.key not in self.rows and student.key not in self.refused

    def refuse(self, student: Student, reason: str) -> None:
        self.refused.add(student.key)
        self.remarks.append(Remark(str(student), reason))


def match(students: Sequence[Student], candidates: Candidates) -> Matching:
    """Give each student the one row that is theirs, the surest kind first."""
    matching = Matching()
    for kind in candidates.kinds:
        # Rows of surer kinds are gone; of one kind, all claims are heard before any is settled.
        for claimants in find_claims(students, candidates, kind, matching):
            settle(claimants, matching)
    for student in filter(matching.is_open, students):
        matching.remarks.append(Remark(str(student), "has no row in the file"))
    return matching


def find_claims(
    students: Iterable[Student], candidates: Candidates, kind: Kind, matching: Matching
) -> list[list[tuple[Student, CandidateRow]]]:
    """Find who claims which row by one kind; a student whom several rows fit claims none."""
    by_text = candidates.by_text(kind)
    # What an id has given away, no name takes back.
    taken = {row.number for row in matching.rows.values()}
    claims = defaultdict(list)
    for student in filter(matching.is_open, students):
        fitting = {
            row.number: row
            for text in texts(kind.of_student(student))
            for row in by_text.get(text, ())
            if not kind.guessed or (share_a_word(student, row) and not row.contradicts(student))
        }
        if len(fitting) > 1:
            reason = f"fits {len(fitting)} rows of the file by {kind.name}: none was filled in"
            matching.refuse(student, reason)
            continue
        for number, row in fitting.items():
            if number not in taken:
                claims[number].append((student, row))
    return list(claims.values())


def settle(claimants: Sequence[tuple[Student, CandidateRow]], matching: Matching) -> None:
    """Give a row to its only claimant, or to nobody."""
    # Who of several came first is chance: none is better off with another's points.
    if len(claimants) == 1:
        student, row = claimants[0]
        matching.rows[student.key] = row
        return
    for student, row in claimants:
        reason = f"fits the row of {row.place}, and so do others: it was not filled in"
        matching.refuse(student, reason)


def fill_rows(
    table: Table,
    standings: Sequence[Standing],
    candidates: Candidates,
    change: Callable[[CandidateRow, Standing], tuple[Mapping[int, str], str | None]],
) -> Export:
    """Fill in each student's own row; `change` gives its new values by column, or why it stays."""
    matching = match([standing.student for standing in standings], candidates)
    changes, remarks = {}, []
    for standing in standings:
        row = matching.rows.get(standing.student.key)
        if row is None:
            continue
        values, reason = change(row, standing)
        changes.update({(row.number, column): text for column, text in values.items()})
        if reason:
            remarks.append(Remark(str(standing.student), reason))
    # Told too, for a student whom we do not know of has handed in nothing that we graded.
    left = unclaimed(candidates, matching)
    return Export(table.with_cells(changes), (*matching.remarks, *remarks, *left))


def unclaimed(candidates: Candidates, matching: Matching) -> Iterator[Remark]:
    """Find the rows that are nobody's of ours, without those of no person."""
    taken = {row.number for row in matching.rows.values()}
    for row in candidates.rows:
        if row.number not in taken and row.place not in candidates.nobody:
            yield Remark(row.place, "is in the file, but not among the graded: left as it was")


def texts(values: Iterable[str]) -> set[str]:
    """Give what is compared: the empty says nothing, and case and spacing don't matter."""
    return set(filter(None, map(fold, values)))


def share_a_word(student: Student, row: CandidateRow) -> bool:
    """Tell whether the names may be one person's; where one of them is not known, they may."""
    # Without a roster the key stands for the name, and says as little.
    if not student.name or student.name == student.key:
        return True
    ours, theirs = words([student.name]), words(row.names)
    return not (ours and theirs) or not ours.isdisjoint(theirs)


def words(names: Iterable[str]) -> set[str]:
    """Give the words of all names; a number is no word, for it says nothing of a person."""
    return {word for name in names for word in re.findall(r"[^\W\d_]+", fold(name))}
