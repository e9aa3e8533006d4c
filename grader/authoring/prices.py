"""What each known mistake costs as a class is graded: what only follows from it is given back.

Twice: named, and as if the catalogue did not know it, nor what no probe tells from it. So an author
sees what is charged to a student whose mistake nobody has thought of.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from grader.authoring.audit import answers_of, present_catalogue
from grader.authoring.catalogue import example_of, load_catalogue, program
from grader.authoring.observe import as_handed_in, mark
from grader.core.probe import Level, Observations
from grader.core.result import Points, Signature
from grader.core.text import Say
from grader.course.load import Assignment
from grader.judging.likeness import by_answers
from grader.judging.marking import Scheme
from grader.judging.scoring import is_lost, score
from grader.mending import calls_of, mend
from grader.pipeline import catalogue_of, job_of, scheme_of, total
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.session import ScriptRun
from grader.submission.reading import Reading

DEAR = 0.3  # of all points: more than that for one mistake, a teacher will want to look at


@dataclass(frozen=True)
class Charge:
    """What one mistake costs: the criteria that stay lost, and the points in all."""

    criteria: tuple[str, ...]
    points: float

    def document(self) -> dict[str, object]:
        return {"criteria": list(self.criteria), "points": self.points}


@dataclass(frozen=True)
class Price:
    """What one mistake costs where it is named, and where nobody knows it."""

    name: str
    named: Charge
    silent: Charge


@dataclass(frozen=True)
class Prices:
    """What the mistakes of a catalogue cost, in the order of an audit."""

    maximum: Points
    mistakes: tuple[Price, ...]

    @property
    def named(self) -> dict[str, Charge]:
        return {price.name: price.named for price in self.mistakes}

    @property
    def silent(self) -> dict[str, Charge]:
        return {price.name: price.silent for price in self.mistakes}

    @property
    def limit(self) -> float:
        """The points above which a mistake is dear."""
        return DEAR * self.maximum

    def dear(self, charges: dict[str, Charge]) -> list[str]:
        """Name what costs more than a good part of all points, the dearest first."""
        names = [name for name, charge in charges.items() if charge.points > self.limit]
        return sorted(names, key=lambda name: -charges[name].points)

    def document(self) -> dict[str, object]:
        """Write it as JSON."""
        return {
            "mean_named": mean_of(self.named.values()),
            "mean_silent": mean_of(self.silent.values()),
            "mistakes": [
                {"name": p.name, "named": p.named.document(), "silent": p.silent.document()}
                for p in self.mistakes
            ],
        }


def mean_of(charges: Iterable[Charge]) -> float:
    """Give the mean number of criteria that are charged."""
    numbers = [len(charge.criteria) for charge in charges]
    return round(statistics.fmean(numbers), 2) if numbers else 0.0


def find_prices(assignment: Assignment, say: Say) -> Prices | None:
    """Mark each mistake as in class; None where nothing is given back, or no mistake is known."""
    mistakes = assignment.rubric.with_shares(present_catalogue(assignment, say).mistakes)
    scheme = replace(scheme_of(assignment), catalogue=catalogue_of(assignment).of(mistakes))
    if not mistakes or not scheme.share:
        return None
    groups = list(by_answers(mistakes, assignment.tolerance))
    twins = {each.name: group for group in groups for each in group}
    prices = [
        Price(
            mistake.name,
            charge(observed, scheme),
            charge(observed, without(scheme, twins[mistake.name])),
        )
        for mistake, observed in zip(mistakes, ask_anew(assignment, mistakes, say), strict=True)
    ]
    return Prices(assignment.judged_maximum, tuple(prices))


def ask_anew(
    assignment: Assignment, mistakes: Sequence[Signature], say: Say
) -> Iterator[Observations]:
    """Ask what departs of each mistake with right functions in place, as in class."""
    readings = readings_of(assignment)
    calls_of(next(iter(readings.values())), assignment)  # parses, which no two threads may

    def ask(mistake: Signature) -> Observations:
        observed = Observations(answers_of(assignment, mistake), Level.NONE)
        scores = score(assignment.criteria, observed.by_probe, assignment.golden, ())
        if sum(each.parts for each in scores if is_lost(each)) < 2:  # nothing can follow
            return observed
        reading = readings[mistake.name]
        script = ScriptRun(job_of(reading, assignment), sandbox)
        mended = mend(reading, assignment, observed, script)
        return replace(observed, mended=mended)

    with open_sandbox() as sandbox, ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, observed in enumerate(pool.map(ask, mistakes), 1):
            say(f"{assignment.name}: {number} of {len(mistakes)} mistakes are asked anew")
            yield observed


def readings_of(assignment: Assignment) -> dict[str, Reading]:
    """Read the catalogue's mistakes as programs, by name."""
    base, (mistakes, _) = example_of(assignment), load_catalogue(assignment)
    return {each.name: as_handed_in(program(base, each), assignment) for each in mistakes}


def charge(observed: Observations, scheme: Scheme) -> Charge:
    """Mark a program, and say what it costs."""
    scores = mark(observed, (), scheme).scores
    criteria = tuple(each.name for each in scores if is_lost(each))
    maximum = sum(each.maximum for each in scores if not each.by_hand)
    return Charge(criteria, round(maximum - total(scores), 2))


def without(scheme: Scheme, mistakes: Sequence[Signature]) -> Scheme:
    """Leave some mistakes out of what is known."""
    signatures = scheme.catalogue.signatures
    rest = scheme.catalogue.of(each for each in signatures if each not in mistakes)
    return replace(scheme, catalogue=rest)
