"""Markdown that people write beside a hand-in, as HTML; no HTML of theirs gets through. Pure."""

from __future__ import annotations

import functools

from markdown_it import MarkdownIt
from markupsafe import Markup

from grader.core.text import shorten

LONGEST = 20_000  # characters


@functools.cache
def converter() -> MarkdownIt:
    """Make the converter: CommonMark without HTML, and without pictures from elsewhere."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def markdown(text: str) -> Markup:
    """Give a text as HTML. Links of scripts stay text."""
    return Markup(converter().render(shorten(text, LONGEST)))
