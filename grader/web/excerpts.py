"""What hand-ins have for criteria that are marked by hand: read once, since none ever changes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classroom.anonymity import Cover
from grader.classroom.gradebook.marks import MarkedPart
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.marking import Work, texts_in
from grader.classroom.people import Student
from grader.course.rubric_schema import CriterionSection
from grader.web.notebook import MOST_PICTURES, read_pictures

MOST = 8_000_000  # characters in memory
LARGEST = MOST // 40  # what is larger is read anew
Key = tuple[str, tuple[str, ...]]
Wanted = tuple[Student, CriterionSection, MarkedPart]


@dataclass(frozen=True)
class Excerpt:
    """What one hand-in has for a criterion; `content` is the hash of what was handed in."""

    content: str = ""
    text: str = ""
    pictures: Sequence[str] = ()

    @property
    def size(self) -> int:
        return len(self.text) + sum(map(len, self.pictures)) + 200  # and what it is kept in


@dataclass(frozen=True)
class ShownWorks:
    """Works as they are shown, with the pictures in them."""

    works: Sequence[Work] = ()
    pictures: Mapping[MarkedPart, Sequence[str]] = field(default_factory=dict)


class Excerpts:
    """What was read of hand-ins lately, by what was observed and what a criterion is about."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.by_key: dict[Key, Excerpt] = {}
        self.size = 0

    def read(
        self,
        book: Gradebook,
        criteria: Sequence[CriterionSection],
        people: Sequence[Student],
        parts: Sequence[MarkedPart],
    ) -> ShownWorks:
        """Read what some have handed in for criteria that are marked by hand, in their order.

        `parts` are all that there is of theirs.
        """
        wanted = list(choose(criteria, people, parts))
        if not wanted:
            return ShownWorks()
        excerpts = self.find(book, {key_of(p, criterion): criterion for _, criterion, p in wanted})
        return arrange(wanted, excerpts, book.cover([student.key for student in people]))

    def remember(
        self,
        criteria: Sequence[CriterionSection],
        people: Sequence[Student],
        parts: Sequence[MarkedPart],
    ) -> ShownWorks | None:
        """Give the same where all of it is in memory, and no names are hidden."""
        wanted = list(choose(criteria, people, parts))
        keys = {key_of(part, criterion) for _, criterion, part in wanted}
        known = self.in_memory(keys)
        return arrange(wanted, known, None) if keys == known.keys() else None

    def in_memory(self, keys: Iterable[Key]) -> dict[Key, Excerpt]:
        """Give those excerpts that are in memory."""
        with self.lock:
            return {key: self.by_key[key] for key in keys if key in self.by_key}

    def find(
        self, book: Gradebook, wanted: Mapping[Key, CriterionSection]
    ) -> Mapping[Key, Excerpt]:
        """Give excerpts by their keys, those read that are not in memory."""
        known = self.in_memory(wanted)
        missing: dict[str, list[CriterionSection]] = defaultdict(list)
        for key in wanted.keys() - known.keys():
            missing[key[0]].append(wanted[key])
        return known | dict(self.read_anew(book, missing))

    def read_anew(
        self, book: Gradebook, wanted: Mapping[str, Sequence[CriterionSection]]
    ) -> Iterator[tuple[Key, Excerpt]]:
        """Read excerpts by what was observed, each document once."""
        documents = book.documents(list(filter(None, wanted))) if any(wanted) else {}
        for observed, criteria in wanted.items():
            content, document = documents.get(observed, ("", None))
            texts = texts_in(document, criteria)
            file = book.find_file(content) if any(c.about for c in criteria) else None
            for criterion in criteria:
                pictures = read_pictures(*file, criterion.about) if file else ()
                excerpt = Excerpt(content, texts.get(criterion.name, ""), pictures)
                key = (observed, tuple(criterion.about))
                # What is not kept may still come in with a batch.
                if file or (content and not criterion.about):
                    self.keep(key, excerpt)
                yield key, excerpt

    def keep(self, key: Key, excerpt: Excerpt) -> None:
        """Have an excerpt in memory; what came first goes first."""
        if excerpt.size > LARGEST:
            return
        with self.lock:
            if former := self.by_key.pop(key, None):
                self.size -= former.size
            self.by_key[key] = excerpt
            self.size += excerpt.size
            while self.size > MOST:
                self.size -= self.by_key.pop(next(iter(self.by_key))).size


def choose(
    criteria: Sequence[CriterionSection], people: Sequence[Student], parts: Sequence[MarkedPart]
) -> Iterator[Wanted]:
    """List what counts of some students for criteria that are marked by hand."""
    by_name = {criterion.name: criterion for criterion in criteria if criterion.marked}
    current = {(part.student, part.criterion): part for part in parts if part.is_current}
    for student in people:
        for name, criterion in by_name.items():
            if part := current.get((student.key, name)):
                yield student, criterion, part


def arrange(
    wanted: Sequence[Wanted], excerpts: Mapping[Key, Excerpt], cover: Cover | None
) -> ShownWorks:
    """Put excerpts beside what they are of; no pictures where names are hidden: one may tell."""
    works, pictures = [], dict[MarkedPart, Sequence[str]]()
    for student, criterion, part in wanted:
        excerpt = excerpts[key_of(part, criterion)]
        text = cover.say(cover.key(student.key))(excerpt.text) if cover else excerpt.text
        works.append(Work(student, part, criterion, text, content=excerpt.content))
        pictures[part] = () if cover else excerpt.pictures
    return ShownWorks(works, fit(pictures))


def key_of(part: MarkedPart, criterion: CriterionSection) -> Key:
    """Name the excerpt that a part is."""
    return part.observed or "", tuple(criterion.about)


def fit(pictures: Mapping[MarkedPart, Sequence[str]]) -> dict[MarkedPart, Sequence[str]]:
    """Leave out the pictures of which a page would hold too many."""
    room, fitting = MOST_PICTURES, dict[MarkedPart, Sequence[str]]()
    for part, theirs in pictures.items():
        room -= sum(map(len, theirs))
        fitting[part] = theirs if room >= 0 else ()
    return fitting
