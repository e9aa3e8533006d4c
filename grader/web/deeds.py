"""What markers do on the pages: mark, overrule, take back. What is sent twice is done once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grader.classroom.audience import worth_of
from grader.classroom.gradebook.comments import Commented
from grader.classroom.gradebook.mark_forms import FormOutcome, MarkForm
from grader.classroom.gradebook.marks import MarkDecision, MarkedPart, OvertakenError
from grader.classroom.gradebook.overrides import Decision, overrule, read_points
from grader.classroom.gradebook.requests import NewReply
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.marking import NONE, Work, read_mark
from grader.classroom.people import WHOLE, Student
from grader.core.errors import UsageError
from grader.core.submission import Place
from grader.course.rubric import AssignmentRubric
from grader.web.work import attempt_digest, points_digest, refuse_absent

NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST_WORDS = 10_000  # characters of a comment or a reason


def words_in(form: Mapping[str, str], name: str) -> str:
    """Read a text of a form, with plain line ends. Raises UsageError for one that is too long."""
    text = form.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > MOST_WORDS:
        raise UsageError(f"the {name} is longer than {MOST_WORDS:,} characters; shorten it")
    return text


def nonce_in(form: Mapping[str, str]) -> str:
    """Read what tells this form from the same one sent again. Raises UsageError."""
    nonce = form.get("nonce", "")
    if not NONCE.fullmatch(nonce):
        raise UsageError("this form is not whole; load the page again")
    return nonce


@dataclass(frozen=True)
class GivenMarks:
    """Marks that a visitor gave one student, or took back, by their numbers.

    In each decision is what stood there before. `parts` are all that there is of the student's to
    be marked, as it stands now; None where that was not read.
    """

    assignment: str
    student: str
    given: Mapping[int, MarkDecision]
    parts: Sequence[MarkedPart] | None = None

    def renumbered(self, renewed: Mapping[int, int]) -> GivenMarks:
        """Give the same once some of its marks have other numbers."""
        given = {renewed.get(number, number): each for number, each in self.given.items()}
        return replace(self, given=given)


@dataclass(frozen=True)
class SentMarks:
    """A form that gives marks, by which rubric, who sent it, and what tells it from another."""

    rubric: AssignmentRubric
    form: Mapping[str, str]
    who: str
    nonce: str

    @property
    def student(self) -> str:
        return self.form.get("student", "")

    def decide(self, parts: Sequence[MarkedPart]) -> list[MarkDecision]:
        """Say what the form decides on what there is. Raises UsageError."""
        works, decisions = works_by_name(self.rubric, parts), list[MarkDecision]()
        for name in names_in(self.form):
            if name not in works:
                raise UsageError(
                    f"{self.student}: there is no {name!r} to be marked; load the page again"
                )
            decisions += decide(works[name], self.form, self.who)
        return decisions


def mark(
    book: Gradebook, assignment: str, sent: Sequence[SentMarks]
) -> list[GivenMarks | UsageError]:
    """Give points on what is marked by hand, all that a form changes or none; what each has done.

    In place of it stands its error: OvertakenError, where somebody else was faster.
    """
    forms = [MarkForm(each.student, each.nonce, each.decide) for each in sent]
    outcomes = book.mark_by_forms(assignment, forms)
    return [as_deed(assignment, *pair) for pair in zip(forms, outcomes, strict=True)]


def as_deed(
    assignment: str, form: MarkForm, outcome: FormOutcome | UsageError
) -> GivenMarks | UsageError:
    """Keep of what a form has done what it takes to take it back."""
    if isinstance(outcome, UsageError):
        return outcome
    return GivenMarks(assignment, form.student, outcome.given, outcome.parts)


def works_by_name(rubric: AssignmentRubric, parts: Sequence[MarkedPart]) -> dict[str, Work]:
    """Give what there is to be marked of a student, by criterion; without its text."""
    criteria = {each.name: each for each in rubric.section.criteria if each.marked}
    return {
        part.criterion: Work(Student(part.student), part, criteria[part.criterion], "")
        for part in parts
        if part.is_current and part.criterion in criteria
    }


def take_back(book: Gradebook, deed: GivenMarks, who: str) -> dict[int, int]:
    """Put back what stood before a deed. Raises OvertakenError where that is changed since.

    Gives the numbers of the marks that are in force again, by those that they had before the deed:
    what gave these can be taken back next.
    """
    former = [each.part for each in deed.given.values()]
    # Of a mark that was taken back there is none in force.
    shown = [None if each.points is None else number for number, each in deed.given.items()]
    decisions = [
        MarkDecision(replace(part, mark_id=number), part.points, who, part.comment or "")
        for part, number in zip(former, shown, strict=True)
    ]
    numbers = book.mark_shown(decisions, secrets.token_urlsafe(18))
    pairs = zip((part.mark_id for part in former), numbers, strict=True)
    return {was: now for was, now in pairs if was is not None and now is not None}


def names_in(form: Mapping[str, str]) -> list[str]:
    """List the criteria that a form is about."""
    return [name.removeprefix("version:") for name in form if name.startswith("version:")]


def decide(work: Work, form: Mapping[str, str], who: str) -> list[MarkDecision]:
    """Say what a form decides on a criterion, if that is another than what was shown.

    Raises UsageError.
    """
    name = work.criterion.name
    value = read_mark(form.get(f"points:{name}", "") or NONE, work.criterion, work.student.key)
    comment = words_in(form, f"comment:{name}")
    version = form.get(f"version:{name}", "")
    shown = int(version) if version.isascii() and version.isdigit() and len(version) < 18 else None
    if (shown, value, comment) == (None, None, ""):
        return []
    if (work.part.mark_id, value, comment) == (shown, work.part.points, work.part.comment or ""):
        return []
    refuse_unseen(work, form)
    if value is None and shown is None:
        raise UsageError(f"{work.criterion.title or name}: a comment, but no mark; give both")
    return [MarkDecision(replace(work.part, mark_id=shown), value, who, comment)]


def refuse_unseen(work: Work, form: Mapping[str, str]) -> None:
    """Raise OvertakenError where a form showed another work, or another guide, than there is."""
    name, student = work.criterion.name, work.student.key
    if form.get(f"work:{name}") != work.part.name:
        raise OvertakenError(
            f"{student}: what was handed in for {name!r} is another since this was shown; "
            "look at it, then mark it"
        )
    if form.get(f"guide:{name}") != work.guide_digest:
        raise OvertakenError(
            f"rubric.yaml says otherwise what {name!r} is marked by since this was shown; "
            "look at its guide, then mark it"
        )


def override(book: Gradebook, rubric: AssignmentRubric, form: Mapping[str, str], who: str) -> None:
    """Give other points than were judged, on a criterion or the whole.

    Raises UsageError; OvertakenError, where what counts is another than the form showed.
    """
    nonce = nonce_in(form)
    student = book.find_student(form.get("student", ""))
    name, why = form.get("criterion", ""), words_in(form, "why")
    if not why:
        raise UsageError("write the reason: it is kept with the points")
    worth = worth_of(student, rubric, name)
    subject = "the whole" if name == WHOLE else repr(name)
    given = read_points(form.get("points", "").strip(), subject, worth)
    decision = Decision(name, given, who, why)
    refuse_changed(book, rubric.name, form, decision)
    overrule(book, rubric.name, student, decision, nonce)


def refuse_changed(
    book: Gradebook, assignment: str, form: Mapping[str, str], decision: Decision
) -> None:
    """Raise OvertakenError where points were decided on by what counts no more.

    Not where they are in force already: that is the same form, sent twice.
    """
    key = form.get("student", "")
    standing = next(book.standings(assignment, [key]), None)
    if standing is None or form.get("shown") == points_digest(standing):
        return
    theirs = [each for each in standing.overrides if each.criterion == decision.criterion]
    wanted = [] if decision.points is None else [decision]
    if [Decision(o.criterion, o.points, o.who, o.why) for o in theirs] == wanted:
        return
    raise OvertakenError(
        f"{key}: another attempt counts, or it has other points, than was shown; "
        "look at it, then give yours"
    )


def comment(book: Gradebook, rubric: AssignmentRubric, form: Mapping[str, str], who: str) -> None:
    """Say something beside a line of a hand-in, or of the whole.

    Raises UsageError; OvertakenError, where another attempt counts than the form showed.
    """
    words = words_in(form, "words")
    if not words:
        raise UsageError("write what is to be said")
    place = Place(number_in(form, "cell"), number_in(form, "line"))
    news = Commented(rubric.name, form.get("student", ""), place, words, who)
    standing = next(book.standings(rubric.name, [news.student]), None)
    if standing is not None:
        if form.get("attempt") != attempt_digest(standing):
            raise OvertakenError(
                f"{news.student}: another attempt counts than was shown; look at it, then comment"
            )
        refuse_absent(book, standing, place)
    book.comment(news, nonce_in(form))


def number_in(form: Mapping[str, str], name: str) -> int | None:
    """Read a number from 1, or nothing. Raises UsageError."""
    word = form.get(name, "").strip()
    if not word:
        return None
    if not (word.isascii() and word.isdigit() and int(word[:9]) > 0 and len(word) < 8):
        raise UsageError(f"{name} {word[:20]!r}: write its number, or nothing")
    return int(word)


def reply(book: Gradebook, form: Mapping[str, str], who: str) -> None:
    """Reply to a request for another look.

    Raises UsageError; OvertakenError, where another has replied since.
    """
    words, number = words_in(form, "words"), number_in(form, "request")
    if not words:
        raise UsageError("write the reply: the student reads it")
    news = NewReply(number or 0, words, form.get("state", ""), who)
    book.reply(news, nonce_in(form), form.get("replies"))
