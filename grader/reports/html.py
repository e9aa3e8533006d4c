"""What all our HTML files share: templates, style sheets, and a strict content policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import statistics

import jinja2
from markupsafe import Markup

from grader.core.text import encode, in_words, points
from grader.core.version import __version__
from grader.reports import text
from grader.reports.markdown import markdown

PACKAGE = "grader.reports"


def fill(template: str, contents: dict[str, object], *packages: str) -> str:
    """Fill a template of packages, or of ours; what is put in is escaped unless it is `Markup`."""
    html = environment(packages).get_template(template).render(contents)
    return encode(html).decode()  # half a character could not be written


@functools.cache
def environment(packages: tuple[str, ...]) -> jinja2.Environment:
    """Make the environment of packages' templates and of ours once: that takes its time."""
    templates = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(name) for name in (*packages, PACKAGE)]),
        autoescape=True,
        # A name that is misspelt shall be an error, not a gap on somebody's page.
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Escaping keeps markup out; these keep out what hides, reorders or never ends.
    templates.filters |= {"line": text.one_line, "ticked": text.ticked}
    templates.filters |= {"points": points, "words": in_words}
    templates.filters |= {"median": statistics.median, "mean": statistics.fmean}
    templates.filters |= {"markdown": markdown, "printed": text.printed}
    style = packaged("page.css")
    templates.globals |= {
        "version": __version__,
        "count": text.count,
        "style": style,
        "inline_style": packaged("inline.css"),
        "policy": policy(style),
    }
    return templates


@functools.cache
def packaged(name: str, package: str = PACKAGE) -> Markup:
    """Read a style sheet or script to be put into a page, without its comments and indents."""
    source = importlib.resources.files(package) / "templates" / name
    lines = (line.strip() for line in source.read_text("utf-8").splitlines())
    return Markup("\n".join(x for x in lines if x and not x.startswith(("/*", "//"))))


def policy(style: str, script: str | None = None) -> str:
    """Let a page load nothing, and have no style and run no script but these.

    A browser that is talked into anything else refuses it.
    """
    scripts = [] if script is None else [f"script-src '{digest(script)}'"]
    parts = ["default-src 'none'", f"style-src '{digest(style)}'", *scripts, "img-src data:"]
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def digest(text: str) -> str:
    """Name a text as a content policy does."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
