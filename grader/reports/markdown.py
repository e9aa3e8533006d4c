"""Markdown that people write beside a hand-in, as HTML; no HTML of theirs gets through. Pure."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from grader.core.text import shorten

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 20_000  # characters


@functools.cache
def converter() -> MarkdownIt:
    """Make the converter: CommonMark without HTML, and without pictures from elsewhere."""
    # Staff's installation has it; a student's copy makes no page with what people said.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
        "image"
    )


def markdown(text: str) -> Markup:
    """Give a text as HTML. Links of scripts stay text."""
    return Markup(converter().render(shorten(text, LONGEST)))
