"""Our own CSV, and cells that no spreadsheet takes for a formula. Pure.

UTF-8 with a byte order mark, without which Excel reads umlauts as something else; lines end in
CRLF, as RFC 4180 has it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from grader.classroom.exports.export import Export, moment
from grader.classroom.people import Standing
from grader.core.text import encode, points

BOM = "\ufeff"
ABOUT = (
    *("student", "name", "status", "earned", "maximum", "late", "submitted_at"),
    *("attempts", "isolation"),
)
AFTER = ("mistakes", "overridden")
# Blanks and quotes before a sign are cut off by spreadsheets. What follows `;`, a tab or a line's
# end is a cell of its own where the list separator is not a comma.
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\"']*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def defuse(text: str) -> str:
    """The text with an apostrophe before all that a spreadsheet would take for a formula."""
    return FORMULA.sub("'", text)


def to_csv(standings: Sequence[Standing]) -> Export:
    """One row a student, one column a criterion; what has no score stays blank."""
    names = criterion_names(standings)
    rows = [[*ABOUT, *map(heading, names), *AFTER]]
    rows += [list(row(standing, names)) for standing in standings]
    return Export(encode(BOM + write(rows)))


def write(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def criterion_names(standings: Sequence[Standing]) -> list[str]:
    """Every criterion met, in the order of the rubric."""
    return list(dict.fromkeys(score.name for standing in standings for score in standing.scores))


def heading(name: str) -> str:
    """A criterion's column; never a second column of the same name."""
    return defuse(f"{name} (points)" if name in (*ABOUT, *AFTER) else name)


def row(standing: Standing, names: Sequence[str]) -> Iterator[str]:
    """One student's cells: numbers as numbers, texts defused."""
    scores = {score.name: score for score in standing.scores}
    yield defuse(standing.student.key)
    yield defuse(standing.student.name)
    yield defuse(standing.status)
    yield number(standing.earned)
    yield number(standing.maximum)
    yield "yes" if standing.late else "no"
    yield moment(standing.submitted_at) or ""
    yield str(standing.attempts)
    yield standing.report.isolation.value if standing.report else ""
    yield from (number(scores[name].earned if name in scores else None) for name in names)
    yield defuse(", ".join(mistakes(standing)))
    yield defuse(", ".join(name for name, score in scores.items() if score.override))


def number(value: float | None) -> str:
    """Points, or nothing where there are none."""
    return "" if value is None else points(value)


def mistakes(standing: Standing) -> list[str]:
    """Give the names of the mistakes that were diagnosed, each once."""
    names = (name for diagnosis in standing.diagnoses for name in diagnosis.mistakes)
    return list(dict.fromkeys(names))
