"""The door: a link that works once, or name and password."""

from __future__ import annotations

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grader.web.access import Visitor
from grader.web.guard import COOKIE, HERE, Desk, page, read_form, refuse_foreign

GUESSING = anyio.Semaphore(2)  # passwords at a time: each costs a processor
PAUSE = 0.5  # seconds after a wrong one, so that nobody tries many


async def enter(desk: Desk, request: Request) -> Response:
    """Let somebody in: by the link that was printed, or by name and password."""
    message, status = "", 200
    if request.method == "POST" and desk.door.asks_names:
        form = await read_form(request)
        refuse_foreign(request, "", "")
        name, password = form.get("name", ""), form.get("password", "")
        async with GUESSING:
            cookie = await anyio.to_thread.run_sync(desk.door.by_password, name, password)
            if cookie is None:
                await anyio.sleep(PAUSE)
        if cookie:
            return let_in(request, cookie)
        message, status = "The name or the password is not right.", 401
    elif word := request.query_params.get("link", ""):
        cookie = desk.door.by_link(word)
        if cookie:
            desk.on_entry()
            return let_in(request, cookie)
        if desk.door.visitor(request.cookies.get(COOKIE, "")):
            return RedirectResponse("/", 303)
        message, status = "This link was used already: take the one printed last.", 401
    return HTMLResponse(
        page("enter.html", message=message, asks_names=desk.door.asks_names, visitor=None), status
    )


def let_in(request: Request, cookie: str) -> Response:
    """Give a visitor their cookie, which is sent to us alone."""
    response = RedirectResponse("/", 303)
    # By another name we are called by a proxy alone, which has TLS, whatever it tells of that.
    is_secret = request.url.scheme == "https" or request.url.hostname not in HERE
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=is_secret)
    return response


async def leave(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Let a visitor go."""
    desk.door.leave(request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
