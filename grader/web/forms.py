"""What forms do: each ends at a page that shows what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from grader.classroom.gradebook.marks import OvertakenError
from grader.core.errors import GraderError, UsageError
from grader.web import deeds
from grader.web.access import Visitor
from grader.web.criterion import show_work
from grader.web.guard import Desk, base, hand_in_address
from grader.web.listing import Query
from grader.web.pages import show_hand_in


async def mark(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Give points on what is marked by hand."""
    name, form = request.path_params["name"], request.state.form
    rubric = desk.rubric(name)

    async def give() -> deeds.GivenMarks:
        sent = deeds.SentMarks(rubric, form, visitor.name, deeds.nonce_in(form))
        return await desk.marking[name].do(sent)

    return await done(desk, request, visitor, give())


async def override(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Give other points than were judged."""
    name, form = request.path_params["name"], request.state.form
    rubric = desk.rubric(name)
    work = desk.books.write(lambda book: deeds.override(book, rubric, form, visitor.name))
    return await done(desk, request, visitor, work)


async def comment(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Say something beside a line."""
    name, form = request.path_params["name"], request.state.form
    rubric = desk.rubric(name)
    work = desk.books.write(lambda book: deeds.comment(book, rubric, form, visitor.name))
    return await done(desk, request, visitor, work)


async def withdraw(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Take a comment back."""
    number = deeds.number_in(request.state.form, "comment") or 0
    work = desk.books.write(lambda book: book.withdraw_comment(number, visitor.name))
    return await done(desk, request, visitor, work)


async def reply(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Reply to a request for another look."""
    form = request.state.form
    work = desk.books.write(lambda book: deeds.reply(book, form, visitor.name))
    return await done(desk, request, visitor, work)


async def undo(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Take back the last marks that this visitor gave."""
    name = request.path_params["name"]
    deed = next((deed for deed in reversed(visitor.done) if deed.assignment == name), None)
    if deed is None:
        raise UsageError("there is nothing of yours to take back since you came in")
    place = visitor.done.index(deed)
    del visitor.done[place]
    try:
        renewed = await desk.books.write(lambda book: deeds.take_back(book, deed, visitor.name))
    except UsageError:
        raise
    except GraderError:  # it may go another time
        visitor.done.insert(place, deed)
        raise
    for at, earlier in enumerate(visitor.done):
        visitor.done[at] = earlier.renumbered(renewed)
    return RedirectResponse(hand_in_address(name, deed.student, words_of(request)), 303)


def words_of(request: Request) -> Mapping[str, str]:
    """Read which students were listed where a form was sent from."""
    return Query.read(dict(parse_qsl(request.state.form.get("query", "")))).words


def status_of(error: GraderError) -> int:
    """Give the status of an answer that says why a form was not taken."""
    if isinstance(error, OvertakenError):
        return 409
    return 422 if isinstance(error, UsageError) else 503


async def done(desk: Desk, request: Request, visitor: Visitor, work: Awaitable[object]) -> Response:
    """Have done what a form says, and go on; what can't be done is told above what was typed."""
    name, form = request.path_params["name"], request.state.form
    words, key = words_of(request), form.get("student", "")
    beside = form.get("then") == "criterion"
    try:
        deed = await work
        # Only now: what was begun may have been taken back, and done again.
        if isinstance(deed, deeds.GivenMarks) and deed.given:
            visitor.done.append(deed)
    except GraderError as error:
        status = status_of(error)
        if beside:
            # By any other status a script tells that nothing can be shown in its place.
            status = min(status, 422)
            return await show_work(desk, request, visitor, fault=str(error), status=status)
        again = {"name": name, "key": key, "fault": str(error)}
        return await show_hand_in(desk, request, visitor, again, Query.read(words), status)
    if beside:
        parts = deed.parts if isinstance(deed, deeds.GivenMarks) else None
        return await show_work(desk, request, visitor, parts=parts)
    if form.get("then") == "next":
        return RedirectResponse(f"{base(name)}/next?{urlencode({**words, 'after': key})}", 303)
    return RedirectResponse(hand_in_address(name, key, words), 303)
