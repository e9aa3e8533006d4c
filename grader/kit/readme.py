"""The page that comes with a kit: how to install the grader and use it; its text is `readme.md`."""

from __future__ import annotations

from pathlib import Path
from string import Template

from grader.course.rubric import AssignmentRubric

# On Windows its one line has `;`: the PowerShell that comes with it does not know `&&`.
TEXT = Path(__file__).with_name("readme.md")


def readme(rubric: AssignmentRubric, starter: str, wheel: str) -> bytes:
    """Write the page for one assignment."""
    folder, points = f"assignments/{rubric.name}", rubric.section.points
    text = Template(TEXT.read_text(encoding="utf-8")).substitute(
        title=rubric.section.title or rubric.name,
        folder=folder,
        starter=starter,
        backslashed=f"{folder}/{starter}".replace("/", "\\"),
        wheel=wheel,
        visible=points.visible,
        hidden=hidden_note(points.visible, points.hidden),
    )
    return text.encode()


def hidden_note(visible: int, hidden: int) -> str:
    """Say what the score at home tells of the score that counts."""
    if not hidden:
        return f"All {visible} points are decided by what is in this folder."
    return (
        f"What you see are {visible} of {visible + hidden} points. The other {hidden} are decided\n"
        "on data that you do not see, after you have handed in."
    )
