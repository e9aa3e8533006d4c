"""Run every mistake and every correct variant through a rubric: what does it see, what not?

Answers are observed once; the judging of a hundred programs then takes milliseconds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from grader.catalogue import (
    example_of,
    find_faults,
    load_catalogue,
    observe_all,
    program,
    signature_of,
)
from grader.course import Assignment
from grader.diagnosis import alike, find_mistakes
from grader.errors import RecordingError, UsageError
from grader.model import Audit, AuditRow, Observations, Score, ScoreStatus, Script, Signature
from grader.notebook import SUFFIXES, read_submission
from grader.scoring import carry_forward, score
from grader.syntax import find_breaches


def audit(
    assignment: Assignment,
    mistakes_folder: Path | None,
    variants_folder: Path | None,
    say: Callable[[str], None],
) -> Audit:
    """Observe the catalogue and a teacher's own programs, and judge them all.

    Raises RecordingError with every entry of the catalogue that is no use, UsageError for a folder
    without programs.
    """
    wrong, right = catalogue_scripts(assignment)
    wrong |= read_programs(mistakes_folder, assignment, wrong)
    right |= read_programs(variants_folder, assignment, right)
    # One name may stand for a mistake and a variant, so they are observed apart.
    seen_wrong = observe_all(assignment, wrong, say)
    seen_right = observe_all(assignment, right, say)
    refuse_faults(assignment, seen_wrong | seen_right)
    rules = [criterion.name for criterion in assignment.criteria if criterion.rule]
    return Audit(
        assignment=assignment.name,
        criteria=tuple((c.name, c.points) for c in assignment.criteria if c.name not in rules),
        mistakes=tuple(judge(assignment, name, wrong[name], seen_wrong[name]) for name in wrong),
        variants=tuple(judge(assignment, name, right[name], seen_right[name]) for name in right),
        same=tuple(groups(assignment, seen_wrong)),
    )


def catalogue_scripts(assignment: Assignment) -> tuple[dict[str, Script], dict[str, Script]]:
    """The catalogue's mistakes and variants as programs."""
    mistakes, variants = load_catalogue(assignment)
    if not mistakes and not variants:
        return {}, {}
    base = example_of(assignment)
    wrong = {entry.name: program(base, entry) for entry in mistakes}
    return wrong, {entry.name: program(base, entry) for entry in variants}


def read_programs(
    folder: Path | None, assignment: Assignment, known: Mapping[str, Script]
) -> dict[str, Script]:
    """A teacher's own programs, named by their files. Raises UsageError or SubmissionError."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    if not paths:
        raise UsageError(f"{folder}: no .py or .ipynb file in it")
    twins = sorted({path.stem for path in paths} & set(known))
    if twins or len({path.stem for path in paths}) < len(paths):
        raise UsageError(f"{folder}: names must differ, also from the catalogue's: {twins}")
    return {path.stem: read_submission(path, assignment.limits).script for path in paths}


def refuse_faults(assignment: Assignment, seen: Mapping[str, Observations]) -> None:
    """Raise RecordingError for entries of the catalogue that are no use."""
    faults = [
        fault
        for entry in itertools.chain(*load_catalogue(assignment))
        for fault in find_faults(entry, seen[entry.name], assignment, assignment.golden)
    ]
    if faults:
        listed = "\n  ".join(faults)
        raise RecordingError(f"{assignment.name}: the catalogue has faults\n  {listed}")


def judge(assignment: Assignment, name: str, script: Script, seen: Observations) -> AuditRow:
    """What the rubric makes of one program's answers."""
    breaches = find_breaches(script, assignment.modules)
    scores = score(assignment.criteria, seen.by_probe, assignment.golden, breaches)
    classes = find_mistakes(
        seen.by_probe,
        assignment.golden,
        assignment.signatures,
        assignment.tolerance,
        assignment.needs,
    )
    carried = carry_forward(scores, classes[0]) if len(classes) == 1 else scores
    return AuditRow(
        name=name,
        lost={s.criterion.name: s.criterion.points for s in scores if is_lost(s)},
        probes=tuple(dict.fromkeys(d.probe for s in scores if is_lost(s) for d in s.departures)),
        charged=tuple(s.criterion.name for s in carried if is_lost(s)),
        diagnosed=tuple(one.name for group in classes for one in group),
    )


def is_lost(one: Score) -> bool:
    """Whether the points are gone; a rule that waits for other points is not a loss of its own."""
    if one.criterion.rule is not None:
        return one.status is ScoreStatus.LOST
    return one.status in (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)


def groups(assignment: Assignment, seen: Mapping[str, Observations]) -> Iterator[tuple[str, ...]]:
    """The mistakes that answer every probe alike."""
    left = list(seen)
    while left:
        first, *others = left
        twins = [name for name in others if same(assignment, seen[first], seen[name])]
        if twins:
            yield (first, *twins)
        left = [name for name in others if name not in twins]


def same(assignment: Assignment, one: Observations, other: Observations) -> bool:
    """Whether no probe tells two programs apart."""
    return all(
        alike(one.by_probe[probe], other.by_probe[probe], assignment.tolerance)
        for probe in one.by_probe
    )


def leave_one_out(
    assignment: Assignment, say: Callable[[str], None]
) -> dict[str, tuple[Signature, tuple[Signature, ...]]]:
    """Each mistake, and what is said of it where the catalogue does not hold it."""
    mistakes, _ = load_catalogue(assignment)
    base = example_of(assignment)
    scripts = {entry.name: program(base, entry) for entry in mistakes}
    seen = observe_all(assignment, scripts, say)
    known = {
        entry.name: signature_of(entry, seen[entry.name], assignment, assignment.golden)
        for entry in mistakes
    }
    result = {}
    for name, one in known.items():
        rest = [other for other in known.values() if other is not one]
        classes = find_mistakes(
            seen[name].by_probe, assignment.golden, rest, assignment.tolerance, assignment.needs
        )
        result[name] = (one, tuple(itertools.chain(*classes)))
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
        "diagnosed": list(row.diagnosed),
    }
