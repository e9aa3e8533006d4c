"""A report under a notebook's cell: a piece of HTML that needs nothing else. Pure.

No script, and no style that would reach the notebook around it: every rule begins with our class.
"""

from __future__ import annotations

from dataclasses import replace

from grader.reports import page as pages
from grader.reports.html import fill
from grader.reports.page import BUDGETS, Page
from grader.reports.terminal import MARKS


def render(page: Page, saved: str) -> str:
    """Show points, advice, and the pictures of one panel or two; `saved` says when the file was."""
    small = tuple(each for each in page.pictures if not getattr(each, "has_many_panels", False))
    bare = replace(page, cells=(), pictures=small if page.answers else ())
    # Equal reports may share a name: what it refers to is the same.
    own = f"grade-{(page.report.submission.sha256 or '')[:12]}"
    contents = pages.contents(bare, BUDGETS[1], own)
    symbols = {status: fancy for status, (fancy, _, _) in MARKS.items()}
    return fill("inline.html", {**contents, "when": saved, "symbols": symbols, "fault": None})


def render_error(message: str) -> str:
    """Say why nothing could be graded."""
    return fill("inline.html", {"fault": message})
