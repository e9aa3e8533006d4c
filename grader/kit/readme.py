"""The page that comes with a kit: how to install the grader and use it; its text is `readme.md`."""

from __future__ import annotations

from pathlib import Path

from jinja2 import StrictUndefined, Template

from grader.core.probe import ProbeName
from grader.core.result import whole
from grader.course.load import Assignment

# On Windows its one line has `;`: the PowerShell that comes with it does not know `&&`.
TEXT = Path(__file__).with_name("readme.md")


def readme(assignment: Assignment, starter: str, wheel: str) -> bytes:
    """Write the page for one assignment."""
    rubric, visible = assignment.rubric, (c for c in assignment.criteria if not c.hidden)
    source = TEXT.read_text(encoding="utf-8")
    # Strict, so that a word of the text's that nothing fills in is never just left out.
    page: str = Template(source, keep_trailing_newline=True, undefined=StrictUndefined).render(
        title=rubric.section.title or rubric.name,
        folder=f"assignments/{rubric.name}",
        starter=starter,
        wheel=wheel,
        has_data=any(assignment.data_files()),
        packages="".join(f" {name}" for name in rubric.modules.packages),
        points=rubric.section.points,
        by_hand=whole(sum(each.points for each in visible if each.marked and not each.bonus)),
        is_of_class=any(ProbeName.parse(each.name).is_of_class for each in assignment.probes),
    )
    return page.encode()
