"""Which row of a downloaded table is whose. Pure, and careful: a wrong row is a wrong grade."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classroom.people import Remark, Student


@dataclass(frozen=True)
class CandidateRow:
    """A row of the table: its number, how people call it, and its names."""

    number: int
    place: str
    names: Collection[str]


@dataclass(frozen=True)
class Kind:
    """One way to know a row: what a student is called there, what the row says.

    `guessed` is a way that may hit a stranger's row by chance, such as a name, or our own key read
    as the system's number: it holds only if the two names have a word in common and the row has no
    id that is another than the student's. `ids` are what the row surely says of this kind.
    """

    name: str
    of_student: Callable[[Student], Iterable[str]]
    of_row: Callable[[CandidateRow], Iterable[str]]
    guessed: bool = False
    ids: Callable[[CandidateRow], Iterable[str]] = lambda _: ()

    def speaks_against(self, student: Student, row: CandidateRow) -> bool:
        """Whether the row has another id of this kind than the one that the student is known by."""
        ours, theirs = texts(self.of_student(student)), texts(self.ids(row))
        return bool(ours and theirs) and ours.isdisjoint(theirs)


@dataclass
class Matching:
    """The rows by the student's key, and why some have none."""

    rows: dict[str, CandidateRow] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def match(
    students: Sequence[Student], rows: Sequence[CandidateRow], kinds: Sequence[Kind]
) -> Matching:
    """Give each student the one row that is theirs, the surest kind first."""
    matching = Matching()
    seeking = list(students)
    for kind in kinds:
        for claimants in find_claims(seeking, rows, kind, kinds, matching):
            settle(claimants, matching)
        spoken = {remark.place for remark in matching.remarks}
        seeking = [
            one for one in seeking if one.key not in matching.rows and str(one) not in spoken
        ]
    matching.remarks += [Remark(str(one), "has no row in the file") for one in seeking]
    return matching


def find_claims(
    students: Sequence[Student],
    rows: Sequence[CandidateRow],
    kind: Kind,
    kinds: Sequence[Kind],
    matching: Matching,
) -> list[list[tuple[Student, CandidateRow]]]:
    """Who claims which row by one kind; a student whom several rows fit claims none."""
    by_text = find_texts(rows, kind)
    taken = {row.number for row in matching.rows.values()}
    claims = defaultdict(list)
    for student in students:
        wanted = texts(kind.of_student(student))
        fitting = {
            row.number: row
            for text in wanted
            for row in by_text.get(text, ())
            if not kind.guessed or may_be(student, row, kinds)
        }
        if len(fitting) > 1:
            told = f"fits {len(fitting)} rows of the file by {kind.name}: none was filled in"
            matching.remarks.append(Remark(str(student), told))
            continue
        for number, row in fitting.items():
            if number not in taken:
                claims[number].append((student, row))
    return list(claims.values())


def find_texts(rows: Sequence[CandidateRow], kind: Kind) -> Mapping[str, list[CandidateRow]]:
    """The rows by what they say of one kind."""
    by_text = defaultdict(list)
    for row in rows:
        for text in texts(kind.of_row(row)):
            by_text[text].append(row)
    return by_text


def may_be(student: Student, row: CandidateRow, kinds: Sequence[Kind]) -> bool:
    """Whether a guess may hold: nothing that is known for sure says that it is somebody else."""
    return share_a_word(student, row) and not any(
        kind.speaks_against(student, row) for kind in kinds
    )


def settle(claimants: Sequence[tuple[Student, CandidateRow]], matching: Matching) -> None:
    """Give a row to its only claimant, or to nobody."""
    if len(claimants) == 1:
        student, row = claimants[0]
        matching.rows[student.key] = row
        return
    for student, row in claimants:
        told = f"fits the row of {row.place}, and so do others: it was not filled in"
        matching.remarks.append(Remark(str(student), told))


def unclaimed(
    rows: Iterable[CandidateRow], matching: Matching, nobody: Collection[str] = ()
) -> Iterator[Remark]:
    """The rows that are nobody's of ours, without those of no person."""
    taken = {row.number for row in matching.rows.values()}
    for row in rows:
        if row.number not in taken and row.place not in nobody:
            yield Remark(row.place, "is in the file, but not among the graded: left as it was")


def texts(values: Iterable[str]) -> set[str]:
    """What is compared: the empty says nothing, and case and spacing don't matter."""
    return {text for value in values if (text := normal(value))}


def normal(text: str) -> str:
    """A text as it is compared; an umlaut is one, however it was typed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def name_forms(name: str) -> list[str]:
    """ "Doe, Jane" is "Jane Doe" too."""
    last, comma, first = name.partition(",")
    return [name, f"{first.strip()} {last.strip()}"] if comma else [name]


def share_a_word(student: Student, row: CandidateRow) -> bool:
    """Whether the names may be one person's; where one of them is not known, they may."""
    if not student.name or student.name == student.key:
        return True
    ours, theirs = words([student.name]), words(row.names)
    return not (ours and theirs) or not ours.isdisjoint(theirs)


def words(names: Iterable[str]) -> set[str]:
    """The words of some names."""
    return {word for name in names for word in re.findall(r"[^\W\d_]+", normal(name))}
