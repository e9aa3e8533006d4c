"""Put every one-change mutant of the example through a rubric: which of them lose nothing?

Like any submission they are run behind the wall. Each is asked what calls its function, by the
example: the rest it answers as the example does. Whatever loses nothing is either as right as the
example, which its author can say in `equivalent.yaml`, or shows where the probes are weak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from grader.authoring.catalogue import example_of
from grader.authoring.mutants import Mutant, make_mutants
from grader.authoring.observe import as_handed_in, find_unneeded, observe_each
from grader.core.errors import CourseError
from grader.core.files import read_text
from grader.core.probe import Answer, Observation, Observations, Probe, as_needed
from grader.core.submission import Limits, Script
from grader.core.text import Say, clean
from grader.course.example import EXAMPLES, Example
from grader.course.load import Assignment
from grader.judging.comparison import is_same
from grader.judging.scoring import is_lost, score
from grader.pipeline import job_of, questions_of
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions

MARKS = "equivalent.yaml"
KEYS = ("in", "replace", "by", "why")
# Of the time that a submission has: most mutants that take long never end.
SHARES = (1 / 10, 1.0)

# A mutant, and what it answers otherwise than the golden; None where it broke the channel.
Tried = tuple[Mutant, Mapping[str, Observation] | None]


@dataclass(frozen=True)
class Mark:
    """What an author says of a change: that it makes a program as right as the example, and why."""

    function: str
    replace: str
    by: str
    why: str

    def __str__(self) -> str:
        before, after = (text.partition("\n")[0] for text in (self.replace, self.by))
        return f"{self.function}: {before} -> {after}"

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether a mutant is made by this change, at one of the places where it can be."""
        before, places = mutant.before, re.finditer(re.escape(self.replace), mutant.before)
        names = mutant.function, mutant.function.rpartition(".")[2]
        return self.function in names and any(
            before[: place.start()] + self.by + before[place.end() :] == mutant.after
            for place in places
        )


@dataclass(frozen=True)
class Trial:
    """What became of the mutants: how many there are, and which lose nothing.

    The survivors are those that no author said to be equivalent; `stale` is what was said of
    changes that there are not, or that lose points.
    """

    tried: int
    survivors: tuple[Mutant, ...]
    equivalent: int
    stale: tuple[str, ...]

    @property
    def losing(self) -> int:
        return self.tried - self.equivalent - len(self.survivors)

    def document(self) -> dict[str, object]:
        """Write it as JSON; a survivor as it can be said to be equivalent."""
        survivors = [
            {
                "in": each.function,
                "cell": each.place.cell,
                "line": each.place.line,
                "replace": each.before,
                "by": each.after,
            }
            for each in self.survivors
        ]
        return {
            "tried": self.tried,
            "lose_points": self.losing,
            "equivalent": self.equivalent,
            "survivors": survivors,
            "stale": list(self.stale),
        }


def try_mutants(assignment: Assignment, say: Say) -> Trial | None:
    """Run all mutants; None where there is no example to change. Raises CourseError."""
    if not any((assignment.folder / name).is_file() for name in EXAMPLES):
        return None
    load_marks(assignment)  # before what takes long: they may have faults
    return judge_mutants(assignment, run_mutants(assignment, say))


def run_mutants(assignment: Assignment, say: Say) -> list[Tried]:
    """Run all mutants, and take down where they depart. Raises CourseError."""
    base = example_of(assignment)
    mutants = make_mutants(base)
    jobs = Jobs(assignment, base)
    observed = observe_each(assignment, [jobs.of(mutant) for mutant in mutants], say)
    return [
        (mutant, None if observations.tampered else differing(assignment, observations))
        for mutant, observations in zip(mutants, observed, strict=True)
    ]


def differing(assignment: Assignment, observations: Observations) -> dict[str, Observation]:
    """Leave out what is answered as the golden is, to the last digit: that is nearly all."""
    return {
        probe: observation
        for probe, observation in observations.by_probe.items()
        if not isinstance(observation, Answer)
        or not is_same(observation.value, assignment.golden[probe])
    }


def judge_mutants(assignment: Assignment, tried: Sequence[Tried]) -> Trial:
    """Tell which mutants lose nothing; runs nothing. Raises CourseError."""
    marks, mutants = load_marks(assignment), [mutant for mutant, _ in tried]
    whole = [
        mutant
        for mutant, answers in tried
        if answers is not None and not loses(assignment, answers)
    ]
    survivors = [mutant for mutant in whole if not any(mark.fits(mutant) for mark in marks)]
    stale = tuple(stale_marks(marks, mutants, whole))
    return Trial(len(mutants), tuple(survivors), len(whole) - len(survivors), stale)


class Jobs:
    """What is run of each mutant, and asked: all, or but some `probes`."""

    def __init__(
        self, assignment: Assignment, base: Script, probes: Sequence[Probe] | None = None
    ) -> None:
        self.probes = assignment.probes if probes is None else probes
        self.source = assignment.probes_source
        needs = (need for probe in assignment.probes for need in probe.needs)
        self.example = Example(base, needs, assignment.variables)
        self.questions: dict[str, Questions] = {}
        self.shown = find_unneeded(assignment, base)
        # What it imports and brings along is the example's.
        job = job_of(as_handed_in(self.shown.left_out(base), assignment), assignment)
        self.job = in_short(job, assignment)

    def of(self, mutant: Mutant) -> tuple[Job, Questions]:
        name = as_needed(mutant.function)
        if name not in self.questions:
            probes = tuple(probe for probe in self.probes if self.calls(probe.needs, name))
            self.questions[name] = Questions(probes, self.source)
        script = self.shown.left_out(mutant.script)
        return replace(self.job, script=script), self.questions[name]

    def calls(self, needs: Sequence[str], name: str) -> bool:
        """Tell whether a function is called; of one that nobody asks for that is not known."""
        reach = self.example.reach
        # What a variable comes from, only a run of the whole program tells.
        return name not in reach or any(
            need not in reach or name == need or name in reach[need] for need in needs
        )


def in_short(job: Job, assignment: Assignment) -> Job:
    """Give mutants a share of the time, if the example comes to its end in it."""
    questions = questions_of(assignment)
    for share in SHARES:
        short = replace(job, limits=limits_of(job.limits, share))
        (observations,) = observe_each(assignment, [(short, questions)], lambda text: None)
        if not loses(assignment, observations.by_probe):
            return short
    raise CourseError(
        f"{assignment.folder}: the example loses points itself; run: grade golden {assignment.name}"
    )


def limits_of(limits: Limits, share: float) -> Limits:
    """Take a share of all times."""
    return replace(
        limits,
        probe_seconds=share * limits.probe_seconds,
        cell_seconds=share * limits.cell_seconds,
        submission_seconds=share * limits.submission_seconds,
    )


def loses(assignment: Assignment, answers: Mapping[str, Observation]) -> bool:
    """Tell whether any criterion is lost by some answers, where all others are right."""
    right = {probe: Answer(value) for probe, value in assignment.golden.items()}
    scores = score(assignment.criteria, {**right, **answers}, assignment.golden, ())
    return any(map(is_lost, scores))


# What an author says


def load_marks(assignment: Assignment) -> list[Mark]:
    """Load the changes that make an equivalent program, and why. Raises CourseError."""
    path = (assignment.staff_folder or assignment.folder) / MARKS
    if not path.is_file():
        return []
    try:
        entries = yaml.safe_load(read_text(path, CourseError)) or []
    except yaml.YAMLError as error:
        raise CourseError(f"{clean(path)}: no YAML: {clean(error)}") from error
    if not isinstance(entries, list):
        raise CourseError(f"{clean(path)}: must be a list of entries, each with {', '.join(KEYS)}")
    return [mark_of(entry, f"{clean(path)}: entry {n}") for n, entry in enumerate(entries, 1)]


def mark_of(entry: Any, where: str) -> Mark:
    """Read one entry. Raises CourseError."""
    is_whole = isinstance(entry, dict) and set(entry) == set(KEYS)
    if not is_whole or not all(isinstance(text, str) and text for text in entry.values()):
        raise CourseError(f"{where}: must have the texts {', '.join(KEYS)}, and nothing else")
    return Mark(*(entry[key].rstrip("\n") for key in KEYS))


def stale_marks(
    marks: Sequence[Mark], mutants: Sequence[Mutant], whole: Sequence[Mutant]
) -> Iterator[str]:
    """Say which marks are no use: the example changed, or the probes tell such a program now."""
    for mark in marks:
        if not any(map(mark.fits, whole)):
            is_made = any(map(mark.fits, mutants))
            yield f"{mark}: {'loses points' if is_made else 'no such change of the example'}"
