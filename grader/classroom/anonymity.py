"""Codes in place of students' names, until they are lifted. Pure.

A code is drawn from a secret of the gradebook's and the student's number there: it stays the same
whatever else is learned of the student, and nobody can tell a name by it, or it by a name.
"""

from __future__ import annotations

import builtins
import hmac
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import Any

from grader.classroom.names import orders_of
from grader.classroom.people import Override, Standing, Student
from grader.core.errors import UsageError
from grader.core.result import Report, Score
from grader.core.submission import Cell

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another: I, L, O, U
CODE = re.compile(rf"S-[{SIGNS}]{{4,32}}")
SHORTEST = 4
UNKNOWN = "S-?"  # who came this moment
TELLING = 4  # letters: a shorter key says nothing within a text
OPEN_IDS = ("section",)  # these name many
Say = Callable[[str], str]


def draw_codes(secret: str, numbers: Iterable[int]) -> dict[int, str]:
    """Draw each student's code; of two that would have the same, the later has a longer one."""
    codes: dict[int, str] = {}
    taken: set[str] = set()
    # In the order in which they came, so that whoever comes changes nobody's code.
    for number in sorted(numbers):
        drawn = hmac.digest(secret.encode(), str(number).encode(), "sha256")
        signs = "".join(SIGNS[byte % len(SIGNS)] for byte in drawn)
        ways = (f"S-{signs[:length]}" for length in range(SHORTEST, len(signs) + 1))
        codes[number] = next(code for code in ways if code not in taken)
        taken.add(codes[number])
    return codes


@dataclass(frozen=True)
class Came:
    """What came with a student's hand-ins: the files' names, and notes of whose they are."""

    files: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cover:
    """Who is meant by each code, and the codes by number; what goes through it tells no name."""

    people: Mapping[str, Student]
    codes: Mapping[int, str]

    @cached_property
    def by_key(self) -> dict[str, str]:
        return {student.key: code for code, student in self.people.items()}

    def code(self, key: str) -> str:
        """Give a student's code."""
        return self.by_key.get(key, UNKNOWN)

    def key(self, text: str) -> str:
        """Give the key of whom a code stands for; any other text is one."""
        student = self.people.get(text)
        return student.key if student else text

    def in_order(self, numbers: Iterable[int]) -> list[int]:
        """Sort students by their codes: the order of names would tell some."""
        return sorted(numbers, key=lambda number: self.codes.get(number, UNKNOWN))

    def named(self, student: Student) -> Student:
        """Let a student be shown by the code, who is still to be written down by the key."""
        return replace(student, code=self.code(student.key))

    def hidden(self, student: Student) -> Student:
        """Leave of a student the code, and what names many."""
        code = self.code(student.key)
        ids = {kind: student.ids[kind] for kind in OPEN_IDS if kind in student.ids}
        return Student(code, ids=ids, code=code)

    def say(self, key: str, words: Collection[str] = ()) -> Say:
        """Make what puts a student's code for their name into a text; `words` tell of them, too."""
        code = self.code(key)
        student = self.people.get(code)
        telling = {*words, *(tell_tales(student) if student else ())}
        parts = [spread(word) for word in sorted(telling, key=len, reverse=True) if word]
        if not parts:
            return lambda text: text
        names = re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)
        return lambda text: names.sub(code, text)

    def say_of(self, student: Student) -> Say:
        """Make the same for a student who is shown by the code already."""
        return self.say(self.key(student.key))

    def standing(self, standing: Standing, came: Came) -> Standing:
        """Hide who a standing is of."""
        key, report = standing.student.key, standing.report
        say = self.say(key, came.files)
        return replace(
            standing,
            student=self.hidden(standing.student),
            overrides=tuple(self.override(each, say) for each in standing.overrides),
            marks=tuple(replace(mark, comment=say(mark.comment)) for mark in standing.marks),
            report=self.report(report, self.code(key), came, say) if report else None,
            adjustments=tuple(replace(each, why=say(each.why)) for each in standing.adjustments),
            excused=say(standing.excused),
            doubts=tuple(map(say, standing.doubts)),
            fault=say(standing.fault),
        )

    def override(self, override: Override, say: Say) -> Override:
        """Hide whom an override is about."""
        return replace(override, student=self.code(override.student), why=say(override.why))

    def report(self, report: Report, code: str, came: Came, say: Say) -> Report:
        """Hide who a report is about, with what was noted of whose the file is."""
        path = report.submission.path
        submission = replace(report.submission, path=type(path)(code_of_file(str(path), code)))
        if submission.student is not None:
            submission = replace(submission, student=code)
        return replace(
            report,
            submission=submission,
            notes=tuple(say(note) for note in report.notes if note not in came.notes),
            staff_notes=tuple(map(say, report.staff_notes)),
            stdout=say(report.stdout),
            errors=tuple(replace(error, message=say(error.message)) for error in report.errors),
            scores=tuple(reworded(score, say) for score in report.scores),
            override=report.override and replace(report.override, why=say(report.override.why)),
        )


def refuse_hidden(cover: Cover | None, what: str) -> None:
    """Raise UsageError where names are hidden that are needed."""
    if cover is not None:
        raise UsageError(f"{what}, and names are hidden: grade anonymous off --why TEXT first")


def code_of_file(path: str, code: str) -> str:
    """Call a file by a code, and by what kind it is."""
    return f"{code}{PurePath(path).suffix}"


def reworded(score: Score, say: Say) -> Score:
    """Say anew what a criterion's departures and mark tell."""
    departures: list[Any] = []
    for departure in score.departures:
        got = None if departure.got is None else say(departure.got)
        departures.append(replace(departure, message=say(departure.message), got=got))
    mark = score.mark and replace(score.mark, comment=say(score.mark.comment))
    given = score.override and replace(score.override, why=say(score.override.why))
    return replace(score, departures=tuple(departures), mark=mark, override=given)


def shown_cells(cells: Iterable[Cell], cover: Cover | None, student: Student) -> tuple[Cell, ...]:
    """Give what a student wrote as it is shown: without the name, where names are hidden."""
    if cover is None:
        return tuple(cells)
    say = cover.say_of(student)
    return tuple(replace(cell, source=say(cell.source)) for cell in cells)


def tell_tales(student: Student) -> list[str]:
    """List what in a text tells of a student: the whole name, and keys and ids that are no word."""
    names = [name for name in orders_of(student.name) if " " in name]
    ids = [value for kind, value in student.ids.items() if kind not in OPEN_IDS]
    # `max` is a key, and a function in everybody's code.
    words = (student.name, student.key, *ids)
    return [*names, *(w for w in words if len(w) >= TELLING and not hasattr(builtins, w))]


def spread(words: str) -> str:
    """Make the pattern of words, whatever stands between them."""
    return r"[\W_]+".join(map(re.escape, words.split(" ")))
