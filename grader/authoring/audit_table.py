"""An audit as text: mistakes by criteria, and what the matrix shows. Pure: prints nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.authoring.audit import Audit, AuditRow
from grader.authoring.lazy import Laziness, LazyProgram
from grader.authoring.mutants import Mutant
from grader.authoring.prices import Charge, Prices, mean_of
from grader.authoring.survivors import MARKS, Trial
from grader.core.result import Points
from grader.core.text import points, shorten
from grader.reports.terminal import Style

NAME_WIDTH = 35
NAMES_SHOWN = 20
KEPT = 20  # characters before a difference


@dataclass(frozen=True)
class AuditParts:
    """What else there is to say of a rubric; each None where it was not run."""

    lazy: Laziness | None
    prices: Prices | None = None
    mutants: Trial | None = None


def render(audit: Audit, style: Style, prices: Prices | None = None) -> str:
    """Write the legend, the matrix with totals for rows and columns, and the findings."""
    names = [name for name, _ in audit.criteria]
    charges = prices.named if prices else {}
    lines = [style.paint(f"{audit.assignment}: points lost, mistakes by criteria", "bold")]
    lines += ["(`charged` is what is left when what only follows is given back)", ""]
    lines += legend(audit)
    table = Matrix(names, width_of(audit))
    lines += ["", *table.head()]
    lines += [table.line(row, charges.get(row.name)) for row in audit.mistakes]
    lines += [style.paint(line, "bold") for line in table.totals(audit)]
    lines += ["", *findings(audit, style, prices)]
    return "\n".join(lines)


def legend(audit: Audit) -> Iterator[str]:
    """List the criteria by their number, three in a line."""
    cells = [f"{i:>2} {name} ({points})" for i, (name, points) in enumerate(audit.criteria, 1)]
    for start in range(0, len(cells), 3):
        yield "".join(f"{cell:<32}" for cell in cells[start : start + 3]).rstrip()


def width_of(audit: Audit) -> int:
    """Measure a column: of two characters, unless what is lost is no whole number."""
    # So twenty criteria and more keep within 100 columns.
    texts = [points(lost) for row in audit.mistakes for lost in row.lost.values()]
    return max([2, *(len(text) + 1 for text in texts if "." in text)])


@dataclass(frozen=True)
class Matrix:
    """The matrix of mistakes by criteria, in columns of one width."""

    names: Sequence[str]
    width: int

    def head(self) -> Iterator[str]:
        """Name the columns: their numbers, and what the totals are."""
        *tens, units = self.upright("", range(1, len(self.names) + 1))
        yield from tens
        yield f"{units}  lost charged probes"

    def upright(self, title: str, numbers: Iterable[int]) -> list[str]:
        """Write numbers over narrow columns, digits under one another, the title by the last."""
        texts, width = [str(number) for number in numbers], self.width
        height = max(map(len, texts), default=1)
        rows = ["".join(f"{t.rjust(height)[i]:>{width}}" for t in texts) for i in range(height)]
        titles = [""] * (height - 1) + [title]
        return [f"{name:<{NAME_WIDTH}}{row}" for name, row in zip(titles, rows, strict=True)]

    def line(self, row: AuditRow, charge: Charge | None = None) -> str:
        """Write a mistake: points lost on each criterion and in all, and how many probes see it."""
        charged = charge.points if charge else row.points_charged
        lost = (points(row.lost[name]) if name in row.lost else "·" for name in self.names)
        cells = "".join(f"{text:>{self.width}}" for text in lost)
        name = f"{row.name[: NAME_WIDTH - 1]:<{NAME_WIDTH}}"
        return f"{name}{cells}  {row.points_lost:>4} {charged:>7g} {len(row.probes):>6}"

    def totals(self, audit: Audit) -> list[str]:
        """Count the mistakes that lose each criterion."""
        counts = [sum(name in row.lost for row in audit.mistakes) for name in self.names]
        return self.upright("mistakes that lose it", counts)


def findings(audit: Audit, style: Style, prices: Prices | None) -> Iterator[str]:
    """Say what a teacher should know of the rubric, the worst first."""
    by_name = f"; a mistake is charged {audit.mean_charged:.2f} criteria on average"
    yield (
        f"{len(audit.mistakes)} mistakes, {len(audit.variants)} correct variants"
        f"{by_name * (prices is None)}"
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


def render_parts(parts: AuditParts, style: Style) -> str:
    """Write all that was run besides the catalogue."""
    texts = [
        render_prices(parts.prices, style) if parts.prices else "",
        render_lazy(parts.lazy, style) if parts.lazy else "",
        render_mutants(parts.mutants, style) if parts.mutants else "",
    ]
    return "".join(f"\n{text}\n" for text in texts if text).rstrip("\n")


def render_prices(prices: Prices, style: Style) -> str:
    """Write what a mistake costs in class, named and not, and which cost most."""
    named, silent = mean_of(prices.named.values()), mean_of(prices.silent.values())
    lines = [
        style.paint(
            f"in class a mistake is charged {named:.2f} criteria on average when it is named, "
            f"{silent:.2f} when not",
            "bold",
        )
    ]
    for way, charges in (("when named", prices.named), ("when not", prices.silent)):
        dear = prices.dear(charges)
        lines.append(
            style.paint(
                f"{way}, more than {prices.limit:g} of {prices.maximum} points: {len(dear)}",
                "yellow" if dear else "dim",
            )
        )
        lines += [
            f"  {name:<{NAME_WIDTH}}{charges[name].points:>4g}" for name in dear[:NAMES_SHOWN]
        ]
    return "\n".join(lines)


def render_lazy(laziness: Laziness, style: Style) -> str:
    """Write what functions that nobody wrote earn at best: each in a right program, then all."""
    whole, maximum = laziness.whole, laziness.maximum
    criteria = ", ".join(f"{name} {points(earned)}" for name, earned in whole.points.items())
    best = f"{points(whole.earned)} of {maximum} points are earned"
    head = f"with no function written, at most {best}{': ' * bool(criteria)}{criteria}"
    lines = [style.paint(head, "bold")]
    lines += ["with one function not written, this is lost (in class what only follows is not)", ""]
    for each in laziness.single:
        lines += lazy_lines(each, maximum, style)
    return "\n".join(lines)


def lazy_lines(program: LazyProgram, maximum: Points, style: Style) -> Iterator[str]:
    """Write one function: what stands in its place, what that costs, and what is given back."""
    for name, way in program.ways.items():
        cost = points(maximum - program.earned)
        yield f"{name:<{NAME_WIDTH}}{way:<26}{cost:>4}"
    if program.carried:
        given = f"  {points(program.carried)} points are given back for what nobody wrote"
        yield style.paint(given, "red")


def render_mutants(trial: Trial, style: Style) -> str:
    """Write how many changes of the example lose points, and those that lose none."""
    whole = len(trial.survivors) + trial.equivalent
    head = (
        f"{trial.tried} mutants of the example: {trial.losing} lose points, {whole} have full "
        f"marks, {trial.equivalent} of them marked as equivalent"
    )
    lines = [style.paint(head, "bold")]
    if trial.survivors:
        title = "full marks: as right as the example, or does no probe tell?"
        lines += [style.paint(f"{title} {len(trial.survivors)}", "yellow")]
        lines += [line for each in trial.survivors for line in mutant_lines(each, style)]
    if trial.stale:
        lines += [style.paint(f"of no use in {MARKS}: {len(trial.stale)}", "yellow")]
        lines += [line for text in trial.stale for line in style.wrap(text, 2)]
    return "\n".join(lines)


def mutant_lines(mutant: Mutant, style: Style) -> Iterator[str]:
    """Write one change: where, the lines before and after."""
    yield f"  {mutant.function}, {mutant.place}"
    texts = mutant.before, mutant.after
    # Of long lines what differs is shown, and little of what stands before it.
    same = len(os.path.commonprefix(texts)) if "\n" not in "".join(texts) else 0
    start = max(0, same - KEPT) if max(map(len, texts)) > style.width - 8 else 0
    for sign, text in zip("-+", texts, strict=True):
        for line in text.split("\n"):
            shown = "…" * bool(start) + line[start:]
            yield shorten(f"    {sign} {shown}".rstrip(), style.width)
