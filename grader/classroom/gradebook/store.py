"""The gradebook: what a class handed in, what was observed of it, and what it was given for it.

Used by one thread. Each call is one transaction, or reads in several that each see one moment, and
is done again on a fresh connection if the server drops the one in use. Raises UsageError and
GraderError, each naming the gradebook, the fault and the fix.
"""

from __future__ import annotations

import contextlib
import functools
import os
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from typing import ClassVar, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from grader.classroom.anonymity import Came, Cover
from grader.classroom.gradebook import (
    actions,
    codes,
    comments,
    covers,
    effects,  # noqa: F401  it makes its kinds of actions known
    groups,
    hand_ins,
    log,
    mark_forms,
    marks,
    merging,
    news,
    previews,
    reading,
    recording,
    renaming,  # noqa: F401  it makes its kind of action known
    requests,
    rescoring,
    rosters,
    sent,
    standings,
    statistics,
    writing,
)
from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.claims import Claims
from grader.classroom.gradebook.codes import CountedCode
from grader.classroom.gradebook.comments import Commented
from grader.classroom.gradebook.connection import DatabaseUrl
from grader.classroom.gradebook.database import Database, RetryPolicy
from grader.classroom.gradebook.entries import (
    CurrentScore,
    Effect,
    History,
    Statistics,
    Unreadable,
)
from grader.classroom.gradebook.hand_ins import Numbered
from grader.classroom.gradebook.log import LogEntry
from grader.classroom.gradebook.requests import NewRequest, Request
from grader.classroom.gradebook.rescoring import Asked
from grader.classroom.gradebook.upgrade import bring_up_to_date
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import Comment, Standing, Student

Entry = TypeVar("Entry", bound=CurrentScore | Unreadable)
P = ParamSpec("P")
T = TypeVar("T")

CHUNK = 50  # documents in memory at one time


def in_chunks(those: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut into as many at a time as their documents may be in memory."""
    return (those[start : start + CHUNK] for start in range(0, len(those), CHUNK))


def reads(work: Callable[Concatenate[Connection, P], T]) -> Callable[Concatenate[Gradebook, P], T]:
    """Make a method of a function that reads: each call sees one moment."""

    @functools.wraps(work)
    def method(book: Gradebook, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return book._database.read(lambda connection: work(connection, *args, **kwargs))

    return method


def writes(
    work: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Gradebook, P], T]:
    """Make a method of a function that writes: it is done whole or not at all, and once.

    What it did is on the disk on return. It may be called again with the same arguments, so none
    of these is an iterator.
    """

    @functools.wraps(work)
    def method(book: Gradebook, /, *args: P.args, **kwargs: P.kwargs) -> T:
        # Both are chosen here, not in the work: done again it must be known for the same.
        token, now = uuid.uuid4().hex, book.now()
        return book._database.write(
            lambda connection: work(Transaction(connection, token, now), *args, **kwargs)
        )

    return method


def rehearses(
    work: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Gradebook, P], T]:
    """Make a method of a function that writes: it is taken back, and what it gave is told."""

    @functools.wraps(work)
    def method(book: Gradebook, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return book._database.rehearse(
            lambda connection: work(
                Transaction(connection, uuid.uuid4().hex, book.now()), *args, **kwargs
            )
        )

    return method


def named(cover: Cover, entry: Entry) -> Entry:
    """Let whose an entry is be shown by the code."""
    return replace(entry, student=cover.named(entry.student))


class Gradebook:
    """The store of attempts, observations and scores; to be had from `open`."""

    patience: ClassVar[RetryPolicy] = RetryPolicy()

    def __init__(self, database: Database) -> None:
        self._database = database
        self.claims = Claims(database)

    @classmethod
    @contextlib.contextmanager
    def open(cls, where: str | os.PathLike[str], *, create: bool) -> Iterator[Gradebook]:
        """Open a file or a URL, an older schema brought up to date in place.

        What may only be read can still be read, if its schema is current.
        """
        database = Database(DatabaseUrl.parse(where), cls.patience, create=create)
        with contextlib.closing(database):
            database.connect()
            bring_up_to_date(database, create=create)
            book = cls(database)
            with contextlib.closing(book.claims):
                yield book

    @staticmethod
    def now() -> datetime:
        """Tell what time it is, for people to read; no order depends on it."""
        return datetime.now(timezone.utc)

    # What each does is said where it is written; the first argument there is given here.
    enroll = writes(writing.enroll)
    give_roster = writes(rosters.give_roster)
    outsiders = reads(rosters.find_outsiders)
    former_keys = reads(rosters.find_former_keys)
    describe = writes(writing.describe)
    record_hand_in = writes(recording.record_hand_in)
    record_hand_ins = writes(recording.record_hand_ins)
    learn_time = writes(recording.learn_time)
    rescore = writes(rescoring.rescore)
    rehearse_rescore = rehearses(rescoring.rehearse)
    list_decided = reads(rescoring.list_decided)
    override = writes(writing.override)
    mark = writes(marks.mark)
    act = writes(actions.act)
    act_all = writes(actions.act_all)
    undo = writes(actions.undo)
    _preview = rehearses(previews.preview)
    _preview_undo = rehearses(previews.preview_undo)
    find_action = reads(actions.find_action)
    find_since = reads(merging.find_since)
    actions = reads(actions.list_actions)
    send = writes(sent.send)
    sent = reads(sent.find_sent)
    mark_shown = writes(marks.mark_shown)
    mark_by_forms = writes(mark_forms.mark_by_forms)
    mark_anew = writes(rescoring.mark_anew)
    rehearse_marks = rehearses(rescoring.mark_anew)
    earlier_comments = reads(marks.list_comments)
    _comment = writes(comments.comment)
    withdraw_comment = writes(comments.withdraw)
    _comments = reads(comments.find_comments)
    find_file = reads(reading.find_file)
    points = reads(statistics.list_points)
    markers = reads(statistics.list_markers)
    _log = reads(log.read_log)
    due = reads(hand_ins.due)
    number_of = reads(hand_ins.number_of)
    removals = reads(hand_ins.removals)
    removal_of = reads(hand_ins.removal_of)
    _hand_ins = reads(hand_ins.hand_ins)
    _ask = writes(requests.ask)
    reply = writes(requests.reply)
    _requests = reads(requests.find_requests)
    requests_of = reads(requests.requests_of)
    make_links = writes(requests.make_links)
    find_linked = reads(requests.find_linked)
    latest_score = reads(reading.latest_score)
    former_group = reads(groups.former_group)
    find_observation = reads(reading.find_observation)
    documents = reads(reading.find_documents)
    learn_codes = writes(codes.learn_codes)
    _codes = reads(codes.find_codes)
    roster = reads(reading.roster)
    counts = reads(reading.counts)
    find_student = reads(covers.find_student)
    set_anonymous = writes(covers.set_anonymous)
    cover = reads(covers.find_cover)
    stamp = reads(news.stamp)
    changed = reads(news.changed)
    assignments = reads(standings.list_assignments)
    _history = reads(reading.history)
    _statistics = reads(statistics.count_class)
    _questions = reads(rescoring.questions)
    parts = reads(covers.find_parts)
    _find_came = reads(covers.find_came)
    _list_attempts = reads(reading.list_attempts)
    _read_scores = reads(reading.current_scores)
    _read_class = reads(standings.read_class)
    _complete = reads(standings.complete)

    def current_scores(self, assignment: str) -> Iterator[CurrentScore | Unreadable]:
        """Read the latest score of each attempt that has one; some may be recorded meanwhile."""
        for read in self.current_scores_in_chunks(assignment):
            yield from read()

    def current_scores_in_chunks(
        self, assignment: str
    ) -> list[Callable[[], Sequence[CurrentScore | Unreadable]]]:
        """Read the same; give what reads those of some attempts, here or in a fork."""
        cover = self.cover()

        def read(chunk: Sequence[int]) -> Sequence[CurrentScore | Unreadable]:
            scores = self._read_scores(chunk)
            return scores if cover is None else [named(cover, score) for score in scores]

        return [partial(read, chunk) for chunk in in_chunks(self._list_attempts(assignment))]

    def standings(
        self, assignment: str, students: Collection[str] | None = None, *, in_brief: bool = False
    ) -> Iterator[Standing]:
        """Read what counts for the roster and all who handed in, or for the keys.

        By name, then key; by codes where names are hidden, which then may stand for keys. In brief,
        without the reports of which tables show all that there is. Raises UsageError for an
        assignment that is not in the gradebook.
        """
        for read in self.standings_in_chunks(assignment, students, in_brief=in_brief):
            yield from read()

    def standings_in_chunks(
        self, assignment: str, students: Collection[str] | None = None, *, in_brief: bool = False
    ) -> list[Callable[[], list[Standing]]]:
        """Read the same but for reports; give what reads some students', here or in a fork."""
        cover = self.cover(students)
        if cover is None:
            rows = self._read_class(assignment, students)
            chunks = in_chunks([*rows.people])
            return [partial(self._complete, rows, chunk, in_brief=in_brief) for chunk in chunks]
        keys = None if students is None else list(map(cover.key, students))
        covered = self._read_class(assignment, keys)

        def read(chunk: Sequence[int]) -> list[Standing]:
            standings = self._complete(covered, chunk, in_brief=in_brief)
            came = self._find_came(assignment, [each.student.key for each in standings])
            return [cover.standing(s, came.get(s.student.key, Came())) for s in standings]

        theirs = cover.in_order(covered.people)
        return [partial(read, chunk) for chunk in in_chunks(theirs)]

    def codes(self, assignment: str, way: str) -> list[CountedCode]:
        """List the programs that count; as `standings` in order and names. Raises UsageError."""
        programs, cover = self._codes(assignment, way), self.cover()
        return programs if cover is None else codes.cover_codes(cover, programs)

    def at_once(self, work: Callable[[Gradebook], T]) -> T:
        """Let all that some work reads see one moment."""
        return self._database.at_once(lambda: work(self))

    def history(self, student: Student, assignment: str | None = None) -> History:
        """Read all attempts of a student, or those in one assignment, with all their scores.

        And what people decided, in any. Raises UsageError if nothing is held of that student.
        """
        cover = self.cover([student.key])
        if cover is None:
            return self._history(student, assignment)
        student = replace(student, key=cover.key(student.key))
        return covers.cover_history(cover, self._history(student, assignment))

    def statistics(self, assignment: str, students: Collection[str] | None = None) -> Statistics:
        """Count how a class did, by the scores that count, or how those of the keys did."""
        cover = self.cover()
        if cover is None:
            return self._statistics(assignment, students)
        keys = None if students is None else list(map(cover.key, students))
        return covers.cover_statistics(cover, self._statistics(assignment, keys))

    def preview(self, *actions: Action) -> list[Effect]:
        """Find for whom other points count by some actions, and do nothing. Raises UsageError."""
        return self._shown(self._preview(actions))

    def preview_undo(self, id: int) -> list[Effect]:
        """Find for whom other points count if an action is undone. Raises UsageError."""
        return self._shown(self._preview_undo(id))

    def _shown(self, changes: list[Effect]) -> list[Effect]:
        cover = self.cover([each.shift.student.key for each in changes])
        return changes if cover is None else covers.cover_effects(cover, changes)

    def log(self, student: Student | None = None) -> list[LogEntry]:
        """Read what was done to a class, or to one student; the newest last."""
        entries, cover = self._log(student), self.cover()
        return entries if cover is None else [covers.cover_entry(cover, e) for e in entries]

    def hand_ins(self, student: Student, assignment: str) -> list[Numbered]:
        """Read a student's hand-ins in an assignment, the oldest first. Raises RecordError."""
        theirs, cover = self._hand_ins(student, assignment), self.cover([student.key])
        return theirs if cover is None else covers.cover_hand_ins(cover, student, theirs)

    def questions(self, assignment: str) -> dict[str, Asked]:
        """Find what each student was asked whose score counts, as far as it is known."""
        asked, cover = self._questions(assignment), self.cover()
        return asked if cover is None else {cover.code(key): each for key, each in asked.items()}

    def comment(self, news: Commented, nonce: str) -> None:
        """Add a comment to a student's attempt that counts. Raises UsageError where there is none.

        What has the same `nonce` is the same, sent twice.
        """
        cover = self.cover([news.student])
        if cover is not None:
            news = replace(news, student=cover.key(news.student))
        self._comment(news, nonce)

    def comments(
        self, assignment: str, student: str | None = None
    ) -> Mapping[str, Sequence[Comment]]:
        """Find what is said of the attempts that count, by student; of one, or of all."""
        cover = self.cover(None if student is None else [student])
        if cover is None:
            return self._comments(assignment, student)
        by_key = self._comments(assignment, None if student is None else cover.key(student))
        return {cover.code(key): theirs for key, theirs in by_key.items()}

    def ask(self, news: NewRequest) -> int:
        """Write down a request for another look; its number. Raises UsageError."""
        cover = self.cover([news.student])
        if cover is not None:
            news = replace(news, student=cover.key(news.student))
        return self._ask(news)

    def requests(self, assignment: str | None = None) -> list[Request]:
        """Find the requests for another look, with their threads; of one assignment, or all."""
        asked = self._requests(assignment)
        cover = self.cover({request.student for request in asked})
        if cover is None:
            return asked
        return [
            replace(
                request,
                student=cover.code(request.student),
                who=cover.code(request.student),
                words=cover.say(request.student)(request.words),
            )
            for request in asked
        ]
