"""Marks by many forms at once: all is read and written in one go, each form whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam

from grader.classroom.anonymity import Cover
from grader.classroom.gradebook.covers import cover_parts, find_cover
from grader.classroom.gradebook.marks import (
    MarkDecision,
    MarkedPart,
    mark_shown,
    parts_of,
    rows_of,
    token_of,
)
from grader.classroom.gradebook.rows import even
from grader.classroom.gradebook.schema import marks, students
from grader.classroom.gradebook.settling import locking, settle
from grader.classroom.gradebook.writing import Transaction, insert
from grader.core.errors import UsageError

LOCKED = locking(students.c.key.in_(bindparam("keys", expanding=True)))
NO_NUMBER = -1  # of a mark that is not written yet; no form can say that it showed it


@dataclass(frozen=True)
class MarkForm:
    """Whose work a form marks, what tells it from the same one sent again, and what it decides.

    `decide` is given all that there is of the student's to be marked, and raises UsageError.
    """

    student: str
    nonce: str
    decide: Callable[[Sequence[MarkedPart]], Sequence[MarkDecision]]


@dataclass(frozen=True)
class FormOutcome:
    """What a form has marked, by the marks' numbers, and what there is of the student's by now.

    `parts` are None where names are hidden, or where that was not read.
    """

    given: Mapping[int, MarkDecision]
    parts: Sequence[MarkedPart] | None = None


def mark_by_forms(
    transaction: Transaction, assignment: str, forms: Sequence[MarkForm]
) -> list[FormOutcome | UsageError]:
    """Mark by each form if what is in force is still what it showed; in place of it its error.

    What was sent twice is written once.
    """
    connection = transaction.connection
    cover = find_cover(connection, {form.student for form in forms})
    ids, standing = read_locked(connection, assignment, forms, cover)
    decided = [decide(form, standing[form.student]) for form in forms]
    numbers = write(transaction, decided)
    if numbers:
        settle(connection, ids, assignment)
    outcomes = [conclude(transaction, each, numbers) for each in decided]
    return outcomes if cover is None else list(map(without_parts, outcomes))


@dataclass(frozen=True)
class DecidedForm:
    """What a form decides, and whether all that it showed is still so."""

    form: MarkForm
    decisions: Sequence[MarkDecision]
    parts: Sequence[MarkedPart]
    is_as_shown: bool


def read_locked(
    connection: Connection, assignment: str, forms: Iterable[MarkForm], cover: Cover | None
) -> tuple[list[int], Mapping[str, list[MarkedPart]]]:
    """Read what there is to be marked of all whom forms mark, of whom nobody else marks now.

    Their numbers, and the parts by how forms call them.
    """
    texts = {form.student for form in forms}
    keys = {text: cover.key(text) if cover else text for text in texts}
    ids = list(connection.scalars(LOCKED, {"keys": even(keys.values())}))
    by_key: dict[str, list[MarkedPart]] = defaultdict(list)
    for part in parts_of(connection, assignment, ids):
        by_key[part.student] += [part] if cover is None else cover_parts(cover, [part])
    # A list for each student, not for each text: a code and a key may mean the same one.
    return ids, {text: by_key[key] for text, key in keys.items()}


def decide(form: MarkForm, parts: list[MarkedPart]) -> DecidedForm | UsageError:
    """Say what a form decides, and note it for the student's next form."""
    try:
        decisions = form.decide(parts)
    except UsageError as error:
        return error
    before = list(parts)
    is_as_shown = all(decision.part in parts for decision in decisions)
    for decision in decisions if is_as_shown else ():
        parts[parts.index(decision.part)] = replace(decision.part, mark_id=NO_NUMBER)
    return DecidedForm(form, decisions, before, is_as_shown)


def write(
    transaction: Transaction, decided: Iterable[DecidedForm | UsageError]
) -> Mapping[str, int]:
    """Write down what is sure; the marks' numbers by their tokens, of those that are new."""
    rows: list[dict[str, Any]] = []
    for each in decided:
        if isinstance(each, DecidedForm) and each.is_as_shown:
            rows += rows_of(replace(transaction, token=each.form.nonce), each.decisions)
    if not rows:
        return {}
    adding = insert(transaction.connection.dialect.name, marks).on_conflict_do_nothing()
    adding = adding.returning(marks.c.token, marks.c.id)
    return {row.token: row.id for row in transaction.connection.execute(adding, rows)}


def conclude(
    transaction: Transaction, decided: DecidedForm | UsageError, numbers: Mapping[str, int]
) -> FormOutcome | UsageError:
    """Say what came of a form; what it showed otherwise than it is, is looked at once more."""
    if isinstance(decided, UsageError):
        return decided
    nonce, decisions = decided.form.nonce, decided.decisions
    if decided.is_as_shown:
        tokens = [token_of(nonce, at) for at in range(len(decisions))]
        both = zip(tokens, decisions, strict=True)
        given = {numbers[token]: decision for token, decision in both if token in numbers}
        return FormOutcome(given, as_given(decided.parts, given))
    try:
        # It may be the same form, sent again; or somebody was faster, and this says who.
        written = mark_shown(transaction, decisions, nonce)
    except UsageError as error:
        return error
    pairs = zip(written, decisions, strict=True)
    return FormOutcome({number: decision for number, decision in pairs if number is not None})


def without_parts(outcome: FormOutcome | UsageError) -> FormOutcome | UsageError:
    """Leave out what there is of a student's, who has another name where it is shown."""
    return replace(outcome, parts=None) if isinstance(outcome, FormOutcome) else outcome


def as_given(parts: Sequence[MarkedPart], given: Mapping[int, MarkDecision]) -> list[MarkedPart]:
    """Give the parts as they stand once some are marked."""
    news = {decision.part: marked_as(number, decision) for number, decision in given.items()}
    return [news.get(part, part) for part in parts]


def marked_as(number: int, decision: MarkDecision) -> MarkedPart:
    """Give a part as it stands once it is marked."""
    part = decision.part
    if decision.points is None:
        return replace(part, points=None, who=None, comment=None, mark_id=None)
    who, words = decision.who, decision.comment
    return replace(part, points=decision.points, who=who, comment=words, mark_id=number)
