"""Requests for another look at a grade: each with its thread; all are actions, so in the log."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from grader.classroom.gradebook.actions import (
    Action,
    ActionKind,
    Detail,
    PastAction,
    act,
    register,
    to_action,
)
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.marks import OvertakenError
from grader.classroom.gradebook.schema import actions, called, excused, hidden, students
from grader.classroom.gradebook.writing import Transaction
from grader.core.errors import UsageError

REQUEST, REPLY, LINKS = "request", "reply", "links"
OPEN, GRANTED, DECLINED = "open", "granted", "declined"
STATES = (OPEN, GRANTED, DECLINED)
MOST_OPEN = 20  # requests of one student in one assignment
SIGNS = 40  # of a link's word
# Asked for each page, and made once: to make it takes longer than to run it.
ASKED_AND_REPLIED = (
    select(actions)
    .where(actions.c.kind.in_((REQUEST, REPLY)))
    .where(actions.c.id.not_in(select(actions.c.undoes).where(actions.c.undoes.is_not(None))))
    .order_by(actions.c.id)
)

# Whose key is whose: what one has asked who was merged since is the other's.
OWNER = students.alias()
OWNERS = (
    select(students.c.id, OWNER.c.key)
    .join(called, called.c.key == students.c.key)
    .join(OWNER, OWNER.c.id == called.c.student_id)
)


def tell_request(detail: Detail) -> str:
    """Say what was asked for."""
    return (
        f"asks for another look at {detail['criterion'] or 'the whole'} of {detail['assignment']}"
    )


register(REQUEST, ActionKind(tell=tell_request, is_of_students=True))
register(
    REPLY, ActionKind(tell=lambda detail: f"replied to {detail['request']}: {detail['state']}")
)
register(
    LINKS, ActionKind(tell=lambda _: "links for students made", instead="they stay as they are")
)


@dataclass(frozen=True)
class NewRequest:
    """What a student asks to be looked at again, in their words; no criterion is the whole."""

    assignment: str
    student: str
    criterion: str
    words: str
    who: str = ""


@dataclass(frozen=True)
class NewReply:
    """What is to be said to a request, by its number, and what it is since."""

    request: int
    words: str
    state: str
    who: str


@dataclass(frozen=True)
class RequestReply:
    """What was said to a request, and what it is since."""

    words: str
    state: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Request:
    """A request with its thread; its number is that of the action."""

    number: int
    assignment: str
    student: str
    criterion: str
    words: str
    who: str
    at: datetime
    replies: tuple[RequestReply, ...] = ()

    @property
    def state(self) -> str:
        return self.replies[-1].state if self.replies else OPEN

    def shown(self) -> Request:
        """Give it as its student sees it: who replied is not told."""
        return replace(self, replies=tuple(replace(reply, who="") for reply in self.replies))


def ask(transaction: Transaction, news: NewRequest) -> int:
    """Write a request down; its number. The same one that is still open is that one.

    Raises UsageError for nobody's, and where many are open already.
    """
    connection = transaction.connection
    id = connection.scalar(select(students.c.id).filter_by(key=news.student))
    if id is None:
        raise UsageError(f"there is no student {news.student!r} in the gradebook")
    if is_excused(connection, id, news.assignment):
        raise UsageError(f"{news.student} is excused: no points of this count, so ask by mail")
    theirs = [
        request
        for request in requests_of(connection, news.student, news.assignment)
        if request.state == OPEN
    ]
    for request in theirs:
        if (request.criterion, request.words) == (news.criterion, news.words):
            return request.number
    if len(theirs) >= MOST_OPEN:
        raise UsageError(f"{MOST_OPEN} requests are open already; wait for the replies")
    detail = {"assignment": news.assignment, "students": [id], "criterion": news.criterion}
    return act(transaction, Action(REQUEST, news.who or news.student, news.words, detail))


def is_excused(connection: Connection, id: int, assignment: str) -> bool:
    """Tell whether an assignment does not count for a student."""
    wanted = select(excused.c.student_id).filter_by(student_id=id, assignment=assignment)
    return connection.scalar(wanted) is not None


def reply(
    transaction: Transaction, news: NewReply, nonce: str = "", shown: str | None = None
) -> int:
    """Reply to a request; the number of the action. What has the same `nonce` is the same.

    `shown` says after how many replies. Raises UsageError; OvertakenError where there are more.
    """
    if news.state not in STATES:
        raise UsageError(f"{news.state!r}: write one of {', '.join(STATES)}")
    connection, number = transaction.connection, news.request
    # Two who reply to one request wait for each other here.
    asked = connection.execute(
        select(actions).filter_by(id=number, kind=REQUEST).with_for_update(key_share=True)
    ).one_or_none()
    if asked is None:
        raise UsageError(f"there is no request {number}")
    if nonce and (done := connection.scalar(select(actions.c.id).filter_by(token=nonce))):
        return int(done)
    replies = next((r.replies for r in find_requests(connection) if r.number == number), ())
    if shown not in (None, str(len(replies))):
        raise OvertakenError(
            f"what was replied to request {number} is other than was shown; read it, then reply"
        )
    detail = {"request": number, "state": news.state, "students": asked.detail["students"]}
    acting = replace(transaction, token=nonce or transaction.token)
    return act(acting, Action(REPLY, news.who, news.words, detail))


def find_requests(connection: Connection, assignment: str | None = None) -> list[Request]:
    """Find the requests that hold, oldest first, with their threads; of one assignment, or all."""
    past = [to_action(row._mapping) for row in connection.execute(ASKED_AND_REPLIED)]
    theirs = [
        each
        for each in past
        if each.kind == REQUEST and assignment in (None, each.detail["assignment"])
    ]
    if not theirs:
        return []
    people = {row.id: row.key for row in connection.execute(OWNERS)}
    return [to_request(each, people.get(each.detail["students"][0]), past) for each in theirs]


def requests_of(
    connection: Connection, student: str, assignment: str | None = None
) -> list[Request]:
    """Find the same of one student, by the key, whether or not names are hidden: it is theirs."""
    return [each for each in find_requests(connection, assignment) if each.student == student]


def to_request(action: PastAction, key: object, past: Sequence[PastAction]) -> Request:
    """Make a request of its action and those of its thread."""
    thread = (each for each in past if each.detail.get("request") == action.id)
    replies = tuple(RequestReply(e.why, e.detail["state"], e.who, e.at) for e in thread)
    detail, student = action.detail, "?" if key in (None, DAMAGE) else str(key)
    about = (detail["assignment"], student, detail["criterion"])
    return Request(action.id, *about, action.why, action.who, action.at, replies)


# Links, by which a student comes to the own pages


def make_links(transaction: Transaction, secret: str, who: str) -> dict[str, str]:
    """Give the word of the link of each who is in the class, by key; the first secret holds."""
    if not find_secret(transaction.connection):
        act(transaction, Action(LINKS, who, detail={"secret": secret}))
    secret = find_secret(transaction.connection)
    here = students.c.id.not_in(select(hidden.c.student_id))
    rows = transaction.connection.execute(select(students.c.id, students.c.key).where(here))
    return {row.key: word_of(secret, row.id) for row in rows if row.key is not DAMAGE}


def find_secret(connection: Connection) -> str:
    """Find what links are drawn from; "" where none were made."""
    wanted = select(actions).filter_by(kind=LINKS).order_by(actions.c.id).limit(1)
    row = connection.execute(wanted).one_or_none()
    return str(to_action(row._mapping).detail["secret"]) if row else ""


def word_of(secret: str, id: int) -> str:
    """Draw the word of a student's link, which nobody can make without the secret."""
    drawn = hmac.new(secret.encode(), str(id).encode(), hashlib.sha256).hexdigest()
    return f"{id}-{drawn[:SIGNS]}"


def find_linked(connection: Connection, word: str) -> str | None:
    """Find whose link a word is of; None where it is nobody's who is in the class."""
    id, secret = word.partition("-")[0], find_secret(connection)
    if not secret or not (id.isascii() and id.isdigit() and len(id) < 10):
        return None
    if not hmac.compare_digest(word_of(secret, int(id)).encode(), word.encode()):
        return None
    here = students.c.id.not_in(select(hidden.c.student_id))
    key = connection.scalar(select(students.c.key).where(here, students.c.id == int(id)))
    return None if key is DAMAGE else key
