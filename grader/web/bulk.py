"""The same for several students at once: excused, given more time, given points; shown before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grader.classroom import term
from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.store import Gradebook
from grader.core.errors import UsageError
from grader.web.access import Visitor
from grader.web.deeds import nonce_in, words_in
from grader.web.guard import Desk, base, class_address, page
from grader.web.listing import Query

KINDS = {"excuse": "Excuse", "extend": "Give time until", "adjust": "Give or take points"}
MOST = 500  # students at once


def chosen_in(form: Mapping[str, str]) -> list[str]:
    """List the keys of the students who are ticked. Raises UsageError for none, or too many."""
    keys = [name.removeprefix("student:") for name in form if name.startswith("student:")]
    if not 0 < len(keys) <= MOST:
        raise UsageError(f"tick the students, at most {MOST}")
    return keys


def action_of(book: Gradebook, name: str, key: str, form: Mapping[str, str], who: str) -> Action:
    """Make what a form does to one student. Raises UsageError."""
    why, value = words_in(form, "why"), form.get("value", "").strip()
    if not why:
        raise UsageError("write the reason: it is kept and shown")
    reason = term.Reason(who, why)
    participant = term.Participant(book.find_student(key), name)
    match form.get("kind"):
        case "excuse":
            return term.excuse(book, participant, reason)
        case "extend":
            return term.extend(book, participant, value, reason)
        case "adjust":
            return term.adjust(book, participant, value, reason)
    raise UsageError("choose what is to be done")


async def bulk_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show what a form would do to those ticked; or do it, where that was shown."""
    name, form = request.path_params["name"], request.state.form
    keys = chosen_in(form)

    def make(book: Gradebook) -> list[Action]:
        return [action_of(book, name, key, form, visitor.name) for key in keys]

    actions = await desk.books.look(make)
    if form.get("sure") == "yes":
        nonce = nonce_in(form)
        await desk.books.write(lambda book: book.act_all(actions, nonce))
        words = Query.read(dict(parse_qsl(form.get("query", "")))).words
        return RedirectResponse(class_address(name, words), 303)
    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "back": class_address(name),
        "base": base(name),
        "form": form,
        "keys": keys,
        "kinds": KINDS,
        "nonce": secrets.token_urlsafe(18),
        "effects": await desk.books.write(lambda book: book.preview(*actions)),
    }
    return HTMLResponse(page("bulk.html", **contents))
