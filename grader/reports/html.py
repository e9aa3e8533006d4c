"""What all our HTML files share: templates, one style sheet, and a strict content policy."""

from __future__ import annotations

import base64
import functools
import hashlib

import jinja2
from markupsafe import Markup

from grader.core.version import __version__
from grader.reports import svg as drawing
from grader.reports import text


@functools.cache
def environment() -> jinja2.Environment:
    """The packaged templates; everything put into them is escaped unless it is `Markup`."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"line": text.one_line, "ticked": text.ticked, "points": text.points}
    made.globals |= {
        "version": __version__,
        "count": text.count,
        "ring": drawing.ring,
        "bar": drawing.bar,
        "style": style_sheet("page.css"),
        "policy": policy(),
    }
    return made


@functools.cache
def style_sheet(name: str) -> Markup:
    """A style sheet, without its comments and indents."""
    loader = jinja2.PackageLoader("grader.reports")
    source, *_ = loader.get_source(jinja2.Environment(autoescape=True), name)
    lines = (line.strip() for line in source.splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("/*")))


@functools.cache
def policy() -> str:
    """Nothing is loaded or run: no script, no style but the one sheet, pictures from the file only.

    A browser that is talked into anything else refuses it.
    """
    digest = base64.b64encode(hashlib.sha256(style_sheet("page.css").encode()).digest()).decode(
        "ascii"
    )
    parts = ["default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:"]
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])
