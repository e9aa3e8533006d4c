"""The pages: the assignments, a class, one hand-in, and the student's own page."""

from __future__ import annotations

import contextlib
import functools
import secrets
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote, urlencode

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from grader.classroom.account import account, doubts_of
from grader.classroom.gradebook.requests import STATES as REPLY_STATES
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import WHOLE
from grader.classroom.site.pages import Pages
from grader.core.errors import GraderError
from grader.web.access import Visitor
from grader.web.bulk import KINDS
from grader.web.guard import SANDBOX, Desk, base, class_address, hand_in_address, page, page_number
from grader.web.listing import ORDERS, PAGE, STATES, TO_MARK, Query, Row
from grader.web.work import (
    attempt_digest,
    levels_of,
    points_digest,
    read_changes,
    read_sheet,
    shown,
)

LOOK_SECONDS = 1.0  # between two looks for news


async def home(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """List the assignments, or show the only one."""
    if len(desk.units) == 1:
        return RedirectResponse(class_address(next(iter(desk.units))), 303)
    lines = []
    for name, unit in desk.units.items():
        rows = await desk.rows(name)
        waiting = sum(TO_MARK in row.states for row in rows)
        lines.append((unit, class_address(name), len(rows), waiting))
    return HTMLResponse(page("home.html", visitor=visitor, lines=lines))


async def class_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show the class: who, points, state, as they are searched, filtered and sorted."""
    name = request.path_params["name"]
    query, rows = Query.read(request.query_params), await desk.rows(name)
    chosen = query.choose(rows)
    number = page_number(request, len(chosen), PAGE)
    is_part = request.headers.get("hx-request") == "true"
    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "units": desk.units,
        "rows": chosen[(number - 1) * PAGE : number * PAGE],
        "chosen": len(chosen),
        "all": len(rows),
        "number": number,
        "pages": max(1, -(-len(chosen) // PAGE)),
        "query": query,
        "states": {state: sum(state in row.states for row in rows) for state in STATES},
        "sections": sorted({row.section for row in rows if row.section}),
        "orders": list(ORDERS),
        "kinds": KINDS,
        "criteria": [c for c in desk.rubric(name).section.criteria if c.marked],
        "zone": desk.rubric(name).zone,
        "at": functools.partial(class_address, name),
        "to": lambda row: hand_in_address(name, row.key, query.words),
    }
    return HTMLResponse(page("students.html" if is_part else "class.html", **contents))


async def next_to_mark(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Go to the next student of whom something is to be marked, after one."""
    name, query = request.path_params["name"], Query.read(request.query_params)
    rows, last = query.choose(await desk.rows(name)), request.query_params.get("after", "")
    # Whom another marker has open comes last, lest two do the same.
    free = [r for r in rows if r.key == last or not desk.opened.others(visitor, name, r.key)]
    row = after(free, last, TO_MARK) or after(rows, last, TO_MARK)
    if row is None:
        return RedirectResponse(class_address(name, {**query.words, "done": "yes"}), 303)
    return RedirectResponse(hand_in_address(name, row.key, query.words), 303)


def after(rows: list[Row], key: str, state: str) -> Row | None:
    """Find the next row in a state after a student's, from the top again if there is none below."""
    at = next((at for at, row in enumerate(rows) if row.key == key), -1)
    turned = [*rows[at + 1 :], *rows[: at + 1]]
    return next((row for row in turned if state in row.states), None)


async def hand_in_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show one student's hand-in, with what is to be marked beside it."""
    query = Query.read(request.query_params)
    return await show_hand_in(desk, request, visitor, request.path_params, query)


async def show_hand_in(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    about: Mapping[str, str],
    query: Query,
    status: int = 200,
) -> Response:
    """Show a hand-in; after a form that could not be taken, with what was typed and why."""
    name, key = about["name"], about["key"]
    rows = query.choose(await desk.rows(name))
    at = next((at for at, row in enumerate(rows) if row.key == key), None)
    before = rows[at - 1] if at else None
    behind = rows[at + 1] if at is not None and at + 1 < len(rows) else None
    sheet = await desk.books.look(
        lambda book: read_sheet(book, desk.course, desk.excerpts, name, key)
    )
    desk.opened.open(visitor, name, key)
    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "sheet": sheet,
        "standing": sheet.standing,
        "account": list(account(sheet.standing)),
        "doubts": [*sheet.standing.doubts, *doubts_of(sheet.standing)],
        "zone": desk.rubric(name).zone,
        "attempt": attempt_digest(sheet.standing),
        "judged": points_digest(sheet.standing),
        "works": [(work, levels_of(work.criterion)) for work in sheet.excerpts.works],
        "nonce": secrets.token_urlsafe(18),
        "before": before and hand_in_address(name, before.key, query.words),
        "behind": behind and hand_in_address(name, behind.key, query.words),
        "onward": f"{base(name)}/next?{urlencode({**query.words, 'after': key})}",
        "back": class_address(name, query.words),
        "base": base(name),
        "query": query,
        "whole": WHOLE,
        "others": desk.opened.others(visitor, name, key),
        "reply_states": REPLY_STATES,
        "fault": about.get("fault", ""),
        "typed": request.state.form if about.get("fault") else {},
        "undoes": any(deed.assignment == name for deed in visitor.done),
        "shown": shown(sheet),
        "changes": lambda number: f"{base(name)}/changes/{number}/{quote(key, safe='')}",
        "students": f"{base(name)}/page/{quote(key, safe='')}",
    }
    return HTMLResponse(page("hand_in.html", **contents), status)


async def changes_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show what is other in an attempt than in the one before."""
    name, key, word = (request.path_params[part] for part in ("name", "key", "number"))
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 9 else 0

    def look(book: Gradebook) -> list[str]:
        return read_changes(book, book.find_student(key), name, number)

    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "back": hand_in_address(name, key),
        "number": number,
        "lines": await desk.books.look(look),
    }
    return HTMLResponse(page("changes.html", **contents))


async def students_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show the page that the student gets, and nothing else."""
    name, key = request.path_params["name"], request.path_params["key"]

    def make(book: Gradebook) -> str:
        standing = next(iter(book.standings(name, [key])), None)
        if standing is None:
            raise HTTPException(404, "There is no such student in this gradebook.")
        return Pages(book, desk.course, name).page(standing)[0]

    html = await desk.books.look(make)
    # It says in itself which style it may have; beyond that it may do nothing.
    return HTMLResponse(html, headers=SANDBOX)


async def live(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Tell a page that stays open whenever there is news."""
    changes = desk.listings[request.path_params["name"]].count_changes

    async def events() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        # While the gradebook is away it ends, and the page asks again.
        with contextlib.suppress(GraderError):
            before = await desk.books.look(changes)
            while not await request.is_disconnected():
                await anyio.sleep(LOOK_SECONDS)
                now = await desk.books.look(changes)
                yield "event: news\ndata: 1\n\n" if now != before else ": nothing new\n\n"
                before = now

    return StreamingResponse(events(), media_type="text/event-stream")
