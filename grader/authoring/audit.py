"""Run every mistake and every correct variant through a rubric: what does it see, what not?

What the catalogue answers is recorded with the goldens, so a changed rubric is audited without
running anything; programs that changed since, and a teacher's own, are run first.
"""

from __future__ import annotations

import dataclasses
import itertools
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.authoring.catalogue import (
    Entry,
    hash_catalogue,
    observe_all,
    observe_catalogue,
    refuse_faults,
    signature_of,
    unknown_criteria,
)
from grader.core.errors import UsageError
from grader.core.probe import Answer, Observation, Observations
from grader.core.result import ScoreStatus, Signature
from grader.core.submission import Breach
from grader.course.load import Assignment, refuse_repeated
from grader.course.signatures import Record, load_record
from grader.judging.diagnosis import by_answers, find_mistakes
from grader.judging.hints import UNPARSED
from grader.judging.scoring import carry_forward, is_lost, score
from grader.pipeline import catalogue_of
from grader.submission.analysis import find_breaches, find_imports
from grader.submission.notebook import SUFFIXES, read_submission

Say = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What is audited: a program's answers where they depart, and the rules that it breaks."""

    signature: Signature
    breaches: tuple[Breach, ...] = ()


def audit(
    assignment: Assignment, mistakes_folder: Path | None, variants_folder: Path | None, say: Say
) -> Audit:
    """Judge the catalogue and a teacher's own programs.

    Raises RecordingError with every entry of the catalogue that is no use, UsageError for a folder
    without programs.
    """
    if assignment.staff_folder is None:
        raise UsageError("a student's kit holds no catalogue: run this in the course's own folder")
    catalogue = present_catalogue(assignment, say)
    known = with_rubric_shares(assignment, catalogue.mistakes)
    order = {probe.name: number for number, probe in enumerate(assignment.probes)}
    known = tuple(
        sorted(known, key=lambda one: min(map(order.__getitem__, one.answers), default=0))
    )
    own_wrong = observe_folder(mistakes_folder, assignment, known, say)
    own_right = observe_folder(variants_folder, assignment, catalogue.variants, say)
    wrong = [*(Program(one) for one in known), *own_wrong]
    right = [*(Program(one) for one in catalogue.variants), *own_right]
    criteria = [criterion for criterion in assignment.criteria if criterion.rule is None]
    return Audit(
        assignment=assignment.name,
        criteria=tuple((criterion.name, criterion.points) for criterion in criteria),
        mistakes=tuple(judge(assignment, one, known) for one in wrong),
        variants=tuple(judge(assignment, one, known) for one in right),
        same=tuple(
            tuple(one.name for one in group)
            for group in by_answers([one.signature for one in wrong], assignment.tolerance)
            if len(group) > 1
        ),
    )


def present_catalogue(assignment: Assignment, say: Say) -> Record:
    """The catalogue's answers: the recorded ones unless something that they depend on changed."""
    record = load_record(assignment.root, assignment.name)
    if record.sources != hash_catalogue(assignment):
        say(f"{assignment.name}: the catalogue changed since its answers were recorded")
        record = observe_catalogue(assignment, assignment.golden, say)
    faults = [
        fault
        for one in record.mistakes
        for fault in unknown_criteria(one.name, one.about, assignment)
    ]
    refuse_faults(assignment, faults)
    return record


def with_rubric_shares(
    assignment: Assignment, mistakes: Sequence[Signature]
) -> tuple[Signature, ...]:
    """The mistakes with the shares that the rubric carries forward."""
    shares = {one.name: one.carry_forward for one in assignment.signatures}
    return tuple(
        dataclasses.replace(one, carry_forward=shares.get(one.name, assignment.carry_forward))
        for one in mistakes
    )


def observe_folder(
    folder: Path | None, assignment: Assignment, known: Sequence[Signature], say: Say
) -> list[Program]:
    """A teacher's own programs, named by their files. Raises UsageError."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    names = [*(path.stem for path in paths), *(one.name for one in known)]
    if not paths:
        raise UsageError(f"{folder}: no .py or .ipynb file in it")
    refuse_repeated(names, f"{folder}: names that stand for two programs")
    scripts = {path.stem: read_submission(path, assignment.limits).script for path in paths}
    observed = observe_all(assignment, scripts, say)
    refuse_faults(assignment, [f for name in scripts for f in no_program(name, observed[name])])
    return [
        Program(
            signature_of(Entry(name, (("", name),), ""), seen, assignment, assignment.golden),
            find_breaches(find_imports(scripts[name]), assignment.modules),
        )
        for name, seen in observed.items()
    ]


def no_program(name: str, seen: Observations) -> Iterator[str]:
    """What makes a file no program here: it can't be parsed, or defines nothing that is asked."""
    wrong = next((error for error in seen.errors if error.type in UNPARSED), None)
    if seen.tampered:
        yield f"{name}: breaks the channel: {seen.tampered}"
    elif wrong:
        yield f"{name}: {wrong.place}: {wrong}"
    elif not any(isinstance(one, Answer) for one in seen.by_probe.values()):
        yield f"{name}: answers no probe; it must be a whole program, as students hand in"


def judge(assignment: Assignment, program: Program, known: Sequence[Signature]) -> AuditRow:
    """What the rubric makes of one program: of its answers, and of what it imports."""
    one = program.signature
    seen = answers_of(assignment, one)
    scores = score(assignment.criteria, seen, assignment.golden, program.breaches)
    lost = [s for s in scores if is_lost(s) or (s.rule and program.breaches)]
    classes = find_mistakes(seen, replace(catalogue_of(assignment), signatures=known))
    carried = carry_forward(scores, classes[0]) if len(classes) == 1 else scores
    return AuditRow(
        name=one.name,
        lost={s.name: s.maximum for s in lost},
        probes=tuple(dict.fromkeys(d.probe for s in scores if is_lost(s) for d in s.departures)),
        carried=sum(s.earned for s in carried if s.status is ScoreStatus.CARRIED),
        charged=tuple(s.name for s in carried if is_lost(s)),
        diagnosed=tuple(other.name for group in classes for other in group),
    )


def answers_of(assignment: Assignment, one: Signature) -> dict[str, Observation]:
    """All answers of a program: its own where it departs, the golden's elsewhere."""
    return {
        probe.name: one.answers.get(probe.name) or Answer(assignment.golden[probe.name])
        for probe in assignment.probes
    }


def leave_one_out(assignment: Assignment) -> dict[str, tuple[Signature, tuple[Signature, ...]]]:
    """Each recorded mistake, and what is said of it where the catalogue does not hold it."""
    result = {}
    for one in assignment.signatures:
        rest = [other for other in assignment.signatures if other is not one]
        seen = answers_of(assignment, one)
        classes = find_mistakes(seen, replace(catalogue_of(assignment), signatures=rest))
        result[one.name] = (one, tuple(itertools.chain(*classes)))
    return result


def document(audit: Audit) -> dict[str, object]:
    """The audit as JSON."""
    return {
        "assignment": audit.assignment,
        "mistakes": [row_document(row) for row in audit.mistakes],
        "variants": [row_document(row) for row in audit.variants],
        "unseen": audit.unseen,
        "single": audit.single,
        "same": [list(group) for group in audit.same],
        "penalised": audit.penalised,
        "untested": audit.untested,
    }


def row_document(row: AuditRow) -> dict[str, object]:
    """One program's part of the JSON."""
    return {
        "name": row.name,
        "criteria": list(row.lost),
        "points_lost": row.points_lost,
        "probes": list(row.probes),
        "charged": list(row.charged),
        "points_charged": row.points_charged,
        "diagnosed": list(row.diagnosed),
    }


@dataclass(frozen=True)
class AuditRow:
    """What a rubric makes of one program."""

    name: str
    lost: Mapping[str, int]
    probes: tuple[str, ...]
    charged: tuple[str, ...]
    carried: float = 0.0
    diagnosed: tuple[str, ...] = ()

    @property
    def points_lost(self) -> int:
        return sum(self.lost.values())

    @property
    def points_charged(self) -> float:
        """What a student loses after what only follows was carried forward."""
        return round(self.points_lost - self.carried, 2)


@dataclass(frozen=True)
class Audit:
    """The matrix and what it shows; `same` are groups that no probe tells apart."""

    assignment: str
    criteria: tuple[tuple[str, int], ...]
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
