"""A class as it is listed: who stands how, whom to look at next. Read anew where it has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.classroom.account import doubts_of
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


class ClassListing:
    """The class in one assignment, kept in memory and brought up to date before it is shown."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.lock = threading.Lock()
        self.stamp: BookStamp | None = None
        self.rows: dict[str, Row] = {}
        self.asking: set[str] = set()

    def look(self, book: Gradebook) -> list[Row]:
        """Give the class by name, with all that has come in by now."""
        with self.lock:
            now = book.stamp()
            if self.stamp is None or now.whole != self.stamp.whole:
                requests = book.requests(self.unit.name)
                self.asking = {each.student for each in requests if each.state == OPEN}
                self.rows = {row.key: row for row in self.read(book, None)}
            elif now != self.stamp:
                news = self.read(book, book.changed(self.unit.name, self.stamp))
                self.rows |= {row.key: row for row in news}
            self.stamp = now
            return list(self.rows.values())

    def read(self, book: Gradebook, keys: Sequence[str] | None) -> Iterator[Row]:
        """Read some students, or all."""
        for standing in book.standings(self.unit.name, keys, in_brief=True):
            yield row_of(standing, self.asking)
