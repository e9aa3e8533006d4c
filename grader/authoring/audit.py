"""Run every mistake and every correct variant through a rubric: what does it see, what not?

What the catalogue answers is recorded with the goldens, so a changed rubric is audited without
running anything; programs that changed since, and a teacher's own, are run first.
"""

from __future__ import annotations

import contextlib
import functools
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring.catalogue import hash_catalogue
from grader.authoring.observe import (
    departing,
    mark,
    observe_all,
    observe_catalogue,
    raised_everywhere,
    refuse_faults,
    unknown_criteria,
)
from grader.core.errors import UsageError
from grader.core.probe import Answer, Level, Observation, Observations
from grader.core.result import Points, Score, ScoreStatus, Signature, whole
from grader.core.submission import SUFFIXES, Breach
from grader.core.text import Say, clean
from grader.course.load import Assignment
from grader.course.probes import refuse_repeated
from grader.course.signatures import Record, load_record
from grader.course.source import refuse_outdated
from grader.judging.likeness import by_answers
from grader.judging.marking import Scheme
from grader.judging.remarks import UNPARSED
from grader.judging.scoring import is_lost, share_of
from grader.pipeline import breaches_of, catalogue_of, scheme_of
from grader.submission.reader import Reader


@dataclass(frozen=True)
class Program:
    """What is audited: a program's answers where they depart, and the rules that it breaks."""

    signature: Signature
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class AuditRow:
    """What a rubric makes of one program."""

    name: str
    lost: Mapping[str, Points]
    probes: tuple[str, ...]
    charged: tuple[str, ...]
    carried: float = 0.0
    diagnosed: tuple[str, ...] = ()
    raises: bool = False

    @property
    def points_lost(self) -> Points:
        return whole(round(sum(self.lost.values()), 2))

    @property
    def points_charged(self) -> float:
        """What a student loses after what only follows was carried forward."""
        return round(self.points_lost - self.carried, 2)

    def document(self) -> dict[str, object]:
        return {
            "name": self.name,
            "criteria": list(self.lost),
            "points_lost": self.points_lost,
            "probes": list(self.probes),
            "charged": list(self.charged),
            "points_charged": self.points_charged,
            "diagnosed": list(self.diagnosed),
            "raises": self.raises,
        }


@dataclass(frozen=True)
class Audit:
    """The matrix and what it shows; `same` are groups that no probe tells apart."""

    assignment: str
    criteria: tuple[tuple[str, Points], ...]
    mistakes: tuple[AuditRow, ...]
    variants: tuple[AuditRow, ...]
    same: tuple[tuple[str, ...], ...]

    @property
    def unseen(self) -> list[str]:
        return [row.name for row in self.mistakes if not row.lost]

    @property
    def single(self) -> list[str]:
        return [row.name for row in self.mistakes if len(row.probes) == 1]

    @property
    def raising(self) -> list[str]:
        """Mistakes that never answer wrongly, but only raise."""
        return [row.name for row in self.mistakes if row.raises]

    @property
    def penalised(self) -> list[str]:
        return [row.name for row in self.variants if row.lost]

    @property
    def untested(self) -> list[str]:
        """Criteria that no mistake loses."""
        tested = {name for row in self.mistakes for name in row.lost}
        return [name for name, _ in self.criteria if name not in tested]

    @property
    def mean_charged(self) -> float:
        """How many criteria a mistake is charged on average, what is carried forward left out."""
        return statistics.fmean(len(row.charged) for row in self.mistakes) if self.mistakes else 0.0

    @property
    def passes(self) -> bool:
        return not self.unseen and not self.penalised

    def document(self) -> dict[str, object]:
        """Write the audit as JSON."""
        return {
            "assignment": self.assignment,
            "mistakes": [row.document() for row in self.mistakes],
            "variants": [row.document() for row in self.variants],
            "unseen": self.unseen,
            "single": self.single,
            "same": [list(group) for group in self.same],
            "penalised": self.penalised,
            "untested": self.untested,
        }


def audit(
    assignment: Assignment, mistakes_folder: Path | None, variants_folder: Path | None, say: Say
) -> Audit:
    """Judge the catalogue and a teacher's own programs.

    Raises RecordingError with every entry of the catalogue that is no use, or where the example is
    not of today's source; UsageError for a folder without programs.
    """
    if assignment.staff_folder is None:
        raise UsageError("a student's kit holds no catalogue: run this in the course's own folder")
    refuse_outdated(assignment.root, assignment.name)
    catalogue = present_catalogue(assignment, say)
    known = in_order(assignment, assignment.rubric.with_shares(catalogue.mistakes))
    wrong = observe_folder(mistakes_folder, assignment, known, say)
    right = observe_folder(variants_folder, assignment, catalogue.variants, say)
    wrong, right = [*map(Program, known), *wrong], [*map(Program, catalogue.variants), *right]
    signatures = [program.signature for program in wrong]
    groups = by_answers(signatures, assignment.tolerance)
    scheme = replace(scheme_of(assignment), catalogue=catalogue_of(assignment).of(known))
    return Audit(
        assignment=assignment.name,
        criteria=tuple(
            (c.name, c.points) for c in assignment.criteria if c.rule is None and not c.marked
        ),
        mistakes=tuple(judge(assignment, program, scheme) for program in wrong),
        variants=tuple(judge(assignment, program, scheme) for program in right),
        same=tuple(tuple(s.name for s in group) for group in groups if len(group) > 1),
    )


@functools.lru_cache(maxsize=4)  # by identity: it may take half a minute
def present_catalogue(assignment: Assignment, say: Say) -> Record:
    """Give the catalogue's recorded answers, unless something that they depend on changed."""
    record = load_record(assignment.root, assignment.name)
    if record.sources != hash_catalogue(assignment):
        say(f"{assignment.name}: the catalogue changed since its answers were recorded")
        record = observe_catalogue(assignment, say)
    # The rubric may have changed since: no hash of the recorded answers depends on it.
    faults = [unknown_criteria(s.name, s.about, assignment) for s in record.mistakes]
    refuse_faults(assignment, [fault for each in faults for fault in each])
    return record


def in_order(assignment: Assignment, mistakes: Sequence[Signature]) -> tuple[Signature, ...]:
    """Sort mistakes by the first probe that shows them, so that a matrix has a diagonal."""
    order = {probe.name: number for number, probe in enumerate(assignment.probes)}
    return tuple(sorted(mistakes, key=lambda m: min((order[p] for p in m.answers), default=0)))


def observe_folder(
    folder: Path | None, assignment: Assignment, known: Sequence[Signature], say: Say
) -> list[Program]:
    """Run a teacher's own programs, named by their files. Raises UsageError."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    if not paths:
        raise UsageError(f"{folder}: no .py or .ipynb file in it")
    names = [*(clean(path.stem) for path in paths), *(signature.name for signature in known)]
    refuse_repeated(names, f"{folder}: names that stand for two programs")
    with contextlib.closing(Reader()) as reader:  # they may be students'
        readings = {clean(path.stem): reader.read(path, assignment.limits) for path in paths}
    scripts = {name: reading.script for name, reading in readings.items()}
    observed = observe_all(assignment, scripts, say)
    refuse_faults(assignment, [f for name in scripts for f in no_program(name, observed[name])])
    return [
        Program(
            Signature(name, "", "", (), "", departing(observed[name], assignment)),
            breaches_of(reading.outline, assignment),
        )
        for name, reading in readings.items()
    ]


def no_program(name: str, observations: Observations) -> Iterator[str]:
    """Say what makes a file no program here: it can't be parsed, or defines nothing asked for."""
    wrong = next((error for error in observations.errors if error.type in UNPARSED), None)
    if observations.tampered:
        yield f"{name}: breaks the channel: {observations.tampered}"
    elif wrong:
        yield f"{name}: {wrong.place}: {wrong}"
    elif not any(isinstance(observation, Answer) for observation in observations.by_probe.values()):
        yield f"{name}: answers no probe; it must be a whole program, as students hand in"


def judge(assignment: Assignment, program: Program, scheme: Scheme) -> AuditRow:
    """Say what the rubric makes of one program: of its answers, and of what it imports."""
    answers = Observations(answers_of(assignment, program.signature), Level.NONE)
    marks = mark(answers, program.breaches, scheme)
    scores = marks.scores
    carried = [s for s in scores if s.status is ScoreStatus.CARRIED]
    departing = [s for s in scores if is_lost(s) or s in carried]
    # `is_lost` leaves rules out, as no mistake is about one; a teacher's program can break one.
    lost = [s for s in scores if s in departing or (s.rule and s.status is ScoreStatus.LOST)]
    return AuditRow(
        name=program.signature.name,
        lost={s.name: lost_of(s) for s in lost},
        probes=tuple(dict.fromkeys(d.probe for s in departing for d in s.departures)),
        carried=round(sum(lost_of(s) - s.lost for s in departing), 2),
        charged=tuple(s.name for s in scores if is_lost(s)),
        diagnosed=tuple(signature.name for group in marks.mistakes for signature in group),
        raises=bool(raised_everywhere(program.signature.answers.values())),
    )


def lost_of(score: Score) -> Points:
    """Give what was lost of a score, before any of it was given back."""
    if score.tally is None:
        return score.maximum
    return whole(round(score.maximum - share_of(score.maximum, score.tally), 2))


def answers_of(assignment: Assignment, signature: Signature) -> dict[str, Observation]:
    """Fill up the answers of a program: its own where it departs, the golden's elsewhere."""
    return {
        probe.name: signature.answers.get(probe.name) or Answer(assignment.golden[probe.name])
        for probe in assignment.probes
    }
