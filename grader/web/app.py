"""The pages of `grade serve`: which address shows or does what. All works without a script."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from grader.classroom.gradebook.marks import OvertakenError
from grader.core.errors import GraderError, UsageError
from grader.web import bulk, criterion, entry, figures, forms, pages
from grader.web.guard import (
    Desk,
    Guarded,
    answering,
    bound,
    inside,
    ours,
    plain_fault,
    static,
)
from grader.web.work import AbsentError


def app_of(desk: Desk) -> Starlette:
    """Make the application."""
    return Starlette(
        routes=[
            Route("/static/{name}", static),
            Route("/enter", bound(desk, entry.enter), methods=["GET", "POST"]),
            Route("/leave", inside(desk, entry.leave), methods=["POST"]),
            Route("/", inside(desk, pages.home)),
            Route("/a/{name}/", inside(desk, pages.class_page)),
            Route("/a/{name}/next", inside(desk, pages.next_to_mark)),
            Route("/a/{name}/live", inside(desk, pages.live)),
            Route("/a/{name}/mark", inside(desk, forms.mark), methods=["POST"]),
            Route("/a/{name}/override", inside(desk, forms.override), methods=["POST"]),
            Route("/a/{name}/undo", inside(desk, forms.undo), methods=["POST"]),
            Route("/a/{name}/c/{criterion}", inside(desk, criterion.criterion_page)),
            Route(
                "/a/{name}/c/{criterion}/guide",
                inside(desk, criterion.change_guide),
                methods=["POST"],
            ),
            Route("/a/{name}/bank/{criterion}", inside(desk, criterion.bank)),
            Route("/a/{name}/comment", inside(desk, forms.comment), methods=["POST"]),
            Route("/a/{name}/withdraw", inside(desk, forms.withdraw), methods=["POST"]),
            Route("/a/{name}/changes/{number}/{key:path}", inside(desk, pages.changes_page)),
            Route("/a/{name}/reply", inside(desk, forms.reply), methods=["POST"]),
            Route("/a/{name}/bulk", inside(desk, bulk.bulk_page), methods=["POST"]),
            Route("/a/{name}/figures", inside(desk, figures.figures_page)),
            Route("/a/{name}/similar", inside(desk, figures.similar_page)),
            Route("/a/{name}/page/{key:path}", inside(desk, pages.students_page)),
            Route("/a/{name}/s/{key:path}", inside(desk, pages.hand_in_page)),
        ],
        middleware=[Middleware(Guarded, hosts=desk.hosts)],
        exception_handlers={
            HTTPException: plain_fault,
            AbsentError: answering(404),
            UsageError: answering(422),
            OvertakenError: answering(409),
            GraderError: answering(503),
            Exception: ours,
        },
        lifespan=functools.partial(lifespan, desk),
    )


@contextlib.asynccontextmanager
async def lifespan(desk: Desk, app: Starlette) -> AsyncIterator[None]:
    """Close the gradebook when the server ends."""
    yield
    await anyio.to_thread.run_sync(desk.books.close)
