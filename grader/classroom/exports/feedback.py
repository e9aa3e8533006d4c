"""What a student may read of the result, for a cell of another system. Pure.

Criteria that are not visible appear in nothing of it, not even by name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader.classroom.exports.export import advice, criteria, earned, is_visible
from grader.classroom.people import Standing
from grader.core.text import points

OPENING = "golden-grader: "  # by which a comment of ours is known again
# Where the list separator is `;`, a spreadsheet begins a new cell after it, even one that an
# entity such as `&lt;` ends with: a sign there would begin a formula.
AFTER_BORDER = re.compile(r"(?<=;)(?:\s*[=+\-@])+")


def feedback_html(standing: Standing) -> str:
    """The comment, on one line: Moodle takes it for HTML, so that all of ours is escaped."""
    text = "<br>".join(html.escape(line, quote=False) for line in feedback(standing))
    text = " ".join(text.split())
    return AFTER_BORDER.sub(
        lambda found: re.sub(r"[=+\-@]", lambda sign: f"&#{ord(sign[0])};", found[0]), text
    )


def feedback(standing: Standing) -> Iterator[str]:
    """The total, what was lost where students may know of it, and advice."""
    maximum = f" of {standing.maximum}" if standing.maximum is not None else ""
    yield f"{OPENING}{points(standing.earned or 0)}{maximum} points"
    for one in criteria(standing):
        if is_visible(one) and earned(one) < one["maximum"]:
            yield lost(one)
    yield from advice(standing.report)


def lost(criterion: Mapping[str, Any]) -> str:
    """A criterion that is not earned whole, and where it first departs."""
    worth = f"{points(earned(criterion))} of {criterion['maximum']}"
    line = f"{criterion['title'] or criterion['name']}: {worth}"
    first = next(iter(criterion["departures"]), None)
    return f"{line}: {first['message']}" if first else line
