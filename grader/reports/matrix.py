"""An audit as text: mistakes by criteria, and what the matrix shows. Pure: prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.model import Audit, AuditRow
from grader.reports.terminal import Style

NAME_WIDTH = 36
SHOWN = 20


def render(audit: Audit, style: Style) -> str:
    """The legend, the matrix with totals for rows and columns, and the findings."""
    names = [name for name, _ in audit.criteria]
    lines = [style.paint(f"{audit.assignment}: points lost, mistakes by criteria", "bold"), ""]
    lines += legend(audit)
    lines += ["", head(names)]
    lines += [row_line(row, names) for row in audit.mistakes]
    lines += [style.paint(line, "bold") for line in totals(audit, names)]
    lines += ["", *findings(audit, style)]
    return "\n".join(lines)


def legend(audit: Audit) -> Iterator[str]:
    """The criteria by their number, three in a line."""
    cells = [f"{i:>2} {name} ({points})" for i, (name, points) in enumerate(audit.criteria, 1)]
    for start in range(0, len(cells), 3):
        yield "".join(f"{cell:<32}" for cell in cells[start : start + 3]).rstrip()


def head(names: Sequence[str]) -> str:
    """The columns' numbers, and what the totals are."""
    numbers = "".join(f"{i:>2}" for i in range(1, len(names) + 1))
    return f"{'':<{NAME_WIDTH}}{numbers}  lost probes"


def row_line(row: AuditRow, names: Sequence[str]) -> str:
    """One mistake: its points lost on each criterion and in all, and the probes that see it."""
    cells = "".join(f"{row.lost.get(name, '·'):>2}" for name in names)
    name = f"{row.name[: NAME_WIDTH - 1]:<{NAME_WIDTH}}"
    return f"{name}{cells}  {row.points_lost:>4} {len(row.probes):>6}"


def totals(audit: Audit, names: Sequence[str]) -> Iterator[str]:
    """How many mistakes each criterion sees; over 99 in two rows of digits would not fit."""
    counts = [sum(name in row.lost for row in audit.mistakes) for name in names]
    for place, text in ((100, "mistakes that lose it, hundreds"), (1, "mistakes that lose it")):
        if place == 1 or max(counts, default=0) > 99:
            shown = [count // 100 or " " if place == 100 else count % 100 for count in counts]
            yield f"{text:<{NAME_WIDTH}}" + "".join(f"{count:>2}" for count in shown)


def findings(audit: Audit, style: Style) -> Iterator[str]:
    """What a teacher should know of the rubric, the worst first."""
    yield (
        f"{len(audit.mistakes)} mistakes, {len(audit.variants)} correct variants; a mistake is "
        f"charged {audit.mean_charged:.2f} criteria on average"
    )
    for title, names, colour in (
        ("no criterion sees", audit.unseen, "red"),
        ("correct, but loses points", audit.penalised, "red"),
        ("criterion that no mistake tests", audit.untested, "yellow"),
        ("seen by one probe only", audit.single, "yellow"),
        ("can't be told apart", [" = ".join(group) for group in audit.same], "dim"),
    ):
        if names:
            yield style.paint(f"{title}: {len(names)}", colour)
            for name in names[:SHOWN]:
                yield from style.wrap(name, 2)
            if len(names) > SHOWN:
                yield f"  and {len(names) - SHOWN} more"
    if audit.passes:
        yield style.paint("every mistake is seen, no correct variant loses points", "green")
