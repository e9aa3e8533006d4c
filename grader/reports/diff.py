"""What a submission's points say that they did not say before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.result import Report
from grader.reports.terminal import Style, out_of


def render(before: Report, after: Report, style: Style) -> str:
    """Show the sums before and after, and each criterion of which the points are others."""
    arrow = "→" if style.unicode else "->"
    was, now = (out_of(report.earned or 0, report.maximum or 0) for report in (before, after))
    lines = list(criteria(before, after, style))
    # The sums alone may differ: a rubric can change while somebody works.
    if not lines and was == now:
        return style.paint(f"{now}, as before", "bold")
    return "\n".join([style.paint(f"{was} {arrow} {now}", "bold"), *lines])


def criteria(before: Report, after: Report, style: Style) -> Iterator[str]:
    """Write "gained  train() visits every example in every epoch  +3" for each that differs."""
    earned = {score.name: score.earned for score in before.scores}
    for score in after.scores:
        difference = score.earned - earned.get(score.name, 0)
        if difference:
            word, colour = ("gained", "green") if difference > 0 else ("lost", "red")
            painted = f"  {style.paint(f'{word:<7}', colour)} {score.title}"
            yield style.spread(f"  {word:<7} {score.title}", f"{difference:+g}", painted=painted)
