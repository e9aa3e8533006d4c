"""The commands for what happens in a term: extensions, excuses, points by hand, taking back."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from grader.cli.census import described
from grader.cli.classes import Classes, of_a_course, of_a_gradebook, open_gradebook, user_name
from grader.cli.consent import YES, agreed
from grader.cli.options import command, known
from grader.cli.terminal import progress, terminal_style
from grader.core.errors import UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.actions import Action
    from grader.classroom.gradebook.entries import Effect
    from grader.classroom.gradebook.store import Gradebook
    from grader.classroom.people import Student
    from grader.classroom.term import Participant, Reason

NOT_DONE = 4  # it was shown, and is still to be done
OF_STUDENT = "the only one that the student has handed in"


def for_a_reason(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say why, and by whom, as a Reason."""

    @functools.wraps(function)
    def with_reason(*, why: str, who: str | None, **options: Any) -> None:
        from grader.classroom.term import Reason

        function(reason=Reason(who or user_name(), why), **options)

    why = click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
    by = click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
    return why(by(with_reason))


@command("Let a student hand in later.", ("gradebook", "attempt"))
@click.argument("student", shell_complete=known)
@click.option(
    "--until", required=True, metavar="TIME|none", help="When it is due for them, with or without "
    "a zone; none takes extensions back."
)  # fmt: skip
@for_a_reason
@of_a_course(OF_STUDENT)
def extend(classes: Classes, student: str, until: str, reason: Reason) -> None:
    """Have an assignment be due later for a STUDENT; what they have handed in is settled anew.

    A time without a zone is in the zone in which the rubric says `due`.

    \b
    Examples:
      grade extend jane --until "2026-10-20 23:59" --why "ill, with a certificate"
          Due then, in the rubric's zone.
      grade extend jane --until "2026-10-20 23:59 +02:00" --why ill --who Smith
          With a zone of its own.
      grade extend jane --until none --why "was for another Jane"
          Takes it back.
      grade extend jane --until none --why slip --assignment sgd --course ~/c --gradebook ~/s.db
          From another folder.
    """
    from grader.classroom.term import extend

    with classes.gradebook() as book:
        participant = participant_of(book, classes, student)
        carry_out(book, extend(book, participant, until, reason), participant.student)


@command("Leave an assignment out for a student.", ("gradebook", "not graded"))
@click.argument("student", shell_complete=known)
@for_a_reason
@of_a_course(OF_STUDENT)
def excuse(classes: Classes, student: str, reason: Reason) -> None:
    """Excuse a STUDENT from an assignment: no score, and no part of any total, which is no zero.

    `grade undo` takes it back.

    \b
    Examples:
      grade excuse jane --why "joined in week 5" --assignment perceptron
          It does not count for Jane.
      grade excuse jane --why ill --who Smith --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.term import excuse

    with classes.gradebook() as book:
        participant = participant_of(book, classes, student)
        carry_out(book, excuse(book, participant, reason), participant.student)


@command("Add points that no program gives, or take some off.", ("override", "gradebook"))
@click.argument("student", shell_complete=known)
@click.argument("points", metavar="POINTS")
@for_a_reason
@of_a_course(OF_STUDENT)
def adjust(classes: Classes, student: str, points: str, reason: Reason) -> None:
    """Give a STUDENT POINTS for a PDF or an oral, a bonus or, below 0, a malus.

    They come on top of what was judged and may exceed the maximum; each is a line of its own.
    Points for a criterion, or in place of the judged ones: `grade override`. `grade undo` takes
    them back.

    \b
    Examples:
      grade adjust jane 3 --why "the proof on paper"
          3 points more.
      grade adjust jane -1.5 --why "copied a figure" --who Smith
          1.5 points less.
      grade adjust jane 5 --why oral --assignment sgd --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.term import adjust

    with classes.gradebook() as book:
        participant = participant_of(book, classes, student)
        carry_out(book, adjust(book, participant, points, reason), participant.student)


# So that points below 0 are no option.
adjust.context_settings = {**adjust.context_settings, "ignore_unknown_options": True}


@command("Have another of a student's files count.", ("attempt", "gradebook"))
@click.argument("student", shell_complete=known)
@click.argument("hand_in", metavar="FILE|ATTEMPT|none")
@for_a_reason
@of_a_course(OF_STUDENT)
def choose(classes: Classes, student: str, hand_in: str, reason: Reason) -> None:
    """Have a STUDENT's FILE, or the ATTEMPT of that number, count; `none` goes by the rubric again.

    `grade gradebook STUDENT` shows both. It counts also when they hand in again.

    \b
    Examples:
      grade choose jane 2 --why "the last is an empty template"
          Her second attempt counts.
      grade choose jane hw-final.ipynb --why "sent the wrong file" --who Smith
          By the file's name.
      grade choose jane none --why "handed in anew"
          By the rubric's rule.
      grade choose jane 1 --why oops --assignment sgd --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.term import choose

    with classes.gradebook() as book:
        participant = participant_of(book, classes, student)
        carry_out(book, choose(book, participant, hand_in, reason), participant.student)


@command("Have a student, a hand-in or a batch count no more.", ("gradebook", "attempt"))
@click.argument("student", required=False, shell_complete=known)
@click.argument("hand_in", required=False, metavar="[FILE|ATTEMPT]")
@click.option("--batch", type=int, metavar="N", help="All that came in by this batch of the log.")
@YES
@for_a_reason
@of_a_course(OF_STUDENT)
def remove(
    classes: Classes,
    student: str | None,
    hand_in: str | None,
    batch: int | None,
    yes: bool,
    reason: Reason,
) -> None:
    """Take a STUDENT out of the class, or one FILE or ATTEMPT of theirs, or all of a batch.

    Nothing is deleted: `grade undo` puts it back. Shows for whom other points count, and asks.
    Exit status: 4 if it was only shown.

    \b
    Examples:
      grade remove jane --why "left the course"
          Jane is in no list any more.
      grade remove jane 3 --why "the wrong file" --yes
          Her third attempt counts no more.
      grade remove jane draft.ipynb --why "a draft" --assignment sgd
          By the file's name.
      grade remove --batch 12 --why "the wrong folder" --who Smith
          All that batch 12 brought; grade log numbers them.
      grade remove jane --why left --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    if (student is None) == (batch is None):
        raise UsageError("name either a STUDENT or --batch N")
    with classes.gradebook() as book:
        action, person = removal(book, classes, (student, hand_in), batch, reason)
        sys.exit(0 if offer(book, action, person, yes=yes) else NOT_DONE)


def removal(
    book: Gradebook,
    classes: Classes,
    named: tuple[str | None, str | None],
    batch: int | None,
    reason: Reason,
) -> tuple[Action, Student | None]:
    """Make the action that removes what is named, and say whose it is."""
    from grader.classroom.term import remove_batch, remove_hand_in, remove_student

    student, hand_in = named
    if student is None:
        assert batch is not None
        return remove_batch(book, batch, reason), None
    if hand_in is None:
        person = book.find_student(student)
        return remove_student(book, person, reason), person
    participant = participant_of(book, classes, student)
    return remove_hand_in(book, participant, hand_in, reason), participant.student


@command("Take back what was done to a class.", ("gradebook",))
@click.argument("number", type=int, required=False, metavar="[N]")
@click.option("--why", default="", metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who says so.  [default: your user name]")
@YES
@of_a_gradebook
def undo(where: str, number: int | None, why: str, who: str | None, yes: bool) -> None:
    """Undo action N of `grade log`; without N the latest that is not undone, and no student's.

    Shows what it was and for whom other points count, and asks. Exit status: 4 if it was only
    shown. Overrides and marks are taken back with `none` by the command that gave them.

    \b
    Examples:
      grade undo
          The latest action.
      grade undo 12 --why "was right after all" --yes
          Action 12, without asking.
      grade undo 12 --who Smith --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.gradebook.actions import KINDS
    from grader.classroom.membership import tell_since
    from grader.classroom.term import last_action

    with open_gradebook(where, create=False) as book:
        past = last_action(book) if number is None else book.find_action(number)
        with progress("working out what changes"):
            effects = book.preview_undo(past.id)
        deed = KINDS[past.kind].tell(past.detail)
        click.echo(clean(f"{past.id}, {past.kind} by {past.who} ({past.why}): {deed}"))
        show(effects)
        for line in tell_since(book, past):
            click.echo(clean(line))
        if not agreed(f"undo {past.id}?", yes=yes):
            sys.exit(NOT_DONE)
        click.echo(f"undone, as action {book.undo(past.id, who or user_name(), why)}")


@command("Who did what to a class, and when.", ("gradebook", "override"))
@click.argument("student", required=False, shell_complete=known)
@of_a_gradebook
def log(where: str, student: str | None) -> None:
    """List what people did, the newest last: batches, extensions, points by hand, removals, ...

    All of it, or what concerned one STUDENT, by key, name or id. The numbers are those that
    `grade undo` takes.

    \b
    Examples:
      grade log
          All of it.
      grade log jane
          What concerned Jane.
      grade log --course ~/course --gradebook ~/spring.db
          From another folder.
    """
    from grader.classroom.tables.actions import render_log

    with open_gradebook(where, create=False) as book:
        person = student and book.find_student(student, with_removed=True)
        click.echo(render_log(book.log(person or None), terminal_style()))


def participant_of(book: Gradebook, classes: Classes, typed: str) -> Participant:
    """Find the student and the assignment that are meant. Raises UsageError."""
    from grader.classroom.term import Participant

    student = book.find_student(typed)
    classroom = classes.of_student(book, student)
    # Who is ill says so before anybody has handed in.
    if book.counts(classroom.name) is None:
        book.describe(described(classroom, classroom.maximum))
    return Participant(student, classroom.name)


def carry_out(book: Gradebook, action: Action, student: Student) -> None:
    """Do an action, and say what it was and changed."""
    effects = book.preview(action)
    number = book.act(action)
    click.echo(clean(f"{student}: {in_few_words(action)} (action {number}, by {action.who})"))
    show(effects)


def offer(book: Gradebook, action: Action, student: Student | None, *, yes: bool) -> bool:
    """Show what an action changes, and do it if that is wanted; whether it was done."""
    with progress("working out what changes"):
        effects = book.preview(action)
    whose = "" if student is None else f"{student}: "
    click.echo(clean(f"{whose}{action.kind} {in_few_words(action)}"))
    show(effects)
    if not agreed(f"{action.kind}?", yes=yes):
        return False
    click.echo(f"done, as action {book.act(action)}; grade undo takes it back")
    return True


def in_few_words(action: Action) -> str:
    """Say in a few words what an action does."""
    from grader.classroom.gradebook.actions import KINDS

    return KINDS[action.kind].tell(action.detail)


def show(effects: Sequence[Effect]) -> None:
    """Show for whom other points count, by assignment."""
    from grader.classroom.tables.actions import render_effects

    click.echo(render_effects(effects, terminal_style()))


COMMANDS = (extend, excuse, adjust, choose, remove, undo, log)
