"""What there is to say of a gradebook besides the scores, and a class as it is shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import click

from grader.classroom.account import days_and_hours
from grader.cli.classes import Classroom
from grader.cli.terminal import terminal_style
from grader.core.errors import GraderError, RecordError
from grader.core.text import points

if TYPE_CHECKING:
    from grader.classroom.anonymity import Cover
    from grader.classroom.exports.pieces import InPieces, Reader
    from grader.classroom.gradebook.entries import AssignmentRecord
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Comment, Standing, Student
    from grader.classroom.transcripts import Syllabus, Transcript, Unit
    from grader.core.result import Points
    from grader.course.due import DueRule

SOME_LACKING = 4  # some have no score, or their record can't be read
SHOWN_FAULTS = 30


Notes: TypeAlias = tuple[list[str], list[str]]  # of a census: `old`, `faults`


def described(classroom: Classroom, maximum: Points) -> AssignmentRecord:
    """Say what the rubric says of an assignment; `maximum` are its points."""
    from grader.classroom.gradebook.entries import AssignmentRecord

    counts, due = classroom.rubric.gist.attempts, classroom.rubric.due
    return AssignmentRecord(classroom.name, classroom.title, maximum, counts, due)


def news_of(book: Gradebook, classroom: Classroom) -> list[str]:
    """Say what the rubric says of attempts and dates of which the gradebook has not heard yet."""
    counts, wanted = book.counts(classroom.name), classroom.rubric.gist.attempts
    if counts is None:  # nor of the assignment
        return []
    news = []
    if counts != wanted:
        words = f"by the rubric the {wanted} attempt counts"
        news.append(f"{words}, in the gradebook still the {counts}")
    wanted_due = classroom.rubric.due
    try:
        due = book.due(classroom.name)
    except RecordError as error:
        return [*news, str(error)]
    if due != wanted_due:
        words = f"by the rubric {due_words(wanted_due)}"
        news.append(f"{words}; in the gradebook still {due_words(due)}")
    return news


def due_words(rule: DueRule | None) -> str:
    """Say when something is due, and what being late costs."""
    if rule is None:
        return "nothing is late"
    late = rule.late
    free = f", {late.free_days} days free" if late.free_days else ""
    end = f", after {late.up_to} days {late.then}" if late.up_to else ""
    grace = f" and {days_and_hours(late.grace)}" if late.grace else ""
    share = f"{points(float(100 * late.per_day))} % a day"
    return f"late is what comes after {rule.due} {rule.due.zone}{grace}: {share}{free}{end}"


@dataclass
class Census:
    """What there is to say of a gradebook besides the scores: what is of another rubric, damaged.

    `old` are the keys of students whose score is of another rubric, `faults` what of a record can't
    be read, by whose it is; `prefix` goes before what is said, where it is one of several.
    """

    book: Gradebook
    classroom: Classroom
    prefix: str = ""
    old: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def standings(
        self, students: Iterable[str] | None = None, *, in_brief: bool = True
    ) -> Iterator[Standing]:
        """Read what counts, one by one: a class's reports are megabytes.

        In brief, as tables show it; else with the reports.
        """
        keys = None if students is None else list(students)
        return self.look(self.book.standings(self.classroom.name, keys, in_brief=in_brief))

    def look(self, standings: Iterable[Standing]) -> Iterator[Standing]:
        """Note what there is to say of each."""
        from grader.classroom.audience import with_maximum
        from grader.classroom.people import UNGRADED

        today = (None, self.classroom.rubric.visible_hash)
        for read in standings:
            standing = with_maximum(read, self.classroom.rubric)
            report = standing.report
            is_judged = report is None or report.status.value not in UNGRADED
            if is_judged and standing.rubric not in today:
                self.old.append(standing.student.key)
            if standing.fault:
                self.note(standing.student, standing.fault)
            yield standing

    def in_pieces(self, students: Collection[str] | None, *, in_brief: bool) -> InPieces:
        """Let the same be read in pieces, by several processes, with what people said of each."""
        from grader.classroom.exports.pieces import InPieces

        def readers() -> list[Reader]:
            comments, cover = self.book.comments(self.classroom.name), self.book.cover()
            commented = partial(with_comments, comments, cover)
            name = self.classroom.name
            chunks = self.book.standings_in_chunks(name, students, in_brief=in_brief)
            return [partial(self.read_apart, read, commented) for read in chunks]

        return InPieces(readers, self.add)

    def read_apart(
        self, read: Callable[[], list[Standing]], commented: Callable[[Standing], Standing]
    ) -> tuple[list[Standing], Notes]:
        """Read some standings; what there is to say of them is beside, for `add`."""
        theirs = replace(self, old=[], faults=[])
        return [*map(commented, theirs.look(read()))], (theirs.old, theirs.faults)

    def add(self, notes: Notes) -> None:
        """Add what there is to say of some."""
        old, faults = notes
        self.old += old
        self.faults += faults

    def note(self, student: Student, fault: str) -> None:
        """Note what of a student's record can't be read."""
        self.faults.append(f"{student}: {fault}")

    def tell(self) -> None:
        """Say on standard error what is damaged, and what is not yet as today's rubric says."""
        from grader.reports.text import count

        self.tell_faults()
        for words in news_of(self.book, self.classroom):
            self.say(f"{words}; run grade rescore --yes")
        stale = self.find_stale() if self.old else set()
        if number := len(self.old) - len(stale):
            # What of them only a batch can judge, a rescore finds by judging them all.
            what = "run grade rescore, and give grade batch again the files that it leaves"
            scores = count(number, "score is", "scores are")
            self.say(f"{scores} of another rubric; {what}")
        if stale:  # a rescore would only send them back
            scores = count(len(stale), "score is", "scores are")
            self.say(f"{scores} of other questions; give grade batch their files again")

    def find_stale(self) -> set[str]:
        """Find those who were asked something else than today, so that a rescore can't help."""
        from grader.classroom.batch.fingerprints import asked_hash

        course, name = self.classroom.course, self.classroom.name
        questions, stale = self.book.questions(name), set()
        with contextlib.suppress(GraderError):  # the course's own fault is told by a rescore
            for key in self.old:
                asked, seeds = questions.get(key, ("", ()))
                if asked != asked_hash(course.assignment(name, seeds)):
                    stale.add(key)
        return stale

    def tell_faults(self) -> None:
        """Say whose records can't be read, and what to do about that."""
        for fault in self.faults[:SHOWN_FAULTS]:
            self.say(fault)
        if (more := len(self.faults) - SHOWN_FAULTS) > 0:
            self.say(f"and {more} more")

    def say(self, text: str) -> None:
        """Say a line on standard error."""
        click.echo(f"grade: {self.prefix}{text}", err=True)


def with_comments(
    comments: Mapping[str, Sequence[Comment]], cover: Cover | None, standing: Standing
) -> Standing:
    """Put what people said of a standing into it, without names where they are hidden."""
    theirs = tuple(comments.get(standing.student.key, ()))
    if theirs and cover:
        say = cover.say_of(standing.student)
        theirs = tuple(replace(each, words=say(each.words)) for each in theirs)
    return replace(standing, comments=theirs) if theirs else standing


def take(book: Gradebook, classrooms: Sequence[Classroom]) -> list[Census]:
    """Begin a census of each assignment."""
    is_one = len(classrooms) == 1
    return [Census(book, each, "" if is_one else f"{each.name}: ") for each in classrooms]


def tell_all(censuses: Sequence[Census]) -> None:
    """Say of each assignment what is damaged, and what is not as today's rubric says."""
    for census in censuses:
        census.tell()


def leave(censuses: Sequence[Census]) -> None:
    """End the command, whose exit status says whether all could be read."""
    sys.exit(SOME_LACKING if any(census.faults for census in censuses) else 0)


def syllabus_of(censuses: Sequence[Census]) -> Syllabus:
    """Say what each assignment counts for in the course, as today's rubric has it."""
    from grader.classroom.transcripts import Syllabus

    return Syllabus(tuple(unit_of(census.classroom) for census in censuses))


def unit_of(classroom: Classroom) -> Unit:
    """Say what an assignment counts for."""
    from grader.classroom.transcripts import Unit

    gist = classroom.rubric.gist
    return Unit(classroom.name, classroom.title, classroom.maximum, gist.weight, gist.is_held)


def transcripts_of(
    censuses: Sequence[Census], students: Collection[str] | None = None
) -> list[Transcript]:
    """Read what counts in several assignments, for all or for some."""
    from grader.classroom.transcripts import transcripts

    return transcripts(syllabus_of(censuses), [census.standings(students) for census in censuses])


def show_course(censuses: Sequence[Census], keys: Collection[str] | None = None) -> None:
    """Show who has what in each assignment, and in total."""
    from grader.classroom.tables import course_table

    syllabus, students = syllabus_of(censuses), transcripts_of(censuses, keys)
    click.echo(course_table.render(syllabus, students, terminal_style()))


def show_class(
    census: Census, keys: Collection[str] | None = None, *, listed: bool = False
) -> None:
    """Show the summary of a class, or of some of it, its list above."""
    from grader.classroom.batch.forks import beside
    from grader.classroom.tables import class_list, summary

    style, classroom = terminal_style(), census.classroom

    def standings() -> Iterator[Standing]:
        for standing in census.standings(keys):
            if listed:
                click.echo(class_list.line(standing, style))
            yield standing

    titles = classroom.rubric.titles
    with beside(lambda: census.book.statistics(classroom.name, keys)) as count:
        text = summary.render(count, standings(), titles, style)
    click.echo(f"\n{text}" if listed else text)
