"""One criterion across all students, one below the other; and marks whose level is gone."""

from __future__ import annotations

import functools
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grader.classroom.gradebook.entries import Shift
from grader.classroom.gradebook.marks import MarkDecision, MarkedPart, OvertakenError
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.marking import Work, guide_digest
from grader.classroom.people import WHOLE
from grader.core.hashing import digest, hash_of
from grader.core.text import points
from grader.course.rubric_schema import CriterionSection
from grader.web.access import Visitor
from grader.web.deeds import names_in
from grader.web.excerpts import ShownWorks
from grader.web.guard import Desk, base, class_address, hand_in_address, page, page_number
from grader.web.listing import Query
from grader.web.work import levels_of

MOST = 20  # students on one page
MOST_COMMENTS = 6


def criterion_in(desk: Desk, request: Request) -> CriterionSection:
    """Give the criterion of an address. Raises HTTPException for one that people don't mark."""
    name, wanted = request.path_params["name"], request.path_params["criterion"]
    for criterion in desk.rubric(name).section.criteria:
        if criterion.name == wanted and criterion.marked:
            return criterion
    raise HTTPException(404, "There is no such criterion that is marked by hand.")


def parts_of(book: Gradebook, name: str, criterion: CriterionSection) -> dict[str, MarkedPart]:
    """Find what is to be marked of a criterion, or was, by the student whose attempt counts."""
    parts = (part for part in book.parts(name) if part.is_current)
    return {part.student: part for part in parts if part.criterion == criterion.name}


async def criterion_page(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    change: GuideChange | None = None,
) -> Response:
    """Show the works of a criterion, with what is to be given on each."""
    name, criterion = request.path_params["name"], criterion_in(desk, request)
    listing = desk.listings[name]

    def look(book: Gradebook) -> tuple[dict[str, MarkedPart], int, ShownWorks]:
        parts = listing.look_at_parts(book, criterion.name)
        number = page_number(request, len(parts), MOST)
        keys = list(parts)[(number - 1) * MOST : number * MOST]
        here = [listing.rows[key].standing.student for key in keys]
        # Read anew: a server may tell of a mark later than of those that were given after it.
        theirs = book.parts(name, keys)
        return parts, number, desk.excerpts.read(book, [criterion], here, theirs)

    def make(book: Gradebook) -> str:
        parts, number, shown = book.at_once(look)
        contents = {
            **shared(desk, name, visitor),
            **counted(parts.values(), criterion, change),
            "pictures": shown.pictures,
            "criterion": criterion,
            "back": class_address(name),
            "works": shown.works,
            "levels": levels_of(criterion),
            "number": number,
            "pages": max(1, -(-len(parts) // MOST)),
            "most": MOST,
        }
        return page("criterion.html", **contents)

    # By the thread that reads: marks are answered meanwhile.
    return HTMLResponse(await desk.books.do(make))


def counted(
    parts: Collection[MarkedPart], criterion: CriterionSection, change: GuideChange | None
) -> dict[str, object]:
    """Say how many works are marked, which marks are no level any more, and what they become."""
    astray = find_astray(parts, criterion)
    if change is None:
        nearby = {old: nearest(old, criterion) for old in astray}
        change = GuideChange(nearby, None, digest_of_astray(parts, astray, criterion))
    return {
        "all": len(parts),
        "marked": sum(part.points is not None for part in parts),
        "astray": astray,
        "chosen": change.chosen,
        "shifts": change.shifts,
        "digest": change.digest,
    }


def shared(desk: Desk, name: str, visitor: Visitor) -> dict[str, object]:
    """Give what each work is shown with."""
    return {
        "visitor": visitor,
        "unit": desk.units[name],
        "base": base(name),
        "query": Query(),
        "whole": WHOLE,
        "nonce": functools.partial(secrets.token_urlsafe, 18),
        "anchor": anchor,
        "to": lambda work: hand_in_address(name, work.student.key),
    }


def anchor(work: Work) -> str:
    """Name the place of a work on its page."""
    return f"w{digest(work.student.key.encode())[:12]}"


async def show_work(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    *,
    fault: str = "",
    status: int = 200,
    parts: Sequence[MarkedPart] | None = None,
) -> Response:
    """Show one work again after a form: alone for a script, else on its page.

    `parts` are all that there is of the student's, where that was read just now.
    """
    name, form = request.path_params["name"], request.state.form
    rubric, wanted = desk.rubric(name), names_in(form)[:1]
    criteria = [c for c in rubric.section.criteria if [c.name] == wanted]
    people = [await desk.student(name, form.get("student", ""))]
    shown = None if parts is None else desk.excerpts.remember(criteria, people, parts)
    if shown is None:
        shown = await desk.books.look(
            lambda book: desk.excerpts.read(
                book, criteria, people, book.parts(name, [people[0].key])
            )
        )
    if not shown.works:
        raise HTTPException(404, "There is nothing of this student to be marked any more.")
    work = shown.works[0]
    if request.headers.get("hx-request") != "true" and not fault:
        place = f"{base(name)}/c/{quote(work.criterion.name, safe='')}#{anchor(work)}"
        return RedirectResponse(place, 303)
    contents = {
        **shared(desk, name, visitor),
        "work": work,
        "pictures": shown.pictures,
        "levels": levels_of(work.criterion),
        "typed": form if fault else {},
        "fault": fault,
        "state": "" if fault else "saved",
    }
    whole = request.headers.get("hx-request") != "true"
    return HTMLResponse(page("work_alone.html" if whole else "work.html", **contents), status)


async def bank(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Suggest what was said before beside marks of a criterion, as far as it fits what is typed."""
    name, criterion = request.path_params["name"], criterion_in(desk, request).name
    field = request.query_params.get("of", "")
    words = request.query_params.get(field, "").casefold().split()
    comments = await desk.books.do(lambda book: book.earlier_comments(name, criterion))
    fitting = [text for text in comments if all(word in text.casefold() for word in words)]
    return HTMLResponse(page("bank.html", comments=fitting[:MOST_COMMENTS]))


# The guide


@dataclass(frozen=True)
class GuideChange:
    """What marks of former levels would become, for whom other points count by that.

    The latter are None where it was not worked out yet. `digest` is what the marks and the guide
    that it is about are known again by.
    """

    chosen: Mapping[float, str]
    shifts: Sequence[Shift] | None
    digest: str


def digest_of_astray(
    parts: Iterable[MarkedPart], astray: Collection[float], criterion: CriterionSection
) -> str:
    """Make what marks that are no level of the guide any more are known again by, with it."""
    given = sorted((part.name, part.mark_id) for part in parts if part.points in astray)
    return hash_of(guide_digest(criterion), given)


def find_astray(parts: Iterable[MarkedPart], criterion: CriterionSection) -> dict[float, int]:
    """Count the marks that are no level of the guide any more, by their points."""
    levels = {level.points for level in criterion.levels}
    given = (part.points for part in parts if part.points is not None)
    return dict(sorted(Counter(p for p in given if levels and p not in levels).items()))


def nearest(old: float, criterion: CriterionSection) -> str:
    """Find what is the least change for who had other points: no default makes a present."""
    return points(min((level.points for level in criterion.levels), key=lambda p: abs(p - old)))


async def change_guide(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """Give the marks of a former level a present one's points, if that is sure; else show it."""
    name, criterion = request.path_params["name"], criterion_in(desk, request)
    form, levels = request.state.form, {points(level.points) for level in criterion.levels}
    is_sure = form.get("sure") == "yes"

    def work(book: Gradebook) -> GuideChange:
        parts = parts_of(book, name, criterion).values()
        astray = find_astray(parts, criterion)
        digest = digest_of_astray(parts, astray, criterion)
        if is_sure and form.get("digest") != digest:
            raise OvertakenError(
                f"marks of {criterion.name!r}, or its guide, are others since this was shown; "
                "nothing was written: load the page again"
            )
        wanted = {old: form.get(f"from:{points(old)}", "") for old in astray}
        chosen = {old: worth for old, worth in wanted.items() if worth in levels}
        decisions = [
            MarkDecision(part, float(chosen[part.points]), visitor.name, part.comment or "")
            for part in parts
            if part.points in chosen
        ]
        write = book.mark_anew if is_sure else book.rehearse_marks
        return GuideChange(chosen, write(name, decisions), digest)

    change = await desk.books.write(work)
    if is_sure:
        return RedirectResponse(f"{base(name)}/c/{quote(criterion.name, safe='')}", 303)
    return await criterion_page(desk, request, visitor, change)
