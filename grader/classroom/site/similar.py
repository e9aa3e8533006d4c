"""The pairs of a class that are alike on one HTML page, for staff, and as a table. Pure.

The code of both stands side by side, and what they have in common is marked. Nothing here is a
verdict: it says where to look.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.classroom.exports.csv import defuse
from grader.classroom.people import Remark
from grader.classroom.similarity.compare import Comparison, Pair, SharedLines, Writing, shared_lines
from grader.classroom.site.dashboard import SITE
from grader.core.submission import Cell
from grader.core.text import encode
from grader.reports.code import CodeLine, Listing, as_one, listings
from grader.reports.html import fill, packaged, policy

MOST_LISTED = 500  # pairs on a page
MOST_OPENED = 50  # of them with their code
MOST_SETS, MOST_NAMES = 100, 50  # of equal hand-ins
ROOM = 40_000  # bytes of the code of one
COLUMNS = ("student", "name", "share", "other", "other_name", "other_share", "earlier", "remark")


@dataclass(frozen=True)
class AlikeLine:
    """A line of code, and whether the other has it, too.

    Where a stretch begins, `number` is its own, and `others` are those of the other's that it is
    like, each with its anchor.
    """

    line: CodeLine
    is_alike: bool
    number: int = 0
    others: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Side:
    """One of a pair as it is shown; `name` begins the anchors of its stretches."""

    writing: Writing
    share: float
    name: str
    cells: tuple[tuple[Listing, tuple[AlikeLine, ...]], ...]


def render(title: str, comparison: Comparison, remarks: Sequence[Remark], least: float) -> str:
    """Give the page of an assignment as HTML; `remarks` are on what could not be compared."""
    style = Markup("{}\n{}").format(packaged("page.css"), packaged("similar.css", SITE))
    page = {"title": title, "style": style, "policy": policy(style), "to": None}
    return fill("similar.html", {**page, **contents(comparison, remarks, least)}, SITE)


def contents(comparison: Comparison, remarks: Sequence[Remark], least: float) -> dict[str, object]:
    """Give all that the template shows of the pairs."""
    listed = comparison.pairs[:MOST_LISTED]
    return {
        "comparison": comparison,
        "least": least,
        "pairs": listed,
        "more": len(comparison.pairs) - len(listed),
        "opened": [sides(pair, number) for number, pair in enumerate(listed[:MOST_OPENED], 1)],
        "most_sets": MOST_SETS,
        "most_names": MOST_NAMES,
        "remarks": remarks[:MOST_LISTED],
    }


def sides(pair: Pair, number: int) -> tuple[Side, Side]:
    """Lay out both programs of a pair, what they have in common marked and linked."""
    left, right = shared_lines(pair.left, pair.alike), shared_lines(pair.right, pair.alike)
    names = f"p{number}l", f"p{number}r"
    return (
        Side(pair.left, pair.left_share, names[0], lay_out(pair.left, left, right, names[1])),
        Side(pair.right, pair.right_share, names[1], lay_out(pair.right, right, left, names[0])),
    )


def lay_out(
    writing: Writing, own: Sequence[SharedLines], others: Sequence[SharedLines], name: str
) -> tuple[tuple[Listing, tuple[AlikeLine, ...]], ...]:
    """Mark the lines of a program that the other has; `name` begins the other's anchors."""
    cells, shift = joined(writing.cells)
    lines: dict[tuple[int, int], tuple[int, tuple[tuple[int, str], ...]]] = {}
    for number, stretch in enumerate(own, 1):
        cell = max(stretch.cell - shift, 0)
        lines |= {(cell, line): (0, ()) for line in range(stretch.first, stretch.last + 1)}
        linked = (n for n, other in enumerate(others, 1) if other.grams & stretch.grams)
        lines[cell, stretch.first] = number, tuple((n, f"{name}{n}") for n in linked)
    return tuple(
        (listing, tuple(marked(line, lines.get((cell, line.number))) for line in listing.lines))
        for cell, listing in enumerate(listings(cells, {}, ROOM))
    )


def joined(cells: Sequence[Cell]) -> tuple[Sequence[Cell], int]:
    """Put the pieces of a `.py` file into one cell; by how many cells the others move up then."""
    pieces = [cell for cell in cells if cell.number is None and not cell.file]
    if not pieces:
        return cells, 0
    return (*as_one(pieces), *cells[len(pieces) :]), len(pieces) - 1


def marked(line: CodeLine, place: tuple[int, tuple[tuple[int, str], ...]] | None) -> AlikeLine:
    """Give a line with what is known of it."""
    return AlikeLine(line, False) if place is None else AlikeLine(line, True, *place)


def to_table(pairs: Sequence[Pair]) -> bytes:
    """Write a row for each pair, the most alike first; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row(pair) for pair in pairs)
    return codecs.BOM_UTF8 + encode(text.getvalue())


def row(pair: Pair) -> Iterator[str]:
    """Give one pair's cells."""
    yield from map(defuse, (pair.left.student.key, pair.left.student.name))
    yield f"{pair.left_share:.2f}"
    yield from map(defuse, (pair.right.student.key, pair.right.student.name))
    yield f"{pair.right_share:.2f}"
    yield from map(defuse, (pair.right.earlier, pair.remark))
