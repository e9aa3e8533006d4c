"""Choose what is asked for which points: what can't be asked is left to a person. Pure."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from grader.authoring.takeover.cells import count_tests
from grader.authoring.takeover.homework import CellTest, Exercise, Homework, Left
from grader.authoring.takeover.names import find_definitions, find_stars
from grader.authoring.takeover.questions import CannotTakeError, Question, Setting, ask

NO_NAME = re.compile(r"(?:cell|test|task|answer)?-?[0-9a-f]{12,}|cell_\d+|question")
IN_PROBES = ("case", "needs", "run")  # what a file of probes has besides
OTHERS = "Questions"  # the group of what stands below no heading
TAKEN_GROUPS = ("shapes", "rules")  # words that mean something in a rubric


@dataclass(frozen=True)
class Probing:
    """A question under the name and the sentence that it has in an assignment."""

    name: str
    sentence: str
    question: Question
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A criterion: its points for some questions, or by hand where there are none."""

    name: str
    title: str
    group: str
    points: Fraction
    probings: tuple[Probing, ...] = ()
    is_hidden: bool = False
    tag: str = ""  # of the cells that a person looks at


@dataclass(frozen=True)
class Takeover:
    """All that is asked and marked, and what is not; points are `scale` times the notebook's."""

    homework: Homework
    lines: tuple[Taken, ...]
    left: tuple[Left, ...]
    scale: int
    stars: tuple[str, ...] = ()  # imports that bring names for all questions

    def probings(self, *, hidden: bool) -> list[Probing]:
        """Give what is asked on one side."""
        return [p for line in self.lines if line.is_hidden is hidden for p in line.probings]

    def points(self, *, hidden: bool) -> Fraction:
        """Add up what one side is worth."""
        return sum((x.points for x in self.lines if x.is_hidden is hidden), Fraction(0))


def take_over(homework: Homework) -> Takeover:
    """Choose for an assignment that asks what the tests of a homework test."""
    planner = Planner(homework)
    for exercise in homework.exercises:
        planner.take(exercise)
    # Points are counted in halves.
    scale = lcm(*((2 * line.points).denominator for line in planner.lines), 1)
    lines = [replace(line, points=line.points * scale) for line in planner.lines]
    left = (*homework.left, *planner.left)
    return Takeover(homework, tuple(lines), left, scale, planner.setting.stars)


class Planner:
    """Goes through a homework's exercises, and gives each name once."""

    def __init__(self, homework: Homework) -> None:
        self.setting = Setting(find_definitions(homework.parts), find_stars(homework.parts))
        self.tags = {part.tag for part in homework.parts}
        self.lines: list[Taken] = []
        self.left: list[Left] = []
        self.names = {*keyword.kwlist, *IN_PROBES}
        self.titles: dict[str, str] = {}  # and whose each is

    def take(self, exercise: Exercise) -> None:
        """Make criteria of an exercise, with its points."""
        if exercise.by_hand:
            self.mark_by_hand(exercise, exercise.points, exercise.title)
            return
        by_side = {hidden: self.ask_all(exercise, hidden=hidden) for hidden in (False, True)}
        visible, hidden = exercise.points, exercise.hidden_points
        if hidden and not by_side[True] and by_side[False]:
            visible, hidden = visible + hidden, Fraction(0)
        for points, is_hidden in ((visible, False), (hidden, True)):
            if points and by_side[is_hidden]:
                self.add(exercise, by_side[is_hidden], points)
            elif points:
                title = f"{exercise.title or exercise.name} (its tests were not taken over)"
                self.mark_by_hand(exercise, points, title)

    def ask_all(self, exercise: Exercise, *, hidden: bool) -> list[Question]:
        """Make questions of an exercise's tests, and note those that can't be asked."""
        worth = exercise.hidden_points if hidden else exercise.points
        questions = []
        for test in exercise.tests:
            if test.is_hidden is not hidden:
                continue
            try:
                questions.append(ask(test, self.setting))
            except CannotTakeError as fault:
                self.leave(exercise, test, str(fault))
                continue
            if not worth and (test.shows or count_tests(test.code)):
                self.leave(exercise, test, "its test is worth 0 points")
        return questions

    def leave(self, exercise: Exercise, test: CellTest, why: str) -> None:
        """Note a test that is not asked; what tests nothing is missed by nobody."""
        if test.shows or count_tests(test.code) or exercise.points or exercise.hidden_points:
            self.left.append(Left(test.cell, exercise.name, why, test.code))

    def add(self, exercise: Exercise, questions: Sequence[Question], points: Fraction) -> None:
        """Add a criterion that questions decide."""
        is_hidden = questions[0].test.is_hidden
        subject = questions[-1].needs[-1]
        name = self.new_name(exercise.name, subject, "_hidden" * is_hidden)
        # Students have the function, but neither name nor title of the criterion that it decides.
        function = self.new_name(exercise.name, subject, "_more") if is_hidden else name
        title = self.new_title(exercise, subject)
        probings = []
        for number, question in enumerate(questions, 1):
            sentence = title + ", with more than is shown" * is_hidden
            sentence += f", test {number} of {len(questions)}" * (len(questions) > 1)
            ending = f"_{number}" * (len(questions) > 1)
            own = self.new_name(f"{function}{ending}", subject, "") if ending else function
            probings.append(Probing(own, sentence, question, self.variables(question)))
            self.left += later_words(exercise, question)
        title += " (hidden tests)" * is_hidden
        group = group_of(exercise.section)
        self.lines.append(Taken(name, title, group, points, tuple(probings), is_hidden))

    def variables(self, question: Question) -> tuple[str, ...]:
        """Name what of the student's a question reads and does not call."""
        needs = (self.setting.definitions[name] for name in question.needs)
        names = (each.name for each in needs if not each.is_callable)
        return tuple(name for name in names if f"student.{name}(" not in question.body)

    def mark_by_hand(self, exercise: Exercise, points: Fraction, title: str) -> None:
        """Add a criterion that a person decides."""
        name = self.new_name(exercise.name, "by_hand", "")
        group = group_of(exercise.section)
        title = title or exercise.section or exercise.name
        tag = exercise.name if exercise.name in self.tags else ""
        self.lines.append(Taken(name, title, group, points, tag=tag))

    def new_title(self, exercise: Exercise, subject: str) -> str:
        """Give what a criterion is for; where many say the same, with the heading."""
        title = exercise.title or f"`{subject}` does what {exercise.section or 'the task'} asks for"
        if self.titles.setdefault(title, exercise.name) == exercise.name or not exercise.section:
            return title
        return f"{exercise.section}: {title}"

    def new_name(self, wanted: str, subject: str, ending: str) -> str:
        """Give a name that is a function's and no other's."""
        word = subject if NO_NAME.fullmatch(wanted) else wanted
        word = re.sub(r"\W+", "_", word, flags=re.ASCII).strip("_") or subject
        word = f"q_{word}" if word[0].isdigit() else word
        tries = (f"{word}{ending}{f'_{n}' * (n > 1)}" for n in range(1, 10_000))
        name = next(each for each in tries if each not in self.names)
        self.names.add(name)
        return name


def group_of(section: str) -> str:
    """Give a criterion's group: the heading that it stands below."""
    return OTHERS if not section or section.lower() in TAKEN_GROUPS else section


def later_words(exercise: Exercise, question: Question) -> list[Left]:
    """Say where a test saw another value than the question will."""
    names = ", ".join(f"`{name}`" for name in question.later)
    why = f"{names}: bound again below its test, and asked as after the last cell"
    return [Left(question.test.cell, exercise.name, why)] if names else []
