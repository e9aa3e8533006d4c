"""What students reach by a link of their own: their pages, and a form to ask for another look.

Nothing of markers' pages is here. Whoever has a link is its student: it comes by their mail. A page
is the one that `grade report` writes, so `student_view` alone decides what is on it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from grader.classroom.gradebook.requests import NewRequest
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Standing
from grader.classroom.site.pages import Pages
from grader.core.errors import GraderError, UsageError
from grader.course.rubric import AssignmentRubric
from grader.course.zones import read_zoned
from grader.web.guard import (
    SANDBOX,
    Desk,
    assemble,
    page,
    read_form,
    refuse_foreign,
    static,
)

LONGEST = 5_000  # characters of a request
Endpoint = Callable[[Desk, Request, str], Awaitable[Response]]


def students_app_of(desk: Desk) -> Starlette:
    """Make the application for students."""
    return assemble(
        desk,
        [
            Route("/static/{name}", static),
            Route("/s/{word}/", of_student(desk, home)),
            Route("/s/{word}/{name}/", of_student(desk, own_page)),
            Route("/s/{word}/{name}/ask", of_student(desk, ask), methods=["GET", "POST"]),
        ],
    )


def of_student(desk: Desk, work: Endpoint) -> Any:
    """Let come to an address only who has the link of a student, who is given by key."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except GraderError as error:
            raise HTTPException(503, not_now(error)) from error

    async def answer(request: Request) -> Response:
        word = request.path_params["word"]
        key = await desk.books.do(lambda book: book.find_linked(word))
        name = request.path_params.get("name")
        if key is None or (name is not None and name not in desk.units):
            raise HTTPException(404, "There is no such page; take the link that you were sent.")
        if desk.is_stale:
            await anyio.to_thread.run_sync(desk.refresh)
        return await work(desk, request, key)

    return endpoint


def not_now(error: GraderError) -> str:
    """Say that something is wrong with us. What it is, is for staff: it may name what is hidden."""
    logging.getLogger("uvicorn.error").error("%s", error)
    return "This can't be done just now, by no fault of yours; try again in a few minutes."


def standing_of(book: Gradebook, name: str, key: str) -> Standing | None:
    """Read how a student stands in an assignment."""
    return next(book.standings(name, [key]), None)


async def home(desk: Desk, request: Request, key: str) -> Response:
    """List a student's assignments, with what they may do in each."""

    def look(book: Gradebook) -> list[tuple[Any, ...]]:
        asked = Counter(request.assignment for request in book.requests_of(key))
        return [
            (unit, is_there, until_of(desk.rubric(name), standing), asked[name])
            for name, unit in desk.units.items()
            for standing in [standing_of(book, name, key)]
            for is_there in [standing is not None and not is_held(desk.rubric(name), standing)]
        ]

    lines = await desk.books.do(look)
    return HTMLResponse(page("student.html", visitor=None, lines=lines))


async def own_page(desk: Desk, request: Request, key: str) -> Response:
    """Show a student's page, as `grade report` writes it."""
    name = request.path_params["name"]

    def make(book: Gradebook) -> str:
        standing = standing_of(book, name, key)
        if standing is None:
            raise HTTPException(404, "There is nothing of yours in this assignment.")
        if is_held(desk.rubric(name), standing):
            raise HTTPException(404, "This is still being marked: your page is here after that.")
        return Pages(book, desk.course, name).page(standing)[0]

    return HTMLResponse(await desk.books.do(make), headers=SANDBOX)


def is_held(rubric: AssignmentRubric, standing: Standing) -> bool:
    """Tell whether a grade is given only once all of it is marked, and something is not."""
    return rubric.gist.is_held and standing.to_mark > 0


def until_of(rubric: AssignmentRubric, standing: Standing | None) -> str:
    """Say until when another look may be asked for; nothing where that is over, or never was.

    Who is excused has no points there to look at.
    """
    text = None if standing and standing.excused else rubric.gist.requests_until
    if text is None or read_zoned(text).at <= datetime.now(timezone.utc):
        return ""
    return str(text)


async def ask(desk: Desk, request: Request, key: str) -> Response:
    """Show a student's requests, and take a new one while there is time."""
    name = request.path_params["name"]
    rubric, fault, status, words = desk.rubric(name), "", 200, ""
    standing = await desk.books.do(lambda book: standing_of(book, name, key))
    until = until_of(rubric, standing)
    # Of hidden criteria a student doesn't know.
    criteria = [c for c in rubric.section.criteria if c.visibility == "visible"]
    if request.method == "POST":
        form = await read_form(request)
        refuse_foreign(request, "", "")
        # A line's end is one character, as the browser has counted it.
        words = form.get("words", "").replace("\r\n", "\n").strip()
        criterion = form.get("criterion", "")
        fault = fault_of(words, criterion, until, [c.name for c in criteria])
        status = 422
        if not fault:
            news = NewRequest(name, key, criterion, words)
            try:
                await desk.books.write(lambda book: book.ask(news))
            except UsageError as error:
                fault = str(error)
            except GraderError as error:
                fault, status = not_now(error), 503
            else:
                return RedirectResponse(request.url.path, 303)
    requests = await desk.books.do(lambda book: book.requests_of(key, name))
    contents = {
        "visitor": None,
        "unit": desk.units[name],
        "criteria": criteria,
        "requests": [request.shown() for request in requests],
        "until": until,
        "zone": rubric.zone,
        "is_excused": bool(standing and standing.excused),
        "fault": fault,
        "words": words,
    }
    return HTMLResponse(page("ask.html", **contents), status)


def fault_of(words: str, criterion: str, until: str, criteria: list[str]) -> str:
    """Say why a request can't be taken; nothing where it can."""
    if not until:
        return "No requests are taken any more."
    if criterion not in ("", *criteria):
        return "There is no such criterion; choose one of the list."
    if not words:
        return "Write what should be looked at again, and why."
    return f"Write it in {LONGEST:,} characters." if len(words) > LONGEST else ""
