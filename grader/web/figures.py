"""How a class did, and how well the criteria and the markers tell: the dashboard, and more."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.similarity.writings import find_similar
from grader.classroom.site import dashboard, similar
from grader.web.access import Visitor
from grader.web.guard import Desk, base, class_address, hand_in_address, page

FEWEST = 10  # students of whom a correlation says anything
LITTLE = 0.2  # under which a criterion tells little of who can do the rest
LEAST = 0.6  # of one of two hand-ins that is alike where they are shown as a pair


@dataclass(frozen=True)
class Telling:
    """How much a criterion says of who does well in the others: its point-biserial correlation.

    None where all earned it, or none did, or there are too few.
    """

    name: str
    students: int
    correlation: float | None

    @property
    def says_little(self) -> bool:
        return self.correlation is not None and self.correlation < LITTLE


def telling(points: Sequence[tuple[int, str, float, float]]) -> Iterator[Telling]:
    """Correlate, for each criterion, who earned it whole with their points on all others."""
    totals: dict[int, float] = defaultdict(float)
    by_name: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for student, name, earned, maximum in points:
        totals[student] += earned
        by_name[name][student] = (earned, maximum)
    for name, theirs in by_name.items():
        whole = [float(earned >= maximum) for earned, maximum in theirs.values()]
        rest = [totals[student] - earned for student, (earned, _) in theirs.items()]
        is_known = len(theirs) >= FEWEST and len(set(whole)) > 1 and len(set(rest)) > 1
        correlation = statistics.correlation(whole, rest) if is_known else None
        yield Telling(name, len(theirs), correlation)


async def figures_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show how the class did, by what is in the gradebook now."""
    name = request.path_params["name"]

    def look(book: Gradebook) -> dict[str, object]:
        rows = [
            dashboard.row_of(standing, hand_in_address(name, standing.student.key))
            for standing in book.standings(name)
        ]
        criteria = desk.course.assignment(name).criteria
        return {
            **dashboard.contents(criteria, rows, book.statistics(name)),
            "titles": {each.name: each.title or each.name for each in criteria},
            "tellings": list(telling(book.points(name))),
            "markers": book.markers(name),
        }

    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "back": class_address(name),
        "base": base(name),
        "fewest": FEWEST,
        **await desk.books.do(look),
    }
    return HTMLResponse(page("figures.html", **contents))


async def similar_page(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Show which hand-ins are alike; a class of 300 takes some seconds."""
    name = request.path_params["name"]

    def look(book: Gradebook) -> dict[str, object]:
        result = find_similar(desk.course, name, book, least=LEAST)
        return similar.contents(result.comparison, result.remarks, LEAST)

    contents = {
        "visitor": visitor,
        "unit": desk.units[name],
        "back": f"{base(name)}/figures",
        "to": lambda student: hand_in_address(name, student.shown),
        **await desk.books.do(look),
    }
    return HTMLResponse(page("alike.html", **contents))
