"""Our own CSV, and cells that no spreadsheet takes for a formula. Pure.

UTF-8 with a byte order mark, without which Excel reads umlauts as something else; lines end in
CRLF, as RFC 4180 has it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from grader.classroom.account import FACTS, NUMBERS, facts_of, is_late
from grader.classroom.exports.export import Export, moment
from grader.classroom.people import Standing
from grader.core.text import encode, points

ABOUT = (
    *("student", "name", "status", "earned", "maximum", "late", "submitted_at"),
    *("attempts", "isolation"),
)
AFTER = ("mistakes", "overridden")
TO_MARK, COMMENTS = "to_be_marked", "comments"
# Blanks and quotes before a sign are cut off by spreadsheets. What follows `;`, a tab or a line's
# end is a cell of its own where the list separator is not a comma.
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\"']*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def defuse(text: str) -> str:
    """Put an apostrophe before all that a spreadsheet would take for a formula."""
    return FORMULA.sub("'", text)


def to_csv(standings: Sequence[Standing]) -> Export:
    """Write one row a student, one column a criterion; what has no score stays blank."""
    # Every criterion that occurs, in the order of the rubric.
    names = list(dict.fromkeys(each.name for standing in standings for each in standing.criteria))
    # A column only where there is something: others read the columns that there always were.
    last = [TO_MARK] if any(standing.to_mark for standing in standings) else []
    facts = [{**dict(facts_of(s)), **dict(comments_of(s))} for s in standings]
    ruled = [fact for fact in (*FACTS, COMMENTS) if any(fact in each for each in facts)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*ABOUT, *map(heading, names), *AFTER, *last, *ruled])
    for standing, own in zip(standings, facts, strict=True):
        waits = (number(standing.to_mark) for _ in last)
        more = (own.get(f, "") if f in NUMBERS else defuse(own.get(f, "")) for f in ruled)
        writer.writerow([*row(standing, names), *waits, *more])
    return Export(codecs.BOM_UTF8 + encode(text.getvalue()))


def heading(name: str) -> str:
    """Name a criterion's column; never a second column of the same name."""
    return defuse(
        f"{name} (points)" if name in (*ABOUT, *AFTER, TO_MARK, *FACTS, COMMENTS) else name
    )


def row(standing: Standing, names: Sequence[str]) -> Iterator[str]:
    """Give one student's cells: numbers as numbers, texts defused."""
    # By name: what an older rubric judged may have other criteria.
    scores = {criterion.name: criterion for criterion in standing.criteria}
    brief = standing.brief
    yield from map(defuse, (standing.student.key, standing.student.name, standing.status))
    yield from map(number, (standing.earned, standing.maximum))
    yield "yes" if is_late(standing) else "no"
    yield moment(standing.submitted_at, zoned=standing.zoned) or ""
    yield str(standing.attempts)
    yield brief.isolation if brief else ""
    yield from (number(scores[name].earned if name in scores else None) for name in names)
    mistakes = (name for diagnosis in brief.mistakes for name in diagnosis) if brief else ()
    yield defuse(", ".join(dict.fromkeys(mistakes)))
    whole = ["the whole"] if brief and brief.is_overridden else []
    yield defuse(", ".join([*whole, *(n for n, each in scores.items() if each.is_overridden)]))


def comments_of(standing: Standing) -> Iterator[tuple[str, str]]:
    """Give in one cell what people said beside marks and code; nothing where nobody did."""
    marks = [f"{mark.criterion}: {mark.comment}" for mark in standing.marks if mark.comment]
    placed = [f"{comment.subject}: {comment.words}" for comment in standing.comments]
    if marks or placed:
        yield COMMENTS, "\n".join([*marks, *placed])


def number(value: float | None) -> str:
    """Write points, or nothing where there are none."""
    return "" if value is None else points(value)
