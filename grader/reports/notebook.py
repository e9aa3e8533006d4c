"""A report under a notebook's cell: a piece of HTML that needs nothing else. Pure.

No script, and no style that would reach the notebook around it: every rule begins with our class.
"""

from __future__ import annotations

import dataclasses

from grader.reports import page as pages
from grader.reports.html import environment, style_sheet
from grader.reports.page import BUDGETS, Page
from grader.reports.scatter import Plane

MARKS = {"earned": "✓", "lost": "✗", "carried": "→", "not_asked": "–"}


def render(page: Page, saved: str) -> str:
    """Points, advice, and the pictures of points and lines; `saved` says when the file was."""
    bare = dataclasses.replace(page, cells=(), pictures=())
    planes = [picture for picture in page.pictures if isinstance(picture, Plane)]
    # Equal reports may share a name: what it refers to is the same.
    own = f"grade-{(page.report.submission.sha256 or '')[:12]}"
    drawn = [pages.drawn(plane, page, f"{own}-{i}") for i, plane in enumerate(planes, 1)]
    contents = {**pages.contents(bare, BUDGETS[1]), "pictures": drawn if page.answers else []}
    return finished({**contents, "when": saved, "symbols": MARKS, "fault": None})


def render_error(message: str) -> str:
    """Why nothing could be graded."""
    return finished({"fault": message})


def finished(contents: dict[str, object]) -> str:
    """The template, filled in."""
    template = environment().get_template("inline.html")
    return template.render({**contents, "inline_style": style_sheet("inline.css")})
