"""A class across the assignments of a course: what counts for each student, added up. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.classroom.people import EXCUSED, HELD, MISSING, UNGRADED, Standing, Student
from grader.core.result import Points, Status, whole


@dataclass(frozen=True)
class Unit:
    """One assignment as it counts in its course; `weight` is what all of its points count for."""

    name: str
    title: str
    maximum: Points
    weight: float | None = None
    is_held: bool = False  # a grade waits until all that is marked by hand is marked

    @property
    def worth(self) -> float:
        return self.maximum if self.weight is None else self.weight

    def hold(self, standing: Standing) -> Standing:
        """Keep back what is not all marked, where the rubric says so; what is, stays."""
        if not (self.is_held and standing.to_mark):
            return standing
        return replace(standing, status=HELD, earned=None)

    def weigh(self, standing: Standing) -> float:
        """Give what a standing counts for; without a weight its points count as they are."""
        earned = standing.earned or 0
        if self.weight is None:
            return earned
        return self.weight * earned / (standing.maximum or self.maximum)


@dataclass(frozen=True)
class Syllabus:
    """The units of a course that are held, in its order."""

    units: tuple[Unit, ...]

    @property
    def maximum(self) -> Points:
        return whole(sum(unit.maximum for unit in self.units))

    @property
    def worth(self) -> float:
        return math.fsum(unit.worth for unit in self.units)

    @property
    def is_weighted(self) -> bool:
        return any(unit.weight is not None for unit in self.units)


@dataclass(frozen=True)
class Transcript:
    """What counts for one student in each unit of a course, in its order."""

    student: Student
    standings: tuple[Standing, ...]

    def counting(self, syllabus: Syllabus) -> Iterator[tuple[Unit, Points]]:
        """Give the units that count, and what the student can have there: none if excused."""
        for unit, standing in zip(syllabus.units, self.standings, strict=True):
            if standing.status != EXCUSED:
                yield unit, unit.maximum if standing.maximum is None else standing.maximum

    def maximum(self, syllabus: Syllabus) -> Points:
        """Add up what the student can have."""
        return whole(sum(maximum for _, maximum in self.counting(syllabus)))

    def worth(self, syllabus: Syllabus) -> float:
        """Add up what that counts for in the course."""
        counting = self.counting(syllabus)
        return math.fsum(own if unit.weight is None else unit.weight for unit, own in counting)

    @property
    def total(self) -> float | None:
        """The points of all that was handed in; None as long as one of them is not known."""
        return self.add_up(s.earned for s in self.standings if s.earned is not None)

    def weighted(self, syllabus: Syllabus) -> float | None:
        """Add up what each unit counts for; None where there is no total."""
        pairs = zip(syllabus.units, self.standings, strict=True)
        return self.add_up(unit.weigh(s) for unit, s in pairs if s.earned is not None)

    def add_up(self, scores: Iterable[float]) -> float | None:
        """Add up points, where there are any and nothing is ungraded, which is never 0."""
        scored = list(scores)
        waits = (*UNGRADED, HELD)
        is_known = not any(standing.status in waits for standing in self.standings)
        return math.fsum(scored) if scored and is_known else None


def transcripts(syllabus: Syllabus, classes: Sequence[Iterable[Standing]]) -> list[Transcript]:
    """Put together how a class stands in each unit, by name and then key."""
    people: dict[str, Student] = {}
    by_unit: list[dict[str, Standing]] = []
    for standings in classes:
        by_unit.append({standing.student.key: standing for standing in map(lean, standings)})
        people |= {key: standing.student for key, standing in by_unit[-1].items()}
    order = sorted(people.values(), key=lambda student: (student.name, student.key))
    return [Transcript(who, tuple(rows(who, syllabus, by_unit))) for who in order]


def rows(
    student: Student, syllabus: Syllabus, by_unit: Sequence[dict[str, Standing]]
) -> Iterator[Standing]:
    """Give a student's standings; who is not on the roster may be in some units only."""
    for unit, standings in zip(syllabus.units, by_unit, strict=True):
        missing = Standing(student, unit.name, MISSING, maximum=unit.maximum)
        yield standings.get(student.key, missing)


def lean(standing: Standing) -> Standing:
    """Leave out the report, unless there is something to tell of it: all would fill memory."""
    is_plain = standing.status == Status.GRADED.value and not standing.doubts
    return replace(standing, report=None) if is_plain and standing.report else standing
