"""An audit as text: mistakes by criteria, and what the matrix shows. Pure: prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.authoring.audit import Audit, AuditRow
from grader.authoring.lazy import Laziness, LazyProgram
from grader.core.text import points
from grader.reports.terminal import Style

NAME_WIDTH = 35
NAMES_SHOWN = 20


def render(audit: Audit, style: Style) -> str:
    """Write the legend, the matrix with totals for rows and columns, and the findings."""
    names = [name for name, _ in audit.criteria]
    lines = [style.paint(f"{audit.assignment}: points lost, mistakes by criteria", "bold")]
    lines += ["(`charged` is what is left when errors are carried forward)", ""]
    lines += legend(audit)
    lines += ["", *head(names)]
    lines += [row_line(row, names) for row in audit.mistakes]
    lines += [style.paint(line, "bold") for line in totals(audit, names)]
    lines += ["", *findings(audit, style)]
    return "\n".join(lines)


def legend(audit: Audit) -> Iterator[str]:
    """List the criteria by their number, three in a line."""
    cells = [f"{i:>2} {name} ({points})" for i, (name, points) in enumerate(audit.criteria, 1)]
    for start in range(0, len(cells), 3):
        yield "".join(f"{cell:<32}" for cell in cells[start : start + 3]).rstrip()


def head(names: Sequence[str]) -> Iterator[str]:
    """Name the columns: their numbers, and what the totals are."""
    *tens, units = upright("", range(1, len(names) + 1))
    yield from tens
    yield f"{units}  lost charged probes"


def upright(title: str, numbers: Iterable[int]) -> list[str]:
    """Write numbers over narrow columns, their digits under one another, the title by the last."""
    # A column of two characters keeps twenty criteria and more within 100 columns.
    texts = [str(number) for number in numbers]
    height = max(map(len, texts), default=1)
    rows = ["".join(f"{text.rjust(height)[i]:>2}" for text in texts) for i in range(height)]
    titles = [""] * (height - 1) + [title]
    return [f"{name:<{NAME_WIDTH}}{row}" for name, row in zip(titles, rows, strict=True)]


def row_line(row: AuditRow, names: Sequence[str]) -> str:
    """Write one mistake: points lost on each criterion and in all, and how many probes see it."""
    cells = "".join(f"{row.lost.get(name, '·'):>2}" for name in names)
    name = f"{row.name[: NAME_WIDTH - 1]:<{NAME_WIDTH}}"
    return f"{name}{cells}  {row.points_lost:>4} {row.points_charged:>7g} {len(row.probes):>6}"


def totals(audit: Audit, names: Sequence[str]) -> list[str]:
    """Count the mistakes that lose each criterion."""
    counts = [sum(name in row.lost for row in audit.mistakes) for name in names]
    return upright("mistakes that lose it", counts)


def findings(audit: Audit, style: Style) -> Iterator[str]:
    """Say what a teacher should know of the rubric, the worst first."""
    yield (
        f"{len(audit.mistakes)} mistakes, {len(audit.variants)} correct variants; a mistake is "
        f"charged {audit.mean_charged:.2f} criteria on average"
    )
    for title, names, colour in (
        ("no criterion sees", audit.unseen, "red"),
        ("correct, but loses points", audit.penalised, "red"),
        ("criterion that no mistake tests", audit.untested, "yellow"),
        ("seen by one probe only", audit.single, "yellow"),
        ("only raises: is that the mistake?", audit.raising, "dim"),
        ("can't be told apart", [" = ".join(group) for group in audit.same], "dim"),
    ):
        if names:
            yield style.paint(f"{title}: {len(names)}", colour)
            for name in names[:NAMES_SHOWN]:
                yield from style.wrap(name, 2)
            if len(names) > NAMES_SHOWN:
                yield f"  and {len(names) - NAMES_SHOWN} more"
    if not audit.mistakes:
        yield style.paint("no mistakes to try: nobody knows what the rubric sees", "yellow")
    elif audit.passes:
        yield style.paint("every mistake is seen, no correct variant loses points", "green")


def render_lazy(laziness: Laziness, style: Style) -> str:
    """Write what functions that nobody wrote earn at best: each in a right program, then all."""
    whole, maximum = laziness.whole, laziness.maximum
    criteria = ", ".join(f"{name} {points(earned)}" for name, earned in whole.points.items())
    best = f"{points(whole.earned)} of {maximum} points are earned"
    head = f"with no function written, at most {best}{': ' * bool(criteria)}{criteria}"
    lines = [style.paint(head, "bold")]
    lines += ["with one function not written, it costs at least", ""]
    for each in laziness.single:
        lines += lazy_lines(each, maximum, style)
    return "\n".join(lines)


def lazy_lines(program: LazyProgram, maximum: int, style: Style) -> Iterator[str]:
    """Write one function: what stands in its place, what that costs, and what is given back."""
    for name, way in program.ways.items():
        cost = points(maximum - program.earned)
        yield f"{name:<{NAME_WIDTH}}{way:<26}{cost:>4}"
    if program.carried:
        given = f"  {points(program.carried)} points are given back for what nobody wrote"
        yield style.paint(given, "red")
