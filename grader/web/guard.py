"""What stands around every page: whose names we go by, who was let in, which forms are ours.

Nothing of a hand-in is ever markup: templates escape it, and the policy of each answer lets no
script run but our own files.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hmac
import importlib.resources
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from grader.classroom.account import clock_in
from grader.classroom.gradebook.marks import OvertakenError
from grader.classroom.people import Student
from grader.classroom.transcripts import Unit
from grader.core.errors import GraderError, UsageError, own_fault
from grader.core.hashing import digest
from grader.course.find import RUBRIC, Course, find_course
from grader.course.rubric import AssignmentRubric
from grader.reports.html import environment, fill, packaged, policy
from grader.reports.markdown import markdown
from grader.web.access import Door, Visitor
from grader.web.books import Books, Gatherer
from grader.web.claims import OpenHandIns
from grader.web.deeds import GivenMarks, SentMarks, mark
from grader.web.excerpts import Excerpts
from grader.web.listing import ClassListing, Row
from grader.web.work import AbsentError

PACKAGE, SITE = "grader.web", "grader.classroom.site"
COOKIE = "grade_visitor"
MOST_BODY = 1_000_000  # bytes of a form
FORM_FIELDS = 400
KINDS = {".css": "text/css", ".js": "text/javascript"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none, browsers tell no origin of forms either
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
}
ENCODED_GUARDS = [(name.encode(), value.encode()) for name, value in GUARDS.items()]
# Of a student's page, which has its style in it; beyond that it may do nothing.
SANDBOX = {
    "content-security-policy": f"{policy(packaged('page.css'))}; frame-ancestors 'none'; sandbox"
}
# Templates that are made ready before they are asked for.
FIRST = ("desk", "class", "parts", "hand_in", "marking", "criteria", "cells", "criterion", "work")
PORT = re.compile(r":[0-9]*\Z")
HERE = ("127.0.0.1", "localhost", "[::1]")


@dataclass
class Desk:
    """What all pages share: the course and its assignments, the gradebook, who may come in."""

    course: Course
    units: Mapping[str, Unit]
    books: Books
    door: Door
    hosts: tuple[str, ...] = HERE
    on_entry: Callable[[], None] = lambda: None
    listings: dict[str, ClassListing] = field(default_factory=dict)
    opened: OpenHandIns = field(default_factory=OpenHandIns)
    excerpts: Excerpts = field(default_factory=Excerpts)

    def __post_init__(self) -> None:
        self.listings = {name: ClassListing(unit) for name, unit in self.units.items()}
        self.marking = {name: Gatherer(functools.partial(self.mark, name)) for name in self.units}
        self.saved = self.rubric_saved()

    def rubric_saved(self) -> int:
        """Tell when the rubric was saved, as far as its file says so."""
        try:
            return (self.course.root / RUBRIC).stat().st_mtime_ns
        except OSError:
            return 0

    @property
    def is_stale(self) -> bool:
        """Whether the rubric was saved since it was read: one look at the disk for each page."""
        return self.rubric_saved() != self.saved

    def refresh(self) -> None:
        """Read the rubric again. Raises UsageError and RubricError."""
        saved = self.rubric_saved()
        course = find_course(self.course.root, Path())
        course.refuse_unfinished(*self.units)
        if gone := [name for name in self.units if name not in course.rubric.assignments]:
            raise UsageError(f"rubric.yaml has no {', '.join(gone)} any more; start this anew")
        self.course, self.saved = course, saved

    def rubric(self, name: str) -> AssignmentRubric:
        """Give an assignment's rubric."""
        return self.course.rubric.assignments[name]

    async def mark(self, name: str, sent: Sequence[SentMarks]) -> list[GivenMarks | UsageError]:
        """Give marks in an assignment by all the forms that came together."""
        return await self.books.write(lambda book: mark(book, name, sent))

    async def rows(self, name: str) -> list[Row]:
        """Give the class in an assignment, as it is now."""
        return await self.books.look(self.listings[name].look)

    async def read_ahead(self) -> None:
        """Read each class, and what its hand-ins are shown with: who comes first waits for less."""
        for name in self.units:
            # What is wrong is told to whoever asks.
            with contextlib.suppress(GraderError):
                await self.rows(name)
                await anyio.to_thread.run_sync(self.course.assignment, name)
        await anyio.to_thread.run_sync(make_ready)

    async def student(self, name: str, key: str) -> Student:
        """Give a student as the class lists them, without a look at all of it each time."""
        listed = self.listings[name].rows
        row = listed.get(key) or {row.key: row for row in await self.rows(name)}.get(key)
        return row.standing.student if row else Student(key)


class Guarded:
    """Refuses other hosts' names, and puts the guarding headers on each answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        # Else a stranger's page could reach us by a name of its own that leads here.
        host = PORT.sub("", request.headers.get("host", "")).lower()
        if host not in self.hosts:
            refusal = Response("This server is not called so.\n", 400, media_type="text/plain")
            await refusal(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                ours = (pair for pair in ENCODED_GUARDS if pair[0] not in own)
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        await self.app(scope, receive, guarded)


Endpoint = Callable[[Desk, Request, Visitor], Awaitable[Response]]


def bound(desk: Desk, work: Callable[[Desk, Request], Awaitable[Response]]) -> Any:
    """Give an address' work the desk."""

    async def endpoint(request: Request) -> Response:
        return await work(desk, request)

    return endpoint


def inside(desk: Desk, work: Endpoint) -> Any:
    """Let only visitors come to an address, with forms that stand on our own pages."""

    async def endpoint(request: Request) -> Response:
        visitor = desk.door.visitor(request.cookies.get(COOKIE, ""))
        if visitor is None:
            return away(request)
        if "name" in request.path_params and request.path_params["name"] not in desk.units:
            raise HTTPException(404, "There is no such assignment in this gradebook.")
        if desk.is_stale:
            await anyio.to_thread.run_sync(desk.refresh)
        if request.method == "POST":
            request.state.form = await read_form(request)
            refuse_foreign(request, request.state.form.get("secret", ""), visitor.secret)
        return await work(desk, request, visitor)

    return endpoint


def away(request: Request) -> Response:
    """Send one who was not let in to the door."""
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"hx-redirect": "/enter"})
    if request.method == "POST":
        raise HTTPException(401, "You are no longer logged in: open the page again.")
    return RedirectResponse("/enter", 303)


async def read_form(request: Request) -> dict[str, str]:
    """Read a form's fields, the last of each name. Raises HTTPException."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BODY:
                raise HTTPException(413, "That is too large for a form.")
    except ClientDisconnect:
        raise HTTPException(400, "The form did not arrive whole.") from None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FORM_FIELDS)
    except ValueError:
        raise HTTPException(400, "That is no form of ours.") from None
    return dict(pairs)


def refuse_foreign(request: Request, given: str, secret: str) -> None:
    """Raise HTTPException for a form that was not sent from a page of ours."""
    origin = request.headers.get("origin")
    is_own = origin is None or place_of(origin) == request.headers.get("host")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if not is_own or site != "same-origin" or not same(given, secret):
        raise HTTPException(403, "This form is not from this page any more: load it again.")


def place_of(origin: str) -> str:
    """Read host and port of an origin; of what is none, nothing."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def same(given: str, secret: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


def assemble(desk: Desk, routes: Sequence[Route], *, reads_ahead: bool = False) -> Starlette:
    """Make an application: what guards all its answers, and what each error is answered with."""
    environment((PACKAGE, SITE)).auto_reload = False  # our templates stay as they are
    app = Starlette(
        routes=[*routes, *(to_slash(r.path) for r in routes if r.path[1:].endswith("/"))],
        middleware=[Middleware(Guarded, hosts=desk.hosts)],
        exception_handlers={
            HTTPException: plain_fault,
            AbsentError: answering(404),
            UsageError: answering(422),
            OvertakenError: answering(409),
            GraderError: answering(503),
            Exception: ours,
        },
        lifespan=functools.partial(running, desk, reads_ahead),
    )
    # Starlette's own would name a scheme, which behind a proxy may be the wrong one.
    app.router.redirect_slashes = False
    return app


def to_slash(path: str) -> Route:
    """Lead from an address whose last slash was forgotten to the one that has it."""

    async def lead(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{quote(request.url.path)}/{query}", 307)

    return Route(path.removesuffix("/"), lead)


@contextlib.asynccontextmanager
async def running(desk: Desk, reads_ahead: bool, app: Starlette) -> AsyncIterator[None]:
    """Read ahead while the first visitor comes in, and close the gradebook when the server ends."""
    reading = asyncio.create_task(desk.read_ahead()) if reads_ahead else None
    yield
    if reading is not None:
        reading.cancel()
    await anyio.to_thread.run_sync(desk.books.close)


# What goes wrong


async def plain_fault(request: Request, error: Exception) -> Response:
    """Answer what can't be had."""
    assert isinstance(error, HTTPException)
    return fault_page(request, error.status_code, error.detail)


def answering(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Answer an error that says what to do."""

    async def answer(request: Request, error: Exception) -> Response:
        return fault_page(request, status, str(error))

    return answer


async def ours(request: Request, error: Exception) -> Response:
    """Answer what nobody expected."""
    return fault_page(request, 500, own_fault(error))


def fault_page(request: Request, status: int, message: str) -> Response:
    """Show one line, as a page or in the place that waits for it."""
    template = "fault_part.html" if request.headers.get("hx-request") else "fault.html"
    return HTMLResponse(page(template, message=message, visitor=None), status)


# What all pages are made with


def make_ready() -> None:
    """Make ready what the first pages would wait for."""
    markdown("")
    for name in FIRST:
        environment((PACKAGE, SITE)).get_template(f"{name}.html")


def page(template: str, **contents: object) -> str:
    """Fill a template of ours."""
    own = {"static": static_path, "clock": clock_in}
    return fill(template, {**own, **contents}, PACKAGE, SITE)


@functools.cache
def static_file(name: str) -> bytes | None:
    """Read a file of ours that pages load; the sheet of all pages is that of the reports."""
    packages = dict.fromkeys(("dashboard.css", "similar.css"), (SITE, "templates"))
    packages["page.css"] = ("grader.reports", "templates")
    package, folder = packages.get(name, (PACKAGE, "static"))
    path = importlib.resources.files(package) / folder / name
    is_ours = "/" not in name and name.endswith(tuple(KINDS))
    return path.read_bytes() if is_ours and path.is_file() else None


def static_path(name: str) -> str:
    """Give the address of a file, which changes with what is in it."""
    return f"/static/{name}?{digest(static_file(name) or b'')[:12]}"


async def static(request: Request) -> Response:
    """Give a file that pages load."""
    name = request.path_params["name"]
    content = static_file(name)
    if content is None:
        raise HTTPException(404, "There is no such file.")
    kind = KINDS[name[name.rindex(".") :]]
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(content, media_type=kind, headers=headers)


def base(name: str) -> str:
    """Give the address that all of an assignment begins with."""
    return f"/a/{quote(name, safe='')}"


def class_address(name: str, words: Mapping[str, str] | None = None) -> str:
    """Give the address of a class, of those whom `words` choose."""
    return f"{base(name)}/{f'?{urlencode(words)}' if words else ''}"


def hand_in_address(name: str, key: str, words: Mapping[str, str] | None = None) -> str:
    """Give the address of a student's hand-in, among those whom `words` choose."""
    return f"{base(name)}/s/{quote(key, safe='')}{f'?{urlencode(words)}' if words else ''}"


def page_number(request: Request, amount: int, most: int) -> int:
    """Read which page of a list is wanted, of those that there are."""
    word = request.query_params.get("page", "1")
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 9 else 1
    return min(max(number, 1), max(1, -(-amount // most)))
