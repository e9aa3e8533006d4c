"""A class as it is listed: who stands how, whom to look at next. Read anew where it has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.classroom.account import doubts_of
from grader.classroom.gradebook.marks import MarkedPart
from grader.classroom.gradebook.news import BookStamp
from grader.classroom.gradebook.requests import OPEN
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.names import spread_words
from grader.classroom.people import UNGRADED, Standing
from grader.classroom.transcripts import Unit
from grader.core.result import Status
from grader.core.text import in_words

TO_MARK, MARKED, ASKED = "to mark", "marked", "asked again"
LATE, UNSCORED, DOUBTED = "late", "not graded", "to look at"
STATES = (TO_MARK, MARKED, ASKED, LATE, UNSCORED, DOUBTED)
PAGE = 200  # students on one page


@dataclass(frozen=True)
class Row:
    """One student as listed; the standing's report is left out."""

    standing: Standing
    states: tuple[str, ...]
    words: str  # what is searched in

    @property
    def key(self) -> str:
        return self.standing.student.key

    @property
    def name(self) -> str:
        return self.standing.student.name or self.key

    @property
    def section(self) -> str:
        return self.standing.student.ids.get("section", "")

    @property
    def status(self) -> str:
        return in_words(self.standing.status)


def row_of(standing: Standing, asking: Collection[str]) -> Row:
    """Keep what is listed of a student: a class of whole reports would fill memory.

    `asking` are the keys of those who ask for another look.
    """
    student = standing.student
    words = spread_words(f"{student.name} {student.key} {' '.join(student.ids.values())}")
    asks = [ASKED] if student.key in asking else []
    return Row(replace(standing, report=None, sealed=None), (*asks, *states_of(standing)), words)


def states_of(standing: Standing) -> Iterator[str]:
    """Say what is to be done about a student, and what was."""
    if standing.to_mark:
        yield TO_MARK
    elif standing.marks:
        yield MARKED
    if standing.late:
        yield LATE
    if standing.status in (*UNGRADED, Status.TAMPERED.value):
        yield UNSCORED
    if standing.doubts or standing.fault or any(doubts_of(standing)):
        yield DOUBTED


ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "name": lambda row: (),
    "points": lambda row: (row.standing.earned is None, -(row.standing.earned or 0)),
    "status": lambda row: (row.status,),
    "section": lambda row: (row.section,),
    "handed in": lambda row: (
        row.standing.submitted_at is None,
        row.standing.submitted_at.timestamp() if row.standing.submitted_at else 0.0,
    ),
}


@dataclass(frozen=True)
class Query:
    """Which students are wanted, and in which order. Whatever is asked for, it is answered."""

    search: str = ""
    state: str = ""
    section: str = ""
    order: str = "name"
    turned: bool = False

    @classmethod
    def read(cls, words: Mapping[str, str]) -> Query:
        order = words.get("order", "")
        return cls(
            words.get("search", "")[:200],
            words.get("state", "") if words.get("state") in STATES else "",
            words.get("section", "")[:200],
            order if order in ORDERS else "name",
            words.get("turned") == "yes",
        )

    @property
    def words(self) -> dict[str, str]:
        """What an address says of it; nothing where it is as usual."""
        own = {"search": self.search, "state": self.state, "section": self.section}
        own |= {"order": self.order * (self.order != "name"), "turned": "yes" * self.turned}
        return {name: word for name, word in own.items() if word}

    def by(self, order: str) -> Query:
        """Give the same in another order; in the one that it has, turned."""
        return replace(self, order=order, turned=self.order == order and not self.turned)

    def choose(self, rows: Sequence[Row]) -> list[Row]:
        """Choose and order the rows, which come by name."""
        wanted = spread_words(self.search).split()
        chosen = [
            row
            for row in rows
            if all(word in row.words for word in wanted)
            and self.state in ("", *row.states)
            and self.section in ("", row.section)
        ]
        chosen.sort(key=ORDERS[self.order])  # stable, so those alike stay by name
        return chosen[::-1] if self.turned else chosen


class ReadUpTo:
    """Up to where a gradebook has been read.

    All up to `settled` has been; what was at work at `pending` may have numbered rows before it and
    not be there yet.
    """

    def __init__(self) -> None:
        self.whole: tuple[object, ...] | None = None
        self.settled: BookStamp | None = None
        self.pending: BookStamp | None = None

    def is_over(self, now: BookStamp) -> bool:
        """Tell whether all is to be read anew."""
        return self.settled is None or now.whole != self.whole

    def news_since(self, now: BookStamp) -> BookStamp | None:
        """Tell since when there is news, if there is any."""
        is_news = self.settled is not None and now.numbers != self.settled.numbers
        return self.settled if is_news else None

    def advance(self, now: BookStamp) -> None:
        """Note up to where all has been read, by a moment that was read at."""
        self.whole = now.whole
        if self.pending is None or now.settles(self.pending):
            self.settled, self.pending = self.pending, now
        if now.settles(now):
            self.settled = self.pending = now


class ClassListing:
    """The class in one assignment, kept in memory and brought up to date before it is shown.

    What is to be marked of whom is kept, too, from when it is first asked for, and by itself: to
    read how students stand takes longer. `changes` grows when another class is listed than before.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.lock = threading.Lock()
        self.rows_read, self.parts_read = ReadUpTo(), ReadUpTo()
        self.changes = 0
        self.rows: dict[str, Row] = {}
        self.parts: dict[str, list[MarkedPart]] = {}
        self.asking: set[str] = set()

    def look(self, book: Gradebook) -> list[Row]:
        """Give the class by name, with all that has come in by now."""
        with self.lock:
            self.bring_up_to_date(book, book.stamp())
            return list(self.rows.values())

    def look_at_parts(self, book: Gradebook, criterion: str) -> dict[str, MarkedPart]:
        """Give what is to be marked of a criterion, or was, by student, in the class's order."""
        with self.lock:
            now = book.stamp()
            if self.rows_read.is_over(now):
                self.bring_up_to_date(book, now)
            self.bring_parts_up_to_date(book, now)
            return {
                part.student: part
                for key in self.rows
                for part in self.parts.get(key, ())
                if part.criterion == criterion
            }

    def count_changes(self, book: Gradebook) -> int:
        """Tell how often another class was listed than before."""
        with self.lock:
            self.bring_up_to_date(book, book.stamp())
            return self.changes

    def bring_up_to_date(self, book: Gradebook, now: BookStamp) -> None:
        """Read what has come in since the last look: of whom there is news, or of all."""
        if self.rows_read.is_over(now):
            self.read_all(book)
        elif since := self.rows_read.news_since(now):
            self.read_news(book, since)
        self.rows_read.advance(now)

    def bring_parts_up_to_date(self, book: Gradebook, now: BookStamp) -> None:
        """Read the same of what is to be marked."""
        name = self.unit.name
        if self.parts_read.is_over(now):
            self.parts = by_student(book.parts(name))
        elif (since := self.parts_read.news_since(now)) and (keys := book.changed(name, since)):
            cover = book.cover(keys)
            shown = keys if cover is None else map(cover.code, keys)
            self.parts |= {key: [] for key in shown} | by_student(book.parts(name, keys))
        self.parts_read.advance(now)

    def read_all(self, book: Gradebook) -> None:
        """Read the class anew."""
        asked = book.requests(self.unit.name)
        self.asking = {each.student for each in asked if each.state == OPEN}
        rows = {row.key: row for row in self.read(book, None)}
        self.changes += rows != self.rows
        self.rows = rows

    def read_news(self, book: Gradebook, since: BookStamp) -> None:
        """Read those of whom there is news."""
        news = {row.key: row for row in self.read(book, book.changed(self.unit.name, since))}
        self.changes += any(self.rows.get(key) != row for key, row in news.items())
        self.rows |= news

    def read(self, book: Gradebook, keys: Sequence[str] | None) -> Iterator[Row]:
        """Read some students, or all."""
        for standing in book.standings(self.unit.name, keys, in_brief=True):
            yield row_of(standing, self.asking)


def by_student(parts: Sequence[MarkedPart]) -> dict[str, list[MarkedPart]]:
    """Sort what is to be marked of the attempts that count by student."""
    theirs: dict[str, list[MarkedPart]] = {part.student: [] for part in parts}
    for part in parts:
        if part.is_current:
            theirs[part.student].append(part)
    return theirs
