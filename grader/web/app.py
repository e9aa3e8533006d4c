"""The pages of `grade serve`: which address shows or does what. All works without a script."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from grader.web import bulk, criterion, entry, figures, forms, pages
from grader.web.guard import Desk, assemble, bound, inside, static


def app_of(desk: Desk) -> Starlette:
    """Make the application."""
    return assemble(
        desk,
        [
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
        reads_ahead=True,
    )
