"""Add an assignment to the text of a `rubric.yaml`: no line that is there is changed. Pure."""

from __future__ import annotations

import textwrap
from typing import Any

import yaml

from grader.core.errors import UsageError

KEY = "assignments"
NEW = """\
# What each assignment is worth, and which questions decide it. Questions are named
# function:case, and * stands for anything. `grade golden` need not be run after a change here.
version: 1
assignments:
"""


def with_assignment(text: str, section: str, where: str) -> str:
    """Give a rubric's text with one more assignment, at the end of those that are there.

    Raises UsageError where the text has no such place.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    names = [key.value for key, _ in pairs]
    at = names.index(KEY) if KEY in names else -1
    own = pairs[at][1] if pairs else None
    if at < 0 or not isinstance(own, yaml.MappingNode) or own.flow_style or not own.value:
        raise UsageError(
            f"{where}: `{KEY}` is not written with one assignment below the other, so that none "
            f"can be added; write it so, or add by hand:\n{textwrap.indent(section, '  ')}"
        )
    ending = "\r\n" if "\r\n" in text else "\n"
    added = textwrap.indent(section, " " * own.value[0][0].start_mark.column)
    added = added.replace("\n", ending)
    lines = text.splitlines(keepends=True)
    end = pairs[at + 1][0].start_mark.line if at + 1 < len(pairs) else len(lines)
    end = above_comments(lines, end) if end < len(lines) else end
    if end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += ending
    return "".join([*lines[:end], added, *lines[end:]])


def above_comments(lines: list[str], end: int) -> int:
    """Find where the comments begin that belong to the line below them."""
    while end and (lines[end - 1].startswith("#") or not lines[end - 1].strip()):
        end -= 1
    return end


def section_of(text: str, name: str) -> str:
    """Cut an assignment's part out of a rubric's text, comments included, at the margin."""
    root: Any = yaml.compose(text, yaml.SafeLoader)
    own = next(value for key, value in root.value if key.value == KEY)
    starts = [key.start_mark.line for key, _ in own.value]
    names = [key.value for key, _ in own.value]
    at = names.index(name)
    lines = text.splitlines(keepends=True)
    end = starts[at + 1] if at + 1 < len(starts) else len(lines)
    return textwrap.dedent("".join(lines[starts[at] : end]))
