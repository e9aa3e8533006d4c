"""What `grade batch` was given: whose each file is, and of which assignment."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.classes import Classes
from grader.core.errors import GraderError, UsageError
from grader.core.text import clean

if TYPE_CHECKING:
    from grader.classroom.gradebook.rosters import RosterChange
    from grader.classroom.intake.choice import Looker
    from grader.classroom.intake.roster import Roster
    from grader.classroom.people import HandIn, Remark
    from grader.course.load import Assignment


@dataclass(frozen=True)
class HandedIn:
    """What a class handed in, and what there is to say of it, for each assignment by its name."""

    assignments: Mapping[str, Assignment]
    items: Sequence[HandIn | Remark]

    @property
    def remarks(self) -> list[Remark]:
        """What is of no assignment that can be graded."""
        from grader.classroom.people import Remark

        return [item for item in self.items if isinstance(item, Remark)]

    def of(self, name: str) -> list[HandIn | Remark]:
        """Give what is of an assignment; the first of them tells of what is of none."""
        from grader.classroom.people import Remark

        is_first = name == next(iter(self.assignments))
        return [
            item
            for item in self.items
            if (is_first if isinstance(item, Remark) else item.assignment == name)
        ]


@dataclass(frozen=True)
class Drawing:
    """What holds for all assignments of a batch: cases drawn besides, seconds for a file."""

    seeds: tuple[int, ...]
    timeout: float | None

    def load(self, classes: Classes, name: str) -> Assignment:
        """Load an assignment so. Raises GraderError."""
        return classes.course.assignment(name, self.seeds, self.timeout)


def find_all(
    classes: Classes, sources: Sequence[Path], roster: Roster | None, drawing: Drawing
) -> HandedIn:
    """Find what was handed in, and load what it is graded by. Raises GraderError."""
    from grader.classroom.intake.hand_ins import find_hand_ins

    for source in sources:
        classes.course.refuse_within(source)
    most = classes.course.limits_of(classes.assignment).submission_mb * 1024 * 1024
    # All before the first is graded: who is meant by a file may hang on the others.
    with contextlib.closing(looker_for(classes, drawing)) as looker:
        items = list(find_hand_ins(sources, roster, looker, most))
    return load_all(classes, items, drawing)


def looker_for(classes: Classes, drawing: Drawing) -> Looker:
    """Make what tells the files of the assignment that is meant, or which each is of."""
    from grader.classroom.intake.choice import Looker, wanted_of
    from grader.classroom.intake.homeworks import Homeworks

    if classes.assignment is None:
        return Homeworks(classes.course)
    return Looker(wanted_of(drawing.load(classes, classes.assignment)))


def load_all(classes: Classes, items: Sequence[HandIn | Remark], drawing: Drawing) -> HandedIn:
    """Load the assignments that something was handed in for; what is wrong with one is remarked.

    Raises GraderError for the one that was named.
    """
    from grader.classroom.people import HandIn, Remark

    if classes.assignment is not None:
        return HandedIn({classes.assignment: drawing.load(classes, classes.assignment)}, items)
    loaded, faults = {}, {}
    for name in sorted({item.assignment for item in items if isinstance(item, HandIn)}):
        try:
            loaded[name] = drawing.load(classes, name)
        except GraderError as error:
            number = sum(isinstance(item, HandIn) and item.assignment == name for item in items)
            text = (
                f"{number} hand-in{'s' if number > 1 else ''}: {str(error).partition(chr(10))[0]}"
            )
            faults[name] = Remark(name, text, is_loss=True, is_ours=True)
    others = [item for item in items if isinstance(item, Remark) or item.assignment in loaded]
    return HandedIn(loaded, [*faults.values(), *others])


def of_students(classes: Classes, handed_in: HandedIn, texts: Sequence[str]) -> HandedIn:
    """Give what some students handed in. Raises UsageError for one of whom there is nothing."""
    from grader.classroom.anonymity import CODE
    from grader.classroom.gradebook.reading import meant_by
    from grader.classroom.people import HandIn

    hand_ins = [item for item in handed_in.items if isinstance(item, HandIn)]
    people = [*{hand_in.student.key: hand_in.student for hand_in in hand_ins}.values()]
    codes = [text for text in texts if CODE.fullmatch(text.upper())]
    with classes.gradebook() if codes else contextlib.nullcontext() as book:
        keyed = {text: book.find_student(text).key for text in codes} if book else {}
    where = "among those whose files these are"
    keys = {meant_by(keyed.get(text, text), people, where).key for text in texts}
    # Nor what there is to say of others' files.
    theirs = [hand_in for hand_in in hand_ins if hand_in.student.key in keys]
    names = {hand_in.assignment for hand_in in theirs}
    assignments = {name: each for name, each in handed_in.assignments.items() if name in names}
    return HandedIn(assignments, theirs)


def tell_of_another_class(
    items: Sequence[HandIn | Remark], roster: Roster, path: Path | None
) -> None:
    """Say where few of a class are on its roster. Raises UsageError where nobody is on one given.

    Before anything is written: each stranger would become one of the class.
    """
    from grader.classroom.people import HandIn

    keys = {student.key for student in roster.students}
    whose = [
        item.student.key if isinstance(item, HandIn) else None for item in items if is_work(item)
    ]
    fitting = sum(key in keys for key in whose)
    text = f"{fitting} of {len(whose)} hand-ins match; is this the roster of this class?"
    if path and whose and not fitting:
        raise UsageError(f"{clean(path)}: {text}")
    if 2 * fitting < len(whose):
        click.echo(f"grade: {clean(path or 'the roster of an earlier batch')}: {text}", err=True)


def tell_of_groups(classes: Classes, handed_in: HandedIn, roster: Roster) -> None:
    """Say that the roster has groups where the rubric doesn't say whether that is group work."""
    from grader.classroom.intake.group_work import groups_of

    rubrics = classes.course.rubric.assignments
    # Of nobody's files nothing is loaded, and groups may be why they are nobody's.
    names = [*handed_in.assignments] or [*rubrics]
    unsaid = [name for name in names if rubrics[name].gist.groups is None]
    for name in unsaid if groups_of(roster.students) else ():
        what = f"the roster has groups and {name} is no group work: `groups: true` makes it so"
        click.echo(f"grade: {what}, `groups: false` says that it is none", err=True)


def tell_of_audiences(handed_in: HandedIn, roster: Roster | None) -> None:
    """Say of criteria for a group that nobody is in: they are nobody's points, as by a slip."""
    from grader.classroom.sections import groups_in

    groups = frozenset[str]().union(*map(groups_in, roster.students if roster else ()))
    for name, assignment in handed_in.assignments.items():
        for criterion, audience in assignment.rubric.audiences.items():
            if audience.casefold() not in groups:
                what = f"{name}: {criterion!r} is for {audience}, and nobody on the roster is"
                click.echo(f"grade: {what} in a group or section of that name", err=True)


def is_work(item: HandIn | Remark) -> bool:
    """Tell whether it may be somebody's work of whom a roster can know, or should."""
    from grader.classroom.intake.group_work import OF_GROUP
    from grader.classroom.intake.owners import ANONYMOUS
    from grader.classroom.people import HandIn

    if isinstance(item, HandIn):
        return ANONYMOUS not in item.notes
    return item.is_loss and not item.is_ours and OF_GROUP not in item.message


def find_roster(classes: Classes, path: Path | None) -> Roster | None:
    """Read the roster that is given, its students as they are known; else give the known one."""
    from grader.classroom.intake.joining import by_current_keys, join
    from grader.classroom.intake.roster import read_roster

    if path is None:
        return known_roster(classes)
    roster, known = read_roster(path), known_people(classes)
    return roster if known is None else join(by_current_keys(roster, known.former), known)


def known_roster(classes: Classes) -> Roster | None:
    """Find the roster that an earlier batch was given, if there was one."""
    known = known_people(classes)
    return known if known and known.students else None


def known_people(classes: Classes) -> Roster | None:
    """Find who is on the roster, and by which keys they were known; None without a gradebook."""
    from grader.classroom.intake.roster import Roster

    if not is_made(classes):
        return None
    # Another batch may be about to make it: whoever comes first does.
    with classes.gradebook(create=True) as book:
        return Roster(book.roster(), former=book.former_keys())


def is_made(classes: Classes) -> bool:
    """Tell whether the gradebook may be there; an empty file is one that is still to be made."""
    is_url, path = "://" in str(classes.where), Path(classes.where)
    return is_url or (path.exists() and path.stat().st_size > 0)


def refuse_named_files(classes: Classes) -> None:
    """Raise UsageError where names are hidden, and files would be shown as they are called."""
    from grader.classroom.anonymity import refuse_hidden

    if is_made(classes):
        with classes.gradebook() as book:
            what = "files are called by their students"
            refuse_hidden(book.cover(), what)


def tell_roster(change: RosterChange, roster: Roster, name: str) -> None:
    """Say what a list that was given has changed, and who is known and not on it."""
    from grader.classroom.intake.joining import find_on_roster
    from grader.classroom.intake.owners import list_students

    lines = [f"{student}, known before by {former.key!r}" for former, student in change.merged]
    if change.left:
        lines.append(f"no more on it: {list_students(change.left)}")
    if change.outsiders:
        lines.append(f"not on it, and known by hand-ins: {list_students(change.outsiders)}")
    for outsider in change.outsiders:
        if meant := find_on_roster(outsider, roster):
            lines.append(f"{outsider} could be {list_students(meant)}: grade merge makes them one")
    for line in lines:
        click.echo(f"grade: {clean(name)}: {clean(line)}", err=True)
    if change.action is not None and (change.left or change.merged):
        click.echo(f"grade: {clean(name)}: grade undo {change.action} takes that back", err=True)
